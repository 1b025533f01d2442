//! Asking for a large file, confirming it, taking it. Who asked and who confirmed both stand in the rows of the log.
use accounts::OrganisationId;
use accounts::use_cases::staff::{administrators, looks_after};
use app::audit::AuditEntry;
use app::notices::{self, To};
use app::{Cx, Error, Result, authorise, settings};
use kernel::{At, Id};
use slice::ExportSource;

use super::model::{Export, Rules, Stand};
use super::{ALONE, sources, store};
use crate::permissions::{EXPORT, EXPORT_SET};

const ABOVE: &str = "people.export.above";
const CONFIRM: &str = "people.export.confirm";
const TAKE: &str = "people.export.take";
/// Longest reason, characters.
const REASON: usize = 300;

/// From how many persons on a second one is needed: the region's number, never more than the shipped one.
pub fn above(cx: &Cx<'_>) -> Result<i64> {
    let most = Rules::shipped()?.above;
    let set = settings::get(cx, ABOVE)?.and_then(|t| t.parse::<i64>().ok());
    Ok(set.map_or(most, |n| n.clamp(1, most)))
}

/// Sets the region's number: fewer than the shipped one are allowed, more are not.
pub fn set_above(cx: &Cx<'_>, typed: &str) -> Result<()> {
    authorise(cx, &EXPORT_SET)?;
    let most = Rules::shipped()?.above;
    let plain = kernel::kana::half_width(typed);
    match plain.trim().parse::<i64>() {
        Ok(n) if (1..=most).contains(&n) => settings::set(cx, ABOVE, &n.to_string()),
        _ => Err(Error::field("above", format!("1から{most}までの数字で入力してください"))),
    }
}

/// The door of one kind of file: its own permission, and administrator where it asks for one.
fn door(cx: &Cx<'_>, s: &ExportSource) -> Result<Id> {
    authorise(cx, &EXPORT)?;
    let organisation = cx.actor().organisation.ok_or(Error::NotFound)?;
    let admin = !s.administrators || looks_after(cx, OrganisationId(organisation))?;
    if app::may(cx, s.permission)? && admin {
        return Ok(organisation);
    }
    cx.audit(AuditEntry::act(s.permission.code).denied());
    Err(Error::Forbidden(s.permission.code))
}

/// Who else there may confirm: account and name. `own` are the accounts of the human who asked.
fn others(
    cx: &Cx<'_>,
    s: &ExportSource,
    organisation: Id,
    own: &[Id],
) -> Result<Vec<(Id, String)>> {
    let org = OrganisationId(organisation);
    let admins: Vec<Id> = match s.administrators {
        true => administrators(cx, org)?.into_iter().map(|(id, _)| id.0).collect(),
        false => Vec::new(),
    };
    Ok(accounts::accounts_of(cx, org)?
        .into_iter()
        .filter(|a| s.permission.hats.contains(&a.hat) && !own.contains(&a.id.0))
        .filter(|a| !s.administrators || admins.contains(&a.id.0))
        .map(|a| (a.id.0, a.name))
        .collect())
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which file.
    pub what: String,
    /// Narrowed to.
    pub part: String,
    /// Why.
    pub reason: String,
    /// All accounts of the human who asks, in this region.
    pub own: Vec<Id>,
}

