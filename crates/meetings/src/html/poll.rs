//! 日程調整 ○△×: the table of answers, proposing dates, keying in, choosing.
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html};

use crate::model::State;
use crate::model::poll::{Ballot, Mark, NewSlot, SLOTS, Slot, best, totals};
use crate::use_cases::poll::{self as act, Whole};
use crate::use_cases::{path, read};
use crate::{MeetingId, MemberId, SlotId, permissions};
use slice::parts::{
    self, buttons, day, drawn, form, h2, hint, line, long, p, pair, press, radio, short,
};

fn here(id: MeetingId) -> String {
    format!("{}/poll", path(id))
}

fn sign(b: Option<&Ballot>, s: &Slot) -> &'static str {
    b.and_then(|b| b.marks.iter().find(|m| m.0 == s.id)).map_or("", |m| m.1.sign())
}

/// The table: a line a member, a column a date, the sums below.
pub(super) fn table(w: &Whole) -> (Vec<String>, Vec<Vec<String>>) {
    let heads = std::iter::once("委員".to_string())
        .chain(w.slots.iter().map(|s| {
            let time =
                if s.data.from.is_empty() { String::new() } else { format!(" {}", s.data.from) };
            format!("{}{time}", kernel::wareki::month_day(s.data.day))
        }))
        .chain(["ひとこと".to_string()])
        .collect();
    let mut rows: Vec<Vec<String>> = w
        .members
        .iter()
        .map(|m| {
            let b = w.ballot(m.id);
            std::iter::once(m.words())
                .chain(w.slots.iter().map(|s| sign(b, s).to_string()))
                .chain([b.map(|b| b.note.clone()).unwrap_or_default()])
                .collect()
        })
        .collect();
    let sums = totals(&w.slots, &w.ballots, w.members.len());
    rows.push(
        std::iter::once("○・△・×・まだ".to_string())
            .chain(sums.iter().map(|t| t.map(|n| n.to_string()).join("・")))
            .chain([String::new()])
            .collect(),
    );
    (heads, rows)
}

fn choices(req: &Req, w: &Whole) -> Html {
    let sums = totals(&w.slots, &w.ballots, w.members.len());
    let top = best(&w.slots, &sums);
    let mut out = h2("日を決める").and(p("決めた日が、この会議の日になります。"));
    for s in &w.slots {
        let words =
            if top.contains(&s.id) { "（出られる人がいちばん多い日）" } else { "" };
        let button = Button::submit(format!("{}に決める{words}", s.words()));
        out = out.and(press(req, &here(w.meeting.id), &[("slot", &s.id.to_string())], button));
    }
    out
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let (w, may) = req.read(|cx| Ok((act::open(cx, id)?, app::may(cx, &permissions::POLL)?)))?;
    if req.query.get("format") == "xlsx" {
        return super::sheets::poll(req, &w);
    }
    let planned = w.meeting.state == State::Planned;
    let at = |tail: &str| req.url(&format!("{}{tail}", here(id)));
    let mut all = Vec::new();
    let called = w.meeting.called();
    let Some(poll) = &w.poll else {
        all.push(p("候補の日を出して、委員の都合（○ △ ×）を集めます。委員はひとりずつのリンクから、ログインなしで答えられます。電話やFAXの返事は、ここから入れられます。"));
        if may && planned {
            all.push(buttons(&[Button::link("候補の日を出す", at("/dates")).primary()]));
        }
        return parts::page(req, "日程調整", &called, Some((&called, &path(id))), errors, all);
    };
    let today = req.app.now().date();
    let chosen = poll.chosen.and_then(|c| w.slots.iter().find(|s| s.id == c));
    all.push(p(&match (chosen, poll.takes(today)) {
        (Some(s), _) => format!("{}に決まりました。", s.words()),
        (None, true) => {
            format!("返事の締め切りは{}です。", kernel::wareki::long_weekday(poll.closes_on))
        }
        (None, false) => "返事を締め切りました。日を決めてください。".to_string(),
    }));
    let answered = w.ballots.iter().filter(|b| b.at.is_some()).count();
    all.push(p(&format!("返事 {answered}人 ／ 委員 {}人", w.members.len())));
    let (heads, rows) = table(&w);
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    all.push(parts::data(
        "○ 出られる　△ 調整すれば出られる　× 出られない　空欄 まだ",
        &heads,
        &rows,
    ));
    if may && planned {
        all.push(h2("委員に聞く"));
        if w.members.is_empty() {
            all.push(p("委員が登録されていません。会議体のページで加えてください。"));
        } else if poll.takes(today) {
            all.push(p("委員ごとのリンクと番号を作ります。作れるのは何度でもですが、見られるのは作ったときの画面だけです。作り直すと、前のリンクは使えなくなります。"));
            all.push(press(
                req,
                &format!("{}/links", here(id)),
                &[("_seed", &req.new_key())],
                Button::submit("リンクを作る"),
            ));
        }
        let mut list = Vec::new();
        for m in &w.members {
            let to = at(&format!("/members/{}", m.id));
            list.push(Button::link(m.words(), to).compact().html());
        }
        if !list.is_empty() {
            let inner = hint("電話・FAX・メールの返事を入れる委員を選んでください")
                .and(Html::trusted("<p class=\"btns\">"))
                .and(ui::join(list))
                .and(Html::trusted("</p>"));
            all.push(parts::fold("委員の返事を入れる", false, inner));
        }
        all.push(choices(req, &w));
        let mut more = vec![Button::link("候補の日・締め切りを直す", at("/dates")).compact()];
        more.push(Button::link("返事の表（Excel）", at("?format=xlsx")).compact());
        all.push(buttons(&more));
        if !poll.open {
            all.push(press(
                req,
                &here(id),
                &[("_do", "reopen")],
                Button::submit("もう一度、返事を受け付ける").compact(),
            ));
        }
    }
    parts::page(req, "日程調整", &called, Some((&called, &path(id))), errors, all)
}

