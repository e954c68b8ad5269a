//! `pult approval …`: moves that wait for a yes.
use super::connect::Session;
use super::fault::Fault;
use super::table::Table;
use super::{number, output, show};
use crate::domain::approval::{Approval, Verdict};
use crate::domain::command::Act;
use crate::domain::id::ApprovalId;
use crate::text::{self, history, time};
use crate::wire::path;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Verb {
    List,
    Approve {
        #[arg(value_name = "NUMBER", value_parser = number)]
        approval: i64,
    },
    Refuse {
        #[arg(value_name = "NUMBER", value_parser = number)]
        approval: i64,
        #[arg(value_name = "REASON", required = true)]
        reason: Vec<String>,
    },
    Withdraw {
        #[arg(value_name = "NUMBER", value_parser = number)]
        approval: i64,
    },
}

pub async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    let act = match verb {
        Verb::List => return list(session).await,
        Verb::Approve { approval } => Act::DecideApproval {
            approval: ApprovalId(approval),
            verdict: Verdict::Approve,
        },
        Verb::Refuse { approval, reason } => Act::DecideApproval {
            approval: ApprovalId(approval),
            verdict: Verdict::Refuse {
                reason: reason.join(" "),
            },
        },
        Verb::Withdraw { approval } => Act::WithdrawApproval {
            approval: ApprovalId(approval),
        },
    };
    let outcome = session.outcome(act).await?;
    show::outcome(session, &outcome)
}

async fn list(session: &mut Session<'_>) -> Result<(), Fault> {
    let open: Vec<Approval> = session.get(path::APPROVALS, &()).await?;
    if session.call().json {
        return output::json(&open);
    }
    let (lang, shop) = (session.lang(), &session.shop);
    if open.is_empty() {
        return output::text(text::part::nothing_here(lang));
    }
    let field = |name| text::domain::field(lang, name);
    let headings = [
        ">№".to_owned(),
        format!(">{}", field("deal")),
        field("stage"),
        text::cli::asked_by(lang).to_owned(),
        text::cli::asked_at(lang).to_owned(),
    ];
    let mut table = Table::new(headings.iter().map(String::as_str));
    for approval in &open {
        table.row([
            approval.id.to_string(),
            approval.deal.to_string(),
            history::stage_name(approval.to, shop),
            history::person(lang, approval.asked_by, shop),
            time::moment(lang, approval.asked_at, session.now(), shop.hours.zone()),
        ]);
    }
    output::lines(table.lines())
}
