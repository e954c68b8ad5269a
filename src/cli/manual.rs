//! What the program says about itself: completions, man pages, the key map, the description of its interface.
use super::fault::Fault;
use super::table::Table;
use super::{Call, grammar, output};
use crate::desk::action::{Action, Group};
use crate::desk::keymap::{Keymap, written};
use crate::server::openapi;
use crate::text::{self, Lang, manual as w};
use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, Args)]
pub struct Manual {
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Vec<String>,
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn completions(call: &Call, wish: &Completions) -> Result<(), Fault> {
    let mut script = Vec::new();
    let mut command = grammar::command(call.lang);
    clap_complete::generate(wish.shell, &mut command, "pult", &mut script);
    output::raw(&script)
}

/// A page to stdout, or all of them into a directory.
pub fn manual(call: &Call, wish: Manual) -> Result<(), Fault> {
    let pages = pages(call.lang)?;
    let Some(dir) = wish.dir else {
        let name = std::iter::once("pult")
            .chain(wish.command.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join("-");
        let file = format!("{name}.1");
        let page = pages.iter().find(|(name, _)| *name == file);
        let (_, page) = page.ok_or_else(|| Fault::usage(w::no_page(call.lang, &name)))?;
        return output::raw(page);
    };
    let failed = |error: std::io::Error| Fault::file(call.lang, &dir, &error);
    std::fs::create_dir_all(&dir).map_err(failed)?;
    for (name, page) in &pages {
        std::fs::write(dir.join(name), page).map_err(failed)?;
    }
    output::text(&w::pages_written(
        call.lang,
        pages.len(),
        &dir.display().to_string(),
    ))
}

/// File names and pages of every command, the program's own first.
fn pages(lang: Lang) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let mut pages = Vec::new();
    page(grammar::command(lang), "pult".to_owned(), lang, &mut pages)
        .map_err(|error| Fault::failed(error.to_string()))?;
    Ok(pages)
}

fn page(
    command: Command,
    name: String,
    lang: Lang,
    pages: &mut Vec<(String, Vec<u8>)>,
) -> std::io::Result<()> {
    let mut text = Vec::new();
    let man = Man::new(command.clone())
        .title(name.to_uppercase())
        .manual(text::help::of(lang, "pult").unwrap_or_default());
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    if name == "pult" {
        text.extend(w::sections(lang).as_bytes());
        man.render_version_section(&mut text)?;
    }
    pages.push((format!("{name}.1"), text));
    for sub in command.get_subcommands() {
        let name = format!("{name}-{}", sub.get_name());
        page(sub.clone(), name, lang, pages)?;
    }
    Ok(())
}

/// One action as machines read it.
#[derive(Debug, Serialize)]
struct Bound {
    action: &'static str,
    keys: Vec<String>,
    group: &'static str,
    words: &'static str,
    changes: bool,
}

/// Which key does what, with the person's own keymap laid over.
pub fn keys(call: &Call) -> Result<(), Fault> {
    let lang = call.lang;
    let own = call.places.config.join("keymap.toml");
    let keymap = match std::fs::read_to_string(&own) {
        Ok(text) => Keymap::with(&own.display().to_string(), &text)
            .map_err(|error| Fault::failed(error.words(lang)))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Keymap::default(),
        Err(error) => return Err(Fault::file(lang, &own, &error)),
    };
    let bound: Vec<Bound> = Action::ALL
        .iter()
        .map(|a| bound(&keymap, *a, lang))
        .collect();
    if call.json {
        return output::json(&bound);
    }
    let mut parts = Vec::new();
    for group in Group::ALL {
        let heading = group.words(lang);
        let mut table = Table::new([w::keys(lang), w::action(lang), w::word(lang)]);
        for one in bound
            .iter()
            .filter(|one| one.group == heading && !one.keys.is_empty())
        {
            table.row([
                one.keys.join(", "),
                one.words.to_owned(),
                one.action.to_owned(),
            ]);
        }
        if !table.is_empty() {
            if !parts.is_empty() {
                parts.push(String::new());
            }
            parts.push(heading.to_owned());
            parts.extend(table.lines());
        }
    }
    output::lines(&parts)
}

fn bound(keymap: &Keymap, action: Action, lang: Lang) -> Bound {
    let mut keys: Vec<String> = Vec::new();
    for binding in keymap.bindings().iter().filter(|b| b.action == action) {
        let label = written(&binding.keys, lang == Lang::Ru);
        if !keys.contains(&label) {
            keys.push(label);
        }
    }
    Bound {
        action: action.name(),
        keys,
        group: action.group().words(lang),
        words: action.words(lang),
        changes: action.changes(),
    }
}

/// The interface other programs talk to.
pub fn interface() -> Result<(), Fault> {
    output::json(&openapi::description())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Set, the test writes what it would compare with.
    const WRITE: &str = "PULT_WRITE_TABLES";

    #[test]
    fn the_checked_in_pages_are_the_programs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
        for (lang, dir) in [(Lang::En, root.clone()), (Lang::Ru, root.join("ru"))] {
            let pages = pages(lang).unwrap();
            if std::env::var_os(WRITE).is_some() {
                let _ = std::fs::remove_dir_all(&dir);
                std::fs::create_dir_all(&dir).unwrap();
                for (name, page) in &pages {
                    std::fs::write(dir.join(name), page).unwrap();
                }
            }
            let wrong: Vec<&String> = pages
                .iter()
                .filter(|(name, page)| std::fs::read(dir.join(name)).ok().as_ref() != Some(page))
                .map(|(name, _)| name)
                .collect();
            assert!(
                wrong.is_empty(),
                "{wrong:?} in {} are old; {WRITE}=1 cargo test --lib cli::manual writes them",
                dir.display()
            );
            let kept = std::fs::read_dir(&dir).unwrap().flatten();
            let kept = kept.filter(|e| e.path().extension().is_some_and(|e| e == "1"));
            assert_eq!(kept.count(), pages.len(), "pages of commands that are gone");
        }
    }

    #[test]
    fn every_shell_gets_its_script() {
        for shell in [
            Shell::Bash,
            Shell::Zsh,
            Shell::Fish,
            Shell::Elvish,
            Shell::PowerShell,
        ] {
            let mut script = Vec::new();
            let mut command = grammar::command(Lang::En);
            clap_complete::generate(shell, &mut command, "pult", &mut script);
            let script = String::from_utf8(script).unwrap();
            assert!(
                script.contains("retailcrm") && script.contains("dry-run"),
                "{shell}"
            );
        }
    }
}
