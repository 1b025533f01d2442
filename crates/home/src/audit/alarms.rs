//! Alarms: very many persons or rows by one account within an hour, looking at persons outside the hours of one's own
//! office, and a large file that its asker confirmed alone. Thresholds are data (data/rules/audit-alarms.json); evaluated on sealed rows, each once. An alarm says that
//! somebody should ask, not that something was wrong; the notices name nobody.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use accounts::{OrganisationId, OrganisationKind};
use app::audit::AuditRow;
use app::audit_read::{self, Span};
use app::jobs::Job;
use app::notices::{self, To};
use app::{App, Cx, Error, Result, settings};
use kernel::{Actor, At, BusinessCalendar, Holidays, Id};
use serde::Deserialize;

use super::store;
use crate::permissions::PACK_MAKE;

/// The district that a permitted tablet takes by itself; its code, because home knows no slice.
const DISTRICT: &str = "emergency.subset.make";

/// Rows of a file that is made as a whole: the pack of the night, and the district of a tablet, which an administrator
/// bounded beforehand. Many persons in it say nothing of who was signed in.
fn made_whole(r: &AuditRow) -> bool {
    r.act == PACK_MAKE.code || r.act == DISTRICT
}

/// Where the evaluation stands.
const CURSOR: &str = "home.alarm.pos";
/// Rows taken at a time.
const STEP: usize = 5000;

/// Thresholds.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Rules {
    /// Edition; an alarm keeps it.
    pub version: String,
    /// Length of the window.
    pub window_minutes: i64,
    /// Different persons opened in a window: more than this.
    pub residents_over: usize,
    /// Rows in a window: more than this.
    pub rows_over: usize,
    /// Hours before opening and after closing that count as office hours.
    pub outside_hours: i64,
    /// Kinds of organisations that work at all hours.
    pub round_the_clock: Vec<String>,
    /// Older rows are passed over: after a long stop nobody is woken for last month.
    pub look_back_days: i64,
}

static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/rules/audit-alarms.json")).ok()
});

pub(crate) fn rules() -> Result<&'static Rules> {
    RULES.as_ref().ok_or_else(|| Error::Inconsistent("the rules of alarms cannot be read".into()))
}

/// What is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Very many persons.
    Residents,
    /// Very many rows.
    Rows,
    /// Outside the hours.
    Hours,
    /// A large file that nobody else confirmed.
    Alone,
}

impl Kind {
    /// Code in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Residents => "residents",
            Kind::Rows => "rows",
            Kind::Hours => "hours",
            Kind::Alone => "alone",
        }
    }
    /// From the code.
    pub fn from_code(code: &str) -> Option<Kind> {
        [Kind::Residents, Kind::Rows, Kind::Hours, Kind::Alone]
            .into_iter()
            .find(|k| k.code() == code)
    }
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Residents => "短い時間に、たくさんの方の記録を見ました",
            Kind::Rows => "短い時間に、とても多くの操作がありました",
            Kind::Hours => "営業時間の外に、記録を見ました",
            Kind::Alone => "たくさんの方の書き出しを、頼んだ人が自分で確かめました",
        }
    }
}

/// An alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alarm {
    pub id: Id,
    pub kind: Kind,
    pub account: Id,
    pub organisation: Id,
    pub from: At,
    pub to: At,
    /// Persons or rows in the window.
    pub n: i64,
    /// Edition of the rules.
    pub rule: String,
    pub seen_at: Option<At>,
    pub seen_name: String,
    pub note: String,
}

/// Something noticed, before it is an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub kind: Kind,
    pub from: At,
    pub to: At,
    pub n: usize,
}

