//! The program's own values, read from its sources and generated lists, so that no paper repeats a number by hand. In the
//! papers' sources they stand as `{name}`; a name that nobody knows, or a constant that moved, is an error.

use super::text;
use std::collections::BTreeMap;

/// Name in the papers, file, constant, what it is divided by.
const CONSTANTS: &[(&str, &str, &str, i64)] = &[
    ("idle_minutes", "crates/accounts/src/sessions/mod.rs", "IDLE_MINUTES", 1),
    ("idle_shared_minutes", "crates/accounts/src/sessions/mod.rs", "IDLE_SHARED_MINUTES", 1),
    ("session_hours", "crates/accounts/src/sessions/mod.rs", "LIFE_MINUTES", 60),
    ("password_shortest", "crates/accounts/src/model/password.rs", "SHORTEST", 1),
    ("password_longest", "crates/accounts/src/model/password.rs", "LONGEST", 1),
    ("password_at_once", "crates/accounts/src/model/password.rs", "AT_ONCE", 1),
    ("tries_minutes", "crates/accounts/src/identities/store/attempts.rs", "MINUTES", 1),
    ("tries_login", "crates/accounts/src/identities/store/attempts.rs", "PER_LOGIN", 1),
    ("tries_network", "crates/accounts/src/identities/store/attempts.rs", "PER_NETWORK", 1),
    ("tries_pin", "crates/accounts/src/identities/store/attempts.rs", "PER_PIN", 1),
    ("tries_device", "crates/accounts/src/identities/store/attempts.rs", "PER_DEVICE", 1),
    ("pin_wrong", "crates/accounts/src/model/crew.rs", "WRONG_IN_A_ROW", 1),
    ("keycode_tries", "crates/people/src/use_cases/keycode.rs", "PER_ACCOUNT", 1),
    ("keycode_day", "crates/people/src/use_cases/keycode.rs", "PER_FACILITY", 1),
    ("vendor_hours", "crates/accounts/src/use_cases/openings.rs", "LONGEST_HOURS", 1),
    ("purge_most", "crates/people/src/retention/use_cases/mod.rs", "AT_ONCE", 1),
    ("recovery_codes", "crates/accounts/src/identities/store/recovery.rs", "CODES", 1),
    ("invitation_days", "crates/accounts/src/model/code.rs", "CODE_DAYS", 1),
    ("temporary_hours", "crates/accounts/src/use_cases/temporary.rs", "LONGEST_HOURS", 1),
    ("fresh_minutes", "crates/accounts/src/html/access.rs", "FRESH_MINUTES", 1),
    ("form_mb", "crates/server/src/http/request.rs", "FORM_BYTES", 1 << 20),
    ("upload_mb", "crates/ui/src/formstate.rs", "MAX_UPLOAD", 1 << 20),
    ("file_mb", "crates/office/src/image/mod.rs", "FILE_BYTES", 1 << 20),
    ("picture_megapixels", "crates/office/src/image/mod.rs", "PIXELS", 1_000_000),
    ("decode_mb", "crates/office/src/image/mod.rs", "DECODE_BYTES", 1 << 20),
    ("pdf_pages", "crates/office/src/pdf_file/mod.rs", "PAGES", 1),
    ("files_at_once", "crates/people/src/attachments/mod.rs", "AT_ONCE", 1),
    ("checkpoint_minutes", "crates/app/src/checkpoint/keep.rs", "EVERY_MINUTES", 1),
    ("checkpoint_rows", "crates/app/src/checkpoint/keep.rs", "EVERY_ROWS", 1),
    ("backup_days", "crates/keep/src/generations.rs", "DAYS", 1),
    ("backup_weeks", "crates/keep/src/generations.rs", "WEEKS", 1),
    ("backup_months", "crates/keep/src/generations.rs", "MONTHS", 1),
    ("key_days", "crates/app/src/idempotency.rs", "DAYS", 1),
    ("postgres_connections", "crates/db/src/pg/pool.rs", "CONNECTIONS", 1),
    ("sqlite_readers", "crates/db/src/sqlite.rs", "READERS", 1),
    ("report_csv_rows", "crates/home/src/audit/report.rs", "WRITTEN", 1),
    ("search_most", "crates/home/src/search.rs", "MAX", 1),
    ("roster_rows", "crates/accounts/src/model/roster.rs", "MOST", 1),
    ("exchange_passphrase", "crates/people/src/seal.rs", "PASSPHRASE_MIN", 1),
];

/// Name in the papers → value.
pub struct Facts(BTreeMap<String, String>);

