//! Looking for what an issue rests on, and putting it there by a press.
use askama::Template;
use kernel::{Id, wareki};
use slice::{Evidence, Fail, Req, Resp};
use ui::{Chip, Empty, Filter};

use super::parts;
use crate::IssueId;
use crate::use_cases;

#[derive(Template)]
#[template(path = "issues/evidence.html")]
struct Page {
    shell: ui::Shell,
    back: (String, String),
    title: String,
    kinds: Filter,
    kind: String,
    typed: String,
    found: Vec<Found>,
    empty: Option<Empty>,
    action: String,
}

struct Found {
    e: Evidence,
    href: String,
    as_of: String,
    there: bool,
    key: String,
}

/// GET /issues/{id}/evidence
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let typed: String = req.query.get("q").chars().take(100).collect();
    let asked = req.query.get("kind").to_string();
    let (p, kinds, kind, found) = req.read(|cx| {
        let kinds = use_cases::kinds(cx)?;
        // what others heard comes first; our own records are mostly there already
        let usual = kinds.iter().find(|(k, _)| !k.starts_with("issues.")).or(kinds.first());
        let kind = match kinds.iter().find(|(k, _)| *k == asked) {
            Some((k, _)) => (*k).to_string(),
            None => usual.map_or(String::new(), |(k, _)| (*k).to_string()),
        };
        let found = use_cases::find_evidence(cx, &kind, &typed)?;
        Ok((use_cases::issue(cx, id)?, kinds, kind, found))
    })?;
    let here = format!("/issues/{id}/evidence");
    let page = Page {
        shell: req.titled("根拠を加える"),
        back: (p.issue.called(), req.url(&format!("/issues/{id}"))),
        title: p.issue.about.title.clone(),
        kinds: Filter {
            label: String::new(),
            spoken: "何を根拠にするか".into(),
            chips: kinds
                .iter()
                .map(|(k, label)| Chip {
                    label: (*label).into(),
                    href: req.url(&format!("{here}{}", parts::query(&[("kind", k)]))),
                    on: *k == kind,
                })
                .collect(),
        },
        empty: found.is_empty().then(|| Empty {
            title: "見つかりません".into(),
            text: "ことばを短くするか、ほかの種類を選んでください。".into(),
            art: false,
            button: None,
        }),
        found: found
            .into_iter()
            .map(|e| Found {
                href: req.url(&e.href),
                as_of: wareki::short(e.as_of),
                there: p.cited.iter().any(|(c, _)| c.kind == e.kind && c.of == e.id)
                    || e.id == id.0,
                key: req.new_key(),
                e,
            })
            .collect(),
        action: req.url(&here),
        kind,
        typed,
    };
    Resp::page(page.render())
}

/// POST /issues/{id}/evidence
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let kind = req.form.get("kind").to_string();
    let back = format!("/issues/{id}");
    let Ok(of) = req.form.get("of").parse::<Id>() else {
        return Ok(Resp::go_saying(back, "根拠にする記録を選んでください"));
    };
    let to = back.clone();
    let done = req.act(move |cx| use_cases::cite(cx, id, &kind, of).map(|()| to.clone()));
    parts::pressed(done, &back, "根拠に加えました")
}

/// POST /issues/evidence/{id}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("id")?;
    let to =
        req.act(move |cx| use_cases::uncite(cx, id).map(|issue| format!("/issues/{issue}")))?;
    Ok(Resp::go_saying(to, "根拠から外しました"))
}
