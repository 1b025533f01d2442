//! Papers of an event: 棚卸表 as the paper looks, leaflet with QR, sheet for the door, questionnaire; and of its people: list,
//! badges, certificates.
use kernel::wareki;
use office::print::TemplateId;
use office::xlsx::{Cell, Column, Kind, Sheet};
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};

use super::parts;
use super::people::{name_of, tag_of};
use crate::EventId;
use crate::model::catalogue::catalogue;
use crate::model::entry::EntryState;
use crate::model::form::Kind as Ask;
use crate::model::share;
use crate::model::tasks::templates;
use crate::model::{Event, State};
use crate::store::task::Task;
use crate::use_cases::{entries, forms, path, read, tasks};

/// GET /events/{id}/paper/{what}
pub(super) fn paper(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (e, all) = req.read(|cx| tasks::open(cx, id))?;
    match req.param("what") {
        "tasks" => inventory(req, &e, &all),
        "tasks-xlsx" => inventory_xlsx(req, &e, &all),
        "leaflet" if e.state == State::Open => Ok(leaflet(req, &e)),
        "door" if e.state == State::Open => Ok(door(req, &e)),
        "form" => questionnaire(req, id),
        "public" if e.state == State::Held => outcome(req, id),
        _ => Err(Fail::NotFound),
    }
}

fn targets(e: &Event) -> Result<String, Fail> {
    let c = catalogue()?;
    let all: Vec<String> =
        e.data.targets.iter().map(|(p, n)| format!("{} {n}人", c.profession(p))).collect();
    Ok(all.join("、"))
}

fn inventory(req: &Req, e: &Event, all: &[Task]) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let phases: Vec<Value> = templates()?
        .phases
        .iter()
        .map(|p| {
            let lines: Vec<Value> = all
                .iter()
                .filter(|t| t.phase == p.code)
                .map(|t| {
                    let due = t.done_on.map_or_else(
                        || format!("{}まで", wareki::slash(t.due)),
                        |d| format!("{} 済", wareki::slash(d)),
                    );
                    json!({ "done": t.done_on.is_some(), "text": t.text, "who": t.who, "due": due })
                })
                .collect();
            json!({ "name": p.label, "tasks": lines })
        })
        .collect();
    let d = &e.data;
    let body = json!({
        "event": format!("{}　{}", c.kind_label(&d.kind), d.title),
        "when": e.when(), "place": d.place, "hosts": d.hosts, "cosponsors": d.cosponsors,
        "target": targets(e)?, "funding": c.money(&d.funding), "phases": phases,
    });
    Ok(parts::print(req, TemplateId::EVENT_TASKS, "役割・棚卸表", body, false))
}

fn inventory_xlsx(req: &Req, e: &Event, all: &[Task]) -> Result<Resp, Fail> {
    let phases = &templates()?.phases;
    let rows = all
        .iter()
        .map(|t| {
            let phase = phases.iter().find(|p| p.code == t.phase).map_or("", |p| p.label.as_str());
            vec![
                Cell::text(phase),
                Cell::text(&t.text),
                Cell::text(&t.who),
                Cell::Date(t.due),
                t.done_on.map_or(Cell::Empty, Cell::Date),
                Cell::text(&t.done_by),
            ]
        })
        .collect();
    let columns = vec![
        Column::new("いつ", 10.0, Kind::Text),
        Column::new("すること", 50.0, Kind::Text),
        Column::new("担当", 18.0, Kind::Text),
        Column::new("期限", 14.0, Kind::DateWareki),
        Column::new("済んだ日", 14.0, Kind::DateWareki),
        Column::new("印をつけた人", 16.0, Kind::Text),
    ];
    parts::xlsx(req, "tanaoroshi", &e.data.title, &[Sheet { name: "棚卸表".into(), columns, rows }])
}

