use super::*;
use crate::desk::trial::{BORIS, ME, NOW, shop};
use crate::domain::approval::Approval;
use crate::domain::assign::Candidate;
use crate::domain::command::ActKind;
use crate::domain::contact::{Address, Contact, Draft as Person};
use crate::domain::deal::{Deal, Draft, Item, NextStep, Scene, Turn};
use crate::domain::event::{Change, Why};
use crate::domain::id::*;
use crate::domain::money::Kopecks;
use crate::domain::operator::{Absence, Actor};
use crate::domain::task::Task;

fn change<S>(before: S, after: S) -> Change<S> {
    Change { before, after }
}

fn deal(shop: &Shop) -> Deal {
    let scene = Scene {
        shop,
        actor: &Actor::SYSTEM,
        now: NOW,
    };
    let items = vec![Item {
        name: "Рычаг".to_owned(),
        sku: None,
        price: Kopecks(420_000),
        quantity: 2000,
    }];
    let draft = Draft {
        set: vec![deal::Set::Items(items), deal::Set::Responsible(Some(ME))],
        ..Draft::default()
    };
    Deal::create(DealId(1042), &draft, None, 0, &[], scene)
        .unwrap()
        .0
}

/// Every kind of thing a deal's change can say, each with another value.
fn changes() -> Vec<deal::Change> {
    use deal::Set;
    let step = NextStep {
        text: "позвонить".to_owned(),
        at: NOW,
    };
    vec![
        change(Set::Title("а".into()), Set::Title("б".into())),
        change(Set::Contact(None), Set::Contact(Some(ContactId(7)))),
        change(Set::Kind(None), Set::Kind(Some(deal::Kind::Wholesale))),
        change(Set::Source(Some(SourceId(1))), Set::Source(None)),
        change(Set::Tags(vec!["x".into()]), Set::Tags(Vec::new())),
        change(Set::Observer(None), Set::Observer(Some(BORIS))),
        change(Set::NextStep(None), Set::NextStep(Some(step))),
        change(Set::Turn(Turn::Us), Set::Turn(Turn::Bank)),
        change(
            Set::LostReason(None),
            Set::LostReason(Some("дорого".into())),
        ),
        change(Set::Amount(Kopecks(100)), Set::Amount(Kopecks(250))),
        change(Set::Stage(StageId(1)), Set::Stage(StageId(2))),
        change(Set::Place(1), Set::Place(2)),
        change(Set::WaitedUs(0), Set::WaitedUs(90_000)),
        change(Set::TakenBy(None), Set::TakenBy(Some(ME))),
        change(Set::ClosedAt(None), Set::ClosedAt(Some(NOW))),
    ]
}

fn away(to: crate::domain::calendar::Millis) -> Fact {
    Fact::AbsenceSet {
        absence: Absence {
            operator: ME,
            from: NOW,
            to,
        },
    }
}

