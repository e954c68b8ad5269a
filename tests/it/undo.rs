//! Taking back: whatever one person did comes undone field by field, and nobody else's work is trampled.
use crate::support::books::{journal_after, notes};
use crate::support::{Books, Chance, NOON, Shop, id};
use pult::domain::command::{Act, Command};
use pult::domain::deal::Set;
use pult::domain::event::Fact;
use pult::domain::id::*;
use pult::domain::refusal::Refusal;
use std::collections::BTreeMap;

/// Acts of one person that changed something, and how many were tried.
async fn works(shop: &Shop, chance: &mut Chance, who: OperatorId, acts: usize) -> Vec<CommandId> {
    let setup = shop.setup();
    let (mut done, mut books) = (Vec::new(), shop.books());
    for _ in 0..acts {
        shop.turn_clock(chance.rng.within(1, 5_000));
        chance.now = pult::server::Clock::now(&*shop.clock);
        let act = chance.act(&books, &setup);
        let (command, before) = (id(), books.seq);
        let answer = shop.passes(Some(who), Command { id: command, act }).await;
        books.catch_up(&shop.store);
        if answer.is_ok() && books.seq > before {
            done.push(command);
        }
    }
    done
}

async fn undo(
    shop: &Shop,
    who: OperatorId,
    command: Option<CommandId>,
) -> Result<CommandId, Refusal> {
    let undoing = id();
    let act = Act::Undo { command };
    match shop.passes(Some(who), Command { id: undoing, act }).await {
        Ok(_) => Ok(undoing),
        Err(no) => Err(*no.expect("a rule")),
    }
}

#[tokio::test]
async fn whatever_one_person_did_comes_undone_field_by_field_and_back_again() {
    let shop = Shop::open().await;
    let people = ["igor", "vera", "olga"].map(|key| shop.operator(key));
    let mut undone = 0;
    for round in 0..18 {
        let mut chance = Chance::new(20, round, NOON);
        let who = people[round as usize % people.len()];
        // Something of others lies about.
        for other in people {
            works(&shop, &mut chance, other, 3).await;
        }
        let (first, told) = (shop.books(), notes(&journal_after(&shop.store, 0)));
        let done = works(&shop, &mut chance, who, 14).await;
        assert!(done.len() > 3, "too little was legal: {}", done.len());
        let last = shop.books();
        let said = notes(&journal_after(&shop.store, 0));

        let mut undos = Vec::new();
        for (n, command) in done.iter().rev().enumerate() {
            let named = (n % 2 == 0).then_some(*command);
            let undoing = undo(&shop, who, named).await;
            undos.push(undoing.unwrap_or_else(|no| panic!("round {round}, {n}: {no:?}")));
        }
        undone += undos.len();
        let after = shop.books().without_unmade_since(&first).plain();
        after.must_be(&first.plain(), &format!("round {round}"));
        let mut left = notes(&journal_after(&shop.store, 0));
        left.retain(|seq, stands| told.contains_key(seq) || *stands);
        assert_eq!(left, told, "notes of round {round}");

        for (n, undoing) in undos.into_iter().rev().enumerate() {
            let redone = undo(&shop, who, Some(undoing)).await;
            redone.unwrap_or_else(|no| panic!("round {round}, redo {n}: {no:?}"));
        }
        let again = shop.books().plain();
        again.must_be(&last.plain(), &format!("redo of round {round}"));
        assert_eq!(notes(&journal_after(&shop.store, 0)), said);
    }
    assert!(undone > 100, "only {undone} acts were undone");
    shop.close().await;
}

#[tokio::test]
async fn a_colleague_is_never_trampled() {
    let shop = Shop::open().await;
    let (mine, theirs) = (shop.operator("igor"), shop.operator("olga"));
    let (mut refused, mut undone) = (0, 0);
    for round in 0..12 {
        let mut chance = Chance::new(21, round, NOON);
        works(&shop, &mut chance, theirs, 4).await;
        let before = shop.seq().0;
        let mut done = Vec::new();
        for _ in 0..8 {
            done.extend(works(&shop, &mut chance, mine, 2).await);
            works(&shop, &mut chance, theirs, 2).await;
        }
        // Fields whose last word was the colleague's.
        let mut last: BTreeMap<(i64, String), (OperatorId, Set)> = BTreeMap::new();
        for event in journal_after(&shop.store, before) {
            if let Fact::DealChanged { deal, changes, .. } = &event.fact {
                for change in changes {
                    let field = (deal.0, change.after.field().to_owned());
                    last.insert(field, (event.operator.unwrap(), change.after.clone()));
                }
            }
        }
        for command in done.into_iter().rev() {
            match undo(&shop, mine, Some(command)).await {
                Ok(_) => undone += 1,
                Err(Refusal::ChangedSince { by, at, .. }) => {
                    refused += 1;
                    assert_eq!(by, Some(theirs));
                    assert!(at.0 > 0);
                }
                // What hangs on a refused one can't come undone either.
                Err(
                    Refusal::AlreadyDecided { .. }
                    | Refusal::ApprovalPending { .. }
                    | Refusal::Deleted { .. },
                ) => refused += 1,
                Err(no) => panic!("{no:?}"),
            }
        }
        let books: Books = shop.books();
        for ((deal, field), (by, value)) in last {
            if by == theirs {
                let now = books.deals[&deal].get(&value);
                assert_eq!(now, value, "{field} of {deal} was the colleague's");
            }
        }
    }
    assert!(
        refused > 5 && undone > 30,
        "{refused} refused, {undone} undone"
    );
    shop.close().await;
}
