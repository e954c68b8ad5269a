//! What a new set of files would take away. Whether deals still use it only the server knows.
use crate::domain::field::{FieldKind, FieldSpec};
use crate::domain::id::{DepartmentId, PipelineId, SourceId, StageId};
use crate::domain::shop::Shop;
use serde::Serialize;

/// Something of the old shop that deals may hold and that the new one hasn't, or has as another thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vanished {
    pub what: Gone,
    pub name: String,
    pub how: How,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    Pipeline(PipelineId),
    Stage(StageId),
    Source(SourceId),
    Department(DepartmentId),
    /// By key.
    Field(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Removed,
    /// A stage whose deals were open would close them without a move, or the other way round.
    OutcomeChanged,
    /// A field whose values would be of the wrong kind.
    KindChanged,
}

impl Gone {
    /// The word of [`crate::domain::refusal::Refusal::InUse`].
    pub fn noun(&self) -> &'static str {
        match self {
            Gone::Pipeline(_) => "pipeline",
            Gone::Stage(_) => "stage",
            Gone::Source(_) => "source",
            Gone::Department(_) => "department",
            Gone::Field(_) => "field",
        }
    }
}

/// What `new` takes away from `old`, stages before their pipelines.
pub fn vanished(old: &Shop, new: &Shop) -> Vec<Vanished> {
    let mut all = Vec::new();
    let mut add = |what, name: &str, how| {
        all.push(Vanished {
            what,
            name: name.to_owned(),
            how,
        });
    };
    for pipeline in &old.pipelines {
        for stage in &pipeline.stages {
            match new.stage(stage.id) {
                None => add(Gone::Stage(stage.id), &stage.name, How::Removed),
                Some((_, now)) if now.outcome != stage.outcome => {
                    add(Gone::Stage(stage.id), &stage.name, How::OutcomeChanged);
                }
                Some(_) => {}
            }
        }
        if new.pipeline(pipeline.id).is_none() {
            add(Gone::Pipeline(pipeline.id), &pipeline.name, How::Removed);
        }
    }
    for source in &old.sources {
        if new.source(source.id).is_none() {
            add(Gone::Source(source.id), &source.name, How::Removed);
        }
    }
    for department in &old.departments {
        if new.department(department.id).is_none() {
            add(
                Gone::Department(department.id),
                &department.name,
                How::Removed,
            );
        }
    }
    for field in &old.fields {
        match new.field(&field.key) {
            None => add(Gone::Field(field.key.clone()), &field.name, How::Removed),
            Some(now) if !suits(field, now) => {
                add(
                    Gone::Field(field.key.clone()),
                    &field.name,
                    How::KindChanged,
                );
            }
            Some(_) => {}
        }
    }
    all
}

/// Do the values of `old` still read as values of `new`? A choice that was struck off stays readable text.
fn suits(old: &FieldSpec, new: &FieldSpec) -> bool {
    let text = |kind: &FieldKind| matches!(kind, FieldKind::Text | FieldKind::Choice(_));
    old.kind == new.kind || (text(&old.kind) && text(&new.kind))
}
