//! The two long papers of the office, filled in chapter by chapter: what they begin with, where their drafts are, and
//! what was there when this one was begun.
use accounts::Organisation;
use app::records::{self, Version};
use app::{Cx, Error, Result, drafts};
use forms::{Answers, Form, Last, Vars};
use kernel::{At, Date};
use people::Resident;
use slice::Fail;

use super::prefill;
use crate::model::approval_rule as rule;
use crate::model::{Limits, Stay, StayId};
use crate::use_cases::{approval_rule, record, sheet};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::html) enum Paper {
    /// 入院時情報提供書.
    Sheet,
    /// 退院・退所情報記録書.
    Record,
}

impl Paper {
    /// Code of its form.
    pub const fn form(self) -> &'static str {
        match self {
            Paper::Sheet => sheet::FORM,
            Paper::Record => record::FORM,
        }
    }

    /// Its name.
    pub const fn title(self) -> &'static str {
        match self {
            Paper::Sheet => "入院時情報提供書",
            Paper::Record => "退院・退所情報記録書",
        }
    }

    /// The paper of a record's form code; none for records of other kinds.
    pub fn of_form(code: &str) -> Option<Paper> {
        [Paper::Sheet, Paper::Record].into_iter().find(|p| p.form() == code)
    }

    /// Where it is written, within the region.
    pub fn path(self, stay: StayId) -> String {
        match self {
            Paper::Sheet => format!("/transitions/{stay}/sheet"),
            Paper::Record => format!("/transitions/{stay}/record"),
        }
    }

    /// Where the last look before the act is.
    pub fn check_path(self, stay: StayId) -> String {
        match self {
            Paper::Sheet => format!("/transitions/{stay}/sheet/check"),
            Paper::Record => format!("/transitions/{stay}/record/confirm"),
        }
    }

    fn draft_key(self, stay: StayId) -> String {
        match self {
            Paper::Sheet => sheet::draft_key(stay),
            Paper::Record => record::draft_key(stay),
        }
    }
}

/// The form a new paper is made with.
pub(in crate::html) fn newest(code: &str) -> Result<&'static Form> {
    let shipped = forms::shipped().map_err(|e| Error::Inconsistent(format!("forms: {e}")))?;
    shipped.forms.newest(code).ok_or_else(|| Error::Inconsistent(format!("no form {code}")))
}

/// The form a stored version was made with; the newest one when that edition is no longer shipped.
pub(in crate::html) fn form_of(v: &Version) -> Result<&'static Form> {
    let shipped = forms::shipped().map_err(|e| Error::Inconsistent(format!("forms: {e}")))?;
    match shipped.forms.get(&v.form, &v.form_version) {
        Some(f) => Ok(f),
        None => newest(&v.form),
    }
}

/// The answers in a stored body: a record's, a draft's, or a recalled record that became a draft.
pub(in crate::html) fn answers_of(body: &str) -> Option<Answers> {
    let mut json: serde_json::Value = serde_json::from_str(body).ok()?;
    match json.get_mut("answers").map(serde_json::Value::take) {
        Some(inner) => serde_json::from_value(inner).ok(),
        None => serde_json::from_value(json).ok(),
    }
}

/// The answers of a stored version.
pub(in crate::html) fn answers_in(v: &Version) -> Result<Answers> {
    answers_of(&v.body).ok_or_else(|| {
        Error::Inconsistent(format!("record {} version {}: answers", v.record, v.version))
    })
}

/// A draft's body: everything typed, and the version it was begun from.
pub(in crate::html) fn draft_body(answers: &Answers, base: i64) -> String {
    serde_json::json!({ "answers": answers, "base": base }).to_string()
}

fn base_of(body: &str) -> i64 {
    serde_json::from_str::<serde_json::Value>(body)
        .ok()
        .and_then(|j| j.get("base")?.as_i64())
        .unwrap_or(0)
}

