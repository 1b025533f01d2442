//! 委嘱状: one page for each member, in the name of whoever commissions them. The words are asked for each time: the name of a
//! mayor does not belong into an address, and changes.
use kernel::{Date, wareki};
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::parts::{self, day, drawn, form, line, p};
use slice::{Fail, Req, Resp};
use ui::{Field, FieldError, FieldKind, Opt};

use crate::BodyId;
use crate::model::body::Member;
use crate::model::catalogue::catalogue;
use crate::use_cases::body_path;
use crate::use_cases::read::{self, BodyPage};

const MOST: usize = 60;

/// Members with a name whose time is not over.
fn named(w: &BodyPage, today: Date) -> Vec<&Member> {
    let ahead = |m: &&Member| m.data.until.is_none_or(|d| d >= today);
    w.members.iter().filter(|m| !m.removed && !m.data.name.is_empty()).filter(ahead).collect()
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let w = req.read(|cx| read::one_body(cx, id))?;
    let today = req.app.now().date();
    let all = named(&w, today);
    let name = w.body.data.name.as_str();
    let back = Some((name, body_path(id)));
    let back = back.as_ref().map(|(words, path)| (*words, path.as_str()));
    if all.is_empty() {
        let text = "お名前の入った委員がいません。委員の「直す」からお名前を入れてください。";
        return parts::page(req, "委嘱状をつくる", name, back, errors, vec![p(text)]);
    }
    let posted: Vec<String> = req.form.all("member").to_vec();
    let chosen = match req.form.has("by") {
        true => posted,
        false => all.iter().map(|m| m.id.to_string()).collect(),
    };
    let opts = all.iter().map(|m| Opt::new(m.id.to_string(), m.words())).collect();
    let fields = vec![
        line(req, "by", "だれの名前で出しますか", "").hint("○○市長　○○ ○○").required(),
        day(req, "date", "委嘱状の日", Some(today)),
        Field::new("member", "だれの分をつくりますか", FieldKind::checks(chosen, opts)),
    ];
    let here = format!("{}/commission", body_path(id));
    let out = vec![
        p("1人に1枚の委嘱状（PDF）を作ります。公印は、印刷してから押してください。"),
        form(req, &here, &drawn(fields, &errors), "委嘱状をつくる（PDF）", ""),
    ];
    parts::page(req, "委嘱状をつくる", name, back, errors, out)
}

/// GET /meetings/bodies/{body}/commission
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// 「令和8年4月1日から令和10年3月31日まで」; the words of the body where no day is known.
fn term(m: &Member, words: &str) -> String {
    match (m.data.from, m.data.until) {
        (Some(a), Some(b)) => format!("{}から{}まで", wareki::long(a), wareki::long(b)),
        (Some(a), None) if words.is_empty() => format!("{}から", wareki::long(a)),
        (Some(a), None) => format!("{}から{words}", wareki::long(a)),
        (None, Some(b)) => format!("{}まで", wareki::long(b)),
        (None, None) => words.to_string(),
    }
}

/// POST /meetings/bodies/{body}/commission
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let w = req.read(|cx| read::one_body(cx, id))?;
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.into(), message: message.into() });
    };
    let by = req.form.get("by").trim();
    if by.is_empty() || by.chars().count() > 60 {
        say("by", "委嘱する人の役職とお名前を、60字までで入力してください");
    }
    let all = named(&w, req.app.now().date());
    let wanted = req.form.all("member");
    let chosen: Vec<&Member> =
        all.into_iter().filter(|m| wanted.iter().any(|x| *x == m.id.to_string())).collect();
    if chosen.is_empty() {
        say("member", "委員を1人以上選んでください");
    }
    if chosen.len() > MOST {
        say("member", "いちどに作れるのは60人までです");
    }
    let date = parts::posted_day(req, "date", &mut wrong);
    if date.is_none() && !wrong.iter().any(|e| e.field == "date") {
        let message = "委嘱状の日を入力してください".into();
        wrong.push(FieldError { field: "date".into(), message });
    }
    let Some(date) = date.filter(|_| wrong.is_empty()) else { return show(req, wrong) };
    let c = catalogue()?;
    let b = &w.body.data;
    let people: Vec<Value> = chosen
        .iter()
        .map(|m| {
            let mut facts = vec![json!({ "label": "役割", "value": c.role(&m.data.role) })];
            let term = term(m, &b.term);
            if !term.is_empty() {
                facts.push(json!({ "label": "任期", "value": term }));
            }
            json!({ "name": m.data.name, "organisation": m.data.organisation, "facts": facts })
        })
        .collect();
    let body = json!({
        "text": format!("{}の委員を委嘱します。", b.name),
        "facts": [],
        "date": wareki::long(date),
        "hosts": by,
        "people": people,
    });
    Ok(parts::print(req, TemplateId::EVENT_CERTIFICATE, "委嘱状", body, false))
}
