//! 担当の引き継ぎ: one person or a whole caseload goes from one care manager (or member of the 地域連携室) to another.
//! One press, all or nothing up to 200 persons; more go over in portions by a job. Taken back within five minutes.
use std::collections::BTreeMap;

use accounts::{Account, AccountId, Organisation, OrganisationId, OrganisationKind};
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise, jobs, notices as inbox, outbox};
use kernel::{Actor, Date, Hat, Id};
use people::authz::{Basic, Stay as StayKind, Write, decide};
use people::use_cases::hand_over::{self as person, Over};
use people::use_cases::view::of_list;
use people::{NewTeamMember, Resident, ResidentId, TeamRole};

use super::handover_move::{Moved, carry, put_back};
use crate::model::handover::{
    AT_ONCE, Handover, HandoverId, HandoverKind, ItemState, UNDO_MINUTES,
};
use crate::model::{Progress, Stay};
use crate::{permissions, store, words};

/// Job that moves the portions of a handover of more than [`AT_ONCE`] persons.
pub const JOB: &str = "transitions.hand-over";
/// Most persons of one handover.
const MOST: usize = 2_000;

/// From whom to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// From whom; of the actor's own organisation.
    pub from: AccountId,
    /// To which organisation.
    pub to_org: OrganisationId,
    /// To whom there; none = the office decides later (only when the office changes).
    pub to: Option<AccountId>,
}

/// One person who can be handed over.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub resident: Resident,
    /// Open stays: where, and what is next there.
    pub stays: Vec<(String, &'static str)>,
    /// Open tasks.
    pub tasks: usize,
}

/// What a handover would move.
#[derive(Debug, Clone)]
pub struct Preview {
    /// From whom.
    pub from: Account,
    /// To which organisation.
    pub to_org: Organisation,
    /// To whom.
    pub to: Option<Account>,
    /// What changes.
    pub kind: HandoverKind,
    /// Who can be handed over, by kana.
    pub rows: Vec<Row>,
    /// Staff of the other side who can take over.
    pub staff: Vec<Account>,
}

/// A handover to carry out.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// From whom to whom.
    pub ask: Ask,
    /// Which persons.
    pub who: Vec<ResidentId>,
    /// Why.
    pub reason: String,
    /// When the persons agreed to the other office.
    pub consent_on: Option<Date>,
}

fn hospital_side(cx: &Cx<'_>) -> bool {
    cx.actor().hat == Hat::Liaison
}

/// Can an account of this hat follow persons on this side?
pub fn takes(hat: Hat, hospital: bool) -> bool {
    if hospital { hat == Hat::Liaison } else { matches!(hat, Hat::CareManager | Hat::Hokatsu) }
}

/// Can this organisation follow persons as their care manager's office?
pub fn follows(kind: OrganisationKind) -> bool {
    use OrganisationKind::{CareManagement, Hokatsu, Multi};
    matches!(kind, CareManagement | Multi | Hokatsu)
}

struct Sides {
    from: Account,
    to_org: Organisation,
    to: Option<Account>,
    kind: HandoverKind,
}

fn sides(cx: &Cx<'_>, ask: &Ask) -> Result<Sides> {
    let hospital = hospital_side(cx);
    let mine = cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)?;
    let from = accounts::any_account(cx, ask.from)?
        .filter(|a| a.organisation == mine && takes(a.hat, hospital))
        .ok_or_else(|| Error::field("from", "だれから引き継ぐかを選んでください"))?;
    let to_org = accounts::organisation(cx, ask.to_org)
        .map_err(|_| Error::field("office", "引き継ぐ先の事業所を選んでください"))?;
    let another = to_org.id != mine;
    if another && (hospital || !follows(to_org.kind) || to_org.outside) {
        return Err(Error::field("office", "引き継ぐ先の事業所を選んでください"));
    }
    if accounts::closed_on(cx, to_org.id)?.is_some() {
        return Err(Error::field(
            "office",
            "この事業所は閉じています。ほかの事業所を選んでください",
        ));
    }
    let to = match ask.to {
        None if another => None,
        None => return Err(Error::field("to", "引き継ぐ人を選んでください")),
        Some(id) => Some(
            accounts::account(cx, id)?
                .filter(|a| a.organisation == to_org.id && takes(a.hat, hospital))
                .ok_or_else(|| Error::field("to", "引き継ぐ人を選んでください"))?,
        ),
    };
    if to.as_ref().is_some_and(|t| t.id == from.id) {
        return Err(Error::field("to", "同じ人です。引き継ぐ人を選んでください"));
    }
    let kind = match (hospital, another) {
        (true, _) => HandoverKind::Liaison,
        (false, true) => HandoverKind::Office,
        (false, false) => HandoverKind::Manager,
    };
    Ok(Sides { from, to_org, to, kind })
}

