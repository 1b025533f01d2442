//! The rates counted again from the raw rows, definition by definition (the words beside each are those of the survey's page):
//! nothing of the program's own counting is used, dates are compared as text, and every stay is looked at for every rate.
use std::collections::BTreeMap;

use db::{Stmt, params};
use kernel::Date;
use serde_json::Value;
use testkit::TestApp;

const STAYS: Stmt = Stmt {
    name: "t.STAYS",
    sql: "SELECT id, resident, admitted_on, ended_on, end_kind, care_level FROM transitions_stay WHERE cancelled_at IS NULL",
};
const ACTS: Stmt = Stmt {
    name: "t.ACTS",
    sql: "SELECT stay, id, kind, day, at, method, detail, record, received_at FROM transitions_act WHERE cancelled_at IS NULL ORDER BY at, id",
};

#[derive(Debug)]
struct Stay {
    id: String,
    resident: String,
    admitted: String,
    ended: Option<String>,
    end: String,
    level: String,
}

struct Act {
    stay: String,
    id: String,
    kind: String,
    day: Option<String>,
    at: String,
    method: Option<String>,
    detail: Value,
    record: Option<String>,
    received: bool,
}

impl Act {
    fn codes(&self) -> Vec<&str> {
        let all = self.detail["codes"].as_array();
        all.map(|a| a.iter().map(|c| c.as_str().unwrap()).collect()).unwrap_or_default()
    }

    fn code(&self, at: usize) -> &str {
        self.codes().get(at).copied().unwrap_or("")
    }
}

/// The raw rows.
pub struct Rows {
    stays: Vec<Stay>,
    acts: Vec<Act>,
}

/// Rate → (n, d).
pub type Rates = BTreeMap<&'static str, (i64, i64)>;

fn days(a: &str, b: &str) -> i64 {
    kernel::time::days_between(a.parse().unwrap(), b.parse().unwrap())
}

pub fn rows(app: &TestApp) -> Rows {
    let all = |stmt: Stmt| app.db.read(move |tx| tx.rows(stmt, params![])).unwrap();
    let (stays, acts) = (all(STAYS), all(ACTS));
    let text = |r: &db::Row, at: usize| r.get::<Option<String>>(at).unwrap();
    Rows {
        stays: stays
            .iter()
            .map(|r| Stay {
                id: text(r, 0).unwrap(),
                resident: text(r, 1).unwrap(),
                admitted: text(r, 2).unwrap(),
                ended: text(r, 3),
                end: text(r, 4).unwrap_or_default(),
                level: text(r, 5).unwrap(),
            })
            .collect(),
        acts: acts
            .iter()
            .map(|r| Act {
                stay: text(r, 0).unwrap(),
                id: text(r, 1).unwrap(),
                kind: text(r, 2).unwrap(),
                day: text(r, 3),
                at: text(r, 4).unwrap(),
                method: text(r, 5),
                detail: serde_json::from_str(&text(r, 6).unwrap()).unwrap(),
                record: text(r, 7),
                received: text(r, 8).is_some(),
            })
            .collect(),
    }
}

struct Sums(Rates);

impl Sums {
    fn put(&mut self, rate: &'static str, n: bool) {
        let sum = self.0.entry(rate).or_insert((0, 0));
        *sum = (sum.0 + i64::from(n), sum.1 + 1);
    }
}

impl Rows {
    /// All rates of the days from one to another.
    pub fn count(&self, from: Date, to: Date, today: Date) -> Rates {
        let (from, to, today) = (from.to_string(), to.to_string(), today.to_string());
        let within = |d: &str| *d >= *from && *d <= *to;
        let mut sums = Sums(Rates::new());
        for s in self.stays.iter().filter(|s| s.admitted <= today) {
            if within(&s.admitted) {
                self.admission(s, &mut sums);
            }
            if let Some(left) = s.ended.as_ref().filter(|d| within(d)) {
                self.end(s, left, &mut sums);
            }
        }
        sums.0
    }