/// A paper being filled in.
#[derive(Debug, Clone)]
pub(in crate::html) struct Work {
    /// Which.
    pub paper: Paper,
    /// Its form.
    pub form: &'static Form,
    /// Facts for its expressions.
    pub vars: Vars,
    /// What is filled in so far.
    pub answers: Answers,
    /// The version it was begun from; 0 = there was none.
    pub base: i64,
    /// The version that stands now.
    pub latest: Option<Version>,
    /// The writer made that version: what differs from it was written in another window of the same person.
    pub own_window: bool,
    /// When the draft was last kept.
    pub saved: Option<At>,
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// The hospital, when it has an organisation here.
    pub hospital: Option<Organisation>,
    /// Limits of the fee guide.
    pub limits: Option<Limits>,
    /// The responsible care manager, when the writer is somebody else of the office.
    pub for_whom: Option<String>,
    /// Why nothing can be sent any more to a hospital that reads here.
    pub over: Option<String>,
    /// It must wait: the region has decided so (`use_cases::approval_rule`).
    pub must_wait: bool,
    /// The person's consent lets the hospital see the stay; without it the hospital gets this paper and nothing else.
    pub hospital_sees: bool,
    /// Today.
    pub today: Date,
}

impl Work {
    /// Somebody confirmed a newer version since this one was begun.
    pub fn stale(&self) -> bool {
        self.latest.as_ref().is_some_and(|v| v.version != self.base)
    }

    /// The version that stands is the writer's own and says what `shown` (a mark, see [`Work::mark`]) or this paper
    /// says: nothing is left to do.
    pub fn done_already(&self, shown: &str) -> Option<&Version> {
        let v = self.latest.as_ref().filter(|_| self.own_window && self.stale())?;
        let hash = kernel::sha256_hex(v.body.as_bytes());
        let same = hash == shown || hash == self.mark();
        same.then_some(v)
    }

    /// A mark of what is filled in: the hash of the body as it would be kept. Empty when there is none.
    pub fn mark(&self) -> String {
        self.body().map(|b| kernel::sha256_hex(b.as_bytes())).unwrap_or_default()
    }

    /// The canonical body of what is filled in.
    pub fn body(&self) -> Result<String> {
        String::from_utf8(self.answers.canonical(self.form))
            .map_err(|_| Error::Inconsistent("answers that are no text".into()))
    }
}

/// Opens a paper. `begun` = the version the posting page was made from, when it says one: what was typed onto an
/// older version is never laid over a newer one unseen.
pub(in crate::html) fn open(
    cx: &Cx<'_>,
    paper: Paper,
    stay: StayId,
    begun: Option<i64>,
) -> Result<Work> {
    match paper {
        Paper::Sheet => open_sheet(cx, stay, begun),
        Paper::Record => open_record(cx, stay, begun),
    }
}

fn hospital(cx: &Cx<'_>, stay: &Stay) -> Result<Option<Organisation>> {
    stay.hospital.map(|h| accounts::organisation(cx, h)).transpose()
}

/// The care manager whose approval a sheet of this writer can wait for.
fn for_whom(cx: &Cx<'_>, stay: &Stay) -> Result<Option<String>> {
    let Some(cm) = stay.care_manager.filter(|cm| cx.actor().account != Some(cm.0)) else {
        return Ok(None);
    };
    Ok(accounts::account(cx, cm)?.map(|a| a.name))
}

fn open_sheet(cx: &Cx<'_>, stay: StayId, begun: Option<i64>) -> Result<Work> {
    let w = sheet::for_writing(cx, stay)?;
    let kind = if w.sent.is_none() { rule::SHEET } else { rule::SHEET_AGAIN };
    let form = newest(sheet::FORM)?;
    let hospital = hospital(cx, &w.stay)?;
    let vars = prefill::sheet_vars(cx, &w, hospital.as_ref())?;
    let fresh = || {
        let last = w.last.as_ref().and_then(|(body, on)| Some((answers_of(body)?, *on)));
        let last = last.as_ref().map(|(answers, on)| Last {
            form,
            answers,
            on: *on,
            title: Paper::Sheet.title(),
        });
        let mut answers = forms::prefill(form, &vars, last);
        prefill::contacts(form, &mut answers, &w.view.contacts, cx.today());
        answers
    };
    let (answers, base, saved) = begin(cx, w.draft.as_ref(), w.sent.as_ref(), begun, fresh)?;
    Ok(Work {
        paper: Paper::Sheet,
        form,
        vars,
        answers,
        base,
        own_window: own(cx, w.sent.as_ref()),
        latest: w.sent.clone(),
        saved,
        resident: w.resident.clone(),
        hospital,
        limits: w.limits,
        over: w.over.clone().filter(|_| w.stay.hospital.is_some()),
        for_whom: for_whom(cx, &w.stay)?,
        must_wait: approval_rule::binds(cx, &w.stay, kind)?,
        hospital_sees: crate::use_cases::hospital_sees(cx, &w.stay)?,
        today: cx.today(),
        stay: w.stay.clone(),
    })
}

