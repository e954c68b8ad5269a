//! Every word shown to a person, Russian and English side by side.
//!
//! Each file is a noun's or a screen's words, made by [`words!`]: an entry without one of the two languages does not
//! compile, an entry nobody uses is reported by the compiler. Nothing outside this room holds a word for people.
pub(crate) mod action;
pub(crate) mod approval;
pub(crate) mod bench;
pub(crate) mod board;
pub(crate) mod care;
pub(crate) mod cli;
pub(crate) mod contact;
pub(crate) mod deal;
pub(crate) mod demo;
pub(crate) mod desk;
pub(crate) mod domain;
pub(crate) mod export;
pub(crate) mod form;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod log;
pub(crate) mod manual;
pub(crate) mod part;
pub(crate) mod refusal;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod setup;
pub(crate) mod system;
pub(crate) mod time;
pub(crate) mod verb;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    Ru,
    En,
}

impl Lang {
    /// From `--lang` or a locale such as "ru_RU.UTF-8". Russian where nothing is known: the shop is.
    pub fn from_locale(locale: Option<&str>) -> Lang {
        match locale {
            Some(locale) if locale.to_lowercase().starts_with("en") => Lang::En,
            _ => Lang::Ru,
        }
    }
}

/// `name: "по-русски", "in English";` makes `fn name(Lang) -> &'static str`;
/// `name(n: i64): "{n} дней", "{n} days";` makes `fn name(Lang, i64) -> String` by `format!`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $(($($arg:ident: $ty:ty),*))? : $ru:expr, $en:expr;)*) => {
        $($crate::text::words!(@one $(#[$doc])* $name $(($($arg: $ty),*))? $ru, $en);)*
    };
    (@one $(#[$doc:meta])* $name:ident ($($arg:ident: $ty:ty),*) $ru:expr, $en:expr) => {
        $(#[$doc])*
        pub(crate) fn $name(lang: $crate::text::Lang, $($arg: $ty),*) -> String {
            match lang {
                $crate::text::Lang::Ru => format!($ru),
                $crate::text::Lang::En => format!($en),
            }
        }
    };
    (@one $(#[$doc:meta])* $name:ident $ru:expr, $en:expr) => {
        $(#[$doc])*
        pub(crate) const fn $name(lang: $crate::text::Lang) -> &'static str {
            match lang {
                $crate::text::Lang::Ru => $ru,
                $crate::text::Lang::En => $en,
            }
        }
    };
}
pub(crate) use words;

/// The form of a counted noun. Russian: 1 сделка, 2 сделки, 5 сделок. English: `few` and `many` are the plural.
pub(crate) fn plural<'a>(lang: Lang, n: i64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    let n = n.unsigned_abs();
    match lang {
        Lang::En if n == 1 => one,
        Lang::En => many,
        Lang::Ru => match (n % 10, n % 100) {
            (1, rest) if rest != 11 => one,
            (2..=4, rest) if !(12..=14).contains(&rest) => few,
            _ => many,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_counts_in_three_forms() {
        let form = |n| plural(Lang::Ru, n, "сделка", "сделки", "сделок");
        for (n, expected) in [
            (0, "сделок"),
            (1, "сделка"),
            (2, "сделки"),
            (4, "сделки"),
            (5, "сделок"),
            (11, "сделок"),
            (12, "сделок"),
            (14, "сделок"),
            (21, "сделка"),
            (22, "сделки"),
            (111, "сделок"),
            (1001, "сделка"),
        ] {
            assert_eq!(form(n), expected, "{n}");
        }
    }
}
