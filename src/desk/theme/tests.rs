use super::glyphs::BORDERS;
use super::*;
use unicode_width::UnicodeWidthStr;

#[test]
fn every_theme_we_bring_says_every_role() {
    for (name, text) in BUILT_IN {
        Theme::parse(text).unwrap_or_else(|why| panic!("{name}: {why}"));
        for role in Role::ALL {
            let said = text
                .lines()
                .any(|l| l.starts_with(&format!("{} =", role.key())));
            assert!(said, "{name} leaves {} out", role.key());
        }
    }
}

#[test]
fn the_mono_and_ascii_themes_have_no_colour() {
    for name in ["mono", "ascii"] {
        assert!(!Theme::named(name).unwrap().has_colour(), "{name}");
    }
    assert!(Theme::named("default").unwrap().has_colour());
}

#[test]
fn what_has_to_stand_out_does_so_without_colour() {
    for name in Theme::names() {
        let theme = Theme::named(name).unwrap();
        for role in [Role::Selected, Role::Alarm] {
            let style = theme.style(role);
            let plain = theme.style(Role::Text);
            let stands_out = !style.add_modifier.is_empty() || style.bg != plain.bg;
            assert!(stands_out, "{name}: {}", role.key());
        }
    }
}

#[test]
fn marks_are_one_cell_wide() {
    for (name, g) in BORDERS {
        let all = [
            g.horizontal,
            g.vertical,
            g.ellipsis,
            g.pointer,
            g.marked,
            g.bullet,
        ];
        let rest = [g.arrow, g.back, g.warn, g.check, g.cross, g.wait, g.thumb];
        let lists = [&g.corners[..], &g.tees, &g.heights, &g.widths];
        for mark in lists.concat().iter().chain(&all).chain(&rest) {
            assert_eq!(mark.width(), 1, "{name}: {mark}");
            assert!(name != "ascii" || mark.is_ascii(), "{mark}");
        }
    }
}

#[test]
fn a_wrong_word_is_named_with_its_line_and_the_nearest() {
    let complaint = |text: &str| Theme::parse(text).unwrap_err().to_string();
    assert_eq!(
        complaint("[style]\ntext = \"bold\"\nselectd = \"reverse\"\n"),
        "line 3: there is no style \"selectd\"; did you mean \"selected\"?"
    );
    assert_eq!(
        complaint("[style]\nwarn = \"yelow bold\""),
        "line 2: a style knows no word \"yelow\"; did you mean \"yellow\"?"
    );
    assert_eq!(
        complaint("[style]\n\nwarn = \"red on gren\""),
        "line 3: there is no colour \"gren\"; did you mean \"green\"?"
    );
    assert_eq!(
        complaint("border = \"round\""),
        "line 1: there is no border \"round\"; did you mean \"rounded\"?"
    );
    assert_eq!(
        complaint("[style]\nwarn = \"on\""),
        "line 2: a colour is missing after \"on\""
    );
    assert!(complaint("[style]\nwarn = ").starts_with("line 2: "));
    assert!(complaint("[style]\nwarn = 3").starts_with("line 2: "));
    assert_eq!(
        Theme::named("monno").unwrap_err().to_string(),
        "there is no theme \"monno\"; did you mean \"mono\"?"
    );
}

#[test]
fn the_terminal_decides_where_nobody_did() {
    let good = Wish {
        term: Some("xterm-256color"),
        utf8: true,
        ..Wish::default()
    };
    let choose = |wish| Theme::choose(wish).unwrap();
    let named = |name| Theme::named(name).unwrap();
    assert_eq!(choose(good), named("default"));
    let no_color = Wish {
        no_color: true,
        ..good
    };
    assert_eq!(choose(no_color), named("mono"));
    let dumb = Wish {
        term: Some("dumb"),
        ..good
    };
    assert_eq!(choose(dumb), named("ascii"));
    for old in ["linux", "vt100", "vt220"] {
        let term = Some(old);
        assert_eq!(choose(Wish { term, ..good }), named("ascii"), "{old}");
        let name = Some("contrast");
        let wished = Wish { term, name, ..good };
        assert_eq!(choose(wished), named("contrast"), "{old}");
    }
    let contrast = Wish {
        name: Some("contrast"),
        ..good
    };
    assert_eq!(choose(contrast), named("contrast"));
    let both = Wish {
        no_color: true,
        ..contrast
    };
    assert_eq!(choose(both), named("mono"));
}
