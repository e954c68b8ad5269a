//! `pipelines.toml`: pipelines, their stages and the gates before them.
use super::complaint::{Noun, Trouble};
use super::duration::Duration;
use super::file::Section;
use super::hours::day_minutes;
use super::name::{Names, one_each};
use super::page::Page;
use super::place::{At, Log};
use super::{PIPELINES_MAX, STAGES_MAX};
use crate::domain::calendar::WorkHours;
use crate::domain::deal::Turn;
use crate::domain::id::{DepartmentId, PipelineId, StageId};
use crate::domain::money::Kopecks;
use crate::domain::operator::Role;
use crate::domain::pipeline::{Gate, Need, Outcome, Pipeline, Stage};
use crate::domain::shop::Shop;

pub(super) const OUTCOMES: [(&str, Outcome); 3] = [
    ("open", Outcome::Open),
    ("won", Outcome::Won),
    ("lost", Outcome::Lost),
];

pub(super) const TURNS: [(&str, Turn); 5] = [
    ("us", Turn::Us),
    ("client", Turn::Client),
    ("warehouse", Turn::Warehouse),
    ("carrier", Turn::Carrier),
    ("bank", Turn::Bank),
];

pub(super) const ROLES: [(&str, Role); 4] = [
    ("operator", Role::Operator),
    ("supervisor", Role::Supervisor),
    ("accountant", Role::Accountant),
    ("owner", Role::Owner),
];

/// What a gate can ask of any deal. Other words are fields of the shop.
static NEEDS: [(&str, Need); 10] = [
    ("contact", Need::Contact),
    ("phone", Need::Phone),
    ("email", Need::Email),
    ("address", Need::Address),
    ("source", Need::Source),
    ("responsible", Need::Responsible),
    ("next_step", Need::NextStep),
    ("items", Need::Items),
    ("amount", Need::Amount(Kopecks(1))),
    ("lost_reason", Need::LostReason),
];

const WIP_MOST: i64 = 1_000_000;

#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) key: At<String>,
    pub(super) was: Option<At<String>>,
    pub(super) name: At<String>,
    pub(super) stages: Vec<StageSheet>,
}

#[derive(Debug)]
pub(super) struct StageSheet {
    pub(super) key: At<String>,
    pub(super) was: Option<At<String>>,
    name: At<String>,
    outcome: Outcome,
    client_status: Option<String>,
    limit: Option<Duration>,
    wip: Option<i64>,
    department: Option<At<String>>,
    turn: Option<Turn>,
    accepts: bool,
    needs: Vec<At<String>>,
    roles: Vec<Role>,
    approval: Option<Role>,
}

/// The word of a built-in need.
fn need_word(need: &Need) -> Option<&'static str> {
    NEEDS
        .iter()
        .find(|(_, known)| std::mem::discriminant(known) == std::mem::discriminant(need))
        .map(|(word, _)| *word)
}

pub(super) fn is_need(word: &str) -> bool {
    NEEDS.iter().any(|(known, _)| *known == word)
}

pub(super) fn read(mut file: Section<'_>) -> Vec<Sheet> {
    // `[[pipeline.stage]]` above the first `[[pipeline]]` makes one table of it.
    let sections = if file.is_section("pipeline") {
        let place = file.place_of("pipeline");
        file.complain(place, Trouble::StageWithoutPipeline);
        file.skip("pipeline");
        Vec::new()
    } else {
        let sections = file.sections("pipeline", PIPELINES_MAX);
        if !file.has("pipeline") {
            file.complain(file.place, Trouble::NoPipeline);
        }
        sections
    };
    let mut left = STAGES_MAX;
    let sheets = sections.into_iter().map(|section| {
        let sheet = read_pipeline(section, left);
        left = left.saturating_sub(sheet.stages.len());
        sheet
    });
    let sheets = sheets.collect();
    file.finish();
    sheets
}

fn read_pipeline(mut section: Section<'_>, left: usize) -> Sheet {
    let key = section.need_key();
    let was = section.text("was");
    let name = section.need_text("name");
    let stages = section.sections("stage", left);
    let stages: Vec<StageSheet> = stages.into_iter().map(read_stage).collect();
    if !section.has("stage") {
        section.complain(
            section.place,
            Trouble::EmptyPipeline {
                name: key.value.clone(),
            },
        );
    }
    if let Some(first) = stages.first()
        && first.outcome != Outcome::Open
    {
        section.complain(
            first.key.place,
            Trouble::FirstStageCloses {
                name: first.key.value.clone(),
            },
        );
    }
    section.finish();
    Sheet {
        key,
        was,
        name,
        stages,
    }
}

fn read_stage(mut section: Section<'_>) -> StageSheet {
    let limit = section.text("limit");
    let stage = StageSheet {
        key: section.need_key(),
        was: section.text("was"),
        name: section.need_text("name"),
        outcome: section.word("outcome", &OUTCOMES).unwrap_or(Outcome::Open),
        client_status: section.text("client_status").map(|text| text.value),
        limit: limit.and_then(|text| {
            let limit = Duration::parse(&text.value);
            if limit.is_none() {
                section.complain(text.place, Trouble::BadDuration { value: text.value });
            }
            limit
        }),
        wip: section.number("wip", 1, WIP_MOST),
        department: section.text("department"),
        turn: section.word("turn", &TURNS),
        accepts: section.flag("accepts").is_some_and(|flag| flag.value),
        needs: section.texts("needs"),
        roles: section.words("roles", &ROLES),
        // Whoever moves deals is an operator at the least: their yes would be everybody's own.
        approval: section.word("approval", &ROLES[1..]),
    };
    section.finish();
    stage
}

