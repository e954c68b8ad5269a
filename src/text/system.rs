//! What the operating system says no with, in the person's language.
use super::{Lang, words};
use std::io::{Error, ErrorKind};

words! {
    not_found: "нет такого файла или каталога", "no such file or directory";
    no_right: "нет прав", "permission denied";
    exists: "уже есть", "it exists already";
    address_taken: "этот адрес уже занят другой программой", "another program has this address already";
    no_address: "у этой машины нет такого адреса", "this machine has no such address";
    refused: "там никто не слушает", "nobody listens there";
    broken: "соединение оборвалось", "the line broke";
    late: "не отвечает вовремя", "no answer in time";
    no_way: "туда нет пути по сети", "the network has no way there";
    a_directory: "это каталог, а нужен файл", "this is a directory, a file is wanted";
    no_directory: "это не каталог", "this is not a directory";
    full: "на диске нет места: освободите его и повторите", "the disk is full: make room and do it again";
    read_only: "диск открыт только для чтения", "the disk is read-only";
    not_text: "это не текст в UTF-8", "this is no UTF-8 text";
    not_a_file: "это не обычный файл", "this is no ordinary file";
    cut: "файл кончился раньше, чем должен", "the file ends too early";
    too_long: "слишком длинное имя", "the name is too long";
}

/// Why it did not work. What has no words of its own keeps the system's.
pub(crate) fn io(lang: Lang, error: &Error) -> String {
    match kind(lang, error.kind()) {
        Some(words) => words.to_owned(),
        None => error.to_string(),
    }
}

pub(crate) fn kind(lang: Lang, kind: ErrorKind) -> Option<&'static str> {
    use ErrorKind as K;
    Some(match kind {
        K::NotFound => not_found(lang),
        K::PermissionDenied => no_right(lang),
        K::AlreadyExists => exists(lang),
        K::AddrInUse => address_taken(lang),
        K::AddrNotAvailable => no_address(lang),
        K::ConnectionRefused => refused(lang),
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::NotConnected => broken(lang),
        K::TimedOut => late(lang),
        K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown => no_way(lang),
        K::IsADirectory => a_directory(lang),
        K::NotADirectory => no_directory(lang),
        K::StorageFull | K::QuotaExceeded => full(lang),
        K::ReadOnlyFilesystem => read_only(lang),
        K::InvalidData => not_text(lang),
        K::InvalidInput => not_a_file(lang),
        K::UnexpectedEof => cut(lang),
        K::InvalidFilename => too_long(lang),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_language_says_what_the_system_said_in_english() {
        for number in [2, 13, 98, 111] {
            let error = Error::from_raw_os_error(number);
            let said = io(Lang::Ru, &error);
            assert!(said.chars().any(|c| ('а'..='я').contains(&c)), "{said}");
            assert!(!said.contains("os error"), "{said}");
        }
    }
}
