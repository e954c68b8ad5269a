//! A whole shop in a temporary directory: real file, real socket, a clock turned by hand.
//!
//! When it is dropped it looks at its own books: a hole in the journal or a wrong total fails the story.
use super::Books;
use pult::domain::calendar::Millis;
use pult::domain::command::{Act, Command, SetupFile};
use pult::domain::deal;
use pult::domain::id::*;
use pult::domain::operator::Actor;
use pult::domain::refusal::Refusal;
use pult::link::{Link, LinkError};
use pult::server::command::shop_now;
use pult::server::peer::digest;
use pult::server::{Clock, Config, Server};
use pult::store::{Options, Store, session, snapshot};
use pult::wire::{Done, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Friday 20 November 2026, 12:00 in Novosibirsk.
pub const NOON: Millis = Millis(1_795_150_800_000);

#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Debug)]
pub struct Shop {
    pub server: Option<Server>,
    pub clock: Arc<HandClock>,
    pub store: Store,
    pub dir: tempfile::TempDir,
}

/// A fresh command id.
pub fn id() -> CommandId {
    CommandId(uuid::Uuid::now_v7())
}

impl Shop {
    /// The demo shop's people and pipelines, without a deal.
    pub async fn open() -> Shop {
        Shop::open_with(pult::demo::shop()).await
    }

    /// A shop that begins with these files.
    pub async fn open_with(files: Vec<SetupFile>) -> Shop {
        pult::link::init();
        // Stories are about rules; that commits reach a disk is the crash rig's to prove.
        let memory = std::path::Path::new("/dev/shm");
        let dir = match memory.is_dir() {
            true => tempfile::tempdir_in(memory).unwrap(),
            false => tempfile::tempdir().unwrap(),
        };
        let data = dir.path().join("data");
        let store = Store::open(&data, &Options::default()).unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOON.0)));
        let config = Config {
            socket: data.join("run/pult.sock"),
            group: false,
            listen: Some("127.0.0.1:0".parse().unwrap()),
            copy_of: None,
            first_files: files,
        };
        let server = Server::start(store.clone(), clock.clone(), config)
            .await
            .unwrap();
        Shop {
            server: Some(server),
            clock,
            store,
            dir,
        }
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    pub fn turn_clock(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// The owner: whoever the kernel says started the server.
    pub fn owner(&self) -> Person {
        Person {
            link: Link::unix(&self.server().socket).unwrap(),
        }
    }

    /// Somebody by the key of the shop files, with a session of their own.
    pub async fn person(&self, key: &str) -> Person {
        let operator = self.operator(key);
        let token = format!("token of {key} {}", uuid::Uuid::now_v7());
        let hash = digest(&token);
        let now = self.clock.now();
        self.store
            .write(move |conn| {
                let session = session::Session {
                    operator,
                    client: "story".into(),
                    created: now,
                    seen: now,
                    expires: Millis(now.0 + 86_400_000),
                };
                Ok(session::insert(conn, &hash, &session)?)
            })
            .await
            .unwrap();
        Person {
            link: Link::unix(&self.server().socket).unwrap().with_token(token),
        }
    }

    pub fn operator(&self, key: &str) -> OperatorId {
        let shop = self.setup();
        shop.people
            .iter()
            .find(|p| p.key == key)
            .unwrap_or_else(|| panic!("nobody is called {key}"))
            .id
    }

    pub fn setup(&self) -> pult::domain::shop::Shop {
        (*shop_now(&self.server().door.shop)).clone()
    }

    /// A stage of the first pipeline by the name on the screen.
    pub fn stage(&self, name: &str) -> StageId {
        let shop = self.setup();
        let stages = &shop.pipelines[0].stages;
        let names: Vec<&str> = stages.iter().map(|s| s.name.as_str()).collect();
        stages
            .iter()
            .find(|s| s.name == name)
            .unwrap_or_else(|| panic!("no stage {name} among {names:?}"))
            .id
    }

    pub fn deal(&self, id: DealId) -> deal::Deal {
        self.store
            .read_now(|conn| pult::store::deal::load(conn, id))
            .unwrap()
            .unwrap()
    }

    pub fn contact(&self, id: ContactId) -> pult::domain::contact::Contact {
        self.store
            .read_now(|conn| pult::store::contact::load(conn, id))
            .unwrap()
            .unwrap()
    }

    pub fn books(&self) -> Books {
        Books::of(&self.store)
    }

    /// The journal's end.
    pub fn seq(&self) -> Seq {
        self.store.read_now(pult::store::journal::end).unwrap()
    }

    /// Through the door itself, without a socket: for thousands of acts. `None` is pult itself.
    pub async fn passes(
        &self,
        who: Option<OperatorId>,
        command: Command,
    ) -> Result<Done, Option<Box<Refusal>>> {
        let actor = match who {
            None => Actor::SYSTEM,
            Some(id) => Actor::from(shop_now(&self.server().door.shop).operator(id).unwrap()),
        };
        let door = &self.server().door;
        door.pass(actor, command).await.map_err(|no| {
            assert!(no.refusal.is_some(), "broken inside: {}", no.message);
            no.refusal
        })
    }

    /// Puts `count` deals of the demo's customers in.
    pub async fn fill(&self, count: u64) {
        let shop = std::sync::Arc::new(self.setup());
        pult::demo::fill(
            &self.store,
            shop,
            7,
            pult::demo::Size {
                deals: count,
                open: 0,
            },
            self.clock.now(),
            |_| {},
        )
        .await
        .unwrap();
    }

    pub async fn close(mut self) {
        self.server.take().unwrap().stop().await;
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let faults = self.store.read_now(snapshot::contents).unwrap().faults;
        assert!(
            faults.is_empty(),
            "the shop's books do not add up: {faults:#?}"
        );
    }
}

/// Somebody at work.
#[derive(Debug, Clone)]
pub struct Person {
    pub link: Link,
}

impl Person {
    pub async fn does(&self, act: Act) -> Result<Done, LinkError> {
        self.link.command(&Command { id: id(), act }).await
    }

    /// The card a command leaves.
    pub async fn gets(&self, act: Act) -> pult::domain::card::Card {
        match self.does(act).await.unwrap().outcome {
            Outcome::Deal { card, .. } | Outcome::Asked { card, .. } => card,
            other => panic!("not a deal: {other:?}"),
        }
    }

    /// The rule's no.
    pub async fn is_refused(&self, act: Act) -> Refusal {
        let error = self.does(act).await.unwrap_err();
        let problem = error
            .problem()
            .unwrap_or_else(|| panic!("not a refusal: {error}"));
        problem
            .refusal
            .clone()
            .unwrap_or_else(|| panic!("no rule said no: {problem:?}"))
    }

    /// A new deal for this person's name.
    pub async fn sells(&self, title: &str, set: Vec<deal::Set>) -> pult::domain::card::Card {
        let mut set = set;
        set.push(deal::Set::Title(title.to_owned()));
        self.gets(Act::CreateDeal {
            draft: deal::Draft {
                set,
                ..deal::Draft::default()
            },
        })
        .await
    }
}
