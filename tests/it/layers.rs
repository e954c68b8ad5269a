//! The house keeps its rooms apart: read from the source, line by line.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file without its comments, its string literals kept beside, and without what only tests compile.
struct Source {
    path: String,
    code: String,
    literals: Vec<String>,
}

impl Source {
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    fn is(&self, paths: &[&str]) -> bool {
        paths
            .iter()
            .any(|p| self.path == *p || self.path.starts_with(&format!("{p}/")))
    }
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let mut tests = Vec::new();
    let mut sources = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        // `#[cfg(test)] mod trial;` makes a whole file a test's.
        for part in text.split("#[cfg(test)]").skip(1) {
            if let Some(rest) = part.split("mod ").nth(1)
                && part
                    .trim_start()
                    .trim_start_matches("pub(crate) ")
                    .starts_with("mod ")
                && let Some((module, _)) = rest.split_once(';')
                && !module.contains('{')
            {
                let dir = name.trim_end_matches("mod.rs").trim_end_matches(".rs");
                tests.push(format!("{}/{module}", dir.trim_end_matches('/')));
            }
        }
        let (code, literals) = stripped(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
        sources.push(Source {
            path: name,
            code,
            literals,
        });
    }
    sources.retain(|s| {
        let bare = s.path.trim_end_matches(".rs");
        !tests
            .iter()
            .any(|t| bare == t || s.path.starts_with(&format!("{t}/")))
    });
    assert!(sources.len() > 100);
    sources
}

/// Code with comments blanked and literals emptied, and the literals.
fn stripped(text: &str) -> (String, Vec<String>) {
    let (mut code, mut literals) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |at| &rest[at..]);
        } else if rest.starts_with("r#\"") {
            let end = rest[3..].find("\"#").unwrap() + 3;
            literals.push(rest[3..end].to_owned());
            code.push_str("\"\"");
            rest = &rest[end + 2..];
        } else if c == '"' {
            let (mut end, bytes) = (1, rest.as_bytes());
            while bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            literals.push(rest[1..end].to_owned());
            code.push_str("\"\"");
            rest = &rest[end + 1..];
        } else if c == '\''
            && (rest[1..].starts_with('\\') || rest[1..].chars().nth(1) == Some('\''))
        {
            let end = match rest[1..].starts_with('\\') {
                true => 3 + rest[3..].find('\'').unwrap(),
                false => 1 + rest[1..].chars().next().unwrap().len_utf8(),
            };
            literals.push(rest[1..end].to_owned());
            code.push_str("' '");
            rest = &rest[end + 1..];
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (code, literals)
}

/// The map in `lib.rs`: who may use whom. `None` is everything.
fn map() -> BTreeMap<String, Option<Vec<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lib = std::fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let rows: Vec<(String, String)> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .filter_map(|row| {
            let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").collect();
            let room = cells[0].trim_matches(['[', ']', '`']).to_owned();
            (cells.len() == 3 && room != "room").then(|| (room, cells[2].trim().to_owned()))
        })
        .collect();
    let rooms: Vec<String> = rows.iter().map(|(room, _)| room.clone()).collect();
    assert!(rooms.len() >= 12, "{rooms:?}");
    rows.into_iter()
        .map(|(room, may)| {
            let named: Vec<String> = may
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| rooms.iter().any(|r| r == word))
                .map(str::to_owned)
                .collect();
            (room, (may != "everything").then_some(named))
        })
        .collect()
}

