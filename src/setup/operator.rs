//! `people.toml`: departments and the people in them.
use super::complaint::{Noun, Trouble};
use super::file::Section;
use super::hours::{self, Hours};
use super::name::{Names, one_each};
use super::page::Page;
use super::pipeline::ROLES;
use super::place::{At, Log};
use super::{ENTRIES_MAX, RUNS_SERVER};
use crate::domain::calendar::WorkHours;
use crate::domain::id::{DepartmentId, OperatorId};
use crate::domain::operator::{Department, Operator, Role};
use crate::domain::shop::Shop;

#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) departments: Vec<DepartmentSheet>,
    pub(super) people: Vec<PersonSheet>,
}

#[derive(Debug)]
pub(super) struct DepartmentSheet {
    pub(super) key: At<String>,
    pub(super) was: Option<At<String>>,
    pub(super) name: At<String>,
}

#[derive(Debug)]
pub(super) struct PersonSheet {
    pub(super) key: At<String>,
    pub(super) was: Option<At<String>>,
    pub(super) name: At<String>,
    role: Role,
    department: Option<At<String>>,
    unix: Option<At<String>>,
    /// An account is named, be it a good one or not.
    named: bool,
    hours: Option<Hours>,
    active: bool,
}

pub(super) fn read(mut file: Section<'_>) -> Sheet {
    let departments = file.sections("department", ENTRIES_MAX);
    let people = file.sections("person", ENTRIES_MAX);
    let sheet = Sheet {
        departments: departments.into_iter().map(read_department).collect(),
        people: people.into_iter().map(read_person).collect(),
    };
    let owner = |p: &PersonSheet| p.role == Role::Owner && p.active;
    // A person that was misread may have been the owner.
    if !sheet.people.iter().any(owner) && sheet.people.iter().all(|p| !p.key.value.is_empty()) {
        file.complain(file.place, Trouble::NoOwner);
    }
    // Whoever runs the server is the owner where nobody has an account; where others have, it may be one of them.
    let named = |p: &&PersonSheet| p.active && p.named;
    let others = sheet.people.iter().any(|p| named(&p));
    let first = sheet.people.iter().find(|p| owner(p));
    if let Some(first) = first
        && others
        && !sheet.people.iter().filter(named).any(owner)
    {
        file.complain(first.key.place, Trouble::OwnerWithoutAccount);
    }
    file.finish();
    sheet
}

fn read_department(mut section: Section<'_>) -> DepartmentSheet {
    let department = DepartmentSheet {
        key: section.need_key(),
        was: section.text("was"),
        name: section.need_text("name"),
    };
    section.finish();
    department
}

fn read_person(mut section: Section<'_>) -> PersonSheet {
    let key = section.need_key();
    let was = section.text("was");
    let name = section.need_text("name");
    if !section.has("role") {
        section.complain(section.place, Trouble::Missing { key: "role" });
    }
    let person = PersonSheet {
        key,
        was,
        name,
        role: section.word("role", &ROLES).unwrap_or(Role::Operator),
        department: section.text("department"),
        named: section.has("unix"),
        unix: section.text("unix").filter(|login| {
            let good = login.value == RUNS_SERVER || is_login(&login.value);
            if !good {
                let value = login.value.clone();
                section.complain(login.place, Trouble::BadLogin { value });
            }
            good
        }),
        hours: section.section("hours").map(|mut hours| {
            let zone = hours.text("zone");
            Hours::read(hours, zone)
        }),
        active: section.flag("active").is_none_or(|flag| flag.value),
    };
    section.finish();
    person
}

/// What useradd takes.
fn is_login(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.@".contains(&b))
}

pub(super) fn link(
    log: &Log<'_>,
    sheet: Sheet,
    names: &Names,
    shop: &WorkHours,
) -> (Vec<Department>, Vec<Operator>) {
    one_each(
        log,
        Noun::Department,
        sheet.departments.iter().map(|d| &d.key),
    );
    one_each(
        log,
        Noun::Department,
        sheet.departments.iter().map(|d| &d.name),
    );
    one_each(log, Noun::Person, sheet.people.iter().map(|p| &p.key));
    let logins = sheet.people.iter().filter(|p| p.active);
    one_each(log, Noun::Login, logins.filter_map(|p| p.unix.as_ref()));
    let departments = (1..)
        .zip(sheet.departments)
        .map(|(id, department)| Department {
            id: DepartmentId(id),
            key: department.key.value,
            name: department.name.value,
        });
    let people = (1..).zip(sheet.people).map(|(id, person)| Operator {
        id: OperatorId(id),
        key: person.key.value,
        name: person.name.value,
        role: person.role,
        department: person
            .department
            .and_then(|key| names.find(log, &key))
            .map(DepartmentId),
        unix: person.unix.map(|login| login.value),
        hours: person.hours.and_then(|hours| hours.build(Some(shop))),
        active: person.active,
    });
    (departments.collect(), people.collect())
}

pub(super) fn write(shop: &Shop) -> String {
    let mut page = Page::default();
    for department in &shop.departments {
        page.entry("department");
        page.text("key", &department.key);
        page.text("name", &department.name);
    }
    for person in &shop.people {
        page.entry("person");
        page.text("key", &person.key);
        page.text("name", &person.name);
        page.text("role", person.role.key());
        let department = person.department.and_then(|id| shop.department(id));
        page.maybe("department", department.map(|d| d.key.as_str()));
        page.maybe("unix", person.unix.as_deref());
        if !person.active {
            page.raw("active", "false");
        }
        if let Some(own) = &person.hours {
            hours::write(&mut page, "person.hours", own, Some(&shop.hours));
        }
    }
    page.finish()
}
