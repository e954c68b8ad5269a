//! What is wrong with the shop files, as data with its place. The words are made by the room `text`.
use serde::Serialize;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// The file's name in the folder.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub what: Trouble,
}

/// The things a shop file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    Shop,
    Pipeline,
    Stage,
    Source,
    Field,
    Department,
    Person,
    Rule,
    /// A mark of the card's template: `{amount}`.
    Slot,
    Zone,
    /// A number of a source.
    Number,
    /// An account of the operating system.
    Login,
    LostReason,
    Choice,
}

/// The kinds of value TOML knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Text,
    Number,
    Flag,
    List,
    /// `[name]`
    Section,
    /// `[[name]]`
    Sections,
    Fraction,
    Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    UnknownFile {
        nearest: Option<String>,
    },
    RepeatedFile,
    FileTooBig {
        /// Bytes.
        max: usize,
    },
    /// Not TOML at all; the message is the parser's, in English.
    Syntax {
        message: String,
    },
    UnknownKey {
        key: String,
        nearest: Option<String>,
    },
    /// Passwords and tokens have no place in files that are kept, compared and sent around.
    SecretKey {
        key: String,
    },
    /// `[[stage]]` instead of `[[pipeline.stage]]`, or a stage above the first pipeline.
    StageWithoutPipeline,
    Missing {
        key: &'static str,
    },
    Empty {
        key: &'static str,
    },
    WrongType {
        key: &'static str,
        expected: Shape,
        found: Shape,
    },
    /// Control or invisible characters.
    Unprintable {
        key: &'static str,
    },
    TooLong {
        key: &'static str,
        /// Characters.
        max: usize,
    },
    TooMany {
        key: &'static str,
        max: usize,
    },
    OutOfRange {
        key: &'static str,
        min: i64,
        max: i64,
    },
    /// A name that nothing in the files has.
    UnknownName {
        noun: Noun,
        value: String,
        nearest: Option<String>,
    },
    /// A word that this key doesn't take.
    UnknownWord {
        key: &'static str,
        value: String,
        nearest: Option<String>,
        allowed: Vec<&'static str>,
    },
    Duplicate {
        noun: Noun,
        value: String,
        /// Where it was first said.
        line: usize,
    },
    /// A second source that wants to be the default.
    SecondDefault {
        line: usize,
    },
    BadKey {
        value: String,
    },
    /// The word already means something to every deal.
    ReservedKey {
        value: String,
    },
    /// `was` names something that is still there.
    WasStillThere {
        value: String,
    },
    BadDuration {
        value: String,
    },
    BadTime {
        value: String,
    },
    BadDate {
        value: String,
    },
    BadPhone {
        value: String,
    },
    BadLogin {
        value: String,
    },
    BadSum {
        value: String,
    },
    /// A brace without its partner.
    BadTemplate,
    /// `key` makes sense only together with `with`.
    Unfitting {
        key: &'static str,
        with: &'static str,
    },
    NoPipeline,
    EmptyPipeline {
        name: String,
    },
    /// New deals would be born closed.
    FirstStageCloses {
        name: String,
    },
    /// Nobody could ever change the shop again.
    NoOwner,
    /// Others have an account and no owner has: the account that runs the server may be one of theirs.
    OwnerWithoutAccount,
    /// A rule that names neither people nor a department.
    NobodyInRule {
        name: String,
    },
}
