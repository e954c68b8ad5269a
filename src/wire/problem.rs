//! A no on the wire.
use crate::domain::refusal::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    pub code: Code,
    /// English, one line, for logs and strangers; the desk makes its own words from `refusal`.
    pub message: String,
    /// Also in the server's log.
    pub request: String,
    pub refusal: Option<Refusal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A rule said no; `refusal` says which. 409.
    Refused,
    /// The request itself is wrong. 400.
    Malformed,
    /// Nobody is known by this account or token. 401.
    Unknown,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 413.
    TooLarge,
    /// Too many tries. 429.
    TooMany,
    /// The disk is full: nothing was changed; make room and send again. 507.
    StorageFull,
    /// The server is stopping or can't write. 503.
    Unavailable,
    /// 500.
    Internal,
    /// Client and server are too far apart in version. 426.
    Version,
}

impl Code {
    pub fn status(self) -> u16 {
        match self {
            Code::Refused => 409,
            Code::Malformed => 400,
            Code::Unknown => 401,
            Code::Forbidden => 403,
            Code::NotFound => 404,
            Code::TooLarge => 413,
            Code::TooMany => 429,
            Code::StorageFull => 507,
            Code::Unavailable => 503,
            Code::Internal => 500,
            Code::Version => 426,
        }
    }
}
