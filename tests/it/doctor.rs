//! The doctor: a sound shop is found sound, and each thing that is wrong is named.
use crate::care::{copied, kept};
use crate::support::shop::NOON;
use pult::care::{Lang, Level, Patient, Report, examine, restore};
use pult::domain::calendar::Millis;
use pult::link::Link;
use pult::store::{Options, Store};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

async fn doctor(data: &Path, socket: &Path, now: Millis) -> Report {
    let link = Link::unix(socket).unwrap();
    examine(Patient {
        data,
        socket,
        link: Some(&link),
        now,
        lang: Lang::Ru,
    })
    .await
}

fn level(report: &Report, check: &str) -> Level {
    let of = report.findings.iter().filter(|f| f.check == check);
    of.map(|f| f.level)
        .max()
        .unwrap_or_else(|| panic!("{check} is not in {report:#?}"))
}

#[tokio::test]
async fn the_doctor_finds_a_sound_shop_sound() {
    let (shop, _) = copied(2).await;
    let (data, socket) = (shop.dir.path().join("data"), shop.server().socket.clone());
    let now = Millis(NOON.0 + 60_000);
    let report = doctor(&data, &socket, now).await;
    // The clock is turned by hand: a minute apart from the server's.
    let worst: Vec<_> = report
        .findings
        .iter()
        .filter(|f| f.level > Level::Ok && f.check != "disk")
        .collect();
    assert!(worst.iter().all(|f| f.check == "clock"), "{worst:#?}");
    assert_eq!(level(&report, "clock"), Level::Warn);
    for check in [
        "server",
        "connections",
        "sqlite",
        "schema",
        "log",
        "backup",
        "directory",
        "ballast",
        "integrity",
    ] {
        assert_eq!(level(&report, check), Level::Ok, "{check}");
    }
    shop.close().await;
}

#[tokio::test]
async fn the_doctor_names_what_is_wrong() {
    let (keep, copy) = kept(2).await;
    let data = keep.path().join("data");
    restore(&copy, &data).unwrap();
    drop(Store::open(&data, &Options::default()).unwrap());
    let socket = keep.path().join("pult.sock");
    let now = Millis(NOON.0 + 60_000);
    let sound = doctor(&data, &socket, now).await;
    let bad: Vec<_> = sound
        .findings
        .iter()
        .filter(|f| f.level == Level::Bad && f.check != "disk")
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert_eq!(level(&sound, "integrity"), Level::Ok);

    assert_eq!(
        level(
            &doctor(&data, &socket, Millis(NOON.0 - 3_600_000)).await,
            "clock"
        ),
        Level::Bad
    );
    assert_eq!(
        level(&doctor(&data, &socket, Millis(1_000_000)).await, "clock"),
        Level::Bad
    );
    let late = Millis(NOON.0 + 30 * 86_400_000);
    assert!(level(&doctor(&data, &socket, late).await, "backup") >= Level::Ok);
    assert_eq!(
        level(
            &doctor(&keep.path().join("none"), &socket, now).await,
            "directory"
        ),
        Level::Bad
    );

    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    fs::write(data.join("snapshot-1.tmp"), "x").unwrap();
    fs::remove_file(data.join("ballast")).unwrap();
    fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    let report = doctor(&data, &socket, now).await;
    for check in ["socket", "leftover", "directory"] {
        assert_eq!(level(&report, check), Level::Warn, "{check}");
    }
    // The next start makes it; a server that runs without it is short of room.
    assert_eq!(level(&report, "ballast"), Level::Ok);
    fs::set_permissions(data.join("pult.db"), Permissions::from_mode(0o644)).unwrap();
    assert_eq!(
        level(&doctor(&data, &socket, now).await, "directory"),
        Level::Bad
    );
    fs::set_permissions(data.join("pult.db"), Permissions::from_mode(0o600)).unwrap();

    let store = Store::open(&data, &Options::default()).unwrap();
    assert_eq!(
        level(&doctor(&data, &socket, now).await, "server"),
        Level::Bad
    );
    drop(store);
    rusqlite::Connection::open(data.join("pult.db"))
        .unwrap()
        .execute_batch("delete from deal where id = 1")
        .unwrap();
    assert_eq!(
        level(&doctor(&data, &socket, now).await, "integrity"),
        Level::Bad
    );
    let text = &doctor(&data, &socket, now).await;
    assert_eq!(text.worst(), Level::Bad);
}
