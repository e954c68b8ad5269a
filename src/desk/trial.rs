//! For tests: a person at a desk, a small server in memory, and a line between them that can be held up or cut.
use super::key::Input;
use super::keymap::Keymap;
use super::message::{Effect, Fault, FeedItem, Msg, Reply, Request, RequestId, Timer};
use super::theme::Theme;
use super::{Desk, Options};
use crate::domain::calendar::{Millis, WorkHours};
use crate::domain::card::Card;
use crate::domain::command::{Act, ActKind, Command};
use crate::domain::deal::{Deal, Draft, Item, Move, Scene, Set, Spot};
use crate::domain::id::*;
use crate::domain::money::Kopecks;
use crate::domain::operator::{Actor, Operator, Role};
use crate::domain::pipeline::{Gate, Need, Outcome, Pipeline, Reachable, Stage};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::domain::source::Source;
use crate::text::Lang;
use crate::wire::board::{Column, ColumnQuery, Filter, Page, Sort, Total};
use crate::wire::feed::Frame;
use crate::wire::problem::{Code, Problem};
use crate::wire::{Done, Hello, Outcome as Result_};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use unicode_width::UnicodeWidthStr;

/// 22 November 2026, 14:32 in Novosibirsk.
pub(crate) const NOW: Millis = Millis(1_795_332_720_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const ME: OperatorId = OperatorId(1);
pub(crate) const BORIS: OperatorId = OperatorId(2);

/// Everything behind the line.
#[derive(Debug)]
pub(crate) struct Server {
    pub shop: Shop,
    pub deals: BTreeMap<DealId, Deal>,
    pub names: BTreeMap<DealId, String>,
    pub seq: i64,
    pub now: Millis,
    pub done: BTreeMap<CommandId, Done>,
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
            done: BTreeMap::new(),
        }
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
            ..super::mirror::card_of(deal, None)
        }
    }

    fn stage(&self, stage: StageId, filter: &Filter) -> Vec<Card> {
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
                c.turn != crate::domain::deal::Turn::Us || c.closed_at.is_some(),
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

    fn column(&self, query: &ColumnQuery) -> Column {
        let cards = self.stage(query.stage, &query.filter);
        let limit = query.limit as usize;
        let at = |id: DealId| cards.iter().position(|c| c.id == id).unwrap();
        let range = match (query.after, query.before, query.foot) {
            (Some(after), _, _) => at(after) + 1..(at(after) + 1 + limit).min(cards.len()),
            (_, Some(before), _) => at(before).saturating_sub(limit)..at(before),
            (_, _, true) => cards.len().saturating_sub(limit)..cards.len(),
            _ => 0..limit.min(cards.len()),
        };
        Column {
            total: self.total(query.stage, &query.filter),
            more: range.end < cards.len(),
            cards: cards[range].to_vec(),
        }
    }

    fn answer(&mut self, request: &Request) -> Result<Reply, Fault> {
        Ok(match request {
            Request::Hello => Reply::Hello(Box::new(Hello {
                api: 1,
                version: "0.1.0".to_owned(),
                shop: self.shop.name.clone(),
                me: self.shop.operator(ME).unwrap().clone(),
                seq: Seq(self.seq),
                now: self.now,
                demo: false,
                approvals: 0,
                notices: 0,
            })),
            Request::Shop => Reply::Shop(Box::new(self.shop.clone())),
            Request::Board(query) => {
                let pipeline = match query.pipeline {
                    Some(id) => self.shop.pipeline(id).unwrap(),
                    None => &self.shop.pipelines[0],
                };
                let columns = pipeline.stages.iter().map(|stage| {
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
            Request::Column(query) => Reply::Column(Box::new(self.column(query))),
            Request::Command(command) => match self.command(ME, command) {
                Ok(done) => Reply::Done(Box::new(done)),
                Err(refusal) => {
                    return Err(Fault::Problem(Box::new(Problem {
                        code: Code::Refused,
                        message: "refused".to_owned(),
                        request: "r1".to_owned(),
                        refusal: Some(refusal),
                    })));
                }
            },
            other => panic!("this server knows no {other:?}"),
        })
    }

    /// One command, by the domain's own rules.
    fn command(&mut self, by: OperatorId, command: &Command) -> Result<Done, Refusal> {
        if let Some(done) = self.done.get(&command.id) {
            return Ok(done.clone());
        }
        let actor = Actor::from(self.shop.operator(by).unwrap());
        let (id, expects) = match &command.act {
            Act::MoveDeal { deal, expects, .. }
            | Act::EditDeal { deal, expects, .. }
            | Act::AssignDeal { deal, expects, .. } => (*deal, *expects),
            other => panic!("this server does no {other:?}"),
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
                let reach = Reachable::default();
                match deal.relocate(*to, fill.clone(), reach, spot, &[], scene)? {
                    Move::Go { changes, .. } => changes,
                    Move::Ask { .. } => {
                        let deal = self.deals.get_mut(&id).unwrap();
                        deal.approval = Some(ApprovalId(7));
                        deal.version.0 += 1;
                        self.seq += 1;
                        return Ok(Done {
                            seq: Seq(self.seq),
                            outcome: Result_::Asked {
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
        let deal = self.deals.get_mut(&id).unwrap();
        for change in &changes {
            deal.apply(&change.after);
        }
        deal.version.0 += 1;
        self.seq += 1;
        let new = deal.stage;
        let done = Done {
            seq: Seq(self.seq),
            outcome: Result_::Deal {
                card: self.card(id),
                totals: [old, new]
                    .map(|s| self.total(s, &Filter::default()))
                    .to_vec(),
            },
        };
        self.done.insert(command.id, done.clone());
        Ok(done)
    }

    /// What the feed says of a command that was done.
    fn frame(&self, by: OperatorId, command: &Command, done: &Done) -> Frame {
        let (cards, totals) = match &done.outcome {
            Result_::Deal { card, totals } => (vec![card.clone()], totals.clone()),
            Result_::Asked { card, .. } => (vec![card.clone()], Vec::new()),
            _ => (Vec::new(), Vec::new()),
        };
        Frame {
            seq: done.seq,
            at: self.now,
            by: Some(by),
            command: command.id,
            act: ActKind::MoveDeal,
            cards,
            totals,
            touched: Vec::new(),
            many: false,
            setup: None,
            notices: Vec::new(),
        }
    }
}

/// How the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Every question is answered before the next key.
    Quick,
    /// Questions wait until [`Trial::answer`].
    Held,
    /// Nobody answers.
    Cut,
}

/// A person at a desk.
pub(crate) struct Trial {
    pub desk: Desk,
    pub server: Server,
    pub line: Line,
    pub now: Millis,
    pub waiting: VecDeque<(RequestId, Request)>,
    pub timers: Vec<Timer>,
    /// Everything else the desk wanted.
    pub effects: Vec<Effect>,
    /// Every command in the order it was sent.
    pub sent: Vec<Command>,
    frames: Vec<Frame>,
    foreign: u64,
}

impl Trial {
    pub(crate) fn new(lang: Lang, size: (u16, u16), server: Server) -> Trial {
        Trial::themed(lang, size, "default", server)
    }

    pub(crate) fn themed(lang: Lang, size: (u16, u16), theme: &str, server: Server) -> Trial {
        let mut trial = Trial::unanswered(lang, size, theme, server);
        trial.line = Line::Quick;
        trial.answer();
        trial.message(Msg::Feed(FeedItem::Up));
        trial
    }

    /// A desk that has just asked its first questions.
    pub(crate) fn unanswered(lang: Lang, size: (u16, u16), theme: &str, server: Server) -> Trial {
        let ids = AtomicU64::new(0);
        let (desk, effects) = Desk::new(Options {
            lang,
            size,
            theme: Theme::named(theme).unwrap(),
            keymap: Keymap::default(),
            now: NOW,
            next_id: Box::new(move || id(ids.fetch_add(1, Ordering::Relaxed))),
        });
        let mut trial = Trial {
            desk,
            server,
            line: Line::Held,
            now: NOW,
            waiting: VecDeque::new(),
            timers: Vec::new(),
            effects: Vec::new(),
            sent: Vec::new(),
            frames: Vec::new(),
            foreign: 1 << 40,
        };
        trial.take(effects);
        trial
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(id, request) => {
                    if let Request::Command(command) = &request {
                        self.sent.push(command.clone());
                    }
                    self.waiting.push_back((id, request));
                }
                Effect::Timer(timer, _) => {
                    self.timers.retain(|t| *t != timer);
                    self.timers.push(timer);
                }
                other => self.effects.push(other),
            }
        }
    }

    pub(crate) fn message(&mut self, message: Msg) {
        let effects = self.desk.update(self.now, message);
        self.take(effects);
        match self.line {
            Line::Quick => self.answer(),
            Line::Held => {}
            Line::Cut => self.cut(),
        }
    }

    /// Answers everything that was asked, then what that leads to; the feed says it afterwards.
    pub(crate) fn answer(&mut self) {
        while let Some((id, request)) = self.waiting.pop_front() {
            let reply = self.server.answer(&request);
            if let (Request::Command(command), Ok(Reply::Done(done))) = (&request, &reply) {
                self.frames.push(self.server.frame(ME, command, done));
            }
            let effects = self.desk.update(self.now, Msg::Reply(id, reply));
            self.take(effects);
        }
        for frame in std::mem::take(&mut self.frames) {
            self.hear(frame);
        }
    }

    /// The server does the command, and neither the answer nor the feed says so.
    pub(crate) fn answer_unheard(&mut self, request: &Request) -> Frame {
        let Request::Command(command) = request else {
            panic!("no command: {request:?}");
        };
        let done = self.server.command(ME, command).unwrap();
        self.server.frame(ME, command, &done)
    }

    fn cut(&mut self) {
        while let Some((id, _)) = self.waiting.pop_front() {
            let effects = self.desk.update(self.now, Msg::Reply(id, Err(Fault::Lost)));
            self.take(effects);
        }
    }

    pub(crate) fn hear(&mut self, frame: Frame) {
        self.message(Msg::Feed(FeedItem::frame(frame)));
    }

    /// Another person's command, done on the server. Its frame is returned, not yet heard.
    pub(crate) fn other(&mut self, act: Act) -> Frame {
        self.foreign += 1;
        let command = Command {
            id: id(self.foreign),
            act,
        };
        let done = self.server.command(BORIS, &command).unwrap();
        self.server.frame(BORIS, &command, &done)
    }

    /// Another person moves a deal.
    pub(crate) fn other_moves(&mut self, deal: i64, to: i64) -> Frame {
        let deal = DealId(deal);
        let expects = self.server.deals[&deal].version;
        self.other(Act::MoveDeal {
            deal,
            expects,
            to: StageId(to),
            fill: Vec::new(),
        })
    }

    /// Keys by their names in the keymap file, between blanks.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Trial {
        for word in keys.split_whitespace() {
            let key = word.parse().unwrap();
            self.message(Msg::Input(Input::Key(key)));
        }
        self
    }

    pub(crate) fn timer(&mut self, timer: Timer) {
        self.timers.retain(|t| *t != timer);
        self.message(Msg::Timer(timer));
    }

    /// What is on the screen, row by row.
    pub(crate) fn screen(&self) -> String {
        let (width, height) = self.desk.seat.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| self.desk.draw(frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let mut out = String::new();
        for y in 0..height {
            let mut x = 0;
            let start = out.len();
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                out.push_str(symbol);
                x += symbol.width().max(1) as u16;
            }
            out.truncate(start + out[start..].trim_end().len());
            out.push('\n');
        }
        out
    }

    pub(crate) fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The stage where the server has this deal.
    pub(crate) fn stage(&self, deal: i64) -> i64 {
        self.server.deals[&DealId(deal)].stage.0
    }
}

fn id(n: u64) -> CommandId {
    CommandId(uuid::Uuid::from_u128(u128::from(n) + 1))
}
