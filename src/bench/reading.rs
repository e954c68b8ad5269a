//! Bars of reading: the server's start, the board's page, the search box. Each over the socket, as everybody asks.
use super::sample::{Run, Times, again, times};
use super::socket::Caller;
use super::{Failed, Pace};
use crate::domain::card::Card;
use crate::wire::board::Page;
use crate::wire::find::{Found, Hit};
use crate::wire::path;
use std::path::Path;
use std::time::Instant;

/// Cards of a page as the bar has it: six columns of fifty.
const CARDS: usize = 6 * 50;

/// What reading takes at one size of shop.
#[derive(Debug, Default)]
pub struct Reading {
    pub page: Times,
    /// Bytes of one page's answer.
    pub page_bytes: usize,
    /// By one whole word, by two, by the beginning of one, by a piece of a phone number.
    pub words: Times,
    pub two_words: Times,
    pub prefix: Times,
    pub digits: Times,
}

/// A question for a page of about [`CARDS`].
fn page_path(caller: &mut Caller) -> Result<String, Failed> {
    let page: Page = serde_json::from_slice(caller.get(&format!("{}?limit=1", path::BOARD))?)?;
    Ok(format!(
        "{}?limit={}",
        path::BOARD,
        CARDS.div_ceil(page.columns.len().max(1))
    ))
}

/// Opens the shop's board for the first time.
pub fn first_page(socket: &Path) -> Result<(), Failed> {
    let mut caller = Caller::new(socket)?;
    caller.get(&format!("{}?limit=50", path::BOARD)).map(drop)
}

pub fn measure(socket: &Path, pace: Pace) -> Result<Reading, Failed> {
    let mut caller = Caller::new(socket)?;
    let path = page_path(&mut caller)?;
    let page: Page = serde_json::from_slice(caller.get(&path)?)?;
    let mut reading = Reading::default();
    let Run { times, .. } = again(pace.span(), |_| -> Result<(), Failed> {
        reading.page_bytes = caller.get(&path)?.len();
        Ok(())
    })?;
    reading.page = times;
    let asked = Asked::of(&page, &mut caller)?;
    reading.words = find(&mut caller, &asked.words, pace)?;
    reading.two_words = find(&mut caller, &asked.two_words, pace)?;
    reading.prefix = find(&mut caller, &asked.prefixes, pace)?;
    reading.digits = find(&mut caller, &asked.digits, pace)?;
    Ok(reading)
}

/// What to look for: taken from the shop's own cards, so that something is found.
#[derive(Debug, Default)]
struct Asked {
    words: Vec<String>,
    two_words: Vec<String>,
    prefixes: Vec<String>,
    digits: Vec<String>,
}

impl Asked {
    fn of(page: &Page, caller: &mut Caller) -> Result<Asked, Failed> {
        let mut asked = Asked::default();
        let cards: Vec<&Card> = page.columns.iter().flat_map(|c| &c.cards).collect();
        for card in &cards {
            let goods = card.goods.split(|c: char| !c.is_alphabetic());
            let long: Vec<&str> = goods.filter(|w| w.chars().count() >= 4).collect();
            let mut name = card
                .name
                .split(|c: char| !c.is_alphabetic())
                .filter(|w| w.chars().count() >= 4);
            asked.words.extend(name.next().map(str::to_owned));
            if let [first, second, ..] = long[..] {
                asked.words.push(first.to_owned());
                asked.two_words.push(format!("{first} {second}"));
                asked.prefixes.push(second.chars().take(3).collect());
            }
        }
        for name in cards
            .iter()
            .map(|c| &c.name)
            .filter(|n| !n.is_empty())
            .take(40)
        {
            let found: Found = serde_json::from_slice(caller.get(&find_path(name))?)?;
            for hit in &found.hits {
                if let Hit::Contact(contact) = hit {
                    let tail = |phone: &String| {
                        phone
                            .get(phone.len().saturating_sub(5)..)
                            .map(str::to_owned)
                    };
                    asked.digits.extend(contact.phones.iter().filter_map(tail));
                }
            }
        }
        Ok(asked)
    }
}

fn find(caller: &mut Caller, asked: &[String], pace: Pace) -> Result<Times, Failed> {
    if asked.is_empty() {
        return Err(Failed::Odd("the shop has nothing to look for"));
    }
    times(pace.times(), |n| {
        caller
            .get(&find_path(&asked[n * 7 % asked.len()]))
            .map(drop)
    })
}

fn find_path(text: &str) -> String {
    let mut path = format!("{}?limit=50&text=", path::FIND);
    for byte in text.bytes() {
        path.push_str(&format!("%{byte:02X}"));
    }
    path
}

/// From nothing to the first page, and the page alone.
pub async fn open(shop: &super::shop::Shop, turns: usize) -> Result<Times, Failed> {
    let mut opened = Times::default();
    for _ in 0..turns {
        let start = Instant::now();
        let server = shop.serve().await?;
        let socket = shop.socket.clone();
        tokio::task::spawn_blocking(move || first_page(&socket))
            .await
            .map_err(|_| Failed::Odd("a page"))??;
        opened.push(start.elapsed());
        server.stop().await;
    }
    Ok(opened)
}

impl Reading {
    /// The searches by name.
    pub fn found(&self, lang: crate::text::Lang) -> [(&'static str, &Times); 4] {
        use crate::text::bench as w;
        [
            (w::find_word(lang), &self.words),
            (w::find_two(lang), &self.two_words),
            (w::find_prefix(lang), &self.prefix),
            (w::find_digits(lang), &self.digits),
        ]
    }
}
