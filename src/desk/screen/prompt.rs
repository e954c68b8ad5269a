//! The desk's command line: the shell's own verbs, typed for the deal that is selected. "сумма 3500", "шаг позвонить @
//! завтра 15:00", "1042".
//!
//! A line that is wrong stays, with what is wrong about it; one that was run can be had again.
use super::{Overlay, Screen};
use crate::desk::action::{Action, Availability, Group};
use crate::desk::cells;
use crate::desk::key::{Code, Input};
use crate::desk::keymap::Context;
use crate::desk::part::edit::Edit;
use crate::desk::part::panel;
use crate::desk::part::picker::{Entry, Picker};
use crate::desk::seat::{Level, Seat};
use crate::desk::theme::Role;
use crate::domain::fold::{fold, swap_layout};
use crate::domain::id::DealId;
use crate::text::{self, Lang, verb as w};
use crate::typed::verb::{Subject, Verb, russian};
use crate::typed::{Reading, Slip};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines kept to be had again.
const KEPT: usize = 30;
const ROWS: u16 = 12;

#[derive(Debug)]
pub(super) struct Prompt {
    deal: Option<DealId>,
    line: Edit,
    /// What the line can become; an entry is the whole line it makes.
    picker: Picker<String>,
    /// The pointer was moved: Enter takes what it is on.
    pointed: bool,
    slip: Option<String>,
}

/// What a line means.
#[derive(Debug)]
enum Meaning {
    Open(DealId),
    Find(String),
    Verb(Verb, String),
    Action(Action),
}

impl Prompt {
    pub(super) fn new(deal: Option<DealId>, seat: &Seat) -> Prompt {
        let mut prompt = Prompt {
            deal,
            line: Edit::line(""),
            picker: Picker::new(Vec::new()),
            pointed: false,
            slip: None,
        };
        prompt.offer(seat);
        prompt
    }

    fn subject(&self, seat: &Seat) -> Option<Subject> {
        let deal = self.deal?;
        let card = &seat.mirror.card(deal)?.card;
        Some(Subject {
            deal,
            version: seat.mirror.version(deal)?,
            pipeline: card.pipeline,
            tags: card.tags.clone(),
            next_step: None,
        })
    }

    /// Lists what the line can become.
    fn offer(&mut self, seat: &Seat) {
        self.pointed = false;
        let typed = self.line.text();
        let entries = match typed.trim_start().split_once(char::is_whitespace) {
            None => commands(typed.trim(), self.deal.is_some(), seat),
            Some((word, rest)) => self.candidates(word, rest.trim(), seat),
        };
        self.picker = Picker::new(entries);
    }

    /// What can stand behind the verb.
    fn candidates(&self, word: &str, rest: &str, seat: &Seat) -> Vec<Entry<String>> {
        let (Some(verb), Some(shop)) = (Verb::meant(word), seat.mirror.shop.as_deref()) else {
            return Vec::new();
        };
        let Some(subject) = self.subject(seat) else {
            return Vec::new();
        };
        let all = verb.candidates(&subject, &reading(seat, shop));
        let wanted = [fold(rest), fold(&swap_layout(rest))];
        let fits = |candidate: &str, begins: bool| {
            let candidate = fold(candidate);
            let fit = |wanted: &String| match begins {
                true => candidate.starts_with(wanted.as_str()),
                false => candidate.contains(wanted.as_str()),
            };
            wanted.iter().any(fit)
        };
        let (first, then): (Vec<_>, Vec<_>) = all
            .into_iter()
            .filter(|one| fits(one, false))
            .partition(|one| fits(one, true));
        let entry = |one: String| Entry::new(format!("{word} {one}"), one);
        first.into_iter().chain(then).map(entry).collect()
    }

    fn complete(&mut self, seat: &Seat) {
        if let Some(entry) = self.picker.chosen() {
            let room = if entry.note.is_empty() { "" } else { " " };
            self.line.set(&format!("{}{room}", entry.id));
            self.offer(seat);
        }
    }

