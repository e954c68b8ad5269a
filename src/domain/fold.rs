//! Folding: one spelling for everything that should be found or matched alike.
//!
//! The same function fills the search column and reads the query; whoever stores or compares text by any other rule
//! makes it unfindable. Forbidden here: showing folded text to a person.

mod likeness;
mod near;
mod script;

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use script::is_latin;

pub use likeness::similar_name;
pub use near::nearest;
pub use script::{swap_layout, translit};

/// A search is a line, not a book: what is typed behind this many characters is not looked for.
const LONGEST_QUERY: usize = 200;
const MOST_WORDS: usize = 16;

/// Lowercase, ё as е, accents and invisible characters dropped, quotes stripped, every dash a hyphen, every run of
/// blanks one space, none at the ends. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Full-width forms come from copied Chinese catalogues.
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        };
        for c in c.to_lowercase() {
            fold_one(c, &mut out);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn fold_one(c: char, out: &mut String) {
    use GeneralCategory as G;
    if c.is_whitespace() {
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        return;
    }
    if c.is_ascii_alphanumeric() {
        return out.push(c);
    }
    match c {
        'ё' => out.push('е'),
        'а'..='я' => out.push(c),
        // Files from a Mac spell й as и and a breve.
        '\u{306}' => match out.pop() {
            Some('и') => out.push('й'),
            Some('у') => out.push('ў'),
            last => out.extend(last),
        },
        '\u{308}' if out.ends_with('і') => {
            out.pop();
            out.push('ї');
        }
        '"' | '\'' | '`' | '´' | '′' | '″' | '„' | '‚' | '〝' | '〞' | 'ʼ' | 'ʹ' => {}
        '−' => out.push('-'),
        'ς' => out.push('σ'),
        'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
        'ç' | 'ć' | 'č' => out.push('c'),
        'ď' | 'đ' => out.push('d'),
        'è'..='ë' | 'ē' | 'ę' | 'ě' => out.push('e'),
        'ğ' => out.push('g'),
        'ì'..='ï' | 'ī' | 'ı' => out.push('i'),
        'ł' => out.push('l'),
        'ñ' | 'ń' | 'ň' => out.push('n'),
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
        'ř' => out.push('r'),
        'ś' | 'š' | 'ş' => out.push('s'),
        'ť' => out.push('t'),
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
        'ý' | 'ÿ' => out.push('y'),
        'ź' | 'ż' | 'ž' => out.push('z'),
        _ => match c.general_category() {
            G::NonspacingMark | G::EnclosingMark | G::Format | G::Control => {}
            G::InitialPunctuation | G::FinalPunctuation => {}
            G::DashPunctuation => out.push('-'),
            _ => out.push(c),
        },
    }
}

/// The words of a folded text: runs of letters and digits, so that «ГАЗ-3302» and «газ 3302» are the same two.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// A line of the search box, read every way it may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Query {
    /// At most four readings, most likely first; all folded words of one reading must be found together.
    pub variants: Vec<Vec<String>>,
    /// The longest run of three or more digits, for phones, orders and tracks; a phone without its 8, 7 or +7.
    pub digits: Option<String>,
}

impl Query {
    pub fn new(text: &str) -> Query {
        let typed: String = text.trim().chars().take(LONGEST_QUERY).collect();
        // Both before folding: it strips the punctuation that stands for б, ю, ж, э, х, ъ and the soft sign.
        let swapped = reading(&swap_layout(&typed));
        let mut variants = vec![reading(&typed), swapped.clone()];
        // A slip on the space bar inside a word in the wrong layout: "ufpt km".
        if typed.contains(is_latin) && swapped.iter().any(|word| word.chars().count() <= 2) {
            variants.push(vec![swapped.concat()]);
        }
        variants.push(reading(&translit(&typed)));
        let mut seen = HashSet::new();
        variants.retain(|words| {
            !words.is_empty() && words.iter().any(|w| !w.is_empty()) && seen.insert(words.clone())
        });
        Query {
            variants,
            digits: digits(&fold(&typed)),
        }
    }

    /// Nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.variants.is_empty()
    }
}

fn reading(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut seen = HashSet::new();
    words(&folded)
        .filter(|word| seen.insert(*word))
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}

fn digits(folded: &str) -> Option<String> {
    let only = |run: &str| -> String { run.chars().filter(char::is_ascii_digit).collect() };
    let bare = !folded.contains(char::is_alphabetic);
    let mut longest = String::new();
    for run in folded.split(char::is_alphabetic) {
        let whole = only(run);
        // "8 913 555 12 34" is one number, "3302 2 шт" is two.
        if bare || matches!(whole.len(), 10 | 11) {
            longest = longer(longest, whole);
        } else {
            longest = run.split(' ').map(only).fold(longest, longer);
        }
    }
    match longest.len() {
        ..=2 => None,
        11 if longest.starts_with(['7', '8']) => Some(longest[1..].to_owned()),
        _ => Some(longest),
    }
}