/// Asks for a file with these persons; tells whoever can confirm.
pub fn ask(cx: &Cx<'_>, cmd: &Ask, persons: &[Id]) -> Result<Id> {
    let s = sources::named(&cmd.what)?;
    (s.of_words)(&cmd.part)?;
    let organisation = door(cx, &s)?;
    let by_account = cx.actor().account.ok_or(Error::Forbidden(EXPORT.code))?;
    let reason = cmd.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Error::field(
            "reason",
            "なぜ要るのかを入力してください（例 大雨の備えで、民生委員に渡すため）",
        ));
    }
    if reason.chars().count() > REASON {
        return Err(Error::field("reason", format!("{REASON}文字以内で入力してください")));
    }
    let above = above(cx)?;
    let mut persons = persons.to_vec();
    persons.sort_unstable();
    persons.dedup();
    let n = i64::try_from(persons.len()).unwrap_or(i64::MAX);
    if n <= above {
        return Err(Error::Rule(format!(
            "{above}人以下なので、確かめてもらわずに取り出せます。前のページから取り出してください"
        )));
    }
    let rules = Rules::shipped()?;
    let e = Export {
        id: cx.new_id(),
        what: cmd.what.clone(),
        part: cmd.part.clone(),
        organisation,
        n,
        above,
        rule: rules.version.clone(),
        reason,
        by_account,
        by: cx.actor().name.clone(),
        at: cx.now(),
        state: "asked".into(),
        decided_by: None,
        decided_name: String::new(),
        decided_at: None,
        alone: false,
        taken_at: None,
    };
    store::add(cx, &e, &persons)?;
    for (account, _) in others(cx, &s, organisation, &cmd.own)? {
        let text = "たくさんの方の書き出しが、あなたの確認を待っています";
        let to = To { organisation, account: Some(account) };
        notices::send(cx, to, "people.export", text, "/exports")?;
    }
    cx.audit(AuditEntry::act(EXPORT.code).object(format!("export:{}", e.id)).detail(format!(
        "ask;what={};part={};n={n};above={above};rule={}",
        e.what, e.part, e.rule
    )));
    Ok(e.id)
}

/// A request as the page shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The request.
    pub export: Export,
    /// What it is, in words.
    pub words: String,
    /// How it stands.
    pub stand: Stand,
    /// The actor asked for it.
    pub mine: bool,
    /// Who could confirm it.
    pub others: Vec<String>,
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The organisation's requests that the actor may ask for or confirm, the newest first.
    pub lines: Vec<Line>,
    /// The region's number.
    pub above: i64,
    /// The actor may set it.
    pub may_set: bool,
}

/// The requests of the actor's organisation. `own`: all accounts of this human.
pub fn overview(cx: &Cx<'_>, own: &[Id]) -> Result<Overview> {
    authorise(cx, &EXPORT)?;
    let organisation = cx.actor().organisation.ok_or(Error::NotFound)?;
    let rules = Rules::shipped()?;
    let mut lines = Vec::new();
    for export in store::of(cx, organisation)? {
        // a file that the program does not make any more
        let Ok(s) = sources::named(&export.what) else { continue };
        if !app::may(cx, s.permission)? {
            continue;
        }
        let mine = own.contains(&export.by_account);
        if s.administrators && !mine && !looks_after(cx, OrganisationId(organisation))? {
            continue;
        }
        let asker = if mine { own.to_vec() } else { vec![export.by_account] };
        let others = others(cx, &s, organisation, &asker)?;
        lines.push(Line {
            words: words(&s, &export.part),
            stand: export.stand(rules, cx.now(), !others.is_empty()),
            mine,
            others: others.into_iter().map(|(_, name)| name).collect(),
            export,
        });
    }
    Ok(Overview { lines, above: above(cx)?, may_set: app::may(cx, &EXPORT_SET)? })
}

/// 「見守りの名簿（民生委員）」.
pub(super) fn words(s: &ExportSource, part: &str) -> String {
    match (s.of_words)(part) {
        Ok("") | Err(_) => s.label.to_owned(),
        Ok(of) => format!("{}（{of}）", s.label),
    }
}

fn open(cx: &Cx<'_>, id: Id) -> Result<(Export, ExportSource)> {
    let organisation = cx.actor().organisation.ok_or(Error::NotFound)?;
    let e = store::one(cx, id, organisation)?.ok_or(Error::NotFound)?;
    let s = sources::named(&e.what)?;
    door(cx, &s)?;
    Ok((e, s))
}

fn decided() -> Error {
    Error::Rule("この書き出しは、もう決まっているか、時間が過ぎています".into())
}

