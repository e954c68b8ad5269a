//! Files that are wrong in every way: each is told in one line with its place and its reason, and does no harm.
use crate::support::Shell;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const HEAD: &str = "Имя;Телефон;Почта\n";

fn people(shell: &Shell) -> usize {
    let list = shell.pult(["contact", "list", "--limit", "1000", "--json"]);
    list.json().as_array().unwrap().len()
}

fn imports(shell: &Shell) -> usize {
    let list = shell.pult(["import", "list", "--json"]);
    list.json().as_array().unwrap().len()
}

/// A container of the old kind with nothing but what says that it is encrypted.
fn locked() -> Vec<u8> {
    let mut book = vec![0; 3 * 512];
    let mut put = |at: usize, bytes: &[u8]| book[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &0xFFFF_FFFE_u32.to_le_bytes());
    put(68, &0xFFFF_FFFE_u32.to_le_bytes());
    put(76, &[0xFF; 436]);
    put(76, &0_u32.to_le_bytes());
    put(512, &[0xFF; 512]);
    put(512, &0xFFFF_FFFD_u32.to_le_bytes());
    put(516, &0xFFFF_FFFE_u32.to_le_bytes());
    for (at, name, kind) in [(1024, "Root Entry", 5), (1152, "EncryptedPackage", 2)] {
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(at, &letters);
        put(at + 64, &(letters.len() as u16 + 2).to_le_bytes());
        put(at + 66, &[kind]);
        put(at + 116, &0xFFFF_FFFE_u32.to_le_bytes());
    }
    book
}

fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*row) {
            match cell.strip_prefix('=') {
                Some(_) => {
                    let formula = rust_xlsxwriter::Formula::new(*cell).set_result("Жми");
                    sheet.write_formula(at, column, formula).unwrap()
                }
                None => sheet.write(at, column, *cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook one part of which says that it unpacks to two gigabytes.
fn bomb() -> Vec<u8> {
    let mut book = book(&[&["Имя", "Телефон"], &["Ольга", "89135551234"]]);
    let part = book.windows(4).position(|bytes| bytes == b"PK\x01\x02");
    let size = part.unwrap() + 24;
    book[size..size + 4].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
    book
}

#[test]
fn a_file_that_is_no_table_is_one_line_and_nothing_happens() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let long = format!("{}\n", "x".repeat(10 << 20));
    let old = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[7; 600]].concat();
    let good = book(&[&["Имя", "Телефон"], &["Ольга", "89135551234"]]);
    let files: [(&str, &[u8], &str); 15] = [
        ("пустой.csv", b"", ": файл пуст"),
        ("пробелы.csv", b" \r\n\r\n\t", ": файл пуст"),
        ("метка.csv", b"\xEF\xBB\xBF", ": файл пуст"),
        ("заголовки.csv", HEAD.as_bytes(), ": только заголовки"),
        ("ячейка.csv", long.as_bytes(), ":1: столбец 1: слишком"),
        ("ноль.csv", b"a;b\n1;2\n3;\0\n", ":3: нулевой байт"),
        ("фото.csv", b"\x89PNG\r\n\x1A\n\0\0", ": это не таблица"),
        ("счёт.xlsx", b"%PDF-1.7\n\xFF", ": это не таблица"),
        ("бомба.xlsx", &bomb(), ": внутри архива"),
        ("обрывок.xlsx", &good[..good.len() / 2], ": файл повреждён"),
        ("архив.xlsx", &archive("readme.txt"), ": это не таблица"),
        (
            "письмо.xlsx",
            &archive("word/document.xml"),
            ": это не таблица",
        ),
        ("старый.xls", &old, ": файл повреждён"),
        ("пароль.xlsx", &locked(), ": файл под паролем"),
        ("страница.xls", b"<html><p>x</p></html>", ": файл пуст"),
    ];
    for (name, bytes, _) in &files {
        std::fs::write(shell.path(name), bytes).unwrap();
    }
    let made = std::process::Command::new("mkfifo")
        .arg(shell.path("труба"))
        .status();
    assert!(made.unwrap().success());
    std::fs::create_dir(shell.path("папка.csv")).unwrap();
    let mut told: Vec<(String, &str)> = files
        .iter()
        .map(|(name, _, word)| ((*name).to_owned(), *word))
        .collect();
    told.push(("труба".to_owned(), ": это не обычный файл"));
    told.push(("/dev/zero".to_owned(), ": это не обычный файл"));
    told.push(("папка.csv".to_owned(), ": это каталог"));
    told.push(("нет.csv".to_owned(), ": такого файла нет"));
    // Root may read everything; who runs the tests as root sees this line elsewhere.
    let secret = shell.path("чужой.csv");
    std::fs::write(&secret, format!("{HEAD}Ольга;89135551234;\n")).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read(&secret).is_err() {
        told.push(("чужой.csv".to_owned(), ": нет права читать"));
    }
    for (name, word) in &told {
        let path = shell.path(name);
        let path = path.to_str().unwrap();
        for dry in [&["--dry-run"][..], &[]] {
            let call = ["import", "contacts", path]
                .into_iter()
                .chain(dry.iter().copied());
            let line = shell.pult(call).ends(1, &format!("{path}{word}"));
            assert!(line.len() < 1000, "{line}");
        }
    }
    assert_eq!((people(&shell), imports(&shell)), (0, 0));
    // One bad file among good ones: nothing of any comes in.
    let fine = shell.path("хороший.csv");
    std::fs::write(&fine, format!("{HEAD}Ольга;89135551234;\n")).unwrap();
    let bad = shell.path("пустой.csv");
    shell
        .pult([
            "import",
            "contacts",
            fine.to_str().unwrap(),
            bad.to_str().unwrap(),
        ])
        .ends(1, "пустой.csv: файл пуст");
    assert_eq!((people(&shell), imports(&shell)), (0, 0));
}

/// A package with one part in it.
fn archive(part: &str) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let how =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    package.start_file(part, how).unwrap();
    package.finish().unwrap().into_inner()
}

