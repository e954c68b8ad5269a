//! Finding records by words and by pieces of numbers. Only SQLite can do it this way; another engine gets its own file.
use super::conn::{Conn, StoreError, V};
use crate::domain::contact::Contact;
use crate::domain::deal::Deal;
use crate::domain::fold::{Query, fold};
use crate::domain::id::*;

/// The words a deal is found by.
pub(super) fn deal_words(deal: &Deal) -> String {
    let mut words = deal.title.clone();
    for item in &deal.items {
        words.push(' ');
        words.push_str(&item.name);
        words.push(' ');
        words.push_str(item.sku.as_deref().unwrap_or_default());
    }
    for tag in &deal.tags {
        words.push(' ');
        words.push_str(tag);
    }
    for value in deal.custom.values() {
        if let crate::domain::field::FieldValue::Text(text) = value {
            words.push(' ');
            words.push_str(text);
        }
    }
    if let Some(external) = &deal.external {
        words.push(' ');
        words.push_str(external);
    }
    fold(&words)
}

fn contact_words(contact: &Contact) -> String {
    let mut words = contact.name.clone();
    let more = contact.company.iter().chain(&contact.emails);
    let places = contact.addresses.iter().flat_map(|a| [&a.city, &a.line]);
    for word in more
        .chain(places)
        .chain(contact.identities.iter().map(|i| &i.id))
    {
        words.push(' ');
        words.push_str(word);
    }
    fold(&words)
}

pub(super) fn put_deal(conn: &Conn, deal: &Deal) -> Result<(), StoreError> {
    if deal.version.0 > 1 {
        conn.exec(
            "delete from find_deal where rowid = $1",
            &[deal.id.0.into()],
        )?;
    }
    let words = deal_words(deal);
    if !deal.deleted && !words.is_empty() {
        conn.exec(
            "insert into find_deal (rowid, words) values ($1, $2)",
            &[deal.id.0.into(), V::Text(&words)],
        )?;
    }
    Ok(())
}

pub(super) fn put_contact(conn: &Conn, contact: &Contact) -> Result<(), StoreError> {
    if contact.version.0 > 1 {
        conn.exec(
            "delete from find_contact where rowid = $1",
            &[contact.id.0.into()],
        )?;
        conn.exec(
            "delete from find_digits where rowid = $1",
            &[contact.id.0.into()],
        )?;
    }
    if contact.deleted {
        return Ok(());
    }
    let words = contact_words(contact);
    if !words.is_empty() {
        conn.exec(
            "insert into find_contact (rowid, words) values ($1, $2)",
            &[contact.id.0.into(), V::Text(&words)],
        )?;
    }
    let digits = contact
        .phones
        .iter()
        .map(|p| p.trim_start_matches('+'))
        .collect::<Vec<_>>()
        .join(" ");
    if !digits.is_empty() {
        conn.exec(
            "insert into find_digits (rowid, digits) values ($1, $2)",
            &[contact.id.0.into(), V::Text(&digits)],
        )?;
    }
    Ok(())
}

/// Many records are about to be put in at once, or were: the words of a transaction are sorted in so much memory, and
/// the less often they have to be merged on the disk.
pub fn expect_many(conn: &Conn, many: bool) -> Result<(), StoreError> {
    let bytes: i64 = if many { 64 << 20 } else { 1 << 20 };
    for sql in [
        "insert into find_deal (find_deal, rank) values ('hashsize', $1)",
        "insert into find_contact (find_contact, rank) values ('hashsize', $1)",
        "insert into find_digits (find_digits, rank) values ('hashsize', $1)",
    ] {
        conn.exec(sql, &[bytes.into()])?;
    }
    Ok(())
}

/// The readings of a query as one FTS5 expression: every word in any of its readings, so that «gazel next» finds
/// «ГАЗель Next»; and readings that split the line otherwise. Every word is quoted, so nothing a person types is syntax.
fn expression(query: &Query) -> Option<String> {
    let quote = |word: &String| format!("\"{}\" *", word.replace('"', "\"\""));
    let length = query.variants.first().map(Vec::len)?;
    let (alike, others): (Vec<_>, Vec<_>) = query
        .variants
        .iter()
        .filter(|words| !words.is_empty())
        .partition(|words| words.len() == length);
    let by_word = (0..length).map(|at| {
        let mut ways: Vec<String> = alike.iter().map(|words| quote(&words[at])).collect();
        ways.dedup();
        format!("({})", ways.join(" OR "))
    });
    let mut readings = vec![by_word.collect::<Vec<_>>().join(" AND ")];
    readings.extend(
        others
            .iter()
            .map(|words| words.iter().map(quote).collect::<Vec<_>>().join(" AND ")),
    );
    readings.retain(|reading| !reading.is_empty());
    let readings: Vec<String> = readings.iter().map(|r| format!("({r})")).collect();
    (!readings.is_empty()).then(|| readings.join(" OR "))
}

/// Deals by words, newest first.
pub fn deals(conn: &Conn, query: &Query, limit: u32) -> Result<Vec<DealId>, StoreError> {
    let Some(expression) = expression(query) else {
        return Ok(Vec::new());
    };
    conn.query(
        "select rowid from find_deal where find_deal match $1 order by rowid desc limit $2",
        &[V::Text(&expression), i64::from(limit).into()],
        |row| row.int(0).map(DealId),
    )
}

/// Contacts by words, newest first.
pub fn contacts(conn: &Conn, query: &Query, limit: u32) -> Result<Vec<ContactId>, StoreError> {
    let Some(expression) = expression(query) else {
        return Ok(Vec::new());
    };
    conn.query(
        "select rowid from find_contact where find_contact match $1 order by rowid desc limit $2",
        &[V::Text(&expression), i64::from(limit).into()],
        |row| row.int(0).map(ContactId),
    )
}

/// Contacts by any piece of a phone number, at least three digits, newest first.
pub fn contacts_by_digits(
    conn: &Conn,
    digits: &str,
    limit: u32,
) -> Result<Vec<ContactId>, StoreError> {
    if digits.len() < 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let phrase = format!("\"{digits}\"");
    conn.query(
        "select rowid from find_digits where find_digits match $1 order by rowid desc limit $2",
        &[V::Text(&phrase), i64::from(limit).into()],
        |row| row.int(0).map(ContactId),
    )
}
