//! What an import would do: the pure difference between parsed files and what is stored. The same plan is shown in
//! the preview, printed by `--dry-run` and applied, so the three cannot differ.

mod matched;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kernel::{Date, sha256_hex};

use super::kouhyou::{ParsedFile, ParsedRow};
use super::prefecture;
use super::report::{Rejected, Report, Warning};
use super::sources::{Extra, Source};

pub use matched::{Ask, Known, Target, code_of};
pub use parts::{Close, Coverage, Create, Scope, Seen, State, Stored, Update};

/// Nothing closes when more than this share of a list would close (a cut-off file, a failed download).
pub const CLOSE_AT_MOST_PERCENT: usize = 20;

/// Everything an import does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Rows that are new to their source.
    pub creates: Vec<Create>,
    /// Changed ones.
    pub updates: Vec<Update>,
    /// Ones that stay as they are.
    pub unchanged: usize,
    /// Unchanged ones whose day of data moves on.
    pub seen: Vec<Seen>,
    /// Closed ones.
    pub closes: Vec<Close>,
    /// The lists that the files cover.
    pub coverage: BTreeMap<Scope, Coverage>,
    /// Rows and files not taken.
    pub rejected: Vec<Rejected>,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// Counts, refusals and remarks. A row that joins a facility of another source changes that facility.
    pub fn report(&self) -> Report {
        let new = self.new_facilities().count();
        Report {
            created: new,
            updated: self.updates.len() + self.creates.len() - new,
            unchanged: self.unchanged,
            closed: self.closes.iter().filter(|c| !c.stays).count(),
            rejected: self.rejected.clone(),
            warnings: self.warnings.clone(),
        }
    }

    /// The rows that become facilities of their own.
    pub fn new_facilities(&self) -> impl Iterator<Item = &Create> {
        self.creates.iter().filter(|c| c.target == Target::New)
    }

    /// Does it change any facility?
    pub fn changes(&self) -> bool {
        !(self.creates.is_empty() && self.updates.is_empty() && self.closes.is_empty())
    }

    /// Hash over every change: the confirmation carries it, so that exactly what was shown is done.
    pub fn hash(&self) -> String {
        let mut text = String::new();
        let mut add = |act: &str, key: &str, hash: &str| {
            text.push_str(act);
            text.push_str(key);
            text.push('/');
            text.push_str(hash);
            text.push('\n');
        };
        for c in &self.creates {
            let extra = c.extra.as_ref().map(Extra::hash).unwrap_or_default();
            let key = format!("{}-{}-{}", c.source.code(), c.data.service, c.data.number);
            add("+", &key, &format!("{}{extra}{:?}{:?}", c.hash, c.target, c.asks));
        }
        for u in &self.updates {
            let extra = u.extra.as_ref().map(Extra::hash).unwrap_or_default();
            let key = format!("{}{:?}", u.id, u.record);
            add("~", &key, &format!("{}>{}{extra}", u.before.hash(), u.hash));
        }
        for c in &self.closes {
            add("-", &format!("{}{:?}", c.id, c.record), "");
        }
        add("=", &self.unchanged.to_string(), &self.rejected.len().to_string());
        sha256_hex(text.as_bytes())
    }
}

/// Source, list and number: what a row is known by.
type Key<'a> = (Source, &'a str, &'a str);

struct Planner<'a> {
    stored: HashMap<Key<'a>, &'a Stored>,
    /// File and hash of the row that was taken for a key.
    taken: HashMap<Key<'a>, (&'a str, String)>,
    plan: Plan,
    today: Date,
}

/// Compares files with the stored state. `edition` is the date the operator gave; a date in a file comes first. Files
/// may overlap: of a key in two files the first row stands, an equal later one counts as unchanged, a different one is
/// refused as duplicate, so that importing the same files again changes nothing.
pub fn plan(state: &State, files: &[ParsedFile], today: Date, edition: Option<Date>) -> Plan {
    let stored = state
        .facilities
        .iter()
        .map(|s| ((s.source, s.list.as_str(), s.data.number.as_str()), s))
        .collect();
    let mut p = Planner { stored, taken: HashMap::new(), plan: Plan::default(), today };
    for file in files {
        p.file(file, file.edition.or(edition));
    }
    let from_files = std::mem::take(&mut p.plan.warnings);
    p.close(state, files);
    p.tell_older(state);
    matched::find(&mut p.plan, &state.known);
    // what concerns a whole list comes before the remarks on single rows
    p.plan.warnings.extend(from_files);
    p.plan
}

impl<'a> Planner<'a> {
    fn file(&mut self, file: &'a ParsedFile, edition: Option<Date>) {
        self.plan.rejected.extend(file.rejected.iter().cloned());
        self.plan.warnings.extend(file.warnings.iter().cloned());
        let today = self.today;
        for row in &file.rows {
            let scope = Scope {
                source: file.source,
                prefecture: row.data.prefecture().to_string(),
                list: file.service.clone(),
            };
            let covered = Coverage { edition, imported_on: today, rows: 0 };
            self.plan.coverage.entry(scope).or_insert(covered).rows += 1;
            self.row(file, row, row.as_of.or(edition).unwrap_or(today).min(today));
        }
    }

