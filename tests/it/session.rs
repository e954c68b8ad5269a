//! Coming in over TCP: passwords, tokens, and what the line itself does not put up with.
use crate::support::{Person, Shop};
use pult::domain::command::{Act, Secret};
use pult::domain::refusal::{Flaw, Refusal, Stranger};
use pult::link::{Link, LinkError};
use pult::server::{Config, Server};
use pult::wire::problem::{Code, Problem};
use pult::wire::session::{Login, Session, Token};
use pult::wire::{Hello, path};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PASSWORD: &str = "десять букв и ещё";
const HANGS: Duration = Duration::from_secs(60);

fn base(shop: &Shop) -> String {
    format!("http://{}", shop.server().address.unwrap())
}

async fn login(shop: &Shop, login: &str, password: &str) -> Result<Token, LinkError> {
    let link = Link::tcp(&base(shop), None).unwrap();
    let login = Login {
        login: login.into(),
        password: Secret(password.into()),
        client: "рабочее место".into(),
    };
    link.post(path::SESSION, &login).await
}

fn code(error: LinkError) -> (Code, String) {
    let problem = error.problem().expect("pult's own no");
    (problem.code, problem.message.clone())
}

async fn with_password(key: &str) -> Shop {
    let shop = Shop::open().await;
    let operator = shop.operator(key);
    let password = Secret(PASSWORD.into());
    let act = Act::SetPassword { operator, password };
    shop.owner().does(act).await.unwrap();
    shop
}

async fn me(person: &Person) -> Result<Hello, LinkError> {
    person.link.get(path::HELLO, &()).await
}

#[tokio::test]
async fn a_person_comes_in_by_password_and_goes_out_again() {
    let shop = with_password("vera").await;
    let token = login(&shop, "vera", PASSWORD).await.unwrap();
    let vera = |token: &Token| Person {
        link: Link::tcp(&base(&shop), Some(token.token.0.clone())).unwrap(),
    };
    let person = vera(&token);
    assert_eq!(me(&person).await.unwrap().me.key, "vera");
    let mine: Vec<Session> = person.link.get(path::SESSION, &()).await.unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].client, "рабочее место");
    // The token itself is nowhere in the file.
    let hash = pult::server::peer::digest(&token.token.0);
    let kept = shop
        .store
        .read_now(|c| pult::store::session::load(c, &hash, pult::domain::calendar::Millis(0)));
    assert!(kept.unwrap().is_some());
    let second = login(&shop, "vera", PASSWORD).await.unwrap();
    assert_ne!(second.token, token.token);
    person.link.delete::<()>(path::SESSION).await.unwrap();
    assert_eq!(code(me(&person).await.unwrap_err()).0, Code::Unknown);
    let second = vera(&second);
    me(&second).await.unwrap();
    // A new password puts everybody with the old one out.
    let operator = shop.operator("vera");
    let password = Secret("совсем другой пароль".into());
    second
        .does(Act::SetPassword { operator, password })
        .await
        .unwrap();
    assert_eq!(code(me(&second).await.unwrap_err()).0, Code::Unknown);
    assert!(login(&shop, "vera", PASSWORD).await.is_err());
    let third = login(&shop, "vera", "совсем другой пароль").await.unwrap();
    // And every login has its end.
    me(&vera(&third)).await.unwrap();
    shop.turn_clock(third.expires.0 - pult::server::Clock::now(&*shop.clock).0);
    assert_eq!(code(me(&vera(&third)).await.unwrap_err()).0, Code::Unknown);
    shop.close().await;
}

#[tokio::test]
async fn a_stranger_and_a_wrong_password_get_the_same_answer() {
    let shop = with_password("vera").await;
    let wrong = code(
        login(&shop, "vera", "не тот пароль совсем")
            .await
            .unwrap_err(),
    );
    let nobody = code(login(&shop, "nobody", PASSWORD).await.unwrap_err());
    let unset = code(login(&shop, "anna", PASSWORD).await.unwrap_err());
    let gone = code(login(&shop, "kostya", PASSWORD).await.unwrap_err());
    assert_eq!(wrong.0, Code::Unknown);
    assert_eq!([&nobody, &unset, &gone], [&wrong; 3]);
    shop.close().await;
}

