//! Writing a cell of the roadmap: its lines, the proposals out of the records beside them, the marks.
use slice::parts::{self, drawn, form, h2, hidden_field, hint, p, press};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, Html, Opt};

use crate::RoadmapId;
use crate::model::catalogue::catalogue;
use crate::model::roadmap::{CELL, Part};
use crate::model::year;
use crate::use_cases::propose::{self, Proposal, Standing};
use crate::use_cases::roadmap::{self as act};
use crate::use_cases::roadmap_path;

fn proposal(req: &Req, id: RoadmapId, scene: &str, x: &Proposal) -> Html {
    let hidden = [("scene", scene), ("part", x.part.code()), ("source", x.source.as_str())];
    let with = |answer: &'static str| -> Vec<(&str, &str)> {
        hidden.iter().copied().chain([("answer", answer)]).collect()
    };
    let to = format!("{}/proposal", roadmap_path(id));
    let button = |words: &str| Button::submit(words).compact().about(&x.line);
    let mut out = Html::trusted("<li><p class=\"wrap-ja\">").and(Html::text(&x.line));
    match &x.standing {
        Standing::Used => out = out.and(Html::text("　（使っています）")),
        Standing::Left => out = out.and(Html::text("　（使わないことにしました）")),
        Standing::Moved(old) => {
            out = out.and(Html::text(format!("　（数が変わりました。いまの行：{old}）")));
        }
        Standing::New => {}
    }
    out = out.and(Html::trusted("</p>"));
    if !x.links.is_empty() {
        let mut list = Html::trusted("<p class=\"meta\">もとの記録：");
        for (n, (words, href)) in x.links.iter().take(5).enumerate() {
            if n > 0 {
                list = list.and(Html::text("、"));
            }
            list = list
                .and(Html::trusted(format!("<a href=\"{}\">", Html::text(req.url(href)))))
                .and(Html::text(words))
                .and(Html::trusted("</a>"));
        }
        if x.links.len() > 5 {
            list = list.and(Html::text(format!(" ほか{}件", x.links.len() - 5)));
        }
        out = out.and(list).and(Html::trusted("</p>"));
    }
    let acts = match x.standing {
        Standing::New => press(req, &to, &with("take"), button("この行を加える")).and(press(
            req,
            &to,
            &with("leave"),
            button("使わない"),
        )),
        Standing::Moved(_) => press(req, &to, &with("take"), button("いまの数に直す")),
        Standing::Left => press(req, &to, &with("again"), button("案に戻す")),
        Standing::Used => Html::default(),
    };
    out.and(Html::trusted("<div class=\"btns\">")).and(acts).and(Html::trusted("</div></li>"))
}

