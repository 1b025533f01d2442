//! 入院時情報提供書: sent at the press and readable at once; recalled within five minutes while unopened.
use app::records::{self, About, Content, Source};
use app::{Cx, Error, Result, drafts, outbox};
use kernel::{Date, Holidays, Id, sha256_hex};
use people::authz::{
    Act as Right, Basis, Document, Grant, Party, Permit, Read, Stay as StayKind, What, Write,
    could, decide, grant, revoke,
};
use people::{Resident, TeamMember};

use super::{allowed, open, short};
pub use crate::model::RECALL_MINUTES;
use crate::model::approval_rule;
use crate::model::judgement::Cause;
use crate::model::{ActKind, Doing, FeeGuide, Limits, Method, Progress, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Kind of the record.
pub const KIND: &str = "transitions.sheet";
/// Code of the form.
pub const FORM: &str = "admission-sheet";

/// Key of the draft of a stay's sheet.
pub fn draft_key(stay: StayId) -> String {
    format!("{KIND}:{stay}")
}

/// Everything prefill and page need.
#[derive(Debug, Clone)]
pub struct ForWriting {
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// Contacts, facts, consent.
    pub view: people::use_cases::view::View,
    /// The team.
    pub team: Vec<TeamMember>,
    /// The last sheet of this office about the person: body and when it was confirmed.
    pub last: Option<(String, Date)>,
    /// The stays of the last half year that the writer may see, newest first.
    pub past: Vec<Stay>,
    /// The draft.
    pub draft: Option<drafts::Draft>,
    /// The sheet already sent for this stay: record, version, body.
    pub sent: Option<records::Version>,
    /// Limits of the fee guide.
    pub limits: Option<Limits>,
    /// The office.
    pub office: accounts::Organisation,
    /// Why nothing can be sent through the program any more, in words for the page.
    pub over: Option<String>,
}

/// Opens the sheet for writing.
pub fn for_writing(cx: &Cx<'_>, stay: StayId) -> Result<ForWriting> {
    let s = store::stay(cx, stay)?;
    let p: Permit<'_, Write, Document> = decide(cx, &permissions::SHEET, s.resident, None)?;
    let reading = decide::<Read, StayKind>(cx, &permissions::READ, p.resident(), None)?;
    let office = accounts::organisation(cx, s.office)?;
    let sent = records::of_subject(cx, stay.0, KIND)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled)
        .map(|h| records::load(cx, h.id))
        .transpose()?;
    let last = last_of_person(cx, &s)?
        .map(|h| records::load(cx, h.id).map(|v| (v.body, v.at.date())))
        .transpose()?;
    let resident = people::use_cases::view::resident(cx, &reading)?;
    // the state alone decides about sending: no act is looked at
    let over = Progress::new(&s, &[]).may(Doing::Send, cx.today()).err().map(|why| why.words(&s));
    let past = past(&s, store::of_person(cx, s.resident)?);
    Ok(ForWriting {
        over,
        past,
        view: people::use_cases::view::view(cx, s.resident)?,
        team: people::use_cases::view::team(cx, &reading)?,
        last,
        draft: drafts::load(cx, &draft_key(stay))?,
        sent,
        limits: limits_of(&s, &office, resident.care_level),
        resident,
        office,
        stay: s,
    })
}

/// Months before an admission of which the form asks 「最近半年間での入院」 (様式例 平成30年).
const PAST_MONTHS: i32 = 6;

/// The stays that ended in the half year before an admission; those entered by mistake are not among `all`.
fn past(s: &Stay, all: Vec<Stay>) -> Vec<Stay> {
    let since = kernel::time::add_months(s.admitted_on, -PAST_MONTHS);
    let counts = |b: &Stay| {
        let ended = b.ended_on.is_some_and(|e| since <= e && e <= s.admitted_on);
        b.id != s.id && !b.cancelled && ended && b.admitted_on <= s.admitted_on
    };
    all.into_iter().filter(counts).collect()
}