#[tokio::test]
async fn guessing_gets_slower_and_a_right_password_waits_too() {
    let shop = with_password("vera").await;
    for _ in 0..5 {
        assert_eq!(
            code(login(&shop, "vera", "гадаю гадаю").await.unwrap_err()).0,
            Code::Unknown
        );
    }
    assert_eq!(
        code(login(&shop, "vera", PASSWORD).await.unwrap_err()).0,
        Code::TooMany
    );
    shop.turn_clock(1_001);
    assert_eq!(
        code(login(&shop, "vera", "гадаю гадаю").await.unwrap_err()).0,
        Code::Unknown
    );
    shop.turn_clock(1_001);
    assert_eq!(
        code(login(&shop, "vera", PASSWORD).await.unwrap_err()).0,
        Code::TooMany,
        "two seconds now"
    );
    shop.turn_clock(1_001);
    login(&shop, "vera", PASSWORD).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn nobodys_guesses_keep_out_whoever_the_kernel_vouches_for() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let me: Hello = owner.link.get(path::HELLO, &()).await.unwrap();
    let (operator, password) = (me.me.id, Secret(PASSWORD.into()));
    let act = Act::SetPassword { operator, password };
    owner.does(act).await.unwrap();
    for _ in 0..5 {
        login(&shop, &me.me.key, "гадаю гадаю").await.unwrap_err();
    }
    // Over the network even the right one waits, and hears how long.
    let waits = login(&shop, &me.me.key, PASSWORD).await.unwrap_err();
    let why = Stranger::Wait { seconds: 2 };
    let no = waits.problem().and_then(|p| p.refusal.clone());
    assert_eq!(no, Some(Refusal::Stranger { why }));
    let again = Login {
        login: me.me.key.clone(),
        password: Secret(PASSWORD.into()),
        client: "сокет".into(),
    };
    owner
        .link
        .post::<Token>(path::SESSION, &again)
        .await
        .unwrap();
    // Another's name is guessed as slowly as anywhere.
    let others = Login {
        login: "vera".into(),
        ..again
    };
    for n in 0..6 {
        let no = owner.link.post::<Token>(path::SESSION, &others).await;
        let expected = if n < 5 { Code::Unknown } else { Code::TooMany };
        assert_eq!(code(no.unwrap_err()).0, expected, "{n}");
    }
    shop.close().await;
}

#[tokio::test]
async fn a_weak_password_is_refused_and_only_by_those_who_may_set_it() {
    let shop = Shop::open().await;
    let (operator, short) = (shop.operator("vera"), Secret("мало".into()));
    let act = Act::SetPassword {
        operator,
        password: short,
    };
    let no = shop.owner().is_refused(act.clone()).await;
    let flaw = Flaw::WeakPassword { min: 10 };
    assert_eq!(
        no,
        Refusal::Invalid {
            field: "password".into(),
            flaw
        }
    );
    let no = shop.person("olga").await.is_refused(act).await;
    assert!(matches!(no, Refusal::NotAllowed { .. }), "{no:?}");
    shop.close().await;
}

