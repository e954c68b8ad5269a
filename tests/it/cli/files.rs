//! The shop as a folder, the records as tables.
use crate::support::Shell;
use std::path::Path;

#[test]
fn a_shop_goes_out_as_a_folder_and_comes_back_changed() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let dir = shell.path("shop");
    let at = dir.to_str().unwrap();
    assert_eq!(
        shell
            .pult(["setup", "export", at, "--json"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        6
    );
    assert!(
        shell
            .pult(["setup", "check", at])
            .fine()
            .contains("ошибок нет")
    );
    assert!(shell.pult(["setup", "diff", at]).fine().contains("то же"));
    let sources = dir.join("sources.toml");
    let mut text = std::fs::read_to_string(&sources).unwrap();
    text.push_str("\n[[source]]\nkey = \"ozon\"\nname = \"Озон\"\n");
    std::fs::write(&sources, &text).unwrap();
    let said = shell.pult(["setup", "diff", at]).fine();
    assert!(said.contains("+ ") && said.contains("Озон"), "{said}");
    let diff = shell.pult(["setup", "diff", at, "--json"]).json();
    assert_eq!(diff["lines"].as_array().unwrap().len(), 1);
    shell
        .pult(["deal", "list", "--source", "озон"])
        .ends(2, "озон");
    let said = shell.pult(["setup", "apply", at]).fine();
    assert!(said.contains("версия 2"), "{said}");
    shell.pult(["deal", "list", "--source", "озон"]).fine();
    // Made from an older version than the one in force.
    text.push_str("\n[[source]]\nkey = \"vk2\"\nname = \"ВК 2\"\n");
    std::fs::write(&sources, &text).unwrap();
    shell
        .pult(["setup", "apply", at, "--base", "1"])
        .ends(3, "действует 2");
    // What a person has in the folder is not written over by surprise.
    shell.pult(["setup", "export", at]).ends(2, "sources.toml");
    shell
        .pult(["setup", "export", at, "--version", "1", "--force"])
        .fine();
    assert!(!std::fs::read_to_string(&sources).unwrap().contains("Озон"));
}

#[test]
fn a_wrong_file_is_told_by_line_and_changes_nothing() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let dir = shell.path("shop");
    let at = dir.to_str().unwrap();
    shell.pult(["setup", "export", at]).fine();
    let before = shell.pult([
        "setup",
        "export",
        shell.path("kept").to_str().unwrap(),
        "--json",
    ]);
    before.fine();
    let stages = dir.join("pipelines.toml");
    let text = std::fs::read_to_string(&stages).unwrap();
    let line = text.lines().position(|l| l.starts_with("turn")).unwrap() + 1;
    let wrong = text.replacen("turn = \"us\"", "tern = \"us\"", 1);
    assert_ne!(wrong, text);
    std::fs::write(&stages, wrong).unwrap();
    for verb in ["check", "diff", "apply"] {
        let said = shell.pult(["setup", verb, at]).ends(1, "turn");
        assert!(said.contains(&format!("pipelines.toml:{line}:")), "{said}");
    }
    let said = shell.pult(["setup", "check", at, "--json"]);
    assert_eq!(said.code, Some(1));
    let complaints: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(complaints[0]["line"], line);
    let again = shell.path("again");
    shell
        .pult(["setup", "export", again.to_str().unwrap()])
        .fine();
    let kept = std::fs::read_to_string(again.join("pipelines.toml")).unwrap();
    assert_eq!(kept, text);
    shell
        .pult(["setup", "check", shell.path("nothing").to_str().unwrap()])
        .ends(1, "nothing");
    std::fs::create_dir(shell.path("empty")).unwrap();
    shell
        .pult(["setup", "check", shell.path("empty").to_str().unwrap()])
        .ends(2, "*.toml");
}

