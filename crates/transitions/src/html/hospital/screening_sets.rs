//! What stands beside the region's criteria on the page of 退院支援の要否: the factors of A246 with their revisions, what
//! is new since a person last looked, the judgements so far, and the guide for people without certification.
use askama::Template;
use forms::rules::RuleSet;
use forms::verdict::{Evidence, Judged};
use forms::{Answers, Key, Verdict};
use kernel::wareki;
use ui::{Button, Criteria, Criterion, FormOpen, Html, Link, Shell};

use super::judged::Known;
use super::window;
use crate::model::guide::Guide;
use crate::model::judgement::{self, Judgement, State};
use crate::use_cases::rules::outcome;

/// What is new since somebody last looked.
struct Changed {
    title: String,
    lead: String,
    rows: Vec<(String, String)>,
    seen: Option<(FormOpen, Button)>,
}

#[derive(Template)]
#[template(path = "hospital/sets.html")]
struct ChangedPart {
    changed: Option<Changed>,
}

#[derive(Template)]
#[template(path = "hospital/history.html")]
struct HistoryPart<'a> {
    guide: Option<&'a Guide>,
    centre: Html,
    referral: Button,
    rows: Vec<(String, String)>,
}

fn html(t: &impl Template) -> Html {
    t.render().map(Html::trusted).unwrap_or_default()
}

/// What the factors of A246 gave, beside the region's own; ids of its own.
pub(super) fn verdict(v: &Verdict) -> Html {
    let text = ui::Verdict {
        lead: "退院困難な要因（入退院支援加算）".into(),
        title: v.title.clone(),
        body: v.text.clone().into(),
    };
    let text = text.html().to_string();
    Html::trusted(
        text.replace("=\"verdict\">", "=\"factors-verdict\">")
            .replace("class=\"factors-verdict\"", "class=\"verdict\""),
    )
}

/// What is to be done by the region's rules, and how its people wish to be told; empty when there is nothing to say.
pub(super) fn action(rules: &RuleSet, v: &Verdict) -> String {
    let own = rules.outcomes.get(&v.outcome).and_then(|say| rules.actions.get(&say.act));
    own.map_or_else(String::new, |a| match a.note.trim() {
        "" => format!("{}。", a.text),
        note => format!("{}（{note}）。", a.text),
    })
}

/// Whom the region's rules name, first that exists: the care manager, else the 包括 of the address.
pub(super) fn whom(known: &Known, v: &Verdict) -> String {
    let first = v.to.first().map_or("care-manager", String::as_str);
    if first == "hokatsu" {
        return known.centre.as_ref().map_or_else(
            || "住所の地域包括支援センター".to_owned(),
            |c| c.organisation.name.clone(),
        );
    }
    known.receiver()
}

/// The criteria that are hit, with the answers they rest on, since which revision they are in force, and since when they
/// are true.
pub(super) fn hits(known: &Known, v: &Verdict, answers: &Answers, national: bool) -> Criteria {
    let first = judgement::first_true(&known.data.judgements);
    let items = v
        .hits()
        .map(|r| {
            let evidence: &[Evidence] = if let Judged::Hit(e) = &r.judged { e } else { &[] };
            let because: Vec<String> =
                evidence.iter().map(|e| format!("{}「{}」", e.label, e.value)).collect();
            let mut from: Vec<String> = Vec::new();
            for e in evidence {
                let said = said(e, answers);
                if !from.contains(&said) {
                    from.push(said);
                }
            }
            if let Some(day) = first.get(&(v.rules.clone(), r.code.clone())) {
                from.push(format!("{}から あてはまっています", wareki::month_day(*day)));
            }
            from.extend(r.since.as_ref().filter(|s| s.len() == 2).map(|s| revision(s)));
            let name = if national {
                "この要因について".into()
            } else {
                format!("基準 {}", r.code)
            };
            Criterion {
                title: r.text.clone(),
                because: because.join("　").into(),
                from: ui::spaced(from.into_iter().map(Html::from)),
                rule: Some(Link::new(name, format!("#rule-{}", r.code))),
            }
        })
        .collect();
    Criteria { items, met: true }
}

/// 「令和8年度改定で加わった項目」 of `R8`.
fn revision(since: &str) -> String {
    match since.strip_prefix('R') {
        Some(year) => format!("令和{year}年度改定で加わった項目"),
        None => since.to_owned(),
    }
}

/// An answer of the ward's form that was taken over from elsewhere speaks of there.
fn said(e: &Evidence, answers: &Answers) -> String {
    let taken = e
        .link_id
        .as_ref()
        .filter(|_| e.of == forms::rules::Of::Ward)
        .and_then(|id| answers.get(&Key::single(id)))
        .and_then(|a| a.source.as_ref());
    taken.map_or_else(|| e.said.clone(), |s| s.text.clone())
}

