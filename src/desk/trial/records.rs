//! The rest of what a server keeps: contacts, tasks, approvals, the journal; and a person who types words.
use super::server::Server;
use super::{BORIS, ME, MINUTE, NOW, Trial};
use crate::desk::key::{Code, Input, Key};
use crate::desk::message::{Fault, Msg, Reply, Request, Timer};
use crate::domain::approval::{Approval, State, Verdict};
use crate::domain::assign::Candidate;
use crate::domain::calendar::Millis;
use crate::domain::command::{Act, Command, SetupFile};
use crate::domain::contact::{Address, Contact, Draft as Person, Identity, Who};
use crate::domain::deal::{Deal, Draft, Scene, Set};
use crate::domain::event::{Event, Fact, Why};
use crate::domain::id::*;
use crate::domain::operator::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::task::Task;
use crate::wire::deal::{Step, View};
use crate::wire::feed::{Notice, NoticeKind, Notices};
use crate::wire::find::{Found, Hit};
use crate::wire::problem::{Code as Problem_, Problem};
use crate::wire::setup::Setup;
use crate::wire::{Done, Outcome, contact, undo};

#[derive(Debug, Default, Clone)]
pub(crate) struct Records {
    pub contacts: Vec<Contact>,
    pub tasks: Vec<Task>,
    pub approvals: Vec<Approval>,
    /// Oldest first.
    pub journal: Vec<Event>,
}

impl Server {
    pub(crate) fn journal(&mut self, minutes_ago: i64, by: Option<OperatorId>, fact: Fact) {
        let n = self.records.journal.len();
        self.records.journal.push(Event {
            seq: Seq(n as i64 + 1),
            at: Millis(NOW.0 - minutes_ago * MINUTE),
            operator: by,
            command: CommandId(uuid::Uuid::from_u128(1 << 100)),
            fact,
        });
    }

    pub(crate) fn contact(&mut self, id: i64, name: &str, phone: &str) -> ContactId {
        let person = Person {
            name: name.to_owned(),
            phones: vec![phone.to_owned()],
            emails: vec!["petr@example.com".to_owned()],
            identities: vec![Identity {
                channel: "telegram".to_owned(),
                id: "petr".to_owned(),
            }],
            addresses: vec![Address {
                city: "Новосибирск".to_owned(),
                line: "ул. Ленина, 1".to_owned(),
                postcode: "630000".to_owned(),
            }],
            ..Person::default()
        };
        let contact = Contact::create(ContactId(id), person, NOW).unwrap();
        self.records.contacts.push(contact);
        ContactId(id)
    }

    /// A move that waits for a yes.
    pub(crate) fn asks(&mut self, approval: i64, deal: i64, to: i64, minutes_ago: i64) {
        let approval = Approval {
            id: ApprovalId(approval),
            deal: DealId(deal),
            to: StageId(to),
            asked_by: Some(ME),
            asked_at: Millis(NOW.0 - minutes_ago * MINUTE),
            state: State::Open,
            decided_by: None,
            decided_at: None,
            reason: None,
        };
        let id = approval.id;
        self.deals.get_mut(&DealId(deal)).unwrap().approval = Some(id);
        self.records.approvals.push(approval);
    }

    fn history(
        &self,
        about: impl Fn(&Event) -> bool,
        before: Option<Seq>,
        limit: usize,
    ) -> Vec<Event> {
        let newest = self.records.journal.iter().rev();
        let all = newest.filter(|e| about(e) && before.is_none_or(|b| e.seq < b));
        all.take(limit).cloned().collect()
    }

    fn of_deal(deal: DealId) -> impl Fn(&Event) -> bool {
        move |event| match &event.fact {
            Fact::TaskCreated { task } => task.deal == Some(deal),
            Fact::TaskChanged { deal: of, .. } => *of == Some(deal),
            fact => fact.subject() == crate::domain::event::Subject::Deal(deal),
        }
    }

    fn view(&self, id: DealId) -> View {
        let deal = self.deals[&id].clone();
        let known = |c: &&Contact| Some(c.id) == deal.contact;
        let contact = self.records.contacts.iter().find(known).cloned();
        let history = self.history(Server::of_deal(id), None, 50);
        View {
            approval: self
                .records
                .approvals
                .iter()
                .find(|a| Some(a.id) == deal.approval)
                .cloned(),
            tasks: self
                .records
                .tasks
                .iter()
                .filter(|t| t.deal == Some(id))
                .cloned()
                .collect(),
            others: self
                .deals
                .values()
                .filter(|d| d.id != id && d.contact.is_some() && d.contact == deal.contact)
                .map(|d| self.card(d.id))
                .collect(),
            more: history.len() == 50,
            history,
            steps: vec![
                Step {
                    stage: StageId(1),
                    stayed: 95 * MINUTE,
                },
                Step {
                    stage: deal.stage,
                    stayed: 30 * MINUTE,
                },
            ],
            contact,
            deal,
        }
    }

