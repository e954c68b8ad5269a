//! The command line: the verbs of the desk for scripts and for people in a hurry.
//!
//! A file a noun: what can be typed, what is asked of the server, what is shown. The exit codes and the JSON are
//! promises to scripts. Nothing is decided here, and only [`output`] writes.
mod approval;
mod bench;
mod care;
mod connect;
mod contact;
mod deal;
mod demo;
mod desk;
mod export;
mod fault;
mod find;
mod grammar;
mod holder;
mod import;
mod log;
mod login;
mod look;
mod manual;
mod output;
mod people;
mod place;
mod progress;
mod serve;
mod setup;
mod show;
mod table;
mod task;
mod token;
mod undo;

use crate::config::{self, Places};
use crate::text::{self, Lang};
use clap::{ArgAction, Args, FromArgMatches, Parser, Subcommand};
pub(crate) use desk::ask;
use fault::Fault;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be typed. The words of its help are in `text`, put in by [`grammar`].
#[derive(Debug, Parser)]
#[command(
    name = "pult",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
struct Grammar {
    #[command(flatten)]
    global: Global,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Args)]
struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "PATH")]
    socket: Option<PathBuf>,
    #[arg(long, global = true, value_name = "URL", value_parser = address, conflicts_with_all = ["socket", "data"])]
    server: Option<String>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["ru", "en"])]
    lang: Option<String>,
    #[arg(long, global = true)]
    json: bool,
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Desk,
    Demo(demo::Demo),
    Bench(bench::Bench),
    Serve(serve::Serve),
    #[command(subcommand)]
    Deal(deal::Verb),
    #[command(subcommand)]
    Contact(contact::Verb),
    #[command(subcommand)]
    Task(task::Verb),
    Find(find::Find),
    #[command(subcommand)]
    Approval(approval::Verb),
    Undo(undo::Undo),
    Log(log::Log),
    People(people::People),
    #[command(subcommand)]
    Setup(setup::Verb),
    Backup(care::Copy),
    Restore(care::Copy),
    Verify(care::Copy),
    Look(care::Copy),
    Doctor,
    Import(Box<import::Import>),
    #[command(subcommand)]
    Export(export::Verb),
    Keys,
    Completions(manual::Completions),
    #[command(name = "man")]
    Manual(manual::Manual),
    Openapi,
    Login(login::Login),
    Logout,
    Passwd(login::Passwd),
    Sessions(login::Sessions),
}

/// One call of the program: what every verb needs to know.
#[derive(Debug)]
pub struct Call {
    lang: Lang,
    json: bool,
    places: Places,
    /// The directory that was named by hand on this line.
    named_data: Option<PathBuf>,
    /// The address of a server over TCP.
    server: Option<String>,
}

impl Call {
    /// The same call in another directory, with the socket that belongs there.
    fn at(&self, data: PathBuf) -> Call {
        let socket = config::socket_of(&data);
        Call {
            lang: self.lang,
            json: self.json,
            places: Places {
                data,
                socket,
                named: false,
                config: self.places.config.clone(),
            },
            named_data: None,
            server: None,
        }
    }

    /// Nobody named a server: where none runs, one may be started inside.
    fn may_start_inside(&self) -> bool {
        self.server.is_none() && !self.places.named
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = spoken(&args);
    let json = wants_json(&args);
    match begin(args, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            if json && !fault.said {
                // Nobody is left to tell where even this fails.
                let _ = output::json(&fault.told());
            }
            output::complain(&fault.line);
            fault.more.iter().for_each(|line| output::complain(line));
            ExitCode::from(fault.exit as u8)
        }
    }
}

/// The language, known before anything is parsed: even a slip on the command line is told in it.
fn spoken(args: &[OsString]) -> Lang {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        let said = match arg {
            "--" => break,
            "--lang" => args.next(),
            arg => arg.strip_prefix("--lang="),
        };
        if said.is_some() {
            return Lang::from_locale(said);
        }
    }
    Lang::from_locale(config::locale().as_deref())
}

/// Known before anything is parsed, as the language is: a slip is one JSON document too.
fn wants_json(args: &[OsString]) -> bool {
    let mut args = args.iter().take_while(|arg| *arg != "--");
    args.any(|arg| arg == "--json")
}

