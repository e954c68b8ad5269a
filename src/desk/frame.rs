//! The desk's frame: the top line, the hint line, what is said above it. The screen and the overlays draw the rest.
use super::Desk;
use super::action::{Action, Availability};
use super::cells;
use super::keymap::written;
use super::mirror::Link;
use super::part::{hint, toast};
use super::screen::Name;
use super::seat::Level;
use super::theme::Role;
use crate::domain::text::{Kind, TermText};
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this nothing useful fits.
const LEAST: (u16, u16) = (30, 8);
/// A wide window shows no more than this.
const MOST_HINTS: usize = 14;

impl Desk {
    /// Draws everything on a blank buffer; where the cursor is wanted, if it is.
    pub fn paint(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let seat = &self.seat;
        buf.set_style(area, seat.theme.style(Role::Text));
        if area.width < LEAST.0 || area.height < LEAST.1 {
            let words = text::board::too_small(seat.lang);
            cells::put(buf, &seat.theme, area, words, Role::Text);
            return None;
        }
        self.top_line(cells::top(area, 1), buf);
        let hints = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        self.hint_line(hints, buf);
        let body = Rect {
            y: area.y + 1,
            height: area.height - 2,
            ..area
        };
        let mut cursor = self.stack.screen().draw(seat, body, buf);
        for overlay in self.stack.overlays() {
            cursor = overlay.draw(seat, body, buf);
        }
        let said = seat.toasts().map(|said| {
            let role = match said.level {
                Level::Info => Role::Ok,
                Level::Warning => Role::Warn,
                Level::Error => Role::Alarm,
            };
            (said.text.as_str(), role)
        });
        toast::draw(body, buf, seat.look(), said);
        cursor
    }

    fn top_line(&self, area: Rect, buf: &mut Buffer) {
        let seat = &self.seat;
        let lang = seat.lang;
        let theme = &seat.theme;
        cells::paint(buf, theme, area, Role::Bar);
        let mut right = String::new();
        if let Some(me) = &seat.mirror.me {
            // The first name is enough to know whose desk it is; the clock must not be cut for the rest.
            let first = me.name.split_whitespace().next().unwrap_or_default();
            right.push_str(&TermText::new(first, Kind::Line).fit(16));
            right.push_str("   ");
        }
        if let Some(shop) = &seat.mirror.shop {
            right.push_str(&text::time::clock(seat.now, shop.hours.zone()));
            right.push(' ');
        }
        let link = match seat.mirror.link {
            Link::Connecting => Some(text::desk::connecting(lang).to_owned()),
            Link::Up => None,
            Link::Down if seat.mirror.pending.is_empty() => {
                Some(text::desk::offline(lang).to_owned())
            }
            Link::Down => Some(text::desk::offline_waiting(lang, seat.mirror.pending.len())),
        };
        let mut left = 1;
        let mut put = |text: &str, role: Role, gap: u16, room: u16| {
            let wide = cells::width(text);
            if left + wide + room > area.width {
                return false;
            }
            let rest = cells::right_of(area, left);
            let style = theme.style(Role::Bar).patch(theme.style(role));
            left += cells::put_styled(buf, theme, rest, text, style) + gap;
            true
        };
        put(text::desk::name(lang), Role::Strong, 2, 0);
        let room = cells::width(&right) + 1;
        if let Some(words) = &link {
            put(words, Role::Strong, 2, 0);
        }
        if let Some(shop) = &seat.mirror.shop_name {
            put(&shop.fit(24), Role::Bar, 2, room);
        }
        if seat.mirror.demo {
            put(text::desk::demo(lang), Role::Bar, 2, room);
        }
        for name in Name::ALL {
            let (action, words) = tab(name);
            let here = name == self.stack.at();
            let key = seat
                .keymap
                .keys(super::keymap::Context::Global, action)
                .next()
                .map_or_else(String::new, |keys| written(keys, false));
            let counter = match name {
                Name::Approvals if seat.mirror.approvals > 0 => {
                    format!(" {}", seat.mirror.approvals)
                }
                _ => String::new(),
            };
            let text = if here {
                format!("[{key} {}{counter}]", words(lang))
            } else {
                format!("{key} {}{counter}", words(lang))
            };
            let role = if here || !counter.is_empty() {
                Role::Strong
            } else {
                Role::Bar
            };
            put(&text, role, 2, room);
        }
        let rest = cells::right_of(area, left);
        cells::put_right(buf, theme, rest, &right, Role::Bar);
    }

    /// The keys that work here and now; while a sequence is under way, how it can go on.
    fn hint_line(&self, area: Rect, buf: &mut Buffer) {
        let seat = &self.seat;
        let lang = seat.lang;
        let top = self.stack.top();
        let context = top.context();
        let mut pairs: Vec<(String, &'static str)> = Vec::new();
        let mut last = None;
        if self.typed.is_empty() {
            for action in top.offers(seat) {
                if let Some(keys) = seat.keys(context, action)
                    && pairs.len() < MOST_HINTS
                    && self.can(action) == Availability::Yes
                {
                    pairs.push((keys, action.short(lang)));
                }
            }
            last = seat
                .keys(context, Action::Palette)
                .map(|keys| (keys, Action::Palette.short(lang)));
        } else {
            let typed = text::desk::sequence(&written(&self.typed, false));
            pairs.push((typed, ""));
            for (key, action) in seat.keymap.continuations(context, &self.typed) {
                let key = seat.plain(written(&[key], seat.russian));
                pairs.push((key, action.short(lang)));
            }
        }
        let area = cells::right_of(area, 1);
        let last = last.as_ref().map(|(keys, words)| (keys.as_str(), *words));
        hint::draw(area, buf, seat.look(), &pairs, last);
    }
}

fn tab(name: Name) -> (Action, fn(crate::text::Lang) -> &'static str) {
    match name {
        Name::Board => (Action::GoBoard, text::desk::board),
        Name::Contacts => (Action::GoContacts, text::desk::contacts),
        Name::Approvals => (Action::GoApprovals, text::desk::approvals),
        Name::Settings => (Action::GoSettings, text::desk::settings),
        Name::Log => (Action::GoLog, text::desk::log),
    }
}
