//! A small server in memory that decides by the domain's own rules.
use super::{BORIS, ME, MINUTE, NOW};
use crate::desk::message::{Fault, Reply, Request};
use crate::desk::mirror::card_of;
use crate::domain::calendar::{Millis, WorkHours};
use crate::domain::card::Card;
use crate::domain::command::{Act, Command};
use crate::domain::deal::{Deal, Draft, Item, Move, Scene, Set, Spot, Turn};
use crate::domain::id::*;
use crate::domain::money::Kopecks;
use crate::domain::operator::{Actor, Operator, Role};
use crate::domain::pipeline::{Gate, Need, Outcome, Pipeline, Reachable, Stage};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::domain::source::Source;
use crate::wire::board::{Column, ColumnQuery, Filter, Page, Sort, Total};
use crate::wire::feed::Frame;
use crate::wire::problem::{Code, Problem};
use crate::wire::{Done, Hello, Outcome as Came};
use std::collections::BTreeMap;

/// Everything behind the line.
#[derive(Debug)]
pub(crate) struct Server {
    pub shop: Shop,
    pub deals: BTreeMap<DealId, Deal>,
    pub names: BTreeMap<DealId, String>,
    pub seq: i64,
    pub now: Millis,
    pub records: super::records::Records,
    done: BTreeMap<CommandId, Done>,
    /// The deal before each command, newest last.
    before: Vec<(CommandId, Deal)>,
    /// What the next undo has to leave as it is.
    pub passed: Vec<crate::wire::undo::Passed>,
    /// Rows of the import that is the next to be undone; every tenth has been worked on since.
    pub imported: u32,
}

/// Named stages of one pipeline: a gate on the third, a limit on the second, an approval on the fourth.
pub(crate) fn shop() -> Shop {
    let stage = |id: i64, name: &str| Stage {
        id: StageId(id),
        key: name.to_lowercase(),
        name: name.to_owned(),
        outcome: Outcome::Open,
        client_status: None,
        limit_minutes: None,
        wip: None,
        department: None,
        turn: None,
        accepts: false,
        gate: Gate::default(),
    };
    let names = [
        "Новый",
        "В работе",
        "Согласован",
        "Ждёт оплаты",
        "Заказ оплачен",
        "Сборка",
        "Отгружен",
        "Доставлен",
        "Отказ",
    ];
    let mut stages: Vec<Stage> = (1..).zip(names).map(|(n, name)| stage(n, name)).collect();
    stages[1].wip = Some(40);
    stages[2].gate.needs = vec![Need::Amount(Kopecks(1))];
    stages[3].gate.approval = Some(Role::Supervisor);
    stages[7].outcome = Outcome::Won;
    stages[8].outcome = Outcome::Lost;
    stages[8].gate.needs = vec![Need::LostReason];
    let person = |id: OperatorId, key: &str, name: &str, role: Role| Operator {
        id,
        key: key.to_owned(),
        name: name.to_owned(),
        role,
        department: None,
        unix: None,
        hours: None,
        active: true,
    };
    let source = |id: i64, name: &str| Source {
        id: SourceId(id),
        key: name.to_lowercase(),
        name: name.to_owned(),
        numbers: Vec::new(),
        default: false,
    };
    Shop {
        version: 1,
        next_id: 100,
        name: "Газель-Маркет".to_owned(),
        hours: WorkHours::new("Asia/Novosibirsk", std::array::from_fn(|_| vec![(0, 1440)]))
            .unwrap(),
        pipelines: vec![
            Pipeline {
                id: PipelineId(1),
                key: "sales".to_owned(),
                name: "Продажи".to_owned(),
                stages,
            },
            Pipeline {
                id: PipelineId(2),
                key: "support".to_owned(),
                name: "Поддержка".to_owned(),
                stages: vec![stage(21, "Вопрос"), stage(22, "Решён")],
            },
        ],
        sources: vec![source(1, "Авито"), source(2, "сайт")],
        fields: Vec::new(),
        departments: Vec::new(),
        people: vec![
            person(ME, "anna", "Анна", Role::Operator),
            person(BORIS, "boris", "Борис", Role::Supervisor),
        ],
        assignment: Vec::new(),
        lost_reasons: Vec::new(),
        card: [
            "№ {number} {name}",
            "{goods}",
            "{amount} · {source}",
            "{turn} {waited}",
        ]
        .map(str::to_owned)
        .to_vec(),
        next_step_wanted: false,
    }
}

