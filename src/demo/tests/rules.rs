//! Every step of every deal's life, put before the domain's own rules.
use super::super::{Customer, Past, deals};
use super::{NOW, shop};
use crate::domain::assign::Candidate;
use crate::domain::contact::Contact;
use crate::domain::deal::{Change, Deal, Move, Scene, Set, Spot};
use crate::domain::event::{Fact, Why};
use crate::domain::id::ContactId;
use crate::domain::operator::Actor;
use crate::domain::pipeline::Outcome;
use crate::domain::shop::Shop;
use std::collections::HashMap;

fn staff(shop: &Shop) -> Vec<Candidate> {
    let people = shop.people.iter().filter(|o| o.active);
    people
        .map(|o| Candidate {
            operator: o.id,
            department: o.department,
            load: 0,
            last_given: None,
            absent: false,
            at_work: true,
        })
        .collect()
}

fn replay(deal: &mut Deal, past: &Past, changes: &[Change]) {
    for change in changes {
        assert_eq!(deal.get(&change.after), change.before, "{past:#?}");
        assert_ne!(change.before, change.after, "{past:#?}");
        deal.apply(&change.after);
    }
    deal.changed_at = past.at;
    deal.version.0 += 1;
}

/// The same changes, but for the place in the column, which depends on who else stands there, and for the person whom
/// the rules chose by their load on that day.
fn alike(ours: &[Change], theirs: &[Change], chosen: bool) -> bool {
    let same = |all: &[Change]| -> Vec<Change> {
        let mut all = all.to_vec();
        all.retain(|c| !matches!(c.after, Set::Place(_)));
        all.retain(|c| !(chosen && matches!(c.after, Set::Responsible(_))));
        all.sort_by_key(|c| c.after.field().to_owned());
        all
    };
    same(ours) == same(theirs)
}

#[test]
fn what_happened_was_allowed_and_leaves_the_deal_as_it_is() {
    let shop = shop();
    let staff = staff(&shop);
    let mut contacts: HashMap<ContactId, Contact> = HashMap::new();
    let (mut moves, mut edits) = (0, 0);
    for sample in deals(7, 2500, NOW, &shop) {
        let mut deal: Option<Deal> = None;
        for past in &sample.history {
            let actor = past
                .operator
                .and_then(|id| shop.operator(id))
                .map_or(Actor::SYSTEM, Actor::from);
            let scene = Scene {
                shop: &shop,
                actor: &actor,
                now: past.at,
            };
            match &past.fact {
                Fact::ContactCreated { contact } => {
                    contacts.insert(contact.id, (**contact).clone());
                }
                Fact::ContactChanged {
                    contact, changes, ..
                } => {
                    let contact = contacts.get_mut(contact).expect("came before");
                    for change in changes {
                        assert_eq!(contact.get(&change.before), change.before);
                        contact.apply(&change.after);
                    }
                    contact.changed_at = past.at;
                    contact.version.0 += 1;
                }
                Fact::DealCreated { deal: born, why } => {
                    assert!(matches!(why, Some(Why::Assigned { .. })), "{why:?}");
                    assert!(born.responsible.is_some() && born.created_at == past.at);
                    deal = Some((**born).clone());
                }
                Fact::DealChanged { changes, why, .. } => {
                    let deal = deal.as_mut().expect("created first");
                    let contact = deal.contact.and_then(|id| contacts.get(&id));
                    let reached = contact.expect("came before").reachable();
                    let to = changes.iter().find_map(|c| match c.after {
                        Set::Stage(stage) => Some(stage),
                        _ => None,
                    });
                    let fill = changes.iter().map(|c| c.after.clone());
                    let fill =
                        fill.filter(|set| set.by_hand() && !matches!(set, Set::Department(_)));
                    if let Some(to) = to {
                        moves += 1;
                        // What the server chose was not filled in by anybody.
                        let fill = fill.filter(|s| {
                            !matches!(s, Set::Turn(_) | Set::Responsible(_) | Set::Amount(_))
                        });
                        let spot = Spot::default();
                        let by_rule =
                            deal.relocate(to, fill.collect(), reached, spot, &staff, scene);
                        let Ok(Move::Go {
                            changes: theirs, ..
                        }) = by_rule
                        else {
                            panic!("{by_rule:?} for {past:#?}");
                        };
                        assert!(
                            alike(changes, &theirs, why.is_some()),
                            "{changes:#?} and {theirs:#?}"
                        );
                    } else if !changes.iter().any(|c| matches!(c.after, Set::Approval(_))) {
                        edits += 1;
                        let fill = fill.filter(|s| !matches!(s, Set::Amount(_)));
                        let theirs = deal.edit(fill.collect(), scene).expect("allowed");
                        assert!(
                            alike(changes, &theirs, false),
                            "{changes:#?} and {theirs:#?}"
                        );
                    }
                    replay(deal, past, changes);
                }
                Fact::ApprovalAsked { approval } => {
                    let deal = deal.as_ref().expect("created first");
                    assert_eq!(deal.approval, Some(approval.id));
                    assert_eq!(sample.approval.as_ref(), Some(approval));
                    let (_, stage) = shop.stage(approval.to).expect("a stage");
                    assert!(stage.gate.approval.is_some());
                    let contact = deal.contact.and_then(|id| contacts.get(&id));
                    let reached = contact.expect("came before").reachable();
                    assert_eq!(stage.gate.missing(deal, reached), []);
                }
                Fact::DealNoted { text, .. } => assert!(!text.is_empty()),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(deal.as_ref(), Some(&sample.deal));
        if let Customer::New(contact) = &sample.customer {
            assert_eq!(contacts.get(&contact.id), Some(&**contact));
            let (_, stage) = shop.stage(sample.deal.stage).expect("a stage");
            assert_eq!(
                contact.client_since.is_some(),
                stage.outcome == Outcome::Won
            );
        }
    }
    assert!(moves > 5000 && edits > 2000, "{moves} moves, {edits} edits");
}
