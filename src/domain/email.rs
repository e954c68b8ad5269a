//! E-mail addresses: enough of a check to write to them and to find a person by them, one spelling for each.
//!
//! Forbidden here: guessing. A text that is not plainly one address is an error with its reason.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A trimmed, lowercase address with exactly one `@`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Email(String);

/// Why a text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailError {
    #[error("no address given")]
    Empty,
    #[error("an address has an @")]
    NoAt,
    #[error("an address has only one @")]
    SecondAt,
    #[error("a blank or a control character inside")]
    Blank,
    #[error("the part before the @ is not right")]
    BadName,
    #[error("the part after the @ is not right")]
    BadDomain,
    #[error("longer than an address may be")]
    TooLong,
}

impl Email {
    /// Reads one address: `Ivan@Mail.RU `, `<ivan@mail.ru>`, `Иван <ivan@mail.ru>`, `mailto:ivan@mail.ru`.
    pub fn parse(text: &str) -> Result<Email, EmailError> {
        let text = text.trim();
        let inner = match (text.rfind('<'), text.rfind('>')) {
            (Some(open), Some(close)) if open < close => &text[open + 1..close],
            _ => text,
        };
        let lower = inner.trim().to_lowercase();
        let bare = lower.strip_prefix("mailto:").unwrap_or(&lower);
        if bare.is_empty() {
            return Err(EmailError::Empty);
        }
        if bare.len() > 254 {
            return Err(EmailError::TooLong);
        }
        let (name, domain) = bare.split_once('@').ok_or(EmailError::NoAt)?;
        if domain.contains('@') {
            return Err(EmailError::SecondAt);
        }
        if bare.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(EmailError::Blank);
        }
        let plain = |c: char| c.is_alphanumeric() || "!#$%&*+-/=?^_{|}~.'`".contains(c);
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(EmailError::BadName);
        }
        let label = |part: &str| {
            !part.is_empty()
                && part.len() <= 63
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        if !domain.contains('.') || !domain.split('.').all(label) {
            return Err(EmailError::BadDomain);
        }
        Ok(Email(bare.to_owned()))
    }

    /// Every address of one cell, parted by `,` `;` or blanks. Words of a name without an `@` are passed over
    /// when an address stands beside them; a cell with no address at all gives one error, an empty one nothing.
    pub fn parse_many(text: &str) -> Vec<Result<Email, EmailError>> {
        let parting = |c: char| matches!(c, ',' | ';' | '<' | '>' | '"') || c.is_whitespace();
        let mut found: Vec<Result<Email, EmailError>> = Vec::new();
        for part in text.split(parting).filter(|part| part.contains('@')) {
            let email = Email::parse(part.trim_end_matches('.'));
            if !found.contains(&email) {
                found.push(email);
            }
        }
        if found.is_empty() && !text.trim().is_empty() {
            found.push(Err(EmailError::NoAt));
        }
        found
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_one_address() {
        for (text, address) in [
            ("ivan@mail.ru", "ivan@mail.ru"),
            (" Ivan.Petrov@Mail.RU\u{a0}", "ivan.petrov@mail.ru"),
            ("<ivan@mail.ru>", "ivan@mail.ru"),
            ("Иван Петров <Ivan@mail.ru>", "ivan@mail.ru"),
            ("mailto:a+b@x-y.co.uk", "a+b@x-y.co.uk"),
            ("Касса@Почта.РФ", "касса@почта.рф"),
        ] {
            let email = Email::parse(text);
            assert_eq!(email.as_ref().map(Email::as_str), Ok(address), "{text:?}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        use EmailError::*;
        let long = format!("{}@mail.ru", "a".repeat(300));
        let long_name = format!("{}@mail.ru", "a".repeat(65));
        for (text, why) in [
            ("", Empty),
            ("  ", Empty),
            ("<>", Empty),
            ("ivan", NoAt),
            ("a@b@mail.ru", SecondAt),
            ("ivan petrov@mail.ru", Blank),
            ("ivan\u{1b}[31m@mail.ru", Blank),
            ("@mail.ru", BadName),
            ("iv(an@mail.ru", BadName),
            (&long_name, BadName),
            ("ivan@", BadDomain),
            ("ivan@mail", BadDomain),
            ("ivan@.ru", BadDomain),
            ("ivan@mail..ru", BadDomain),
            ("ivan@-mail.ru", BadDomain),
            ("ivan@mail.ru.", BadDomain),
            ("ivan@ma_il.ru", BadDomain),
            (&long, TooLong),
        ] {
            assert_eq!(Email::parse(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn reads_several_in_one_cell() {
        let ok = |text: &str| Email::parse(text);
        assert_eq!(
            Email::parse_many("a@x.ru, B@x.ru;c@x.ru  d@x.ru\na@x.ru"),
            [ok("a@x.ru"), ok("b@x.ru"), ok("c@x.ru"), ok("d@x.ru")]
        );
        assert_eq!(
            Email::parse_many("Иван <a@x.ru>, раб. b@x.ru."),
            [ok("a@x.ru"), ok("b@x.ru")]
        );
        assert_eq!(
            Email::parse_many("a@x.ru, b@"),
            [ok("a@x.ru"), Err(EmailError::BadDomain)]
        );
        assert_eq!(Email::parse_many("нет почты"), [Err(EmailError::NoAt)]);
        assert_eq!(Email::parse_many(" "), []);
    }

    proptest! {
        #[test]
        fn an_address_read_is_stable_and_plain(text in any::<String>(), near in "[a-zА-Я<>@. ,;-]{0,20}@[a-z.-]{1,12}") {
            for text in [text, near] {
                for email in Email::parse_many(&text).into_iter().flatten() {
                    prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                    prop_assert_eq!(email.as_str().matches('@').count(), 1);
                    prop_assert!(!email.as_str().chars().any(|c| c.is_whitespace() || c.is_control()));
                }
            }
        }
    }
}
