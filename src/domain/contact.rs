//! The customer: a person or a company, and every way to reach them.
use super::calendar::Millis;
use super::email::Email;
use super::fold::fold;
use super::id::{ContactId, Version};
use super::phone::{self, Phone};
use super::refusal::{Flaw, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const NAME_MAX: usize = 512;
/// An address line, a name at a messenger.
const LINE_MAX: usize = 2048;
const LIST_MAX: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    pub id: ContactId,
    pub version: Version,
    /// May be empty: the phone is then shown.
    pub name: String,
    pub company: Option<String>,
    /// E.164.
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub identities: Vec<Identity>,
    pub addresses: Vec<Address>,
    pub note: String,
    /// When a deal was first won; before that the person is a lead.
    pub client_since: Option<Millis>,
    pub created_at: Millis,
    pub changed_at: Millis,
    pub deleted: bool,
    pub external: Option<String>,
}

/// Who somebody is at a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// "telegram", "whatsapp", "vk", …
    pub channel: String,
    pub id: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    pub city: String,
    pub line: String,
    pub postcode: String,
}

impl Address {
    /// Says everything the other one says: what is missing there is no other place.
    fn covers(&self, other: &Address) -> bool {
        let says = |known: &str, told: &str| told.is_empty() || fold(known) == fold(told);
        says(&self.city, &other.city)
            && says(&self.line, &other.line)
            && says(&self.postcode, &other.postcode)
    }
}

/// Whose deal it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Known(ContactId),
    /// Matched by phone, e-mail or messenger identity; made where nobody matches.
    Person(Draft),
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    pub name: String,
    pub company: Option<String>,
    /// As people write them; made E.164 by [`Contact::create`].
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub identities: Vec<Identity>,
    pub addresses: Vec<Address>,
    pub note: String,
    pub external: Option<String>,
}

/// One field with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    Name(String),
    Company(Option<String>),
    Phones(Vec<String>),
    Emails(Vec<String>),
    Identities(Vec<Identity>),
    Addresses(Vec<Address>),
    Note(String),
    // Only the server sets what follows.
    ClientSince(Option<Millis>),
    Deleted(bool),
}

pub type Change = super::event::Change<Set>;

impl Set {
    pub fn field(&self) -> &'static str {
        match self {
            Set::Name(_) => "name",
            Set::Company(_) => "company",
            Set::Phones(_) => "phones",
            Set::Emails(_) => "emails",
            Set::Identities(_) => "identities",
            Set::Addresses(_) => "addresses",
            Set::Note(_) => "note",
            Set::ClientSince(_) => "client_since",
            Set::Deleted(_) => "deleted",
        }
    }

    pub fn by_hand(&self) -> bool {
        !matches!(self, Set::ClientSince(_) | Set::Deleted(_))
    }
}

impl Draft {
    /// Phones as E.164, e-mails folded, blanks cut, doubles dropped.
    ///
    /// # Errors
    /// Names the phone or e-mail that can't be one, or what is too long.
    pub fn tidy(self) -> Result<Draft, Refusal> {
        let (phones, extensions) = phones(self.phones)?;
        Ok(Draft {
            name: name(self.name)?,
            company: self
                .company
                .map(name)
                .transpose()?
                .filter(|c| !c.is_empty()),
            phones,
            emails: emails(self.emails)?,
            identities: identities(self.identities)?,
            addresses: addresses(self.addresses)?,
            note: note(noted(self.note, &extensions))?,
            external: self.external,
        })
    }

    /// Of fields as they are set.
    pub fn of(set: Vec<Set>) -> Draft {
        let mut draft = Draft::default();
        for set in set {
            match set {
                Set::Name(v) => draft.name = v,
                Set::Company(v) => draft.company = v,
                Set::Phones(v) => draft.phones = v,
                Set::Emails(v) => draft.emails = v,
                Set::Identities(v) => draft.identities = v,
                Set::Addresses(v) => draft.addresses = v,
                Set::Note(v) => draft.note = v,
                Set::ClientSince(_) | Set::Deleted(_) => {}
            }
        }
        draft
    }

    pub fn is_empty(&self) -> bool {
        *self == Draft::default()
    }
}

/// Letters of an external id that is made of a name.
pub const NAMED_MAX: usize = 200;

/// What a contact of ours is known by in a file we wrote: its number, and its name lest it be another shop's number.
pub fn own_external(number: i64, name: &str, company: Option<&str>) -> String {
    let called = match name.is_empty() {
        false => name,
        true => company.unwrap_or_default(),
    };
    let id = format!("{OWN}{number}:{}", fold(called));
    id.chars().take(NAMED_MAX).collect()
}

/// The number in what [`own_external`] makes.
pub fn own_number(external: &str) -> Option<ContactId> {
    let (number, _) = external.strip_prefix(OWN)?.split_once(':')?;
    number.parse().ok().map(ContactId)
}

const OWN: &str = "pult:";