/// Confirms: another human of the same organisation who may have such a file made too. Who has no such colleague may
/// confirm their own request after a day of waiting; that is an alarm and stands in the monthly review.
pub fn confirm(cx: &Cx<'_>, id: Id, own: &[Id]) -> Result<()> {
    let (e, s) = open(cx, id)?;
    let me = cx.actor().account.ok_or(Error::Forbidden(EXPORT.code))?;
    let mine = me == e.by_account || own.contains(&e.by_account);
    let asker = if mine { own.to_vec() } else { vec![e.by_account] };
    let others = others(cx, &s, e.organisation, &asker)?;
    let alone = match (e.stand(Rules::shipped()?, cx.now(), !others.is_empty()), mine) {
        (Stand::Waits | Stand::WaitsAlone | Stand::MayAlone, false) => false,
        (Stand::MayAlone, true) => true,
        (Stand::Waits, true) => {
            return Err(Error::Rule("頼んだ人とは別の人が、確かめてください".into()));
        }
        (Stand::WaitsAlone, true) => {
            return Err(Error::Rule(
                "頼んでから1日たつまでは、確かめられません。同じ事業所に、確かめる人がほかにいないためです".into(),
            ));
        }
        _ => return Err(decided()),
    };
    if !store::decide(cx, id, "confirmed", alone)? {
        return Err(decided());
    }
    if !mine {
        let text = "頼んだ書き出しを、確かめてもらえました。きょうのうちに取り出してください";
        let to = To { organisation: e.organisation, account: Some(e.by_account) };
        notices::send(cx, to, "people.export", text, "/exports")?;
    }
    let act = if alone { ALONE } else { CONFIRM };
    cx.audit(AuditEntry::act(act).object(format!("export:{id}")).detail(format!(
        "what={};part={};n={};asked_by={};confirmed_by={me}",
        e.what, e.part, e.n, e.by_account
    )));
    Ok(())
}

/// Refuses, or takes one's own request back.
pub fn refuse(cx: &Cx<'_>, id: Id) -> Result<()> {
    let (e, _) = open(cx, id)?;
    if !store::decide(cx, id, "refused", false)? {
        return Err(decided());
    }
    cx.audit(
        AuditEntry::act(CONFIRM)
            .object(format!("export:{id}"))
            .detail(format!("refuse;asked_by={}", e.by_account)),
    );
    Ok(())
}

/// The file may be made now: confirmed, by the one who asked, and nobody is in it who was not in it then. Who left it
/// since (a consent withdrawn) is not asked about.
pub fn take(cx: &Cx<'_>, id: Id, persons: &[Id]) -> Result<()> {
    let (e, _) = open(cx, id)?;
    let me = cx.actor().account;
    if me != Some(e.by_account) || e.stand(Rules::shipped()?, cx.now(), true) != Stand::Ready {
        return Err(Error::Rule(
            "この書き出しは、まだ確かめられていないか、時間が過ぎています".into(),
        ));
    }
    let then = store::persons(cx, id)?;
    let new = persons.iter().filter(|p| then.binary_search(p).is_err()).count();
    if new > 0 {
        return Err(Error::Rule(format!(
            "頼んだあとで、入る方が{new}人ふえました。取りやめて、もう一度頼んでください"
        )));
    }
    if !store::take(cx, id)? {
        return Err(decided());
    }
    let by = e.decided_by.map(|d| d.to_string()).unwrap_or_default();
    cx.audit(AuditEntry::act(TAKE).object(format!("export:{id}")).detail(format!(
        "what={};part={};n={};asked_by={};confirmed_by={by}",
        e.what,
        e.part,
        persons.len(),
        e.by_account
    )));
    Ok(())
}

/// A request of the actor's organisation, for making its file.
pub(super) fn found(cx: &Cx<'_>, id: Id) -> Result<(Export, ExportSource)> {
    open(cx, id)
}

/// Has somebody else looked at such a file of this organisation since? For what is made at night without anybody there.
pub fn confirmed_since(cx: &Cx<'_>, organisation: Id, what: &str, at: At) -> Result<bool> {
    store::confirmed_since(cx, organisation, what, at)
}