/// Takes a file in and says what was told of its lines, without the place.
fn told(shell: &Shell, origin: &str, file: &Path) -> (Vec<String>, Value) {
    let path = file.to_str().unwrap();
    let said = shell.pult(["import", origin, path]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let lines: Vec<String> = said
        .err
        .lines()
        .map(|line| {
            let rest = line.strip_prefix(&format!("pult: {path}:"));
            rest.unwrap_or_else(|| panic!("no place in {line}"))
                .to_owned()
        })
        .collect();
    shell.pult(["undo"]).fine();
    // The same, for a machine: as many problems as lines for a person.
    let report = shell.pult(["import", origin, path, "--dry-run", "--json"]);
    let report = report.json()[0].take();
    assert_eq!(report["problems"].as_array().unwrap().len(), lines.len());
    (lines, report)
}

#[test]
fn a_bad_line_is_told_by_its_number_and_the_others_come_in() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let marked = |text: &str| [b"\xFF\xFE".to_vec(), utf16(text)].concat();
    let long = format!(
        "{HEAD}А;89130000001;\n{};8913;\nВ;89130000003;\n",
        "x".repeat(10 << 20)
    );
    let wide: String = (0..298).map(|n| format!(";Поле {n}")).collect();
    let values: String = (0..298).map(|n| format!(";з{n}")).collect();
    let table = "Имя;Телефон\nОльга;+7 913 555-12-34\nПётр;8 (913) 555-12-35\n";
    let files: [(&str, Vec<u8>, u64, &[&str]); 13] = [
        (
            "столбцы.csv",
            "Имя;Размер ноги\nОльга;38\n".into(),
            1,
            &["1: столбец «Размер ноги»: значение столбца неизвестно"],
        ),
        (
            "буквы.csv",
            [
                format!("{HEAD}Ольга;;\n").as_bytes(),
                b"\xD0\xFF;89130000002;\n",
            ]
            .concat(),
            2,
            &["3: столбец «Имя»: повреждённые буквы"],
        ),
        (
            "кавычка.csv",
            format!("{HEAD}А;89130000001;\nБ;\"89130000002;\nВ;89130000003;\nГ;\"89130000004\";\n")
                .into(),
            3,
            &["3: кавычка не закрыта"],
        ),
        (
            "конец.csv",
            format!("{HEAD}А;89130000001;\nБ;89130000002;\"x\n").into(),
            1,
            &["3: кавычка не закрыта"],
        ),
        (
            "ячейка.csv",
            long.into(),
            2,
            &["3: столбец 1: слишком длинная ячейка"],
        ),
        (
            "дважды.csv",
            "Имя;Телефон;Телефон\nОльга;89130000001;89130000002\n".into(),
            1,
            &["1: столбец «Телефон»: второй столбец с тем же заголовком"],
        ),
        (
            "формулы.csv",
            "Имя;Телефон\n\"=HYPERLINK(\"\"http://x\"\";\"\"Жми\"\")\";89130000001\n'=1+1;x\n"
                .into(),
            2,
            &["3: столбец «Телефон»: в телефоне нет цифр: «x»"],
        ),
        (
            "формулы.xlsx",
            book(&[
                &["Имя", "Телефон"],
                &["=HYPERLINK(\"http://x\")", "89130000001"],
                &["Ольга", "89130000002"],
            ]),
            2,
            &[],
        ),
        ("метка.csv", format!("\u{FEFF}{table}").into(), 2, &[]),
        ("юникод.csv", marked(table), 2, &[]),
        ("без-метки.csv", utf16(table), 2, &[]),
        ("текст.xlsx", table.into(), 2, &[]),
        (
            "страница.xlsx",
            b"<table><tr><th>\xD0\x98\xD0\xBC\xD1\x8F</th></tr><tr><td>A</td></tr></table>".into(),
            1,
            &[],
        ),
    ];
    for (name, bytes, made, expected) in files {
        let file = shell.path(name);
        std::fs::write(&file, bytes).unwrap();
        let (lines, report) = told(&shell, "contacts", &file);
        assert_eq!(report["created"]["contacts"], made, "{name}: {lines:?}");
        assert_eq!(lines.len(), expected.len(), "{name}: {lines:?}");
        for (line, start) in lines.iter().zip(expected) {
            assert!(line.starts_with(start), "{name}: {line}");
        }
    }
    // Three hundred columns: each unknown one is told once, and all of them are kept.
    let file = shell.path("широкий.csv");
    std::fs::write(
        &file,
        format!("Имя;Телефон{wide}\nА;89130000001{values}\nБ;89130000002{values}\n"),
    )
    .unwrap();
    let (lines, _) = told(&shell, "contacts", &file);
    assert_eq!(lines.len(), 298);
    shell
        .pult(["import", "contacts", file.to_str().unwrap()])
        .fine();
    let list = shell.pult(["contact", "list", "--json"]).json();
    let id = list[0]["id"].to_string();
    let shown = shell.pult(["contact", "show", &id, "--json"]).json();
    assert!(shown.to_string().contains("Поле 297: з297"), "{shown}");
}

