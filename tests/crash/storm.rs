//! kill -9 at random moments under load, start, check, again.
use crate::check;
use crate::dice::Dice;
use crate::ledger::{Answer, Books, Ledger};
use crate::load::{Client, Count, Fate};
use crate::server::{self, Place};
use pult::link::Link;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Clients at once.
const CLIENTS: usize = 4;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

struct Rig {
    dir: tempfile::TempDir,
    place: Place,
    ledger: Arc<Ledger>,
    clients: Vec<Client>,
    dice: Dice,
    seed: u64,
    copies: Vec<PathBuf>,
}

impl Rig {
    fn new(seed: u64) -> Rig {
        pult::link::init();
        let dir = tempfile::tempdir().expect("a place for the rig");
        let books = dir.path().join("books");
        std::fs::create_dir(&books).expect("a place for the ledger");
        let ledger = Arc::new(Ledger::new(&books));
        Rig {
            place: Place::new(dir.path()),
            clients: (0..CLIENTS)
                .map(|n| Client::new(n, seed, ledger.clone()))
                .collect(),
            ledger,
            dice: Dice::new(seed),
            seed,
            copies: Vec::new(),
            dir,
        }
    }

    /// One life of the server: work until it is killed. Answers in it.
    async fn life(&mut self, cycle: u64) -> u64 {
        // Now and then it dies while it comes up, at any of the steps of its start.
        if self.dice.once_in(6) {
            let mut child = server::program(&self.place)
                .args(["serve", "--socket"])
                .arg(&self.place.socket)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("the program starts");
            tokio::time::sleep(Duration::from_micros(self.dice.below(60_000) as u64)).await;
            child.kill().expect("it can be killed");
            child.wait().expect("it can be waited for");
        }
        let running = server::start(&self.place, &[]).unwrap_or_else(|fallen| {
            panic!("seed {}: no start after a kill: {fallen:?}", self.seed)
        });
        let count = Count::until(1 + self.dice.below(250) as u64);
        let mut work = JoinSet::new();
        for mut client in self.clients.drain(..) {
            let (socket, count) = (running.socket.clone(), count.clone());
            work.spawn(async move {
                let fate = client.work(&socket, &count, usize::MAX).await;
                assert_eq!(fate, Fate::Lost, "a client that ended for another reason");
                client
            });
        }
        let copy = self.dir.path().join(format!("copy-{cycle}.db"));
        let copying = self.dice.once_in(3).then(|| {
            let link = Link::unix(&running.socket).expect("a client can be made");
            let (books, copy) = (self.ledger.read(), copy.clone());
            tokio::spawn(async move {
                let copied = pult::care::backup(&link, &copy, |_, _| {}).await;
                copied.is_ok().then(|| newest(&books))
            })
        });
        count.reached().await;
        if self.dice.once_in(2) {
            tokio::time::sleep(Duration::from_micros(self.dice.below(4_000) as u64)).await;
        }
        running.kill();
        while let Some(client) = work.join_next().await {
            self.clients
                .push(client.unwrap_or_else(|error| panic!("seed {}: {error}", self.seed)));
        }
        if let Some(copying) = copying
            && let Some(least) = copying.await.expect("the copy's task ends")
        {
            self.copy_is_right(&copy, least);
            self.copies.push(copy);
        }
        count.so_far()
    }

    /// A finished copy holds everything acknowledged before it was asked for.
    fn copy_is_right(&self, copy: &Path, least: i64) {
        let faults = check::of_file(copy, &self.ledger.read(), true);
        assert!(faults.is_empty(), "seed {}: a copy: {faults:#?}", self.seed);
        let held = pult::care::verify(copy)
            .expect("a copy verifies")
            .contents
            .journal;
        assert!(
            held >= least,
            "seed {}: the copy ends at {held}, acknowledged was {least}",
            self.seed
        );
    }

    fn check(&self, when: &str) {
        let faults = check::after_crash(&self.place, &self.ledger.read());
        assert!(faults.is_empty(), "seed {}, {when}: {faults:#?}", self.seed);
    }

