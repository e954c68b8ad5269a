//! A shop file being written: sections and keys in one spelling.
use std::fmt::Write;

#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// `[name]`
    pub(super) fn section(&mut self, name: &str) {
        self.heading(&format!("[{name}]"));
    }

    /// `[[name]]`
    pub(super) fn entry(&mut self, name: &str) {
        self.heading(&format!("[[{name}]]"));
    }

    fn heading(&mut self, heading: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(heading);
        self.text.push('\n');
    }

    /// A value that is TOML already.
    pub(super) fn raw(&mut self, key: &str, value: &str) {
        // Writing to a String can't fail.
        let _ = writeln!(self.text, "{key} = {value}");
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.raw(key, &quoted(value));
    }

    pub(super) fn maybe(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// A list; nothing where it is empty.
    pub(super) fn texts<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
        if !values.is_empty() {
            self.raw(key, &Page::list(&values));
        }
    }

    /// A list as TOML, one a line where it is long.
    pub(super) fn list(values: &[String]) -> String {
        const WIDE: usize = 80;
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        if values.iter().map(|v| v.chars().count() + 2).sum::<usize>() <= WIDE {
            return format!("[{}]", values.join(", "));
        }
        format!("[\n    {},\n]", values.join(",\n    "))
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
