//! The shop's look of a card: lines with placeholders, read once. `{amount} · {source}` loses the dot where one of the
//! two is empty.
use crate::desk::mirror::Tile;
use crate::desk::theme::Role;
use crate::domain::calendar::Millis;
use crate::domain::deal::Turn;
use crate::domain::shop::Shop;
use crate::text::{self, Lang};

const SEPARATOR: &str = " · ";
/// Shorter waits are said as this, in milliseconds.
pub(super) const MINUTE: i64 = 60_000;

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Number,
    Name,
    Title,
    Goods,
    Amount,
    Source,
    Kind,
    Turn,
    Waited,
    Responsible,
    Next,
    Due,
    Tags,
}

const VALUES: [(&str, Value); 13] = [
    ("number", Value::Number),
    ("name", Value::Name),
    ("title", Value::Title),
    ("goods", Value::Goods),
    ("amount", Value::Amount),
    ("source", Value::Source),
    ("kind", Value::Kind),
    ("turn", Value::Turn),
    ("waited", Value::Waited),
    ("responsible", Value::Responsible),
    ("next", Value::Next),
    ("due", Value::Due),
    ("tags", Value::Tags),
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Said(String),
    Value(Value),
}

/// The lines of a card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template {
    /// Lines of groups of pieces.
    lines: Vec<Vec<Vec<Piece>>>,
}

/// What the words of a card need besides the card.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub shop: &'a Shop,
    pub lang: Lang,
    pub now: Millis,
    /// Not every turn fits in full: all are said in one word, so that cards read alike.
    pub brief: bool,
}

/// A bit of a line, ready to be put.
#[derive(Debug, Clone)]
pub(super) struct Bit {
    pub text: String,
    pub role: Role,
    pub room: Room,
}

/// What becomes of a bit where there is little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// A name, a text: its end is cut off.
    Cut,
    /// A figure: half of it would be another one, so it is said whole or not at all.
    Whole,
    /// Whose turn it is and since when: others give way to it, then it is said in its short word.
    Kept(Option<&'static str>),
}

impl Bit {
    pub(super) fn new(text: impl Into<String>, role: Role, room: Room) -> Bit {
        Bit {
            text: text.into(),
            role,
            room,
        }
    }
}

impl Template {
    pub(super) fn new(lines: &[String]) -> Template {
        let lines = lines
            .iter()
            .map(|line| line.split(SEPARATOR).map(pieces).collect())
            .collect();
        Template { lines }
    }

    pub(super) fn height(&self) -> u16 {
        self.lines.len().clamp(1, 12) as u16
    }

    /// The card's lines from the top; those with nothing to say are left out.
    pub(super) fn fill(&self, tile: &Tile, scene: Scene<'_>) -> Vec<Vec<Bit>> {
        let mut filled = Vec::with_capacity(self.lines.len());
        for groups in &self.lines {
            let mut line: Vec<Bit> = Vec::new();
            for group in groups {
                let bits = group_bits(group, tile, scene);
                if bits.is_empty() {
                    continue;
                }
                if !line.is_empty() {
                    line.push(Bit::new(SEPARATOR, Role::Faint, Room::Whole));
                }
                line.extend(bits);
            }
            if !line.is_empty() {
                filled.push(line);
            }
        }
        filled
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}').map(|n| start + n) else {
            break;
        };
        let word = &rest[start + 1..end];
        let value = VALUES.iter().find(|(name, _)| *name == word);
        let Some((_, value)) = value else {
            pieces.push(Piece::Said(rest[..=end].to_owned()));
            rest = &rest[end + 1..];
            continue;
        };
        if start > 0 {
            pieces.push(Piece::Said(rest[..start].to_owned()));
        }
        pieces.push(Piece::Value(*value));
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Said(rest.to_owned()));
    }
    pieces
}

