//! Commands about the audit log: verifying it, its public key, its export, and keeping checkpoints of others.
use std::cell::RefCell;
use std::io::Write;

use app::App;
use app::audit::AuditEntry;
use app::checkpoint::{self, Checkpoint, SigningKey, VerifyingKey};
use app::verify::verify_against;
use app::{audit_export, witness};
use kernel::{Actor, Clock, Entropy, OsEntropy, Region, SystemClock};

use crate::cli::{DONE, FAILED, flag, no_more, take};
use crate::http::problem::sentence;
use crate::place::Place;

fn say(out: &mut dyn Write, text: &str) {
    let _ = writeln!(out, "{text}");
}

/// The key of a region, made when there is none.
pub fn key(control: &db::Db, slug: &str) -> Result<SigningKey, String> {
    let mut fresh = [0; 32];
    OsEntropy.fill(&mut fresh);
    app::control::audit_key(control, slug, &fresh).map_err(|e| e.to_string())
}

fn open(place: &Place, region: &Region) -> Result<App, String> {
    place.open(region).map_err(|e| e.to_string())
}

/// Reads the files of checkpoints; what is no whole checkpoint is said.
fn notes(files: &[String], out: &mut dyn Write) -> Result<Vec<Checkpoint>, String> {
    let mut all = Vec::new();
    for file in files {
        let bytes = std::fs::read(file).map_err(|e| format!("{file} を読めません: {e}"))?;
        let (notes, torn) = checkpoint::read_all(&String::from_utf8_lossy(&bytes));
        for t in &torn {
            say(
                out,
                &format!("{file} の{}行目のあたりに、途中で切れた確認用の写しがあります", t.0),
            );
        }
        if notes.is_empty() {
            return Err(format!("{file} には、確認用の写しが1つもありません"));
        }
        all.extend(notes);
    }
    Ok(all)
}

/// `audit verify`.
pub fn verify(
    place: &Place,
    region: &Region,
    mut words: Vec<String>,
    out: &mut dyn Write,
) -> Result<u8, String> {
    let mut files = Vec::new();
    while let Some(f) = take(&mut words, "--checkpoint")? {
        files.push(f);
    }
    let trusted = take(&mut words, "--key")?
        .map(|t| VerifyingKey::parse(&t).map_err(|e| e.to_string()))
        .transpose()?;
    no_more(&words, 0)?;
    let notes = notes(&files, out)?;
    let own = key(&place.control()?, &region.slug)?.public();
    let app = open(place, region)?;
    let began = app.now();
    let found = app
        .db()
        .read(|tx| verify_against(tx, &notes, &own, trusted.as_ref()))
        .map_err(|e| e.to_string())?;
    let took = (app.now().millis() - began.millis()).max(1);
    let tail =
        app.read(&Actor::operator(), app::audit::unsealed_since).map_err(|e| sentence(&e))?;
    say(out, &format!("封をした記録 {} 行（{} まとまり）", found.rows, found.blocks));
    let tenths = (took + 50) / 100;
    say(out, &format!("調べた時間 {}.{} 秒", tenths / 10, tenths % 10));
    match tail {
        Some(at) => {
            let seconds = (app.now().millis() - at.millis()) / 1000;
            say(out, &format!("まだ封をしていない記録が {seconds} 秒前からあります"));
        }
        None => say(out, "まだ封をしていない記録はありません"),
    }
    say(out, &format!("合った確認用の写し {} 個（鍵 {}）", found.checkpoints, own.id()));
    if files.is_empty() {
        say(
            out,
            "別の場所の確認用の写しとは比べていません。終わりが切られていないかは、--checkpoint FILE で確かめられます",
        );
    }
    for f in &found.faults {
        say(out, &format!("合いません: {f}"));
    }
    if found.faults.is_empty() {
        say(out, "記録は、つくられたときのままです");
        Ok(DONE)
    } else {
        Ok(FAILED)
    }
}

/// `audit key`.
pub fn public_key(place: &Place, region: &Region, out: &mut dyn Write) -> Result<u8, String> {
    say(out, &key(&place.control()?, &region.slug)?.public().text());
    Ok(DONE)
}

/// `audit export`.
pub fn export(
    place: &Place,
    region: &Region,
    mut words: Vec<String>,
    persons: bool,
    reason: &str,
    out: &mut dyn Write,
) -> Result<u8, String> {
    if !flag(&mut words, "--ndjson") {
        return Err("--ndjson を書いてください".into());
    }
    no_more(&words, 0)?;
    let own = key(&place.control()?, &region.slug)?.public();
    let app = open(place, region)?;
    let because = reason.to_string();
    app.write(&Actor::operator(), move |cx| {
        cx.audit(AuditEntry::act("cli").object("audit export").detail(because.clone()));
        Ok(())
    })
    .map_err(|e| sentence(&e))?;
    let head = serde_json::json!({
        "kind": "head", "region": region.slug, "key": own.text(), "whole": persons,
        "hashed": audit_export::HASHED,
    });
    say(out, &head.to_string());
    let out = RefCell::new(out);
    let failed = RefCell::new(None);
    let line = |v: &serde_json::Value| {
        writeln!(out.borrow_mut(), "{v}").map_err(|e| {
            *failed.borrow_mut() = Some(e.to_string());
            db::DbError::Driver("the export could not be written".into())
        })
    };
    app.db()
        .read(|tx| audit_export::export(tx, persons, &line))
        .map_err(|e| failed.take().unwrap_or_else(|| e.to_string()))?;
    Ok(DONE)
}

/// `witness add`, `witness list`, `witness notes`.
pub fn witness(place: &Place, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let what = if words.is_empty() { String::new() } else { words.remove(0) };
    let control = place.control()?;
    let broken = |e: db::DbError| e.to_string();
    match (what.as_str(), words.first()) {
        ("add", Some(text)) => {
            no_more(&words, 1)?;
            let key = VerifyingKey::parse(text).map_err(|e| e.to_string())?;
            witness::add_key(&control, &key, SystemClock.now()).map_err(broken)?;
            say(out, &format!("{} の確認用の写しを預かります", key.origin()));
            Ok(DONE)
        }
        ("list", None) => {
            for p in witness::peers(&control).map_err(broken)? {
                let last = p.last.map_or_else(|| "まだ".into(), |at| at.text());
                say(out, &format!("{}\t{}個\t最後 {last}", p.key, p.notes));
            }
            Ok(DONE)
        }
        ("notes", Some(origin)) => {
            no_more(&words, 1)?;
            for n in witness::notes(&control, origin).map_err(broken)? {
                say(out, &n);
            }
            Ok(DONE)
        }
        _ => Err("yui witness のあとは add 公開鍵、list、notes 地域 のどれかです".into()),
    }
}
