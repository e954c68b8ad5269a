//! Reading a theme file: words into styles, mistakes with their line and the nearest right word.
use super::glyphs::{BORDERS, ROUNDED};
use super::{BUILT_IN, Role, Theme, ThemeError};
use crate::domain::fold::nearest;
use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

impl Theme {
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
                        nearest(other, ["border", "style"]),
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
