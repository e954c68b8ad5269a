//! Every verb once, and how it says no.
use crate::support::Shell;
use serde_json::Value;

fn names(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one["title"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_deal_lives_on_the_command_line() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let made = shell.pult([
        "deal",
        "new",
        "--title",
        "Рычаг",
        "--phone",
        "8 913 555-12-34",
        "--name",
        "Пётр Иванов",
        "--item",
        "Рычаг ГАЗ-3302×2=4200",
        "--source",
        "авито",
        "--set",
        "машина=ГАЗ-3302",
        "--json",
    ]);
    let made = made.json();
    assert_eq!(made["amount"], 840_000);
    assert_eq!(made["source_name"], "Авито");
    let id = made["id"].to_string();
    let moved = shell.pult(["deal", "move", &id, "В работе"]).fine();
    assert!(moved.contains("В работе"), "{moved}");
    shell
        .pult([
            "deal",
            "edit",
            &id,
            "--set",
            "next_step=позвонить @ завтра 15:00",
        ])
        .fine();
    shell.pult(["deal", "note", &id, "просил", "скидку"]).fine();
    shell
        .pult(["deal", "assign", &format!("№{id}"), "владелец"])
        .fine();
    shell.pult(["deal", "assign", &id, "--auto"]).fine();
    let shown = shell.pult(["deal", "show", &id]).fine();
    for word in [
        "Рычаг",
        "ГАЗ-3302",
        "позвонить",
        "просил скидку",
        "8\u{a0}400\u{a0}₽",
        "Авито",
    ] {
        assert!(shown.contains(word), "no {word} in {shown}");
    }
    let view = shell.pult(["deal", "show", &id, "--json"]).json();
    assert_eq!(view["deal"]["custom"]["car"]["text"], "ГАЗ-3302");
    for (filter, found) in [
        (vec!["--mine"], true),
        (vec!["--stage", "в раб"], true),
        (vec!["--stage", "Новый"], false),
        (vec!["--source", "Авито"], true),
        (vec!["--source", "Дром"], false),
        (vec!["--kind", "retail"], false),
        (vec!["--text", "рычаг"], true),
        (vec!["--responsible", "owner"], true),
    ] {
        let args = ["deal", "list", "--json"].into_iter().chain(filter.clone());
        let list = shell.pult(args).json();
        assert_eq!(!names(&list).is_empty(), found, "{filter:?}");
    }
    shell.pult(["deal", "trash", &id]).fine();
    assert!(names(&shell.pult(["deal", "list", "--json"]).json()).is_empty());
    shell.pult(["undo"]).fine();
    assert_eq!(
        names(&shell.pult(["deal", "list", "--json"]).json()),
        ["Рычаг"]
    );
}

#[test]
fn contacts_tasks_search_and_the_log() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let made = [
        "contact",
        "new",
        "--name",
        "Ольга",
        "--phone",
        "89135551234",
        "--json",
    ];
    let id = shell.pult(made).json()["contact"]["contact"].to_string();
    shell
        .pult([
            "contact",
            "edit",
            &id,
            "--set",
            "адрес=Омск, Ленина 1",
            "--set",
            "company=Вектор",
        ])
        .fine();
    let shown = shell.pult(["contact", "show", &id]).fine();
    assert!(
        shown.contains("Омск") && shown.contains("Вектор"),
        "{shown}"
    );
    let list = shell.pult(["contact", "list", "ольга", "--json"]).json();
    assert_eq!(list[0]["phones"][0], "+79135551234");
    let deal = shell.pult([
        "deal",
        "new",
        "--contact",
        &id,
        "--title",
        "Муфта",
        "--json",
    ]);
    let deal = deal.json()["id"].to_string();
    let found = shell.pult(["find", "5551234", "--json"]).json();
    assert_eq!(found[0]["contact"]["name"], "Ольга");
    assert_eq!(found[1]["deal"]["title"], "Муфта");
    let table = shell.pult(["find", "5551234"]).fine();
    assert!(
        table.contains("+7 913 555-12-34") && table.contains("Муфта"),
        "{table}"
    );

    let task = [
        "task",
        "new",
        "Позвонить",
        "--deal",
        &deal,
        "--due",
        "завтра",
        "--json",
    ];
    let task = shell.pult(task).json()["task"]["task"].to_string();
    shell
        .pult(["task", "edit", &task, "--text", "Написать", "--due", "+3д"])
        .fine();
    let open = shell.pult(["task", "list", "--mine", "--json"]).json();
    assert_eq!(open[0]["text"], "Написать");
    shell.pult(["task", "done", &task]).fine();
    assert_eq!(
        shell.pult(["task", "list", "--json"]).json(),
        serde_json::json!([])
    );
    let done = shell.pult(["task", "list", "--done"]).fine();
    assert!(done.contains("сделано"), "{done}");

    let log = shell.pult(["log", "--deal", &deal, "--why"]).fine();
    assert!(
        log.contains("создана: ") && log.contains("правило"),
        "{log}"
    );
    let events = shell.pult(["log", "--limit", "3", "--json"]).json();
    let command = events[0]["command"].as_str().unwrap().to_owned();
    shell.pult(["undo", &command]).fine();
    shell.pult(["undo", &command]).ends(3, "уже отменено");
    let people = shell.pult(["people", "--json"]).json();
    assert_eq!(people[0]["role"], "owner");
    shell
        .pult(["people", "away", "владелец", "--to", "завтра"])
        .fine();
    assert!(shell.pult(["people"]).fine().contains("отсутствует"));
    assert_eq!(
        shell.pult(["approval", "list", "--json"]).json(),
        serde_json::json!([])
    );
}

