//! 入退院のお知らせ: what a service of the care team was told, and 「受け取りました」.
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Html, Shell, TagKind, tag};

use super::super::office::parts;
use crate::model::reply::{Tidings, Told};
use crate::use_cases::services::{self, Seen};

struct Row {
    id: String,
    title: String,
    tag: Html,
    text: String,
    from: String,
    press: Html,
}

#[derive(Template)]
#[template(path = "admission/told.html")]
struct Page {
    shell: Shell,
    empty: Option<Empty>,
    rows: Vec<Row>,
}

fn row(shell: &Shell, keys: &mut impl FnMut() -> String, s: &Seen) -> Option<Row> {
    let t = Told::of(&s.act)?;
    let day = s.act.detail.day().map(wareki::month_day).unwrap_or_default();
    let hospital = &s.stay.hospital_name;
    let text = match t.tidings {
        Tidings::Admitted => format!("{day}に、{hospital}に入院しました"),
        Tidings::Planned => format!("{hospital}からの退院は、{day}の予定です"),
        Tidings::Ended => format!("{day}に、{hospital}から退院しました"),
    };
    let text =
        if s.act.detail.note.is_empty() { text } else { format!("{text}。{}", s.act.detail.note) };
    let path = format!("/transitions/told/{}/receive", s.act.id);
    let about = format!("（{}さん）", s.resident.name);
    let button = Button::submit("受け取りました").icon("check").compact().about(about);
    // after a death nobody is asked to press anything
    let waits = s.act.received_at.is_none() && s.resident.died_on.is_none();
    Some(Row {
        id: s.act.id.to_string(),
        title: format!("{} さん", s.resident.name),
        tag: match s.act.received_at {
            Some(at) => tag(TagKind::Ok, format!("{} に受け取りました", parts::moment(at))),
            None if waits => tag(TagKind::Due, t.tidings.label()),
            None => tag(TagKind::Plain, t.tidings.label()),
        }
        .html(),
        text,
        from: [
            parts::moment(s.act.at),
            format!("{}　{}さん", parts::plain(&s.office), s.act.name),
            if s.office.phone.is_empty() {
                String::new()
            } else {
                format!("電話 {}", s.office.phone)
            },
        ]
        .into_iter()
        .filter(|x| !x.is_empty())
        .collect::<Vec<_>>()
        .join("・"),
        press: if waits { parts::press(shell, &keys(), &path, &button) } else { Html::default() },
    })
}

fn draw(mut shell: Shell, mut keys: impl FnMut() -> String, seen: &[Seen]) -> Page {
    shell.title = "入退院のお知らせ".into();
    let rows: Vec<Row> = seen.iter().filter_map(|s| row(&shell, &mut keys, s)).collect();
    Page {
        empty: rows.is_empty().then(|| Empty {
            title: "いま届いているお知らせはありません".into(),
            text:
                "支援チームの利用者さんが入院したり、退院の日が決まったりすると、ここに届きます。"
                    .into(),
            art: true,
            button: None,
        }),
        rows,
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let seen = req.read(services::for_me)?;
    Resp::page(draw(req.shell.clone(), || req.new_key(), &seen).render())
}

/// 「受け取りました」.
pub(super) fn receive(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let to = req.act(move |cx| {
        services::receive(cx, act)?;
        Ok("/transitions/told".into())
    })?;
    Ok(Resp::go_saying(to, "受け取りましたと伝えました"))
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use crate::model::ActKind;

    fn seen(t: Tidings, received: bool) -> Seen {
        let told = Told {
            tidings: t,
            by_hand: false,
            member: None,
            phone: String::new(),
            role: "訪問看護".into(),
        };
        let n = match t {
            Tidings::Admitted => 41,
            Tidings::Planned => 42,
            Tidings::Ended => 43,
        };
        let mut act = samples::act(n, ActKind::ServicesTold, "2026-11-19");
        act.detail = told.detail(Some(samples::today()), samples::LONG);
        act.received_at = received.then(samples::now);
        let mut resident = samples::resident();
        resident.name = samples::LONG.into();
        Seen { act, stay: samples::stay(), resident, office: samples::office() }
    }

    #[test]
    fn each_notice_says_what_happened_and_whom_to_call() {
        let all = [
            seen(Tidings::Admitted, false),
            seen(Tidings::Planned, true),
            seen(Tidings::Ended, false),
        ];
        let html = draw(samples::shell(), || "key12345".into(), &all).render().unwrap();
        samples::sound(&html);
        for w in ["に入院しました", "の予定です", "から退院しました", "電話 0000-65-0010"]
        {
            assert!(html.contains(w), "{w}");
        }
        assert_eq!(html.matches("/receive\"").count(), 2);
        // after a death it can still be read, and nobody is asked to press anything
        let mut late = seen(Tidings::Planned, false);
        late.resident.died_on = Some(samples::today());
        let html = draw(samples::shell(), || "key12345".into(), &[late]).render().unwrap();
        samples::sound(&html);
        assert!(html.contains("の予定です") && !html.contains("/receive\""));
    }

    #[test]
    fn nothing_told_says_what_will_come() {
        let html = draw(samples::shell(), String::new, &[]).render().unwrap();
        samples::sound(&html);
        assert!(html.contains("いま届いているお知らせはありません"));
    }
}
