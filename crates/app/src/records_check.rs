//! Every version of every record against its own hash: after a restore, and whenever the operator asks.
use db::{DbError, FromRow, Tx, params};

use crate::records::Stored;

db::statements! { pub STATEMENTS;
    AFTER = "SELECT record, version, state, form, form_version, body, hash, source, reason, account, organisation, name, at, seal FROM app_record_version WHERE record > $1 OR (record = $1 AND version > $2) ORDER BY record, version LIMIT 200";
    HEADS = "SELECT COUNT(*) FROM app_record r WHERE NOT EXISTS (SELECT 1 FROM app_record_version v WHERE v.record = r.id AND v.version = r.version AND v.state = r.state)";
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Versions looked at.
    pub versions: i64,
    /// What does not fit, by record and version; never content.
    pub faults: Vec<String>,
}

/// Compares every version with the hashes stored beside it, and every head with its newest version.
pub fn check(tx: &Tx<'_>) -> Result<Checked, DbError> {
    let mut out = Checked::default();
    let (mut record, mut version) = (String::new(), 0_i64);
    loop {
        let rows = tx.rows(AFTER, params![&record, version])?;
        for r in &rows {
            (record, version) = (r.get(0)?, r.get(1)?);
            out.versions += 1;
            let intact = match Stored::from_row(r) {
                Ok(Stored(v, seal)) => v.intact(seal.as_ref()),
                Err(DbError::Decode { .. }) => false,
                Err(e) => return Err(e),
            };
            if !intact {
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
