//! The shop as a folder, the records as tables.
use crate::support::Shell;

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
        .ends(3, "версия 2");
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
