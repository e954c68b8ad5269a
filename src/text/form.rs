//! The words of forms: what they are for, what their fields are called, what is said around them.
use super::words;

words! {
    new_deal: "Новая сделка", "New deal";
    edit_deal(deal: i64): "Сделка № {deal}", "Deal № {deal}";
    edit_field(deal: i64, field: &str): "№ {deal}: {field}", "№ {deal}: {field}";
    gate(deal: i64, stage: &str): "№ {deal} → «{stage}»", "№ {deal} → {stage}";
    gate_intro: "Для этой стадии не хватает:", "This stage still needs:";
    next_step(deal: i64): "№ {deal}: следующий шаг", "№ {deal}: next step";
    note(deal: i64): "№ {deal}: заметка", "№ {deal}: note";
    refuse: "Отказать в согласовании", "Refuse the approval";
    new_contact: "Новый клиент", "New contact";
    edit_contact(contact: i64): "Клиент № {contact}", "Contact № {contact}";
    new_task: "Новая задача", "New task";
    edit_task: "Задача", "Task";
    new_item: "Товар", "Goods";
    saving: "сохраняю…", "saving…";
    saving_offline: "ждёт связи, сохранится само", "waits for the link, saves by itself";
    queued: "нет связи: изменение ждёт и уйдёт само", "not connected: the change waits and will be sent";
    by_goods(sum: &str): "по товарам: {sum}", "by the goods: {sum}";
    leave_title: "Закрыть форму?", "Close the form?";
    leave_question: "Введённое пропадёт.", "What was entered will be lost.";
    leave_yes: "закрыть", "close";
    stay: "остаться", "stay";
    close_list: "закрыть список", "close the list";
    nothing_changed: "ничего не изменено", "nothing was changed";
    deal_made(deal: i64): "сделка № {deal} создана", "deal № {deal} created";
    contact_made(contact: i64): "клиент № {contact} создан", "contact № {contact} created";
    fresh(who: &str, value: &str): "{who}: теперь «{value}»; сохраните ещё раз, если ваше вернее", "{who}: now \"{value}\"; save again if yours is right";
    fresh_empty(who: &str): "{who}: теперь пусто; сохраните ещё раз, если ваше вернее", "{who}: now empty; save again if yours is right";
    least(sum: &str): "от {sum}", "at least {sum}";
}

/// Names of fields that stand in forms only.
pub(crate) mod fields {
    use super::words;
    words! {
        phone: "телефон", "phone";
        name: "имя", "name";
        company: "компания", "company";
        client: "клиент", "contact";
        new_client: "новый", "new";
        item: "товар", "goods";
        price: "цена", "price";
        quantity: "сколько", "quantity";
        sku: "артикул", "article";
        email: "почта", "e-mail";
        city: "город", "city";
        address: "адрес", "address";
        postcode: "индекс", "postcode";
        next_step_at: "когда", "when";
        reason: "причина", "reason";
        done: "сделано", "done";
        text: "текст", "text";
        phones: "телефоны", "phones";
        emails: "почта", "e-mails";
        identities: "мессенджеры", "messengers";
        channel_hint: "telegram имя, whatsapp номер; через запятую", "telegram name, whatsapp number; by commas";
        list_hint: "через запятую", "by commas";
        tags_hint: "через запятую", "by commas";
        what_hint: "что нужно клиенту", "what the client wants";
        note: "заметка", "note";
    }
}
