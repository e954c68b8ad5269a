//! A throw-away shop with a number of deals and a server in front of it, gone when dropped.
use super::Failed;
use crate::demo;
use crate::server::{Clock, Config, Server, SystemClock};
use crate::store::{Options, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The same deals every time.
const SEED: u64 = 1;
/// Open deals of the least shop: a board that fills a screen, or it could not be compared with that of a large one.
const OPEN: u64 = 1000;

/// A directory of our own that goes when this does.
#[derive(Debug)]
pub struct Place(PathBuf);

impl Place {
    pub fn new(within: &Path) -> Result<Place, Failed> {
        let path = within.join(format!("pult-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Place(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What can't be removed is the system's to clear away.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
pub struct Shop {
    pub filled: Duration,
    data: PathBuf,
    pub socket: PathBuf,
}

impl Shop {
    /// Makes it and fills it; nothing serves it yet.
    pub async fn new(place: &Place, deals: u64, told: &mut dyn FnMut(u64)) -> Result<Shop, Failed> {
        let data = place.path().join(format!("shop-{deals}"));
        let mut shop = Shop {
            filled: Duration::ZERO,
            // The name of a socket has to be short.
            socket: place.path().join(format!("{deals}.sock")),
            data,
        };
        let start = Instant::now();
        let server = shop.serve().await?;
        let (store, setup) = (
            server.door.store.clone(),
            crate::server::command::shop_now(&server.door.shop),
        );
        demo::fill(
            &store,
            setup,
            SEED,
            demo::Size { deals, open: OPEN },
            SystemClock::default().now(),
            told,
        )
        .await?;
        drop(store);
        server.stop().await;
        shop.filled = start.elapsed();
        Ok(shop)
    }

    /// Opens it and lets it be asked.
    pub async fn serve(&self) -> Result<Server, Failed> {
        let store = Store::open(&self.data, &Options::default())?;
        let config = Config {
            socket: self.socket.clone(),
            group: false,
            listen: None,
            copy_of: None,
            first_files: demo::shop(),
        };
        Ok(Server::start(store, Arc::new(SystemClock::default()), config).await?)
    }

    /// Bytes of everything it keeps.
    pub fn size(&self) -> u64 {
        let files = std::fs::read_dir(&self.data)
            .into_iter()
            .flatten()
            .flatten();
        files
            .filter_map(|f| f.metadata().ok())
            .map(|m| m.len())
            .sum()
    }
}
