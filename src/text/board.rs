//! The words of the board.
use super::{Lang, words};
use crate::domain::money::{Kopecks, Scale};

words! {
    filter: "фильтр", "filter";
    filter_none: "все сделки", "all deals";
    mine: "мои", "mine";
    late: "опоздавшие", "late";
    no_next_step: "без следующего шага", "no next step";
    sorted_by_turn: "сначала ждут нас", "waiting for us first";
    reset(key: &str): "{key} сбросить", "{key} reset";
    at_least(n: i64): "{n}+", "{n}+";
    /// Marks at the end of a card, shortest words that still say it.
    late_by(time: &str): "опоздание {time}", "late {time}";
    late_by_short(time: &str): "опозд. {time}", "late {time}";
    late_short: "опозд.", "late";
    approval_short: "согласуют", "approval";
    lost(reason: &str): "отказ: {reason}", "lost: {reason}";
    closed(when: &str): "закрыта {when}", "closed {when}";
    no_step: "нет шага", "no step";
    approval: "на согласовании", "in approval";
    empty_column: "пусто", "empty";
    nothing_yet: "сделок ещё нет", "there are no deals yet";
    empty_title: "Сделок пока нет", "No deals yet";
    empty_filter: "Под фильтр ничего не подходит", "Nothing passes the filter";
    empty_new(key: &str): "{key}  создать первую сделку", "{key}  create the first deal";
    empty_import: "pult import  загрузить сделки из таблицы или другой CRM", "pult import  bring deals from a table or another CRM";
    empty_demo: "pult demo  посмотреть на учебном магазине", "pult demo  try it on a demo shop";
    empty_reset(key: &str): "{key}  показать все сделки", "{key}  show all deals";
    stages_title(deal: i64): "№ {deal}: на какую стадию?", "№ {deal}: to which stage?";
    turn_title(deal: i64): "№ {deal}: кого ждём?", "№ {deal}: who is to act?";
    assign_title(deal: i64): "№ {deal}: кому поручить?", "№ {deal}: who takes it?";
    now_responsible: "сейчас", "now";
    by_rules: "по правилам назначения", "by the assignment rules";
    filter_title: "Что показать", "What to show";
    from_source(name: &str): "источник: {name}", "source: {name}";
    of_person(name: &str): "ответственный: {name}", "responsible: {name}";
    tag(tag: &str): "метка: #{tag}", "tag: #{tag}";
    words(text: &str): "со словами: {text}", "with the words: {text}";
    show_all: "показать всё", "show everything";
    no_stage_left: "левее стадий нет", "no stage to the left";
    no_stage_right: "правее стадий нет", "no stage to the right";
    waits_approval: "ход этой сделки ждёт согласования", "a move of this deal waits for approval";
    no_approval: "у этой сделки нет запроса на согласование", "this deal has no request for approval";
    no_contact: "у сделки нет клиента", "the deal has no contact";
    one_pipeline: "воронка одна", "there is only one pipeline";
    filter_is_open: "фильтра нет: показано всё", "there is no filter: everything is shown";
    too_small: "окно мало: нужно хотя бы 30×8", "the window is too small: at least 30×8";
    copied(deal: i64): "номер {deal} скопирован", "number {deal} is copied";
}

/// Steps of a shortened sum: "84 т", "1,28 млн".
mod scales {
    use super::words;
    words! {
        thousand: "т", "k";
        million: "млн", "m";
        billion: "млрд", "bn";
    }
}

/// A sum for a column's heading: "84 т", "1,28 млн".
pub(crate) fn short_sum(lang: Lang, sum: Kopecks) -> String {
    let short = sum.short();
    let mut text = if short.decimals == 0 {
        short.mantissa.to_string()
    } else {
        let unit = 10i64.pow(u32::from(short.decimals));
        // As whole sums are written everywhere.
        let point = ',';
        let sign = if short.mantissa < 0 { "−" } else { "" };
        let (whole, part) = (short.mantissa.abs() / unit, short.mantissa.abs() % unit);
        let width = usize::from(short.decimals);
        format!("{sign}{whole}{point}{part:0width$}")
            .trim_end_matches('0')
            .trim_end_matches(point)
            .to_owned()
    };
    let word = match short.scale {
        Scale::One => return format!("{text} ₽"),
        Scale::Thousand => scales::thousand(lang),
        Scale::Million => scales::million(lang),
        Scale::Billion => scales::billion(lang),
    };
    text.push(' ');
    text.push_str(word);
    text
}
