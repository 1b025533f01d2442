//! What an import would do: the pure difference between parsed files and what is stored. The same plan is shown in
//! the preview, printed by `--dry-run` and applied, so the three cannot differ.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kernel::{Date, sha256_hex};

use super::facility::{FacilityData, Field};
use super::kouhyou::{ParsedFile, ParsedRow};
use super::prefecture;
use super::report::{Rejected, Report, Warning};
use crate::FacilityId;

/// Nothing closes when more than this share of a list would close (a cut-off file, a failed download).
pub const CLOSE_AT_MOST_PERCENT: usize = 20;

/// A stored facility, as the plan needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Id.
    pub id: FacilityId,
    /// What is stored.
    pub data: FacilityData,
    /// No longer listed since.
    pub closed_at: Option<Date>,
    /// Day of the data in which it was last listed.
    pub last_seen: Date,
}

/// A stored list: (prefecture code, service code).
pub type Scope = (String, String);

/// When and from which edition a list was last imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Date of the edition, when it was known.
    pub edition: Option<Date>,
    /// Day of the import.
    pub imported_on: Date,
    /// Rows that the file had for this list.
    pub rows: usize,
}

/// What is stored of the source.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Facilities of the services that the files speak of.
    pub facilities: Vec<Stored>,
    /// The last import of each list.
    pub coverage: BTreeMap<Scope, Coverage>,
}

/// A new facility.
#[derive(Debug, Clone, PartialEq)]
pub struct Create {
    /// What to store.
    pub data: FacilityData,
    /// Its content hash.
    pub hash: String,
    /// Day of its data.
    pub seen: Date,
}

/// A changed facility.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// Which.
    pub id: FacilityId,
    /// As it is stored.
    pub before: FacilityData,
    /// As it will be.
    pub data: FacilityData,
    /// Its content hash.
    pub hash: String,
    /// It was closed and is listed again.
    pub reopened: bool,
    /// Day of its data.
    pub seen: Date,
}

impl Update {
    /// The fields that change.
    pub fn fields(&self) -> Vec<Field> {
        self.before.changed(&self.data)
    }
}

/// A facility that the source no longer lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Close {
    /// Which.
    pub id: FacilityId,
    /// As it is stored.
    pub data: FacilityData,
}

/// Everything an import does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// New facilities.
    pub creates: Vec<Create>,
    /// Changed ones.
    pub updates: Vec<Update>,
    /// Ones that stay as they are.
    pub unchanged: usize,
    /// Unchanged ones whose day of data moves on.
    pub seen: Vec<(FacilityId, Date)>,
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
    /// Counts, refusals and remarks.
    pub fn report(&self) -> Report {
        Report {
            created: self.creates.len(),
            updated: self.updates.len(),
            unchanged: self.unchanged,
            closed: self.closes.len(),
            rejected: self.rejected.clone(),
            warnings: self.warnings.clone(),
        }
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
            add("+", &format!("{}-{}", c.data.service, c.data.number), &c.hash);
        }
        for u in &self.updates {
            add("~", &u.id.to_string(), &format!("{}>{}", u.before.hash(), u.hash));
        }
        for c in &self.closes {
            add("-", &c.id.to_string(), "");
        }
        add("=", &self.unchanged.to_string(), &self.rejected.len().to_string());
        sha256_hex(text.as_bytes())
    }
}

struct Planner<'a> {
    stored: HashMap<(&'a str, &'a str), &'a Stored>,
    /// File and hash of the row that was taken for a key.
    taken: HashMap<(&'a str, &'a str), (&'a str, &'a str)>,
    plan: Plan,
    today: Date,
}

