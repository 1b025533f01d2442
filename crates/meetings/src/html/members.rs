//! Adding and changing a member of a body.
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html};

use crate::model::catalogue::catalogue;
use crate::model::{Member, NewMember};
use crate::use_cases::read::BodyPage;
use crate::use_cases::{bodies, body_path, read};
use crate::{BodyId, MemberId};
use slice::parts::{self, day, drawn, form, line, p, pair, press, select};

fn fields(req: &Req, d: &NewMember, errors: &[FieldError]) -> Result<Vec<Html>, Fail> {
    let c = catalogue()?;
    let mut out = drawn(
        vec![
            line(req, "organisation", "所属", &d.organisation)
                .required()
                .hint("名簿にある名前と同じに書くと、名簿のページにつながります"),
            line(req, "name", "お名前", &d.name)
                .hint("所属で委嘱しているときは書かなくてかまいません"),
            select(req, "profession", "職種", &d.profession, &c.professions).required(),
            select(req, "role", "役割", &d.role, &c.roles).required(),
        ],
        errors,
    );
    out.push(pair(
        vec![
            day(req, "from", "委嘱のはじめ", d.from),
            day(req, "until", "委嘱の終わり", d.until).hint("決まっていないときは空けておきます"),
        ],
        errors,
    ));
    Ok(out)
}

fn draw(
    req: &Req,
    w: &BodyPage,
    of: Option<&Member>,
    d: &NewMember,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let at = body_path(w.body.id);
    let fields = fields(req, d, &errors)?;
    let (title, here, button) = match of {
        Some(m) => ("委員を直す", format!("{at}/members/{}", m.id), "保存する"),
        None => ("委員を加える", format!("{at}/members"), "加える"),
    };
    let mut all = vec![form(req, &here, &fields, button, "")];
    if let Some(m) = of {
        let (flag, words, why) = match m.removed {
            true => ("0", "元に戻す", "取り消した委員です。"),
            false => (
                "1",
                "取り消す",
                "登録のまちがいだけに使います。任期が終わった方は「委嘱の終わり」を入れてください。",
            ),
        };
        let inner = p(why).and(press(
            req,
            &here,
            &[("_do", "remove"), ("removed", flag)],
            Button::submit(words),
        ));
        all.push(parts::fold("登録のまちがいを取り消す", m.removed, inner));
    }
    let name = &w.body.data.name;
    parts::page(req, title, name, Some((name, &at)), errors, all)
}

fn posted(req: &Req, wrong: &mut Vec<FieldError>) -> NewMember {
    let text = |name: &str| req.form.get(name).to_owned();
    NewMember {
        organisation: text("organisation"),
        name: text("name"),
        profession: text("profession"),
        role: text("role"),
        from: parts::posted_day(req, "from", wrong),
        until: parts::posted_day(req, "until", wrong),
    }
}

fn opened(req: &Req) -> Result<(BodyId, BodyPage), Fail> {
    let id: BodyId = req.id("body")?;
    Ok((id, req.read(|cx| read::one_body(cx, id))?))
}

fn known(req: &Req, w: &BodyPage) -> Result<Member, Fail> {
    let of: MemberId = req.id("member")?;
    w.members.iter().find(|m| m.id == of).cloned().ok_or(Fail::NotFound)
}

/// GET /meetings/bodies/{body}/members
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let (_, w) = opened(req)?;
    draw(req, &w, None, &NewMember { role: "member".into(), ..NewMember::default() }, vec![])
}

/// POST /meetings/bodies/{body}/members
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let (id, w) = opened(req)?;
    let mut wrong = Vec::new();
    let new = posted(req, &mut wrong);
    if !wrong.is_empty() {
        return draw(req, &w, None, &new, wrong);
    }
    let cmd = new.clone();
    match req.act(move |cx| {
        bodies::add_member(cx, id, &cmd).map(|_| format!("{}/members", body_path(id)))
    }) {
        Ok(to) => Ok(Resp::go_saying(to, "加えました。つづけて次の委員を入れられます")),
        Err(e) => draw(req, &w, None, &new, parts::errors(e)?),
    }
}

/// GET /meetings/bodies/{body}/members/{member}
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let (_, w) = opened(req)?;
    let m = known(req, &w)?;
    draw(req, &w, Some(&m), &m.data, vec![])
}

/// POST /meetings/bodies/{body}/members/{member}
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let (id, w) = opened(req)?;
    let m = known(req, &w)?;
    let of = m.id;
    let mut wrong = Vec::new();
    let (new, said) = match req.form.get("_do") == "remove" {
        true => {
            let removed = req.form.get("removed") == "1";
            let done = req
                .act(move |cx| bodies::remove_member(cx, id, of, removed).map(|()| body_path(id)));
            (
                m.data.clone(),
                done.map(|to| (to, if removed { "取り消しました" } else { "元に戻しました" })),
            )
        }
        false => {
            let new = posted(req, &mut wrong);
            if !wrong.is_empty() {
                return draw(req, &w, Some(&m), &new, wrong);
            }
            let cmd = new.clone();
            let done =
                req.act(move |cx| bodies::change_member(cx, id, of, &cmd).map(|()| body_path(id)));
            (new, done.map(|to| (to, "保存しました")))
        }
    };
    match said {
        Ok((to, words)) => Ok(Resp::go_saying(to, words)),
        Err(e) => draw(req, &w, Some(&m), &new, parts::errors(e)?),
    }
}
