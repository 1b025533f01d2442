//! Where a scenario happens: a folder of its own in memory, with a copy of a small demonstration in it.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use db::{Db, Durability, PgPool};

use super::cluster::Cluster;
use super::shim::{self, Shim};
use crate::Fail;
use crate::run::Folder;

/// The region in which people write.
pub const REGION: &str = "yuino";

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Files in a folder.
    Sqlite,
    /// A private cluster.
    Postgres,
}

impl Engine {
    /// As in the figures.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

/// What all scenarios share: the program, the shim, one finished demonstration for each engine.
pub struct Base {
    folder: Folder,
    /// A copy of the program: a build beside us does not change it.
    pub yui: PathBuf,
    /// The built shim.
    pub library: PathBuf,
    /// What can be had here.
    pub engines: Vec<Engine>,
}

fn copy(from: &Path, to: &Path) -> Result<(), Fail> {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    if done.success() {
        Ok(())
    } else {
        Err(Fail::Text(format!("cp -a {} failed", from.display())))
    }
}

impl Base {
    /// Makes all of it. `yui` = the built program.
    pub fn new(yui: &Path, engines: &[Engine]) -> Result<Base, Fail> {
        let folder = Folder::in_memory("server")?;
        let own = folder.0.join("yui");
        fs::copy(yui, &own)?;
        let library = shim::build(&folder.0)?;
        let base = Base { folder, yui: own, library, engines: engines.to_vec() };
        for engine in engines {
            let dir = base.folder.0.join(format!("template-{}", engine.name()));
            let mut place =
                Place { engine: *engine, dir: dir.clone(), cluster: None, lasting: true };
            fs::create_dir_all(&dir)?;
            if *engine == Engine::Postgres {
                place.cluster = Some(Cluster::create(&dir.join("pg"))?);
            }
            base.run(&place, &["demo", "--residents", "30", "--stays", "30", "--no-serve"])?;
            if let Some(c) = place.cluster.as_mut() {
                c.stop()?;
            }
        }
        Ok(base)
    }

    /// A fresh copy under this name; the cluster is not started.
    pub fn place(&self, engine: Engine, name: &str) -> Result<Place, Fail> {
        let dir = self.folder.0.join(format!("{name}-{}", engine.name()));
        let _ = fs::remove_dir_all(&dir);
        copy(&self.folder.0.join(format!("template-{}", engine.name())), &dir)?;
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::at(&dir.join("pg"))?),
        };
        Ok(Place { engine, dir, cluster, lasting: std::env::var_os("YUI_FAULTS_KEEP").is_some() })
    }

    /// A place with nothing in it (but a running, empty cluster).
    pub fn empty(&self, engine: Engine, name: &str) -> Result<Place, Fail> {
        let dir = self.folder.0.join(format!("{name}-{}", engine.name()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir)?;
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::create(&dir.join("pg"))?),
        };
        Ok(Place { engine, dir, cluster, lasting: std::env::var_os("YUI_FAULTS_KEEP").is_some() })
    }

    /// A shim for the files of this place.
    pub fn shim(&self, place: &Place) -> Result<Shim, Fail> {
        fs::create_dir_all(place.files())?;
        Shim::new(&self.library, &place.dir.join("shim"), &place.files())
    }

    /// Runs a command of the program on this place, to its end; an error with its words when it fails.
    pub fn run(&self, place: &Place, words: &[&str]) -> Result<String, Fail> {
        let ran = self.command(place).args(words).output()?;
        if ran.status.success() {
            return Ok(String::from_utf8_lossy(&ran.stdout).into_owned());
        }
        Err(Fail::Text(format!(
            "yui {}: {}",
            words.join(" "),
            String::from_utf8_lossy(&ran.stderr)
        )))
    }

    /// The program with this place's words and a clean environment.
    pub fn command(&self, place: &Place) -> Command {
        let mut c = Command::new(&self.yui);
        c.args(place.words()).env("RUST_LOG", "warn").stdin(Stdio::null());
        for name in ["YUI_TEST_POSTGRES", "YUI_ORIGIN", "YUI_CLAMD", "YUI_PROXIES"] {
            c.env_remove(name);
        }
        c
    }
}

/// A place.
pub struct Place {
    /// Which engine.
    pub engine: Engine,
    /// Everything of it.
    pub dir: PathBuf,
    /// Its PostgreSQL.
    pub cluster: Option<Cluster>,
    /// Its files stay when this is dropped.
    lasting: bool,
}

impl Place {
    /// The files that a power cut or a failing disk concerns.
    pub fn files(&self) -> PathBuf {
        match self.engine {
            Engine::Sqlite => self.dir.join("data"),
            Engine::Postgres => self.dir.join("pg").join("data"),
        }
    }

    /// The words before a command of the program.
    pub fn words(&self) -> Vec<String> {
        match &self.cluster {
            Some(c) => vec!["--database".into(), c.url()],
            None => vec!["--data".into(), self.dir.join("data").to_string_lossy().into_owned()],
        }
    }

    /// The region's store, opened beside the program.
    pub fn store(&self) -> Result<Db, Fail> {
        Ok(match &self.cluster {
            Some(c) => Db::open_postgres(&PgPool::connect(&c.url())?, &format!("r_{REGION}"))?,
            None => Db::open_sqlite(
                &self.dir.join("data/regions").join(REGION).join("region.sqlite"),
                Durability::Full,
            )?,
        })
    }

    /// Starts the database server, where there is one.
    pub fn up(&mut self, shim: Option<&Shim>) -> Result<(), Fail> {
        self.cluster.as_mut().map_or(Ok(()), |c| c.start(shim))
    }

    /// Ends every process of the database server, where there is one.
    pub fn down(&mut self) -> Result<(), Fail> {
        self.cluster.as_mut().map_or(Ok(()), Cluster::kill)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.down();
        if !self.lasting {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}
