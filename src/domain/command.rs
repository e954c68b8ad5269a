//! Every intention. There is one door for changes and these are the only things that pass it.
use super::approval::Verdict;
use super::calendar::Millis;
use super::contact;
use super::deal;
use super::id::*;
use super::operator::Absence;
use super::task;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An intention with the id that makes its retry harmless.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    pub id: CommandId,
    pub act: Act,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* })?;)*) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum Act {
            $($(#[$doc])* $name $({ $($(#[$fdoc])* $field: $ty,)* })?,)*
        }

        /// An act without its particulars: for rights, the journal and undo's words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ActKind { $($name,)* }

        impl ActKind {
            pub const ALL: &[ActKind] = &[$(ActKind::$name,)*];
        }

        impl Act {
            pub fn kind(&self) -> ActKind {
                match self { $(Act::$name { .. } => ActKind::$name,)* }
            }
        }
    };
}

acts! {
    CreateDeal { draft: deal::Draft, };
    /// `expects` is the version the person saw.
    EditDeal { deal: DealId, expects: Version, set: Vec<deal::Set>, };
    MoveDeal {
        deal: DealId,
        expects: Version,
        to: StageId,
        /// What was entered in the gate's form.
        #[serde(default)]
        fill: Vec<deal::Set>,
    };
    /// `None` lets the rules choose.
    AssignDeal { deal: DealId, expects: Version, to: Option<OperatorId>, };
    NoteDeal { deal: DealId, text: String, };
    TrashDeal { deal: DealId, expects: Version, };
    CreateContact { draft: contact::Draft, };
    EditContact { contact: ContactId, expects: Version, set: Vec<contact::Set>, };
    CreateTask { draft: task::Draft, };
    EditTask { task: TaskId, expects: Version, set: Vec<task::Set>, };
    DecideApproval { approval: ApprovalId, verdict: Verdict, };
    WithdrawApproval { approval: ApprovalId, };
    /// Takes back one command: the named one, else the actor's last that can be taken back.
    Undo { command: Option<CommandId>, };
    /// Opens an import; its rows follow in as many commands as they need.
    BeginImport { file: String, };
    /// Some rows of one import. A row that was already taken in by this import is passed over.
    Import { import: ImportId, rows: Vec<ImportRow>, };
    /// Takes back up to `limit` rows of an import, newest first. Repeat until none is left.
    UndoImport { import: ImportId, limit: u32, };
    /// Puts a set of shop files in force. `base` is the version they were made from.
    ApplySetup { base: i64, files: Vec<SetupFile>, };
    SetAbsence { absence: Absence, };
    SetPassword { operator: OperatorId, password: Secret, };
    RevokeSessions { operator: OperatorId, };
    /// pult's own timer: a stage's time limit has run out.
    RaiseLate { deal: DealId, due: Millis, };
}

/// One record of a foreign file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRow {
    /// Where it stands in the file, from 1.
    pub line: u64,
    /// The record's id where it came from, "amocrm:2050297"; known ones are matched, not doubled.
    pub external: Option<String>,
    /// Found by phone, e-mail, identity or its own foreign id; made where nobody matches.
    pub person: Option<contact::Draft>,
    /// A contacts file has none.
    pub deal: Option<deal::Draft>,
    pub created_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    #[serde(default)]
    pub notes: Vec<String>,
}

/// One file of the shop's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupFile {
    /// Its name in the folder: "pipelines.toml".
    pub name: String,
    pub text: String,
}

/// A password on its way to be hashed. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