#[test]
fn records_go_out_as_tables_and_come_back() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let item = ["--item", "Рычаг ×2=4200", "--item", "=1"];
    shell
        .pult(["deal", "new", item[0], item[3]])
        .ends(2, "название");
    for (name, phone) in [("=HYPERLINK(1)", "+79135551234"), ("Ольга", "+79135551235")] {
        let new = [
            "deal", "new", "--title", name, "--name", name, "--phone", phone,
        ];
        shell.pult(new.into_iter().chain([item[0], item[1]])).fine();
    }
    for ending in ["csv", "xlsx"] {
        let deals = shell.path(&format!("deals.{ending}"));
        let deals = deals.to_str().unwrap();
        let told = shell.pult(["export", "deals", deals, "--json"]).json();
        assert_eq!(told["rows"], 2);
        shell.pult(["export", "deals", deals]).ends(2, "--force");
        shell.pult(["export", "deals", deals, "--force"]).fine();
        let contacts = shell.path(&format!("contacts.{ending}"));
        shell
            .pult(["export", "contacts", contacts.to_str().unwrap()])
            .fine();
        // Another shop takes them in.
        let other = Shell::new();
        let report = other.pult(["import", "deals", deals, "--json"]).json();
        assert_eq!(report[0]["created"]["deals"], 2, "{report}");
        assert_eq!(report[0]["problems"], serde_json::json!([]), "{report}");
        let back = other.pult(["deal", "list", "--json"]).json();
        let one = back
            .as_array()
            .unwrap()
            .iter()
            .find(|d| d["name"] == "=HYPERLINK(1)")
            .unwrap();
        assert_eq!(one["amount"], 840_000);
        assert_eq!(one["goods"], "Рычаг ×2");
        let people = other.pult(["import", "contacts", contacts.to_str().unwrap(), "--json"]);
        assert_eq!(people.json()[0]["matched"]["contacts"], 2);
    }
    let text = std::fs::read_to_string(shell.path("deals.csv")).unwrap();
    assert!(
        text.contains("\"'=HYPERLINK(1)\"") && !text.contains("\"=HYPER"),
        "{text}"
    );
    shell
        .pult(["export", "deals", "deals.pdf"])
        .ends(2, ".xlsx");
    shell
        .pult(["export", "deals", "/no/such/folder/deals.csv"])
        .ends(1, "/no/such/folder");
}

#[test]
fn our_own_tables_change_nothing_where_they_come_from() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell
        .pult([
            "contact",
            "new",
            "--name",
            "Анна",
            "--identity",
            "telegram:anna",
            "--identity",
            "avito:77",
            "--address",
            "Омск, Ленина 1",
            "--note",
            "две строки",
        ])
        .fine();
    shell
        .pult(["contact", "new", "--name", "Только имя"])
        .fine();
    shell
        .pult([
            "contact",
            "new",
            "--name",
            "Пётр",
            "--phone",
            "89135551234",
            "--company",
            "Вектор",
        ])
        .fine();
    shell
        .pult([
            "deal",
            "new",
            "--contact",
            "3",
            "--item",
            "Рычаг ×2=4200",
            "--item",
            "Втулка=75,50",
            "--item",
            "Болт x М8",
        ])
        .fine();
    shell
        .pult(["deal", "new", "--title", "Без клиента", "--amount", "100"])
        .fine();
    let people = |shell: &Shell| shell.pult(["contact", "list", "--json"]).json();
    let deals = |shell: &Shell| shell.pult(["deal", "list", "--json"]).json();
    let before = (people(&shell), deals(&shell));
    for noun in ["contacts", "deals"] {
        for ending in ["csv", "xlsx"] {
            let file = shell.path(&format!("{noun}.{ending}"));
            let file = file.to_str().unwrap();
            shell.pult(["export", noun, file]).fine();
            for more in [&["--dry-run"][..], &[]] {
                let args = ["import", noun, file, "--json"];
                let report = shell
                    .pult(args.into_iter().chain(more.iter().copied()))
                    .json();
                let made = &report[0]["created"];
                assert_eq!(
                    (&made["deals"], &made["contacts"]),
                    (&0.into(), &0.into()),
                    "{report}"
                );
                assert_eq!((people(&shell), deals(&shell)), before, "{file} {more:?}");
            }
        }
    }
    // Elsewhere it all comes in as it was.
    let other = Shell::new();
    for noun in ["contacts", "deals"] {
        let file = shell.path(&format!("{noun}.csv"));
        other.pult(["import", noun, file.to_str().unwrap()]).fine();
    }
    let anna = other.pult(["contact", "list", "Анна", "--json"]).json()[0]["id"].to_string();
    let shown = other.pult(["contact", "show", &anna]).fine();
    assert!(shown.contains("telegram:anna, avito:77"), "{shown}");
    assert_eq!(people(&other).as_array().map(Vec::len), Some(3));
    let whole = |shell: &Shell| {
        let deals = shell.pult(["deal", "list", "--json"]).json();
        let find = |d: &&serde_json::Value| d["name"] == "Пётр";
        let id = deals.as_array().unwrap().iter().find(find).unwrap()["id"].to_string();
        shell.pult(["deal", "show", &id, "--json"]).json()["deal"]["items"].clone()
    };
    assert_eq!(whole(&other), whole(&shell));
}

