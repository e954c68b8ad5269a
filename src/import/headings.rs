//! What the words over a column mean, in Russian and in English, by origin. The words are data: `assets/headings.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::columns::Column::{
    self, Address, ChangedAt, City, ClosedAt, Company, ContactId, ContactName, CreatedAt, DealId,
    Email, LostReason, Note, Phone, Responsible, Source, Tags, Title,
};
use super::columns::Messenger;
use super::mapping::{Certainty, Origin};
use crate::domain::fold::fold;

/// Section, then heading, then column; the words of `[kept]` have no column of their own.
type Dictionary = HashMap<String, HashMap<String, Option<Column>>>;

static WORDS: LazyLock<Dictionary> = LazyLock::new(|| {
    type Sections = HashMap<String, HashMap<String, Vec<String>>>;
    let sections: Sections = toml::from_str(include_str!("../../assets/headings.toml"))
        .expect("a test reads the embedded file");
    let words = |columns: HashMap<String, Vec<String>>| {
        let named = columns.into_iter().flat_map(|(name, headings)| {
            let column = name.parse::<Column>().ok();
            headings
                .into_iter()
                .map(move |heading| (heading, column.clone()))
        });
        named.collect()
    };
    sections
        .into_iter()
        .map(|(section, columns)| (section, words(columns)))
        .collect()
});

/// Whose column it is, by a mark such as `(контакт)` or `Контакт:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Contact,
    Company,
    Deal,
}

/// Words of a heading that only name the currency (and nothing at all).
const MONEY: &[&str] = &["", "руб", "рублей", "rub", "р"];

/// The bare words of a heading: case, ё, blanks, quotes, currency signs and final points do not matter.
pub fn normal(heading: &str) -> String {
    let folded = fold(heading)
        .replace("e-mail", "email")
        .replace("е-mail", "email");
    let words = folded.split(|letter: char| letter.is_whitespace() || "_₽*".contains(letter));
    let kept: Vec<&str> = words
        .filter(|word| !MONEY.contains(&word.trim_matches(['(', ')', '.', ','])))
        .collect();
    kept.join(" ")
        .trim_end_matches([':', '.', ',', ' ', '?'])
        .to_owned()
}

/// What the heading says; `None` when it says nothing known.
pub fn meaning(origin: Origin, heading: &str) -> Option<(Column, Certainty)> {
    let name = normal(heading);
    let (bare, whose) = unmarked(&name);
    if let Some(column) = exact(origin, bare).or_else(|| exact(origin, &name)) {
        return Some((placed(origin, column, whose, heading), Certainty::Known));
    }
    if is_kept(bare) || is_kept(&name) {
        return Some((kept(origin, whose, heading), Certainty::Known));
    }
    if let Some(label) = bare.strip_prefix("utm") {
        let label = label.trim_matches([' ', '-', ':', '.']);
        let column = if label.is_empty() {
            Column::custom(heading)
        } else {
            Column::Utm(label.to_owned())
        };
        return Some((placed(origin, column, whose, heading), Certainty::Known));
    }
    let unnumbered = bare
        .trim_end_matches(|letter: char| letter.is_ascii_digit())
        .trim_end_matches([' ', '#', '№', '(']);
    if unnumbered.len() < bare.len()
        && !unnumbered.is_empty()
        && let Some(column) = exact(origin, unnumbered)
    {
        return Some((placed(origin, column, whose, heading), Certainty::Likely));
    }
    let column = loosely(bare)?;
    Some((placed(origin, column, whose, heading), Certainty::Likely))
}

fn exact(origin: Origin, name: &str) -> Option<Column> {
    [origin.name(), "common"]
        .iter()
        .find_map(|section| WORDS.get(*section)?.get(name)?.clone())
}

fn is_kept(name: &str) -> bool {
    WORDS
        .get("kept")
        .is_some_and(|kept| kept.contains_key(name))
}

/// A telling word inside a longer heading.
fn loosely(name: &str) -> Option<Column> {
    const WORDS: &[(&str, Column)] = &[
        ("телефон", Phone),
        ("phone", Phone),
        ("email", Email),
        ("электронн", Email),
        ("примечани", Note),
        ("комментари", Note),
        ("дата создания", CreatedAt),
        ("дата изменения", ChangedAt),
        ("дата закрытия", ClosedAt),
        ("причина отказа", LostReason),
        ("telegram", Column::Messenger(Messenger::Telegram)),
        ("whatsapp", Column::Messenger(Messenger::WhatsApp)),
    ];
    WORDS
        .iter()
        .find(|(word, _)| name.contains(word))
        .map(|(_, column)| column.clone())
}