fn show(
    req: &Req,
    id: RoadmapId,
    scene: &str,
    part: &str,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let at = act::place(scene, part)?;
    let (w, proposals) = req.read(|cx| {
        act::draft(cx, id)?;
        let all = if at.proposed() { propose::of_cell(cx, id, scene, at)? } else { Vec::new() };
        Ok((act::open(cx, id)?, all))
    })?;
    let c = catalogue()?;
    let here = roadmap_path(id);
    let kept = w.cells.get(&(scene.to_string(), at)).cloned().unwrap_or_default();
    let mut fields = vec![hidden_field("scene", scene), hidden_field("part", part)];
    let mut out = Vec::new();
    if at == Part::Marks {
        let opts = c
            .marks
            .iter()
            .map(|m| Opt::new(&m.code, format!("{}（{}）", m.label, m.group)))
            .collect();
        let set = kept.split(',').map(String::from).collect();
        let field = Field::new("marks", "つける印", FieldKind::checks(set, opts));
        fields.extend(drawn(vec![field], &errors));
        let levels = req.read(|cx| propose::levels(cx, w.roadmap.year))?;
        let names = ["一次連携（打ち合わせ）", "二次連携（マッチング）", "三次連携（共有の場）"];
        let seen: Vec<&str> =
            names.into_iter().zip(levels).filter(|(_, on)| *on).map(|(n, _)| n).collect();
        if !seen.is_empty() {
            out.push(p(&format!("この年度の記録には、{}があります。", seen.join("・"))));
        }
    } else {
        fields.push(hidden_field("was", &kept));
        let field = parts::long(req, "text", "ことば（1行に1つ）", &kept, 10, CELL);
        fields.extend(drawn(vec![field], &errors));
    }
    out.push(form(req, &format!("{here}/cell"), &fields, "保存する", ""));
    if at.proposed() {
        let next = w.roadmap.year + 1;
        let (head, words, none) = match at {
            Part::Plan => (
                format!("{}の計画値", year::words(next)),
                "押した行だけが欄に入ります。計画値は、指標ごとに決めたものです。",
                "計画値は、まだ入っていません。",
            ),
            _ => (
                "記録からの案".to_string(),
                "押した行だけが欄に入ります。数字には、いつ現在かが付きます。",
                "この年度の記録から出せる案は、まだありません。",
            ),
        };
        out.push(h2(&head));
        out.push(hint(words));
        if at == Part::Plan {
            let to = req.url(&format!("/programme/targets?year={next}"));
            let words = format!("{}の計画値を入れる", year::words(next));
            out.push(parts::buttons(&[Button::link(words, to).compact()]));
        }
        if proposals.is_empty() {
            out.push(p(none));
        } else {
            let mut list = Html::trusted("<ul class=\"rows\">");
            for x in &proposals {
                list = list.and(proposal(req, id, scene, x));
            }
            out.push(list.and(Html::trusted("</ul>")));
        }
    }
    let title = at.heading(w.roadmap.year);
    let called = w.roadmap.called();
    parts::page(req, &title, c.scene(scene), Some((&called, &here)), errors, out)
}

/// GET /programme/roadmap/{roadmap}/cell
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("roadmap")?, req.query.get("scene"), req.query.get("part"), vec![])
}

/// POST /programme/roadmap/{roadmap}/cell
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: RoadmapId = req.id("roadmap")?;
    let (scene, part) = (req.form.get("scene").to_string(), req.form.get("part").to_string());
    let at = act::place(&scene, &part)?;
    let text = match at {
        Part::Marks => req.form.all("marks").join(","),
        _ => req.form.get("text").to_string(),
    };
    let (was, row) = (req.form.get("was").to_string(), scene.clone());
    let done =
        req.act(move |cx| act::put_cell(cx, id, &row, at, &was, &text).map(|()| roadmap_path(id)));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(app::Error::Stale { .. }) => {
            let now = req.read(|cx| act::open(cx, id))?;
            let theirs = now.cells.get(&(scene.clone(), at)).cloned().unwrap_or_default();
            let message = format!(
                "ほかの人が先に直しました。いまの欄は「{}」です。確かめて、もう一度保存してください",
                theirs.replace('\n', "／")
            );
            let wrong = vec![FieldError { field: "text".into(), message }];
            show(req, id, &scene, &part, wrong)
        }
        Err(e) => show(req, id, &scene, &part, parts::errors(e)?),
    }
}

/// POST /programme/roadmap/{roadmap}/proposal
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let id: RoadmapId = req.id("roadmap")?;
    let (scene, part) = (req.form.get("scene").to_string(), req.form.get("part").to_string());
    let at = act::place(&scene, &part)?;
    let (source, said) = (req.form.get("source").to_string(), req.form.get("answer").to_string());
    let back = format!("{}/cell?scene={scene}&part={part}", roadmap_path(id));
    let row = scene.clone();
    let done = req.act(move |cx| {
        match said.as_str() {
            "take" => propose::answer(cx, id, &row, at, &source, true)?,
            "leave" => propose::answer(cx, id, &row, at, &source, false)?,
            "again" => propose::again(cx, id, &row, at, &source)?,
            _ => return Err(app::Error::NotFound),
        }
        Ok(back.clone())
    });
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(e) => show(req, id, &scene, &part, parts::errors(e)?),
    }
}
