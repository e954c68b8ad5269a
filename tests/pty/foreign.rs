//! What an enemy writes into a name, a title, a tag or a note, seen on every screen of the real desk: not one byte of it
//! is obeyed by the terminal.

use std::collections::HashSet;

use pult::domain::command::{Act, Command};
use pult::domain::contact::{self, Who};
use pult::domain::deal::{Draft, Item, Set};
use pult::domain::id::{CommandId, StageId};
use pult::domain::money::Kopecks;
use pult::domain::shop::Shop as Rules;
use pult::link::Link;
use pult::wire::path;

use crate::device::assert_given_back;
use crate::grammar;
use crate::hostile::{CANARY, corpus};
use crate::shop::Shop;

/// The most bytes the shop takes as a title, a name, a tag.
const TITLE: usize = 1024;
const NAME: usize = 512;
const TAG: usize = 256;
const NOTE: usize = 16 << 10;
/// Columns side by side in a window so wide.
const STAGES: usize = 8;
/// The title of the deal that has all of them.
const ALL: &str = "Всё сразу";

/// High and wide enough for all of it at once: what is cut off proves nothing.
const SIZE: (u16, u16) = (400, 400);

/// Cards that show everything foreign, and nothing of ours in the way.
const CARD: &str = r#"name = "Магазин"
zone = "Europe/Moscow"
next_step_wanted = false
card = ["{name}", "{title}", "{tags}"]
lost_reasons = ["Дорого"]
[hours]
mon = "09:00-18:00"
"#;

/// What a customer could have sent: not UTF-8 has become so on the way in, and the beginning of what is too long.
fn payloads() -> Vec<String> {
    let text = |(_, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        cut(&text, TITLE).to_owned()
    };
    let mut known = HashSet::new();
    let whole = corpus().into_iter().map(text);
    whole.filter(|text| known.insert(text.clone())).collect()
}

fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Found again on the screen, whatever becomes of the rest.
fn mark(n: usize) -> String {
    format!("n{n:04}n")
}

/// A deal for each payload that has it in every field, and on top of them one that has them all.
fn deals(payloads: &[String], stages: &[StageId]) -> Vec<Draft> {
    let one_each = payloads.iter().enumerate().map(|(n, payload)| Draft {
        stage: Some(stages[n % stages.len()]),
        who: Some(Who::Person(contact::Draft {
            name: cut(payload, NAME).to_owned(),
            ..contact::Draft::default()
        })),
        set: vec![
            Set::Title(payload.clone()),
            Set::Tags(vec![mark(n), cut(payload, TAG).to_owned()]),
        ],
        note: Some(payload.clone()),
        ..Draft::default()
    });
    let goods = payloads.iter().filter(|payload| !payload.trim().is_empty());
    let goods = goods.map(|payload| Item {
        name: payload.clone(),
        sku: None,
        price: Kopecks(100),
        quantity: 1000,
    });
    let short = payloads.iter().filter(|payload| payload.len() < 200);
    let short: Vec<&str> = short.map(String::as_str).collect();
    let all = Draft {
        stage: stages.last().copied(),
        set: vec![
            Set::Title(ALL.into()),
            Set::Items(goods.collect()),
            Set::Tags(short.iter().take(60).map(|&tag| tag.to_owned()).collect()),
        ],
        note: Some(cut(&short.join("\n"), NOTE).to_owned()),
        ..Draft::default()
    };
    one_each.chain([all]).collect()
}

/// Puts it all into the shop, as many at once as the server takes; the last comes last.
fn fill(shop: &Shop, payloads: &[String]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let link = Link::unix(shop.socket().as_ref()).expect("a client");
        let rules: Rules = link.get(path::SHOP, &()).await.expect("the shop");
        let stages = rules.pipelines[0].stages.iter().take(STAGES).map(|s| s.id);
        let stages: Vec<StageId> = stages.collect();
        let mut drafts = deals(payloads, &stages);
        let all = drafts.split_off(payloads.len());
        let put = async |draft: Draft| {
            let id = CommandId(uuid::Uuid::now_v7());
            let words = format!("{draft:?}");
            let act = Act::CreateDeal { draft };
            let done = link.command(&Command { id, act }).await;
            done.unwrap_or_else(|error| panic!("{error}: {words}"));
        };
        futures_util::future::join_all(drafts.into_iter().map(put)).await;
        futures_util::future::join_all(all.into_iter().map(put)).await;
    });
}

/// What is between the top line, where a clock goes, and the hints.
fn between(screen: &vt100::Screen) -> Vec<String> {
    let (rows, columns) = screen.size();
    screen
        .rows(0, columns)
        .skip(1)
        .take(usize::from(rows) - 2)
        .collect()
}