/// Nothing where all the group's placeholders are empty.
fn group_bits(group: &[Piece], tile: &Tile, scene: Scene<'_>) -> Vec<Bit> {
    let mut bits: Vec<Bit> = Vec::new();
    let mut said = group.iter().all(|p| matches!(p, Piece::Said(_)));
    for piece in group {
        match piece {
            Piece::Said(text) => {
                let role = match group.iter().find_map(|p| match p {
                    Piece::Value(value) => Some(*value),
                    Piece::Said(_) => None,
                }) {
                    Some(Value::Number) => Role::Accent,
                    _ => Role::Text,
                };
                // A blank between two empty values is no text.
                let after_empty = text.trim().is_empty() && bits.is_empty();
                if !after_empty {
                    bits.push(Bit::new(text.clone(), role, Room::Cut));
                }
            }
            Piece::Value(value) => {
                let bit = value.of(tile, scene);
                if !bit.text.is_empty() {
                    said = true;
                    bits.push(bit);
                }
            }
        }
    }
    if said { bits } else { Vec::new() }
}

impl Value {
    fn of(self, tile: &Tile, scene: Scene<'_>) -> Bit {
        let card = &tile.card;
        let Scene {
            shop,
            lang,
            now,
            brief,
        } = scene;
        let ago = |since: Millis| text::time::span(lang, now.since(since).max(MINUTE));
        let moment = |at: Option<Millis>| {
            at.map_or_else(String::new, |at| {
                text::time::moment(lang, at, now, shop.hours.zone())
            })
        };
        let cut = |text: String, role| Bit::new(text, role, Room::Cut);
        let whole = |text: String, role| Bit::new(text, role, Room::Whole);
        match self {
            Value::Number => whole(card.id.to_string(), Role::Accent),
            Value::Name => cut(tile.name.as_str().to_owned(), Role::Strong),
            Value::Title if tile.title.as_str().is_empty() => {
                cut(tile.goods.as_str().to_owned(), Role::Text)
            }
            Value::Title => cut(tile.title.as_str().to_owned(), Role::Text),
            Value::Goods => cut(tile.goods.as_str().to_owned(), Role::Text),
            Value::Amount if card.amount.0 == 0 => whole(String::new(), Role::Text),
            Value::Amount => whole(card.amount.to_string(), Role::Text),
            Value::Source => {
                let source = card.source.and_then(|id| shop.source(id));
                let name = source.map_or_else(String::new, |s| s.name.clone());
                cut(name, Role::Faint)
            }
            Value::Kind => {
                let kind = card.kind.map_or("", |kind| text::domain::kind(lang, kind));
                cut(kind.to_owned(), Role::Faint)
            }
            // Nobody's turn any more: how it ended stands in its place.
            Value::Turn if card.closed_at.is_some() => match &card.lost_reason {
                Some(reason) => cut(text::board::lost(lang, reason), Role::Faint),
                None => cut(
                    text::board::closed(lang, &moment(card.closed_at)),
                    Role::Faint,
                ),
            },
            Value::Waited if card.closed_at.is_some() => whole(String::new(), Role::Faint),
            Value::Turn => {
                let short = text::domain::turn_short(lang, card.turn);
                let said = match brief {
                    true => short,
                    false => text::domain::turn(lang, card.turn),
                };
                Bit::new(said, turn_role(card.turn), Room::Kept(Some(short)))
            }
            Value::Waited => Bit::new(ago(card.turn_since), turn_role(card.turn), Room::Kept(None)),
            Value::Responsible => {
                let person = card.responsible.and_then(|id| shop.operator(id));
                let name = person.map_or_else(String::new, |p| p.name.clone());
                cut(name, Role::Faint)
            }
            Value::Next => whole(moment(card.next_at), Role::Faint),
            Value::Due => whole(moment(card.stage_due), Role::Faint),
            Value::Tags => cut(tile.tags.as_str().to_owned(), Role::Faint),
        }
    }
}

fn turn_role(turn: Turn) -> Role {
    match turn {
        Turn::Us => Role::Warn,
        _ => Role::Faint,
    }
}