impl Contact {
    /// # Errors
    /// The refusals of [`Draft::tidy`]; a contact without name and any way to reach it.
    pub fn create(id: ContactId, draft: Draft, now: Millis) -> Result<Contact, Refusal> {
        let draft = draft.tidy()?;
        let reachable =
            !(draft.phones.is_empty() && draft.emails.is_empty() && draft.identities.is_empty());
        if draft.name.is_empty() && draft.company.is_none() && !reachable {
            return Err(Refusal::Invalid {
                field: "name".into(),
                flaw: Flaw::Empty,
            });
        }
        Ok(Contact {
            id,
            version: Version(1),
            name: draft.name,
            company: draft.company,
            phones: draft.phones,
            emails: draft.emails,
            identities: draft.identities,
            addresses: draft.addresses,
            note: draft.note,
            client_since: None,
            created_at: now,
            changed_at: now,
            deleted: false,
            external: draft.external,
        })
    }

    /// The changes that `set` makes; values that are already so are left out.
    ///
    /// # Errors
    /// Names the first field that can't be so.
    pub fn edit(&self, set: Vec<Set>) -> Result<Vec<Change>, Refusal> {
        let (mut after, mut likes) = (self.clone(), Vec::<Set>::new());
        let mut extensions = Vec::new();
        for wish in set {
            if !wish.by_hand() {
                return Err(Refusal::ServerSet {
                    field: wish.field().to_owned(),
                });
            }
            let wish = match wish {
                Set::Name(v) => Set::Name(name(v)?),
                Set::Company(v) => Set::Company(v.map(name).transpose()?.filter(|c| !c.is_empty())),
                Set::Phones(v) => {
                    let (phones, more) = phones(v)?;
                    extensions.extend(more);
                    Set::Phones(phones)
                }
                Set::Emails(v) => Set::Emails(emails(v)?),
                Set::Identities(v) => Set::Identities(identities(v)?),
                Set::Addresses(v) => Set::Addresses(addresses(v)?),
                Set::Note(v) => Set::Note(note(v)?),
                other => other,
            };
            after.apply(&wish);
            if !likes.iter().any(|like| like.field() == wish.field()) {
                likes.push(wish);
            }
        }
        if !extensions.is_empty() {
            after.note = note(noted(after.note, &extensions))?;
            likes.push(Set::Note(String::new()));
        }
        Ok(self.difference(&after, &likes))
    }

