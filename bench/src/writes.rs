//! 入院時情報提供書 sent, by 1, 8 and 64 writers, against the same rows and bytes put in by plain statements through
//! the same group commit.
use std::sync::atomic::{AtomicUsize, Ordering};

use app::App;
use app::idempotency::{Key, once};
use db::{Db, DbError, Dialect, Stmt, params};
use kernel::{At, Id, IdSeq, OsEntropy, sha256_hex};
use people::ResidentId;
use transitions::model::{Method, StayId};
use transitions::use_cases::sheet::{Send, send};

use crate::figure::{Limit, Sample, load, print};
use crate::stores::{Sequencer, Store, engines};
use crate::town::Town;
use crate::{Done, Fail, Plan};

/// Bytes of the answers of a filled sheet.
const BODY: usize = 4_096;

/// All of it.
pub fn run(plan: &Plan) -> Done {
    for engine in engines() {
        for writers in [1, 8, 64] {
            let each = plan.pick(4, if writers == 64 { 30 } else { 150 });
            let (ours, raw) = (Store::fresh(engine)?, Store::fresh(engine)?);
            let sheets = writers * each;
            let (sample, rows) = sheets_sent(&ours, writers, each)?;
            let limit = plain(&raw, writers, each, rows)?;
            let what = "the same rows and bytes by plain statements in the same group commit";
            print(
                &format!("sheet write, {writers} writers"),
                engine,
                &sample,
                Limit::rate(what, &limit),
            );
            if sample.times.len() + sample.refused != sheets {
                return Err(Fail::Text("a writer was lost".into()));
            }
        }
    }
    Ok(())
}

fn body() -> String {
    let text = "肺炎で入院。食事は全介助、移動は車いす。";
    let answers = text.repeat(BODY / text.len());
    serde_json::json!({ "resourceType": "QuestionnaireResponse", "item": [{ "linkId": "1", "answer": answers }] })
        .to_string()
}

const AUDIT_ROWS: Stmt = Stmt { name: "bench.AUDIT_ROWS", sql: "SELECT COUNT(*) FROM app_audit" };

fn audit_rows(db: &Db) -> Result<i64, DbError> {
    db.read(|tx| tx.one(AUDIT_ROWS, &[])?.get(0))
}

/// Sends a sheet for each of `writers * each` stays; also how many audit rows one of them leaves.
fn sheets_sent(store: &Store, writers: usize, each: usize) -> Result<(Sample, usize), Fail> {
    let app = store.app();
    let town = Town::new(&app, writers)?;
    let stays = town.fill(&app, 0, writers * each, true)?;
    let before = audit_rows(&store.db)?;
    let sequencer = Sequencer::start(&app);
    let body = body();
    let sample = load(writers, each, |w, i| {
        let (Some((_, Some(stay))), Some(cm)) = (stays.get(w * each + i), town.cms.get(w)) else {
            return Err(Fail::Text("a stay is missing".into()));
        };
        sent(&app, cm, *stay, &body)
    })?;
    drop(sequencer);
    let left = audit_rows(&store.db)? - before;
    let rows = (left as usize).div_ceil(sample.times.len().max(1));
    Ok((sample, rows))
}

