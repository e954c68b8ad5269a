//! A command being carried out: what it has changed so far, and how it is written down.
use super::{Receipt, sale};
use crate::domain::assign::Candidate;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::Act;
use crate::domain::contact::{self, Contact};
use crate::domain::deal::{self, Deal, Scene};
use crate::domain::event::{Fact, Subject, Why};
use crate::domain::id::*;
use crate::domain::notice;
use crate::domain::operator::{Actor, Permit, Reach, may};
use crate::domain::pipeline::Reachable;
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::store::{self, Conn, Stop, StoreError};
use crate::wire::board::Total;
use crate::wire::feed::Frame;
use crate::wire::{Done, Outcome};
use std::sync::Arc;

/// More cards than this are not sent one by one: desks read again what they show.
const CARDS_AT_MOST: usize = 20;

pub(super) struct Writing<'a> {
    pub conn: &'a Conn,
    pub shop: &'a Shop,
    pub actor: &'a Actor,
    pub command: CommandId,
    pub now: Millis,
    pub facts: Vec<Fact>,
    /// What the command is about, for its entry in the books.
    pub subject: Option<Subject>,
    pub undoes: Option<CommandId>,
    /// What is taken back is itself a taking back.
    pub redoes: bool,
    pub new_shop: Option<Shop>,
    pub kicked: Vec<OperatorId>,
    deals: Vec<(Deal, String)>,
    stages: Vec<StageId>,
    permit: Option<Permit>,
}