impl Server {
    pub(crate) fn new(shop: Shop) -> Server {
        Server {
            shop,
            deals: BTreeMap::new(),
            names: BTreeMap::new(),
            seq: 100,
            now: NOW,
            records: Default::default(),
            done: BTreeMap::new(),
            before: Vec::new(),
            passed: Vec::new(),
            imported: 0,
        }
    }

    /// The server as it is now, with nothing done yet.
    pub(crate) fn copy(&self) -> Server {
        let mut copy = Server::new(self.shop.clone());
        copy.deals.clone_from(&self.deals);
        copy.names.clone_from(&self.names);
        copy.records.clone_from(&self.records);
        copy
    }

    /// Puts a deal on top of a stage.
    pub(crate) fn deal(&mut self, id: i64, stage: i64, name: &str, goods: &str, roubles: i64) {
        let place = -(self.deals.len() as i64) * 10;
        let shop = &self.shop;
        let scene = Scene {
            shop,
            actor: &Actor::SYSTEM,
            now: NOW,
        };
        let mut set = Vec::new();
        if roubles > 0 {
            set.push(Set::Items(vec![Item {
                name: goods.to_owned(),
                sku: None,
                price: Kopecks(roubles * 100),
                quantity: 1000,
            }]));
        }
        let draft = Draft {
            stage: Some(StageId(stage)),
            pipeline: shop.stage(StageId(stage)).map(|(p, _)| p.id),
            set,
            ..Draft::default()
        };
        let (mut deal, _) = Deal::create(DealId(id), &draft, None, place, &[], scene).unwrap();
        deal.place = place;
        deal.turn_since = Millis(NOW.0 - id % 50 * MINUTE);
        deal.source = Some(SourceId(1 + id % 2));
        self.names.insert(deal.id, name.to_owned());
        self.deals.insert(deal.id, deal);
    }

    pub(crate) fn card(&self, id: DealId) -> Card {
        let deal = &self.deals[&id];
        Card {
            name: self.names[&id].clone(),
            ..card_of(deal, None)
        }
    }

    pub(crate) fn stage(&self, stage: StageId, filter: &Filter) -> Vec<Card> {
        let mut cards: Vec<Card> = self
            .deals
            .values()
            .filter(|d| d.stage == stage && !d.deleted)
            .map(|d| self.card(d.id))
            .filter(|c| filter.takes(c, self.now) != Some(false))
            .filter(|c| filter.text.as_ref().is_none_or(|t| c.name.contains(t)))
            .collect();
        cards.sort_by_key(|c| match filter.sort {
            Sort::Place => (false, c.place, c.id.0),
            Sort::Turn => (
                c.turn != Turn::Us || c.closed_at.is_some(),
                c.turn_since.0,
                c.id.0,
            ),
        });
        cards
    }

    fn total(&self, stage: StageId, filter: &Filter) -> Total {
        let cards = self.stage(stage, filter);
        Total {
            stage,
            count: cards.len() as i64,
            sum: Kopecks(cards.iter().map(|c| c.amount.0).sum()),
            at_least: false,
        }
    }

    /// `None`: the cursor is not in the column any more.
    fn column(&self, query: &ColumnQuery) -> Option<Column> {
        let cards = self.stage(query.stage, &query.filter);
        let limit = query.limit as usize;
        let at = |id: DealId| cards.iter().position(|c| c.id == id);
        let range = match (query.after, query.before, query.foot) {
            (Some(after), _, _) => {
                let from = at(after)? + 1;
                from..(from + limit).min(cards.len())
            }
            (_, Some(before), _) => {
                let to = at(before)?;
                to.saturating_sub(limit)..to
            }
            (_, _, true) => cards.len().saturating_sub(limit)..cards.len(),
            _ => 0..limit.min(cards.len()),
        };
        Some(Column {
            total: self.total(query.stage, &query.filter),
            more: range.end < cards.len(),
            cards: cards[range].to_vec(),
        })
    }

