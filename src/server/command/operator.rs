//! Acts on people: absences, passwords, sessions.
use super::writing::Writing;
use crate::domain::command::{Act, Command, Secret};
use crate::domain::event::{Fact, Subject};
use crate::domain::id::OperatorId;
use crate::domain::operator::{Absence, Actor, Reach, may};
use crate::domain::refusal::{Flaw, Refusal};
use crate::store::{self, Stop, StoreError};
use crate::wire::Outcome;

const PASSWORD_MIN: usize = 10;

/// Hashes a password before it comes near the writer: that takes long and memory.
pub(super) async fn prepare(actor: &Actor, command: Command) -> Result<Command, Stop> {
    let Command { id, act } = command;
    if let Act::SetPassword { operator, .. } = &act {
        // Asked again inside the transaction; here so that nobody spends our memory without the right.
        may(actor, &act, nearness(actor, *operator))?;
    }
    let act = match act {
        Act::SetPassword { operator, password } => {
            if password.0.chars().count() < PASSWORD_MIN {
                let flaw = Flaw::WeakPassword { min: PASSWORD_MIN };
                return Err(Refusal::Invalid {
                    field: "password".into(),
                    flaw,
                }
                .into());
            }
            let hash = crate::server::session::hash(password)
                .await
                .map_err(StoreError::Unusable)?;
            Act::SetPassword {
                operator,
                password: Secret(hash),
            }
        }
        other => other,
    };
    Ok(Command { id, act })
}

fn reach(w: &Writing<'_>, operator: OperatorId) -> Result<Reach, Refusal> {
    w.shop
        .operator(operator)
        .ok_or_else(|| Refusal::not_found("operator", operator.0))?;
    Ok(nearness(w.actor, operator))
}

fn nearness(actor: &Actor, operator: OperatorId) -> Reach {
    if actor.operator == Some(operator) {
        Reach::Own
    } else {
        Reach::Other
    }
}

pub(super) fn set_absence(
    w: &mut Writing<'_>,
    act: &Act,
    absence: &Absence,
) -> Result<Outcome, Stop> {
    let reach = reach(w, absence.operator)?;
    let permit = w.permit(act, reach)?;
    if absence.to < absence.from {
        return Err(Refusal::Invalid {
            field: "absence".into(),
            flaw: Flaw::EndsBeforeStart,
        }
        .into());
    }
    store::operator::set_absence(w.conn, &permit, absence)?;
    w.facts.push(Fact::AbsenceSet {
        absence: absence.clone(),
    });
    w.subject = Some(Subject::Operator(absence.operator));
    Ok(Outcome::Plain)
}

/// `password` is a hash by now. Whoever knew the old one is out.
pub(super) fn set_password(
    w: &mut Writing<'_>,
    act: &Act,
    operator: OperatorId,
    password: &Secret,
) -> Result<Outcome, Stop> {
    let reach = reach(w, operator)?;
    let permit = w.permit(act, reach)?;
    store::operator::set_password(w.conn, &permit, operator, &password.0, w.now)?;
    store::session::revoke(w.conn, operator)?;
    w.kicked.push(operator);
    w.facts.push(Fact::PasswordSet { operator });
    w.subject = Some(Subject::Operator(operator));
    Ok(Outcome::Plain)
}

pub(super) fn revoke(
    w: &mut Writing<'_>,
    act: &Act,
    operator: OperatorId,
) -> Result<Outcome, Stop> {
    let reach = reach(w, operator)?;
    w.permit(act, reach)?;
    store::session::revoke(w.conn, operator)?;
    w.kicked.push(operator);
    w.facts.push(Fact::SessionsRevoked { operator });
    w.subject = Some(Subject::Operator(operator));
    Ok(Outcome::Plain)
}