/// GET /meetings/{id}/poll
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /meetings/{id}/poll: a date is chosen, or answers are taken again.
pub(super) fn choose(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let done = match req.form.get("_do") == "reopen" {
        true => req
            .act(move |cx| act::reopen(cx, id).map(|()| here(id)))
            .map(|to| (to, "返事の受け付けをはじめました")),
        false => {
            let slot: SlotId = req.form.get("slot").parse().map_err(|_| Fail::NotFound)?;
            req.act(move |cx| act::choose(cx, id, slot).map(|()| path(id)))
                .map(|to| (to, "日が決まりました。開催通知を出せます"))
        }
    };
    match done {
        Ok((to, words)) => Ok(Resp::go_saying(to, words)),
        Err(e) => show(req, parts::errors(e)?),
    }
}

fn draw_dates(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let shown = (w.slots.len() + 3).clamp(5, SLOTS);
    let mut fields = Vec::new();
    for n in 1..=shown {
        let kept = w.slots.get(n - 1).map(|s| &s.data);
        let text = |f: fn(&NewSlot) -> &String| kept.map(|s| f(s).as_str()).unwrap_or("");
        fields.push(pair(
            vec![
                day(req, &format!("slot{n}"), &format!("候補{n}"), kept.map(|s| s.day)),
                short(req, &format!("from{n}"), "はじまり", text(|s| &s.from)).hint("18:30"),
                short(req, &format!("to{n}"), "終わり", text(|s| &s.to)).hint("20:00"),
            ],
            &errors,
        ));
    }
    let closes = w.poll.as_ref().map(|x| x.closes_on);
    let note = w.poll.as_ref().map(|x| x.note.clone()).unwrap_or_default();
    fields.extend(drawn(
        vec![
            day(req, "closes_on", "返事の締め切り", closes).required(),
            long(req, "note", "委員への言葉", &note, 3, 400)
                .hint("返事のページに出ます。個人が分かることは書かないでください"),
        ],
        &errors,
    ));
    let lead =
        p("同じ日時のまま残した候補には、もらった返事が残ります。消すときは、空けてください。");
    let body = form(req, &format!("{}/dates", here(id)), &fields, "候補の日を出す", "");
    parts::page(
        req,
        "候補の日",
        &w.meeting.called(),
        Some(("日程調整", &here(id))),
        errors,
        vec![lead, body],
    )
}

/// GET /meetings/{id}/poll/dates
pub(super) fn dates(req: &Req) -> Result<Resp, Fail> {
    draw_dates(req, vec![])
}

