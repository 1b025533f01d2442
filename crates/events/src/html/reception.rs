//! 当日の受付: by list on a phone, by the participant's QR read with the centre's phone, or by the QR at the door with the
//! participant's own phone. Who did not sign up is taken in as well.
use app::Error;
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, FieldError, Filter, Html, Shell, Tag, TagKind, tag};

use super::parts::{
    self, buttons, drawn, fold, form, hint, p, press, public_form, who, who_fields,
};
use super::people::name_of;
use crate::model::catalogue::catalogue;
use crate::model::entry::{EntryState, NewEntry};
use crate::use_cases::public::{self as open, visitor};
use crate::use_cases::{entries as act, path};
use crate::{EntryId, EventId};

struct Row {
    id: String,
    name: String,
    meta: String,
    tag: Tag,
    here: bool,
    key: String,
}

#[derive(Template)]
#[template(path = "events/reception.html")]
struct List {
    shell: Shell,
    here: String,
    n: i64,
    people: Vec<Row>,
}

fn show(req: &Req, n: Option<i64>, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let list = req.read(|cx| act::people(cx, id))?;
    let e = &list.event;
    let today = req.app.now().date();
    let most = i64::try_from(e.data.days.len()).unwrap_or(1);
    let n = n.or(e.day_number(today)).unwrap_or(1).clamp(1, most.max(1));
    let here = format!("{}/reception", path(id));
    let chips: Vec<Chip> = (1..=most)
        .zip(&e.data.days)
        .map(|(i, d)| Chip {
            label: kernel::wareki::month_day(d.day),
            href: req.url(&format!("{here}?n={i}")),
            on: i == n,
        })
        .collect();
    let c = catalogue()?;
    let people: Vec<Row> = list
        .entries
        .iter()
        .filter(|x| x.state != EntryState::Gone && !x.erased)
        .map(|x| {
            let there = list.was_there(x.id, n);
            Row {
                id: x.id.to_string(),
                name: name_of(x),
                meta: format!("{}　{}", c.profession(&x.who.profession), x.who.organisation),
                tag: match (there, x.state) {
                    (true, _) => tag(TagKind::Ok, "受付済み"),
                    (_, EntryState::Waiting) => tag(TagKind::Due, "キャンセル待ち"),
                    _ => tag(TagKind::Plain, "まだ"),
                },
                here: there,
                key: req.new_key(),
            }
        })
        .collect();
    let came = people.iter().filter(|x| x.here).count();
    let lead = p(&format!("受付 {came}人 ／ 名簿 {}人", people.len()));
    let days = if most > 1 {
        Filter { label: "日".into(), chips, ..Filter::default() }.html()
    } else {
        Html::default()
    };
    let rows = match people.is_empty() {
        true => p("まだだれもいません。名簿にない方は、下から受け付けてください。"),
        false => Html::of(&List { shell: req.shell.clone(), here: req.url(&here), n, people }),
    };
    let mut fields = drawn(who_fields(req, &NewEntry::default(), false)?, &errors);
    fields.push(parts::hidden_field("n", &n.to_string()));
    let walk = fold(
        "名簿にない方を受け付ける",
        !errors.is_empty(),
        form(req, &here, &fields, "受け付ける", ""),
    );
    let tip = hint(
        "受講票の二次元コードをこの電話のカメラで写しても受け付けられます。会場の掲示の二次元コードからは、ご本人の電話で受け付けられます。",
    );
    let title = e.data.title.clone();
    let parts_all = vec![lead, days, walk, rows, tip];
    parts::page(req, "当日の受付", &title, Some((&title, &path(id))), errors, parts_all)
}

/// GET /events/{id}/reception
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.query.get("n").parse().ok(), vec![])
}

/// POST /events/{id}/reception: a press beside a name, or somebody who is not on the list.
pub(super) fn receive(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let n: i64 = req.form.get("n").parse().unwrap_or(1);
    let to = format!("{}/reception?n={n}", path(id));
    let done = match req.form.some("entry") {
        Some(entry) => {
            let entry: EntryId = entry.parse().map_err(|_| Fail::NotFound)?;
            let here = req.form.get("here") == "1";
            req.act(move |cx| act::receive(cx, id, entry, n, here).map(|()| to.clone()))
        }
        None => {
            let (new, key) = (who(req), req.form.get("_key").to_owned());
            req.act(move |cx| {
                let (entry, _) = act::add(cx, id, &new, &key)?;
                act::receive(cx, id, entry.id, n, true)?;
                Ok(to.clone())
            })
        }
    };
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(e) => show(req, Some(n), parts::errors(e)?),
    }
}

