//! The words of the shop files: what is wrong with them and what a new set would change.
use super::{Lang, domain, words};
use crate::domain::field::FieldKind;
use crate::domain::pipeline::Outcome;
use crate::setup::{Complaint, DiffLine, Noun, Setting, Shape, Thing, Trouble, Value};

words! {
    unknown_file: "такого файла настройки нет", "there is no such shop file";
    repeated_file: "этот файл дан дважды", "this file is given twice";
    file_too_big(max: usize): "файл больше {max} байт", "the file is larger than {max} bytes";
    syntax(message: &str): "не по правилам TOML: {message}", "not TOML: {message}";
    unknown_key(key: &str): "неизвестная настройка «{key}»", "unknown key \"{key}\"";
    secret_key(key: &str): "«{key}»: пароли и ключи доступа в файлах магазина не хранят", "\"{key}\": passwords and tokens are never kept in shop files";
    stage_without_pipeline: "стадия без воронки: пишите [[pipeline.stage]] под своей [[pipeline]]", "a stage without a pipeline: write [[pipeline.stage]] below its [[pipeline]]";
    missing(key: &str): "нет настройки «{key}»", "\"{key}\" is missing";
    empty(key: &str): "«{key}» пусто", "\"{key}\" is empty";
    wrong_type(key: &str, expected: &str, found: &str): "«{key}»: {expected}, а здесь {found}", "\"{key}\" takes {expected}, here is {found}";
    unprintable(key: &str): "«{key}»: внутри невидимые знаки", "\"{key}\" holds invisible characters";
    too_long(key: &str, max: usize): "«{key}» длиннее {max} знаков", "\"{key}\" is longer than {max} characters";
    too_many(key: &str, max: usize): "«{key}»: больше {max}", "\"{key}\": more than {max}";
    out_of_range(key: &str, min: i64, max: i64): "«{key}»: целое число от {min} до {max}", "\"{key}\" is a whole number from {min} to {max}";
    unknown_name(noun: &str, value: &str): "{noun}: нет «{value}»", "{noun}: there is no \"{value}\"";
    unknown_word(key: &str, value: &str, allowed: &str): "«{key}» не бывает «{value}», бывает: {allowed}", "\"{key}\" can't be \"{value}\"; it is one of {allowed}";
    duplicate(noun: &str, value: &str, line: usize): "{noun} «{value}» уже есть, строка {line}", "{noun} \"{value}\" is there already, line {line}";
    second_default(line: usize): "default = true уже есть, строка {line}", "default = true is there already, line {line}";
    bad_key(value: &str): "«{value}» не годится: буквы, цифры, «-» и «_», не длиннее 40", "\"{value}\" won't do: letters, digits, - and _, at most 40";
    reserved_key(value: &str): "«{value}» есть у каждой сделки: выберите другое слово", "every deal has \"{value}\" already: choose another word";
    was_still_there(value: &str): "«{value}» не переименован: он есть в файле; уберите was", "\"{value}\" was not renamed: it is still in the file; remove was";
    bad_duration(value: &str): "«{value}» не срок: пишите 30m, 4h, 2d или 1d 4h", "\"{value}\" is no duration: write 30m, 4h, 2d or 1d 4h";
    bad_time(value: &str): "«{value}» не часы работы: пишите 09:00-13:00, 14:00-18:00 в пределах суток по порядку", "\"{value}\" are no hours: write 09:00-13:00, 14:00-18:00 within a day and in order";
    bad_date(value: &str): "«{value}» не дата: пишите 2027-01-07", "\"{value}\" is no date: write 2027-01-07";
    bad_phone(value: &str): "«{value}» не похоже на телефон", "\"{value}\" doesn't look like a phone number";
    bad_login(value: &str): "«{value}» не годится в имя учётной записи", "\"{value}\" can't be an account name";
    bad_sum(value: &str): "«{value}»: пишите amount >= 5000", "\"{value}\": write amount >= 5000";
    bad_template: "непарная фигурная скобка", "a brace without its partner";
    unfitting(key: &str, with: &str): "«{key}» бывает только вместе с {with}", "\"{key}\" goes only with {with}";
    no_pipeline: "нет ни одной воронки [[pipeline]]", "there is no [[pipeline]]";
    empty_pipeline(name: &str): "в воронке «{name}» нет стадий [[pipeline.stage]]", "pipeline \"{name}\" has no [[pipeline.stage]]";
    first_stage_closes(name: &str): "первая стадия «{name}» закрывает сделку: новые сделки были бы сразу закрыты", "the first stage \"{name}\" closes deals: new ones would be born closed";
    no_owner: "нет работающего владельца (role = \"owner\"): менять магазин стало бы некому", "nobody is an active owner (role = \"owner\"): nobody could change the shop any more";
    owner_without_account: "у владельца нет учётной записи: добавьте unix = \"имя\" или unix = \"*owner*\" (тот, кто запускает сервер)", "no owner has an account: add unix = \"name\" or unix = \"*owner*\" (whoever runs the server)";
    nobody_in_rule(name: &str): "в правиле «{name}» никого нет: нужны people или department", "rule \"{name}\" names nobody: it needs people or department";
    nearest(text: &str, near: &str): "{text}; может быть, «{near}»?", "{text}; did you mean \"{near}\"?";
}

