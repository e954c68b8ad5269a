//! One labelled value that a person enters: text, phone, sum, date, one of a list, yes or no.
//!
//! A field reads what was typed and says at once how it is understood. It never throws typed text away.
use super::super::cells;
use super::super::key::{Code, Input};
use super::super::theme::Role;
use super::edit::Edit;
use super::picker::{Entry, Picker};
use super::{Look, When};
use crate::domain::calendar::{DayError, Millis, parse_day};
use crate::domain::email::Email;
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::phone::Phone;
use crate::text::{self, Lang};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

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

    /// What it holds; `None` where nothing is entered.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn value(&self, lang: Lang, when: When<'_>) -> Result<Option<Value>, String> {
        use text::part as w;
        let typed = self.edit.text();
        let typed = typed.trim();
        if self.is_empty() {
            return match self.wanted {
                true => Err(w::wanted(lang).to_owned()),
                false => Ok(None),
            };
        }
        let value = match &self.kind {
            Kind::Text | Kind::Lines => Value::Text(typed.to_owned()),
            Kind::Secret => Value::Text(self.edit.text()),
            Kind::Phone => match Phone::parse(typed) {
                Ok(_) => Value::Text(typed.to_owned()),
                Err(_) => return Err(w::not_a_phone(lang).to_owned()),
            },
            Kind::Email => match Email::parse(typed) {
                Ok(_) => Value::Text(typed.to_owned()),
                Err(_) => return Err(w::not_an_email(lang).to_owned()),
            },
            Kind::Money => Value::Money(Kopecks::parse(typed).map_err(|why| sum(lang, why))?),
            Kind::Number => match typed.replace([' ', '\u{a0}'], "").parse() {
                Ok(number) => Value::Number(number),
                Err(_) => return Err(w::not_a_number(lang).to_owned()),
            },
            Kind::Quantity => match quantity(typed) {
                Some(thousandths) => Value::Quantity(thousandths),
                None => return Err(w::not_a_number(lang).to_owned()),
            },
            Kind::Date => match parse_day(typed, when.now, when.zone) {
                Ok(read) => Value::Date(read.at),
                Err(why) => return Err(day(lang, why).to_owned()),
            },
            Kind::Flag => Value::Flag(self.flag),
            Kind::Choice(_) => match self.choice {
                Some(id) => Value::Choice(id),
                None => return Ok(None),
            },
        };
        Ok(Some(value))
    }

    /// How it is understood, where that is not plain from what was typed.
    fn echo(&self, look: Look<'_>) -> Option<(String, Role)> {
        if self.edit.text().trim().is_empty() {
            return None;
        }
        match self.value(look.lang, look.when) {
            Ok(Some(Value::Date(at))) => {
                let when = look.when;
                let day = text::time::moment(look.lang, at, when.now, when.zone);
                let far = text::time::from_now(look.lang, at, when.now);
                Some((format!("= {day} · {far}"), Role::Ok))
            }
            Ok(Some(Value::Money(sum))) => Some((format!("= {sum}"), Role::Ok)),
            Ok(Some(Value::Text(typed))) if matches!(self.kind, Kind::Phone) => {
                let pretty = Phone::parse(&typed).ok()?.pretty();
                (pretty != typed).then(|| (format!("= {pretty}"), Role::Ok))
            }
            Ok(_) => None,
            Err(why) => Some((why, Role::Faint)),
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
                Input::Key(key) => self.edit.key(*key),
                Input::Paste(text) => {
                    self.edit.paste(text);
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

    /// Rows it takes at this width: the value, and what has to be said below it.
    pub fn height(&self, width: u16, focus: bool) -> u16 {
        self.value_height(width) + self.below(width, focus)
    }

    fn value_height(&self, width: u16) -> u16 {
        match self.kind {
            Kind::Lines => self.edit.height(width).clamp(3, 8),
            _ => 1,
        }
    }

    /// Rows below the value for what it says. One is kept while typing, so that the form does not jump.
    fn below(&self, width: u16, focus: bool) -> u16 {
        let echoes = matches!(
            self.kind,
            Kind::Date | Kind::Money | Kind::Phone | Kind::Email | Kind::Number | Kind::Quantity
        );
        match &self.error {
            Some(why) => {
                let lines = cells::wrap(why, width.saturating_sub(2)).len().min(3);
                u16::try_from(lines).unwrap_or(1)
            }
            None => u16::from(focus && echoes),
        }
    }

    /// Draws the value and what is said below it.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
        focus: bool,
    ) -> Option<Position> {
        let theme = look.theme;
        let rows = self.value_height(area.width);
        let place = cells::top(area, rows);
        let cursor = match &self.kind {
            Kind::Choice(entries) => {
                let chosen = entries.iter().find(|e| Some(e.id) == self.choice);
                let (word, role) = match chosen {
                    Some(entry) => (entry.label.as_str(), Role::Text),
                    None if self.hint.is_empty() => (text::part::nothing(look.lang), Role::Faint),
                    None => (self.hint.as_str(), Role::Faint),
                };
                self.draw_set(place, buf, look, focus, word, role)
            }
            Kind::Flag => {
                let word = match self.flag {
                    true => text::part::yes(look.lang),
                    false => text::part::no(look.lang),
                };
                self.draw_set(place, buf, look, focus, word, Role::Text)
            }
            _ => {
                let cursor = self.edit.draw(place, buf, theme, focus);
                if self.edit.is_empty() {
                    cells::put(buf, theme, place, &self.hint, Role::Faint);
                }
                cursor
            }
        };
        let below = cells::below(area, rows);
        match (&self.error, self.echo(look)) {
            (Some(why), _) => {
                cells::put(buf, theme, below, theme.glyphs.warn, Role::Alarm);
                let text = cells::right_of(below, 2);
                for (n, line) in (0..).zip(cells::wrap(why, text.width)) {
                    if let Some(row) = cells::row(text, n) {
                        cells::put(buf, theme, row, &line, Role::Alarm);
                    }
                }
            }
            (None, Some((said, role))) if self.below(area.width, focus) > 0 => {
                cells::put(buf, theme, below, &said, role);
            }
            _ => {}
        }
        cursor
    }

    fn draw_set(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
        focus: bool,
        word: &str,
        role: Role,
    ) -> Option<Position> {
        let theme = look.theme;
        if area.is_empty() {
            return None;
        }
        if focus {
            let (back, on) = (theme.glyphs.back, theme.glyphs.arrow);
            let shown = [(back, Role::Accent), (" ", role), (word, Role::Strong)];
            let used = cells::put_row(buf, theme, area, &shown);
            let rest = cells::right_of(area, used + 1);
            cells::put(buf, theme, rest, on, Role::Accent);
            Some(Position::new(area.x + 2.min(area.width - 1), area.y))
        } else {
            cells::put(buf, theme, area, word, role);
            None
        }
    }

    /// The open list, over what is below the field or above it where there is more room. `whole` is where it may go.
    pub fn draw_list(
        &self,
        field: Rect,
        whole: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
    ) -> Option<Position> {
        let list = self.list.as_ref()?;
        let under = whole.bottom().saturating_sub(field.y + 1);
        let over = field.y.saturating_sub(whole.y);
        let wants = (list.height() + 2).min(12);
        let (y, height) = if under >= wants.min(6) || under >= over {
            (field.y + 1, wants.min(under))
        } else {
            let height = wants.min(over);
            (field.y - height, height)
        };
        let place = Rect {
            x: field.x,
            y,
            width: field.width,
            height,
        };
        let inner = super::panel::framed(place, buf, look.theme, "", true);
        list.draw(inner, buf, look)
    }
}

/// "8400,50": a sum as it is typed.
fn bare_sum(sum: Kopecks) -> String {
    let (roubles, kopecks) = (sum.0 / 100, sum.0 % 100);
    match kopecks {
        0 => roubles.to_string(),
        _ => format!("{roubles},{:02}", kopecks.abs()),
    }
}

/// "2", "0,5", "1.25": thousandths of a unit.
fn quantity(typed: &str) -> Option<i64> {
    let plain = typed.replace([' ', '\u{a0}'], "").replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if part.len() > 3 || !digits(part) || !digits(whole) || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part)
}

