//! Whatever is done to a deal and in whatever order, its sums, clocks and gates hold.
use super::*;
use crate::domain::assign::{self, Candidate, Rule};
use crate::domain::calendar::WorkHours;
use crate::domain::event::Why;
use crate::domain::operator::Role;
use crate::domain::pipeline::{Gate, Need, Outcome, Pipeline, Reachable, Stage};
use crate::domain::refusal::{Flaw, Refusal};
use proptest::prelude::*;

fn stage(id: i64, outcome: Outcome, turn: Option<Turn>) -> Stage {
    Stage {
        id: StageId(id),
        key: format!("s{id}"),
        name: String::new(),
        outcome,
        client_status: None,
        limit_minutes: None,
        wip: None,
        department: None,
        turn,
        accepts: false,
        gate: Gate::default(),
    }
}

fn shop() -> Shop {
    Shop {
        version: 1,
        name: "".into(),
        hours: WorkHours::new("Asia/Novosibirsk", std::array::from_fn(|_| vec![(0, 1440)]))
            .unwrap(),
        pipelines: vec![Pipeline {
            id: PipelineId(1),
            key: "p".into(),
            name: String::new(),
            stages: vec![
                stage(1, Outcome::Open, Some(Turn::Us)),
                stage(2, Outcome::Open, None),
                stage(3, Outcome::Open, Some(Turn::Client)),
                stage(4, Outcome::Won, None),
                stage(5, Outcome::Lost, Some(Turn::Us)),
            ],
        }],
        sources: vec![],
        fields: vec![],
        departments: vec![],
        people: vec![],
        assignment: vec![Rule {
            name: "all".into(),
            kinds: vec![],
            sources: vec![],
            pipeline: None,
            people: (1..=9).map(OperatorId).collect(),
            department: None,
        }],
        lost_reasons: vec![],
        card: vec![],
        next_step_wanted: false,
        next_id: 100,
    }
}

const OWNER: Actor = Actor {
    operator: Some(OperatorId(1)),
    role: Role::Owner,
    department: None,
};

fn at(shop: &Shop, now: i64) -> Scene<'_> {
    Scene {
        shop,
        actor: &OWNER,
        now: Millis(now),
    }
}

fn fresh(shop: &Shop) -> Deal {
    let draft = Draft::default();
    let made = Deal::create(DealId(1), &draft, None, 0, &[], at(shop, 0));
    made.unwrap().0
}

fn item(price: i64, quantity: i64) -> Item {
    Item {
        name: "x".into(),
        sku: None,
        price: Kopecks(price),
        quantity,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Turn(Turn),
    Items(Vec<(i64, i64)>),
    Amount(i64),
    Move(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..5usize).prop_map(|n| Step::Turn(Turn::ALL[n])),
        prop::collection::vec((0..1_000_000i64, 1..100_000i64), 0..4).prop_map(Step::Items),
        (0..1_000_000i64).prop_map(Step::Amount),
        (1..6i64).prop_map(Step::Move),
    ]
}

