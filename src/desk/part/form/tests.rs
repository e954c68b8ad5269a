use super::super::picker::Entry;
use super::super::trial;
use super::*;
use crate::desk::key::Key;
use crate::desk::part::field::Kind;
use crate::domain::money::Kopecks;
use crate::text::Lang;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn deal() -> Form {
    let sources = vec![
        Entry::new(1, "сайт"),
        Entry::new(2, "Авито"),
        Entry::new(3, "2ГИС"),
    ];
    Form::new(
        "Новая сделка",
        vec![
            Field::new("who", "Клиент", Kind::Text).wanted(),
            Field::new("phone", "Телефон", Kind::Phone),
            Field::new("sum", "Сумма", Kind::Money),
            Field::new("source", "Источник", Kind::Choice(sources)),
            Field::new("late", "Срочно", Kind::Flag),
            Field::new("note", "Заметка", Kind::Lines),
        ],
    )
}

/// What the desk's keymap makes of the keys.
fn press(form: &mut Form, words: &str) -> Step {
    let mut last = Step::On;
    for key in trial::keys(words) {
        last = hit(form, key);
    }
    last
}

fn hit(form: &mut Form, key: Key) -> Step {
    match key.to_string().as_str() {
        "tab" | "down" => form.next(),
        "shift+tab" | "up" => form.previous(),
        "enter" => return form.go_on(),
        "esc" => return form.close(),
        "f4" => form.choose(),
        _ => {
            form.input(&Input::Key(key));
        }
    }
    Step::On
}

fn drawn(form: &Form, w: u16, h: u16) -> String {
    trial::with_look(Lang::Ru, "default", |look| {
        let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
        form.draw_framed(buf.area, None, &mut buf, look);
        trial::text(&buf)
    })
}

#[test]
fn enter_goes_on_and_submits_on_the_last() {
    let mut form = deal();
    assert_eq!(
        press(
            &mut form,
            "П ё т р enter enter 8 4 0 0 enter right enter enter"
        ),
        Step::On
    );
    assert_eq!(form.focused().unwrap().key, "note");
    assert_eq!(press(&mut form, "enter"), Step::Submit);
    let values = trial::with_look(Lang::Ru, "mono", |look| form.values(look)).unwrap();
    assert_eq!(values.money("sum"), Some(Kopecks(840_000)));
    assert_eq!(values.choice("source"), Some(1));
}

#[test]
fn a_paste_with_line_breaks_submits_nothing() {
    let mut form = deal();
    form.input(&Input::Paste("Пётр\nИванов\n".into()));
    assert_eq!(form.focused().unwrap().key, "who");
    assert_eq!(form.field("who").unwrap().typed(), "Пётр Иванов ");
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    let mut form = deal();
    press(&mut form, "tab tab 8 , 4 0 0 tab tab");
    let values = trial::with_look(Lang::Ru, "mono", |look| form.values(look));
    assert_eq!(values, None);
    assert_eq!(form.focused().unwrap().key, "who", "the first wrong one");
    insta::assert_snapshot!(drawn(&form, 60, 14));
    form.fail("phone", "уже есть у № 12");
    assert_eq!(form.focused().unwrap().key, "phone");
    form.fail("nowhere", "сервер не отвечает");
    assert!(drawn(&form, 60, 14).contains("сервер не отвечает"));
    assert_eq!(form.field("sum").unwrap().typed(), "8,400", "kept");
}

#[test]
fn a_list_opens_below_its_field() {
    let mut form = deal();
    press(&mut form, "tab tab tab f4 f d b n j");
    insta::assert_snapshot!(drawn(&form, 60, 20));
    assert_eq!(press(&mut form, "esc"), Step::On, "only the list");
    assert_eq!(press(&mut form, "esc"), Step::Close);
    assert!(!form.dirty());
}

#[test]
fn narrow_and_low() {
    let mut form = deal();
    press(&mut form, "tab 8 9 1 3 5 5 5 1 2 3 4 tab 5 0 0");
    insta::assert_snapshot!(drawn(&form, 40, 9));
}

proptest! {
    #[test]
    fn any_input_any_size(inputs in trial::inputs(30), w in 0u16..90, h in 0u16..24) {
        let mut form = deal().intro("Зачем эта форма");
        for input in inputs {
            match input {
                Input::Key(key) => { hit(&mut form, key); }
                other => { form.input(&other); }
            }
            trial::with_look(Lang::En, "ascii", |look| {
                let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
                form.draw_framed(buf.area, None, &mut buf, look);
                form.values(look);
            });
        }
    }
}