mod nouns {
    use super::words;
    words! {
        shop: "магазин", "shop";
        pipeline: "воронка", "pipeline";
        stage: "стадия", "stage";
        source: "источник", "source";
        field: "поле", "field";
        department: "отдел", "department";
        person: "сотрудник", "person";
        rule: "правило", "rule";
        slot: "подстановка карточки", "card slot";
        zone: "часовой пояс", "time zone";
        number: "номер", "number";
        login: "учётная запись", "account";
        lost_reason: "причина отказа", "lost reason";
        choice: "значение", "choice";
        order(noun: &str, of: &str): "порядок, {noun}{of}", "order, {noun}{of}";
    }
}

mod shapes {
    use super::words;
    words! {
        text: "текст в кавычках", "text in quotes";
        number: "целое число", "a whole number";
        flag: "true или false", "true or false";
        list: "список в [ ]", "a list in [ ]";
        section: "раздел [ ]", "a section [ ]";
        sections: "разделы [[ ]]", "sections [[ ]]";
        fraction: "дробь", "a fraction";
        date: "дата", "a date";
    }
}

mod wanted {
    use super::words;
    words! {
        text: "нужен текст в кавычках", "text in quotes";
        number: "нужно целое число", "a whole number";
        flag: "нужно true или false", "true or false";
        list: "нужен список в [ ]", "a list in [ ]";
        section: "нужен раздел [ ]", "a section [ ]";
        sections: "нужны разделы [[ ]]", "sections [[ ]]";
        fraction: "нужна дробь", "a fraction";
        date: "нужна дата", "a date";
    }
}

mod parser {
    use super::words;
    words! {
        duplicate: "такой ключ уже есть", "duplicate key";
        quotes: "текст берут в кавычки", "text values go in quotes";
        unclosed_list: "список не закрыт скобкой ]", "the list is not closed by ]";
        unclosed_heading: "заголовок не закрыт скобкой ]", "the heading is not closed by ]";
        unclosed_braces: "фигурная скобка не закрыта", "the brace is not closed";
        comma: "между значениями нужна запятая", "a comma is missing between values";
        assignment: "после ключа нужен знак =", "a = is missing after the key";
        value: "после = нет значения", "a value is missing after =";
        key: "ключ написан неверно", "the key is written wrongly";
        string: "текст в кавычках не закончен или знак в нём недопустим", "the quoted text is unfinished or holds a wrong character";
        unexpected: "такого здесь не бывает", "this doesn't belong here";
        deep: "слишком глубоко вложено", "nested too deeply";
    }
}

mod settings {
    use super::words;
    words! {
        key: "ключ", "key";
        name: "название", "name";
        zone: "часовой пояс", "time zone";
        monday: "понедельник", "Monday";
        tuesday: "вторник", "Tuesday";
        wednesday: "среда", "Wednesday";
        thursday: "четверг", "Thursday";
        friday: "пятница", "Friday";
        saturday: "суббота", "Saturday";
        sunday: "воскресенье", "Sunday";
        holidays: "праздники", "holidays";
        short_days: "особые дни", "days with own hours";
        own_hours: "свои часы", "own hours";
        card: "карточка", "card";
        lost_reasons: "причины отказа", "lost reasons";
        next_step_wanted: "нужен следующий шаг", "next step wanted";
        outcome: "исход", "outcome";
        client_status: "статус для клиента", "client status";
        limit: "срок", "time limit";
        wip: "предел сделок", "most deals at once";
        department: "отдел", "department";
        turn: "чей ход", "whose turn";
        accepts: "принимает в работу", "takes to work";
        needs: "условия", "conditions";
        roles: "кто переводит", "who may move in";
        approval: "согласует", "approved by";
        numbers: "номера", "numbers";
        default: "по умолчанию", "default";
        kind: "вид", "kind";
        role: "роль", "role";
        login: "учётная запись", "account";
        active: "работает", "active";
        kinds: "пометки", "marks";
        sources: "источники", "sources";
        pipeline: "воронка", "pipeline";
        people: "сотрудники", "people";
    }
}

