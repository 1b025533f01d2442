//! The criteria in force, read only, with the versions so far and the way back to each.
use askama::Template;
use forms::rules::RuleSet;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, Flash, FlashKind, Html, Kv, Link, Shell};

use crate::model::judgement::{LOCAL, NATIONAL};
use crate::use_cases::rules::{self, Version};

/// A tier: its heading, and its criteria as code, words, note.
type TierRows = (String, Vec<(String, String, String)>);

/// A set as it is read.
pub(super) struct Shown {
    title: String,
    source: String,
    tiers: Vec<TierRows>,
}

#[derive(Template)]
#[template(path = "rules/table.html")]
pub(super) struct Page {
    shell: Shell,
    lead: String,
    edit: Button,
    approval: Button,
    notes: Vec<Flash>,
    local: Shown,
    settings: Html,
    national: Shown,
    versions: Vec<(String, String, Option<Button>)>,
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let (history, local, national, draft) = req.read(|cx| {
        Ok((
            rules::history(cx)?,
            rules::in_force(cx, LOCAL)?,
            rules::in_force(cx, NATIONAL)?,
            rules::draft(cx)?.is_some(),
        ))
    })?;
    let page = draw(req.titled("退院支援の基準"), &history, &local, &national, draft);
    Resp::page(page.render())
}

/// 「第3版」, 「もとの基準」.
pub(super) fn name(number: i64) -> String {
    if number == 0 { "もとの基準".into() } else { format!("第{number}版") }
}

fn shown(rules: &RuleSet) -> Shown {
    let note = |c: &forms::rules::Criterion| {
        let mut all: Vec<String> = Vec::new();
        if c.off {
            all.push("使っていません".into());
        }
        all.extend(c.note.clone());
        all.extend(c.since.as_ref().filter(|s| s.len() == 2).map(|s| format!("{s}改定で加わった")));
        if c.verify {
            all.push("要確認".into());
        }
        all.join("　")
    };
    let tiers = rules
        .tiers
        .iter()
        .map(|t| {
            let head = if rules.national {
                t.title.clone()
            } else {
                format!("{}（{}つ以上あてはまるとき）", t.title, t.least)
            };
            let own = rules.criteria.iter().filter(|c| c.tier == t.tier);
            (head, own.map(|c| (c.code.clone(), c.text.clone(), note(c))).collect())
        })
        .collect();
    Shown {
        title: rules.title.clone(),
        source: format!("{}　{}", rules.source, rules.revision),
        tiers,
    }
}

pub(super) fn draw(
    shell: Shell,
    history: &[Version],
    local: &RuleSet,
    national: &RuleSet,
    draft: bool,
) -> Page {
    let now = history.first().map_or(0, |v| v.number);
    let versions = history
        .iter()
        .map(|v| {
            let title = if v.number == now {
                format!("{}（いまの基準）", name(v.number))
            } else {
                name(v.number)
            };
            let mut meta = Vec::new();
            meta.extend(v.at.map(|at| wareki::long_weekday(at.date())));
            meta.push(v.name.clone());
            meta.push(v.reason.clone());
            meta.extend(v.back_to.map(|n| format!("{}に戻した", name(n))));
            let back = (v.number != now).then(|| {
                let path = shell.url(&format!("/transitions/rules/try?version={}", v.number));
                Button::link("この版に戻すことを考える", path).compact()
            });
            (title, meta.join("・"), back)
        })
        .collect();
    let mut notes = Vec::new();
    if draft {
        let mut f = Flash::new(FlashKind::Info, "書きかけの見直しがあります");
        f.link = Some(Link::new("つづきを書く", shell.url("/transitions/rules/edit")));
        notes.push(f);
    }
    let settings: Vec<(Html, Html)> = local
        .settings
        .iter()
        .map(|s| {
            let chosen = s.options.iter().find(|o| o.value == s.value);
            (s.label.as_str().into(), chosen.map_or("", |o| o.label.as_str()).into())
        })
        .collect();
    Page {
        lead: format!(
            "いまは{}で見ています。前に出ためやすは、基準を変えても変わりません。",
            name(now)
        ),
        edit: Button::link("基準を見直す", shell.url("/transitions/rules/edit")).primary(),
        approval: Button::link("代行入力の確認のきまり", shell.url("/transitions/approval-rules"))
            .compact(),
        notes,
        local: shown(local),
        settings: if settings.is_empty() {
            Html::default()
        } else {
            Html::trusted("<h3 class=\"mt4\">どこからあてはまるとみるか</h3>")
                .and(Kv { rows: settings, tight: true, small: true }.html())
        },
        national: shown(national),
        versions,
        shell,
    }
}
