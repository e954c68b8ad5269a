//! Labelled fields one below the other, the cursor on one of them.
//!
//! What was typed is never lost by what happens around it: a refusal is said at its field, and leaving with work in
//! hand is asked about by whoever holds the form.
use super::super::action::Action;
use super::super::cells;
use super::super::key::Input;
use super::super::theme::Role;
use super::Look;
use super::field::{Field, Kind, Value};
use super::panel;
use crate::domain::calendar::Millis;
use crate::domain::money::Kopecks;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug, Clone)]
pub struct Form {
    pub title: String,
    /// Said above the fields: what the form is for.
    pub intro: String,
    fields: Vec<Field>,
    at: usize,
    /// Said below the fields: what is wrong with the whole.
    error: Option<String>,
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

/// What the fields hold, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, Option<Value>)>);

impl Values {
    pub fn get(&self, key: &str) -> Option<&Value> {
        let (_, value) = self.0.iter().find(|(k, _)| k == key)?;
        value.as_ref()
    }

    /// Is there such a field, filled or not?
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(k, _)| k == key)
    }

    /// Empty where nothing was entered.
    pub fn text(&self, key: &str) -> String {
        match self.get(key) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    pub fn money(&self, key: &str) -> Option<Kopecks> {
        match self.get(key) {
            Some(Value::Money(sum)) => Some(*sum),
            _ => None,
        }
    }

    pub fn date(&self, key: &str) -> Option<Millis> {
        match self.get(key) {
            Some(Value::Date(at)) => Some(*at),
            _ => None,
        }
    }

    pub fn choice(&self, key: &str) -> Option<i64> {
        match self.get(key) {
            Some(Value::Choice(id)) => Some(*id),
            _ => None,
        }
    }

    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Flag(true)))
    }
}

/// Below this width a label stands above its value.
const NARROW: u16 = 44;

