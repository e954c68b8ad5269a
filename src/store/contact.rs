//! Contacts and everything they are recognised by.
use super::conn::{Conn, StoreError, V};
use super::search;
use crate::domain::calendar::Millis;
use crate::domain::contact::{Address, Contact, Draft, Identity};
use crate::domain::id::*;
use crate::domain::operator::Permit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Serialize, Deserialize)]
struct Rest<'a> {
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    phones: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    emails: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    identities: Cow<'a, [Identity]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    addresses: Cow<'a, [Address]>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    note: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external: Option<Cow<'a, str>>,
}

const INSERT: &str = "insert into contact (id, version, name, company, called, client_since, deleted, created_at, \
    changed_at, rest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const UPDATE: &str = "update contact set version = $2, name = $3, company = $4, called = $5, client_since = $6, \
    deleted = $7, created_at = $8, changed_at = $9, rest = $10 where id = $1";
const LOAD: &str = "select id, version, name, company, client_since, deleted, created_at, changed_at, rest \
    from contact";

fn write(conn: &Conn, sql: &'static str, contact: &Contact) -> Result<usize, StoreError> {
    let rest = serde_json::to_string(&Rest {
        phones: Cow::Borrowed(&contact.phones),
        emails: Cow::Borrowed(&contact.emails),
        identities: Cow::Borrowed(&contact.identities),
        addresses: Cow::Borrowed(&contact.addresses),
        note: Cow::Borrowed(&contact.note),
        external: contact.external.as_deref().map(Cow::Borrowed),
    })
    .map_err(|_| StoreError::Damaged("a contact that can't be written"))?;
    conn.exec(
        sql,
        &[
            contact.id.0.into(),
            contact.version.0.into(),
            V::Text(&contact.name),
            contact.company.as_deref().into(),
            V::Text(&contact.called()),
            contact.client_since.map(|t| t.0).into(),
            contact.deleted.into(),
            contact.created_at.0.into(),
            contact.changed_at.0.into(),
            V::Text(&rest),
        ],
    )
}

fn read(row: &super::conn::Row<'_>) -> Result<Contact, StoreError> {
    let rest: Rest<'static> = row.json(8)?;
    Ok(Contact {
        id: ContactId(row.int(0)?),
        version: Version(row.int(1)?),
        name: row.text(2)?,
        company: row.text_opt(3)?,
        client_since: row.int_opt(4)?.map(Millis),
        deleted: row.flag(5)?,
        created_at: Millis(row.int(6)?),
        changed_at: Millis(row.int(7)?),
        phones: rest.phones.into_owned(),
        emails: rest.emails.into_owned(),
        identities: rest.identities.into_owned(),
        addresses: rest.addresses.into_owned(),
        note: rest.note.into_owned(),
        external: rest.external.map(Cow::into_owned),
    })
}

/// The next number, taken: a rolled back transaction gives it back.
pub fn next_id(conn: &Conn) -> Result<ContactId, StoreError> {
    conn.int(
        "update head set contact = contact + 1 where one = 1 returning contact",
        &[],
    )
    .map(ContactId)
}

pub fn load(conn: &Conn, id: ContactId) -> Result<Option<Contact>, StoreError> {
    let mut sql = super::conn::Sql::new(LOAD);
    sql.push("where id = $1");
    conn.one(&sql, &[id.0.into()], read)
}

/// Newest first, below `before`.
pub fn newest(
    conn: &Conn,
    before: Option<ContactId>,
    limit: u32,
) -> Result<Vec<Contact>, StoreError> {
    let mut sql = super::conn::Sql::new(LOAD);
    sql.push("where deleted = 0 and id < $1 order by id desc limit $2");
    conn.query(
        &sql,
        &[
            before.map_or(i64::MAX, |c| c.0).into(),
            i64::from(limit).into(),
        ],
        read,
    )
}

pub fn insert(conn: &Conn, _permit: &Permit, contact: &Contact) -> Result<(), StoreError> {
    write(conn, INSERT, contact)?;
    for (kind, value) in keys(contact) {
        put_key(conn, kind, &value, contact.id)?;
    }
    search::put_contact(conn, contact)
}

/// Puts a changed contact back; its deals' cards follow the name.
pub fn update(
    conn: &Conn,
    _permit: &Permit,
    before: &Contact,
    after: &Contact,
) -> Result<(), StoreError> {
    write(conn, UPDATE, after)?;
    let (old, new) = (keys(before), keys(after));
    for (kind, value) in old.iter().filter(|key| !new.contains(key)) {
        conn.exec(
            "delete from contact_key where kind = $1 and value = $2 and contact = $3",
            &[(*kind).into(), value.into(), after.id.0.into()],
        )?;
    }
    for (kind, value) in new.iter().filter(|key| !old.contains(key)) {
        put_key(conn, *kind, value, after.id)?;
    }
    let called = after.called();
    if before.called() != called {
        conn.exec(
            "update deal set name = $2 where contact = $1",
            &[after.id.0.into(), V::Text(&called)],
        )?;
    }
    search::put_contact(conn, after)
}

const PHONE: i64 = 1;
const EMAIL: i64 = 2;
const IDENTITY: i64 = 3;
const EXTERNAL: i64 = 4;

fn put_key(conn: &Conn, kind: i64, value: &str, contact: ContactId) -> Result<(), StoreError> {
    conn.exec(
        "insert into contact_key (kind, value, contact) values ($1, $2, $3) on conflict do nothing",
        &[kind.into(), value.into(), contact.0.into()],
    )?;
    Ok(())
}

fn keys(contact: &Contact) -> Vec<(i64, String)> {
    if contact.deleted {
        return Vec::new();
    }
    let phones = contact.phones.iter().map(|p| (PHONE, p.clone()));
    let emails = contact.emails.iter().map(|e| (EMAIL, e.clone()));
    let identities = contact.identities.iter().map(|i| (IDENTITY, identity(i)));
    let external = contact.external.iter().map(|e| (EXTERNAL, e.clone()));
    phones
        .chain(emails)
        .chain(identities)
        .chain(external)
        .collect()
}

fn identity(identity: &Identity) -> String {
    format!("{}:{}", identity.channel, identity.id)
}

/// The contact that a tidy draft is, and by what it was recognised. The oldest where several match.
pub fn matching(conn: &Conn, draft: &Draft) -> Result<Option<(ContactId, String)>, StoreError> {
    let external = draft.external.iter().map(|e| (EXTERNAL, e.clone()));
    let identities = draft.identities.iter().map(|i| (IDENTITY, identity(i)));
    let phones = draft.phones.iter().map(|p| (PHONE, p.clone()));
    let emails = draft.emails.iter().map(|e| (EMAIL, e.clone()));
    for (kind, value) in external.chain(identities).chain(phones).chain(emails) {
        let found = conn.one(
            "select contact from contact_key where kind = $1 and value = $2 order by contact limit 1",
            &[kind.into(), V::Text(&value)],
            |row| row.int(0),
        )?;
        if let Some(contact) = found {
            return Ok(Some((ContactId(contact), value)));
        }
    }
    Ok(None)
}

/// Does any deal hang on this contact?
pub fn has_deals(conn: &Conn, contact: ContactId) -> Result<bool, StoreError> {
    let there = conn.one(
        "select id from deal where contact = $1 and deleted = 0 limit 1",
        &[contact.0.into()],
        |row| row.int(0),
    )?;
    Ok(there.is_some())
}
