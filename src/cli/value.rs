//! What people type behind `--set`, `--item`, `--due`: words into the domain's values.
use super::fault::Fault;
use super::name;
use crate::domain::calendar::{DayError, Millis, parse_day};
use crate::domain::contact::{self, Address, Identity};
use crate::domain::deal::{self, Item, Kind, NextStep, Turn};
use crate::domain::field::{FieldKind, FieldSpec, FieldValue};
use crate::domain::fold::fold;
use crate::domain::id::ContactId;
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::import::columns;
use crate::text::{self, Lang};

/// What typed words are read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub lang: Lang,
    pub shop: &'a Shop,
    pub now: Millis,
}

/// Fields of a deal that `--set` takes.
const DEAL_FIELDS: [&str; 15] = [
    "title",
    "contact",
    "kind",
    "source",
    "tags",
    "responsible",
    "observer",
    "co_executor",
    "department",
    "next_step",
    "next_step_at",
    "turn",
    "lost_reason",
    "items",
    "amount",
];

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
    /// All `field=value` of one command line for a deal. `known` is the next step as it is: its text and its time may
    /// be set one at a time.
    pub fn deal_sets(
        &self,
        pairs: &[String],
        known: Option<&NextStep>,
    ) -> Result<Vec<deal::Set>, Fault> {
        let mut sets = Vec::new();
        let mut step_text: Option<String> = None;
        let mut step_at: Option<Millis> = None;
        for pair in pairs {
            let (typed, value) = self.pair(pair)?;
            match self.deal_field(typed)? {
                Field::Own("next_step") if value.is_empty() => {
                    sets.push(deal::Set::NextStep(None));
                }
                Field::Own("next_step") => step_text = Some(value.to_owned()),
                Field::Own("next_step_at") => {
                    step_at = Some(self.day("next_step", value)?);
                }
                Field::Own(field) => sets.push(self.deal_set(field, value)?),
                Field::Shop(spec) => sets.push(deal::Set::Custom {
                    key: spec.key.clone(),
                    value: self.custom(spec, value)?,
                }),
            }
        }
        if step_text.is_some() || step_at.is_some() {
            sets.push(deal::Set::NextStep(Some(
                self.next_step(step_text, step_at, known)?,
            )));
        }
        Ok(sets)
    }

    fn next_step(
        &self,
        text: Option<String>,
        at: Option<Millis>,
        known: Option<&NextStep>,
    ) -> Result<NextStep, Fault> {
        let text = text
            .or_else(|| known.map(|step| step.text.clone()))
            .ok_or_else(|| self.wrong("next_step", text::part::wanted(self.lang)))?;
        // "позвонить @ завтра 15:00" says both at once.
        if let Some((words, when)) = text.rsplit_once('@')
            && at.is_none()
        {
            return Ok(NextStep {
                at: self.day("next_step", when)?,
                text: words.trim().to_owned(),
            });
        }
        let at = at
            .or_else(|| known.map(|step| step.at))
            .ok_or_else(|| Fault::usage(text::cli::step_needs_time(self.lang)))?;
        Ok(NextStep { text, at })
    }

    fn deal_set(&self, field: &str, value: &str) -> Result<deal::Set, Fault> {
        use deal::Set;
        let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Ok(match field {
            "title" => Set::Title(value.to_owned()),
            "contact" => Set::Contact(self.optional(value, |v| {
                let number = v.trim_start_matches(['№', '#']).trim().parse();
                let number =
                    number.map_err(|_| self.wrong(field, text::part::not_a_number(self.lang)));
                number.map(ContactId)
            })?),
            "kind" => Set::Kind(self.optional(value, |v| self.kind(v))?),
            "source" => {
                Set::Source(self.optional(value, |v| self.known(name::source(self.shop, v)))?)
            }
            "tags" => Set::Tags(list(value)),
            "responsible" => Set::Responsible(self.person(value)?),
            "observer" => Set::Observer(self.person(value)?),
            "co_executor" => Set::CoExecutor(self.person(value)?),
            "department" => Set::Department(
                self.optional(value, |v| self.known(name::department(self.shop, v)))?,
            ),
            "turn" => Set::Turn(self.turn(value)?),
            "lost_reason" => Set::LostReason(some(value).map(|v| self.lost_reason(v))),
            "items" => Set::Items(
                value
                    .split(';')
                    .filter(|item| !item.trim().is_empty())
                    .map(|item| self.item(item))
                    .collect::<Result<_, _>>()?,
            ),
            _ => Set::Amount(self.sum(field, value)?),
        })
    }

    /// The shop's own spelling of a reason, where it is one of the shop's.
    fn lost_reason(&self, typed: String) -> String {
        let wanted = fold(&typed);
        let known = self.shop.lost_reasons.iter().find(|r| fold(r) == wanted);
        known.cloned().unwrap_or(typed)
    }

    pub fn kind(&self, typed: &str) -> Result<Kind, Fault> {
        let words = |kind: Kind| match kind {
            Kind::Retail => ["retail", "розница", text::domain::retail(self.lang)],
            Kind::Wholesale => ["wholesale", "опт", text::domain::wholesale(self.lang)],
        };
        self.word(
            "kind",
            typed,
            &Kind::ALL.map(|kind| (kind, words(kind).to_vec())),
        )
    }

    pub fn turn(&self, typed: &str) -> Result<Turn, Fault> {
        let key = |turn: Turn| match turn {
            Turn::Us => "us",
            Turn::Client => "client",
            Turn::Warehouse => "warehouse",
            Turn::Carrier => "carrier",
            Turn::Bank => "bank",
        };
        let words = |turn| vec![key(turn), text::domain::turn(self.lang, turn)];
        self.word("turn", typed, &Turn::ALL.map(|turn| (turn, words(turn))))
    }

    /// One of a few words.
    fn word<T: Copy>(
        &self,
        field: &str,
        typed: &str,
        words: &[(T, Vec<&str>)],
    ) -> Result<T, Fault> {
        let wanted = fold(typed);
        let found = words
            .iter()
            .find(|(_, words)| words.iter().any(|word| fold(word) == wanted));
        found.map(|(value, _)| *value).ok_or_else(|| {
            let known: Vec<&str> = words
                .iter()
                .filter_map(|(_, w)| w.first().copied())
                .collect();
            self.wrong(field, &text::cli::one_of(self.lang, &known.join(", ")))
        })
    }

    fn person(&self, value: &str) -> Result<Option<crate::domain::id::OperatorId>, Fault> {
        self.optional(value, |v| self.known(name::person(self.shop, v)))
    }

    /// An empty value empties the field.
    fn optional<T>(
        &self,
        value: &str,
        read: impl Fn(&str) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let value = value.trim();
        (!value.is_empty()).then(|| read(value)).transpose()
    }

    /// All `field=value` of one command line for a contact.
    pub fn contact_sets(&self, pairs: &[String]) -> Result<Vec<contact::Set>, Fault> {
        pairs.iter().map(|pair| self.contact_set(pair)).collect()
    }

    fn contact_set(&self, pair: &str) -> Result<contact::Set, Fault> {
        use contact::Set;
        let (typed, value) = self.pair(pair)?;
        let wanted = fold(typed).replace('-', "_");
        let singular = match wanted.as_str() {
            "phone" | "телефон" => "phones",
            "email" | "e_mail" => "emails",
            "address" | "адрес" => "addresses",
            "identity" | "мессенджер" => "identities",
            other => other,
        };
        let field = CONTACT_FIELDS
            .into_iter()
            .find(|f| *f == singular || fold(&text::domain::field(self.lang, f)) == wanted)
            .ok_or_else(|| self.no_field(typed, &CONTACT_FIELDS, &[]))?;
        Ok(match field {
            "name" => Set::Name(value.to_owned()),
            "company" => Set::Company((!value.is_empty()).then(|| value.to_owned())),
            "phones" => Set::Phones(list(value)),
            "emails" => Set::Emails(list(value)),
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

    /// "telegram:anna".
    pub fn identity(&self, typed: &str) -> Result<Identity, Fault> {
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

    fn pair<'p>(&self, pair: &'p str) -> Result<(&'p str, &'p str), Fault> {
        let (field, value) = pair
            .split_once('=')
            .ok_or_else(|| Fault::usage(text::cli::not_a_pair(self.lang, pair)))?;
        Ok((field.trim(), value.trim()))
    }

    fn deal_field(&self, typed: &str) -> Result<Field<'_>, Fault> {
        let wanted = fold(typed);
        let own = wanted.replace('-', "_");
        if let Some(spec) = self
            .shop
            .fields
            .iter()
            .find(|f| f.key == typed || fold(&f.name) == wanted)
        {
            return Ok(Field::Shop(spec));
        }
        DEAL_FIELDS
            .into_iter()
            .find(|f| *f == own || fold(&text::domain::field(self.lang, f)) == wanted)
            .map(Field::Own)
            .ok_or_else(|| self.no_field(typed, &DEAL_FIELDS, &self.shop.fields))
    }

    fn no_field(&self, typed: &str, own: &[&str], shops: &[FieldSpec]) -> Fault {
        let names = own.iter().map(|f| (*f).to_owned());
        let shops = shops.iter().flat_map(|f| [f.key.clone(), f.name.clone()]);
        let words = own.iter().map(|f| text::domain::field(self.lang, f));
        let nearest = columns::nearest(&fold(typed), names.chain(shops).chain(words));
        let no = Refusal::Unknown {
            what: "field".into(),
            value: typed.to_owned(),
            nearest,
        };
        Fault::wrong(self.lang, &no, self.shop)
    }

    fn custom(&self, spec: &FieldSpec, value: &str) -> Result<Option<FieldValue>, Fault> {
        let name = spec.name.as_str();
        self.optional(value, |value| {
            Ok(match &spec.kind {
                FieldKind::Text => FieldValue::Text(value.to_owned()),
                FieldKind::Number => {
                    let plain = value.replace([' ', '\u{a0}'], "");
                    FieldValue::Number(
                        plain
                            .parse()
                            .map_err(|_| self.wrong(name, text::part::not_a_number(self.lang)))?,
                    )
                }
                FieldKind::Money => FieldValue::Money(self.sum(name, value)?),
                FieldKind::Date => FieldValue::Date(self.day(name, value)?),
                FieldKind::Flag => FieldValue::Flag(self.flag(name, value)?),
                FieldKind::Choice(choices) => FieldValue::Text(self.choice(name, choices, value)?),
            })
        })
    }

    fn flag(&self, field: &str, value: &str) -> Result<bool, Fault> {
        let yes = vec!["yes", "да", "true", "1"];
        let no = vec!["no", "нет", "false", "0"];
        self.word(field, value, &[(true, yes), (false, no)])
    }

    fn choice(&self, field: &str, choices: &[String], value: &str) -> Result<String, Fault> {
        let candidates: Vec<name::Candidate<'_, usize>> = choices
            .iter()
            .enumerate()
            .map(|(id, choice)| name::Candidate {
                id,
                key: choice,
                name: choice,
            })
            .collect();
        let at = self.known(name::find(field, value, &candidates))?;
        Ok(choices.get(at).cloned().unwrap_or_default())
    }

    /// "Рычаг ×2=4200": what, how many of it, the price of one. A bare name is one piece without a price.
    pub fn item(&self, typed: &str) -> Result<Item, Fault> {
        let (named, price) = match typed.rsplit_once('=') {
            Some((named, price)) => (named, self.sum("items", price)?),
            None => (typed, Kopecks(0)),
        };
        let (name, quantity) = counted(named.trim());
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

    pub fn sum(&self, field: &str, typed: &str) -> Result<Kopecks, Fault> {
        use text::part as w;
        Kopecks::parse(typed).map_err(|why| {
            let word = match why {
                MoneyError::Empty => w::wanted(self.lang),
                MoneyError::NotANumber => w::not_a_sum(self.lang),
                MoneyError::Negative => w::below_zero(self.lang),
                MoneyError::TooLarge => w::too_large(self.lang),
                MoneyError::Ambiguous => w::thousands_or_kopecks(self.lang),
                MoneyError::RuinedByExcel => w::ruined(self.lang),
            };
            self.wrong(field, word)
        })
    }

    /// A day or a moment.
    pub fn day(&self, field: &str, typed: &str) -> Result<Millis, Fault> {
        use text::part as w;
        let read = parse_day(typed, self.now, self.shop.hours.zone());
        read.map(|typed| typed.at).map_err(|why| {
            let word = match why {
                DayError::Empty => w::wanted(self.lang),
                DayError::NotUnderstood => w::not_a_date(self.lang),
                DayError::NoSuchDay => w::no_such_day(self.lang),
                DayError::NoSuchTime => w::no_such_time(self.lang),
                DayError::TooFar => w::too_far(self.lang),
            };
            self.wrong(field, word)
        })
    }

    fn wrong(&self, field: &str, why: &str) -> Fault {
        let field = text::domain::field(self.lang, field);
        Fault::usage(text::refusal::invalid(self.lang, &field, why))
    }

    fn known<T>(&self, found: Result<T, Refusal>) -> Result<T, Fault> {
        found.map_err(|no| Fault::wrong(self.lang, &no, self.shop))
    }
}

enum Field<'a> {
    Own(&'static str),
    Shop(&'a FieldSpec),
}

/// Values between commas.
fn list(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
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

/// "Рычаг ×2" into the name and thousandths of a piece. A sign without a number behind it belongs to the name.
fn counted(typed: &str) -> (&str, i64) {
    // The letters x and х stand for the sign only where a name ends before them: "Рычаг x2", not "Flex2".
    for sign in ['×', '*', 'x', 'х', 'X', 'Х'] {
        let Some((name, count)) = typed.rsplit_once(sign) else {
            continue;
        };
        let letter = sign.is_alphabetic();
        if letter && !name.ends_with(char::is_whitespace) {
            continue;
        }
        if let Some(quantity) = thousandths(count.trim()) {
            return (name.trim(), quantity);
        }
    }
    (typed.trim(), 1000)
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
    use super::*;

    fn with<T>(test: impl FnOnce(Reading<'_>) -> T) -> T {
        let shop = crate::setup::default_shop();
        test(Reading {
            lang: Lang::Ru,
            shop: &shop,
            now: Millis(1_795_000_000_000),
        })
    }

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
        assert!(with(|r| r.item("=100")).is_err());
        assert!(with(|r| r.item("Рычаг=дорого")).is_err());
    }

    #[test]
    fn fields_go_by_key_by_word_and_by_the_shops_own_name() {
        let pairs = [
            "title=Рычаг",
            "Машина=ГАЗ-3302",
            "delivery=сдэк",
            "источник=авито",
            "tags=срочно, опт,",
            "amount=8 400,50",
        ]
        .map(str::to_owned);
        let sets = with(|r| r.deal_sets(&pairs, None)).unwrap();
        let custom = |key: &str, value: &str| deal::Set::Custom {
            key: key.into(),
            value: Some(FieldValue::Text(value.into())),
        };
        assert_eq!(sets[0], deal::Set::Title("Рычаг".into()));
        assert_eq!(sets[1], custom("car", "ГАЗ-3302"));
        assert_eq!(sets[2], custom("delivery", "СДЭК"));
        assert!(matches!(sets[3], deal::Set::Source(Some(_))));
        assert_eq!(
            sets[4],
            deal::Set::Tags(vec!["срочно".into(), "опт".into()])
        );
        assert_eq!(sets[5], deal::Set::Amount(Kopecks(840_050)));
    }

    #[test]
    fn a_next_step_is_a_text_and_a_time() {
        let read = |pairs: &[&str], known: Option<&NextStep>| {
            let pairs: Vec<String> = pairs.iter().map(|p| (*p).to_owned()).collect();
            with(|r| r.deal_sets(&pairs, known))
        };
        let step = |sets: Result<Vec<deal::Set>, Fault>| match sets.unwrap().remove(0) {
            deal::Set::NextStep(Some(step)) => step,
            other => panic!("{other:?}"),
        };
        let at_once = step(read(&["next_step=позвонить @ завтра 15:00"], None));
        let apart = step(read(
            &["next-step=позвонить", "next_step_at=завтра 15:00"],
            None,
        ));
        assert_eq!(at_once, apart);
        assert_eq!(at_once.text, "позвонить");
        let later = step(read(&["next_step_at=+3д"], Some(&at_once)));
        assert_eq!(later.text, "позвонить");
        assert!(later.at > at_once.at);
        assert!(read(&["next_step=позвонить"], None).is_err());
        assert_eq!(
            read(&["next_step="], None).unwrap(),
            [deal::Set::NextStep(None)]
        );
    }

    #[test]
    fn a_wrong_field_or_value_says_what_would_do() {
        let fault = |pair: &str| {
            let pairs = [pair.to_owned()];
            with(|r| r.deal_sets(&pairs, None)).unwrap_err()
        };
        assert!(fault("titel=x").line.contains("title"));
        assert!(fault("title").line.contains('='));
        assert!(fault("kind=оптище").line.contains("wholesale"));
        assert!(fault("source=авита").line.contains("Авито"));
        assert!(fault("amount=8,400").line.contains("тысячи"));
        assert_eq!(fault("amount=-1").exit, super::super::fault::Exit::Usage);
    }

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
        assert!(matches!(&sets[0], contact::Set::Phones(p) if p.len() == 2));
        assert!(matches!(&sets[1], contact::Set::Addresses(a) if a[0].city == "Новосибирск"));
        assert_eq!(sets[2], contact::Set::Company(None));
        assert!(matches!(&sets[3], contact::Set::Identities(i) if i[0].channel == "telegram"));
        assert!(with(|r| r.contact_sets(&["fone=1".into()])).is_err());
    }
}
