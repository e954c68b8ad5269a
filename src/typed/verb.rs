//! The verbs: what can be done to a deal by typing it, and the Russian name of every command.
use super::deal::DEAL_FIELDS;
use super::{Reading, Slip, name};
use crate::domain::command::Act;
use crate::domain::deal::{NextStep, Set, Turn};
use crate::domain::field::FieldKind;
use crate::domain::fold::{fold, swap_layout};
use crate::domain::id::{DealId, PipelineId, Version};
use crate::text;

/// The Russian names of commands, by their English one. They go everywhere the English one does.
pub const RUSSIAN: &[(&str, &[&str])] = &[
    ("approval", &["согласование", "согласования"]),
    ("approve", &["согласовать"]),
    ("assign", &["назначить", "ответственный"]),
    ("backup", &["копия"]),
    ("completions", &["дополнения"]),
    ("contact", &["клиент"]),
    ("deal", &["сделка"]),
    ("demo", &["учебный"]),
    ("desk", &["пульт"]),
    ("doctor", &["осмотр"]),
    ("done", &["готово", "сделано"]),
    ("edit", &["изменить", "поле"]),
    ("export", &["выгрузить"]),
    ("find", &["найти"]),
    ("import", &["загрузить"]),
    ("keys", &["клавиши"]),
    ("list", &["список"]),
    ("log", &["журнал"]),
    ("login", &["войти"]),
    ("logout", &["выйти"]),
    ("look", &["посмотреть"]),
    ("move", &["перевести", "стадия"]),
    ("new", &["создать", "новая", "новый"]),
    ("note", &["заметка"]),
    ("people", &["люди"]),
    ("refuse", &["отказать"]),
    ("restore", &["восстановить"]),
    ("serve", &["сервер"]),
    ("setup", &["настройки"]),
    ("show", &["показать"]),
    ("step", &["шаг"]),
    ("sum", &["сумма"]),
    ("tag", &["метка", "метки"]),
    ("task", &["задача"]),
    ("trash", &["удалить"]),
    ("turn", &["ход"]),
    ("undo", &["отменить"]),
    ("verify", &["проверить"]),
    ("withdraw", &["отозвать"]),
];

/// Many of a kind, and what they are kinds of: `pult deals` is `pult deal list`.
pub const PLURALS: [(&str, &str); 6] = [
    ("contacts", "contact"),
    ("deals", "deal"),
    ("tasks", "task"),
    ("задачи", "task"),
    ("клиенты", "contact"),
    ("сделки", "deal"),
];

/// The Russian names of a command; none where nobody gave it one.
pub fn russian(command: &str) -> &'static [&'static str] {
    let found = RUSSIAN.iter().find(|(english, _)| *english == command);
    found.map_or(&[], |(_, names)| names)
}

/// What can be done to one deal by typing it. `pult deal` and the desk's line read the same words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Move,
    Assign,
    Turn,
    Step,
    Sum,
    Tag,
    Note,
    Edit,
    Trash,
}

/// The deal that is meant, as it was seen.
#[derive(Debug, Clone)]
pub struct Subject {
    pub deal: DealId,
    pub version: Version,
    pub pipeline: PipelineId,
    pub tags: Vec<String>,
    pub next_step: Option<NextStep>,
}

impl Verb {
    pub const ALL: [Verb; 9] = [
        Verb::Move,
        Verb::Assign,
        Verb::Turn,
        Verb::Step,
        Verb::Sum,
        Verb::Tag,
        Verb::Note,
        Verb::Edit,
        Verb::Trash,
    ];

