//! The hint line: keys and what they do here and now, as many as fit whole.
use super::super::cells;
use super::super::theme::Role;
use super::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws pairs of key and word from the left; `last` keeps its place at the right edge: the way to all the rest.
pub fn draw<K: AsRef<str>, W: AsRef<str>>(
    area: Rect,
    buf: &mut Buffer,
    look: Look<'_>,
    pairs: &[(K, W)],
    last: Option<(&str, &str)>,
) {
    let mut room = area;
    if let Some((key, word)) = last {
        let wide = cells::width(key) + u16::from(!word.is_empty()) + cells::width(word);
        if wide <= area.width {
            pair(
                cells::right_of(area, area.width - wide),
                buf,
                look,
                key,
                word,
            );
            room.width -= (wide + 2).min(room.width);
        }
    }
    for (key, word) in pairs {
        let (key, word) = (key.as_ref(), word.as_ref());
        let wide = cells::width(key) + 1 + cells::width(word);
        if wide > room.width {
            // A shorter one behind it would stand for a key that is less useful.
            break;
        }
        pair(room, buf, look, key, word);
        room = cells::right_of(room, wide + 2);
    }
}

fn pair(area: Rect, buf: &mut Buffer, look: Look<'_>, key: &str, word: &str) {
    let pieces = [
        (key, Role::HintKey),
        (" ", Role::HintWord),
        (word, Role::HintWord),
    ];
    cells::put_row(buf, look.theme, area, &pieces);
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::text::Lang;

    #[test]
    fn as_many_as_fit() {
        let pairs = [("h р", "влево"), ("Enter", "открыть"), ("n т", "новая")];
        let drawn = |w| {
            trial::with_look(Lang::Ru, "default", |look| {
                let mut buf = Buffer::empty(Rect::new(0, 0, w, 1));
                draw(buf.area, &mut buf, look, &pairs, Some(("Ctrl-P", "все")));
                trial::text(&buf)
            })
        };
        assert_eq!(
            drawn(50),
            "h р влево  Enter открыть  n т новая     Ctrl-P все\n"
        );
        assert_eq!(drawn(42), "h р влево  Enter открыть        Ctrl-P все\n");
        assert_eq!(drawn(12), "  Ctrl-P все\n");
        assert_eq!(drawn(3), "   \n");
        assert_eq!(drawn(0), "\n");
    }
}