#[test]
fn no_room_uses_another_it_may_not() {
    let map = map();
    let mut wrong = Vec::new();
    for source in sources() {
        let room = source.room();
        if ["lib", "main", "fail", "config"].contains(&room) {
            continue;
        }
        let may = map
            .get(room)
            .unwrap_or_else(|| panic!("{room} is not on the map"));
        let Some(may) = may else { continue };
        for used in source.code.split("crate::").skip(1) {
            let names = used.split([';', '(', ' ', '\n']).next().unwrap();
            let used: String = names
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            // `fail` marks places where a test may break a step.
            let fine = used == room || may.contains(&used) || used == "fail";
            if !fine {
                wrong.push(format!("{} uses {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_outside_thing_has_its_only_room() {
    // Word in the code, and where it may stand.
    let only: [(&str, &[&str]); 14] = [
        ("axum::", &["server"]),
        ("hyper::", &["server"]),
        ("hyper_util::", &["server"]),
        // The bench measures a bare loop beside ours.
        ("rusqlite::", &["store", "bench/limit.rs", "bench/mod.rs"]),
        ("reqwest::", &["link", "vendor/http.rs"]),
        ("crossterm::", &["terminal"]),
        ("SystemTime::now", &["server/clock.rs"]),
        ("Timestamp::now", &["cli"]),
        ("Zoned::now", &["cli"]),
        ("println!", &["cli/output.rs"]),
        ("print!", &["cli/output.rs"]),
        ("eprint", &["cli/output.rs"]),
        ("std::thread::sleep", &[]),
        ("unsafe ", &[]),
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        for (word, places) in only {
            if source.code.contains(word) && !source.is(places) {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_is_only_in_the_store() {
    let words = [
        "select ",
        "insert into ",
        "update ",
        "delete from ",
        "create table",
        "pragma ",
    ];
    let mut wrong = Vec::new();
    let bare = |path: &str| path == "bench/limit.rs";
    for source in sources()
        .iter()
        .filter(|s| s.room() != "store" && !bare(&s.path))
    {
        for literal in &source.literals {
            let low = literal.trim_start().to_lowercase();
            let sql = words.iter().any(|w| low.starts_with(w))
                && [" from ", " set ", " values", "("]
                    .iter()
                    .any(|w| low.contains(w));
            if sql {
                wrong.push(format!("{}: {literal}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // And there it is put together from the program's own text only.
    for source in sources().iter().filter(|s| s.room() == "store") {
        for glued in ["Sql::new(&", ".push(&", "execute_batch(&"] {
            assert!(
                !source.code.contains(&format!("sql{glued}")),
                "{}: {glued}",
                source.path
            );
        }
    }
}

#[test]
fn escape_bytes_are_only_the_terminals() {
    // Those that tell what must not get through, not what is sent.
    let knows = ["domain/text.rs", "domain/email.rs"];
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|s| s.room() != "terminal" && !s.is(&knows))
    {
        for literal in &source.literals {
            if ["\\x1b", "\\u{1b}", "\\u{9b}"]
                .iter()
                .any(|e| literal.contains(e))
            {
                wrong.push(format!("{}: {literal}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_is_a_box_for_strays() {
    const BOXES: [&str; 10] = [
        "util", "utils", "common", "helper", "helpers", "types", "manager", "service", "handler",
        "misc",
    ];
    for source in sources() {
        let boxed = source
            .path
            .trim_end_matches(".rs")
            .split('/')
            .any(|part| BOXES.contains(&part));
        assert!(!boxed, "{}", source.path);
    }
}

#[test]
fn words_for_people_are_only_in_the_room_of_words() {
    // Tables of letters, headings and things people type; the demo's people; and the papers a shop begins with.
    let tables = [
        "text",
        "demo",
        "import",
        "domain/fold.rs",
        "domain/fold",
        "domain/phone.rs",
        "domain/calendar.rs",
        "domain/calendar",
        "domain/money.rs",
        "domain/email.rs",
        "domain/text.rs",
        "desk/key.rs",
        "desk/press.rs",
        "setup/duration.rs",
        "setup/file.rs",
        "typed",
        "cli/import",
    ];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !s.is(&tables)) {
        for literal in &source.literals {
            if literal
                .chars()
                .any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
            {
                wrong.push(format!("{}: {literal}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_sources_reads_them_right() {
    let (code, literals) = stripped(
        "let a = \"x \\\" // y\"; // crate::store\nlet b = ['\"', '\\'', 'ы'];\nlet c: &'a str;",
    );
    assert_eq!(literals, ["x \\\" // y", "\"", "\\'", "ы"]);
    assert!(
        !code.contains("store") && code.contains("let c: &'a str;"),
        "{code}"
    );
}