proptest! {
    /// The clock of whose turn it is, against a plain count of every millisecond that waited for us.
    #[test]
    fn sums_and_clocks_hold(steps in prop::collection::vec((0..100_000i64, step()), 1..30)) {
        let shop = shop();
        let (mut deal, mut now, mut waited) = (fresh(&shop), 0, 0);
        for (pause, step) in steps {
            if deal.turn == Turn::Us && deal.closed_at.is_none() {
                waited += pause;
            }
            now += pause;
            let scene = at(&shop, now);
            let set = |set| deal.edit(vec![set], scene);
            let changes = match step {
                Step::Turn(turn) => set(Set::Turn(turn)),
                Step::Items(items) => {
                    set(Set::Items(items.into_iter().map(|(p, q)| item(p, q)).collect()))
                }
                Step::Amount(amount) => set(Set::Amount(Kopecks(amount))),
                Step::Move(to) => {
                    let to = StageId(to);
                    let spot = Spot::default();
                    deal.relocate(to, vec![], Reachable::default(), spot, &[], scene).map(|done| match done {
                        Move::Go { changes, .. } => changes,
                        Move::Ask { .. } => unreachable!("nobody above the owner"),
                    })
                }
            };
            let Ok(changes) = changes else { continue };
            let before = deal.clone();
            for change in &changes {
                prop_assert_eq!(deal.get(&change.before), change.before.clone());
                prop_assert_ne!(&change.before, &change.after);
            }
            changes.iter().for_each(|change| deal.apply(&change.after));
            prop_assert_eq!(deal.waited_for_us(Millis(now)), waited);
            prop_assert!(deal.waited_us >= 0 && deal.turn_since.0 <= now);
            if !deal.items.is_empty() {
                let sum: i64 = deal.items.iter().map(|i| i.sum().unwrap().0).sum();
                prop_assert_eq!(deal.amount.0, sum);
            }
            let closed = shop.stage(deal.stage).unwrap().1.outcome != Outcome::Open;
            prop_assert_eq!(deal.closed_at.is_some(), closed);
            // Turned round, newest first, the changes lead back.
            let mut back = deal.clone();
            changes.iter().rev().for_each(|change| back.apply(&change.before));
            prop_assert_eq!(back, before);
        }
    }

    #[test]
    fn the_chosen_is_there_and_has_the_least(
        staff in prop::collection::vec((0..6i64, prop::option::of(0..9i64), any::<bool>(), any::<bool>()), 0..9)
    ) {
        let shop = shop();
        let staff: Vec<Candidate> = (1..)
            .zip(staff)
            .map(|(n, (load, given, absent, at_work))| Candidate {
                operator: OperatorId(n),
                department: None,
                load,
                last_given: given.map(Millis),
                absent,
                at_work,
            })
            .collect();
        let (chosen, why) = assign::choose(&fresh(&shop), &staff, at(&shop, 0));
        let there: Vec<&Candidate> = staff.iter().filter(|c| !c.absent).collect();
        let Some(chosen) = chosen else {
            prop_assert!(there.is_empty());
            prop_assert!(matches!(why, Some(Why::Unassigned { .. })), "a word about nobody: {:?}", why);
            return Ok(());
        };
        let it = staff.iter().find(|c| c.operator == chosen).unwrap();
        prop_assert!(!it.absent);
        let rivals = there.iter().filter(|c| c.at_work == it.at_work);
        prop_assert!(it.at_work || there.iter().all(|c| !c.at_work));
        let order = |c: &Candidate| (c.load, c.last_given, c.operator);
        prop_assert!(rivals.into_iter().all(|c| order(it) <= order(c)));
        let Some(Why::Assigned { seen, chosen: named, .. }) = why else {
            return Err(TestCaseError::fail("not explained"));
        };
        prop_assert_eq!((seen, named), (staff, Some(chosen)));
    }
}

#[test]
fn no_hand_sets_what_the_server_sets() {
    let shop = shop();
    let deal = fresh(&shop);
    let hidden = [
        Set::Pipeline(PipelineId(1)),
        Set::Stage(StageId(2)),
        Set::StageSince(Millis(1)),
        Set::StageDue(None),
        Set::Place(1),
        Set::TakenBy(None),
        Set::TurnSince(Millis(1)),
        Set::WaitedUs(1),
        Set::ClosedAt(None),
        Set::Approval(None),
        Set::Deleted(true),
    ];
    for set in hidden {
        let field = set.field().to_owned();
        let no = Refusal::ServerSet { field };
        assert_eq!(deal.edit(vec![set.clone()], at(&shop, 0)), Err(no.clone()));
        let (spot, reachable) = (Spot::default(), Reachable::default());
        let moved = deal.relocate(StageId(2), vec![set], reachable, spot, &[], at(&shop, 0));
        assert_eq!(moved, Err(no));
    }
}

