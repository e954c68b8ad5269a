//! Who serves, who joins, and what happens where nobody does.
use crate::support::Shell;
use std::process::Stdio;

#[test]
fn without_a_server_there_is_one_inside() {
    let shell = Shell::new();
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    assert!(
        !shell.path("data/run/pult.sock").exists(),
        "the socket outlived its server"
    );
    assert!(shell.pult(["deal", "list"]).fine().contains("Рычаг"));
}

#[test]
fn a_named_socket_starts_nothing() {
    let shell = Shell::new();
    let socket = shell.path("no.sock");
    let socket = socket.to_str().unwrap();
    shell
        .pult(["--socket", socket, "deal", "list"])
        .ends(4, "не отвечает");
    shell
        .pult(["--socket", socket, "--lang", "en", "find", "x"])
        .ends(4, "no server answers");
    shell
        .pult(["--server", "http://127.0.0.1:1", "people"])
        .ends(4, "127.0.0.1:1");
    assert!(!shell.path("data").exists());
}

#[test]
fn a_file_is_never_taken_for_a_dead_servers_socket() {
    let shell = Shell::new();
    let file = shell.path("цены.csv");
    std::fs::write(&file, "важное").unwrap();
    let at = file.to_str().unwrap();
    shell.pult(["serve", "--socket", at]).ends(1, "не сокет");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "важное");
    let long = format!("/tmp/{}", "с".repeat(60));
    shell
        .pult(["serve", "--socket", &long])
        .ends(2, "слишком длинный путь");
}