mod values {
    use super::words;
    words! {
        nothing: "нет", "none";
        yes: "да", "yes";
        no: "нет", "no";
        open: "в работе", "open";
        won: "состоялась", "won";
        lost: "отказ", "lost";
        text: "строка", "text";
        number: "целое число", "number";
        money: "сумма", "money";
        date: "дата", "date";
        flag: "да или нет", "yes or no";
        choice(choices: &str): "одно из: {choices}", "one of: {choices}";
        unmarked: "без пометки", "without a mark";
        of(name: &str, of: &str): "«{name}» ({of})", "\"{name}\" ({of})";
        quoted(name: &str): "«{name}»", "\"{name}\"";
    }
}

/// `file:line:column: words`.
pub(crate) fn complaint(lang: Lang, complaint: &Complaint) -> String {
    let Complaint {
        file, line, column, ..
    } = complaint;
    let words = trouble(lang, &complaint.what);
    format!("{file}:{line}:{column}: {words}")
}

fn trouble(lang: Lang, what: &Trouble) -> String {
    let near = |text: String, near: &Option<String>| match near {
        Some(near) => nearest(lang, &text, near),
        None => text,
    };
    match what {
        Trouble::UnknownFile { nearest } => near(unknown_file(lang).to_owned(), nearest),
        Trouble::RepeatedFile => repeated_file(lang).to_owned(),
        Trouble::FileTooBig { max } => file_too_big(lang, *max),
        Trouble::Syntax { message } => syntax(lang, parser_words(lang, message)),
        Trouble::UnknownKey { key, nearest } => near(unknown_key(lang, key), nearest),
        Trouble::SecretKey { key } => secret_key(lang, key),
        Trouble::StageWithoutPipeline => stage_without_pipeline(lang).to_owned(),
        Trouble::Missing { key } => missing(lang, key),
        Trouble::Empty { key } => empty(lang, key),
        Trouble::WrongType {
            key,
            expected,
            found,
        } => wrong_type(lang, key, wanted(lang, *expected), shape(lang, *found)),
        Trouble::Unprintable { key } => unprintable(lang, key),
        Trouble::TooLong { key, max } => too_long(lang, key, *max),
        Trouble::TooMany { key, max } => too_many(lang, key, *max),
        Trouble::OutOfRange { key, min, max } => out_of_range(lang, key, *min, *max),
        Trouble::UnknownName {
            noun: what,
            value,
            nearest,
        } => near(unknown_name(lang, noun(lang, *what), value), nearest),
        Trouble::UnknownWord {
            key,
            value,
            nearest,
            allowed,
        } => near(unknown_word(lang, key, value, &allowed.join(", ")), nearest),
        Trouble::Duplicate {
            noun: what,
            value,
            line,
        } => duplicate(lang, noun(lang, *what), value, *line),
        Trouble::SecondDefault { line } => second_default(lang, *line),
        Trouble::BadKey { value } => bad_key(lang, value),
        Trouble::ReservedKey { value } => reserved_key(lang, value),
        Trouble::WasStillThere { value } => was_still_there(lang, value),
        Trouble::BadDuration { value } => bad_duration(lang, value),
        Trouble::BadTime { value } => bad_time(lang, value),
        Trouble::BadDate { value } => bad_date(lang, value),
        Trouble::BadPhone { value } => bad_phone(lang, value),
        Trouble::BadLogin { value } => bad_login(lang, value),
        Trouble::BadSum { value } => bad_sum(lang, value),
        Trouble::BadTemplate => bad_template(lang).to_owned(),
        Trouble::Unfitting { key, with } => unfitting(lang, key, with),
        Trouble::NoPipeline => no_pipeline(lang).to_owned(),
        Trouble::EmptyPipeline { name } => empty_pipeline(lang, name),
        Trouble::FirstStageCloses { name } => first_stage_closes(lang, name),
        Trouble::NoOwner => no_owner(lang).to_owned(),
        Trouble::OwnerWithoutAccount => owner_without_account(lang).to_owned(),
        Trouble::NobodyInRule { name } => nobody_in_rule(lang, name),
    }
}