#[test]
fn a_sum_beyond_money_is_refused_by_name() {
    let shop = shop();
    let mut deal = fresh(&shop);
    let invalid = |field: &str, flaw| {
        Err(Refusal::Invalid {
            field: field.into(),
            flaw,
        })
    };
    let try_it = |deal: &Deal, set| deal.edit(vec![set], at(&shop, 0));
    let (most, much) = (i64::MAX, Flaw::TooMuch);
    assert_eq!(
        try_it(&deal, Set::Items(vec![item(most, most)])),
        invalid("items", much.clone())
    );
    let many = vec![item(600_000_000_000_000, 1000); 2];
    assert_eq!(
        try_it(&deal, Set::Items(many)),
        invalid("items", much.clone())
    );
    assert_eq!(
        try_it(&deal, Set::Amount(Kopecks(most))),
        invalid("amount", much)
    );
    assert_eq!(
        try_it(&deal, Set::Amount(Kopecks(-1))),
        invalid("amount", Flaw::Negative)
    );
    assert_eq!(
        try_it(&deal, Set::Items(vec![item(1, 0)])),
        invalid("items", Flaw::Negative)
    );
    for change in try_it(&deal, Set::Items(vec![item(100, 1000)])).unwrap() {
        deal.apply(&change.after);
    }
    assert_eq!(
        try_it(&deal, Set::Amount(Kopecks(5))),
        invalid("amount", Flaw::Computed)
    );
}

#[test]
fn a_gate_names_each_thing_that_is_missing_and_nothing_else() {
    let mut shop = shop();
    let custom = |key: &str| Need::Custom(key.into());
    let needs = vec![
        Need::Contact,
        Need::Phone,
        Need::Email,
        Need::Address,
        Need::Source,
        Need::Responsible,
        Need::NextStep,
        Need::Items,
        Need::Amount(Kopecks(100)),
        Need::LostReason,
        custom("vin"),
    ];
    shop.pipelines[0].stages[1].gate.needs = needs.clone();
    let gate = &shop.pipelines[0].stages[1].gate;
    let mut deal = fresh(&shop);
    assert_eq!(gate.missing(&deal, Reachable::default()), needs);
    deal.contact = Some(ContactId(1));
    deal.source = Some(SourceId(1));
    deal.responsible = Some(OperatorId(1));
    deal.next_step = Some(NextStep {
        text: "x".into(),
        at: Millis(0),
    });
    deal.items = vec![item(99, 1000)];
    deal.amount = Kopecks(99);
    deal.lost_reason = Some("x".into());
    deal.custom
        .insert("vin".into(), FieldValue::Text("x".into()));
    let all = Reachable {
        phone: true,
        email: true,
        address: true,
    };
    assert_eq!(gate.missing(&deal, all), [Need::Amount(Kopecks(100))]);
    deal.amount = Kopecks(100);
    let none = Reachable::default();
    assert_eq!(
        gate.missing(&deal, none),
        [Need::Phone, Need::Email, Need::Address]
    );
    assert!(gate.missing(&deal, all).is_empty());
}

#[test]
fn roles_and_room_are_asked_at_the_gate() {
    let mut shop = shop();
    shop.pipelines[0].stages[1].gate.roles = vec![Role::Accountant];
    shop.pipelines[0].stages[2].wip = Some(2);
    shop.pipelines[0].stages[3].gate.approval = Some(Role::Supervisor);
    let deal = fresh(&shop);
    let go = |role, to, count| {
        let actor = Actor { role, ..OWNER };
        let scene = Scene {
            shop: &shop,
            actor: &actor,
            now: Millis(0),
        };
        let spot = Spot { top: 0, count };
        deal.relocate(StageId(to), vec![], Reachable::default(), spot, &[], scene)
    };
    for (role, may) in [
        (Role::Operator, false),
        (Role::Supervisor, false),
        (Role::Accountant, true),
        (Role::Owner, true),
    ] {
        assert_eq!(go(role, 2, 0).is_ok(), may, "{role:?}");
        assert_eq!(
            shop.pipelines[0].stages[1].admits(role).is_ok(),
            may,
            "{role:?}"
        );
    }
    let stage = StageId(3);
    assert!(go(Role::Operator, 3, 1).is_ok());
    assert_eq!(
        go(Role::Owner, 3, 2),
        Err(Refusal::StageFull { stage, limit: 2 })
    );
    for (role, asks) in [
        (Role::Operator, true),
        (Role::Accountant, true),
        (Role::Supervisor, false),
        (Role::Owner, false),
    ] {
        assert_eq!(
            matches!(go(role, 4, 0), Ok(Move::Ask { .. })),
            asks,
            "{role:?}"
        );
        assert_eq!(
            shop.pipelines[0].stages[3].admits(role).is_err(),
            asks,
            "{role:?}"
        );
    }
    assert_eq!(
        go(Role::Owner, 1, 0),
        Err(Refusal::AlreadyThere { stage: StageId(1) })
    );
}
