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
fn whoever_is_known_already_is_told_and_nothing_said_is_lost() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let new = |more: &[&'static str]| {
        let args = ["contact", "new", "--phone", "8 913 555-00-11"];
        shell.pult(args.into_iter().chain(more.iter().copied()))
    };
    assert!(new(&["--name", "Пётр"]).fine().contains("заведён"));
    let said = new(&["--name", "Иван", "--note", "звонить после шести"]).fine();
    assert!(said.contains("уже был"), "{said}");
    assert!(
        said.contains("имя «Иван»") && said.contains("«Пётр»"),
        "{said}"
    );
    let told = new(&["--name", "Иван", "--json"]).json();
    assert_eq!(
        (&told["found"], &told["contact"]["contact"]),
        (&true.into(), &1.into())
    );
    assert_eq!(told["not_taken"][0]["name"], "Иван");
    let shown = shell.pult(["contact", "show", "1"]).fine();
    assert!(shown.contains("звонить после шести"), "{shown}");
    let deal = [
        "deal",
        "new",
        "--phone",
        "89135550011",
        "--name",
        "Олег",
        "--title",
        "Рычаг",
    ];
    let said = shell.pult(deal).fine();
    assert!(
        said.contains("№ 1") && said.contains("имя «Олег»"),
        "{said}"
    );
    let told = shell.pult(deal.into_iter().chain(["--json"])).json();
    assert_eq!(told["contact_met"]["not_taken"][0]["name"], "Олег");

    // Several numbers of one value are all kept, and so is an extension.
    let two = "8 913 555-99-34, 8 383 222-33-44 доб. 12";
    shell.pult(["contact", "new", "--phone", two]).fine();
    let shown = shell.pult(["contact", "show", "2"]).fine();
    for kept in ["+7 913 555-99-34", "+7 383 222-33-44", "#12"] {
        assert!(shown.contains(kept), "no {kept} in {shown}");
    }
    shell
        .pult([
            "contact",
            "edit",
            "2",
            "--set",
            "phone=8 383 222-33-44, доб. 15",
        ])
        .fine();
    assert!(shell.pult(["contact", "show", "2"]).fine().contains("#15"));
    shell
        .pult(["contact", "new", "--phone", "8913555001"])
        .ends(2, "не похоже на телефон");
    shell
        .pult(["contact", "new", "--phone", "8 913 555-99-35, 12"])
        .ends(2, "не похоже на телефон");

    // A task has its own words, and no place on a deal in the bin.
    let said = shell
        .pult(["task", "new", "Позвонить", "--deal", "1"])
        .fine();
    assert!(said.contains("поставлена"), "{said}");
    assert!(shell.pult(["task", "done", "1"]).fine().contains("сделана"));
    shell.pult(["deal", "trash", "1"]).fine();
    shell
        .pult(["task", "new", "Позвонить", "--deal", "1"])
        .ends(3, "в корзине");
}

#[test]
fn a_gate_that_asks_for_a_phone_is_met_on_the_same_line() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    let go = |deal: &'static str, set: &'static str| {
        shell.pult(["deal", "move", deal, "Готово к самовывозу", "--set", set])
    };
    go("1", "источник=авито").ends(3, "телефон клиента");
    go("1", "телефон=12").ends(2, "не похоже на телефон");
    go("1", "телефон=8 913 555-12-34").fine();
    let new = ["deal", "new", "--name", "Пётр", "--email", "petr@shop.ru"];
    shell.pult(new).fine();
    go("2", "phone=8 913 555-12-35").fine();
    let shown = shell.pult(["deal", "show", "2"]).fine();
    assert!(
        shown.contains("Готово к самовывозу") && shown.contains("+7 913 555-12-35"),
        "{shown}"
    );
}

#[test]
fn what_was_typed_wrongly_ends_with_2() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    for item in ["A×-1=5", "A×0=5", "A×2=4200,505", "A×1,2345=5"] {
        shell
            .pult(["deal", "edit", "1", "--item", item])
            .ends(2, "товары");
    }
    let long = "ж".repeat(5000);
    shell.pult(["find", &long]).ends(2, "слишком длинно");
    shell
        .pult(["contact", "list", &long])
        .ends(2, "слишком длинно");
    shell
        .pult(["deal", "edit", "1", "--title", &long])
        .ends(2, "слишком длинно");
    shell
        .pult(["deal", "tag", "1", &long])
        .ends(2, "слишком длинно");
    shell
        .pult(["contact", "new"])
        .ends(2, "нужен хотя бы один из: --name");
    shell
        .pult(["deal", "list", "--stage", "о"])
        .ends(2, "подходит к нескольким");
    // A day that has just passed was not meant for the next year.
    let shown = shell.pult(["log", "--deal", "1", "--limit", "1"]).fine();
    let today = shown.split_whitespace().nth(1).unwrap();
    let (day, rest) = today.split_once('.').unwrap();
    let (month, _) = rest.split_once('.').unwrap();
    let (day, month): (u32, u32) = (day.parse().unwrap(), month.parse().unwrap());
    let (day, month) = match day {
        1 if month == 1 => (31, 12),
        1 => (28, month - 1),
        day => (day - 1, month),
    };
    let due = format!("{day:02}.{month:02}");
    shell
        .pult(["task", "new", "Позвонить", "--due", &due])
        .ends(2, "уже прошло; напишите год");
    // The numbers the log shows are numbers of acts.
    let number = shown.split_whitespace().next().unwrap();
    shell.pult(["undo", number]).fine();
    shell.pult(["undo", "999999"]).ends(2, "pult log");
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut program = shell.program();
    let done = program
        .args(["deal", "list"])
        .stdout(full)
        .output()
        .unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.contains("вывод не записан: на диске нет места"),
        "{said}"
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
    shell.pult(["undo", "99999999"]).ends(2, "pult log");
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
        .ends(2, "сотрудника «Анна» нет");
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

#[test]
fn an_absence_is_taken_back_and_not_what_came_before_it() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    shell
        .pult([
            "people",
            "away",
            "владелец",
            "--from",
            "завтра 10:00",
            "--to",
            "завтра 18:00",
        ])
        .fine();
    let told = shell.pult(["undo"]).fine();
    assert!(told.contains("отсутствие"), "{told}");
    let log = shell.pult(["log"]).fine();
    assert!(log.contains("отсутствие снято"), "{log}");
    assert_eq!(
        shell
            .pult(["deals", "--json"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