/// The parser speaks English only; what people run into is said in their words.
fn parser_words(lang: Lang, message: &str) -> &str {
    let starts = |beginning: &str| message.starts_with(beginning);
    if starts("duplicate key") {
        parser::duplicate(lang)
    } else if starts("string values must be quoted") {
        parser::quotes(lang)
    } else if starts("unclosed array table") || starts("unclosed table") {
        parser::unclosed_heading(lang)
    } else if starts("unclosed array") {
        parser::unclosed_list(lang)
    } else if starts("unclosed inline table") {
        parser::unclosed_braces(lang)
    } else if starts("missing comma") {
        parser::comma(lang)
    } else if starts("missing assignment") || starts("key with no value") {
        parser::assignment(lang)
    } else if starts("missing value") {
        parser::value(lang)
    } else if starts("invalid unquoted key") || starts("unquoted keys cannot be empty") {
        parser::key(lang)
    } else if starts("invalid basic string")
        || starts("invalid literal string")
        || starts("invalid multi-line")
        || starts("missing escaped value")
    {
        parser::string(lang)
    } else if starts("cannot recurse further") || starts("recursion limit") {
        parser::deep(lang)
    } else {
        match lang {
            Lang::Ru => parser::unexpected(lang),
            Lang::En => message,
        }
    }
}

fn noun(lang: Lang, noun: Noun) -> &'static str {
    match noun {
        Noun::Shop => nouns::shop(lang),
        Noun::Pipeline => nouns::pipeline(lang),
        Noun::Stage => nouns::stage(lang),
        Noun::Source => nouns::source(lang),
        Noun::Field => nouns::field(lang),
        Noun::Department => nouns::department(lang),
        Noun::Person => nouns::person(lang),
        Noun::Rule => nouns::rule(lang),
        Noun::Slot => nouns::slot(lang),
        Noun::Zone => nouns::zone(lang),
        Noun::Number => nouns::number(lang),
        Noun::Login => nouns::login(lang),
        Noun::LostReason => nouns::lost_reason(lang),
        Noun::Choice => nouns::choice(lang),
    }
}

fn shape(lang: Lang, shape: Shape) -> &'static str {
    match shape {
        Shape::Text => shapes::text(lang),
        Shape::Number => shapes::number(lang),
        Shape::Flag => shapes::flag(lang),
        Shape::List => shapes::list(lang),
        Shape::Section => shapes::section(lang),
        Shape::Sections => shapes::sections(lang),
        Shape::Fraction => shapes::fraction(lang),
        Shape::Date => shapes::date(lang),
    }
}

/// What a key takes, as the end of a sentence.
fn wanted(lang: Lang, shape: Shape) -> &'static str {
    match shape {
        Shape::Text => wanted::text(lang),
        Shape::Number => wanted::number(lang),
        Shape::Flag => wanted::flag(lang),
        Shape::List => wanted::list(lang),
        Shape::Section => wanted::section(lang),
        Shape::Sections => wanted::sections(lang),
        Shape::Fraction => wanted::fraction(lang),
        Shape::Date => wanted::date(lang),
    }
}

/// One line of a comparison: `+` came, `−` goes, `~` changes.
pub(crate) fn diff_line(lang: Lang, line: &DiffLine) -> String {
    match line {
        DiffLine::Added(what) => format!("+ {}", thing(lang, what)),
        DiffLine::Removed(what) => format!("− {}", thing(lang, what)),
        DiffLine::Changed {
            thing: what,
            setting: which,
            before,
            after,
        } => format!(
            "~ {}: {}: {} → {}",
            thing(lang, what),
            setting(lang, *which),
            value(lang, before),
            value(lang, after)
        ),
        DiffLine::Reordered {
            noun: what,
            of,
            order,
        } => {
            let of = of.as_ref().map_or(String::new(), |of| format!(" ({of})"));
            let order = order.join(" → ");
            format!("~ {}: {order}", nouns::order(lang, noun(lang, *what), &of))
        }
    }
}

