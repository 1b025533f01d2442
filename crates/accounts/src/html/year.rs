//! 年度がわり: who of an organisation stays and who leaves, on one page with one button.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};

use super::{signing, staff as pages};
use crate::AccountId;
use crate::use_cases::staff::Member;
use crate::use_cases::year::{self, Answer};
use crate::use_cases::{look_up, staff};

struct Line {
    id: String,
    name: String,
    meta: String,
    said: String,
    chosen: String,
    me: bool,
}

#[derive(Template)]
#[template(path = "accounts/year.html")]
struct Page {
    shell: ui::Shell,
    office: String,
    org: String,
    season: bool,
    last: String,
    over: bool,
    lines: Vec<Line>,
    done: Vec<Line>,
    errors: Vec<ui::FieldError>,
    key: String,
}

fn show(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let org = pages::org_of(req)?;
    let (office, members) =
        req.read(|cx| Ok((look_up::organisation(cx, org)?, staff::members(cx, org)?)))?;
    let today = req.app.now().date();
    let (since, last) = (year::counts_since(today)?, year::last_day(today)?);
    let me = req.actor()?.account;
    let line = |m: &Member| Line {
        id: m.account.id.to_string(),
        name: m.account.name.clone(),
        meta: match &m.number {
            Some(n) => format!("{}・職員番号 {n}", m.account.profession),
            None => m.account.profession.clone(),
        },
        said: match m.leaves_on {
            Some(d) => format!("{}まで", wareki::long(d)),
            None => "続けます".into(),
        },
        chosen: req.form.get(&format!("a.{}", m.account.id)).to_string(),
        me: me == Some(m.account.id.0),
    };
    let answered =
        |m: &&Member| m.leaves_on.is_some() || m.confirmed_on.is_some_and(|d| d >= since);
    let open: Vec<&Member> = members.iter().filter(|m| m.open(today)).collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("年度がわりの確認"),
        office: office.name,
        org: org.to_string(),
        season: year::season(today),
        last: wareki::long(last),
        over: last < today,
        lines: open.iter().filter(|m| !answered(m)).map(|m| line(m)).collect(),
        done: open.iter().filter(|m| answered(m)).map(|m| line(m)).collect(),
        errors,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// What was said of everybody who was answered for; the others stay to be asked.
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let org = pages::org_of(req)?;
    let mut answers: Vec<(AccountId, Answer)> = Vec::new();
    for name in req.form.map().keys() {
        let Some(id) = name.strip_prefix("a.").and_then(|t| t.parse().ok()) else { continue };
        match req.form.get(name) {
            "stays" => answers.push((id, Answer::Stays)),
            "leaves" => answers.push((id, Answer::Leaves)),
            _ => {}
        }
    }
    if answers.is_empty() {
        return show(req, signing::error("list", "続けるか、やめるかを、選んでください"));
    }
    let n = answers.len();
    let given = answers.clone();
    let to = format!("/staff/year?organisation={org}");
    let go = to.clone();
    let done = req.act(move |cx| year::answer(cx, org, &given).map(|_| go.clone()));
    match done {
        Ok(_) => {
            // whose last day is over is out on every device now, not only with the next request
            let over = year::last_day(req.app.now().date())? < req.app.now().date();
            for (id, a) in answers {
                if over && a == Answer::Leaves {
                    let control = signing::control(req)?;
                    signing::stored(crate::sessions::end_account(control, signing::slug(req), id))?;
                }
            }
            Ok(Resp::go_saying(to, format!("{n}人の確認を登録しました")))
        }
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                let errors = fields.into_iter();
                let errors =
                    errors.map(|f| ui::FieldError { field: "list".into(), message: f.message });
                show(req, errors.collect())
            }
            None => Err(e.into()),
        },
    }
}
