//! `--set field=value` of a contact.
use super::Slip;
use super::{Reading, list};
use crate::domain::contact::{self, Address, Identity};
use crate::domain::fold::fold;
use crate::text;

/// Fields of a contact that `--set` takes.
const CONTACT_FIELDS: [&str; 7] = [
    "name",
    "company",
    "phones",
    "emails",
    "identities",
    "addresses",
    "note",
];

impl Reading<'_> {
    /// All `field=value` of one command line for a contact.
    pub fn contact_sets(&self, pairs: &[String]) -> Result<Vec<contact::Set>, Slip> {
        pairs.iter().map(|pair| self.contact_set(pair)).collect()
    }

    /// Is this pair about the customer, and no field of the deal?
    pub fn is_of_contact(&self, pair: &str) -> bool {
        let of_contact = |(typed, _): (&str, &str)| {
            self.deal_field(typed).is_err() && self.contact_field(typed).is_some()
        };
        self.pair(pair).is_ok_and(of_contact)
    }

    fn contact_field(&self, typed: &str) -> Option<&'static str> {
        let wanted = fold(typed).replace('-', "_");
        let singular = match wanted.as_str() {
            "phone" | "телефон" => "phones",
            "email" | "e_mail" => "emails",
            "address" | "адрес" => "addresses",
            "identity" | "мессенджер" => "identities",
            other => other,
        };
        CONTACT_FIELDS
            .into_iter()
            .find(|f| *f == singular || fold(&text::domain::field(self.lang, f)) == wanted)
    }

    fn contact_set(&self, pair: &str) -> Result<contact::Set, Slip> {
        use contact::Set;
        let (typed, value) = self.pair(pair)?;
        let field = self
            .contact_field(typed)
            .ok_or_else(|| self.no_field(typed, &CONTACT_FIELDS, &[]))?;
        Ok(match field {
            "name" => Set::Name(value.to_owned()),
            "company" => Set::Company((!value.is_empty()).then(|| value.to_owned())),
            "phones" => Set::Phones(self.phones(value)?),
            "emails" => Set::Emails(self.emails(list(value))?),
            "identities" => Set::Identities(
                list(value)
                    .iter()
                    .map(|one| self.identity(one))
                    .collect::<Result<_, _>>()?,
            ),
            "addresses" => Set::Addresses(if value.is_empty() {
                Vec::new()
            } else {
                vec![address(value)]
            }),
            _ => Set::Note(value.to_owned()),
        })
    }

    /// What is no phone is a slip on this line, not a rule's no.
    /// They go out as they were typed: an extension is kept where the number is.
    fn phones(&self, typed: &str) -> Result<Vec<String>, Slip> {
        let draft = contact::Draft {
            phones: vec![typed.to_owned()],
            ..contact::Draft::default()
        };
        self.known(draft.clone().tidy()).map(|_| draft.phones)
    }

    fn emails(&self, emails: Vec<String>) -> Result<Vec<String>, Slip> {
        let draft = contact::Draft {
            emails,
            ..contact::Draft::default()
        };
        self.known(draft.tidy()).map(|draft| draft.emails)
    }

    /// "telegram:anna".
    pub fn identity(&self, typed: &str) -> Result<Identity, Slip> {
        let wrong = || self.wrong("identities", text::cli::identity_form(self.lang));
        let (channel, id) = typed.split_once(':').ok_or_else(wrong)?;
        if channel.trim().is_empty() || id.trim().is_empty() {
            return Err(wrong());
        }
        Ok(Identity {
            channel: channel.trim().to_lowercase(),
            id: id.trim().to_owned(),
        })
    }
}

/// "Город, улица, дом": what stands before the first comma is the city.
pub fn address(typed: &str) -> Address {
    match typed.split_once(',') {
        Some((city, line)) => Address {
            city: city.trim().to_owned(),
            line: line.trim().to_owned(),
            postcode: String::new(),
        },
        None => Address {
            line: typed.trim().to_owned(),
            ..Address::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;

    #[test]
    fn a_contact_takes_lists_and_addresses() {
        let pairs = [
            "phone=8 913 555-12-34, +7 913 555-12-35",
            "address=Новосибирск, Ленина 1",
            "company=",
            "identity=Telegram:anna",
        ]
        .map(str::to_owned);
        let sets = with(|r| r.contact_sets(&pairs)).unwrap();
        assert!(matches!(&sets[0], contact::Set::Phones(p) if p[0].contains("34, +7")));
        assert!(matches!(&sets[1], contact::Set::Addresses(a) if a[0].city == "Новосибирск"));
        assert_eq!(sets[2], contact::Set::Company(None));
        assert!(matches!(&sets[3], contact::Set::Identities(i) if i[0].channel == "telegram"));
        assert!(with(|r| r.contact_sets(&["fone=1".into()])).is_err());
    }
}
