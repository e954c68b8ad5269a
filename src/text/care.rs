//! Back-up, restore, verify, doctor: what was found and what to do.
use super::{Lang, plural, words};
use crate::care::{CareError, Verified};
use crate::domain::calendar::Millis;
use crate::link::LinkError;
use crate::store::home::Flaw;
use crate::store::snapshot::Contents;
use crate::store::{NotWhole, StoreError};

words! {
    exists(path: &str): "{path} уже есть; пульт ничего не перезаписывает — назовите другой файл", "{path} exists; pult overwrites nothing: name another file";
    unfinished(path: &str): "{path} остался от прерванной копии (или её делают прямо сейчас); уберите его или назовите другой файл", "{path} is left from a broken-off back-up (or one is being made right now); remove it or name another file";
    file_failed(path: &str, error: &str): "{path}: {error}", "{path}: {error}";
    unreachable(place: &str, why: &str): "сервер по адресу {place} не отвечает: {why}", "no server at {place}: {why}";
    odd(place: &str): "{place} отвечает, но не как пульт", "{place} answers, but not as pult does";
    cut(came: u64, announced: u64): "копия оборвалась: пришло {came} байт из {announced}; повторите", "the copy was cut off: {came} of {announced} bytes came; do it again";
    checksum(path: &str): "{path}: контрольная сумма не сходится — файл изменился с тех пор, как был сделан; возьмите другую копию", "{path}: the checksum differs: the file has changed since it was made; take another copy";
    no_checksum(path: &str): "{path}: это не файл контрольной суммы; уберите его или положите верный", "{path} is no checksum file; remove it or put the right one there";
    unsound(path: &str, count: usize, first: &str): "{path}: копия повреждена, неполадок {count} ({first}); возьмите другую", "{path}: the copy is damaged, {count} faults ({first}); take another one";
    shop_damaged(count: usize, first: &str): "повреждён сам файл магазина, неполадок {count} ({first}): новой копии не будет; остановите сервер и вернитесь к прежней копии — pult restore ФАЙЛ --data КАТАЛОГ", "the shop's own file is damaged, {count} faults ({first}): no new copy is made of it; stop the server and go back to an earlier one with pult restore FILE --data DIR";
    no_room_to_copy(temporary: &str): "серверу негде собрать копию: диск с данными полон, и в {temporary} тоже нет места; освободите место на одном из них и повторите", "the server has no room to put a copy together: the data's disk is full and {temporary} is too; make room on one of them and do it again";
    untold: "; файла .sha256 рядом нет: не изменилось ли содержимое, сказать нельзя", "; no .sha256 lies beside it: whether its contents were changed can't be told";
    being_used(path: &str): "{path}: каталог занят работающим пультом; сначала остановите его", "{path} is held by a running pult; stop it first";

    full: "диск заполнен: освободите место и повторите", "the disk is full: make room and do it again";
    disk_failed(why: &str): "диск отказал; проверьте его (подробности — в системном журнале: dmesg), потом запустите пульт снова", "the disk failed: {why}; check it, then start pult again";
    damaged(why: &str): "база повреждена: подробнее — pult doctor; проверить копию — pult verify ФАЙЛ, вернуться к ней — pult restore ФАЙЛ", "the database is damaged ({why}); pult doctor looks closer, pult verify FILE checks a back-up, pult restore FILE goes back to it";
    newer(found: i64, known: i64): "эту базу писал более новый пульт (схема {found}, этот знает {known}); возьмите тот", "this database was written by a newer pult (schema {found}, this one knows {known}); use that one";
    log_missing(log: &str, lock: &str): "нет {log}, хотя пульт не был остановлен как положено (или восстановление прервалось): последние изменения пропадут. Верните этот файл или вернитесь к копии (pult restore); чтобы всё-таки начать без него: rm {lock}", "{log} is missing, though pult was not closed (or a restore was broken off): what was committed last would be lost. Put it back, or go back to a back-up (pult restore); to go on without it, knowing that: rm {lock}";
    log_strange(log: &str, lock: &str): "рядом с базой лежит {log}, хотя пульт остановлен как положено и всё записал в базу: уберите его в другое место; если в базу с тех пор писала другая программа и это её журнал: rm {lock}", "{log} lies there, though pult was closed with everything in its file: move it elsewhere; if another program wrote to the shop since and this is its log: rm {lock}";
    file_missing(file: &str, log: &str): "{log} есть, а {file} нет или он пуст: верните файл на место или уберите и журнал", "{log} is here, but {file} is missing or empty: put the file back, or move its log elsewhere as well";
    emptied(file: &str, beside: &str): "{file} пуст, хотя магазин здесь уже был (рядом лежит {beside}): вернитесь к копии — pult restore ФАЙЛ; чтобы начать заново, зная это, уберите оба файла", "{file} is empty, though a shop was here ({beside} lies beside it): go back to a back-up with pult restore FILE; to begin anew, knowing that, move both elsewhere";
    stopping: "сервер останавливается", "the server is stopping";

    no_file: "это не файл", "not a file";
    no_database: "это не база данных, или её начало повреждено", "this is no database, or its beginning is damaged";
    not_ours: "это база данных, но не пульта", "this is a database, but not one of pult's";
    other_tables: "таблицы не те, что делает пульт", "its tables are not the ones pult makes";
    log_beside: "рядом лежит журнал: это файл работающего или прерванного пульта, а не копия; целую копию делает pult backup", "a log lies beside it, so this is the file of a running or broken-off pult and not a back-up; pult backup makes a copy that is whole";
    without_log: "файл скопирован у работающего пульта без журнала, последних изменений в нём может не быть; целую копию делает pult backup", "it was copied from a running pult without its log, so its last changes may be missing; pult backup makes a copy that is whole";
    mixed: "файл и журнал не подходят друг к другу; вернитесь к копии (pult restore)", "file and log do not belong together; go back to a back-up (pult restore)";

    link(path: &str): "{path} — символическая ссылка; назовите настоящее место через --data", "{path} is a symbolic link; name the real place with --data";
    not_a_directory(path: &str): "{path} — не каталог", "{path} is not a directory";
    not_a_file(path: &str): "{path} — не файл", "{path} is not a file";
    owner(path: &str, uid: u32): "{path} принадлежит другой учётной записи (номер {uid}); запускайте пульт от неё или назовите другой каталог через --data", "{path} belongs to another account (number {uid}); start pult as its owner or name another directory with --data";
    writable(path: &str): "{path} могут менять другие; выполните: chmod go-w {path}", "{path} can be changed by others; run: chmod go-w {path}";
    readable(path: &str): "{path} могут читать другие; выполните: chmod go-rwx {path}", "{path} can be read by others; run: chmod go-rwx {path}";
    second_name(path: &str): "у {path} есть второе имя (жёсткая ссылка): если открыть файл под обоими, он погибнет", "{path} has a second name (a hard link): opened under both, it would be destroyed";
    private: "каталог данных закрыт для других", "the data directory is closed to others";
    no_directory(path: &str): "{path}: каталога данных нет; он появится при первом запуске (pult serve) или восстановлении", "{path}: there is no data directory; the first start (pult serve) or a restore makes it";

    server_up(span: &str): "сервер работает ({span})", "the server is running ({span})";
    connections(n: u32): "рабочих мест на связи: {n}", "desks connected: {n}";
    server_down: "сервер не запущен", "no server is running";
    server_odd(why: &str): "сервер отвечает с ошибкой: {why}", "the server answers with an error: {why}";
    held_by(process: i32, socket: &str): "каталог держит процесс {process}, но на {socket} никто не отвечает: подождите, завершите его или назовите его сокет через --socket", "process {process} holds the directory, but nobody answers at {socket}: wait, end it, or name its socket with --socket";
    held(socket: &str): "каталог занят, но на {socket} никто не отвечает: остановите зависший процесс или назовите его сокет через --socket", "the directory is held, but nobody answers at {socket}: stop the process that hangs, or name its socket with --socket";
    no_shop: "магазина здесь ещё нет", "there is no shop here yet";
    sound: "база цела, журнал без пропусков, итоги сходятся", "the database is sound, the journal has no gaps, the totals add up";
    fault(line: &str): "база повреждена: {line}; вернитесь к копии (pult restore)", "the database is damaged: {line}; go back to a back-up (pult restore)";
    engine(version: &str): "SQLite {version}", "SQLite {version}";
    schema_now(found: i64): "схема базы {found}", "schema {found}";
    schema_old(found: i64, known: i64): "схема базы {found}, этот пульт знает {known}: при следующем запуске базу обновят, сделав копию", "schema {found}, this pult knows {known}: the next start brings it up to date after a copy";
    schema_new(found: i64, known: i64): "схема базы {found}, а этот пульт знает только {known}: обновите программу", "schema {found}, but this pult knows only {known}: upgrade the program";
    disk(free: &str): "на диске свободно {free}", "{free} free on the disk";
    disk_low(free: &str): "на диске осталось {free}: освободите место", "{free} left on the disk: make room";
    disk_tight(free: &str, database: &str): "на диске свободно {free}, база занимает {database}: для копии на этом же диске может не хватить места", "{free} free on the disk, the database takes {database}: a back-up on the same disk may not fit";
    disk_full(free: &str): "на диске осталось {free}: вот-вот пульт перестанет записывать; освободите место", "{free} left on the disk: pult will stop taking changes any minute; make room";
    log(size: &str): "журнал записи {size}", "write-ahead log {size}";
    log_long(size: &str): "журнал записи вырос до {size}: что-то долго читает базу; перезапустите сервер", "the write-ahead log has grown to {size}: something reads the database for long; restart the server";
    no_backup: "копий ещё не делали: pult backup ФАЙЛ", "no back-up was made yet: pult backup FILE";
    backup(span: &str): "последняя копия: {span} назад", "last back-up: {span} ago";
    backup_old(span: &str): "последняя копия: {span} назад; пора сделать новую (pult backup ФАЙЛ)", "last back-up: {span} ago; time for another (pult backup FILE)";
    clock_right: "часы идут верно", "the clock is plausible";
    clocks_apart(span: &str): "часы сервера и этой машины расходятся на {span}: настройте время (NTP)", "the server's clock and this machine's differ by {span}: set the time (NTP)";
    clock_unset: "часы этой машины не выставлены: настройте время (NTP)", "this machine's clock was never set: set the time (NTP)";
    clock_behind(span: &str): "последняя запись журнала сделана на {span} позже, чем сейчас: часы отстали, настройте время (NTP)", "the journal's last entry is {span} later than now: the clock runs behind, set the time (NTP)";
    ballast: "запас на случай полного диска есть", "the reserve for a full disk is there";
    no_ballast: "запаса на случай полного диска нет: освободите место и перезапустите сервер", "the reserve for a full disk is missing: make room and restart the server";
    ballast_later: "запас на случай полного диска сделает сервер при запуске", "the reserve for a full disk is made when the server starts";
    not_checked(path: &str): "целостность не проверялась: {path} отсюда не прочитать; запустите pult doctor там, где база, или проверьте копию (pult backup ФАЙЛ)", "the database was not checked: {path} can't be read from here; run pult doctor where it is, or check a copy (pult backup FILE)";
    stale_socket(path: &str): "{path} остался от остановленного сервера; следующий запуск уберёт его сам", "{path} is left from a stopped server; the next start removes it";
    leftover(path: &str): "{path} остался от прерванной копии; следующий запуск уберёт его сам", "{path} is left from a broken-off back-up; the next start removes it";

    level_ok: "норма   ", "ok  ";
    level_warn: "внимание", "warn";
    level_bad: "беда    ", "bad ";
    ill: "есть неполадки: они помечены словом «беда»", "something is wrong: see the lines marked \"bad\"";

    whole: "устроена верно", "its build is sound";
    whole_by_sum: "цела, контрольная сумма верна", "sound, the checksum is right";
    until_when(at: &str): "до {at}", "until {at}";
    until_nothing: "журнал пуст", "the journal is empty";
    restored(path: &str, aside: &str): "{path} восстановлен; прежний файл лежит в {aside}", "{path} is restored; the file before it is kept as {aside}";
    nothing_to_look_at: "в этой копии ничего нет", "there is nothing in this copy";
    restored_new(path: &str): "{path} восстановлен", "{path} is restored";
}

