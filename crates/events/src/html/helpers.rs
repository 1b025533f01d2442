//! 担い手の名簿.
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{FieldError, Html, PlainRow, Rows, TagKind, tag};

use super::one::radio;
use super::parts::{self, drawn, fold, form, line, p, press, short, table};
use crate::HelperId;
use crate::use_cases::helpers::{self as act, NewHelper};

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(act::list)?;
    let mut rolls: Vec<(String, usize, usize, i64)> = Vec::new();
    for h in &all {
        let on = usize::from(h.ended_on.is_none());
        match rolls.iter_mut().find(|r| r.0 == h.roll) {
            Some(r) => {
                r.1 += 1;
                r.2 += on;
                r.3 += h.acts;
            }
            None => rolls.push((h.roll.clone(), 1, on, h.acts)),
        }
    }
    let sums: Vec<Vec<String>> = rolls
        .iter()
        .map(|r| {
            vec![r.0.clone(), format!("{}人", r.1), format!("{}人", r.2), format!("{}回", r.3)]
        })
        .collect();
    let rows: Vec<PlainRow> = all
        .iter()
        .filter(|h| h.ended_on.is_none())
        .map(|h| PlainRow {
            title: h.name.as_str().into(),
            href: Some(req.url(&format!("/events/helpers/{}", h.id))),
            tag: (h.acts == 0).then(|| tag(TagKind::Plain, "まだ活動していません")),
            meta: ui::spaced(
                [
                    h.roll.clone(),
                    h.area.clone(),
                    format!("{} 養成", wareki::short(h.trained_on)),
                    format!("活動{}回", h.acts),
                ]
                .iter()
                .filter(|t| !t.is_empty())
                .map(|t| Html::from(t.as_str())),
            ),
        })
        .collect();
    let fields = drawn(
        vec![
            line(req, "name", "お名前", "").required(),
            line(req, "roll", "名簿", "")
                .required()
                .hint("例 認知症サポーター ／ コンチネンスパートナー"),
            line(req, "area", "地区", ""),
            line(req, "contact", "連絡先", ""),
            short(req, "trained_on", "養成の日", "").required().hint("11月4日 ／ R8.11.4"),
            line(req, "note", "してみたいこと", ""),
        ],
        &errors,
    );
    let add = fold(
        "名簿に加える",
        !errors.is_empty(),
        form(req, "/events/helpers", &fields, "加える", ""),
    );
    let mut parts_all = vec![
        p(
            "養成を受けた方の名簿です。名簿から外すと、お名前と連絡先はすぐに消えます（人数と活動の数は残ります）。",
        ),
        add,
    ];
    match sums.is_empty() {
        true => parts_all
            .push(p("まだだれもいません。養成の研修のあとに、活動してもよい方を加えてください。")),
        false => {
            parts_all.push(table("名簿ごとの人数", &["名簿", "養成", "いまの名簿", "活動"], &sums))
        }
    }
    parts_all.push(Rows { rows, small: false }.html());
    parts::page(req, "担い手の名簿", "", Some(("研修・啓発", "/events")), errors, parts_all)
}

/// GET /events/helpers
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/helpers
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let text = |name: &str| req.form.get(name).to_owned();
    let new = NewHelper {
        name: text("name"),
        roll: text("roll"),
        area: text("area"),
        contact: text("contact"),
        note: text("note"),
        event: None,
        trained_on: parts::posted_day(req, "trained_on", &mut wrong),
    };
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    match req.act(move |cx| act::add(cx, &new).map(|_| "/events/helpers".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "名簿に加えました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

fn show_one(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: HelperId = req.id("id")?;
    let (h, acts) = req.read(|cx| act::open(cx, id))?;
    let here = format!("/events/helpers/{id}");
    let name = if h.ended_on.is_some() {
        "（名簿から外れた方）".to_string()
    } else {
        h.name.clone()
    };
    let words = |k: &str| if k == "match" { "マッチ" } else { "活動" };
    let rows: Vec<Vec<String>> = acts
        .iter()
        .map(|(d, k, w)| vec![format!("{}　{}", wareki::short(*d), words(k)), w.clone()])
        .collect();
    let mut all = vec![p(&[h.roll.clone(), h.area.clone(), h.contact.clone(), h.note.clone()]
        .iter()
        .filter(|t| !t.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("　"))];
    all.push(match rows.is_empty() {
        true => p("まだ活動の記録はありません。"),
        false => table("活動の記録", &["日", "内容"], &rows),
    });
    if h.ended_on.is_none() {
        let fields = drawn(
            vec![
                radio(
                    req,
                    "kind",
                    "種類",
                    "activity",
                    &[("activity", "活動"), ("match", "マッチ（活動の場につないだ）")],
                ),
                short(req, "day", "日", "").required(),
                line(req, "what", "内容・場所", "")
                    .required()
                    .hint("例 東町サロンで体操。手伝った相手の名前は書かないでください"),
            ],
            &errors,
        );
        all.push(fold(
            "活動・マッチを書きとめる",
            !errors.is_empty(),
            form(req, &here, &fields, "書きとめる", ""),
        ));
        let leave = p("お名前と連絡先を消します。戻せません。").and(press(
            req,
            &here,
            &[("do", "leave")],
            ui::Button::submit("名簿から外す"),
        ));
        all.push(fold("名簿から外す", false, leave));
    }
    parts::page(req, &name, "担い手", Some(("担い手の名簿", "/events/helpers")), errors, all)
}

/// GET /events/helpers/{id}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    show_one(req, vec![])
}

/// POST /events/helpers/{id}
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: HelperId = req.id("id")?;
    let here = format!("/events/helpers/{id}");
    if req.form.get("do") == "leave" {
        let to = req.act(move |cx| act::leave(cx, id).map(|()| "/events/helpers".into()))?;
        return Ok(Resp::go_saying(to, "名簿から外しました"));
    }
    let mut wrong = Vec::new();
    let day = parts::posted_day(req, "day", &mut wrong);
    let (kind, what) = (req.form.get("kind").to_owned(), req.form.get("what").to_owned());
    let Some(day) = day else {
        if wrong.is_empty() {
            wrong.push(FieldError {
                field: "day".into(), message: "日を入力してください".into()
            });
        }
        return show_one(req, wrong);
    };
    match req.act(move |cx| act::did(cx, id, day, &kind, &what).map(|()| here.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "書きとめました")),
        Err(e) => show_one(req, parts::errors(e)?),
    }
}
