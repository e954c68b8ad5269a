//! The words of the settings screen.
use super::words;

words! {
    people: "Сотрудники", "People";
    files: "Файлы магазина", "Shop files";
    keys: "Проверка клавиш", "Key test";
    name: "имя", "name";
    role: "роль", "role";
    department: "отдел", "department";
    load: "открыто", "open";
    last_given: "последняя сделка", "last deal";
    now: "сейчас", "now";
    at_work: "на работе", "at work";
    off_hours: "не в рабочее время", "outside working hours";
    absent: "отсутствует", "absent";
    away_title(who: &str): "Отсутствие: {who}", "Absence: {who}";
    away_intro: "В это время новых сделок не будет.", "No new deals at that time.";
    away_from: "с", "from";
    away_to: "по", "to";
    away_now: "сейчас", "now";
    away_noted(who: &str): "отсутствие отмечено: {who}", "absence noted: {who}";
    away_others: "чужое отсутствие отмечает руководитель", "a superior notes the absence of others";
    gone: "не работает здесь", "does not work here any more";
    never: "ещё не было", "none yet";
    version(version: i64, when: &str, who: &str): "версия {version} · {when} · {who}", "version {version} · {when} · {who}";
    read_only: "меняется файлами: pult setup export → правка → pult setup apply", "changed by files: pult setup export → edit → pult setup apply";
    no_files: "магазин работает на настройке по умолчанию", "the shop runs on the default set-up";
    press: "Нажимайте клавиши: здесь видно, что дошло и что оно значит. Esc — закончить проверку.", "Press keys: here you see what arrived and what it means. Esc ends the test.";
    press_start: "Enter — начать проверку: любая клавиша только покажет себя", "Enter starts the test: every key only shows itself";
    typed(what: &str): "буква {what}", "character {what}";
    pasted(n: usize): "вставка, знаков: {n}", "paste, characters: {n}";
    means(action: &str): "значит: {action}", "means: {action}";
    twin(latin: &str): "та же клавиша, что {latin}", "the same key as {latin}";
}
