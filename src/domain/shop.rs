//! The whole set-up as one value: what the shop files say, with ids.
use super::assign;
use super::calendar::{Millis, WorkHours};
use super::field::FieldSpec;
use super::id::*;
use super::operator::{Department, Operator};
use super::pipeline::{Outcome, Pipeline, Stage};
use super::source::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shop {
    /// Counts up with each change of the shop files.
    pub version: i64,
    pub name: String,
    /// When the shop works and in which zone.
    pub hours: WorkHours,
    pub pipelines: Vec<Pipeline>,
    pub sources: Vec<Source>,
    pub fields: Vec<FieldSpec>,
    pub departments: Vec<Department>,
    pub people: Vec<Operator>,
    pub assignment: Vec<assign::Rule>,
    /// Offered when a deal is lost.
    pub lost_reasons: Vec<String>,
    /// The lines of a card, as templates.
    pub card: Vec<String>,
    /// An open deal without a next step is marked.
    pub next_step_wanted: bool,
    /// The smallest number that no pipeline, stage, source, department or person has ever had here. Numbers of what
    /// vanished must not come back: the history still names them.
    #[serde(default)]
    pub next_id: i64,
}

impl Shop {
    pub fn pipeline(&self, id: PipelineId) -> Option<&Pipeline> {
        self.pipelines.iter().find(|p| p.id == id)
    }

    pub fn stage(&self, id: StageId) -> Option<(&Pipeline, &Stage)> {
        self.pipelines
            .iter()
            .find_map(|p| p.stages.iter().find(|s| s.id == id).map(|s| (p, s)))
    }

    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.iter().find(|s| s.id == id)
    }

    pub fn operator(&self, id: OperatorId) -> Option<&Operator> {
        self.people.iter().find(|o| o.id == id)
    }

    pub fn department(&self, id: DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|d| d.id == id)
    }

    pub fn field(&self, key: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// When a stay that begins now outlasts the stage's limit.
    pub fn deadline(&self, stage: &Stage, now: Millis) -> Option<Millis> {
        stage
            .limit_minutes
            .and_then(|minutes| self.hours.add_working(now, minutes * 60_000))
    }

    /// Does entering this stage close a deal?
    pub fn closes(&self, stage: &Stage) -> bool {
        stage.outcome != Outcome::Open
    }

    /// The ids of all stages whose deals still need work.
    pub fn open_stages(&self) -> impl Iterator<Item = StageId> + '_ {
        self.pipelines
            .iter()
            .flat_map(|p| &p.stages)
            .filter(|s| s.outcome == Outcome::Open)
            .map(|s| s.id)
    }
}