fn sent(app: &App, cm: &kernel::Actor, stay: StayId, body: &str) -> Result<bool, Fail> {
    let cmd = Send {
        stay,
        form_version: "1".into(),
        body: body.to_string(),
        method: Method::Ict,
        to: "地域連携室".into(),
        place: String::new(),
        base: 0,
        reason: String::new(),
        day: None,
    };
    let key = Key {
        key: stay.to_string(),
        route: "POST sheet".into(),
        body: sha256_hex(body.as_bytes()),
    };
    match app.write(cm, move |cx| once(cx, &key, || Ok(send(cx, &cmd)?.to_string()))) {
        Ok(_) => Ok(true),
        Err(app::Error::Db(DbError::Busy)) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

db::statements! { STATEMENTS;
    RECORD = "INSERT INTO app_record(id, kind, resident, subject, organisation, state, version, at) VALUES ($1, 'transitions.sheet', $2, $3, $2, 'confirmed', 1, $4)";
    VERSION = "INSERT INTO app_record_version(record, version, state, form, form_version, body, hash, source, reason, account, organisation, name, at) VALUES ($1, 1, 'confirmed', 'admission-sheet', '1', $2, $3, 'self', '', $1, $1, '担当 1', $4)";
    ACT = "INSERT INTO transitions_act(id, stay, kind, day, at, method, account, organisation, name, to_org, to_name, said_by, detail, record, hash) VALUES ($1, $2, 'sheet_sent', '2026-11-19', $3, 'ict', $1, $1, '担当 1', $1, '地域連携室', '', '{}', $1, $4)";
    ACCESS = "INSERT INTO people_access(id, resident, party_kind, party, basis, kind, record, from_day) VALUES ($1, $2, 'organisation', $1, 'addressee', 'document', $1, '2026-11-19')";
    NOTICE = "INSERT INTO app_notice(id, organisation, account, kind, text, link, at) VALUES ($1, $1, NULL, 'transitions.sheet', '入院時情報提供書が届きました', '/stays', $2)";
    EVENT = "INSERT INTO app_outbox(id, kind, payload, at, hash, ord) VALUES ($1, 'transitions.sheet.sent', '{}', $2, $3, 1)";
    KEY = "INSERT INTO app_idempotency(actor, key, route, body, at) VALUES ($1, $1, 'POST sheet', $2, $3)";
    OUTCOME = "INSERT INTO app_idempotency_outcome(actor, key, outcome, at) VALUES ($1, $1, $1, $2)";
    AUDIT = "INSERT INTO app_audit(id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord) VALUES ($1, $2, $1, $1, 'cm', '担当 1', 'transitions.sheet.send', $1, NULL, '', 0, $3, 1)";
}

/// The limit: no rules, no rights, no chain; only the rows.
fn plain(store: &Store, writers: usize, each: usize, audit_rows: usize) -> Result<Sample, Fail> {
    if STATEMENTS.len() < 9 {
        return Err(Fail::Text("a kind of row is missing".into()));
    }
    // A handle without sequencer: nothing of the application runs in these groups.
    let stays = {
        let filled = store.app();
        let town = Town::new(&filled, 1)?;
        town.fill(&filled, 0, writers * each, true)?
    };
    let db = match store.db.dialect() {
        Dialect::Sqlite => {
            Db::open_sqlite(std::path::Path::new(&store.address), db::Durability::Full)?
        }
        Dialect::Postgres => store.db.clone(),
    };
    let body = body();
    let next = AtomicUsize::new(0);
    load(writers, each, |_, _| {
        let Some((resident, Some(stay))) = stays.get(next.fetch_add(1, Ordering::SeqCst)).copied()
        else {
            return Err(Fail::Text("a stay is missing".into()));
        };
        match rows(&db, resident, stay, body.clone(), audit_rows) {
            Ok(()) => Ok(true),
            Err(DbError::Busy) => Ok(false),
            Err(e) => Err(e.into()),
        }
    })
}

fn rows(
    db: &Db,
    resident: ResidentId,
    stay: StayId,
    body: String,
    audit_rows: usize,
) -> Result<(), DbError> {
    let at = At::from_millis(1_795_000_000_000);
    let ids = IdSeq::draw(at, &OsEntropy);
    let id: Id = ids.next_id();
    let more: Vec<Id> = (0..audit_rows).map(|_| ids.next_id()).collect();
    let hash = sha256_hex(body.as_bytes());
    db.write(move |tx| {
        tx.exec(KEY, params![id, &hash, at])?;
        tx.exec(RECORD, params![id, resident.0, stay.0, at])?;
        tx.exec(VERSION, params![id, &body, &hash, at])?;
        tx.exec(ACT, params![id, stay.0, at, &hash])?;
        tx.exec(ACCESS, params![id, resident.0])?;
        tx.exec(NOTICE, params![id, at])?;
        tx.exec(EVENT, params![id, at, &hash])?;
        tx.exec(OUTCOME, params![id, at])?;
        more.iter().try_for_each(|a| tx.exec(AUDIT, params![a, at, &hash]).map(|_| ()))
    })
}