impl Facts {
    /// Reads all of them.
    pub fn read() -> Result<Self, String> {
        let mut out = BTreeMap::new();
        for (name, file, constant, unit) in CONSTANTS {
            let value = constant_of(&text(file)?, constant)
                .ok_or_else(|| format!("{file}: no number {constant} (for {{{name}}})"))?;
            if value % unit != 0 {
                return Err(format!("{file}: {constant} = {value} is no multiple of {unit}"));
            }
            out.insert((*name).to_owned(), (value / unit).to_string());
        }
        let answer = "crates/server/src/http/answer.rs";
        let csp = between(&text(answer)?, "const CSP: &str = \"", "\"")
            .ok_or_else(|| format!("{answer}: no CSP"))?;
        out.insert("csp".into(), csp);
        let passwords = text("crates/accounts/data/common-passwords.txt")?;
        let listed = passwords.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).count();
        out.insert("passwords_refused".into(), listed.to_string());
        routes(&text("docs/generated/routes.txt")?, &mut out);
        permissions(&text("docs/generated/permissions.txt")?, &mut out);
        out.insert("version".into(), version(&text("Cargo.toml")?)?);
        Ok(Facts(out))
    }

    /// The text with every `{name}` replaced.
    pub fn fill(&self, place: &str, text: &str) -> Result<String, String> {
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) =
                after.split_once('}').ok_or_else(|| format!("{place}: a {{ without its }}"))?;
            let value =
                self.0.get(name).ok_or_else(|| format!("{place}: nobody knows {{{name}}}"))?;
            out.push_str(before);
            out.push_str(value);
            rest = behind;
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// The number of `const NAME: T = …;`: products and shifts of whole numbers.
fn constant_of(source: &str, name: &str) -> Option<i64> {
    let key = format!("const {name}: ");
    let seen = ["", "pub ", "pub(super) ", "pub(crate) "];
    let named =
        |l: &str| seen.iter().any(|s| l.strip_prefix(s).is_some_and(|l| l.starts_with(&key)));
    let line = source.lines().find(|l| named(l.trim_start()))?;
    let value = line.split_once('=')?.1.split(';').next()?;
    let mut product = 1_i64;
    for factor in value.split('*') {
        let (number, shift) = factor.split_once("<<").unwrap_or((factor, "0"));
        let number: i64 = number.trim().replace('_', "").parse().ok()?;
        let shift: u32 = shift.trim().parse().ok()?;
        product = product.checked_mul(number.checked_shl(shift)?)?;
    }
    Some(product)
}

fn between(source: &str, from: &str, to: &str) -> Option<String> {
    Some(source.split_once(from)?.1.split_once(to)?.0.to_owned())
}

/// Columns: path, method, permission, audit kind, capability.
fn routes(list: &str, out: &mut BTreeMap<String, String>) {
    let rows: Vec<Vec<&str>> = list
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| l.split_whitespace().collect())
        .collect();
    let with = |column: usize, value: &str| {
        rows.iter().filter(|r| r.get(column) == Some(&value)).count().to_string()
    };
    out.insert("routes".into(), rows.len().to_string());
    out.insert("routes_person".into(), with(3, "person"));
    out.insert("routes_open".into(), with(2, "public"));
}

/// The first part of the file: one permission a line; the second: rules, of which those of the matrix begin with `access`.
fn permissions(list: &str, out: &mut BTreeMap<String, String>) {
    let (permissions, rules) = list.split_once("\n\n").unwrap_or((list, ""));
    let lines = permissions.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    out.insert("permissions".into(), lines.count().to_string());
    let cells = rules.lines().filter(|l| l.starts_with("access "));
    out.insert("matrix_cells".into(), cells.count().to_string());
}

fn version(manifest: &str) -> Result<String, String> {
    manifest
        .lines()
        .find_map(|l| l.strip_prefix("version = \""))
        .and_then(|l| l.split('"').next())
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.toml: no version".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let source = "pub const A: i64 = 12 * 60;\nconst B: usize = 2 * 1024 * 1024;\nconst C: i64 = 30_000;\n\
                      pub(super) const D: u64 = 1 << 20;\nconst A2: i64 = x();\n";
        assert_eq!(constant_of(source, "A"), Some(720));
        assert_eq!(constant_of(source, "B"), Some(2 << 20));
        assert_eq!(constant_of(source, "C"), Some(30_000));
        assert_eq!(constant_of(source, "D"), Some(1 << 20));
        assert_eq!(constant_of(source, "A2"), None);
        assert_eq!(constant_of(source, "E"), None);
    }

    #[test]
    fn every_value_of_the_program_is_where_it_is_looked_for() {
        let facts = Facts::read().unwrap();
        assert!(facts.0.values().all(|v| !v.is_empty() && v != "0"), "{:?}", facts.0);
        assert_eq!(
            facts.fill("x", "{idle_minutes}分").unwrap(),
            format!("{}分", facts.0["idle_minutes"])
        );
    }

    #[test]
    fn a_name_nobody_knows_is_an_error() {
        let facts = Facts(BTreeMap::from([("a".into(), "1".into())]));
        assert_eq!(facts.fill("x", "{a}と{a}").unwrap(), "1と1");
        assert!(facts.fill("x", "{b}").unwrap_err().contains("{b}"));
        assert!(facts.fill("x", "{a").is_err());
    }
}