#[test]
fn a_no_has_its_reason_and_its_exit_code() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    // A rule of the shop.
    shell
        .pult(["deal", "move", "1", "Отказ"])
        .ends(3, "причина отказа");
    shell
        .pult(["deal", "move", "1", "Отказ", "--set", "lost_reason=дорого"])
        .fine();
    shell
        .pult(["deal", "new", "--phone", "12"])
        .ends(2, "не похоже на телефон");
    shell
        .pult(["contact", "new", "--email", "нет"])
        .ends(2, "не похоже на почту");
    shell
        .pult(["contact", "edit", "1", "--set", "phone=12"])
        .ends(2, "не похоже на телефон");
    shell.pult(["deal", "new"]).ends(2, "пустой");
    shell
        .pult(["deal", "new", "--title", "x", "--amount", "-5"])
        .ends(2, "меньше нуля");
    shell.pult(["undo", "99999999"]).ends(2, "log --json");
    shell
        .pult(["approval", "approve", "7"])
        .ends(1, "нет такой записи");
    // Nothing there.
    shell.pult(["deal", "show", "77"]).ends(1, "сделка 77");
    shell.pult(["task", "done", "77"]).ends(1, "задача 77");
    shell
        .pult(["contact", "edit", "77", "--set", "name=x"])
        .ends(1, "клиент 77");
    // A slip of the pen.
    shell
        .pult(["deal", "move", "1", "Сагласован"])
        .ends(2, "может быть, «Согласован»");
    shell
        .pult(["deal", "assign", "1", "Анна"])
        .ends(2, "сотрудник: «Анна»");
    shell
        .pult(["deal", "list", "--source", "авита"])
        .ends(2, "«Авито»");
    shell
        .pult(["deal", "edit", "1", "--set", "titel=x"])
        .ends(2, "title");
    shell
        .pult(["task", "new", "x", "--due", "вчерась"])
        .ends(2, "не понял дату");
    shell.pult(["deal", "lst"]).ends(2, "«list»");
    shell.pult(["deal"]).ends(2, "list, show, new");
    shell
        .pult(["--lang", "en", "deal", "lst"])
        .ends(2, "did you mean \"list\"");
    shell
        .pult(["--lang", "en", "deal", "show", "77"])
        .ends(1, "no such deal");
    shell
        .pult(["undo", "00000000-0000-0000-0000-000000000000"])
        .ends(3, "отменять нечего");
}