fn facts(shop: &Shop) -> Vec<Fact> {
    let id = DealId(1042);
    let seen = |id: OperatorId, load: i64, absent: bool| Candidate {
        operator: id,
        department: None,
        load,
        last_given: Some(NOW),
        absent,
        at_work: !absent,
    };
    let moved = |why: Why| Fact::DealChanged {
        deal: id,
        changes: vec![change(
            deal::Set::Stage(StageId(1)),
            deal::Set::Stage(StageId(2)),
        )],
        why: Some(why),
    };
    let approval = Approval {
        id: ApprovalId(3),
        deal: id,
        to: StageId(4),
        asked_by: Some(ME),
        asked_at: NOW,
        state: State::Open,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    let decided = |state, reason: Option<&str>| Fact::ApprovalDecided {
        approval: ApprovalId(3),
        deal: id,
        to: StageId(4),
        asked_by: Some(ME),
        state,
        reason: reason.map(str::to_owned),
    };
    let person = Person {
        name: "Пётр".to_owned(),
        ..Person::default()
    };
    let contact = Contact::create(ContactId(7), person, NOW).unwrap();
    let address = Address {
        city: "Омск".to_owned(),
        line: "Мира 1".to_owned(),
        postcode: String::new(),
    };
    let wish = crate::domain::task::Draft {
        text: "отправить".to_owned(),
        due: Some(NOW),
        ..Default::default()
    };
    let task = Task::create(TaskId(5), wish, Some(ME), NOW).unwrap();
    vec![
        Fact::DealCreated {
            deal: Box::new(deal(shop)),
            why: Some(Why::Assigned {
                rule: "розница".to_owned(),
                setup: 4,
                seen: vec![seen(ME, 2, false), seen(BORIS, 1, true)],
                chosen: Some(ME),
                passed: vec!["опт".to_owned()],
            }),
        },
        Fact::DealChanged {
            deal: id,
            changes: changes(),
            why: None,
        },
        Fact::DealChanged {
            deal: id,
            changes: vec![change(deal::Set::Deleted(false), deal::Set::Deleted(true))],
            why: Some(Why::Unassigned {
                passed: vec!["опт".to_owned()],
                setup: 4,
            }),
        },
        moved(Why::HandedOver {
            department: DepartmentId(2),
            setup: 4,
            seen: vec![seen(ME, 2, false), seen(BORIS, 2, false)],
            chosen: Some(ME),
        }),
        moved(Why::Matched {
            by: "+7913".to_owned(),
        }),
        moved(Why::FirstSale { deal: id }),
        moved(Why::Imported {
            import: ImportId(2),
            line: 14,
        }),
        moved(Why::Undone {
            command: CommandId(uuid::Uuid::nil()),
            act: ActKind::MoveDeal,
        }),
        moved(Why::Approved {
            approval: ApprovalId(3),
            asked_by: Some(ME),
        }),
        moved(Why::Approved {
            approval: ApprovalId(3),
            asked_by: None,
        }),
        Fact::DealNoted {
            deal: id,
            text: "перезвонить".to_owned(),
        },
        Fact::NoteStruck {
            deal: id,
            note: Seq(5),
            struck: true,
        },
        Fact::NoteStruck {
            deal: id,
            note: Seq(5),
            struck: false,
        },
        Fact::DealLate {
            deal: id,
            stage: StageId(1),
            due: NOW,
        },
        Fact::ContactCreated {
            contact: Box::new(contact),
        },
        Fact::ContactChanged {
            contact: ContactId(7),
            changes: vec![
                change(
                    contact::Set::Phones(Vec::new()),
                    contact::Set::Phones(vec!["+7913".into()]),
                ),
                change(
                    contact::Set::Addresses(vec![address]),
                    contact::Set::Addresses(Vec::new()),
                ),
            ],
            why: None,
        },
        Fact::TaskCreated {
            task: Box::new(task),
        },
        Fact::TaskChanged {
            task: TaskId(5),
            deal: Some(id),
            changes: vec![
                change(task::Set::Text("а".into()), task::Set::Text("б".into())),
                change(task::Set::Assignee(Some(ME)), task::Set::Assignee(None)),
                change(task::Set::DoneAt(None), task::Set::DoneAt(Some(NOW))),
            ],
        },
        Fact::ApprovalAsked { approval },
        decided(State::Approved, None),
        decided(State::Refused, Some("рано")),
        decided(State::Withdrawn, None),
        Fact::ImportBegun {
            import: ImportId(2),
            file: "deals.csv".to_owned(),
        },
        Fact::SetupApplied { version: 5 },
        away(NOW.plus(3_600_000)),
        away(NOW),
        Fact::PasswordSet { operator: ME },
        Fact::SessionsRevoked { operator: BORIS },
    ]
}

fn told(lang: Lang) -> String {
    let shop = shop();
    let mut out = String::new();
    for (n, fact) in (1..).zip(facts(&shop)) {
        let event = Event {
            seq: Seq(n),
            at: NOW,
            operator: (n % 2 == 0).then_some(ME),
            command: CommandId(uuid::Uuid::nil()),
            fact,
        };
        out.push_str(&format!(
            "{}: {}\n",
            who(lang, &event, &shop),
            line(lang, &event, &shop)
        ));
        for reason in why(lang, &event, &shop) {
            out.push_str(&format!("    {reason}\n"));
        }
    }
    out
}

#[test]
fn every_fact_in_russian() {
    insta::assert_snapshot!(told(Lang::Ru));
}

#[test]
fn every_fact_in_english() {
    let told = told(Lang::En);
    insta::assert_snapshot!(told);
}