/// The newest sheet of the stay's office about the person that is not this stay's own: of all records joined as one
/// that the actor may read. The caller holds a permit for the stay's own record.
fn last_of_person(cx: &Cx<'_>, s: &Stay) -> Result<Option<records::Head>> {
    let mut newest: Option<records::Head> = None;
    for (n, id) in people::use_cases::merge::same(cx, s.resident)?.into_iter().enumerate() {
        if n > 0 && !could(cx, Right::Read, What::Document, id)? {
            continue;
        }
        let head =
            records::latest_of(cx, id.0, KIND, s.office.0)?.filter(|h| h.subject != Some(s.id.0));
        if let Some(h) = head
            && newest.as_ref().is_none_or(|b| (b.at, b.id) < (h.at, h.id))
        {
            newest = Some(h);
        }
    }
    Ok(newest)
}

/// The limits of the fee guide for a stay by its office's calendar.
pub fn limits(stay: &Stay, office: &accounts::Organisation) -> Option<Limits> {
    let guide = FeeGuide::for_day(stay.admitted_on)?;
    Some(guide.limits(stay.admitted_on, stay.admitted_time, &office.calendar, Holidays::shipped()))
}

/// The limits to show for a person: 入院時情報連携加算 belongs to 居宅介護支援, so there are none for 要支援 and
/// 事業対象者 (unit table of 居宅介護支援費; 介護予防支援費 has no such addition).
pub(super) fn limits_of(
    stay: &Stay,
    office: &accounts::Organisation,
    level: people::CareLevel,
) -> Option<Limits> {
    use people::CareLevel as L;
    limits(stay, office)
        .filter(|_| !matches!(level, L::None | L::Project | L::Support1 | L::Support2))
}

/// Keeps the draft.
pub fn save_draft(cx: &Cx<'_>, stay: StayId, body: &str) -> Result<()> {
    let s = store::stay(cx, stay)?;
    decide::<Write, Document>(cx, &permissions::SHEET, s.resident, None)?;
    drafts::save(cx, &draft_key(stay), body, 0)
}

/// A sheet to send; the answers have been validated by the form engine before.
#[derive(Debug, Clone)]
pub struct Send {
    /// Which stay.
    pub stay: StayId,
    /// Version of the form.
    pub form_version: String,
    /// Canonical answers.
    pub body: String,
    /// How it goes: inside the program, or by paper to a hospital outside.
    pub method: Method,
    /// To whom, in words.
    pub to: String,
    /// Place, when handed over in person.
    pub place: String,
    /// The version this form was opened with, when a sheet was already sent; 0 = none.
    pub base: i64,
    /// Why it is sent again.
    pub reason: String,
    /// On which day, when it was sent outside the program before; none = now.
    pub day: Option<Date>,
}

