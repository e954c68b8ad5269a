//! How the desk looks: a style for every role a text can have, and the characters of its frames and marks.
//!
//! A theme is a file of words. Only the 16 named colours, the terminal's own two and plain attributes can be said in
//! it. Forbidden here: more colours than that, and meaning that only a colour tells.
use ratatui::style::{Color, Modifier, Style};
use std::fmt;
use toml::de::{DeTable, DeValue};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {
        /// What a piece of text is to the eye.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Role { $($(#[$doc])* $name,)* }

        impl Role {
            pub const ALL: &[Role] = &[$(Role::$name,)*];

            /// The word of a theme file.
            pub fn key(self) -> &'static str {
                match self { $(Role::$name => $key,)* }
            }
        }
    };
}

roles! {
    Text = "text";
    /// Said, but not first.
    Faint = "faint";
    Strong = "strong";
    Accent = "accent";
    Title = "title";
    TitleFocus = "title_focus";
    Border = "border";
    BorderFocus = "border_focus";
    /// What the next key acts on.
    Selected = "selected";
    Marked = "marked";
    Ok = "ok";
    Warn = "warn";
    Alarm = "alarm";
    /// Done on the screen, not yet confirmed by the server.
    Pending = "pending";
    /// Who and when, beside what.
    Note = "note";
    HintKey = "hint_key";
    HintWord = "hint_word";
    /// A value that can be typed into.
    Field = "field";
    FieldFocus = "field_focus";
    /// The letters a search found.
    Match = "match";
    /// The top line.
    Bar = "bar";
}

/// The characters of frames and marks; every one is a single cell wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Upper left, upper right, lower left, lower right.
    pub corners: [&'static str; 4],
    pub horizontal: &'static str,
    pub vertical: &'static str,
    /// Where a horizontal line meets the frame: left, right, top, bottom.
    pub tees: [&'static str; 4],
    pub ellipsis: &'static str,
    /// Before the selected row.
    pub pointer: &'static str,
    pub marked: &'static str,
    pub bullet: &'static str,
    pub arrow: &'static str,
    pub back: &'static str,
    pub warn: &'static str,
    pub check: &'static str,
    pub cross: &'static str,
    pub wait: &'static str,
    pub thumb: &'static str,
    /// Eighths of a cell's height, from the lowest.
    pub heights: [&'static str; 8],
    /// Eighths of a cell's width, from the narrowest.
    pub widths: [&'static str; 8],
}

const ROUNDED: Glyphs = Glyphs {
    corners: ["╭", "╮", "╰", "╯"],
    ..PLAIN
};
const PLAIN: Glyphs = Glyphs {
    corners: ["┌", "┐", "└", "┘"],
    horizontal: "─",
    vertical: "│",
    tees: ["├", "┤", "┬", "┴"],
    ellipsis: "…",
    pointer: "▌",
    marked: "◆",
    bullet: "•",
    arrow: "→",
    back: "←",
    warn: "!",
    check: "✓",
    cross: "×",
    wait: "◌",
    thumb: "┃",
    heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    widths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
};
const ASCII: Glyphs = Glyphs {
    corners: ["+"; 4],
    horizontal: "-",
    vertical: "|",
    tees: ["+"; 4],
    ellipsis: "~",
    pointer: ">",
    marked: "*",
    bullet: "-",
    arrow: ">",
    back: "<",
    warn: "!",
    check: "+",
    cross: "x",
    wait: "?",
    thumb: "#",
    heights: ["_", "_", ".", ".", "-", "=", "=", "#"],
    widths: ["-", "-", "-", "=", "=", "=", "=", "#"],
};

const BORDERS: [(&str, Glyphs); 3] = [("rounded", ROUNDED), ("plain", PLAIN), ("ascii", ASCII)];

const BUILT_IN: [(&str, &str); 5] = [
    ("default", include_str!("../../assets/themes/default.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
    ("ascii", include_str!("../../assets/themes/ascii.toml")),
    (
        "contrast",
        include_str!("../../assets/themes/contrast.toml"),
    ),
];

#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    styles: Vec<Style>,
    pub glyphs: Glyphs,
}

/// What is known of the terminal when a theme is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// `--theme` or the person's own setting.
    pub name: Option<&'a str>,
    /// The variable `NO_COLOR` is set and not empty.
    pub no_color: bool,
    pub term: Option<&'a str>,
    /// The locale is a UTF-8 one.
    pub utf8: bool,
}

/// What is wrong with a theme: one line that names the place and, where there is one, the nearest right word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ThemeError {
    /// From 1; `None` where the name of the theme itself is wrong.
    pub line: Option<usize>,
    pub what: String,
    pub nearest: Option<&'static str>,
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.what)?;
        match self.nearest {
            Some(near) => write!(f, "; did you mean \"{near}\"?"),
            None => Ok(()),
        }
    }
}

