//! The desk's frame: the top line, the hint line, what is said above it. The screen and the overlays draw the rest.
use super::Desk;
use super::action::{Action, Availability};
use super::cells;
use super::keymap::written;
use super::mirror::Link;
use super::screen::Name;
use super::seat::{Level, Seat};
use super::theme::Role;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this nothing useful fits.
const LEAST: (u16, u16) = (30, 8);

impl Desk {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
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
        toasts(seat, body, buf);
        cursor
    }

    fn top_line(&self, area: Rect, buf: &mut Buffer) {
        let seat = &self.seat;
        let lang = seat.lang;
        let theme = &seat.theme;
        cells::paint(buf, theme, area, Role::Bar);
        let mut right = String::new();
        if let Some(me) = &seat.mirror.me {
            right.push_str(&me.name);
            right.push_str("   ");
        }
        if let Some(shop) = &seat.mirror.shop {
            let local = seat.now.local(shop.hours.zone());
            right.push_str(&format!("{:02}:{:02} ", local.hour(), local.minute()));
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
        let room = cells::width(&right).min(24) + 1;
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
        let mut hints: Vec<(String, &'static str, bool)> = Vec::new();
        if self.typed.is_empty() {
            let mut actions = top.offers(seat);
            let always = [Action::Palette, Action::Help];
            actions.retain(|a| !always.contains(a));
            let room = actions.len().min(12);
            for action in actions[..room].iter().chain(&always) {
                if let Some(keys) = seat.keys(context, *action) {
                    let can = self.can(*action) == Availability::Yes;
                    hints.push((keys, action.short(lang), can));
                }
            }
        } else {
            for (key, action) in seat.keymap.continuations(context, &self.typed) {
                let keys = written(&[key], seat.russian);
                hints.push((keys, action.short(lang), true));
            }
        }
        let mut at = 1;
        if !self.typed.is_empty() {
            let words = text::desk::sequence(lang, &written(&self.typed, false));
            let rest = cells::right_of(area, at);
            at += cells::put(buf, &seat.theme, rest, &words, Role::Strong) + 2;
        }
        for (keys, words, can) in hints {
            let wide = cells::width(&keys) + 1 + cells::width(words);
            if at + wide > area.width {
                break;
            }
            if !can {
                continue;
            }
            let rest = cells::right_of(area, at);
            let pieces = [
                (keys.as_str(), Role::HintKey),
                (" ", Role::HintWord),
                (words, Role::HintWord),
            ];
            at += cells::put_row(buf, &seat.theme, rest, &pieces) + 2;
        }
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

/// What was said lately, newest below, over the foot of the screen.
fn toasts(seat: &Seat, area: Rect, buf: &mut Buffer) {
    let mut bottom = area.bottom();
    for said in seat.toasts().rev() {
        let (mark, role) = match said.level {
            Level::Info => (seat.theme.glyphs.bullet, Role::Text),
            Level::Warning => (seat.theme.glyphs.warn, Role::Warn),
            Level::Error => (seat.theme.glyphs.cross, Role::Alarm),
        };
        let width = area.width.saturating_sub(4).min(90);
        let lines = cells::wrap(&said.text, width.saturating_sub(4));
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        if bottom.saturating_sub(height) <= area.y {
            break;
        }
        bottom -= height;
        let widest = lines.iter().map(|l| cells::width(l)).max().unwrap_or(0) + 4;
        let place = Rect {
            x: area.right() - widest.min(width) - 1,
            y: bottom,
            width: widest.min(width),
            height,
        };
        cells::clear(buf, &seat.theme, place);
        cells::paint(buf, &seat.theme, place, Role::Selected);
        let style = seat
            .theme
            .style(Role::Selected)
            .patch(seat.theme.style(role));
        for (n, line) in lines.iter().enumerate() {
            let Some(row) = cells::row(place, n as u16) else {
                break;
            };
            if n == 0 {
                cells::put_styled(buf, &seat.theme, cells::right_of(row, 1), mark, style);
            }
            cells::put_styled(buf, &seat.theme, cells::right_of(row, 3), line, style);
        }
    }
}
