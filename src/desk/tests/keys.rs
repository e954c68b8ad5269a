//! The keyboard: both layouts, sequences, what is refused and why.
use crate::desk::action::Action;
use crate::desk::key::Key;
use crate::desk::keymap::{Context, Flaw, Keymap, Match};
use crate::desk::message::{Effect, Msg, Tie};
use crate::desk::trial::{BORIS, Line, Server, Trial, shop};
use crate::domain::id::DealId;
use crate::text::Lang;

fn three() -> Server {
    let mut server = Server::new(shop());
    for id in 1..=3 {
        server.deal(id, 1, &format!("Клиент {id}"), "товар", 100);
    }
    server
}

/// A whole round at the board with nothing but the Russian layout.
#[test]
fn a_shift_without_switching_the_layout() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    trial.press("о"); // j: down to № 2
    trial.press("Д"); // L: move it right
    assert_eq!(trial.stage(2), 2);
    trial.press("ь с"); // m, «Согласован»
    assert_eq!(trial.stage(2), 3);
    trial.press("Р"); // H: back
    assert_eq!(trial.stage(2), 2);
    trial.press("е к"); // t: waits for the client
    assert!(trial.shows("ждёт клиента"), "{}", trial.screen());
    trial.press("ф б о р и с enter"); // a: to Boris
    assert_eq!(trial.server.deals[&DealId(2)].responsible, Some(BORIS));
    trial.press("а о п о з д enter"); // f: the late ones
    assert!(trial.shows("фильтр: опоздавшие"), "{}", trial.screen());
    trial.press("А"); // F: all again
    assert!(trial.shows("все сделки"));
    trial.press("р д л о"); // h l k j
    trial.press("з"); // p: the other pipeline
    assert!(trial.shows("Поддержка"));
    trial.press("п и"); // g b
    trial.press("ctrl+й"); // Ctrl-Q
    assert!(trial.effects.contains(&Effect::Quit));
}

#[test]
fn hints_show_the_letters_of_the_layout_that_is_on() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    assert!(trial.shows("m ь на стадию"), "{}", trial.screen());
    trial.press("j");
    assert!(trial.shows("m на стадию"), "{}", trial.screen());
    trial.press("л");
    assert!(trial.shows("m ь на стадию"));
}

#[test]
fn a_sequence_shows_how_it_goes_on() {
    let mut trial = Trial::new(Lang::En, (80, 24), three());
    trial.press("g");
    assert!(
        trial.shows("g …") && trial.shows("b board"),
        "{}",
        trial.screen()
    );
    trial.press("esc");
    assert!(!trial.shows("g …"));
    trial.press("g x");
    assert!(trial.shows("g x means nothing"), "{}", trial.screen());
    assert_eq!(trial.sent.len(), 0);
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    for (key, why) in [
        ("H", "левее стадий нет"),
        ("W", "нет запроса на согласование"),
        ("o", "у сделки нет клиента"),
        ("0", "фильтра нет"),
        ("U", "возвращать нечего"),
    ] {
        trial.press(key);
        assert!(trial.shows(why), "{key}: {}", trial.screen());
    }
    let mut empty = Trial::new(Lang::En, (80, 24), Server::new(shop()));
    empty.press("L");
    assert!(empty.shows("no card is selected"), "{}", empty.screen());
}

#[test]
fn escape_and_arrows_split_in_two_do_no_harm() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    let before = trial.screen();
    // A slow line: Esc, then what was the rest of an arrow.
    trial.press("esc [ A esc O P esc [ 1 ; 2 C");
    trial.press("esc esc esc");
    assert!(trial.sent.is_empty());
    assert!(before.contains("№ 3"), "{before}");
}

#[test]
fn quitting_with_unsent_changes_warns_once() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    trial.line = Line::Held;
    trial.press("L q");
    assert!(!trial.effects.contains(&Effect::Quit));
    assert!(
        trial.shows("не отправлено изменений: 1"),
        "{}",
        trial.screen()
    );
    trial.press("q");
    assert!(trial.effects.contains(&Effect::Quit));
}

#[test]
fn a_paste_on_the_board_types_nothing() {
    use crate::desk::{Msg, key::Input};
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    trial.message(Msg::Input(Input::Paste("LLLqu\nDD".to_owned())));
    assert!(trial.sent.is_empty() && !trial.effects.contains(&Effect::Quit));
}

#[test]
fn every_action_is_said_in_both_languages_and_has_one_name() {
    let mut names = std::collections::BTreeSet::new();
    for action in Action::ALL {
        for lang in [Lang::Ru, Lang::En] {
            assert!(!action.words(lang).is_empty() && !action.short(lang).is_empty());
            assert!(
                action.short(lang).chars().count() <= 16,
                "{}",
                action.name()
            );
        }
        assert!(names.insert(action.name()), "{} twice", action.name());
        assert_eq!(Action::named(action.name()), Some(*action));
    }
}

#[test]
fn every_action_has_a_key_somewhere() {
    let keymap = Keymap::default();
    for action in Action::ALL {
        assert!(
            keymap.bindings().iter().any(|b| b.action == *action),
            "{} has no key",
            action.name()
        );
    }
}