impl Theme {
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// One of the themes pult brings.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn named(name: &str) -> Result<Theme, ThemeError> {
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Theme::parse(text),
            None => Err(ThemeError {
                line: None,
                what: format!("there is no theme \"{name}\""),
                nearest: nearest(name, Theme::names()),
            }),
        }
    }

    /// The named theme; without a name the one this terminal can show. `NO_COLOR` wins over a name with colours.
    ///
    /// # Errors
    /// There is no theme of this name.
    pub fn choose(wish: Wish<'_>) -> Result<Theme, ThemeError> {
        let poor = matches!(wish.term, None | Some("" | "dumb" | "unknown"));
        let plain = if poor || !wish.utf8 { "ascii" } else { "mono" };
        match wish.name {
            Some(name) => {
                let theme = Theme::named(name)?;
                if wish.no_color && theme.has_colour() {
                    Theme::named(plain)
                } else {
                    Ok(theme)
                }
            }
            None if poor || !wish.utf8 => Theme::named("ascii"),
            None if wish.no_color => Theme::named("mono"),
            None => Theme::named("default"),
        }
    }

    /// Reads a theme file. What it leaves out is as in the default theme.
    ///
    /// # Errors
    /// The first wrong word, with its line.
    pub fn parse(text: &str) -> Result<Theme, ThemeError> {
        let line_of = |at: usize| Some(text[..at.min(text.len())].matches('\n').count() + 1);
        let wrong = |at: usize, what: String, nearest| ThemeError {
            line: line_of(at),
            what,
            nearest,
        };
        let document = DeTable::parse(text).map_err(|error| ThemeError {
            line: error.span().and_then(|span| line_of(span.start)),
            what: error.message().to_owned(),
            nearest: None,
        })?;
        let mut theme = Theme {
            styles: vec![Style::default(); Role::ALL.len()],
            glyphs: ROUNDED,
        };
        let mut given = [false; Role::ALL.len()];
        for (key, value) in document.get_ref() {
            let at = value.span().start;
            match (&**key.get_ref(), value.get_ref()) {
                ("border", DeValue::String(name)) => {
                    let found = BORDERS.iter().find(|(known, _)| known == name);
                    theme.glyphs = found.map(|(_, glyphs)| *glyphs).ok_or_else(|| {
                        let names = BORDERS.iter().map(|(known, _)| *known);
                        wrong(
                            at,
                            format!("there is no border \"{name}\""),
                            nearest(name, names),
                        )
                    })?;
                }
                ("style", DeValue::Table(styles)) => {
                    for (key, value) in styles {
                        let name = &**key.get_ref();
                        let Some(index) = Role::ALL.iter().position(|r| r.key() == name) else {
                            let keys = Role::ALL.iter().map(|r| r.key());
                            return Err(wrong(
                                key.span().start,
                                format!("there is no style \"{name}\""),
                                nearest(name, keys),
                            ));
                        };
                        let DeValue::String(words) = value.get_ref() else {
                            return Err(wrong(
                                value.span().start,
                                format!("\"{name}\" takes a text of words"),
                                None,
                            ));
                        };
                        theme.styles[index] = style(words)
                            .map_err(|(what, near)| wrong(value.span().start, what, near))?;
                        given[index] = true;
                    }
                }
                ("border" | "style", _) => {
                    let what = format!("\"{}\" takes another kind of value", key.get_ref());
                    return Err(wrong(at, what, None));
                }
                (other, _) => {
                    return Err(wrong(
                        key.span().start,
                        format!("there is no setting \"{other}\""),
                        nearest(other, ["border", "style"].into_iter()),
                    ));
                }
            }
        }
        if given.contains(&false) && text != BUILT_IN[0].1 {
            let default = Theme::parse(BUILT_IN[0].1)?;
            for (index, given) in given.iter().enumerate() {
                if !given {
                    theme.styles[index] = default.styles[index];
                }
            }
        }
        Ok(theme)
    }

    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Only ASCII in our own marks.
    pub fn is_ascii(&self) -> bool {
        self.glyphs.vertical.is_ascii()
    }

    fn has_colour(&self) -> bool {
        let own = |c: Option<Color>| matches!(c, None | Some(Color::Reset));
        !self.styles.iter().all(|s| own(s.fg) && own(s.bg))
    }
}

const COLOURS: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];
const ATTRIBUTES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

fn style(words: &str) -> Result<Style, (String, Option<&'static str>)> {
    let mut style = Style::default();
    let mut background = false;
    let colour = |word: &str| COLOURS.iter().find(|(k, _)| *k == word).map(|(_, c)| *c);
    for word in words.split_whitespace() {
        if background {
            let colours = COLOURS.iter().map(|(known, _)| *known);
            style.bg = Some(colour(word).ok_or_else(|| {
                (
                    format!("there is no colour \"{word}\""),
                    nearest(word, colours),
                )
            })?);
            background = false;
        } else if word == "on" {
            background = true;
        } else if let Some(colour) = colour(word) {
            style.fg = Some(colour);
        } else if let Some((_, attribute)) = ATTRIBUTES.iter().find(|(k, _)| *k == word) {
            style = style.add_modifier(*attribute);
        } else {
            let known = COLOURS.iter().map(|(known, _)| *known);
            let known = known.chain(ATTRIBUTES.iter().map(|(known, _)| *known));
            return Err((
                format!("a style knows no word \"{word}\""),
                nearest(word, known),
            ));
        }
    }
    if background {
        return Err(("a colour is missing after \"on\"".to_owned(), None));
    }
    Ok(style)
}

/// The known word that takes the fewest single-letter changes, if it takes few.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    known
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(far, _)| *far <= most)
        .min_by_key(|(far, _)| *far)
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let swapped = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = swapped.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
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
            "line 1: there is no border \"round\""
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
}
