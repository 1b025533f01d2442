//! What this slice offers to others: きょう, さがす, 期限を過ぎたもの, and what may be cited of it.
use app::{Cx, Result};
use kernel::{Date, Id, wareki};
use slice::{Chip, Evidence, EvidenceSource, Hit, Overdue, Todo};

use crate::model::{Act, Issue, Level, Stage, State, fiscal};
use crate::store::acts::ActFilter;
use crate::store::issues::Filter;
use crate::store::{acts, evidence as cited, issues};
use crate::use_cases::{owed, waiting};
use crate::{ActId, IssueId, permissions};

/// Kind of an issue as evidence.
pub(crate) const ISSUE: &str = "issues.issue";
/// Kind of a 打ち合わせ as evidence.
pub(crate) const HEARING: &str = "issues.hearing";
/// Kind of a マッチング as evidence.
pub(crate) const MATCH: &str = "issues.match";
/// Kind of a 共有の場 as evidence.
const PLATFORM: &str = "issues.platform";

/// Lines of one kind in きょう; the rest is one line more.
const LINES: usize = 5;

fn over(days: Option<Date>, today: Date) -> Chip {
    let text = match days {
        Some(d) => format!("{}日前に終わっています", kernel::time::days_between(d, today)),
        None => String::new(),
    };
    Chip { kind: "over", icon: "alert", text }
}

/// きょう: a day that is over without a result, and issues that nobody has been told of.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let mut out = Vec::new();
    let today = cx.today();
    if app::may(cx, &permissions::ACT)? {
        for (n, a) in waiting(cx)?.iter().take(LINES).enumerate() {
            let what = match a.about.state {
                State::Done => "結果が、まだ書かれていません",
                _ => "日にちが過ぎました。行ったかどうかを書いてください",
            };
            out.push(Todo {
                rank: 4_000 + n as i64,
                who: None,
                title: format!("{}「{}」", a.about.level.thing(), a.about.name()),
                why: what.into(),
                chips: vec![over(a.about.days.last().copied(), today)],
                action: "結果を書く".into(),
                href: format!("{}/edit", a.href()),
                due: None,
            });
        }
    }
    if app::may(cx, &permissions::GIVE)? {
        let late = owed(cx)?.into_iter().filter(|o| o.late(today));
        for (n, o) in late.take(LINES).enumerate() {
            // a day of another year says its year
            let day = |d: kernel::Date| match d.year() == today.year() {
                true => wareki::month_day(d),
                false => wareki::long(d),
            };
            let since = o.since.map(day).unwrap_or_default();
            out.push(Todo {
                rank: 5_000 + n as i64,
                who: None,
                title: format!("{}に、課題をお返しする", o.name),
                why: format!(
                    "{}件を、まだお伝えしていません（いちばん古いもの {since}）",
                    o.waiting
                ),
                chips: Vec::new(),
                action: "お返しする紙をつくる".into(),
                href: format!("/issues/feedback/{}/{}", o.owner.kind().code(), o.owner.of()),
                due: None,
            });
        }
    }
    Ok(out)
}

/// The same as counts.
pub(crate) fn overdue(cx: &Cx<'_>) -> Result<Vec<Overdue>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let today = cx.today();
    let results = waiting(cx)?.len() as i64;
    let back: i64 = owed(cx)?.iter().filter(|o| o.late(today)).map(|o| o.waiting as i64).sum();
    let line = |step: &str, n| Overdue { step: step.into(), with: "連携拠点".into(), n };
    Ok(vec![
        line("打ち合わせ・マッチングの結果を書く", results),
        line("課題を当事者にお返しする", back),
    ])
}

/// さがす: issues and what was done.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let words: String = typed.chars().take(100).collect();
    let mut out: Vec<Hit> =
        issues::page(cx, &Filter { words: words.clone(), ..Filter::default() })?
            .iter()
            .filter(|i| i.stage != Stage::Withdrawn)
            .take(10)
            .map(|i| Hit {
                group: "連携課題",
                title: i.about.title.clone(),
                meta: format!("{}・{}", i.called(), i.stage.label()),
                href: format!("/issues/{}", i.id),
            })
            .collect();
    for a in acts::page(cx, &ActFilter { words, ..ActFilter::default() })?.iter().take(10) {
        out.push(Hit {
            group: "打ち合わせ・マッチング",
            title: a.about.name(),
            meta: format!("{}・{}", fiscal::short(a.about.fy), a.about.level.label()),
            href: a.href(),
        });
    }
    Ok(out)
}

