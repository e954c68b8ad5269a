//! What can be done by a key: a verb for the help and the palette, a word for the hint line.
use super::words;

words! {
    go_board: "открыть доску", "go to the board";
    go_contacts: "открыть клиентов", "go to the contacts";
    go_approvals: "открыть согласования", "go to the approvals";
    go_settings: "открыть настройки", "go to the settings";
    go_log: "открыть журнал", "go to the log";
    help: "показать клавиши", "show the keys";
    palette: "найти команду", "find a command";
    search: "искать сделки и клиентов", "search deals and contacts";
    prompt: "набрать команду словами", "type a command";
    close: "закрыть, вернуться", "close, go back";
    undo: "отменить своё последнее действие", "undo my last act";
    redo: "вернуть отменённое", "redo what was undone";
    why: "спросить «почему так»", "ask why it is so";
    redraw: "перерисовать экран", "paint the screen anew";
    suspend: "уйти в оболочку (fg — вернуться)", "leave to the shell (fg comes back)";
    quit: "выйти", "quit";
    left: "левее", "to the left";
    right: "правее", "to the right";
    up: "выше", "up";
    down: "ниже", "down";
    page_up: "на страницу выше", "a page up";
    page_down: "на страницу ниже", "a page down";
    first: "в начало", "to the top";
    last: "в конец", "to the foot";
    first_column: "в первую колонку", "to the first column";
    last_column: "в последнюю колонку", "to the last column";
    open: "открыть карточку", "open the card";
    move_left: "двинуть карточку влево", "move the card left";
    move_right: "двинуть карточку вправо", "move the card right";
    move_to: "двинуть карточку на любую стадию", "move the card to any stage";
    filter: "отобрать карточки", "filter the cards";
    filter_reset: "сбросить фильтр", "reset the filter";
    filter_mine: "только мои сделки", "only my deals";
    sort_turn: "сначала те, кто ждёт нас", "those waiting for us first";
    pipeline: "следующая воронка", "next pipeline";
    new: "создать сделку", "create a deal";
    edit: "изменить сделку", "edit the deal";
    assign: "назначить ответственного", "assign the deal";
    turn: "сказать, чей ход", "say whose turn it is";
    next_step: "назначить следующий шаг", "set the next step";
    note: "написать заметку", "write a note";
    trash: "убрать сделку в корзину", "put the deal in the bin";
    open_contact: "открыть клиента сделки", "open the deal's contact";
    copy: "скопировать номер сделки", "copy the deal's number";
    add_item: "добавить товар в сделку", "add goods to the deal";
    add_task: "поставить задачу по сделке", "add a task to the deal";
    tags: "изменить метки сделки", "change the deal's tags";
    absence: "отметить отсутствие", "note an absence";
    approve: "согласовать", "approve";
    refuse: "отказать в согласовании", "refuse the approval";
    withdraw: "отозвать запрос согласования", "withdraw the request for approval";
    mark: "отметить", "mark";
    go_on: "дальше; на последнем поле — сохранить", "go on; save on the last field";
    next_field: "следующее поле", "next field";
    previous_field: "предыдущее поле", "previous field";
    choose: "выбрать из списка", "choose from a list";
    submit: "сохранить", "save";
    new_line: "новая строка", "new line";
    add_row: "добавить строку товара", "add a row";
    remove_row: "убрать строку товара", "remove the row";
}

