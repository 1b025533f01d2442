//! Every version of every record against its own hash: after a restore, and whenever the operator asks.
use db::{DbError, Tx, params};
use kernel::sha256_hex;

db::statements! { pub STATEMENTS;
    AFTER = "SELECT record, version, body, hash FROM app_record_version WHERE record > $1 OR (record = $1 AND version > $2) ORDER BY record, version LIMIT 200";
    HEADS = "SELECT COUNT(*) FROM app_record r WHERE NOT EXISTS (SELECT 1 FROM app_record_version v WHERE v.record = r.id AND v.version = r.version)";
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Versions looked at.
    pub versions: i64,
    /// What does not fit, by record and version; never content.
    pub faults: Vec<String>,
}

/// Compares the body of every version with the hash stored beside it, and every head with its newest version.
pub fn check(tx: &Tx<'_>) -> Result<Checked, DbError> {
    let mut out = Checked::default();
    let (mut record, mut version) = (String::new(), 0_i64);
    loop {
        let rows = tx.rows(AFTER, params![&record, version])?;
        for r in &rows {
            (record, version) = (r.get(0)?, r.get(1)?);
            out.versions += 1;
            let (body, hash): (String, String) = (r.get(2)?, r.get(3)?);
            if sha256_hex(body.as_bytes()) != hash {
                out.faults.push(format!("record {record} version {version}: hash"));
            }
        }
        if rows.is_empty() {
            break;
        }
    }
    let headless: i64 = tx.one(HEADS, &[])?.get(0)?;
    if headless > 0 {
        out.faults.push(format!("{headless} records without their newest version"));
    }
    Ok(out)
}
