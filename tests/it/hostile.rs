//! What an enemy would send through a name, a message or a file name, and the grammar of what pult itself may print.
//!
//! The payloads are made from families, so that a new introducer or number meets every other part.

/// Stands in every payload that carries something; must never be found inside an escape sequence.
pub const CANARY: &str = "CANARY";

/// Every payload with a name that says its family: `osc/52/bel`. Some are not UTF-8.
pub fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut all = Corpus(Vec::new());
    all.control_sequences();
    all.strings();
    all.short_escapes();
    all.single_controls();
    all.directions();
    all.invisible();
    all.towers();
    all.broken_encodings();
    all.line_tricks();
    all.0
}

/// Introducers as seven-bit escape, as a C1 character and as a bare C1 byte.
fn introducers(letter: u8) -> [(&'static str, Vec<u8>); 3] {
    let c1 = letter + 0x40;
    [
        ("esc", vec![0x1b, letter]),
        ("c1", char::from(c1).to_string().into_bytes()),
        ("byte", vec![c1]),
    ]
}

const TERMINATORS: [(&str, &str); 4] = [
    ("bel", "\x07"),
    ("st", "\x1b\\"),
    ("c1st", "\u{9c}"),
    ("open", ""),
];

struct Corpus(Vec<(String, Vec<u8>)>);

impl Corpus {
    fn add(&mut self, name: String, payload: impl AsRef<[u8]>) {
        self.0.push((name, payload.as_ref().to_vec()));
    }

    fn control_sequences(&mut self) {
        let bodies = [
            "31m",
            "8m",
            "2J",
            "3J",
            "H",
            "10;10H",
            "99A",
            "99D",
            "2K",
            "6n",
            "5n",
            "c",
            ">c",
            "=c",
            "?1049h",
            "?1049l",
            "?25l",
            "?2004l",
            "?1003h",
            "?2026h",
            "?5h",
            "5i",
            "4i",
            "20t",
            "21t",
            "8;1;1t",
            "!p",
            "61\"p",
            "?1$p",
            "1;1r",
            "4h",
            "20h",
            "200~",
            "201~",
            ">4;2m",
            "?u",
            "1 q",
            "99999999999m",
            "1;",
            "",
        ];
        for (form, introducer) in introducers(b'[') {
            for body in bodies {
                let payload = [&introducer, body.as_bytes(), CANARY.as_bytes()].concat();
                self.add(format!("csi/{form}/{body}"), payload);
            }
        }
    }

    /// OSC, DCS, APC, PM and SOS, with every way to end them and none.
    fn strings(&mut self) {
        let commands = [
            "0;CANARY",
            "1;CANARY",
            "2;CANARY",
            "4;1;?",
            "7;file://h/CANARY",
            "8;;http://x/CANARY",
            "9;CANARY",
            "9;4;1;50",
            "10;?",
            "11;?",
            "50;CANARY",
            "52;c;Q0FOQVJZ",
            "52;c;?",
            "99;i=1:d=0;CANARY",
            "104",
            "133;C",
            "633;E;CANARY",
            "777;notify;CANARY;x",
            "1337;File=inline=1:CANARY",
            "1337;SetMark",
        ];
        for (form, introducer) in introducers(b']') {
            for command in commands {
                for (end, terminator) in TERMINATORS {
                    let payload = [&introducer, command.as_bytes(), terminator.as_bytes()].concat();
                    self.add(format!("osc/{form}/{command}/{end}"), payload);
                }
            }
        }
        for (kind, letter) in [("dcs", b'P'), ("apc", b'_'), ("pm", b'^'), ("sos", b'X')] {
            for (form, introducer) in introducers(letter) {
                for body in [
                    "$qmCANARY",
                    "+q544e",
                    "0;1|17/CANARY",
                    "Gf=24,s=1;CANARY",
                    "q#0;CANARY",
                ] {
                    for (end, terminator) in TERMINATORS {
                        let payload =
                            [&introducer, body.as_bytes(), terminator.as_bytes()].concat();
                        self.add(format!("{kind}/{form}/{body}/{end}"), payload);
                    }
                }
            }
        }
        // Through tmux and screen to the terminal outside.
        self.add(
            "pass/tmux".into(),
            "\x1bPtmux;\x1b\x1b]52;c;Q0FOQVJZ\x07\x1b\\",
        );
        self.add("pass/screen".into(), "\x1bP\x1b]0;CANARY\x07\x1b\\");
        self.add("pass/screen-title".into(), "\x1bkCANARY\x1b\\");
    }

    fn short_escapes(&mut self) {
        for tail in [
            "7", "8", "c", "=", ">", "D", "E", "H", "M", "N", "O", "Z", "n", "o", "|", "}", "~",
            "#8", "#3", "(0", ")0", "%G", "%@", " F", "6", "9", "l", "m", "\x1b[2J", "",
        ] {
            self.add(
                format!("esc/{}", tail.escape_debug()),
                format!("\x1b{tail}{CANARY}"),
            );
        }
        for cut in [
            "\x1b",
            "\x1b[",
            "\x1b]",
            "\x1b]0;CANARY",
            "\x1bP",
            "\x1b[38;5",
        ] {
            self.add(
                format!("cut/{}", cut.escape_debug()),
                format!("{CANARY}{cut}"),
            );
        }
    }

    fn single_controls(&mut self) {
        for code in (0..0x20).chain(0x7f..0xa0) {
            let c = char::from(code);
            self.add(format!("control/{code:02x}"), format!("a{c}{CANARY}"));
            if code >= 0x80 {
                self.add(
                    format!("control/byte-{code:02x}"),
                    [b"a", &[code][..], CANARY.as_bytes()].concat(),
                );
            }
        }
    }

    fn directions(&mut self) {
        let marks = ['\u{61c}', '\u{200e}', '\u{200f}'];
        for c in marks
            .into_iter()
            .chain('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
        {
            self.add(
                format!("bidi/{:04x}", u32::from(c)),
                format!("счёт{c}0048 {CANARY}"),
            );
            self.add(
                format!("bidi/{:04x}-many", u32::from(c)),
                c.to_string().repeat(200),
            );
        }
        self.add("bidi/file-name".into(), "фото\u{202e}gpj.exe");
        self.add("bidi/isolate-open".into(), "\u{2067}\u{2066}CANARY");
        self.add(
            "bidi/isolate-close".into(),
            "\u{2069}\u{2069}\u{202c}CANARY",
        );
        self.add("bidi/hebrew".into(), "שלום CANARY 123");
    }

    fn invisible(&mut self) {
        let single = [
            0xad, 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x200b, 0x200c, 0x200d,
            0x2028, 0x2029, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x2065, 0x206a, 0x206f, 0x2800,
            0x3164, 0xfe00, 0xfe0e, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffe,
            0xe000, 0xf8ff, 0x110bd, 0x1bca0, 0x1d173, 0xe0001, 0xe0020, 0xe007f, 0xe0100, 0xe01ef,
            0xf0000, 0x10fffd, 0x10ffff,
        ];
        for c in single.into_iter().filter_map(char::from_u32) {
            self.add(
                format!("invisible/{:04x}", u32::from(c)),
                format!("Ив{c}анов"),
            );
        }
        let tags = CANARY
            .bytes()
            .filter_map(|b| char::from_u32(0xe0000 + u32::from(b)));
        self.add("invisible/tags".into(), tags.collect::<String>());
        self.add(
            "invisible/only".into(),
            "\u{200b}\u{2060}\u{feff}\u{ad}".repeat(50),
        );
        self.add("invisible/joined-letters".into(), "a\u{200d}".repeat(100));
    }

    /// What is taller, wider or longer than it looks.
    fn towers(&mut self) {
        for mark in [
            '\u{301}', '\u{36f}', '\u{20dd}', '\u{489}', '\u{e47}', '\u{903}', '\u{1ab0}',
        ] {
            let marks = mark.to_string().repeat(1000);
            self.add(
                format!("tower/{:04x}", u32::from(mark)),
                format!("Z{marks}"),
            );
            self.add(format!("tower/{:04x}-bare", u32::from(mark)), marks);
        }
        for (name, text) in [
            ("wide", "日本語テキスト"),
            ("half-wide", "ﾃｷｽﾄﾞ"),
            ("full-width", "ＣＡＮＡＲＹ"),
            ("ambiguous", "±×÷§¶·—…①■"),
            ("one-wide-ligature", "﷽"),
            ("three-em-dash", "⸻⸺"),
            ("jamo", "ᄀ각ᄀᄀᄀ"),
            ("jamo-vowel", "\u{1161}\u{11a8}x"),
            ("prepend", "\u{d4e}\u{600}\u{110bd}x"),
            ("devanagari", "क्षि क्ष्म्य"),
            ("thai", "ที่นี่ ำำำ"),
            ("tibetan", "བསྒྲུབས"),
            ("flags", "🇷🇺🇷🇺🇷"),
            ("family", "👨‍👩‍👧‍👦👩🏽‍❤️‍💋‍👨🏽"),
            ("style", "❤️☎️©️1️⃣#️⃣a\u{fe0f}"),
            ("skins", "a🏽🏽🏽👍🏽🏽"),
            (
                "england",
                "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            ),
        ] {
            self.add(format!("width/{name}"), text);
        }
        self.add("width/joined-row".into(), "👩\u{200d}".repeat(300));
        self.add("width/skin-row".into(), format!("👍{}", "🏽".repeat(300)));
        self.add("width/flag-row".into(), "\u{1f1f7}".repeat(301));
        self.add("width/virama-row".into(), "क\u{94d}".repeat(300));
        self.add("long/ascii".into(), "A".repeat(400_000));
        self.add("long/cyrillic".into(), "Я".repeat(200_000));
        self.add("long/escape".into(), "\x1b[".repeat(100_000));
        self.add("long/lines".into(), "CANARY\n".repeat(50_000));
    }

    fn broken_encodings(&mut self) {
        let broken: [(&str, &[u8]); 19] = [
            ("surrogate-high", b"\xed\xa0\x80CANARY"),
            ("surrogate-low", b"\xed\xb0\x80CANARY"),
            ("surrogate-pair", b"\xed\xa0\xbd\xed\xb8\x80CANARY"),
            ("overlong-escape-2", b"\xc0\x9b[2JCANARY"),
            ("overlong-escape-3", b"\xe0\x80\x9b[2JCANARY"),
            ("overlong-escape-4", b"\xf0\x80\x80\x9b[2JCANARY"),
            ("overlong-slash", b"\xc0\xaf\xc1\x81CANARY"),
            ("overlong-nul", b"\xc0\x80CANARY"),
            ("too-high", b"\xf4\x90\x80\x80CANARY"),
            ("five-bytes", b"\xf8\x88\x80\x80\x80CANARY"),
            ("continuation", b"\x80\xbf\x9b31mCANARY"),
            ("cut-2", b"CANARY\xd0"),
            ("cut-3", b"CANARY\xe2\x80"),
            ("cut-4", b"CANARY\xf0\x9f\x98"),
            ("cut-then-escape", b"\xe2\x80\x1b[2JCANARY"),
            ("fe-ff", b"\xfe\xff\xff\xfeCANARY"),
            ("utf-16", b"\xff\xfeC\0A\0N\0"),
            ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2 \x9bCANARY"),
            ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4 \x9dCANARY"),
        ];
        for (name, bytes) in broken {
            self.add(format!("bytes/{name}"), bytes);
        }
    }

    fn line_tricks(&mut self) {
        for (name, text) in [
            ("overwrite", "Оплачено 0 ₽\rCANARY      "),
            ("backspace", "нет\x08\x08\x08CANARY"),
            ("forged-line", "Иван\n2026-11-21 admin: CANARY"),
            ("forged-line-crlf", "Иван\r\nCANARY"),
            ("next-line", "Иван\u{85}CANARY\u{2028}CANARY\u{2029}"),
            ("vertical", "a\x0bb\x0cCANARY"),
            ("tabs", "\t\t\t\t\t\t\t\tCANARY"),
            ("paste-end", "rm\x1b[201~\nCANARY\n"),
            ("paste-end-c1", "\u{9b}201~CANARY\n"),
            ("spaces", "   \u{a0}\u{2003}\u{3000}\u{202f}   CANARY"),
            ("borders", "│┃└┘▌█▏CANARY"),
            ("home-grown-caret", "^[[2J^G<9B>CANARY"),
        ] {
            self.add(format!("line/{name}"), text);
        }
    }
}

/// Every control or escape sequence in raw terminal output that pult does not itself emit, in readable form.
///
/// Allowed: `CSI … m`; `CSI … A B C D G H d J K X`; `CSI ? 25 1000 1002 1006 1049 2004 2026 h l`; `OSC 0` and `OSC 2`
/// with plain text; a write of `OSC 52`; `ESC 7`, `ESC 8`; return, line feed, tab, backspace.
pub fn foreign_sequences(raw: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for chunk in raw.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(c) = rest.chars().next() {
            let length = match c {
                '\x1b' => {
                    let (sequence, allowed) = escape(rest);
                    if !allowed {
                        found.push(sequence.escape_debug().to_string());
                    }
                    sequence.len()
                }
                '\r' | '\n' | '\t' | '\x08' => 1,
                _ if c.is_control() => {
                    found.push(c.escape_debug().to_string());
                    c.len_utf8()
                }
                _ => c.len_utf8(),
            };
            rest = &rest[length..];
        }
        if !chunk.invalid().is_empty() {
            found.push(format!("not UTF-8: {:02x?}", chunk.invalid()));
        }
    }
    found
}

/// The escape sequence at the start of the text, and whether it is one of ours.
fn escape(text: &str) -> (&str, bool) {
    match text[1..].chars().next() {
        Some('7' | '8') => (&text[..2], true),
        Some('[') => {
            let body = &text[2..];
            let end = body.find(|c: char| !(' '..='?').contains(&c));
            match end.map(|end| (end, body[end..].chars().next())) {
                Some((end, Some(last @ '@'..='~'))) => {
                    (&text[..2 + end + 1], control_sequence(&body[..end], last))
                }
                Some((end, _)) => (&text[..2 + end], false),
                None => (text, false),
            }
        }
        Some(']') => {
            let body = &text[2..];
            let Some(end) = body.find(|c: char| c.is_control()) else {
                return (text, false);
            };
            let terminator = ["\x07", "\x1b\\"]
                .into_iter()
                .find(|t| body[end..].starts_with(t));
            match terminator {
                Some(t) => (&text[..2 + end + t.len()], command(&body[..end])),
                None => (&text[..2 + end], false),
            }
        }
        Some(other) if !other.is_control() => (&text[..1 + other.len_utf8()], false),
        _ => (&text[..1], false),
    }
}

fn control_sequence(parameters: &str, last: char) -> bool {
    let numbers = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ';');
    match last {
        'm' => numbers(&parameters.replace(':', ";")),
        'A' | 'B' | 'C' | 'D' | 'G' | 'H' | 'd' | 'J' | 'K' | 'X' => numbers(parameters),
        'h' | 'l' => parameters.strip_prefix('?').is_some_and(|modes| {
            modes.split(';').all(|mode| {
                matches!(
                    mode,
                    "25" | "1000" | "1002" | "1006" | "1049" | "2004" | "2026"
                )
            })
        }),
        _ => false,
    }
}

fn command(body: &str) -> bool {
    match body.split_once(';') {
        // The caller has ended the text at the first control character.
        Some(("0" | "2", _)) => true,
        Some(("52", rest)) => rest.split_once(';').is_some_and(|(target, data)| {
            let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
            target.chars().all(|c| matches!(c, 'c' | 'p' | 's')) && data.chars().all(base64)
        }),
        _ => false,
    }
}