/// For the hint line.
pub(crate) mod short {
    use super::words;
    words! {
        go_board: "доска", "board";
        go_contacts: "клиенты", "contacts";
        go_approvals: "согласования", "approvals";
        go_settings: "настройки", "settings";
        go_log: "журнал", "log";
        help: "клавиши", "keys";
        palette: "все команды", "all commands";
        search: "поиск", "search";
        prompt: "команда", "command";
        close: "закрыть", "close";
        undo: "отменить", "undo";
        redo: "вернуть", "redo";
        why: "почему", "why";
        redraw: "перерисовать", "redraw";
        suspend: "в оболочку", "to the shell";
        quit: "выйти", "quit";
        left: "левее", "left";
        right: "правее", "right";
        up: "выше", "up";
        down: "ниже", "down";
        page_up: "страница выше", "page up";
        page_down: "страница ниже", "page down";
        first: "в начало", "top";
        last: "в конец", "foot";
        first_column: "первая", "first column";
        last_column: "последняя", "last column";
        open: "открыть", "open";
        move_left: "назад", "move back";
        move_right: "двинуть", "move";
        move_to: "на стадию", "to a stage";
        filter: "фильтр", "filter";
        filter_reset: "сбросить", "reset";
        filter_mine: "мои", "mine";
        sort_turn: "кто ждёт", "who waits";
        pipeline: "воронка", "pipeline";
        new: "новая", "new";
        edit: "изменить", "edit";
        assign: "назначить", "assign";
        turn: "чей ход", "turn";
        next_step: "шаг", "next step";
        note: "заметка", "note";
        trash: "в корзину", "bin";
        open_contact: "клиент", "contact";
        copy: "копировать №", "copy №";
        add_item: "товар", "goods";
        add_task: "задача", "task";
        tags: "метки", "tags";
        absence: "отсутствие", "absence";
        approve: "согласовать", "approve";
        refuse: "отказать", "refuse";
        withdraw: "отозвать", "withdraw";
        mark: "отметить", "mark";
        go_on: "дальше", "go on";
        next_field: "поле ниже", "next";
        previous_field: "назад", "back";
        choose: "выбрать", "choose";
        submit: "сохранить", "save";
        new_line: "новая строка", "new line";
        add_row: "строка", "row";
        remove_row: "убрать строку", "remove row";
        add: "добавить", "add";
        fold: "свернуть", "fold";
        unfold: "развернуть", "unfold";
        edit_field: "изменить поле", "edit the field";
        edit_item: "изменить товар", "edit the goods";
        edit_task: "изменить задачу", "edit the task";
        run: "начать", "begin";
        carry_out: "выполнить", "run";
        next_file: "следующий файл", "next file";
        tab: "вкладка", "tab";
    }
}

pub(crate) mod groups {
    use super::words;
    words! {
        screens: "Экраны", "Screens";
        everywhere: "Везде", "Everywhere";
        select: "Выбор", "Selecting";
        board: "Доска", "Board";
        deal: "Сделка", "Deal";
        approvals: "Согласования", "Approvals";
        list: "Список", "List";
        form: "Форма", "Form";
    }
}

/// Words an action, by its name, is looked for by beside its own: in both languages, whichever is spoken.
pub(crate) fn also(action: &str) -> &'static str {
    match action {
        "add-item" => "товары позиция строка добавить goods product item add",
        "add-task" => "задача добавить дело поручение task todo add",
        "tags" => "метка метку добавить метку тег ярлык tag label add",
        "absence" => "отпуск больничный выходной нет на месте absence vacation sick leave away",
        "new" => "добавить сделку завести заказ заявка add order",
        "edit" => {
            "править наблюдатель соисполнитель отдел источник вид название сумма поле observer \
             co-executor department source kind title amount field"
        }
        "assign" => "поручить передать менеджер responsible manager hand over",
        "move-to" => "перевести перенести этап stage",
        "move-right" => "перевести дальше вперёд следующая стадия next stage forward",
        "move-left" => "перевести назад предыдущая стадия previous stage back",
        "turn" => "кого ждём ожидание клиент склад доставка банк waits for",
        "next-step" => "напоминание напомнить позвонить дело reminder call",
        "note" => "комментарий записать comment",
        "trash" => "удалить стереть выбросить delete remove",
        "open-contact" => "покупатель телефон карточка phone customer",
        "approve" => "одобрить разрешить утвердить allow",
        "refuse" => "отклонить запретить reject deny",
        "withdraw" => "снять отменить запрос cancel",
        "filter" => "отбор показать фильтровать show",
        "search" => "найти телефон find",
        "go-log" => "история уведомления сообщения history notices",
        "go-settings" => "сотрудники люди отсутствие people staff",
        "go-contacts" => "покупатели customers",
        "undo" => "вернуть назад отмена back",
        _ => "",
    }
}
