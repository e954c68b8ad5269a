//! The words of the desk's command line.
use super::words;

words! {
    title: "Командная строка", "Command line";
    stage: "СТАДИЯ", "STAGE";
    person: "СОТРУДНИК | авто", "PERSON | auto";
    turn: "ЧЕЙ", "WHOSE";
    step: "ЧТО @ КОГДА | -", "WHAT @ WHEN | -";
    sum: "РУБЛИ", "ROUBLES";
    tags: "МЕТКА, -МЕТКА", "TAG, -TAG";
    note: "ТЕКСТ", "TEXT";
    edit: "ПОЛЕ=ЗНАЧЕНИЕ", "FIELD=VALUE";
    auto: "авто", "auto";
    wanted(verb: &str, takes: &str): "пишется так: {verb} {takes}", "it is written: {verb} {takes}";
    takes_nothing(verb: &str): "после «{verb}» ничего не пишут", "nothing goes behind \"{verb}\"";
    unknown(typed: &str): "не знаю команды «{typed}»", "there is no command \"{typed}\"";
    no_deal: "сначала выберите сделку", "select a deal first";
    hint: "Tab дополнит, ↓ покажет другие; номер открывает сделку", "Tab completes, Down shows others; a number opens the deal";
    on_deal(number: i64): "№ {number}", "No. {number}";
    words: "СЛОВА", "WORDS";
}
