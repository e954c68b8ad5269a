//! One labelled value that a person enters: text, phone, sum, date, one of a list, yes or no.
//!
//! A field reads what was typed and says at once how it is understood. It never throws typed text away.
mod draw;
mod read;

use super::super::key::{Code, Input};
use super::When;
use super::edit::Edit;
use super::picker::{Entry, Picker};
use crate::domain::calendar::Millis;
use crate::domain::money::Kopecks;
use crate::text;
use read::bare_sum;

/// What a field takes.
#[derive(Debug, Clone)]
pub enum Kind {
    Text,
    /// Text of many lines.
    Lines,
    Secret,
    Phone,
    Email,
    Money,
    /// Whole numbers.
    Number,
    /// Thousandths of a unit: "2", "0,5".
    Quantity,
    Date,
    Flag,
    /// One of these, by id.
    Choice(Vec<Entry<i64>>),
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Money(Kopecks),
    Number(i64),
    Quantity(i64),
    Date(Millis),
    Flag(bool),
    Choice(i64),
}

#[derive(Debug, Clone)]
pub struct Field {
    /// What it is to the screen that made it.
    pub key: String,
    pub label: String,
    kind: Kind,
    edit: Edit,
    choice: Option<i64>,
    flag: bool,
    /// The open list of a choice.
    list: Option<Picker<i64>>,
    wanted: bool,
    /// A few faint words where nothing is entered yet.
    hint: String,
    error: Option<String>,
    /// The last paste did not go in whole.
    cut: bool,
    first: (String, Option<i64>, bool),
}

impl Field {
    pub fn new(key: impl Into<String>, label: impl Into<String>, kind: Kind) -> Field {
        let edit = match kind {
            Kind::Lines => Edit::lines(""),
            Kind::Secret => Edit::secret(),
            _ => Edit::line(""),
        };
        Field {
            key: key.into(),
            label: label.into(),
            kind,
            edit,
            choice: None,
            flag: false,
            list: None,
            wanted: false,
            hint: String::new(),
            error: None,
            cut: false,
            first: (String::new(), None, false),
        }
    }

    /// It may not stay empty.
    pub fn wanted(mut self) -> Field {
        self.wanted = true;
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = hint.into();
        self
    }

    pub fn set_hint(&mut self, hint: impl Into<String>) {
        self.hint = hint.into();
    }

    /// Begins with this text, as if it had been there before.
    pub fn text(mut self, text: &str) -> Field {
        self.edit.set(text);
        self.settle();
        self
    }

    pub fn money(self, sum: Option<Kopecks>) -> Field {
        self.text(&sum.map_or_else(String::new, bare_sum))
    }

    pub fn date(self, at: Option<Millis>, when: When<'_>) -> Field {
        self.text(&at.map_or_else(String::new, |at| text::time::typed(at, when.zone)))
    }

    pub fn flag(mut self, flag: bool) -> Field {
        self.flag = flag;
        self.settle();
        self
    }

    pub fn choice(mut self, id: Option<i64>) -> Field {
        self.choice = id;
        self.settle();
        self
    }

    /// What is there now is what was there before: nothing is lost by leaving it.
    pub fn settle(&mut self) {
        self.first = self.state();
    }

    fn state(&self) -> (String, Option<i64>, bool) {
        (self.edit.text(), self.choice, self.flag)
    }

    pub fn dirty(&self) -> bool {
        self.state() != self.first
    }

    pub fn typed(&self) -> String {
        self.edit.text()
    }

    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Another list to choose from; the choice stays where it is still in it.
    pub fn set_entries(&mut self, entries: Vec<Entry<i64>>) {
        if let Some(list) = &mut self.list {
            list.set_entries(entries.clone());
        }
        self.kind = Kind::Choice(entries);
    }

    pub fn set_text(&mut self, text: &str) {
        self.edit.set(text);
        self.error = None;
    }

    pub fn chosen(&self) -> Option<i64> {
        self.choice
    }

