//! Folding: one spelling for everything that should be found or matched alike.
//!
//! The same function fills the search column and reads the query; whoever stores or compares text by any other rule
//! makes it unfindable. Forbidden here: showing folded text to a person.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

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

const LATIN_KEYS: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?";
const RUSSIAN_KEYS: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,";

/// What the same keys give in the other layout: `ufptkm` → `газель`, `шзрщту` → `iphone`.
///
/// A text with Latin letters is read as Russian typed in the Latin layout, word by word, so that Russian words in it
/// stay; a text without them the other way round.
pub fn swap_layout(text: &str) -> String {
    turn(
        text,
        |word| map_keys(word, LATIN_KEYS, RUSSIAN_KEYS),
        |word| map_keys(word, RUSSIAN_KEYS, LATIN_KEYS),
    )
}

fn map_keys(word: &str, from: &str, to: &str) -> String {
    let key = |c: char| from.chars().position(|key| key == c);
    word.chars()
        .map(|c| key(c).and_then(|at| to.chars().nth(at)).unwrap_or(c))
        .collect()
}

/// The most likely spelling in the other alphabet: `gazel` → `газел`, `газель` → `gazel`. The case is lost.
///
/// The soft sign cannot be guessed; a search for a part of a word still finds `газель` by `газел`.
pub fn translit(text: &str) -> String {
    turn(&text.to_lowercase(), to_cyrillic, to_latin)
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
}

fn turn(text: &str, latin: impl Fn(&str) -> String, russian: impl Fn(&str) -> String) -> String {
    let foreign = text.contains(is_latin);
    let turned = text.split(' ').map(|word| {
        if word.contains(is_latin) {
            latin(word)
        } else if !foreign && word.contains(char::is_alphabetic) {
            russian(word)
        } else {
            word.to_owned()
        }
    });
    turned.collect::<Vec<_>>().join(" ")
}