    pub(super) fn answer_more(&mut self, request: &Request) -> Result<Reply, Fault> {
        let lacks = |noun: &str, id: i64| {
            Fault::Problem(Box::new(Problem {
                code: Problem_::NotFound,
                message: "not found".to_owned(),
                request: "r2".to_owned(),
                refusal: Some(Refusal::not_found(noun, id)),
            }))
        };
        Ok(match request {
            Request::Deal(id) if !self.deals.contains_key(id) => return Err(lacks("deal", id.0)),
            Request::Deal(id) => Reply::Deal(Box::new(self.view(*id))),
            Request::DealHistory(id, query) => {
                let limit = query.limit.unwrap_or(50) as usize;
                Reply::History(self.history(Server::of_deal(*id), query.before, limit))
            }
            Request::Contact(id) => {
                let found = self.records.contacts.iter().find(|c| c.id == *id);
                let contact = found.cloned().ok_or_else(|| lacks("contact", id.0))?;
                let deals = self.deals.values().filter(|d| d.contact == Some(*id));
                let mine: Vec<DealId> = deals.map(|d| d.id).collect();
                let about = |e: &Event| mine.iter().any(|d| Server::of_deal(*d)(e));
                Reply::Contact(Box::new(contact::View {
                    history: self.history(about, None, 50),
                    more: false,
                    deals: mine.iter().map(|d| self.card(*d)).collect(),
                    contact,
                }))
            }
            Request::ContactHistory(..) => Reply::History(Vec::new()),
            Request::Contacts(query) => {
                let words = query.text.clone().unwrap_or_default();
                let number = crate::domain::phone::Phone::parse(&words);
                let number = number.map_or_else(|_| "none".to_owned(), |p| p.e164);
                let fits = |c: &&Contact| {
                    c.name.contains(&words) || c.phones.contains(&number)
                };
                let all = self.records.contacts.iter().filter(fits);
                let below = all.filter(|c| query.before.is_none_or(|b| c.id < b));
                Reply::Contacts(below.cloned().collect())
            }
            Request::Find(query) => {
                let deals = self.deals.keys().map(|id| self.card(*id));
                let deals = deals.filter(|c| c.name.contains(&query.text));
                let people = self.records.contacts.iter();
                let people = people.filter(|c| c.name.contains(&query.text));
                Reply::Found(Box::new(Found {
                    hits: deals
                        .map(|c| Hit::Deal(Box::new(c)))
                        .chain(people.map(|c| Hit::Contact(Box::new(c.clone()))))
                        .collect(),
                    more: false,
                }))
            }
            Request::Log(query) => {
                let limit = query.limit.unwrap_or(50) as usize;
                Reply::History(self.history(|_| true, query.before, limit))
            }
            Request::Approvals => Reply::Approvals(self.records.approvals.clone()),
            Request::Notices => Reply::Notices(Box::new(Notices {
                unseen: 1,
                notices: vec![Notice {
                    seq: Seq(5),
                    at: Millis(NOW.0 - 3 * MINUTE),
                    to: ME,
                    by: Some(BORIS),
                    kind: NoticeKind::Moved,
                    deal: DealId(1042),
                    reason: None,
                }, Notice {
                    seq: Seq(4),
                    at: Millis(NOW.0 - 9 * MINUTE),
                    to: ME,
                    by: Some(BORIS),
                    kind: NoticeKind::ApprovalRefused,
                    deal: DealId(1042),
                    reason: Some("дорого обойдётся".to_owned()),
                }],
            })),
            Request::NoticesSeen(_) => Reply::Plain,
            Request::Staff => Reply::Staff(vec![
                candidate(ME, 5, Some(Millis(NOW.0 - 30 * MINUTE)), false),
                candidate(BORIS, 2, None, true),
            ]),
            Request::Setup => Reply::Setup(Box::new(Setup {
                version: 4,
                at: Millis(NOW.0 - 3000 * MINUTE),
                by: Some(BORIS),
                files: vec![
                    SetupFile {
                        name: "shop.toml".to_owned(),
                        text: "# Магазин\nname = \"Газель-Маркет\"\n\n[hours]\nzone = \"Asia/Novosibirsk\"\n"
                            .to_owned(),
                    },
                    SetupFile {
                        name: "people.toml".to_owned(),
                        text: "[[person]]\nkey = \"anna\"\n".to_owned(),
                    },
                ],
            })),
            Request::Undo => Reply::Undo(None::<Box<undo::Next>>),
            other => panic!("this server knows no {other:?}"),
        })
    }

