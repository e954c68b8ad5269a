//! Names that are the same but for typing slips.

use super::near::distance;
use super::{fold, words};

/// More words than a name has.
const MOST_WORDS: usize = 16;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
        #[test]
        fn one_slip_in_a_long_name_is_forgiven(name in "[а-я]{6,12}", at in 0usize..6, other in "[а-я]") {
            let mut letters: Vec<char> = name.chars().collect();
            letters[at] = other.chars().next().expect("a letter");
            let slipped: String = letters.into_iter().collect();
            prop_assert!(similar_name(&name, &slipped));
        }
    }
}
