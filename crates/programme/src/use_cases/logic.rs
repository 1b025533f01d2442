//! Logic models: boxes of a scene, and what their indicators say.
use app::{Cx, Error, Result, authorise, may};

use super::rule;
use super::values::Values;
use crate::model::catalogue::catalogue;
use crate::model::logic::{Drawn, LogicBox, NewBox, lines};
use crate::model::{Indicator, year};
use crate::{LogicId, permissions, store};

/// Most boxes of a scene.
pub const MOST: usize = 120;

/// The model of a scene.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its boxes.
    pub boxes: Vec<LogicBox>,
    /// As they are drawn.
    pub drawn: Vec<Drawn>,
    /// Indicators with the value of the present fiscal year (or the last one that has any) in words.
    pub values: Vec<(Indicator, String)>,
    /// May the actor write?
    pub may_write: bool,
}

/// Opens the model of a scene.
pub fn open(cx: &Cx<'_>, scene: &str) -> Result<Model> {
    authorise(cx, &permissions::READ)?;
    let c = catalogue()?;
    if !c.rows().any(|s| s.code == scene) {
        return Err(Error::NotFound);
    }
    let boxes = store::logic::of(cx, scene)?;
    let now = year::of(cx.today());
    let v = Values::read(cx, now - 1, now)?;
    let mut values = Vec::new();
    for i in store::indicator::all(cx)? {
        if !boxes.iter().any(|b| b.data.indicator == Some(i.id)) {
            continue;
        }
        let mut of = now;
        let mut shown = v.shown(cx, &i, of, cx.today())?;
        if shown.value().is_none() {
            of = now - 1;
            shown = v.shown(cx, &i, of, cx.today())?;
        }
        let unit = if i.data.rate() { "" } else { i.data.unit.as_str() };
        let day = shown.as_of.and_then(|on| year::partial(of, on)).unwrap_or_default();
        let words = match shown.value() {
            Some(_) => format!("{} {}{unit} {day}", year::short(of), shown.words(&i.data.unit)),
            None => "まだ数がありません".into(),
        };
        values.push((i, words.trim().to_string()));
    }
    let drawn = lines(c, &boxes);
    Ok(Model { boxes, drawn, values, may_write: may(cx, &permissions::LOGIC)? })
}

fn check(cx: &Cx<'_>, b: &NewBox, own: Option<LogicId>) -> Result<()> {
    let mut all = store::logic::of(cx, &b.scene)?;
    all.retain(|x| Some(x.id) != own);
    b.check(catalogue()?, &all)?;
    if let Some(i) = b.indicator {
        super::indicator(cx, i)?;
    }
    if own.is_none() && all.len() >= MOST {
        return rule("1つの場面は120までです");
    }
    Ok(())
}

/// Adds a box.
pub fn add(cx: &Cx<'_>, b: &NewBox) -> Result<LogicId> {
    authorise(cx, &permissions::LOGIC)?;
    check(cx, b, None)?;
    let id = LogicId(cx.new_id());
    store::logic::add(cx, id, b)?;
    Ok(id)
}

/// A box, for who may change it.
pub fn to_change(cx: &Cx<'_>, id: LogicId) -> Result<LogicBox> {
    authorise(cx, &permissions::LOGIC)?;
    store::logic::find(cx, id)?.ok_or(Error::NotFound)
}

/// Changes a box; one that others stand under stays in its stage.
pub fn change(cx: &Cx<'_>, id: LogicId, b: &NewBox, version: i64) -> Result<()> {
    let was = to_change(cx, id)?;
    let b = NewBox { scene: was.data.scene.clone(), ..b.clone() };
    check(cx, &b, Some(id))?;
    let below = store::logic::of(cx, &b.scene)?.iter().any(|x| x.data.parent == Some(id));
    if below && b.stage != was.data.stage {
        return Err(Error::field("stage", "下につながるものがあるので、段は変えられません"));
    }
    match store::logic::change(cx, id, &b, version)? {
        0 => Err(Error::Stale { mine: version, theirs: was.version }),
        _ => Ok(()),
    }
}

/// Takes a box out; one that others stand under stays.
pub fn remove(cx: &Cx<'_>, id: LogicId) -> Result<String> {
    let b = to_change(cx, id)?;
    if store::logic::of(cx, &b.data.scene)?.iter().any(|x| x.data.parent == Some(id)) {
        return rule("下につながるものがあります。先にそちらを直してください");
    }
    store::logic::remove(cx, id)?;
    Ok(b.data.scene)
}