fn sum(lang: Lang, why: MoneyError) -> String {
    use text::part as w;
    let word = match why {
        MoneyError::Empty => w::wanted(lang),
        MoneyError::NotANumber => w::not_a_sum(lang),
        MoneyError::Negative => w::below_zero(lang),
        MoneyError::TooLarge => w::too_large(lang),
        MoneyError::Ambiguous => w::thousands_or_kopecks(lang),
        MoneyError::RuinedByExcel => w::ruined(lang),
    };
    word.to_owned()
}

fn day(lang: Lang, why: DayError) -> &'static str {
    use text::part as w;
    match why {
        DayError::Empty => w::wanted(lang),
        DayError::NotUnderstood => w::not_a_date(lang),
        DayError::NoSuchDay => w::no_such_day(lang),
        DayError::NoSuchTime => w::no_such_time(lang),
        DayError::TooFar => w::too_far(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;

    fn value(kind: Kind, typed: &str) -> Result<Option<Value>, String> {
        let mut field = Field::new("f", "", kind);
        field.input(&Input::Paste(typed.to_owned()));
        trial::with_look(Lang::En, "mono", |look| field.value(Lang::En, look.when))
    }

    #[test]
    fn a_field_reads_what_was_typed() {
        assert_eq!(
            value(Kind::Money, "8 400,50"),
            Ok(Some(Value::Money(Kopecks(840_050))))
        );
        assert!(value(Kind::Money, "8,400").unwrap_err().contains("kopecks"));
        assert_eq!(value(Kind::Quantity, "0,5"), Ok(Some(Value::Quantity(500))));
        assert_eq!(
            value(Kind::Quantity, "12"),
            Ok(Some(Value::Quantity(12_000)))
        );
        for wrong in ["", ".", "1,2345", "-1", "1,-5", "x"] {
            assert!(
                !matches!(value(Kind::Quantity, wrong), Ok(Some(_))),
                "{wrong}"
            );
        }
        assert_eq!(value(Kind::Number, "1 000"), Ok(Some(Value::Number(1000))));
        assert!(value(Kind::Phone, "913 555").is_err());
        assert_eq!(
            value(Kind::Phone, "8 913 555-12-34"),
            Ok(Some(Value::Text("8 913 555-12-34".into())))
        );
        let Ok(Some(Value::Date(at))) = value(Kind::Date, "завтра 15:00") else {
            panic!("no date");
        };
        assert_eq!(text::time::typed(at, &trial::zone()), "23.11.2026 15:00");
        assert_eq!(value(Kind::Text, "  "), Ok(None));
    }

    #[test]
    fn what_a_field_begins_with_is_not_work() {
        let mut field = Field::new("sum", "", Kind::Money).money(Some(Kopecks(840_050)));
        assert_eq!(field.typed(), "8400,50");
        assert!(!field.dirty());
        field.input(&Input::Key(trial::keys("backspace")[0]));
        assert!(field.dirty());
    }

    fn people() -> Kind {
        Kind::Choice(vec![
            Entry::new(1, "Анна Соколова"),
            Entry::new(2, "Иван Петров").barred(Some("в отпуске".into())),
            Entry::new(3, "Олег Ким"),
        ])
    }

    #[test]
    fn a_choice_is_turned_typed_or_opened() {
        let mut field = Field::new("who", "", people()).choice(Some(1));
        let press = |field: &mut Field, keys: &str| {
            for key in trial::keys(keys) {
                field.input(&Input::Key(key));
            }
        };
        press(&mut field, "right");
        assert_eq!(field.choice, Some(3), "nobody who is away");
        press(&mut field, "right");
        assert_eq!(field.choice, Some(1));
        press(&mut field, "к и м");
        assert!(field.is_open());
        field.pick();
        assert_eq!((field.choice, field.is_open()), (Some(3), false));
        press(&mut field, "и в а н");
        field.pick();
        assert_eq!((field.choice, field.is_open()), (Some(3), true), "away");
        field.close();
        press(&mut field, "backspace");
        assert!(field.is_empty());
    }
}
