//! Foreign files: looked at, taken in, taken back.
use crate::support::{Shell, vendor};
use serde_json::Value;

fn count(shell: &Shell, noun: &str) -> usize {
    let list = shell
        .pult([noun, "list", "--limit", "1000", "--json"])
        .json();
    list.as_array().unwrap().len()
}

#[test]
fn files_of_other_programs_come_in_and_go_out_again() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    for (origin, file, deals, contacts) in [
        ("amocrm", "amocrm/export_deals.csv", 2, 2),
        ("amocrm", "amocrm/export_deals_newer_semicolon.csv", 1, 1),
        ("bitrix24", "bitrix24/export_deals.csv", 2, 2),
        ("bitrix24", "bitrix24/export_deals_html_table.xls", 2, 2),
        ("retailcrm", "retailcrm/export_orders_cp1251.csv", 1, 1),
    ] {
        let path = vendor(file);
        let dry = shell
            .pult(["import", origin, &path, "--dry-run", "--json"])
            .json();
        let made = |report: &Value| {
            let made = &report[0]["created"];
            (
                made["deals"].as_u64().unwrap(),
                made["contacts"].as_u64().unwrap(),
            )
        };
        assert_eq!(made(&dry), (deals, contacts), "{file}: {dry}");
        assert!(dry[0]["mapping"].as_array().unwrap().len() > 10);
        assert_eq!(
            (count(&shell, "deal"), count(&shell, "contact")),
            (0, 0),
            "{file}"
        );
        let real = shell.pult(["import", origin, &path, "--json"]).json();
        assert_eq!(made(&real), (deals, contacts), "{file}: {real}");
        assert_eq!(count(&shell, "deal") as u64, deals);
        // The same file once more makes nothing new.
        let again = shell.pult(["import", origin, &path, "--json"]).json();
        assert_eq!(made(&again), (0, 0), "{file}: {again}");
        assert_eq!(again[0]["matched"]["deals"], deals);
        let id = real[0]["import"].to_string();
        // One undo takes the whole import back; the second one, which made nothing, is passed over.
        let said = shell.pult(["undo", "--json"]).json();
        assert_eq!(said["left"], serde_json::json!([]), "{file}: {said}");
        assert_eq!(
            (count(&shell, "deal"), count(&shell, "contact")),
            (0, 0),
            "{file}"
        );
        shell
            .pult(["import", "--undo", &id])
            .ends(3, "уже отменено");
    }
    let list = shell.pult(["import", "list", "--json"]).json();
    assert_eq!(list.as_array().unwrap().len(), 10);
    assert!(
        shell
            .pult(["import", "list"])
            .fine()
            .contains("export_deals.csv")
    );
}

#[test]
fn an_imported_deal_keeps_what_it_had() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let path = vendor("retailcrm/export_orders_cp1251.csv");
    shell.pult(["import", "retailcrm", &path]).fine();
    let view = shell.pult(["deal", "show", "1", "--json"]).json();
    assert_eq!(view["deal"]["amount"], 562_400, "the file's sum");
    assert_eq!(view["deal"]["external"], "retailcrm:127C");
    assert_eq!(view["contact"]["phones"][0], "+79000001122");
    let shown = shell.pult(["deal", "show", "1"]).fine();
    assert!(shown.contains("Амортизатор"), "{shown}");
}

#[test]
fn names_of_theirs_are_matched_with_ours_and_remembered() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let path = vendor("amocrm/export_deals.csv");
    let told = shell.pult(["import", "amocrm", &path, "--dry-run"]).fine();
    for word in [
        "Переговоры",
        "Мария Тестова",
        "--stage",
        "--person",
        "по заголовку",
    ] {
        assert!(told.contains(word), "no {word} in {told}");
    }
    shell
        .pult(["import", "amocrm", &path, "--stage", "Переговоры=нету"])
        .ends(2, "нету");
    let said = [
        "--stage",
        "Переговоры=в работе",
        "--person",
        "Мария Тестова=владелец",
        "--map",
        "Кем создана=skip",
    ];
    let dry = ["import", "amocrm", &path, "--dry-run"];
    shell.pult(dry.into_iter().chain(said)).fine();
    // Said once, known for every file of this shape.
    let real = shell.pult(["import", "amocrm", &path, "--json"]).json();
    let names = real[0]["names"].as_array().unwrap();
    assert!(names.iter().all(|n| n["sure"] == true), "{names:?}");
    let mapping = real[0]["mapping"].as_array().unwrap();
    let skipped = mapping
        .iter()
        .find(|m| m["column"] == "Кем создана")
        .unwrap();
    assert_eq!(skipped["meaning"], "skip");
    let list = shell
        .pult(["deal", "list", "--stage", "в работе", "--mine", "--json"])
        .json();
    assert_eq!(list[0]["title"], "Заказ CRM-000127");
    shell
        .pult(["import", "amocrm", &path, "--map", "Бюджт=amount"])
        .ends(2, "Бюджет");
    shell
        .pult(["import", "amocrm", &path, "--map", "Бюджет=amaunt"])
        .ends(2, "amount");
    shell
        .pult(["import", "amocrm", &path, "--encoding", "koi8"])
        .ends(2, "cp1251");
}

