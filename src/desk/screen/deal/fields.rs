//! A deal's fields as fields of a form, and back as what an edit asks for.
use crate::desk::part::field::{Field, Kind, Value};
use crate::desk::part::form::Values;
use crate::desk::part::picker::Entry;
use crate::desk::seat::Seat;
use crate::domain::deal::{self, Deal, NextStep, Set, Turn};
use crate::domain::field::{FieldKind, FieldValue};
use crate::domain::id::{DepartmentId, OperatorId, SourceId};
use crate::domain::shop::Shop;
use crate::text::{self, Lang};

/// Fields every deal has, in the order of forms and cards. The shop's own follow by their keys.
pub(in crate::desk::screen) const OWN: [&str; 12] = [
    "title",
    "amount",
    "kind",
    "source",
    "responsible",
    "observer",
    "co_executor",
    "department",
    "next_step",
    "turn",
    "tags",
    "lost_reason",
];

/// The second field of the next step: its date.
pub(in crate::desk::screen) const NEXT_STEP_AT: &str = "next_step.at";

/// What a field is called.
pub(in crate::desk::screen) fn label(key: &str, lang: Lang, shop: Option<&Shop>) -> String {
    match shop.and_then(|s| s.field(key)) {
        Some(spec) => spec.name.clone(),
        None => text::domain::field(lang, key),
    }
}

/// The fields that enter this one, filled from the deal. The next step has two: what and when.
pub(in crate::desk::screen) fn fields(key: &str, deal: Option<&Deal>, seat: &Seat) -> Vec<Field> {
    let lang = seat.lang;
    let Some(shop) = seat.mirror.shop.as_deref() else {
        return Vec::new();
    };
    let new = |kind: Kind| Field::new(key, label(key, lang, Some(shop)), kind);
    let field = match key {
        "title" => new(Kind::Text).text(deal.map_or("", |d| &d.title)),
        "amount" => new(Kind::Money).money(deal.map(|d| d.amount).filter(|sum| sum.0 != 0)),
        "kind" => new(Kind::Choice(kinds(lang))).choice(
            deal.and_then(|d| d.kind)
                .and_then(|k| place(&deal::Kind::ALL, k)),
        ),
        "source" => {
            let sources = shop
                .sources
                .iter()
                .map(|s| Entry::new(s.id.0, s.name.clone()));
            let now = match deal {
                Some(deal) => deal.source,
                None => shop.sources.iter().find(|s| s.default).map(|s| s.id),
            };
            new(Kind::Choice(sources.collect())).choice(now.map(|id| id.0))
        }
        "responsible" => person(new, deal.and_then(|d| d.responsible), shop),
        "observer" => person(new, deal.and_then(|d| d.observer), shop),
        "co_executor" => person(new, deal.and_then(|d| d.co_executor), shop),
        "department" => {
            let all = shop.departments.iter();
            let all = all.map(|d| Entry::new(d.id.0, d.name.clone()));
            new(Kind::Choice(all.collect())).choice(deal.and_then(|d| d.department).map(|d| d.0))
        }
        "next_step" => {
            let step = deal.and_then(|d| d.next_step.as_ref());
            let what = new(Kind::Text).text(step.map_or("", |s| &s.text));
            let when = text::form::fields::next_step_at(lang);
            let when = Field::new(NEXT_STEP_AT, when, Kind::Date)
                .date(step.map(|s| s.at), seat.look().when);
            return vec![what, when];
        }
        "turn" => {
            let turns = (0..).zip(Turn::ALL);
            let turns = turns.map(|(n, t)| Entry::new(n, text::domain::turn(lang, t)));
            new(Kind::Choice(turns.collect())).choice(deal.and_then(|d| place(&Turn::ALL, d.turn)))
        }
        "tags" => new(Kind::Text)
            .text(&deal.map_or_else(String::new, |d| d.tags.join(", ")))
            .hint(text::form::fields::tags_hint(lang)),
        "lost_reason" => {
            let now = deal.and_then(|d| d.lost_reason.clone());
            if shop.lost_reasons.is_empty() {
                new(Kind::Text).text(&now.unwrap_or_default())
            } else {
                let reasons = lost_reasons(shop, now.as_deref());
                let at = now.and_then(|now| reasons.iter().position(|r| *r == now));
                let entries = (0..).zip(reasons).map(|(n, r)| Entry::new(n, r));
                new(Kind::Choice(entries.collect())).choice(at.map(index))
            }
        }
        _ => match shop.field(key) {
            Some(spec) => {
                let now = deal.and_then(|d| d.custom.get(key));
                custom(new, &spec.kind, now, seat)
            }
            None => return Vec::new(),
        },
    };
    vec![field]
}

fn kinds(lang: Lang) -> Vec<Entry<i64>> {
    let kinds = (0..).zip(deal::Kind::ALL);
    kinds
        .map(|(n, kind)| Entry::new(n, text::domain::kind(lang, kind)))
        .collect()
}

