//! The words of `pult bench`.
use super::{Lang, words};

words! {
    bar: "№", "bar";
    what: "что", "what";
    ours: "пульт", "pult";
    limit: "предел", "limit";
    ratio: "отношение", "ratio";
    target: "цель", "target";
    verdict: "", "";
    holds: "держит", "holds";
    fails: "НЕ ДЕРЖИТ", "FAILS";
    ms(v: &str): "{v} мс", "{v} ms";
    per_second(v: &str): "{v} /с", "{v} /s";
    bytes(v: &str): "{v} Б", "{v} B";
    mb(v: &str): "{v} МБ", "{v} MB";
    seconds(v: &str): "{v} с", "{v} s";
    at(what: &str, deals: u64): "{what}; сделок {deals}", "{what}; {deals} deals";
    growth(what: &str, from: u64, to: u64): "{what}; рост от {from} до {to} сделок", "{what}; growth from {from} to {to} deals";
    limits: "меряю пределы машины…", "measuring the machine's limits…";
    filling(done: u64, all: u64): "заполняю магазин: {done} из {all}", "filling a shop: {done} of {all}";
    measuring(deals: u64): "меряю магазин на {deals} сделок…", "measuring a shop of {deals} deals…";
    disk: "голый диск: запись 4 КиБ и fdatasync", "bare disk: 4 KiB and fdatasync";
    bare_moves: "голый SQLite: смена этапа с событием, своя запись на диск", "bare SQLite: stage move and event, a commit each";
    bare_page: "голый SQLite: шесть колонок по 50", "bare SQLite: six columns of 50";
    bare_echo: "голый сокет: вопрос и ответ в 200 КБ", "bare socket: a question and an answer of 200 kB";
    bare_fan_out: "голые сокеты: событие 50 слушателям", "bare sockets: an event to 50 listeners";
    fill: "заполнение", "filling";
    size: "файлы магазина", "the shop's files";
    open: "сервер открыл базу и отдал первую доску", "server opened the file and gave the first board";
    page: "страница доски, 300 карточек", "board page, 300 cards";
    page_bytes: "она же, байт", "the same, bytes";
    find_word: "поиск по слову", "search by a word";
    find_two: "поиск по двум словам", "search by two words";
    find_prefix: "поиск по трём буквам", "search by three letters";
    find_digits: "поиск по пяти цифрам телефона", "search by five digits of a phone";
    moves(clients: i64): "смена этапа через API, клиентов {clients}", "stage move through the API, clients: {clients}";
    lost(what: &str): "отказано или потеряно: {what}", "refused or lost: {what}";
    step: "от клавиши до кадра: выбор карточки", "from key to frame: selecting a card";
    carry: "от клавиши до кадра: карточка в соседнем этапе", "from key to frame: moving a card";
    confirmed: "смена этапа с клавиатуры до подтверждения", "a move by a key, until it is confirmed";
    step_bytes: "байт на выбор карточки", "bytes of selecting a card";
    carry_bytes: "байт на перенос карточки", "bytes of moving a card";
    seen_bytes: "байт на перенос видимой карточки коллегой", "bytes of a colleague's move that is seen";
    unseen_bytes: "байт на правку невидимой сделки", "bytes of a change to a deal that is not seen";
    burst: "сто клавиш разом", "a hundred keys at once";
    burst_bytes: "сто клавиш разом, байт", "a hundred keys at once, bytes";
    state: "всё, что знает рабочее место", "all that a desk knows";
    heard: "от команды до последнего из 50 слушателей", "from a command to the last of 50 followers";
}

/// The heads of the table, in its order.
pub(crate) const HEADS: [fn(Lang) -> &'static str; 7] =
    [bar, what, ours, limit, ratio, target, verdict];
