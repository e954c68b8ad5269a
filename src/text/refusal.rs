//! Every no in words: what the rule was and what to do.
use super::{Lang, domain, plural, words};
use crate::domain::command::ActKind;
use crate::domain::event::Subject;
use crate::domain::operator::{self, Reach, Role};
use crate::domain::refusal::{Flaw, Refusal, Stranger};
use crate::domain::shop::Shop;
use jiff::tz::TimeZone;

words! {
    not_allowed(act: &str, role: &str, who: &str): "роль «{role}» не может: {act}; может только {who}", "the role {role} may not {act}; only {who} may";
    not_yours(act: &str, whose: &str, who: &str): "{act} нельзя: отвечает {whose}, не вы; может {who}", "you may not {act}: {whose} is responsible, not you; {who} may";
    not_your_team(act: &str, whose: &str, who: &str): "{act} нельзя: отвечает {whose}, не вы и не ваш отдел; может {who}", "you may not {act}: {whose} is responsible, not you and not your department; {who} may";
    not_own(act: &str, who: &str): "{act} нельзя: это не ваше; может {who}", "you may not {act}: it is not yours; {who} may";
    same_department: "сотрудник того же отдела", "somebody of the same department";
    either(list: &str, last: &str): "{list} или {last}", "{list} or {last}";
    only_looked_at(until: &str): "это копия от {until}: в ней можно только смотреть", "this is a copy of {until}: it can only be looked at";
    wrong_password: "неверный логин или пароль", "login or password is wrong";
    wait(seconds: i64): "слишком много неверных попыток; следующая — через {seconds} с", "too many wrong tries; the next one in {seconds} s";
    no_login: "сначала войдите: pult login ЛОГИН", "log in first: pult login LOGIN";
    login_ended: "вход закончился; войдите снова: pult login ЛОГИН", "the login has ended; log in again: pult login LOGIN";
    no_account(account: &str): "учётной записи {account} нет ни у кого в магазине; пусть владелец добавит unix = \"{account}\" в people.toml (pult setup)", "nobody in this shop has the account {account}; the owner adds unix = \"{account}\" to a person in people.toml (pult setup)";
    shared_account(account: &str): "учётной записью {account} пользуются несколько человек; войдите по имени: pult login ЛОГИН", "several people use the account {account}; log in by name: pult login LOGIN";
    no_owner: "в магазине нет владельца: в people.toml ни у кого нет role = \"owner\"", "this shop has no owner: nobody in people.toml has role = \"owner\"";
    rights_changed: "ваши права изменились или вы больше не работаете здесь; войдите снова", "your rights have changed, or you no longer work here; come in again";
    not_found(noun: &str, id: i64): "нет такой записи: {noun} {id}", "no such {noun}: {id}";
    unknown(what: &str, value: &str): "{what} «{value}» нет", "there is no {what} \"{value}\"";
    ambiguous(value: &str, names: &str): "«{value}» подходит к нескольким: {names}", "\"{value}\" may be any of: {names}";
    nearest(text: &str, near: &str): "{text}; может быть, «{near}»?", "{text}; did you mean \"{near}\"?";
    stale(who: &str): "{who} уже изменил(а) запись: вот свежая, ваш текст сохранён", "{who} changed it first: here it is afresh, your text is kept";
    somebody: "кто-то", "somebody";
    gate(stage: &str, missing: &str): "в «{stage}» нельзя: не хватает — {missing}", "{stage} is closed: missing {missing}";
    gate_role(stage: &str, roles: &str): "в «{stage}» переводит только {roles}", "only {roles} may move a deal to {stage}";
    stage_full(stage: &str, limit: i64): "в «{stage}» уже {limit}: это предел стадии; сначала двиньте одну дальше", "{stage} already holds {limit}, its limit; move one on first";
    already_there(stage: &str): "сделка уже в «{stage}»", "the deal is already in {stage}";
    approval_pending: "перевод ждёт согласования: дождитесь решения или отзовите запрос", "a move waits for approval: wait for it or withdraw the request";
    contact_first: "сначала привяжите клиента к сделке, потом двигайте", "put the contact on the deal first, then move it";
    withdrawn: "запрос уже отозван", "the request was withdrawn";
    not_at_once(stage: &str, role: &str): "сразу в «{stage}» нельзя: нужно согласие {role}", "no deal begins in {stage}: it needs approval by the {role}";
    already_decided(who: &str): "уже решено: {who}", "already decided by {who}";
    needs_role(role: &str): "согласовать может {role}", "only a {role} may approve";
    invalid(field: &str, flaw: &str): "{field}: {flaw}", "{field}: {flaw}";
    server_set(field: &str): "{field}: это поле пульт ставит сам", "{field}: pult sets this field itself";
    nothing_to_undo: "отменять нечего", "nothing to undo";
    no_way_back(act: &str): "у действия «{act}» нет пути назад", "there is no way back from: {act}";
    already_undone: "это уже отменено", "this is already undone";
    changed_since(what: &str, field: &str, who: &str): "{what} не вернуть: {who} позже изменил(а) «{field}»", "{what} can't be taken back: {who} changed {field} later";
    worked_since(what: &str, who: &str): "{what} не вернуть: позже с этим уже работали ({who})", "{what} can't be taken back: others worked on it later ({who})";
    has_deals(what: &str): "{what} не вернуть: на этом клиенте есть сделки", "{what} can't be taken back: it has deals";
    numbered(noun: &str, id: i64): "{noun} № {id}", "{noun} № {id}";
    deal_number(id: i64): "№ {id}", "№ {id}";
    passed(text: &str, act: &str, why: &str): "{text}; не отменено «{act}»: {why}", "{text}; passed over \"{act}\": {why}";
    passed_of(text: &str, act: &str, deal: i64, why: &str): "{text}; не отменено «{act}» № {deal}: {why}", "{text}; passed over \"{act}\" № {deal}: {why}";
    stage_in_use(name: &str, count: &str): "стадию «{name}» не убрать: в ней {count}; сначала переведите их", "stage {name} can't go: it holds {count}; move them first";
    outcome_in_use(name: &str, count: &str): "исход стадии «{name}» не сменить: в ней {count}; сначала переведите их", "the outcome of stage {name} can't change: it holds {count}; move them first";
    field_in_use(name: &str, at: &str): "поле «{name}» не убрать: оно заполнено у {at}", "field {name} can't go: {at} have it filled";
    kind_in_use(name: &str, at: &str): "вид поля «{name}» не сменить: оно заполнено у {at}", "the kind of field {name} can't change: {at} have it filled";
    in_use(what: &str, name: &str, at: &str): "{what} «{name}» не убрать: стоит у {at}; сначала назначьте им другой", "{what} {name} can't go: {at} have it; give them another first";
    setup_stale(current: i64): "файлы магазина изменились: сейчас версия {current}; выгрузите её (pult setup export) и внесите правки снова", "the shop files were changed: version {current} is in force; export it (pult setup export) and make your edits again";
    person_left(who: &str): "{who} больше не работает (people.toml: active = false); назовите другого", "{who} no longer works here (people.toml: active = false); name somebody else";
    deleted(what: &str): "{what}: это в корзине; вернуть оттуда — отменить действие, которым убрали (u, pult undo)", "{what} is in the bin; to get it out undo what put it there (u, pult undo)";
}

