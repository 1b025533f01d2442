//! The roadmap on the screen: head, the four scenes with D, C, A, P and marks, what the records propose; editions and their
//! differences.
use kernel::wareki;
use office::print::TemplateId;
use serde_json::json;
use slice::parts::{self, buttons, h2, hint, p};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Html, Kv, Table, TableRow, TagKind, tag};

use super::{draw, roadmap_sheet};
use crate::RoadmapId;
use crate::model::catalogue::catalogue;
use crate::model::roadmap::{Part, Roadmap, marked};
use crate::model::year;
use crate::use_cases::evidence::ROADMAP;
use crate::use_cases::propose::{self, Proposal};
use crate::use_cases::roadmap::{self as act, Whole};
use crate::use_cases::roadmap_path;

/// Lines as a list.
pub(super) fn lines(text: &str) -> Html {
    if text.trim().is_empty() {
        return Html::text("（まだ書かれていません）");
    }
    let mut out = Html::default();
    for (n, l) in text.lines().enumerate() {
        if n > 0 {
            out = out.and(Html::trusted("<br>"));
        }
        out = out.and(Html::text(format!("・{l}")));
    }
    out
}

fn plain(text: &str) -> Html {
    let mut out = Html::default();
    for (n, l) in text.lines().enumerate() {
        if n > 0 {
            out = out.and(Html::trusted("<br>"));
        }
        out = out.and(Html::text(l));
    }
    out
}

/// GET /programme/roadmap: the newest edition of the year at work, though next year's may have been begun already.
pub(super) fn at_work(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(act::all)?;
    let now = year::of(req.app.now().date());
    match all.iter().find(|r| r.year <= now).or(all.first()) {
        Some(r) => show(req, r.id),
        None => {
            let text = "資料４の形で、場面ごとに、したこと（D）、ふり返り（C）、見直し（A）、来年度の方針（P）を書きます。DとCは、記録から案が出ます。";
            let button = Button::link("ロードマップをはじめる", req.url("/programme/roadmap/new"));
            let empty = Empty {
                title: "まだロードマップがありません".into(),
                text: text.into(),
                button: Some(button.primary()),
                ..Empty::default()
            };
            let phases = Button::link("期の一覧", req.url("/programme/roadmap/phases")).compact();
            let out = vec![draw::tabs(req, "/programme/roadmap"), empty.html(), buttons(&[phases])];
            parts::page(req, "ロードマップ", "", Some(("計画", "/programme")), vec![], out)
        }
    }
}

/// GET /programme/roadmap/{roadmap}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("roadmap")?)
}

fn head(w: &Whole) -> Html {
    let h = &w.roadmap.head;
    Kv {
        rows: vec![
            ("目指す将来像".into(), plain(&h.vision)),
            (h.city.as_str().into(), plain(&h.city_policy)),
            (h.centre.as_str().into(), plain(&h.centre_policy)),
            ("事業推進の根拠".into(), plain(&h.ground)),
            ("期".into(), h.phase.as_str().into()),
        ]
        .into_iter()
        .filter(|(label, text): &(Html, Html)| !label.is_empty() && !text.is_empty())
        .collect(),
        ..Kv::default()
    }
    .html()
}

/// 「令和8年度 第3回 推進会議（令和8年12月4日）」 with the way to the meeting and what it decided.
fn confirmed_by(req: &Req, r: &Roadmap, d: Option<&act::Decision>) -> Html {
    let on = r.confirmed_on.map(wareki::long).unwrap_or_default();
    let Some(d) = d else { return Html::text(format!("{}（{on}）", r.council)) };
    let link = Button::link(r.council.as_str(), req.url(&d.href)).text().html();
    let out = link.and(Html::text(format!("（{on}）")));
    match d.text.is_empty() {
        true => out,
        false => out.and(Html::text(format!("「{}」", d.text))),
    }
}

/// What the edition began from, and by which decision that one was confirmed.
fn base(req: &Req, w: &Whole) -> Option<Html> {
    let (b, d) = w.base.as_ref()?;
    let link = Button::link(b.called(), req.url(&roadmap_path(b.id))).text().html();
    let mut out = Html::trusted("<p class=\"wrap-ja\">もとの版：").and(link);
    if b.confirmed {
        out = out.and(Html::text("　")).and(confirmed_by(req, b, d.as_ref()));
    }
    Some(out.and(Html::trusted("</p>")))
}

