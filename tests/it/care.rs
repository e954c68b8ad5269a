//! Copies of the shop: made while people work, looked into, put back; and the doctor.
use crate::support::Shop;
use crate::support::shop::NOON;
use pult::care::{CareError, Lang, backup, restore, verify};
use pult::domain::command::Act;
use pult::link::Link;
use pult::store::setup::set_meta;
use pult::store::{NotWhole, Options, Store, StoreError, snapshot};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

fn permissions(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().mode() & 0o7777
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A shop with some life in it, and a copy of it.
pub async fn copied(deals: usize) -> (Shop, PathBuf) {
    let shop = Shop::open().await;
    let owner = shop.owner();
    for n in 0..deals {
        let card = owner.sells(&format!("рычаг {n}"), vec![]).await;
        let text = format!("звонил, просил перезвонить: {n}");
        owner
            .does(Act::NoteDeal {
                deal: card.id,
                text,
            })
            .await
            .unwrap();
    }
    let to = shop.dir.path().join("копия на пятницу.db");
    backup(&owner.link, &to, |_, _| {}).await.unwrap();
    (shop, to)
}

/// A copy that outlives its shop.
pub async fn kept(deals: usize) -> (tempfile::TempDir, PathBuf) {
    let (shop, to) = copied(deals).await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("kept.db");
    fs::copy(&to, &file).unwrap();
    shop.close().await;
    (dir, file)
}

#[tokio::test]
async fn a_copy_is_whole_private_and_never_overwrites() {
    let (shop, to) = copied(5).await;
    let verified = verify(&to).unwrap();
    assert!(verified.checked);
    assert_eq!(
        (verified.contents.deals, verified.contents.journal),
        (5, 10)
    );
    assert_eq!(verified.contents.until, Some(NOON));
    let sum = shop.dir.path().join("копия на пятницу.db.sha256");
    assert_eq!((permissions(&to), permissions(&sum)), (0o600, 0o600));
    let line = fs::read_to_string(&sum).unwrap();
    assert_eq!(line, format!("{}  копия на пятницу.db\n", verified.sha256));
    // Nothing unfinished stays, neither here nor with the server.
    assert_eq!(
        names(shop.dir.path()),
        ["data", "копия на пятницу.db", "копия на пятницу.db.sha256"]
    );
    assert!(
        names(&shop.dir.path().join("data"))
            .iter()
            .all(|name| !name.ends_with(".tmp"))
    );

    let link = shop.owner().link;
    let before = fs::read(&to).unwrap();
    let again = backup(&link, &to, |_, _| {}).await.unwrap_err();
    assert!(matches!(again, CareError::Exists(_)), "{again}");
    assert_eq!(fs::read(&to).unwrap(), before);
    for left in ["b.db.part", "b.db.sha256"] {
        let left = shop.dir.path().join(left);
        fs::write(&left, "x").unwrap();
        let no = backup(&link, &shop.dir.path().join("b.db"), |_, _| {})
            .await
            .unwrap_err();
        assert!(matches!(no, CareError::Leftover(_)), "{no}");
        assert_eq!(fs::read(&left).unwrap(), b"x");
        fs::remove_file(&left).unwrap();
    }
    shop.close().await;
}

#[tokio::test]
async fn only_the_owner_copies_and_a_refused_copy_leaves_nothing() {
    let shop = Shop::open().await;
    let vera = shop.person("vera").await;
    let to = shop.dir.path().join("b.db");
    let no = backup(&vera.link, &to, |_, _| {}).await.unwrap_err();
    assert!(
        no.words(Lang::Ru).contains("не может"),
        "{}",
        no.words(Lang::Ru)
    );
    let nobody = Link::unix(&shop.dir.path().join("nobody.sock")).unwrap();
    let no = backup(&nobody, &to, |_, _| {}).await.unwrap_err();
    assert!(
        no.words(Lang::En).contains("no server"),
        "{}",
        no.words(Lang::En)
    );
    assert_eq!(names(shop.dir.path()), ["data"]);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_ends_and_is_whole_while_everybody_writes() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    for n in 0..200 {
        owner.sells(&format!("рычаг {n}"), vec![]).await;
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (owner, stopped) = (shop.owner(), stopped.clone());
        writers.spawn(async move {
            let mut n = 0;
            while !*stopped.borrow() {
                owner.sells(&format!("ещё {n}"), vec![]).await;
                n += 1;
            }
            n
        });
    }
    let mut seen = 200;
    for n in 0..5 {
        let to = shop.dir.path().join(format!("{n}.db"));
        let contents = backup(&owner.link, &to, |_, _| {}).await.unwrap().contents;
        // What was acknowledged before is in it.
        assert!(contents.deals >= seen, "{} of {seen}", contents.deals);
        seen = owner.sells("до следующей", vec![]).await.id.0;
    }
    stop.send_replace(true);
    while let Some(written) = writers.join_next().await {
        assert!(written.unwrap() > 0);
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_does_not_begin_anew_with_every_change() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("data"), &Options::default()).unwrap();
    let put =
        |key: String, value: String| store.write(move |conn| Ok(set_meta(conn, &key, &value)?));
    for n in 0..12 {
        put(format!("big {n}"), "ы".repeat(400_000)).await.unwrap();
    }
    let to = dir.path().join("copy.db");
    let (writing, target) = (store.clone(), to.clone());
    let here = tokio::runtime::Handle::current();
    let steps = store
        .read_outside(move |conn| {
            let mut steps = 0;
            snapshot::copy(conn, &target, &mut |_, _| {
                steps += 1;
                assert!(steps < 100, "it begins anew and anew");
                let change =
                    writing.write(move |conn| Ok(set_meta(conn, &format!("small {steps}"), "x")?));
                here.block_on(change).unwrap();
            })?;
            Ok(steps)
        })
        .await
        .unwrap();
    assert!(steps > 2, "too small a file to show anything: {steps}");
    let copy = rusqlite::Connection::open(&to).unwrap();
    let count = |like: &str| -> i64 {
        let sql = "select count(*) from meta where key like ?1";
        copy.query_row(sql, [like], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("big%"), count("small%")), (12, 0));
}

#[tokio::test]
async fn a_copy_goes_back_and_what_was_there_is_kept_aside() {
    let (shop, to) = copied(3).await;
    let data = shop.dir.path().join("data");
    let held = restore(&to, &data).unwrap_err();
    assert!(matches!(held, CareError::Held(_)), "{held}");
    shop.owner().sells("после копии", vec![]).await;
    let dir = shop.dir.path().to_owned();

    // Into an empty place, without a server.
    let empty = dir.join("new/shop");
    let restored = restore(&to, &empty).unwrap();
    assert_eq!(restored.aside, None);
    assert_eq!(
        (permissions(&empty), permissions(&empty.join("pult.db"))),
        (0o700, 0o600)
    );
    let store = Store::open(&empty, &Options::default()).unwrap();
    let contents = store.read_now(pult::store::snapshot::contents).unwrap();
    assert_eq!((contents.deals, contents.faults), (3, vec![]));
    drop(store);

    // Over a shop that was killed: file and log are kept together.
    let killed = dir.join("killed");
    fs::create_dir(&killed).unwrap();
    fs::set_permissions(&killed, Permissions::from_mode(0o700)).unwrap();
    for name in ["pult.db", "pult.db-wal", "pult.db-shm", "lock"] {
        fs::copy(data.join(name), killed.join(name)).unwrap();
    }
    let aside = restore(&to, &killed).unwrap().aside.unwrap();
    assert!(aside.ends_with("pult.db.before-restore-1"));
    let twice = restore(&to, &killed).unwrap().aside.unwrap();
    assert!(twice.ends_with("pult.db.before-restore-2"));
    let count = |path: &Path| {
        let conn = rusqlite::Connection::open(path).unwrap();
        conn.query_row("select count(*) from deal", [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!((count(&aside), count(&twice)), (4, 3));
    let store = Store::open(&killed, &Options::default()).unwrap();
    assert_eq!(
        store
            .read_now(pult::store::snapshot::contents)
            .unwrap()
            .deals,
        3
    );
    drop(store);
    shop.close().await;
}

#[tokio::test]
async fn what_is_no_copy_is_refused_and_changes_nothing() {
    let (keep, to) = kept(3).await;
    let dir = keep.path();
    let whole = fs::read(&to).unwrap();
    let file = dir.join("x.db");
    let mut tried = 0;
    let mut no = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let error = verify(&file).unwrap_err();
        let target = dir.join("target");
        restore(&file, &target).unwrap_err();
        assert!(!target.exists());
        tried += 1;
        for lang in [Lang::Ru, Lang::En] {
            let words = error.words(lang);
            assert!(words.contains("x.db") && !words.contains('\n'), "{words}");
        }
        error
    };
    let why = |error: CareError| match error {
        CareError::Store {
            error: StoreError::NotWhole { why, .. },
            ..
        } => why,
        other => panic!("{other}"),
    };
    assert_eq!(why(no(b"")), NotWhole::NoDatabase);
    assert_eq!(
        why(no("накладная".repeat(900).as_bytes())),
        NotWhole::NoDatabase
    );
    let mut live = whole.clone();
    (live[18], live[19]) = (2, 2);
    assert_eq!(why(no(&live)), NotWhole::WithoutLog);
    for part in 1..50 {
        let error = no(&whole[..whole.len() * part / 50]);
        assert!(matches!(error, CareError::Store { .. }), "{part}: {error}");
    }
    let mut with = |sql: &str| {
        fs::write(&file, &whole).unwrap();
        rusqlite::Connection::open(&file)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        no(&fs::read(&file).unwrap())
    };
    assert_eq!(
        why(with(
            "create trigger t after insert on deal begin delete from journal; end"
        )),
        NotWhole::OtherTables
    );
    assert_eq!(
        why(with("create view v as select 1")),
        NotWhole::OtherTables
    );
    assert_eq!(why(with("drop table migration")), NotWhole::NotOurs);
    let newer = with("insert into migration values (2, '', 0)");
    assert!(
        matches!(
            newer,
            CareError::Store {
                error: StoreError::Newer { .. },
                ..
            }
        ),
        "{newer}"
    );
    for damage in [
        "delete from deal where id = 2",
        "delete from journal where seq = 3",
        "update stage_total set n = n + 1",
        "update stage_split set amount = amount + 1",
        "update command set last_seq = last_seq + 1",
        "delete from command where first_seq = 2",
        "update deal set rest = '{' where id = 1",
        "update journal set fact = 'null' where seq = 1",
        "update head set seq = 4",
    ] {
        let error = with(damage);
        assert!(
            matches!(error, CareError::Unsound { .. }),
            "{damage}: {error}"
        );
    }
    println!("{tried} wrong copies refused");
    // A log beside it is not looked at and not thrown away.
    fs::write(&file, &whole).unwrap();
    fs::write(dir.join("x.db-wal"), "journal").unwrap();
    assert_eq!(why(verify(&file).unwrap_err()), NotWhole::LogBeside);
    assert_eq!(fs::read(dir.join("x.db-wal")).unwrap(), b"journal");
}

/// Small, known, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % n
    }
}

/// Every row of every table, as text.
fn rows(path: &Path) -> rusqlite::Result<Vec<String>> {
    let conn = rusqlite::Connection::open(path)?;
    let tables: Vec<String> = conn
        .prepare("select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for table in tables {
        let mut all = conn.prepare(&format!("select * from {table}"))?;
        let columns = all.column_count();
        let mut found = all.query([])?;
        while let Some(row) = found.next()? {
            let values: Vec<String> = (0..columns)
                .map(|n| format!("{:?}", row.get_ref(n).map(|value| format!("{value:?}"))))
                .collect();
            rows.push(format!("{table} {values:?}"));
        }
    }
    Ok(rows)
}

#[tokio::test]
async fn a_turned_bit_is_found_or_does_no_harm() {
    let (keep, to) = kept(40).await;
    let dir = keep.path();
    let whole = fs::read(&to).unwrap();
    let before = rows(&to).unwrap();
    let line = format!("{}  with-sum.db\n", verify(&to).unwrap().sha256);
    fs::write(dir.join("with-sum.db.sha256"), line).unwrap();
    let pages = whole.len() / 4096;
    let mut dice = Dice(20_261_120);
    let (mut found, mut harmless, mut unseen) = (0, 0, Vec::new());
    for turn in 0..200 {
        let mut bytes = whole.clone();
        let at = (turn * pages / 200) * 4096 + dice.below(4096);
        bytes[at] ^= 1 << dice.below(8);
        // With its checksum beside it every one is found.
        let copy = dir.join("with-sum.db");
        fs::write(&copy, &bytes).unwrap();
        assert!(
            matches!(verify(&copy), Err(CareError::Checksum(_))),
            "byte {at}"
        );
        let file = dir.join("turned.db");
        fs::write(&file, &bytes).unwrap();
        let Ok(verified) = verify(&file) else {
            found += 1;
            continue;
        };
        assert_eq!(
            (verified.contents.deals, verified.contents.journal),
            (40, 80),
            "byte {at}"
        );
        let after = rows(&file).unwrap();
        match before
            .iter()
            .zip(&after)
            .find(|(before, after)| before != after)
        {
            None => harmless += 1,
            Some((_, after)) => unseen.extend(after.split(' ').next().map(str::to_owned)),
        }
    }
    println!(
        "{pages} pages, 200 turned bits: all found with the checksum; without it {found} found, {harmless} in unused \
         space, {} in a value that is still a value (in {})",
        unseen.len(),
        unseen.join(", ")
    );
    assert!(found >= 30, "{found}");
}