#[test]
fn calls_at_once_without_a_server_all_get_through() {
    let shell = Shell::new();
    shell.pult(["people"]).fine();
    let calls: Vec<_> = (0..6)
        .map(|n| {
            let mut call = shell.program();
            call.args(["deal", "new", "--title", &format!("Сделка {n}")]);
            call.stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for call in calls {
        let done = call.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{err}");
    }
    let list = shell.pult(["deal", "list", "--json"]).json();
    assert_eq!(list.as_array().unwrap().len(), 6);
}

#[test]
fn a_server_serves_until_it_is_told_to_stop() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    assert!(server.said.contains("pult.sock"), "{}", server.said);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &shell
            .path("data/run/pult.sock")
            .metadata()
            .unwrap()
            .permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let told = shell.pult(["serve"]).ends(1, "уже обслуживает");
    assert!(told.contains(&format!("процесс {}", server.id())), "{told}");
    assert!(told.contains("pult.sock"), "{told}");
    let (code, rest) = server.stop();
    assert_eq!(code, Some(0));
    assert!(rest.contains("остановлено"), "{rest}");
    assert!(!shell.path("data/run/pult.sock").exists());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    for args in [
        &["deal", "list"][..],
        &["openapi"],
        &["deal", "list", "--json"],
    ] {
        let mut child = shell
            .program()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{args:?}");
        assert!(
            done.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn over_the_network_a_password_opens_the_shop() {
    let shell = Shell::new();
    let server = shell.serve(&["--listen", "127.0.0.1:0"]);
    let at = server.address();
    shell
        .pult(["--server", &at, "deal", "list"])
        .ends(1, "не узнали");
    shell.pult_fed(["passwd"], "коротко\n").ends(3, "не короче");
    shell.pult_fed(["passwd"], "").ends(2, "пароль пуст");
    shell
        .pult_fed(["passwd"], "длинный пароль магазина\n")
        .fine();
    let login = ["--server", &at, "login", "owner"];
    shell
        .pult_fed(login, "другой пароль\n")
        .ends(1, "не узнали");
    let said = shell.pult_fed(login, "длинный пароль магазина\n").fine();
    let tokens = shell.path("config/tokens.toml");
    assert!(said.contains(tokens.to_str().unwrap()), "{said}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&tokens.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    shell
        .pult(["--server", &at, "deal", "new", "--title", "Издалека"])
        .fine();
    let sessions = shell.pult(["sessions", "--json"]).json();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    assert!(shell.pult(["sessions"]).fine().contains("pult "));
    // A token others could read is not used.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(&tokens, open).unwrap();
    shell
        .pult(["--server", &at, "deal", "list"])
        .ends(1, "chmod 600");
    let shut = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&tokens, shut).unwrap();
    shell.pult(["--server", &at, "logout"]).fine();
    shell
        .pult(["--server", &at, "deal", "list"])
        .ends(1, "не узнали");
    shell.pult_fed(login, "длинный пароль магазина\n").fine();
    shell.pult(["sessions", "revoke"]).fine();
    shell
        .pult(["--server", &at, "deal", "list"])
        .ends(1, "не узнали");
    assert!(shell.pult(["serve", "--listen", "0.0.0.0:1"]).code != Some(0));
}

#[test]
fn a_server_that_is_stopped_is_named_with_its_number() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    server.freeze();
    let held = format!("процесс {} и не отвечает", server.id());
    shell.pult(["deal", "list"]).ends(4, &held);
    shell.pult(["serve"]).ends(4, &held);
    let report = shell.pult(["doctor"]);
    assert_eq!(report.code, Some(1), "{}", report.err);
    let holds = format!("держит процесс {}", server.id());
    assert!(report.out.contains(&holds), "{}", report.out);
    assert!(!report.out.contains("остался"), "{}", report.out);
}

#[test]
fn a_server_is_an_address_and_has_its_data_with_it() {
    let shell = Shell::new();
    for typed in ["ftp://shop", "shop", "http://"] {
        shell
            .pult(["--server", typed, "deal", "list"])
            .ends(2, typed);
    }
    shell
        .pult(["--server", "http://127.0.0.1:1", "--data", "/x", "people"])
        .ends(2, "--data");
}

#[test]
fn an_explicit_login_wins_until_it_ends() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let dir = shell.path("shop");
    let at = dir.to_str().unwrap();
    shell.pult(["setup", "export", at]).fine();
    let people = dir.join("people.toml");
    let mut text = std::fs::read_to_string(&people).unwrap();
    text.push_str("\n[[person]]\nkey = \"vera\"\nname = \"Вера\"\nrole = \"operator\"\n");
    std::fs::write(&people, &text).unwrap();
    shell.pult(["setup", "apply", at]).fine();
    let password = "длинный пароль\n";
    shell.pult_fed(["passwd", "vera"], password).fine();
    shell
        .pult_fed(["login", "vera"], "другой пароль\n")
        .ends(1, "неверный логин или пароль");
    shell.pult_fed(["login", "vera"], password).fine();
    // The kernel says it is the owner; the login says it is Vera.
    std::fs::write(&people, text.replace("Вера", "Вера Ильина")).unwrap();
    let no = shell.pult(["setup", "apply", at]).ends(3, "оператор");
    assert!(no.contains("может только владелец"), "{no}");
    // Ended: the kernel's word again, and that is said.
    shell.pult(["sessions", "revoke"]).fine();
    let said = shell.pult(["people"]);
    assert!(said.err.contains("больше не действует"), "{}", said.err);
    said.fine();
    shell.pult(["logout"]).fine();
    assert_eq!(shell.pult(["people"]).err, "");
    shell.pult(["setup", "apply", at]).fine();
}

#[test]
fn what_goes_wrong_is_one_json_document_too() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    let missing = shell.pult(["deal", "show", "77", "--json"]).error(1);
    assert_eq!(missing["code"], "not_found");
    let refused = shell
        .pult(["--json", "deal", "move", "1", "Отказ"])
        .error(3);
    assert_eq!(refused["code"], "refused");
    assert!(refused["refusal"]["gate"].is_object(), "{refused}");
    let slip = shell.pult(["--json", "dela"]).error(2);
    assert_eq!(slip["code"], "usage");
    let nobody = shell.pult(["--json", "--socket", "/no/such.sock", "people"]);
    assert_eq!(nobody.error(4)["code"], "unreachable");
}

#[test]
fn an_emptied_file_is_not_a_new_shop() {
    let shell = Shell::new();
    shell.pult(["deal", "new", "--title", "Рычаг"]).fine();
    std::fs::write(shell.path("data/pult.db"), "").unwrap();
    let told = shell.pult(["deal", "list"]).ends(1, "пуст");
    assert!(told.contains("pult restore"), "{told}");
    let report = shell.pult(["doctor", "--json"]);
    assert_eq!(report.code, Some(1));
    assert!(report.out.contains("пуст"), "{}", report.out);
    assert_eq!(shell.path("data/pult.db").metadata().unwrap().len(), 0);
}
