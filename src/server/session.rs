//! Logging in over TCP: slow to guess, the same answer for unknown people as for wrong passwords.
use super::ask::Body;
use super::peer::{Caller, Peer, digest};
use super::problem::Fault;
use super::route::App;
use crate::domain::calendar::Millis;
use crate::domain::command::Secret;
use crate::domain::id::OperatorId;
use crate::domain::operator::Role;
use crate::domain::refusal::Stranger;
use crate::store;
use crate::wire::problem::Code;
use crate::wire::session::{Login, Session, Token};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::extract::State;
use axum::{Extension, Json};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use tokio::sync::Semaphore;

/// A session lives this long, milliseconds.
const LIFE: i64 = 30 * 24 * 60 * 60 * 1000;
/// 64 MiB each: two at once are memory enough.
static HASHERS: Semaphore = Semaphore::const_new(2);

fn argon() -> Argon2<'static> {
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(64 * 1024, 3, 1, None).unwrap_or_default(),
    )
}

/// A password's hash in its standard text form.
pub(super) async fn hash(password: Secret) -> Result<String, String> {
    let _turn = HASHERS.acquire().await.map_err(|e| e.to_string())?;
    tokio::task::spawn_blocking(move || {
        argon()
            .hash_password(password.0.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|e| e.to_string())
    })
    .await
    .map_err(|e| e.to_string())?
}

async fn verify(password: Secret, hash: String) -> bool {
    let Ok(_turn) = HASHERS.acquire().await else {
        return false;
    };
    tokio::task::spawn_blocking(move || {
        let parsed = argon2::password_hash::phc::PasswordHash::new(&hash);
        parsed.is_ok_and(|parsed| {
            argon()
                .verify_password(password.0.as_bytes(), &parsed)
                .is_ok()
        })
    })
    .await
    .unwrap_or(false)
}

/// What an unknown person's password is compared with, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    argon()
        .hash_password(b"nobody has this password")
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

/// Failures by login and by address: each one makes the next wait longer.
#[derive(Debug, Default)]
pub struct Guesses {
    failed: Mutex<HashMap<String, (u32, Millis)>>,
}

impl Guesses {
    const REMEMBERED: usize = 10_000;
    /// Tries that cost nothing: a person mistypes.
    const FREE: u32 = 5;
    /// The longest wait, and how long after a wait the tries begin to count anew, milliseconds.
    const LONGEST: i64 = 15 * 60 * 1000;

    /// How long still, milliseconds.
    fn wait(&self, key: &str, now: Millis) -> Option<i64> {
        let failed = self.failed.lock().unwrap_or_else(|e| e.into_inner());
        let (n, until) = failed.get(key)?;
        (*n >= Self::FREE && now < *until).then_some(until.0 - now.0)
    }

    fn failed(&self, key: &str, now: Millis) {
        let mut failed = self.failed.lock().unwrap_or_else(|e| e.into_inner());
        if failed.len() >= Self::REMEMBERED {
            failed.retain(|_, (_, until)| now < *until);
            if failed.len() >= Self::REMEMBERED {
                // Somebody tries more names than there are people: the flood itself is slow, each try costs a hash.
                failed.clear();
            }
        }
        let entry = failed.entry(key.to_owned()).or_insert((0, now));
        if now.0 > entry.1.0 + Self::LONGEST {
            entry.0 = 0;
        }
        entry.0 = entry.0.saturating_add(1);
        // 1 s, 2 s, 4 s … up to a quarter of an hour.
        let pause = 1000i64 << entry.0.saturating_sub(Self::FREE).min(10);
        entry.1 = Millis(now.0 + pause.min(Self::LONGEST));
    }

    fn forget(&self, key: &str) {
        self.failed
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .remove(key);
    }
}

