//! The shop files: a folder of TOML in, a [`Shop`] out, and back.
//!
//! [`parse`] says everything that is wrong at once, each with its file, line and column, or gives a [`Draft`];
//! [`resolve()`] gives the draft its numbers, the old ones to whatever stayed; [`diff()`] and [`vanished`] tell what that
//! would change; [`export`] writes a shop as files. The standard files make a working shop of an empty folder.
//!
//! Forbidden here: disks, sockets, clocks, and words for people. A shop that is wrong never leaves this room.
mod assign;
mod complaint;
mod diff;
mod duration;
mod field;
mod file;
mod hours;
mod name;
mod operator;
mod page;
mod pipeline;
mod place;
mod resolve;
mod shop;
mod source;
mod vanish;

#[cfg(test)]
mod tests;

pub use complaint::{Complaint, Noun, Shape, Trouble};
pub use diff::{DiffLine, Setting, Thing, Value, diff};
pub use hours::DAYS;
pub use resolve::{Draft, resolve};
pub use vanish::{Gone, How, Vanished, vanished};

use crate::domain::calendar::WorkHours;
use crate::domain::command::SetupFile;
use crate::domain::shop::Shop;
use file::Section;
use name::{Names, renamed};
use place::{Log, Place, Source};
use resolve::Was;
use toml::Spanned;
use toml::de::DeTable;

/// Bytes of one file.
pub const FILE_MAX: usize = 1 << 20;
/// Stages of all pipelines together.
pub const STAGES_MAX: usize = 1000;
pub const PIPELINES_MAX: usize = 100;
/// Sources, fields, people, departments, rules: so many of each.
pub const ENTRIES_MAX: usize = 1000;

/// Stands for a login in the standard `people.toml`: the account that runs the server is this person.
pub const RUNS_SERVER: &str = "*owner*";

/// The files of a folder and what they say where the folder has none.
const STANDARD: [(&str, &str); 6] = [
    ("shop.toml", include_str!("../../assets/setup/shop.toml")),
    (
        "pipelines.toml",
        include_str!("../../assets/setup/pipelines.toml"),
    ),
    (
        "sources.toml",
        include_str!("../../assets/setup/sources.toml"),
    ),
    (
        "fields.toml",
        include_str!("../../assets/setup/fields.toml"),
    ),
    (
        "people.toml",
        include_str!("../../assets/setup/people.toml"),
    ),
    (
        "assignment.toml",
        include_str!("../../assets/setup/assignment.toml"),
    ),
];

/// The standard folder.
pub fn default_files() -> Vec<SetupFile> {
    STANDARD.map(file).into()
}

/// The shop of an empty folder.
pub fn default_shop() -> Shop {
    let draft = parse(&[]).expect("the standard files are checked by a test");
    resolve(None, draft)
}

/// `given` over `kept`: a folder that leaves a file out leaves that part of the shop as it is.
pub fn overlay(kept: &[SetupFile], given: &[SetupFile]) -> Vec<SetupFile> {
    let untouched = kept
        .iter()
        .filter(|old| !given.iter().any(|new| new.name == old.name));
    given.iter().chain(untouched).cloned().collect()
}

/// The shop as files, in one spelling and without comments. Only for a shop whose own files are not at hand.
pub fn export(shop: &Shop) -> Vec<SetupFile> {
    let files: [(&str, &str); 6] = [
        ("shop.toml", &shop::write(shop)),
        ("pipelines.toml", &pipeline::write(shop)),
        ("sources.toml", &source::write(shop)),
        ("fields.toml", &field::write(shop)),
        ("people.toml", &operator::write(shop)),
        ("assignment.toml", &assign::write(shop)),
    ];
    files.map(file).into()
}