/// GET /events/in/{token}: a ticket read by the centre's phone.
pub(super) fn ticket(req: &Req) -> Result<Resp, Fail> {
    let token = req.param("token").to_owned();
    let (e, entry, here) = req.read(|cx| act::by_ticket(cx, &token))?;
    let c = catalogue()?;
    let mut all = vec![p(&format!(
        "{}　{}　{}",
        name_of(&entry),
        c.profession(&entry.who.profession),
        entry.who.organisation
    ))];
    match (e.day_number(req.app.now().date()), here) {
        (None, _) => all.push(p(&format!("きょうは開催の日ではありません（{}）", e.when()))),
        (Some(_), true) => all.push(ui::tags(&[tag(TagKind::Ok, "受付済みです")])),
        (Some(_), false) => all.push(press(
            req,
            &format!("/events/in/{token}"),
            &[],
            Button::submit("受け付ける").primary(),
        )),
    }
    all.push(buttons(&[Button::link("受付の名簿", req.url(&format!("{}/reception", path(e.id))))]));
    parts::page(req, "受講票の受付", &e.data.title, None, vec![], all)
}

/// POST /events/in/{token}
pub(super) fn ticket_post(req: &Req) -> Result<Resp, Fail> {
    let token = req.param("token").to_owned();
    let to = req.act(move |cx| {
        let (e, entry, _) = act::by_ticket(cx, &token)?;
        let n = e
            .day_number(cx.today())
            .ok_or_else(|| Error::Rule("きょうは開催の日ではありません".into()))?;
        act::receive(cx, e.id, entry.id, n, true)?;
        Ok(format!("{}/reception?n={n}", path(e.id)))
    })?;
    Ok(Resp::go_saying(to, "受け付けました"))
}

fn door_page(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let slug = req.param("slug").to_owned();
    let (e, _) = req.app.read(&visitor(), |cx| open::at_the_door(cx, &slug))?;
    let here = format!("/e/here/{slug}");
    let (of_code, of_walk): (Vec<FieldError>, Vec<FieldError>) =
        errors.iter().cloned().partition(|e| e.field == "code");
    let code = parts::line(req, "code", "受付番号（英数字8けた）", "")
        .hint("申し込んだあとのページにある番号です")
        .error_from(&of_code);
    let code_form =
        public_form(req, &here, &[parts::hidden_field("do", "code"), code.html()], "受け付ける");
    let mut fields = vec![parts::hidden_field("do", "walk")];
    fields.extend(drawn(who_fields(req, &NewEntry::default(), false)?, &of_walk));
    let walk = fold(
        "申し込んでいない方",
        !of_walk.is_empty(),
        promise(&e).and(public_form(req, &here, &fields, "受け付ける")),
    );
    parts::public(
        req,
        &format!("{}の受付", e.data.title),
        false,
        errors,
        vec![p(&e.when()), code_form, walk],
    )
}

/// What a name is used for, and when it is erased.
pub(super) fn promise(e: &crate::model::Event) -> Html {
    let day = e.erase_on().map(kernel::wareki::long).unwrap_or_default();
    Html::trusted("<p class=\"br-keep\">").and(Html::text(format!(
        "いただいた内容は、この催しの受付・出欠・連絡だけに使い、{day}に消します（職種ごとの人数は残します）。ほかの人には見えません。"
    ))).and(Html::trusted("</p>"))
}

/// GET /e/here/{slug}: the QR at the door.
pub(super) fn door(req: &Req) -> Result<Resp, Fail> {
    door_page(req, vec![])
}

/// POST /e/here/{slug}
pub(super) fn door_post(req: &Req) -> Result<Resp, Fail> {
    let (slug, network) = (req.param("slug").to_owned(), req.visitor().network.to_owned());
    let walk = req.form.get("do") == "walk";
    let (new, key) = (who(req), req.form.get("_key").to_owned());
    let code = req.form.get("code").to_owned();
    let net = network.clone();
    let done = req.app.write(&visitor(), move |cx| match walk {
        true => open::walk_in(cx, &slug, &new, &key, &net),
        false => open::here(cx, &slug, &code, &net),
    });
    match done {
        Ok(()) => parts::public(
            req,
            "受け付けました",
            true,
            vec![],
            vec![p("会場にお入りください。この画面は閉じてかまいません。")],
        ),
        Err(Error::NotFound) if !walk => {
            req.app.write(&visitor(), move |cx| open::missed(cx, &network))?;
            let message = "この番号は見つかりません。もう一度確かめるか、下の「申し込んでいない方」から受け付けてください".into();
            door_page(req, vec![FieldError { field: "code".into(), message }])
        }
        Err(e) => door_page(req, parts::errors(e)?),
    }
}
