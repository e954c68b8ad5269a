//! The description of the interface, made from the same types that are sent.
use super::problem::Fault;
use crate::domain::approval::Approval;
use crate::domain::card::Card;
use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::domain::task::Task;
use crate::wire::problem::Problem;
use crate::wire::{
    Done, Hello, board, contact, deal, export, feed, find, import, path, session, setup, task, undo,
};
use axum::Json;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

struct Page {
    schemas: SchemaGenerator,
    paths: serde_json::Map<String, Value>,
}

impl Page {
    fn schema<T: JsonSchema>(&mut self) -> Value {
        self.schemas.subschema_for::<T>().to_value()
    }

    fn route<Q: JsonSchema, B: JsonSchema, A: JsonSchema>(
        &mut self,
        method: &str,
        path: &str,
        summary: &str,
    ) {
        let mut parameters: Vec<Value> = path
            .split('/')
            .filter_map(|piece| piece.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "integer"}}))
            .collect();
        let query = schemars::generate::SchemaSettings::openapi3()
            .into_generator()
            .into_root_schema_for::<Q>();
        if let Some(fields) = query.get("properties").and_then(Value::as_object) {
            let required = query
                .get("required")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            for (name, schema) in fields {
                parameters.push(json!({
                    "name": name, "in": "query", "required": required.iter().any(|r| r == name), "schema": inline(schema),
                }));
            }
        }
        let answer = self.schema::<A>();
        let problem = self.schema::<Problem>();
        let mut operation = json!({
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": "done", "content": {"application/json": {"schema": answer}}},
                "default": {"description": "a problem", "content": {"application/json": {"schema": problem}}},
            },
        });
        if std::any::TypeId::of::<()>() != type_of::<B>() {
            let body = self.schema::<B>();
            operation["requestBody"] =
                json!({"required": true, "content": {"application/json": {"schema": body}}});
        }
        let at = self
            .paths
            .entry(path.to_owned())
            .or_insert_with(|| json!({}));
        at[method] = operation;
    }
}

fn type_of<T: JsonSchema>() -> std::any::TypeId {
    if T::schema_name() == <()>::schema_name() {
        std::any::TypeId::of::<()>()
    } else {
        std::any::TypeId::of::<u8>()
    }
}

/// Ids are newtypes: their schemas are small enough to stand where they are used.
fn inline(schema: &Value) -> Value {
    match schema
        .get("$ref")
        .or_else(|| schema.pointer("/anyOf/0/$ref"))
        .or_else(|| schema.pointer("/allOf/0/$ref"))
    {
        Some(_) => json!({"type": "integer"}),
        None => schema.clone(),
    }
}

/// The whole description as JSON, stable from build to build: it is checked in as `assets/openapi.json`.
pub fn description() -> Value {
    let mut page = Page {
        schemas: SchemaSettings::openapi3().into_generator(),
        paths: serde_json::Map::new(),
    };
    let p = &mut page;
    p.route::<(), (), Hello>("get", path::HELLO, "Who both ends are");
    p.route::<(), Command, Done>(
        "post",
        path::COMMAND,
        "The one door for changes; a retry with the same id is harmless",
    );
    p.route::<(), (), feed::Frame>(
        "get",
        path::FEED,
        "Live changes as server-sent events; resume with Last-Event-ID",
    );
    p.route::<(), (), Shop>("get", path::SHOP, "The set-up in force");
    p.route::<board::PageQuery, (), board::Page>(
        "get",
        path::BOARD,
        "The tops of a pipeline's columns with kept totals",
    );
    p.route::<board::ColumnQuery, (), board::Column>("get", path::COLUMN, "A window of one column");
    p.route::<deal::ListQuery, (), Vec<Card>>("get", path::DEALS, "Deals, newest first");
    p.route::<(), (), deal::View>("get", path::DEAL, "One deal with all that belongs to it");
    p.route::<deal::HistoryQuery, (), Vec<Event>>(
        "get",
        path::DEAL_HISTORY,
        "A deal's history, newest first",
    );
    p.route::<contact::ListQuery, (), Vec<Contact>>(
        "get",
        path::CONTACTS,
        "Contacts: best matches, or newest first",
    );
    p.route::<(), (), contact::View>(
        "get",
        path::CONTACT,
        "One contact with its deals and history",
    );
    p.route::<deal::HistoryQuery, (), Vec<Event>>(
        "get",
        path::CONTACT_HISTORY,
        "A contact's history, newest first",
    );
    p.route::<task::ListQuery, (), Vec<Task>>("get", path::TASKS, "Tasks by date");
    p.route::<(), (), Task>("get", path::TASK, "One task");
    p.route::<(), (), Vec<Approval>>(
        "get",
        path::APPROVALS,
        "Moves that wait for a yes, oldest first",
    );
    p.route::<find::Query, (), find::Found>("get", path::FIND, "One search over everything");
    p.route::<deal::HistoryQuery, (), Vec<Event>>("get", path::LOG, "The journal, newest first");
    p.route::<(), (), feed::Notices>("get", path::NOTICES, "What the caller has to hear of");
    p.route::<(), feed::NoticesSeen, ()>("post", path::NOTICES, "Marks notices seen");
    p.route::<(), (), Option<undo::Next>>("get", path::UNDO, "What undo would take back");
    p.route::<(), (), setup::Setup>("get", path::SETUP, "The shop files in force");
    p.route::<(), setup::Check, Vec<Refusal>>(
        "post",
        path::SETUP_CHECK,
        "What would keep these shop files from being put in force",
    );
    p.route::<(), (), setup::Setup>("get", path::SETUP_VERSION, "A version of the shop files");
    p.route::<(), (), setup::Staff>("get", path::STAFF, "People as the assignment sees them");
    p.route::<export::Query, (), Vec<export::Line>>(
        "get",
        path::EXPORT_DEALS,
        "Whole deals in bulk, newest first; for supervisors and owners",
    );
    p.route::<export::Query, (), Vec<Contact>>(
        "get",
        path::EXPORT_CONTACTS,
        "Whole contacts in bulk, newest first; for supervisors and owners",
    );
    p.route::<(), (), Vec<import::Import>>("get", path::IMPORTS, "Imports, newest first");
    p.route::<(), import::Preview, Vec<import::RowOutcome>>(
        "post",
        path::IMPORT_PREVIEW,
        "What rows would do",
    );
    p.route::<(), (), Vec<session::Session>>("get", path::SESSION, "Logins");
    p.route::<(), session::Login, session::Token>("post", path::SESSION, "Log in over TCP");
    p.route::<(), (), ()>("delete", path::SESSION, "Log out");
    p.route::<(), (), ()>(
        "get",
        path::BACKUP,
        "A snapshot of the whole file (application/vnd.sqlite3)",
    );
    p.route::<(), (), ()>(
        "post",
        path::BACKUP,
        "Notes that a snapshot came whole and was read back",
    );
    p.route::<(), (), setup::Health>("get", path::HEALTH, "How the file and its surroundings are");
    p.route::<(), (), Value>("get", path::OPENAPI, "This description");
    let schemas = page.schemas.take_definitions(true);
    json!({
        "openapi": "3.0.3",
        "info": {"title": "pult", "version": env!("CARGO_PKG_VERSION"), "license": {"name": "MIT"}},
        "paths": page.paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    })
}

pub(super) async fn document() -> Result<Json<Value>, Fault> {
    Ok(Json(description()))
}
