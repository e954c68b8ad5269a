//! The words of `pult --help` and the man pages, and of slips on the command line.
use super::{Lang, words};

words! {
    verbs: "Команды", "Commands";
    verb: "КОМАНДА", "COMMAND";
    arguments: "Что", "Arguments";
    options: "Параметры", "Options";
    everywhere: "Всюду", "Everywhere";
    template: "{about}\n\nКак пишется: {usage}\n\n{all-args}{after-help}", "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}";
    any_options: "[ПАРАМЕТРЫ]", "[OPTIONS]";
    unknown_argument(arg: &str): "не знаю параметра «{arg}»", "there is no argument \"{arg}\"";
    unknown_verb(verb: &str): "не знаю команды «{verb}»", "there is no command \"{verb}\"";
    missing_verb(verbs: &str): "не хватает команды: {verbs}", "a command is missing: {verbs}";
    missing_argument(arg: &str): "не хватает: {arg}", "missing: {arg}";
    missing_any(args: &str): "нужен хотя бы один из: {args}", "at least one is needed of: {args}";
    missing_value(arg: &str): "у «{arg}» нет значения", "\"{arg}\" has no value";
    not_one_of(arg: &str, value: &str, valid: &str): "{arg}: «{value}» не бывает, бывает {valid}", "{arg}: not \"{value}\", it is one of {valid}";
    bad_value(arg: &str, value: &str): "{arg}: «{value}» не годится", "{arg}: \"{value}\" won't do";
    wrong_count(arg: &str): "{arg}: значений не столько, сколько нужно", "{arg}: the wrong number of values";
    given_twice(arg: &str): "{arg}: указано дважды", "{arg}: given twice";
    conflict(arg: &str, other: &str): "{arg} и {other} вместе не бывают", "{arg} and {other} don't go together";
    not_utf8: "в командной строке не UTF-8", "the command line is not UTF-8";
    see_help(line: &str): "{line}; подсказка: --help", "{line}; see --help";
}

/// `"where": "по-русски", "in English";` for every verb and argument: a verb by its way ("deal list"), an argument by
/// its name ("--json") or, where it means something else there, by both ("log --deal"); the way of a whole group is
/// enough ("import --stage").
macro_rules! help {
    ($($key:literal: $ru:literal, $en:literal;)*) => {
        /// What a verb or an argument is for.
        pub(crate) fn of(lang: Lang, key: &str) -> Option<&'static str> {
            Some(match (key, lang) {
                $(($key, Lang::Ru) => $ru, ($key, Lang::En) => $en,)*
                _ => return None,
            })
        }

        #[cfg(test)]
        pub(crate) const KEYS: &[&str] = &[$($key),*];
    };
}