#[test]
fn sums_and_dates_that_cannot_be_are_told_and_kept_as_text() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("сделки.csv");
    let text = "Название сделки;Бюджет;Дата создания\nА;1 200,50;31.12.2025\nБ;-200;2025-12-31 10:00\nВ;300;46000\n\
                Г;много;31.02.2025\nД;7,9E+10;12/31/2025\n";
    std::fs::write(&file, text).unwrap();
    let (lines, report) = told(&shell, "deals", &file);
    assert_eq!(report["created"]["deals"], 5);
    let starts = [
        "3: столбец «Бюджет»: сумма меньше нуля: «-200»",
        "5: столбец «Бюджет»: сумма не читается: «много»",
        "5: столбец «Дата создания»: дата не читается: «31.02.2025»",
        "6: столбец «Бюджет»: таблица обрезала",
        "6: столбец «Дата создания»: дата не читается: «12/31/2025»",
    ];
    assert_eq!(lines.len(), starts.len(), "{lines:?}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn a_file_written_to_while_it_is_read_is_not_whole_and_nothing_doubles() {
    let shell = Shell::new();
    let _server = shell.serve(&[]);
    let file = shell.path("растёт.csv");
    let mut text = "Название сделки;Бюджет\n".to_owned();
    for n in 0..8000 {
        text.push_str(&format!("Заказ {n};{n}\n"));
    }
    std::fs::write(&file, &text).unwrap();
    let path = file.to_str().unwrap();
    let mut call = shell.program();
    call.args(["import", "deals", path])
        .stdout(std::process::Stdio::null());
    let importing = call.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let made = || {
        let list = shell.pult(["import", "list", "--json"]).json();
        list[0]["deals"].as_u64().unwrap_or_default()
    };
    while made() == 0 {}
    text.push_str("Ещё один;1\n");
    std::fs::write(&file, &text).unwrap();
    let done = importing.wait_with_output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{err}");
    assert!(
        err.contains(": дальше файл не читается: файл менялся"),
        "{err}"
    );
    assert!(err.lines().last().unwrap().contains("--undo 1"), "{err}");
    let first = made();
    let again = shell.pult(["import", "deals", path, "--json"]).json();
    assert_eq!(again[0]["created"]["deals"].as_u64().unwrap() + first, 8001);
}
