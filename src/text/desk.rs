//! The words of the desk's frame: top line, hint line, link, refusals to act.
use super::{Lang, plural, words};

words! {
    /// The window's title and the first word of the top line.
    name: "ПУЛЬТ", "PULT";
    demo: "учебный", "demo";
    copy_of(when: &str): "копия от {when}, только смотреть", "copy of {when}, only to look at";
    board: "Доска", "Board";
    contacts: "Клиенты", "Contacts";
    approvals: "Согласования", "Approvals";
    settings: "Настройки", "Settings";
    log: "Журнал", "Log";
    connecting: "подключаюсь к серверу…", "connecting to the server…";
    offline: "нет связи", "not connected";
    offline_waiting(n: usize): "нет связи · ждут отправки: {n}", "not connected · waiting to be sent: {n}";
    back_online: "связь восстановлена", "connected again";
    lost: "нет связи с сервером: изменения ждут и уйдут сами", "the server can't be reached: changes wait and will be sent";
    problem(message: &str, request: &str): "сервер не смог: {message} ({request})", "the server could not: {message} ({request})";
    storage_full: "на диске сервера нет места: ничего не изменено; освободите место и повторите", "the server's disk is full: nothing was changed; make room and try again";
    dropped(text: &str, n: usize): "{text}; отменено следом: {n}", "{text}; dropped with it: {n}";
    not_here: "здесь это не делается", "this can't be done here";
    nothing_selected: "карточка не выбрана", "no card is selected";
    nothing_to_redo: "возвращать нечего", "nothing to redo";
    server_inside: "сервер магазина работает в этом пульте: приостановить его — остановить всех; откройте второй терминал", "the shop's server runs inside this desk: to suspend it would stop everybody; open another terminal";
    no_shell: "приостановить нельзя: вернуть будет некому, пульт запущен не из оболочки с управлением заданиями", "nothing could bring it back: it was not started by a shell with job control";
    close_first: "сначала закройте форму: в ней есть несохранённое", "close the form first: something in it isn't saved";
    undo_waits: "нет связи: отмена ждёт и уйдёт сама", "not connected: the undo waits and will be sent";
    nothing_changed(deal: i64): "№ {deal}: и так было, ничего не изменилось", "№ {deal}: it was so already, nothing has changed";
    withdrawn(deal: i64): "№ {deal}: запрос на согласование отозван", "№ {deal}: the request for approval is withdrawn";
    redone(record: &str): "возвращено: {record}", "redone: {record}";
    undone(deed: &str): "отменено: {deed}", "taken back: {deed}";
    undone_changes(text: &str, changes: &str): "{text} — {changes}", "{text} — {changes}";
    import_goes(import: i64, left: u64): "загрузка № {import} отменяется, осталось строк: {left}", "import № {import} is being taken back, rows left: {left}";
    import_gone(import: i64, rows: u64): "загрузка № {import} отменена, строк: {rows}", "import № {import} was taken back, rows: {rows}";
    import_left(text: &str, n: usize): "{text}; изменённых оставлено: {n}", "{text}; changed ones left: {n}";
    undone_left(text: &str, n: usize): "{text}; изменены другими и оставлены как есть: {n}", "{text}; changed by others and left as they are: {n}";
    asked(deal: i64): "№ {deal}: запрос на согласование отправлен", "№ {deal}: approval asked for";
    quit_work: "здесь есть несохранённое; ещё раз — выйти без него", "something here isn't saved; again to quit without it";
    quit_waiting(n: usize): "не отправлено изменений: {n}; ещё раз — выйти без них", "changes not sent yet: {n}; again to quit without them";
    no_sequence(keys: &str): "{keys} ничего не значит", "{keys} means nothing";
}

/// What a colleague did with a deal of mine.
pub(crate) mod notice {
    use super::words;
    words! {
        responsible(deal: i64, who: &str): "№ {deal}: вы ответственный ({who})", "№ {deal}: you are responsible ({who})";
        observer(deal: i64, who: &str): "№ {deal}: вы наблюдатель ({who})", "№ {deal}: you observe it ({who})";
        co_executor(deal: i64, who: &str): "№ {deal}: вы соисполнитель ({who})", "№ {deal}: you are the co-executor ({who})";
        moved(deal: i64, who: &str): "№ {deal}: вашу сделку двинул(а) {who}", "№ {deal}: your deal was moved by {who}";
        late(deal: i64): "№ {deal}: срок стадии вышел", "№ {deal}: the stage's time limit has run out";
        approval_asked(deal: i64, who: &str): "№ {deal}: {who} просит согласования", "№ {deal}: {who} asks for approval";
        approved(deal: i64, who: &str): "№ {deal}: согласовано ({who})", "№ {deal}: approved ({who})";
        refused(deal: i64, who: &str): "№ {deal}: в согласовании отказано ({who})", "№ {deal}: approval refused ({who})";
        refused_because(deal: i64, reason: &str, who: &str): "№ {deal}: в согласовании отказано: {reason} ({who})", "№ {deal}: approval refused: {reason} ({who})";
    }
}

/// Mistakes in a keymap file.
pub(crate) mod keymap {
    use super::words;
    words! {
        nearest(text: &str, word: &str): "{text}; может быть, «{word}»?", "{text}; did you mean \"{word}\"?";
        unknown_context(word: &str): "нет такого места: [{word}]", "no such place: [{word}]";
        unknown_action(word: &str): "нет такого действия: {word}", "no such action: {word}";
        unknown_key(word: &str): "нет такой клавиши: {word}", "no such key: {word}";
        wrong_shape: "здесь нужен список клавиш: [\"g b\", \"f2\"]", "a list of keys is wanted here: [\"g b\", \"f2\"]";
        twice(keys: &str, first: &str, second: &str): "{keys} уже занята: {first} и {second}", "{keys} is taken twice: {first} and {second}";
        hidden(keys: &str, by: &str): "{keys} нельзя набрать: раньше сработает {by}", "{keys} can't be typed: {by} comes first";
        layouts(one: &str, other: &str): "{one} и {other} — одна клавиша в русской раскладке", "{one} and {other} are one key on the Russian layout";
        dangerous(keys: &str, action: &str): "{action} меняет данные: не ставьте на {keys}, её набирают вместо «/» и «?»", "{action} changes data: not on {keys}, which is typed for / and ? on the Russian layout";
        typed(keys: &str): "{keys} здесь набирается как текст", "{keys} is text here";
    }
}

/// Keys of which the rest is awaited.
pub(crate) fn sequence(keys: &str) -> String {
    format!("{keys} …")
}

pub(crate) fn deals(lang: Lang, n: i64) -> String {
    let word = match lang {
        Lang::Ru => plural(lang, n, "сделка", "сделки", "сделок"),
        Lang::En => plural(lang, n, "deal", "deals", "deals"),
    };
    format!("{n} {word}")
}
