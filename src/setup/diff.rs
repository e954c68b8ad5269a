//! What changes between two shops, as data a person can be shown line by line.
use super::complaint::Noun;
use super::duration::Duration;
use super::hours::{day_minutes, spans_text};
use crate::domain::calendar::{WorkHours, WorkHoursForm};
use crate::domain::deal::{Kind, Turn};
use crate::domain::field::FieldKind;
use crate::domain::id::DepartmentId;
use crate::domain::operator::Role;
use crate::domain::pipeline::{Need, Outcome, Stage};
use crate::domain::shop::Shop;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffLine {
    Added(Thing),
    Removed(Thing),
    Changed {
        thing: Thing,
        setting: Setting,
        before: Value,
        after: Value,
    },
    /// The same things in another order.
    Reordered {
        noun: Noun,
        /// The pipeline whose stages these are.
        of: Option<String>,
        order: Vec<String>,
    },
}

/// One entry of the shop by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Thing {
    pub noun: Noun,
    /// The shop itself has none.
    pub name: String,
    /// A stage's pipeline.
    pub of: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    Key,
    Name,
    Zone,
    /// Of the week, Monday is 0.
    Day(usize),
    Holidays,
    ShortDays,
    OwnHours,
    Card,
    LostReasons,
    NextStepWanted,
    Outcome,
    ClientStatus,
    Limit,
    Wip,
    Department,
    Turn,
    Accepts,
    Needs,
    Roles,
    Approval,
    Numbers,
    Default,
    Kind,
    Role,
    Login,
    Active,
    Kinds,
    Sources,
    Pipeline,
    People,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Nothing,
    Text(String),
    Flag(bool),
    Number(i64),
    List(Vec<String>),
    Outcome(Outcome),
    Turn(Turn),
    Role(Role),
    Roles(Vec<Role>),
    Needs(Vec<Need>),
    FieldKind(FieldKind),
    Kinds(Vec<Option<Kind>>),
}

/// Everything that `new` has otherwise than `old`, in the order of the files. Empty where nothing differs.
pub fn diff(old: &Shop, new: &Shop) -> Vec<DiffLine> {
    let mut lines = Lines(Vec::new());
    whole(&mut lines, old, new);
    pipelines(&mut lines, old, new);
    sources(&mut lines, old, new);
    fields(&mut lines, old, new);
    departments(&mut lines, old, new);
    people(&mut lines, old, new);
    rules(&mut lines, old, new);
    lines.0
}

struct Lines(Vec<DiffLine>);

impl Lines {
    /// One setting of a thing, if it differs.
    fn set<T: PartialEq + ?Sized>(
        &mut self,
        thing: &Thing,
        setting: Setting,
        (before, after): (&T, &T),
        value: impl Fn(&T) -> Value,
    ) {
        if before != after {
            self.changed(thing, setting, value(before), value(after));
        }
    }

    fn text(&mut self, thing: &Thing, setting: Setting, texts: (&str, &str)) {
        self.set(thing, setting, texts, |text| Value::Text(text.to_owned()));
    }

    fn list(&mut self, thing: &Thing, setting: Setting, lists: (&[String], &[String])) {
        self.set(thing, setting, lists, |list| Value::List(list.to_vec()));
    }

    fn changed(&mut self, thing: &Thing, setting: Setting, before: Value, after: Value) {
        self.0.push(DiffLine::Changed {
            thing: thing.clone(),
            setting,
            before,
            after,
        });
    }

    fn department(
        &mut self,
        thing: &Thing,
        (old, was): (&Shop, Option<DepartmentId>),
        (new, is): (&Shop, Option<DepartmentId>),
    ) {
        if was != is {
            let name = |shop: &Shop, id: Option<_>| {
                let department = id.and_then(|id| shop.department(id));
                department.map_or(Value::Nothing, |d| Value::Text(d.name.clone()))
            };
            self.changed(thing, Setting::Department, name(old, was), name(new, is));
        }
    }