fn index(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn place<T: PartialEq>(all: &[T], one: T) -> Option<i64> {
    all.iter().position(|t| *t == one).map(index)
}

fn at<T: Copy>(all: &[T], n: i64) -> Option<T> {
    all.get(usize::try_from(n).ok()?).copied()
}

fn person(new: impl Fn(Kind) -> Field, now: Option<OperatorId>, shop: &Shop) -> Field {
    new(Kind::Choice(people(shop, now))).choice(now.map(|id| id.0))
}

/// Everybody who works here; somebody who left stays where they are already named.
pub(in crate::desk::screen) fn people(shop: &Shop, now: Option<OperatorId>) -> Vec<Entry<i64>> {
    let here = shop.people.iter().filter(|p| p.active || Some(p.id) == now);
    here.map(|p| Entry::new(p.id.0, p.name.clone()).also(p.key.clone()))
        .collect()
}

/// The shop's reasons, and the deal's own where it isn't among them.
fn lost_reasons(shop: &Shop, now: Option<&str>) -> Vec<String> {
    let mut reasons = shop.lost_reasons.clone();
    if let Some(now) = now.filter(|now| !reasons.iter().any(|r| r == now)) {
        reasons.push(now.to_owned());
    }
    reasons
}

fn custom(
    new: impl Fn(Kind) -> Field,
    kind: &FieldKind,
    now: Option<&FieldValue>,
    seat: &Seat,
) -> Field {
    match (kind, now) {
        (FieldKind::Text, now) => new(Kind::Text).text(match now {
            Some(FieldValue::Text(text)) => text,
            _ => "",
        }),
        (FieldKind::Number, now) => new(Kind::Number).text(&match now {
            Some(FieldValue::Number(number)) => number.to_string(),
            _ => String::new(),
        }),
        (FieldKind::Money, now) => new(Kind::Money).money(match now {
            Some(FieldValue::Money(sum)) => Some(*sum),
            _ => None,
        }),
        (FieldKind::Date, now) => {
            let at = match now {
                Some(FieldValue::Date(at)) => Some(*at),
                _ => None,
            };
            new(Kind::Date).date(at, seat.look().when)
        }
        (FieldKind::Flag, now) => new(Kind::Flag).flag(now == Some(&FieldValue::Flag(true))),
        (FieldKind::Choice(choices), now) => {
            let at = match now {
                Some(FieldValue::Text(text)) => choices.iter().position(|c| c == text),
                _ => None,
            };
            let entries = (0..).zip(choices).map(|(n, c)| Entry::new(n, c.clone()));
            new(Kind::Choice(entries.collect())).choice(at.map(index))
        }
    }
}

/// What the entered value of this field asks for. `deal` is the deal the form was made from.
pub(in crate::desk::screen) fn wish(
    key: &str,
    values: &Values,
    deal: Option<&Deal>,
    shop: &Shop,
) -> Option<Set> {
    let choice = values.choice(key);
    let set = match key {
        "title" => Set::Title(values.text(key)),
        // A deal with goods has the sum of the goods; an emptied sum is none.
        "amount" => match (deal, values.money(key)) {
            (Some(deal), _) if !deal.items.is_empty() => return None,
            (_, sum) => Set::Amount(sum.unwrap_or_default()),
        },
        "kind" => Set::Kind(choice.and_then(|n| at(&deal::Kind::ALL, n))),
        "source" => Set::Source(choice.map(SourceId)),
        "responsible" => Set::Responsible(choice.map(OperatorId)),
        "observer" => Set::Observer(choice.map(OperatorId)),
        "co_executor" => Set::CoExecutor(choice.map(OperatorId)),
        "department" => Set::Department(choice.map(DepartmentId)),
        "next_step" => {
            let text = values.text(key);
            match values.date(NEXT_STEP_AT) {
                Some(at) if !text.is_empty() => Set::NextStep(Some(NextStep { text, at })),
                _ => Set::NextStep(None),
            }
        }
        "turn" => Set::Turn(at(&Turn::ALL, choice?)?),
        "tags" => {
            let tags = values.text(key);
            let tags = tags.split(',').map(|t| t.trim().to_owned());
            Set::Tags(tags.filter(|t| !t.is_empty()).collect())
        }
        "lost_reason" => {
            let now = deal.and_then(|d| d.lost_reason.as_deref());
            let reason = if shop.lost_reasons.is_empty() {
                Some(values.text(key)).filter(|t| !t.is_empty())
            } else {
                let all = lost_reasons(shop, now);
                choice.and_then(|n| all.get(usize::try_from(n).ok()?).cloned())
            };
            Set::LostReason(reason)
        }
        _ => Set::Custom {
            key: key.to_owned(),
            value: custom_wish(key, values, shop)?,
        },
    };
    Some(set)
}

fn custom_wish(key: &str, values: &Values, shop: &Shop) -> Option<Option<FieldValue>> {
    let spec = shop.field(key)?;
    let value = match (&spec.kind, values.get(key)) {
        (FieldKind::Choice(choices), Some(Value::Choice(n))) => {
            let chosen = choices.get(usize::try_from(*n).ok()?)?;
            Some(FieldValue::Text(chosen.clone()))
        }
        (_, Some(Value::Text(text))) => Some(FieldValue::Text(text.clone())),
        (_, Some(Value::Number(number))) => Some(FieldValue::Number(*number)),
        (_, Some(Value::Money(sum))) => Some(FieldValue::Money(*sum)),
        (_, Some(Value::Date(at))) => Some(FieldValue::Date(*at)),
        (_, Some(Value::Flag(on))) => Some(FieldValue::Flag(*on)),
        _ => None,
    };
    Some(value)
}

/// A next step needs both what and when. The field that is missing, where one is.
pub(in crate::desk::screen) fn half_step(values: &Values) -> Option<&'static str> {
    if !values.has("next_step") {
        return None;
    }
    match (
        values.text("next_step").is_empty(),
        values.date(NEXT_STEP_AT),
    ) {
        (true, Some(_)) => Some("next_step"),
        (false, None) => Some(NEXT_STEP_AT),
        _ => None,
    }
}
