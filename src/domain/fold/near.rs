//! The nearest valid word to a mistyped one.
use super::{fold, swap_layout};

/// Longer words aren't compared: they are no slips of the finger.
const LONGEST: usize = 40;

/// The known word that differs least, where it differs little: swapped, missing, extra or wrong letters, another case,
/// or the other keyboard layout. The first of equals.
pub fn nearest<'a>(value: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let readings: Vec<Vec<char>> = [fold(value), fold(&swap_layout(value))]
        .iter()
        .map(|reading| reading.chars().take(LONGEST + 1).collect())
        .collect();
    let mut best: Option<(usize, &str)> = None;
    for word in known {
        let letters: Vec<char> = fold(word).chars().take(LONGEST + 1).collect();
        for reading in &readings {
            let far = reading.len().max(letters.len());
            let most = (far / 3)
                .max(1)
                .min(best.map_or(usize::MAX, |(least, _)| least));
            if far > LONGEST || reading.len().abs_diff(letters.len()) > most {
                continue;
            }
            let steps = distance(reading, &letters);
            if steps <= most && steps < far && best.is_none_or(|(least, _)| steps < least) {
                best = Some((steps, word));
            }
        }
    }
    best.map(|(_, word)| word)
}

/// Damerau–Levenshtein: letters to put in, take out, replace, or swap with the neighbour.
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["sales", "support", "warehouse", "Продажи", "new", "lost"];
        for (typed, meant) in [
            ("sale", Some("sales")),
            ("slaes", Some("sales")),
            ("SALES", Some("sales")),
            ("supprot", Some("support")),
            ("warehose", Some("warehouse")),
            ("ыфдуы", Some("sales")),
            ("продожи", Some("Продажи")),
            ("nwe", Some("new")),
            ("accounting", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }

    #[test]
    fn a_swap_of_neighbours_is_one_step() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("ab"), &chars("ba")), 1);
        assert_eq!(distance(&chars("kitten"), &chars("sitting")), 3);
        assert_eq!(distance(&chars(""), &chars("abc")), 3);
    }
}