    /// Its name in the shell.
    pub fn key(self) -> &'static str {
        match self {
            Verb::Move => "move",
            Verb::Assign => "assign",
            Verb::Turn => "turn",
            Verb::Step => "step",
            Verb::Sum => "sum",
            Verb::Tag => "tag",
            Verb::Note => "note",
            Verb::Edit => "edit",
            Verb::Trash => "trash",
        }
    }

    /// Its name in the person's language.
    pub fn name(self, lang: text::Lang) -> &'static str {
        match lang {
            text::Lang::Ru => russian(self.key()).first().unwrap_or(&self.key()),
            text::Lang::En => self.key(),
        }
    }

    /// The verb of this name, in either language and either layout.
    pub fn named(typed: &str) -> Option<Verb> {
        let spellings = [fold(typed), fold(&swap_layout(typed))];
        Verb::ALL.into_iter().find(|verb| {
            let mut names = russian(verb.key()).iter().copied().chain([verb.key()]);
            names.any(|name| spellings.iter().any(|typed| typed == name))
        })
    }

    /// The verb of this name, or the only one that begins so.
    pub fn meant(typed: &str) -> Option<Verb> {
        if let Some(verb) = Verb::named(typed) {
            return Some(verb);
        }
        let spellings = [fold(typed), fold(&swap_layout(typed))];
        if spellings[0].chars().count() < 2 {
            return None;
        }
        let mut begun = Verb::ALL.into_iter().filter(|verb| {
            let mut names = russian(verb.key()).iter().copied().chain([verb.key()]);
            names.any(|name| {
                spellings
                    .iter()
                    .any(|typed| name.starts_with(typed.as_str()))
            })
        });
        begun.next().filter(|_| begun.next().is_none())
    }

    /// What it takes, as it is written in help: "СТАДИЯ".
    pub fn takes(self, lang: text::Lang) -> &'static str {
        use text::verb as w;
        match self {
            Verb::Move => w::stage(lang),
            Verb::Assign => w::person(lang),
            Verb::Turn => w::turn(lang),
            Verb::Step => w::step(lang),
            Verb::Sum => w::sum(lang),
            Verb::Tag => w::tags(lang),
            Verb::Note => w::note(lang),
            Verb::Edit => w::edit(lang),
            Verb::Trash => "",
        }
    }

    /// The act that is meant by this verb and what was typed behind it.
    ///
    /// # Errors
    /// What is wrong with the words, and the nearest right ones.
    pub fn act(self, subject: &Subject, typed: &str, read: &Reading<'_>) -> Result<Act, Slip> {
        let (lang, typed) = (read.lang, typed.trim());
        if typed.is_empty() && self != Verb::Trash {
            return Err(Slip(text::verb::wanted(
                lang,
                self.name(lang),
                self.takes(lang),
            )));
        }
        let (deal, expects) = (subject.deal, subject.version);
        let edit = |set| Act::EditDeal { deal, expects, set };
        let typed = unquoted(typed);
        Ok(match self {
            Verb::Move => {
                let to = name::stage(read.shop, typed, Some(subject.pipeline));
                Act::MoveDeal {
                    deal,
                    expects,
                    to: read.known(to)?,
                    fill: Vec::new(),
                }
            }
            Verb::Assign => {
                let by_rules = AUTO.iter().any(|auto| fold(auto) == fold(typed));
                let person = (!by_rules).then(|| name::person(read.shop, typed));
                Act::AssignDeal {
                    deal,
                    expects,
                    to: person.map(|person| read.known(person)).transpose()?,
                }
            }
            Verb::Turn => edit(vec![Set::Turn(read.turn(typed)?)]),
            Verb::Step if typed == "-" => edit(vec![Set::NextStep(None)]),
            Verb::Step if !typed.contains('@') && subject.next_step.is_none() => {
                let takes = self.takes(lang);
                return Err(Slip(text::verb::wanted(lang, self.name(lang), takes)));
            }
            Verb::Step => {
                let pair = [format!("next_step={typed}")];
                edit(read.deal_sets(&pair, subject.next_step.as_ref())?)
            }
            Verb::Sum => edit(vec![Set::Amount(read.sum("amount", typed)?)]),
            Verb::Tag => {
                let mut tags = subject.tags.clone();
                for tag in super::list(typed) {
                    // "-срочно" takes one away.
                    match tag.strip_prefix('-') {
                        Some(gone) => tags.retain(|known| fold(known) != fold(gone)),
                        None if tags.iter().any(|known| fold(known) == fold(&tag)) => {}
                        None => tags.push(tag),
                    }
                }
                edit(vec![Set::Tags(tags)])
            }
            Verb::Note => Act::NoteDeal {
                deal,
                text: typed.to_owned(),
            },
            Verb::Edit => {
                let pair = [typed.to_owned()];
                edit(read.deal_sets(&pair, subject.next_step.as_ref())?)
            }
            Verb::Trash if !typed.is_empty() => {
                return Err(Slip(text::verb::takes_nothing(lang, self.name(lang))));
            }
            Verb::Trash => Act::TrashDeal { deal, expects },
        })
    }

    /// What may stand behind it, most likely first.
    pub fn candidates(self, subject: &Subject, read: &Reading<'_>) -> Vec<String> {
        let shop = read.shop;
        match self {
            Verb::Move => {
                let home = shop.pipeline(subject.pipeline).into_iter();
                let others = shop.pipelines.iter().filter(|p| p.id != subject.pipeline);
                let home = home.flat_map(|p| p.stages.iter().map(|s| s.name.clone()));
                let others = others.flat_map(|p| {
                    p.stages
                        .iter()
                        .map(move |s| format!("{}/{}", p.name, s.name))
                });
                home.chain(others).collect()
            }
            Verb::Assign => {
                let people = shop.people.iter().filter(|p| p.active);
                let auto = text::verb::auto(read.lang).to_owned();
                people.map(|p| p.name.clone()).chain([auto]).collect()
            }
            Verb::Turn => {
                let turns = Turn::ALL.iter();
                turns
                    .map(|turn| text::domain::turn(read.lang, *turn).to_owned())
                    .collect()
            }
            Verb::Edit => {
                // The day of a step goes with the step.
                let own = DEAL_FIELDS.iter().filter(|f| **f != "next_step_at");
                let own = own.map(|f| text::domain::field(read.lang, f));
                let shops = shop.fields.iter().map(|f| f.name.clone());
                let plain = own.chain(shops).map(|name| format!("{name}="));
                let sources = shop.sources.iter().map(|s| s.name.clone());
                let source = text::domain::field(read.lang, "source");
                let sources = sources.map(move |name| format!("{source}={name}"));
                let choices = shop.fields.iter().flat_map(|f| match &f.kind {
                    FieldKind::Choice(choices) => {
                        choices.iter().map(|c| format!("{}={c}", f.name)).collect()
                    }
                    _ => Vec::new(),
                });
                plain.chain(sources).chain(choices).collect()
            }
            Verb::Step | Verb::Sum | Verb::Tag | Verb::Note | Verb::Trash => Vec::new(),
        }
    }
}

