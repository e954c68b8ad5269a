//! `pult backup`, `verify`, `restore`, `doctor`.
use super::connect::{self, Session};
use super::fault::Fault;
use super::progress::Progress;
use super::{Call, output};
use crate::care::{self, CareError, Level, Patient, Verified};
use crate::link::LinkError;
use crate::server::{Clock, SystemClock};
use crate::text::care as w;
use crate::wire::problem::Code;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Copy {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Serialize)]
struct Restored<'a> {
    #[serde(flatten)]
    verified: &'a Verified,
    aside: Option<&'a PathBuf>,
}

/// Work that waits for a disk, away from the threads that must not.
pub async fn waiting<T: Send + 'static>(
    call: &Call,
    work: impl FnOnce() -> Result<T, CareError> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Fault::failed(error.to_string()))?;
    done.map_err(|error| Fault::failed(error.words(call.lang)))
}

fn tell(call: &Call, verified: &Verified) -> Result<(), Fault> {
    if call.json {
        return output::json(verified);
    }
    output::text(&w::verified(call.lang, verified))
}

pub async fn backup(session: &mut Session<'_>, copy: Copy) -> Result<(), Fault> {
    let call = session.call();
    let bar = std::cell::OnceCell::new();
    let copied = care::backup(&session.link, &copy.file, |done, all| {
        bar.get_or_init(|| Progress::share(call.lang, all.unwrap_or(0)))
            .reach(done);
    })
    .await;
    if let Some(bar) = bar.get() {
        bar.finish();
    }
    match copied {
        Ok(verified) => tell(call, &verified),
        Err(CareError::Link(LinkError::Problem(no))) if no.code == Code::StorageFull => {
            let temporary = std::env::temp_dir().display().to_string();
            Err(Fault::failed(w::no_room_to_copy(call.lang, &temporary)))
        }
        Err(CareError::Link(error)) => Err(session.fault(&error)),
        Err(error) => Err(Fault::failed(error.words(call.lang))),
    }
}

pub async fn verify(call: &Call, copy: Copy) -> Result<(), Fault> {
    let verified = waiting(call, move || care::verify(&copy.file)).await?;
    tell(call, &verified)
}

pub async fn restore(call: &Call, copy: Copy) -> Result<(), Fault> {
    let data = call.places.data.clone();
    let restored = waiting(call, move || care::restore(&copy.file, &data)).await?;
    if call.json {
        return output::json(&Restored {
            verified: &restored.verified,
            aside: restored.aside.as_ref(),
        });
    }
    let place = restored.verified.path.display().to_string();
    let line = match &restored.aside {
        Some(aside) => w::restored(call.lang, &place, &aside.display().to_string()),
        None => w::restored_new(call.lang, &place),
    };
    let contents = w::contents(call.lang, &restored.verified.contents);
    output::lines([line, contents])
}

pub async fn doctor(call: &Call) -> Result<(), Fault> {
    let link = connect::line(call).await?;
    let report = care::examine(Patient {
        data: &call.places.data,
        socket: &call.places.socket,
        link: link.as_ref(),
        now: SystemClock::default().now(),
        lang: call.lang,
    })
    .await;
    if call.json {
        output::json(&report)?;
    } else {
        let lines = report.findings.iter().map(|finding| {
            let level = match finding.level {
                Level::Ok => w::level_ok(call.lang),
                Level::Warn => w::level_warn(call.lang),
                Level::Bad => w::level_bad(call.lang),
            };
            format!("{level}  {}", finding.line)
        });
        output::lines(lines)?;
    }
    if report.worst() == Level::Bad {
        return Err(Fault::said_if(call)(Fault::failed(w::ill(call.lang))));
    }
    Ok(())
}
