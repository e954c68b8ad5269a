//! The words of a deal's card.
use super::words;

words! {
    title(deal: i64): "Сделка № {deal}", "Deal № {deal}";
    number(deal: i64): "№ {deal}", "№ {deal}";
    to_history: "история", "history";
    to_fields: "сделка", "deal";
    fields: "Сделка", "Deal";
    goods: "Товары", "Goods";
    tasks: "Задачи", "Tasks";
    contact: "Клиент", "Contact";
    others: "Другие сделки клиента", "Other deals of the contact";
    stages: "Время на стадиях", "Time in each stage";
    history: "История", "History";
    add_item: "добавить товар", "add goods";
    add_task: "добавить задачу", "add a task";
    in_stage_since(stage: &str, since: &str): "{stage} · с {since}", "{stage} · since {since}";
    due(text: &str, when: &str): "{text} · срок {when}", "{text} · due {when}";
    overdue(text: &str, span: &str): "{text} · опоздание {span}", "{text} · late by {span}";
    turn(turn: &str, span: &str): "{turn} {span}", "{turn} for {span}";
    waited(text: &str, span: &str): "{text} · всего ждал нас {span}", "{text} · waited for us {span} in all";
    waits_approval(stage: &str, who: &str): "ждёт согласования: перевод в «{stage}», просит {who}", "waits for approval: move to {stage}, asked by {who}";
    empty_fields(names: &str): "не заполнено: {names}", "empty: {names}";
    total: "итого", "total";
    more_history: "читаю дальше…", "reading more…";
    whole_history: "это вся история", "this is the whole history";
    no_history: "истории пока нет", "no history yet";
    no_contact: "клиент не указан", "no contact";
    client_since(when: &str): "клиент с {when}", "client since {when}";
    lead: "ещё не покупал(а)", "has not bought yet";
    in_bin: "в корзине", "in the bin";
    out_of_bin: "вернуть: отмена (u) у того, кто убрал", "to get it out: undo (u) by whoever put it there";
    created: "создана", "created";
    trash_title: "В корзину?", "Into the bin?";
    trash_question(deal: i64): "Убрать в корзину 1 сделку: № {deal}? Можно отменить: u.", "Put 1 deal in the bin: № {deal}? It can be undone: u.";
    trash_yes: "убрать", "put it in the bin";
    why_title(deal: i64): "№ {deal}: почему так", "№ {deal}: why it is so";
    why_nothing: "сам пульт здесь ничего не решал: всё сделали люди", "pult decided nothing here by itself: people did it all";
    no_limit: "нет", "none";
    limit_over(span: &str): "вышел {span} назад", "ran out {span} ago";
    cannot_decide: "согласовать может только руководитель", "only a superior may decide";
    nothing_to_decide: "у сделки нет открытого запроса", "the deal has no open request";
    dropped: "предыдущее изменение отклонено, это не отправлено: сохраните ещё раз", "the change before it was refused, this one was not sent: save again";
    task_done_mark: "сделано", "done";
}
