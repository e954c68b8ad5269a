//! A strict reader of everything a program wrote to its terminal: the words `pult::terminal` has, and not one more.
//!
//! Written from the terminal's side, without a look into the code that writes: a sequence that is not named here is a
//! find, whether it came out of a customer's name or out of a slip of ours.

use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};

/// What was written, taken apart.
#[derive(Debug, Default)]
pub struct Written {
    /// The printed characters, without anything that moves or colours.
    pub printed: String,
    pub titles: Vec<String>,
    pub copied: usize,
    /// Every parameter of every `CSI … m`.
    pub looks: Vec<u8>,
}

impl Written {
    /// A colour other than the terminal's own two was asked for.
    pub fn has_colour(&self) -> bool {
        let coloured = |n: &u8| matches!(n, 30..=38 | 40..=48 | 90..=97 | 100..=107);
        self.looks.iter().any(coloured)
    }
}

/// Modes that may be set and lifted, and those that may only be lifted to be sure.
const MODES: [&str; 4] = ["25", "1049", "2004", "2026"];
const LIFTED: [&str; 3] = ["1002", "1004", "1006"];

/// Takes the raw bytes apart; every word that is not ours is an error of its own, with what stands before it.
pub fn read(raw: &[u8]) -> Result<Written, Vec<String>> {
    let mut written = Written::default();
    let mut foreign = Vec::new();
    let text = std::str::from_utf8(raw).map_err(|error| vec![error.to_string()])?;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, known) = match first {
            '\x1b' => sequence(rest, &mut written),
            // Moves within a frame, and the bell.
            '\r' | '\n' | '\x08' | '\x07' => (1, true),
            c => {
                written.printed.push(c);
                (c.len_utf8(), may_be_printed(c))
            }
        };
        if !known {
            let at = text.len() - rest.len();
            let before = text[..at].chars().rev().take(30).collect::<Vec<_>>();
            let before: String = before.into_iter().rev().collect();
            foreign.push(format!("{:?} after {before:?}", &rest[..length]));
        }
        rest = &rest[length..];
    }
    foreign.extend(badly_joined(&written.printed));
    if foreign.is_empty() {
        Ok(written)
    } else {
        Err(foreign)
    }
}

/// The length of the sequence at the start of the text, and whether it is one of ours.
fn sequence(text: &str, written: &mut Written) -> (usize, bool) {
    let body = &text[1..];
    match body.as_bytes().first() {
        // The end of whatever was cut short, in the farewell.
        Some(b'\\') => (2, true),
        Some(b'[') => {
            let body = &body[1..];
            let parameters = body
                .find(|c: char| !(' '..='?').contains(&c))
                .unwrap_or(body.len());
            let last = body[parameters..].chars().next().unwrap_or('\0');
            let length = 2 + parameters + last.len_utf8();
            let known = control(&body[..parameters], last, &mut written.looks);
            (length.min(text.len()), known)
        }
        Some(b']') => {
            let end = body.find(|c: char| c.is_control()).unwrap_or(body.len());
            let whole = body[end..].starts_with('\x07');
            let known = match body[1..end].split_once(';') {
                Some(("2", title)) => {
                    written.titles.push(title.to_owned());
                    title.chars().all(may_be_printed)
                }
                Some(("52", data)) => {
                    written.copied += 1;
                    let code = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
                    data.strip_prefix("c;").is_some_and(|d| d.chars().all(code))
                }
                _ => false,
            };
            (1 + end + usize::from(whole), whole && known)
        }
        _ => (1, false),
    }
}

fn control(parameters: &str, last: char, looks: &mut Vec<u8>) -> bool {
    let number = |text: &str| {
        // No leading zeros, and nothing a screen has not.
        let digits = !text.starts_with('0') && text.chars().all(|c| c.is_ascii_digit());
        digits && text.len() <= 4
    };
    match last {
        'm' => {
            let before = looks.len();
            // An empty one is the reset.
            let given = parameters.split(';').filter(|n| !n.is_empty());
            looks.extend(given.clone().filter_map(|n| n.parse::<u8>().ok()));
            looks.len() - before == given.count()
                && looks[before..].iter().all(|n| {
                    matches!(n, 1..=9 | 22..=25 | 27..=29 | 30..=37 | 39..=47 | 49 | 90..=97 | 100..=107)
                })
        }
        'H' => match parameters.split_once(';') {
            Some((row, column)) => number(row) && number(column),
            None => number(parameters),
        },
        'A' | 'B' | 'C' | 'D' | 'G' | 'X' => number(parameters),
        'K' => parameters.is_empty(),
        'J' => parameters == "2",
        't' => matches!(parameters, "22;2" | "23;2"),
        'h' => parameters
            .strip_prefix('?')
            .is_some_and(|m| MODES.contains(&m)),
        'l' => parameters
            .strip_prefix('?')
            .is_some_and(|m| MODES.contains(&m) || LIFTED.contains(&m)),
        _ => false,
    }
}

