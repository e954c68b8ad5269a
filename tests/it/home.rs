//! The data directory in every state it can be found in: opened, or refused in words, never put right in silence.
use crate::support::Shop;
use pult::store::{NotWhole, Options, Store, StoreError, home};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

/// Belongs to nobody here.
const STRANGER: u32 = 54_321;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn permissions(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().mode() & 0o7777
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A directory whose server was killed, with a few deals in the log only.
async fn broken_off(deals: usize) -> tempfile::TempDir {
    let shop = Shop::open().await;
    let owner = shop.owner();
    for n in 0..deals {
        owner.sells(&format!("рычаг {n}"), vec![]).await;
    }
    let copy = tempfile::tempdir().unwrap();
    let data = copy.path().join("data");
    fs::create_dir(&data).unwrap();
    mode(&data, 0o700);
    for name in ["pult.db", "pult.db-wal", "lock"] {
        fs::copy(shop.dir.path().join("data").join(name), data.join(name)).unwrap();
    }
    shop.close().await;
    copy
}

fn open(data: &Path) -> Result<Store, StoreError> {
    Store::open(data, &Options::default())
}

fn refused(data: &Path) -> StoreError {
    match open(data) {
        Err(error) => error,
        Ok(_) => panic!("{} was opened", data.display()),
    }
}

fn deals(store: &Store) -> i64 {
    let contents = store.read_now(pult::store::snapshot::contents).unwrap();
    assert_eq!(contents.faults, Vec::<String>::new());
    contents.deals
}

#[test]
fn a_new_shop_is_closed_to_others() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("a/b");
    let store = open(&data).unwrap();
    assert_eq!(permissions(&data), 0o700);
    for name in ["pult.db", "pult.db-wal", "pult.db-shm", "lock", "ballast"] {
        assert_eq!(permissions(&data.join(name)), 0o600, "{name}");
    }
    assert!(home::flaws(&data).unwrap().is_empty());
    drop(store);
    assert_eq!(
        data.join("pult.db-wal").metadata().map_or(0, |m| m.len()),
        0
    );
}

#[test]
fn modes_owners_and_links_decide_who_may_start() {
    // What was done to the directory, and a piece of the refusal; `None` where pult starts.
    type Case = (&'static str, fn(&Path), Option<&'static str>);
    let mut cases: Vec<Case> = vec![
        ("as made", |_| {}, None),
        ("0755", |data| mode(data, 0o755), None),
        (
            "0770",
            |data| mode(data, 0o770),
            Some("can be changed by others"),
        ),
        (
            "0702",
            |data| mode(data, 0o702),
            Some("can be changed by others"),
        ),
        (
            "1777",
            |data| mode(data, 0o1777),
            Some("can be changed by others"),
        ),
        (
            "file 0644",
            |data| mode(&data.join("pult.db"), 0o644),
            Some("can be read by others"),
        ),
        (
            "file 0640",
            |data| mode(&data.join("pult.db"), 0o640),
            Some("can be read by others"),
        ),
        (
            "file 0606",
            |data| mode(&data.join("pult.db"), 0o606),
            Some("can be read by others"),
        ),
        (
            "a link to the file",
            |data| {
                let real = data.join("real.db");
                fs::rename(data.join("pult.db"), &real).unwrap();
                symlink(&real, data.join("pult.db")).unwrap();
            },
            Some("symbolic link"),
        ),
        (
            "a directory for a file",
            |data| {
                fs::remove_file(data.join("pult.db")).unwrap();
                fs::create_dir(data.join("pult.db")).unwrap();
            },
            Some("is not a file"),
        ),
        (
            "a socket for a file",
            |data| {
                fs::remove_file(data.join("pult.db")).unwrap();
                std::os::unix::net::UnixListener::bind(data.join("pult.db")).unwrap();
            },
            Some("is not a file"),
        ),
        (
            "a link for a lock",
            |data| {
                fs::remove_file(data.join("lock")).unwrap();
                symlink(data.join("elsewhere"), data.join("lock")).unwrap();
            },
            Some("lock"),
        ),
        (
            "a second name",
            |data| fs::hard_link(data.join("pult.db"), data.join("copy.db")).unwrap(),
            None,
        ),
    ];
    if is_root() {
        cases.push((
            "a stranger's directory",
            |data| chown(data, Some(STRANGER), None).unwrap(),
            Some("another account"),
        ));
        cases.push((
            "a stranger's file",
            |data| chown(data.join("pult.db"), Some(STRANGER), None).unwrap(),
            Some("another account"),
        ));
    } else {
        println!("not root: strangers' files were not tried");
        let readonly: Case = ("0500", |data| mode(data, 0o500), None);
        // Every file is there already; what can't be made is told by SQLite.
        cases.push(readonly);
    }
    for (what, change, expected) in cases {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        drop(open(&data).unwrap());
        change(&data);
        match (open(&data), expected) {
            (Ok(_), None) => {}
            (Err(error), Some(piece)) => {
                let text = error.to_string();
                assert!(text.contains(piece), "{what}: {text}");
                assert!(
                    text.contains(dir.path().to_str().unwrap()),
                    "{what}: no path in {text}"
                );
            }
            (Ok(_), Some(_)) => panic!("{what}: was opened"),
            (Err(error), None) => panic!("{what}: {error}"),
        }
        mode(&data, 0o700);
    }
}