#[tokio::test]
async fn only_this_machine_is_listened_to() {
    for address in ["0.0.0.0:0", "[::]:0", "192.168.0.1:0"] {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let store = pult::store::Store::open(&data, &pult::store::Options::default()).unwrap();
        let config = Config {
            socket: data.join("run/pult.sock"),
            group: false,
            listen: Some(address.parse().unwrap()),
            copy_of: None,
            first_files: pult::demo::shop(),
        };
        let clock = std::sync::Arc::new(pult::server::SystemClock::default());
        let error = Server::start(store, clock, config).await.unwrap_err();
        assert!(
            matches!(error, pult::server::serve::StartError::NotLoopback(_)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn whatever_is_sent_the_no_is_one_of_pults() {
    let shop = Shop::open().await;
    let vera = shop.person("vera").await;
    let _ = &vera;
    let token = "token of the line";
    let hash = pult::server::peer::digest(token);
    let now = pult::server::Clock::now(&*shop.clock);
    let session = pult::store::session::Session {
        operator: shop.operator("igor"),
        client: String::new(),
        created: now,
        seen: now,
        expires: pult::domain::calendar::Millis(now.0 + 1_000_000),
    };
    shop.store
        .write(move |c| Ok(pult::store::session::insert(c, &hash, &session)?))
        .await
        .unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let large = format!("{{\"id\": \"{}\"}}", "x".repeat(5 << 20));
    let deep = "[".repeat(200_000);
    let huge = r#"{"id":"01a200da-d026-7606-a818-d33516db55d4","act":{"undo_import":{"import":99999999999999999999,"limit":1}}}"#;
    let command = |body: &str| ("post", path::COMMAND.to_owned(), body.to_owned());
    let asks = [
        (command("{"), 400),
        (command(""), 400),
        (command("null"), 400),
        (command("{\"id\":1}"), 400),
        (command(huge), 400),
        (command(&deep), 400),
        (
            command("{\"id\":\"01a200da-d026-7606-a818-d33516db55d4\",\"act\":{\"drop\":{}}}"),
            400,
        ),
        (
            command(
                "{\"id\":\"01a200da-d026-7606-a818-d33516db55d4\",\"act\":{\"note_deal\":{\"deal\":1,\"text\":\"x\",\"by\":2}}}",
            ),
            400,
        ),
        (
            command(
                "{\"id\":\"01a200da-d026-7606-a818-d33516db55d4\",\"act\":{\"note_deal\":{\"deal\":1,\"text\":\"\u{fffd}\\ud800\"}}}",
            ),
            400,
        ),
        (command(&large), 413),
        (("post", path::SESSION.into(), "{".into()), 400),
        (("post", path::SESSION.into(), "{\"login\":1}".into()), 400),
        (("post", path::NOTICES.into(), "[]".into()), 400),
        (
            ("post", path::IMPORT_PREVIEW.into(), "{\"rows\":7}".into()),
            400,
        ),
        (
            ("get", path::DEAL.replace("{id}", "first"), String::new()),
            400,
        ),
        (
            (
                "get",
                path::DEAL.replace("{id}", "99999999999999999999"),
                String::new(),
            ),
            400,
        ),
        (
            ("get", path::DEAL.replace("{id}", "404"), String::new()),
            404,
        ),
        (
            ("get", format!("{}?limit=-1", path::BOARD), String::new()),
            400,
        ),
        (
            (
                "get",
                format!("{}?limit=5&filter=%7B", path::BOARD),
                String::new(),
            ),
            400,
        ),
        (
            (
                "get",
                format!("{}?limit=5&filter=%7B%22sql%22:1%7D", path::BOARD),
                String::new(),
            ),
            400,
        ),
        (
            (
                "get",
                format!("{}?limit=5&pipeline=99", path::BOARD),
                String::new(),
            ),
            404,
        ),
        (("get", path::FIND.into(), String::new()), 400),
        (("get", "/v1/nothing".into(), String::new()), 404),
        (("get", "/".into(), String::new()), 404),
        (("delete", path::BOARD.into(), String::new()), 404),
        (("put", path::COMMAND.into(), String::new()), 404),
    ];
    for ((method, address, body), status) in asks {
        let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let shown: String = body.chars().take(80).collect();
        let answer = client
            .request(method, format!("{}{address}", base(&shop)))
            .bearer_auth(token)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), status, "{address} {shown}");
        let bytes = answer.bytes().await.unwrap();
        let problem: Problem = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| panic!("{address} {shown}: {}", String::from_utf8_lossy(&bytes)));
        assert_eq!(problem.code.status(), status);
        assert!(!problem.message.is_empty() && !problem.request.is_empty());
    }
    assert_eq!(
        shop.seq(),
        pult::domain::id::Seq(0),
        "nothing of it was done"
    );
    shop.close().await;
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_cut_off() {
    let shop = Shop::open().await;
    let address = shop.server().address.unwrap();
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: pult\r\nx-slow: ")
        .await
        .unwrap();
    // Others are served meanwhile.
    let mut quick = TcpStream::connect(address).await.unwrap();
    let ask = b"GET /healthz HTTP/1.1\r\nhost: pult\r\nconnection: close\r\n\r\n";
    quick.write_all(ask).await.unwrap();
    let mut said = String::new();
    quick.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    let mut rest = Vec::new();
    let cut = tokio::time::timeout(HANGS, slow.read_to_end(&mut rest)).await;
    // Closed or reset, but not left open.
    let _ = cut.expect("the line is still open");
    shop.close().await;
}
