//! 出欠: each member by one press, guests below, counts by profession.
use slice::{Fail, Req, Resp};
use ui::FieldError;

use crate::model::catalogue::catalogue;
use crate::model::seats::{Presence, Seat, counts};
use crate::use_cases::attendance::{self as act, Said};
use crate::use_cases::path;
use crate::{MeetingId, MemberId};
use slice::parts::{self, data, drawn, form, h2, line, p, pair, radio, select};

/// Empty lines for guests beside those noted.
const MORE: usize = 3;

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let hall = req.read(|cx| act::open(cx, id))?;
    let c = catalogue()?;
    let members: Vec<&Seat> = hall.seats.iter().filter(|s| s.member.is_some()).collect();
    let guests: Vec<&Seat> = hall.seats.iter().filter(|s| s.member.is_none()).collect();
    let opts: Vec<(&str, &str)> = Presence::ALL.iter().map(|p| (p.code(), p.label())).collect();
    let mut fields = vec![h2("委員")];
    if members.is_empty() {
        fields.push(p(
            "この日の委員は登録されていません。下の「委員のほかに来た人」に入れてください。",
        ));
    }
    for (n, s) in (1..).zip(&members) {
        let who = format!("{}（{}）", s.words(), c.profession(&s.profession));
        let member = s.member.map(|m| m.to_string()).unwrap_or_default();
        let who = match s.presence {
            // the words of a proxy stand in the box below
            Presence::Proxy | Presence::Online => {
                format!("{}　{}（{}）", s.organisation, s.name, c.profession(&s.profession))
            }
            _ => who,
        };
        fields.push(parts::hidden_field(&format!("member{n}"), &member));
        fields.extend(drawn(
            vec![
                radio(req, &format!("presence{n}"), &who, s.presence.code(), &opts),
                line(req, &format!("proxy{n}"), "代理の人（代理のときだけ）", &s.proxy),
            ],
            &errors,
        ));
    }
    fields.push(h2("委員のほかに来た人"));
    for i in 0..guests.len() + MORE {
        let n = members.len() + i + 1;
        let kept = guests.get(i);
        let text = |f: fn(&Seat) -> &String| kept.map(|g| f(g).as_str()).unwrap_or("");
        fields.push(pair(
            vec![
                line(
                    req,
                    &format!("organisation{n}"),
                    &format!("所属（{}人目）", i + 1),
                    text(|g| &g.organisation),
                ),
                line(req, &format!("name{n}"), "お名前", text(|g| &g.name)),
                select(
                    req,
                    &format!("profession{n}"),
                    "職種",
                    text(|g| &g.profession),
                    &c.professions,
                ),
            ],
            &errors,
        ));
    }
    let mut all = Vec::new();
    let table: Vec<Vec<String>> = counts(c, &hall.seats)
        .into_iter()
        .map(|l| vec![l.0, l.1.to_string(), l.2.to_string(), l.3.to_string(), l.4.to_string()])
        .collect();
    if !table.is_empty() {
        all.push(data(
            "職種ごとの人数（人）。オンラインと代理は出席のうち",
            &["職種", "出席", "オンライン", "代理", "欠席"],
            &table,
        ));
    }
    all.push(form(req, &format!("{}/attendance", path(id)), &fields, "出欠を保存する", ""));
    let called = hall.meeting.called();
    parts::page(req, "出欠", &called, Some((&called, &path(id))), errors, all)
}

/// GET /meetings/{id}/attendance
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// What was posted, in the order of the page: the numbers of fields are those that [`crate::model::seats::check`] names.
fn posted(req: &Req) -> Result<Vec<Said>, Fail> {
    let mut out = Vec::new();
    let mut n = 1;
    while req.form.has(&format!("member{n}")) {
        let of: MemberId =
            req.form.get(&format!("member{n}")).parse().map_err(|_| Fail::NotFound)?;
        let presence =
            Presence::from_code(req.form.get(&format!("presence{n}"))).unwrap_or(Presence::Open);
        out.push(Said::Member(of, presence, req.form.get(&format!("proxy{n}")).into()));
        n += 1;
        if n > 300 {
            break;
        }
    }
    while req.form.has(&format!("organisation{n}")) && n <= 400 {
        let text = |name: &str| req.form.get(&format!("{name}{n}")).to_owned();
        let guest = Seat {
            member: None,
            organisation: text("organisation"),
            name: text("name"),
            profession: text("profession"),
            role: String::new(),
            presence: Presence::Here,
            proxy: String::new(),
        };
        if !(guest.organisation.is_empty() && guest.name.is_empty() && guest.profession.is_empty())
        {
            out.push(Said::Guest(guest));
        }
        n += 1;
    }
    Ok(out)
}

/// POST /meetings/{id}/attendance
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let said = posted(req)?;
    match req.act(move |cx| act::save(cx, id, &said).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "出欠を保存しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}