fn file((name, text): (&str, &str)) -> SetupFile {
    SetupFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// Reads a folder. A file that is left out is the standard one, without what the rest doesn't know; see [`overlay`] to
/// leave out what stays as it is in force.
///
/// # Errors
/// Everything that is wrong, in the order of the files and their lines; at most 200 complaints.
pub fn parse(files: &[SetupFile]) -> Result<Draft, Vec<Complaint>> {
    let log = gather(files);
    let tables: Vec<Option<Spanned<DeTable<'_>>>> = (0..STANDARD.len())
        .map(|file| read_toml(&log, file))
        .collect();
    let draft = read(&log, &tables);
    let complaints = log.finish();
    match draft {
        Some(draft) if complaints.is_empty() => Ok(draft),
        _ => Err(complaints),
    }
}

/// The known files in their order, then those that don't belong here.
fn gather(files: &[SetupFile]) -> Log<'_> {
    let mut sources: Vec<Source<'_>> = Vec::new();
    for (name, standard) in STANDARD {
        let given = files.iter().find(|file| file.name == name);
        sources.push(Source {
            name,
            text: given.map_or(standard, |file| file.text.as_str()),
            standard: given.is_none(),
        });
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut strangers = Vec::new();
    for file in files.iter().take(ENTRIES_MAX) {
        let known = STANDARD.iter().any(|(name, _)| *name == file.name);
        if !known || seen.contains(&file.name.as_str()) {
            strangers.push((sources.len(), known));
            sources.push(Source {
                name: &file.name,
                text: "",
                standard: false,
            });
        }
        seen.push(&file.name);
    }
    let log = Log::new(sources);
    for (file, known) in strangers {
        let names = STANDARD.iter().map(|(name, _)| *name);
        let what = if known {
            Trouble::RepeatedFile
        } else {
            let stem = |name| str::trim_end_matches(name, ".toml");
            let near = log.nearest(stem(log.sources[file].name), names.map(stem));
            Trouble::UnknownFile {
                nearest: near.map(|stem| format!("{stem}.toml")),
            }
        };
        log.complain(Place { file, at: 0 }, what);
    }
    log
}

/// `None` where the file is no TOML: what can still be made out of it would only raise false complaints.
fn read_toml<'a>(log: &'a Log<'_>, file: usize) -> Option<Spanned<DeTable<'a>>> {
    let text = log.sources[file].text;
    if text.len() > FILE_MAX {
        log.complain(Place { file, at: 0 }, Trouble::FileTooBig { max: FILE_MAX });
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    // One slip of the pen makes the parser stumble all the way to the end.
    if let Some(error) = errors.first() {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().to_owned();
        log.complain(Place { file, at }, Trouble::Syntax { message });
    }
    errors.is_empty().then_some(table)
}

/// Each file by itself, then, if all could be read, the names between them.
fn read<'a>(log: &'a Log<'a>, tables: &'a [Option<Spanned<DeTable<'a>>>]) -> Option<Draft> {
    let section = |file: usize| {
        let table = tables[file].as_ref()?.get_ref();
        Some(Section::new(log, table, Place { file, at: 0 }))
    };
    let shop = section(0).map(shop::read);
    let pipelines = section(1).map(pipeline::read);
    let sources = section(2).map(source::read);
    let fields = section(3).map(field::read);
    let people = section(4).map(operator::read);
    let rules = section(5).map(assign::read);
    let (shop, pipelines, sources) = (shop?, pipelines?, sources?);
    let (fields, people, rules) = (fields?, people?, rules?);

    let was = Was {
        pipelines: renamed(
            log,
            Noun::Pipeline,
            pipelines.iter().map(|p| (&p.key, p.was.as_ref())),
        ),
        stages: pipelines
            .iter()
            .flat_map(|p| {
                let stages = p.stages.iter().map(|s| (&s.key, s.was.as_ref()));
                renamed(log, Noun::Stage, stages)
            })
            .collect(),
        sources: renamed(
            log,
            Noun::Source,
            sources.iter().map(|s| (&s.key, s.was.as_ref())),
        ),
        departments: renamed(
            log,
            Noun::Department,
            people.departments.iter().map(|d| (&d.key, d.was.as_ref())),
        ),
        people: renamed(
            log,
            Noun::Person,
            people.people.iter().map(|p| (&p.key, p.was.as_ref())),
        ),
    };
    let departments = people.departments.iter().map(|d| (&d.key, &d.name));
    let departments = Names::new(Noun::Department, departments);
    let staff = people.people.iter().map(|p| (&p.key, &p.name));
    let staff = Names::new(Noun::Person, staff);
    let field_names = Names::new(Noun::Field, fields.iter().map(|f| (&f.key, &f.name)));
    let source_names = Names::new(Noun::Source, sources.iter().map(|s| (&s.key, &s.name)));
    let pipeline_names = pipelines.iter().map(|p| (&p.key, &p.name));
    let pipeline_names = Names::new(Noun::Pipeline, pipeline_names);

    let hours = shop.hours.and_then(|hours| hours.build(None));
    // Without hours there is no shop, but the names can still be checked.
    let stand_in = || WorkHours::new("UTC", Default::default()).ok();
    let (hours, right) = match hours {
        Some(hours) => (hours, true),
        None => (stand_in()?, false),
    };
    let pipelines = pipeline::link(log, pipelines, &hours, &departments, &field_names);
    let (department_list, people) = operator::link(log, people, &departments, &hours);
    let known = assign::Known {
        sources: &source_names,
        pipelines: &pipeline_names,
        people: &staff,
        departments: &departments,
    };
    let shop = Shop {
        version: 1,
        name: shop.name,
        hours,
        pipelines,
        sources: source::link(log, sources),
        fields: field::link(log, fields),
        departments: department_list,
        people,
        assignment: assign::link(log, rules, &known),
        lost_reasons: shop.lost_reasons,
        card: shop.card,
        next_step_wanted: shop.next_step_wanted,
        next_id: 0,
    };
    right.then_some(Draft { shop, was })
}
