//! The words for the nouns: stages' outcomes, turns, roles, fields, acts.
use super::{Lang, words};
use crate::domain::command::ActKind;
use crate::domain::deal::{Kind, Turn};
use crate::domain::event::Subject;
use crate::domain::operator::Role;
use crate::domain::pipeline::Need;

words! {
    waits_us: "ждёт нас", "waits for us";
    waits_client: "ждёт клиента", "waits for the client";
    waits_warehouse: "ждём склад", "waits for the warehouse";
    waits_carrier: "ждём доставку", "waits for the carrier";
    waits_bank: "ждём банк", "waits for the bank";
    us: "мы", "us";
    client: "клиент", "client";
    warehouse: "склад", "stock";
    carrier: "доставка", "carrier";
    bank: "банк", "bank";
    retail: "розничный", "retail";
    wholesale: "оптовый", "wholesale";
    role_operator: "оператор", "operator";
    role_supervisor: "руководитель", "supervisor";
    role_accountant: "бухгалтер", "accountant";
    role_owner: "владелец", "owner";
    system: "пульт", "pult";
}

pub(crate) fn turn(lang: Lang, turn: Turn) -> &'static str {
    match turn {
        Turn::Us => waits_us(lang),
        Turn::Client => waits_client(lang),
        Turn::Warehouse => waits_warehouse(lang),
        Turn::Carrier => waits_carrier(lang),
        Turn::Bank => waits_bank(lang),
    }
}

/// Whose turn it is in one word: "клиент 18 ч".
pub(crate) fn turn_short(lang: Lang, turn: Turn) -> &'static str {
    match turn {
        Turn::Us => us(lang),
        Turn::Client => client(lang),
        Turn::Warehouse => warehouse(lang),
        Turn::Carrier => carrier(lang),
        Turn::Bank => bank(lang),
    }
}

pub(crate) fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Retail => retail(lang),
        Kind::Wholesale => wholesale(lang),
    }
}

pub(crate) fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Operator => role_operator(lang),
        Role::Supervisor => role_supervisor(lang),
        Role::Accountant => role_accountant(lang),
        Role::Owner => role_owner(lang),
    }
}

mod fields {
    use super::words;
    words! {
        title: "название", "title";
        contact: "клиент", "contact";
        kind: "вид", "kind";
        source: "источник", "source";
        tags: "метки", "tags";
        responsible: "ответственный", "responsible";
        observer: "наблюдатель", "observer";
        co_executor: "соисполнитель", "co-executor";
        department: "отдел", "department";
        next_step: "следующий шаг", "next step";
        turn: "чей ход", "whose turn";
        lost_reason: "причина отказа", "lost reason";
        items: "товары", "items";
        amount: "сумма", "amount";
        pipeline: "воронка", "pipeline";
        stage: "стадия", "stage";
        stage_since: "на стадии с", "in the stage since";
        stage_due: "срок стадии", "stage limit";
        place: "место в колонке", "place in the column";
        taken_by: "принял в работу", "taken to work by";
        turn_since: "ход с", "turn since";
        waited_us: "ждал нас", "waited for us";
        closed_at: "закрыта", "closed";
        approval: "согласование", "approval";
        deleted: "в корзине", "in the bin";
        name: "имя", "name";
        company: "компания", "company";
        phones: "телефоны", "phones";
        emails: "почта", "e-mails";
        identities: "мессенджеры", "messengers";
        addresses: "адреса", "addresses";
        note: "заметка", "note";
        client_since: "клиент с", "client since";
        text: "текст", "text";
        password: "пароль", "password";
        absence: "отсутствие", "absence";
        assignee: "кому", "assignee";
        due: "срок", "due";
        deal: "сделка", "deal";
        task: "задача", "task";
        person: "сотрудник", "person";
        own_field: "поле", "field";
        import: "загрузка", "import";
        shop: "магазин", "shop";
    }
}