/// Compares files with the stored state. `edition` is the date the operator gave; a date in a file's name comes
/// first. Files may overlap: of a key in two files the first row stands, an equal later one counts as unchanged, a
/// different one is refused as duplicate, so that importing the same files again changes nothing.
pub fn plan(state: &State, files: &[ParsedFile], today: Date, edition: Option<Date>) -> Plan {
    let stored = state
        .facilities
        .iter()
        .map(|s| ((s.data.service.as_str(), s.data.number.as_str()), s))
        .collect();
    let mut p = Planner { stored, taken: HashMap::new(), plan: Plan::default(), today };
    for file in files {
        p.file(file, file.edition.or(edition));
    }
    let from_files = std::mem::take(&mut p.plan.warnings);
    p.close(state, files);
    p.tell_older(state);
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
            let scope = (row.data.prefecture().to_string(), file.service.clone());
            let covered = Coverage { edition, imported_on: today, rows: 0 };
            self.plan.coverage.entry(scope).or_insert(covered).rows += 1;
            self.row(file, row, edition.unwrap_or(today).min(today));
        }
    }

    fn row(&mut self, file: &'a ParsedFile, row: &'a ParsedRow, seen: Date) {
        let key = (row.data.service.as_str(), row.data.number.as_str());
        if let Some((earlier, hash)) = self.taken.get(&key) {
            if *hash == row.hash {
                self.plan.unchanged += 1;
            } else {
                self.plan.rejected.push(Rejected {
                    file: file.file.clone(),
                    line: row.line,
                    code: "duplicate",
                    text: format!("{earlier} に同じ事業所番号（{}）の行があり、内容がちがいます。先のファイルの行だけを取り込みます。", row.data.number),
                });
            }
            return;
        }
        self.taken.insert(key, (&file.file, &row.hash));
        let Some(stored) = self.stored.get(&key) else {
            let create = Create { data: row.data.clone(), hash: row.hash.clone(), seen };
            return self.plan.creates.push(create);
        };
        let data = row.data.clone().completed_by(&stored.data, file.said);
        let seen = seen.max(stored.last_seen);
        if data == stored.data && stored.closed_at.is_none() {
            self.plan.unchanged += 1;
            if seen != stored.last_seen {
                self.plan.seen.push((stored.id, seen));
            }
            return;
        }
        self.plan.updates.push(Update {
            id: stored.id,
            before: stored.data.clone(),
            hash: data.hash(),
            data,
            reopened: stored.closed_at.is_some(),
            seen,
        });
    }

    /// Facilities that a covered list no longer holds close, unless too many would.
    fn close(&mut self, state: &'a State, files: &'a [ParsedFile]) {
        let mentioned: HashSet<(&str, &str)> = files
            .iter()
            .flat_map(|f| f.mentioned.iter().map(|n| (f.service.as_str(), n.as_str())))
            .collect();
        let covered: BTreeSet<Scope> = self.plan.coverage.keys().cloned().collect();
        for (prefecture, service) in covered {
            let open: Vec<&Stored> = state
                .facilities
                .iter()
                .filter(|s| {
                    s.closed_at.is_none()
                        && s.data.service == service
                        && s.data.prefecture() == prefecture
                })
                .collect();
            let gone: Vec<&&Stored> = open
                .iter()
                .filter(|s| {
                    let key = (s.data.service.as_str(), s.data.number.as_str());
                    !self.taken.contains_key(&key) && !mentioned.contains(&key)
                })
                .collect();
            if gone.len() * 100 > open.len() * CLOSE_AT_MOST_PERCENT {
                let label = gone.first().map_or("", |s| s.data.service_label.as_str());
                let file = files
                    .iter()
                    .find(|f| {
                        f.service == service
                            && f.rows.iter().any(|r| r.data.prefecture() == prefecture)
                    })
                    .map_or(String::new(), |f| f.file.clone());
                self.plan.warnings.push(Warning {
                    file,
                    line: 0,
                    kind: "closing",
                    text: format!(
                        "{}の{label}は、{}件のうち{}件がこのファイルにありません。2割をこえるため、1件も閉じていません。ファイルが途中で切れていないか確かめてください。",
                        prefecture::name(&prefecture).unwrap_or(&prefecture),
                        open.len(),
                        gone.len(),
                    ),
                });
                continue;
            }
            self.plan.closes.extend(gone.iter().map(|s| Close { id: s.id, data: s.data.clone() }));
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
                        super::service::label(&scope.1).unwrap_or(&scope.1),
                    ),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facility::Fields;
    use kernel::Id;

    const TODAY: Date = jiff_date(2026, 11, 21);

    const fn jiff_date(y: i16, m: i8, d: i8) -> Date {
        Date::constant(y, m, d)
    }

    fn data(n: u32, name: &str) -> FacilityData {
        FacilityData {
            number: format!("03{n:08}"),
            service: "120".into(),
            service_label: "訪問入浴介護".into(),
            name: name.into(),
            municipality: "032069".into(),
            ..FacilityData::default()
        }
    }

    fn file(name: &str, rows: Vec<FacilityData>) -> ParsedFile {
        let rows = rows
            .into_iter()
            .enumerate()
            .map(|(i, data)| ParsedRow { line: i as u64 + 2, hash: data.hash(), data })
            .collect();
        ParsedFile {
            file: name.into(),
            service: "120".into(),
            said: Fields::all(),
            rows,
            ..ParsedFile::default()
        }
    }

    fn stored(rows: Vec<FacilityData>) -> State {
        let facilities = rows
            .into_iter()
            .enumerate()
            .map(|(i, data)| Stored {
                id: FacilityId(Id::from_bytes([i as u8; 16])),
                data,
                closed_at: None,
                last_seen: TODAY,
            })
            .collect();
        State { facilities, coverage: BTreeMap::new() }
    }

    fn counts(p: &Plan) -> (usize, usize, usize, usize, usize) {
        (p.creates.len(), p.updates.len(), p.unchanged, p.closes.len(), p.rejected.len())
    }

    #[test]
    fn a_fifth_may_close_and_more_than_a_fifth_never() {
        let all: Vec<_> = (0..10).map(|n| data(n, "a")).collect();
        let eight = plan(&stored(all.clone()), &[file("f", all[..8].to_vec())], TODAY, None);
        assert_eq!(counts(&eight), (0, 0, 8, 2, 0));
        let seven = plan(&stored(all.clone()), &[file("f", all[..7].to_vec())], TODAY, None);
        assert_eq!(counts(&seven), (0, 0, 7, 0, 0));
        assert_eq!(seven.warnings[0].kind, "closing");
        assert!(seven.warnings[0].text.contains("岩手県の訪問入浴介護は、10件のうち3件"));
    }

    #[test]
    fn only_the_prefecture_and_service_of_the_file_can_close() {
        let mut elsewhere = data(1, "宮城");
        elsewhere.municipality = "042030".into();
        let mut other = data(2, "通所");
        other.service = "160".into();
        let mine: Vec<_> = (3..10).map(|n| data(n, "a")).collect();
        let state = stored([vec![elsewhere, other], mine.clone()].concat());
        let p = plan(&state, &[file("f", mine[1..].to_vec())], TODAY, None);
        assert_eq!(p.closes.len(), 1);
        assert_eq!(p.closes[0].data.number, "0300000003");
    }

    #[test]
    fn a_refused_row_whose_number_is_known_does_not_close_its_facility() {
        let all: Vec<_> = (0..10).map(|n| data(n, "a")).collect();
        let mut f = file("f", all[1..].to_vec());
        f.mentioned.push(all[0].number.clone());
        let p = plan(&stored(all), &[f], TODAY, None);
        assert_eq!(p.closes.len(), 0);
    }

    #[test]
    fn a_closed_facility_that_is_listed_again_opens() {
        let mut state = stored(vec![data(1, "a")]);
        state.facilities[0].closed_at = Some(TODAY);
        let p = plan(&state, &[file("f", vec![data(1, "a")])], TODAY, None);
        assert!(p.updates[0].reopened && p.updates[0].fields().is_empty());
    }

    #[test]
    fn overlapping_files_take_the_first_row_of_a_key() {
        let first = file("a.csv", vec![data(1, "a"), data(2, "b")]);
        let second = file("b.csv", vec![data(1, "a"), data(2, "ちがう")]);
        let p = plan(&State::default(), &[first, second], TODAY, None);
        assert_eq!(counts(&p), (2, 0, 1, 0, 1));
        assert_eq!(p.rejected[0].code, "duplicate");
        assert_eq!(p.report().rows(), 4);
    }

    #[test]
    fn the_day_of_the_data_moves_forward_only() {
        let mut state = stored(vec![data(1, "a")]);
        state.facilities[0].last_seen = jiff_date(2026, 6, 30);
        let newer = plan(&state, &[file("f", vec![data(1, "a")])], TODAY, None);
        assert_eq!(newer.seen, [(state.facilities[0].id, TODAY)]);
        let older =
            plan(&state, &[file("f", vec![data(1, "a")])], TODAY, Some(jiff_date(2025, 6, 1)));
        assert!(older.seen.is_empty());
        state.coverage.insert(
            ("03".into(), "120".into()),
            Coverage { edition: Some(jiff_date(2026, 6, 30)), imported_on: TODAY, rows: 1 },
        );
        let older =
            plan(&state, &[file("f", vec![data(1, "a")])], TODAY, Some(jiff_date(2025, 6, 1)));
        assert_eq!(older.warnings[0].kind, "older");
    }

    #[test]
    fn the_hash_of_a_plan_follows_what_it_changes() {
        let a = plan(&State::default(), &[file("f", vec![data(1, "a")])], TODAY, None);
        let b = plan(&State::default(), &[file("f", vec![data(1, "b")])], TODAY, None);
        let again = plan(&State::default(), &[file("f", vec![data(1, "a")])], TODAY, None);
        assert_ne!(a.hash(), b.hash());
        assert_eq!(a.hash(), again.hash());
        assert!(a.changes());
    }
}