/// Sends the sheet: record, send log (when, how, to whom, place, hash), right of the receiver, notice.
pub fn send(cx: &Cx<'_>, cmd: &Send) -> Result<Id> {
    let o = open(cx, &permissions::SHEET, cmd.stay)?;
    let permit = decide::<Write, Document>(cx, &permissions::SHEET, o.stay.resident, None)?;
    // what went by FAX may be written down later; through the program nothing is sent after the end
    let inside = cmd.method == Method::Ict;
    allowed(cx, &o, if inside { Doing::Send } else { Doing::Act(ActKind::SheetSent) })?;
    short("place", &cmd.place, 60)?;
    short("to", &cmd.to, 60)?;
    let day = cmd.day.unwrap_or_else(|| cx.today());
    super::day_between(cx, "day", "送った日", day, None, true)?;
    super::before_end(&o.stay, "day", "送った日", Some(day))?;
    if o.stay.hospital.is_none() && cmd.method == Method::Ict {
        return Err(Error::field(
            "method",
            "この病院は Yui を使っていません。印刷して渡し、渡した方法を選んでください",
        ));
    }
    let kind = if cmd.base == 0 { approval_rule::SHEET } else { approval_rule::SHEET_AGAIN };
    if super::approval_rule::binds(cx, &o.stay, kind)? {
        return Err(Error::Rule(
            "担当のケアマネジャーの確認が要ります。「確認待ちにする」を選んでください".into(),
        ));
    }
    let content = Content {
        form: FORM.into(),
        form_version: cmd.form_version.clone(),
        body: cmd.body.clone(),
        source: Source::Own,
    };
    let earlier = records::of_subject(cx, cmd.stay.0, KIND)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled);
    let record = match earlier {
        Some(h) => {
            if cmd.reason.trim().is_empty() {
                return Err(Error::field("reason", "送り直す理由を入力してください"));
            }
            records::correct(cx, h.id, cmd.base, &content, cmd.reason.trim())?;
            h.id
        }
        None => records::confirm(
            cx,
            &About { kind: KIND, resident: Some(permit.resident().0), subject: Some(cmd.stay.0) },
            &content,
        )?,
    };
    let office = accounts::organisation(cx, o.stay.office)?;
    let grade = limits(&o.stay, &office).and_then(|l| l.grade(day));
    let mut act = NewAct {
        day: Some(day),
        method: Some(cmd.method),
        to_org: o.stay.hospital,
        to_name: cmd.to.trim().to_string(),
        record: Some(record),
        hash: Some(sha256_hex(cmd.body.as_bytes())),
        ..NewAct::default()
    };
    act.detail.note = cmd.place.trim().to_string();
    act.detail.reason = cmd.reason.trim().to_string();
    act.detail.codes.extend(grade.map(|g| format!("fee:{}", g.code())));
    act.detail.codes.extend(super::fees::edition_code(&o.stay));
    act.detail.codes.extend(super::sheet_tendency::codes(
        &o.stay,
        &cmd.form_version,
        &cmd.body,
        cx,
    )?);
    let id = store::add_act(cx, cmd.stay, ActKind::SheetSent, &act)?;
    super::rejudge::rejudge(cx, cmd.stay, Cause::Sheet, Some(id))?;
    if let Some(h) = o.stay.hospital {
        grant(
            cx,
            &Grant {
                resident: o.stay.resident,
                party: Party::Organisation(h.0),
                basis: Basis::Addressee,
                kind: Some(What::Document),
                record: Some(record),
                from: cx.today(),
                to: None,
            },
        )?;
        let said = "入院時情報提供書が届きました";
        super::tell_of_paper(cx, &o.stay, "transitions.sheet", said, record)?;
    }
    drafts::discard(cx, &draft_key(cmd.stay))?;
    outbox::publish(
        cx,
        "transitions.sheet.sent",
        &serde_json::json!({ "stay": cmd.stay.0, "record": record }),
    )?;
    Ok(id)
}

/// Recalls a sheet: within five minutes and unopened. The record is marked 取消, kept and counted nowhere.
pub fn recall(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    let o = open(cx, &permissions::RECALL, a.stay)?;
    if a.kind != ActKind::SheetSent || a.account.map(|x| x.0) != cx.actor().account || a.cancelled {
        return Err(Error::NotFound);
    }
    if cx.now().minutes_since(a.at) >= RECALL_MINUTES {
        return Err(Error::Rule(
            "5分をすぎたため、取り消せません。内容を直して「送り直す」を選んでください".into(),
        ));
    }
    if !store::cancel_act(cx, act)? {
        return Err(Error::Rule(
            "相手がもう開いたため、取り消せません。内容を直して「送り直す」を選んでください".into(),
        ));
    }
    if let (Some(h), Some(record)) = (a.to_org, a.record) {
        let link = super::written::link(a.stay, record);
        app::notices::take_back(cx, h.0, "transitions.sheet", &link, a.at)?;
    }
    if let Some(record) = a.record {
        let head = records::head(cx, record)?;
        if head.version == 1 {
            let body = records::load(cx, record)?;
            records::cancel(cx, record, "送ったあと5分以内の取り消し")?;
            // what was typed comes back as the draft
            drafts::save(cx, &draft_key(a.stay), &body.body, 0)?;
            if let Some(h) = o.stay.hospital {
                let last = kernel::time::add_days(cx.today(), -1);
                revoke(
                    cx,
                    o.stay.resident,
                    Party::Organisation(h.0),
                    Basis::Addressee,
                    Some(record),
                    last,
                )?;
            }
        } else {
            let before = records::version(cx, record, head.version - 1)?;
            let content = Content {
                form: before.form,
                form_version: before.form_version,
                body: before.body,
                source: Source::Own,
            };
            records::correct(
                cx,
                record,
                head.version,
                &content,
                "送り直しを取り消して、前の版に戻す",
            )?;
        }
    }
    Ok(a.stay)
}