impl<'a> Writing<'a> {
    pub fn new(
        conn: &'a Conn,
        shop: &'a Shop,
        actor: &'a Actor,
        command: CommandId,
        now: Millis,
    ) -> Writing<'a> {
        Writing {
            conn,
            shop,
            actor,
            command,
            now,
            facts: Vec::new(),
            subject: None,
            undoes: None,
            redoes: false,
            new_shop: None,
            kicked: Vec::new(),
            deals: Vec::new(),
            stages: Vec::new(),
            permit: None,
        }
    }

    pub fn scene(&self) -> Scene<'a> {
        Scene {
            shop: self.shop,
            actor: self.actor,
            now: self.now,
        }
    }

    /// Asks for the right; everything that writes needs the answer.
    pub fn permit(&mut self, act: &Act, reach: Reach) -> Result<Permit, Refusal> {
        let permit = may(self.actor, act, reach)?;
        self.permit = Some(permit.clone());
        Ok(permit)
    }

    /// As [`Self::permit`], for a deal: whose it is goes with the no.
    pub fn permit_deal(&mut self, act: &Act, deal: &Deal) -> Result<Permit, Refusal> {
        let asked = self.permit(act, deal.reach(self.actor));
        asked.map_err(|no| no.of(deal.responsible))
    }

    pub fn load_deal(&self, id: DealId) -> Result<Deal, Stop> {
        Ok(store::deal::load(self.conn, id)?.ok_or_else(|| Refusal::not_found("deal", id.0))?)
    }

    /// The deal, if it is still the one the person saw.
    pub fn expect_deal(&self, deal: Deal, expects: Version) -> Result<Deal, Stop> {
        let id = deal.id;
        if deal.version != expects {
            let by = store::journal::last_change(self.conn, "deal", id.0)?.and_then(|e| e.operator);
            return Err(Refusal::StaleDeal {
                fresh: Box::new(deal),
                by,
            }
            .into());
        }
        if deal.deleted {
            return Err(Refusal::Deleted {
                noun: "deal".into(),
                id: id.0,
            }
            .into());
        }
        Ok(deal)
    }

    pub fn load_contact(&self, id: ContactId) -> Result<Contact, Stop> {
        Ok(store::contact::load(self.conn, id)?
            .ok_or_else(|| Refusal::not_found("contact", id.0))?)
    }

    /// A contact that is not in the bin.
    pub fn live_contact(&self, id: ContactId) -> Result<Contact, Stop> {
        let contact = self.load_contact(id)?;
        match contact.deleted {
            true => Err(Refusal::Deleted {
                noun: "contact".into(),
                id: id.0,
            }
            .into()),
            false => Ok(contact),
        }
    }

    /// What the gates ask about a contact.
    pub fn reachable(&self, contact: Option<ContactId>) -> Result<Reachable, Stop> {
        Ok(match contact {
            Some(id) => self.load_contact(id)?.reachable(),
            None => Reachable::default(),
        })
    }

    /// People as the assignment sees them.
    pub fn staff(&self) -> Result<Vec<Candidate>, StoreError> {
        staff(self.conn, self.shop, self.now)
    }

    pub fn insert_deal(
        &mut self,
        permit: &Permit,
        deal: Deal,
        why: Option<Why>,
    ) -> Result<(), Stop> {
        let name = store::deal::name_of(self.conn, deal.contact)?;
        store::deal::insert(self.conn, permit, &deal, &name)?;
        if let Some(responsible) = deal.responsible {
            store::operator::gave(self.conn, permit, responsible, self.now)?;
        }
        self.stage_touched(deal.stage);
        self.facts.push(Fact::DealCreated {
            deal: Box::new(deal.clone()),
            why,
        });
        self.subject.get_or_insert(Subject::Deal(deal.id));
        sale::changed(self, permit, None, &deal)?;
        self.keep_deal(deal, name);
        Ok(())
    }

    /// Something was said about a deal that changes none of its fields: it still goes to the desks.
    pub fn touch_deal(&mut self, deal: Deal) -> Result<(), Stop> {
        let name = store::deal::name_of(self.conn, deal.contact)?;
        self.keep_deal(deal, name);
        Ok(())
    }

    /// Writes changes to a deal; no changes write nothing.
    pub fn change_deal(
        &mut self,
        permit: &Permit,
        before: &Deal,
        changes: Vec<deal::Change>,
        why: Option<Why>,
    ) -> Result<Deal, Stop> {
        self.subject.get_or_insert(Subject::Deal(before.id));
        let mut after = before.clone();
        for change in &changes {
            after.apply(&change.after);
        }
        if !changes.is_empty() {
            after.version = Version(before.version.0 + 1);
            after.changed_at = self.now;
        }
        let name = store::deal::name_of(self.conn, after.contact)?;
        if !changes.is_empty() {
            store::deal::update(self.conn, permit, before, &after, &name)?;
            if let Some(given) = after
                .responsible
                .filter(|_| after.responsible != before.responsible)
            {
                store::operator::gave(self.conn, permit, given, self.now)?;
            }
            self.stage_touched(before.stage);
            self.stage_touched(after.stage);
            self.facts.push(Fact::DealChanged {
                deal: before.id,
                changes,
                why,
            });
            sale::changed(self, permit, Some(before), &after)?;
        }
        self.keep_deal(after.clone(), name);
        Ok(after)
    }

    pub fn insert_contact(&mut self, permit: &Permit, contact: Contact) -> Result<(), Stop> {
        store::contact::insert(self.conn, permit, &contact)?;
        self.facts.push(Fact::ContactCreated {
            contact: Box::new(contact),
        });
        Ok(())
    }

    pub fn change_contact(
        &mut self,
        permit: &Permit,
        before: &Contact,
        changes: Vec<contact::Change>,
        why: Option<Why>,
    ) -> Result<Contact, Stop> {
        let mut after = before.clone();
        if changes.is_empty() {
            return Ok(after);
        }
        for change in &changes {
            after.apply(&change.after);
        }
        after.version = Version(before.version.0 + 1);
        after.changed_at = self.now;
        store::contact::update(self.conn, permit, before, &after)?;
        self.facts.push(Fact::ContactChanged {
            contact: before.id,
            changes,
            why,
        });
        Ok(after)
    }

    fn stage_touched(&mut self, stage: StageId) {
        if !self.stages.contains(&stage) {
            self.stages.push(stage);
        }
    }

    fn keep_deal(&mut self, deal: Deal, name: String) {
        match self.deals.iter().position(|(kept, _)| kept.id == deal.id) {
            Some(at) => self.deals[at] = (deal, name),
            // An import's thousands are not kept: desks read again.
            None if self.deals.len() <= CARDS_AT_MOST => self.deals.push((deal, name)),
            None => {}
        }
    }

    /// The answer that shows a deal as this command leaves it.
    pub fn deal_outcome(&self, deal: &Deal) -> Result<Outcome, Stop> {
        let name = store::deal::name_of(self.conn, deal.contact)?;
        let mut stages = self.stages.clone();
        if stages.is_empty() {
            stages.push(deal.stage);
        }
        Ok(Outcome::Deal {
            card: Card::of(deal, &name),
            totals: totals(self.conn, stages)?,
        })
    }

    /// Writes journal, notices and the command's entry; makes the frame.
    pub fn finish(mut self, act: &Act, outcome: Outcome) -> Result<Receipt, Stop> {
        let permit = self
            .permit
            .take()
            .ok_or(StoreError::Damaged("an act that nobody was asked about"))?;
        let facts = std::mem::take(&mut self.facts);
        let quiet = facts.is_empty();
        let events = store::journal::append(self.conn, &permit, self.command, self.now, facts)?;
        let end = store::journal::end(self.conn)?;
        let first = events.first().map_or(Seq(end.0 + 1), |e| e.seq);
        let mut notices = Vec::new();
        let mut touched: Vec<Subject> = Vec::new();
        for event in &events {
            let subject = event.fact.subject();
            if !touched.contains(&subject) && touched.len() <= CARDS_AT_MOST {
                touched.push(subject);
            }
            if let Some((deal, _)) = self
                .deals
                .iter()
                .find(|(d, _)| Subject::Deal(d.id) == subject)
            {
                notices.extend(notice::of(event, deal, self.shop));
            }
        }
        for notice in &notices {
            store::notice::insert(self.conn, &permit, notice)?;
        }
        let entry = store::command::Entry {
            id: self.command,
            at: self.now,
            operator: self.actor.operator,
            act: act.kind(),
            subject: self.subject,
            first,
            last: end,
            undoes: self.undoes,
            undone_by: None,
        };
        store::command::insert(self.conn, &permit, &entry)?;
        crate::fail::point("before-reply")?;
        let many = self.deals.len() > CARDS_AT_MOST;
        let frame = (!quiet).then_some(()).map(|()| -> Result<Frame, Stop> {
            Ok(Frame {
                seq: end,
                at: self.now,
                by: self.actor.operator,
                command: self.command,
                act: act.kind(),
                cards: if many {
                    Vec::new()
                } else {
                    self.deals
                        .iter()
                        .map(|(deal, name)| Card::of(deal, name))
                        .collect()
                },
                totals: totals(self.conn, self.stages.iter().copied())?,
                touched: touched
                    .into_iter()
                    .filter(|s| !matches!(s, Subject::Deal(_)))
                    .collect(),
                many,
                setup: self.new_shop.as_ref().map(|shop| shop.version),
                notices,
            })
        });
        Ok(Receipt {
            done: Done { seq: end, outcome },
            frame: frame.transpose()?,
            shop: self.new_shop.map(Arc::new),
            kicked: self.kicked,
        })
    }
}