#[test]
fn the_directory_itself_is_no_link_but_the_way_to_it_may_be() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real"), dir.path().join("link"));
    drop(open(&real).unwrap());
    symlink(&real, &link).unwrap();
    for data in [link.clone(), PathBuf::from(format!("{}/", link.display()))] {
        let error = refused(&data);
        assert!(
            matches!(error, StoreError::Place(home::Flaw::Link(_))),
            "{error}"
        );
    }
    symlink(dir.path(), dir.path().join("way")).unwrap();
    let store = open(&dir.path().join("way/real")).unwrap();
    assert_eq!(store.path(), real.canonicalize().unwrap().join("pult.db"));
    drop(store);
    fs::write(dir.path().join("file"), "").unwrap();
    let error = refused(&dir.path().join("file"));
    assert!(error.to_string().contains("not a directory"), "{error}");
    // Somebody else could put another directory there: told by the doctor, as what is put there is looked at anyway.
    mode(dir.path(), 0o777);
    assert!(
        home::flaws(&real)
            .unwrap()
            .iter()
            .any(|f| matches!(f, home::Flaw::WritableAbove(_)))
    );
}

#[test]
fn one_program_holds_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let store = open(&data).unwrap();
    assert!(matches!(refused(&data), StoreError::Busy));
    drop(store);
    open(&data).unwrap();
}

#[tokio::test]
async fn a_killed_servers_log_is_taken_in() {
    let dir = broken_off(3).await;
    let data = dir.path().join("data");
    assert!(data.join("pult.db-wal").metadata().unwrap().len() > 0);
    assert_eq!(deals(&open(&data).unwrap()), 3);
}

#[tokio::test]
async fn a_missing_log_is_missed() {
    let dir = broken_off(3).await;
    let data = dir.path().join("data");
    fs::remove_file(data.join("pult.db-wal")).unwrap();
    let error = refused(&data);
    assert!(matches!(error, StoreError::LogMissing { .. }), "{error}");
    // Knowing what is lost, one may go on.
    fs::remove_file(data.join("lock")).unwrap();
    assert_eq!(deals(&open(&data).unwrap()), 0);
}

