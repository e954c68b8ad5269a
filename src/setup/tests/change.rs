//! From one shop to the next: numbers, renames, what vanishes, what is said about it.
use super::*;
use crate::domain::field::FieldKind;

fn apply(old: &Shop, files: &[SetupFile]) -> Shop {
    match parse(files) {
        Ok(draft) => resolve(Some(old), draft),
        Err(complaints) => panic!("{:#?}", lines(&complaints)),
    }
}

/// The standard folder with one text put in the place of another.
fn edited(name: &str, edits: &[(&str, &str)]) -> Vec<SetupFile> {
    let mut files = default_files();
    let file = files.iter_mut().find(|f| f.name == name).expect("a file");
    for (from, to) in edits {
        assert!(file.text.contains(from), "{from}");
        file.text = file.text.replacen(from, to, 1);
    }
    files
}

fn said(old: &Shop, new: &Shop) -> Vec<String> {
    let lines = diff(old, new);
    lines
        .iter()
        .map(|l| words::diff_line(Lang::Ru, l))
        .collect()
}

fn stage_ids(shop: &Shop) -> Vec<(String, i64)> {
    let stages = shop.pipelines.iter().flat_map(|p| &p.stages);
    stages.map(|s| (s.name.clone(), s.id.0)).collect()
}

const PACKING: &str = r#"[[pipeline.stage]]
key = "packing"
name = "Сборка"
client_status = "Собираем заказ"
limit = "1d"
department = "warehouse"
turn = "warehouse"
needs = ["amount"]
"#;

#[test]
fn the_same_files_change_nothing() {
    let shop = default_shop();
    let again = apply(&shop, &default_files());
    assert_eq!(again, shop);
    assert!(diff(&shop, &again).is_empty());
    assert!(vanished(&shop, &again).is_empty());
}

#[test]
fn what_is_exported_is_read_back() {
    let shop = default_shop();
    assert_eq!(apply(&shop, &export(&shop)), shop);
    let rich = with("people.toml", STAFF);
    let smaller = apply(&rich, &default_files());
    // Those who left are written out too.
    let fresh = parse(&export(&smaller)).map(|draft| resolve(None, draft));
    let fresh = fresh.map_err(|c| lines(&c)).expect("right files");
    assert_eq!(fresh.people.len(), smaller.people.len());
    assert_eq!(apply(&smaller, &export(&smaller)), smaller);
}

#[test]
fn numbers_stay_with_their_keys_and_never_come_back() {
    let first = default_shop();
    let without = apply(&first, &edited("pipelines.toml", &[(PACKING, "")]));
    assert_eq!(without.version, 2);
    let kept = stage_ids(&without);
    let all = stage_ids(&first);
    assert_eq!(kept.len() + 1, all.len());
    assert!(kept.iter().all(|stage| all.contains(stage)));

    let back = apply(&without, &default_files());
    let number = |shop: &Shop| stage_ids(shop).into_iter().find(|(n, _)| n == "Сборка");
    let (old, new) = (
        number(&first).expect("there"),
        number(&back).expect("there"),
    );
    assert!(new.1 > old.1, "{old:?} {new:?}");
    assert!(all.iter().all(|(_, id)| *id != new.1));

    // Gone once more: the next new stage takes a third number.
    let without = apply(&back, &edited("pipelines.toml", &[(PACKING, "")]));
    let again = number(&apply(&without, &default_files())).expect("there");
    assert!(again.1 > new.1);
}

#[test]
fn the_same_key_in_two_pipelines_is_two_stages() {
    let shop = default_shop();
    let mut ids: Vec<i64> = stage_ids(&shop).into_iter().map(|(_, id)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 15);
}

#[test]
fn a_renamed_key_keeps_its_number() {
    let old = default_shop();
    let files = edited(
        "pipelines.toml",
        &[
            ("key = \"sales\"", "key = \"trade\"\nwas = \"sales\""),
            ("key = \"packing\"", "key = \"box\"\nwas = \"packing\""),
        ],
    );
    let new = apply(&old, &files);
    assert_eq!(stage_ids(&new), stage_ids(&old));
    assert_eq!(new.pipelines[0].id, old.pipelines[0].id);
    assert!(vanished(&old, &new).is_empty());
    assert_eq!(
        said(&old, &new),
        [
            "~ воронка «Продажи»: ключ: sales → trade",
            "~ стадия «Сборка» (Продажи): ключ: packing → box",
        ]
    );
    // The files may keep saying it.
    assert_eq!(apply(&new, &files), new);

    // Departments carry those who name them along.
    let mut files = edited(
        "people.toml",
        &[(
            "key = \"warehouse\"",
            "key = \"depot\"\nwas = \"warehouse\"",
        )],
    );
    for file in &mut files {
        file.text = file
            .text
            .replace("department = \"warehouse\"", "department = \"depot\"");
    }
    let new = apply(&old, &files);
    assert_eq!(
        said(&old, &new),
        ["~ отдел «Склад»: ключ: warehouse → depot"]
    );
}