/// Of equal ones the first.
fn longer(best: String, other: String) -> String {
    if other.len() > best.len() {
        other
    } else {
        best
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_what_should_be_found_alike() {
        for (text, folded) in [
            ("НАСОС", "насос"),
            ("Ёлочка", "елочка"),
            ("«Ромашка»", "ромашка"),
            ("ООО \"Вектор\"", "ооо вектор"),
            ("Д’Артаньян", "дартаньян"),
            ("ГАЗ—3302", "газ-3302"),
            ("ГАЗ‑3302", "газ-3302"),
            ("8\u{a0}400\u{202f}₽", "8 400 ₽"),
            ("  Рычаг \t\n ГАЗ  ", "рычаг газ"),
            ("Йод", "йод"),
            ("Е\u{308}ж", "еж"),
            ("Караваи\u{306}", "каравай"),
            ("ударе\u{301}ние", "ударение"),
            ("CITROËN Škoda", "citroen skoda"),
            ("ＢＯＳＣＨ　１２", "bosch 12"),
            ("поршне\u{ad}вой\u{200b}", "поршневой"),
            ("İSTANBUL", "istanbul"),
            ("ΟΔΟΣ", "οδοσ"),
            ("", ""),
            (" « » ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn parts_words_at_everything_else() {
        let folded = fold("Рычаг ГАЗ-3302 (лев.), №12/Б");
        let all: Vec<&str> = words(&folded).collect();
        assert_eq!(all, ["рычаг", "газ", "3302", "лев", "12", "б"]);
    }

    fn variants(text: &str) -> Vec<String> {
        let query = Query::new(text);
        query.variants.iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn reads_a_query_every_way() {
        assert_eq!(variants("ufptkm"), ["ufptkm", "газель", "уфпткм"]);
        assert_eq!(variants("ufpt km")[..3], ["ufpt km", "газе ль", "газель"]);
        assert_eq!(variants("Газель"), ["газель", "ufptkm", "gazel"]);
        assert_eq!(variants("gazel 3302")[2], "газел 3302");
        assert_eq!(variants("3302"), ["3302"]);
        assert_eq!(variants("!!!"), Vec::<String>::new());
        assert!(Query::new("").is_empty());
    }

    #[test]
    fn takes_digits_out_of_a_query() {
        for (text, found) in [
            ("+7 (913) 555-12-34", Some("9135551234")),
            ("8 913 555 12 34", Some("9135551234")),
            ("79135551234", Some("9135551234")),
            ("9135551234", Some("9135551234")),
            ("1234", Some("1234")),
            ("№ 1042", Some("1042")),
            ("рычаг 3302 2 шт", Some("3302")),
            ("555-12-34", Some("5551234")),
            ("Иван 555-12-34", Some("5551234")),
            ("3302 22", Some("330222")),
            ("Иван 8 913 555 12 34", Some("9135551234")),
            ("RA123456789RU", Some("123456789")),
            ("10054400000", Some("10054400000")),
            ("12", None),
            ("рычаг", None),
        ] {
            assert_eq!(Query::new(text).digits.as_deref(), found, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn folding_is_stable(text in any::<String>(), near in "[А-Яа-яЁё«»„“”'‘’\u{300}-\u{30f}\u{ff00}-\u{ff60}À-ž —–-]{0,30}") {
            for text in [text, near] {
                let once = fold(&text);
                prop_assert_eq!(&fold(&once), &once);
                prop_assert!(!once.contains("  ") && once.trim() == once);
                prop_assert!(!once.contains(['ё', '«', '»', '"', '\'']));
            }
        }

        #[test]
        fn case_never_matters(text in "[А-Яа-яЁёA-Za-z0-9 «»-]{0,30}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }

        #[test]
        fn a_query_is_small_and_folded(text in any::<String>(), near in "[a-zа-яё,.;' 0-9+-]{0,300}") {
            for text in [text, near] {
                let query = Query::new(&text);
                prop_assert!(query.variants.len() <= 4);
                for word in query.variants.iter().flatten() {
                    prop_assert_eq!(&fold(word), word);
                    prop_assert!(!word.is_empty());
                }
                prop_assert!(query.digits.is_none_or(|d| d.len() >= 3));
            }
        }

    }
}
