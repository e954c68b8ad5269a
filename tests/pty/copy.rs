//! A copy on the desk: as it was, and nothing in it changes.
use crate::shop::Shop;
use std::fs;

#[test]
fn a_copy_is_looked_at_and_not_changed() {
    let shop = Shop::new();
    let server = shop.serve();
    shop.three_deals();
    let copy = shop.path("then.db");
    let file = copy.to_str().expect("UTF-8");
    shop.pult(&["backup", file, "--socket", &shop.socket()]);
    shop.ask(&["deal", "new", "--item", "Четвёртая ×1=100"]);
    let before = fs::read(&copy).expect("the copy");
    // The shop may be open at the same time.
    let (mut screen, _) = shop.run(&["look", file], &[], (110, 24));
    screen.wait_for("▌Третья");
    screen.wait_for("только смотреть");
    screen.keys("L n u j");
    screen.wait_for("это копия от");
    screen.wait_for("▌Вторая");
    // Nothing opened that could only end in a no.
    assert!(!screen.text().contains("Новая сделка"), "{}", screen.text());
    screen.wait_for("Новый 3");
    assert_eq!(shop.thrown_away(), 1);
    // The server says so itself, whoever asks.
    let place = fs::read_dir(shop.path("tmp")).expect("a directory").next();
    let place = place.expect("the copy's place").expect("an entry").path();
    let socket = place.join("run/pult.sock").display().to_string();
    let said = shop.refused(&["deal", "new", "--title", "Пятая", "--socket", &socket]);
    assert!(said.contains("это копия от"), "{said}");
    screen.keys("q");
    screen.wait_for_end();
    assert_eq!(shop.thrown_away(), 0);
    assert!(
        before == fs::read(&copy).expect("the copy"),
        "the copy changed"
    );
    server.stop();
    shop.assert_closed_clean();
}
