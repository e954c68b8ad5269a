//! Wrong files: where the finger points and what it says. `▶` marks the place, by counting it out of the text.
use super::*;

/// One file with one fault each.
const BROKEN: &[(&str, &str, &str)] = &[
    // Not TOML.
    (
        "fields.toml",
        "[[field]]\nkey = ▶car\n",
        "not TOML: text values go in quotes",
    ),
    (
        "fields.toml",
        "[[field]▶\nkey = \"a\"\n",
        "not TOML: the heading is not closed by ]",
    ),
    (
        "fields.toml",
        "[[field]]\nkey ▶\"a\"\n",
        "not TOML: a = is missing after the key",
    ),
    ("fields.toml", "a = 1\n▶a = 2\n", "not TOML: duplicate key"),
    (
        "fields.toml",
        "[[field]]\nkey = \"a\"\nchoices = [\"б\"\n▶name = \"А\"\nkind = \"text\"\n[[field]]\nkey = \"в\"\n",
        "not TOML: a comma is missing between values",
    ),
    (
        "people.toml",
        "[[person]]\nkey = ▶\"a\"\nname = \"А\"\nrole = \"owner\"\n[[person]]\nkey = \"b\"\nname = \"Б\"\nrole = \"operator\"\nunix = \"b\"\n",
        "no owner has an account: add unix = \"name\" or unix = \"*owner*\" (whoever runs the server)",
    ),
    // The folder.
    (
        "pipeline.toml",
        "▶",
        "there is no such shop file; did you mean \"pipelines.toml\"?",
    ),
    ("rules.toml", "▶", "there is no such shop file"),
    // Keys.
    (
        "shop.toml",
        "▶nmae = \"М\"\nname = \"М\"\nzone = \"UTC\"\ncard = []\n[hours]\n",
        "unknown key \"nmae\"; did you mean \"name\"?",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = []\n[hours]\n▶monn = \"9-18\"\n",
        "unknown key \"monn\"; did you mean \"mon\"?",
    ),
    (
        "fields.toml",
        "[[▶feild]]\nkey = \"a\"\n",
        "unknown key \"feild\"; did you mean \"field\"?",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\n▶тфьу = \"Б\"\n",
        "not TOML: the key is written wrongly",
    ),
    (
        "people.toml",
        "[[person]]\nkey = \"a\"\nname = \"А\"\nrole = \"owner\"\n▶password = \"x\"\n",
        "\"password\": passwords and tokens are never kept in shop files",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\n▶avito_token = \"x\"\n",
        "\"avito_token\": passwords and tokens are never kept in shop files",
    ),
    // What must be there.
    (
        "shop.toml",
        "▶zone = \"UTC\"\ncard = []\n[hours]\n",
        "\"name\" is missing",
    ),
    (
        "shop.toml",
        "▶name = \"М\"\ncard = []\n[hours]\n",
        "\"zone\" is missing",
    ),
    (
        "shop.toml",
        "▶name = \"М\"\nzone = \"UTC\"\ncard = []\n",
        "\"hours\" is missing",
    ),
    (
        "shop.toml",
        "name = ▶\" \"\nzone = \"UTC\"\ncard = []\n[hours]\n",
        "\"name\" is empty",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\n\n▶[[source]]\nname = \"Б\"\n",
        "\"key\" is missing",
    ),
    (
        "people.toml",
        "▶[[person]]\nkey = \"a\"\nname = \"А\"\n[[person]]\nkey = \"b\"\nname = \"Б\"\nrole = \"owner\"\n",
        "\"role\" is missing",
    ),
    (
        "fields.toml",
        "▶[[field]]\nkey = \"a\"\nname = \"А\"\nkind = \"choice\"\n",
        "\"choices\" is missing",
    ),
    (
        "fields.toml",
        "[[field]]\nkey = \"a\"\nname = \"А\"\nkind = \"choice\"\nchoices = ▶[]\n",
        "\"choices\" is empty",
    ),
    (
        "fields.toml",
        "[[field]]\nkey = \"a\"\nname = \"А\"\nchoices = ▶[\"x\"]\n",
        "\"choices\" goes only with kind = \"choice\"",
    ),
    // Kinds of value.
    (
        "shop.toml",
        "name = ▶1\nzone = \"UTC\"\ncard = []\n[hours]\n",
        "\"name\" takes text in quotes, here is a whole number",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = ▶\"{number}\"\n[hours]\n",
        "\"card\" takes a list in [ ], here is text in quotes",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = []\nnext_step_wanted = ▶\"да\"\n[hours]\n",
        "\"next_step_wanted\" takes true or false, here is text in quotes",
    ),
    (
        "sources.toml",
        "▶[source]\nkey = \"a\"\nname = \"А\"\n",
        "\"source\" takes sections [[ ]], here is a section [ ]",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\nnumbers = [▶+79135551234]\n",
        "\"numbers\" takes text in quotes, here is a whole number",
    ),
    // Texts.
    (
        "sources.toml",
        "[[source]]\nkey = ▶\"a b\"\nname = \"А\"\n",
        "\"a b\" won't do: letters, digits, - and _, at most 40",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = ▶\"А\\u001b[2J\"\n",
        "\"name\" holds invisible characters",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = ▶\"А\\u202eБ\"\n",
        "\"name\" holds invisible characters",
    ),
    (
        "fields.toml",
        "[[field]]\nkey = ▶\"phone\"\nname = \"А\"\n",
        "every deal has \"phone\" already: choose another word",
    ),
    // Said twice.
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\n[[source]]\nkey = ▶\"A\"\nname = \"Б\"\n",
        "source \"A\" is there already, line 2",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"Ёлка\"\n[[source]]\nkey = \"b\"\nname = ▶\"елка\"\n",
        "source \"елка\" is there already, line 3",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\nnumbers = [\"8 913 555-12-34\", ▶\"+7 (913) 555 12 34\"]\n",
        "number \"+79135551234\" is there already, line 4",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\ndefault = true\n[[source]]\nkey = \"b\"\nname = \"Б\"\ndefault = ▶true\n",
        "default = true is there already, line 4",
    ),
    (
        "people.toml",
        "[[person]]\nkey = \"a\"\nname = \"А\"\nrole = \"owner\"\nunix = \"ann\"\n[[person]]\nkey = \"b\"\nname = \"Б\"\nrole = \"operator\"\nunix = ▶\"ann\"\n",
        "account \"ann\" is there already, line 5",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = []\nlost_reasons = [\"Дорого\",\n  ▶\"дорого\"]\n[hours]\n",
        "lost reason \"дорого\" is there already, line 4",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\n[[source]]\nkey = \"b\"\nwas = ▶\"a\"\nname = \"Б\"\n",
        "\"a\" was not renamed: it is still in the file; remove was",
    ),
    // Values with a grammar.
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = []\n[hours]\nmon = ▶\"18-9\"\n",
        "\"18-9\" are no hours: write 09:00-13:00, 14:00-18:00 within a day and in order",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = []\n[hours]\nholidays = [2027-01-01, ▶\"8 марта\"]\n",
        "\"8 марта\" is no date: write 2027-01-07",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = []\n[hours.short]\n▶2027-02-30 = \"9-12\"\n",
        "\"2027-02-30\" is no date: write 2027-01-07",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = [▶\"{number\"]\n[hours]\n",
        "a brace without its partner",
    ),
    (
        "sources.toml",
        "[[source]]\nkey = \"a\"\nname = \"А\"\nnumbers = [\"+7 913 555-12-34\", ▶\"123\"]\n",
        "\"123\" doesn't look like a phone number",
    ),
    (
        "people.toml",
        "[[person]]\nkey = \"a\"\nname = \"А\"\nrole = \"owner\"\nunix = ▶\"root or so\"\n",
        "\"root or so\" can't be an account name",
    ),
    // Names.
    (
        "shop.toml",
        "name = \"М\"\nzone = ▶\"Europe/Moskow\"\ncard = []\n[hours]\n",
        "time zone: there is no \"Europe/Moskow\"; did you mean \"Europe/Moscow\"?",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = ▶\"Novosibirsk\"\ncard = []\n[hours]\n",
        "time zone: there is no \"Novosibirsk\"; did you mean \"Asia/Novosibirsk\"?",
    ),
    (
        "shop.toml",
        "name = \"М\"\nzone = \"UTC\"\ncard = [\"№ {number}\", ▶\"{amuont} ₽\"]\n[hours]\n",
        "card slot: there is no \"amuont\"; did you mean \"amount\"?",
    ),
    (
        "people.toml",
        "[[person]]\nkey = \"a\"\nname = \"А\"\nrole = ▶\"ower\"\n[[person]]\nkey = \"b\"\nname = \"Б\"\nrole = \"owner\"\n",
        "\"role\" can't be \"ower\"; it is one of operator, supervisor, accountant, owner; did you mean \"owner\"?",
    ),
    (
        "people.toml",
        "[[department]]\nkey = \"depot\"\nname = \"Склад\"\n[[person]]\nkey = \"a\"\nname = \"А\"\nrole = \"owner\"\ndepartment = ▶\"склад\"\n",
        "department: there is no \"склад\"; did you mean \"depot\"?",
    ),
    (
        "fields.toml",
        "[[field]]\nkey = \"a\"\nname = \"А\"\nkind = ▶\"chioce\"\nchoices = [\"x\"]\n",
        "\"kind\" can't be \"chioce\"; it is one of text, number, money, date, flag, choice; did you mean \"choice\"?",
    ),
    (
        "assignment.toml",
        "[[rule]]\nname = \"П\"\npeople = [▶\"onwer\"]\n",
        "person: there is no \"onwer\"; did you mean \"owner\"?",
    ),
    (
        "assignment.toml",
        "[[rule]]\nname = \"П\"\nsources = [\"site\", ▶\"avitto\"]\npeople = [\"owner\"]\n",
        "source: there is no \"avitto\"; did you mean \"avito\"?",
    ),
    (
        "assignment.toml",
        "[[rule]]\nname = \"П\"\npipeline = ▶\"sale\"\npeople = [\"owner\"]\n",
        "pipeline: there is no \"sale\"; did you mean \"sales\"?",
    ),
    (
        "assignment.toml",
        "[[rule]]\nname = \"П\"\nkinds = [▶\"whole\"]\npeople = [\"owner\"]\n",
        "\"kinds\" can't be \"whole\"; it is one of retail, wholesale, none",
    ),
    // The shop as a whole.
    (
        "assignment.toml",
        "▶[[rule]]\nname = \"П\"\nkinds = [\"retail\"]\n",
        "rule \"П\" names nobody: it needs people or department",
    ),
    (
        "people.toml",
        "▶[[person]]\nkey = \"a\"\nname = \"А\"\nrole = \"operator\"\n",
        "nobody is an active owner (role = \"owner\"): nobody could change the shop any more",
    ),
    (
        "people.toml",
        "▶[[person]]\nkey = \"a\"\nname = \"А\"\nrole = \"owner\"\nactive = false\n",
        "nobody is an active owner (role = \"owner\"): nobody could change the shop any more",
    ),
    ("pipelines.toml", "▶", "there is no [[pipeline]]"),
    (
        "pipelines.toml",
        "▶[[pipeline]]\nkey = \"p\"\nname = \"П\"\n",
        "pipeline \"p\" has no [[pipeline.stage]]",
    ),
    (
        "pipelines.toml",
        "[[▶pipeline.stage]]\nkey = \"s\"\nname = \"С\"\n",
        "a stage without a pipeline: write [[pipeline.stage]] below its [[pipeline]]",
    ),
];

/// One stage with one fault each.
const STAGES: &[(&str, &str)] = &[
    (
        "▶limti = \"4h\"",
        "unknown key \"limti\"; did you mean \"limit\"?",
    ),
    (
        "limit = ▶\"4 hours\"",
        "\"4 hours\" is no duration: write 30m, 4h, 2d or 1d 4h",
    ),
    (
        "limit = ▶4",
        "\"limit\" takes text in quotes, here is a whole number",
    ),
    ("wip = ▶0", "\"wip\" is a whole number from 1 to 1000000"),
    (
        "wip = ▶99999999999999999999",
        "\"wip\" is a whole number from 1 to 1000000",
    ),
    (
        "wip = ▶4.5",
        "\"wip\" takes a whole number, here is a fraction",
    ),
    (
        "turn = ▶\"cleint\"",
        "\"turn\" can't be \"cleint\"; it is one of us, client, warehouse, carrier, bank; did you mean \"client\"?",
    ),
    (
        "outcome = ▶\"win\"",
        "\"outcome\" can't be \"win\"; it is one of open, won, lost; did you mean \"won\"?",
    ),
    (
        "outcome = \"won\"",
        "the first stage \"s\" closes deals: new ones would be born closed",
    ),
    (
        "department = ▶\"warehous\"",
        "department: there is no \"warehous\"; did you mean \"warehouse\"?",
    ),
    (
        "department = ▶\"Склад\"",
        "department: there is no \"Склад\"; did you mean \"warehouse\"?",
    ),
    (
        "department = ▶\"логистика\"",
        "department: there is no \"логистика\"",
    ),
    (
        "needs = [\"phone\", ▶\"emial\"]",
        "field: there is no \"emial\"; did you mean \"email\"?",
    ),
    (
        "needs = [▶\"vinn\"]",
        "field: there is no \"vinn\"; did you mean \"vin\"?",
    ),
    (
        "needs = [▶\"amount >= много\"]",
        "\"amount >= много\": write amount >= 5000",
    ),
    (
        "roles = [▶\"supervizor\"]",
        "\"roles\" can't be \"supervizor\"; it is one of operator, supervisor, accountant, owner; did you mean \"supervisor\"?",
    ),
    (
        "accepts = ▶1",
        "\"accepts\" takes true or false, here is a whole number",
    ),
];

/// The one complaint of a marked text, as it should read.
fn expected(name: &str, marked: &str, words: &str) -> (String, String) {
    let (before, after) = marked.split_once('▶').expect("a mark");
    let line = before.split('\n').count();
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (
        format!("{before}{after}"),
        format!("{name}:{line}:{column}: {words}"),
    )
}

#[test]
fn each_fault_is_named_where_it_stands() {
    assert!(BROKEN.len() + STAGES.len() >= 40);
    let mut wrong = Vec::new();
    for (name, marked, words) in BROKEN {
        let (text, expected) = expected(name, marked, words);
        let said = match parse(&[named(name, &text)]) {
            Ok(_) => Vec::new(),
            Err(complaints) => lines(&complaints),
        };
        if said != [expected.as_str()] {
            wrong.push((expected, said));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_fault_of_a_stage_is_named_where_it_stands() {
    for (fault, words) in STAGES {
        // A first stage that closes deals is pointed at by its key.
        let mark = if fault.contains('▶') { "" } else { "▶" };
        let marked = format!(
            "[[pipeline]]\nkey = \"p\"\nname = \"П\"\n  [[pipeline.stage]]\n  key = {mark}\"s\"\n  name = \"С\"\n  {fault}\n"
        );
        let (text, expected) = expected("pipelines.toml", &marked, words);
        let complaints = parse(&[named("pipelines.toml", &text)]).expect_err(fault);
        assert_eq!(lines(&complaints), [expected], "{fault}");
    }
}

#[test]
fn all_faults_come_at_once_in_their_order() {
    let complaints = parse(&[
        named(
            "sources.toml",
            "[[source]]\nname = \"А\"\nnumbers = [\"1\"]\nx = 1\n",
        ),
        named(
            "assignment.toml",
            "[[rule]]\nname = \"П\"\npeople = [\"anna\"]\n",
        ),
        named("readme.toml", ""),
        named("fields.toml", "[[field]]\nkey = \"a\"\nkind = \"x\"\n"),
        named("fields.toml", ""),
    ]);
    assert_eq!(
        lines(&complaints.expect_err("wrong")),
        [
            "sources.toml:1:1: \"key\" is missing",
            "sources.toml:3:12: \"1\" doesn't look like a phone number",
            "sources.toml:4:1: unknown key \"x\"",
            "fields.toml:1:1: \"name\" is missing",
            "fields.toml:3:8: \"kind\" can't be \"x\"; it is one of text, number, money, date, flag, choice",
            "assignment.toml:3:11: person: there is no \"anna\"",
            "readme.toml:1:1: there is no such shop file",
            "fields.toml:1:1: this file is given twice",
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_raises_no_false_complaints_elsewhere() {
    let complaints = parse(&[
        named("people.toml", "[[person]\nkey = \"anna\"\n"),
        named(
            "assignment.toml",
            "[[rule]]\nname = \"П\"\npeople = [\"anna\"]\nx = 1\n",
        ),
    ]);
    assert_eq!(
        lines(&complaints.expect_err("wrong")),
        [
            "people.toml:1:10: not TOML: the heading is not closed by ]",
            "assignment.toml:4:1: unknown key \"x\"",
        ]
    );
}

#[test]
fn stages_belong_to_a_pipeline() {
    let text = "[[stage]]\nkey = \"s\"\nname = \"С\"\n[[pipeline]]\nkey = \"p\"\nname = \"П\"\n[[pipeline.stage]]\nkey = \"s\"\nname = \"С\"\n";
    let complaints = parse(&[named("pipelines.toml", text)]).expect_err("wrong");
    assert_eq!(complaints[0].what, Trouble::StageWithoutPipeline);
    assert_eq!((complaints[0].line, complaints[0].column), (1, 3));
}

#[test]
fn russian_words_say_the_same() {
    let text = "[[field]]\nkey = \"a\"\nname = \"А\"\nknid = \"text\"\n";
    let complaints = parse(&[named("fields.toml", text)]).expect_err("wrong");
    assert_eq!(
        words::complaint(Lang::Ru, &complaints[0]),
        "fields.toml:4:1: неизвестная настройка «knid»; может быть, «kind»?"
    );
}