fn begin(args: Vec<OsString>, lang: Lang) -> Result<(), Fault> {
    let typed = grammar::parse(lang, &args);
    let matches = match typed {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            return output::raw(error.render().to_string().as_bytes());
        }
        Err(error) => return Err(Fault::usage(grammar::slip(lang, &error, &args))),
    };
    let Grammar { global, verb, .. } = Grammar::from_arg_matches(&matches)
        .map_err(|e| Fault::usage(grammar::slip(lang, &e, &args)))?;
    let named_data = global.data.clone();
    let places = Places::new(global.data, global.socket)
        .ok_or_else(|| Fault::failed(text::cli::no_home(lang)))?;
    if places.socket.as_os_str().len() > config::SOCKET_LIMIT {
        let place = places.socket.display().to_string();
        let line = text::cli::socket_too_long(lang, &place, config::SOCKET_LIMIT);
        return Err(Fault::usage(line));
    }
    let call = Call {
        lang,
        json: global.json,
        places,
        named_data,
        server: global.server,
    };
    crate::link::init();
    // One thread is enough for whoever asks, and wakes nobody else for an answer; a server has threads of its own.
    let mut threads = match &verb {
        Some(Verb::Bench(_)) => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = threads
        .enable_all()
        .build()
        .map_err(|error| Fault::failed(error.to_string()))?;
    let done = runtime.block_on(run(&call, verb));
    // A reader that still sleeps in the kernel must not keep the process.
    runtime.shutdown_background();
    done
}

async fn run(call: &Call, verb: Option<Verb>) -> Result<(), Fault> {
    match verb.unwrap_or(Verb::Desk) {
        Verb::Desk => desk::run(call).await,
        Verb::Demo(demo) => demo::run(call, demo).await,
        Verb::Bench(bench) => bench::run(call, bench).await,
        Verb::Serve(serve) => serve::run(call, serve).await,
        Verb::Deal(verb) => in_shop(call, async |s| deal::run(s, verb).await).await,
        Verb::Contact(verb) => in_shop(call, async |s| contact::run(s, verb).await).await,
        Verb::Task(verb) => in_shop(call, async |s| task::run(s, verb).await).await,
        Verb::Find(find) => in_shop(call, async |s| find::run(s, find).await).await,
        Verb::Approval(verb) => in_shop(call, async |s| approval::run(s, verb).await).await,
        Verb::Undo(undo) => in_shop(call, async |s| undo::run(s, undo).await).await,
        Verb::Log(log) => in_shop(call, async |s| log::run(s, log).await).await,
        Verb::People(people) => in_shop(call, async |s| people::run(s, people).await).await,
        Verb::Backup(copy) => in_shop(call, async |s| care::backup(s, copy).await).await,
        Verb::Restore(copy) => care::restore(call, copy).await,
        Verb::Verify(copy) => care::verify(call, copy).await,
        Verb::Look(copy) => look::run(call, copy).await,
        Verb::Doctor => care::doctor(call).await,
        Verb::Import(import) => in_shop(call, async |s| import::run(s, *import).await).await,
        Verb::Setup(verb) => setup::setup(call, verb).await,
        Verb::Export(verb) => in_shop(call, async |s| export::run(s, verb).await).await,
        Verb::Keys => manual::keys(call),
        Verb::Completions(wish) => manual::completions(call, &wish),
        Verb::Manual(wish) => manual::manual(call, wish),
        Verb::Openapi => manual::interface(),
        Verb::Login(login) => login::login(call, login).await,
        Verb::Logout => login::logout(call).await,
        Verb::Passwd(passwd) => in_shop(call, async |s| login::passwd(s, passwd).await).await,
        Verb::Sessions(sessions) => {
            in_shop(call, async |s| login::sessions(s, sessions).await).await
        }
    }
}

/// Opens the shop, works in it, closes what was opened.
async fn in_shop(
    call: &Call,
    work: impl AsyncFnOnce(&mut connect::Session<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut session = connect::Session::open(call).await?;
    let done = work(&mut session).await;
    session.close().await;
    done
}

/// Where a server over the network is.
fn address(typed: &str) -> Result<String, String> {
    match crate::link::is_address(typed) {
        true => Ok(typed.to_owned()),
        false => Err(typed.to_owned()),
    }
}

/// A number as people say it: "1042", "№1042", "#1042".
fn number(typed: &str) -> Result<i64, String> {
    let bare = typed.trim().trim_start_matches(['№', '#']).trim();
    match bare.parse::<i64>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(typed.to_owned()),
    }
}
