//! What is promised in tables: the matrix of rights on one page, the description of the interface beside its routes.
use pult::domain::command::ActKind;
use pult::domain::operator::{Reach, Role, allowed};
use pult::server::openapi::description;
use std::collections::BTreeSet;

/// Set to anything, the checked-in files are written anew instead of compared.
const WRITE: &str = "PULT_WRITE_TABLES";

#[test]
fn the_matrix_of_rights_reads_as_it_is_meant() {
    let mut table = String::from("o own   t team   x other\n\n");
    table.push_str(&format!("{:18}", "act"));
    for role in Role::ALL {
        table.push_str(&format!("{:12}", role.key()));
    }
    for act in ActKind::ALL {
        let name = serde_json::to_value(act).unwrap();
        table.push_str(&format!("\n{:18}", name.as_str().unwrap()));
        for role in Role::ALL {
            let mark = |reach, letter| {
                if allowed(role, *act, reach) {
                    letter
                } else {
                    "·"
                }
            };
            let cell = [
                mark(Reach::Own, "o"),
                mark(Reach::Team, "t"),
                mark(Reach::Other, "x"),
            ];
            table.push_str(&format!("{:12}", cell.join(" ")));
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    assert_eq!(table.len(), 3 + ActKind::ALL.len());
    insta::assert_snapshot!(table.join("\n"));
}

fn operations() -> BTreeSet<(String, String)> {
    let description = description();
    let paths = description["paths"].as_object().unwrap().clone();
    let methods = |(path, operations): (String, serde_json::Value)| {
        let methods: Vec<String> = operations.as_object().unwrap().keys().cloned().collect();
        methods
            .into_iter()
            .map(move |method| (path.clone(), method))
    };
    paths.into_iter().flat_map(methods).collect()
}

/// `.route(path::HELLO, get(log::hello))` of the one page of routes, with the constants' values.
fn routes() -> BTreeSet<(String, String)> {
    let source = |path: &str| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(root.join(path)).unwrap()
    };
    let wire = source("src/wire/mod.rs");
    let address = |name: &str| {
        let line = wire
            .lines()
            .find(|l| l.contains(&format!("const {name}:")))
            .unwrap_or_else(|| panic!("no path::{name}"));
        line.split('"').nth(1).unwrap().to_owned()
    };
    let page = source("src/server/route.rs");
    let mut routes = BTreeSet::new();
    for piece in page.split(".route(").skip(1) {
        let name = piece.split("path::").nth(1).unwrap();
        let name = name.split(',').next().unwrap();
        // Up to the next layer or the end of the router.
        let methods = piece.split("\n        .fallback").next().unwrap();
        for method in ["get", "post", "delete", "put", "patch"] {
            let starts = |before: char| !before.is_alphanumeric() && before != '_';
            let called = methods
                .match_indices(&format!("{method}("))
                .any(|(at, _)| methods[..at].chars().next_back().is_none_or(starts));
            if called {
                routes.insert((address(name), method.to_owned()));
            }
        }
    }
    routes
}

#[test]
fn every_route_is_described_and_every_description_is_a_route() {
    let (routes, described) = (routes(), operations());
    assert!(routes.len() > 25, "{routes:?}");
    let missing: Vec<_> = routes
        .difference(&described)
        .filter(|(path, _)| path != pult::wire::path::LIVE)
        .collect();
    assert!(missing.is_empty(), "not described: {missing:?}");
    let gone: Vec<_> = described.difference(&routes).collect();
    assert!(gone.is_empty(), "described, but no route: {gone:?}");
}

#[test]
fn the_checked_in_description_is_the_servers() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("assets/openapi.json");
    let now = serde_json::to_string_pretty(&description()).unwrap() + "\n";
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == now,
        "assets/openapi.json is not what the server says; {WRITE}=1 cargo test --test it tables:: writes it"
    );
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    fn walk(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(to) = map.get("$ref").and_then(|r| r.as_str()) {
                    found.push(to.to_owned());
                }
                map.values().for_each(|v| walk(v, found));
            }
            serde_json::Value::Array(all) => all.iter().for_each(|v| walk(v, found)),
            _ => {}
        }
    }
    let description = description();
    let mut references = Vec::new();
    walk(&description, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let to = reference.strip_prefix('#').expect("inside the document");
        assert!(description.pointer(to).is_some(), "{reference}");
    }
}
