//! One meeting: when and where, what stands on its agenda, its papers, and the ways to attendance, minutes and decisions.
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Kv, Tag, TagKind, tag};

use super::list::state_tag;
use crate::MeetingId;
use crate::model::State;
use crate::model::catalogue::catalogue;
use crate::model::lines::NewItem;
use crate::model::seats::Presence;
use crate::use_cases::read::Whole;
use crate::use_cases::{body_path, case_path, meetings, path, read};
use slice::parts::{
    self, Row, buttons, drawn, form, h2, hidden_field, line, number, p, press, rows,
};

fn facts(w: &Whole) -> Result<Html, Fail> {
    let (c, m) = (catalogue()?, &w.meeting);
    let mut all: Vec<(Html, Html)> = Vec::new();
    for (label, text) in [
        ("日時", m.when()),
        ("開き方", c.form(&m.data.form).to_string()),
        ("場所", m.data.place.clone()),
        ("アドレス", m.data.link.clone()),
        ("案内に書くこと", m.data.note.clone()),
        ("中止の理由", m.why.clone()),
    ] {
        if !text.is_empty() {
            all.push((label.into(), text.into()));
        }
    }
    Ok(Kv { rows: all, ..Kv::default() }.html())
}

fn ways(req: &Req, w: &Whole) -> Html {
    let m = &w.meeting;
    let at = |tail: &str| req.url(&format!("{}{tail}", path(m.id)));
    let mut out = Vec::new();
    let poll = match w.poll {
        Some(true) => "日程調整（返事を待っています）",
        Some(false) => "日程調整の結果",
        None => "日程調整（○△×）",
    };
    if w.poll.is_some() || (m.state == State::Planned && w.may_write) {
        out.push(Button::link(poll, at("/poll")));
    }
    let there = w.seats.iter().filter(|s| s.presence.there()).count();
    if w.may_write && m.data.day.is_some() && m.state != State::Off {
        let words = if there > 0 {
            format!("出欠（出席{there}人）")
        } else {
            "出欠を入れる".into()
        };
        out.push(Button::link(words, at("/attendance")));
    }
    let decided = w.decisions.iter().filter(|d| !d.removed).count();
    if w.may_write || decided > 0 {
        out.push(Button::link(format!("決まったこと（{decided}件）"), at("/decisions")));
    }
    if m.state == State::Held && (w.may_write || w.confirmed > 0) {
        let words = match (w.confirmed, w.drafting) {
            (0, _) => "議事録を書く".to_string(),
            (_, true) => "議事録（訂正中）".to_string(),
            (n, false) => format!("議事録（確定・第{n}版）"),
        };
        out.push(Button::link(words, at("/minutes")));
    }
    buttons(&out)
}

fn agenda(req: &Req, w: &Whole, errors: &[FieldError]) -> Html {
    let m = &w.meeting;
    let here = format!("{}/agenda", path(m.id));
    let change = w.may_write && !w.locked && m.state != State::Void;
    let draw = |removed: bool| -> Vec<Row> {
        w.items
            .iter()
            .filter(|i| i.removed == removed)
            .map(|i| {
                let d = &i.data;
                let minutes = d.minutes.map(|n| format!("{n}分")).unwrap_or_default();
                let meta = [d.who.clone(), minutes];
                let meta: Vec<String> = meta.into_iter().filter(|t| !t.is_empty()).collect();
                let at = format!("{here}/{}", i.id);
                // what it rests on opens for who may see it, also where the agenda is only read
                let opens = |kind: &str| {
                    let source = slice::evidence().iter().find(|s| s.kind == kind);
                    source.is_some_and(|s| s.permission.hats.contains(&req.hat()))
                };
                let rests = w.cited.iter().filter(|c| c.item == i.id).map(|c| {
                    let words = format!("根拠：{} {}", c.title, c.figure);
                    match opens(&c.kind) {
                        true => Button::link(words.trim(), req.url(&c.href)).text().html(),
                        false => p(words.trim()),
                    }
                });
                let mut acts: Vec<Html> = rests.collect();
                if change && removed {
                    acts.push(press(
                        req,
                        &at,
                        &[("_do", "restore")],
                        Button::submit("議題に戻す").compact().about(&d.title),
                    ));
                } else if change {
                    acts.push(press(
                        req,
                        &at,
                        &[("_do", "up")],
                        Button::submit("上へ").compact().about(&d.title),
                    ));
                }
                Row {
                    title: d.title.clone(),
                    href: if change { req.url(&at) } else { String::new() },
                    tag: i.action.map(|_| tag(TagKind::Due, "前回までの宿題")),
                    meta: meta.join("・"),
                    acts,
                }
            })
            .collect()
    };
    let mut out = h2("議題");
    let list = draw(false);
    if list.is_empty() {
        out = out.and(p("まだ議題はありません。"));
    }
    out = out.and(rows(list, true));
    if change {
        out = out.and(proposals(req, w));
        let none = NewItem::default();
        let fields = drawn(
            vec![
                line(req, "title", "議題", &none.title).required(),
                line(req, "who", "説明する人", &none.who),
                number(req, "minutes", "時間", none.minutes, "分"),
            ],
            errors,
        );
        let open = errors.iter().any(|e| ["title", "who", "minutes"].contains(&e.field.as_str()));
        out = out.and(parts::fold(
            "議題を加える",
            open || w.items.is_empty(),
            form(req, &here, &fields, "加える", ""),
        ));
        let gone = draw(true);
        if !gone.is_empty() {
            out = out.and(parts::fold("外した議題", false, rows(gone, false)));
        }
    }
    out
}

