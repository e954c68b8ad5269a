//! The shop's vocabulary: small tables with one thing a line, read once.
//!
//! They are data of the program, not of a person: a table that can't be read is a mistake of ours and the first use
//! says so. Forbidden here: anything a customer or a user has written.

/// The lines that hold something, cut at their bars.
pub fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('|').collect())
}

/// A whole number of a table.
///
/// # Panics
/// Where the table has something else.
pub fn number<N: std::str::FromStr<Err = std::num::ParseIntError>>(text: &str) -> N {
    match text.parse() {
        Ok(number) => number,
        Err(why) => panic!("a table of the demo shop: {text:?}: {why}"),
    }
}

/// Two numbers with a blank between: the least and the most.
pub fn range(text: &str) -> (i64, i64) {
    let (least, most) = text.split_once(' ').unwrap_or((text, text));
    (number(least), number(most))
}
