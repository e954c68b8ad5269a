//! The one table of everything a person can do by a key. Dispatch, hints, help, palette and the man page read it.
//!
//! Forbidden in here: keys (they are in `assets/keymap.toml`) and what an action does (that is the screens').
use crate::text::{self, Lang};

/// Where an action stands in the help and the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Screens,
    Everywhere,
    Select,
    Board,
    Deal,
    Approvals,
    List,
    Form,
}

impl Group {
    pub const ALL: [Group; 8] = [
        Group::Screens,
        Group::Everywhere,
        Group::Select,
        Group::Board,
        Group::Deal,
        Group::Approvals,
        Group::List,
        Group::Form,
    ];

    pub fn words(self, lang: Lang) -> &'static str {
        use text::action::groups as w;
        match self {
            Group::Screens => w::screens(lang),
            Group::Everywhere => w::everywhere(lang),
            Group::Select => w::select(lang),
            Group::Board => w::board(lang),
            Group::Deal => w::deal(lang),
            Group::Approvals => w::approvals(lang),
            Group::List => w::list(lang),
            Group::Form => w::form(lang),
        }
    }
}

/// What pressing an action's key can cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Looks, moves or opens.
    Looks,
    /// Changes the shop's data (or the first step of doing so). Never on `.` or `,`.
    Changes,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident, $key:literal, $word:ident, $group:ident, $effect:ident;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            pub const ALL: &[Action] = &[$(Action::$name,)*];

            /// The word of the keymap file.
            pub fn name(self) -> &'static str {
                match self { $(Action::$name => $key,)* }
            }

            pub fn group(self) -> Group {
                match self { $(Action::$name => Group::$group,)* }
            }

            pub fn effect(self) -> Effect {
                match self { $(Action::$name => Effect::$effect,)* }
            }

            /// A verb for the palette and the help: "двинуть карточку вправо".
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Action::$name => text::action::$word(lang),)* }
            }

            /// One word for the hint line: "двинуть".
            pub fn short(self, lang: Lang) -> &'static str {
                match self { $(Action::$name => text::action::short::$word(lang),)* }
            }
        }
    };
}

actions! {
    GoBoard, "go-board", go_board, Screens, Looks;
    GoContacts, "go-contacts", go_contacts, Screens, Looks;
    GoApprovals, "go-approvals", go_approvals, Screens, Looks;
    GoSettings, "go-settings", go_settings, Screens, Looks;
    GoLog, "go-log", go_log, Screens, Looks;

    Help, "help", help, Everywhere, Looks;
    Palette, "palette", palette, Everywhere, Looks;
    Search, "search", search, Everywhere, Looks;
    /// The command line: verbs that are typed.
    Prompt, "prompt", prompt, Everywhere, Looks;
    /// Takes one step back: closes what is on top. Never throws work away.
    Close, "close", close, Everywhere, Looks;
    Undo, "undo", undo, Everywhere, Changes;
    /// Takes the last undo back.
    Redo, "redo", redo, Everywhere, Changes;
    Why, "why", why, Everywhere, Looks;
    /// From when to when somebody is not at work.
    Absence, "absence", absence, Everywhere, Changes;
    Redraw, "redraw", redraw, Everywhere, Looks;
    Suspend, "suspend", suspend, Everywhere, Looks;
    Quit, "quit", quit, Everywhere, Looks;

    Left, "left", left, Select, Looks;
    Right, "right", right, Select, Looks;
    Up, "up", up, Select, Looks;
    Down, "down", down, Select, Looks;
    PageUp, "page-up", page_up, Select, Looks;
    PageDown, "page-down", page_down, Select, Looks;
    First, "first", first, Select, Looks;
    Last, "last", last, Select, Looks;
    FirstColumn, "first-column", first_column, Select, Looks;
    LastColumn, "last-column", last_column, Select, Looks;
    Open, "open", open, Select, Looks;

    MoveLeft, "move-left", move_left, Board, Changes;
    MoveRight, "move-right", move_right, Board, Changes;
    MoveTo, "move-to", move_to, Board, Changes;
    Filter, "filter", filter, Board, Looks;
    FilterReset, "filter-reset", filter_reset, Board, Looks;
    FilterMine, "filter-mine", filter_mine, Board, Looks;
    SortTurn, "sort-turn", sort_turn, Board, Looks;
    Pipeline, "pipeline", pipeline, Board, Looks;

    New, "new", new, Deal, Changes;
    Edit, "edit", edit, Deal, Changes;
    Assign, "assign", assign, Deal, Changes;
    Turn, "turn", turn, Deal, Changes;
    NextStep, "next-step", next_step, Deal, Changes;
    Note, "note", note, Deal, Changes;
    Trash, "trash", trash, Deal, Changes;
    OpenContact, "open-contact", open_contact, Deal, Looks;
    Copy, "copy", copy, Deal, Looks;
    AddItem, "add-item", add_item, Deal, Changes;
    AddTask, "add-task", add_task, Deal, Changes;
    Tags, "tags", tags, Deal, Changes;

    Approve, "approve", approve, Approvals, Changes;
    Refuse, "refuse", refuse, Approvals, Changes;
    Withdraw, "withdraw", withdraw, Approvals, Changes;

    Mark, "mark", mark, List, Looks;

    /// Enter: to the next field; on the last it saves.
    GoOn, "go-on", go_on, Form, Looks;
    NextField, "next-field", next_field, Form, Looks;
    PreviousField, "previous-field", previous_field, Form, Looks;
    /// The list of what the field may hold.
    Choose, "choose", choose, Form, Looks;
    Submit, "submit", submit, Form, Changes;
    NewLine, "new-line", new_line, Form, Looks;
    AddRow, "add-row", add_row, Form, Looks;
    RemoveRow, "remove-row", remove_row, Form, Looks;
}

impl Action {
    pub fn named(name: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|a| a.name() == name)
    }

    pub fn changes(self) -> bool {
        self.effect() == Effect::Changes
    }
}

/// Can this be done here and now? A no always says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    Yes,
    No(String),
    /// Means nothing on this screen: not shown, and its key is left to the screen below.
    Absent,
}