/// One line that says what to do.
pub(crate) fn trouble(lang: Lang, error: &CareError) -> String {
    let shown = |path: &std::path::Path| path.display().to_string();
    match error {
        CareError::Exists(path) => exists(lang, &shown(path)),
        CareError::Leftover(path) => unfinished(lang, &shown(path)),
        CareError::File { path, error } => {
            file_failed(lang, &shown(path), &super::system::io(lang, error))
        }
        CareError::Link(error) => link_trouble(lang, error),
        CareError::Cut { came, announced } => cut(lang, *came, *announced),
        CareError::Checksum(path) => checksum(lang, &shown(path)),
        CareError::NoChecksum(path) => no_checksum(lang, &shown(path)),
        CareError::Unsound { path, faults } => {
            let first = faults.first().map(String::as_str).unwrap_or_default();
            unsound(lang, &shown(path), faults.len(), first)
        }
        CareError::Damaged { faults } => {
            let first = faults.first().map(String::as_str).unwrap_or_default();
            shop_damaged(lang, faults.len(), first)
        }
        CareError::Store { path, error } => store(lang, &shown(path), error),
        CareError::Held(path) => being_used(lang, &shown(path)),
    }
}

/// Why the server could not be asked.
pub(crate) fn link_trouble(lang: Lang, error: &LinkError) -> String {
    match error {
        LinkError::Unreachable { place, why } => {
            unreachable(lang, place, &super::system::io(lang, why))
        }
        LinkError::Garbled(place) => odd(lang, place),
        LinkError::Problem(problem) => match &problem.refusal {
            Some(refusal) => super::refusal::refusal(lang, refusal, None),
            None if problem.code == crate::wire::problem::Code::StorageFull => {
                full(lang).to_owned()
            }
            None => problem.message.clone(),
        },
    }
}