fn unmarked(name: &str) -> (&str, Option<Whose>) {
    const MARKS: &[(&str, Whose)] = &[
        ("контакт", Whose::Contact),
        ("contact", Whose::Contact),
        ("клиент", Whose::Contact),
        ("компания", Whose::Company),
        ("company", Whose::Company),
        ("сделка", Whose::Deal),
        ("deal", Whose::Deal),
        ("lead", Whose::Deal),
    ];
    for (mark, whose) in MARKS {
        let before = name
            .strip_prefix(mark)
            .and_then(|rest| rest.trim_start().strip_prefix(':'));
        let after = name
            .strip_suffix(')')
            .and_then(|rest| rest.trim_end().strip_suffix(mark))
            .and_then(|rest| rest.trim_end().strip_suffix('('));
        if let Some(bare) = before.or(after) {
            return (bare.trim(), Some(*whose));
        }
    }
    (name, None)
}

/// The column where a marked heading belongs: a contact has no stage and a company's phone is nobody's own.
fn placed(origin: Origin, column: Column, whose: Option<Whose>, heading: &str) -> Column {
    match (whose, column) {
        (Some(Whose::Contact), DealId) => ContactId,
        (Some(Whose::Contact), Title) => ContactName,
        (Some(Whose::Contact), Responsible | Source | Tags | CreatedAt | ChangedAt) => {
            Column::contact_custom(heading)
        }
        (Some(Whose::Company), Title | ContactName | Company) => Company,
        (Some(Whose::Company), column @ (City | Address)) => column,
        (Some(Whose::Company), _) => Column::contact_custom(heading),
        (Some(Whose::Contact), column) if column.is_of_deal() => Column::contact_custom(heading),
        (_, column) if origin == Origin::Contacts && column.is_of_deal() => {
            Column::contact_custom(heading)
        }
        (_, column) => column,
    }
}

fn kept(origin: Origin, whose: Option<Whose>, heading: &str) -> Column {
    if origin == Origin::Contacts || matches!(whose, Some(Whose::Contact | Whose::Company)) {
        Column::contact_custom(heading)
    } else {
        Column::custom(heading)
    }
}

/// Where a column goes that nothing is known about.
pub fn unknown(origin: Origin, heading: &str) -> Column {
    kept(origin, unmarked(&normal(heading)).1, heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_dictionary_is_bare_stands_once_and_has_a_column() {
        let origins = [
            "common",
            "amocrm",
            "bitrix24",
            "retailcrm",
            "contacts",
            "deals",
            "kept",
        ];
        let sections: HashMap<String, HashMap<String, Vec<String>>> =
            toml::from_str(include_str!("../../assets/headings.toml")).unwrap();
        assert_eq!(sections.len(), origins.len());
        for section in origins {
            assert_eq!(
                sections[section].values().flatten().count(),
                WORDS[section].len(),
                "{section}"
            );
            for (heading, column) in &WORDS[section] {
                assert_eq!(normal(heading), *heading);
                assert_eq!(column.is_some(), section != "kept", "{heading}");
            }
        }
    }

    fn column(origin: Origin, heading: &str) -> String {
        meaning(origin, heading).map_or_else(|| "?".to_owned(), |(column, _)| column.to_string())
    }

    #[test]
    fn small_differences_do_not_matter() {
        for heading in [
            "Телефон",
            " телефон: ",
            "ТЕЛЕФОН",
            "Тел.",
            "Phone",
            "Мобильный\u{a0}телефон",
            "Телефон 2",
            "phone_1",
        ] {
            assert_eq!(column(Origin::Deals, heading), "phone", "{heading}");
        }
        for heading in [
            "Бюджет ",
            "Бюджет ₽",
            "Бюджет руб. (сделка)",
            "Сумма, руб.",
            "Сумма (руб)",
        ] {
            assert_eq!(column(Origin::Deals, heading), "amount", "{heading}");
        }
        assert_eq!(column(Origin::AmoCrm, "Примечание 3"), "note");
        assert_eq!(column(Origin::Bitrix24, "UTM Source"), "utm:source");
        assert_eq!(column(Origin::AmoCrm, "utm_campaign"), "utm:campaign");
        assert_eq!(column(Origin::Deals, "Цвет"), "?");
    }

    #[test]
    fn a_mark_says_whose_column_it_is() {
        let amo = |heading| column(Origin::AmoCrm, heading);
        assert_eq!(amo("Название (сделка)"), "title");
        assert_eq!(amo("Полное имя (контакт)"), "name");
        assert_eq!(amo("Название (компания)"), "company");
        assert_eq!(amo("Рабочий телефон (контакт)"), "phone");
        assert_eq!(
            amo("Рабочий телефон (компания)"),
            "contact-custom:Рабочий телефон (компания)"
        );
        assert_eq!(
            amo("Должность (контакт)"),
            "contact-custom:Должность (контакт)"
        );
        let bitrix = |heading| column(Origin::Bitrix24, heading);
        assert_eq!(bitrix("Контакт: ID"), "contact-id");
        assert_eq!(bitrix("Контакт: Рабочий e-mail"), "email");
        assert_eq!(bitrix("Контакт: Отчество"), "middle-name");
        assert_eq!(bitrix("Компания: Название компании"), "company");
        assert_eq!(column(Origin::Contacts, "Сумма"), "contact-custom:Сумма");
    }
}