#[test]
fn people_who_left_stay_in_the_books() {
    let full = with("people.toml", STAFF);
    let olga = full.people.iter().find(|p| p.key == "olga").expect("there");
    let alone = apply(&full, &default_files());
    let left = alone.operator(olga.id).expect("kept");
    assert!(!left.active);
    assert_eq!(left.name, "Ольга");
    assert_eq!(left.department, olga.department);
    assert!(said(&full, &alone).contains(&"~ сотрудник «Ольга»: работает: да → нет".to_owned()));
    assert_eq!(apply(&alone, &default_files()), alone);

    let back = apply(&alone, &[named("people.toml", STAFF)]);
    assert!(back.operator(olga.id).expect("back").active);
}

#[test]
fn a_department_that_goes_is_taken_off_those_who_left() {
    let full = with("people.toml", STAFF);
    let text = "[[person]]\nkey = \"owner\"\nname = \"Владелец\"\nrole = \"owner\"\n";
    let bare = apply(&full, &[named("people.toml", text)]);
    assert!(bare.departments.is_empty());
    assert!(bare.people.iter().all(|p| p.department.is_none()));
    let gone = vanished(&full, &bare);
    assert_eq!(gone.len(), 2);
    assert_eq!(gone[0].what, Gone::Department(full.departments[0].id));
    assert_eq!(apply(&bare, &export(&bare)), bare);
}

#[test]
fn what_deals_may_hold_is_told_when_it_goes() {
    let old = default_shop();
    let packing = &old.pipelines[0].stages[5];
    let without = apply(&old, &edited("pipelines.toml", &[(PACKING, "")]));
    assert_eq!(
        vanished(&old, &without),
        [Vanished {
            what: Gone::Stage(packing.id),
            name: "Сборка".into(),
            how: How::Removed,
        }]
    );
    let closing = "name = \"Отгружен\"\noutcome = \"won\"";
    let files = edited("pipelines.toml", &[("name = \"Отгружен\"", closing)]);
    let gone = vanished(&old, &apply(&old, &files));
    assert_eq!(gone.len(), 1);
    assert_eq!(
        (gone[0].name.as_str(), gone[0].how),
        ("Отгружен", How::OutcomeChanged)
    );

    let avito = "[[source]]\nkey = \"avito\"\nname = \"Авито\"\n";
    let gone = vanished(&old, &apply(&old, &edited("sources.toml", &[(avito, "")])));
    assert_eq!(gone[0].what.noun(), "source");

    let vin = "key = \"vin\"\nname = \"VIN\"\nkind = \"text\"";
    let number = "key = \"vin\"\nname = \"VIN\"\nkind = \"number\"";
    let gone = vanished(&old, &apply(&old, &edited("fields.toml", &[(vin, number)])));
    assert_eq!(gone[0].what, Gone::Field("vin".into()));
    assert_eq!(gone[0].how, How::KindChanged);
    let choice = "key = \"vin\"\nname = \"VIN\"\nkind = \"choice\"\nchoices = [\"a\"]";
    assert!(vanished(&old, &apply(&old, &edited("fields.toml", &[(vin, choice)]))).is_empty());

    let mut fewer = default_files();
    for file in &mut fewer {
        if file.name == "pipelines.toml" {
            let end = file
                .text
                .find("# Обращения после")
                .expect("the second pipeline");
            file.text.truncate(end);
        }
        file.text = file.text.replace("pipeline = \"support\"\n", "");
    }
    let gone = vanished(&old, &apply(&old, &fewer));
    assert_eq!(gone.len(), 6);
    assert_eq!(gone[5].what, Gone::Pipeline(old.pipelines[1].id));
}

#[test]
fn a_change_reads_like_a_sentence() {
    let old = default_shop();
    let files = edited(
        "pipelines.toml",
        &[
            (
                "limit = \"30m\"\nturn = \"us\"",
                "limit = \"4h\"\nwip = 40\nturn = \"client\"",
            ),
            (
                "needs = [\"contact\", \"amount\"]",
                "needs = [\"contact\", \"amount >= 100\"]\napproval = \"supervisor\"",
            ),
            ("department = \"warehouse\"", "department = \"accounting\""),
            ("name = \"Доставлен\"", "name = \"Вручён\""),
        ],
    );
    let new = apply(&old, &files);
    assert_eq!(
        said(&old, &new),
        [
            "~ стадия «Новый» (Продажи): срок: 30m → 4h",
            "~ стадия «Новый» (Продажи): предел сделок: нет → 40",
            "~ стадия «Новый» (Продажи): чей ход: ждёт нас → ждёт клиента",
            "~ стадия «Согласован» (Продажи): условия: клиент, сумма от 0,01\u{a0}₽ → клиент, сумма от 100\u{a0}₽",
            "~ стадия «Согласован» (Продажи): согласует: нет → руководитель",
            "~ стадия «Сборка» (Продажи): отдел: Склад → Бухгалтерия",
            "~ стадия «Вручён» (Продажи): название: Доставлен → Вручён",
        ]
    );
    let english: Vec<String> = diff(&old, &new)
        .iter()
        .map(|line| words::diff_line(Lang::En, line))
        .collect();
    assert_eq!(
        english[1],
        "~ stage \"Новый\" (Продажи): most deals at once: none → 40"
    );
}

