//! The same words under the other keyboard layout and in the other alphabet.

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

pub(super) fn is_latin(c: char) -> bool {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        #[test]
        fn swapping_twice_gives_the_word_back(word in "[a-z]{1,20}") {
            prop_assert_eq!(swap_layout(&swap_layout(&word)), word);
        }
    }
}