fn leaflet(req: &Req, e: &Event) -> Resp {
    let d = &e.data;
    let fee = if d.fee == 0 { "無料".to_string() } else { format!("{}円", d.fee) };
    let facts: Vec<Value> = [
        ("日時", e.when()),
        ("会場", d.place.clone()),
        ("主催", d.hosts.clone()),
        ("共催・後援", d.cosponsors.clone()),
        ("定員", d.capacity.map(|n| format!("{n}人")).unwrap_or_default()),
        ("参加費", fee),
        ("問い合わせ", d.contact.clone()),
    ]
    .into_iter()
    .filter(|f| !f.1.is_empty())
    .map(|(label, value)| json!({ "label": label, "value": value }))
    .collect();
    let address = format!("{}{}", req.origin, req.url(&format!("/e/{}", e.slug)));
    let body = json!({
        "kicker": "参加者を募集します", "text": d.aim, "facts": facts,
        "qr": address, "qr_words": "申し込みはこちら", "address": address,
        "small": format!("お名前などは受付・出欠・連絡だけに使い、{}に消します。", e.erase_on().map(wareki::long).unwrap_or_default()),
    });
    parts::print(req, TemplateId::EVENT_LEAFLET, &d.title, body, false)
}

fn door(req: &Req, e: &Event) -> Resp {
    let address = format!("{}{}", req.origin, req.url(&format!("/e/here/{}", e.slug)));
    let body = json!({
        "kicker": "受付", "text": "スマートフォンで写して、受付番号を入れてください。申し込んでいない方も、ここから受け付けられます。",
        "facts": [{ "label": "日時", "value": e.when() }],
        "qr": address, "qr_words": "受付はこちら", "address": address,
        "small": "スマートフォンをお持ちでない方は、受付の係にお名前をお伝えください。",
    });
    parts::print(req, TemplateId::EVENT_LEAFLET, &format!("{}の受付", e.data.title), body, false)
}

fn questionnaire(req: &Req, id: EventId) -> Result<Resp, Fail> {
    let (e, form, kept, _) = req.read(|cx| forms::open(cx, id))?;
    let kept = kept.ok_or(Fail::NotFound)?;
    let mut questions = Vec::new();
    for q in &form.questions {
        let options: Vec<String> = q.choices()?.into_iter().map(|c| c.1).collect();
        let note = if q.kind == Ask::Many { "（いくつでも）" } else { "" };
        questions.push(json!({ "label": format!("{}{note}", q.label), "options": options, "own": q.kind == Ask::Text }));
    }
    let address = format!("{}{}", req.origin, req.url(&format!("/e/q/{}", kept.slug)));
    let body = json!({
        "event": e.data.title, "when": e.when(), "qr": address, "questions": questions,
        "lead": format!("スマートフォンでも答えられます（{}まで）。どちらか1回、お願いします。", wareki::month_day(kept.closes_on)),
        "small": "お名前は書かないでください。ほかの方が分かることも書かないでください。",
    });
    Ok(parts::print(req, TemplateId::EVENT_FORM, "アンケート", body, false))
}

/// What may be published of who came: numbers below five, and what would give them away, are hidden.
fn outcome(req: &Req, id: EventId) -> Result<Resp, Fail> {
    let w = req.read(|cx| read::one(cx, id))?;
    let shown = share::public(&w.shares);
    let words = |n: Option<&Option<i64>>| match n {
        Some(Some(n)) => format!("{n}人"),
        _ => "＊".to_string(),
    };
    let mut rows: Vec<Vec<String>> = w
        .shares
        .iter()
        .enumerate()
        .map(|(i, s)| vec![s.label.clone(), words(shown.get(i))])
        .collect();
    rows.push(vec!["計".into(), words(shown.last())]);
    let e = &w.line.event;
    let body = json!({
        "lead": format!("{}　{}　{}", e.data.title, e.when(), e.data.place),
        "blocks": [
            { "head": "参加者の職種", "note": "" },
            { "table": { "head": ["職種", "参加"], "rows": rows } },
            { "text": "＊ 5人未満、または5人未満の数が計算で分かるところ" },
        ],
    });
    Ok(parts::print(req, TemplateId::EVENT_REPORT, "参加者の職種（公表用）", body, false))
}

