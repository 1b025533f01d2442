//! What the 実績報告 reads of issues: 打ち合わせ, マッチング, 共有の場 with their funding, and issues that were heard and solved.
use app::{Cx, Result};
use kernel::{Date, fiscal_year};
use slice::{Dim, Fact, FactKind, FactSource};

use crate::model::{Act, By, Funding, Level, Profession, Stage, State};
use crate::store::acts::ActFilter;
use crate::store::{acts, issues};
use crate::{offers, permissions};

/// Acts and issues.
pub(crate) const SOURCE: FactSource =
    FactSource {
        code: "issues", label: "連携課題", permission: &permissions::READ, kinds, facts
    };

fn professions(label: &'static str, several: bool) -> Dim {
    let values = Profession::ALL.iter().map(|p| (p.code().into(), p.label().into())).collect();
    Dim { code: "profession", label, several, values }
}

fn kinds() -> Result<Vec<FactKind>> {
    let act = |code, label, definition| FactKind {
        code,
        label,
        unit: "回",
        definition,
        persons: None,
        activity: true,
        dims: vec![professions("相手の職種", true)],
    };
    let issue = |code, label, definition| FactKind {
        code,
        label,
        unit: "件",
        definition,
        persons: None,
        activity: false,
        dims: vec![professions("課題を出した職種", false)],
    };
    Ok(vec![
        issue(
            "issues.heard",
            "聞いた連携課題",
            "その期間に書きとめた連携課題（取り下げ・統合を除く）",
        ),
        issue(
            "issues.solved",
            "解決した連携課題",
            "その期間に解決した連携課題（統合したものを除く）",
        ),
        act("issues.first", "打ち合わせ（一次連携）", "その期間に行った職種ごとの打ち合わせ"),
        act("issues.second", "マッチング（二次連携）", "その期間に拠点が行ったマッチング"),
        act("issues.joint", "ほかの協働事業", "その期間に、拠点がほかの形でともに行ったもの"),
        act(
            "issues.own",
            "職能団体などが自分たちで行った連携",
            "その期間に職能団体などが自分たちで行った二次連携",
        ),
        act("issues.third", "共有の場（三次連携）", "その期間に開いた合意形成・共有の場"),
    ])
}

const fn kind(level: Level, by: By) -> &'static str {
    match (level, by) {
        (Level::First, _) => "issues.first",
        (Level::Second, By::Centre) => "issues.second",
        (Level::Second, By::Joint) => "issues.joint",
        (Level::Second, By::Own) => "issues.own",
        (Level::Third, _) => "issues.third",
    }
}

const fn funding(f: Option<Funding>) -> &'static str {
    match f {
        Some(Funding::Fund) => "fund",
        Some(Funding::Grant) => "project",
        Some(Funding::Contract) => "contract",
        Some(Funding::Own) => "own",
        Some(Funding::None) => "none",
        Some(Funding::Other) => "other",
        None => "",
    }
}

/// The days on which an act counts, each with how often: a マッチング at each of its days, and the times beyond the days (計6回)
/// on the last of them; anything else once, on its first day.
fn counted(a: &Act) -> Vec<(Option<Date>, i64)> {
    let days = &a.about.days;
    if a.about.level != Level::Second || days.is_empty() {
        let n = if a.about.level == Level::Second { a.about.count() } else { 1 };
        return vec![(a.first(), n)];
    }
    let mut left = a.about.count();
    let mut out: Vec<(Option<Date>, i64)> = Vec::new();
    for d in days {
        let n = left.clamp(0, 1);
        left -= n;
        out.push((Some(*d), n));
    }
    if let Some(last) = out.last_mut() {
        last.1 += left;
    }
    out.retain(|o| o.1 > 0);
    out
}

fn facts(cx: &Cx<'_>, year: i64) -> Result<Vec<Fact>> {
    let Ok(fy) = i16::try_from(year) else { return Ok(Vec::new()) };
    let inside = |d: &Date| i64::from(fiscal_year(*d)) == year;
    let mut out = Vec::new();
    let of = ActFilter { fy: Some(fy), state: Some(State::Done), ..ActFilter::default() };
    for a in acts::all(cx, &of)? {
        let e = offers::of_act(cx, &a);
        let professions: Vec<(&'static str, String)> =
            a.about.professions.iter().map(|p| ("profession", p.code().to_string())).collect();
        for (day, times) in counted(&a) {
            out.push(Fact {
                kind: kind(a.about.level, a.about.by),
                id: Some(a.id.0),
                day: day.filter(inside),
                title: e.title.clone(),
                href: e.href.clone(),
                sort: a.about.sort.code().into(),
                sort_words: a.about.sort.label().into(),
                times,
                funding: funding(a.about.funding),
                dims: professions.clone(),
                ..Fact::default()
            });
        }
    }
    let all = issues::all(cx, &issues::Filter::default())?;
    for i in all.iter().filter(|i| i.merged_into.is_none()) {
        let fact = |kind, day| Fact {
            kind,
            id: Some(i.id.0),
            day,
            title: format!("{}　{}", i.called(), i.about.title),
            href: format!("/issues/{}", i.id),
            times: 1,
            dims: vec![("profession", i.about.profession.code().into())],
            ..Fact::default()
        };
        if i.about.fy == fy && i.stage != Stage::Withdrawn {
            // one of an earlier year that was written down later counts in its year, in no month of it
            out.push(fact("issues.heard", Some(i.at.date()).filter(inside)));
        }
        if i.stage == Stage::Solved && i.solved_on.as_ref().is_some_and(inside) {
            out.push(fact("issues.solved", i.solved_on));
        }
    }
    out.sort_by_key(|f| (f.day.is_none(), f.day));
    Ok(out)
}
