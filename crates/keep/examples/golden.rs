//! Packs a folder that `yui demo` has made, for tests/it/golden: once for each schema that is handed out.
//!   cargo run -p keep --example golden DIR FILE.tar.gz && gunzip -c FILE.tar.gz | gzip -9n >smaller.tar.gz
use std::path::PathBuf;
use std::sync::Arc;

use app::files::{Chunks, FileStore};
use db::{Db, Durability};
use keep::{Problem, Stores};
use kernel::{Clock, Region, SystemClock};

struct Folder(PathBuf);

impl Stores for Folder {
    fn control(&self) -> Result<Db, Problem> {
        Ok(Db::open_sqlite(&self.0.join("control.sqlite"), Durability::Full)?)
    }
    fn region(&self, r: &Region) -> Result<Db, Problem> {
        let file = self.0.join("regions").join(&r.slug).join("region.sqlite");
        Ok(Db::open_sqlite(&file, Durability::Full)?)
    }
    fn new_region(&self, r: &Region) -> Result<Db, Problem> {
        self.region(r)
    }
    // the small demonstration has no files
    fn files(&self, _: &Region, db: &Db) -> Result<Arc<dyn FileStore>, Problem> {
        Ok(Arc::new(Chunks::new(db.clone())))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = words.as_slice() else { return Err("DIR FILE".into()) };
    let packed = keep::pack(&Folder(from.into()), SystemClock.now(), "0.1.0", Vec::new())?.0;
    Ok(std::fs::write(to, packed)?)
}