/// POST /meetings/{id}/poll/dates
pub(super) fn propose(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let mut wrong = Vec::new();
    let mut slots = Vec::new();
    let mut names = Vec::new();
    for n in 1..=SLOTS {
        let Some(day) = parts::posted_day(req, &format!("slot{n}"), &mut wrong) else { continue };
        let from = parts::posted_time(req, &format!("from{n}"), &mut wrong);
        let to = parts::posted_time(req, &format!("to{n}"), &mut wrong);
        slots.push(NewSlot { day, from, to });
        names.push(n);
    }
    let closes_on = parts::posted_day(req, "closes_on", &mut wrong);
    let note = req.form.get("note").to_owned();
    if !wrong.is_empty() {
        return draw_dates(req, wrong);
    }
    match req.act(move |cx| act::propose(cx, id, &slots, closes_on, &note).map(|()| here(id))) {
        Ok(to) => {
            Ok(Resp::go_saying(to, "候補の日を出しました。リンクを作って、委員に聞いてください"))
        }
        Err(e) => {
            // the rules count the dates given; the page counts its boxes, of which some may be empty
            let mut all = parts::errors(e)?;
            for one in &mut all {
                let given = one.field.strip_prefix("slot").and_then(|n| n.parse::<usize>().ok());
                if let Some(n) = given.and_then(|n| names.get(n.saturating_sub(1))) {
                    one.field = format!("slot{n}");
                }
            }
            draw_dates(req, all)
        }
    }
}

/// ○ △ × for each date, and a word.
pub(super) fn mark_fields(
    req: &Req,
    slots: &[Slot],
    b: Option<&Ballot>,
    errors: &[FieldError],
) -> Vec<Html> {
    let opts: Vec<(&str, &str)> = Mark::ALL.iter().map(|m| (m.code(), m.label())).collect();
    let mut out: Vec<Html> = slots
        .iter()
        .map(|s| {
            let kept =
                b.and_then(|b| b.marks.iter().find(|m| m.0 == s.id)).map_or("", |m| m.1.code());
            radio(req, &format!("m.{}", s.id), &s.words(), kept, &opts).error_from(errors).html()
        })
        .collect();
    let note = b.map(|b| b.note.clone()).unwrap_or_default();
    let field = line(req, "note", "ひとこと", &note)
        .hint("書かなくてかまいません。例 19時からなら出られます");
    out.push(field.error_from(errors).html());
    out
}

/// Posted marks: dates without one are left out.
pub(super) fn posted_marks(req: &Req) -> Vec<(SlotId, Mark)> {
    let mut out = Vec::new();
    for (name, values) in req.form.map() {
        let Some(slot) = name.strip_prefix("m.").and_then(|s| s.parse().ok()) else { continue };
        if let Some(mark) = values.first().and_then(|v| Mark::from_code(v)) {
            out.push((slot, mark));
        }
    }
    out
}

fn draw_member(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (id, of): (MeetingId, MemberId) = (req.id("id")?, req.id("member")?);
    let w = req.read(|cx| act::open(cx, id))?;
    let m = w.members.iter().find(|m| m.id == of).ok_or(Fail::NotFound)?;
    if w.poll.is_none() {
        return Err(Fail::NotFound);
    }
    let fields = mark_fields(req, &w.slots, w.ballot(of), &errors);
    let body = form(req, &format!("{}/members/{of}", here(id)), &fields, "返事を保存する", "");
    parts::page(
        req,
        "委員の返事を入れる",
        &m.words(),
        Some(("日程調整", &here(id))),
        errors,
        vec![body],
    )
}

/// GET /meetings/{id}/poll/members/{member}
pub(super) fn member(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    req.read(|cx| read::to_change(cx, id))?;
    draw_member(req, vec![])
}

/// POST /meetings/{id}/poll/members/{member}
pub(super) fn key_in(req: &Req) -> Result<Resp, Fail> {
    let (id, of): (MeetingId, MemberId) = (req.id("id")?, req.id("member")?);
    let (marks, note) = (posted_marks(req), req.form.get("note").to_owned());
    match req.act(move |cx| act::key_in(cx, id, of, &marks, &note).map(|()| here(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "返事を保存しました")),
        Err(e) => draw_member(req, parts::errors(e)?),
    }
}
