//! What kind of file it is, by its first bytes.

use std::io::Read;

use super::encoding::{Decoded, Sniffed};
use super::sheet::Book;

/// A workbook; the password-protected new kind comes in the container of the old one.
pub fn book(head: &[u8]) -> Option<Book> {
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Some(Book::Xls);
    }
    let opendocument = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    head.starts_with(b"PK\x03\x04").then(|| {
        if head
            .get(30..)
            .is_some_and(|name| name.starts_with(opendocument))
        {
            Book::Ods
        } else {
            Book::Xlsx
        }
    })
}

/// Files that may hold no zero byte and are no table all the same.
pub fn known_binary(head: &[u8]) -> bool {
    [
        &b"%PDF-"[..],
        b"{\\rtf",
        b"Rar!\x1A",
        b"7z\xBC\xAF\x27\x1C",
        b"\x1F\x8B\x08",
        b"\xFF\xD8\xFF",
        b"\x89PNG",
    ]
    .iter()
    .any(|magic| head.starts_with(magic))
}

/// A page: starts with a tag and holds one of those that tables come in.
pub fn is_html(head: &[u8], sniffed: Sniffed) -> bool {
    let mut text = String::new();
    let decoded = Decoded::new(head, sniffed.encoding, sniffed.mark).read_to_string(&mut text);
    let text = text.trim_start().to_ascii_lowercase();
    decoded.is_ok()
        && text.starts_with('<')
        && ["<table", "<html", "<!doctype html", "<meta"]
            .iter()
            .any(|tag| text.contains(tag))
}