    /// What came, what went, what is both then and now; and whether the rest stands in another order.
    fn pairs<'a, T, K: PartialEq>(
        &mut self,
        (old, new): (&'a [T], &'a [T]),
        key: impl Fn(&'a T) -> K,
        thing: impl Fn(&'a T) -> Thing,
        ordered: bool,
    ) -> Vec<(&'a T, &'a T)> {
        let find = |list: &'a [T], wanted: &K| list.iter().find(|one| key(one) == *wanted);
        for gone in old.iter().filter(|one| find(new, &key(one)).is_none()) {
            self.0.push(DiffLine::Removed(thing(gone)));
        }
        let mut pairs = Vec::new();
        for now in new {
            match find(old, &key(now)) {
                Some(before) => pairs.push((before, now)),
                None => self.0.push(DiffLine::Added(thing(now))),
            }
        }
        let before = old.iter().filter(|one| find(new, &key(one)).is_some());
        let moved = before.zip(&pairs).any(|(a, (b, _))| key(a) != key(b));
        if let (true, true, Some((_, first))) = (ordered, moved, pairs.first()) {
            let first = thing(first);
            self.0.push(DiffLine::Reordered {
                noun: first.noun,
                of: first.of,
                order: new.iter().map(|one| thing(one).name).collect(),
            });
        }
        pairs
    }
}

fn thing(noun: Noun, name: &str) -> Thing {
    Thing {
        noun,
        name: name.to_owned(),
        of: None,
    }
}

fn maybe(text: &Option<String>) -> Value {
    text.clone().map_or(Value::Nothing, Value::Text)
}

fn flag(flag: &bool) -> Value {
    Value::Flag(*flag)
}

fn whole(lines: &mut Lines, old: &Shop, new: &Shop) {
    let shop = thing(Noun::Shop, "");
    lines.text(&shop, Setting::Name, (&old.name, &new.name));
    hours(lines, &shop, &old.hours, &new.hours);
    lines.list(&shop, Setting::Card, (&old.card, &new.card));
    let reasons = (&*old.lost_reasons, &*new.lost_reasons);
    lines.list(&shop, Setting::LostReasons, reasons);
    let wanted = (&old.next_step_wanted, &new.next_step_wanted);
    lines.set(&shop, Setting::NextStepWanted, wanted, flag);
}

fn hours(lines: &mut Lines, whose: &Thing, old: &WorkHours, new: &WorkHours) {
    let (old, new) = (
        WorkHoursForm::from(old.clone()),
        WorkHoursForm::from(new.clone()),
    );
    lines.text(whose, Setting::Zone, (&old.zone, &new.zone));
    for (day, spans) in old.week.iter().zip(&new.week).enumerate() {
        lines.set(whose, Setting::Day(day), spans, |spans| {
            if spans.is_empty() {
                Value::Nothing
            } else {
                Value::Text(spans_text(spans))
            }
        });
    }
    let holidays = (&old.holidays, &new.holidays);
    lines.set(whose, Setting::Holidays, holidays, |days| {
        Value::List(days.iter().map(ToString::to_string).collect())
    });
    let short = (&old.short_days, &new.short_days);
    lines.set(whose, Setting::ShortDays, short, |days| {
        let day = |(day, spans)| format!("{day} {}", spans_text(spans)).trim_end().to_owned();
        Value::List(days.iter().map(day).collect())
    });
}

fn pipelines(lines: &mut Lines, old: &Shop, new: &Shop) {
    let pairs = lines.pairs(
        (&old.pipelines, &new.pipelines),
        |p| p.id,
        |p| thing(Noun::Pipeline, &p.name),
        true,
    );
    for (before, after) in pairs {
        let what = thing(Noun::Pipeline, &after.name);
        lines.text(&what, Setting::Key, (&before.key, &after.key));
        lines.text(&what, Setting::Name, (&before.name, &after.name));
        let stage_thing = |stage: &Stage| Thing {
            noun: Noun::Stage,
            name: stage.name.clone(),
            of: Some(after.name.clone()),
        };
        let stages = (before.stages.as_slice(), after.stages.as_slice());
        for (was, is) in lines.pairs(stages, |s| s.id, stage_thing, true) {
            stage(lines, &stage_thing(is), (old, was), (new, is));
        }
    }
}

fn stage(lines: &mut Lines, what: &Thing, (old, was): (&Shop, &Stage), (new, is): (&Shop, &Stage)) {
    lines.text(what, Setting::Key, (&was.key, &is.key));
    lines.text(what, Setting::Name, (&was.name, &is.name));
    let outcomes = (&was.outcome, &is.outcome);
    lines.set(what, Setting::Outcome, outcomes, |o| Value::Outcome(*o));
    let statuses = (&was.client_status, &is.client_status);
    lines.set(what, Setting::ClientStatus, statuses, maybe);
    // Longer working days make other minutes of the same "2d", and another text of the same minutes: no change either way.
    let limit = |shop: &Shop, stage: &Stage| {
        let minutes = stage.limit_minutes;
        minutes.map(|minutes| Duration::text(minutes, day_minutes(&shop.hours)))
    };
    let (before, after) = (limit(old, was), limit(new, is));
    if was.limit_minutes != is.limit_minutes {
        lines.set(what, Setting::Limit, (&before, &after), maybe);
    }
    lines.set(what, Setting::Wip, (&was.wip, &is.wip), |wip| {
        wip.map_or(Value::Nothing, Value::Number)
    });
    lines.department(what, (old, was.department), (new, is.department));
    lines.set(what, Setting::Turn, (&was.turn, &is.turn), |turn| {
        turn.map_or(Value::Nothing, Value::Turn)
    });
    lines.set(what, Setting::Accepts, (&was.accepts, &is.accepts), flag);
    let needs = (&was.gate.needs, &is.gate.needs);
    lines.set(what, Setting::Needs, needs, |n| Value::Needs(n.clone()));
    let roles = (&was.gate.roles, &is.gate.roles);
    lines.set(what, Setting::Roles, roles, |r| Value::Roles(r.clone()));
    let approvals = (&was.gate.approval, &is.gate.approval);
    lines.set(what, Setting::Approval, approvals, |role| {
        role.map_or(Value::Nothing, Value::Role)
    });
}

fn sources(lines: &mut Lines, old: &Shop, new: &Shop) {
    let pairs = lines.pairs(
        (&old.sources, &new.sources),
        |s| s.id,
        |s| thing(Noun::Source, &s.name),
        true,
    );
    for (before, after) in pairs {
        let what = thing(Noun::Source, &after.name);
        lines.text(&what, Setting::Key, (&before.key, &after.key));
        lines.text(&what, Setting::Name, (&before.name, &after.name));
        let numbers = (&*before.numbers, &*after.numbers);
        lines.list(&what, Setting::Numbers, numbers);
        let default = (&before.default, &after.default);
        lines.set(&what, Setting::Default, default, flag);
    }
}

fn fields(lines: &mut Lines, old: &Shop, new: &Shop) {
    let pairs = lines.pairs(
        (&old.fields, &new.fields),
        |f| f.key.as_str(),
        |f| thing(Noun::Field, &f.name),
        true,
    );
    for (before, after) in pairs {
        let what = thing(Noun::Field, &after.name);
        lines.text(&what, Setting::Name, (&before.name, &after.name));
        let kinds = (&before.kind, &after.kind);
        lines.set(&what, Setting::Kind, kinds, |k| Value::FieldKind(k.clone()));
    }
}

fn departments(lines: &mut Lines, old: &Shop, new: &Shop) {
    let pairs = lines.pairs(
        (&old.departments, &new.departments),
        |d| d.id,
        |d| thing(Noun::Department, &d.name),
        true,
    );
    for (before, after) in pairs {
        let what = thing(Noun::Department, &after.name);
        lines.text(&what, Setting::Key, (&before.key, &after.key));
        lines.text(&what, Setting::Name, (&before.name, &after.name));
    }
}

fn people(lines: &mut Lines, old: &Shop, new: &Shop) {
    // Their order shows nowhere.
    let pairs = lines.pairs(
        (&old.people, &new.people),
        |o| o.id,
        |o| thing(Noun::Person, &o.name),
        false,
    );
    for (before, after) in pairs {
        let what = thing(Noun::Person, &after.name);
        lines.text(&what, Setting::Key, (&before.key, &after.key));
        lines.text(&what, Setting::Name, (&before.name, &after.name));
        let roles = (&before.role, &after.role);
        lines.set(&what, Setting::Role, roles, |role| Value::Role(*role));
        lines.department(&what, (old, before.department), (new, after.department));
        lines.set(&what, Setting::Login, (&before.unix, &after.unix), maybe);
        lines.set(
            &what,
            Setting::Active,
            (&before.active, &after.active),
            flag,
        );
        match (&before.hours, &after.hours) {
            (Some(was), Some(is)) => hours(lines, &what, was, is),
            (was, is) => {
                let own = (&was.is_some(), &is.is_some());
                lines.set(&what, Setting::OwnHours, own, flag);
            }
        }
    }
}

fn rules(lines: &mut Lines, old: &Shop, new: &Shop) {
    let pairs = lines.pairs(
        (&old.assignment, &new.assignment),
        |r| r.name.as_str(),
        |r| thing(Noun::Rule, &r.name),
        true,
    );
    for (before, after) in pairs {
        let what = thing(Noun::Rule, &after.name);
        let kinds = (&before.kinds, &after.kinds);
        lines.set(&what, Setting::Kinds, kinds, |k| Value::Kinds(k.clone()));
        if before.sources != after.sources {
            let names = |shop: &Shop, ids: &[_]| {
                let found = ids.iter().filter_map(|id| shop.source(*id));
                Value::List(found.map(|s| s.name.clone()).collect())
            };
            let (was, is) = (names(old, &before.sources), names(new, &after.sources));
            lines.changed(&what, Setting::Sources, was, is);
        }
        if before.pipeline != after.pipeline {
            let name = |shop: &Shop, id: Option<_>| {
                let pipeline = id.and_then(|id| shop.pipeline(id));
                pipeline.map_or(Value::Nothing, |p| Value::Text(p.name.clone()))
            };
            let (was, is) = (name(old, before.pipeline), name(new, after.pipeline));
            lines.changed(&what, Setting::Pipeline, was, is);
        }
        if before.people != after.people {
            let names = |shop: &Shop, ids: &[_]| {
                let found = ids.iter().filter_map(|id| shop.operator(*id));
                Value::List(found.map(|o| o.name.clone()).collect())
            };
            let (was, is) = (names(old, &before.people), names(new, &after.people));
            lines.changed(&what, Setting::People, was, is);
        }
        lines.department(&what, (old, before.department), (new, after.department));
    }
}
