-- The first schema. Times: milliseconds UTC. Money: kopecks. Enumerations: the numbers of the store's codes.

create table migration (n integer primary key, digest text not null, at integer not null) strict;

-- One row: the journal's end and the next ids. Taken under the writer, so numbers are without gaps.
create table head (
    one integer primary key check (one = 1),
    seq integer not null,
    deal integer not null,
    contact integer not null,
    task integer not null,
    approval integer not null,
    import integer not null
) strict;
insert into head values (1, 0, 0, 0, 0, 0, 0);

create table meta (key text primary key, value text not null) strict;

-- Every version of the shop files with what they meant.
create table setup (
    version integer primary key,
    at integer not null,
    operator integer,
    files text not null,
    shop text not null
) strict;

create table deal (
    id integer primary key,
    version integer not null,
    pipeline integer not null,
    stage integer not null,
    place integer not null,
    title text not null,
    contact integer,
    name text not null,
    goods text not null,
    amount integer not null,
    kind integer,
    source integer,
    responsible integer,
    observer integer,
    co_executor integer,
    department integer,
    taken_by integer,
    turn integer not null,
    turn_since integer not null,
    waited_us integer not null,
    stage_since integer not null,
    stage_due integer,
    late integer not null default 0,
    next_at integer,
    closed_at integer,
    approval integer,
    deleted integer not null,
    created_at integer not null,
    changed_at integer not null,
    external text,
    rest text not null
) strict;
create index deal_column on deal (stage, place, id) where deleted = 0;
create index deal_mine on deal (responsible, stage, place, id) where deleted = 0;
create index deal_turn on deal (stage, turn, turn_since, id) where deleted = 0;
create index deal_contact on deal (contact, id);
create index deal_due on deal (stage_due) where late = 0 and stage_due is not null and deleted = 0;
create unique index deal_external on deal (external) where external is not null and deleted = 0;

create table contact (
    id integer primary key,
    version integer not null,
    name text not null,
    company text,
    called text not null,
    client_since integer,
    deleted integer not null,
    created_at integer not null,
    changed_at integer not null,
    rest text not null
) strict;

-- Everything a contact is recognised by: 1 phone, 2 e-mail, 3 messenger identity, 4 id where it was imported from.
create table contact_key (
    kind integer not null,
    value text not null,
    contact integer not null,
    primary key (kind, value, contact)
) strict, without rowid;

create table task (
    id integer primary key,
    version integer not null,
    text text not null,
    deal integer,
    assignee integer,
    author integer,
    due integer,
    created_at integer not null,
    done_at integer,
    deleted integer not null
) strict;
create index task_open on task (assignee, due, id) where done_at is null and deleted = 0;
create index task_deal on task (deal, id);

create table approval (
    id integer primary key,
    deal integer not null,
    stage integer not null,
    asked_by integer,
    asked_at integer not null,
    state integer not null,
    decided_by integer,
    decided_at integer,
    reason text
) strict;
create index approval_open on approval (id) where state = 0;

-- Kept, not counted: the board's heads and the load of people.
create table stage_total (stage integer primary key, n integer not null, amount integer not null) strict;
create table stage_split (
    stage integer not null,
    responsible integer not null,
    source integer not null,
    kind integer not null,
    n integer not null,
    amount integer not null,
    primary key (stage, responsible, source, kind)
) strict, without rowid;
create table given (operator integer primary key, at integer not null) strict;

create table command (
    id blob primary key,
    at integer not null,
    operator integer,
    act text not null,
    noun text,
    number integer,
    first_seq integer not null,
    last_seq integer not null,
    undoes blob,
    undone_by blob
) strict, without rowid;
create index command_mine on command (operator, last_seq);
create index command_seq on command (first_seq);

create table journal (
    seq integer primary key,
    at integer not null,
    operator integer,
    command blob not null,
    noun text not null,
    number integer not null,
    fact text not null
) strict;
create index journal_subject on journal (noun, number, seq);

create table notice (
    operator integer not null,
    seq integer not null,
    deal integer not null,
    kind integer not null,
    at integer not null,
    author integer,
    primary key (operator, seq, deal, kind)
) strict, without rowid;
create table notice_seen (operator integer primary key, seq integer not null, unseen integer not null) strict;

create table import (
    id integer primary key,
    file text not null,
    at integer not null,
    operator integer,
    deals integer not null,
    contacts integer not null,
    undone integer not null
) strict;
-- What each row of an import made; a row met again is passed over.
create table import_row (
    import integer not null,
    line integer not null,
    deal integer,
    contact integer,
    undone integer not null,
    primary key (import, line)
) strict, without rowid;

create table password (operator integer primary key, hash text not null, at integer not null) strict;
create table session (
    digest blob primary key,
    operator integer not null,
    client text not null,
    created integer not null,
    seen integer not null,
    expires integer not null
) strict;
create index session_operator on session (operator);
create table absence (operator integer not null, starts integer not null, ends integer not null,
    primary key (operator, starts)) strict, without rowid;

-- Words, folded; newest first by row number. Contentless: the records hold the text.
create virtual table find_deal using fts5 (words, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4');
create virtual table find_contact using fts5 (words, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4');
-- Any piece of a phone number.
create virtual table find_digits using fts5 (digits, content = '', contentless_delete = 1,
    tokenize = 'trigram');
