//! What an import yields: deals and contacts of another program in our values, and what was wrong with them.
//!
//! Text is cut to a length but otherwise raw: whoever shows it makes it safe. Nothing readable is lost: a value that does
//! not fit its column stays in `custom` under the heading it had.

use std::fmt;

use super::columns::Messenger;
use super::mapping::Origin;
use super::table::RowFault;
use crate::domain::calendar::Millis;
use crate::domain::email::{Email, EmailError};
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::phone::{Phone, PhoneError};

/// Bytes of a name, a title and everything else that is one line: what the domain takes.
pub const MAX_LINE: usize = 512;
/// Bytes of a tag.
pub const MAX_TAG: usize = 256;
/// Bytes of a note or of a value kept as it is.
pub const MAX_NOTE: usize = 16 * 1024;
/// Phones, notes, tags and the like of one record.
pub const MAX_LIST: usize = 64;
/// Complaints about the rows of one deal.
pub const MAX_WARNINGS: usize = 1000;
/// Goods of one deal.
pub const MAX_ITEMS: usize = 1000;
/// Values of one record that are kept under their headings.
pub const MAX_CUSTOM: usize = 1000;

/// The id a thing had where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct External {
    pub origin: Origin,
    pub id: String,
}

impl fmt::Display for External {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.origin.name(), self.id)
    }
}

/// One deal with its contact, or one contact alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Where its first row begins.
    pub line: u64,
    pub deal: Option<DealRecord>,
    pub contact: Option<ContactRecord>,
    /// Of what stood in the row, and the how-manieth such row of the file it is: what a deal without an id is known by
    /// when its file comes again. 0 where there is an id, and in a file of contacts.
    pub print: u128,
    pub warnings: Vec<Complaint>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DealRecord {
    pub external: Option<External>,
    pub title: Option<String>,
    /// Names as the other program has them.
    pub pipeline: Option<String>,
    pub stage: Option<String>,
    pub amount: Option<Kopecks>,
    pub responsible: Option<String>,
    pub source: Option<String>,
    pub tags: Vec<String>,
    pub kind: Option<Kind>,
    pub created_at: Option<Millis>,
    pub changed_at: Option<Millis>,
    /// None while the deal is open.
    pub closed_at: Option<Millis>,
    pub lost_reason: Option<String>,
    pub notes: Vec<String>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Millis>,
    pub items: Vec<ItemRecord>,
    /// Mark without `utm_`, value.
    pub utm: Vec<(String, String)>,
    /// Heading, value.
    pub custom: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactRecord {
    pub external: Option<External>,
    pub name: Option<String>,
    pub company: Option<String>,
    pub phones: Vec<Phone>,
    pub emails: Vec<Email>,
    pub city: Option<String>,
    pub address: Option<String>,
    pub postcode: Option<String>,
    /// Its number in the pult that wrote the file.
    pub own: Option<String>,
    pub messengers: Vec<(Messenger, String)>,
    /// These, and `custom`, are filled when there is no deal to hold them.
    pub kind: Option<Kind>,
    pub responsible: Option<String>,
    pub source: Option<String>,
    pub tags: Vec<String>,
    pub notes: Vec<String>,
    pub created_at: Option<Millis>,
    pub changed_at: Option<Millis>,
    /// Heading, value.
    pub custom: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemRecord {
    /// As written; where the goods came in one cell it may begin with an article number.
    pub name: String,
    pub sku: Option<String>,
    /// Of one piece.
    pub price: Option<Kopecks>,
    pub quantity: Quantity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Wholesale,
    Retail,
}

/// How many, in thousandths: half a metre is 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(pub i64);

impl Default for Quantity {
    fn default() -> Self {
        Self(1000)
    }
}

/// Something wrong in a row that is used all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub line: u64,
    /// The heading; none when the whole row is meant.
    pub column: Option<String>,
    pub what: What,
    /// The beginning of the offending text, raw.
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A spreadsheet has rounded the number: the last digits are gone.
    PhoneRuined,
    PhoneInvalid(PhoneError),
    EmailInvalid(EmailError),
    SumNegative,
    SumUnreadable(MoneyError),
    /// Not roubles: the sum is kept as text.
    CurrencyForeign,
    DateUnreadable,
    QuantityUnreadable,
    /// Longer than `limit` bytes; the rest is dropped.
    TextCut {
        limit: usize,
    },
    /// More than `limit` of a kind; the rest is dropped.
    TooMany {
        limit: usize,
    },
    /// Bytes that are no letters were read as U+FFFD.
    EncodingBroken,
    /// The row has more or fewer cells than there are headings.
    RowRagged {
        expected: usize,
        found: usize,
    },
    /// Nothing is known about the column; kept under its own label. Said once per file.
    UnknownColumn,
    /// An earlier column has the same heading. Said once per file.
    HeadingTwice,
    /// The same id as in an earlier row.
    DuplicateOf {
        line: u64,
    },
}

/// A row that yields nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub line: u64,
    pub why: Why,
    /// What was wrong with its cells, when that is why nothing is left.
    pub complaints: Vec<Complaint>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    EmptyRow,
    /// Neither a deal nor a person can be made of it.
    NothingUsable,
    /// The headings once more, as in files put together by hand.
    HeadingsAgain,
    /// A row of totals.
    Totals,
    /// It cannot be read; after [`RowFault::Stopped`] nothing follows.
    Unreadable(RowFault),
}