#[tokio::test]
async fn a_log_without_its_file_is_not_thrown_away() {
    let dir = broken_off(3).await;
    let data = dir.path().join("data");
    let file = fs::read(data.join("pult.db")).unwrap();
    for missing in [true, false] {
        if missing {
            fs::remove_file(data.join("pult.db")).unwrap();
        } else {
            fs::write(data.join("pult.db"), "").unwrap();
            mode(&data.join("pult.db"), 0o600);
        }
        let error = refused(&data);
        assert!(matches!(error, StoreError::FileMissing { .. }), "{error}");
    }
    fs::write(data.join("pult.db"), file).unwrap();
    assert_eq!(deals(&open(&data).unwrap()), 3);
}

#[tokio::test]
async fn a_half_copied_file_is_refused() {
    let dir = broken_off(30).await;
    let data = dir.path().join("data");
    drop(open(&data).unwrap());
    let whole = fs::read(data.join("pult.db")).unwrap();
    for tenth in 1..10 {
        let _ = fs::remove_file(data.join("pult.db-wal"));
        fs::write(data.join("pult.db"), &whole[..whole.len() * tenth / 10]).unwrap();
        let error = refused(&data);
        assert!(matches!(error, StoreError::Damaged(_)), "{tenth}: {error}");
    }
}

#[tokio::test]
async fn a_log_of_another_shop_is_not_played_over_the_file() {
    let (old, new) = (broken_off(3).await, broken_off(40).await);
    let (old, new) = (old.path().join("data"), new.path().join("data"));
    drop(open(&new).unwrap());
    let _ = fs::remove_file(new.join("pult.db-shm"));
    fs::copy(old.join("pult.db-wal"), new.join("pult.db-wal")).unwrap();
    let error = refused(&new);
    assert!(matches!(error, StoreError::LogStrange { .. }), "{error}");
    fs::remove_file(new.join("pult.db-wal")).unwrap();
    assert_eq!(deals(&open(&new).unwrap()), 40);
}

#[test]
fn what_is_not_a_shop_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    let file = data.join("pult.db");
    fs::write(
        &file,
        "это не база данных, а письмо бухгалтеру. ".repeat(400),
    )
    .unwrap();
    mode(&file, 0o600);
    let before = fs::read(&file).unwrap();
    let error = refused(&data);
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    assert_eq!(fs::read(&file).unwrap(), before);

    fs::remove_file(&file).unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    other
        .execute_batch("create table recipe (id integer)")
        .unwrap();
    drop(other);
    mode(&file, 0o600);
    let error = refused(&data);
    assert!(
        matches!(
            error,
            StoreError::NotWhole {
                why: NotWhole::NotOurs,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_newer_schema_and_an_altered_one_are_refused() {
    let change = |sql: &str| {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        drop(open(&data).unwrap());
        let conn = rusqlite::Connection::open(data.join("pult.db")).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        refused(&data)
    };
    let newer = change("insert into migration values (999, '', 0)");
    assert!(
        matches!(newer, StoreError::Newer { found: 999, .. }),
        "{newer}"
    );
    let altered = change("update migration set digest = 'x'");
    assert!(matches!(altered, StoreError::Damaged(_)), "{altered}");
    let unbooked = change("update head set seq = 7");
    assert!(
        matches!(
            unbooked,
            StoreError::NotWhole {
                why: NotWhole::Mixed,
                ..
            }
        ),
        "{unbooked}"
    );
}

#[test]
fn what_broken_off_back_ups_left_is_swept_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    drop(open(&data).unwrap());
    let left = ["snapshot-0199.tmp", "before-schema-2.db.part"];
    let kept = [
        "before-schema-2.db",
        "snapshot-notes.txt",
        "pult.db.before-restore-1",
    ];
    for name in left.iter().chain(&kept) {
        fs::write(data.join(name), "x").unwrap();
    }
    drop(open(&data).unwrap());
    assert!(left.iter().all(|name| !data.join(name).exists()));
    assert!(kept.iter().all(|name| data.join(name).exists()));
}

#[test]
fn an_empty_file_is_a_new_shop() {
    // A start that was cut off right after the file was made.
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("pult.db"), "").unwrap();
    mode(&data.join("pult.db"), 0o600);
    open(&data).unwrap();
}
