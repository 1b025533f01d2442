//! Recovery codes: ten on a sheet of paper, each good once. They open nothing but the page where a new passkey or
//! password is set, and end all sessions.
use db::{Db, DbError, params};
use kernel::{At, Id, sha256_hex};

use crate::model::{code_from_bytes, normalise_code};

db::statements! { pub(crate) STATEMENTS;
    CLEAR = "DELETE FROM yui_recovery WHERE identity = $1";
    ADD = "INSERT INTO yui_recovery(hash, identity, made_at) VALUES ($1, $2, $3)";
    USE = "UPDATE yui_recovery SET used_at = $1 WHERE hash = $2 AND used_at IS NULL RETURNING identity";
    LEFT = "SELECT COUNT(*) FROM yui_recovery WHERE identity = $1 AND used_at IS NULL";
    SIGN_OUT = "DELETE FROM yui_session WHERE identity = $1";
    ALIVE = "SELECT 1 FROM yui_identity WHERE id = $1 AND disabled_at IS NULL";
}

/// Codes on a sheet.
pub const CODES: usize = 10;

fn hash(code: &str) -> Option<String> {
    // 60 random bits each: a plain hash keeps a stolen database from showing usable codes
    normalise_code(code).map(|c| sha256_hex(format!("yui-recovery:{c}").as_bytes()))
}

/// The codes of a sheet from 32 secret bytes: the same press of the same button shows the same sheet.
pub fn codes_from(seed: &[u8]) -> Vec<String> {
    (0..CODES)
        .map(|i| {
            let mut input = seed.to_vec();
            input.push(i as u8);
            let digest = ring::digest::digest(&ring::digest::SHA256, &input);
            let mut bytes = [0; 12];
            for (to, from) in bytes.iter_mut().zip(digest.as_ref()) {
                *to = *from;
            }
            code_from_bytes(&bytes)
        })
        .collect()
}

/// Makes these the codes of the identity; earlier ones stop working.
pub fn renew(control: &Db, identity: Id, codes: &[String], now: At) -> Result<(), DbError> {
    let hashes: Vec<String> = codes.iter().filter_map(|c| hash(c)).collect();
    control.write(move |tx| {
        tx.exec(CLEAR, params![identity])?;
        for h in &hashes {
            tx.exec(ADD, params![h, identity, now])?;
        }
        Ok(())
    })
}

/// How many can still be used.
pub fn left(control: &Db, identity: Id) -> Result<i64, DbError> {
    control.read(|tx| tx.one(LEFT, params![identity])?.get(0))
}

/// Uses a code: whose it is, and all their sessions are ended in the same transaction.
pub fn use_code(control: &Db, typed: &str, now: At) -> Result<Option<Id>, DbError> {
    let Some(hash) = hash(typed) else { return Ok(None) };
    control.write(move |tx| {
        let Some(row) = tx.first(USE, params![now, &hash])? else { return Ok(None) };
        let id: Id = row.get(0)?;
        if tx.first(ALIVE, params![id])?.is_none() {
            return Ok(None);
        }
        tx.exec(SIGN_OUT, params![id])?;
        Ok(Some(id))
    })
}