fn cell(req: &Req, w: &Whole, scene: &str, part: Part, waiting: usize) -> Html {
    let text = w.cells.get(&(scene.to_string(), part)).map_or("", String::as_str);
    let body = if part == Part::Goal { plain(text) } else { lines(text) };
    let mut out = body;
    if w.may[0] && !w.roadmap.confirmed {
        let to = format!("{}/cell?scene={scene}&part={}", roadmap_path(w.roadmap.id), part.code());
        let words = match waiting {
            0 => "書く".to_string(),
            n if part == Part::Plan => format!("書く（計画値からの案 {n}件）"),
            n => format!("書く（記録からの案 {n}件）"),
        };
        let c = catalogue().ok().map_or("", |c| c.scene(scene));
        let about = format!("{c} {}", part.heading(w.roadmap.year));
        let link = Button::link(words, req.url(&to)).text().about(&about);
        out = out.and(Html::trusted("<br>")).and(link.html());
    }
    out
}

fn rows(req: &Req, w: &Whole, waiting: &[(String, Proposal)]) -> Result<Html, Fail> {
    let c = catalogue()?;
    let mut heads = vec!["場面".to_string()];
    heads.extend(Part::WORDS.map(|p| p.heading(w.roadmap.year)));
    heads.push("連携の手法・事業との連動".into());
    let rows = c
        .rows()
        .map(|s| {
            let count = |part: Part| {
                waiting.iter().filter(|(scene, p)| *scene == s.code && p.part == part).count()
            };
            let mut cells: Vec<Html> = Part::WORDS
                .into_iter()
                .map(|part| cell(req, w, &s.code, part, count(part)))
                .collect();
            let set: Vec<&str> = c
                .marks
                .iter()
                .filter(|m| marked(&w.cells, &s.code, &m.code))
                .map(|m| m.label.as_str())
                .collect();
            let mut marks = match set.is_empty() {
                true => Html::text("なし"),
                false => {
                    Html::text(set.iter().map(|m| format!("○{m}")).collect::<Vec<_>>().join("　"))
                }
            };
            if w.may[0] && !w.roadmap.confirmed {
                let to = format!("{}/cell?scene={}&part=marks", roadmap_path(w.roadmap.id), s.code);
                let link = Button::link("印をつける", req.url(&to)).text().about(&s.label);
                marks = marks.and(Html::trusted("<br>")).and(link.html());
            }
            cells.push(marks);
            TableRow { head: Html::text(&s.label), cells }
        })
        .collect();
    let caption = format!("{}のロードマップ", year::words(w.roadmap.year));
    Ok(Table { caption, heads, rows }.html())
}