pub(super) fn link(
    log: &Log<'_>,
    sheets: Vec<Sheet>,
    hours: &WorkHours,
    departments: &Names,
    fields: &Names,
) -> Vec<Pipeline> {
    one_each(log, Noun::Pipeline, sheets.iter().map(|s| &s.key));
    one_each(log, Noun::Pipeline, sheets.iter().map(|s| &s.name));
    let mut number = 0;
    let mut pipelines = Vec::new();
    for (at, sheet) in (1..).zip(sheets) {
        one_each(log, Noun::Stage, sheet.stages.iter().map(|s| &s.key));
        one_each(log, Noun::Stage, sheet.stages.iter().map(|s| &s.name));
        let stages = sheet.stages.into_iter().map(|stage| {
            number += 1;
            link_stage(log, stage, StageId(number), hours, departments, fields)
        });
        pipelines.push(Pipeline {
            id: PipelineId(at),
            stages: stages.collect(),
            key: sheet.key.value,
            name: sheet.name.value,
        });
    }
    pipelines
}

fn link_stage(
    log: &Log<'_>,
    stage: StageSheet,
    id: StageId,
    hours: &WorkHours,
    departments: &Names,
    fields: &Names,
) -> Stage {
    let mut needs = Vec::new();
    for word in &stage.needs {
        if let Some(need) = link_need(log, word, fields)
            && !needs.contains(&need)
        {
            needs.push(need);
        }
    }
    Stage {
        id,
        key: stage.key.value,
        name: stage.name.value,
        outcome: stage.outcome,
        client_status: stage.client_status,
        limit_minutes: stage.limit.and_then(|l| l.minutes(day_minutes(hours))),
        wip: stage.wip,
        department: stage
            .department
            .and_then(|key| departments.find(log, &key))
            .map(DepartmentId),
        turn: stage.turn,
        accepts: stage.accepts,
        gate: Gate {
            needs,
            roles: stage.roles,
            approval: stage.approval,
        },
    }
}

/// "phone", "amount", "amount >= 5000", or a field's key.
fn link_need(log: &Log<'_>, text: &At<String>, fields: &Names) -> Option<Need> {
    if let Some((_, need)) = NEEDS.iter().find(|(word, _)| *word == text.value) {
        return Some(need.clone());
    }
    if let Some((word, sum)) = text.value.split_once(">=")
        && word.trim() == "amount"
    {
        let sum = Kopecks::parse(sum.trim()).ok().filter(|sum| sum.0 > 0);
        if sum.is_none() {
            let value = text.value.clone();
            log.complain(text.place, Trouble::BadSum { value });
        }
        return sum.map(Need::Amount);
    }
    let built_in = NEEDS.iter().map(|(word, _)| *word);
    fields.find_or(log, text, built_in)?;
    Some(Need::Custom(text.value.clone()))
}

pub(super) fn write(shop: &Shop) -> String {
    let mut page = Page::default();
    let day = day_minutes(&shop.hours);
    for pipeline in &shop.pipelines {
        page.entry("pipeline");
        page.text("key", &pipeline.key);
        page.text("name", &pipeline.name);
        for stage in &pipeline.stages {
            page.entry("pipeline.stage");
            write_stage(&mut page, stage, shop, day);
        }
    }
    page.finish()
}

fn write_stage(page: &mut Page, stage: &Stage, shop: &Shop, day: i64) {
    page.text("key", &stage.key);
    page.text("name", &stage.name);
    if stage.outcome != Outcome::Open {
        page.maybe("outcome", word_of(&OUTCOMES, stage.outcome));
    }
    page.maybe("client_status", stage.client_status.as_deref());
    let limit = stage.limit_minutes.map(|m| Duration::text(m, day));
    page.maybe("limit", limit.as_deref());
    if let Some(wip) = stage.wip {
        page.raw("wip", &wip.to_string());
    }
    let department = stage.department.and_then(|id| shop.department(id));
    page.maybe("department", department.map(|d| d.key.as_str()));
    page.maybe("turn", stage.turn.and_then(|turn| word_of(&TURNS, turn)));
    if stage.accepts {
        page.raw("accepts", "true");
    }
    let needs: Vec<String> = stage.gate.needs.iter().map(need_text).collect();
    page.texts("needs", needs.iter().map(String::as_str));
    page.texts("roles", stage.gate.roles.iter().map(|role| role.key()));
    page.maybe("approval", stage.gate.approval.map(Role::key));
}

fn need_text(need: &Need) -> String {
    match need {
        Need::Custom(key) => key.clone(),
        Need::Amount(least) if least.0 != 1 => {
            format!("amount >= {}.{:02}", least.0 / 100, least.0 % 100)
        }
        need => need_word(need).unwrap_or_default().to_owned(),
    }
}

/// The word of the file for a meaning.
pub(super) fn word_of<T: PartialEq>(
    words: &[(&'static str, T)],
    meaning: T,
) -> Option<&'static str> {
    words
        .iter()
        .find(|(_, known)| *known == meaning)
        .map(|(word, _)| *word)
}
