//! The words of an import: what is wrong with a file or a line, what columns mean, what came of it.
use super::{Lang, words};
use crate::domain::email::EmailError;
use crate::domain::money::MoneyError;
use crate::domain::phone::PhoneError;
use crate::import::table::RowFault;
use crate::import::{Certainty, Complaint, Skipped, TableError, What, Why};

words! {
    file: "файл", "file";
    when: "когда", "when";
    who: "кто", "who";
    column: "столбец", "column";
    meaning: "что это", "meaning";
    certainty: "почему", "why";
    theirs: "в файле", "in the file";
    ours: "у нас", "ours";
    times: "раз", "times";
    to_deals: ">сделок", ">deals";
    to_contacts: ">клиентов", ">contacts";
    to_undone: ">отменено", ">undone";
    no_encoding(name: &str): "не знаю кодировки «{name}»; бывает utf-8, cp1251, utf-16", "there is no encoding \"{name}\"; it is one of utf-8, cp1251, utf-16";
    map_form(given: &str): "--map «{given}»: пишите столбец=смысл, например «Тел.=phone»", "--map \"{given}\": write column=meaning, such as \"Tel.=phone\"";
    no_heading(given: &str): "в файле нет столбца «{given}»", "the file has no column \"{given}\"";
    no_column(given: &str): "нет такого смысла столбца: «{given}»", "no column means \"{given}\"";
    resume_one: "--resume продолжает загрузку одного файла; укажите один", "--resume goes on with one file; name one";
    resume_other(import: i64, file: &str): "загрузка {import} была из файла {file}; продолжать её можно только им", "import {import} was of {file}; only that file can go on with it";
    strict_nothing: "ничего не загружено: есть ошибки, а с --strict они запрещены", "nothing was taken in: there are errors and --strict forbids them";
    their_amount(sum: &str): "Сумма в файле: {sum}", "Amount in the file: {sum}";
    rest_of_amount: "Остальное по сумме заказа", "Rest of the order's amount";
    nothing_usable(file: &str): "{file}: ни одной строки, из которой выйдет сделка или клиент; проверьте --map", "{file}: not one line that makes a deal or a contact; look at --map";
    begun(import: i64): "загрузка № {import}", "import № {import}";
    would(deals: u64, contacts: u64): "будет создано: сделок {deals}, клиентов {contacts}", "would be created: {deals} deals, {contacts} contacts";
    created(deals: u64, contacts: u64): "создано: сделок {deals}, клиентов {contacts}", "created: {deals} deals, {contacts} contacts";
    matched(deals: u64, contacts: u64): "уже были: сделок {deals}, клиентов {contacts}", "were there already: {deals} deals, {contacts} contacts";
    of_lines(lines: &str): "  из строк {lines}", "  of lines {lines}";
    nothing_new: "нового в файле нет: всё это уже загружено", "nothing is new in the file: all of it is there already";
    deal_there(id: i64, by: &str): "сделка уже есть: № {id} ({by})", "the deal is there: № {id} ({by})";
    deal_of_line(line: u64): "та же сделка, что в строке {line}", "the same deal as in line {line}";
    contact_there(id: i64, by: &str): "клиент уже есть: № {id} ({by})", "the contact is there: № {id} ({by})";
    contact_of_line(line: u64): "тот же клиент, что в строке {line}", "the same contact as in line {line}";
    by_name: "то же имя", "the same name";
    by_row: "такая же строка", "the same line";
    cut_short(file: &str): "{file}: прочитан не до конца; исправьте файл и повторите", "{file}: not read to its end; mend the file and do it again";
    cut_short_import(file: &str, import: i64): "{file}: прочитан не до конца; загрузите исправленный, уже загруженное не задвоится; отменить всё: pult import --undo {import}", "{file}: not read to its end; import the mended file, nothing comes in twice; take it all back: pult import --undo {import}";
    skipped_rows(n: u64): "пропущено строк: {n}", "lines skipped: {n}";
    refused_rows(n: u64): "не принято строк: {n}", "lines refused: {n}";
    with_warnings(n: u64): "замечаний: {n}", "warnings: {n}";
    undo_hint(import: i64): "отменить всё: pult import --undo {import}", "take it all back: pult import --undo {import}";
    stopped(import: i64): "остановлено; продолжить: та же команда с --resume {import}; отменить: pult import --undo {import}", "stopped; go on: the same command with --resume {import}; take back: pult import --undo {import}";
    broken_off(why: &str, import: i64, taken_in: &str): "{why}; загрузка № {import} не закончена, {taken_in}: та же команда с --resume {import} продолжит, pult import --undo {import} отменит", "{why}; import № {import} is unfinished, {taken_in}: the same command with --resume {import} goes on, pult import --undo {import} takes it back";
    resume_undone(import: i64): "загрузка № {import} отменена, продолжать нечего; чтобы загрузить файл заново, уберите --resume", "import № {import} was taken back, there is nothing to go on with; leave --resume out to import the file anew";
    undo_stopped(import: i64): "остановлено, отменено не всё; продолжить: pult import --undo {import}", "stopped before all was taken back; go on: pult import --undo {import}";
    more_known(n: u64): "и ещё строк о том, что уже есть: {n} (все — с --json)", "and {n} more lines of what is there already (--json has them all)";
    looked_partly: "остановлено: просмотрено не всё, ничего не загружено", "stopped: not all of it was looked at, nothing was taken in";
    stage_first(stage: &str): "«{stage}» и метка", "{stage} and a tag";
    nobody_note: "никто, имя в заметке", "nobody, the name is in a note";
    only_note: "нет, название в заметке", "none, the name is in a note";
    alike(name: &str): "{name} (похоже)", "{name} (alike)";
    map_hint(option: &str): "другое соответствие: {option} \"в файле=у нас\"", "to match otherwise: {option} \"theirs=ours\"";
}

