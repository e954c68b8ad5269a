//! stand-in
use crate::domain::command::SetupFile;
use crate::domain::shop::Shop;
pub struct Draft(Shop);
pub fn parse(files: &[SetupFile]) -> Result<Draft, Vec<String>> {
    let text = files.first().map(|f| f.text.clone()).unwrap_or_default();
    serde_json::from_str(&text)
        .map(Draft)
        .map_err(|e| vec![e.to_string()])
}
pub fn resolve(_old: Option<&Shop>, draft: Draft) -> Shop {
    draft.0
}
