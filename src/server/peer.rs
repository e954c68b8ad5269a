//! Who is calling: the kernel's word over the unix socket, a token everywhere.
use super::problem::Fault;
use super::route::App;
use crate::domain::calendar::Millis;
use crate::domain::id::OperatorId;
use crate::domain::operator::{Actor, Operator, Role};
use crate::domain::refusal::Stranger;
use crate::domain::shop::Shop;
use crate::store;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// The other end of a connection, as the kernel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// The account that opened the unix socket.
    Account(u32),
    Address(IpAddr),
}

/// A known person on this request.
#[derive(Debug, Clone)]
pub struct Caller {
    pub operator: Operator,
    /// Set where a token said so.
    pub token: Option<[u8; 32]>,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        Actor::from(&self.operator)
    }

    /// Asks again, for whoever stays on the line; until when, where there is an end.
    ///
    /// # Errors
    /// The login has ended, or the person left or got another role.
    pub(super) async fn still_known(&self, app: &App) -> Result<Option<Millis>, Fault> {
        let known = app
            .shop()
            .operator(self.operator.id)
            .is_some_and(|o| o.active && o.role == self.operator.role);
        if !known {
            return Err(Stranger::RightsChanged.into());
        }
        let Some(digest) = self.token else {
            return Ok(None);
        };
        let now = app.door.clock.now();
        let session = app
            .door
            .store
            .read(move |conn| store::session::load(conn, &digest, now))
            .await?;
        match session {
            Some(session) => Ok(Some(session.expires)),
            None => Err(Stranger::LoginEnded.into()),
        }
    }
}

/// Account names by number: asking the system may take long where accounts live in a directory service.
#[derive(Debug, Default)]
pub struct Accounts {
    names: Mutex<HashMap<u32, Option<String>>>,
}

impl Accounts {
    fn name(&self, uid: u32) -> Option<String> {
        let mut names = self.names.lock().unwrap_or_else(|e| e.into_inner());
        names
            .entry(uid)
            .or_insert_with(|| {
                nix::unistd::User::from_uid(nix::unistd::Uid::from_raw(uid))
                    .ok()
                    .flatten()
                    .map(|user| user.name)
            })
            .clone()
    }

    /// The person an account is.
    pub(super) fn person(&self, uid: u32, shop: &Shop) -> Result<Operator, Fault> {
        let name = self.name(uid).unwrap_or_else(|| uid.to_string());
        let mut theirs = shop
            .people
            .iter()
            .filter(|p| p.active && p.unix.as_deref() == Some(&name));
        match (theirs.next(), theirs.next()) {
            (Some(person), None) => Ok(person.clone()),
            // Several people behind one account: the kernel can't tell them apart.
            (Some(_), Some(_)) => Err(Stranger::SharedAccount { account: name }.into()),
            // Whoever runs the server owns the shop, until the shop files name their account.
            (None, _) if uid == rustix::process::geteuid().as_raw() => owner(shop),
            (None, _) => Err(Stranger::Account { account: name }.into()),
        }
    }
}

fn owner(shop: &Shop) -> Result<Operator, Fault> {
    shop.people
        .iter()
        .find(|p| p.active && p.role == Role::Owner)
        .cloned()
        .ok_or_else(|| Stranger::NoOwner.into())
}

pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl FromRequestParts<App> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let shop = app.shop();
        let bearer = parts
            .headers
            .get(axum::http::header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "));
        if let Some(token) = bearer {
            let digest = digest(token);
            let now = app.door.clock.now();
            let id = by_token(app, digest, now).await?;
            let operator = shop
                .operator(id)
                .filter(|o| o.active)
                .cloned()
                .ok_or(Stranger::RightsChanged)?;
            return Ok(Caller {
                operator,
                token: Some(digest),
            });
        }
        match parts.extensions.get::<Peer>() {
            Some(Peer::Account(uid)) => Ok(Caller {
                operator: app.accounts.person(*uid, &shop)?,
                token: None,
            }),
            _ => Err(Stranger::NoLogin.into()),
        }
    }
}

/// Asked anew on every request, so that a revoked token is dead at once.
async fn by_token(app: &App, digest: [u8; 32], now: Millis) -> Result<OperatorId, Fault> {
    let session = app
        .door
        .store
        .read(move |conn| store::session::load(conn, &digest, now))
        .await?;
    let session = session.ok_or(Stranger::LoginEnded)?;
    // Written rarely: the list of sessions needs days, not seconds.
    if now.0 - session.seen.0 > 60 * 60 * 1000 {
        app.door
            .store
            .write(move |conn| Ok(store::session::touch(conn, &digest, now)?))
            .await?;
    }
    Ok(session.operator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::problem::Code;

    const STRANGER: u32 = 4_000_000_001;

    fn shop(people: &[(&str, Option<&str>, bool)]) -> Shop {
        let draft = crate::setup::parse(&crate::setup::default_files()).expect("our own files");
        let mut shop = crate::setup::resolve(None, draft);
        let like = shop.people[0].clone();
        shop.people = people
            .iter()
            .zip(1..)
            .map(|((key, unix, active), id)| Operator {
                id: OperatorId(id),
                key: (*key).to_owned(),
                unix: unix.map(str::to_owned),
                active: *active,
                role: if *key == "owner" {
                    Role::Owner
                } else {
                    Role::Operator
                },
                ..like.clone()
            })
            .collect();
        shop
    }

    fn accounts() -> Accounts {
        let accounts = Accounts::default();
        let named = [(STRANGER, "stranger"), (STRANGER + 1, "vera")];
        let names = named.map(|(uid, name)| (uid, Some(name.to_owned())));
        accounts.names.lock().unwrap().extend(names);
        accounts
    }

    #[test]
    fn the_kernels_word_is_the_only_one() {
        let shop = shop(&[("owner", None, true), ("vera", Some("vera"), true)]);
        let accounts = accounts();
        let known = accounts.person(STRANGER + 1, &shop).unwrap();
        assert_eq!(known.key, "vera");
        let no = accounts.person(STRANGER, &shop).unwrap_err();
        assert!(
            matches!(no.code, Code::Unknown) && no.message.contains("stranger"),
            "{no:?}"
        );
        // An account without a name is no owner either.
        let no = accounts.person(STRANGER + 2, &shop).unwrap_err();
        assert!(matches!(no.code, Code::Unknown), "{no:?}");
        // Whoever runs the server owns it, until the files name their account.
        let me = rustix::process::geteuid().as_raw();
        assert_eq!(accounts.person(me, &shop).unwrap().key, "owner");
    }

    #[test]
    fn one_account_of_two_people_and_one_of_somebody_who_left_are_nobodys() {
        let vera = Some("vera");
        let accounts = accounts();
        for people in [
            shop(&[
                ("owner", None, true),
                ("vera", vera, true),
                ("gleb", vera, true),
            ]),
            shop(&[("owner", None, true), ("vera", vera, false)]),
        ] {
            let no = accounts.person(STRANGER + 1, &people).unwrap_err();
            assert!(matches!(no.code, Code::Unknown), "{no:?}");
        }
    }
}
