//! Cases of 地域ケア個別会議 under a sign.
use app::Error;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Kv};

use crate::model::case::{Case, NewCase};
use crate::model::catalogue::{catalogue, label};
use crate::use_cases::{case_path, cases as act, path, read};
use crate::{CaseId, MeetingId};
use slice::parts::{
    self, Row, buttons, day, drawn, form, h2, hint, line, long, p, press, rows, select,
};

const NOBODY: &str =
    "お名前・住所・電話番号・事業所名など、だれのことか分かるものは書かないでください。";

fn fields(req: &Req, d: &NewCase, errors: &[FieldError]) -> Result<Vec<Html>, Fail> {
    let c = catalogue()?;
    let mut out = vec![p(NOBODY)];
    out.extend(drawn(
        vec![
            line(req, "theme", "検討テーマ", &d.theme).required().hint("例 坂の上でひとり暮らし。買い物に行けなくなってきた"),
            select(req, "age", "年代", &d.age, &c.ages).required(),
            select(req, "household", "世帯", &d.household, &c.households).required(),
            long(req, "outline", "概要", &d.outline, 4, 1_000),
            long(req, "strengths", "強み・地域の宝", &d.strengths, 4, 1_000)
                .hint("本人ができること、続けてきたこと、まわりにある人・場・ものを書きます。「どうやって暮らしていますか」と聞いてみてください"),
            long(req, "problems", "困りごと", &d.problems, 4, 1_000),
            long(req, "support", "支援の方針", &d.support, 3, 1_000),
            day(req, "follow_on", "その後を確かめる日", d.follow_on),
            long(req, "follow_text", "その後", &d.follow_text, 3, 1_000),
            line(req, "issue", "見つかった地域課題", &d.issue)
                .hint("ほかの事例にも共通する課題を1行で。連携課題の根拠として写せます。事例の中身は写りません"),
        ],
        errors,
    ));
    Ok(out)
}

fn posted(req: &Req) -> (NewCase, Vec<FieldError>) {
    let mut wrong = Vec::new();
    let text = |name: &str| req.form.get(name).to_owned();
    let new = NewCase {
        age: text("age"),
        household: text("household"),
        theme: text("theme"),
        outline: text("outline"),
        problems: text("problems"),
        strengths: text("strengths"),
        support: text("support"),
        follow_on: parts::posted_day(req, "follow_on", &mut wrong),
        follow_text: text("follow_text"),
        issue: text("issue"),
    };
    (new, wrong)
}

fn draw_new(req: &Req, id: MeetingId, d: &NewCase, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let m = req.read(|cx| read::one(cx, id))?.meeting;
    let body =
        form(req, &format!("{}/cases/new", path(id)), &fields(req, d, &errors)?, "登録する", "");
    parts::page(
        req,
        "事例を加える",
        &m.called(),
        Some((&m.called(), &path(id))),
        errors,
        vec![body],
    )
}

/// GET /meetings/{id}/cases/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    draw_new(req, req.id("id")?, &NewCase::default(), vec![])
}

/// POST /meetings/{id}/cases/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let (new, wrong) = posted(req);
    if !wrong.is_empty() {
        return draw_new(req, id, &new, wrong);
    }
    let cmd = new.clone();
    match req.act(move |cx| act::add(cx, id, &cmd).map(case_path)) {
        Ok(to) => Ok(Resp::go_saying(to, "登録しました。職種ごとの助言を加えられます")),
        Err(e) => draw_new(req, id, &new, parts::errors(e)?),
    }
}

