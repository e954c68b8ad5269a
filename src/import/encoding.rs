//! Which bytes mean which letters: the encoding is told by content, then decoded as a stream.
//!
//! Nothing here knows about cells or rows.

use std::io::{self, Read};
use std::str::from_utf8;

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

const CHUNK: usize = 64 * 1024;

/// The encodings shops really send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1251,
}

impl Encoding {
    /// By the name people know it under: "cp1251", "utf-8".
    pub fn named(name: &str) -> Option<Self> {
        let bare: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match bare.as_str() {
            "utf8" => Some(Self::Utf8),
            "utf16" | "utf16le" | "unicode" => Some(Self::Utf16Le),
            "utf16be" => Some(Self::Utf16Be),
            "windows1251" | "cp1251" | "win1251" | "1251" | "ansi" => Some(Self::Windows1251),
            _ => None,
        }
    }
}

/// What one pass over the whole file told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    pub encoding: Encoding,
    /// Bytes of the byte order mark to leave out.
    pub mark: usize,
    /// The first line (from 1) with bytes that are not valid in `encoding`; they are read as U+FFFD.
    pub first_bad_line: Option<u64>,
    /// The first line (from 1) with a zero byte: no text has any, a picture, an archive or a program has.
    pub first_zero_line: Option<u64>,
    /// Nothing but white space.
    pub blank: bool,
}

/// Reads `source` to its end in constant memory and decides its encoding.
///
/// Windows-1251 accepts every byte, so it is the answer only when UTF-8 is clearly wrong: more broken than whole
/// multi-byte letters. A mostly valid UTF-8 file with some broken letters stays UTF-8.
///
/// # Errors
/// Whatever reading `source` gives.
pub fn sniff(source: &mut impl Read) -> io::Result<Sniffed> {
    let mut scan = Scan::default();
    let mut chunk = vec![0; CHUNK];
    let mut kept = 0;
    let mut first = true;
    loop {
        let read = fill(source, &mut chunk[kept..])?;
        let filled = kept + read;
        let last = read < CHUNK - kept;
        if first {
            let head = &chunk[..filled];
            if let Some(sniffed) = by_mark(head).or_else(|| by_zeros(head)) {
                return Ok(sniffed);
            }
            first = false;
        }
        let used = scan.take(&chunk[..filled], last);
        if last {
            break;
        }
        chunk.copy_within(used..filled, 0);
        kept = filled - used;
    }
    let utf8 = scan.broken == 0 || scan.whole > scan.broken;
    Ok(Sniffed {
        encoding: if utf8 {
            Encoding::Utf8
        } else {
            Encoding::Windows1251
        },
        mark: scan.mark,
        first_bad_line: scan.first_bad_line.filter(|_| utf8),
        first_zero_line: scan.first_zero_line,
        blank: !scan.ink,
    })
}

fn by_mark(head: &[u8]) -> Option<Sniffed> {
    let encoding = match head {
        [0xFF, 0xFE, ..] => Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => Encoding::Utf16Be,
        _ => return None,
    };
    Some(Sniffed {
        encoding,
        mark: 2,
        first_bad_line: None,
        first_zero_line: None,
        blank: head.len() < 4,
    })
}

/// UTF-16 without its mark: digits, signs and line ends leave zero bytes, all of them on one side of the pairs.
fn by_zeros(head: &[u8]) -> Option<Sniffed> {
    const ENOUGH: usize = 8;
    let zeros = |side: usize| {
        let bytes = head.iter().skip(side).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    let many = |count: usize| count >= ENOUGH && count * 32 >= head.len();
    let encoding = match (zeros(0), zeros(1)) {
        (0, low) if many(low) => Encoding::Utf16Le,
        (high, 0) if many(high) => Encoding::Utf16Be,
        _ => return None,
    };
    Some(Sniffed {
        encoding,
        mark: 0,
        first_bad_line: None,
        first_zero_line: None,
        blank: false,
    })
}

/// Reads until `buffer` is full or the source ends.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[derive(Default)]
struct Scan {
    started: bool,
    mark: usize,
    /// Letters of more than one byte that are valid UTF-8, and bytes that are not.
    whole: u64,
    broken: u64,
    lines: u64,
    first_bad_line: Option<u64>,
    first_zero_line: Option<u64>,
    ink: bool,
}

impl Scan {
    /// Takes what can be judged of `bytes`; returns how many bytes that was (a letter may be cut at the end).
    fn take(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut at = 0;
        if !self.started {
            self.started = true;
            if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
                self.mark = 3;
                at = 3;
            }
        }
        while at < bytes.len() {
            match from_utf8(&bytes[at..]) {
                Ok(valid) => {
                    self.valid(valid.as_bytes());
                    return bytes.len();
                }
                Err(error) => {
                    let good = at + error.valid_up_to();
                    self.valid(&bytes[at..good]);
                    let Some(bad) = error.error_len().or(last.then_some(bytes.len() - good)) else {
                        return good;
                    };
                    self.broken += 1;
                    self.ink = true;
                    self.first_bad_line.get_or_insert(self.lines + 1);
                    at = good + bad;
                }
            }
        }
        at
    }

    fn valid(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                0 => {
                    self.first_zero_line.get_or_insert(self.lines + 1);
                }
                b'\n' => self.lines += 1,
                0xC0.. => {
                    self.whole += 1;
                    self.ink = true;
                }
                _ => self.ink |= !byte.is_ascii_whitespace(),
            }
        }
    }
}