    pub(super) fn answer(&mut self, request: &Request) -> Result<Reply, Fault> {
        Ok(match request {
            Request::Hello => Reply::Hello(Box::new(Hello {
                api: 1,
                version: "0.1.0".to_owned(),
                shop: self.shop.name.clone(),
                me: self.shop.operator(ME).unwrap().clone(),
                seq: Seq(self.seq),
                now: self.now,
                demo: false,
                copy_of: None,
                approvals: 0,
                notices: 0,
            })),
            Request::Shop => Reply::Shop(Box::new(self.shop.clone())),
            Request::Board(query) => {
                let pipeline = match query.pipeline {
                    Some(id) => self.shop.pipeline(id).unwrap(),
                    None => &self.shop.pipelines[0],
                };
                let columns = pipeline.stages.iter().filter_map(|stage| {
                    self.column(&ColumnQuery {
                        stage: stage.id,
                        after: None,
                        before: None,
                        foot: false,
                        limit: query.limit,
                        filter: query.filter.clone(),
                    })
                });
                Reply::Board(Box::new(Page {
                    pipeline: pipeline.id,
                    seq: Seq(self.seq),
                    columns: columns.collect(),
                }))
            }
            Request::Column(query) => match self.column(query) {
                Some(column) => Reply::Column(Box::new(column)),
                None => return Err(problem(Code::NotFound, None)),
            },
            Request::Command(command) => match self.command(ME, command) {
                Ok(done) => Reply::Done(Box::new(done)),
                Err(refusal) => return Err(problem(Code::Refused, Some(refusal))),
            },
            other => return self.answer_more(other),
        })
    }

    /// One command, by the domain's own rules.
    pub(super) fn command(&mut self, by: OperatorId, command: &Command) -> Result<Done, Refusal> {
        if let Some(done) = self.done.get(&command.id) {
            return Ok(done.clone());
        }
        match &command.act {
            Act::Undo { command: None } if self.imported > 0 => return Ok(self.import_undone(500)),
            Act::UndoImport { limit, .. } => return Ok(self.import_undone(*limit)),
            Act::Undo { command: which } => return self.undo(command.id, *which),
            _ => {}
        }
        let actor = Actor::from(self.shop.operator(by).unwrap());
        let (id, expects) = match &command.act {
            Act::MoveDeal { deal, expects, .. }
            | Act::EditDeal { deal, expects, .. }
            | Act::AssignDeal { deal, expects, .. } => (*deal, *expects),
            _ => return self.command_more(by, command),
        };
        let deal = self.deals[&id].clone();
        if deal.version != expects {
            return Err(Refusal::StaleDeal {
                fresh: Box::new(deal),
                by: Some(BORIS),
            });
        }
        let scene = Scene {
            shop: &self.shop,
            actor: &actor,
            now: self.now,
        };
        let changes = match &command.act {
            Act::MoveDeal { to, fill, .. } => {
                let there = self.stage(*to, &Filter::default());
                let spot = Spot {
                    top: there.first().map_or(0, |c| c.place),
                    count: there.len() as i64,
                };
                let contacts = self.records.contacts.iter();
                let known = contacts.into_iter().find(|c| Some(c.id) == deal.contact);
                let reach = known.map_or_else(Reachable::default, |c| c.reachable());
                match deal.relocate(*to, fill.clone(), reach, spot, &[], scene)? {
                    Move::Go { changes, .. } => changes,
                    Move::Ask { .. } => {
                        let deal = self.deals.get_mut(&id).unwrap();
                        deal.approval = Some(ApprovalId(7));
                        deal.version.0 += 1;
                        self.seq += 1;
                        return Ok(Done {
                            seq: Seq(self.seq),
                            outcome: Came::Asked {
                                approval: ApprovalId(7),
                                card: self.card(id),
                            },
                        });
                    }
                }
            }
            Act::EditDeal { set, .. } => deal.edit(set.clone(), scene)?,
            Act::AssignDeal { to, .. } => deal.edit(vec![Set::Responsible(*to)], scene)?,
            _ => Vec::new(),
        };
        let old = deal.stage;
        let fact = crate::domain::event::Fact::DealChanged {
            deal: id,
            changes: changes.clone(),
            why: None,
        };
        self.journal(0, Some(by), fact);
        self.before.push((command.id, deal));
        let deal = self.deals.get_mut(&id).unwrap();
        for change in &changes {
            deal.apply(&change.after);
        }
        deal.version.0 += 1;
        self.seq += 1;
        let new = deal.stage;
        let done = Done {
            seq: Seq(self.seq),
            outcome: Came::Deal {
                card: self.card(id),
                totals: [old, new]
                    .map(|s| self.total(s, &Filter::default()))
                    .to_vec(),
            },
        };
        self.done.insert(command.id, done.clone());
        Ok(done)
    }