fn open_record(cx: &Cx<'_>, stay: StayId, begun: Option<i64>) -> Result<Work> {
    let w = record::for_recording(cx, stay)?;
    let form = newest(record::FORM)?;
    let hospital = hospital(cx, &w.stay)?;
    let vars = prefill::record_vars(cx, &w, hospital.as_ref())?;
    let fresh = || {
        let mut answers = forms::prefill(form, &vars, None);
        prefill::from_sheet(form, &mut answers, w.sheet.as_ref());
        answers
    };
    let (mut answers, base, saved) =
        begin(cx, w.draft.as_ref(), w.confirmed.as_ref(), begun, fresh)?;
    if w.confirmed.is_none() {
        crate::html::fees::prefill::hearings(form, &mut answers, &w.acts, saved);
        forms::calculate(form, &mut answers, &vars);
    }
    Ok(Work {
        paper: Paper::Record,
        form,
        vars,
        answers,
        base,
        own_window: own(cx, w.confirmed.as_ref()),
        latest: w.confirmed.clone(),
        saved,
        resident: w.resident.clone(),
        hospital,
        limits: None,
        over: None,
        for_whom: None,
        must_wait: false,
        hospital_sees: true,
        today: cx.today(),
        stay: w.stay.clone(),
    })
}

fn own(cx: &Cx<'_>, latest: Option<&Version>) -> bool {
    latest.is_some_and(|v| v.account.is_some() && v.account == cx.actor().account)
}

/// What the paper shows: the draft; else the version it was (or is now) begun from; else what is known.
fn begin(
    cx: &Cx<'_>,
    draft: Option<&drafts::Draft>,
    latest: Option<&Version>,
    begun: Option<i64>,
    fresh: impl Fn() -> Answers,
) -> Result<(Answers, i64, Option<At>)> {
    if let Some(d) = draft
        && let Some(answers) = answers_of(&d.body)
    {
        return Ok((answers, base_of(&d.body), Some(d.at)));
    }
    let Some(now) = latest else { return Ok((fresh(), 0, None)) };
    match begun {
        Some(0) => Ok((fresh(), 0, None)),
        Some(n) if n > 0 && n < now.version => {
            let before = records::version(cx, now.record, n)?;
            Ok((answers_in(&before)?, n, None))
        }
        _ => Ok((answers_in(now)?, now.version, None)),
    }
}

/// Keeps the draft; a draft is its writer's own.
pub(in crate::html) fn keep(cx: &Cx<'_>, paper: Paper, stay: StayId, body: &str) -> Result<()> {
    match paper {
        Paper::Sheet => sheet::save_draft(cx, stay, body),
        Paper::Record => record::save_draft(cx, stay, body),
    }
}

/// Drops the draft after the act.
pub(in crate::html) fn drop_draft(cx: &Cx<'_>, paper: Paper, stay: StayId) -> Result<()> {
    drafts::discard(cx, &paper.draft_key(stay))
}

/// The version that a page was made from, as its form says.
pub(in crate::html) fn begun(form: &slice::Form) -> Option<i64> {
    form.get("_version").parse().ok()
}

/// Opens a paper for a page.
pub(in crate::html) fn work(
    req: &slice::Req,
    paper: Paper,
) -> std::result::Result<(StayId, Work), Fail> {
    let stay: StayId = req.id("stay")?;
    let begun = begun(&req.form);
    Ok((stay, req.read(|cx| open(cx, paper, stay, begun))?))
}

/// Where to go instead of writing what could not be sent: what was sent, with the reason.
pub(in crate::html) fn instead(w: &Work) -> Option<slice::Resp> {
    let why = w.over.clone()?;
    let to = match &w.latest {
        Some(v) => format!("/transitions/{}/documents/{}", w.stay.id, v.record),
        None => format!("/transitions/{}", w.stay.id),
    };
    Some(slice::Resp::go_saying(to, why))
}
