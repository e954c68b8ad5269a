//! Which screen fills the desk and what lies over it. The topmost has the keys.
use super::screen::{self, Name, Overlay, Screen};
use super::seat::{Level, Seat};
use crate::text;

#[derive(Debug)]
pub(super) struct Stack {
    screens: Vec<(Name, Box<dyn Screen>)>,
    at: Name,
    overlays: Vec<Box<dyn Screen>>,
}

impl Stack {
    pub(super) fn new(seat: &Seat) -> Stack {
        Stack {
            screens: screen::all(seat),
            at: Name::Board,
            overlays: Vec::new(),
        }
    }

    pub(super) fn at(&self) -> Name {
        self.at
    }

    pub(super) fn screen(&self) -> &dyn Screen {
        let (_, screen) = &self.screens[self.index()];
        screen.as_ref()
    }

    pub(super) fn overlays(&self) -> impl Iterator<Item = &dyn Screen> {
        self.overlays.iter().map(AsRef::as_ref)
    }

    /// Something lies over the screen.
    pub(super) fn covered(&self) -> bool {
        !self.overlays.is_empty()
    }

    pub(super) fn top(&self) -> &dyn Screen {
        match self.overlays.last() {
            Some(overlay) => overlay.as_ref(),
            None => self.screen(),
        }
    }

    pub(super) fn top_mut(&mut self) -> &mut dyn Screen {
        let at = self.index();
        match self.overlays.last_mut() {
            Some(overlay) => overlay.as_mut(),
            None => self.screens[at].1.as_mut(),
        }
    }

    /// All that are there, the topmost first.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        self.overlays
            .iter_mut()
            .rev()
            .chain(self.screens.iter_mut().map(|(_, screen)| screen))
    }

    pub(super) fn holds_work(&self) -> bool {
        self.overlays.iter().any(|o| o.holds_work())
            || self.screens.iter().any(|(_, s)| s.holds_work())
    }

    pub(super) fn open(&mut self, overlay: Overlay, seat: &mut Seat) {
        if let Some(mut opened) = screen::open(overlay, seat) {
            opened.refresh(seat);
            self.overlays.push(opened);
            seat.dirty();
        }
    }

    /// Closes what lies on top. False: nothing did.
    pub(super) fn close(&mut self, seat: &mut Seat) -> bool {
        seat.dirty();
        self.overlays.pop().is_some()
    }

    pub(super) fn go(&mut self, name: Name, seat: &mut Seat) {
        if self.overlays.iter().any(|o| o.holds_work()) {
            seat.say(Level::Warning, text::desk::close_first(seat.lang));
            return;
        }
        if !self.screens.iter().any(|(n, _)| *n == name) {
            return;
        }
        self.overlays.clear();
        seat.dirty();
        let comes = std::mem::replace(&mut self.at, name) != name;
        self.top_mut().arrive(seat);
        if comes {
            self.top_mut().refresh(seat);
        }
    }

    /// What is to be seen, the topmost first. A screen that is not reads again when it comes to the front.
    pub(super) fn shown_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        let at = self.index();
        self.overlays
            .iter_mut()
            .rev()
            .chain(std::iter::once(&mut self.screens[at].1))
    }

    /// The screens read again what they show.
    pub(super) fn refresh(&mut self, seat: &mut Seat) {
        for screen in self.shown_mut() {
            screen.refresh(seat);
        }
    }

    fn index(&self) -> usize {
        self.screens
            .iter()
            .position(|(n, _)| *n == self.at)
            .unwrap_or(0)
    }
}
