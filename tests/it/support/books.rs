//! Everything a shop holds as values, for comparing: read from the rows, or told anew from the journal.
use pult::domain::approval::{Approval, State};
use pult::domain::calendar::Millis;
use pult::domain::contact::Contact;
use pult::domain::deal::Deal;
use pult::domain::event::{Event, Fact};
use pult::domain::id::*;
use pult::domain::task::Task;
use pult::store::{Conn, Store, StoreError, journal};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Books {
    pub seq: i64,
    pub deals: BTreeMap<i64, Deal>,
    pub contacts: BTreeMap<i64, Contact>,
    pub tasks: BTreeMap<i64, Task>,
    pub approvals: BTreeMap<i64, Approval>,
}

impl Books {
    /// Fails with the records that differ, not with the whole shop.
    pub fn must_be(&self, other: &Books, what: &str) {
        fn told<T: std::fmt::Debug + PartialEq>(
            kind: &str,
            left: &BTreeMap<i64, T>,
            right: &BTreeMap<i64, T>,
        ) -> String {
            let ids: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
            ids.into_iter()
                .filter(|id| left.get(id) != right.get(id))
                .map(|id| {
                    let (is, be) = (left.get(id), right.get(id));
                    format!("{kind} {id}\n is {is:?}\n be {be:?}\n")
                })
                .collect()
        }
        let difference = [
            told("deal", &self.deals, &other.deals),
            told("contact", &self.contacts, &other.contacts),
            told("task", &self.tasks, &other.tasks),
            told("approval", &self.approvals, &other.approvals),
        ]
        .concat();
        assert!(self == other, "{what}:\n{difference}");
    }

    /// What the rows say, in one snapshot.
    pub fn of(store: &Store) -> Books {
        store.read_now(Books::read).unwrap()
    }

    fn read(conn: &Conn) -> Result<Books, StoreError> {
        let mut books = Books {
            seq: journal::end(conn)?.0,
            ..Books::default()
        };
        for n in 1..=conn.int("select deal from head", &[])? {
            if let Some(deal) = pult::store::deal::load(conn, DealId(n))? {
                books.deals.insert(n, deal);
            }
        }
        for n in 1..=conn.int("select contact from head", &[])? {
            if let Some(contact) = pult::store::contact::load(conn, ContactId(n))? {
                books.contacts.insert(n, contact);
            }
        }
        for n in 1..=conn.int("select task from head", &[])? {
            if let Some(task) = pult::store::task::load(conn, TaskId(n))? {
                books.tasks.insert(n, task);
            }
        }
        for n in 1..=conn.int("select approval from head", &[])? {
            if let Some(approval) = pult::store::approval::load(conn, ApprovalId(n))? {
                books.approvals.insert(n, approval);
            }
        }
        Ok(books)
    }

    /// Takes in what the journal says since.
    pub fn catch_up(&mut self, store: &Store) {
        for event in journal_after(store, self.seq) {
            self.tell(&event);
        }
    }

    /// Takes one journal entry in. What it says was before has to be so.
    pub fn tell(&mut self, event: &Event) {
        assert_eq!(event.seq.0, self.seq + 1, "the journal has a hole");
        self.seq = event.seq.0;
        match &event.fact {
            Fact::DealCreated { deal, .. } => {
                let old = self.deals.insert(deal.id.0, (**deal).clone());
                assert!(old.is_none(), "{} was made twice", deal.id);
            }
            Fact::DealChanged { deal, changes, .. } => {
                let deal = self.deals.get_mut(&deal.0).expect("a deal that was made");
                for change in changes {
                    assert_eq!(deal.get(&change.before), change.before, "at {}", event.seq);
                }
                for change in changes {
                    deal.apply(&change.after);
                }
                deal.version.0 += 1;
                deal.changed_at = event.at;
            }
            Fact::ContactCreated { contact } => {
                let old = self.contacts.insert(contact.id.0, (**contact).clone());
                assert!(old.is_none(), "{} was made twice", contact.id);
            }
            Fact::ContactChanged {
                contact, changes, ..
            } => {
                let contact = self.contacts.get_mut(&contact.0).expect("a known contact");
                for change in changes {
                    assert_eq!(
                        contact.get(&change.before),
                        change.before,
                        "at {}",
                        event.seq
                    );
                }
                for change in changes {
                    contact.apply(&change.after);
                }
                contact.version.0 += 1;
                contact.changed_at = event.at;
            }
            Fact::TaskCreated { task } => {
                self.tasks.insert(task.id.0, (**task).clone());
            }
            Fact::TaskChanged { task, changes, .. } => {
                let task = self.tasks.get_mut(&task.0).expect("a known task");
                for change in changes {
                    assert_eq!(task.get(&change.before), change.before, "at {}", event.seq);
                }
                for change in changes {
                    task.apply(&change.after);
                }
                task.version.0 += 1;
            }
            Fact::ApprovalAsked { approval } => {
                self.approvals.insert(approval.id.0, approval.clone());
            }
            Fact::ApprovalDecided {
                approval,
                state,
                reason,
                ..
            } => {
                let approval = self.approvals.get_mut(&approval.0).expect("it was asked");
                let decided = *state != State::Open;
                approval.state = *state;
                approval.decided_by = event.operator.filter(|_| decided);
                approval.decided_at = decided.then_some(event.at);
                approval.reason.clone_from(reason);
            }
            _ => {}
        }
    }

    /// Without the marks that count writes: what a person would call the same.
    pub fn plain(mut self) -> Books {
        self.seq = 0;
        for deal in self.deals.values_mut() {
            (deal.version, deal.changed_at) = (Version(0), Millis(0));
        }
        for contact in self.contacts.values_mut() {
            (contact.version, contact.changed_at) = (Version(0), Millis(0));
        }
        for task in self.tasks.values_mut() {
            task.version = Version(0);
        }
        for approval in self.approvals.values_mut() {
            (approval.decided_by, approval.decided_at) = (None, None);
        }
        self
    }

    /// Without what was made after `first` and is gone again.
    pub fn without_unmade_since(mut self, first: &Books) -> Books {
        self.deals
            .retain(|id, deal| first.deals.contains_key(id) || !deal.deleted);
        self.contacts
            .retain(|id, contact| first.contacts.contains_key(id) || !contact.deleted);
        self.tasks
            .retain(|id, task| first.tasks.contains_key(id) || !task.deleted);
        self.approvals.retain(|id, approval| {
            first.approvals.contains_key(id) || approval.state == State::Open
        });
        self
    }
}

/// The whole journal after a number, oldest first.
pub fn journal_after(store: &Store, seq: i64) -> Vec<Event> {
    store
        .read_now(|conn| journal::between(conn, Seq(seq + 1), Seq(i64::MAX)))
        .unwrap()
}

/// The notes that stand, by journal number.
pub fn notes(events: &[Event]) -> BTreeMap<i64, bool> {
    let mut notes = BTreeMap::new();
    for event in events {
        match &event.fact {
            Fact::DealNoted { .. } => drop(notes.insert(event.seq.0, true)),
            Fact::NoteStruck { note, struck, .. } => drop(notes.insert(note.0, !struck)),
            _ => {}
        }
    }
    notes
}