    /// The fields among `likes` in which `after` differs from this contact.
    fn difference(&self, after: &Contact, likes: &[Set]) -> Vec<Change> {
        likes
            .iter()
            .map(|like| Change {
                before: self.get(like),
                after: after.get(like),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }

    /// What a newly met person adds to this contact: ways to reach them we did not know, a name where we had none,
    /// what is noted of them. Nothing that is known is overwritten.
    pub fn enrich(&self, draft: &Draft) -> Vec<Change> {
        let mut after = self.clone();
        extend(&mut after.phones, &draft.phones);
        extend(&mut after.emails, &draft.emails);
        extend(&mut after.identities, &draft.identities);
        for address in &draft.addresses {
            if !after.addresses.iter().any(|known| known.covers(address)) {
                after.addresses.push(address.clone());
            }
        }
        if after.name.is_empty() {
            after.name.clone_from(&draft.name);
        }
        if after.company.is_none() {
            after.company.clone_from(&draft.company);
        }
        // What would not fit any more is told by `untaken`.
        if let Ok(note) = note(noted(after.note.clone(), std::slice::from_ref(&draft.note))) {
            after.note = note;
        }
        let likes = [
            Set::Name(String::new()),
            Set::Company(None),
            Set::Phones(Vec::new()),
            Set::Emails(Vec::new()),
            Set::Identities(Vec::new()),
            Set::Addresses(Vec::new()),
            Set::Note(String::new()),
        ];
        self.difference(&after, &likes)
    }

    /// What `set` comes to where ways to reach somebody are added to those that are known.
    pub fn added(&self, set: Set) -> Set {
        let mut all = self.get(&set);
        match (&mut all, set) {
            (Set::Phones(known), Set::Phones(more)) => known.extend(more),
            (Set::Emails(known), Set::Emails(more)) => known.extend(more),
            (Set::Identities(known), Set::Identities(more)) => extend(known, &more),
            (Set::Addresses(known), Set::Addresses(more)) => extend(known, &more),
            (_, other) => return other,
        }
        all
    }

    /// What was said of somebody who turned out to be this contact and is not what is known of them.
    pub fn untaken(&self, draft: &Draft) -> Vec<Set> {
        let mut untaken = Vec::new();
        if !draft.name.is_empty() && draft.name != self.name {
            untaken.push(Set::Name(draft.name.clone()));
        }
        if draft.company.is_some() && draft.company != self.company {
            untaken.push(Set::Company(draft.company.clone()));
        }
        if !self.note.contains(draft.note.trim()) {
            untaken.push(Set::Note(draft.note.clone()));
        }
        untaken
    }

    /// The present value of the field that `like` sets.
    pub fn get(&self, like: &Set) -> Set {
        match like {
            Set::Name(_) => Set::Name(self.name.clone()),
            Set::Company(_) => Set::Company(self.company.clone()),
            Set::Phones(_) => Set::Phones(self.phones.clone()),
            Set::Emails(_) => Set::Emails(self.emails.clone()),
            Set::Identities(_) => Set::Identities(self.identities.clone()),
            Set::Addresses(_) => Set::Addresses(self.addresses.clone()),
            Set::Note(_) => Set::Note(self.note.clone()),
            Set::ClientSince(_) => Set::ClientSince(self.client_since),
            Set::Deleted(_) => Set::Deleted(self.deleted),
        }
    }

    pub fn apply(&mut self, set: &Set) {
        match set {
            Set::Name(v) => self.name.clone_from(v),
            Set::Company(v) => self.company.clone_from(v),
            Set::Phones(v) => self.phones.clone_from(v),
            Set::Emails(v) => self.emails.clone_from(v),
            Set::Identities(v) => self.identities.clone_from(v),
            Set::Addresses(v) => self.addresses.clone_from(v),
            Set::Note(v) => self.note.clone_from(v),
            Set::ClientSince(v) => self.client_since = *v,
            Set::Deleted(v) => self.deleted = *v,
        }
    }

    /// What people call this contact: name, company, else a phone or e-mail.
    pub fn called(&self) -> String {
        [
            Some(self.name.clone()),
            self.company.clone(),
            self.phones.first().map(|phone| phone::pretty(phone)),
            self.emails.first().cloned(),
        ]
        .into_iter()
        .flatten()
        .find(|s| !s.is_empty())
        .or_else(|| self.identities.first().map(|i| i.id.clone()))
        .unwrap_or_default()
    }

    pub fn reachable(&self) -> super::pipeline::Reachable {
        super::pipeline::Reachable {
            phone: !self.phones.is_empty(),
            email: !self.emails.is_empty(),
            address: self
                .addresses
                .iter()
                .any(|a| !a.line.is_empty() || !a.city.is_empty()),
        }
    }
}

fn name(text: String) -> Result<String, Refusal> {
    let text = text.trim().to_owned();
    if text.len() > NAME_MAX {
        return Err(Refusal::Invalid {
            field: "name".into(),
            flaw: Flaw::TooLong { max: NAME_MAX },
        });
    }
    Ok(text)
}

fn note(text: String) -> Result<String, Refusal> {
    let max = super::field::TEXT_MAX;
    if text.len() > max {
        return Err(Refusal::Invalid {
            field: "note".into(),
            flaw: Flaw::TooLong { max },
        });
    }
    Ok(text)
}

/// A text as it was with lines it does not have yet.
fn noted(mut text: String, lines: &[String]) -> String {
    for line in lines.iter().map(|line| line.trim()) {
        if !text.contains(line) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
    text
}

/// The numbers, each once; and those with an extension as people read them, for the note: a number to be known by has
/// none. One text may hold several.
fn phones(texts: Vec<String>) -> Result<(Vec<String>, Vec<String>), Refusal> {
    let (mut numbers, mut extensions) = (Vec::new(), Vec::new());
    for text in &texts {
        for phone in Phone::parse_many(text) {
            let phone = phone.map_err(|_| Refusal::Invalid {
                field: "phones".into(),
                flaw: Flaw::NotAPhone {
                    value: text.clone(),
                },
            })?;
            if phone.ext.is_some() {
                extensions.push(phone.pretty());
            }
            numbers.push(phone.e164);
        }
    }
    Ok((within("phones", unique(numbers))?, extensions))
}

fn emails(texts: Vec<String>) -> Result<Vec<String>, Refusal> {
    let parsed = texts.iter().filter(|t| !t.trim().is_empty()).map(|text| {
        Email::parse(text)
            .map(|e| e.as_str().to_owned())
            .map_err(|_| Refusal::Invalid {
                field: "emails".into(),
                flaw: Flaw::NotAnEmail {
                    value: text.clone(),
                },
            })
    });
    within("emails", unique(parsed.collect::<Result<_, _>>()?))
}

fn identities(list: Vec<Identity>) -> Result<Vec<Identity>, Refusal> {
    short("identities", list.iter().flat_map(|i| [&i.channel, &i.id]))?;
    within("identities", unique(list))
}

fn addresses(list: Vec<Address>) -> Result<Vec<Address>, Refusal> {
    let parts = list.iter().flat_map(|a| [&a.city, &a.line, &a.postcode]);
    short("addresses", parts)?;
    within("addresses", list)
}

fn short<'a>(field: &str, texts: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
    let max = LINE_MAX;
    match texts.into_iter().find(|text| text.len() > max) {
        Some(_) => Err(Refusal::Invalid {
            field: field.to_owned(),
            flaw: Flaw::TooLong { max },
        }),
        None => Ok(()),
    }
}

fn within<T>(field: &str, list: Vec<T>) -> Result<Vec<T>, Refusal> {
    if list.len() > LIST_MAX {
        return Err(Refusal::Invalid {
            field: field.to_owned(),
            flaw: Flaw::TooLong { max: LIST_MAX },
        });
    }
    Ok(list)
}

fn unique<T: PartialEq + Clone>(list: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(list.len());
    extend(&mut kept, &list);
    kept
}

fn extend<T: PartialEq + Clone>(known: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !known.contains(item) {
            known.push(item.clone());
        }
    }
}