    fn row(&mut self, file: &'a ParsedFile, row: &'a ParsedRow, seen: Date) {
        let key = (file.source, file.service.as_str(), row.data.number.as_str());
        let extra_hash = row.extra.as_ref().map(Extra::hash);
        let whole = format!("{}{}", row.hash, extra_hash.as_deref().unwrap_or(""));
        if let Some((earlier, hash)) = self.taken.get(&key) {
            if *hash == whole {
                self.plan.unchanged += 1;
            } else {
                let same = match file.source {
                    Source::Matrix => format!("施設（{}）", row.data.name),
                    Source::Kouhyou => format!("事業所番号（{}）", row.data.number),
                    _ => format!("番号（{}）", row.data.number),
                };
                self.plan.rejected.push(Rejected {
                    file: file.file.clone(),
                    line: row.line,
                    code: "duplicate",
                    text: format!("{earlier} に同じ{same}の行があり、内容がちがいます。先のファイルの行だけを取り込みます。"),
                });
            }
            return;
        }
        self.taken.insert(key, (&file.file, whole));
        let Some(stored) = self.stored.get(&key) else {
            let create = Create {
                source: file.source,
                list: file.service.clone(),
                data: row.data.clone(),
                hash: row.hash.clone(),
                extra: row.extra.clone(),
                said: file.said,
                seen,
                target: Target::New,
                asks: Vec::new(),
                file: file.file.clone(),
                line: row.line,
            };
            return self.plan.creates.push(create);
        };
        let data = row.data.clone().completed_by(&stored.data, file.said);
        let seen = seen.max(stored.last_seen);
        let same_extra = extra_hash.is_none_or(|h| h == stored.extra_hash);
        if data == stored.data && same_extra && stored.closed_at.is_none() {
            self.plan.unchanged += 1;
            if seen != stored.last_seen {
                self.plan.seen.push(Seen { id: stored.id, record: stored.record, day: seen });
            }
            return;
        }
        self.plan.updates.push(Update {
            id: stored.id,
            record: stored.record,
            before: stored.data.clone(),
            hash: data.hash(),
            data,
            extra: if same_extra { None } else { row.extra.clone() },
            said: file.said,
            reopened: stored.closed_at.is_some(),
            seen,
        });
    }

    /// Facilities that a covered list no longer holds close, unless too many would, or the source's lists say nothing
    /// about closures.
    fn close(&mut self, state: &'a State, files: &'a [ParsedFile]) {
        let mentioned: HashSet<Key<'_>> = files
            .iter()
            .flat_map(|f| f.mentioned.iter().map(|n| (f.source, f.service.as_str(), n.as_str())))
            .collect();
        let covered: BTreeSet<Scope> = self.plan.coverage.keys().cloned().collect();
        for scope in covered.iter().filter(|s| s.source.closes()) {
            let open: Vec<&Stored> = state
                .facilities
                .iter()
                .filter(|s| {
                    s.closed_at.is_none()
                        && s.source == scope.source
                        && s.list == scope.list
                        && s.data.prefecture() == scope.prefecture
                })
                .collect();
            let gone: Vec<&&Stored> = open
                .iter()
                .filter(|s| {
                    let key = (s.source, s.list.as_str(), s.data.number.as_str());
                    !self.taken.contains_key(&key) && !mentioned.contains(&key)
                })
                .collect();
            if gone.len() * 100 > open.len() * CLOSE_AT_MOST_PERCENT {
                let warning = too_many(scope, files, &gone, open.len());
                self.plan.warnings.push(warning);
                continue;
            }
            let stays = gone.iter().filter(|s| s.listed_elsewhere).count();
            if stays > 0 {
                self.plan.warnings.push(Warning {
                    file: file_of(scope, files),
                    line: 0,
                    kind: "still_listed",
                    text: format!(
                        "この一覧からなくなった{stays}件は、ほかの資料にのっているため閉じていません。"
                    ),
                });
            }
            self.plan.closes.extend(gone.iter().map(|s| Close {
                id: s.id,
                record: s.record,
                data: s.data.clone(),
                stays: s.listed_elsewhere,
            }));
        }
    }

    fn tell_older(&mut self, state: &State) {
        for (scope, new) in &mut self.plan.coverage {
            let Some(old) = state.coverage.get(scope) else { continue };
            let (Some(mine), theirs) = (new.edition, old.edition.unwrap_or(old.imported_on)) else {
                continue;
            };
            if mine < theirs {
                self.plan.warnings.push(Warning {
                    file: String::new(),
                    line: 0,
                    kind: "older",
                    text: format!(
                        "{}の公開データ（{mine}）は、前に取り込んだもの（{theirs}）より古い日付です。新しいほうを取り込み直してください。",
                        list_label(scope),
                    ),
                });
            }
        }
    }
}

/// The first file that covers a list.
fn file_of(scope: &Scope, files: &[ParsedFile]) -> String {
    files
        .iter()
        .find(|f| {
            f.source == scope.source
                && f.service == scope.list
                && f.rows.iter().any(|r| r.data.prefecture() == scope.prefecture)
        })
        .map_or(String::new(), |f| f.file.clone())
}

fn list_label(scope: &Scope) -> &str {
    super::service::label(&scope.list).unwrap_or(scope.source.label())
}

fn too_many(scope: &Scope, files: &[ParsedFile], gone: &[&&Stored], open: usize) -> Warning {
    let label = match scope.source {
        Source::Kouhyou => gone.first().map_or("", |s| s.data.service_label.as_str()),
        _ => list_label(scope),
    };
    Warning {
        file: file_of(scope, files),
        line: 0,
        kind: "closing",
        text: format!(
            "{}の{label}は、{open}件のうち{}件がこのファイルにありません。2割をこえるため、1件も閉じていません。ファイルが途中で切れていないか確かめてください。",
            prefecture::name(&scope.prefecture).unwrap_or(&scope.prefecture),
            gone.len(),
        ),
    }
}
