//! Writing a box of a logic model.
use slice::parts::{self, drawn, form, hidden_field, line, press, select};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, Opt};

use super::draw;
use crate::model::catalogue::catalogue;
use crate::model::logic::{LogicBox, NewBox};
use crate::use_cases::{indicators, logic as act};
use crate::{IndicatorId, LogicId};

fn list_of(scene: &str) -> String {
    format!("/programme/logic?scene={scene}")
}

fn draw_form(
    req: &Req,
    kept: &NewBox,
    of: Option<&LogicBox>,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let (m, all) = req.read(|cx| {
        app::authorise(cx, &crate::permissions::LOGIC)?;
        Ok((act::open(cx, &kept.scene)?, indicators::all(cx)?))
    })?;
    let mut parents = vec![Opt::new("", "なし（目指す姿）")];
    parents.extend(
        m.drawn
            .iter()
            .filter_map(|d| m.boxes.iter().find(|b| b.id == d.id))
            .filter(|b| of.is_none_or(|o| o.id != b.id))
            .filter(|b| c.stages.last().is_none_or(|s| s.code != b.data.stage))
            .map(|b| {
                Opt::new(b.id.to_string(), format!("{}：{}", c.stage(&b.data.stage), b.data.text))
            }),
    );
    let mut measures = vec![Opt::new("", "なし")];
    measures.extend(all.iter().map(|i| Opt::new(i.id.to_string(), &i.data.name)));
    let parent = kept.parent.map(|p| p.to_string()).unwrap_or_default();
    let indicator = kept.indicator.map(|i| i.to_string()).unwrap_or_default();
    let fields = vec![
        select(req, "stage", "段", &kept.stage, &c.stages).required(),
        Field::new(
            "parent",
            "つながる先（1つ上の段）",
            FieldKind::select(parts::val(req, "parent", &parent), parents),
        ),
        line(req, "text", "ことば", &kept.text).required(),
        Field::new(
            "indicator",
            "指標（いちばん下の段だけ）",
            FieldKind::select(parts::val(req, "indicator", &indicator), measures),
        ),
    ];
    let (action, title, version) = match of {
        Some(b) => (format!("/programme/logic/{}", b.id), "直す", b.version.to_string()),
        None => ("/programme/logic/new".to_string(), "書き加える", String::new()),
    };
    let mut all = vec![hidden_field("scene", &kept.scene)];
    all.extend(drawn(fields, &errors));
    let mut out = vec![form(req, &action, &all, "保存する", &version)];
    if of.is_some() {
        let button = Button::submit("これを外す").compact();
        out.push(press(req, &format!("{action}/remove"), &[], button));
    }
    let back = list_of(&kept.scene);
    parts::page(req, title, c.scene(&kept.scene), Some(("ロジックモデル", &back)), errors, out)
}

fn posted(req: &Req) -> NewBox {
    NewBox {
        scene: req.form.get("scene").into(),
        stage: req.form.get("stage").into(),
        parent: req.form.get("parent").parse::<LogicId>().ok(),
        text: req.form.get("text").trim().into(),
        indicator: req.form.get("indicator").parse::<IndicatorId>().ok(),
    }
}

/// GET /programme/logic/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let first = catalogue()?.rows().next().map_or("", |s| s.code.as_str());
    let scene = match req.query.get("scene") {
        "" => first,
        s => s,
    };
    draw_form(req, &NewBox { scene: scene.into(), ..NewBox::default() }, None, vec![])
}

/// POST /programme/logic/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let b = posted(req);
    let kept = b.clone();
    let to = list_of(&b.scene);
    match req.act(move |cx| act::add(cx, &b).map(|_| to.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "書き加えました")),
        Err(e) => draw_form(req, &kept, None, parts::errors(e)?),
    }
}

/// GET /programme/logic/{piece}
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: LogicId = req.id("piece")?;
    let b = req.read(|cx| act::to_change(cx, id))?;
    draw_form(req, &b.data, Some(&b), vec![])
}

/// POST /programme/logic/{piece}
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: LogicId = req.id("piece")?;
    let was = req.read(|cx| act::to_change(cx, id))?;
    let b = NewBox { scene: was.data.scene.clone(), ..posted(req) };
    let (kept, version, to) = (b.clone(), draw::version(req), list_of(&b.scene));
    match req.act(move |cx| act::change(cx, id, &b, version).map(|()| to.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "直しました")),
        Err(app::Error::Stale { .. }) => draw_form(req, &kept, Some(&was), parts::stale()),
        Err(e) => draw_form(req, &kept, Some(&was), parts::errors(e)?),
    }
}

/// POST /programme/logic/{piece}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: LogicId = req.id("piece")?;
    let to = req.act(move |cx| act::remove(cx, id).map(|scene| list_of(&scene)))?;
    Ok(Resp::go_saying(to, "外しました"))
}