help! {
    "pult": "Пульт: рабочее место интернет-магазина в одном терминале", "pult: the order desk of an online shop in one terminal";
    "--version": "Версия", "The version";
    "--help": "Эта подсказка", "This help";
    "--data": "Каталог магазина (иначе PULT_DATA, иначе каталог данных пользователя)", "The shop's directory (else PULT_DATA, else the platform's data directory)";
    "--socket": "Сокет сервера; внутри тогда ничего не запускается", "The server's socket; nothing is then started inside";
    "--server": "Адрес сервера по сети, http://127.0.0.1:7700; вход — pult login", "A server over the network, http://127.0.0.1:7700; log in with pult login";
    "--lang": "Язык: ru или en", "Language: ru or en";
    "--json": "Ответ для программ: один документ JSON", "Answer for programs: one JSON document";

    "desk": "Рабочее место (то же, что pult без команды)", "The desk (the same as pult alone)";
    "demo": "Учебный магазин с выдуманными клиентами и сослуживцами; настоящих данных не касается", "A shop to play with, invented customers and colleagues; it never touches your data";
    "demo --deals": "Сколько сделок (400)", "How many deals (400)";
    "demo --seed": "Зерно: то же — тот же магазин (7)", "The seed: the same one makes the same shop (7)";
    "demo --speed": "Во сколько раз живее сослуживцы (1)", "How many times livelier the colleagues (1)";
    "bench": "Измерить программу рядом с пределами этой машины", "Measure the program beside the limits of this machine";
    "bench --deals": "Сколько сделок в магазинах, через запятую (1000,100000,1000000)", "Deals of the shops, by commas (1000,100000,1000000)";
    "bench --quick": "Вдесятеро короче: взглянуть, не судить", "A tenth of the time: for a look, not for a verdict";
    "bench --dir": "Где быть временным магазинам; от этого диска зависят цифры", "Where the throw-away shops go; the figures are that disk's";
    "demo --prepare-only": "Только наполнить каталог --data и выйти", "Only fill the directory of --data and leave";

    "serve": "Сервер для команды, пока его не остановят", "The server for a team, until it is stopped";
    "serve --listen": "Слушать и по TCP, только 127.0.0.1 или ::1", "Listen on TCP too, 127.0.0.1 or ::1 only";
    "serve --group": "Пустить к сокету и группу: команда на одной машине", "Let the socket's group in: a team on one box";

    "backup": "Копия магазина в новый файл, проверенная, с контрольной суммой рядом", "A copy of the shop in a new file, verified, with its checksum beside it";
    "backup --file": "Новый файл; имеющийся не перезаписывается", "A new file; one that exists is not overwritten";
    "restore": "Вернуться к копии; прежний файл остаётся рядом. Сервер должен быть остановлен", "Go back to a copy; the file before it is kept aside. The server has to be stopped";
    "restore --file": "Копия, сделанная pult backup", "A copy made by pult backup";
    "verify": "Что в копии и цела ли она", "What is in a copy and whether it is sound";
    "verify --file": "Копия, сделанная pult backup", "A copy made by pult backup";
    "look": "Открыть копию на рабочем месте, только чтобы посмотреть: доска и карточки, как они были", "Open a copy on the desk, only to look at: the board and the cards as they were";
    "look --file": "Копия, сделанная pult backup", "A copy made by pult backup";
    "doctor": "Всё ли в порядке с базой, диском, часами и каталогом; код 1, если нет", "Are database, disk, clock and directory well; exit code 1 where not";

    "deal": "Сделки", "Deals";
    "deal list": "Список, новые сверху", "A list, newest first";
    "deal list --stage": "Только на этой стадии", "Only in this stage";
    "deal list --mine": "Только мои", "Only mine";
    "deal list --responsible": "Только этого сотрудника", "Only this person's";
    "deal list --source": "Только из этого источника", "Only from this source";
    "deal list --kind": "Только retail или wholesale", "Only retail or wholesale";
    "deal list --tag": "Только с этой меткой", "Only with this tag";
    "--pipeline": "Только в этой воронке", "Only in this pipeline";
    "deal list --text": "Только с этими словами", "Only with these words";
    "--late": "Только просроченные", "Only those past their time";
    "--limit": "Не больше стольких", "At most so many";
    "deal show": "Сделка целиком, с историей", "A whole deal with its history";
    "deal new": "Новая сделка", "A new deal";
    "deal new --title": "Название; без него видны товары", "The title; without one the goods are shown";
    "deal edit --title": "Название; пустое — видны товары", "The title; with an empty one the goods are shown";
    "deal new --contact": "Номер известного клиента", "The number of a known contact";
    "deal new --kind": "retail или wholesale", "retail or wholesale";
    "deal new --note": "Первая запись истории", "First words of the history";
    "deal new --stage": "Стадия, иначе первая", "The stage, else the first";
    "--name": "Имя клиента", "The contact's name";
    "--phone": "Телефон; можно несколько раз", "A phone; may be repeated";
    "--email": "Почта; можно несколько раз", "An e-mail; may be repeated";
    "--company": "Компания", "The company";
    "--source": "Источник", "The source";
    "--responsible": "Ответственный; иначе выберут правила", "The responsible person; else the rules choose";
    "--amount": "Сумма, если нет товаров", "The amount where there are no items";
    "--item": "Товар: «название ×2=4200» — сколько и цена за штуку; можно несколько раз", "An item: \"name ×2=4200\", how many and the price of one; may be repeated";
    "--tag": "Метка; можно несколько раз", "A tag; may be repeated";
    "--set": "Поле сделки или клиента; пустое значение очищает; можно несколько раз", "A field; an empty value clears it; may be repeated";
    "deal move": "Перевести на стадию", "Move to a stage";
    "deal move --stage": "Название, начало названия или ключ; «воронка/стадия», если их две", "A name, its beginning or the key; \"pipeline/stage\" where there are two";
    "deal edit": "Изменить поля", "Edit fields";
    "deal assign": "Назначить ответственного", "Assign the responsible person";
    "--person": "Имя, начало имени или логин", "A name, its beginning or the login";
    "--auto": "Пусть выберут правила магазина", "Let the shop's rules choose";
    "deal turn": "Чей теперь ход", "Whose turn it is now";
    "deal turn --whose": "us, client, warehouse, carrier, bank или слова с доски", "us, client, warehouse, carrier or bank";
    "deal step": "Следующий шаг", "The next step";
    "deal step --step": "Что сделать и когда: «позвонить @ завтра 15:00»", "What to do and when: \"call @ tomorrow 15:00\"";
    "deal sum": "Сумма сделки", "The deal's sum";
    "deal sum --sum": "Рубли: 3500 или 3 500,50", "Roubles: 3500 or 3 500,50";
    "deal tag": "Добавить метки; с минусом — убрать", "Add tags; with a minus, take them away";
    "deal tag --tags": "Метка; «-метка» убирает", "A tag; \"-tag\" takes it away";
    "deal note": "Записать в историю", "Write into the history";
    "deal trash": "Убрать в корзину", "Put in the bin";
    "--deal": "Номер сделки", "The deal's number";
    "--text": "Текст", "The text";

    "contact": "Клиенты", "Contacts";
    "contact list": "Найти или перечислить", "Find or list";
    "contact list --text": "Имя, телефон, почта; без слов — новые", "A name, phone or e-mail; without words the newest";
    "contact show": "Клиент с его сделками и историей", "A contact with deals and history";
    "contact new": "Новый клиент", "A new contact";
    "contact edit": "Изменить поля", "Edit fields";
    "--contact": "Номер клиента", "The contact's number";
    "--identity": "Мессенджер: telegram:anna; можно несколько раз", "A messenger: telegram:anna; may be repeated";
    "--address": "Адрес: «Город, улица, дом»; можно несколько раз", "An address: \"City, street, house\"; may be repeated";
    "--note": "Заметка", "A note";

    "task": "Задачи", "Tasks";
    "task list": "Список по срокам", "A list by date";
    "task list --mine": "Только мои", "Only mine";
    "task list --assignee": "Только этого сотрудника", "Only this person's";
    "task list --done": "И сделанные", "Those done too";
    "task new": "Новая задача", "A new task";
    "task done": "Отметить сделанной", "Mark as done";
    "task done --undo": "Снова открыть", "Open it again";
    "task edit": "Изменить", "Edit";
    "--task": "Номер задачи", "The task's number";
    "--assignee": "Кому", "For whom";
    "--due": "Срок: завтра, пт 15:00, 25.11, +3д", "The date: tomorrow, fri 15:00, 25.11, +3d";

    "find": "Поиск: телефон, имя, номер, слова", "Search: a phone, a name, a number, words";
    "--words": "Что искать", "What to look for";

    "approval": "Согласования", "Approvals";
    "approval list": "Что ждёт решения", "What waits for a decision";
    "approval approve": "Согласовать", "Approve";
    "approval refuse": "Отказать", "Refuse";
    "approval withdraw": "Отозвать свой запрос", "Withdraw one's own request";
    "--approval": "Номер запроса", "The request's number";
    "--reason": "Почему нет", "Why not";

    "undo": "Отменить последнее своё действие или названное", "Take back the last own act, or the named one";
    "undo --command": "Номер действия из pult log --json", "The command's id, from pult log --json";
    "--last": "Последнее своё (так и без параметра)", "The last own one (as without an argument)";

    "log": "Что происходило", "What happened";
    "log --deal": "Только с этой сделкой", "Only with this deal";
    "log --contact": "Только с этим клиентом", "Only with this contact";
    "--before": "Записи до этого номера", "Entries before this number";
    "--why": "И почему пульт решил так", "And why pult chose so";

    "people": "Сотрудники", "People";
    "people list": "Список", "A list";
    "people away": "Отметить отсутствие", "Set an absence";
    "people away --from": "С какого времени, иначе с этой минуты", "From when, else from now";
    "people away --to": "До какого времени", "Until when";

    "import": "Загрузить чужой файл: CSV, TSV, XLS, XLSX, ODS", "Take in a foreign file: CSV, TSV, XLS, XLSX, ODS";
    "import --undo": "Отменить загрузку целиком", "Take a whole import back";
    "import amocrm": "Сделки или контакты из amoCRM", "Deals or contacts of amoCRM";
    "import bitrix24": "Сделки или контакты из Битрикс24", "Deals or contacts of Bitrix24";
    "import retailcrm": "Заказы или клиенты из retailCRM", "Orders or customers of retailCRM";
    "import contacts": "Любой список клиентов", "Any list of contacts";
    "import deals": "Любой список сделок", "Any list of deals";
    "import list": "Прошлые загрузки", "Past imports";
    "import undo": "Отменить загрузку целиком", "Take a whole import back";
    "import undo --import": "Номер загрузки", "The import's number";
    "--files": "Файлы; каждый — отдельная загрузка", "Files; each is an import of its own";
    "--dry-run": "Только показать, что будет создано, найдено, пропущено", "Only show what would be created, matched, skipped";
    "--strict": "Не загружать ничего, если есть хоть одна ошибка", "Take nothing in if there is a single error";
    "--map": "Смысл столбца: «Тел.=phone» или «3=phone»; запоминается; можно несколько раз", "What a column means: \"Tel.=phone\" or \"3=phone\"; remembered; may be repeated";
    "import --stage": "Их стадия — наша: «Переговоры=В работе»; запоминается; можно несколько раз", "Their stage and ours: \"Talks=In work\"; remembered; may be repeated";
    "import --person": "Их сотрудник — наш", "Their person and ours";
    "import --source": "Их источник — наш", "Their source and ours";
    "--sheet": "Лист книги, иначе первый непустой", "A workbook's sheet, else the first that isn't empty";
    "--encoding": "Кодировка, если угадана неверно: utf-8, cp1251, utf-16", "The encoding where the guess is wrong: utf-8, cp1251, utf-16";
    "--resume": "Продолжить прерванную загрузку этого файла", "Go on with a broken-off import of this file";

    "setup": "Файлы магазина: воронки, стадии, источники, сотрудники", "The shop files: pipelines, stages, sources, people";
    "setup check": "Проверить каталог файлов", "Check a folder of files";
    "setup diff": "Показать, что изменилось бы", "Show what would change";
    "setup apply": "Применить", "Put in force";
    "setup export": "Выгрузить действующие файлы", "Write the files in force";
    "--dir": "Каталог с файлами TOML", "A folder of TOML files";
    "--base": "Версия, от которой правили; без неё — та, что отметила выгрузка", "The version the files were made from; else the one the export noted";
    "setup export --version": "Прежняя версия", "An earlier version";
    "--force": "Заменить файлы, которые отличаются", "Replace files that differ";

    "export": "Выгрузить в CSV или XLSX", "Write a CSV or XLSX file";
    "export deals": "Все сделки", "All deals";
    "export contacts": "Все клиенты", "All contacts";
    "--file": "Файл; вид по окончанию: .csv или .xlsx", "The file; its kind by its ending: .csv or .xlsx";
    "export --force": "Заменить файл, если он уже есть", "Replace the file if it is there";

    "keys": "Какая клавиша что делает", "Which key does what";
    "completions": "Подсказки для оболочки", "Completions for a shell";
    "--shell": "bash, zsh, fish, elvish или powershell", "bash, zsh, fish, elvish or powershell";
    "man": "Страница руководства, или все в каталог", "A man page, or all of them into a directory";
    "man --command": "Команда: pult man deal list", "The command: pult man deal list";
    "man --dir": "Записать все страницы сюда", "Write all pages here";
    "openapi": "Описание HTTP-интерфейса сервера", "The description of the server's HTTP interface";

    "login": "Войти по паролю: по сети или когда на одной учётной записи несколько человек", "Log in with a password: over the network, or where several people share an account";
    "login --login": "Логин из people.toml", "The login of people.toml";
    "logout": "Завершить этот вход", "End this login";
    "passwd": "Сменить пароль, свой или (владельцу) чужой", "Set a password, one's own or, as the owner, another's";
    "sessions": "Входы по паролю", "Logins by password";
    "sessions list": "Список", "A list";
    "sessions revoke": "Завершить все входы сотрудника", "End all logins of a person";
}

