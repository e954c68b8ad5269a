//! What of a card's line is said where there is little room: no figure is ever cut in two, and whose turn it is is the
//! last thing to go.
use super::template::{Bit, MINUTE, Room, Scene};
use crate::desk::cells;
use crate::desk::theme::{Role, Theme};
use crate::domain::card::Card;
use crate::domain::deal::Turn;
use crate::text::{self, Lang};

/// How short marks are said: in full, in brief, as a sign with a word. Beyond that only the sign is left.
const BRIEF: std::ops::Range<u8> = 0..3;

/// Cells of a time with its blank: " 42 min".
const TIME: u16 = 7;

/// Is this too little room for the longest turn with its time?
pub(super) fn brief(lang: Lang, room: u16) -> bool {
    let turns = Turn::ALL.map(|turn| cells::width(text::domain::turn(lang, turn)));
    turns
        .into_iter()
        .max()
        .is_some_and(|widest| room < widest + TIME)
}

pub(super) fn width(line: &[Bit]) -> u16 {
    line.iter().map(|bit| cells::width(&bit.text)).sum()
}

/// No fewer cells than the line takes, found by counting.
fn at_most(line: &[Bit]) -> usize {
    let cells = |c: char| match c {
        ' '..='~' | '\u{a0}'..='\u{10ff}' => 1,
        // Wide ones, and what is written out because it must not reach a terminal.
        _ => 8,
    };
    let bits = line.iter().flat_map(|bit| bit.text.chars());
    bits.map(cells).sum()
}

/// The line within so many cells: short words first, then without what is not the turn, then without whole bits.
pub(super) fn line(mut line: Vec<Bit>, room: u16) -> Vec<Bit> {
    // Most lines are short, and measuring exactly costs more than drawing them.
    if at_most(&line) <= usize::from(room) || width(&line) <= room {
        return line;
    }
    shorten(&mut line);
    let kept = |bit: &Bit| matches!(bit.room, Room::Kept(_));
    if line.iter().any(kept) {
        // The blank between the turn and its time stays with them.
        let first = line.iter().position(kept).unwrap_or(0);
        let last = line.iter().rposition(kept).unwrap_or(0);
        while width(&line[..]) > room && line.len() > last + 1 {
            line.pop();
        }
        if width(&line) > room {
            line.drain(..first);
        }
    }
    let mut used = 0;
    let fit = line.iter().take_while(|bit| {
        let before = used;
        used += cells::width(&bit.text);
        used <= room || (bit.room == Room::Cut && before < room)
    });
    let fit = fit.count();
    line.truncate(fit);
    // A dot with nothing behind it parts nothing.
    while line
        .last()
        .is_some_and(|bit| bit.text.trim().chars().all(|c| c == '·'))
    {
        line.pop();
    }
    line
}

/// The last line with the marks at its right: the marks give way first, word by word.
pub(super) fn with_marks(
    line: Vec<Bit>,
    card: &Card,
    scene: Scene<'_>,
    theme: &Theme,
    room: u16,
) -> (Vec<Bit>, Vec<Bit>) {
    let full = spaced(&marks(card, scene, theme, 0));
    if full.is_empty() || width(&line) + 1 + width(&full) <= room {
        return (self::line(line, room), full);
    }
    let mut short = line;
    shorten(&mut short);
    let short = self::line(short, room);
    let left = room.saturating_sub(width(&short) + 1);
    (short, marks_alone(card, scene, theme, left))
}

/// The marks in so many cells: in fewer words, then fewer of them, the least first to go.
pub(super) fn marks_alone(card: &Card, scene: Scene<'_>, theme: &Theme, room: u16) -> Vec<Bit> {
    let ways: Vec<Vec<Bit>> = BRIEF.map(|n| marks(card, scene, theme, n)).collect();
    for many in (1..=ways[0].len()).rev() {
        for way in &ways {
            let line = spaced(&way[..many]);
            if width(&line) <= room {
                return line;
            }
        }
    }
    let sign = marks(card, scene, theme, BRIEF.end);
    let sign = spaced(&sign[..sign.len().min(1)]);
    if width(&sign) <= room {
        sign
    } else {
        Vec::new()
    }
}

fn spaced(marks: &[Bit]) -> Vec<Bit> {
    let mut line = Vec::new();
    for mark in marks {
        if !line.is_empty() {
            line.push(Bit::new(" ", Role::Text, Room::Whole));
        }
        line.push(mark.clone());
    }
    line
}

fn shorten(line: &mut [Bit]) {
    for bit in line {
        if let Room::Kept(Some(short)) = bit.room {
            short.clone_into(&mut bit.text);
        }
    }
}

/// What is wrong with a card or holds it up, in words: no colour needed to see it.
fn marks(card: &Card, scene: Scene<'_>, theme: &Theme, brief: u8) -> Vec<Bit> {
    use text::board as w;
    let Scene {
        shop, lang, now, ..
    } = scene;
    let mut marks: Vec<Bit> = Vec::new();
    let mut mark = |text: String, role| marks.push(Bit::new(text, role, Room::Whole));
    let open = card.closed_at.is_none();
    let due = [card.stage_due, card.next_at].into_iter().flatten().min();
    if let Some(due) = due.filter(|due| open && *due < now) {
        let time = text::time::span(lang, now.since(due).max(MINUTE));
        let words = match brief {
            0 => w::late_by(lang, &time),
            1 => w::late_by_short(lang, &time),
            2 => format!("{} {}", theme.glyphs.warn, w::late_short(lang)),
            _ => theme.glyphs.warn.to_owned(),
        };
        mark(words, Role::Alarm);
    }
    if card.approval.is_some() {
        let words = match brief {
            0 => w::approval(lang),
            _ => w::approval_short(lang),
        };
        mark(words.to_owned(), Role::Warn);
    }
    if shop.next_step_wanted && open && card.next_at.is_none() {
        mark(w::no_step(lang).to_owned(), Role::Faint);
    }
    marks
}
