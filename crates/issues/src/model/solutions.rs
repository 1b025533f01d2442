//! 「課題 × 年度 × 解決策」: what was done about the issues of one 年度 and profession in all the years after it, as the
//! pharmacy table of Kamaishi prints it (「チームかまいしと釜石薬剤師会との連携による事業」, H24–R03): each solution with the
//! letters of the issues it was for, ◆ 二次連携, ◇ ほか協働事業; what associations did by themselves with a mark of its own.
use super::act::{Act, Level};
use super::codes::{By, Profession, State};
use super::fiscal;
use super::issue::Issue;
use crate::{ActId, IssueId};

/// One solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// 年度 of the solution.
    pub fy: i16,
    /// Letters in the order in which the issues were chosen.
    pub letters: Vec<(IssueId, String)>,
    /// △: told outside too.
    pub tells: bool,
    /// By whom.
    pub by: By,
    /// 「医科薬科在宅医療同行訪問研修実施 計3回（対象：チームかまいし）」.
    pub text: String,
    /// It has not taken place yet.
    pub planned: bool,
    /// What came of it.
    pub result: String,
    /// The act.
    pub act: ActId,
}

impl Row {
    /// 「C D F G △」.
    pub fn marks(&self) -> String {
        let mut all: Vec<&str> = self.letters.iter().map(|(_, l)| l.as_str()).collect();
        if self.tells {
            all.push("△");
        }
        all.join(" ")
    }

    /// 「◆…」.
    pub fn line(&self) -> String {
        let planned = if self.planned { "（予定）" } else { "" };
        format!("{}{}{planned}", self.by.mark(), self.text)
    }
}

/// An issue, its letter, and how often it was worked on in each 年度.
pub type GridRow = (IssueId, String, Vec<i64>);

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solutions {
    /// Whose issues.
    pub profession: Profession,
    /// Of which 年度.
    pub fy: i16,
    /// The issues, by letter.
    pub issues: Vec<Issue>,
    /// The solutions, by 年度 and day.
    pub rows: Vec<Row>,
}

fn text(a: &Act) -> String {
    let n = &a.about;
    let mut out = n.name();
    if n.count() > 1 {
        out.push_str(&format!(" 計{}回", n.count()));
    }
    if !n.target.is_empty() {
        out.push_str(&format!("（対象：{}）", n.target));
    }
    out
}

/// Draws it up from the issues of that 年度 and profession and the acts of the region. An act belongs to it when it is
/// for one of the issues, or for none and the profession took part; stopped ones and mere ideas do not.
pub fn solutions(profession: Profession, fy: i16, issues: &[Issue], acts: &[Act]) -> Solutions {
    let mut mine: Vec<Issue> = issues
        .iter()
        .filter(|i| i.about.fy == fy && i.about.profession == profession)
        .filter(|i| i.stage != super::Stage::Withdrawn)
        .cloned()
        .collect();
    mine.sort_by_key(|i| i.seq);
    let letters = |a: &Act| -> Vec<(IssueId, String)> {
        a.about
            .issues
            .iter()
            .filter_map(|id| mine.iter().find(|i| i.id == *id))
            .map(|i| (i.id, i.letter()))
            .collect()
    };
    let mut found: Vec<&Act> = acts
        .iter()
        .filter(|a| a.about.level == Level::Second && a.about.fy >= fy)
        .filter(|a| matches!(a.about.state, State::Done | State::Arranging))
        .filter(|a| {
            let own = a.about.issues.is_empty() && a.about.professions.contains(&profession);
            own || !letters(a).is_empty()
        })
        .collect();
    found.sort_by_key(|a| (a.about.fy, a.first(), a.ord));
    let rows = found
        .into_iter()
        .map(|a| Row {
            fy: a.about.fy,
            letters: letters(a),
            tells: a.about.tells,
            by: a.about.by,
            text: text(a),
            planned: a.about.state == State::Arranging,
            result: a.about.result.clone(),
            act: a.id,
        })
        .collect();
    Solutions { profession, fy, issues: mine, rows }
}

impl Solutions {
    /// The rows of each 年度, in order.
    pub fn by_year(&self) -> Vec<(i16, Vec<&Row>)> {
        let mut out: Vec<(i16, Vec<&Row>)> = Vec::new();
        for r in &self.rows {
            match out.last_mut().filter(|(fy, _)| *fy == r.fy) {
                Some((_, rows)) => rows.push(r),
                None => out.push((r.fy, vec![r])),
            }
        }
        out
    }

    /// Which issues nothing was ever done about: the gap that a council asks for.
    pub fn untouched(&self) -> Vec<&Issue> {
        let told = |i: &&Issue| !self.rows.iter().any(|r| r.letters.iter().any(|l| l.0 == i.id));
        self.issues.iter().filter(|i| i.merged_into.is_none()).filter(told).collect()
    }

    /// How often each issue was worked on in each 年度: rows of issues, columns of `years`.
    pub fn grid(&self) -> (Vec<i16>, Vec<GridRow>) {
        let years: Vec<i16> = self.by_year().into_iter().map(|(fy, _)| fy).collect();
        let count = |id: IssueId, fy: i16| {
            let of = self.rows.iter().filter(|r| r.fy == fy);
            of.filter(|r| r.letters.iter().any(|l| l.0 == id)).count() as i64
        };
        let rows = self
            .issues
            .iter()
            .map(|i| (i.id, i.letter(), years.iter().map(|fy| count(i.id, *fy)).collect()))
            .collect();
        (years, rows)
    }

    /// Title of page and paper.
    pub fn title(&self) -> String {
        format!(
            "{}の課題（{}）と、年度ごとの解決策",
            self.profession.label(),
            fiscal::long(self.fy)
        )
    }
}
