//! Reusable parts of screens: values that take keys and draw themselves into an area.
//!
//! A part knows nothing of the shop, the server or the screen it sits in. Forbidden here: clocks, effects, keymaps; a
//! part is told what to do by its methods and answers with what came of it.
pub mod chart;
pub mod confirm;
pub mod edit;
pub mod field;
pub mod form;
pub mod hint;
pub mod list;
pub mod panel;
pub mod picker;
pub mod table;
pub mod toast;

use super::theme::Theme;
use crate::domain::calendar::Millis;
use crate::text::Lang;
use jiff::tz::TimeZone;

/// What every part needs to draw itself.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    pub theme: &'a Theme,
    pub lang: Lang,
    pub when: When<'a>,
}

/// What a date that somebody typed is counted from.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    pub now: Millis,
    pub zone: &'a TimeZone,
}

#[cfg(test)]
pub(crate) mod trial;
