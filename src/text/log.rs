//! The words of the log screen.
use super::{Lang, words};
use crate::domain::event::Subject;

words! {
    journal: "Журнал", "Journal";
    notices: "Мне", "For me";
    said: "Сообщения", "Messages";
    unseen(n: i64): "новых {n}", "{n} new";
    empty: "пока ничего не было", "nothing has happened yet";
    no_notices: "извещений нет", "no notices";
    nothing_said: "ничего не говорилось", "nothing was said";
    deal(id: i64): "сделка № {id}", "deal № {id}";
    contact(id: i64): "клиент № {id}", "contact № {id}";
    task(id: i64): "задача № {id}", "task № {id}";
    import(id: i64): "загрузка № {id}", "import № {id}";
    operator: "сотрудник", "person";
    shop: "магазин", "shop";
    responsible(deal: i64): "№ {deal}: вы ответственный", "№ {deal}: you are responsible";
    observer(deal: i64): "№ {deal}: вы наблюдатель", "№ {deal}: you observe it";
    co_executor(deal: i64): "№ {deal}: вы соисполнитель", "№ {deal}: you are the co-executor";
    moved(deal: i64): "№ {deal}: вашу сделку двинули", "№ {deal}: your deal was moved";
    late(deal: i64): "№ {deal}: срок стадии вышел", "№ {deal}: the stage's time limit ran out";
    approval_asked(deal: i64): "№ {deal}: просят согласования", "№ {deal}: approval is asked for";
    approved(deal: i64): "№ {deal}: согласовано", "№ {deal}: approved";
    refused(deal: i64): "№ {deal}: в согласовании отказано", "№ {deal}: approval refused";
    refused_because(deal: i64, reason: &str): "№ {deal}: в согласовании отказано — {reason}", "№ {deal}: approval refused — {reason}";
}

/// What it is about: "сделка № 1042".
pub(crate) fn subject(lang: Lang, subject: Subject) -> String {
    match subject {
        Subject::Deal(id) => deal(lang, id.0),
        Subject::Contact(id) => contact(lang, id.0),
        Subject::Task(id) => task(lang, id.0),
        Subject::Import(id) => import(lang, id.0),
        Subject::Operator(_) => operator(lang).to_owned(),
        Subject::Shop => shop(lang).to_owned(),
    }
}