    fn of<'a>(&'a self, s: &Stay, kind: &str) -> Vec<&'a Act> {
        self.acts.iter().filter(|a| a.stay == s.id && a.kind == kind).collect()
    }

    fn admission(&self, s: &Stay, sums: &mut Sums) {
        let sheets = self.of(s, "sheet_sent");
        let contacts = self.of(s, "admission_contact");
        sums.put("admission_contact", !contacts.is_empty() || !sheets.is_empty());
        sums.put("sheet_sent", !sheets.is_empty());
        if !sheets.is_empty() {
            let answered = self.of(s, "reply").iter().any(|r| match &r.record {
                None => true,
                Some(what) => {
                    sheets.iter().any(|a| a.id == *what || a.record.as_ref() == Some(what))
                }
            });
            sums.put("sheet_received", answered || sheets.iter().any(|a| a.received));
        }
        let fee = sheets.first().map(|a| a.codes()).unwrap_or_default();
        sums.put("fee_admission_1", fee.contains(&"fee:1"));
        sums.put("fee_admission_2", fee.contains(&"fee:2") && !fee.contains(&"fee:1"));
    }

    fn end(&self, s: &Stay, left: &str, sums: &mut Sums) {
        self.facility(s, sums);
        if s.end == "death" || s.end == "transfer" {
            return;
        }
        self.notice(s, left, sums);
        let held = self.of(s, "conference");
        let met = held.iter().any(|a| !a.codes().contains(&"not_held"));
        sums.put("conference_held", met);
        sums.put("conference_decided", !held.is_empty());
        let papers = self.of(s, "papers");
        sums.put("papers_handed", !papers.is_empty());
        sums.put("papers_received", papers.iter().any(|a| a.received));
        sums.put("planning_contact", !self.of(s, "planning_notice").is_empty());
        sums.put("record_received", !self.of(s, "record_confirmed").is_empty());
        self.wish(s, sums);
        let dental: Vec<&Act> = self
            .of(s, "checklist")
            .into_iter()
            .filter(|a| ["dental", "dental_resume"].contains(&a.code(0)))
            .collect();
        if let Some(last) = dental.last() {
            let stopped = last.code(1) != "not_needed";
            sums.put("dental_stopped", stopped);
            if stopped {
                sums.put("dental_resumed", last.code(1) == "done");
            }
        }
        self.fees(s, left, sums);
        // the nearest admission after the end decides; a planned one counts as well
        let mut after: Vec<(&str, &str)> = self
            .stays
            .iter()
            .filter(|t| t.resident == s.resident && (&t.admitted, &t.id) > (&s.admitted, &s.id))
            .filter(|t| *t.admitted >= *left)
            .map(|t| (t.admitted.as_str(), t.id.as_str()))
            .collect();
        after.sort_unstable();
        sums.put("readmitted_30", after.first().is_some_and(|t| days(left, t.0) <= 30));
    }

    fn notice(&self, s: &Stay, left: &str, sums: &mut Sums) {
        let all = self.of(s, "discharge_notice");
        let told_on = |a: &Act| a.day.clone().unwrap_or_else(|| tokyo_day(&a.at));
        let mut named: Vec<(String, usize)> = Vec::new();
        for (i, a) in all.iter().enumerate() {
            if a.detail["date"].as_str() == Some(left) {
                named.push((told_on(a), i));
            }
        }
        named.sort();
        let counted = match named.first() {
            Some((_, i)) => Some(all[*i]),
            None => all.last().copied(),
        };
        let in_time = counted.and_then(|a| a.day.as_deref()).is_some_and(|d| d <= left);
        sums.put("discharge_contact", in_time);
        let Some(a) = counted else { return };
        let before = a.day.as_deref().map(|d| days(d, left));
        let early = before.is_some_and(|n| n >= 5);
        sums.put("five_days_before", early);
        if before.is_some() {
            sums.put("five_days_before_known", early);
        }
        sums.put("day_before_or_same", before.is_some_and(|n| n == 0 || n == 1));
    }

    fn wish(&self, s: &Stay, sums: &mut Sums) {
        let all = self.of(s, "place");
        sums.put("wish_told", all.iter().any(|a| a.code(0) == "told"));
        let said = all
            .iter()
            .rfind(|a| a.code(0) == "wished" || a.code(0) == "told" && !a.code(1).is_empty());
        if let Some(last) = said.filter(|a| !a.code(1).is_empty()) {
            sums.put("wish_met", last.code(1) == s.end);
        }
    }

    fn facility(&self, s: &Stay, sums: &mut Sums) {
        let answers = self.of(s, "facility_answer");
        let mut taken: BTreeMap<String, bool> = BTreeMap::new();
        for asked in self.of(s, "facility_asked") {
            let its = answers.iter().rfind(|a| a.record.as_deref() == Some(asked.id.as_str()));
            let Some(answer) = its else { continue };
            for p in asked.codes().into_iter().filter(|p| *p != "none") {
                let each = answer.detail["data"]["each"].as_array().cloned().unwrap_or_default();
                let own = each.iter().find(|e| e["procedure"].as_str() == Some(p));
                let takes = own.and_then(|e| e["takes"].as_str()).unwrap_or(answer.code(0));
                *taken.entry(p.to_string()).or_default() |= takes == "yes" || takes == "conditions";
            }
        }
        if !taken.is_empty() {
            sums.put("facility_accepted", taken.values().any(|t| *t));
        }
    }

    fn fees(&self, s: &Stay, left: &str, sums: &mut Sums) {
        let mut heard: BTreeMap<String, bool> = BTreeMap::new();
        for a in self.of(s, "hearing") {
            let met = match a.detail["data"]["way"].as_str() {
                Some(way) => way == "face" || way == "video",
                None => a.method.as_deref() == Some("visit"),
            };
            let Some(day) = a.day.as_ref().filter(|_| met) else { continue };
            if *day >= s.admitted && days(left, day) <= 7 {
                *heard.entry(day.clone()).or_default() |= a.codes().contains(&"conference");
            }
        }
        let home = s.end == "home" || s.end == "self";
        let care = ["21", "22", "23", "24", "25"].contains(&s.level.as_str());
        let (n, met) = match home && care {
            true => (heard.len(), heard.values().any(|c| *c)),
            false => (0, false),
        };
        sums.put("fee_discharge_1i", n == 1 && !met);
        sums.put("fee_discharge_1ro", n == 1 && met);
        sums.put("fee_discharge_2i", n >= 2 && !met);
        sums.put("fee_discharge_2ro", n == 2 && met);
        sums.put("fee_discharge_3", n >= 3 && met);
    }
}

/// The day in Japan of an instant as it is stored.
fn tokyo_day(at: &str) -> String {
    kernel::At::parse(at).unwrap().date().to_string()
}