/// What stands for a value in the usage line, where it isn't the English word.
pub(crate) fn placeholder(lang: Lang, word: &str) -> Option<&'static str> {
    if lang == Lang::En {
        return None;
    }
    Some(match word {
        "DIR" => "КАТАЛОГ",
        "PATH" => "ПУТЬ",
        "URL" => "АДРЕС",
        "LANG" => "ЯЗЫК",
        "ADDR:PORT" => "АДРЕС:ПОРТ",
        "NUMBER" => "НОМЕР",
        "STAGE" => "СТАДИЯ",
        "PIPELINE" => "ВОРОНКА",
        "PERSON" => "СОТРУДНИК",
        "SOURCE" => "ИСТОЧНИК",
        "KIND" => "ВИД",
        "TAG" => "МЕТКА",
        "WORDS" => "СЛОВА",
        "TEXT" => "ТЕКСТ",
        "TEXT @ WHEN" => "ЧТО @ КОГДА",
        "WHOSE" => "ЧЕЙ",
        "NAME" => "ИМЯ",
        "PHONE" => "ТЕЛЕФОН",
        "EMAIL" => "ПОЧТА",
        "COMPANY" => "КОМПАНИЯ",
        "SUM" => "СУММА",
        "ITEM" => "ТОВАР",
        "FIELD=VALUE" => "ПОЛЕ=ЗНАЧЕНИЕ",
        "CHANNEL:NAME" => "КАНАЛ:ИМЯ",
        "ADDRESS" => "АДРЕС",
        "WHEN" => "КОГДА",
        "REASON" => "ПРИЧИНА",
        "COMMAND" => "ДЕЙСТВИЕ",
        "LOGIN" => "ЛОГИН",
        "VERSION" => "ВЕРСИЯ",
        "SHELL" => "ОБОЛОЧКА",
        "FILE" => "ФАЙЛ",
        "COLUMN=MEANING" => "СТОЛБЕЦ=СМЫСЛ",
        "THEIRS=OURS" => "ИХ=НАШЕ",
        "SHEET" => "ЛИСТ",
        "ENCODING" => "КОДИРОВКА",
        _ => return None,
    })
}