mod certainties {
    use super::words;
    words! {
        chosen: "сказано", "chosen";
        known: "по заголовку", "by heading";
        likely: "похожий заголовок", "like a heading";
        content: "по содержимому", "by content";
        unknown: "непонятно: сохранится как есть", "unknown: kept as it is";
    }
}

pub(crate) fn certain(lang: Lang, certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Chosen => certainties::chosen(lang),
        Certainty::Known => certainties::known(lang),
        Certainty::Likely => certainties::likely(lang),
        Certainty::Content => certainties::content(lang),
        Certainty::Unknown => certainties::unknown(lang),
    }
}

mod flaws {
    use super::words;
    words! {
        in_column(column: &str, what: &str): "столбец «{column}»: {what}", "column \"{column}\": {what}";
        with_value(what: &str, value: &str): "{what}: «{value}»", "{what}: \"{value}\"";
        phone_ruined: "таблица обрезала последние цифры телефона", "the spreadsheet has cut the phone's last digits";
        phone_short: "в телефоне мало цифр", "the phone has too few digits";
        phone_long: "в телефоне много цифр", "the phone has too many digits";
        phone_no_code: "у телефона нет такого кода страны или города", "the phone has no such country or city code";
        phone_several: "здесь несколько телефонов, а нужен один", "several phones where one is wanted";
        phone_none: "в телефоне нет цифр", "the phone has no digits";
        email_no_at: "в адресе почты нет @", "the e-mail has no @";
        email_second_at: "в адресе почты две @", "the e-mail has two @";
        email_other: "не похоже на адрес почты", "doesn't look like an e-mail address";
        sum_negative: "сумма меньше нуля", "the amount is below zero";
        sum_unreadable: "сумма не читается", "the amount can't be read";
        sum_ambiguous: "непонятная сумма: тысячи или копейки?", "the amount is ambiguous: thousands or kopecks?";
        sum_ruined: "таблица обрезала последние цифры суммы", "the spreadsheet has cut the amount's last digits";
        sum_large: "сумма слишком велика", "the amount is too large";
        currency: "сумма не в рублях: оставлена текстом", "the amount is not in roubles: kept as text";
        date: "дата не читается", "the date can't be read";
        quantity: "количество не читается", "the quantity can't be read";
        text_cut(limit: usize): "текст длиннее {limit} байт, конец отброшен", "the text is longer than {limit} bytes, its end is dropped";
        too_many(limit: usize): "больше {limit} значений, остальные отброшены", "more than {limit} values, the rest is dropped";
        encoding: "повреждённые буквы; возможно, другая кодировка: --encoding", "broken letters; perhaps another encoding: --encoding";
        ragged(expected: usize, found: usize): "ячеек {found}, а заголовков {expected}", "{found} cells under {expected} headings";
        unknown_column: "значение столбца неизвестно: сохранится заметкой; задать: --map", "the column is unknown: kept as a note; say what it is by --map";
        heading_twice: "второй столбец с тем же заголовком", "a second column of the same heading";
        duplicate(line: u64): "тот же номер, что в строке {line}", "the same id as in line {line}";
    }
}

