//! Ids: small integers people can say aloud, and the ids clients make for their commands.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// The number people say: "deal 1042".
    DealId;
    ContactId;
    TaskId;
    ApprovalId;
    /// One run of `pult import`.
    ImportId;
    OperatorId;
    DepartmentId;
    PipelineId;
    StageId;
    SourceId;
    /// How often a record was written. An edit names the one it saw.
    Version;
    /// Number of a journal entry; without gaps.
    Seq;
}

/// Made by the client before it sends, so that a retry is recognised. A version 7 UUID.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct CommandId(pub uuid::Uuid);

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
