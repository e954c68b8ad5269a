//! The characters of frames and marks, in three sets.
//!
//! Forbidden here: a mark that isn't one cell wide everywhere.

/// The characters of frames and marks; every one is a single cell wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Upper left, upper right, lower left, lower right.
    pub corners: [&'static str; 4],
    pub horizontal: &'static str,
    pub vertical: &'static str,
    /// Where a horizontal line meets the frame: left, right, top, bottom.
    pub tees: [&'static str; 4],
    pub ellipsis: &'static str,
    /// Before the selected row.
    pub pointer: &'static str,
    pub marked: &'static str,
    pub bullet: &'static str,
    pub arrow: &'static str,
    pub back: &'static str,
    pub warn: &'static str,
    pub check: &'static str,
    pub cross: &'static str,
    pub wait: &'static str,
    pub thumb: &'static str,
    /// Eighths of a cell's height, from the lowest.
    pub heights: [&'static str; 8],
    /// Eighths of a cell's width, from the narrowest.
    pub widths: [&'static str; 8],
}

pub(super) const ROUNDED: Glyphs = Glyphs {
    corners: ["╭", "╮", "╰", "╯"],
    ..PLAIN
};
const PLAIN: Glyphs = Glyphs {
    corners: ["┌", "┐", "└", "┘"],
    horizontal: "─",
    vertical: "│",
    tees: ["├", "┤", "┬", "┴"],
    ellipsis: "…",
    pointer: "▌",
    marked: "◆",
    bullet: "•",
    arrow: "→",
    back: "←",
    warn: "!",
    check: "✓",
    cross: "×",
    wait: "◌",
    thumb: "┃",
    heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    widths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
};
const ASCII: Glyphs = Glyphs {
    corners: ["+"; 4],
    horizontal: "-",
    vertical: "|",
    tees: ["+"; 4],
    ellipsis: "~",
    pointer: ">",
    marked: "*",
    bullet: "-",
    arrow: ">",
    back: "<",
    warn: "!",
    check: "+",
    cross: "x",
    wait: "?",
    thumb: "#",
    heights: ["_", "_", ".", ".", "-", "=", "=", "#"],
    widths: ["-", "-", "-", "=", "=", "=", "=", "#"],
};

pub(super) const BORDERS: [(&str, Glyphs); 3] =
    [("rounded", ROUNDED), ("plain", PLAIN), ("ascii", ASCII)];
