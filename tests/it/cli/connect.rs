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
    let second = shell.pult(["serve"]);
    second.ends(4, "другая программа");
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
