//! F8: bits that turn over in what is kept: the content of records, and attached files. Nobody may be shown any of it.
//!
//! The flips are made where nothing below the program notices them (SQL, the sealed file itself), because a database's
//! own checksums find only some: what must notice is the program. The control run gives each damaged record the hash
//! that fits the damage; then its pages do show it, so the pages that are looked at are the ones that would.
use std::collections::BTreeMap;
use std::path::PathBuf;

use db::{Db, DbError, Stmt, params};

use super::client::{self, Client, FORM, Session};
use super::load;
use super::place::{Base, Engine, Place, REGION};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use crate::Fail;
use crate::run::chance;

const RECORDS: Stmt = Stmt {
    name: "faults.FLIP_RECORDS",
    sql: "SELECT r.id, v.version, v.body, v.hash, r.subject, v.account, v.seal FROM app_record r JOIN app_record_version v ON v.record = r.id AND v.version = r.version WHERE r.kind = 'transitions.sheet' AND r.subject IS NOT NULL AND v.account IS NOT NULL ORDER BY r.id",
};
const SET: Stmt = Stmt {
    name: "faults.FLIP_SET",
    sql: "UPDATE app_record_version SET body = $1, hash = $2, seal = $5 WHERE record = $3 AND version = $4",
};
/// SQLite keeps any bytes as text, as a disk would leave them.
const SET_BYTES: Stmt = Stmt {
    name: "faults.FLIP_SET_BYTES",
    sql: "UPDATE app_record_version SET body = CAST($1 AS TEXT), hash = $2, seal = $5 WHERE record = $3 AND version = $4",
};
const PAPERS: Stmt = Stmt {
    name: "faults.FLIP_PAPERS",
    sql: "SELECT id, resident, file FROM people_attachment WHERE title LIKE '故障の紙 %' ORDER BY id",
};
const CHUNK: Stmt = Stmt {
    name: "faults.FLIP_CHUNK",
    sql: "SELECT body FROM app_file_chunk WHERE name = $1 AND n = 0",
};
const SET_CHUNK: Stmt = Stmt {
    name: "faults.FLIP_SET_CHUNK",
    sql: "UPDATE app_file_chunk SET body = $1 WHERE name = $2 AND n = 0",
};

struct Sheet {
    id: String,
    version: i64,
    body: String,
    hash: String,
    seal: Option<String>,
    pages: Vec<String>,
    reader: Session,
}

/// Flips in records (six of ten) and attachments (four of ten).
pub fn flips(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let (records, files) = if short { (30, 20) } else { (600, 400) };
    let (scene, program) = prepared(base, engine, "F8")?;
    let db = scene.place.store()?;
    let mut f = Figures::default();
    f.starts.take(program.started);
    let sheets = sheets(&db, &program)?;
    let mut said: BTreeMap<u16, usize> = BTreeMap::new();
    for n in 0..records {
        let Some(s) = sheets.get(n % sheets.len()) else { break };
        let damaged = turned(s.body.as_bytes(), engine == Engine::Postgres);
        put(&db, s, &damaged, &s.hash, s.seal.as_ref())?;
        f.rounds += 1;
        f.lost += usize::from(shown(&program, s, &mut said)?);
        put(&db, s, s.body.as_bytes(), &s.hash, s.seal.as_ref())?;
    }
    // and whole again, everything is there
    for s in &sheets {
        if !shown(&program, s, &mut BTreeMap::new())? {
            return Err(Fail::Text("a sheet that is whole again is not shown".into()));
        }
    }
    f.lost += in_files(&scene, &program, &db, files, &mut f.rounds, &mut said)?;
    let t = scene.compare(&program)?;
    f.acked = t.acked;
    f.note = format!("{} sheets; pages answered {said:?}", sheets.len());
    if program.panics() > 0 {
        return Err(Fail::Text("the program panicked".into()));
    }
    Ok(Some(f))
}

/// The same flips with a hash that fits them: they are shown, or the pages looked at are the wrong ones.
pub fn control(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let (scene, program) = prepared(base, engine, "F8c")?;
    let db = scene.place.store()?;
    let mut f = Figures { control: true, ..Figures::default() };
    f.starts.take(program.started);
    let sheets = sheets(&db, &program)?;
    for n in 0..60 {
        // of ten flips in JSON some leave it JSON nearly always, not always: the short set goes on until one did
        if short && n >= 10 && f.lost > 0 {
            break;
        }
        let Some(s) = sheets.get(n % sheets.len()) else { break };
        let damaged = turned(s.body.as_bytes(), true);
        // without a seal, as versions are from the time before there were seals
        put(&db, s, &damaged, &kernel::sha256_hex(&damaged), None)?;
        f.rounds += 1;
        f.lost += usize::from(shown(&program, s, &mut BTreeMap::new())?);
        put(&db, s, s.body.as_bytes(), &s.hash, s.seal.as_ref())?;
    }
    f.note = "lost = damaged records that were shown".into();
    Ok(Some(f))
}

fn prepared(base: &Base, engine: Engine, name: &str) -> Result<(Scene, Program), Fail> {
    let mut scene = Scene::new(base, engine, name)?;
    scene.place.up(None)?;
    let program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    load::work(
        &program.address,
        &scene.session,
        &scene.ledger,
        60,
        std::time::Duration::from_secs(30),
        || Ok(()),
    )?;
    load::again(&program.address, &scene.session, &scene.ledger);
    Ok((scene, program))
}