/// `POST /v1/session`
pub(super) async fn login(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Body(login): Body<Login>,
) -> Result<Json<Token>, Fault> {
    let now = app.door.clock.now();
    // Cut: what is remembered is not for the caller to size.
    let name: String = login.login.chars().take(100).collect();
    let keys = [format!("login {name}"), format!("{peer:?}")];
    let shop = app.shop();
    let mut people = shop.people.iter();
    let person = people.find(|p| p.active && p.key == login.login);
    let person = person.map(|p| p.id);
    // Others' guesses at a name keep nobody out whose account the kernel vouches for.
    let theirs = match peer {
        Peer::Account(uid) => app.accounts.person(uid, &shop).ok().map(|p| p.id),
        _ => None,
    };
    if person.is_none() || theirs != person {
        let waits = keys.iter().filter_map(|key| app.guesses.wait(key, now));
        if let Some(wait) = waits.max() {
            let seconds = wait / 1000 + 1;
            return Err(Stranger::Wait { seconds }.into());
        }
    }
    let kept = match person {
        Some(id) => {
            app.door
                .store
                .read(move |conn| store::operator::password(conn, id))
                .await?
        }
        None => None,
    };
    let known = kept.is_some();
    let right = verify(login.password, kept.unwrap_or_else(|| NOBODY.clone())).await;
    let Some(operator) = person.filter(|_| known && right) else {
        keys.iter().for_each(|key| app.guesses.failed(key, now));
        return Err(Stranger::Password.into());
    };
    app.guesses.forget(&keys[0]);
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Fault::new(Code::Internal, e.to_string()))?;
    let token: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let digest = digest(&token);
    let expires = Millis(now.0 + LIFE);
    let client: String = login.client.chars().take(100).collect();
    app.door
        .store
        .write(move |conn| {
            let session = store::session::Session {
                operator,
                client: client.clone(),
                created: now,
                seen: now,
                expires,
            };
            Ok(store::session::insert(conn, &digest, &session)?)
        })
        .await?;
    Ok(Json(Token {
        token: Secret(token),
        expires,
    }))
}

/// `DELETE /v1/session`: this one.
pub(super) async fn logout(State(app): State<App>, caller: Caller) -> Result<Json<()>, Fault> {
    if let Some(digest) = caller.token {
        app.door
            .store
            .write(move |conn| Ok(store::session::remove(conn, &digest)?))
            .await?;
        app.door.hub.publish(None, &[caller.operator.id]);
    }
    Ok(Json(()))
}

/// `GET /v1/session`
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Session>>, Fault> {
    let now = app.door.clock.now();
    let whose: Option<OperatorId> =
        (caller.operator.role != Role::Owner).then_some(caller.operator.id);
    let sessions = app
        .door
        .store
        .read(move |conn| store::session::list(conn, whose, now))
        .await?;
    let shown = sessions.into_iter().map(|s| Session {
        operator: s.operator,
        client: s.client,
        created: s.created,
        seen: s.seen,
        expires: s.expires,
    });
    Ok(Json(shown.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_are_free_and_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let guesses = Guesses::default();
        let mut now = Millis(1_000_000);
        let mut waits = Vec::new();
        for _ in 0..20 {
            assert_eq!(guesses.wait("a", now), None);
            guesses.failed("a", now);
            let from = now.0;
            while guesses.wait("a", now).is_some() {
                now.0 += 500;
            }
            waits.push((now.0 - from) / 1000);
        }
        assert_eq!(waits[..8], [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(waits[19], 900);
        assert_eq!(guesses.wait("b", now), None, "others don't wait");
        // A slip next month is a slip, not the twenty-first guess.
        now.0 += 30 * 24 * 3_600_000;
        guesses.failed("a", now);
        assert_eq!(guesses.wait("a", now), None);
    }

    #[test]
    fn a_flood_of_names_is_not_remembered_for_ever() {
        let guesses = Guesses::default();
        for n in 0..30_000 {
            guesses.failed(&format!("login {n}"), Millis(n / 100));
        }
        let kept = guesses.failed.lock().unwrap().len();
        assert!(kept <= Guesses::REMEMBERED, "{kept}");
    }
}
