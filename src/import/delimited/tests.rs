use super::*;

fn rows(text: &str) -> Vec<Result<Row, RowError>> {
    let mut delimited = Delimited::new(text.as_bytes()).unwrap();
    std::iter::from_fn(|| delimited.row().unwrap()).collect()
}

fn cells(text: &str) -> Vec<Vec<String>> {
    rows(text)
        .into_iter()
        .map(|row| row.unwrap().cells)
        .collect()
}

#[test]
fn the_delimiter_is_the_one_that_splits_evenly() {
    assert_eq!(
        delimiter("Имя, фамилия;Телефон\nА, Б;1\nВ;2\n".as_bytes()),
        b';'
    );
    assert_eq!(delimiter(b"a,b,c\n\"x;y;z\",1,2\n"), b',');
    assert_eq!(delimiter(b"a\tb\n1,5\t2,5\n"), b'\t');
    assert_eq!(delimiter(b"a|b\n"), b'|');
    assert_eq!(delimiter("Телефон\n8 900, 8 901\n".as_bytes()), 0);
    assert_eq!(delimiter(b"sep=,\r\na;b,c\r\n"), b',');
}

#[test]
fn quotes_are_read_as_people_write_them() {
    assert_eq!(
        cells("a;b\n\"x \"\"y\"\"\";\"1;2\""),
        [["a", "b"], ["x \"y\"", "1;2"]]
    );
    assert_eq!(
        cells("a;b\nТруба 1/2\";2"),
        [["a", "b"], ["Труба 1/2\"", "2"]]
    );
    assert_eq!(
        cells("a;b\n\"Диван \"Комфорт\" синий\";2"),
        [["a", "b"], ["Диван \"Комфорт\" синий", "2"]]
    );
    assert_eq!(cells("a, b\n \"x\" , \"y\" \n"), [["a", "b"], ["x", "y"]]);
}

#[test]
fn a_line_break_inside_quotes_belongs_to_the_cell_and_lines_count_on() {
    let rows = rows("a;b\r\n\"one\r\ntwo\";2\r\n\r\n3;4\r5;6");
    let lines: Vec<u64> = rows.iter().map(|row| row.as_ref().unwrap().line).collect();
    assert_eq!(lines, [1, 2, 5, 6]);
    assert_eq!(rows[1].as_ref().unwrap().cells[0], "one\ntwo");
}

#[test]
fn too_much_is_one_bad_row_and_the_next_is_read() {
    let long = "x".repeat(10 * MAX_CELL);
    let wide = ";".repeat(MAX_CELLS);
    let heavy = "y".repeat(MAX_CELL) + ";";
    let text = format!("a;b\n1;{long}\n{wide}\n{}\n2;3\n", heavy.repeat(9));
    let rows = rows(&text);
    assert_eq!(
        rows[1],
        Err(RowError {
            line: 2,
            fault: RowFault::CellTooLong { column: 1 }
        })
    );
    assert_eq!(
        rows[2],
        Err(RowError {
            line: 3,
            fault: RowFault::TooManyCells
        })
    );
    assert_eq!(
        rows[3],
        Err(RowError {
            line: 4,
            fault: RowFault::RowTooLong
        })
    );
    assert_eq!(rows[4].as_ref().unwrap().cells, ["2", "3"]);
}
