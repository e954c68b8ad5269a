//! A no on its way out: what the caller is told, and what only the log is told.
use crate::domain::refusal::{Refusal, Stranger};
use crate::store::{Stop, StoreError};
use crate::wire::problem::{Code, Problem};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Anything that keeps a request from being answered.
#[derive(Debug)]
pub struct Fault {
    pub code: Code,
    pub message: String,
    pub refusal: Option<Box<Refusal>>,
}

impl Fault {
    pub fn new(code: Code, message: impl Into<String>) -> Fault {
        Fault {
            code,
            message: message.into(),
            refusal: None,
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let code = match &refusal {
            Refusal::NotAllowed { .. }
            | Refusal::NeedsRole { .. }
            | Refusal::NotAtOnce { .. }
            | Refusal::OnlyLookedAt { .. } => Code::Forbidden,
            Refusal::NotFound { .. } => Code::NotFound,
            Refusal::Stranger {
                why: Stranger::Wait { .. },
            } => Code::TooMany,
            Refusal::Stranger { .. } => Code::Unknown,
            _ => Code::Refused,
        };
        let message = crate::text::refusal::refusal(crate::text::Lang::En, &refusal, None);
        Fault {
            code,
            message,
            refusal: Some(Box::new(refusal)),
        }
    }
}

impl From<Stranger> for Fault {
    fn from(why: Stranger) -> Self {
        Refusal::Stranger { why }.into()
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Full => Code::StorageFull,
            StoreError::Stopping | StoreError::Busy | StoreError::Disk(_) => Code::Unavailable,
            _ => Code::Internal,
        };
        Fault::new(code, error.to_string())
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refusal) => (*refusal).into(),
            Stop::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let request = uuid::Uuid::now_v7().simple().to_string()[20..].to_owned();
        let message = match self.code {
            // What broke inside is for the log; outside gets the number to ask with.
            Code::Internal => {
                tracing::error!(request, error = self.message, "request failed");
                "something broke inside; the server's log has it under this request number"
                    .to_owned()
            }
            Code::StorageFull => {
                tracing::warn!(request, "disk full");
                "the disk is full: nothing was changed; make room, then do it again".to_owned()
            }
            _ => self.message,
        };
        let problem = Problem {
            code: self.code,
            message,
            request,
            refusal: self.refusal.map(|r| *r),
        };
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(problem)).into_response()
    }
}
