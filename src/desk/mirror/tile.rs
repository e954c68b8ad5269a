//! A card with its foreign texts made safe once, when it arrives, so that drawing it costs little.
use crate::domain::card::Card;
use crate::domain::text::{Kind, TermText};

#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    pub card: Card,
    pub name: TermText,
    pub title: TermText,
    pub goods: TermText,
    /// Joined by commas.
    pub tags: TermText,
}

impl Tile {
    pub fn new(card: Card) -> Tile {
        let line = |text: &str| TermText::new(text, Kind::Line);
        Tile {
            name: line(&card.name),
            title: line(&card.title),
            goods: line(&card.goods),
            tags: line(&card.tags.join(", ")),
            card,
        }
    }
}
