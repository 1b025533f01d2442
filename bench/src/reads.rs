//! A person's record and a person's whole page read (rights decided, everything fetched, audit rows durable before it
//! leaves), each against one row fetched by its key with as many audit rows made durable.
use db::{Db, DbError, Dialect, Stmt, params};
use kernel::{At, Id, IdSeq, OsEntropy};
use people::authz::{Basic, Read};
use people::use_cases::view::{resident, view};

use crate::figure::{Limit, Sample, load, print};
use crate::stores::{Sequencer, Store, engines};
use crate::town::Town;
use crate::{Done, Fail, Plan};

const RESIDENT: Stmt = Stmt {
    name: "bench.RESIDENT",
    sql: "SELECT id, name, kana, birth, sex, address, phone, insurer, insured, care_level, household FROM people_resident WHERE id = $1",
};
const AUDIT: Stmt = Stmt {
    name: "bench.AUDIT",
    sql: "INSERT INTO app_audit(id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord) VALUES ($1, $2, $1, $1, 'cm', '担当 1', 'people.read', $3, NULL, '', 0, $4, 1)",
};
const ROWS: Stmt = Stmt { name: "bench.ROWS", sql: "SELECT COUNT(*) FROM app_audit" };

/// How often ours and the limit take turns: whatever else the machine and its disk do meets both.
const TURNS: usize = 24;

/// All of it.
pub fn run(plan: &Plan) -> Done {
    for engine in engines() {
        let store = Store::fresh(engine)?;
        let app = store.app();
        let town = Town::new(&app, 32)?;
        let residents: Vec<Id> =
            town.fill(&app, 0, plan.pick(20, 1_000), false)?.iter().map(|(r, _)| r.0).collect();
        let plain = Store::fresh(engine)?;
        let filled = { Town::new(&plain.app(), 1)?.fill(&plain.app(), 0, residents.len(), false)? };
        let filled: Vec<Id> = filled.iter().map(|(r, _)| r.0).collect();
        let db = unsequenced(&plain)?;
        for readers in [1, 8, 32] {
            let each = plan.pick(24, if readers == 1 { 3_000 } else { 600 });
            // the record alone: what the limit fetches, by right and with its audit row
            let ways: [(&str, Way); 2] = [("record", record), ("page", page)];
            for (name, way) in ways {
                let (mut ours, mut limit) = (Sample::default(), Sample::default());
                for turn in 0..=TURNS {
                    let before = rows(&store.db)?;
                    let sequencer = Sequencer::start(&app);
                    let mine = load(readers, each / TURNS, |t, i| -> Result<bool, Fail> {
                        let found = (town.cms.get(t), pick(&residents, t, turn * each + i));
                        let (Some(cm), Some(id)) = found else { return Ok(false) };
                        match app.read(cm, |cx| way(cx, id)) {
                            Ok(()) => Ok(true),
                            Err(app::Error::Db(DbError::Busy)) => Ok(false),
                            Err(e) => Err(e.into()),
                        }
                    })?;
                    drop(sequencer);
                    let left = (rows(&store.db)? - before) as usize;
                    let each_leaves = left.div_ceil(mine.times.len().max(1));
                    let point = load(readers, each / TURNS, |t, i| -> Result<bool, Fail> {
                        let Some(id) = pick(&filled, t, turn * each + i) else { return Ok(false) };
                        audited_point(&db, id, each_leaves)?;
                        Ok(true)
                    })?;
                    // the first turn opens connections and prepares statements
                    if turn == 0 {
                        continue;
                    }
                    (ours, limit) = (ours.and(mine), limit.and(point));
                }
                let what = "one row by its key, with as many audit rows made durable";
                print(
                    &format!("audited person {name}, {readers} readers"),
                    engine,
                    &ours,
                    Limit::rate(what, &limit),
                );
            }
        }
    }
    Ok(())
}

type Way = fn(&app::Cx<'_>, Id) -> app::Result<()>;

/// One resident's row.
fn record(cx: &app::Cx<'_>, id: Id) -> app::Result<()> {
    let permit = people::decide::<Read, Basic>(cx, &people::permissions::READ, id.into(), None)?;
    resident(cx, &permit).map(|_| ())
}

/// Everything of the person's page.
fn page(cx: &app::Cx<'_>, id: Id) -> app::Result<()> {
    view(cx, id.into()).map(|_| ())
}

fn pick(ids: &[Id], thread: usize, i: usize) -> Option<Id> {
    ids.get((thread * 31 + i * 7) % ids.len().max(1)).copied()
}

fn rows(db: &Db) -> Result<i64, DbError> {
    db.read(|tx| tx.one(ROWS, &[])?.get(0))
}

/// A handle in whose commits no sequencer runs.
pub fn unsequenced(store: &Store) -> Result<Db, Fail> {
    Ok(match store.db.dialect() {
        Dialect::Sqlite => {
            Db::open_sqlite(std::path::Path::new(&store.address), db::Durability::Full)?
        }
        Dialect::Postgres => store.db.clone(),
    })
}

/// The limit: a point read, then its audit rows made durable.
fn audited_point(db: &Db, id: Id, audit_rows: usize) -> Result<(), DbError> {
    db.read(|tx| tx.one(RESIDENT, params![id]).map(|_| ()))?;
    write_audit(db, id, audit_rows)
}

/// Plain audit rows, durable.
pub fn write_audit(db: &Db, about: Id, n: usize) -> Result<(), DbError> {
    let at = At::from_millis(1_795_000_000_000);
    let ids = IdSeq::draw(at, &OsEntropy);
    let ids: Vec<Id> = (0..n).map(|_| ids.next_id()).collect();
    let put = move |tx: &db::Tx<'_>| -> Result<(), DbError> {
        for a in &ids {
            tx.exec(AUDIT, params![a, at, about, "0".repeat(64)])?;
        }
        Ok(())
    };
    match db.dialect() {
        Dialect::Sqlite => db.write(put),
        Dialect::Postgres => db.read_with_audit(put),
    }
}