fn of_issue(cx: &Cx<'_>, i: &Issue) -> Result<Evidence> {
    let n = cited::count(cx, i.id)?;
    Ok(Evidence {
        kind: ISSUE,
        id: i.id.0,
        title: format!("{}（{}、{}）", i.about.title, i.called(), i.stage.label()),
        figure: if n > 0 { format!("根拠 {n}件") } else { String::new() },
        as_of: cx.today(),
        href: format!("/issues/{}", i.id),
    })
}

fn find_issues(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let words = typed.chars().take(100).collect();
    let found = issues::page(cx, &Filter { words, ..Filter::default() })?;
    let told = found.iter().filter(|i| i.stage != Stage::Withdrawn && i.merged_into.is_none());
    told.take(20).map(|i| of_issue(cx, i)).collect()
}

fn one_issue(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(None);
    }
    match issues::find(cx, IssueId(id)) {
        Ok(i) if i.stage != Stage::Withdrawn => of_issue(cx, &i).map(Some),
        Ok(_) | Err(app::Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

const fn kind(level: Level) -> &'static str {
    match level {
        Level::First => HEARING,
        Level::Second => MATCH,
        Level::Third => PLATFORM,
    }
}

pub(crate) fn of_act(cx: &Cx<'_>, a: &Act) -> Evidence {
    let n = &a.about;
    let with = match n.professions.as_slice() {
        [] => String::new(),
        [one] => format!("、{}", one.label()),
        many => format!("、{}", many.iter().map(|p| p.short()).collect::<Vec<_>>().join("・")),
    };
    let when = match (n.days.as_slice(), n.state) {
        ([], _) => fiscal::long(n.fy),
        ([one], _) => wareki::long(*one),
        (many, _) => format!("{}{}", fiscal::short(n.fy), fiscal::slashes(many)),
    };
    Evidence {
        kind: kind(n.level),
        id: a.id.0,
        title: format!("{}（{when}{with}）", n.name()),
        figure: if n.count() > 1 { format!("計{}回", n.count()) } else { String::new() },
        as_of: cx.today(),
        href: a.href(),
    }
}

fn find_acts(cx: &Cx<'_>, level: Level, typed: &str) -> Result<Vec<Evidence>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let words = typed.chars().take(100).collect();
    let of = ActFilter { level: Some(level), words, ..ActFilter::default() };
    let found = acts::page(cx, &of)?;
    Ok(found
        .iter()
        .filter(|a| a.about.state != State::Stopped)
        .take(20)
        .map(|a| of_act(cx, a))
        .collect())
}

fn one_act(cx: &Cx<'_>, level: Level, id: Id) -> Result<Option<Evidence>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(None);
    }
    match acts::find(cx, ActId(id)) {
        Ok(a) if a.about.level == level => Ok(Some(of_act(cx, &a))),
        Ok(_) | Err(app::Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

/// A record of another slice rests on a マッチング now, or no longer.
fn followed(cx: &Cx<'_>, act: Id, by: Id, what: slice::Use) -> Result<()> {
    match what {
        slice::Use::Cited => acts::follow(cx, ActId(act), by, true),
        slice::Use::Uncited => acts::follow(cx, ActId(act), by, false),
        slice::Use::Solved(_) | slice::Use::Reopened(_) => Ok(()),
    }
}

/// What other slices may cite: issues and the three kinds of what was done.
pub(crate) fn evidence() -> Vec<EvidenceSource> {
    let permission = &permissions::READ;
    vec![
        EvidenceSource {
            kind: ISSUE,
            label: "連携課題",
            permission,
            find: find_issues,
            one: one_issue,
            told: None,
        },
        EvidenceSource {
            kind: HEARING,
            label: "打ち合わせ（一次連携）",
            permission,
            find: |cx, typed| find_acts(cx, Level::First, typed),
            one: |cx, id| one_act(cx, Level::First, id),
            told: None,
        },
        EvidenceSource {
            kind: MATCH,
            label: "マッチング（二次連携）",
            permission,
            find: |cx, typed| find_acts(cx, Level::Second, typed),
            one: |cx, id| one_act(cx, Level::Second, id),
            told: Some(followed),
        },
        EvidenceSource {
            kind: PLATFORM,
            label: "共有の場（三次連携）",
            permission,
            find: |cx, typed| find_acts(cx, Level::Third, typed),
            one: |cx, id| one_act(cx, Level::Third, id),
            told: None,
        },
    ]
}