#[test]
fn what_strangers_wrote_moves_no_cursor() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let name = "Пётр\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}\nИванов\u{9b}31m";
    let args = [
        "deal",
        "new",
        "--name",
        name,
        "--phone",
        "89135551234",
        "--title",
        name,
    ];
    let mut said = vec![shell.pult(args).fine()];
    for line in [
        "deal list",
        "deal show 1",
        "contact list",
        "contact show 1",
        "find Пётр",
        "log",
    ] {
        said.push(shell.pult(line.split(' ')).fine());
    }
    said.push(shell.pult(["deal", "move", "1", name]).err);
    for out in said {
        let wild = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!out.contains(wild), "{out:?}");
        assert!(!out.contains("\nИванов"), "{out}");
    }
    // A machine gets it as it is, escaped.
    let list = shell.pult(["contact", "list", "--json"]);
    assert!(!list.out.contains('\u{1b}'));
    assert_eq!(list.json()[0]["name"], name);
}

#[test]
fn the_program_speaks_for_itself_without_a_shop() {
    let shell = Shell::new();
    assert!(shell.pult(["--help"]).fine().contains("Команды"));
    assert!(
        shell
            .pult(["--lang", "en", "deal", "list", "--help"])
            .fine()
            .contains("Usage")
    );
    assert!(shell.pult(["--version"]).fine().starts_with("pult "));
    assert!(shell.pult(["completions", "bash"]).fine().contains("_pult"));
    assert!(shell.pult(["man", "deal", "list"]).fine().contains(".TH"));
    shell.pult(["man", "dela"]).ends(2, "pult-dela");
    assert!(shell.pult(["keys"]).fine().contains("Ctrl"));
    let keys = shell.pult(["keys", "--json"]).json();
    assert!(keys.as_array().unwrap().len() > 20);
    let interface = shell.pult(["openapi"]).json();
    assert!(interface["paths"]["/v1/command"].is_object());
    assert!(
        !shell.path("data").exists(),
        "a question about the program made a shop"
    );
}

#[test]
fn a_deal_shows_its_customers_phones_and_takes_a_title_by_its_name() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell
        .pult(["deal", "new", "--name", "Ольга", "--phone", "89135551234"])
        .fine();
    let shown = shell.pult(["deal", "show", "1"]).fine();
    assert!(shown.contains("телефоны: +7 913 555-12-34"), "{shown}");
    let said = shell.pult(["deal", "edit", "1", "--title", "Рычаг"]).fine();
    assert!(said.contains("Рычаг"), "{said}");
}

#[test]
fn every_verb_goes_by_its_russian_name_too() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let made = shell.pult([
        "сделка",
        "создать",
        "--title",
        "Рычаг",
        "--phone",
        "8 913 555-12-34",
        "--json",
    ]);
    let id = made.json()["id"].to_string();
    shell.pult(["сделка", "сумма", &id, "3", "500,50"]).fine();
    shell.pult(["сделка", "метка", &id, "срочно", "опт"]).fine();
    shell.pult(["deal", "tag", &id, "-опт"]).fine();
    shell
        .pult(["deal", "step", &id, "позвонить", "@", "завтра", "15:00"])
        .fine();
    shell
        .pult(["сделка", "перевести", &id, "согласован"])
        .fine();
    shell.pult(["deal", "turn", &id, "client"]).fine();
    for list in [
        vec!["сделки", "--stage", "согласован", "--json"],
        vec!["--json", "deals", "--tag", "срочно"],
        vec!["deals", "list", "--json"],
        vec!["deal", "list", "--json"],
    ] {
        let deals = shell.pult(list.iter().copied()).json();
        assert_eq!(names(&deals), ["Рычаг"], "{list:?}");
        assert_eq!(deals[0]["amount"], 350_050);
        assert_eq!(deals[0]["tags"], serde_json::json!(["срочно"]));
        assert_eq!(deals[0]["turn"], "client");
    }
    let contacts = shell.pult(["клиенты", "555-12-34", "--json"]).json();
    assert_eq!(contacts.as_array().unwrap().len(), 1);
}
