//! What a request brings: body, question, number in the address. What can't be read is refused as a problem like any
//! other no; a plain text of the web framework would not be one of pult's answers.
use super::problem::Fault;
use crate::wire::problem::Code;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::StatusCode;

/// A JSON body.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Fault))]
pub(super) struct Body<T>(pub T);

/// What stands behind the question mark.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Fault))]
pub(super) struct Asked<T>(pub T);

/// The number in the address.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Fault))]
pub(super) struct Named<T>(pub T);

impl From<JsonRejection> for Fault {
    fn from(no: JsonRejection) -> Fault {
        let code = match no.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
            _ => Code::Malformed,
        };
        Fault::new(code, no.body_text())
    }
}

impl From<QueryRejection> for Fault {
    fn from(no: QueryRejection) -> Fault {
        Fault::new(Code::Malformed, no.body_text())
    }
}

impl From<PathRejection> for Fault {
    fn from(no: PathRejection) -> Fault {
        Fault::new(Code::Malformed, no.body_text())
    }
}
