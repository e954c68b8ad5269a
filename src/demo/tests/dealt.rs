//! The dealt shop as a whole: believable, complete, and the same again.
use super::super::week::{DAY, HOUR};
use super::super::{Customer, FIRST, Sample, deals};
use super::{NOW, shop};
use crate::domain::calendar::Millis;
use crate::domain::contact::Contact;
use crate::domain::deal::{Item, Kind, Turn};
use crate::domain::email::Email;
use crate::domain::id::{ContactId, DealId, StageId};
use crate::domain::money::Kopecks;
use crate::domain::phone::Phone;
use crate::domain::pipeline::Outcome;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};

fn dealt(seed: u64, count: u64, now: Millis) -> Vec<Sample> {
    deals(seed, count, now, &shop()).collect()
}

fn newcomers(samples: &[Sample]) -> impl Iterator<Item = &Contact> {
    samples.iter().filter_map(|sample| match &sample.customer {
        Customer::New(contact) => Some(&**contact),
        Customer::Known(_) => None,
    })
}

#[test]
fn the_same_seed_is_the_same_shop() {
    let digest = |seed| {
        let mut hasher = DefaultHasher::new();
        for sample in dealt(seed, 1000, NOW) {
            format!("{sample:?}").hash(&mut hasher);
        }
        hasher.finish()
    };
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}

#[test]
fn weeks_later_it_is_the_same_shop_shifted() {
    let weeks = 6 * 7 * DAY;
    let early = dealt(7, 800, NOW);
    let late = dealt(7, 800, Millis(NOW.0 + weeks));
    for (early, late) in early.iter().zip(&late) {
        let mut shifted = early.deal.clone();
        for time in [
            &mut shifted.created_at,
            &mut shifted.changed_at,
            &mut shifted.stage_since,
            &mut shifted.turn_since,
        ] {
            time.0 += weeks;
        }
        for time in [&mut shifted.stage_due, &mut shifted.closed_at] {
            *time = time.map(|at| Millis(at.0 + weeks));
        }
        if let Some(step) = &mut shifted.next_step {
            step.at.0 += weeks;
        }
        shifted.custom.clone_from(&late.deal.custom);
        assert_eq!(shifted, late.deal);
        assert_eq!(early.history.len(), late.history.len());
    }
}

#[test]
fn a_smaller_moment_changes_times_but_not_people_and_goods() {
    let now = dealt(7, 500, NOW);
    let sunday_night = dealt(7, 500, Millis(NOW.0 + 3 * DAY + 13 * HOUR));
    for (a, b) in now.iter().zip(&sunday_night) {
        assert_eq!((&a.deal.items, a.deal.stage), (&b.deal.items, b.deal.stage));
        assert_eq!((&a.deal.tags, a.deal.kind), (&b.deal.tags, b.deal.kind));
    }
    let names = |samples: &[Sample]| -> Vec<String> {
        newcomers(samples)
            .map(|contact| contact.name.clone())
            .collect()
    };
    let same = names(&now)
        .iter()
        .zip(names(&sunday_night))
        .filter(|(a, b)| **a == *b)
        .count();
    assert!(same * 100 > names(&now).len() * 95);
}

#[test]
fn numbers_count_up_and_nobody_is_referred_to_before_they_came() {
    let samples = dealt(3, 3000, NOW);
    assert_eq!(samples.len(), 3000);
    let mut known: HashMap<ContactId, Millis> = HashMap::new();
    let mut returned = 0;
    let mut before = Millis(0);
    for (at, sample) in samples.iter().enumerate() {
        assert_eq!(sample.deal.id, DealId(FIRST + at as i64));
        assert!(
            sample.deal.created_at >= before,
            "deals come in order of time"
        );
        before = sample.deal.created_at;
        match &sample.customer {
            Customer::New(contact) => {
                assert_eq!(sample.deal.contact, Some(contact.id));
                assert!(known.insert(contact.id, contact.created_at).is_none());
                assert_eq!(contact.id, ContactId(known.len() as i64));
                assert!(contact.created_at <= contact.changed_at && contact.changed_at <= NOW);
            }
            Customer::Known(id) => {
                returned += 1;
                assert_eq!(sample.deal.contact, Some(*id));
                assert!(known[id] < sample.deal.created_at);
            }
        }
    }
    assert!(
        (750..1050).contains(&returned),
        "{returned} of 3000 came again"
    );
}