/// Lets the rules choose.
pub const AUTO: [&str; 2] = ["авто", "auto"];

/// Quotes around all of it are the shell's habit.
fn unquoted(typed: &str) -> &str {
    let pairs = [('"', '"'), ('\'', '\''), ('«', '»')];
    let inner = pairs
        .into_iter()
        .find_map(|(open, close)| typed.strip_prefix(open)?.strip_suffix(close));
    inner.unwrap_or(typed)
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;
    use crate::domain::money::Kopecks;

    fn subject(read: &Reading<'_>) -> Subject {
        Subject {
            deal: DealId(1042),
            version: Version(7),
            pipeline: read.shop.pipelines[0].id,
            tags: vec!["срочно".into()],
            next_step: None,
        }
    }

    fn act(verb: Verb, typed: &str) -> Result<Act, String> {
        with(|read| verb.act(&subject(&read), typed, &read)).map_err(|slip| slip.0)
    }

    fn set(verb: Verb, typed: &str) -> Set {
        match act(verb, typed) {
            Ok(Act::EditDeal {
                mut set,
                deal,
                expects,
            }) => {
                assert_eq!((deal, expects, set.len()), (DealId(1042), Version(7), 1));
                set.remove(0)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_verb_goes_by_every_name_in_either_layout() {
        for typed in ["move", "перевести", "СТАДИЯ", "gthtdtcnb", "ьщму"] {
            assert_eq!(Verb::named(typed), Some(Verb::Move), "{typed}");
        }
        assert_eq!(Verb::named("двинуть"), None);
    }

    #[test]
    fn no_two_commands_share_a_name() {
        let mut names: Vec<&str> = RUSSIAN
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
        for verb in Verb::ALL {
            assert!(!russian(verb.key()).is_empty(), "{verb:?}");
        }
    }

    #[test]
    fn a_line_becomes_the_act_it_says() {
        let moved = act(Verb::Move, "\"заказ опл\"");
        assert!(matches!(moved, Ok(Act::MoveDeal { .. })), "{moved:?}");
        assert!(matches!(
            act(Verb::Assign, "авто"),
            Ok(Act::AssignDeal { to: None, .. })
        ));
        assert_eq!(set(Verb::Sum, "3 500"), Set::Amount(Kopecks(350_000)));
        assert_eq!(set(Verb::Turn, "client"), Set::Turn(Turn::Client));
        assert_eq!(set(Verb::Turn, "Клиент"), Set::Turn(Turn::Client));
        assert_eq!(set(Verb::Step, "-"), Set::NextStep(None));
        let tags = |typed| set(Verb::Tag, typed);
        assert_eq!(
            tags("опт, СРОЧНО"),
            Set::Tags(vec!["срочно".into(), "опт".into()])
        );
        assert_eq!(tags("-срочно"), Set::Tags(Vec::new()));
        assert!(matches!(
            set(Verb::Step, "позвонить @ завтра 15:00"),
            Set::NextStep(Some(_))
        ));
        assert!(matches!(
            set(Verb::Edit, "источник=авито"),
            Set::Source(Some(_))
        ));
        assert!(matches!(
            act(Verb::Note, "перезвонит сам"),
            Ok(Act::NoteDeal { .. })
        ));
        assert!(matches!(act(Verb::Trash, ""), Ok(Act::TrashDeal { .. })));
    }

    #[test]
    fn a_slip_says_what_would_do() {
        let slip = |verb, typed| act(verb, typed).unwrap_err();
        assert!(slip(Verb::Move, "заказ оплочен").contains("Заказ оплачен"));
        assert!(slip(Verb::Move, "").contains("СТАДИЯ"));
        assert!(slip(Verb::Turn, "луны").contains("клиент"));
        assert!(slip(Verb::Step, "позвонить").contains("ЧТО @ КОГДА"));
        assert!(slip(Verb::Trash, "1042").contains("удалить"));
    }

    #[test]
    fn what_is_offered_is_understood() {
        with(|read| {
            let subject = subject(&read);
            for verb in [Verb::Move, Verb::Assign, Verb::Turn] {
                for typed in verb.candidates(&subject, &read) {
                    let act = verb.act(&subject, &typed, &read);
                    assert!(act.is_ok(), "{verb:?} {typed}: {act:?}");
                }
            }
            for typed in Verb::Edit.candidates(&subject, &read) {
                if typed.ends_with('=') {
                    continue;
                }
                let act = Verb::Edit.act(&subject, &typed, &read);
                assert!(act.is_ok(), "{typed}: {act:?}");
            }
        });
    }
}
