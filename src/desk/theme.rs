//! How the desk looks: a style for every role a text can have, and the characters of its frames and marks.
//!
//! A theme is a file of words. Only the 16 named colours, the terminal's own two and plain attributes can be said in
//! it. Forbidden here: more colours than that, and meaning that only a colour tells.
mod glyphs;
mod read;

use crate::domain::fold::nearest;
pub use glyphs::Glyphs;
use ratatui::style::{Color, Style};
use std::fmt;

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
        let poor = wish.term.is_none_or(|term| {
            // A console's own font and the old terminals have no frames to draw with.
            matches!(term, "" | "dumb" | "unknown" | "linux" | "ansi") || term.starts_with("vt")
        });
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

#[cfg(test)]
mod tests;
