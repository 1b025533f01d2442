//! A resident found by a part of the name among 10,000 and 100,000, against the same rows fetched by their keys.
use db::{Stmt, Where};
use kernel::Id;
use people::use_cases::view::matching;

use crate::figure::{Limit, load, print};
use crate::reads::{unsequenced, write_audit};
use crate::stores::{Store, engines};
use crate::town::Town;
use crate::{Done, Fail, Plan};

const BY_KEY: Stmt = Stmt {
    name: "bench.BY_KEY",
    sql: "SELECT id, name, kana, birth, sex, address, phone, insurer, insured, care_level, household FROM people_resident WHERE 1 = 1",
};
/// What people type: family names (the most frequent ones, one of a single letter), parts of kana, two-letter pieces,
/// one that is nowhere.
const TYPED: [&str; 9] =
    ["佐藤", "さとう", "たかはし み", "高橋", "林", "きく", "ゆき", "いとう", "ぬぬぬ"];

/// All of it. Every resident is in reach of the one who searches: the hardest case.
pub fn run(plan: &Plan) -> Done {
    for engine in engines() {
        let store = Store::fresh(engine)?;
        let app = store.app();
        let town = Town::new(&app, 1)?;
        let Some(cm) = town.cms.first() else { return Ok(()) };
        let mut there = 0;
        for size in [plan.pick(500, 10_000), plan.pick(1_000, 100_000)] {
            town.fill(&app, there, size - there, false)?;
            there = size;
            if engine == "postgres" {
                app.sequence()?;
                analyse(&store)?;
            }
            let each = plan.pick(8, 200);
            let typed = |i: usize| TYPED.get(i % TYPED.len()).copied().unwrap_or("佐藤");
            let hits: Vec<Vec<Id>> = (0..TYPED.len())
                .map(|i| {
                    Ok(app.read(cm, |cx| matching(cx, typed(i)))?.iter().map(|r| r.id.0).collect())
                })
                .collect::<Result<_, Fail>>()?;
            if hits.iter().all(Vec::is_empty) {
                return Err(Fail::Text("nothing is found".into()));
            }
            let ours = load(1, each, |_, i| -> Result<bool, Fail> {
                app.read(cm, |cx| matching(cx, typed(i)))?;
                Ok(true)
            })?;
            let db = unsequenced(&store)?;
            let keys = load(1, each, |_, i| -> Result<bool, Fail> {
                let ids = hits.get(i % hits.len().max(1)).cloned().unwrap_or_default();
                let w = Where::new().and_in("id", ids.into_iter().map(Into::into).collect());
                db.read(|tx| tx.list(BY_KEY, &w, "ORDER BY id LIMIT 20"))?;
                write_audit(&db, cm.account.unwrap_or(town.hospital.0), 1)?;
                Ok(true)
            })?;
            let what = "the same rows by their keys, with the one audit row made durable";
            print(&format!("person search at {size}"), engine, &ours, Limit::rate(what, &keys));
        }
    }
    Ok(())
}

/// A server in use has statistics; a private one for figures may have its vacuum switched off.
fn analyse(store: &Store) -> Done {
    for sql in [
        "ANALYZE people_resident",
        "ANALYZE people_gram",
        "ANALYZE people_access",
        "ANALYZE app_audit",
    ] {
        store.db.write(move |tx| tx.exec(Stmt { name: "bench.ANALYZE", sql }, &[]))?;
    }
    Ok(())
}