fn rows_with(screen: &vt100::Screen, word: &str) -> usize {
    between(screen)
        .iter()
        .filter(|row| row.contains(word))
        .count()
}

#[test]
fn not_a_byte_of_it_is_obeyed() {
    let shop = Shop::new();
    let _server = shop.serve();
    std::fs::create_dir(shop.path("setup")).expect("a directory");
    std::fs::write(shop.path("setup/shop.toml"), CARD).expect("a file");
    let socket = shop.socket();
    let setup = shop.path("setup").display().to_string();
    shop.pult(&["setup", "apply", &setup, "--socket", &socket]);
    let payloads = payloads();
    assert!(payloads.len() >= 300, "{}", payloads.len());
    fill(&shop, &payloads);

    let (mut screen, settings) = shop.desk_in(&[], SIZE, "n0000n");
    screen.wait_until("every payload on its card", |s| {
        let shown = s.contents();
        (0..payloads.len()).all(|n| shown.contains(&mark(n)))
    });
    // The deal that has them all, its goods to the end, then its story.
    screen.keys(&"right ".repeat(STAGES - 1));
    screen.keys("home enter");
    screen.wait_for(&format!("{ALL} ─"));
    screen.wait_for("CANARY ×1");
    screen.resize(100, 60);
    screen.keys("end");
    screen.wait_for("добавить задачу");
    screen.keys("right end");
    screen.wait_for("это вся история");
    screen.keys("esc");
    screen.wait_for("n0");
    // One of them: why it is whose, its contact, what is asked before it goes, its form, its own page.
    screen.keys("down");
    screen.wait_for("▌n0");
    let board = screen.look(between);
    for key in ["ц", "щ", "В", "ь", "ф", "у", "enter"] {
        screen.keys(key);
        screen.wait_until(key, |s| {
            between(s) != board && !s.contents().contains("читаю…")
        });
        screen.keys("esc");
        screen.wait_until("the board", |s| between(s) == board);
    }
    // Every list, and one thing of it.
    screen.keys("п д");
    screen.wait_until("the log", |s| rows_with(s, CANARY) > 20);
    let log = screen.look(between);
    screen.keys("down down enter");
    screen.wait_until("an entry", |s| {
        between(s) != log && !s.contents().contains("читаю…")
    });
    screen.keys("f6");
    screen.wait_until("the contacts", |s| rows_with(s, CANARY) > 20);
    screen.keys("ctrl+f C A N A R Y");
    screen.wait_for("→ CANARY");
    screen.wait_until("what was found", |s| rows_with(s, CANARY) > 20);
    // What is pasted is shown where it is typed.
    let pasted: Vec<&str> = payloads.iter().map(|payload| cut(payload, 40)).collect();
    screen.paste(&pasted[..40].concat());
    screen.wait_for("CANARY^[[200~CANARY");
    screen.keys("ctrl+p");
    screen.wait_for("╭ Команды");
    screen.paste(&pasted[40..].concat());
    screen.wait_for("ничего не нашлось");
    screen.keys("f2");
    screen.wait_for("F2 Доска]");
    screen.keys("с");
    screen.wait_for(": заметка");
    let form = screen.look(between);
    screen.paste(&pasted.join("\n"));
    screen.wait_until("the note", |s| between(s) != form);
    screen.keys("ctrl+q");
    screen.wait_for("ещё раз");
    screen.keys("ctrl+q");
    assert_given_back(&mut screen, &settings);
    let written = grammar::read(&screen.raw()).unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!(written.titles, ["ПУЛЬТ", "ПУЛЬТ · Магазин"]);
}

#[test]
fn nor_where_it_is_listed_by_the_command_line() {
    let shop = Shop::new();
    let _server = shop.serve();
    let payloads = payloads();
    fill(&shop, &payloads);
    let socket = shop.socket();
    for words in [
        &["deal", "list", "--limit", "1000"][..],
        &["deal", "show", "1"],
        &["contact", "list", "--limit", "1000"],
        &["log", "--limit", "1000"],
        &["find", CANARY],
    ] {
        let words = [words, &["--socket", &socket]].concat();
        let (mut screen, settings) = shop.run(&words, &[], (120, 40));
        assert_eq!(screen.wait_for_end().status.exit_code(), 0, "{words:?}");
        let raw = screen.raw();
        let written = grammar::read(&raw).unwrap_or_else(|found| panic!("{words:?}: {found:#?}"));
        assert!(
            written.printed.contains(CANARY),
            "{words:?}: {}",
            written.printed
        );
        assert!(!raw.contains(&0x1b), "{words:?}");
        assert_eq!(screen.settings(), settings);
    }
}
