//! The words of the log screen.
use super::words;

words! {
    journal: "Журнал", "Journal";
    notices: "Мне", "For me";
    said: "Сообщения", "Messages";
    unseen(n: i64): "новых {n}", "{n} new";
    empty: "пока ничего не было", "nothing has happened yet";
    no_notices: "извещений нет", "no notices";
    nothing_said: "ничего не говорилось", "nothing was said";
    deal(id: i64): "сделка № {id}", "deal no. {id}";
    contact(id: i64): "клиент № {id}", "contact no. {id}";
    task(id: i64): "задача № {id}", "task no. {id}";
    import(id: i64): "загрузка № {id}", "import no. {id}";
    operator: "сотрудник", "operator";
    shop: "магазин", "shop";
    responsible(deal: i64): "№ {deal}: вы ответственный", "no. {deal}: you are responsible";
    observer(deal: i64): "№ {deal}: вы наблюдатель", "no. {deal}: you observe it";
    co_executor(deal: i64): "№ {deal}: вы соисполнитель", "no. {deal}: you are the co-executor";
    moved(deal: i64): "№ {deal}: вашу сделку двинули", "no. {deal}: your deal was moved";
    late(deal: i64): "№ {deal}: срок стадии вышел", "no. {deal}: the stage's time limit ran out";
    approval_asked(deal: i64): "№ {deal}: просят согласования", "no. {deal}: approval is asked for";
    approved(deal: i64): "№ {deal}: согласовано", "no. {deal}: approved";
    refused(deal: i64): "№ {deal}: в согласовании отказано", "no. {deal}: approval refused";
}