/// Persons, and their open stays.
type Followed = (Vec<Resident>, BTreeMap<Id, Vec<Stay>>);

/// Whom an account follows on the actor's side, with the stays concerned: of a hospital those it is in charge of.
fn followed(cx: &Cx<'_>, from: &Account) -> Result<Followed> {
    let mut stays: BTreeMap<Id, Vec<Stay>> = BTreeMap::new();
    let mut people = if hospital_side(cx) {
        for s in store::handover::of_liaison(cx, from.organisation, from.id)? {
            stays.entry(s.resident.0).or_default().push(s);
        }
        let ids: Vec<Id> = stays.keys().copied().collect();
        of_list(cx, &ids, people::authz::What::Stay)?
    } else {
        for s in store::handover::open_of(cx, from.organisation)? {
            stays.entry(s.resident.0).or_default().push(s);
        }
        person::caseload(cx, from.id.0)?
    };
    people.sort_by(|a, b| (&a.kana, a.id).cmp(&(&b.kana, b.id)));
    Ok((people, stays))
}

/// What would be moved, without moving it.
pub fn preview(cx: &Cx<'_>, ask: &Ask) -> Result<Preview> {
    authorise(cx, &permissions::HAND_OVER)?;
    let s = sides(cx, ask)?;
    let (people, mut stays) = followed(cx, &s.from)?;
    let mut tasks: BTreeMap<Id, usize> = BTreeMap::new();
    for t in store::after::open_tasks(cx, s.from.organisation)? {
        *tasks.entry(t.resident.0).or_default() += 1;
    }
    let mut rows = Vec::with_capacity(people.len());
    for resident in people {
        let own = stays.remove(&resident.id.0).unwrap_or_default();
        let acts = store::lists::acts_of(cx, &own)?;
        let open = own
            .iter()
            .map(|st| {
                let p = Progress::new(st, acts.get(&st.id).into_iter().flatten());
                let next = if hospital_side(cx) { p.hospital_next() } else { p.next().0 };
                (st.hospital_name.clone(), words::next(next))
            })
            .collect();
        let tasks = tasks.get(&resident.id.0).copied().unwrap_or_default();
        rows.push(Row { resident, stays: open, tasks });
    }
    let hospital = hospital_side(cx);
    let staff = accounts::accounts_of(cx, s.to_org.id)?;
    let staff = staff.into_iter().filter(|a| takes(a.hat, hospital) && a.id != s.from.id).collect();
    Ok(Preview { from: s.from, to_org: s.to_org, to: s.to, kind: s.kind, rows, staff })
}

fn named(org: &Organisation, who: Option<&str>, with_org: bool) -> String {
    match (with_org, who) {
        (true, Some(name)) => format!("{} {name}", org.name),
        (true, None) => org.name.clone(),
        (false, name) => name.unwrap_or(&org.name).to_string(),
    }
}

/// Everything that is wrong with what was typed and marked, told at once.
pub(crate) fn wrong(cmd: &HandOver, another: bool, today: Date) -> Vec<FieldError> {
    let mut out = Vec::new();
    let mut say = |field: &str, text: &str| {
        out.push(FieldError { field: field.into(), message: text.into() });
    };
    match cmd.consent_on {
        None if another => {
            say("consent_on", "ご本人（ご家族）が事業所の変更に同意した日を入力してください");
        }
        Some(d) if d > today => say("consent_on", "同意の日は、今日までの日にしてください"),
        _ => {}
    }
    if cmd.reason.trim().is_empty() {
        say("reason", "引き継ぐ理由を入力してください");
    } else if cmd.reason.chars().count() > 200 {
        say("reason", "200文字以内で入力してください");
    }
    if cmd.who.is_empty() {
        say("who", "引き継ぐ方を選んでください");
    } else if cmd.who.len() > MOST {
        say("who", "一度に引き継げるのは2,000人までです");
    }
    out
}