/// The kept totals of stages, now.
pub(crate) fn totals(
    conn: &Conn,
    stages: impl IntoIterator<Item = StageId>,
) -> Result<Vec<Total>, StoreError> {
    stages
        .into_iter()
        .map(|stage| {
            let tally = store::total::of_stage(conn, stage)?;
            Ok(Total {
                stage,
                count: tally.count,
                sum: tally.amount(),
                at_least: false,
            })
        })
        .collect()
}

/// People with their load, absences and hours.
pub(crate) fn staff(conn: &Conn, shop: &Shop, now: Millis) -> Result<Vec<Candidate>, StoreError> {
    let open: Vec<StageId> = shop.open_stages().collect();
    let loads = store::total::loads(conn, &open)?;
    let given = store::operator::last_given(conn)?;
    let absent = store::operator::absent(conn, now)?;
    Ok(shop
        .people
        .iter()
        .filter(|person| person.active)
        .map(|person| Candidate {
            operator: person.id,
            department: person.department,
            load: loads
                .iter()
                .find(|(o, _)| *o == person.id)
                .map_or(0, |(_, load)| *load),
            last_given: given
                .iter()
                .find(|(o, _)| *o == person.id)
                .map(|(_, at)| *at),
            absent: absent.contains(&person.id),
            at_work: person.hours.as_ref().unwrap_or(&shop.hours).is_open(now),
        })
        .collect())
}
