//! Goods as they are typed: "Рычаг ×2=4200".
use super::Reading;
use super::Slip;
use crate::domain::deal::Item;
use crate::domain::money::Kopecks;
use crate::text;

impl Reading<'_> {
    /// "Рычаг ×2=4200": what, how many of it, the price of one. A bare name is one piece without a price.
    pub fn item(&self, typed: &str) -> Result<Item, Slip> {
        let (named, price) = match typed.rsplit_once('=') {
            Some((named, price)) => (named, self.sum("items", price)?),
            None => (typed, Kopecks(0)),
        };
        let (name, quantity) = counted(named.trim());
        let quantity =
            quantity.ok_or_else(|| self.wrong("items", text::cli::item_count(self.lang)))?;
        if name.is_empty() {
            return Err(self.wrong("items", text::cli::item_form(self.lang)));
        }
        Ok(Item {
            name: name.to_owned(),
            sku: None,
            price,
            quantity,
        })
    }
}

/// "Рычаг ×2" into the name and thousandths of a piece, none where such a count can't be. A sign without a number
/// behind it belongs to the name.
fn counted(typed: &str) -> (&str, Option<i64>) {
    // The letters x and х stand for the sign only where a name ends before them: "Рычаг x2", not "Flex2".
    for sign in ['×', '*', 'x', 'х', 'X', 'Х'] {
        let Some((name, count)) = typed.rsplit_once(sign) else {
            continue;
        };
        let letter = sign.is_alphabetic();
        if letter && !name.ends_with(char::is_whitespace) {
            continue;
        }
        let count = count.trim();
        let number = count.trim_start_matches(['-', '−', '+']);
        let digits = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
        if number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(digits) {
            let quantity = thousandths(count).filter(|quantity| *quantity > 0);
            return (name.trim(), quantity);
        }
    }
    (typed.trim(), Some(1000))
}

/// "2", "0,5".
fn thousandths(typed: &str) -> Option<i64> {
    let plain = typed.replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 3 {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;

    fn item(typed: &str) -> (String, i64, i64) {
        let item = with(|r| r.item(typed)).unwrap();
        (item.name, item.quantity, item.price.0)
    }

    #[test]
    fn an_item_is_a_name_a_count_and_a_price() {
        for (typed, name, quantity, price) in [
            ("Рычаг ГАЗ-3302×2=4200", "Рычаг ГАЗ-3302", 2000, 420_000),
            ("Рычаг x2 = 4 200,50", "Рычаг", 2000, 420_050),
            ("Рычаг х2", "Рычаг", 2000, 0),
            ("Шланг * 0,5=100", "Шланг", 500, 10_000),
            ("Flex2=10", "Flex2", 1000, 1_000),
            ("Муфта", "Муфта", 1000, 0),
        ] {
            assert_eq!(item(typed), (name.into(), quantity, price), "{typed}");
        }
        for wrong in ["=100", "A×-1=5", "A×0=5", "A×1,2345=5", "A×2=4200,505"] {
            assert!(with(|r| r.item(wrong)).is_err(), "{wrong}");
        }
        assert!(with(|r| r.item("Рычаг=дорого")).is_err());
    }
}