fn show(req: &Req, id: RoadmapId) -> Result<Resp, Fail> {
    let w = req.read(|cx| act::open(cx, id))?;
    let r = &w.roadmap;
    match req.query.get("format") {
        "print" => {
            let body =
                json!({ "lead": "", "blocks": [], "roadmap": roadmap_sheet::printed(req, &w)? });
            return Ok(parts::print(req, TemplateId::PROGRAMME, &r.title(), body, true));
        }
        "xlsx" => return roadmap_sheet::excel(req, &w),
        _ => {}
    }
    let draft = w.may[0] && !r.confirmed;
    let waiting = if draft { req.read(|cx| propose::waiting(cx, id))? } else { Vec::new() };
    let here = roadmap_path(id);
    let state = match r.confirmed {
        true => tag(TagKind::Ok, "確認済").html().and(Html::text("　")).and(confirmed_by(
            req,
            r,
            w.decision.as_ref(),
        )),
        false => tag(TagKind::Due, "案").html(),
    };
    let mut out = vec![
        draw::tabs(req, "/programme/roadmap"),
        Html::trusted("<p>").and(state).and(Html::trusted("</p>")),
    ];
    out.extend(base(req, &w));
    out.push(head(&w));
    if !waiting.is_empty() {
        out.push(p(&format!(
            "記録や計画値からの案が{}件、返事を待っています。欄の「書く」から選べます。",
            waiting.len()
        )));
    }
    out.push(rows(req, &w, &waiting)?);
    out.push(super::targets::of_roadmap(req, r.year)?);
    if !r.head.goals_note.is_empty() {
        out.push(hint(&format!("目指すべき姿：{}", r.head.goals_note)));
    }
    let used: Vec<&act::Cite> = w.cites.iter().filter(|c| c.used && !c.href.is_empty()).collect();
    if !used.is_empty() {
        let mut list = Html::trusted("<ul>");
        for c in used.iter().take(60) {
            list = list
                .and(Html::trusted(format!("<li><a href=\"{}\">", Html::text(req.url(&c.href)))))
                .and(Html::text(&c.line))
                .and(Html::trusted("</a> "))
                .and(Html::text(format!("（{}現在）", wareki::short(c.as_of))))
                .and(Html::trusted("</li>"));
        }
        out.push(parts::fold("欄のもとになった記録", false, list.and(Html::trusted("</ul>"))));
    }
    let mut all = vec![
        Button::link("資料の形で印刷（PDF）", req.url(&format!("{here}?format=print"))).compact(),
        Button::link("Excel", req.url(&format!("{here}?format=xlsx"))).compact(),
        Button::link("前の版と比べる", req.url(&format!("{here}/changes"))).compact(),
        Button::link("期の一覧", req.url("/programme/roadmap/phases")).compact(),
    ];
    if draft {
        all.push(Button::link("将来像と方針を書く", req.url(&format!("{here}/head"))).compact());
    }
    if draft && let Some(to) = req.read(|cx| slice::to_agenda(cx, ROADMAP.kind, id.0))? {
        all.push(Button::link("会議の議題にする", req.url(&to)).compact());
    }
    out.push(buttons(&all));
    let mut acts = Vec::new();
    if w.may[1] && !r.confirmed {
        let to = req.url(&format!("{here}/confirm"));
        acts.push(Button::link("協議会で確認した", to).primary());
    }
    if w.may[0] {
        let to = |of: i64| req.url(&format!("/programme/roadmap/new?from={id}&year={of}"));
        let next = format!("{}の版をはじめる", year::words(r.year + 1));
        let newest = w.editions.first().is_some_and(|e| e.year <= r.year);
        if r.confirmed && newest {
            acts.push(Button::link(next, to(r.year + 1)).primary());
            acts.push(Button::link("同じ年度の新しい版をはじめる", to(r.year)));
        } else {
            acts.push(Button::link("新しい版・年度をはじめる", to(r.year + 1)));
        }
    }
    out.push(buttons(&acts));
    let others: Vec<parts::Row> = w
        .editions
        .iter()
        .filter(|e| e.id != id)
        .map(|e| parts::Row {
            title: e.called(),
            href: req.url(&roadmap_path(e.id)),
            tag: None,
            meta: e.council.clone(),
            acts: Vec::new(),
        })
        .collect();
    if !others.is_empty() {
        out.push(h2("ほかの版"));
        out.push(parts::rows(others, false));
    }
    let under = format!("ロードマップ　{}事業方針", year::words(r.year + 1));
    parts::page(req, &r.called(), &under, Some(("計画", "/programme")), vec![], out)
}

/// GET /programme/roadmap/{roadmap}/changes
pub(super) fn changes(req: &Req) -> Result<Resp, Fail> {
    let id: RoadmapId = req.id("roadmap")?;
    let with = req.query.get("with").parse::<RoadmapId>().ok();
    let (w, found) = req.read(|cx| act::compared(cx, id, with))?;
    let here = roadmap_path(id);
    let title = "前の版とのちがい";
    let back = Some((w.roadmap.called(), here));
    let back = back.as_ref().map(|(words, path)| (words.as_str(), path.as_str()));
    let Some((before, all)) = found else {
        return parts::page(req, title, "", back, vec![], vec![p("比べる版がありません。")]);
    };
    let mut out =
        vec![p(&format!("{} から {} への変わりです。", before.called(), w.roadmap.called()))];
    if all.is_empty() {
        out.push(p("変わったところはありません。"));
    }
    for c in &all {
        out.push(h2(&c.place));
        let mut list = Html::trusted("<ul>");
        for (mark, l) in c
            .gone
            .iter()
            .map(|l| ("なくなった：", l))
            .chain(c.came.iter().map(|l| ("加わった：", l)))
        {
            list = list
                .and(Html::trusted("<li><b>"))
                .and(Html::text(mark))
                .and(Html::trusted("</b>"))
                .and(Html::text(l))
                .and(Html::trusted("</li>"));
        }
        out.push(list.and(Html::trusted("</ul>")));
    }
    parts::page(req, title, "", back, vec![], out)
}
