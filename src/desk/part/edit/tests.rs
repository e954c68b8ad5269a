use super::super::trial;
use super::*;
use proptest::prelude::*;

fn type_in(edit: &mut Edit, keys: &str) {
    for key in trial::keys(keys) {
        edit.key(key);
    }
}

#[test]
fn keys_edit_the_text() {
    let mut edit = Edit::line("");
    type_in(&mut edit, "р ы ч а г space Г А З");
    assert_eq!(edit.text(), "рычаг ГАЗ");
    type_in(&mut edit, "backspace ctrl+w X home delete");
    assert_eq!(edit.text(), "ычаг X");
    type_in(&mut edit, "end ctrl+u");
    assert_eq!(edit.text(), "");
    type_in(&mut edit, "ctrl+z");
    assert_eq!(edit.text(), "ычаг X");
    // The same control keys under the Russian layout.
    type_in(&mut edit, "ctrl+ф й ctrl+л");
    assert_eq!(edit.text(), "й");
}

#[test]
fn keys_that_edit_nothing_are_left_to_others() {
    let mut edit = Edit::line("a");
    for key in trial::keys("enter esc tab shift+tab up down ctrl+s ctrl+p f4 alt+x") {
        assert!(!edit.key(key), "{key}");
    }
    let mut edit = Edit::lines("a\nb");
    let [up, down] = [0, 1].map(|n| trial::keys("up down")[n]);
    assert!(edit.key(up));
    assert!(!edit.key(up), "out of the first line");
    assert!(edit.key(down));
    assert!(!edit.key(down), "out of the last line");
}

#[test]
fn a_paste_is_only_text() {
    let mut edit = Edit::line("");
    assert!(edit.paste("one\r\ntwo\x1b[31m\tthree"));
    assert_eq!(edit.text(), "one two^[[31m three");
    let mut edit = Edit::lines("");
    assert!(edit.paste("one\r\ntwo"));
    assert_eq!(edit.text(), "one\ntwo");
    assert!(!edit.paste(&"ж".repeat(TEXT_MAX)));
    assert!(edit.text().len() <= TEXT_MAX);
}

#[test]
fn the_cursor_stays_in_sight() {
    let theme = Theme::named("mono").unwrap();
    let area = Rect::new(2, 1, 8, 1);
    let mut buf = Buffer::empty(Rect::new(0, 0, 12, 3));
    let mut edit = Edit::line("рычаг ГАЗ-3302");
    let cursor = edit.draw(area, &mut buf, &theme, true).unwrap();
    assert_eq!((cursor.x, cursor.y), (9, 1));
    assert_eq!(trial::text(&buf).lines().nth(1).unwrap(), "  АЗ-3302   ");
    type_in(&mut edit, "home");
    let cursor = edit.draw(area, &mut buf, &theme, true).unwrap();
    assert_eq!(cursor.x, 2);
    assert_eq!(trial::text(&buf).lines().nth(1).unwrap(), "  рычаг ГА  ");
}

#[test]
fn many_lines_are_broken_between_words_and_scroll() {
    let theme = Theme::named("mono").unwrap();
    let area = Rect::new(0, 0, 9, 2);
    let mut buf = Buffer::empty(area);
    let mut edit = Edit::lines("один два три\nчетыре");
    assert_eq!(edit.height(9), 3);
    let cursor = edit.draw(area, &mut buf, &theme, true).unwrap();
    assert_eq!(trial::text(&buf), "три      \nчетыре   \n");
    assert_eq!((cursor.x, cursor.y), (6, 1));
    type_in(&mut edit, "up home");
    let cursor = edit.draw(area, &mut buf, &theme, true).unwrap();
    assert_eq!(trial::text(&buf), "один два \nтри      \n");
    assert_eq!((cursor.x, cursor.y), (0, 0));
}

#[test]
fn a_secret_is_not_shown() {
    let theme = Theme::named("mono").unwrap();
    let mut edit = Edit::secret();
    edit.paste("пароль");
    let mut buf = Buffer::empty(Rect::new(0, 0, 8, 1));
    edit.draw(buf.area, &mut buf, &theme, true);
    assert_eq!(trial::text(&buf), "******  \n");
}

proptest! {
    #[test]
    fn any_input_any_size(inputs in trial::inputs(30), many: bool, w in 0u16..40, h in 0u16..6) {
        let theme = Theme::named("default").unwrap();
        let mut edit = if many { Edit::lines("") } else { Edit::line("") };
        for input in inputs {
            match input {
                crate::desk::key::Input::Key(key) => { edit.key(key); }
                crate::desk::key::Input::Paste(text) => { edit.paste(&text); }
                _ => {}
            }
            let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
            let cursor = edit.draw(buf.area, &mut buf, &theme, true);
            prop_assert!(cursor.is_none_or(|c| c.x < w && c.y < h));
            prop_assert!(cursor.is_some() || w == 0 || h == 0);
        }
    }
}
