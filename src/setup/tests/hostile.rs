//! Files nobody would write: they may be refused, they must not bring anything down.
use super::*;
use proptest::prelude::*;

/// Never panics; what is accepted can be written, read back, and compared.
fn survives(files: &[SetupFile]) -> Result<(), TestCaseError> {
    let old = default_shop();
    match parse(files) {
        Err(complaints) => {
            prop_assert!(!complaints.is_empty());
            for complaint in &complaints {
                prop_assert!(complaint.line >= 1 && complaint.column >= 1);
                for lang in [Lang::Ru, Lang::En] {
                    let escapes = words::complaint(lang, complaint).contains('\u{1b}');
                    prop_assert!(!escapes, "an escape sequence gets out");
                }
            }
        }
        Ok(draft) => {
            let new = resolve(Some(&old), draft);
            for line in diff(&old, &new) {
                words::diff_line(Lang::Ru, &line);
            }
            vanished(&old, &new);
            let written = parse(&export(&new)).map_err(|complaints| lines(&complaints));
            let written = written.map_err(TestCaseError::fail_debug)?;
            prop_assert_eq!(resolve(Some(&new), written), new);
        }
    }
    Ok(())
}

/// A reason in the words of `Debug`.
trait FailDebug {
    fn fail_debug(reason: Vec<String>) -> TestCaseError;
}

impl FailDebug for TestCaseError {
    fn fail_debug(reason: Vec<String>) -> TestCaseError {
        TestCaseError::fail(format!("{reason:?}"))
    }
}

/// What to do at a character of a file.
#[derive(Debug, Clone)]
enum Slip {
    Remove(usize),
    Put(String),
    /// Another line of the same file, once more.
    Repeat(usize),
    Cut,
}

fn slip() -> impl Strategy<Value = Slip> {
    let bits = prop::sample::select(vec![
        "\"",
        "[",
        "]",
        "[[",
        "]]",
        "=",
        "\n",
        "#",
        ",",
        "{",
        "}",
        "\\",
        "'",
        "true",
        "-1",
        "99999999999999999999",
        "\u{0}",
        "\u{1b}",
        "\u{202e}",
        "ё",
        "🛠",
        "\r",
        "1d",
        "0",
        " ",
        "was = \"new\"\n",
        "key = \"new\"\n",
        "1979-05-27",
    ]);
    prop_oneof![
        (1..40usize).prop_map(Slip::Remove),
        bits.prop_map(|bit| Slip::Put(bit.to_owned())),
        any::<String>().prop_map(Slip::Put),
        any::<usize>().prop_map(Slip::Repeat),
        Just(Slip::Cut),
    ]
}

fn apply(text: &str, at: usize, slip: &Slip) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = at % (letters.len() + 1);
    let (before, after) = letters.split_at(at);
    let mut out: String = before.iter().collect();
    match slip {
        Slip::Remove(n) => out.extend(after.iter().skip(*n)),
        Slip::Put(more) => {
            out.push_str(more);
            out.extend(after);
        }
        Slip::Repeat(line) => {
            let lines: Vec<&str> = text.lines().collect();
            out.push_str(lines.get(line % lines.len().max(1)).unwrap_or(&""));
            out.push('\n');
            out.extend(after);
        }
        Slip::Cut => {}
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn slips_of_the_pen_never_panic(
        slips in prop::collection::vec((0..6usize, any::<usize>(), slip()), 1..5),
    ) {
        let mut files = default_files();
        for (file, at, slip) in &slips {
            files[*file].text = apply(&files[*file].text, *at, slip);
        }
        survives(&files)?;
    }

    /// Whole lines taken out or doubled leave TOML that is often right: this gets past the parser.
    #[test]
    fn shuffled_lines_never_panic(
        file in 0..6usize,
        picks in prop::collection::vec(any::<usize>(), 0..80),
    ) {
        let mut files = default_files();
        let lines: Vec<&str> = files[file].text.lines().filter(|l| !l.starts_with('#')).collect();
        let text: Vec<&str> = picks.iter().map(|pick| lines[pick % lines.len()]).collect();
        files[file].text = text.join("\n");
        survives(&files)?;
    }

    #[test]
    fn any_text_never_panics(name in 0..6usize, text in any::<String>()) {
        let mut files = default_files();
        files[name].text = text;
        survives(&files)?;
    }
}

#[test]
fn size_is_limited() {
    let text = format!("# {}\n", "я".repeat(FILE_MAX));
    let complaints = parse(&[named("fields.toml", &text)]).expect_err("too big");
    assert_eq!(complaints[0].what, Trouble::FileTooBig { max: FILE_MAX });

    let mut text = String::from("[[pipeline]]\nkey = \"p\"\nname = \"П\"\n");
    for n in 0..=STAGES_MAX {
        text.push_str(&format!(
            "[[pipeline.stage]]\nkey = \"s{n}\"\nname = \"С{n}\"\n"
        ));
    }
    let complaints = parse(&[named("pipelines.toml", &text)]).expect_err("too many");
    assert_eq!(
        complaints[0].what,
        Trouble::TooMany {
            key: "stage",
            max: STAGES_MAX
        }
    );
    assert_eq!(complaints.len(), 1);

    let text = format!("[[source]]\nkey = \"a\"\nname = \"{}\"\n", "я".repeat(201));
    let complaints = parse(&[named("sources.toml", &text)]).expect_err("too long");
    assert_eq!(
        complaints[0].what,
        Trouble::TooLong {
            key: "name",
            max: 200
        }
    );
}

#[test]
fn a_flood_of_faults_is_cut_short() {
    for text in [
        "[".repeat(FILE_MAX / 8),
        "=\n".repeat(FILE_MAX / 8),
        "a = [".repeat(1000),
        format!("a = {}", "{b = ".repeat(10_000)),
        format!("{}1", "a.".repeat(10_000)),
        (0..10_000).map(|n| format!("key{n} = 1\n")).collect(),
    ] {
        let complaints = parse(&[named("people.toml", &text)]).expect_err("wrong");
        assert!(
            (1..=200).contains(&complaints.len()),
            "{}",
            complaints.len()
        );
    }
}