fn add_source(dir: &Path, key: &str) {
    let sources = dir.join("sources.toml");
    let mut text = std::fs::read_to_string(&sources).unwrap();
    text.push_str(&format!(
        "\n[[source]]\nkey = \"{key}\"\nname = \"{key}\"\n"
    ));
    std::fs::write(&sources, text).unwrap();
}

#[test]
fn an_export_that_is_behind_does_not_take_a_colleagues_edit_back() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let (mine, theirs) = (shell.path("mine"), shell.path("theirs"));
    let (at, there) = (mine.to_str().unwrap(), theirs.to_str().unwrap());
    shell.pult(["setup", "export", at]).fine();
    shell.pult(["setup", "export", there]).fine();
    add_source(&theirs, "ozon");
    shell.pult(["setup", "apply", there]).fine();
    add_source(&mine, "lamoda");
    let no = shell.pult(["setup", "apply", at]).ends(3, "с версии 1");
    assert!(
        no.contains("действует 2") && no.contains("setup diff"),
        "{no}"
    );
    // Whoever applied goes on from their own version.
    add_source(&theirs, "market");
    shell.pult(["setup", "apply", there]).fine();
    shell.pult(["setup", "apply", at, "--base", "3"]).fine();
    // A version that is lost or can't be read vouches for nothing.
    add_source(&mine, "wb");
    for note in [None, Some("мусор")] {
        match note {
            None => std::fs::remove_file(mine.join(".pult-version")).unwrap(),
            Some(text) => std::fs::write(mine.join(".pult-version"), text).unwrap(),
        }
        shell
            .pult(["setup", "apply", at])
            .ends(3, "неизвестно, с какой версии");
    }
    shell.pult(["setup", "apply", at, "--base", "4"]).fine();
    // A folder that was never exported is the first edit of a new shop.
    let new = Shell::new();
    std::fs::remove_file(mine.join(".pult-version")).unwrap();
    new.pult(["setup", "apply", at]).fine();
    add_source(&mine, "sber");
    new.pult(["setup", "apply", at]).fine();
}

#[test]
fn what_apply_refuses_is_seen_before() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    let (old, new) = (shell.path("old"), shell.path("new"));
    let at = old.to_str().unwrap();
    shell.pult(["setup", "export", at]).fine();
    shell
        .pult(["setup", "export", new.to_str().unwrap()])
        .fine();
    add_source(&new, "ozon");
    shell.pult(["setup", "apply", new.to_str().unwrap()]).fine();
    shell
        .pult(["deal", "new", "--title", "Рычаг", "--source", "ozon"])
        .fine();
    for verb in ["diff", "check"] {
        shell.pult(["setup", verb, at]).ends(3, "ozon");
    }
    let diff = shell.pult(["setup", "diff", at, "--json"]);
    assert_eq!(diff.code, Some(3));
    let document: serde_json::Value = serde_json::from_str(&diff.out).unwrap();
    assert_eq!(document["refused"][0]["in_use"]["deals"], 1, "{document}");
    let check = shell.pult(["setup", "check", at, "--json"]).error(3);
    assert_eq!(check["refusal"]["in_use"]["name"], "ozon");
    shell
        .pult(["setup", "apply", at, "--base", "2"])
        .ends(3, "источник «ozon» не убрать: стоит у 1 сделки");
    // A field that would be of another kind stays, and is not called gone.
    shell.pult(["deal", "edit", "1", "--set", "VIN=X1"]).fine();
    let fields = new.join("fields.toml");
    let text = std::fs::read_to_string(&fields).unwrap();
    let vin = text.find("name = \"VIN\"").unwrap();
    let kind = vin + text[vin..].find("\"text\"").unwrap();
    let text = format!("{}\"number\"{}", &text[..kind], &text[kind + 6..]);
    std::fs::write(&fields, text).unwrap();
    shell
        .pult(["setup", "check", new.to_str().unwrap()])
        .ends(3, "вид поля «VIN» не сменить: оно заполнено у 1 сделки");
    let (code, _) = server.stop();
    assert_eq!(code, Some(0));
    // Without a shop that can't be known, and is said.
    let elsewhere = Shell::new();
    let told = elsewhere.pult(["setup", "check", at]).fine();
    assert!(told.contains("без магазина не узнать"), "{told}");
}

