//! Every dialect of the keyboard, whole and cut anywhere.

use super::*;
use proptest::prelude::*;

fn decode(pieces: &[&[u8]]) -> Vec<Input> {
    let (mut decoder, mut out) = (Decoder::new(0x7f), Vec::new());
    for piece in pieces {
        decoder.feed(piece, &mut out);
    }
    decoder.give_up(&mut out);
    out
}

fn keys(bytes: &[u8]) -> String {
    let words: Vec<_> = decode(&[bytes])
        .into_iter()
        .map(|input| match input {
            Input::Key(key) => key.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    words.join(" ")
}

#[test]
fn every_dialect_of_the_keyboard_is_understood() {
    for (bytes, words) in [
        (
            "a Я\r\t\x7f\0\x01\x1a\x1f",
            "a space Я enter tab backspace ctrl+space ctrl+a ctrl+z ctrl+_",
        ),
        ("\x08\n", "ctrl+h ctrl+j"),
        (
            "\x1b[A\x1bOB\x1b[1;2C\x1b[1;5D\x1b[1;3H\x1b[F",
            "up down shift+right ctrl+left alt+home end",
        ),
        (
            "\x1b[a\x1bOd\x1b[3^\x1b[3$\x1b[5@",
            "shift+up ctrl+left ctrl+delete shift+delete ctrl+shift+pageup",
        ),
        (
            "\x1bOP\x1b[15~\x1b[24;2~\x1b[[E\x1b[1;5R\x1b[34~",
            "f1 f5 shift+f12 f5 ctrl+f3 f20",
        ),
        (
            "\x1b[Z\x1b[1~\x1b[4~\x1b[2~\x1b[6~",
            "shift+tab home end insert pagedown",
        ),
        (
            "\x1bx\x1bX\x1bч\x1b\r\x1b\x7f\x1b\x01",
            "alt+x alt+X alt+ч alt+enter alt+backspace ctrl+alt+a",
        ),
        (
            "\x1b[27;6;80~\x1b[112;5u\x1b[1079::112;5u\x1b[13;2u",
            "ctrl+shift+p ctrl+p ctrl+з shift+enter",
        ),
        ("\x1b\x1b\x1b[A\x1b", "esc esc up esc"),
        ("\x1b[I\x1b[O", "FocusGained FocusLost"),
        ("\x1b[", "alt+["),
        ("\x1bO", "alt+O"),
    ] {
        assert_eq!(keys(bytes.as_bytes()), words, "{bytes:?}");
    }
}

#[test]
fn what_means_nothing_is_dropped_and_what_follows_is_not() {
    for bytes in [
        "\x1b[?2004;1$yz",
        "\x1b[12;34Hz".replace('H', "y").as_str(),
        "\x1b[M !!z",
        "\x1b[>1;2cz",
        "\u{85}z",
    ] {
        assert_eq!(keys(bytes.as_bytes()), "z", "{bytes:?}");
    }
    assert_eq!(keys(b"\x80\xd0z\xff\xf4\x90z"), "z z");
    assert_eq!(keys(b"\x1b[1;\x1b[A"), "up");
    let mut endless = b"\x1b[".to_vec();
    endless.extend([b'1'; 2 * SEQUENCE_MOST]);
    assert_eq!(decode(&[&endless, b"z"]).len(), 1);
}

#[test]
fn backspace_is_what_the_tty_says() {
    let (mut decoder, mut out) = (Decoder::new(0x08), Vec::new());
    decoder.feed(b"\x08", &mut out);
    assert_eq!(out, [Input::Key(Key::plain(Code::Backspace))]);
}

#[test]
fn the_mouse_is_told_in_cells() {
    let at = |act| Input::Mouse(Mouse { act, x: 9, y: 4 });
    assert_eq!(
        decode(&[
            b"\x1b[<0;10;5M\x1b[<32;10;5M\x1b[<0;10;5m\x1b[<64;10;5M\x1b[<65;10;5M\x1b[<0;0;0M"
        ]),
        [
            at(Act::Press(Button::Left)),
            at(Act::Drag(Button::Left)),
            at(Act::Release),
            at(Act::WheelUp),
            at(Act::WheelDown),
        ]
    );
}

#[test]
fn a_paste_is_one_text_whatever_it_holds() {
    assert_eq!(
        decode(&[b"a\x1b[200~\x1b[Aone\r\ntwo\rthree\n\x1b[201~b"]),
        [
            Input::Key(Key::plain(Code::Char('a'))),
            Input::Paste("\x1b[Aone\ntwo\nthree\n".into()),
            Input::Key(Key::plain(Code::Char('b'))),
        ]
    );
}

#[test]
fn a_paste_without_end_gives_the_keyboard_back() {
    let (mut decoder, mut out) = (Decoder::new(0x7f), Vec::new());
    decoder.feed(b"\x1b[200~text\x1b[20", &mut out);
    assert_eq!((decoder.waiting(), out.len()), (Waiting::Paste, 0));
    decoder.give_up(&mut out);
    decoder.feed(b"z", &mut out);
    assert_eq!(decoder.waiting(), Waiting::Nothing);
    assert_eq!(
        out,
        [
            Input::Paste("text\x1b[20".into()),
            Input::Key(Key::plain(Code::Char('z'))),
        ]
    );
}

#[test]
fn what_a_paste_hides_behind_its_own_end_is_not_typed() {
    for inside in [
        "L",
        "\x1b[1;2C\r\x03",
        "\x1b",
        "\x1b[20",
        "\x1bO",
        "\x1b[M",
        "\x1b[M!",
        "L\x1b[200~b",
        "L\x1b[201~L",
        "L\x1b[200~\x1b[201~L",
    ] {
        let bytes = format!("\x1b[200~a\x1b[201~{inside}\x1b[201~");
        let out = decode(&[bytes.as_bytes()]);
        assert!(
            out.iter().all(|i| matches!(i, Input::Paste(_))),
            "{inside:?}: {out:?}"
        );
    }
}

#[test]
fn what_is_typed_behind_a_paste_waits_for_a_breath() {
    let (mut decoder, mut out) = (Decoder::new(0x7f), Vec::new());
    decoder.feed(b"\x1b[200~a\x1b[201~\r", &mut out);
    assert_eq!((decoder.waiting(), out.len()), (Waiting::AfterPaste, 1));
    decoder.give_up(&mut out);
    assert_eq!(decoder.waiting(), Waiting::Nothing);
    assert_eq!(out[1..], [Input::Key(Key::plain(Code::Enter))]);
    decoder.feed(b"z", &mut out);
    assert_eq!(out.len(), 3);
}

#[test]
fn a_huge_paste_comes_in_pieces_and_whole() {
    let text = "x".repeat(PASTE_MOST + 10);
    let (mut decoder, mut out) = (Decoder::new(0x7f), Vec::new());
    decoder.feed(b"\x1b[200~", &mut out);
    for chunk in text.as_bytes().chunks(4096) {
        decoder.feed(chunk, &mut out);
    }
    decoder.feed(PASTE_END, &mut out);
    assert_eq!(out.len(), 2);
    let whole: String = out
        .iter()
        .map(|i| match i {
            Input::Paste(t) => t.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(whole == text);
}

proptest! {
    /// Wherever a slow link cuts the bytes, the same comes out.
    #[test]
    fn cuts_change_nothing(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "Щ", "日", "\x1b[A", "\x1bOP", "\x1b[1;2C", "\x1bч", "\x1b[3~", "\x1b[<0;3;4M", "\r",
            "\x1b[200~пусть\rтак\x1b[201~", "\x1b[[A", "\x1b[27;5;105~",
        ]), 1..12),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8),
    ) {
        let bytes = words.concat().into_bytes();
        let mut at: Vec<_> = cuts.iter().map(|c| c.index(bytes.len())).collect();
        at.extend([0, bytes.len()]);
        at.sort_unstable();
        let pieces: Vec<_> = at.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
        prop_assert_eq!(decode(&pieces), decode(&[&bytes]));
    }

    #[test]
    fn no_bytes_make_it_panic_or_hold_on(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (mut decoder, mut out) = (Decoder::new(0x7f), Vec::new());
        decoder.feed(&bytes, &mut out);
        decoder.give_up(&mut out);
        prop_assert_eq!(decoder.waiting(), Waiting::Nothing);
    }
}
