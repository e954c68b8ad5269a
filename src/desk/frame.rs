//! The desk's frame: the top line, the hint line, what is said above it. The screen and the overlays draw the rest.
use super::Desk;
use super::action::{Action, Availability};
use super::cells;
use super::keymap::{Context, written};
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
/// Smaller windows have one row for toasts while a form is filled.
const ROOM_FOR_TOASTS: u16 = 20;
const ROOM_BESIDE: u16 = 76;
/// Below this the hint line has no word for the palette.
const NARROW: u16 = 60;
/// A wide window shows no more than this.
const MOST_HINTS: usize = 14;

impl Desk {
    /// Draws everything on a blank buffer; where the cursor is wanted, if it is.
    pub fn paint(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let seat = &self.seat;
        buf.set_style(area, seat.theme.style(Role::Text));
        if too_small((area.width, area.height)) {
            let words = text::board::too_small(seat.lang);
            for (n, line) in (0..).zip(cells::wrap(words, area.width)) {
                if let Some(row) = cells::row(area, n) {
                    cells::put(buf, &seat.theme, row, &line, Role::Text);
                }
            }
            return None;
        }
        self.top_line(cells::top(area, 1), buf);
        let hints = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        let body = Rect {
            y: area.y + 1,
            height: area.height - 2,
            ..area
        };
        let mut cursor = self.stack.screen().draw(seat, body, buf);
        for overlay in self.stack.overlays() {
            cursor = overlay.draw(seat, body, buf);
        }
        self.hint_line(hints, buf);
        let said = seat.toasts().map(|said| {
            let role = match said.level {
                Level::Note => Role::Note,
                Level::Info => Role::Ok,
                Level::Warning => Role::Warn,
                Level::Error => Role::Alarm,
            };
            (said.text.as_str(), role)
        });
        // Fields being filled are not to be hidden by what is said about them.
        let small = body.height < ROOM_FOR_TOASTS || body.width < ROOM_BESIDE;
        let (most, place) = match self.stack.top().context() {
            Context::Form if small => (1, body),
            // Inside the frame, which stays whole.
            _ => {
                let inside = Rect {
                    width: body.width - 1,
                    height: body.height - 1,
                    ..body
                };
                (u16::MAX, inside)
            }
        };
        toast::draw(place, buf, seat.look(), most, said);
        cursor
    }

    /// Whose desk it is and the clock at the right; at the left the ways to the screens, always in the same order and
    /// the same places. Where there is no room the names of shop and program go first, then the ways from the right,
    /// but never the one taken.
    fn top_line(&self, area: Rect, buf: &mut Buffer) {
        let seat = &self.seat;
        let (lang, theme) = (seat.lang, &seat.theme);
        cells::paint(buf, theme, area, Role::Bar);
        let link = match seat.mirror.link {
            Link::Connecting => Some(text::desk::connecting(lang).to_owned()),
            Link::Up => None,
            Link::Down if seat.mirror.pending.is_empty() => {
                Some(text::desk::offline(lang).to_owned())
            }
            Link::Down => Some(text::desk::offline_waiting(lang, seat.mirror.pending.len())),
        };
        let mut bits = vec![Piece::new(text::desk::name(lang), Role::Strong, 6)];
        bits.extend(link.map(|words| Piece::new(words, Role::Strong, 0)));
        if let Some(shop) = &seat.mirror.shop_name {
            bits.push(Piece::new(shop.fit(24), Role::Bar, 7));
        }
        if seat.mirror.demo {
            bits.push(Piece::new(text::desk::demo(lang), Role::Bar, 4));
        }
        if let (Some(until), Some(shop)) = (seat.mirror.copy_of, &seat.mirror.shop) {
            let when = text::time::typed(until, shop.hours.zone());
            bits.push(Piece::new(
                text::desk::copy_of(lang, &when),
                Role::Strong,
                0,
            ));
        }
        bits.extend(Name::ALL.map(|name| self.tab(name)));
        let clock = seat.mirror.shop.as_ref();
        let clock = clock.map_or_else(String::new, |shop| {
            text::time::clock(seat.now, shop.hours.zone())
        });
        let clock_wide = cells::width(&clock) + 2;
        // The first name is enough to know whose desk it is.
        let me = seat.mirror.me.as_ref().map_or_else(String::new, |me| {
            let first = me.name.split_whitespace().next().unwrap_or_default();
            TermText::new(first, Kind::Line).fit(16)
        });
        bits.push(Piece::new(me, Role::Bar, 3));
        let mut room = area.width.saturating_sub(1 + clock_wide);
        for rank in 0..=7 {
            for bit in bits.iter_mut().filter(|b| b.rank == rank) {
                bit.fits = bit.wide > 0 && bit.wide <= room;
                if bit.fits {
                    room -= bit.wide;
                } else if bit.wide > 0 {
                    // What stands behind it does not take its place.
                    break;
                }
            }
        }
        let bar = theme.style(Role::Bar);
        let me = bits.pop().filter(|me| me.fits);
        let mut left = 1;
        for bit in bits.iter().filter(|b| b.fits) {
            let style = bar.patch(theme.style(bit.role));
            let rest = cells::right_of(area, left);
            cells::put_styled(buf, theme, rest, &bit.text, style);
            left += bit.wide;
        }
        let right = cells::first(area, area.width - 1);
        cells::put_right(buf, theme, right, &clock, Role::Bar);
        if let Some(me) = me {
            let right = cells::first(area, area.width.saturating_sub(clock_wide + 1));
            cells::put_right(buf, theme, right, &me.text, Role::Bar);
        }
    }