/// What is wrong in a line that is used all the same, without its place.
pub(crate) fn complaint(lang: Lang, complaint: &Complaint) -> String {
    let what = match &complaint.what {
        What::PhoneRuined | What::PhoneInvalid(PhoneError::RuinedByExcel) => {
            flaws::phone_ruined(lang).to_owned()
        }
        What::PhoneInvalid(PhoneError::Several) => flaws::phone_several(lang).to_owned(),
        What::PhoneInvalid(PhoneError::NoDigits) => flaws::phone_none(lang).to_owned(),
        What::PhoneInvalid(PhoneError::TooShort) => flaws::phone_short(lang).to_owned(),
        What::PhoneInvalid(PhoneError::TooLong) => flaws::phone_long(lang).to_owned(),
        What::PhoneInvalid(PhoneError::NoSuchCode) => flaws::phone_no_code(lang).to_owned(),
        What::EmailInvalid(EmailError::NoAt) => flaws::email_no_at(lang).to_owned(),
        What::EmailInvalid(EmailError::SecondAt) => flaws::email_second_at(lang).to_owned(),
        What::EmailInvalid(_) => flaws::email_other(lang).to_owned(),
        What::SumNegative => flaws::sum_negative(lang).to_owned(),
        What::SumUnreadable(MoneyError::Ambiguous) => flaws::sum_ambiguous(lang).to_owned(),
        What::SumUnreadable(MoneyError::RuinedByExcel) => flaws::sum_ruined(lang).to_owned(),
        What::SumUnreadable(MoneyError::TooLarge) => flaws::sum_large(lang).to_owned(),
        What::SumUnreadable(_) => flaws::sum_unreadable(lang).to_owned(),
        What::CurrencyForeign => flaws::currency(lang).to_owned(),
        What::DateUnreadable => flaws::date(lang).to_owned(),
        What::QuantityUnreadable => flaws::quantity(lang).to_owned(),
        What::TextCut { limit } => flaws::text_cut(lang, *limit),
        What::TooMany { limit } => flaws::too_many(lang, *limit),
        What::EncodingBroken => flaws::encoding(lang).to_owned(),
        What::RowRagged { expected, found } => flaws::ragged(lang, *expected, *found),
        What::UnknownColumn => flaws::unknown_column(lang).to_owned(),
        What::HeadingTwice => flaws::heading_twice(lang).to_owned(),
        What::DuplicateOf { line } => flaws::duplicate(lang, *line),
    };
    let what = match complaint.value.is_empty() {
        true => what,
        false => flaws::with_value(lang, &what, &complaint.value),
    };
    match &complaint.column {
        Some(column) => flaws::in_column(lang, column, &what),
        None => what,
    }
}

mod skips {
    use super::words;
    words! {
        empty: "пустая строка", "an empty line";
        nothing: "ни сделки, ни клиента: нет ни имени, ни телефона, ни названия", "neither a deal nor a contact: no name, no phone, no title";
        headings: "снова заголовки", "the headings once more";
        totals: "строка итогов", "a line of totals";
        cell_long(column: usize): "столбец {column}: слишком длинная ячейка", "column {column}: the cell is too long";
        row_long: "слишком длинная строка", "the line is too long";
        many_cells: "слишком много ячеек", "too many cells";
        quote: "кавычка не закрыта: строка пропущена, чтение продолжено со следующей", "a quote is not closed: the line is left out, reading goes on with the next";
        stopped(why: &str): "дальше файл не читается: {why}", "the file can't be read further: {why}";
    }
}

/// Why a line yields nothing.
pub(crate) fn skip(lang: Lang, skipped: &Skipped) -> String {
    let why = match &skipped.why {
        Why::EmptyRow => skips::empty(lang).to_owned(),
        Why::NothingUsable => skips::nothing(lang).to_owned(),
        Why::HeadingsAgain => skips::headings(lang).to_owned(),
        Why::Totals => skips::totals(lang).to_owned(),
        Why::Unreadable(fault) => row_fault(lang, fault),
    };
    let details: Vec<String> = skipped
        .complaints
        .iter()
        .map(|c| complaint(lang, c))
        .collect();
    match details.is_empty() {
        true => why,
        false => format!("{why} ({})", details.join("; ")),
    }
}