/// Every criterion of a set with its state: code, text, note, state.
pub(super) fn table(rules: &RuleSet, v: &Verdict) -> Vec<(String, String, String, String)> {
    rules
        .criteria
        .iter()
        .map(|c| {
            let state = match v.results.iter().find(|r| r.code == c.code).map(|r| &r.judged) {
                Some(Judged::Hit(_)) => "あてはまりました",
                Some(Judged::Clear) => "あてはまりません",
                Some(Judged::Unknown(_)) => "未確認",
                None => "この地域では使っていません",
            };
            let mut note: Vec<String> = c.note.iter().cloned().collect();
            note.extend(c.since.as_deref().filter(|s| s.len() == 2).map(revision));
            if c.verify {
                note.push("要確認".into());
            }
            (c.code.clone(), c.text.clone(), note.join("　"), state.to_owned())
        })
        .collect()
}

/// What the criteria gave since a person last confirmed them; empty when there is nothing to look at.
pub(super) fn changed(shell: &Shell, key: &str, known: &Known) -> Html {
    let all = &known.data.judgements;
    let waiting: Vec<&Judgement> = all.iter().filter(|j| j.waits).collect();
    let Some(last) = waiting.last() else { return Html::default() };
    let mut rows = Vec::new();
    for j in &waiting {
        let Some(before) = judgement::last_confirmed(all, &j.rules.0) else { continue };
        let rules = if j.rules.0 == known.rules.id { &known.rules } else { &known.national };
        if before.verdict.outcome != j.verdict.outcome {
            let words = format!(
                "「{}」→「{}」",
                outcome(rules, &before.verdict),
                outcome(rules, &j.verdict)
            );
            rows.push((rules.title.clone(), words));
        }
        for c in judgement::changes(&before.verdict, &j.verdict) {
            if c.before == State::Hit || c.after == State::Hit {
                rows.push((c.text, format!("{} → {}", c.before.label(), c.after.label())));
            }
        }
        if before.rules.1 != j.rules.1 {
            rows.push((
                "このあいだに、基準も新しくなりました".into(),
                format!("{} → {}", version(&before.rules.1), version(&j.rules.1)),
            ));
        }
    }
    let stay = known.data.stay.id;
    let open = FormOpen {
        id: "seen".into(),
        action: shell.url(&format!("/transitions/{stay}/screening/seen")),
        csrf: shell.csrf.clone(),
        key: key.to_owned(),
        ..FormOpen::default()
    };
    let c = Changed {
        title: "前に決めたときから、変わったところがあります".into(),
        lead: format!(
            "{}に、{}（{}さん）で見直しました。",
            wareki::month_day(last.at.date()),
            last.cause.label(),
            last.name
        ),
        rows,
        seen: Some((open, Button::submit("変わったところを見ました").icon("check"))),
    };
    html(&ChangedPart { changed: Some(c) })
}

/// `r0003` → 「この地域の第3版」, `2026.2` → 「もとの基準（2026.2）」.
pub(super) fn version(v: &str) -> String {
    match v.strip_prefix('r').and_then(|n| n.parse::<i64>().ok()) {
        Some(n) => format!("この地域の第{n}版"),
        None => format!("もとの基準（{v}）"),
    }
}

/// The guide for people without certification, and every judgement so far, newest first.
pub(super) fn history(shell: &Shell, known: &Known) -> Html {
    let rows = known.data.judgements.iter().rev().take(40).map(|j| row(known, j)).collect();
    let centre = known.centre.as_ref().map(|c| {
        let text = window::contact(&c.organisation, &c.windows, "", known.now, false).html();
        // beside the care manager's box: ids of its own
        Html::trusted(
            text.to_string()
                .replace("\"cw\"", "\"cw-centre\"")
                .replace("\"hours", "\"centre-hours"),
        )
    });
    let path = shell.url(&format!("/transitions/{}/referral", known.data.stay.id));
    html(&HistoryPart {
        guide: known.guide.as_ref(),
        centre: centre.unwrap_or_default(),
        referral: Button::link("センターへ連絡票を書く", path).icon("send"),
        rows,
    })
}

fn row(known: &Known, j: &Judgement) -> (String, String) {
    let local = j.rules.0 == known.rules.id;
    let rules = if local { &known.rules } else { &known.national };
    let set = if local { "地域の基準" } else { "退院困難な要因" };
    let n = j.verdict.hits().count();
    let title =
        format!("{}　{set}　{}", wareki::month_day(j.at.date()), outcome(rules, &j.verdict));
    let mut text = vec![
        format!("{}（{}さん）", j.cause.label(), j.name),
        format!("あてはまった基準 {n}・決められない基準 {}", j.verdict.unknown),
        version(&j.rules.1),
    ];
    match &j.confirmed {
        Some((at, _, name)) => {
            text.push(format!("{} {name}さんがたしかめました", wareki::month_day(at.date())));
        }
        None if j.waits => text.push("まだだれも見ていません".into()),
        None => {}
    }
    (title, text.join("・"))
}
