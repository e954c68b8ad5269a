//! The words of the command line: help in the person's language, slips told in one line.
use super::Grammar;
use crate::domain::fold::nearest;
use crate::text::{self, Lang};
use crate::typed::verb;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches, Command, CommandFactory};
use std::ffi::OsString;

/// Reads a command line. The words are put in only where they are to be said: they take longer than all the rest of
/// a start.
pub fn parse(lang: Lang, args: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let plain = grammar();
    let args = spelled_out(&plain, args);
    let plain = plain.try_get_matches_from(&args);
    plain.or_else(|_| command(lang).try_get_matches_from(&args))
}

/// The grammar without words, every command under its Russian names too.
fn grammar() -> Command {
    in_russian(Grammar::command())
}

fn in_russian(command: Command) -> Command {
    let names = verb::russian(command.get_name());
    let command = command.aliases(names.iter().copied());
    command.mut_subcommands(in_russian)
}

/// `pult deals --stage paid` is `pult deal list --stage paid`.
fn spelled_out(grammar: &Command, args: &[OsString]) -> Vec<OsString> {
    let mut spelled: Vec<OsString> = args.to_vec();
    let mut at = 1;
    while let Some(arg) = args.get(at).and_then(|arg| arg.to_str()) {
        if !arg.starts_with('-') {
            break;
        }
        let takes = grammar.get_arguments().any(|known| {
            let long = known.get_long().map(|long| format!("--{long}"));
            long.as_deref() == Some(arg) && known.get_action().takes_values()
        });
        at += if takes { 2 } else { 1 };
    }
    let word = args.get(at).and_then(|arg| arg.to_str());
    let Some((_, one)) = verb::PLURALS.iter().find(|(many, _)| Some(*many) == word) else {
        return spelled;
    };
    spelled[at] = (*one).into();
    let next = args.get(at + 1).and_then(|arg| arg.to_str());
    let noun = grammar.find_subcommand(one);
    let verb = noun
        .zip(next)
        .and_then(|(noun, next)| noun.find_subcommand(next));
    let asks = next.is_some_and(|next| matches!(next, "--help" | "-h"));
    if verb.is_none() && !asks {
        spelled.insert(at + 1, "list".into());
    }
    spelled
}

/// The whole grammar with its words in one language.
pub fn command(lang: Lang) -> Command {
    let mut command = grammar();
    command.build();
    worded(command, lang, "")
}

/// The usage line in the person's language.
fn usage(command: &mut Command, lang: Lang) -> String {
    let line = command.render_usage().to_string();
    let line = line.strip_prefix("Usage: ").unwrap_or(&line);
    line.replace("[OPTIONS]", text::help::any_options(lang))
}

/// Puts the words in, down the tree. `path` is the way here: "deal list".
fn worded(command: Command, lang: Lang, path: &str) -> Command {
    let key = if path.is_empty() { "pult" } else { path };
    let about = text::help::of(lang, key).unwrap_or_default();
    let about = match (lang, verb::russian(command.get_name()).first()) {
        (Lang::Ru, Some(name)) => format!("{about} ({name})"),
        _ => about.to_owned(),
    };
    let command = command
        .about(about)
        .subcommand_help_heading(text::help::verbs(lang))
        .subcommand_value_name(text::help::verb(lang))
        .help_template(text::help::template(lang));
    let command = command.mut_args(|arg| {
        let words = arg_words(lang, path, &arg).map_or("", |(_, words)| words);
        let heading = if arg.is_positional() {
            text::help::arguments(lang)
        } else if arg.is_global_set() {
            text::help::everywhere(lang)
        } else {
            text::help::options(lang)
        };
        let names = arg.get_value_names().and_then(|names| names.first());
        let name = names.and_then(|name| text::help::placeholder(lang, name.as_str()));
        let arg = arg
            .help(words)
            .help_heading(heading)
            .hide_possible_values(true)
            .hide_default_value(true);
        match name {
            Some(name) => arg.value_name(name),
            None => arg,
        }
    });
    let mut command = command;
    let usage = usage(&mut command, lang);
    command.override_usage(usage).mut_subcommands(|sub| {
        let path = match path {
            "" => sub.get_name().to_owned(),
            path => format!("{path} {}", sub.get_name()),
        };
        worded(sub, lang, &path)
    })
}

/// An argument's words and the key they are kept under: its own in this place, else its group's, else those it has
/// everywhere.
fn arg_words(lang: Lang, path: &str, arg: &Arg) -> Option<(String, &'static str)> {
    let id = arg.get_id().as_str().replace('_', "-");
    let group = path.rsplit_once(' ').map_or("", |(group, _)| group);
    let keys = [path, group].map(|place| format!("{place} --{id}"));
    let keys = keys.into_iter().chain([format!("--{id}")]);
    keys.filter_map(|key| text::help::of(lang, &key).map(|words| (key, words)))
        .next()
}

/// The verbs that could have followed the typed ones.
fn next_verbs(lang: Lang, args: &[OsString]) -> String {
    let whole = command(lang);
    let mut at = &whole;
    for arg in args.iter().skip(1) {
        at = arg
            .to_str()
            .and_then(|arg| at.find_subcommand(arg))
            .unwrap_or(at);
    }
    let verbs: Vec<&str> = at.get_subcommands().map(Command::get_name).collect();
    verbs.join(", ")
}