/// GET /events/{id}/people/paper/{what}
pub(super) fn of_people(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let list = req.read(|cx| entries::people(cx, id))?;
    let c = catalogue()?;
    let e = &list.event;
    let on: Vec<_> = list.entries.iter().filter(|x| x.state == EntryState::In).collect();
    match req.param("what") {
        "list" => {
            let columns = json!([
                { "head": "番号", "width": { "mm": 12.0 }, "align": "right" },
                { "head": "お名前", "width": { "share": 2.0 } },
                { "head": "所属", "width": { "share": 3.0 } },
                { "head": "職種", "width": { "share": 2.0 } },
                { "head": "状態", "width": { "share": 1.6 } },
            ]);
            let shown = list.entries.iter().filter(|x| x.state != EntryState::Gone);
            let rows: Vec<Vec<String>> = shown
                .map(|x| {
                    vec![
                        x.place.to_string(),
                        name_of(x),
                        x.who.organisation.clone(),
                        c.profession(&x.who.profession).into(),
                        tag_of(&list, x).text.to_string(),
                    ]
                })
                .collect();
            let keep = e
                .erase_on()
                .map(|d| format!("{}までに処分してください。", wareki::long(d)))
                .unwrap_or_default();
            let body = json!({ "lead": format!("{}　{}", e.data.title, e.when()), "columns": columns, "rows": rows, "tick": true,
                "empty": "まだ申し込みはありません。", "notes": [keep] });
            Ok(parts::print(req, TemplateId::LIST, "参加者の名簿", body, false))
        }
        "xlsx" => {
            let rows = list
                .entries
                .iter()
                .map(|x| {
                    vec![
                        Cell::Int(x.place),
                        Cell::text(name_of(x)),
                        Cell::text(&x.who.organisation),
                        Cell::text(c.profession(&x.who.profession)),
                        Cell::text(&x.who.contact),
                        Cell::text(x.state.label()),
                        Cell::text(if list.came(x.id) { "出席" } else { "" }),
                    ]
                })
                .collect();
            let columns = vec![
                Column::new("番号", 8.0, Kind::Int),
                Column::new("お名前", 20.0, Kind::Text),
                Column::new("所属", 30.0, Kind::Text),
                Column::new("職種", 20.0, Kind::Text),
                Column::new("連絡先", 24.0, Kind::Text),
                Column::new("状態", 14.0, Kind::Text),
                Column::new("出席", 8.0, Kind::Text),
            ];
            parts::xlsx(
                req,
                "meibo",
                "参加者の名簿",
                &[Sheet { name: "名簿".into(), columns, rows }],
            )
        }
        "badges" => {
            let all: Vec<Value> = on
                .iter()
                .filter(|x| !x.erased)
                .map(|x| json!({ "name": x.who.name, "organisation": x.who.organisation, "profession": c.profession(&x.who.profession) }))
                .collect();
            let body = json!({ "event": e.data.title, "badges": all });
            Ok(parts::print(req, TemplateId::EVENT_BADGES, "名札", body, false))
        }
        "certificates" => {
            let came: Vec<Value> = on
                .iter()
                .filter(|x| !x.erased && list.came(x.id))
                .map(|x| json!({ "name": x.who.name, "organisation": x.who.organisation }))
                .collect();
            if came.is_empty() {
                return super::parts::page(
                    req,
                    "受講証",
                    &e.data.title,
                    Some(("参加者の名簿", &format!("{}/people", path(id)))),
                    vec![],
                    vec![parts::p(
                        "受講証は、当日の受付をした方の分を作ります。まだ受け付けた方がいないか、お名前を消す日を過ぎています。",
                    )],
                );
            }
            let host =
                if e.data.hosts.is_empty() { parts::sender(req) } else { e.data.hosts.clone() };
            let date = e.last().map(wareki::long).unwrap_or_default();
            let facts = json!([
                { "label": "研修", "value": e.data.title },
                { "label": "日時", "value": e.when() },
            ]);
            let text = "あなたは、次の研修を受講されましたので、これを証します。";
            let body = json!({ "text": text, "facts": facts, "date": date, "hosts": host, "people": came });
            Ok(parts::print(req, TemplateId::EVENT_CERTIFICATE, "受講証", body, false))
        }
        _ => Err(Fail::NotFound),
    }
}