mod flaws {
    use super::words;
    words! {
        empty: "пусто", "is empty";
        too_long(max: usize): "слишком длинно, не больше {max}", "is too long, at most {max}";
        negative: "не может быть меньше нуля", "can't be below zero";
        too_much: "слишком большая сумма", "is too large a sum";
        computed: "считается по товарам; измените товары", "is worked out from the items; change those";
        wrong_kind: "значение другого вида", "takes another kind of value";
        not_a_phone(value: &str): "«{value}» не похоже на телефон", "\"{value}\" doesn't look like a phone number";
        not_an_email(value: &str): "«{value}» не похоже на почту", "\"{value}\" doesn't look like an e-mail address";
        weak_password(min: usize): "не короче {min} знаков", "needs at least {min} characters";
        ends_before_start: "конец раньше начала", "ends before it starts";
    }
}

fn flaw(lang: Lang, flaw: &Flaw) -> String {
    match flaw {
        Flaw::Empty => flaws::empty(lang).to_owned(),
        Flaw::TooLong { max } => flaws::too_long(lang, *max),
        Flaw::Negative => flaws::negative(lang).to_owned(),
        Flaw::TooMuch => flaws::too_much(lang).to_owned(),
        Flaw::Computed => flaws::computed(lang).to_owned(),
        Flaw::WrongKind => flaws::wrong_kind(lang).to_owned(),
        Flaw::NotAPhone { value } => flaws::not_a_phone(lang, value),
        Flaw::NotAnEmail { value } => flaws::not_an_email(lang, value),
        Flaw::WeakPassword { min } => flaws::weak_password(lang, *min),
        Flaw::EndsBeforeStart => flaws::ends_before_start(lang).to_owned(),
    }
}