    fn take(&mut self, seat: &mut Seat) {
        if self.pointed
            && let Some(entry) = self.picker.chosen()
        {
            if let Some(why) = &entry.barred {
                seat.say(Level::Warning, why.clone());
                return;
            }
            // What takes more words waits for them.
            if !entry.note.is_empty() || entry.id.ends_with('=') {
                return self.complete(seat);
            }
            self.line.set(&entry.id.clone());
        }
        let typed = self.line.text();
        let typed = typed.trim();
        if typed.is_empty() {
            return seat.close();
        }
        match self.run(typed, seat) {
            Ok(()) => {
                seat.lines.retain(|line| line != typed);
                seat.lines.insert(0, typed.to_owned());
                seat.lines.truncate(KEPT);
            }
            Err(Slip(words)) => self.slip = Some(words),
        }
    }

    /// Does what the line says; whatever opens then takes this one's place.
    fn run(&self, typed: &str, seat: &mut Seat) -> Result<(), Slip> {
        let lang = seat.lang;
        match meaning(typed, seat)? {
            Meaning::Open(deal) => {
                seat.close();
                seat.open(Overlay::Deal(deal));
            }
            Meaning::Find(words) => {
                seat.close();
                seat.open(Overlay::Search(words));
            }
            Meaning::Action(action) => {
                seat.close();
                seat.perform(action);
            }
            Meaning::Verb(verb, words) => {
                let none = || Slip(w::no_deal(lang).to_owned());
                let subject = self.subject(seat).ok_or_else(none)?;
                if words.is_empty() {
                    // The bare verb opens what its key opens.
                    seat.close();
                    seat.perform(by_key(verb));
                    return Ok(());
                }
                let shop = seat.mirror.shop.clone().ok_or_else(none)?;
                let act = verb.act(&subject, &words, &reading(seat, &shop))?;
                seat.close();
                seat.act(act);
            }
        }
        Ok(())
    }
}

fn reading<'a>(seat: &Seat, shop: &'a crate::domain::shop::Shop) -> Reading<'a> {
    Reading {
        lang: seat.lang,
        shop,
        now: seat.now,
    }
}

