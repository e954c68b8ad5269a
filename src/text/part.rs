//! The words of forms, lists, pickers and questions.
use super::words;

words! {
    yes: "да", "yes";
    no: "нет", "no";
    nothing: "—", "—";
    wanted: "нужно заполнить", "has to be filled in";
    not_a_sum: "не похоже на сумму", "doesn't look like a sum";
    below_zero: "не может быть меньше нуля", "can't be below zero";
    above_zero: "должно быть больше нуля", "has to be more than zero";
    too_large: "слишком большая сумма", "is too large a sum";
    thousands_or_kopecks: "непонятно: тысячи или копейки? напишите пробел или две цифры", "thousands or kopecks? write a space or two digits";
    ruined: "таблица обрезала последние цифры", "the spreadsheet has cut the last digits";
    not_a_number: "не похоже на число", "doesn't look like a number";
    not_a_phone: "не похоже на телефон", "doesn't look like a phone number";
    not_an_email: "не похоже на почту", "doesn't look like an e-mail address";
    not_a_date: "не понял дату: завтра, пт 15:00, 25.11, +3д", "no such date: tomorrow, fri 15:00, 25.11, +3d";
    no_such_day: "нет такого дня", "there is no such day";
    no_such_time: "нет такого времени", "there is no such time of day";
    too_far: "слишком далеко от сегодня", "is too far from today";
    paste_cut: "вставлено не всё: слишком длинно", "not all was pasted: it is too long";
    nothing_found: "ничего не нашлось", "nothing found";
    nothing_here: "пусто", "nothing here";
    loading: "читаю…", "reading…";
    esc_no: "Esc — нет", "Esc no";
    enter_yes(what: &str): "Enter — {what}", "Enter {what}";
    of(at: usize, all: usize): "{at} из {all}", "{at} of {all}";
}
