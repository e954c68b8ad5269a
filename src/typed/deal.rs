//! `--set field=value` of a deal: its own fields and the shop's.
use super::Slip;
use super::name;
use super::{Reading, list};
use crate::domain::calendar::Millis;
use crate::domain::deal::{self, NextStep};
use crate::domain::field::{FieldKind, FieldSpec, FieldValue};
use crate::domain::fold::fold;
use crate::domain::id::ContactId;
use crate::text;

/// Fields of a deal that `--set` takes.
pub(super) const DEAL_FIELDS: [&str; 15] = [
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

pub(super) enum Field<'a> {
    Own(&'static str),
    Shop(&'a FieldSpec),
}

impl Reading<'_> {
    /// All `field=value` of one command line for a deal. `known` is the next step as it is: its text and its time may
    /// be set one at a time.
    pub fn deal_sets(
        &self,
        pairs: &[String],
        known: Option<&NextStep>,
    ) -> Result<Vec<deal::Set>, Slip> {
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
    ) -> Result<NextStep, Slip> {
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
            .ok_or_else(|| Slip(text::cli::step_needs_time(self.lang).to_owned()))?;
        Ok(NextStep { text, at })
    }

    fn deal_set(&self, field: &str, value: &str) -> Result<deal::Set, Slip> {
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

    pub(super) fn deal_field(&self, typed: &str) -> Result<Field<'_>, Slip> {
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

    fn custom(&self, spec: &FieldSpec, value: &str) -> Result<Option<FieldValue>, Slip> {
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
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;
    use crate::domain::money::Kopecks;

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
        let step = |sets: Result<Vec<deal::Set>, Slip>| match sets.unwrap().remove(0) {
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
        let slip = |pair: &str| {
            let pairs = [pair.to_owned()];
            with(|r| r.deal_sets(&pairs, None)).unwrap_err().0
        };
        assert!(slip("titel=x").contains("title"));
        assert!(slip("title").contains('='));
        assert!(slip("kind=оптище").contains("wholesale"));
        assert!(slip("source=авита").contains("Авито"));
        assert!(slip("amount=8,400").contains("тысячи"));
        assert!(slip("amount=-1").contains("меньше нуля"));
    }
}