/// Nothing a terminal would obey, nothing that turns the line around, nothing that cannot be seen.
fn may_be_printed(c: char) -> bool {
    use GeneralCategory as G;
    match c {
        // The two that hold emoji together are looked at in their places.
        '\u{200d}' | '\u{fe0f}' => true,
        '\u{fe00}'..='\u{fe0e}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180f}' => false,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}' => {
            false
        }
        c => !matches!(
            c.general_category(),
            G::Control
                | G::Format
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::PrivateUse
                | G::Unassigned
                | G::Surrogate
        ),
    }
}

/// Joiners and styles that stand in no emoji, and towers of marks.
fn badly_joined(printed: &str) -> Vec<String> {
    let chars: Vec<char> = printed.chars().collect();
    let is_mark = |c: char| {
        use GeneralCategory as G;
        let category = c.general_category();
        !matches!(c, '\u{fe0f}')
            && matches!(
                category,
                G::NonspacingMark | G::SpacingMark | G::EnclosingMark
            )
    };
    let emoji = |c: char| c.is_emoji_char() || c == '\u{fe0f}';
    let mut bad = Vec::new();
    let mut marks = 0;
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map_or(' ', |before| chars[before]);
        let after = chars.get(at + 1).copied().unwrap_or(' ');
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let wrong = match c {
            '\u{200d}' => !emoji(before) || before.is_ascii() || !emoji(after) || after.is_ascii(),
            '\u{fe0f}' => !emoji(before) || before.is_ascii() && after != '\u{20e3}',
            _ => marks > 5,
        };
        if wrong {
            let around = &chars[at.saturating_sub(5)..(at + 5).min(chars.len())];
            bad.push(format!(
                "{c:?} amid {:?}",
                around.iter().collect::<String>()
            ));
        }
    }
    bad
}

#[test]
fn what_is_ours_is_read() {
    let ours = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[22;2t\x1b]2;ПУЛЬТ\x07\x1b[?2026h\x1b[m\x1b[H\x1b[2J\x1b[3;10H\
        \x1b[;31;1mа\r\n\x08\x1b[4X\x1b[K\x1b[5A\x1b[12G\x1b[?2026l\x07\x1b]52;c;QQ==\x07\x1b[23;2t\x1b\\\x1b[?1006l";
    let written = read(ours.as_bytes()).expect("nothing foreign");
    assert_eq!((written.printed.as_str(), written.copied), ("а", 1));
    assert_eq!(written.titles, ["ПУЛЬТ"]);
    assert!(written.has_colour());
    assert!(
        !read(b"\x1b[1;7m\x1b[22m\x1b[39;49m")
            .expect("ours")
            .has_colour()
    );
    for emoji in ["👨\u{200d}👩", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "e\u{301}"] {
        read(emoji.as_bytes()).expect("nothing foreign");
    }
}

#[test]
fn what_is_not_ours_is_found() {
    for foreign in [
        "\x1b",
        "\x1bc",
        "\x1b7",
        "\x1b(0",
        "\x1b[",
        "\x1b[31",
        "\x1b[6n",
        "\x1b[c",
        "\x1b[3J",
        "\x1b[1K",
        "\x1b[?1002h",
        "\x1b[?1003h",
        "\x1b[?25;5h",
        "\x1b[>4;2m",
        "\x1b[>1u",
        "\x1b[4h",
        "\x1b[38;5;1m",
        "\x1b[21t",
        "\x1b[8;1;1t",
        "\x1b[1;1;1H",
        "\x1b[99999H",
        "\x1b[200~",
        "\x1b]0;x\x07",
        "\x1b]2;x\x1b\\",
        "\x1b]2;x",
        "\x1b]2;a\u{202e}b\x07",
        "\x1b]52;c;?\x07",
        "\x1b]52;p;QQ==\x07",
        "\x1b]8;;x\x07",
        "\x1bPq\x1b\\",
        "\x1b_G\x1b\\",
        "\u{9b}31m",
        "\u{85}",
        "\0",
        "\x7f",
        "\t",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\u{61c}",
        "\u{200b}",
        "\u{feff}",
        "\u{ad}",
        "\u{2028}",
        "\u{e0041}",
        "\u{e0100}",
        "\u{e000}",
        "a\u{200d}b",
        "a\u{fe0f}",
        "\u{fff9}",
        "\u{115f}",
        "Z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    ] {
        assert!(read(foreign.as_bytes()).is_err(), "{foreign:?}");
    }
    assert!(read(b"\x9b31m").is_err());
}
