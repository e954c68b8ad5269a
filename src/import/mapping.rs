//! Which column of one file means what: guessed, corrected by a person, remembered.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::columns::{Column, NoSuchColumn};
use super::content::shown;
use super::headings::{meaning, normal, unknown};
use super::table::Row;
use crate::domain::fold::nearest;

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    AmoCrm,
    Bitrix24,
    RetailCrm,
    Contacts,
    Deals,
}

impl Origin {
    /// The stable name, also the prefix of ids that come from there.
    pub fn name(self) -> &'static str {
        match self {
            Self::AmoCrm => "amocrm",
            Self::Bitrix24 => "bitrix24",
            Self::RetailCrm => "retailcrm",
            Self::Contacts => "contacts",
            Self::Deals => "deals",
        }
    }
}

/// How sure the guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// A person said so.
    Chosen,
    /// The heading is a known one.
    Known,
    /// The heading looks like a known one.
    Likely,
    /// The heading says nothing, the values do.
    Content,
    /// Nothing is known; kept under its own label.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapped {
    pub heading: String,
    pub column: Column,
    pub certainty: Certainty,
}

/// One entry per column of the file, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub columns: Vec<Mapped>,
}

/// Why `heading=column` cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingError {
    /// No `=` in it.
    NotAPair {
        given: String,
    },
    NoSuchHeading {
        given: String,
        nearest: Option<String>,
    },
    NoSuchColumn(NoSuchColumn),
}

impl Mapping {
    /// The best guess by headings and, where they say nothing, by the first rows.
    ///
    /// A file of a CRM without a single column of a deal is its file of contacts.
    pub fn guess(origin: Origin, headings: &[String], sample: &[&Row]) -> Self {
        let mapping = Self::guess_as(origin, headings, sample);
        if mapping.holds_deals() || matches!(origin, Origin::Contacts | Origin::Deals) {
            return mapping;
        }
        Self::guess_as(Origin::Contacts, headings, sample)
    }

    fn guess_as(origin: Origin, headings: &[String], sample: &[&Row]) -> Self {
        let mut columns: Vec<Mapped> = Vec::with_capacity(headings.len());
        for (index, heading) in headings.iter().enumerate() {
            let said = meaning(origin, heading);
            let shown = || shown(index, sample);
            let (column, certainty) = match said {
                // A column of phones is sometimes called just "number".
                Some((Column::ContactId, _))
                    if normal(heading) != "id" && shown() == Some(Column::Phone) =>
                {
                    (Column::Phone, Certainty::Content)
                }
                Some(said) => said,
                None => match shown() {
                    Some(Column::ContactName)
                        if !says_nothing(heading)
                            || columns
                                .iter()
                                .any(|mapped| mapped.column == Column::ContactName) =>
                    {
                        (unknown(origin, heading), Certainty::Unknown)
                    }
                    Some(column) => (column, Certainty::Content),
                    None => (unknown(origin, heading), Certainty::Unknown),
                },
            };
            columns.push(Mapped {
                heading: heading.clone(),
                column,
                certainty,
            });
        }
        Self { columns }
    }

    /// True when a row can make a deal: some column speaks of its title, stage, sum or goods.
    pub fn holds_deals(&self) -> bool {
        self.columns.iter().any(|mapped| {
            matches!(
                mapped.column,
                Column::Title | Column::Pipeline | Column::Stage | Column::Amount
            ) || mapped.column.is_of_item()
        })
    }

    /// Takes `Heading=column`, or `2=column` for the second column.
    ///
    /// # Errors
    /// Names the nearest heading or column when there is no such one.
    pub fn set(&mut self, pair: &str) -> Result<(), MappingError> {
        let Some((heading, column)) = pair.rsplit_once('=') else {
            return Err(MappingError::NotAPair {
                given: pair.to_owned(),
            });
        };
        let column: Column = column.parse().map_err(MappingError::NoSuchColumn)?;
        let wanted = normal(heading);
        let mut found: Vec<usize> = (0..self.columns.len())
            .filter(|index| normal(&self.columns[*index].heading) == wanted)
            .collect();
        if found.is_empty()
            && let Ok(number) = wanted.parse::<usize>()
            && (1..=self.columns.len()).contains(&number)
        {
            found.push(number - 1);
        }
        if found.is_empty() {
            let known = self.columns.iter().map(|mapped| mapped.heading.as_str());
            return Err(MappingError::NoSuchHeading {
                given: heading.to_owned(),
                nearest: nearest(heading, known).map(str::to_owned),
            });
        }
        for index in found {
            self.columns[index].column = column.clone();
            self.columns[index].certainty = Certainty::Chosen;
        }
        Ok(())
    }

    /// The columns nothing is known about.
    pub fn unknown(&self) -> impl Iterator<Item = &Mapped> {
        self.columns
            .iter()
            .filter(|mapped| mapped.certainty == Certainty::Unknown)
    }