    /// Commands about anything but the fields and the stage of a deal.
    pub(super) fn command_more(
        &mut self,
        by: OperatorId,
        command: &Command,
    ) -> Result<Done, Refusal> {
        let outcome = match &command.act {
            Act::CreateDeal { draft } => self.create(by, draft)?,
            Act::NoteDeal { deal, text } => {
                let fact = Fact::DealNoted {
                    deal: *deal,
                    text: text.clone(),
                };
                self.journal(0, Some(by), fact);
                Outcome::Deal {
                    card: self.card(*deal),
                    totals: Vec::new(),
                }
            }
            Act::TrashDeal { deal, .. } => {
                self.deals.get_mut(deal).unwrap().deleted = true;
                Outcome::Deal {
                    card: self.card(*deal),
                    totals: Vec::new(),
                }
            }
            Act::CreateContact { draft } => {
                let id = ContactId(500 + self.records.contacts.len() as i64);
                let contact = Contact::create(id, draft.clone(), self.now)?;
                self.records.contacts.push(contact);
                Outcome::Contact {
                    contact: id,
                    version: Version(1),
                }
            }
            Act::EditContact {
                contact,
                expects,
                set,
            } => {
                let mut all = self.records.contacts.iter_mut();
                let known = all.find(|c| c.id == *contact).unwrap();
                if known.version != *expects {
                    return Err(Refusal::StaleContact {
                        fresh: Box::new(known.clone()),
                        by: Some(BORIS),
                    });
                }
                for change in known.edit(set.clone())? {
                    known.apply(&change.after);
                }
                known.version.0 += 1;
                Outcome::Contact {
                    contact: *contact,
                    version: known.version,
                }
            }
            Act::CreateTask { draft } => {
                let id = TaskId(1 + self.records.tasks.len() as i64);
                let task = Task::create(id, draft.clone(), Some(by), self.now)?;
                self.records.tasks.push(task);
                Outcome::Task {
                    task: id,
                    version: Version(1),
                }
            }
            Act::EditTask { task, set, .. } => {
                let now = self.now;
                let known = self.records.tasks.iter_mut().find(|t| t.id == *task);
                let known = known.unwrap();
                for change in known.decide(set.clone(), now)? {
                    known.apply(&change.after);
                }
                known.version.0 += 1;
                Outcome::Task {
                    task: *task,
                    version: known.version,
                }
            }
            Act::DecideApproval { approval, verdict } => {
                let all = &mut self.records.approvals;
                let known = all.iter_mut().find(|a| a.id == *approval).unwrap();
                known.state = match verdict {
                    Verdict::Approve => State::Approved,
                    Verdict::Refuse { reason } => {
                        known.reason = Some(reason.clone());
                        State::Refused
                    }
                };
                let (deal, to, state) = (known.deal, known.to, known.state);
                let deal = self.deals.get_mut(&deal).unwrap();
                deal.approval = None;
                deal.version.0 += 1;
                if state == State::Approved {
                    deal.stage = to;
                }
                let id = deal.id;
                Outcome::Deal {
                    card: self.card(id),
                    totals: Vec::new(),
                }
            }
            Act::WithdrawApproval { approval } => {
                let all = &mut self.records.approvals;
                let known = all.iter_mut().find(|a| a.id == *approval);
                let known = known.ok_or_else(|| Refusal::not_found("approval", approval.0))?;
                known.state = State::Withdrawn;
                let deal = self.deals.get_mut(&known.deal).unwrap();
                deal.approval = None;
                deal.version.0 += 1;
                let id = deal.id;
                Outcome::Deal {
                    card: self.card(id),
                    totals: Vec::new(),
                }
            }
            Act::SetAbsence { .. } => Outcome::Plain,
            other => panic!("this server does no {other:?}"),
        };
        self.seq += 1;
        Ok(Done {
            seq: Seq(self.seq),
            outcome,
        })
    }