fn stranger(lang: Lang, why: &Stranger) -> String {
    match why {
        Stranger::Password => wrong_password(lang).to_owned(),
        Stranger::Wait { seconds } => wait(lang, *seconds),
        Stranger::NoLogin => no_login(lang).to_owned(),
        Stranger::LoginEnded => login_ended(lang).to_owned(),
        Stranger::Account { account } => no_account(lang, account),
        Stranger::SharedAccount { account } => shared_account(lang, account),
        Stranger::NoOwner => no_owner(lang).to_owned(),
        Stranger::RightsChanged => rights_changed(lang).to_owned(),
    }
}

/// "a, b or c"
fn any_of(lang: Lang, words: &[&str]) -> String {
    match words {
        [] => domain::system(lang).to_owned(),
        [one] => (*one).to_owned(),
        [list @ .., last] => either(lang, &list.join(", "), last),
    }
}

/// Nobody of this role may, whosever it is.
pub(crate) fn not_for_role(lang: Lang, act: ActKind, role: Role) -> String {
    let who: Vec<&str> = operator::roles(act, Reach::Own)
        .map(|role| domain::role(lang, role))
        .collect();
    let act = domain::act(lang, act);
    not_allowed(lang, act, domain::role(lang, role), &any_of(lang, &who))
}

/// Where the role would do for a nearer record, that is the reason, and who is nearer may.
fn not_permitted(
    lang: Lang,
    act: ActKind,
    role: Role,
    reach: Option<Reach>,
    whose: Option<&str>,
) -> String {
    if reach.is_none_or(|reach| reach == Reach::Own) || !operator::allowed(role, act, Reach::Own) {
        return not_for_role(lang, act, role);
    }
    let team = reach == Some(Reach::Other) && operator::allowed(role, act, Reach::Team);
    let mut who: Vec<&str> = whose.into_iter().collect();
    if team && whose.is_some() {
        who.push(same_department(lang));
    }
    let heads = operator::roles(act, Reach::Other);
    who.extend(heads.map(|role| domain::role(lang, role)));
    let (act, who) = (domain::act(lang, act), any_of(lang, &who));
    match whose {
        Some(whose) if team => not_your_team(lang, act, whose, &who),
        Some(whose) => not_yours(lang, act, whose, &who),
        None => not_own(lang, act, &who),
    }
}

/// What is missing or wrong, as "нет" wants it.
mod of {
    use super::words;
    words! {
        stage: "стадии", "stage";
        pipeline: "воронки", "pipeline";
        source: "источника", "source";
        department: "отдела", "department";
        person: "сотрудника", "person";
        own_field: "поля", "field";
        command: "действия", "act";
        operator: "оператора", "operator";
        supervisor: "руководителя", "supervisor";
        accountant: "бухгалтера", "accountant";
        owner: "владельца", "owner";
    }
}

fn of_thing(lang: Lang, what: &str) -> String {
    let word = match what {
        "stage" => of::stage(lang),
        "pipeline" => of::pipeline(lang),
        "source" => of::source(lang),
        "department" => of::department(lang),
        "person" | "operator" => of::person(lang),
        "field" => of::own_field(lang),
        "command" => of::command(lang),
        other => return domain::field(lang, other),
    };
    word.to_owned()
}

fn of_role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Operator => of::operator(lang),
        Role::Supervisor => of::supervisor(lang),
        Role::Accountant => of::accountant(lang),
        Role::Owner => of::owner(lang),
    }
}

/// "1 сделки", "5 сделок": what stands at so many.
fn of_deals(lang: Lang, n: i64) -> String {
    match lang {
        Lang::Ru => format!("{n} {}", plural(lang, n, "сделки", "сделок", "сделок")),
        Lang::En => deals(lang, n),
    }
}

pub(crate) fn deals(lang: Lang, n: i64) -> String {
    let word = match lang {
        Lang::Ru => plural(lang, n, "сделка", "сделки", "сделок"),
        Lang::En => plural(lang, n, "deal", "deals", "deals"),
    };
    format!("{n} {word}")
}