    fn import_undone(&mut self, limit: u32) -> Done {
        let rows = limit.min(self.imported);
        self.imported -= rows;
        self.seq += 1;
        let worked_on = |n| crate::domain::event::Subject::Deal(DealId(i64::from(n)));
        Done {
            seq: Seq(self.seq),
            outcome: Came::ImportUndone {
                import: crate::domain::id::ImportId(4),
                taken_back: rows - rows / 10,
                remaining: u64::from(self.imported),
                left: (0..rows / 10).map(worked_on).collect(),
            },
        }
    }

    fn undo(&mut self, id: CommandId, which: Option<CommandId>) -> Result<Done, Refusal> {
        let at = match which {
            Some(which) => self.before.iter().position(|(c, _)| *c == which),
            None => self.before.len().checked_sub(1),
        };
        let (command, old) = self.before.remove(at.ok_or(Refusal::NothingToUndo)?);
        let now = self.deals[&old.id].clone();
        let (now_stage, then_stage) = (now.stage, old.stage);
        let deal = Deal {
            version: Version(now.version.0 + 1),
            ..old
        };
        let subject = crate::domain::event::Subject::Deal(deal.id);
        let back = |before, after| crate::domain::event::Change { before, after };
        let changes = [
            back(
                Set::Title(now.title.clone()),
                Set::Title(deal.title.clone()),
            ),
            back(Set::Tags(now.tags.clone()), Set::Tags(deal.tags.clone())),
            back(Set::Stage(now.stage), Set::Stage(deal.stage)),
        ];
        let fact = crate::domain::event::Fact::DealChanged {
            deal: deal.id,
            changes: changes
                .into_iter()
                .filter(|c| c.before != c.after)
                .collect(),
            why: None,
        };
        self.journal(0, Some(ME), fact);
        if let Some(entry) = self.records.journal.last_mut() {
            entry.command = id;
        }
        self.deals.insert(deal.id, deal);
        self.before.push((id, now));
        self.seq += 1;
        Ok(Done {
            seq: Seq(self.seq),
            outcome: Came::Undone {
                command,
                act: match now_stage == then_stage {
                    true => crate::domain::command::ActKind::EditDeal,
                    false => crate::domain::command::ActKind::MoveDeal,
                },
                subject: Some(subject),
                left: Vec::new(),
                passed: std::mem::take(&mut self.passed),
            },
        })
    }

    /// What the feed says of a command that was done.
    pub(super) fn frame(&self, by: OperatorId, command: &Command, done: &Done) -> Frame {
        let (cards, totals) = match &done.outcome {
            Came::Deal { card, totals } => (vec![card.clone()], totals.clone()),
            Came::Asked { card, .. } => (vec![card.clone()], Vec::new()),
            Came::Undone {
                subject: Some(crate::domain::event::Subject::Deal(deal)),
                ..
            } => {
                let all = self.shop.pipelines.iter().flat_map(|p| &p.stages);
                let totals = all.map(|s| self.total(s.id, &Filter::default()));
                (vec![self.card(*deal)], totals.collect())
            }
            _ => (Vec::new(), Vec::new()),
        };
        Frame {
            seq: done.seq,
            at: self.now,
            by: Some(by),
            command: command.id,
            act: command.act.kind(),
            cards,
            totals,
            touched: Vec::new(),
            many: false,
            setup: None,
            notices: Vec::new(),
        }
    }
}

fn problem(code: Code, refusal: Option<Refusal>) -> Fault {
    Fault::Problem(Box::new(Problem {
        code,
        message: format!("{code:?}"),
        request: "r1".to_owned(),
        refusal,
    }))
}