fn meaning(typed: &str, seat: &Seat) -> Result<Meaning, Slip> {
    let (word, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let rest = rest.trim();
    let number = typed.trim_start_matches(['№', '#']).trim();
    if let Ok(number) = number.parse::<i64>() {
        return Ok(Meaning::Open(DealId(number)));
    }
    let finds = || russian("find").iter().chain(&["find"]);
    if finds().any(|find| is(word, find)) {
        return Ok(Meaning::Find(rest.to_owned()));
    }
    if let Some(verb) = Verb::meant(word) {
        return Ok(Meaning::Verb(verb, rest.to_owned()));
    }
    if word.contains('=') {
        return Ok(Meaning::Verb(Verb::Edit, typed.to_owned()));
    }
    let action = seat.offered.iter().map(|(action, _)| *action);
    let mut named = action.filter(|action| names(*action).iter().any(|name| is(typed, name)));
    let found = named.next().map(Meaning::Action);
    found.ok_or_else(|| Slip(w::unknown(seat.lang, word)))
}

/// The same word, in either layout.
fn is(typed: &str, name: &str) -> bool {
    let name = fold(name);
    fold(typed) == name || fold(&swap_layout(typed)) == name
}

fn names(action: Action) -> [&'static str; 5] {
    [
        action.name(),
        action.short(Lang::Ru),
        action.short(Lang::En),
        action.words(Lang::Ru),
        action.words(Lang::En),
    ]
}

/// The key's action that asks for what the verb was not given.
fn by_key(verb: Verb) -> Action {
    match verb {
        Verb::Move => Action::MoveTo,
        Verb::Assign => Action::Assign,
        Verb::Turn => Action::Turn,
        Verb::Step => Action::NextStep,
        Verb::Note => Action::Note,
        Verb::Trash => Action::Trash,
        Verb::Sum | Verb::Tag | Verb::Edit => Action::Edit,
    }
}

/// Every command that begins as typed: lines run before, verbs of the deal, what the keys do.
fn commands(typed: &str, deal: bool, seat: &Seat) -> Vec<Entry<String>> {
    let lang = seat.lang;
    let mut entries = Vec::new();
    let begins = |names: &[&str]| {
        let begun = [fold(typed), fold(&swap_layout(typed))];
        names
            .iter()
            .any(|name| begun.iter().any(|typed| fold(name).starts_with(typed)))
    };
    let before = seat.lines.iter().filter(|line| begins(&[line]));
    entries.extend(
        before
            .take(3)
            .map(|line| Entry::new(line.clone(), line.clone())),
    );
    for verb in Verb::ALL.into_iter().filter(|_| deal) {
        let names: Vec<&str> = russian(verb.key())
            .iter()
            .copied()
            .chain([verb.key()])
            .collect();
        if begins(&names) {
            let name = verb.name(lang);
            entries.push(Entry::new(name.to_owned(), name).note(verb.takes(lang)));
        }
    }
    let find = match lang {
        Lang::Ru => russian("find").first().copied().unwrap_or("find"),
        Lang::En => "find",
    };
    if begins(&[find, "find"]) {
        entries.push(Entry::new(find.to_owned(), find).note(w::words(lang)));
    }
    for (action, can) in &seat.offered {
        let silent = matches!(
            action,
            Action::Prompt | Action::Palette | Action::Close | Action::Open
        );
        let bare = action.words(lang);
        if silent || action.group() == Group::Select || !begins(&names(*action)) || typed.is_empty()
        {
            continue;
        }
        let barred = match can {
            Availability::Yes => None,
            Availability::No(why) => Some(why.clone()),
            Availability::Absent => continue,
        };
        entries.push(Entry::new(bare.to_owned(), bare).barred(barred));
    }
    entries
}

impl Screen for Prompt {
    fn context(&self) -> Context {
        Context::Text
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Open,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
        ]
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        match action {
            Action::Open => text::action::short::carry_out(seat.lang),
            action => action.short(seat.lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        seat.dirty();
        match action {
            // The first step down lands on the first entry, not behind it.
            Action::Down if !self.pointed => {}
            Action::Up => self.picker.step(-1),
            Action::Down => self.picker.step(1),
            Action::PageUp => self.picker.page(-8),
            Action::PageDown => self.picker.page(8),
            _ => return self.take(seat),
        }
        self.pointed = true;
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        let taken = match input {
            Input::Key(key) if key.code == Code::Tab => {
                self.complete(seat);
                true
            }
            Input::Key(key) => {
                let taken = self.line.key(*key);
                if taken {
                    self.offer(seat);
                }
                taken
            }
            Input::Paste(text) => {
                self.line.paste(text);
                self.offer(seat);
                true
            }
            _ => false,
        };
        if taken {
            self.slip = None;
            seat.dirty();
        }
        taken
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let width = cells::middle(area, 78, 4).width.saturating_sub(4);
        let (said, role) = match &self.slip {
            Some(slip) => (cells::wrap(slip, width), Role::Alarm),
            None => (cells::wrap(w::hint(lang), width), Role::Faint),
        };
        let said_rows = u16::try_from(said.len()).unwrap_or(1);
        let rows = self.picker.height().saturating_sub(2).min(ROWS);
        let height = (rows + said_rows + 3).min(area.height);
        let place = Rect {
            y: area.y,
            ..cells::middle(area, 78, height)
        };
        let on = self.deal.map(|deal| w::on_deal(lang, deal.0));
        let on = on.unwrap_or_default();
        let inner = panel::framed_with(place, buf, theme, w::title(lang), &on, true);
        let line = cells::top(inner, 1);
        cells::put(buf, theme, line, ":", Role::Accent);
        let cursor = self.line.draw(cells::right_of(line, 2), buf, theme, true);
        for (n, words) in (1..).zip(&said) {
            if let Some(row) = cells::row(inner, n) {
                cells::put(buf, theme, cells::right_of(row, 2), words, role);
            }
        }
        let body = cells::below(inner, said_rows + 1);
        if self.picker.chosen().is_some() {
            self.picker.draw_pointed(body, buf, look, self.pointed);
        }
        cursor
    }
}
