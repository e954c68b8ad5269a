//! The shop files from outside: what goes in, what comes out, and every way to get it wrong.
mod broken;
mod change;
mod hostile;

use super::*;
use crate::domain::assign::{Candidate, choose};
use crate::domain::calendar::Millis;
use crate::domain::deal::{Deal, Draft as DealDraft, Kind, Scene, Set};
use crate::domain::id::{DealId, OperatorId};
use crate::domain::operator::{Actor, Role};
use crate::domain::pipeline::Outcome;
use crate::text::{Lang, setup as words};

fn named(name: &str, text: &str) -> SetupFile {
    file((name, text))
}

/// The standard shop with one file written anew.
fn with(name: &str, text: &str) -> Shop {
    resolve(None, read_with(name, text))
}

fn read_with(name: &str, text: &str) -> Draft {
    match parse(&[named(name, text)]) {
        Ok(draft) => draft,
        Err(complaints) => panic!("{:#?}", lines(&complaints)),
    }
}

fn lines(complaints: &[Complaint]) -> Vec<String> {
    let line = |c| words::complaint(Lang::En, c);
    complaints.iter().map(line).collect()
}

#[test]
fn the_standard_files_are_right() {
    let given = parse(&default_files()).map_err(|complaints| lines(&complaints));
    let given = resolve(None, given.expect("right files"));
    assert_eq!(given, default_shop());
    let sales = &given.pipelines[0];
    let names: Vec<&str> = sales.stages.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Новый",
            "В работе",
            "Согласован",
            "Ждёт оплаты",
            "Заказ оплачен",
            "Сборка",
            "Готово к самовывозу",
            "Отгружен",
            "Доставлен",
            "Отказ"
        ]
    );
    for stage in &sales.stages {
        assert!(stage.client_status.is_some(), "{}", stage.name);
        let open = stage.outcome == Outcome::Open;
        assert_eq!(stage.limit_minutes.is_some(), open, "{}", stage.name);
    }
    // A working day is eight hours.
    assert_eq!(sales.stages[3].limit_minutes, Some(3 * 8 * 60));
    assert_eq!(given.people[0].role, Role::Owner);
    assert_eq!(given.people[0].unix.as_deref(), Some(RUNS_SERVER));
}

#[test]
fn any_folder_is_read() {
    let demo = crate::demo::shop();
    let draft = parse(&demo).map_err(|complaints| lines(&complaints));
    let shop = resolve(None, draft.expect("right files"));
    let again = parse(&export(&shop)).map_err(|complaints| lines(&complaints));
    assert_eq!(resolve(Some(&shop), again.expect("right files")), shop);
}

#[test]
fn one_file_is_enough_of_a_folder() {
    // The standard rules name a pipeline and departments this shop hasn't; what doesn't fit is left out.
    let text = "[[pipeline]]\nkey = \"one\"\nname = \"Одна\"\n[[pipeline.stage]]\nkey = \"s\"\nname = \"С\"\n";
    let shop = with("pipelines.toml", text);
    assert_eq!(shop.pipelines.len(), 1);
    assert!(shop.assignment.iter().all(|rule| rule.pipeline.is_none()));
    assert!(!shop.assignment.is_empty());

    let text = "[[person]]\nkey = \"olga\"\nname = \"Ольга\"\nrole = \"owner\"\n";
    let shop = with("people.toml", text);
    assert!(shop.assignment.is_empty());
    assert!(
        shop.pipelines[0]
            .stages
            .iter()
            .all(|s| s.department.is_none())
    );
}

#[test]
fn files_in_force_stand_where_none_is_given() {
    let kept = [named("a", "1"), named("b", "2")];
    let given = [named("b", "3"), named("c", "4")];
    let all = overlay(&kept, &given);
    assert_eq!(all, [named("b", "3"), named("c", "4"), named("a", "1")]);
}