/// Windows of one account's rows, in the order of time, that hold too much. One per window length.
pub(super) fn too_many(rules: &Rules, rows: &[&AuditRow], last: [Option<At>; 2]) -> Vec<Found> {
    let mut out = Vec::new();
    let quiet = |since: Option<At>, now: At| {
        since.is_none_or(|t| now.minutes_since(t) >= rules.window_minutes)
    };
    let [mut last_residents, mut last_rows] = last;
    let (mut begin, mut persons) = (0, BTreeMap::<Id, usize>::new());
    for (end, r) in rows.iter().enumerate() {
        if let Some(id) = r.resident.filter(|_| !r.denied) {
            *persons.entry(id).or_default() += 1;
        }
        while let Some(first) = rows.get(begin)
            && r.at.minutes_since(first.at) >= rules.window_minutes
        {
            if let Some(id) = first.resident.filter(|_| !first.denied)
                && let Some(n) = persons.get_mut(&id)
            {
                *n -= 1;
                if *n == 0 {
                    persons.remove(&id);
                }
            }
            begin += 1;
        }
        let Some(from) = rows.get(begin).map(|f| f.at) else { continue };
        let mut find = |kind, n, last: &mut Option<At>| {
            if quiet(*last, r.at) {
                out.push(Found { kind, from, to: r.at, n });
                *last = Some(r.at);
            }
        };
        if persons.len() > rules.residents_over {
            find(Kind::Residents, persons.len(), &mut last_residents);
        }
        if end + 1 - begin > rules.rows_over {
            find(Kind::Rows, end + 1 - begin, &mut last_rows);
        }
    }
    out
}

/// Is this moment outside the office's hours, with the time before and after that counts as within?
pub(super) fn outside(rules: &Rules, calendar: &BusinessCalendar, at: At) -> bool {
    let minutes = |t: kernel::Time| i64::from(t.hour()) * 60 + i64::from(t.minute());
    match calendar.hours(at.date(), Holidays::shipped()) {
        None => true,
        Some(h) => {
            let (now, more) = (minutes(at.time()), rules.outside_hours * 60);
            now < minutes(h.open) - more || now > minutes(h.close) + more
        }
    }
}

/// The job: everything sealed since the last run.
pub(crate) fn run(app: &App, _: &Job) -> std::result::Result<(), String> {
    loop {
        let more = app.write(&Actor::system(), step).map_err(|e| e.to_string())?;
        if !more {
            return Ok(());
        }
    }
}

/// One step; true when there is more.
pub(super) fn step(cx: &Cx<'_>) -> Result<bool> {
    let rules = rules()?;
    let done: Option<i64> = settings::get(cx, CURSOR)?.and_then(|t| t.parse().ok());
    let after = match done {
        Some(p) => p,
        // a demonstration begins with two invented years, about which nobody is to be told
        None if cx.region().demo => audit_read::last_position(cx)?,
        None => 0,
    };
    let new = audit_read::span(cx, &Span { after: Some(after), ..Span::default() }, STEP)?;
    let upto = new.iter().filter_map(|r| r.pos).max().unwrap_or(after);
    altered(cx, &new)?;
    let recent = cx.now().plus_minutes(-rules.look_back_days * 24 * 60);
    let fresh: Vec<&AuditRow> =
        new.iter().filter(|r| r.account.is_some() && r.at >= recent && !made_whole(r)).collect();
    if let (Some(first), Some(last)) =
        (fresh.iter().map(|r| r.at).min(), fresh.iter().map(|r| r.at).max())
    {
        let span = Span {
            from: Some(first.plus_minutes(-rules.window_minutes)),
            to: Some(last.plus_millis(1)),
            upto: Some(upto),
            staff: true,
            ..Span::default()
        };
        let mut around = audit_read::span(cx, &span, usize::MAX)?;
        // at night the program itself reads in somebody's place; no page can make these rows
        around.retain(|r| !made_whole(r));
        many(cx, rules, &fresh, &around)?;
        for r in fresh.iter().filter(|r| r.act == people::exports::ALONE && !r.denied) {
            let n = r.detail.split(';').find_map(|p| p.strip_prefix("n=")?.parse().ok());
            let f = Found { kind: Kind::Alone, from: r.at, to: r.at, n: n.unwrap_or(0) };
            if let Some(account) = r.account {
                raise(cx, rules, account, r.organisation, &f)?;
            }
        }
        if !cx.region().demo {
            // a demonstration is visited at all hours
            hours(cx, rules, &fresh)?;
        }
    }
    if done != Some(upto) {
        settings::set(cx, CURSOR, &upto.to_string())?;
    }
    Ok(new.len() == STEP)
}

