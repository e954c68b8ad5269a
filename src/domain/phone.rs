use serde::{Deserialize, Serialize};
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    pub e164: String,
    pub ext: Option<String>,
}
impl Phone {
    pub fn parse(text: &str) -> Result<Phone, ()> {
        Ok(Phone {
            e164: text.to_owned(),
            ext: None,
        })
    }
}