    /// The way to a screen, with the key that works now, if one does.
    fn tab(&self, name: Name) -> Piece {
        let seat = &self.seat;
        let here = name == self.stack.at();
        let (action, words) = tab(name);
        // What lies over the screen comes and goes; the line does not jump for it.
        let keys = |context| {
            let first = seat.keymap.keys(context, action).next();
            first.map_or_else(String::new, |keys| format!("{} ", written(keys, false)))
        };
        // Where the key is text its place stays free.
        let room = usize::from(cells::width(&keys(Context::Global)));
        let keys = keys(self.stack.screen().context());
        let text = format!("{keys:room$}{}", words(seat.lang));
        // A counter that comes and goes moves nothing.
        let (count, room) = match (name, seat.mirror.approvals) {
            (Name::Approvals, waiting @ 1..) => (format!(" {waiting}"), COUNTER),
            (Name::Approvals, _) => (String::new(), COUNTER),
            _ => (String::new(), 0),
        };
        let left = room.saturating_sub(cells::width(&count));
        let role = match here || !count.is_empty() {
            true => Role::Strong,
            false => Role::Bar,
        };
        let (text, rank) = match here {
            true => (format!("[{text}{count}]"), 2),
            false => (format!(" {text}{count} "), 5),
        };
        Piece {
            wide: cells::width(&text) + left,
            ..Piece::new(text, role, rank)
        }
    }

    /// How a sequence can go on: in as many rows above the hint line as that needs.
    fn ways_on(&self, pairs: &[(String, &'static str)], area: Rect, buf: &mut Buffer) {
        let look = self.seat.look();
        let mut rows: Vec<&[(String, &'static str)]> = Vec::new();
        let (mut from, mut used) = (0, 0);
        for (n, (keys, word)) in pairs.iter().enumerate() {
            let wide = cells::width(keys) + 1 + cells::width(word) + 2;
            if used + wide > area.width + 2 && n > from {
                rows.push(&pairs[from..n]);
                (from, used) = (n, 0);
            }
            used += wide;
        }
        rows.push(&pairs[from..]);
        for (n, row) in (0..).zip(rows.iter().rev()) {
            if n >= area.y {
                break;
            }
            let line = Rect {
                y: area.y - n,
                ..area
            };
            let whole = Rect {
                x: 0,
                width: line.right(),
                ..line
            };
            cells::clear(buf, look.theme, whole);
            hint::draw(line, buf, look, row, None);
        }
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
                let word = top.word(action, seat);
                // One key for the same thing is enough.
                let said = pairs.iter().any(|(_, said)| *said == word);
                if let Some(keys) = seat.keys(context, action)
                    && !said
                    && pairs.len() < MOST_HINTS
                    && self.can(action) == Availability::Yes
                {
                    pairs.push((keys, word));
                }
            }
            // Where there is little room the keys of the place go before the way to all others.
            let word = match area.width < NARROW || context == Context::Form {
                true => "",
                false => Action::Palette.short(lang),
            };
            let keys = seat.keys(context, Action::Palette);
            last = keys.map(|keys| (keys, word));
        } else {
            let typed = text::desk::sequence(&written(&self.typed, false));
            pairs.push((typed, ""));
            for (key, action) in seat.keymap.continuations(context, &self.typed) {
                let key = seat.plain(written(&[key], seat.russian));
                pairs.push((key, action.short(lang)));
            }
        }
        let area = cells::right_of(area, 1);
        if !self.typed.is_empty() {
            self.ways_on(&pairs, area, buf);
            return;
        }
        let last = last.as_ref().map(|(keys, words)| (keys.as_str(), *words));
        hint::draw(area, buf, seat.look(), &pairs, last);
    }
}

/// Is there too little room for anything useful?
pub(super) fn too_small((width, height): (u16, u16)) -> bool {
    width < LEAST.0 || height < LEAST.1
}

/// Cells behind a word of the top line.
const GAP: u16 = 2;
/// Cells of the counter behind a screen's name.
const COUNTER: u16 = 2;

/// A word of the top line. A lower rank stays longer.
#[derive(Debug)]
struct Piece {
    text: String,
    role: Role,
    wide: u16,
    rank: u8,
    fits: bool,
}

impl Piece {
    fn new(text: impl Into<String>, role: Role, rank: u8) -> Piece {
        let text = text.into();
        Piece {
            wide: match cells::width(&text) {
                0 => 0,
                wide => wide + GAP,
            },
            text,
            role,
            rank,
            fits: false,
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
