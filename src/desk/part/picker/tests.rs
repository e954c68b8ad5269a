use super::super::trial;
use super::*;
use crate::text::Lang;
use proptest::prelude::*;

fn stages() -> Picker<i64> {
    let names = [
        "Новый",
        "В работе",
        "Согласован",
        "Ждёт оплаты",
        "Заказ оплачен",
        "Отгружен",
    ];
    let entries = (1..).zip(names);
    Picker::new(entries.map(|(id, name)| Entry::new(id, name)).collect())
}

fn found(picker: &Picker<i64>) -> Vec<&str> {
    picker.entries().map(|e| e.label.as_str()).collect()
}

fn typed(query: &str) -> Picker<i64> {
    let mut picker = stages();
    picker.input(&Input::Paste(query.to_owned()));
    picker
}

#[test]
fn a_few_letters_find_it_in_any_case_and_layout() {
    assert_eq!(typed("").entries().count(), 6);
    assert_eq!(found(&typed("опл")), ["Ждёт оплаты", "Заказ оплачен"]);
    assert_eq!(found(&typed("ЖДЕТ")), ["Ждёт оплаты"]);
    assert_eq!(found(&typed(";ltn")), ["Ждёт оплаты"]);
    assert_eq!(found(&typed("jnuh")), ["Отгружен"]);
    assert!(typed("ыыы").chosen().is_none());
}

#[test]
fn the_pointer_goes_round_and_stays_on_its_entry() {
    let mut picker = stages();
    picker.step(-1);
    assert_eq!(picker.chosen().unwrap().id, 6);
    picker.step(1);
    assert_eq!(picker.chosen().unwrap().id, 1);
    picker.page(4);
    assert_eq!(picker.chosen().unwrap().id, 5);
    picker.set_entries(vec![Entry::new(7, "Отказ"), Entry::new(5, "Заказ оплачен")]);
    assert_eq!(picker.chosen().unwrap().id, 5);
    picker.page(9);
    assert_eq!(picker.chosen().unwrap().id, 5);
}

#[test]
fn drawn() {
    let mut picker = stages();
    picker.entries[1].note = "31".into();
    picker.entries[3].barred = Some("нужна сумма".into());
    picker.input(&Input::Paste("а".into()));
    picker.step(1);
    let drawn = trial::with_look(Lang::Ru, "ascii", |look| {
        let mut buf = Buffer::empty(Rect::new(0, 0, 34, 6));
        picker.draw(buf.area, &mut buf, look);
        trial::text(&buf)
    });
    insta::assert_snapshot!(drawn);
}

proptest! {
    #[test]
    fn any_input_any_size(inputs in trial::inputs(20), steps in proptest::collection::vec(-3isize..3, 0..8), w in 0u16..60, h in 0u16..10) {
        let mut picker = stages();
        for (input, by) in inputs.iter().zip(steps.iter().chain(std::iter::repeat(&1))) {
            picker.input(input);
            picker.step(*by);
            picker.page(*by * 3);
            trial::with_look(Lang::En, "default", |look| {
                let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
                picker.draw(buf.area, &mut buf, look);
            });
        }
    }
}