#[test]
fn a_shop_file_of_another_encoding_is_told_by_its_line() {
    let shell = Shell::new();
    let dir = shell.path("shop");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("shop.toml"), b"[shop]\nname = \"\xcc\xe0\"\n").unwrap();
    let told = shell
        .pult(["setup", "check", dir.to_str().unwrap()])
        .ends(1, "shop.toml:2");
    assert!(told.contains("UTF-8"), "{told}");
}

#[test]
fn a_copys_times_are_the_shops_wherever_it_is_read() {
    let shell = Shell::new();
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    let copy = shell.path("copy.db");
    let copy = copy.to_str().unwrap();
    let copied = shell.pult(["backup", copy]).fine();
    assert!(copied.contains("контрольная сумма верна"), "{copied}");
    for zone in ["Pacific/Honolulu", "Asia/Kamchatka"] {
        let mut verify = shell.program();
        let verify = verify.args(["verify", copy]).env("TZ", zone);
        let said = verify.output().unwrap().stdout;
        assert_eq!(String::from_utf8(said).unwrap(), copied, "{zone}");
    }
    std::fs::remove_file(shell.path("copy.db.sha256")).unwrap();
    let said = shell.pult(["verify", copy]).fine();
    assert!(said.contains("сказать нельзя"), "{said}");
}

#[test]
fn a_copy_that_came_to_nothing_is_no_copy() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let finding = || {
        let report = shell.pult(["doctor", "--json"]).json();
        let findings = report["findings"].as_array().unwrap().clone();
        let found = findings.into_iter().find(|f| f["check"] == "backup");
        found.unwrap()["line"].as_str().unwrap().to_owned()
    };
    shell
        .pult(["backup", "/nonexistent/x.db"])
        .ends(1, "/nonexistent");
    assert!(finding().contains("ещё не делали"), "{}", finding());
    let copy = shell.path("copy.db");
    shell.pult(["backup", copy.to_str().unwrap()]).fine();
    assert!(finding().contains("назад"), "{}", finding());
}

#[test]
fn a_damaged_shop_is_not_called_a_damaged_copy() {
    let shell = Shell::new();
    for n in 0..60 {
        let title = format!("Рычаг {n} {}", "ж".repeat(200));
        shell.pult(["deal", "new", "--title", &title]).fine();
    }
    let file = shell.path("data/pult.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let whole = bytes.len();
    // The ends of a file that grew hold its newest rows and none of its schema.
    bytes[whole - 8 * 4096..whole - 2 * 4096].fill(0);
    std::fs::write(&file, &bytes).unwrap();
    let copy = shell.path("copy.db");
    let said = shell
        .pult(["backup", copy.to_str().unwrap()])
        .ends(1, "повреждён сам файл магазина");
    assert!(said.chars().count() < 500, "{said}");
    assert!(!copy.exists());
}

#[test]
fn the_doctor_looks_into_the_file_beside_a_server_and_before_its_first_start() {
    let shell = Shell::new();
    let finding = |check: &str| {
        let report = shell.pult(["doctor", "--json"]).json();
        let findings = report["findings"].as_array().unwrap().clone();
        let found = findings.into_iter().find(|f| f["check"] == check);
        found.unwrap_or_else(|| panic!("no {check} in {report}"))
    };
    let server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    assert_eq!(finding("integrity")["level"], "ok");
    let copy = shell.path("copy.db");
    let copy = copy.to_str().unwrap();
    shell.pult(["backup", copy]).fine();
    server.stop();
    std::fs::remove_dir_all(shell.path("data")).unwrap();
    shell.pult(["restore", copy]).fine();
    let ballast = finding("ballast");
    assert_eq!(ballast["level"], "ok", "{ballast}");
    assert!(ballast["line"].as_str().unwrap().contains("при запуске"));
}