fn facts(d: &NewCase) -> Result<Html, Fail> {
    let c = catalogue()?;
    let mut all: Vec<(Html, Html)> = Vec::new();
    for (name, text) in [
        (
            "年代・世帯",
            format!("{}・{}", label(&c.ages, &d.age), label(&c.households, &d.household)),
        ),
        ("概要", d.outline.clone()),
        ("強み・地域の宝", d.strengths.clone()),
        ("困りごと", d.problems.clone()),
        ("支援の方針", d.support.clone()),
        ("その後を確かめる日", d.follow_on.map(wareki::long).unwrap_or_default()),
        ("その後", d.follow_text.clone()),
        ("見つかった地域課題", d.issue.clone()),
    ] {
        if !text.is_empty() {
            all.push((name.into(), text.into()));
        }
    }
    Ok(Kv { rows: all, ..Kv::default() }.html())
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: CaseId = req.id("case")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let c = catalogue()?;
    let at = case_path(id);
    let mut all = Vec::new();
    if w.case.removed {
        all.push(p("この事例は、登録のまちがいとして取り消してあります。"));
    }
    all.push(facts(&w.case.data)?);
    if w.may_write {
        all.push(buttons(&[Button::link(
            "事例を直す・その後を書く",
            req.url(&format!("{at}/edit")),
        )]));
    }
    all.push(h2("職種ごとの助言"));
    let list = w
        .advice
        .iter()
        .map(|a| Row {
            title: a.text.clone(),
            href: String::new(),
            tag: None,
            meta: c.profession(&a.profession).to_string(),
            acts: match w.may_write {
                true => vec![press(
                    req,
                    &format!("{at}/advice"),
                    &[("advice_id", &a.id.to_string())],
                    Button::submit("外す").compact().about(&a.text),
                )],
                false => Vec::new(),
            },
        })
        .collect::<Vec<_>>();
    if list.is_empty() {
        all.push(p("まだ助言はありません。"));
    }
    all.push(rows(list, false));
    if w.may_write {
        let mut add = vec![hint(NOBODY)];
        add.extend(drawn(
            vec![
                select(req, "profession", "職種", "", &c.professions).required(),
                long(req, "advice", "助言", "", 3, 400).required(),
            ],
            &errors,
        ));
        all.push(parts::fold(
            "助言を加える",
            !errors.is_empty(),
            form(req, &format!("{at}/advice"), &add, "加える", ""),
        ));
        let (flag, words) =
            if w.case.removed { ("0", "元に戻す") } else { ("1", "取り消す") };
        let inner =
            press(req, &format!("{at}/remove"), &[("removed", flag)], Button::submit(words));
        all.push(parts::fold("登録のまちがいを取り消す", w.case.removed, inner));
    }
    let title = format!("事例{}　{}", w.case.sign, w.case.data.theme);
    let called = w.meeting.called();
    parts::page(req, &title, &called, Some((&called, &path(w.meeting.id))), errors, all)
}

/// GET /meetings/cases/{case}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

fn draw_edit(req: &Req, c: &Case, d: &NewCase, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let at = case_path(c.id);
    let body = form(
        req,
        &format!("{at}/edit"),
        &fields(req, d, &errors)?,
        "保存する",
        &c.version.to_string(),
    );
    let name = format!("事例{}", c.sign);
    parts::page(req, "事例を直す", &name, Some((&name, &at)), errors, vec![body])
}

/// GET /meetings/cases/{case}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: CaseId = req.id("case")?;
    let w = req.read(|cx| act::open(cx, id))?;
    draw_edit(req, &w.case, &w.case.data, vec![])
}

/// POST /meetings/cases/{case}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: CaseId = req.id("case")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let (new, wrong) = posted(req);
    if !wrong.is_empty() {
        return draw_edit(req, &w.case, &new, wrong);
    }
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    let cmd = new.clone();
    match req.act(move |cx| act::change(cx, id, &cmd, version).map(|()| case_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(Error::Stale { .. }) => draw_edit(req, &w.case, &new, parts::stale()),
        Err(e) => draw_edit(req, &w.case, &new, parts::errors(e)?),
    }
}

/// POST /meetings/cases/{case}/advice: new advice, or one taken off.
pub(super) fn advise(req: &Req) -> Result<Resp, Fail> {
    let id: CaseId = req.id("case")?;
    let done = match req.form.some("advice_id") {
        Some(text) => {
            let of: Id = text.parse().map_err(|_| Fail::NotFound)?;
            req.act(move |cx| act::advice_gone(cx, id, of).map(|()| case_path(id)))
                .map(|to| (to, "外しました"))
        }
        None => {
            let (profession, text) =
                (req.form.get("profession").to_owned(), req.form.get("advice").to_owned());
            req.act(move |cx| act::advise(cx, id, &profession, &text).map(|()| case_path(id)))
                .map(|to| (to, "加えました"))
        }
    };
    match done {
        Ok((to, words)) => Ok(Resp::go_saying(to, words)),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /meetings/cases/{case}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: CaseId = req.id("case")?;
    let removed = req.form.get("removed") == "1";
    match req.act(move |cx| act::set_removed(cx, id, removed).map(|()| case_path(id))) {
        Ok(to) => {
            Ok(Resp::go_saying(to, if removed { "取り消しました" } else { "元に戻しました" }))
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}