    /// Names the shape of a file: the same headings in the same order give the same signature.
    pub fn signature(headings: &[String]) -> String {
        let mut hash = Sha256::new();
        for heading in headings {
            hash.update(normal(heading).as_bytes());
            hash.update([0x1F]);
        }
        hash.finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// This mapping, made for another file, laid over the guess for this one: heading by heading, the first for the first.
    pub fn over(&self, mut guess: Self) -> Self {
        let mut used = vec![false; self.columns.len()];
        for mapped in &mut guess.columns {
            let wanted = normal(&mapped.heading);
            let same = (0..self.columns.len())
                .find(|index| !used[*index] && normal(&self.columns[*index].heading) == wanted);
            if let Some(index) = same {
                used[index] = true;
                mapped.column = self.columns[index].column.clone();
                mapped.certainty = self.columns[index].certainty;
            }
        }
        guess
    }

    /// # Errors
    /// Never for a mapping made here; the error is of the serializer.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// # Errors
    /// Says the place in `text`.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

/// A heading that is nothing but a number or a placeholder.
fn says_nothing(heading: &str) -> bool {
    let name = normal(heading);
    let name =
        name.trim_end_matches(|letter: char| letter.is_ascii_digit() || " :-".contains(letter));
    [
        "",
        "column",
        "колонка",
        "столбец",
        "поле",
        "field",
        "unnamed",
        "значение",
    ]
    .contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(origin: Origin, headings: &[&str], rows: &[&[&str]]) -> Mapping {
        let owned = |cells: &[&str]| {
            cells
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>()
        };
        let rows: Vec<Row> = rows
            .iter()
            .map(|cells| Row {
                line: 2,
                cells: owned(cells),
            })
            .collect();
        Mapping::guess(origin, &owned(headings), &rows.iter().collect::<Vec<_>>())
    }

    fn told(mapping: &Mapping) -> Vec<(String, Certainty)> {
        mapping
            .columns
            .iter()
            .map(|mapped| (mapped.column.to_string(), mapped.certainty))
            .collect()
    }

    #[test]
    fn values_speak_where_headings_are_silent() {
        let headings = ["Column1", "Связь", "Куда писать", "Трек", "Номер"];
        let rows: [&[&str]; 2] = [
            &[
                "Иван Петров",
                "'8 (900) 000-11-22",
                "a@b.ru",
                "1107009111",
                "89000001122",
            ],
            &["Ольга", "+79000001122", "", "1107009112", "89000001123"],
        ];
        let mapping = guess(Origin::Contacts, &headings, &rows);
        assert_eq!(
            told(&mapping),
            [
                ("name".into(), Certainty::Content),
                ("phone".into(), Certainty::Content),
                ("email".into(), Certainty::Content),
                ("contact-custom:Трек".into(), Certainty::Unknown),
                ("phone".into(), Certainty::Content),
            ]
        );
        assert_eq!(mapping.unknown().count(), 1);
    }

    #[test]
    fn a_person_corrects_by_heading_or_by_number() {
        let mut mapping = guess(Origin::Deals, &["Тел.", "Что-то", "Имя"], &[]);
        mapping.set("что-то = amount").unwrap();
        mapping.set("3=name").unwrap();
        assert_eq!(
            told(&mapping),
            [
                ("phone".into(), Certainty::Known),
                ("amount".into(), Certainty::Chosen),
                ("name".into(), Certainty::Chosen)
            ]
        );
        let nearest = Some("phone".to_owned());
        assert_eq!(
            mapping.set("Имя=phne"),
            Err(MappingError::NoSuchColumn(NoSuchColumn {
                given: "phne".into(),
                nearest
            }))
        );
        let nearest = Some("Что-то".to_owned());
        assert_eq!(
            mapping.set("Чтото=phone"),
            Err(MappingError::NoSuchHeading {
                given: "Чтото".into(),
                nearest
            })
        );
        assert_eq!(
            mapping.set("phone"),
            Err(MappingError::NotAPair {
                given: "phone".into()
            })
        );
        assert!(mapping.set("4=phone").is_err());
    }

    #[test]
    fn a_mapping_is_remembered_and_laid_over_a_file_of_another_order() {
        let mut mapping = guess(Origin::Deals, &["А", "Имя", "А"], &[]);
        mapping.columns[0].column = Column::Phone;
        mapping.columns[2].column = Column::Custom("Вторая: \"А\"".into());
        let remembered = Mapping::from_toml(&mapping.to_toml().unwrap()).unwrap();
        assert_eq!(remembered, mapping);
        let over = remembered.over(guess(Origin::Deals, &["Сумма", "А", "А", "А"], &[]));
        let columns: Vec<String> = over
            .columns
            .iter()
            .map(|mapped| mapped.column.to_string())
            .collect();
        assert_eq!(
            columns,
            ["amount", "phone", "custom:Вторая: \"А\"", "custom:А"]
        );
        assert!(
            Mapping::from_toml("[[columns]]\nheading='x'\ncolumn='phne'\ncertainty='known'")
                .is_err()
        );
    }

    #[test]
    fn the_signature_is_of_the_headings_alone() {
        let of = |headings: &[&str]| {
            Mapping::signature(
                &headings
                    .iter()
                    .map(|heading| (*heading).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["Имя", "Телефон"]), of(&["имя ", "ТЕЛЕФОН:"]));
        assert_ne!(of(&["Имя", "Телефон"]), of(&["Телефон", "Имя"]));
        assert_ne!(of(&["Имя Телефон"]), of(&["Имя", "Телефон"]));
        assert_eq!(of(&["Имя"]).len(), 16);
    }
}