#[test]
fn times_are_in_order() {
    for sample in dealt(5, 3000, NOW) {
        let deal = &sample.deal;
        assert!(deal.created_at <= deal.stage_since, "{deal:?}");
        assert!(
            deal.stage_since <= deal.changed_at && deal.changed_at <= NOW,
            "{deal:?}"
        );
        assert!(deal.created_at <= deal.turn_since && deal.turn_since <= NOW);
        assert!(deal.created_at.0 > NOW.0 - 740 * DAY);
        assert!(deal.waited_us >= 0 && deal.waited_us <= NOW.0 - deal.created_at.0);
        let times: Vec<_> = sample.history.iter().map(|past| past.at).collect();
        assert!(times.is_sorted(), "{:#?}", sample.history);
        assert!(times.iter().all(|at| deal.created_at <= *at && *at <= NOW));
    }
}

#[test]
fn sums_are_the_items() {
    for sample in dealt(5, 2000, NOW) {
        let deal = &sample.deal;
        if !deal.items.is_empty() {
            let sum = Kopecks::sum(deal.items.iter().filter_map(Item::sum));
            assert_eq!(Some(deal.amount), sum);
        }
        assert!(deal.amount.0 >= 0);
    }
}

#[test]
fn the_latest_arrival_stands_on_top_and_nobody_on_anothers_place() {
    let mut columns: BTreeMap<StageId, Vec<(i64, Millis, DealId)>> = BTreeMap::new();
    for sample in dealt(5, 3000, NOW) {
        let deal = sample.deal;
        let column = columns.entry(deal.stage).or_default();
        column.push((deal.place, deal.stage_since, deal.id));
    }
    for (_, mut column) in columns {
        column.sort_unstable();
        for pair in column.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{pair:?}");
            assert!(pair[0].1 >= pair[1].1, "{pair:?}");
        }
    }
}

#[test]
fn the_funnel_is_a_funnel() {
    let shop = shop();
    for count in [150, 3000] {
        let samples: Vec<Sample> = deals(11, count, NOW, &shop).collect();
        let at = |outcome| {
            let of = |s: &&Sample| {
                shop.stage(s.deal.stage)
                    .is_some_and(|(_, st)| st.outcome == outcome)
            };
            samples.iter().filter(of).count() as u64
        };
        let (open, won, lost) = (at(Outcome::Open), at(Outcome::Won), at(Outcome::Lost));
        assert!(
            open > 40 && open < 70 + count / 15,
            "{open} open of {count}"
        );
        assert!(won > lost, "{won} won, {lost} lost");
        assert!(lost * 4 > won, "{won} won, {lost} lost");
        for stage in &shop.pipelines[0].stages {
            if stage.key != "credit" {
                let here = samples.iter().filter(|s| s.deal.stage == stage.id).count();
                assert!(here > 1, "{here} of {count} in {}", stage.key);
            }
        }
    }
}