fn row_fault(lang: Lang, fault: &RowFault) -> String {
    match fault {
        RowFault::CellTooLong { column } => skips::cell_long(lang, column + 1),
        RowFault::RowTooLong => skips::row_long(lang).to_owned(),
        RowFault::TooManyCells => skips::many_cells(lang).to_owned(),
        RowFault::QuoteOpen => skips::quote(lang).to_owned(),
        RowFault::Stopped(why) => skips::stopped(lang, &table(lang, why)),
    }
}

mod tables {
    use super::words;
    words! {
        at(place: &str, why: &str): "{place}: {why}", "{place}: {why}";
        line(place: &str, line: u64, why: &str): "{place}:{line}: {why}", "{place}:{line}: {why}";
        not_found: "такого файла нет", "there is no such file";
        directory: "это каталог, нужен файл", "this is a directory, not a file";
        not_a_file: "это не обычный файл", "this is no regular file";
        forbidden: "нет права читать этот файл", "this file may not be read";
        unreadable(kind: &str): "не читается: {kind}", "can't be read: {kind}";
        empty: "файл пуст", "the file is empty";
        binary: "это не таблица: ни текст, ни книга Excel", "this is no table: neither text nor a workbook";
        zero_byte: "нулевой байт: это не текст; сохраните таблицу заново", "a zero byte: this is no text; save the table anew";
        quote_lost(line: u64): "кавычка из строки {line} не закрыта до конца файла", "the quote of line {line} is never closed";
        bomb(times: u64): "внутри архива сжатое в {times} раз: так прячут вредное; пересохраните таблицу", "packed {times} times inside: harm is hidden so; save the table anew";
        no_rows(headings: &str): "только заголовки, строк нет: {headings}", "only headings, no lines: {headings}";
        no_good_row(line: u64, why: &str): "ни одна строка не читается; строка {line}: {why}", "not one line can be read; line {line}: {why}";
        locked: "файл под паролем; сохраните его без пароля", "the file has a password; save it without one";
        too_big(limit: u64): "файл больше {limit} байт; разделите его", "the file is larger than {limit} bytes; split it";
        broken(reason: &str): "файл повреждён: {reason}", "the file is damaged: {reason}";
        no_sheets: "у такого файла нет листов; уберите --sheet", "such a file has no sheets; leave --sheet out";
        no_sheet(sheets: &str): "такого листа нет, есть: {sheets}", "there is no such sheet; there are {sheets}";
        changed: "файл менялся, пока его читали; повторите", "the file changed while it was read; do it again";
    }
}

/// Why a file is no table, with its place.
pub(crate) fn table_error(lang: Lang, place: &str, why: &TableError) -> String {
    match why {
        TableError::NoGoodRow(row) => {
            tables::line(lang, place, row.line, &row_fault(lang, &row.fault))
        }
        TableError::ZeroByte { line } => tables::line(lang, place, *line, tables::zero_byte(lang)),
        why => tables::at(lang, place, &table(lang, why)),
    }
}

fn table(lang: Lang, why: &TableError) -> String {
    match why {
        TableError::NotFound => tables::not_found(lang).to_owned(),
        TableError::Directory => tables::directory(lang).to_owned(),
        TableError::NotAFile => tables::not_a_file(lang).to_owned(),
        TableError::Forbidden => tables::forbidden(lang).to_owned(),
        TableError::Unreadable { kind } => tables::unreadable(lang, &kind.to_string()),
        TableError::Empty => tables::empty(lang).to_owned(),
        TableError::Binary => tables::binary(lang).to_owned(),
        TableError::ZeroByte { .. } => tables::zero_byte(lang).to_owned(),
        TableError::QuoteLost { line } => tables::quote_lost(lang, *line),
        TableError::Bomb { times } => tables::bomb(lang, *times),
        TableError::NoRows { headings } => tables::no_rows(lang, &headings.join(", ")),
        TableError::NoGoodRow(row) => {
            tables::no_good_row(lang, row.line, &row_fault(lang, &row.fault))
        }
        TableError::Locked => tables::locked(lang).to_owned(),
        TableError::TooBig { limit } => tables::too_big(lang, *limit),
        TableError::Broken { reason } => tables::broken(lang, reason),
        TableError::NoSheets => tables::no_sheets(lang).to_owned(),
        TableError::NoSuchSheet { sheets } => tables::no_sheet(lang, &sheets.join(", ")),
        TableError::Changed => tables::changed(lang).to_owned(),
    }
}
