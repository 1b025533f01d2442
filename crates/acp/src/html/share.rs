//! To whom the person shows the note, as staff heard it; taking it back; a facility the person moved into.
use accounts::OrganisationId;
use askama::Template;
use kernel::{Id, wareki};
use people::ResidentId;
use people::authz::Addressee;
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, Shell};

use super::choose;
use super::note::when;
use super::parts::{at, date_field, day, errors_of, repeated, text};
use crate::model::{Edition, shipped, shown};
use crate::use_cases::{read, share as act};

struct Line {
    code: &'static str,
    label: &'static str,
    why: &'static str,
    open: bool,
    said: String,
    heard: Html,
}

#[derive(Template)]
#[template(path = "acp/sharing.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    person: String,
    s: read::Sharing,
    lines: Vec<Line>,
    any: bool,
    withdrawn: Option<String>,
    stays: Vec<(String, String, String, Html)>,
    errors: Vec<FieldError>,
    stay_fields: Vec<Field>,
    key: String,
}

fn show_page(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let s = req.read(|cx| read::sharing(cx, id))?;
    let today = req.app.now().date();
    let form = shipped().map_err(Fail::Use)?;
    let heard = [text(req, "heard_by", "ご本人から聞いた人").required().error_from(&errors)];
    let left = [date_field(req, "left_on", "出た日").error_from(&errors)];
    let lines: Vec<Line> = [Addressee::Emergency, Addressee::Team, Addressee::Hospital]
        .into_iter()
        .enumerate()
        .map(|(i, a)| {
            let running = s.releases.iter().find(|r| r.to == a && r.runs(today));
            Line {
                code: a.code(),
                label: a.label(),
                why: when(a),
                open: running.is_some(),
                heard: repeated(&heard, i),
                said: running.map_or_else(String::new, |r| {
                    let how = shown::words(form, &r.parts, r.until, Edition::Plain).to_string();
                    let how = if how.is_empty() { how } else { format!("　{how}") };
                    format!("{}から・聞いた人 {}{how}", wareki::short(r.from), r.heard_by)
                }),
            }
        })
        .collect();
    let facilities = s.facilities.iter().map(|(id, n)| Opt::new(id.to_string(), n)).collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        back: ui::back(format!("{} さんのページ", s.name), req.url(&format!("/people/{id}"))),
        here: req.url(&at(id)),
        person: req.url(&format!("/people/{id}")),
        shell: req.titled("きぼうノートを見せる相手"),
        any: lines.iter().any(|l| l.open) || s.relatives.iter().any(|r| r.1),
        withdrawn: s
            .withdrawn
            .as_ref()
            .map(|(by, at)| format!("{}に、見せるのをやめました（{by}）", wareki::long(at.date()))),
        stays: s
            .stays
            .iter()
            .enumerate()
            .map(|(i, (id, name, from))| {
                (id.to_string(), name.clone(), wareki::long(*from), repeated(&left, i))
            })
            .collect(),
        stay_fields: vec![
            Field::new("facility", "施設", FieldKind::select(req.form.get("facility"), facilities))
                .required()
                .error_from(&errors),
            date_field(req, "entered_on", "入った日").error_from(&errors),
        ],
        key: req.new_key(),
        lines,
        errors,
        s,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/wish/sharing
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show_page(req, req.id("resident")?, Vec::new())
}

fn sharing(id: ResidentId) -> String {
    format!("{}/sharing", at(id))
}

fn after(
    req: &Req,
    id: ResidentId,
    done: Result<String, app::Error>,
    say: &str,
) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, say)),
        Err(e) => match errors_of(&e) {
            Some(fields) => show_page(req, id, fields),
            None => Err(e.into()),
        },
    }
}

/// The addressee as posted.
pub(super) fn addressee(req: &Req) -> Result<Addressee, Fail> {
    Addressee::from_code(req.form.get("to")).ok_or(Fail::NotFound)
}

/// POST /people/{resident}/wish/sharing
pub(super) fn show(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let to = addressee(req)?;
    let (open, heard) = (req.form.get("open") == "yes", req.form.get("heard_by").to_owned());
    let how = match choose::posted(req)? {
        Ok(how) => how,
        Err(errors) => return choose::staff_again(req, id, errors),
    };
    let done = req.act(move |cx| {
        match open {
            true => act::show_in(cx, id, to, &heard, &how)?,
            false => act::hide(cx, id, to)?,
        }
        Ok(sharing(id))
    });
    let say = if open { "見せることにしました" } else { "見えなくなりました" };
    match (choose::asked(req), done) {
        (true, Err(e)) => match errors_of(&e) {
            Some(fields) => choose::staff_again(req, id, fields),
            None => Err(e.into()),
        },
        (_, done) => after(req, id, done, &format!("{}に、{say}", to.label())),
    }
}

/// POST /people/{resident}/wish/sharing/name
pub(super) fn name(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let account: Id = req.form.get("account").parse().map_err(|_| Fail::NotFound)?;
    let open = req.form.get("open") == "yes";
    let how = match choose::posted(req)? {
        Ok(how) => how,
        Err(errors) => return choose::staff_again(req, id, errors),
    };
    let done = req.act(move |cx| {
        match open {
            true => act::name_in(cx, id, account, &how)?,
            false => act::name(cx, id, account, false)?,
        }
        Ok(sharing(id))
    });
    if let (true, Some(fields)) = (choose::asked(req), done.as_ref().err().and_then(errors_of)) {
        return choose::staff_again(req, id, fields);
    }
    let say = if open {
        "この方に、見せることにしました"
    } else {
        "この方から、見えなくなりました"
    };
    after(req, id, done, say)
}

/// POST /people/{resident}/wish/sharing/stay
pub(super) fn enter(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let mut errors = Vec::new();
    let on = day(req, "entered_on", "入った日を入力してください", &mut errors);
    let facility = req.form.get("facility").parse::<Id>().ok();
    if facility.is_none() {
        let message = "施設を選んでください".into();
        errors.insert(0, FieldError { field: "facility".into(), message });
    }
    let (Some(on), Some(facility)) = (on, facility) else { return show_page(req, id, errors) };
    let done =
        req.act(move |cx| act::enter(cx, id, OrganisationId(facility), on).map(|_| sharing(id)));
    after(req, id, done, "施設に入ったことを書きとめました。きぼうノートの見直しの時期です")
}

/// POST /people/{resident}/wish/sharing/leave
pub(super) fn leave(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let stay: Id = req.form.get("stay").parse().map_err(|_| Fail::NotFound)?;
    let mut errors = Vec::new();
    let Some(on) = day(req, "left_on", "出た日を入力してください", &mut errors) else {
        return show_page(req, id, errors);
    };
    let done = req.act(move |cx| act::leave(cx, id, stay, on).map(|()| sharing(id)));
    after(req, id, done, "施設を出たことを書きとめました")
}

/// POST /people/{resident}/wish/withdraw
pub(super) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let reason = req.form.get("reason").to_owned();
    let done = req.act(move |cx| act::withdraw(cx, id, &reason).map(|()| sharing(id)));
    after(req, id, done, "見せるのをやめました。いまから、だれにも見えません")
}