/// What earlier meetings left open: onto the agenda by one press.
fn proposals(req: &Req, w: &Whole) -> Html {
    if w.proposals.is_empty() {
        return Html::default();
    }
    let here = format!("{}/take-up", path(w.meeting.id));
    let list = w
        .proposals
        .iter()
        .map(|a| Row {
            title: a.data.text.clone(),
            href: String::new(),
            tag: None,
            meta: a.by_when(),
            acts: vec![press(
                req,
                &here,
                &[("action", &a.id.to_string())],
                Button::submit("議題にする").compact().about(&a.data.text),
            )],
        })
        .collect();
    let all = press(
        req,
        &here,
        &[],
        Button::submit(format!("{}件とも議題にする", w.proposals.len())).compact(),
    );
    let words = format!("前回までの宿題（まだ済んでいないもの {}件）", w.proposals.len());
    parts::fold(&words, true, rows(list, false).and(all))
}

fn papers(req: &Req, w: &Whole, errors: &[FieldError]) -> Html {
    let here = format!("{}/papers", path(w.meeting.id));
    let change = w.may_write && !w.locked && w.meeting.state != State::Void;
    let draw = |removed: bool| -> Vec<Row> {
        (1..)
            .zip(w.papers.iter().filter(|x| x.removed == removed))
            .map(|(n, x)| {
                let id = x.id.to_string();
                let (flag, words) = if removed { ("0", "戻す") } else { ("1", "外す") };
                let hidden = [("paper_id", id.as_str()), ("removed", flag)];
                let acts = match change {
                    true => vec![press(
                        req,
                        &here,
                        &hidden,
                        Button::submit(words).compact().about(&x.title),
                    )],
                    false => Vec::new(),
                };
                let title =
                    if removed { x.title.clone() } else { format!("資料{n}　{}", x.title) };
                Row { title, href: String::new(), tag: None, meta: x.held_at.clone(), acts }
            })
            .collect()
    };
    let list = draw(false);
    if list.is_empty() && !change {
        return Html::default();
    }
    let mut out = h2("資料").and(rows(list, false));
    if change {
        let fields = drawn(
            vec![
                line(req, "paper", "資料の名前", "").required(),
                line(req, "held_at", "置き場所", "")
                    .hint("フォルダー・棚・アドレスなど。書かなくてもかまいません"),
            ],
            errors,
        );
        let open = errors.iter().any(|e| ["paper", "held_at"].contains(&e.field.as_str()));
        out = out.and(parts::fold("資料を加える", open, form(req, &here, &fields, "加える", "")));
        let gone = draw(true);
        if !gone.is_empty() {
            out = out.and(parts::fold("外した資料", false, rows(gone, false)));
        }
    }
    out
}

fn cases(req: &Req, w: &Whole) -> Html {
    if w.cases.is_empty() && !(w.may_cases && ["care", "care-case"].contains(&w.kind.as_str())) {
        return Html::default();
    }
    let list = w
        .cases
        .iter()
        .filter(|c| !c.removed || w.may_cases)
        .map(|c| Row {
            title: format!("事例{}　{}", c.sign, c.data.theme),
            href: req.url(&case_path(c.id)),
            tag: c.removed.then(|| tag(TagKind::Miss, "取り消し")),
            meta: if c.data.issue.is_empty() {
                String::new()
            } else {
                format!("地域課題：{}", c.data.issue)
            },
            acts: Vec::new(),
        })
        .collect();
    let mut out = h2("事例（記号）").and(rows(list, false));
    if w.may_cases {
        let to = req.url(&format!("{}/cases/new", path(w.meeting.id)));
        out = out.and(buttons(&[Button::link("事例を加える", to)]));
    }
    out
}