/// Longest first.
const TO_CYRILLIC: [(&str, &str); 46] = [
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("ck", "к"),
    ("ph", "ф"),
    ("yo", "е"),
    ("jo", "е"),
    ("ye", "е"),
    ("je", "е"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ja", "я"),
    ("ay", "ай"),
    ("ey", "ей"),
    ("iy", "ий"),
    ("oy", "ой"),
    ("uy", "уй"),
    ("yy", "ый"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("w", "в"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("c", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
    ("h", "х"),
];

fn to_cyrillic(word: &str) -> String {
    let mut out = String::with_capacity(word.len() * 2);
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        // "ya" is a vowel of its own, so "aya" is ая and not айа.
        let vowel_ahead = rest
            .get(1..)
            .is_some_and(|tail| ["ya", "yu", "yo", "ye"].iter().any(|y| tail.starts_with(y)));
        let known = TO_CYRILLIC
            .iter()
            .find(|(latin, _)| rest.starts_with(latin) && !(vowel_ahead && latin.len() == 2));
        let (latin, cyrillic) = match (known, c) {
            (Some(pair), _) => *pair,
            (None, 'y') => ("y", "ы"),
            (None, 'x') => ("x", "кс"),
            (None, 'q') => ("q", "к"),
            (None, '\'' | '’') => (&rest[..c.len_utf8()], "ь"),
            (None, _) => (&rest[..c.len_utf8()], &rest[..c.len_utf8()]),
        };
        out.push_str(cyrillic);
        rest = &rest[latin.len()..];
    }
    out
}

fn to_latin(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        out.push_str(match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' | 'ё' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' => "i",
            'й' | 'ы' => "y",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ъ' | 'ь' => "",
            'ю' => "yu",
            'я' => "ya",
            other => {
                out.push(other);
                continue;
            }
        });
    }
    out
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

/// Whether two names are the same but for typing slips: one in a word of up to five letters, two in a longer one,
/// none in initials and numbers; the order of words is free, their count is not.
pub fn similar_name(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let a: Vec<&str> = words(&a).collect();
    let b: Vec<&str> = words(&b).collect();
    if a.is_empty() || a.len() != b.len() || a.len() > MOST_WORDS {
        return false;
    }
    // Every word of `a` needs its own partner in `b`; a taken partner is freed if its word can take another.
    let mut partner: Vec<Option<usize>> = vec![None; b.len()];
    (0..a.len()).all(|word| find_partner(word, &a, &b, &mut partner, &mut vec![false; b.len()]))
}

fn find_partner(
    word: usize,
    a: &[&str],
    b: &[&str],
    partner: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for other in 0..b.len() {
        if !tried[other] && similar_word(a[word], b[other]) {
            tried[other] = true;
            let free = match partner[other] {
                None => true,
                Some(taken) => find_partner(taken, a, b, partner, tried),
            };
            if free {
                partner[other] = Some(word);
                return true;
            }
        }
    }
    false
}

fn similar_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let numeric = |word: &str| word.contains(char::is_numeric);
    if numeric(a) || numeric(b) {
        return false;
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let slips = match a.len().max(b.len()) {
        ..=2 => return false,
        3..=5 => 1,
        _ => 2,
    };
    // Long words are not names; the table below would grow with their square.
    a.len().max(b.len()) <= 64 && a.len().abs_diff(b.len()) <= slips && distance(&a, &b) <= slips
}

/// Damerau–Levenshtein, neighbours swapped once count as one slip.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
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

    #[test]
    fn swaps_the_layout_both_ways() {
        for (typed, meant) in [
            ("ufptkm", "газель"),
            ("Ufptkm 3302", "Газель 3302"),
            ("rjhj,rf gthtlfx", "коробка передач"),
            ("'ktrnhjl", "электрод"),
            ("`krf", "ёлка"),
            ("шзрщту", "iphone"),
            ("Ищыср", "Bosch"),
            ("рычаг kfns", "рычаг латы"),
            ("3302", "3302"),
        ] {
            assert_eq!(swap_layout(typed), meant, "{typed:?}");
        }
    }

    #[test]
    fn turns_alphabets() {
        for (text, other) in [
            ("gazel", "газел"),
            ("gazel'", "газель"),
            ("podshipnik", "подшипник"),
            ("Shchetka", "щетка"),
            ("novaya gayka", "новая гайка"),
            ("krasnyy", "красный"),
            ("ryzhiy", "рыжий"),
            ("газель", "gazel"),
            ("щётка", "shchetka"),
            ("Юрий", "yuriy"),
            ("рычаг bosch", "рычаг бощ"),
        ] {
            assert_eq!(translit(text), other, "{text:?}");
        }
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
            ("RA123456789RU", Some("123456789")),
            ("10054400000", Some("10054400000")),
            ("12", None),
            ("рычаг", None),
        ] {
            assert_eq!(Query::new(text).digits.as_deref(), found, "{text:?}");
        }
    }

    #[test]
    fn forgives_slips_in_names() {
        for (a, b) in [
            ("Пётр Иванов", "ИВАНОВ Петр"),
            ("Иванов", "Иванво"),
            ("Сидоров Алексей", "Алексей Седоров"),
            ("Екатерина", "Катерина"),
            ("Оля", "Юля"),
            ("ООО «Вектор»", "ООО Вектор"),
            ("Анна Аня", "Аня Анна"),
        ] {
            assert!(similar_name(a, b), "{a} / {b}");
            assert!(similar_name(b, a), "{b} / {a}");
        }
        for (a, b) in [
            ("Пётр Иванов", "Пётр Смирнов"),
            ("Пётр Иванов", "Пётр"),
            ("И. Петров", "С. Петров"),
            ("Склад 12", "Склад 13"),
            ("Анна Анна", "Анна Пётр"),
            ("Олег", "Ольга"),
            ("", ""),
        ] {
            assert!(!similar_name(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn measures_slips() {
        let far = |a: &str, b: &str| {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            distance(&chars(a), &chars(b))
        };
        assert_eq!(far("иванов", "иванов"), 0);
        assert_eq!(far("иванов", "ивнаов"), 1);
        assert_eq!(far("иванов", "ванов"), 1);
        assert_eq!(far("", "ван"), 3);
        assert_eq!(far("кит", "кот"), 1);
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
        fn swapping_twice_gives_the_word_back(word in "[a-z]{1,20}") {
            prop_assert_eq!(swap_layout(&swap_layout(&word)), word);
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

        #[test]
        fn one_slip_in_a_long_name_is_forgiven(name in "[а-я]{6,12}", at in 0usize..6, other in "[а-я]") {
            let mut letters: Vec<char> = name.chars().collect();
            letters[at] = other.chars().next().expect("a letter");
            let slipped: String = letters.into_iter().collect();
            prop_assert!(similar_name(&name, &slipped));
        }
    }
}
