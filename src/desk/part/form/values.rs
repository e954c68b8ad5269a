//! What the fields of a form hold, by key.
use crate::desk::part::field::Value;
use crate::domain::calendar::Millis;
use crate::domain::money::Kopecks;

/// What the fields hold, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(pub(super) Vec<(String, Option<Value>)>);

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
