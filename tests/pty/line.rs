//! The line to the server, cut and mended under a desk.

use crate::grammar;
use crate::shop::Shop;

#[test]
fn a_server_killed_and_started_again_is_found_again() {
    let shop = Shop::new();
    let server = shop.serve();
    shop.three_deals();
    let (mut screen, _) = shop.desk();
    server.kill();
    screen.wait_for("нет связи");
    screen.wait_for("изменения ждут и уйдут сами");
    // It goes on: what it knows can be read, and what is done is kept for later.
    screen.keys("j");
    screen.wait_for("▌Вторая");
    screen.keys("shift+right");
    screen.wait_for("ждут отправки: 1");
    let _server = shop.serve();
    shop.ask(&["deal", "new", "--item", "Без неё ×1=100"]);
    screen.wait_for("Без неё");
    screen.wait_until("the line is up", |s| !s.contents().contains("нет связи"));
    shop.wait_for_stage(2, "В работе");
    shop.ask(&["deal", "new", "--item", "При ней ×1=100"]);
    screen.wait_for("При ней");
    screen.keys("q");
    assert_eq!(screen.wait_for_end().status.exit_code(), 0);
    grammar::read(&screen.raw()).expect("nothing foreign");
}

#[test]
fn a_server_that_stops_politely_is_found_again_too() {
    let shop = Shop::new();
    let server = shop.serve();
    shop.three_deals();
    let (mut screen, _) = shop.desk();
    server.stop();
    screen.wait_for("нет связи");
    let _server = shop.serve();
    screen.wait_until("the line is up", |s| !s.contents().contains("нет связи"));
    shop.ask(&["deal", "new", "--item", "При ней ×1=100"]);
    screen.wait_for("При ней");
    screen.keys("q");
    assert_eq!(screen.wait_for_end().status.exit_code(), 0);
}

#[test]
fn no_server_where_one_was_named_leaves_the_terminal_alone() {
    let shop = Shop::new();
    let socket = shop.socket();
    let (mut screen, settings) = shop.run(&["desk", "--socket", &socket], &[], (80, 24));
    assert_eq!(screen.wait_for_end().status.exit_code(), 4);
    assert_eq!(screen.settings(), settings);
    assert!(!screen.raw().contains(&0x1b), "{}", screen.text());
    assert!(screen.text().contains("pult: "), "{}", screen.text());
}
