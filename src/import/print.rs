//! What a row is known by when nothing in it is an id: the same file again brings the same prints.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::row::Row;

/// The rows so far. Keeps 64 bits of each, so 100 000 rows take a few megabytes.
#[derive(Debug, Default)]
pub struct Prints {
    times: HashMap<u64, u32>,
}

impl Prints {
    /// Of the cells, whatever they mean, and of how many such rows came before: two alike stay two.
    pub fn of(&mut self, row: &Row) -> u128 {
        let mut hash = Sha256::new();
        for cell in &row.cells {
            hash.update(cell.as_bytes());
            hash.update([0x1F]);
        }
        let times = self.times.entry(low(&hash)).or_default();
        *times += 1;
        hash.update(times.to_le_bytes());
        whole(hash)
    }
}

fn low(hash: &Sha256) -> u64 {
    whole(hash.clone()) as u64
}

fn whole(hash: Sha256) -> u128 {
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(16)
        .fold(0, |print, byte| print << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(rows: &[&[&str]]) -> Vec<u128> {
        let mut prints = Prints::default();
        let row = |cells: &&[&str]| Row {
            line: 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        };
        rows.iter().map(|cells| prints.of(&row(cells))).collect()
    }

    #[test]
    fn a_row_has_the_same_print_in_every_run_and_two_alike_stay_two() {
        let all = prints(&[&["Заказ", "100"], &["Заказ", "100"], &["Заказ1", "00"]]);
        let mut apart = all.clone();
        apart.sort_unstable();
        apart.dedup();
        assert_eq!(apart.len(), 3);
        assert_eq!(
            all,
            prints(&[&["Заказ", "100"], &["Заказ", "100"], &["Заказ1", "00"]])
        );
        // Kept with deals for years: it must not change from one version to the next.
        assert_eq!(
            format!("{:032x}", all[0]),
            "9328af9bbc41498be1f35b19e0033228"
        );
    }
}