/// A stream of UTF-8 made from a stream in another encoding; what cannot be decoded becomes U+FFFD.
pub struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    text: Vec<u8>,
    text_at: usize,
    text_end: usize,
    skip: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// `source` stands at the start of the file; the byte order mark is left out here.
    pub fn new(source: R, encoding: Encoding, mark: usize) -> Self {
        let known = match encoding {
            Encoding::Utf8 => UTF_8,
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
            Encoding::Windows1251 => WINDOWS_1251,
        };
        Self {
            source,
            decoder: known.new_decoder_without_bom_handling(),
            raw: vec![0; CHUNK],
            raw_at: 0,
            raw_end: 0,
            text: vec![0; CHUNK],
            text_at: 0,
            text_end: 0,
            skip: mark,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.text_at == self.text_end && !self.ended {
            let mut last = false;
            if self.raw_at == self.raw_end {
                self.raw_end = fill(&mut self.source, &mut self.raw)?;
                self.raw_at = self.skip.min(self.raw_end);
                self.skip = 0;
                last = self.raw_end == 0;
            }
            let (result, read, written, _) = self.decoder.decode_to_utf8(
                &self.raw[self.raw_at..self.raw_end],
                &mut self.text,
                last,
            );
            self.raw_at += read;
            self.text_at = 0;
            self.text_end = written;
            self.ended = last && result == encoding_rs::CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let count = out.len().min(self.text_end - self.text_at);
        out[..count].copy_from_slice(&self.text[self.text_at..self.text_at + count]);
        self.text_at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (Sniffed, String) {
        let sniffed = sniff(&mut &bytes[..]).unwrap();
        let mut text = String::new();
        Decoded::new(bytes, sniffed.encoding, sniffed.mark)
            .read_to_string(&mut text)
            .unwrap();
        (sniffed, text)
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "Имя;Телефон\nЁжик «Ёлкин»;+7 900 000-11-22\n";
        let mut utf16le = vec![0xFF, 0xFE];
        let mut utf16be = vec![0xFE, 0xFF];
        for unit in text.encode_utf16() {
            utf16le.extend(unit.to_le_bytes());
            utf16be.extend(unit.to_be_bytes());
        }
        let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked, Encoding::Utf8),
            (
                WINDOWS_1251.encode(text).0.into_owned(),
                Encoding::Windows1251,
            ),
            (utf16le[2..].to_vec(), Encoding::Utf16Le),
            (utf16be[2..].to_vec(), Encoding::Utf16Be),
            (utf16le, Encoding::Utf16Le),
            (utf16be, Encoding::Utf16Be),
        ] {
            let (sniffed, decoded) = decode(&bytes);
            assert_eq!((sniffed.encoding, decoded.as_str()), (encoding, text));
            assert_eq!(sniffed.first_bad_line, None);
        }
    }

    #[test]
    fn a_broken_letter_does_not_turn_utf8_into_cp1251() {
        let mut bytes = "Имя\nИван Петров\n".as_bytes().to_vec();
        bytes.extend([0xD0, b'\n']);
        let (sniffed, text) = decode(&bytes);
        assert_eq!(
            (sniffed.encoding, sniffed.first_bad_line),
            (Encoding::Utf8, Some(3))
        );
        assert_eq!(text, "Имя\nИван Петров\n\u{FFFD}\n");
    }

    #[test]
    fn letters_cut_by_the_chunk_border_stay_whole() {
        for pad in 0..4 {
            let text = "x".repeat(CHUNK - pad) + &"щ".repeat(CHUNK);
            let (sniffed, decoded) = decode(text.as_bytes());
            assert_eq!((sniffed.first_bad_line, decoded == text), (None, true));
        }
    }

    #[test]
    fn blank_and_binary_are_seen() {
        assert!(decode(b"").0.blank);
        assert!(decode(b" \r\n\t").0.blank);
        assert!(!decode("ё".as_bytes()).0.blank);
        assert_eq!(decode(b"\x89PNG\n\0\0").0.first_zero_line, Some(2));
    }
}