#[test]
fn what_comes_goes_or_moves_is_said_once() {
    let old = default_shop();
    let drom = "[[source]]\nkey = \"drom\"\nname = \"Дром\"\n";
    let youla = "[[source]]\nkey = \"youla\"\nname = \"Юла\"\nnumbers = [\"8 800 555-35-35\"]\n";
    let new = apply(&old, &edited("sources.toml", &[(drom, youla)]));
    assert_eq!(said(&old, &new), ["− источник «Дром»", "+ источник «Юла»"]);

    let moved = edited(
        "pipelines.toml",
        &[
            (PACKING, ""),
            ("# После оплаты", &format!("{PACKING}\n# После оплаты")),
        ],
    );
    let new = apply(&old, &moved);
    assert_eq!(
        said(&old, &new),
        [
            "~ порядок, стадия (Продажи): Новый → В работе → Согласован → Ждёт оплаты → Сборка → Заказ оплачен → \
             Готово к самовывозу → Отгружен → Доставлен → Отказ"
        ]
    );
    assert!(vanished(&old, &new).is_empty());
}

#[test]
fn longer_days_are_no_change_of_limits() {
    // Sixteen hours are two days of eight and not quite two of nine.
    let mut files = edited("pipelines.toml", &[("limit = \"2h\"", "limit = \"16h\"")]);
    let old = apply(&default_shop(), &files);
    files[0].text = files[0].text.replace("14:00-18:00", "14:00-19:00");
    let new = apply(&old, &files);
    // "1d" is nine hours now.
    assert_eq!(new.pipelines[0].stages[1].limit_minutes, Some(9 * 60));
    let said = said(&old, &new);
    assert_eq!(said.len(), 5, "{said:?}");
    assert_eq!(
        said[0],
        "~ магазин: понедельник: 09:00-13:00, 14:00-18:00 → 09:00-13:00, 14:00-19:00"
    );
}

#[test]
fn own_hours_follow_the_shop_in_what_they_leave_open() {
    let text = "[[person]]\nkey = \"owner\"\nname = \"В\"\nrole = \"owner\"\n[person.hours]\nsun = \"12-20\"\n";
    let shop = with("people.toml", text);
    let own = shop.people[0].hours.as_ref().expect("own hours");
    let holiday = jiff::civil::date(2027, 1, 3);
    assert!(own.spans(holiday).is_empty());
    assert_eq!(own.spans(jiff::civil::date(2027, 1, 17)), [(720, 1200)]);
    assert_eq!(own.spans(jiff::civil::date(2026, 12, 31)), [(540, 840)]);
    assert_eq!(own.zone(), shop.hours.zone());
    assert_eq!(apply(&shop, &export(&shop)), shop);

    let text = format!("{text}zone = \"Asia/Omsk\"\nholidays = []\n[person.hours.short]\n");
    let free = with("people.toml", &text);
    let own = free.people[0].hours.as_ref().expect("own hours");
    assert_eq!(own.spans(jiff::civil::date(2027, 1, 3)), [(720, 1200)]);
    assert!(own.spans(jiff::civil::date(2026, 12, 31)).is_empty());
    assert_eq!(apply(&free, &export(&free)), free);
    assert_eq!(
        said(&shop, &free)[0],
        "~ сотрудник «В»: часовой пояс: Europe/Moscow → Asia/Omsk"
    );
}

#[test]
fn each_kind_of_field_survives_a_round() {
    let mut text = String::new();
    for kind in ["text", "number", "money", "date", "flag"] {
        text.push_str(&format!(
            "[[field]]\nkey = \"f_{kind}\"\nname = \"{kind}\"\nkind = \"{kind}\"\n"
        ));
    }
    text.push_str("[[field]]\nkey = \"c\"\nname = \"c\"\nkind = \"choice\"\nchoices = [\"а \\\"б\\\"\", 'в\\г']\n");
    let shop = with(
        "pipelines.toml",
        "[[pipeline]]\nkey = \"p\"\nname = \"П\"\n[[pipeline.stage]]\nkey = \"s\"\nname = \"С\"\n",
    );
    let shop = apply(
        &shop,
        &overlay(&export(&shop), &[named("fields.toml", &text)]),
    );
    assert_eq!(shop.fields.len(), 6);
    assert_eq!(
        shop.fields[5].kind,
        FieldKind::Choice(vec!["а \"б\"".into(), "в\\г".into()])
    );
    assert_eq!(apply(&shop, &export(&shop)), shop);
}
