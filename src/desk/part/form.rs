//! Labelled fields one below the other, the cursor on one of them.
//!
//! What was typed is never lost by what happens around it: a refusal is said at its field, and leaving with work in
//! hand is asked about by whoever holds the form.
mod draw;
mod values;

use super::super::action::Action;
use super::super::key::Input;
use super::Look;
use super::field::Field;
pub use values::Values;

#[derive(Debug, Clone)]
pub struct Form {
    pub title: String,
    /// Said above the fields: what the form is for.
    pub intro: String,
    fields: Vec<Field>,
    at: usize,
    /// Said below the fields: what is wrong with the whole.
    error: Option<String>,
    /// Said on the lower edge: what becomes of the form.
    pub status: String,
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Taken; the form goes on.
    On,
    /// The person is done: read the values.
    Submit,
    /// The person wants out.
    Close,
}

impl Form {
    pub fn new(title: impl Into<String>, fields: Vec<Field>) -> Form {
        Form {
            title: title.into(),
            intro: String::new(),
            fields,
            at: 0,
            error: None,
            status: String::new(),
        }
    }

    pub fn intro(mut self, intro: impl Into<String>) -> Form {
        self.intro = intro.into();
        self
    }

    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }

    pub fn field_mut(&mut self, key: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|f| f.key == key)
    }

    /// The field with the cursor.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// Enter saves here.
    pub fn at_last(&self) -> bool {
        self.at + 1 >= self.fields.len()
    }

    pub fn focus(&mut self, key: &str) {
        if let Some(at) = self.fields.iter().position(|f| f.key == key) {
            self.close_list();
            self.at = at;
        }
    }

    pub fn insert(&mut self, at: usize, field: Field) {
        self.fields.insert(at.min(self.fields.len()), field);
    }

    pub fn push(&mut self, field: Field) {
        self.fields.push(field);
    }

    /// Puts another field in the place of the one with the same key.
    pub fn replace(&mut self, field: Field) {
        if let Some(old) = self.field_mut(&field.key.clone()) {
            *old = field;
        }
    }

    pub fn remove(&mut self, key: &str) {
        self.fields.retain(|f| f.key != key);
        self.at = self.at.min(self.fields.len().saturating_sub(1));
    }

    /// Something was entered that closing would lose.
    pub fn dirty(&self) -> bool {
        self.fields.iter().any(Field::dirty)
    }

    fn close_list(&mut self) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.close();
        }
    }

    fn open(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at).filter(|f| f.is_open())
    }

    /// To the next field, or down in an open list. Behind the last comes the first.
    pub fn next(&mut self) {
        self.step(1);
    }

    pub fn previous(&mut self) {
        self.step(-1);
    }

    fn step(&mut self, by: isize) {
        if let Some(field) = self.open() {
            return field.step(by);
        }
        let many = isize::try_from(self.fields.len()).unwrap_or(0);
        if many > 0 {
            let at = isize::try_from(self.at).unwrap_or(0) + by;
            self.at = usize::try_from(at.rem_euclid(many)).unwrap_or(0);
        }
    }

    /// Opens or closes the list of a choice.
    pub fn choose(&mut self) {
        match self.open() {
            Some(field) => field.close(),
            None => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.open();
                }
            }
        }
    }

    /// Enter: takes from an open list, goes to the next field, submits on the last.
    pub fn go_on(&mut self) -> Step {
        if let Some(field) = self.open() {
            field.pick();
            if !field.is_open() && self.at + 1 < self.fields.len() {
                self.at += 1;
            }
            return Step::On;
        }
        if self.at + 1 < self.fields.len() {
            self.at += 1;
            Step::On
        } else {
            Step::Submit
        }
    }

    /// Esc: closes an open list, else wants out.
    pub fn close(&mut self) -> Step {
        match self.open() {
            Some(field) => {
                field.close();
                Step::On
            }
            None => Step::Close,
        }
    }

    pub fn new_line(&mut self) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.new_line();
        }
    }

    /// Does what an action of the form group means.
    pub fn act(&mut self, action: Action) -> Step {
        match action {
            Action::NextField => self.next(),
            Action::PreviousField => self.previous(),
            Action::Choose => self.choose(),
            Action::NewLine => self.new_line(),
            Action::GoOn => return self.go_on(),
            Action::Submit => {
                self.close_list();
                return Step::Submit;
            }
            Action::Close => return self.close(),
            _ => {}
        }
        Step::On
    }

    /// Typed characters, editing keys and pastes. True: it was taken.
    pub fn input(&mut self, input: &Input) -> bool {
        let taken = self
            .fields
            .get_mut(self.at)
            .is_some_and(|field| field.input(input));
        if taken {
            self.error = None;
        }
        taken
    }

    /// Reads every field. Where one is wrong it says so there, and the cursor goes to the first such.
    pub fn values(&mut self, look: Look<'_>) -> Option<Values> {
        self.error = None;
        let mut values = Vec::new();
        let mut wrong = None;
        for (n, field) in self.fields.iter_mut().enumerate() {
            match field.value(look.lang, look.when) {
                Ok(value) => values.push((field.key.clone(), value)),
                Err(why) => {
                    field.fail(why);
                    wrong = wrong.or(Some(n));
                }
            }
        }
        match wrong {
            Some(at) => {
                self.close_list();
                self.at = at;
                None
            }
            None => Some(Values(values)),
        }
    }

    /// Says what is wrong at the field of this key and goes there; below the form where there is no such field.
    pub fn fail(&mut self, key: &str, why: impl Into<String>) {
        match self.fields.iter().position(|f| f.key == key) {
            Some(at) => {
                self.close_list();
                self.fields[at].fail(why);
                self.at = at;
            }
            None => self.error = Some(why.into()),
        }
    }
}

#[cfg(test)]
mod tests;