#[test]
fn what_is_wrong_is_told_by_line_and_the_rest_comes_in() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("люди.csv");
    let text = "Имя;Телефон;Почта\nОльга;89135551234;\n;;\n;abc;x@@y\nПётр;8913;petr@example.com\n";
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let dry = shell.pult(["import", "contacts", path, "--dry-run"]).fine();
    for line in [":3: ", ":4: ", ":5: "] {
        assert!(dry.contains(line), "no {line} in {dry}");
    }
    assert!(dry.contains("Телефон") && dry.contains("8913"), "{dry}");
    let strict = shell.pult(["import", "contacts", path, "--strict"]);
    assert_eq!(strict.code, Some(1));
    assert!(strict.err.contains("--strict"), "{}", strict.err);
    assert_eq!(count(&shell, "contact"), 0);
    assert_eq!(
        shell.pult(["import", "list", "--json"]).json(),
        serde_json::json!([])
    );
    let real = shell.pult(["import", "contacts", path]);
    assert_eq!(real.code, Some(0));
    assert!(real.err.lines().any(|l| l.contains(":5: ")), "{}", real.err);
    assert_eq!(count(&shell, "contact"), 2);
    shell
        .pult(["import", "contacts", "nope.csv"])
        .ends(1, "такого файла нет");
    shell
        .pult(["import", "contacts", shell.dir.path().to_str().unwrap()])
        .ends(1, "каталог");
    std::fs::write(&file, "Имя;Телефон\n;;\n;;\n").unwrap();
    let empty = shell.pult(["import", "contacts", path]);
    assert_eq!(empty.code, Some(1), "{}{}", empty.out, empty.err);
    assert_eq!(
        shell
            .pult(["import", "list", "--json"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn more_than_one_batch_comes_in_once_however_often_it_is_sent() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("big.csv");
    let mut text = "Название сделки;Телефон;Бюджет\n".to_owned();
    for n in 0..1203 {
        text.push_str(&format!("Заказ {n};8913{:07};{n}\n", n % 700));
    }
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let dry = shell
        .pult(["import", "deals", path, "--dry-run", "--json"])
        .json();
    let real = shell.pult(["import", "deals", path, "--json"]).json();
    assert_eq!(
        real[0]["created"],
        serde_json::json!({ "deals": 1203, "contacts": 700 })
    );
    assert_eq!(dry[0]["created"], real[0]["created"]);
    let id = real[0]["import"].to_string();
    // Without ids of their own the rows are known by their lines.
    shell
        .pult(["import", "deals", path, "--resume", &id])
        .fine();
    let end = shell
        .pult(["deal", "list", "--limit", "2000", "--json"])
        .json();
    assert_eq!(end.as_array().unwrap().len(), 1203);
    shell
        .pult(["import", "deals", "README.md", "--resume", &id])
        .ends(2, "big.csv");
    let said = shell.pult(["undo", "--json"]).json();
    assert_eq!(said["taken_back"], 1203);
    shell
        .pult(["import", "--undo", &id])
        .ends(3, "уже отменено");
    assert_eq!((count(&shell, "deal"), count(&shell, "contact")), (0, 0));
}

#[test]
fn a_person_may_stop_an_import_and_go_on_with_it() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("big.csv");
    let mut text = "Название сделки;Бюджет\n".to_owned();
    for n in 0..8000 {
        text.push_str(&format!("Заказ {n};{n}\n"));
    }
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let mut call = shell.program();
    call.args(["import", "deals", path]);
    let importing = call
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let pid = rustix::process::Pid::from_child(&importing);
    while count(&shell, "deal") == 0 {}
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let done = importing.wait_with_output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{err}");
    assert!(
        err.contains("--resume 1") && err.contains("--undo 1"),
        "{err}"
    );
    let health = |noun: &str| {
        let list = shell.pult(["import", "list", "--json"]).json();
        list[0][noun].as_u64().unwrap()
    };
    let stopped = health("deals");
    assert!(stopped > 0 && stopped < 8000, "{stopped}");
    shell
        .pult(["import", "deals", path, "--resume", "1"])
        .fine();
    assert_eq!(health("deals"), 8000);
    // Nor is an undo cut short without a word.
    let mut call = shell.program();
    call.args(["import", "--undo", "1"]);
    let undoing = call
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let pid = rustix::process::Pid::from_child(&undoing);
    while health("undone") == 0 {}
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let done = undoing.wait_with_output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{err}");
    assert!(err.contains("pult import --undo 1"), "{err}");
    let rest = 8000 - health("undone");
    let said = shell.pult(["undo", "--json"]).json();
    assert_eq!(
        (&said["taken_back"], &said["deals"]),
        (&rest.into(), &8000.into())
    );
    shell
        .pult(["import", "deals", path, "--resume", "1"])
        .ends(3, "загрузка № 1 отменена");
}

#[test]
fn a_dry_run_says_of_every_line_what_becomes_of_it() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("люди.csv");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "Имя;Телефон\nОльга;89135551234\n").unwrap();
    shell.pult(["import", "contacts", path]).fine();
    let text = "Имя;Телефон\nПётр;89135551235\nОлег;89135551236\nОля;+7 913 555-12-34\nПетя;8-913-555-12-35\n;\nИра;\nИра;\n";
    std::fs::write(&file, text).unwrap();
    let dry = shell.pult(["import", "contacts", path, "--dry-run"]).fine();
    for line in [
        ":4: клиент уже есть: № 1 (+79135551234)",
        ":5: тот же клиент, что в строке 2",
        ":6: пустая строка",
        ":8: тот же клиент, что в строке 7",
        "из строк 2–3, 7",
    ] {
        assert!(dry.contains(line), "no {line} in {dry}");
    }
    let dry = shell.pult(["import", "contacts", path, "--dry-run", "--json"]);
    let dry = dry.json()[0].take();
    assert_eq!(dry["created_lines"], serde_json::json!([[2, 3], [7, 7]]));
    let lines = |list: &str| -> Vec<u64> {
        let list = dry[list].as_array().unwrap();
        list.iter()
            .map(|one| one["line"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(
        (lines("matches"), lines("problems")),
        (vec![4, 5, 8], vec![6])
    );
    let real = shell.pult(["import", "contacts", path, "--json"]).json();
    assert_eq!(real[0]["created"], dry["created"], "it came true");
}

#[test]
fn deals_without_an_id_come_in_once_however_often_their_file_comes() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("сделки.csv");
    let path = file.to_str().unwrap();
    // Two lines alike are two sales.
    let mut text = "Название сделки;Бюджет\nЧехол;500\nРычаг;4200\nЧехол;500\n".to_owned();
    std::fs::write(&file, &text).unwrap();
    shell.pult(["import", "deals", path]).fine();
    assert_eq!(count(&shell, "deal"), 3);
    let said = shell.pult(["import", "deals", path]).fine();
    assert!(said.contains("нового в файле нет"), "{said}");
    text.push_str("Чехол;500\n");
    std::fs::write(&file, &text).unwrap();
    let more = shell.pult(["import", "deals", path, "--json"]).json();
    assert_eq!(
        (&more[0]["created"]["deals"], &more[0]["matched"]["deals"]),
        (&1.into(), &3.into())
    );
    let dry = shell.pult(["import", "deals", path, "--dry-run"]).fine();
    assert!(
        dry.contains(":2: сделка уже есть: № 1 (такая же строка)"),
        "{dry}"
    );
    assert_eq!(count(&shell, "deal"), 4);
}

#[test]
fn two_lists_that_number_their_rows_alike_keep_their_people_apart() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let list = |name: &str, text: &str| {
        let file = shell.path(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let first = list(
        "1.csv",
        "№;Имя;Телефон\n1;Пётр;89135550001\n2;Анна;89135550002\n",
    );
    let second = list(
        "2.csv",
        "№;Имя;Телефон\n1;Вера;89135550003\n2;Анна;89135550002\n",
    );
    for (file, people) in [(&first, 2), (&second, 3), (&first, 3), (&second, 3)] {
        shell.pult(["import", "contacts", file, "--json"]).json();
        assert_eq!(count(&shell, "contact"), people, "{file}");
    }
    let first = list(
        "3.csv",
        "№;Название;Телефон;Сумма\n1;Рычаг;89135550001;100\n",
    );
    let second = list(
        "4.csv",
        "№;Название;Телефон;Сумма\n1;Фара;89135550003;200\n",
    );
    for (file, deals) in [(&first, 1), (&second, 2), (&first, 2), (&second, 2)] {
        shell.pult(["import", "deals", file, "--json"]).json();
        assert_eq!(count(&shell, "deal"), deals, "{file}");
    }
}

#[test]
fn much_that_is_there_already_is_told_in_few_lines() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("клиенты.csv");
    let mut bytes = "ФИО;Телефон\n".as_bytes().to_vec();
    for n in 0..60 {
        bytes.extend(format!("Иван {n};8913555{n:04}\n").into_bytes());
    }
    std::fs::write(&file, &bytes).unwrap();
    let path = file.to_str().unwrap();
    shell.pult(["import", "contacts", path]).fine();
    let said = shell.pult(["import", "contacts", path, "--dry-run"]).fine();
    assert_eq!(said.matches("клиент уже есть").count(), 20, "{said}");
    assert!(
        said.contains("и ещё строк о том, что уже есть: 40"),
        "{said}"
    );
    let all = shell
        .pult(["import", "contacts", path, "--dry-run", "--json"])
        .json();
    assert_eq!(all[0]["matches"].as_array().map(Vec::len), Some(60));
    shell
        .pult(["import", "contacts", path, "--sheet", "2"])
        .ends(1, "нет листов");
    // A line with broken letters is told once.
    bytes.extend(b"\xd0\x90\xff\xff;89135559999\n");
    std::fs::write(&file, &bytes).unwrap();
    let said = shell.pult(["import", "contacts", path]);
    let told = said.err.matches("повреждённые буквы").count();
    assert_eq!((said.code, told), (Some(0), 1), "{}", said.err);
}

#[test]
fn two_imports_of_one_file_at_once_make_everything_once() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("big.csv");
    let mut text = "Название сделки;Телефон;Бюджет\n".to_owned();
    for n in 0..900 {
        text.push_str(&format!("Заказ {n};8913{:07};{n}\n", n % 500));
    }
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let both = [(), ()].map(|()| {
        let mut call = shell.program();
        call.args(["import", "deals", path, "--json"]);
        call.stdout(std::process::Stdio::piped()).spawn().unwrap()
    });
    let made = both.map(|one| {
        let done = one.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0));
        let report: Value = serde_json::from_slice(&done.stdout).unwrap();
        report[0]["created"]["deals"].as_u64().unwrap()
    });
    assert_eq!(made[0] + made[1], 900);
    assert_eq!(
        (count(&shell, "deal"), count(&shell, "contact")),
        (900, 500)
    );
    for _ in made.iter().filter(|made| **made > 0) {
        shell.pult(["undo"]).fine();
    }
    assert_eq!(count(&shell, "deal"), 0);
}

#[test]
fn an_import_outlives_the_server() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    let file = shell.path("big.csv");
    let mut text = "Название сделки;Бюджет\n".to_owned();
    for n in 0..8000 {
        text.push_str(&format!("Заказ {n};{n}\n"));
    }
    std::fs::write(&file, text).unwrap();
    let mut call = shell.program();
    call.args(["import", "deals", file.to_str().unwrap(), "--json"]);
    let importing = call.stdout(std::process::Stdio::piped()).spawn().unwrap();
    while count(&shell, "deal") == 0 {}
    server.stop();
    let _server = shell.serve(&[]);
    let done = importing.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report[0]["finished"], true);
    let list = shell.pult(["import", "list", "--json"]).json();
    assert_eq!(
        (&list[0]["deals"], list.as_array().unwrap().len()),
        (&8000.into(), 1)
    );
}