    fn create(&mut self, by: OperatorId, draft: &Draft) -> Result<Outcome, Refusal> {
        let id = DealId(2000 + self.deals.len() as i64);
        let contact = match &draft.who {
            Some(Who::Known(id)) => Some(*id),
            Some(Who::Person(person)) => {
                let id = ContactId(500 + self.records.contacts.len() as i64);
                let contact = Contact::create(id, person.clone(), self.now)?;
                self.records.contacts.push(contact);
                Some(id)
            }
            None => None,
        };
        let actor = Actor::from(self.shop.operator(by).unwrap());
        let scene = Scene {
            shop: &self.shop,
            actor: &actor,
            now: self.now,
        };
        let (deal, why) = Deal::create(id, draft, contact, 0, &[], scene)?;
        let called = self.records.contacts.iter().find(|c| Some(c.id) == contact);
        self.names
            .insert(id, called.map(Contact::called).unwrap_or_default());
        self.deals.insert(id, deal.clone());
        self.journal(
            0,
            Some(by),
            Fact::DealCreated {
                deal: Box::new(deal),
                why,
            },
        );
        Ok(Outcome::Deal {
            card: self.card(id),
            totals: Vec::new(),
        })
    }
}

fn candidate(id: OperatorId, load: i64, last: Option<Millis>, absent: bool) -> Candidate {
    Candidate {
        operator: id,
        department: None,
        load,
        last_given: last,
        absent,
        at_work: true,
    }
}

/// A deal with everything there can be about it.
pub(crate) fn full(server: &mut Server) {
    let contact = server.contact(12, "Пётр Иванов", "+7 913 555-12-34");
    for id in [1042, 1001] {
        server.deals.get_mut(&DealId(id)).unwrap().contact = Some(contact);
    }
    let deal = server.deals.get_mut(&DealId(1042)).unwrap();
    deal.title = "Рычаг передней подвески".to_owned();
    deal.responsible = Some(ME);
    deal.observer = Some(BORIS);
    deal.tags = vec!["срочно".to_owned(), "опт".to_owned()];
    deal.waited_us = 100 * MINUTE;
    deal.next_step = Some(crate::domain::deal::NextStep {
        text: "перезвонить".to_owned(),
        at: Millis(NOW.0 + 60 * MINUTE),
    });
    let deal = deal.clone();
    let why = Why::Assigned {
        rule: "розница".to_owned(),
        setup: 4,
        seen: vec![
            candidate(ME, 3, Some(Millis(NOW.0 - 500 * MINUTE)), false),
            candidate(BORIS, 5, None, false),
        ],
        chosen: Some(ME),
        passed: vec!["опт".to_owned()],
    };
    server.journal(
        125,
        None,
        Fact::DealCreated {
            deal: Box::new(deal.clone()),
            why: Some(why),
        },
    );
    server.journal(
        30,
        Some(BORIS),
        Fact::DealChanged {
            deal: deal.id,
            changes: vec![
                crate::domain::deal::Change {
                    before: Set::Stage(StageId(1)),
                    after: Set::Stage(StageId(2)),
                },
                crate::domain::deal::Change {
                    before: Set::Place(1),
                    after: Set::Place(2),
                },
            ],
            why: None,
        },
    );
    server.journal(
        5,
        Some(ME),
        Fact::DealNoted {
            deal: deal.id,
            text: "Клиент просит отправить сегодня.\nСкидку не обещали.".to_owned(),
        },
    );
    let task = Task::create(
        TaskId(1),
        crate::domain::task::Draft {
            text: "проверить остаток".to_owned(),
            deal: Some(deal.id),
            assignee: Some(BORIS),
            due: Some(Millis(NOW.0 - 10 * MINUTE)),
        },
        Some(ME),
        NOW,
    );
    server.records.tasks.push(task.unwrap());
}

impl Trial {
    /// Types the text, letter by letter.
    pub(crate) fn write(&mut self, text: &str) -> &mut Trial {
        for c in text.chars() {
            let key = Key::plain(Code::Char(c));
            self.message(Msg::Input(Input::Key(key)));
        }
        self
    }

    /// Every pause a screen waits for is over.
    pub(crate) fn pause(&mut self) -> &mut Trial {
        let all = std::mem::take(&mut self.timers);
        let (due, rest) = all.into_iter().partition(|t| matches!(t, Timer::Screen(_)));
        self.timers = rest;
        let due: Vec<Timer> = due;
        for timer in due {
            self.message(Msg::Timer(timer));
        }
        self
    }
}