/// What was typed wrongly, in one line.
pub fn slip(lang: Lang, error: &clap::Error, args: &[OsString]) -> String {
    use text::help as w;
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        Some(ContextValue::StyledStrs(texts)) => {
            let texts: Vec<String> = texts.iter().map(StyledStr::to_string).collect();
            Some(texts.join("; "))
        }
        Some(ContextValue::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let arg = said(ContextKind::InvalidArg).unwrap_or_default();
    let value = said(ContextKind::InvalidValue).unwrap_or_default();
    let line = match error.kind() {
        ErrorKind::UnknownArgument => w::unknown_argument(lang, &arg),
        ErrorKind::InvalidSubcommand => {
            let verb = said(ContextKind::InvalidSubcommand).unwrap_or_default();
            w::unknown_verb(lang, &verb)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return w::missing_verb(lang, &next_verbs(lang, args));
        }
        ErrorKind::MissingRequiredArgument => match any_of(&arg) {
            Some(args) => w::missing_any(lang, &args),
            None => w::missing_argument(lang, &arg),
        },
        ErrorKind::InvalidValue if value.is_empty() => w::missing_value(lang, &arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            match said(ContextKind::ValidValue) {
                Some(valid) => w::not_one_of(lang, &arg, &value, &valid),
                None => w::bad_value(lang, &arg, &value),
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            w::wrong_count(lang, &arg)
        }
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg).unwrap_or_default();
            if other.is_empty() || other == arg {
                w::given_twice(lang, &arg)
            } else {
                w::conflict(lang, &arg, &other)
            }
        }
        ErrorKind::InvalidUtf8 => w::not_utf8(lang).to_owned(),
        _ => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            line.trim_start_matches("error: ").to_owned()
        }
    };
    let near = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| match error.get(kind) {
        // Many may be alike; only what a slip of the finger makes of another is meant.
        Some(ContextValue::Strings(alike)) => {
            let typed = said(ContextKind::InvalidSubcommand)
                .or_else(|| said(ContextKind::InvalidArg))
                .unwrap_or_default();
            nearest(&typed, alike.iter().map(String::as_str)).map(str::to_owned)
        }
        _ => said(kind),
    });
    match near {
        Some(near) => text::refusal::nearest(lang, &line, &near),
        None => w::see_help(lang, &line),
    }
}

/// The names in `<--name <NAME>|--phone <PHONE>>`, which is how one of several is asked for.
fn any_of(arg: &str) -> Option<String> {
    let inner = arg.strip_prefix('<')?.strip_suffix('>')?;
    let names: Vec<&str> = inner
        .split('|')
        .map(|one| one.split([' ', '=']).next().unwrap_or(one))
        .collect();
    let options = names.len() > 1 && names.iter().all(|name| name.starts_with("--"));
    options.then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn used(command: &Command, lang: Lang, path: &str, keys: &mut BTreeSet<String>) {
        let key = if path.is_empty() { "pult" } else { path };
        assert!(text::help::of(lang, key).is_some(), "no words for {key}");
        keys.insert(key.to_owned());
        for arg in command.get_arguments().filter(|a| !a.is_hide_set()) {
            let id = arg.get_id();
            let Some((key, _)) = arg_words(lang, path, arg) else {
                panic!("no words for {path} --{id}");
            };
            keys.insert(key);
        }
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            used(sub, lang, path.trim(), keys);
        }
    }

    #[test]
    fn every_verb_and_argument_has_words_and_no_words_are_left_over() {
        let mut keys = BTreeSet::new();
        used(&command(Lang::En), Lang::En, "", &mut keys);
        let known: BTreeSet<String> = text::help::KEYS.iter().map(|k| (*k).to_owned()).collect();
        let left: Vec<&String> = known.difference(&keys).collect();
        assert!(left.is_empty(), "words nobody uses: {left:?}");
    }

    #[test]
    fn the_grammar_is_sound() {
        command(Lang::Ru).debug_assert();
    }

    fn told(lang: Lang, line: &str) -> String {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = command(lang).try_get_matches_from(&args).unwrap_err();
        assert!(error.use_stderr());
        slip(lang, &error, &args)
    }

    #[test]
    fn a_slip_is_one_line_in_the_persons_language() {
        for (line, word) in [
            ("pult dela list", "deal"),
            ("pult deal lst", "list"),
            ("pult deal list --stge new", "--stage"),
            ("pult deal move 1", "СТАДИЯ"),
            ("pult contact new", ": --name, --company, --phone, --email"),
            ("pult deal show abc", "abc"),
            ("pult --lang de deal list", "ru"),
            ("pult deal", "list"),
            ("pult deal list --limit", "--limit"),
        ] {
            let said = told(Lang::Ru, line);
            assert!(said.contains(word), "{line}: {said}");
            assert!(!said.contains('\n'), "{line}: {said}");
            let russian = said.chars().any(|c| ('а'..='я').contains(&c));
            assert!(russian, "{line}: {said}");
            let english = told(Lang::En, line);
            assert!(
                !english.chars().any(|c| ('а'..='я').contains(&c)),
                "{line}: {english}"
            );
        }
    }
}
