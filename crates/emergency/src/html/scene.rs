//! The card at the scene: ten seconds, in the order of the crew's questions.
use askama::Template;
use kernel::{Id, wareki};
use people::pointers::{NewPointer, Pointer};
use slice::{Fail, Req, Resp};
use ui::Shell;

use super::crew::posted;
use crate::model::sheet::{Call, Sheet};
use crate::use_cases::{at_scene, transport as bring};

type Talks = Vec<(&'static str, String, NewPointer)>;

#[derive(Template)]
#[template(path = "emergency/crew_card.html")]
struct Page {
    shell: Shell,
    incident: String,
    here: String,
    back: String,
    s: Sheet,
    calls: Vec<Call>,
    talks: Talks,
    arrest: bool,
    asked: String,
    glass_until: Option<String>,
    transport: Option<String>,
    hospitals: Vec<(String, String, String)>,
    key: String,
    key2: String,
    key3: String,
}

/// What the person released, in words, the newest first.
pub(super) fn talks(all: Vec<Pointer>) -> Talks {
    all.into_iter()
        .map(|p| (p.shown.kind.label(), wareki::short(p.shown.made_on), p.shown))
        .collect()
}

/// The box again, with the 事案番号 of this card: the ordinary one, or that of 緊急閲覧. The words are kept nowhere.
fn back(req: &Req, scene: &at_scene::Scene) -> String {
    req.url(if scene.glass_until.is_some() { "/scene/glass/find" } else { "/scene/find" })
}

fn clock(at: kernel::At) -> String {
    let t = at.local();
    format!("{}:{:02}", t.hour(), t.minute())
}

fn show(req: &Req, id: Id) -> Result<(at_scene::Scene, Vec<accounts::Organisation>), Fail> {
    req.read(|cx| Ok((at_scene::card(cx, id)?, bring::hospitals(cx)?)))
}

/// GET /scene/card/{opened}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("opened")?;
    let (scene, hospitals) = show(req, id)?;
    let mut calls = scene.sheet.contacts.clone();
    calls.extend(scene.sheet.doctors.clone());
    // somebody who answers stands first
    calls.sort_by_key(|c| c.closed);
    let page = Page {
        shell: req.titled(format!("{} さんの救急医療情報", scene.sheet.name)),
        incident: scene.opened.incident.clone(),
        here: req.url(&format!("/scene/card/{id}")),
        back: back(req, &scene),
        calls,
        talks: talks(scene.pointers),
        arrest: scene.opened.arrest_at.is_some(),
        asked: scene.opened.asked.clone(),
        glass_until: scene.glass_until.map(clock),
        transport: scene.transport.map(|t| format!("{}（{}）", t.hospital_name, clock(t.at))),
        hospitals: hospitals
            .into_iter()
            .map(|h| (h.id.to_string(), h.name, req.new_key()))
            .collect(),
        key: req.new_key(),
        key2: req.new_key(),
        key3: req.new_key(),
        s: scene.sheet,
    };
    Resp::page(page.render())
}

#[derive(Template)]
#[template(path = "emergency/crew_handover.html")]
struct Handover {
    shell: Shell,
    incident: String,
    here: String,
    back: String,
    s: Sheet,
    talks: Talks,
    asked: &'static str,
}

/// GET /scene/card/{opened}/handover
pub(super) fn handover(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("opened")?;
    let (scene, _) = show(req, id)?;
    let page = Handover {
        shell: req.titled("申し送り"),
        incident: scene.opened.incident.clone(),
        here: req.url(&format!("/scene/card/{id}")),
        back: back(req, &scene),
        talks: talks(scene.pointers),
        asked: match scene.opened.asked.as_str() {
            "asked" => "本人に口頭で確認した",
            "unable" => "確認困難",
            _ => "まだ",
        },
        s: scene.sheet,
    };
    Resp::page(page.render())
}

fn done(
    req: &Req,
    act: impl Fn(&app::Cx<'_>, Id) -> app::Result<()> + Send + 'static,
    say: &str,
    at: &str,
) -> Result<Resp, Fail> {
    let id: Id = req.id("opened")?;
    let to = req.act(move |cx| act(cx, id).map(|()| format!("/scene/card/{id}")))?;
    Ok(Resp::go_saying(format!("{to}{at}"), say))
}

/// POST /scene/card/{opened}/asked
pub(super) fn asked(req: &Req) -> Result<Resp, Fail> {
    let how = req.form.get("how").to_owned();
    done(req, move |cx, id| at_scene::asked(cx, id, &how), "記録しました", "")
}

/// POST /scene/card/{opened}/arrest
pub(super) fn arrest(req: &Req) -> Result<Resp, Fail> {
    let on = req.form.get("on") == "true";
    let id: Id = req.id("opened")?;
    let to =
        req.act(move |cx| at_scene::arrest(cx, id, on).map(|()| format!("/scene/card/{id}")))?;
    Ok(Resp::go(to))
}

/// POST /scene/card/{opened}/transport
pub(super) fn transport(req: &Req) -> Result<Resp, Fail> {
    let hospital = accounts::OrganisationId(posted(req, "hospital")?);
    done(req, move |cx, id| bring::transport(cx, id, hospital), "搬送先を記録しました", "")
}
