//! The package a workbook comes in, judged by what it says of itself before anything is unpacked.

use std::fs::File;
use std::io::BufReader;

use super::row::{MAX_KEPT, MAX_TIMES, MAX_UNPACKED, TableError};
use super::sheet::{Book, broken};

/// Bytes of a part that do no harm however well it was packed.
const SMALL: u64 = 8 << 20;

/// The sizes a package declares are kept by its reader, so their sum bounds what unpacking can take.
pub fn refuse_bombs(file: &File, book: Book) -> Result<(), TableError> {
    let file = file
        .try_clone()
        .map_err(|error| TableError::Unreadable { kind: error.kind() })?;
    let mut package =
        zip::ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error.to_string()))?;
    let (mut unpacked, mut kept, mut is_book) = (0_u64, 0_u64, book == Book::Ods);
    for part in 0..package.len() {
        let part = package
            .by_index_raw(part)
            .map_err(|error| broken(&error.to_string()))?;
        let times = part.size() / part.compressed_size().max(1);
        if part.size() > SMALL && times > MAX_TIMES {
            return Err(TableError::Bomb { times });
        }
        let name = part.name().map_err(|error| broken(&error.to_string()))?;
        let name = name.to_ascii_lowercase().replace('\\', "/");
        unpacked = unpacked.saturating_add(part.size());
        if !name.starts_with("xl/worksheets/") && book == Book::Xlsx {
            kept = kept.saturating_add(part.size());
        }
        is_book |= name.starts_with("xl/");
    }
    let over = |size, limit| match size > limit {
        true => Err(TableError::TooBig { limit }),
        false => Ok(()),
    };
    over(unpacked, MAX_UNPACKED)?;
    over(kept, MAX_KEPT)?;
    match is_book {
        true => Ok(()),
        false => Err(TableError::Binary),
    }
}
