//! The words of search, palette and help.
use super::{Lang, plural, words};

words! {
    title: "Поиск", "Search";
    hint: "номер, имя, телефон, товар, слова из заметок", "number, name, phone, goods, words of notes";
    nothing: "ничего не нашлось", "nothing found";
    more: "есть ещё: уточните запрос", "there is more: say more words";
    searching: "ищу…", "searching…";
    contact: "клиент", "contact";
    palette: "Команды", "Commands";
    go_pipeline(name: &str): "воронка «{name}»", "pipeline {name}";
    go_person(name: &str): "сделки: {name}", "deals of {name}";
    go_stage(name: &str): "стадия «{name}»", "stage {name}";
    help: "Клавиши", "Keys";
    help_layout: "буквы работают в обеих раскладках", "letters work in both layouts";
}

pub(crate) fn found(lang: Lang, n: i64) -> String {
    let word = match lang {
        Lang::Ru => plural(lang, n, "совпадение", "совпадения", "совпадений"),
        Lang::En => plural(lang, n, "hit", "hits", "hits"),
    };
    format!("{n} {word}")
}
