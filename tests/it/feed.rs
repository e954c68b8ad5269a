//! The live feed: every command once and in order, whatever happens to the line; and nobody stays on it uninvited.
use crate::support::{Chance, NOON, Person, Shop, id};
use pult::domain::command::{Act, Command, SetupFile};
use pult::domain::id::*;
use pult::link::{Feed, Happening};
use pult::wire::feed::Frame;
use pult::wire::path;
use std::collections::BTreeMap;
use std::time::Duration;

/// Longer than any healthy answer takes: what is not there by then hangs.
const HANGS: Duration = Duration::from_secs(20);

async fn next(feed: &mut Feed) -> Option<Happening> {
    let next = tokio::time::timeout(HANGS, feed.next()).await;
    next.expect("the feed hangs").unwrap()
}

async fn frame(feed: &mut Feed) -> Frame {
    match next(feed).await {
        Some(Happening::Frame(frame)) => *frame,
        other => panic!("no frame: {other:?}"),
    }
}

/// Random acts through the door until `count` changed something; the commands that did.
async fn work(shop: &Shop, number: u64, count: usize) -> Vec<CommandId> {
    let setup = shop.setup();
    let mut chance = Chance::new(40, number, NOON);
    let (mut books, mut done) = (shop.books(), Vec::new());
    let owner = shop.operator("igor");
    while done.len() < count {
        let (command, act) = (id(), chance.act(&books, &setup));
        let before = books.seq;
        let answer = shop.passes(Some(owner), Command { id: command, act }).await;
        books.catch_up(&shop.store);
        if answer.is_ok() && books.seq > before {
            done.push(command);
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_come_in_order_and_without_a_hole_over_300_broken_lines() {
    let shop = Shop::open().await;
    let link = shop.owner().link;
    let (mut since, mut broken) = (shop.seq(), 0);
    let (at, mut followed) = tokio::sync::watch::channel(since);
    let follower = tokio::spawn(async move {
        let mut met: Vec<Frame> = Vec::new();
        'line: loop {
            broken += 1;
            let mut feed = link.feed(Some(since)).await.unwrap();
            for _ in 0..(1 + broken % 5) {
                let frame = frame(&mut feed).await;
                assert!(frame.seq > since, "{} after {since}", frame.seq);
                since = frame.seq;
                at.send_replace(since);
                let last = matches!(frame.act, pult::domain::command::ActKind::SetAbsence);
                met.push(frame);
                if last {
                    break 'line;
                }
            }
        }
        (met, broken)
    });
    let mut done = Vec::new();
    for n in 0..10 {
        done.extend(work(&shop, n, 100).await);
        // Never so far behind that it is told to read everything anew.
        let end = shop.seq();
        followed.wait_for(|at| *at >= end).await.unwrap();
    }
    // The word that it was the last.
    let absence = pult::domain::operator::Absence {
        operator: shop.operator("vera"),
        from: NOON,
        to: NOON,
    };
    shop.owner()
        .does(Act::SetAbsence { absence })
        .await
        .unwrap();
    let (mut met, broken) = follower.await.unwrap();
    met.pop();
    assert!(broken > 300, "the line broke only {broken} times");
    let commands: Vec<CommandId> = met.iter().map(|f| f.command).collect();
    assert!(
        commands == done,
        "{} frames for {} commands",
        commands.len(),
        done.len()
    );
    // Whoever keeps the last card and total of everything has the board.
    let (mut cards, mut totals) = (BTreeMap::new(), BTreeMap::new());
    for frame in met {
        cards.extend(
            frame
                .cards
                .into_iter()
                .map(|c| (c.id.0, (c.version, c.stage, c.amount))),
        );
        totals.extend(
            frame
                .totals
                .into_iter()
                .map(|t| (t.stage.0, (t.count, t.sum))),
        );
    }
    for (id, deal) in shop.books().deals {
        assert_eq!(cards[&id], (deal.version, deal.stage, deal.amount));
    }
    for (stage, (count, sum)) in totals {
        let kept = shop
            .store
            .read_now(|c| pult::store::total::of_stage(c, StageId(stage)))
            .unwrap();
        assert_eq!((kept.count, kept.amount()), (count, sum));
    }
    shop.close().await;
}

#[tokio::test]
async fn a_frame_met_live_says_what_one_met_later_says() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let since = shop.seq();
    let mut feed = owner.link.feed(Some(since)).await.unwrap();
    let done = work(&shop, 1, 150).await;
    let mut later = owner.link.feed(Some(since)).await.unwrap();
    for command in done {
        let (live, late) = (frame(&mut feed).await, frame(&mut later).await);
        assert_eq!((live.command, late.command), (command, command));
        let said = |frame: &Frame| {
            let mut cards: Vec<i64> = frame.cards.iter().map(|c| c.id.0).collect();
            cards.sort_unstable();
            let mut stages: Vec<i64> = frame.totals.iter().map(|t| t.stage.0).collect();
            stages.sort_unstable();
            let mut touched: Vec<String> = frame.touched.iter().map(|s| format!("{s:?}")).collect();
            touched.sort();
            (
                frame.seq,
                frame.at,
                frame.by,
                frame.act,
                cards,
                touched,
                frame.setup,
            )
        };
        assert_eq!(said(&live), said(&late), "{:?}", live.act);
        assert!(
            !live.cards.is_empty() || !live.touched.is_empty(),
            "{:?} told nobody what it changed",
            live.act
        );
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_too_far_behind_reads_everything_anew_and_goes_on() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let mut since = shop.seq();
    let mut lagging = owner.link.feed(Some(since)).await.unwrap();
    // More than the line and the memory hold.
    let card = owner.sells("рычаг", vec![]).await;
    let text = "слово ".repeat(300);
    for n in 0..1_500 {
        let title =
            pult::domain::deal::Set::Title(format!("{n} {text}").chars().take(500).collect());
        let act = Act::EditDeal {
            deal: card.id,
            expects: Version(n + 1),
            set: vec![title],
        };
        shop.passes(Some(shop.operator("igor")), Command { id: id(), act })
            .await
            .unwrap();
    }
    let mut resets = 0;
    while since < shop.seq() {
        match next(&mut lagging).await.expect("it goes on") {
            Happening::Frame(frame) => {
                assert_eq!(frame.seq.0, since.0 + 1, "a hole without a word");
                since = frame.seq;
            }
            Happening::Reset(end) => {
                assert!(end > since);
                (since, resets) = (end, resets + 1);
            }
        }
    }
    assert_eq!(resets, 1);
    let text = "дальше".to_owned();
    owner
        .does(Act::NoteDeal {
            deal: card.id,
            text,
        })
        .await
        .unwrap();
    assert_eq!(frame(&mut lagging).await.seq.0, since.0 + 1);
    // Who comes back after long, or from another journal, is told so at once.
    let end = shop.seq();
    for from in [Seq(0), Seq(end.0 + 1000)] {
        let mut late = owner.link.feed(Some(from)).await.unwrap();
        assert_eq!(next(&mut late).await, Some(Happening::Reset(end)));
    }
    shop.close().await;
}

async fn stays_out(person: &Person) {
    let error = person
        .link
        .get::<pult::wire::Hello>(path::HELLO, &())
        .await
        .unwrap_err();
    assert_eq!(error.problem().unwrap().code.status(), 401);
    let error = person.link.feed(None).await.unwrap_err();
    assert_eq!(error.problem().unwrap().code.status(), 401);
}

#[tokio::test]
async fn a_revoked_session_ends_at_once_and_does_not_come_back() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    let mut hers = vera.link.feed(None).await.unwrap();
    let mut others = olga.link.feed(None).await.unwrap();
    let operator = shop.operator("vera");
    owner.does(Act::RevokeSessions { operator }).await.unwrap();
    // The word itself may still reach her, nothing after it.
    while let Some(said) = next(&mut hers).await {
        let Happening::Frame(frame) = said else {
            panic!("{said:?}")
        };
        assert_eq!(frame.seq, shop.seq());
    }
    stays_out(&vera).await;
    owner.sells("рычаг", vec![]).await;
    frame(&mut others).await;
    frame(&mut others).await;
    // A login that has run out is out, on the line too.
    let mut ending = shop.person("gleb").await.link.feed(None).await.unwrap();
    shop.turn_clock(86_400_001);
    owner.sells("рычаг", vec![]).await;
    while let Some(said) = next(&mut ending).await {
        assert!(matches!(said, Happening::Frame(_)));
    }
    stays_out(&olga).await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_slips_in_while_being_put_out() {
    let shop = Shop::open().await;
    let operator = shop.operator("vera");
    for _ in 0..60 {
        let (owner, vera) = (shop.owner(), shop.person("vera").await);
        let link = vera.link.clone();
        let coming = tokio::spawn(async move { link.feed(None).await });
        owner.does(Act::RevokeSessions { operator }).await.unwrap();
        if let Ok(mut feed) = coming.await.unwrap() {
            while next(&mut feed).await.is_some() {}
        }
        stays_out(&vera).await;
    }
    shop.close().await;
}

#[tokio::test]
async fn who_gets_another_role_has_to_come_in_again() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    let mut hers = vera.link.feed(None).await.unwrap();
    let mut others = olga.link.feed(None).await.unwrap();
    let files: Vec<SetupFile> = pult::demo::shop()
        .into_iter()
        .map(|mut file| {
            let was = "name = \"Вера\"\nrole = \"operator\"";
            file.text = file
                .text
                .replace(was, "name = \"Вера\"\nrole = \"supervisor\"");
            file
        })
        .collect();
    assert_ne!(files, pult::demo::shop());
    owner
        .does(Act::ApplySetup { base: 1, files })
        .await
        .unwrap();
    while next(&mut hers).await.is_some() {}
    assert_eq!(frame(&mut others).await.setup, Some(2));
    let me: pult::wire::Hello = vera.link.get(path::HELLO, &()).await.unwrap();
    assert_eq!(me.me.role, pult::domain::operator::Role::Supervisor);
    shop.close().await;
}