/// What is the matter with a file or directory.
pub(crate) fn store(lang: Lang, path: &str, error: &StoreError) -> String {
    let shown = |path: &std::path::Path| path.display().to_string();
    match error {
        StoreError::Full => file_failed(lang, path, full(lang)),
        StoreError::Disk(why) => file_failed(lang, path, &disk_failed(lang, why)),
        StoreError::Damaged(why) => file_failed(lang, path, &damaged(lang, why)),
        StoreError::Busy => being_used(lang, path),
        StoreError::Newer { found, known } => file_failed(lang, path, &newer(lang, *found, *known)),
        StoreError::Place(flawed) => flaw(lang, flawed),
        StoreError::LogMissing { log, lock } => log_missing(lang, &shown(log), &shown(lock)),
        StoreError::LogStrange { log, lock } => log_strange(lang, &shown(log), &shown(lock)),
        StoreError::FileMissing { file, log } => file_missing(lang, &shown(file), &shown(log)),
        StoreError::NotWhole { path, why } => {
            file_failed(lang, &shown(path), not_whole(lang, *why))
        }
        StoreError::File { path, error } => {
            file_failed(lang, &shown(path), &super::system::io(lang, error))
        }
        StoreError::Emptied { file, beside } => emptied(lang, &shown(file), &shown(beside)),
        StoreError::Unusable(why) => why.clone(),
        StoreError::Stopping => stopping(lang).to_owned(),
        StoreError::Sql(error) => file_failed(lang, path, &error.to_string()),
    }
}

