//! `pult login | logout | passwd | sessions`: who one is where the kernel can't tell.
use super::connect::Session;
use super::fault::Fault;
use super::table::Table;
use super::{Call, output, token};
use crate::domain::command::{Act, Secret};
use crate::link::Link;
use crate::text::{self, cli as w, time};
use crate::typed::name;
use crate::wire::path;
use crate::wire::session::{Login as Ask, Session as Kept, Token};
use clap::{Args, Subcommand};
use std::io::{BufRead, IsTerminal, Write};

/// Longest password line that is read.
const PASSWORD_MAX: u64 = 4096;

#[derive(Debug, Args)]
pub struct Login {
    #[arg(value_name = "LOGIN")]
    login: String,
}

#[derive(Debug, Args)]
pub struct Passwd {
    #[arg(value_name = "PERSON")]
    person: Option<String>,
}

#[derive(Debug, Args)]
pub struct Sessions {
    #[command(subcommand)]
    verb: Option<SessionsVerb>,
}

#[derive(Debug, Subcommand)]
enum SessionsVerb {
    List,
    Revoke {
        #[arg(value_name = "PERSON")]
        person: Option<String>,
    },
}

/// Where this call's server is, as tokens are kept by.
pub fn place(call: &Call) -> String {
    match &call.server {
        Some(base) => base.trim_end_matches('/').to_owned(),
        None => call.places.socket.display().to_string(),
    }
}

/// Asks for the password, trades it for a token, keeps the token.
pub async fn login(call: &Call, login: Login) -> Result<(), Fault> {
    let lang = call.lang;
    let password = password(call, &w::password_of(lang, &login.login))?;
    let link = match &call.server {
        Some(base) => Link::tcp(base, None),
        None => Link::unix(&call.places.socket),
    };
    let link = link.map_err(|error| Fault::link(lang, &error, None))?;
    let ask = Ask {
        login: login.login,
        password,
        client: client(),
    };
    let token: Token = link
        .post(path::SESSION, &ask)
        .await
        .map_err(|error| Fault::link(lang, &error, None))?;
    let kept = token::keep(call, &place(call), &token.token.0)?;
    // Machines get the fact, never the token: it would end up in a log.
    if call.json {
        return output::json(&serde_json::json!({ "expires": token.expires, "kept": kept.name() }));
    }
    output::text(&match kept {
        token::Kept::Keyring => w::token_in_keyring(lang).to_owned(),
        token::Kept::File(path) => w::token_in_file(lang, &path.display().to_string()),
    })
}

/// Ends this login on the server and forgets the token.
pub async fn logout(call: &Call) -> Result<(), Fault> {
    let lang = call.lang;
    let place = place(call);
    let Some(token) = token::kept(call, &place)? else {
        return output::text(w::not_logged_in(lang));
    };
    let link = match &call.server {
        Some(base) => Link::tcp(base, Some(token)),
        None => Link::unix(&call.places.socket).map(|link| link.with_token(token)),
    };
    let link = link.map_err(|error| Fault::link(lang, &error, None))?;
    let ended = link.delete::<()>(path::SESSION).await;
    token::forget(call, &place)?;
    match ended {
        // A token the server doesn't know any more is as good as ended.
        Err(error) if error.problem().is_none() => Err(Fault::link(lang, &error, None)),
        _ => output::text(w::logged_out(lang)),
    }
}

/// Sets one's own password, or as the owner somebody else's.
pub async fn passwd(session: &mut Session<'_>, passwd: Passwd) -> Result<(), Fault> {
    let lang = session.lang();
    let operator = match &passwd.person {
        Some(typed) => name::person(&session.shop, typed).map_err(|no| session.wrong(&no))?,
        None => session.hello.me.id,
    };
    let who = session.shop.operator(operator);
    let who = who.map_or_else(String::new, |o| o.name.clone());
    let first = password(session.call(), &w::new_password_of(lang, &who))?;
    if std::io::stdin().is_terminal() {
        let again = password(session.call(), w::once_more(lang))?;
        if first != again {
            return Err(Fault::usage(w::passwords_differ(lang)));
        }
    }
    let act = Act::SetPassword {
        operator,
        password: first,
    };
    session.outcome(act).await?;
    if session.call().json {
        return output::json(&serde_json::json!({ "operator": operator }));
    }
    output::text(&w::password_set(lang, &who))
}

pub async fn sessions(session: &mut Session<'_>, sessions: Sessions) -> Result<(), Fault> {
    let lang = session.lang();
    if let Some(SessionsVerb::Revoke { person }) = sessions.verb {
        let operator = match &person {
            Some(typed) => name::person(&session.shop, typed).map_err(|no| session.wrong(&no))?,
            None => session.hello.me.id,
        };
        session.outcome(Act::RevokeSessions { operator }).await?;
        let who = text::history::person(lang, Some(operator), &session.shop);
        return output::text(&w::sessions_revoked(lang, &who));
    }
    let kept: Vec<Kept> = session.get(path::SESSION, &()).await?;
    if session.call().json {
        return output::json(&kept);
    }
    if kept.is_empty() {
        return output::text(text::part::nothing_here(lang));
    }
    let headings = [
        text::domain::field(lang, "person"),
        w::client(lang).to_owned(),
        w::since(lang).to_owned(),
        w::last_seen(lang).to_owned(),
        w::until(lang).to_owned(),
    ];
    let mut table = Table::new(headings.iter().map(String::as_str));
    let zone = session.shop.hours.zone();
    for one in &kept {
        table.row([
            text::history::person(lang, Some(one.operator), &session.shop),
            one.client.clone(),
            time::moment(lang, one.created, session.now(), zone),
            time::from_now(lang, one.seen, session.now()),
            time::moment(lang, one.expires, session.now(), zone),
        ]);
    }
    output::lines(table.lines())
}

/// What the list of sessions shows of this one.
fn client() -> String {
    let host = rustix::system::uname();
    format!(
        "pult {} @ {}",
        env!("CARGO_PKG_VERSION"),
        host.nodename().to_string_lossy()
    )
}

/// A password: asked without an echo where a person sits there, else a line of stdin. Never an argument: others on the
/// box can read those.
fn password(call: &Call, prompt: &str) -> Result<Secret, Fault> {
    let failed = |error: std::io::Error| {
        Fault::failed(format!("stdin: {}", text::system::io(call.lang, &error)))
    };
    let stdin = std::io::stdin();
    let mut line = String::new();
    if stdin.is_terminal() {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{prompt}: ").and_then(|()| err.flush());
        let hidden = Hidden::begin().map_err(|error| failed(error.into()))?;
        let read = std::io::Read::take(stdin.lock(), PASSWORD_MAX).read_line(&mut line);
        drop(hidden);
        let _ = writeln!(err);
        read.map_err(failed)?;
    } else {
        std::io::Read::take(stdin.lock(), PASSWORD_MAX)
            .read_line(&mut line)
            .map_err(failed)?;
    }
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err(Fault::usage(w::no_password(call.lang)));
    }
    Ok(Secret(password.to_owned()))
}

/// The terminal's echo, off until dropped.
struct Hidden(rustix::termios::Termios);

impl Hidden {
    fn begin() -> rustix::io::Result<Hidden> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = std::io::stdin();
        let before = tcgetattr(&stdin)?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&stdin, OptionalActions::Flush, &hidden)?;
        Ok(Hidden(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &self.0);
    }
}