#[test]
fn open_deals_wait_some_late_some_without_a_next_step() {
    let shop = shop();
    let samples = dealt(11, 3000, NOW);
    let open: Vec<_> = samples
        .iter()
        .map(|s| &s.deal)
        .filter(|d| d.closed_at.is_none())
        .collect();
    let share = |what: &dyn Fn(&crate::domain::deal::Deal) -> bool| {
        open.iter().filter(|deal| what(deal)).count() * 100 / open.len()
    };
    let late = share(&|d| d.stage_due.is_some_and(|due| due < NOW));
    assert!((8..45).contains(&late), "{late} % late");
    let none = share(&|d| d.next_step.is_none());
    assert!((8..35).contains(&none), "{none} % without next step");
    let overdue = share(&|d| d.next_step.as_ref().is_some_and(|step| step.late(NOW)));
    assert!(
        (5..30).contains(&overdue),
        "{overdue} % should have been done"
    );
    for turn in Turn::ALL.into_iter().filter(|turn| *turn != Turn::Bank) {
        assert!(share(&|d| d.turn == turn) > 2, "{turn:?}");
    }
    let waits: Vec<i64> = open.iter().map(|d| NOW.0 - d.turn_since.0).collect();
    assert!(waits.iter().any(|wait| *wait < HOUR) && waits.iter().any(|wait| *wait > 2 * DAY));
    let people: HashSet<_> = open.iter().filter_map(|d| d.responsible).collect();
    assert!(people.len() >= 6, "{people:?}");
    assert!(samples.iter().any(|s| s.approval.is_some()));
    for deal in &open {
        let worker = deal.responsible.and_then(|id| shop.operator(id));
        assert!(worker.is_some_and(|o| o.active), "{deal:?}");
    }
}

#[test]
fn companies_buy_more_than_people() {
    let samples = dealt(11, 3000, NOW);
    let (mut firms, mut lines, mut retail, mut retail_lines) = (0, 0, 0, 0);
    for deal in samples
        .iter()
        .map(|s| &s.deal)
        .filter(|d| !d.items.is_empty())
    {
        if deal.kind == Some(Kind::Wholesale) {
            firms += 1;
            lines += deal.items.len();
        } else {
            retail += 1;
            retail_lines += deal.items.len();
        }
    }
    assert!(
        firms * 25 > retail && firms * 3 < retail,
        "{firms} and {retail}"
    );
    assert!(lines * retail > 3 * retail_lines * firms / 2);
    let roubles: Vec<i64> = samples
        .iter()
        .map(|s| s.deal.amount.0 / 100)
        .filter(|r| *r > 0)
        .collect();
    let mean = roubles.iter().sum::<i64>() / roubles.len() as i64;
    assert!((4_000..80_000).contains(&mean), "{mean} roubles on average");
}

#[test]
fn phones_and_mail_are_spelt_as_the_shop_spells_them() {
    for contact in newcomers(&dealt(2, 2000, NOW)) {
        for phone in &contact.phones {
            let parsed = Phone::parse(phone).map(|p| p.e164);
            assert_eq!(parsed.as_deref(), Ok(phone.as_str()));
        }
        for email in &contact.emails {
            let parsed = Email::parse(email).map(|e| e.as_str().to_owned());
            assert_eq!(parsed.as_deref(), Ok(email.as_str()));
        }
        assert!(!contact.called().is_empty());
    }
}

#[test]
fn customers_come_when_people_are_awake() {
    let samples = dealt(2, 3000, NOW);
    let hour = |at: Millis| (at.0 + 7 * HOUR).rem_euclid(DAY) / HOUR;
    let awake = samples
        .iter()
        .filter(|s| (8..22).contains(&hour(s.deal.created_at)))
        .count();
    assert!(awake * 100 > samples.len() * 92, "{awake}");
}

#[test]
fn a_million_are_dealt_one_by_one() {
    let shop = shop();
    let mut all = deals(7, 1_000_000, NOW, &shop);
    let first: Vec<Sample> = all.by_ref().take(300).collect();
    assert!(
        first
            .iter()
            .all(|s| s.deal.created_at.0 < NOW.0 - 700 * DAY)
    );
    assert_eq!(all.size_hint(), (999_700, Some(999_700)));
    assert_eq!(deals(7, 0, NOW, &shop).count(), 0);
    assert_eq!(deals(7, 3, NOW, &shop).count(), 3);
}