/// Hands over. Up to [`AT_ONCE`] persons in this transaction, all or none.
pub fn hand_over(cx: &Cx<'_>, cmd: &HandOver) -> Result<HandoverId> {
    authorise(cx, &permissions::HAND_OVER)?;
    let s = sides(cx, &cmd.ask)?;
    let another = s.kind == HandoverKind::Office;
    let mut who = cmd.who.clone();
    who.sort();
    who.dedup();
    let wrong = wrong(cmd, another, cx.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let (people, _) = followed(cx, &s.from)?;
    if who.iter().any(|id| !people.iter().any(|r| r.id == *id)) {
        return Err(Error::field(
            "who",
            "担当が変わった方がいます。画面を開き直して、もう一度選んでください",
        ));
    }
    for id in &who {
        if s.kind == HandoverKind::Liaison {
            decide::<Write, StayKind>(cx, &permissions::HAND_OVER, *id, None)?;
        } else {
            decide::<Write, Basic>(cx, &permissions::HAND_OVER, *id, None)?;
        }
    }
    let mine = accounts::organisation(cx, s.from.organisation)?;
    let h = Handover {
        from_org: s.from.organisation,
        from_account: Some(s.from.id),
        from_words: named(&mine, Some(&s.from.name), another),
        to_org: s.to_org.id,
        to_account: s.to.as_ref().map(|a| a.id),
        to_words: named(&s.to_org, s.to.as_ref().map(|a| a.name.as_str()), another),
        reason: cmd.reason.trim().to_string(),
        consent_on: cmd.consent_on.filter(|_| another),
        ..blank(cx, s.kind, &who)
    };
    begin(cx, &h, &who)?;
    Ok(h.id)
}

/// A handover of these persons by the actor, from and to nobody yet.
pub(super) fn blank(cx: &Cx<'_>, kind: HandoverKind, who: &[ResidentId]) -> Handover {
    let a = cx.actor();
    let nobody = OrganisationId(Id::from_bytes([0; 16]));
    Handover {
        id: HandoverId(cx.new_id()),
        kind,
        from_org: nobody,
        from_account: None,
        from_words: String::new(),
        to_org: nobody,
        to_account: None,
        to_words: String::new(),
        reason: String::new(),
        consent_on: None,
        day: cx.today(),
        n: i64::try_from(who.len()).unwrap_or(i64::MAX),
        by_account: a.account.map(AccountId),
        by_org: a.organisation.map(OrganisationId),
        by_hat: a.hat.code().into(),
        by_name: a.name.clone(),
        at: cx.now(),
        undone_at: None,
    }
}

/// Keeps the handover and moves what this transaction holds; the rest is left to the job.
pub(super) fn begin(cx: &Cx<'_>, h: &Handover, who: &[ResidentId]) -> Result<()> {
    store::handover::add(cx, h, who)?;
    if who.len() <= AT_ONCE {
        let moved = carry(cx, h, AT_ONCE)?;
        if moved.persons == 0 && h.kind != HandoverKind::Closing {
            return Err(Error::Rule(moved.why.unwrap_or_else(|| "引き継げる方がいません".into())));
        }
        tell_hospitals(cx, &moved)?;
    } else {
        jobs::enqueue(cx, JOB, &serde_json::json!({ "handover": h.id.0 }), cx.now())?;
    }
    tell(cx, h)?;
    outbox::publish(cx, "transitions.handed-over", &serde_json::json!({ "handover": h.id.0 }))?;
    Ok(())
}

/// Moves the next portion of a handover that is too large for one transaction, as who ordered it; how many are left to
/// try. For the job.
pub fn go_on(cx: &Cx<'_>, id: HandoverId) -> Result<bool> {
    let h = store::handover::get(cx, id)?;
    if h.undone_at.is_some() {
        return Ok(false);
    }
    let actor = orderer(&h);
    cx.acting_as(&actor, cx.now(), |cx| {
        let moved = carry(cx, &h, AT_ONCE / 2)?;
        tell_hospitals(cx, &moved)
    })?;
    Ok(!store::handover::planned(cx, id, 1)?.is_empty())
}

fn orderer(h: &Handover) -> Actor {
    let hat = Hat::from_code(&h.by_hat).unwrap_or(Hat::System);
    let kind = if hat == Hat::Operator { Actor::operator().kind } else { kernel::ActorKind::Staff };
    Actor {
        kind,
        account: h.by_account.map(|a| a.0),
        organisation: h.by_org.map(|o| o.0),
        hat,
        name: h.by_name.clone(),
    }
}

/// Both sides learn of it, by number only.
fn tell(cx: &Cx<'_>, h: &Handover) -> Result<()> {
    let link = format!("/handover/{}", h.id);
    let send = |org: OrganisationId, account: Option<AccountId>, text: String| {
        let to = inbox::To { organisation: org.0, account: account.map(|a| a.0) };
        accounts::send_with_deputies(cx, to, "transitions.handed-over", &text, &link)
    };
    if h.to_account.map(|a| a.0) != cx.actor().account || h.to_account.is_none() {
        send(h.to_org, h.to_account, format!("{}人の担当を引き継ぎました", h.n))?;
    }
    if h.from_account.map(|a| a.0) != cx.actor().account {
        let to = h.from_account.filter(|_| h.kind != HandoverKind::Closing);
        send(h.from_org, to, format!("{}人の担当を、{}に引き継ぎました", h.n, h.to_words))?;
    }
    Ok(())
}

fn tell_hospitals(cx: &Cx<'_>, moved: &Moved) -> Result<()> {
    for (hospital, stays) in &moved.hospitals {
        let (n, one) = (stays.len(), stays.first());
        let link = match (n, one) {
            (1, Some(stay)) => format!("/transitions/{stay}"),
            _ => "/transitions/intray".into(),
        };
        let to = inbox::To { organisation: hospital.0, account: None };
        let text = format!("入院中の{n}人で、在宅側の担当が変わりました");
        inbox::send(cx, to, "transitions.handed-over", &text, &link)?;
    }
    Ok(())
}

/// A handover as its page shows it.
#[derive(Debug, Clone)]
pub struct View {
    /// The handover.
    pub handover: Handover,
    /// How many persons are in which state.
    pub counts: BTreeMap<ItemState, usize>,
    /// Persons the reader may see, with what became of them and why.
    pub people: Vec<(Resident, ItemState, String)>,
    /// Seconds left to take it back; 0 = over, or not the reader's.
    pub undo_seconds: u32,
}

/// Opens a handover: for both organisations and who did it.
pub fn view(cx: &Cx<'_>, id: HandoverId) -> Result<View> {
    authorise(cx, &permissions::HAND_OVER)?;
    let h = store::handover::get(cx, id)?;
    let me = cx.actor().organisation;
    if ![Some(h.from_org), Some(h.to_org), h.by_org].iter().any(|o| o.map(|o| o.0) == me) {
        return Err(Error::NotFound);
    }
    let items = store::handover::items(cx, id)?;
    let mut counts: BTreeMap<ItemState, usize> = BTreeMap::new();
    for i in &items {
        *counts.entry(i.state).or_default() += 1;
    }
    let ids: Vec<Id> = items.iter().map(|i| i.resident.0).collect();
    let mut people = Vec::new();
    for chunk in ids.chunks(400) {
        for r in of_list(cx, chunk, people::authz::What::Basic)? {
            if let Some(i) = items.iter().find(|i| i.resident == r.id) {
                people.push((r, i.state, i.why.clone()));
            }
        }
    }
    Ok(View { undo_seconds: undo_seconds(cx, &h), handover: h, counts, people })
}

fn undo_seconds(cx: &Cx<'_>, h: &Handover) -> u32 {
    let gone = cx.now().millis() - h.at.millis();
    let left = (UNDO_MINUTES * 60_000 - gone) / 1000;
    let mine = cx.actor().organisation == h.by_org.map(|o| o.0) && h.by_org.is_some();
    if mine && h.undone_at.is_none() { u32::try_from(left).unwrap_or(0) } else { 0 }
}

/// The last handovers from and to the actor's organisation.
pub fn recent(cx: &Cx<'_>) -> Result<Vec<Handover>> {
    authorise(cx, &permissions::HAND_OVER)?;
    match cx.actor().organisation {
        Some(org) => store::handover::of_org(cx, OrganisationId(org)),
        None => Ok(Vec::new()),
    }
}

/// Takes a handover back within five minutes: everything stands as it stood before.
pub fn undo(cx: &Cx<'_>, id: HandoverId) -> Result<()> {
    authorise(cx, &permissions::HAND_OVER)?;
    let h = store::handover::get(cx, id)?;
    if h.by_org.map(|o| o.0) != cx.actor().organisation || h.by_org.is_none() {
        return Err(Error::NotFound);
    }
    if h.undone_at.is_some() {
        return Ok(());
    }
    if cx.now().minutes_since(h.at) >= UNDO_MINUTES {
        return Err(Error::Rule(
            "5分をすぎたため、取り消せません。もどすときは、もう一度引き継いでください".into(),
        ));
    }
    let moved = put_back(cx, &h)?;
    store::handover::undone(cx, id)?;
    tell_hospitals(cx, &moved)?;
    let to = inbox::To { organisation: h.to_org.0, account: h.to_account.map(|a| a.0) };
    let link = format!("/handover/{id}");
    inbox::send(cx, to, "transitions.handed-over", "担当の引き継ぎが取り消されました", &link)?;
    cx.audit(
        AuditEntry::act(permissions::HAND_OVER.code)
            .object(format!("handover:{id}"))
            .detail("undo"),
    );
    Ok(())
}

/// The place in the team that the new one takes.
pub(super) fn member(
    cx: &Cx<'_>,
    to_org: OrganisationId,
    to: Option<AccountId>,
) -> Result<NewTeamMember> {
    let org = accounts::organisation(cx, to_org)?;
    let account = to.map(|a| accounts::any_account(cx, a)).transpose()?.flatten();
    let role = match org.kind {
        OrganisationKind::Hokatsu => TeamRole::Hokatsu,
        _ => TeamRole::CareManager,
    };
    Ok(NewTeamMember {
        role,
        organisation: Some(org.id.0),
        account: account.as_ref().map(|a| a.id.0),
        label: named(&org, account.as_ref().map(|a| a.name.as_str()), true),
        person: account.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
        phone: org.phone,
        from: cx.today(),
    })
}

/// One person as the team's own act takes it.
pub(super) fn over(h: &Handover, resident: ResidentId, to: &NewTeamMember) -> Over {
    Over {
        resident,
        from_org: h.from_org.0,
        from_account: h.from_account.map(|a| a.0),
        to: to.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_day_reason_and_person_are_told_at_once() {
        let today: Date = "2026-11-19".parse().unwrap();
        let ask = Ask {
            from: AccountId(testkit::id(1)),
            to_org: OrganisationId(testkit::id(2)),
            to: None,
        };
        let mut cmd = HandOver { ask, who: Vec::new(), reason: " ".into(), consent_on: None };
        let named = |cmd: &HandOver, another| -> Vec<String> {
            wrong(cmd, another, today).into_iter().map(|f| f.field).collect()
        };
        assert_eq!(named(&cmd, true), ["consent_on", "reason", "who"]);
        assert_eq!(named(&cmd, false), ["reason", "who"]);
        cmd.reason = "あ".repeat(201);
        cmd.consent_on = Some("2026-11-20".parse().unwrap());
        assert_eq!(named(&cmd, true), ["consent_on", "reason", "who"]);
        cmd = HandOver {
            who: vec![ResidentId(testkit::id(3))],
            reason: "退職".into(),
            consent_on: Some(today),
            ..cmd
        };
        assert!(named(&cmd, true).is_empty());
    }
}