/// Content that does not fit its hash was met: whoever looks after the log is told once a run, at any age of the rows.
fn altered(cx: &Cx<'_>, new: &[AuditRow]) -> Result<()> {
    if !new.iter().any(|r| r.act == app::altered::ACT) {
        return Ok(());
    }
    for keeper in accounts::organisations_of_kind(cx, OrganisationKind::City)? {
        let text = "保存された内容が、書かれたときと違う記録が見つかりました。表示は止めてあります。運用担当に知らせてください";
        let to = To { organisation: keeper.id.0, account: None };
        notices::send(cx, to, "home.altered", text, "/audit")?;
    }
    Ok(())
}

fn many(cx: &Cx<'_>, rules: &Rules, fresh: &[&AuditRow], around: &[AuditRow]) -> Result<()> {
    let accounts: BTreeSet<Id> = fresh.iter().filter_map(|r| r.account).collect();
    for account in accounts {
        let mut rows: Vec<&AuditRow> =
            around.iter().filter(|r| r.account == Some(account)).collect();
        rows.sort_by_key(|r| (r.at, r.pos));
        let last = [
            store::last_alarm(cx, account, Kind::Residents)?,
            store::last_alarm(cx, account, Kind::Rows)?,
        ];
        let organisation = rows.last().and_then(|r| r.organisation);
        for f in too_many(rules, &rows, last) {
            raise(cx, rules, account, organisation, &f)?;
        }
    }
    Ok(())
}

fn hours(cx: &Cx<'_>, rules: &Rules, fresh: &[&AuditRow]) -> Result<()> {
    let mut calendars: BTreeMap<Id, Option<BusinessCalendar>> = BTreeMap::new();
    for r in fresh.iter().filter(|r| r.resident.is_some()) {
        let (Some(account), Some(org)) = (r.account, r.organisation) else { continue };
        if let std::collections::btree_map::Entry::Vacant(e) = calendars.entry(org) {
            let o = accounts::organisation(cx, OrganisationId(org))?;
            let always = rules.round_the_clock.iter().any(|k| k == o.kind.code());
            let calendar = match always {
                true => None,
                false => Some(accounts::calendar_of(cx, OrganisationId(org))?),
            };
            e.insert(calendar);
        }
        let Some(Some(calendar)) = calendars.get(&org) else { continue };
        if !outside(rules, calendar, r.at) {
            continue;
        }
        // once a day, in whatever order the rows come
        let day = super::day_start(r.at.date());
        let day = (day, day.plus_minutes(24 * 60));
        if !store::alarm_within(cx, account, Kind::Hours, day)? {
            let f = Found { kind: Kind::Hours, from: r.at, to: r.at, n: 1 };
            raise(cx, rules, account, Some(org), &f)?;
        }
    }
    Ok(())
}

fn raise(
    cx: &Cx<'_>,
    rules: &Rules,
    account: Id,
    organisation: Option<Id>,
    f: &Found,
) -> Result<()> {
    let Some(organisation) = organisation else { return Ok(()) };
    let alarm = Alarm {
        id: cx.new_id(),
        kind: f.kind,
        account,
        organisation,
        from: f.from,
        to: f.to,
        n: i64::try_from(f.n).unwrap_or(i64::MAX),
        rule: rules.version.clone(),
        seen_at: None,
        seen_name: String::new(),
        note: String::new(),
    };
    store::add_alarm(cx, &alarm)?;
    let all = |organisation| To { organisation, account: None };
    for keeper in accounts::organisations_of_kind(cx, OrganisationKind::City)? {
        let text = "記録の見方について、確かめてほしいことがあります";
        notices::send(cx, all(keeper.id.0), "home.alarm", text, "/audit/alarms")?;
    }
    let text = "あなたの事業所の記録の見方について、確かめてほしいことがあります";
    notices::send(cx, all(organisation), "home.alarm", text, "/alarms")
}
