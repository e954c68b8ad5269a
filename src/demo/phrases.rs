//! What people of the shop write: requests, notes, next steps.
use super::rng::Rng;
use super::words::rows;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub struct Phrases {
    /// By kind and moment.
    said: BTreeMap<(&'static str, &'static str), Vec<&'static str>>,
}

impl Phrases {
    pub fn read() -> Phrases {
        let mut said: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows(include_str!("../../assets/demo/words/phrases.txt")) {
            said.entry((row[0], row[1])).or_default().push(row[2]);
        }
        Phrases { said }
    }

    /// Something of this kind said at this moment; where nobody knows the moment, something that always suits.
    pub fn say(&self, kind: &str, moment: &str, rng: &mut Rng) -> &'static str {
        let said = self.said.get(&(kind, moment));
        match said.or_else(|| self.said.get(&(kind, "any"))) {
            Some(said) => rng.pick::<&str>(said),
            None => "",
        }
    }

    /// A request for one part or for many, as a customer would put it.
    pub fn ask(&self, amount: &str, part: &str, car: &str, rng: &mut Rng) -> String {
        let said = self.say("ask", amount, rng);
        let part = if said.starts_with("{part}") {
            part.to_owned()
        } else {
            uncapitalised(part)
        };
        said.replace("{part}", &part).replace("{car}", car)
    }
}

/// "Рычаг" as "рычаг", but КПП as КПП.
fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            let rest = &text[first.len_utf8()..];
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_moment_still_finds_words() {
        let all = Phrases::read();
        let mut rng = Rng::new(1, "say", 0);
        for (kind, moment) in [("note", "work"), ("note", "moon"), ("step", "moon")] {
            assert!(
                !all.say(kind, moment, &mut rng).is_empty(),
                "{kind} {moment}"
            );
        }
    }

    #[test]
    fn a_request_names_part_and_car() {
        let all = Phrases::read();
        let mut rng = Rng::new(1, "ask", 0);
        for _ in 0..100 {
            let text = all.ask("one", "КПП в сборе", "ГАЗ-3302", &mut rng);
            assert!(
                text.contains("КПП в сборе") && text.contains("ГАЗ-3302"),
                "{text}"
            );
            let text = all.ask("one", "Рычаг", "Соболь", &mut rng);
            assert!(
                text.to_lowercase().contains("рычаг") && !text.contains('{'),
                "{text}"
            );
        }
    }
}
