//! The look-up of crews among 10,000, 100,000 and (`--million`) 1,000,000 cards, beside a point read of as many rows as it showed with
//! its audit row made durable; and what a hundredfold register costs it.
use db::{Stmt, Where};
use emergency::model::lookup::{Entry, Query, Towns, pick};
use emergency::sample::{Town as People, misheard};
use kernel::Id;

use crate::figure::{Limit, load, print, print_times};
use crate::reads::{unsequenced, write_audit};
use crate::stores::{Store, engines};
use crate::{Done, Fail, Plan};

const BY_KEY: Stmt = Stmt {
    name: "bench.BY_KEY",
    sql: "SELECT resident, open, name, kana, birth, sex, base, town, numbers, chome, rest, phones, landmark FROM emergency_entry WHERE 1 = 1",
};
/// Entries of one transaction while the index is filled.
const BATCH: usize = 2_000;

/// All of it.
pub fn run(plan: &Plan) -> Done {
    let town = People::new(11);
    for engine in engines() {
        let store = Store::fresh(engine)?;
        let app = store.app();
        let towns = Towns::of(town.towns());
        let (mut there, mut first, mut last) = (0, 0.0, 0.0);
        let mut sizes = vec![plan.pick(500, 10_000), plan.pick(1_000, 100_000)];
        if plan.million {
            sizes.push(plan.pick(2_000, 1_000_000));
        }
        for size in sizes {
            while there < size {
                let batch: Vec<Entry> =
                    (there..size.min(there + BATCH)).map(|n| town.resident(n)).collect();
                there += batch.len();
                app.write(&kernel::Actor::system(), move |cx| {
                    emergency::use_cases::index::put_sample(cx, &batch)
                })?;
            }
            let today = app.now().date();
            let each = plan.pick(10, 400);
            let asked = |i: usize| misheard(&town, size, i).text;
            let db = unsequenced(&store)?;
            let ours = load(1, each, |_, i| -> Result<bool, Fail> {
                let text = asked(i);
                app.read(&kernel::Actor::system(), |cx| {
                    let q = Query::read(&text, &towns, "結野市", today);
                    pick(&emergency::use_cases::index::reader(cx), &q, today)
                })?;
                write_audit(&db, emergency::sample::id_of(i), 1)?;
                Ok(true)
            })?;
            let point = load(1, each, |_, i| -> Result<bool, Fail> {
                let ids: Vec<Id> =
                    (0..5).map(|n| emergency::sample::id_of((i * 31 + n * 7) % size)).collect();
                let w = Where::new().and_in("resident", ids.into_iter().map(Into::into).collect());
                db.read(|tx| tx.list(BY_KEY, &w, "ORDER BY resident LIMIT 5"))?;
                write_audit(&db, emergency::sample::id_of(i), 1)?;
                Ok(true)
            })?;
            let cost = 1.0 / ours.per_s().max(1e-9);
            if first == 0.0 {
                first = cost;
            }
            last = cost;
            let what = "five rows by their keys, with one audit row made durable";
            print(
                &format!("emergency look-up at {size}"),
                engine,
                &ours,
                Limit::rate(what, &point),
            );
        }
        print_times("emergency look-up, cost(largest)/cost(smallest)", engine, last / first);
    }
    Ok(())
}
