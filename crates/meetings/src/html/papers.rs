//! Papers of a meeting: 開催通知, 次第, 議事録, 出欠の表.
use kernel::wareki;
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};

use crate::MeetingId;
use crate::model::State;
use crate::model::catalogue::catalogue;
use crate::model::lines::Item;
use crate::model::seats::{Presence, counts};
use crate::use_cases::read::Whole;
use crate::use_cases::{minutes, read};
use slice::parts;

/// GET /meetings/{id}/paper/{what}
pub(super) fn paper(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    if req.param("what") == "minutes" {
        return confirmed(req, id);
    }
    let w = req.read(|cx| read::one(cx, id))?;
    if w.meeting.data.day.is_none() || w.meeting.state == State::Void {
        return Err(Fail::NotFound);
    }
    match req.param("what") {
        "notice" if w.meeting.state == State::Planned => notice(req, &w),
        "agenda" => agenda(req, &w),
        "attendance" => attendance(req, &w),
        _ => Err(Fail::NotFound),
    }
}

fn items(w: &Whole) -> Vec<&Item> {
    w.items.iter().filter(|i| !i.removed).collect()
}

fn place(w: &Whole) -> Result<String, Fail> {
    let c = catalogue()?;
    let m = &w.meeting.data;
    let all = [c.form(&m.form), m.place.as_str()];
    Ok(all.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("　"))
}

/// One page to all members.
fn notice(req: &Req, w: &Whole) -> Result<Resp, Fail> {
    let m = &w.meeting;
    let mut facts = vec![
        json!({ "label": "日時", "value": m.when() }),
        json!({ "label": "場所", "value": place(w)? }),
    ];
    if !m.data.link.is_empty() {
        facts.push(json!({ "label": "アドレス", "value": m.data.link }));
    }
    let list: Vec<String> =
        (1..).zip(items(w)).map(|(n, i)| format!("{n}．{}", i.data.title)).collect();
    if !list.is_empty() {
        facts.push(json!({ "label": "議題", "value": list.join("\n") }));
    }
    let papers: Vec<String> =
        w.papers.iter().filter(|x| !x.removed).map(|x| x.title.clone()).collect();
    if !papers.is_empty() {
        facts.push(json!({ "label": "資料", "value": papers.join("\n") }));
    }
    let from = if w.secretariat.is_empty() { parts::sender(req) } else { w.secretariat.clone() };
    let notes: Vec<&str> = m.data.note.lines().filter(|l| !l.trim().is_empty()).collect();
    let letter = json!({
        "to": format!("{}　委員　各位", m.body_name),
        "date": wareki::long(req.app.now().date()),
        "from": [from],
        "paragraphs": ["日ごろから、在宅医療と介護の連携にお力添えをいただき、ありがとうございます。", format!("{}を次のとおり開きます。お忙しいところおそれいりますが、ご出席をお願いします。", m.called())],
        "facts": facts,
        "notes": notes,
    });
    let job = parts::print(
        req,
        TemplateId::LETTER,
        &format!("{}の開催について", m.body_name),
        json!({ "letters": [letter] }),
        false,
    );
    Ok(job)
}

/// 次第: the agenda as it lies on the table.
fn agenda(req: &Req, w: &Whole) -> Result<Resp, Fail> {
    let m = &w.meeting;
    let rows: Vec<Vec<String>> = (1..)
        .zip(items(w))
        .map(|(n, i)| {
            let rests: Vec<String> = w
                .cited
                .iter()
                .filter(|c| c.item == i.id)
                .map(|c| {
                    // a line that was made from its record has the same words
                    let title = if c.title == i.data.title { "" } else { c.title.as_str() };
                    let said = format!("{title} {}", c.figure);
                    match said.trim() {
                        "" => String::new(),
                        text => format!("\n根拠　{text}（{}現在）", wareki::short(c.as_of)),
                    }
                })
                .collect();
            vec![
                n.to_string(),
                format!("{}{}", i.data.title, rests.concat()),
                i.data.who.clone(),
                i.data.minutes.map(|n| format!("{n}分")).unwrap_or_default(),
            ]
        })
        .collect();
    let columns = json!([
        { "head": "", "width": { "mm": 9.0 }, "align": "right" },
        { "head": "議題", "width": { "share": 4.0 } },
        { "head": "説明", "width": { "share": 1.4 } },
        { "head": "時間", "width": { "mm": 16.0 }, "align": "right" },
    ]);
    let papers: Vec<String> = (1..)
        .zip(w.papers.iter().filter(|x| !x.removed))
        .map(|(n, x)| format!("資料{n}　{}", x.title))
        .collect();
    let lead = format!("{}　{}", m.when(), place(w)?);
    let body = json!({ "lead": lead, "columns": columns, "rows": rows, "notes": papers });
    Ok(parts::print(req, TemplateId::LIST, &format!("{}　次第", m.called()), body, false))
}

fn attendance(req: &Req, w: &Whole) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let seats: Vec<_> = w.seats.iter().filter(|s| s.presence != Presence::Open).collect();
    let rows: Vec<Vec<String>> = seats
        .iter()
        .map(|s| {
            let who = if s.proxy.is_empty() {
                s.name.clone()
            } else {
                format!("{}（代理 {}）", s.name, s.proxy)
            };
            let role = if s.role.is_empty() { "委員のほか" } else { c.role(&s.role) };
            vec![
                s.organisation.clone(),
                who,
                c.profession(&s.profession).to_string(),
                role.to_string(),
                s.presence.label().to_string(),
            ]
        })
        .collect();
    let columns = json!([
        { "head": "所属", "width": { "share": 2.4 } },
        { "head": "お名前", "width": { "share": 1.8 } },
        { "head": "職種", "width": { "share": 1.8 } },
        { "head": "役割", "width": { "share": 1.4 } },
        { "head": "出欠", "width": { "mm": 20.0 } },
    ]);
    let notes: Vec<String> = counts(c, &w.seats)
        .into_iter()
        .map(|l| {
            format!(
                "{}　出席 {}人（オンライン {}人、代理 {}人）、欠席 {}人",
                l.0, l.1, l.2, l.3, l.4
            )
        })
        .collect();
    let m = &w.meeting;
    let body = json!({ "lead": m.when(), "columns": columns, "rows": rows, "empty": "出欠はまだ入っていません。", "notes": notes });
    Ok(parts::print(req, TemplateId::LIST, &format!("{}　出欠", m.called()), body, false))
}

/// The newest confirmed minutes, with its version on the paper.
fn confirmed(req: &Req, id: MeetingId) -> Result<Resp, Fail> {
    let w = req.read(|cx| minutes::open(cx, id))?;
    let last = w.versions.first().ok_or(Fail::NotFound)?;
    let mut blocks: Vec<Value> = Vec::new();
    for l in last.content.lines() {
        match l.strip_prefix("■") {
            Some(head) => blocks.push(json!({ "head": head.trim(), "note": "" })),
            None => blocks.push(json!({ "text": l.trim_end() })),
        }
    }
    let why = if last.reason.is_empty() {
        String::new()
    } else {
        format!("　訂正の理由　{}", last.reason)
    };
    let lead = format!(
        "{}　第{}版（{}確定）{why}",
        w.meeting.when(),
        last.n,
        wareki::long(last.at.date())
    );
    let body = json!({ "lead": lead, "blocks": blocks });
    Ok(parts::print(
        req,
        TemplateId::EVENT_REPORT,
        &format!("{}　議事録", w.meeting.called()),
        body,
        false,
    ))
}