fn not_whole(lang: Lang, why: NotWhole) -> &'static str {
    match why {
        NotWhole::NoFile => no_file(lang),
        NotWhole::NoDatabase => no_database(lang),
        NotWhole::NotOurs => not_ours(lang),
        NotWhole::OtherTables => other_tables(lang),
        NotWhole::LogBeside => log_beside(lang),
        NotWhole::WithoutLog => without_log(lang),
        NotWhole::Mixed => mixed(lang),
    }
}

pub(crate) fn flaw(lang: Lang, flaw: &Flaw) -> String {
    let shown = |path: &std::path::Path| path.display().to_string();
    match flaw {
        Flaw::Link(path) => link(lang, &shown(path)),
        Flaw::NotADirectory(path) => not_a_directory(lang, &shown(path)),
        Flaw::NotAFile(path) => not_a_file(lang, &shown(path)),
        Flaw::Owner(path, uid) | Flaw::OwnerAbove(path, uid) => owner(lang, &shown(path), *uid),
        Flaw::Writable(path) | Flaw::WritableAbove(path) => writable(lang, &shown(path)),
        Flaw::Readable(path) => readable(lang, &shown(path)),
        Flaw::SecondName(path) => second_name(lang, &shown(path)),
    }
}

pub(crate) fn schema(lang: Lang, found: i64, known: i64) -> String {
    match found.cmp(&known) {
        std::cmp::Ordering::Less => schema_old(lang, found, known),
        std::cmp::Ordering::Equal => schema_now(lang, found),
        std::cmp::Ordering::Greater => schema_new(lang, found, known),
    }
}