impl Form {
    pub fn new(title: impl Into<String>, fields: Vec<Field>) -> Form {
        Form {
            title: title.into(),
            intro: String::new(),
            fields,
            at: 0,
            error: None,
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

    /// Rows it takes inside a frame of this width.
    pub fn height(&self, width: u16) -> u16 {
        let intro = self.intro_rows(width).len();
        let fields: u16 = (0..self.fields.len())
            .map(|n| self.field_height(n, width))
            .sum();
        let error = self.error_rows(width).len();
        fields.saturating_add(u16::try_from(intro + error).unwrap_or(u16::MAX))
    }

    fn intro_rows(&self, width: u16) -> Vec<String> {
        if self.intro.is_empty() {
            return Vec::new();
        }
        let mut rows = cells::wrap(&self.intro, width);
        rows.push(String::new());
        rows
    }

    fn error_rows(&self, width: u16) -> Vec<String> {
        match &self.error {
            Some(error) => cells::wrap(error, width),
            None => Vec::new(),
        }
    }

    fn label_width(&self, width: u16) -> u16 {
        let widest = self.fields.iter().map(|f| cells::width(&f.label)).max();
        (widest.unwrap_or(0) + 2).min(width / 3)
    }

    fn field_height(&self, n: usize, width: u16) -> u16 {
        let field = &self.fields[n];
        if width < NARROW {
            1 + field.height(width.saturating_sub(2), n == self.at)
        } else {
            let room = width - self.label_width(width) - 2;
            field.height(room, n == self.at)
        }
    }

    /// Draws the fields, scrolled so that the one with the cursor is in sight.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: Look<'_>) -> Option<Position> {
        let theme = look.theme;
        let mut area = area.intersection(buf.area);
        let whole = area;
        let error = self.error_rows(area.width);
        let error_height = u16::try_from(error.len())
            .unwrap_or(u16::MAX)
            .min(area.height);
        for (n, line) in (0..).zip(error.iter().take(usize::from(error_height))) {
            if let Some(row) = cells::row(area, area.height - error_height + n) {
                cells::put(buf, theme, row, line, Role::Alarm);
            }
        }
        area.height -= error_height;
        let intro = self.intro_rows(area.width);
        let heights: Vec<u16> = (0..self.fields.len())
            .map(|n| self.field_height(n, area.width))
            .collect();
        let intro_height = u16::try_from(intro.len()).unwrap_or(u16::MAX);
        let end = |n: usize| intro_height.saturating_add(heights[..=n].iter().sum());
        let mut skip = match self.fields.is_empty() {
            true => 0,
            false => end(self.at).saturating_sub(area.height),
        };
        // Whole fields scroll away, not halves.
        let mut y = area.y;
        for line in &intro {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            if let Some(row) = cells::row(area, y - area.y) {
                cells::put(buf, theme, row, line, Role::Note);
                y += 1;
            }
        }
        let mut cursor = None;
        let mut open = None;
        for (n, field) in self.fields.iter().enumerate() {
            if skip > 0 && n < self.at {
                skip = skip.saturating_sub(heights[n]);
                continue;
            }
            let left = area.bottom().saturating_sub(y);
            if left == 0 {
                break;
            }
            let place = Rect {
                y,
                height: heights[n].min(left),
                ..area
            };
            let (value, at) = self.draw_field(n, place, buf, look);
            if n == self.at {
                cursor = at;
                open = Some((field, value));
            }
            y += place.height;
        }
        if let Some((field, value)) = open
            && let Some(at) = field.draw_list(value, whole, buf, look)
        {
            cursor = Some(at);
        }
        cursor
    }

    fn draw_field(
        &self,
        n: usize,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
    ) -> (Rect, Option<Position>) {
        let theme = look.theme;
        let field = &self.fields[n];
        let focus = n == self.at;
        let role = match (focus, field.error().is_some()) {
            (true, _) => Role::Accent,
            (false, true) => Role::Alarm,
            (false, false) => Role::Faint,
        };
        let mark = if focus { theme.glyphs.pointer } else { " " };
        cells::put(buf, theme, cells::first(area, 1), mark, Role::Accent);
        let inner = cells::right_of(area, 2);
        let value = if area.width < NARROW {
            cells::put(buf, theme, cells::top(inner, 1), &field.label, role);
            cells::below(inner, 1)
        } else {
            let wide = self.label_width(area.width);
            let label = cells::first(cells::top(inner, 1), wide - 1);
            cells::put(buf, theme, label, &field.label, role);
            cells::right_of(inner, wide)
        };
        (value, field.draw(value, buf, look, focus))
    }

    /// Draws the form in a frame as large as it needs: in the middle of the window, or with its first field on this
    /// row of the screen.
    pub fn draw_framed(
        &self,
        window: Rect,
        row: Option<u16>,
        buf: &mut Buffer,
        look: Look<'_>,
    ) -> Option<Position> {
        let long = |f: &Field| matches!(f.kind(), Kind::Lines);
        let most = if self.fields.iter().any(long) { 84 } else { 72 };
        let width = window
            .width
            .saturating_sub(2)
            .clamp(window.width.min(20), most);
        let lists = self
            .fields
            .iter()
            .any(|f| matches!(f.kind(), Kind::Choice(_)));
        let inner_width = width.saturating_sub(4);
        // An open list wants some rows below its field.
        let spare = if lists && self.focused().is_some_and(Field::is_open) {
            8
        } else {
            0
        };
        let height = self.height(inner_width).saturating_add(2 + spare);
        let mut place = cells::middle(window, width, height);
        if let Some(row) = row {
            let lowest = window.bottom().saturating_sub(place.height);
            place.y = row.saturating_sub(1).clamp(window.y, lowest.max(window.y));
        }
        let inner = panel::framed(place, buf, look.theme, &self.title, true);
        let padded = Rect {
            x: inner.x + u16::from(inner.width > 2),
            width: inner.width - 2 * u16::from(inner.width > 2),
            ..inner
        };
        self.draw(padded, buf, look)
    }
}

#[cfg(test)]
mod tests {
    use super::super::picker::Entry;
    use super::super::trial;
    use super::*;
    use crate::text::Lang;
    use proptest::prelude::*;