fn thing(lang: Lang, thing: &Thing) -> String {
    let noun = noun(lang, thing.noun);
    match &thing.of {
        _ if thing.name.is_empty() => noun.to_owned(),
        Some(of) => format!("{noun} {}", values::of(lang, &thing.name, of)),
        None => format!("{noun} {}", values::quoted(lang, &thing.name)),
    }
}

fn setting(lang: Lang, setting: Setting) -> &'static str {
    match setting {
        Setting::Key => settings::key(lang),
        Setting::Name => settings::name(lang),
        Setting::Zone => settings::zone(lang),
        Setting::Day(0) => settings::monday(lang),
        Setting::Day(1) => settings::tuesday(lang),
        Setting::Day(2) => settings::wednesday(lang),
        Setting::Day(3) => settings::thursday(lang),
        Setting::Day(4) => settings::friday(lang),
        Setting::Day(5) => settings::saturday(lang),
        Setting::Day(_) => settings::sunday(lang),
        Setting::Holidays => settings::holidays(lang),
        Setting::ShortDays => settings::short_days(lang),
        Setting::OwnHours => settings::own_hours(lang),
        Setting::Card => settings::card(lang),
        Setting::LostReasons => settings::lost_reasons(lang),
        Setting::NextStepWanted => settings::next_step_wanted(lang),
        Setting::Outcome => settings::outcome(lang),
        Setting::ClientStatus => settings::client_status(lang),
        Setting::Limit => settings::limit(lang),
        Setting::Wip => settings::wip(lang),
        Setting::Department => settings::department(lang),
        Setting::Turn => settings::turn(lang),
        Setting::Accepts => settings::accepts(lang),
        Setting::Needs => settings::needs(lang),
        Setting::Roles => settings::roles(lang),
        Setting::Approval => settings::approval(lang),
        Setting::Numbers => settings::numbers(lang),
        Setting::Default => settings::default(lang),
        Setting::Kind => settings::kind(lang),
        Setting::Role => settings::role(lang),
        Setting::Login => settings::login(lang),
        Setting::Active => settings::active(lang),
        Setting::Kinds => settings::kinds(lang),
        Setting::Sources => settings::sources(lang),
        Setting::Pipeline => settings::pipeline(lang),
        Setting::People => settings::people(lang),
    }
}

fn value(lang: Lang, value: &Value) -> String {
    let list = |words: Vec<String>| {
        if words.is_empty() {
            values::nothing(lang).to_owned()
        } else {
            words.join(", ")
        }
    };
    match value {
        Value::Nothing => values::nothing(lang).to_owned(),
        Value::Text(text) => text.clone(),
        Value::Flag(true) => values::yes(lang).to_owned(),
        Value::Flag(false) => values::no(lang).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::List(texts) => list(texts.clone()),
        Value::Outcome(Outcome::Open) => values::open(lang).to_owned(),
        Value::Outcome(Outcome::Won) => values::won(lang).to_owned(),
        Value::Outcome(Outcome::Lost) => values::lost(lang).to_owned(),
        Value::Turn(turn) => domain::turn(lang, *turn).to_owned(),
        Value::Role(role) => domain::role(lang, *role).to_owned(),
        Value::Roles(roles) => {
            let roles = roles.iter().map(|role| domain::role(lang, *role));
            list(roles.map(str::to_owned).collect())
        }
        Value::Needs(needs) => list(needs.iter().map(|need| domain::need(lang, need)).collect()),
        Value::FieldKind(kind) => field_kind(lang, kind),
        Value::Kinds(kinds) => {
            let kinds = kinds.iter().map(|kind| match kind {
                Some(kind) => domain::kind(lang, *kind),
                None => values::unmarked(lang),
            });
            list(kinds.map(str::to_owned).collect())
        }
    }
}

fn field_kind(lang: Lang, kind: &FieldKind) -> String {
    let word = match kind {
        FieldKind::Text => values::text(lang),
        FieldKind::Number => values::number(lang),
        FieldKind::Money => values::money(lang),
        FieldKind::Date => values::date(lang),
        FieldKind::Flag => values::flag(lang),
        FieldKind::Choice(choices) => return values::choice(lang, &choices.join(", ")),
    };
    word.to_owned()
}