/// One line. `shop` gives the names; without it numbers stand in.
pub(crate) fn refusal(lang: Lang, no: &Refusal, shop: Option<&Shop>) -> String {
    let person = |id: Option<crate::domain::id::OperatorId>| {
        id.and_then(|id| shop?.operator(id))
            .map_or_else(|| somebody(lang).to_owned(), |o| o.name.clone())
    };
    let stage_name = |id: crate::domain::id::StageId| {
        shop.and_then(|s| s.stage(id))
            .map_or_else(|| id.to_string(), |(_, stage)| stage.name.clone())
    };
    let need = |need: &crate::domain::pipeline::Need| match need {
        crate::domain::pipeline::Need::Custom(key) => shop
            .and_then(|s| s.field(key))
            .map_or_else(|| key.clone(), |f| f.name.clone()),
        need => domain::need(lang, need),
    };
    let list = |words: Vec<String>| words.join(", ");
    match no {
        Refusal::NotAllowed {
            act,
            role,
            reach,
            whose,
        } => {
            let name = whose.and_then(|id| shop?.operator(id));
            let name = name.map(|o| o.name.as_str());
            not_permitted(lang, *act, *role, *reach, name)
        }
        Refusal::OnlyLookedAt { until } => {
            const UTC: &TimeZone = &TimeZone::UTC;
            let zone = shop.map_or(UTC, |shop| shop.hours.zone());
            only_looked_at(lang, &super::time::typed(*until, zone))
        }
        Refusal::Stranger { why } => stranger(lang, why),
        Refusal::NotFound { noun, id } => not_found(lang, &domain::field(lang, noun), *id),
        Refusal::Unknown {
            what,
            value,
            nearest: near,
        } => {
            let text = unknown(lang, &of_thing(lang, what), value);
            match near {
                Some(near) => nearest(lang, &text, near),
                None => text,
            }
        }
        Refusal::Ambiguous { value, names, .. } => ambiguous(lang, value, &names.join(", ")),
        Refusal::StaleDeal { by, .. } | Refusal::StaleContact { by, .. } => {
            stale(lang, &person(*by))
        }
        Refusal::StaleTask { .. } => stale(lang, somebody(lang)),
        Refusal::StaleSetup { current } => setup_stale(lang, *current),
        Refusal::Gate { stage, missing, .. } => gate(
            lang,
            &stage_name(*stage),
            &list(missing.iter().map(need).collect()),
        ),
        Refusal::GateRole { stage, roles } => gate_role(
            lang,
            &stage_name(*stage),
            &list(
                roles
                    .iter()
                    .map(|r| domain::role(lang, *r).to_owned())
                    .collect(),
            ),
        ),
        Refusal::StageFull { stage, limit } => stage_full(lang, &stage_name(*stage), *limit),
        Refusal::AlreadyThere { stage } => already_there(lang, &stage_name(*stage)),
        Refusal::ApprovalPending { .. } => approval_pending(lang).to_owned(),
        Refusal::ContactFirst => contact_first(lang).to_owned(),
        Refusal::Withdrawn { .. } => withdrawn(lang).to_owned(),
        Refusal::NotAtOnce { stage, role } => {
            not_at_once(lang, &stage_name(*stage), of_role(lang, *role))
        }
        Refusal::AlreadyDecided { by, .. } => already_decided(lang, &person(*by)),
        Refusal::NeedsRole { role } => needs_role(lang, domain::role(lang, *role)),
        Refusal::Invalid { field, flaw: what } => {
            invalid(lang, &domain::field(lang, field), &flaw(lang, what))
        }
        Refusal::ServerSet { field } => server_set(lang, &domain::field(lang, field)),
        Refusal::NothingToUndo => nothing_to_undo(lang).to_owned(),
        Refusal::NoWayBack { act } => no_way_back(lang, domain::act(lang, *act)),
        Refusal::AlreadyUndone => already_undone(lang).to_owned(),
        Refusal::ChangedSince {
            noun,
            id,
            field,
            by,
            ..
        } => {
            let what = called(lang, noun, *id);
            match field.as_str() {
                "version" => worked_since(lang, &what, &person(*by)),
                "contact" if noun == "contact" => has_deals(lang, &what),
                field => changed_since(lang, &what, &domain::field(lang, field), &person(*by)),
            }
        }
        Refusal::InUse {
            what,
            name,
            deals: n,
            changed,
        } => {
            let at = of_deals(lang, *n);
            match (what.as_str(), changed) {
                ("stage", false) => stage_in_use(lang, name, &deals(lang, *n)),
                ("stage", true) => outcome_in_use(lang, name, &deals(lang, *n)),
                ("field", false) => field_in_use(lang, name, &at),
                ("field", true) => kind_in_use(lang, name, &at),
                (what, _) => in_use(lang, &domain::field(lang, what), name, &at),
            }
        }
        Refusal::SetupInvalid { complaints } => complaints.join("\n"),
        Refusal::PersonLeft { operator } => person_left(lang, &person(Some(*operator))),
        Refusal::Deleted { noun, id } => deleted(lang, &called(lang, noun, *id)),
    }
}

