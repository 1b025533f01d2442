//! Where an issue stands: moved on the board by a press, solved, dropped, taken up again.
use app::{Cx, Error, Result, authorise, outbox};
use kernel::Date;
use serde_json::json;
use slice::Use;

use super::{count, refuse, said};
use crate::model::draft::TEXT;
use crate::model::{Issue, Stage, counts};
use crate::store::{evidence, issues as store};
use crate::{IssueId, permissions};

/// The event 「an issue was solved」. Payload:
/// `{"issue": ID, "fy": 年度 in which it was solved (number), "solved_on": "YYYY-MM-DD", "cited": [{"kind": "desk.case", "id": ID}, …]}`.
/// `cited` names everything the issue and those told with it rest on, each kind as its [`slice::EvidenceSource`] is
/// registered: the slice that owns a record can say in which year what it heard of was solved, without reading ours.
/// Told again whenever it is solved again; the newest one counts.
pub const SOLVED: &str = "issues.solved";

/// The event 「it is not solved after all」, with the same payload (`fy` and `solved_on` are those that no longer hold).
pub const REOPENED: &str = "issues.reopened";

fn tell(cx: &Cx<'_>, event: &'static str, issue: &Issue, on: Date) -> Result<()> {
    let all = evidence::of(cx, issue.id)?;
    let year = kernel::fiscal_year(on);
    let what = if event == SOLVED { Use::Solved(year) } else { Use::Reopened(year) };
    for c in &all {
        slice::tell(cx, &c.kind, c.of, c.issue.0, what)?;
    }
    let mut cited: Vec<(String, kernel::Id)> = all.into_iter().map(|c| (c.kind, c.of)).collect();
    cited.sort();
    cited.dedup();
    let cited: Vec<_> =
        cited.iter().map(|(kind, id)| json!({ "kind": kind, "id": id.to_string() })).collect();
    let payload = json!({
        "issue": issue.id.to_string(),
        "fy": year,
        "solved_on": on.to_string(),
        "cited": cited,
    });
    outbox::publish(cx, event, &payload).map(drop)
}

fn free(cx: &Cx<'_>, id: IssueId) -> Result<Issue> {
    let issue = store::find(cx, id)?;
    if issue.merged_into.is_some() {
        let say = "ほかの課題とまとめられています。まとめた先の課題で進めてください";
        return Err(Error::Rule(say.into()));
    }
    Ok(issue)
}

fn set(cx: &Cx<'_>, was: &Issue, stage: Stage, on: Option<Date>, ended: &str) -> Result<()> {
    store::stage(cx, was.id, stage, on, ended)?;
    let after = match ended.is_empty() {
        true => stage.label().to_string(),
        false => format!("{}　{ended}", stage.label()),
    };
    store::note(cx, was.id, "stage", was.stage.label(), &after)?;
    let now = store::find(cx, was.id)?;
    count(cx, &counts::of_issue(was), &counts::of_issue(&now), was.id.0)
}

/// Moves an issue to another column of the board. Where it stands already, nothing happens.
pub fn move_to(cx: &Cx<'_>, id: IssueId, stage: Stage) -> Result<()> {
    authorise(cx, &permissions::DECIDE)?;
    let was = free(cx, id)?;
    if !stage.open() || !was.stage.open() {
        let say = "解決・見送りの課題です。先に「もう一度取り組む」を押してください";
        return Err(Error::Rule(say.into()));
    }
    if was.stage == stage {
        return Ok(());
    }
    set(cx, &was, stage, None, "")
}

/// It is solved: when, and what solved it. Tells [`SOLVED`].
pub fn solve(cx: &Cx<'_>, id: IssueId, on: Date, how: &str) -> Result<()> {
    authorise(cx, &permissions::DECIDE)?;
    let (was, how) = (free(cx, id)?, how.trim());
    let mut e = Vec::new();
    if how.is_empty() {
        e.push(said("ended", "何で解決したかを、1行で入力してください"));
    } else if how.chars().count() > TEXT {
        e.push(said("ended", format!("{TEXT}文字以内にしてください")));
    }
    if on > cx.today() {
        e.push(said("solved_on", "解決した日は、きょうまでの日にちにしてください"));
    }
    if kernel::fiscal_year(on) < was.about.fy {
        e.push(said("solved_on", "解決した日は、課題を聞いた年度より後にしてください"));
    }
    refuse(e)?;
    if was.stage == Stage::Withdrawn {
        return Err(Error::Rule("取り下げた課題です。先に「元にもどす」を押してください".into()));
    }
    if was.stage == Stage::Solved && was.solved_on == Some(on) && was.ended == how {
        return Ok(());
    }
    set(cx, &was, Stage::Solved, Some(on), how)?;
    tell(cx, SOLVED, &was, on)
}

/// It is not followed up, and why.
pub fn drop_issue(cx: &Cx<'_>, id: IssueId, why: &str) -> Result<()> {
    authorise(cx, &permissions::DECIDE)?;
    let (was, why) = (free(cx, id)?, why.trim());
    let n = why.chars().count();
    if n == 0 || n > TEXT {
        let say = format!("見送るわけを、{TEXT}文字以内で入力してください");
        return Err(Error::field("ended", say));
    }
    if !was.stage.open() {
        return Err(Error::Rule("もう終わっている課題です".into()));
    }
    set(cx, &was, Stage::Dropped, None, why)
}

/// Takes up again what was solved, dropped or withdrawn: it stands in the first column. Of a solved one [`REOPENED`] is told.
pub fn reopen(cx: &Cx<'_>, id: IssueId) -> Result<()> {
    authorise(cx, &permissions::DECIDE)?;
    let was = free(cx, id)?;
    if was.stage.open() {
        return Ok(());
    }
    set(cx, &was, Stage::Found, None, "")?;
    match (was.stage, was.solved_on) {
        (Stage::Solved, Some(on)) => tell(cx, REOPENED, &was, on),
        _ => Ok(()),
    }
}