/// A field by its name in the domain; a shop's own field is its own word.
pub(crate) fn field(lang: Lang, name: &str) -> String {
    let word = match name {
        "title" => fields::title(lang),
        "contact" => fields::contact(lang),
        "kind" => fields::kind(lang),
        "source" => fields::source(lang),
        "tags" => fields::tags(lang),
        "responsible" => fields::responsible(lang),
        "observer" => fields::observer(lang),
        "co_executor" => fields::co_executor(lang),
        "department" => fields::department(lang),
        "next_step" => fields::next_step(lang),
        "turn" => fields::turn(lang),
        "lost_reason" => fields::lost_reason(lang),
        "items" => fields::items(lang),
        "amount" => fields::amount(lang),
        "pipeline" => fields::pipeline(lang),
        "stage" => fields::stage(lang),
        "stage_since" => fields::stage_since(lang),
        "stage_due" => fields::stage_due(lang),
        "place" => fields::place(lang),
        "taken_by" => fields::taken_by(lang),
        "turn_since" => fields::turn_since(lang),
        "waited_us" => fields::waited_us(lang),
        "closed_at" => fields::closed_at(lang),
        "approval" => fields::approval(lang),
        "deleted" => fields::deleted(lang),
        "name" => fields::name(lang),
        "company" => fields::company(lang),
        "phones" => fields::phones(lang),
        "emails" => fields::emails(lang),
        "identities" => fields::identities(lang),
        "addresses" => fields::addresses(lang),
        "note" => fields::note(lang),
        "client_since" => fields::client_since(lang),
        "text" => fields::text(lang),
        "password" => fields::password(lang),
        "absence" => fields::absence(lang),
        "assignee" => fields::assignee(lang),
        "due" => fields::due(lang),
        "deal" => fields::deal(lang),
        "task" => fields::task(lang),
        "person" | "operator" => fields::person(lang),
        "field" => fields::own_field(lang),
        "import" => fields::import(lang),
        "shop" => fields::shop(lang),
        other => return other.to_owned(),
    };
    word.to_owned()
}

mod needs {
    use super::words;
    words! {
        phone: "телефон клиента", "the contact's phone";
        email: "почта клиента", "the contact's e-mail";
        address: "адрес клиента", "the contact's address";
        amount(sum: &str): "сумма от {sum}", "an amount of at least {sum}";
    }
}

pub(crate) fn need(lang: Lang, need: &Need) -> String {
    match need {
        Need::Contact => field(lang, "contact"),
        Need::Phone => needs::phone(lang).to_owned(),
        Need::Email => needs::email(lang).to_owned(),
        Need::Address => needs::address(lang).to_owned(),
        Need::Source => field(lang, "source"),
        Need::Responsible => field(lang, "responsible"),
        Need::NextStep => field(lang, "next_step"),
        Need::Items => field(lang, "items"),
        Need::Amount(least) => needs::amount(lang, &least.to_string()),
        Need::LostReason => field(lang, "lost_reason"),
        Need::Custom(key) => key.clone(),
    }
}

mod acts {
    use super::words;
    words! {
        create_deal: "создать сделку", "create a deal";
        edit_deal: "изменить сделку", "edit a deal";
        move_deal: "двинуть сделку", "move a deal";
        assign_deal: "назначить ответственного", "assign a deal";
        note_deal: "написать заметку", "write a note";
        trash_deal: "убрать сделку в корзину", "put a deal in the bin";
        create_contact: "создать клиента", "create a contact";
        edit_contact: "изменить клиента", "edit a contact";
        create_task: "поставить задачу", "create a task";
        edit_task: "изменить задачу", "edit a task";
        decide_approval: "решить согласование", "decide an approval";
        withdraw_approval: "отозвать согласование", "withdraw an approval";
        undo: "отменить", "undo";
        begin_import: "начать загрузку", "begin an import";
        import: "загрузить файл", "import a file";
        undo_import: "отменить загрузку", "undo an import";
        apply_setup: "применить настройку магазина", "apply the shop files";
        set_absence: "отметить отсутствие", "set an absence";
        set_password: "сменить пароль", "set a password";
        revoke_sessions: "завершить входы", "revoke sessions";
        raise_late: "отметить просрочку", "raise a missed limit";
    }
}