    /// What was never answered is asked again; afterwards nobody waits.
    async fn settle(&mut self) {
        let running = server::start(&self.place, &[]).expect("the last start");
        let count = Count::until(u64::MAX);
        for client in &mut self.clients {
            assert_eq!(
                client.work(&running.socket, &count, 1).await,
                Fate::Answered
            );
            assert!(!client.waits());
        }
        running.stop();
    }
}

/// The highest number acknowledged.
fn newest(books: &Books) -> i64 {
    let seqs = books.answers.iter().filter_map(|told| match told.answer {
        Answer::Done { seq } => Some(seq),
        _ => None,
    });
    seqs.max().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let cycles = setting("PULT_CRASH_CYCLES", 3);
    let seed = setting("PULT_CRASH_SEED", u64::from(std::process::id()));
    println!("seed {seed}: PULT_CRASH_SEED={seed} runs it again");
    let mut rig = Rig::new(seed);
    let mut answers = 0;
    for cycle in 0..cycles {
        answers += rig.life(cycle).await;
        rig.check(&format!("after kill {}", cycle + 1));
    }
    rig.settle().await;
    rig.check("at the end");
    let books = rig.ledger.read();
    let done = books
        .answers
        .iter()
        .filter(|told| matches!(told.answer, Answer::Done { .. }))
        .count();
    println!(
        "{cycles} kills, {answers} answers, {} asked, {done} acknowledged, {} copies made meanwhile: nothing lost, nothing twice",
        books.attempts.len(),
        rig.copies.len()
    );
    assert!(done > 0, "a storm without wind");
    // The rehearsal: the last copy in an empty directory, served again.
    if let Some(copy) = rig.copies.last() {
        let place = Place::new(&rig.dir.path().join("anew"));
        pult::care::restore(copy, &place.data).expect("the copy goes back");
        server::start(&place, &[])
            .expect("a restored shop is served")
            .stop();
        let faults = check::of_file(&place.file(), &books, true);
        assert!(faults.is_empty(), "seed {seed}: restored: {faults:#?}");
    }
    blind(&rig, &books);
}

/// The checker is no use if it can't see: each of these damages has to be told.
fn blind(rig: &Rig, books: &Books) {
    for damage in [
        "delete from deal where id = (select min(id) from deal)",
        "update deal set title = title || '!' where id = (select max(id) from deal)",
        "update deal set version = version + 1 where id = 1",
        "delete from journal where seq = 2",
        "delete from journal where seq = (select max(seq) from journal)",
        "insert into journal select seq + 1, at, operator, command, noun, number, fact from journal where seq = (select max(seq) from journal)",
        "update head set seq = seq + 1",
        "delete from command where id = (select min(id) from command)",
        "update command set id = x'00112233445566778899aabbccddeeff' where id = (select min(id) from command)",
        "update command set last_seq = last_seq + 1 where first_seq = 1",
        "update stage_total set n = n + 1",
        "update stage_split set amount = amount + 1 where n > 0",
    ] {
        let file = rig.dir.path().join("damaged.db");
        std::fs::copy(rig.place.file(), &file).expect("a copy to damage");
        rusqlite::Connection::open(&file)
            .expect("it opens")
            .execute_batch(damage)
            .expect("it is damaged");
        let faults = check::of_file(&file, books, false);
        assert!(!faults.is_empty(), "the checker is blind to: {damage}");
        std::fs::remove_file(&file).expect("the damaged copy goes");
    }
    let mut other = books.clone();
    other.attempts.remove(0);
    assert!(
        !check::of_file(&rig.place.file(), &other, false).is_empty(),
        "blind to what nobody asked for"
    );
    let mut other = books.clone();
    let done = other
        .answers
        .iter()
        .position(|told| matches!(told.answer, Answer::Done { .. }))
        .expect("an answer");
    other.answers[done].answer = Answer::Refused;
    assert!(
        !check::of_file(&rig.place.file(), &other, false).is_empty(),
        "blind to what was refused"
    );
}