/// The bytes with one bit turned over; still text when `text`.
fn turned(bytes: &[u8], text: bool) -> Vec<u8> {
    loop {
        let mut out = bytes.to_vec();
        let at = chance(0, out.len().saturating_sub(1));
        if let Some(b) = out.get_mut(at) {
            *b ^= 1 << chance(0, 7);
        }
        // PostgreSQL takes neither broken UTF-8 nor NUL as text
        if !text || std::str::from_utf8(&out).is_ok_and(|t| !t.contains('\0')) {
            return out;
        }
    }
}

fn put(db: &Db, s: &Sheet, body: &[u8], hash: &str, seal: Option<&String>) -> Result<(), Fail> {
    let (id, version, body, hash) = (s.id.clone(), s.version, body.to_vec(), hash.to_string());
    let seal = seal.cloned();
    Ok(db.write(move |tx| {
        match std::str::from_utf8(&body) {
            Ok(text) => tx.exec(SET, params![text, &hash, &id, version, seal.clone()])?,
            Err(_) => {
                tx.exec(SET_BYTES, params![body.clone(), &hash, &id, version, seal.clone()])?
            }
        };
        Ok::<_, DbError>(())
    })?)
}

/// Sheets with a reader who sees them, as they are whole.
fn sheets(db: &Db, program: &Program) -> Result<Vec<Sheet>, Fail> {
    let rows = db.read(|tx| tx.rows(RECORDS, &[]))?;
    let mut readers: BTreeMap<String, Session> = BTreeMap::new();
    let mut out = Vec::new();
    for r in rows {
        let (id, subject, account): (String, String, String) = (r.get(0)?, r.get(4)?, r.get(5)?);
        if !readers.contains_key(&account) {
            let mut c = Client::new(&program.address, &Session::default());
            c.post(
                &format!("/{REGION}/login"),
                FORM,
                &client::encoded(&[("account", &account), ("next", "/")]),
            )?;
            readers.insert(account.clone(), c.session);
        }
        let Some(reader) = readers.get(&account).cloned() else { continue };
        let page = format!("/{REGION}/transitions/{subject}/documents/{id}");
        let mut client = Client::new(&program.address, &reader);
        if client.get(&page)?.status == 200 {
            // the printed sheet is slow to make: the first ones only
            let mut pages = vec![page.clone()];
            if out.len() < 3 {
                pages.push(format!("{page}/print"));
            }
            out.push(Sheet {
                id,
                version: r.get(1)?,
                body: r.get(2)?,
                hash: r.get(3)?,
                seal: r.get(6)?,
                pages,
                reader,
            });
        }
    }
    if out.len() < 5 {
        return Err(Fail::Text(format!(
            "only {} sheets can be opened by their authors",
            out.len()
        )));
    }
    Ok(out)
}

/// Is any page of it shown?
fn shown(program: &Program, s: &Sheet, said: &mut BTreeMap<u16, usize>) -> Result<bool, Fail> {
    let mut client = Client::new(&program.address, &s.reader);
    let mut any = false;
    for page in &s.pages {
        let status = client.get(page)?.status;
        *said.entry(status).or_default() += 1;
        any |= status == 200;
    }
    Ok(any)
}

/// Flips in attached files; how many were handed over all the same.
fn in_files(
    scene: &Scene,
    program: &Program,
    db: &Db,
    count: usize,
    rounds: &mut usize,
    said: &mut BTreeMap<u16, usize>,
) -> Result<usize, Fail> {
    let rows = db.read(|tx| tx.rows(PAPERS, &[]))?;
    if rows.is_empty() {
        return Err(Fail::Text("nothing was attached".into()));
    }
    let mut client = Client::new(&program.address, &scene.session);
    let mut wrong = 0;
    for n in 0..count {
        let Some(r) = rows.get(n % rows.len()) else { break };
        let (id, person, name): (String, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let path = format!("/{REGION}/people/{person}/files/{id}/content");
        let whole = sealed(&scene.place, db, &name)?;
        keep(&scene.place, db, &name, turned(&whole, false))?;
        *rounds += 1;
        let status = client.get(&path)?.status;
        *said.entry(status).or_default() += 1;
        wrong += usize::from(status == 200);
        keep(&scene.place, db, &name, whole)?;
        if client.get(&path)?.status != 200 {
            return Err(Fail::Text("a file that is whole again is not handed over".into()));
        }
    }
    Ok(wrong)
}

fn place_of(place: &Place, name: &str) -> PathBuf {
    let shelf = name.get(..2).unwrap_or_default();
    place.files().join("regions").join(REGION).join("files/people").join(shelf).join(name)
}

fn sealed(place: &Place, db: &Db, name: &str) -> Result<Vec<u8>, Fail> {
    match place.engine {
        Engine::Sqlite => Ok(std::fs::read(place_of(place, name))?),
        Engine::Postgres => {
            let name = name.to_string();
            Ok(db.read(|tx| tx.one(CHUNK, params![&name])?.get(0))?)
        }
    }
}

fn keep(place: &Place, db: &Db, name: &str, bytes: Vec<u8>) -> Result<(), Fail> {
    match place.engine {
        Engine::Sqlite => Ok(std::fs::write(place_of(place, name), bytes)?),
        Engine::Postgres => {
            let name = name.to_string();
            Ok(db.write(move |tx| tx.exec(SET_CHUNK, params![bytes.clone(), &name]).map(|_| ()))?)
        }
    }
}
