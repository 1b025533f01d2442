//! The monthly review: one in a hundred of what staff did, drawn by the month's last seal so that nobody can choose, all
//! emergency access, all files with very many persons, and all refusals counted. Each is marked 妥当 or 要確認; the sign-off is a row of the log itself.
use std::sync::LazyLock;

use app::audit::{AuditEntry, AuditRow};
use app::audit_read::{self, Denials, Span};
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::{At, Date, sha256_hex};
use serde::Deserialize;

use super::{Offices, day_start, offices, store};
use crate::permissions;

/// How much is looked at.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Rules {
    /// Edition, printed on the sheet.
    pub version: String,
    /// Of a thousand.
    pub sample_permille: usize,
    /// Never fewer, as far as there are rows.
    pub at_least: usize,
    /// Never more.
    pub at_most: usize,
    /// How acts of emergency access begin.
    pub emergency_act: String,
    /// Acts of files with very many persons, all looked at.
    pub large_acts: Vec<String>,
}

static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/rules/audit-review.json")).ok()
});

pub(crate) fn rules() -> Result<&'static Rules> {
    RULES.as_ref().ok_or_else(|| Error::Inconsistent("the rules of reviews cannot be read".into()))
}

/// What somebody thinks of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// 妥当.
    Fine,
    /// 要確認.
    Ask,
}

impl Verdict {
    /// Code in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Fine => "fine",
            Verdict::Ask => "ask",
        }
    }
    /// From the code.
    pub fn from_code(code: &str) -> Option<Verdict> {
        [Verdict::Fine, Verdict::Ask].into_iter().find(|v| v.code() == code)
    }
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Fine => "妥当",
            Verdict::Ask => "要確認",
        }
    }
}

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Of which item.
    pub subject: String,
    pub verdict: Verdict,
    pub note: String,
    /// Who marked it.
    pub name: String,
}

/// A review that was begun. What is looked at is fixed by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Review {
    /// `YYYY-MM`.
    pub month: String,
    /// The last row of the month when it was begun.
    pub pos: i64,
    /// The seal of its block, by which the sample was drawn.
    pub seal: String,
    pub opened_at: At,
    pub signed_at: Option<At>,
    pub signed_name: String,
    pub note: String,
}

/// Something to look at.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// A row drawn by chance.
    Drawn(AuditRow),
    /// Emergency access.
    Emergency(AuditRow),
    /// A file with very many persons was taken, or confirmed by its asker.
    Large(AuditRow),
    /// Refusals that are alike.
    Refused(Denials),
}

impl Item {
    /// The name of its mark.
    pub fn subject(&self) -> String {
        match self {
            Item::Drawn(r) | Item::Emergency(r) | Item::Large(r) => {
                format!("row-{}", r.pos.unwrap_or(0))
            }
            Item::Refused(d) => {
                let org = d.organisation.map(|o| o.to_string()).unwrap_or_default();
                let whole = sha256_hex(format!("{}\n{}\n{org}", d.act, d.hat).as_bytes());
                format!("denied-{}", whole.get(..12).unwrap_or_default())
            }
        }
    }
}

/// A month and how far its review is.
#[derive(Debug, Clone)]
pub(crate) struct Month {
    /// First day.
    pub first: Date,
    /// It is over.
    pub over: bool,
    /// Rows, rows about a person, refusals.
    pub counts: (i64, i64, i64),
    pub review: Option<Review>,
    /// The seal by which the sample was drawn is not the one in the log any more.
    pub seal_moved: bool,
    pub items: Vec<Item>,
    pub marks: Vec<Mark>,
    pub offices: Offices,
    pub checkpoint: Option<app::checkpoint::Kept>,
    pub places: Vec<app::checkpoint::Delivery>,
}

impl Month {
    /// `YYYY-MM`.
    pub fn code(&self) -> String {
        code(self.first)
    }
    /// The mark of an item.
    pub fn mark(&self, subject: &str) -> Option<&Mark> {
        self.marks.iter().find(|m| m.subject == subject)
    }
}

pub(crate) fn code(first: Date) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

/// Was there a log in this month? Before its first row there is nothing to review, and nobody is late with it.
pub(crate) fn began(cx: &Cx<'_>, first: Date) -> Result<bool> {
    let next = kernel::time::add_months(first, 1);
    Ok(audit_read::first_day(cx)?.is_some_and(|d| d < next))
}

/// The first day of a month as it stands in an address.
pub(crate) fn parse(month: &str) -> Option<Date> {
    let first: Date = format!("{month}-01").parse().ok()?;
    (code(first) == month).then_some(first)
}

fn ends(first: Date) -> (At, At) {
    (day_start(first), day_start(kernel::time::add_months(first, 1)))
}

/// The positions drawn: those with the smallest hash of seal and position. The seal is made after the last row of the
/// month, from all rows: who writes a row cannot know whether it will be drawn.
pub(crate) fn drawn(rules: &Rules, seal: &str, mut positions: Vec<i64>) -> Vec<i64> {
    let n = positions.len();
    let wanted = (n * rules.sample_permille).div_ceil(1000).max(rules.at_least);
    let wanted = wanted.min(rules.at_most).min(n);
    positions.sort_by_cached_key(|p| sha256_hex(format!("{seal}\n{p}").as_bytes()));
    positions.truncate(wanted);
    positions.sort_unstable();
    positions
}

/// A month for its page.
pub(crate) fn month(cx: &Cx<'_>, first: Date) -> Result<Month> {
    authorise(cx, &permissions::REVIEW)?;
    let next = kernel::time::add_months(first, 1);
    if audit_read::first_day(cx)?.is_some_and(|d| d >= next) {
        return Err(Error::NotFound);
    }
    gather(cx, first)
}

