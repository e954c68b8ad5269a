//! The clipboard of the terminal the person sits at (OSC 52). What is copied may end in a shell, so it carries nothing
//! that acts there by itself: no control characters, no invisible turns of direction, no Enter at the end.

/// The largest text that is sent, in bytes; its base64 is just under the 100 000 that terminals commonly take.
const MOST: usize = 74_994;

/// What became of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    Whole,
    /// Something that does not belong on a clipboard was left out; the person is to be told.
    Cleaned,
    /// Larger than terminals take: nothing was sent.
    TooLong,
}

/// What became of the text and the bytes to write, if any.
pub fn sequence(text: &str) -> (Copied, Vec<u8>) {
    let lines = text.replace("\r\n", "\n");
    let mut clean: String = lines.chars().filter(|&c| allowed(c)).collect();
    let cleaned = clean.len() != lines.len();
    clean.truncate(clean.trim_end_matches('\n').len());
    if clean.len() > MOST {
        return (Copied::TooLong, Vec::new());
    }
    let mut bytes = b"\x1b]52;c;".to_vec();
    base64(clean.as_bytes(), &mut bytes);
    bytes.push(0x07);
    (
        if cleaned {
            Copied::Cleaned
        } else {
            Copied::Whole
        },
        bytes,
    )
}

fn allowed(c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        c => !c.is_control(),
    }
}

fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for i in 0..4 {
            out.push(if i <= three.len() {
                DIGITS[(bits >> (18 - 6 * i) & 63) as usize]
            } else {
                b'='
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str) -> (Copied, String) {
        let (copied, bytes) = sequence(text);
        (copied, String::from_utf8(bytes).expect("ASCII"))
    }

    #[test]
    fn text_goes_out_encoded() {
        for (text, code) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob\nar", "Zm9vYgphcg=="),
            ("Пётр", "0J/RkdGC0YA="),
        ] {
            assert_eq!(
                copied(text),
                (Copied::Whole, format!("\x1b]52;c;{code}\x07")),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_that_acts_by_itself_is_copied() {
        let plain = copied("rm x").1;
        assert_eq!(copied("rm x\n\n"), (Copied::Whole, plain.clone()));
        assert_eq!(copied("rm x\r\n"), (Copied::Whole, plain.clone()));
        for hidden in [
            "rm\x1b x",
            "\u{9b}rm x",
            "rm \u{202e}x",
            "rm x\r",
            "\x07rm x\n",
            "rm x\n\u{2066}",
        ] {
            assert_eq!(
                copied(hidden),
                (Copied::Cleaned, plain.clone()),
                "{hidden:?}"
            );
        }
    }

    #[test]
    fn what_no_terminal_takes_is_not_sent() {
        assert_eq!(copied(&"x".repeat(MOST)).0, Copied::Whole);
        assert_eq!(
            copied(&"x".repeat(MOST + 1)),
            (Copied::TooLong, String::new())
        );
    }
}
