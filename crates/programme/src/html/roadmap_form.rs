//! Beginning an edition, its head, noting that the council confirmed it.
use slice::parts::{self, day, drawn, form, line, long, p, press};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, Opt};

use super::draw;
use crate::RoadmapId;
use crate::model::roadmap::{CELL, Head};
use crate::model::year;
use crate::use_cases::roadmap as act;
use crate::use_cases::roadmap_path;

const HERE: &str = "/programme/roadmap";

fn draw_new(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(|cx| {
        app::authorise(cx, &crate::permissions::ROADMAP)?;
        act::all(cx)
    })?;
    let asked = req.query.get("from").to_string();
    let from = all.iter().find(|r| r.id.to_string() == asked).or(all.first());
    let now = year::of(req.app.now().date());
    // the link of an edition says for which year; without, a confirmed one is followed by another of its year
    let usual = year::parse(req.query.get("year"))
        .unwrap_or_else(|| from.map_or(now, |r| if r.confirmed { r.year } else { r.year + 1 }));
    let mut opts = vec![Opt::new("", "新しく書きはじめる")];
    opts.extend(all.iter().map(|r| Opt::new(r.id.to_string(), r.called())));
    let kept = from.map(|r| r.id.to_string()).unwrap_or_default();
    let fields = vec![
        parts::short(req, "year", "年度（Dの年度）", &year::short(usual))
            .hint("R8 ／ 2026")
            .required(),
        Field::new("from", "もとにする版", FieldKind::select(parts::val(req, "from", &kept), opts)),
    ];
    let out = vec![
        p(
            "同じ年度の版をもとにすると、すべてを写します。前の年度の版をもとにすると、将来像・方針・目指す姿・印を写し、前の年度の計画（P）が、この年度にすること（D）になります。",
        ),
        form(req, "/programme/roadmap/new", &drawn(fields, &errors), "はじめる", ""),
    ];
    parts::page(req, "ロードマップをはじめる", "", Some(("ロードマップ", HERE)), errors, out)
}

/// GET /programme/roadmap/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    draw_new(req, vec![])
}

/// POST /programme/roadmap/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let of = draw::posted_year(req, "year", &mut wrong);
    let from = req.form.get("from").parse::<RoadmapId>().ok();
    if !wrong.is_empty() {
        return draw_new(req, wrong);
    }
    match req.act(move |cx| act::begin(cx, of, from).map(roadmap_path)) {
        Ok(to) => Ok(Resp::go_saying(to, "新しい版をはじめました")),
        Err(e) => draw_new(req, parts::errors(e)?),
    }
}

fn draw_head(req: &Req, id: RoadmapId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let r = req.read(|cx| act::draft(cx, id))?;
    let h = &r.head;
    let fields = vec![
        line(req, "paper", "資料の番号", &h.paper).hint("資料４"),
        line(req, "phase", "期", &h.phase).hint("Ⅴ.地域包括ケア推進期（R6～R8）"),
        long(req, "vision", "目指す将来像", &h.vision, 3, 400),
        line(req, "city", "市の方針の見出し", &h.city),
        long(req, "city_policy", "市の方針（①から⑤、1行に1つ）", &h.city_policy, 6, CELL),
        line(req, "centre", "拠点の方針の見出し", &h.centre),
        long(req, "centre_policy", "拠点の方針（①から⑤、1行に1つ）", &h.centre_policy, 6, CELL),
        long(req, "ground", "事業推進の根拠", &h.ground, 3, 400),
        line(req, "goals_note", "目指すべき姿の確認", &h.goals_note).hint("R6.3.18協議会で確認済"),
    ];
    let here = roadmap_path(id);
    let version = r.version.to_string();
    let remove = Button::submit("この案を取り消す").compact();
    let out = vec![
        form(req, &format!("{here}/head"), &drawn(fields, &errors), "保存する", &version),
        press(req, &format!("{here}/remove"), &[], remove),
    ];
    let called = r.called();
    parts::page(req, "将来像と方針", &called, Some((&called, &here)), errors, out)
}

/// GET /programme/roadmap/{roadmap}/head
pub(super) fn head(req: &Req) -> Result<Resp, Fail> {
    draw_head(req, req.id("roadmap")?, vec![])
}

