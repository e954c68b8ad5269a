//! Why pult itself chose as it did, with the numbers it saw.
use super::{Say, department_name, person};
use crate::domain::assign::Candidate;
use crate::domain::command::ActKind;
use crate::domain::event::{Event, Fact, Why};
use crate::domain::id::OperatorId;
use crate::domain::shop::Shop;
use crate::text::domain;

mod reasons {
    use crate::text::words;
    words! {
        assigned(rule: &str, who: &str, setup: i64): "правило «{rule}» (настройка {setup}): {who}", "rule \"{rule}\" (set-up {setup}): {who}";
        handed_over(department: &str, who: &str, setup: i64): "стадия принадлежит отделу «{department}» (настройка {setup}): {who}", "the stage belongs to {department} (set-up {setup}): {who}";
        least_loaded: "меньше всех открытых сделок и диалогов", "fewest open deals and chats";
        longest_ago: "поровну загружены; дольше всех без новой сделки", "equally loaded; longest without a new deal";
        only_one: "больше некому", "nobody else is there";
        by_number: "поровну во всём; первый по списку", "equal in everything; first on the list";
        nobody_there: "все отсутствуют", "everybody is absent";
        seen(who: &str, load: i64): "{who}: открыто {load}", "{who}: {load} open";
        never_given(text: &str): "{text}, сделок ещё не получал(а)", "{text}, was never given a deal";
        last_given(text: &str, at: &str): "{text}, последняя получена {at}", "{text}, last given one: {at}";
        absent(text: &str): "{text}, отсутствует", "{text}, absent";
        off_hours(text: &str): "{text}, не в рабочее время", "{text}, outside working hours";
        passed(rules: &str): "раньше не подошли правила: {rules}", "rules that did not fit before it: {rules}";
        unassigned(setup: i64): "ни одно правило никого не нашло (настройка {setup})", "no rule found anybody (set-up {setup})";
        matched(by: &str): "совпало: {by}", "matched by {by}";
        first_sale(deal: i64): "первая продажа: № {deal}", "first sale: № {deal}";
        imported(import: i64, line: u64): "загрузка {import}, строка {line}", "import {import}, line {line}";
        undone(act: &str): "взято назад: «{act}»", "taken back: {act}";
        redone: "отменённое возвращено", "what was taken back was put back";
        approved: "по согласованию", "by approval";
        approved_for(who: &str): "по согласованию; просил(а) {who}", "by approval; asked by {who}";
    }
}

/// Why pult chose so, with the numbers it saw. Empty where there was nothing to choose.
pub(crate) fn why(say: impl Into<Say>, event: &Event, shop: &Shop) -> Vec<String> {
    match &event.fact {
        Fact::DealCreated { why: Some(why), .. }
        | Fact::DealChanged { why: Some(why), .. }
        | Fact::ContactChanged { why: Some(why), .. } => reason(say.into(), why, shop),
        _ => Vec::new(),
    }
}

fn reason(say: Say, why: &Why, shop: &Shop) -> Vec<String> {
    use reasons as w;
    let lang = say.lang;
    let passed_over = |lines: &mut Vec<String>, passed: &[String]| {
        if !passed.is_empty() {
            lines.push(w::passed(lang, &passed.join(", ")));
        }
    };
    match why {
        Why::Assigned {
            rule,
            setup,
            seen,
            chosen,
            passed,
        } => {
            let who = person(lang, *chosen, shop);
            let mut lines = vec![w::assigned(lang, rule, &who, *setup)];
            lines.extend(numbers(say, seen, *chosen, shop));
            passed_over(&mut lines, passed);
            lines
        }
        Why::HandedOver {
            department,
            setup,
            seen,
            chosen,
        } => {
            let who = person(lang, *chosen, shop);
            let department = department_name(*department, shop);
            let mut lines = vec![w::handed_over(lang, &department, &who, *setup)];
            lines.extend(numbers(say, seen, *chosen, shop));
            lines
        }
        Why::Unassigned { passed, setup } => {
            let mut lines = vec![w::unassigned(lang, *setup)];
            passed_over(&mut lines, passed);
            lines
        }
        Why::Matched { by } => vec![w::matched(lang, by)],
        Why::FirstSale { deal } => vec![w::first_sale(lang, deal.0)],
        Why::Imported { import, line } => vec![w::imported(lang, import.0, *line)],
        Why::Undone {
            act: ActKind::Undo, ..
        } => vec![w::redone(lang).to_owned()],
        Why::Undone { act, .. } => vec![w::undone(lang, domain::act(lang, *act))],
        Why::Approved { asked_by: None, .. } => vec![w::approved(lang).to_owned()],
        Why::Approved { asked_by, .. } => {
            vec![w::approved_for(lang, &person(lang, *asked_by, shop))]
        }
    }
}

/// Which of the rules of choice decided, and everybody who was looked at.
fn numbers(say: Say, seen: &[Candidate], chosen: Option<OperatorId>, shop: &Shop) -> Vec<String> {
    use reasons as w;
    let lang = say.lang;
    let winner = seen.iter().find(|c| Some(c.operator) == chosen);
    let decided = match winner {
        None => w::nobody_there(lang),
        Some(winner) => {
            let rivals: Vec<&Candidate> = seen
                .iter()
                .filter(|c| c.operator != winner.operator && !c.absent)
                .filter(|c| c.at_work == winner.at_work)
                .collect();
            if rivals.is_empty() {
                w::only_one(lang)
            } else if rivals.iter().all(|c| c.load > winner.load) {
                w::least_loaded(lang)
            } else if rivals
                .iter()
                .all(|c| (c.load, c.last_given) > (winner.load, winner.last_given))
            {
                w::longest_ago(lang)
            } else {
                w::by_number(lang)
            }
        }
    };
    let mut lines = vec![decided.to_owned()];
    for candidate in seen {
        let name = person(lang, Some(candidate.operator), shop);
        let mut text = w::seen(lang, &name, candidate.load);
        text = match candidate.last_given {
            Some(at) => w::last_given(lang, &text, &say.moment(at, shop)),
            None => w::never_given(lang, &text),
        };
        if candidate.absent {
            text = w::absent(lang, &text);
        } else if !candidate.at_work {
            text = w::off_hours(lang, &text);
        }
        lines.push(text);
    }
    lines
}