#[test]
fn keys_that_terminals_eat_have_a_letter_twin() {
    let keymap = Keymap::default();
    let eaten = |key: &Key| {
        matches!(key.code, crate::desk::key::Code::F(_)) || (key.shift && key.typed().is_none())
    };
    for binding in keymap.bindings() {
        if !binding.keys.iter().any(eaten) || binding.context == Context::Form {
            continue;
        }
        let twin = keymap
            .keys(binding.context, binding.action)
            .any(|keys| !keys.iter().any(eaten));
        assert!(twin, "{:?}", binding);
    }
}

fn flaw(text: &str) -> (usize, Flaw) {
    let error = Keymap::with("my.toml", text).unwrap_err();
    (error.line, error.flaw)
}

#[test]
fn a_users_file_goes_over_the_defaults() {
    let keymap = Keymap::with("my.toml", "[board]\nnew = [\"ctrl+n\", \"ч\"]\n").unwrap();
    let find = |word: &str| keymap.find(Context::Board, &[word.parse().unwrap()]);
    assert_eq!(find("ctrl+n"), Match::Action(Action::New));
    assert_eq!(
        find("x"),
        Match::Action(Action::New),
        "a Russian letter is its place"
    );
    assert_eq!(find("n"), Match::None, "the default is replaced");
    assert_eq!(
        find("L"),
        Match::Action(Action::MoveRight),
        "the rest stays"
    );
}

#[test]
fn mistakes_name_the_line_and_the_nearest_word() {
    let error = Keymap::with("my.toml", "\n[board]\nmove-rigth = [\"L\"]\n").unwrap_err();
    assert_eq!(
        error.words(Lang::En),
        "my.toml:3: no such action: move-rigth; did you mean \"move-right\"?"
    );
    let error = Keymap::with("my.toml", "[bord]\n").unwrap_err();
    assert_eq!(
        error.words(Lang::Ru),
        "my.toml:1: нет такого места: [bord]; может быть, «board»?"
    );
    assert_eq!(
        flaw("[board]\nnew = [\"x\",\n  \"ctlr+x\"]"),
        (3, Flaw::UnknownKey("ctlr+x".to_owned()))
    );
    assert_eq!(flaw("[board]\nnew = \"x\"").1, Flaw::WrongShape);
    assert!(matches!(flaw("[board\n"), (1, Flaw::Syntax(_))));
}

#[test]
fn dangerous_and_ambiguous_keys_are_refused() {
    assert!(matches!(
        flaw("[board]\nnew = [\",\"]").1,
        Flaw::Dangerous { .. }
    ));
    // ю is the key of the dot.
    assert!(matches!(
        flaw("[board]\ntrash = [\"ю\"]").1,
        Flaw::Dangerous { .. }
    ));
    assert!(matches!(
        flaw("[board]\nnew = [\"e\"]").1,
        Flaw::Twice { .. }
    ));
    assert!(matches!(
        flaw("[board]\nnew = [\"m m\"]").1,
        Flaw::Hidden { .. }
    ));
    // Under the Russian layout Shift-7 types ? and Shift-2 types ".
    assert!(matches!(
        flaw("[board]\ncopy = [\"&\"]").1,
        Flaw::Layouts { .. }
    ));
    assert!(matches!(
        flaw("[board]\ncopy = [\"@\"]\nwhy = ['\"']").1,
        Flaw::Layouts { .. }
    ));
    assert!(matches!(
        flaw("[form]\nsubmit = [\"s\"]").1,
        Flaw::Typed { .. }
    ));
}

#[test]
fn letters_match_by_place_and_punctuation_by_character() {
    let keymap = Keymap::default();
    let find = |words: &str| {
        let keys: Vec<Key> = words.split(' ').map(|w| w.parse().unwrap()).collect();
        keymap.find(Context::Board, &keys)
    };
    assert_eq!(find("р"), find("h"));
    assert_eq!(find("Р"), Match::Action(Action::MoveLeft));
    assert_eq!(find("п и"), Match::Action(Action::GoBoard));
    assert_eq!(
        find("g и"),
        Match::Action(Action::GoBoard),
        "switched on the way"
    );
    assert_eq!(find("ctrl+з"), Match::Action(Action::Palette));
    assert_eq!(find("/"), Match::Action(Action::Search));
    assert_eq!(
        find("."),
        Match::Action(Action::Search),
        "the key of / under ЙЦУКЕН"
    );
    assert_eq!(find("№"), Match::None);
    for letter in "hjklnemat".chars() {
        let typed = Key::plain(crate::desk::key::Code::Char(letter));
        assert_eq!(
            keymap.find(Context::Text, &[typed]),
            Match::None,
            "text fields are never shortcuts"
        );
    }
}

/// Whoever stops the process stops everybody who works at the server in it.
#[test]
fn a_desk_with_the_server_inside_is_not_put_aside() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), three());
    trial.press("ctrl+z");
    assert!(trial.effects.contains(&Effect::Suspend));
    for (tie, why) in [
        (Tie::ServerInside, "сервер магазина работает в этом пульте"),
        (Tie::NoShell, "приостановить нельзя"),
    ] {
        trial.message(Msg::Tied(tie));
        trial.effects.clear();
        trial.press("ctrl+z");
        assert!(!trial.effects.contains(&Effect::Suspend));
        assert!(trial.shows(why), "{}", trial.screen());
    }
}
