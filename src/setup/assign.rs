//! `assignment.toml`: who gets a new deal. The first rule that fits and finds somebody decides.
use super::ENTRIES_MAX;
use super::complaint::{Noun, Trouble};
use super::file::Section;
use super::name::{Names, one_each};
use super::page::Page;
use super::pipeline::word_of;
use super::place::{At, Log};
use crate::domain::assign::Rule;
use crate::domain::deal::Kind;
use crate::domain::id::{DepartmentId, OperatorId, PipelineId, SourceId};
use crate::domain::shop::Shop;

pub(super) const KINDS: [(&str, Option<Kind>); 3] = [
    ("retail", Some(Kind::Retail)),
    ("wholesale", Some(Kind::Wholesale)),
    ("none", None),
];

#[derive(Debug)]
pub(super) struct Sheet {
    name: At<String>,
    kinds: Vec<Option<Kind>>,
    sources: Vec<At<String>>,
    pipeline: Option<At<String>>,
    people: Vec<At<String>>,
    department: Option<At<String>>,
}

impl Sheet {
    /// Does all that a standard rule names exist in this shop?
    fn stands(&self, known: &Known<'_>) -> bool {
        let has = |names: &Names, key: &At<String>| names.has(&key.value);
        self.sources.iter().all(|key| has(known.sources, key))
            && self.people.iter().all(|key| has(known.people, key))
            && self.pipeline.iter().all(|key| has(known.pipelines, key))
            && self
                .department
                .iter()
                .all(|key| has(known.departments, key))
    }
}

/// What a rule may name.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) sources: &'a Names,
    pub(super) pipelines: &'a Names,
    pub(super) people: &'a Names,
    pub(super) departments: &'a Names,
}

pub(super) fn read(mut file: Section<'_>) -> Vec<Sheet> {
    let sections = file.sections("rule", ENTRIES_MAX);
    let sheets = sections.into_iter().map(|mut section| {
        let sheet = Sheet {
            name: section.need_text("name"),
            kinds: section.words("kinds", &KINDS),
            sources: section.texts("sources"),
            pipeline: section.text("pipeline"),
            people: section.texts("people"),
            department: section.text("department"),
        };
        if section.is_blank("people") && !section.has("department") {
            let name = sheet.name.value.clone();
            section.complain(section.place, Trouble::NobodyInRule { name });
        }
        section.finish();
        sheet
    });
    let sheets = sheets.collect();
    file.finish();
    sheets
}

pub(super) fn link(log: &Log<'_>, sheets: Vec<Sheet>, known: &Known<'_>) -> Vec<Rule> {
    one_each(log, Noun::Rule, sheets.iter().map(|s| &s.name));
    let all = |names: &Names, keys: &[At<String>]| -> Vec<i64> {
        keys.iter().filter_map(|key| names.find(log, key)).collect()
    };
    sheets
        .iter()
        .filter(|sheet| !log.standard(sheet.name.place) || sheet.stands(known))
        .map(|sheet| Rule {
            name: sheet.name.value.clone(),
            kinds: sheet.kinds.clone(),
            sources: all(known.sources, &sheet.sources)
                .into_iter()
                .map(SourceId)
                .collect(),
            pipeline: sheet
                .pipeline
                .as_ref()
                .and_then(|key| known.pipelines.find(log, key))
                .map(PipelineId),
            people: all(known.people, &sheet.people)
                .into_iter()
                .map(OperatorId)
                .collect(),
            department: sheet
                .department
                .as_ref()
                .and_then(|key| known.departments.find(log, key))
                .map(DepartmentId),
        })
        .collect()
}

pub(super) fn write(shop: &Shop) -> String {
    let mut page = Page::default();
    for rule in &shop.assignment {
        page.entry("rule");
        page.text("name", &rule.name);
        page.texts(
            "kinds",
            rule.kinds.iter().filter_map(|k| word_of(&KINDS, *k)),
        );
        let sources = rule.sources.iter().filter_map(|id| shop.source(*id));
        page.texts("sources", sources.map(|s| s.key.as_str()));
        let pipeline = rule.pipeline.and_then(|id| shop.pipeline(id));
        page.maybe("pipeline", pipeline.map(|p| p.key.as_str()));
        let people = rule.people.iter().filter_map(|id| shop.operator(*id));
        page.texts("people", people.map(|o| o.key.as_str()));
        let department = rule.department.and_then(|id| shop.department(id));
        page.maybe("department", department.map(|d| d.key.as_str()));
    }
    page.finish()
}
