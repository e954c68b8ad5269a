use super::super::trial;
use super::*;
use crate::text::Lang;

fn value(kind: Kind, typed: &str) -> Result<Option<Value>, String> {
    let mut field = Field::new("f", "", kind);
    field.input(&Input::Paste(typed.to_owned()));
    trial::with_look(Lang::En, "mono", |look| field.value(Lang::En, look.when))
}

#[test]
fn a_field_reads_what_was_typed() {
    assert_eq!(
        value(Kind::Money, "8 400,50"),
        Ok(Some(Value::Money(Kopecks(840_050))))
    );
    assert!(value(Kind::Money, "8,400").unwrap_err().contains("kopecks"));
    assert_eq!(value(Kind::Quantity, "0,5"), Ok(Some(Value::Quantity(500))));
    assert_eq!(
        value(Kind::Quantity, "12"),
        Ok(Some(Value::Quantity(12_000)))
    );
    for wrong in ["", ".", "1,2345", "-1", "1,-5", "x"] {
        assert!(
            !matches!(value(Kind::Quantity, wrong), Ok(Some(_))),
            "{wrong}"
        );
    }
    assert_eq!(value(Kind::Number, "1 000"), Ok(Some(Value::Number(1000))));
    assert!(value(Kind::Phone, "913 555").is_err());
    assert_eq!(
        value(Kind::Phone, "8 913 555-12-34"),
        Ok(Some(Value::Text("8 913 555-12-34".into())))
    );
    let Ok(Some(Value::Date(at))) = value(Kind::Date, "завтра 15:00") else {
        panic!("no date");
    };
    assert_eq!(text::time::typed(at, &trial::zone()), "23.11.2026 15:00");
    assert_eq!(value(Kind::Text, "  "), Ok(None));
}

#[test]
fn what_a_field_begins_with_is_not_work() {
    let mut field = Field::new("sum", "", Kind::Money).money(Some(Kopecks(840_050)));
    assert_eq!(field.typed(), "8400,50");
    assert!(!field.dirty());
    field.input(&Input::Key(trial::keys("backspace")[0]));
    assert!(field.dirty());
}

fn people() -> Kind {
    Kind::Choice(vec![
        Entry::new(1, "Анна Соколова"),
        Entry::new(2, "Иван Петров").barred(Some("в отпуске".into())),
        Entry::new(3, "Олег Ким"),
    ])
}

#[test]
fn a_choice_is_turned_typed_or_opened() {
    let mut field = Field::new("who", "", people()).choice(Some(1));
    let press = |field: &mut Field, keys: &str| {
        for key in trial::keys(keys) {
            field.input(&Input::Key(key));
        }
    };
    press(&mut field, "right");
    assert_eq!(field.choice, Some(3), "nobody who is away");
    press(&mut field, "right");
    assert_eq!(field.choice, Some(1));
    press(&mut field, "к и м");
    assert!(field.is_open());
    field.pick();
    assert_eq!((field.choice, field.is_open()), (Some(3), false));
    press(&mut field, "и в а н");
    field.pick();
    assert_eq!((field.choice, field.is_open()), (Some(3), true), "away");
    field.close();
    press(&mut field, "backspace");
    assert!(field.is_empty());
}
