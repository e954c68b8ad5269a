//! `pult serve`: the server for a team, until it is told to stop.
use super::connect::start;
use super::fault::Fault;
use super::holder::unstarted;
use super::{Call, output};
use crate::server::Config;
use crate::setup;
use crate::text::{self, cli as w};
use clap::Args;
use std::net::SocketAddr;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    #[arg(long)]
    group: bool,
}

pub async fn run(call: &Call, serve: Serve) -> Result<(), Fault> {
    let lang = call.lang;
    log_to_stderr();
    // Before anything is open: a signal that comes while the shop is being opened must not be lost.
    let mut signals = Vec::new();
    for kind in [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ] {
        signals.push(signal(kind).map_err(|error| Fault::failed(error.to_string()))?);
    }
    let config = Config {
        socket: call.places.socket.clone(),
        group: serve.group,
        listen: serve.listen,
        copy_of: None,
        first_files: setup::default_files(),
    };
    let server = match start(call, config).await {
        Ok(server) => server,
        Err(error) => return Err(unstarted(call, &error).await),
    };
    let mut lines = vec![w::serving(
        lang,
        &call.places.data.display().to_string(),
        &server.socket.display().to_string(),
    )];
    if let Some(address) = server.address {
        lines.push(w::serving_tcp(lang, &address.to_string()));
    }
    output::lines(&lines)?;
    tell_systemd("READY=1");
    let any = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
    tokio::select! {
        _ = futures_util::future::select_all(any) => {}
        // Nothing in memory can be trusted any more. Whoever keeps us running starts us anew, and that recovers.
        why = server.door.store.failed() => {
            return Err(Fault::failed(text::care::disk_failed(lang, &why)));
        }
    }
    tell_systemd("STOPPING=1");
    server.stop().await;
    output::text(w::stopped(lang))
}

/// What happens inside, for whoever runs the server: `PULT_LOG=debug` says more.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PULT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let logger = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    let _ = logger.try_init();
}

/// Tells the service manager that started us, where one did.
fn tell_systemd(state: &str) {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr as Address, UnixDatagram};
    let Ok(place) = std::env::var("NOTIFY_SOCKET") else {
        return;
    };
    let address = match place.strip_prefix('@') {
        Some(name) => Address::from_abstract_name(name),
        None => Address::from_pathname(&place),
    };
    let sent = address.and_then(|to| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &to));
    if let Err(error) = sent {
        tracing::warn!(%error, "NOTIFY_SOCKET");
    }
}