/// Bytes as people read them: "512 КиБ", "1,4 ГиБ".
pub(crate) fn size(lang: Lang, bytes: u64) -> String {
    let (names, comma) = match lang {
        Lang::Ru => (["байт", "КиБ", "МиБ", "ГиБ", "ТиБ"], ','),
        Lang::En => (["bytes", "KiB", "MiB", "GiB", "TiB"], '.'),
    };
    let (mut unit, mut tenths) = (0, bytes.saturating_mul(10));
    while tenths >= 10 * 1024 && unit + 1 < names.len() {
        tenths /= 1024;
        unit += 1;
    }
    let (whole, part) = (tenths / 10, tenths % 10);
    if part == 0 || whole >= 100 {
        format!("{whole} {}", names[unit])
    } else {
        format!("{whole}{comma}{part} {}", names[unit])
    }
}

/// "1 204 сделки, 980 контактов, 15 022 записи журнала, до 20.11.2026 14:30".
pub(crate) fn contents(lang: Lang, contents: &Contents) -> String {
    let counted = |n: i64, ru: [&'static str; 3], en: [&'static str; 2]| {
        let word = match lang {
            Lang::Ru => plural(lang, n, ru[0], ru[1], ru[2]),
            Lang::En => plural(lang, n, en[0], en[1], en[1]),
        };
        format!("{n} {word}")
    };
    let until = contents.until.map_or_else(
        || until_nothing(lang).to_owned(),
        |at: Millis| until_when(lang, &super::time::typed(at, &contents.zone)),
    );
    [
        counted(
            contents.deals,
            ["сделка", "сделки", "сделок"],
            ["deal", "deals"],
        ),
        counted(
            contents.contacts,
            ["контакт", "контакта", "контактов"],
            ["contact", "contacts"],
        ),
        counted(
            contents.journal,
            ["запись журнала", "записи журнала", "записей журнала"],
            ["journal entry", "journal entries"],
        ),
        until,
    ]
    .join(", ")
}

/// What a copy is, in one line.
pub(crate) fn verified(lang: Lang, verified: &Verified) -> String {
    let (state, doubt) = match verified.checked {
        true => (whole_by_sum(lang), ""),
        false => (whole(lang), untold(lang)),
    };
    format!(
        "{}: {state}; {}, {}{doubt}",
        verified.path.display(),
        size(lang, verified.bytes),
        contents(lang, &verified.contents)
    )
}