fn gather(cx: &Cx<'_>, first: Date) -> Result<Month> {
    let rules = rules()?;
    let (from, to) = ends(first);
    let review = store::review(cx, &code(first))?;
    let upto = match &review {
        Some(r) => r.pos,
        None => audit_read::last_position(cx)?,
    };
    let mut out = Month {
        first,
        over: cx.now() >= to,
        counts: audit_read::counts(cx, from, to, upto)?,
        seal_moved: false,
        items: Vec::new(),
        marks: store::marks(cx, &code(first))?,
        offices: offices(cx)?,
        checkpoint: app::checkpoint::latest(cx)?,
        places: app::checkpoint::deliveries(cx)?,
        review: None,
    };
    let Some(r) = review else { return Ok(out) };
    let span = |at_pos: Option<Vec<i64>>, act: &str| Span {
        from: Some(from),
        to: Some(to),
        upto: Some(upto),
        at_pos,
        act: act.into(),
        ..Span::default()
    };
    let positions = drawn(rules, &r.seal, audit_read::staff_positions(cx, from, to, upto)?);
    let emergency = audit_read::span(cx, &span(None, &rules.emergency_act), 5000)?;
    let rows = audit_read::span(cx, &span(Some(positions), ""), 300)?;
    let mut large = Vec::new();
    for act in &rules.large_acts {
        large.extend(audit_read::span(cx, &span(None, act), 1000)?);
    }
    let known: Vec<Option<i64>> = emergency.iter().chain(&large).map(|e| e.pos).collect();
    out.items.extend(emergency.into_iter().map(Item::Emergency));
    out.items.extend(large.into_iter().map(Item::Large));
    out.items.extend(rows.into_iter().filter(|d| !known.contains(&d.pos)).map(Item::Drawn));
    let refused = audit_read::denials(cx, from, to, upto)?;
    out.items.extend(refused.into_iter().map(Item::Refused));
    out.seal_moved = audit_read::seal_at(cx, r.pos)?.as_ref() != Some(&r.seal);
    out.review = Some(r);
    Ok(out)
}

/// Begins the review of a month that is over; from here what is looked at stays the same.
pub(crate) fn open(cx: &Cx<'_>, first: Date) -> Result<()> {
    authorise(cx, &permissions::REVIEW)?;
    let (from, to) = ends(first);
    if cx.now() < to {
        return Err(Error::Rule(
            "この月は、まだ終わっていません。月が変わってから始めてください".into(),
        ));
    }
    let Some((pos, seal)) = audit_read::seal_of(cx, from, to)? else {
        return Err(Error::Rule("この月の記録は、ありません".into()));
    };
    store::open(cx, &code(first), pos, &seal)
}

/// Marks some items and, when asked, signs the month off. Nothing is kept when something is wrong.
pub(crate) fn save(
    cx: &Cx<'_>,
    first: Date,
    marks: &[(String, String, String)],
    sign: Option<&str>,
) -> Result<()> {
    authorise(cx, &permissions::REVIEW)?;
    let m = gather(cx, first)?;
    let Some(review) = &m.review else { return Err(Error::NotFound) };
    if review.signed_at.is_some() {
        return Err(Error::Rule("この月の点検は、もう終わっています".into()));
    }
    let mut errors = Vec::new();
    let mut new = Vec::new();
    let mut open = 0;
    let wrong = |field: String, message: &str| FieldError { field, message: message.into() };
    for item in &m.items {
        let subject = item.subject();
        let typed = marks.iter().find(|(s, _, _)| *s == subject);
        let verdict = typed.and_then(|(_, v, _)| Verdict::from_code(v));
        let note = typed.map(|(_, _, n)| n.trim()).unwrap_or_default();
        match verdict {
            Some(Verdict::Ask) if note.is_empty() => errors.push(wrong(
                format!("n-{subject}"),
                "要確認のときは、何を確かめるかを書いてください",
            )),
            _ if note.chars().count() > 400 => {
                errors.push(wrong(format!("n-{subject}"), "400文字以内で入力してください"));
            }
            Some(verdict) => {
                new.push(Mark { subject, verdict, note: note.into(), name: String::new() })
            }
            None if m.mark(&subject).is_none() => {
                open += 1;
                if sign.is_some() {
                    errors.push(wrong(format!("v-{subject}"), "妥当か要確認を選んでください"));
                }
            }
            None => {}
        }
    }
    if sign.is_some_and(|note| note.chars().count() > 1000) {
        errors.push(wrong("note".into(), "1000文字以内で入力してください"));
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    for mark in &new {
        if m.mark(&mark.subject).is_none_or(|o| (o.verdict, &o.note) != (mark.verdict, &mark.note))
        {
            store::mark(cx, &code(first), mark)?;
        }
    }
    let detail = format!("marked={};open={open}", new.len());
    let object = format!("review:{}", code(first));
    cx.audit(AuditEntry::act(permissions::REVIEW.code).object(&object).detail(detail));
    if let Some(note) = sign {
        if !store::sign(cx, &code(first), note.trim())? {
            return Err(Error::Rule("この月の点検は、もう終わっています".into()));
        }
        let ask = new.iter().filter(|x| x.verdict == Verdict::Ask).count();
        let detail = format!("signed;items={};ask={ask};seal={}", m.items.len(), review.seal);
        cx.audit(AuditEntry::act(permissions::REVIEW.code).object(object).detail(detail));
    }
    Ok(())
}