fn states(req: &Req, w: &Whole, errors: &[FieldError]) -> Html {
    let m = &w.meeting;
    let here = format!("{}/state", path(m.id));
    let next = m.state.next();
    let mut out = h2("状態を変える");
    if next.contains(&State::Held) {
        out = out.and(press(req, &here, &[("to", "held")], Button::submit("開催した")));
    }
    if next.contains(&State::Planned) && w.confirmed == 0 {
        out = out.and(press(req, &here, &[("to", "planned")], Button::submit("予定に戻す")));
    }
    if next.contains(&State::Off) {
        let why = line(req, "why", "中止の理由", "").hint("例 大雪のため");
        let fields = [hidden_field("to", "off"), why.error_from(errors).html()];
        let open = errors.iter().any(|e| e.field == "why");
        out = out.and(parts::fold("中止にする", open, form(req, &here, &fields, "中止にする", "")));
        let inner = p("第何回の番号も取り消します。あとで「予定に戻す」で戻せます。").and(press(
            req,
            &here,
            &[("to", "void")],
            Button::submit("取り消す"),
        ));
        out = out.and(parts::fold("登録のまちがいを取り消す", false, inner));
    }
    out
}

/// The meeting with what was wrong in one of its forms.
pub(super) fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let w = req.read(|cx| read::one(cx, id))?;
    let m = &w.meeting;
    let at = |tail: &str| req.url(&format!("{}{tail}", path(id)));
    let mut tags: Vec<Tag> = vec![state_tag(m)];
    if w.locked {
        tags.push(tag(TagKind::Ok, "議事録確定"));
    }
    let mut all = vec![
        ui::tags(&tags),
        facts(&w)?,
        ways(req, &w),
        agenda(req, &w, &errors),
        papers(req, &w, &errors),
        cases(req, &w),
    ];
    let mut files = Vec::new();
    if m.state == State::Planned && m.data.day.is_some() {
        files.push(Button::link("開催通知（PDF）", at("/paper/notice")).compact());
    }
    if m.data.day.is_some() && w.items.iter().any(|i| !i.removed) {
        files.push(Button::link("次第（PDF）", at("/paper/agenda")).compact());
    }
    if w.confirmed > 0 {
        files.push(Button::link("議事録（PDF）", at("/paper/minutes")).compact());
    }
    if w.seats.iter().any(|s| s.presence != Presence::Open) {
        files.push(Button::link("出欠の表（PDF）", at("/paper/attendance")).compact());
    }
    all.push(buttons(&files));
    if w.may_write && !w.locked {
        all.push(buttons(&[Button::link("会議を直す", at("/edit")).compact()]));
        all.push(states(req, &w, &errors));
    }
    let (name, back) = (m.body_name.clone(), body_path(m.body));
    parts::page(req, &m.called(), "", Some((&name, &back)), errors, all)
}

/// GET /meetings/{id}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /meetings/{id}/state
pub(super) fn state(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let Some(to) = State::from_code(req.form.get("to")) else { return Err(Fail::NotFound) };
    let why = req.form.get("why").to_owned();
    match req.act(move |cx| meetings::set_state(cx, id, to, &why).map(|()| path(id))) {
        Ok(go) => Ok(Resp::go_saying(go, format!("「{}」にしました", to.label()))),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /meetings/{id}/papers: a new paper, or one taken off or put back.
pub(super) fn paper(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let done = match req.form.some("paper_id") {
        Some(text) => {
            let paper: Id = text.parse().map_err(|_| Fail::NotFound)?;
            let removed = req.form.get("removed") == "1";
            req.act(move |cx| meetings::remove_paper(cx, id, paper, removed).map(|()| path(id)))
        }
        None => {
            let (title, held_at) =
                (req.form.get("paper").to_owned(), req.form.get("held_at").to_owned());
            req.act(move |cx| meetings::add_paper(cx, id, &title, &held_at).map(|()| path(id)))
        }
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "資料を直しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}