/// Two wholesale managers, one retail manager, the owner.
const STAFF: &str = r#"
[[department]]
key = "sales"
name = "Розница"
[[department]]
key = "wholesale"
name = "Опт"
[[person]]
key = "owner"
name = "Владелец"
role = "owner"
[[person]]
key = "oleg"
name = "Олег"
role = "operator"
department = "wholesale"
[[person]]
key = "olga"
name = "Ольга"
role = "operator"
department = "wholesale"
[[person]]
key = "rita"
name = "Рита"
role = "operator"
department = "sales"
"#;

#[test]
fn the_standard_rules_share_out_deals() {
    let chosen = |shop: &Shop, kind: Option<Kind>, loads: &[i64]| -> Option<OperatorId> {
        let scene = Scene {
            shop,
            actor: &Actor::SYSTEM,
            now: Millis(0),
        };
        let draft = DealDraft {
            set: vec![Set::Kind(kind)],
            ..DealDraft::default()
        };
        let (deal, _) = Deal::create(DealId(1), &draft, None, 0, &[], scene).expect("a deal");
        let staff: Vec<Candidate> = shop
            .people
            .iter()
            .zip(loads)
            .map(|(person, load)| Candidate {
                operator: person.id,
                department: person.department,
                load: *load,
                last_given: None,
                absent: false,
                at_work: true,
            })
            .collect();
        choose(&deal, &staff, scene).0
    };
    let shop = with("people.toml", STAFF);
    let id = |key: &str| shop.people.iter().find(|p| p.key == key).map(|p| p.id);
    let (wholesale, retail) = (Some(Kind::Wholesale), Some(Kind::Retail));
    assert_eq!(chosen(&shop, wholesale, &[0, 5, 3, 0]), id("olga"));
    assert_eq!(chosen(&shop, wholesale, &[0, 2, 3, 0]), id("oleg"));
    assert_eq!(chosen(&shop, retail, &[0, 0, 0, 90]), id("rita"));
    assert_eq!(chosen(&shop, None, &[0, 0, 0, 90]), id("rita"));
    // Alone in the shop the owner gets everything.
    let alone = default_shop();
    for kind in [wholesale, retail, None] {
        assert_eq!(chosen(&alone, kind, &[7]), Some(alone.people[0].id));
    }
}

#[test]
fn every_word_of_the_files_is_understood() {
    let shop = with(
        "pipelines.toml",
        r#"
        [[pipeline]]
        key = "p"
        name = "П"
        [[pipeline.stage]]
        key = "s"
        name = "С"
        client_status = "Ждите"
        limit = "1d 30m"
        wip = 1_000
        department = "warehouse"
        turn = "carrier"
        accepts = true
        needs = ["phone", "amount >= 5 000,50", "vin", "phone"]
        roles = ["supervisor", "owner"]
        approval = "accountant"
        "#,
    );
    let stage = &shop.pipelines[0].stages[0];
    assert_eq!(stage.limit_minutes, Some(510));
    assert_eq!(stage.wip, Some(1000));
    assert_eq!(
        stage.department,
        shop.departments
            .iter()
            .find(|d| d.key == "warehouse")
            .map(|d| d.id)
    );
    assert_eq!(stage.turn, Some(crate::domain::deal::Turn::Carrier));
    assert!(stage.accepts);
    use crate::domain::money::Kopecks;
    use crate::domain::pipeline::Need;
    assert_eq!(
        stage.gate.needs,
        [
            Need::Phone,
            Need::Amount(Kopecks(500_050)),
            Need::Custom("vin".into())
        ]
    );
    assert_eq!(stage.gate.roles, [Role::Supervisor, Role::Owner]);
    assert_eq!(stage.gate.approval, Some(Role::Accountant));
}

#[test]
fn windows_files_are_read_too() {
    let text = "\u{feff}[[field]]\r\nkey = \"a\"\r\nname = \"А\"\r\nkind = \"date\"\r\n";
    let shop = with("fields.toml", text);
    assert_eq!(shop.fields.len(), 1);
    let complaints = parse(&[named("fields.toml", "\u{feff}x = 1\r\ny = 2\r\n")]);
    assert_eq!(
        lines(&complaints.expect_err("wrong")),
        [
            "fields.toml:1:1: unknown key \"x\"",
            "fields.toml:2:1: unknown key \"y\""
        ]
    );
}