    fn deal() -> Form {
        let sources = vec![
            Entry::new(1, "сайт"),
            Entry::new(2, "Авито"),
            Entry::new(3, "2ГИС"),
        ];
        Form::new(
            "Новая сделка",
            vec![
                Field::new("who", "Клиент", Kind::Text).wanted(),
                Field::new("phone", "Телефон", Kind::Phone),
                Field::new("sum", "Сумма", Kind::Money),
                Field::new("source", "Источник", Kind::Choice(sources)),
                Field::new("late", "Срочно", Kind::Flag),
                Field::new("note", "Заметка", Kind::Lines),
            ],
        )
    }

    /// What the desk's keymap makes of the keys.
    fn press(form: &mut Form, words: &str) -> Step {
        let mut last = Step::On;
        for key in trial::keys(words) {
            last = match key.to_string().as_str() {
                "tab" | "down" => {
                    form.next();
                    Step::On
                }
                "shift+tab" | "up" => {
                    form.previous();
                    Step::On
                }
                "enter" => form.go_on(),
                "esc" => form.close(),
                "f4" => {
                    form.choose();
                    Step::On
                }
                _ => {
                    form.input(&Input::Key(key));
                    Step::On
                }
            };
        }
        last
    }

    fn drawn(form: &Form, w: u16, h: u16) -> String {
        trial::with_look(Lang::Ru, "default", |look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
            form.draw_framed(buf.area, None, &mut buf, look);
            trial::text(&buf)
        })
    }

    #[test]
    fn enter_goes_on_and_submits_on_the_last() {
        let mut form = deal();
        assert_eq!(
            press(
                &mut form,
                "П ё т р enter enter 8 4 0 0 enter right enter enter"
            ),
            Step::On
        );
        assert_eq!(form.focused().unwrap().key, "note");
        assert_eq!(press(&mut form, "enter"), Step::Submit);
        let values = trial::with_look(Lang::Ru, "mono", |look| form.values(look)).unwrap();
        assert_eq!(values.money("sum"), Some(Kopecks(840_000)));
        assert_eq!(values.choice("source"), Some(1));
    }

    #[test]
    fn a_paste_with_line_breaks_submits_nothing() {
        let mut form = deal();
        form.input(&Input::Paste("Пётр\nИванов\n".into()));
        assert_eq!(form.focused().unwrap().key, "who");
        assert_eq!(form.field("who").unwrap().typed(), "Пётр Иванов ");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let mut form = deal();
        press(&mut form, "tab tab 8 , 4 0 0 tab tab");
        let values = trial::with_look(Lang::Ru, "mono", |look| form.values(look));
        assert_eq!(values, None);
        assert_eq!(form.focused().unwrap().key, "who", "the first wrong one");
        insta::assert_snapshot!(drawn(&form, 60, 14));
        form.fail("phone", "уже есть у № 12");
        assert_eq!(form.focused().unwrap().key, "phone");
        form.fail("nowhere", "сервер не отвечает");
        assert!(drawn(&form, 60, 14).contains("сервер не отвечает"));
        assert_eq!(form.field("sum").unwrap().typed(), "8,400", "kept");
    }

    #[test]
    fn a_list_opens_below_its_field() {
        let mut form = deal();
        press(&mut form, "tab tab tab f4 f d b n j");
        insta::assert_snapshot!(drawn(&form, 60, 20));
        assert_eq!(press(&mut form, "esc"), Step::On, "only the list");
        assert_eq!(press(&mut form, "esc"), Step::Close);
        assert!(!form.dirty());
    }

    #[test]
    fn narrow_and_low() {
        let mut form = deal();
        press(&mut form, "tab 8 9 1 3 5 5 5 1 2 3 4 tab 5 0 0");
        insta::assert_snapshot!(drawn(&form, 40, 9));
    }

    proptest! {
        #[test]
        fn any_input_any_size(inputs in trial::inputs(30), w in 0u16..90, h in 0u16..24) {
            let mut form = deal().intro("Зачем эта форма");
            for input in inputs {
                match input {
                    Input::Key(key) => { press(&mut form, &key.to_string()); }
                    other => { form.input(&other); }
                }
                trial::with_look(Lang::En, "ascii", |look| {
                    let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
                    form.draw_framed(buf.area, None, &mut buf, look);
                    form.values(look);
                });
            }
        }
    }
}
