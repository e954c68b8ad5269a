//! `pult log`: what happened, newest first.
use super::connect::Session;
use super::fault::Fault;
use super::{number, output, show};
use crate::domain::event::Event;
use crate::domain::id::Seq;
use crate::text::history;
use crate::wire::deal::HistoryQuery;
use crate::wire::path;
use clap::Args;

#[derive(Debug, Args)]
pub struct Log {
    #[arg(long, value_name = "NUMBER", value_parser = number, conflicts_with = "contact")]
    deal: Option<i64>,
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    contact: Option<i64>,
    #[arg(long, value_name = "SEQ", value_parser = number)]
    before: Option<i64>,
    #[arg(long)]
    why: bool,
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
}

pub async fn run(session: &mut Session<'_>, log: Log) -> Result<(), Fault> {
    let address = match (log.deal, log.contact) {
        (Some(id), _) => path::DEAL_HISTORY.replace("{id}", &id.to_string()),
        (None, Some(id)) => path::CONTACT_HISTORY.replace("{id}", &id.to_string()),
        (None, None) => path::LOG.to_owned(),
    };
    let mut events: Vec<Event> = Vec::new();
    loop {
        let left = log
            .limit
            .saturating_sub(u32::try_from(events.len()).unwrap_or(u32::MAX));
        if left == 0 {
            break;
        }
        let query = HistoryQuery {
            before: events.last().map(|e| e.seq).or(log.before.map(Seq)),
            limit: Some(left.min(1000)),
        };
        let page: Vec<Event> = session.get(&address, &query).await?;
        if page.is_empty() {
            break;
        }
        events.extend(page);
    }
    if session.call().json {
        return output::json(&events);
    }
    let mut lines = Vec::new();
    for event in &events {
        let about = event.fact.subject();
        let about = match log.deal.is_some() || about.number() == 0 {
            true => String::new(),
            false => format!(
                "{} {}: ",
                crate::text::domain::field(session.lang(), about.noun()),
                about.number()
            ),
        };
        lines.push(format!(
            "{:>6}  {about}{}",
            event.seq.0,
            show::event_line(session, event)
        ));
        if log.why {
            let why = history::why(session.lang(), event, &session.shop);
            lines.extend(why.into_iter().map(|line| format!("        {line}")));
        }
    }
    output::lines(&lines)
}