/// A record by its number: a deal is what its number alone means.
fn called(lang: Lang, noun: &str, id: i64) -> String {
    match noun {
        "deal" => deal_number(lang, id),
        noun => numbered(lang, &domain::field(lang, noun), id),
    }
}

/// What undo took back, with the newer acts it had to leave and why.
pub(crate) fn passed_over<'a>(
    lang: Lang,
    taken_back: &str,
    left: impl Iterator<Item = (ActKind, Option<Subject>, &'a Refusal)>,
    shop: Option<&Shop>,
) -> String {
    left.fold(taken_back.to_owned(), |text, (act, subject, why)| {
        let (act, why) = (domain::act(lang, act), refusal(lang, why, shop));
        match subject {
            Some(Subject::Deal(deal)) => passed_of(lang, &text, act, deal.0, &why),
            _ => passed(lang, &text, act, &why),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::OperatorId;

    fn said(act: ActKind, role: Role, reach: Reach, whose: Option<i64>) -> String {
        let mut shop = crate::setup::default_shop();
        let mut anna = shop.people[0].clone();
        (anna.id, anna.name) = (OperatorId(77), "Анна".into());
        shop.people.push(anna);
        let no = Refusal::NotAllowed {
            act,
            role,
            reach: Some(reach),
            whose: whose.map(OperatorId),
        };
        refusal(Lang::Ru, &no, Some(&shop))
    }

    #[test]
    fn each_thing_has_its_own_grammar() {
        let shop = crate::setup::default_shop();
        let stage = shop.pipelines[0].stages[4].id;
        let held = |what: &str, deals, changed| Refusal::InUse {
            what: what.to_owned(),
            name: "Х".to_owned(),
            deals,
            changed,
        };
        for (no, words) in [
            (Refusal::unknown("operator", "Нет"), "сотрудника «Нет» нет"),
            (
                Refusal::NotAtOnce {
                    stage,
                    role: Role::Supervisor,
                },
                "сразу в «Заказ оплачен» нельзя: нужно согласие руководителя",
            ),
            (
                held("stage", 2, false),
                "стадию «Х» не убрать: в ней 2 сделки; сначала переведите их",
            ),
            (
                held("field", 21, false),
                "поле «Х» не убрать: оно заполнено у 21 сделки",
            ),
            (
                held("field", 2, true),
                "вид поля «Х» не сменить: оно заполнено у 2 сделок",
            ),
        ] {
            assert_eq!(refusal(Lang::Ru, &no, Some(&shop)), words);
        }
    }

    #[test]
    fn a_no_says_what_decides_and_who_may() {
        let (own, team, other) = (Reach::Own, Reach::Team, Reach::Other);
        let (move_deal, assign) = (ActKind::MoveDeal, ActKind::AssignDeal);
        let operator = Role::Operator;
        for (act, reach, whose, words) in [
            (
                move_deal,
                other,
                Some(77),
                "двинуть сделку нельзя: отвечает Анна, не вы и не ваш отдел; \
                 может Анна, сотрудник того же отдела, руководитель или владелец",
            ),
            (
                assign,
                team,
                Some(77),
                "назначить ответственного нельзя: отвечает Анна, не вы; может Анна, руководитель или владелец",
            ),
            (
                ActKind::SetAbsence,
                other,
                None,
                "отметить отсутствие нельзя: это не ваше; может руководитель или владелец",
            ),
            (
                ActKind::ApplySetup,
                own,
                None,
                "роль «оператор» не может: применить настройку магазина; может только владелец",
            ),
        ] {
            assert_eq!(said(act, operator, reach, whose), words);
        }
        let trash = said(ActKind::TrashDeal, Role::Accountant, other, Some(77));
        assert!(trash.contains("роль «бухгалтер»"), "{trash}");
    }
}
