//! Keys and pastes at the real desk, and what became of them in the shop: a second call of the command line is asked.

use serde_json::Value;

use crate::grammar;
use crate::screen::Screen;
use crate::shop::Shop;

#[test]
fn every_letter_works_by_its_place_in_both_layouts() {
    for [down, up, right, left, undo, contacts, log, quit] in [
        ["j", "k", "L", "H", "u", "g c", "g l", "q"],
        ["о", "л", "Д", "Р", "г", "п с", "п д", "й"],
    ] {
        let shop = Shop::new();
        let _server = shop.serve();
        shop.three_deals();
        let (mut screen, _) = shop.desk();
        for (key, goods) in [(down, "Вторая"), (down, "Первая"), (up, "Вторая")] {
            screen.keys(key);
            screen.wait_for(&format!("▌{goods}"));
        }
        for (key, stage) in [
            (right, "В работе"),
            (left, "Новый"),
            (undo, "В работе"),
            (undo, "Новый"),
        ] {
            screen.keys(key);
            shop.wait_for_stage(2, stage);
        }
        screen.keys(log);
        screen.wait_for("╭ Журнал");
        screen.keys(contacts);
        screen.wait_for("╭ Клиенты");
        // Here letters are looked for; elsewhere they are keys again.
        screen.keys("f2");
        screen.wait_for("F2 Доска]");
        screen.keys(quit);
        assert_eq!(screen.wait_for_end().status.exit_code(), 0);
    }
}

#[test]
fn a_card_moved_by_its_arrow_is_moved_for_everybody() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let before = shop.state();
    let (mut screen, _) = shop.desk();
    let (other, _) = shop.desk();
    screen.keys("shift+right");
    let moved =
        |s: &vt100::Screen| s.contents().contains("│▌Третья") && s.contents().contains("Новый 2");
    screen.wait_until("the card in its new column", moved);
    shop.wait_for_stage(3, "В работе");
    other.wait_for("Новый 2");
    screen.keys("u");
    shop.wait_for_stage(3, "Новый");
    other.wait_for("Новый 3");
    screen.wait_for("Новый 3");
    let after = shop.state();
    assert_eq!(after.journal.len(), before.journal.len() + 2);
}

/// The columns and their cards, without the clock above and the hints below.
fn columns(screen: &vt100::Screen) -> Vec<String> {
    let rows = screen.rows(0, 80).skip(2).take(21);
    rows.map(|row| row.trim_end().to_owned()).collect()
}

/// All that was typed before has been taken: a panel has come and gone since.
fn taken(screen: &mut Screen) {
    screen.keys("f1");
    screen.wait_for("╭ Клавиши");
    screen.keys("esc");
    screen.wait_for("╭─ Новый");
}

/// What the journal has when all that was typed before has come of it: changes travel one after another, and the last
/// are ours, a step of the card that is selected and the way back. They are not in what is returned.
fn settled(shop: &Shop, screen: &mut Screen) -> Vec<Value> {
    screen.keys("shift+right");
    shop.wait_for_stage(3, "В работе");
    screen.keys("u");
    shop.wait_for_stage(3, "Новый");
    // What it says of that would lie on the board for a while.
    screen.wait_for("отменено");
    screen.keys("esc");
    screen.wait_until("the board alone", |s| !s.contents().contains("отменено"));
    let mut journal = shop.state().journal;
    for entry in journal.drain(..2) {
        assert_eq!(entry["fact"]["deal_changed"]["deal"], 3, "{entry}");
    }
    journal
}

/// Two hundred lines of which every letter means something on the board: move, trash, new, undo, assign, take in hand.
fn lines() -> String {
    let line = ["LDn", "ДВт", "uGHx", "m1a", "Ctrl", "q", "U", "фте"];
    (0..200)
        .map(|n| format!("{}\n", line[n % line.len()]))
        .collect()
}

#[test]
fn two_hundred_lines_pasted_on_the_board_change_nothing() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let (mut screen, _) = shop.desk();
    let shown = screen.look(columns);
    for marked in [true, false] {
        let before = shop.state();
        if marked {
            screen.paste(&lines());
        } else {
            screen.send(lines().replace('\n', "\r").as_bytes());
        }
        taken(&mut screen);
        screen.wait_until("the board as it was", |s| columns(s) == shown);
        assert_eq!(shop.state(), before);
        assert_eq!(settled(&shop, &mut screen), before.journal);
    }
    screen.keys("q");
    assert_eq!(screen.wait_for_end().status.exit_code(), 0);
    grammar::read(&screen.raw()).expect("nothing foreign");
}

#[test]
fn a_paste_that_ends_itself_does_not_get_at_the_keys() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let before = shop.state();
    let (mut screen, _) = shop.desk();
    let shown = screen.look(columns);
    for inside in [
        "\x1b[201~L",
        "\x1b[201~LDn",
        "\x1b[201~\x1b[1;2C",
        "\x1b[201~\x1b[3~\r",
        "\x1b[201~q",
        "\x1b[201~\x03",
        "\x1b[201~\x1b[201~L",
        "\x1b[201~L\x1b[200~",
        "\x1b[201~L\x1b[200~\x1b[201~L",
    ] {
        screen.paste(&format!("строка\n{inside}"));
        taken(&mut screen);
        screen.wait_until(inside, |s| columns(s) == shown);
    }
    assert_eq!(shop.state(), before);
    assert_eq!(settled(&shop, &mut screen), before.journal);
}
