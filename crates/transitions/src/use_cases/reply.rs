//! 病院からの返事: what a hospital without accounts answered by FAX, telephone or post, keyed in by the office on its
//! behalf, with the scan of the paper hung on it. Counts as the hospital's own word (「居宅が記録」).
use app::{Cx, Error, Result, outbox};
use kernel::{Date, Id};
use people::attachments::{About, AttachmentKind, Kept, NewAttachment, attach_with};
use people::authz::{Document, Write, decide};

use super::notices::far;
use super::{Open, day_between, open_for, short, standing, tell_hospital};
use crate::model::act::HEARD;
use crate::model::reply::{Content, NAME};
use crate::model::{Act, ActKind, Columns, Method, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// What attachments of a reply call the act they hang on.
pub const ABOUT: &str = "act";

/// The attachments of an act.
pub fn about(act: Id) -> About {
    About { kind: ABOUT.into(), id: act }
}

/// A reply to record.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Which stay.
    pub stay: StayId,
    /// The act it answers (a sheet, a contact); none = it answers nothing in particular.
    pub answers: Option<Id>,
    /// On which day it came; none = 不明.
    pub day: Option<Date>,
    /// How it came.
    pub method: Method,
    /// Who answered, in words.
    pub from: String,
    /// What was said.
    pub content: Content,
    /// The scan, kept before.
    pub scan: Vec<Kept>,
    /// Record it although the same reply stands.
    pub again: bool,
}

/// May an answer to this act be written down by its office?
pub fn answerable(a: &Act) -> bool {
    !a.cancelled && matches!(a.kind, ActKind::SheetSent | ActKind::AdmissionContact)
}

fn check(cx: &Cx<'_>, o: &Open<'_>, r: &Reply) -> Result<()> {
    let first = o.stay.admitted_on.min(o.stay.at.date());
    if let Some(day) = r.day {
        day_between(cx, "day", "返事が来た日", day, Some((first, "入院の登録をした日")), true)?;
    }
    if let Some(on) = r.content.planned_on {
        let admitted = Some((o.stay.admitted_on, "入院日"));
        day_between(cx, "planned_on", "退院予定日", on, admitted, false)?;
        far(cx, "planned_on", on)?;
    }
    short("from", &r.from, NAME)?;
    short("in_charge", &r.content.in_charge, NAME)?;
    short("phone", &r.content.phone, 20)?;
    short("note", &r.content.note, 300)?;
    if r.content.is_empty() && r.scan.is_empty() {
        return Err(Error::field(
            "got_it",
            "返事の中身を1つ以上入力するか、届いた紙の写真・PDFを付けてください",
        ));
    }
    Ok(())
}

/// Records the reply: the answered act is received, the named day becomes the planned day, the scan hangs on the reply.
pub fn reply(cx: &Cx<'_>, r: &Reply) -> Result<Id> {
    let o = open_for(cx, &permissions::HEAR, r.stay, ActKind::Reply)?;
    check(cx, &o, r)?;
    let answered = match r.answers {
        Some(id) => Some(
            o.acts
                .iter()
                .find(|a| a.id == id && answerable(a) && a.organisation == Some(o.stay.office))
                .ok_or_else(|| Error::field("answers", "どの連絡への返事かを選んでください"))?,
        ),
        None => None,
    };
    if r.content.got_it && answered.is_none() {
        return Err(Error::field(
            "answers",
            "「受け取った」という返事のときは、どの連絡への返事かを選んでください",
        ));
    }
    let same = |a: &&Act| {
        a.record == r.answers
            && a.day == r.day
            && Content::of(a).is_some_and(|c| c == r.content)
            && standing::same_name(&a.said_by, &r.from)
    };
    let stands =
        o.acts.iter().rev().filter(|a| !a.cancelled && a.kind == ActKind::Reply).find(same);
    standing::refuse(r.again, stands)?;
    let act = NewAct {
        day: r.day,
        method: Some(r.method),
        to_org: Some(o.stay.office),
        to_name: cx.actor().name.clone(),
        said_by: r.from.trim().to_string(),
        detail: r.content.detail(),
        record: r.answers,
        ..NewAct::default()
    };
    let id = store::add_act(cx, r.stay, ActKind::Reply, &act)?;
    // who keys in what it was sent need not say 「受け取りました」 to itself
    store::received(cx, id)?;
    if let Some(a) = answered.filter(|_| r.content.got_it) {
        store::received(cx, a.id)?;
    }
    if let (Some(on), None) = (r.content.planned_on, o.stay.ended_on) {
        planned(cx, &o, r, on, id)?;
    }
    if !r.scan.is_empty() {
        let permit = decide::<Write, Document>(cx, &permissions::HEAR, o.stay.resident, Some(id))?;
        let new = NewAttachment {
            kind: AttachmentKind::FaxReply,
            title: String::new(),
            about: Some(about(id)),
            files: r.scan.clone(),
        };
        attach_with(cx, &permit, &new)?;
    }
    tell_hospital(cx, &o.stay, "transitions.heard", "居宅が、病院からの返事を記録しました")?;
    outbox::publish(cx, "transitions.reply.heard", &serde_json::json!({ "stay": r.stay.0 }))?;
    Ok(id)
}

/// The day named in a reply, as the hospital's own planned day would stand.
fn planned(cx: &Cx<'_>, o: &Open<'_>, r: &Reply, on: Date, reply: Id) -> Result<()> {
    if o.stay.planned_on == Some(on) {
        return Ok(());
    }
    let mut act = NewAct {
        day: r.day,
        to_org: Some(o.stay.office),
        said_by: r.from.trim().to_string(),
        record: Some(reply),
        ..NewAct::default()
    };
    act.detail.date = Some(on.to_string());
    act.detail.codes = vec![HEARD.into()];
    act.detail.reason = "病院からの返事".into();
    store::add_act(cx, r.stay, ActKind::PlannedDate, &act)?;
    store::set_planned(cx, r.stay, Some(on))
}

/// Takes a reply back: within five minutes, by who keyed it in. What it had received and the day it had set go back.
pub(super) fn undo(cx: &Cx<'_>, o: &Open<'_>, a: &Act) -> Result<()> {
    if !store::cancel_heard(cx, a.id)? {
        return Err(Error::NotFound);
    }
    let said = Content::of(a).unwrap_or_default();
    if let Some(answered) = a.record.filter(|_| said.got_it) {
        let by_this = |x: &&Act| x.id == answered && x.received_at == Some(a.at);
        if o.acts.iter().any(|x| by_this(&x)) {
            store::unreceived(cx, answered)?;
        }
    }
    for p in o.acts.iter().filter(|p| p.kind == ActKind::PlannedDate && p.record == Some(a.id)) {
        store::cancel_heard(cx, p.id)?;
    }
    if said.planned_on.is_some() {
        let before = o.acts.iter().filter(|x| x.id != a.id && x.record != Some(a.id));
        store::set_planned(cx, a.stay, Columns::of(before).planned_on)?;
    }
    Ok(())
}