    pub fn set_choice(&mut self, id: Option<i64>) {
        self.choice = id;
        self.error = None;
    }

    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Says at the field what is wrong with it, until it is changed.
    pub fn fail(&mut self, why: impl Into<String>) {
        self.error = Some(why.into());
    }

    /// A list is open below the field: arrows, Enter and Esc are its.
    pub fn is_open(&self) -> bool {
        self.list.is_some()
    }

    pub fn is_empty(&self) -> bool {
        match self.kind {
            Kind::Choice(_) => self.choice.is_none(),
            Kind::Flag => false,
            _ => self.edit.text().trim().is_empty(),
        }
    }

    /// Opens the list of a choice.
    pub fn open(&mut self) {
        if let Kind::Choice(entries) = &self.kind {
            let mut list = Picker::new(entries.clone());
            if let Some(id) = &self.choice {
                list.select(id);
            }
            self.list = Some(list);
        }
    }

    pub fn close(&mut self) {
        self.list = None;
    }

    /// Takes what the pointer of the open list is at.
    pub fn pick(&mut self) {
        if let Some(list) = &self.list
            && let Some(entry) = list.chosen().filter(|e| e.barred.is_none())
        {
            self.choice = Some(entry.id);
            self.error = None;
            self.list = None;
        }
    }

    /// Moves in the open list.
    pub fn step(&mut self, by: isize) {
        if let Some(list) = &mut self.list {
            list.step(by);
        }
    }

    /// Typed characters and editing keys. True: it was taken.
    pub fn input(&mut self, input: &Input) -> bool {
        let taken = match &self.kind {
            Kind::Choice(_) => self.input_choice(input),
            Kind::Flag => self.input_flag(input),
            _ => match input {
                Input::Key(key) => {
                    self.cut = false;
                    self.edit.key(*key)
                }
                Input::Paste(text) => {
                    self.cut = !self.edit.paste(text);
                    true
                }
                _ => false,
            },
        };
        if taken {
            self.error = None;
        }
        taken
    }

    pub fn new_line(&mut self) {
        self.edit.new_line();
    }

    fn input_flag(&mut self, input: &Input) -> bool {
        let Input::Key(key) = input else {
            return false;
        };
        match key.code {
            Code::Left | Code::Right | Code::Char(' ') => self.flag = !self.flag,
            Code::Backspace | Code::Delete => self.flag = false,
            // Letters are not shortcuts in a form.
            Code::Char(_) if key.typed().is_some() => {}
            _ => return false,
        }
        true
    }

    fn input_choice(&mut self, input: &Input) -> bool {
        if let Some(list) = &mut self.list {
            return list.input(input);
        }
        match input {
            Input::Key(key) => match key.code {
                Code::Left => self.turn(-1),
                Code::Right => self.turn(1),
                Code::Backspace | Code::Delete => self.choice = None,
                Code::Char(' ') if key.typed().is_some() => self.open(),
                _ if key.typed().is_some() => {
                    self.open();
                    if let Some(list) = &mut self.list {
                        list.input(input);
                    }
                }
                _ => return false,
            },
            Input::Paste(_) => {
                self.open();
                if let Some(list) = &mut self.list {
                    list.input(input);
                }
            }
            _ => return false,
        }
        true
    }

    /// The next or the one before that can be chosen.
    fn turn(&mut self, by: isize) {
        let Kind::Choice(entries) = &self.kind else {
            return;
        };
        let free: Vec<i64> = entries
            .iter()
            .filter(|e| e.barred.is_none())
            .map(|e| e.id)
            .collect();
        let at = free.iter().position(|id| Some(*id) == self.choice);
        let next = match (at, by > 0) {
            (None, true) => 0,
            (None, false) => free.len().saturating_sub(1),
            (Some(at), true) => (at + 1) % free.len(),
            (Some(at), false) => (at + free.len() - 1) % free.len(),
        };
        self.choice = free.get(next).copied();
    }
}

#[cfg(test)]
mod tests;