/// POST /programme/roadmap/{roadmap}/head
pub(super) fn save_head(req: &Req) -> Result<Resp, Fail> {
    let id: RoadmapId = req.id("roadmap")?;
    let text = |name: &str| req.form.get(name).replace('\r', "").trim().to_string();
    let h = Head {
        paper: text("paper"),
        phase: text("phase"),
        vision: text("vision"),
        ground: text("ground"),
        city: text("city"),
        city_policy: text("city_policy"),
        centre: text("centre"),
        centre_policy: text("centre_policy"),
        goals_note: text("goals_note"),
    };
    let version = draw::version(req);
    match req.act(move |cx| act::put_head(cx, id, &h, version).map(|()| roadmap_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(app::Error::Stale { .. }) => draw_head(req, id, parts::stale()),
        Err(e) => draw_head(req, id, parts::errors(e)?),
    }
}

fn draw_confirm(req: &Req, id: RoadmapId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (w, decided) = req.read(|cx| {
        app::authorise(cx, &crate::permissions::CONFIRM)?;
        Ok((act::open(cx, id)?, act::decisions(cx, id)?))
    })?;
    if w.roadmap.confirmed {
        return Err(Fail::NotFound);
    }
    let mut fields = Vec::new();
    if !decided.is_empty() {
        let mut opts = vec![Opt::new("", "会議の記録にない（下に書く）")];
        opts.extend(decided.iter().map(|d| {
            let what =
                if d.text.is_empty() { String::new() } else { format!("「{}」　", d.text) };
            let on = kernel::wareki::short(d.day);
            Opt::new(&d.source, format!("{what}{}（{on}）", d.council))
        }));
        let kept = parts::val(req, "decided", "");
        let field = Field::new("decided", "会議で決まったこと", FieldKind::select(kept, opts));
        fields.push(field.hint("選ぶと、会議の名前と日は記録から入ります。下は空けておきます"));
    }
    let council = line(req, "council", "確認した会議", "").hint("令和8年度 第3回 推進会議");
    let on = day(req, "on", "確認した日", None);
    match decided.is_empty() {
        true => fields.extend([council.required(), on.required()]),
        false => fields.extend([council, on]),
    }
    let here = roadmap_path(id);
    let version = w.roadmap.version.to_string();
    let called = w.roadmap.called();
    let out = vec![
        p(
            "確認済にすると、この版は直せなくなります。直すときは、この版をもとに新しい版をはじめます。",
        ),
        form(req, &format!("{here}/confirm"), &drawn(fields, &errors), "確認済にする", &version),
    ];
    parts::page(req, "協議会で確認した", &called, Some((&called, &here)), errors, out)
}

/// GET /programme/roadmap/{roadmap}/confirm
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    draw_confirm(req, req.id("roadmap")?, vec![])
}

/// POST /programme/roadmap/{roadmap}/confirm
pub(super) fn confirmed(req: &Req) -> Result<Resp, Fail> {
    let id: RoadmapId = req.id("roadmap")?;
    let mut wrong = Vec::new();
    let (council, version) = (req.form.get("council").to_string(), draw::version(req));
    let decided = req.form.get("decided").to_string();
    let on = if decided.is_empty() { parts::posted_day(req, "on", &mut wrong) } else { None };
    if !wrong.is_empty() {
        return draw_confirm(req, id, wrong);
    }
    let done = req.act(move |cx| {
        match decided.as_str() {
            "" => act::confirm(cx, id, &council, on, version)?,
            source => act::confirm_as_decided(cx, id, source, version)?,
        }
        Ok(roadmap_path(id))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "確認済にしました")),
        Err(app::Error::Stale { .. }) => draw_confirm(req, id, parts::stale()),
        Err(e) => draw_confirm(req, id, parts::errors(e)?),
    }
}

/// POST /programme/roadmap/{roadmap}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: RoadmapId = req.id("roadmap")?;
    let to = req.act(move |cx| act::remove(cx, id).map(|()| HERE.to_string()))?;
    Ok(Resp::go_saying(to, "案を取り消しました"))
}