pub(crate) fn act(lang: Lang, act: ActKind) -> &'static str {
    match act {
        ActKind::CreateDeal => acts::create_deal(lang),
        ActKind::EditDeal => acts::edit_deal(lang),
        ActKind::MoveDeal => acts::move_deal(lang),
        ActKind::AssignDeal => acts::assign_deal(lang),
        ActKind::NoteDeal => acts::note_deal(lang),
        ActKind::TrashDeal => acts::trash_deal(lang),
        ActKind::CreateContact => acts::create_contact(lang),
        ActKind::EditContact => acts::edit_contact(lang),
        ActKind::CreateTask => acts::create_task(lang),
        ActKind::EditTask => acts::edit_task(lang),
        ActKind::DecideApproval => acts::decide_approval(lang),
        ActKind::WithdrawApproval => acts::withdraw_approval(lang),
        ActKind::Undo => acts::undo(lang),
        ActKind::BeginImport => acts::begin_import(lang),
        ActKind::Import => acts::import(lang),
        ActKind::UndoImport => acts::undo_import(lang),
        ActKind::ApplySetup => acts::apply_setup(lang),
        ActKind::SetAbsence => acts::set_absence(lang),
        ActKind::SetPassword => acts::set_password(lang),
        ActKind::RevokeSessions => acts::revoke_sessions(lang),
        ActKind::RaiseLate => acts::raise_late(lang),
    }
}

mod deeds {
    use super::words;
    words! {
        create_deal: "новая сделка", "new deal";
        edit_deal: "правка сделки", "change of deal";
        move_deal: "перевод сделки", "move of deal";
        assign_deal: "назначение сделки", "assignment of deal";
        note_deal: "заметка к сделке", "note on deal";
        trash_deal: "удаление сделки", "removal of deal";
        create_contact: "новый клиент", "new contact";
        edit_contact: "правка клиента", "change of contact";
        create_task: "новая задача", "new task";
        edit_task: "правка задачи", "change of task";
        decide_approval: "решение по сделке", "decision on deal";
        withdraw_approval: "отзыв запроса по сделке", "withdrawal of the request for deal";
        undo: "отмена", "undo";
        begin_import: "начало загрузки", "begin of import";
        import: "загрузка", "import";
        undo_import: "отмена загрузки", "undo of import";
        apply_setup: "настройка магазина", "set-up of the shop";
        set_absence: "отсутствие", "absence";
        set_password: "смена пароля", "change of password";
        revoke_sessions: "завершение входов", "end of sessions";
        raise_late: "просрочка сделки", "missed limit of deal";
    }
}

/// What was done, as a noun, and to which record: "перевод сделки № 6".
pub(crate) fn deed(lang: Lang, act: ActKind, subject: Option<Subject>) -> String {
    let word = match act {
        ActKind::CreateDeal => deeds::create_deal(lang),
        ActKind::EditDeal => deeds::edit_deal(lang),
        ActKind::MoveDeal => deeds::move_deal(lang),
        ActKind::AssignDeal => deeds::assign_deal(lang),
        ActKind::NoteDeal => deeds::note_deal(lang),
        ActKind::TrashDeal => deeds::trash_deal(lang),
        ActKind::CreateContact => deeds::create_contact(lang),
        ActKind::EditContact => deeds::edit_contact(lang),
        ActKind::CreateTask => deeds::create_task(lang),
        ActKind::EditTask => deeds::edit_task(lang),
        ActKind::DecideApproval => deeds::decide_approval(lang),
        ActKind::WithdrawApproval => deeds::withdraw_approval(lang),
        ActKind::Undo => deeds::undo(lang),
        ActKind::BeginImport => deeds::begin_import(lang),
        ActKind::Import => deeds::import(lang),
        ActKind::UndoImport => deeds::undo_import(lang),
        ActKind::ApplySetup => deeds::apply_setup(lang),
        ActKind::SetAbsence => deeds::set_absence(lang),
        ActKind::SetPassword => deeds::set_password(lang),
        ActKind::RevokeSessions => deeds::revoke_sessions(lang),
        ActKind::RaiseLate => deeds::raise_late(lang),
    };
    match subject {
        None | Some(Subject::Operator(_) | Subject::Shop) => word.to_owned(),
        Some(record) => format!("{word} № {}", record.number()),
    }
}
