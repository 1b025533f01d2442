//! One 課題: what it is, what it rests on, what was done about it, and what happened to it.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldKind, Html, Kv, PlainRow, Rows, Tag};

use super::parts;
use crate::model::{Act, Issue, Stage, board};
use crate::use_cases::{self, Change, IssuePage};
use crate::{IssueId, permissions};

#[derive(Template)]
#[template(path = "issues/issue.html")]
struct Page {
    shell: ui::Shell,
    called: String,
    title: String,
    detail: String,
    tag: Tag,
    facts: Kv,
    into: Option<(String, String)>,
    with: Vec<(String, String, String, String)>,
    cited: Vec<CitedView>,
    acts: Rows,
    history: Rows,
    edit: Option<Button>,
    cite: Option<String>,
    moves: Vec<(String, String, Button)>,
    end: Option<EndForm>,
    reopen: Option<(String, String, &'static str)>,
    merge: Option<String>,
    withdraw: Option<(String, String)>,
    add: Vec<Button>,
}

/// A piece of evidence with the form that takes it away.
struct CitedView {
    kind: String,
    title: String,
    figure: String,
    as_of: String,
    href: String,
    remove: Option<(String, String)>,
}

/// How an issue ends: solved or dropped.
struct EndForm {
    action: String,
    key: String,
    fields: Vec<Field>,
    errors: Vec<ui::FieldError>,
}

fn act_row(req: &Req, a: &Act) -> PlainRow {
    let n = &a.about;
    let when = match n.days.as_slice() {
        [] => crate::model::fiscal::short(n.fy),
        days => {
            format!("{} {}", crate::model::fiscal::short(n.fy), crate::model::fiscal::slashes(days))
        }
    };
    let came: Vec<&str> =
        [n.agreed.as_str(), n.result.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
    let came = if came.is_empty() { String::new() } else { format!("　→ {}", came.join(" ")) };
    PlainRow {
        title: n.name().into(),
        href: Some(req.url(&a.href())),
        tag: Some(parts::state_tag(n.level.state(n.state), n.state)),
        meta: format!("{when}・{}{came}", n.level.label()).into(),
    }
}

fn change_row(c: &Change) -> PlainRow {
    let arrow = |label: &str| match (c.was.as_str(), c.becomes.as_str()) {
        ("", b) => format!("{label}を「{b}」にしました"),
        (w, "") => format!("{label}「{w}」を消しました"),
        (w, b) => format!("{label}を「{w}」から「{b}」に変えました"),
    };
    let title = match c.what.as_str() {
        "made" => format!("課題にしました（{}）", c.becomes),
        "title" => arrow("課題の文"),
        "detail" => "くわしい内容を直しました".into(),
        "scene" => arrow("場面"),
        "kind" => arrow("種類"),
        "owner" => arrow("だれの課題か"),
        "stage" => arrow("段階"),
        "merged" => format!("「{}」にまとめました", c.becomes),
        "took" => format!("「{}」をここにまとめました", c.becomes),
        "unmerged" => format!("「{}」とまとめるのをやめました", c.was),
        "gave" => format!("「{}」を、ここから分けました", c.was),
        "cited" => format!("根拠に「{}」を加えました", c.becomes),
        "uncited" => format!("根拠「{}」を外しました", c.was),
        "given" => format!("お返ししました（{}）", c.becomes),
        "not_given" => format!("お返しした記録を取り消しました（{}）", c.was),
        _ => String::new(),
    };
    PlainRow {
        title: title.into(),
        href: None,
        tag: None,
        meta: format!("{}　{}", ui::dates::moment(c.at), c.by_name).into(),
    }
}

fn facts(req: &Req, p: &IssuePage) -> Kv {
    let i = &p.issue;
    let none = || Html::trusted("<span class=\"muted\">まだ分けていません</span>");
    let words = |w: Option<&str>| w.map_or_else(none, Html::from);
    let mut rows: Vec<(Html, Html)> = vec![
        ("場面".into(), words(i.about.scene.map(|s| s.label()))),
        ("種類".into(), words(i.about.kind.map(|k| k.label()))),
        ("だれの課題か".into(), words(Some(p.owner.as_str()).filter(|o| !o.is_empty()))),
    ];
    if let Some(o) = i.about.owner {
        let href = req.url(&format!("/issues/feedback/{}/{}", o.kind().code(), o.of()));
        let words = match p.given {
            Some(on) => format!("{}にお返ししました", wareki::long(on)),
            None => "まだお返ししていません".into(),
        };
        let link = Html::trusted(format!("　<a href=\"{}\">紙を見る</a>", Html::text(href)));
        rows.push(("フィードバック".into(), Html::text(words).and(link)));
    }
    if !i.ended.is_empty() {
        let label = if i.stage == Stage::Solved { "解決策" } else { "見送ったわけ" };
        rows.push((label.into(), i.ended.as_str().into()));
    }
    rows.push(("書いた人".into(), format!("{}　{}", i.by_name, wareki::long(i.at.date())).into()));
    Kv { rows, ..Kv::default() }
}

fn end_form(req: &Req, id: IssueId, errors: Vec<ui::FieldError>) -> EndForm {
    let f = &req.form;
    let today = req.app.now().date().to_string();
    let date = match f.has("solved_on.y") {
        true => ui::dates::posted(f.state(), "solved_on"),
        false => ui::field::DateValue::from_iso(&today),
    };
    EndForm {
        action: req.url(&format!("/issues/{id}/end")),
        key: req.new_key(),
        fields: vec![
            Field::new("solved_on", "解決した日", FieldKind::Date(date)).error_from(&errors),
            Field::new(
                "ended",
                "何で解決したか（見送るときは、そのわけ）",
                FieldKind::text(f.get("ended")),
            )
            .hint(parts::NO_PERSON)
            .error_from(&errors),
        ],
        errors,
    }
}

/// The page, with what did not fit when it comes back.
pub(super) fn show(req: &Req, id: IssueId, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let (p, write, decide, act) = req.read(|cx| {
        Ok((
            use_cases::issue(cx, id)?,
            app::may(cx, &permissions::WRITE)?,
            app::may(cx, &permissions::DECIDE)?,
            app::may(cx, &permissions::ACT)?,
        ))
    })?;
    let i = &p.issue;
    let here = req.url(&format!("/issues/{id}"));
    let free = i.merged_into.is_none();
    let (back, on) = board::neighbours(i.stage);
    let mut moves = Vec::new();
    if decide && free {
        for (to, forward) in [(on, true), (back, false)] {
            let Some(to) = to else { continue };
            let words = match forward {
                true => format!("「{}」へ進める", to.label()),
                false => format!("「{}」にもどす", to.label()),
            };
            let b = Button::submit(words).compact().posting("to", to.code());
            moves.push((
                format!("{here}/stage"),
                req.new_key(),
                if forward { b.icon("forward") } else { b },
            ));
        }
    }
    let remove = |e: kernel::Id| {
        write.then(|| (req.url(&format!("/issues/evidence/{e}/remove")), req.new_key()))
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    let ask = |path: &str, words: &str| {
        Button::link(words, req.url(&format!("{path}?issue={id}"))).compact().icon("plus")
    };
    let bring = req.read(|cx| slice::to_agenda(cx, crate::offers::ISSUE, id.0))?;
    let bring =
        bring.map(|to| Button::link("会議の議題にする", req.url(&to)).compact().icon("plus"));
    let page = Page {
        shell: req.titled(format!("{} 連携課題", i.called())),
        called: i.called(),
        title: i.about.title.clone(),
        detail: i.about.detail.clone(),
        tag: parts::stage_tag(i),
        facts: facts(req, &p),
        into: p.into.as_ref().map(|t| {
            (format!("{}　{}", t.called(), t.about.title), req.url(&format!("/issues/{}", t.id)))
        }),
        with: p.with.iter().map(|m| told_with(req, m, decide)).collect(),
        cited: p
            .cited
            .iter()
            .map(|(c, kind)| CitedView {
                kind: kind.clone(),
                title: c.title.clone(),
                figure: c.figure.clone(),
                as_of: wareki::short(c.as_of),
                href: req.url(&c.href),
                remove: remove(c.id),
            })
            .collect(),
        acts: Rows { rows: p.acts.iter().map(|a| act_row(req, a)).collect(), small: false },
        history: Rows { rows: p.history.iter().map(change_row).collect(), small: true },
        edit: (write && free && i.stage.open())
            .then(|| Button::link("直す・分ける", format!("{here}/edit")).compact().icon("pencil")),
        cite: (write && free && i.stage != Stage::Withdrawn).then(|| format!("{here}/evidence")),
        moves,
        end: (decide && free && i.stage.open()).then(|| end_form(req, id, errors)),
        reopen: (decide && free && !i.stage.open()).then(|| {
            let words = match i.stage {
                Stage::Solved => "解決を取り消す",
                Stage::Withdrawn => "元にもどす",
                _ => "もう一度取り組む",
            };
            (format!("{here}/stage"), req.new_key(), words)
        }),
        merge: (decide && free && i.stage.open()).then(|| format!("{here}/merge")),
        withdraw: (write && free && i.stage.open())
            .then(|| (format!("{here}/withdraw"), req.new_key())),
        add: match act && free && i.stage.open() {
            true => vec![
                ask("/issues/matches/new", "マッチングを書く"),
                ask("/issues/platforms/new", "共有の場を書く"),
            ],
            false => Vec::new(),
        }
        .into_iter()
        .chain(bring.filter(|_| free && i.stage.open()))
        .collect(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn told_with(req: &Req, m: &Issue, decide: bool) -> (String, String, String, String) {
    let href = req.url(&format!("/issues/{}", m.id));
    let action = if decide { format!("{href}/unmerge") } else { String::new() };
    (format!("{}　{}", m.called(), m.about.title), href, action, req.new_key())
}

/// GET /issues/{id}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("id")?, Vec::new())
}
