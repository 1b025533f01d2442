//! 紙・FAXでのやりとり: for a hospital that does not work here, everything that went to it and came back, and what to print.
use app::Cx;
use askama::Template;
use kernel::{Actor, At, wareki};
use people::attachments::{self, FileList, Listed};
use slice::{Fail, Req, Resp};
use ui::{Button, Html, PlainRow, Rows, Shell, TagKind, tag};

use super::super::office::parts;
use crate::model::reply::Content;
use crate::model::{Act, ActKind, Method, Progress, StayId};
use crate::use_cases::reply::about;
use crate::use_cases::view::{View, view};

struct Reply {
    title: String,
    text: String,
    undo: Html,
    files: Option<FileList>,
}

#[derive(Template)]
#[template(path = "admission/outside.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: Html,
    lead: String,
    prints: Vec<Button>,
    /// Where 番号つきの送付状 is printed; empty while nothing was told that could be answered.
    numbered: String,
    numbered_key: String,
    sheet_missing: bool,
    write: Button,
    sent: Rows,
    /// The newest of what was sent came to where nobody takes it up.
    astray: bool,
    add: Button,
    replies: Vec<Reply>,
}

/// The stay, its reader, and the scans of each reply.
pub(super) struct Known {
    pub view: View,
    pub actor: Actor,
    pub now: At,
    pub scans: Vec<(kernel::Id, Listed)>,
}

fn known(cx: &Cx<'_>, id: StayId) -> app::Result<Known> {
    let view = view(cx, id)?;
    let mut scans = Vec::new();
    for a in view.acts.iter().filter(|a| a.kind == ActKind::Reply) {
        let listed = attachments::list_of(cx, view.stay.resident, &about(a.id))?;
        if !listed.rows.is_empty() {
            scans.push((a.id, listed));
        }
    }
    Ok(Known { view, actor: cx.actor().clone(), now: cx.now(), scans })
}

/// What went out on paper or by telephone, oldest first.
fn went(v: &View) -> impl Iterator<Item = &Act> {
    v.acts.iter().filter(|a| matches!(a.kind, ActKind::AdmissionContact | ActKind::SheetSent))
}

/// The last reply to something that was sent.
fn heard<'v>(v: &'v View, sent: &Act) -> Option<&'v Act> {
    let to_it = |a: &&Act| a.kind == ActKind::Reply && !a.cancelled && a.record == Some(sent.id);
    v.acts.iter().rev().find(to_it)
}

/// 「担当ではありません」: it was read, and nobody there takes it up.
fn not_ours(reply: &Act) -> bool {
    Content::of(reply).is_some_and(|c| !c.got_it && c.note.starts_with("担当ではありません"))
}

fn sent(shell: &Shell, v: &View) -> Rows {
    let rows = went(v)
        .map(|a| {
            let day = a.day.map_or_else(|| "日は不明".into(), wareki::month_day);
            let to = if a.to_name.is_empty() { String::new() } else { format!("{}へ", a.to_name) };
            PlainRow {
                title: a.kind.label().into(),
                href: a
                    .record
                    .filter(|_| a.kind == ActKind::SheetSent)
                    .map(|r| shell.url(&format!("/transitions/{}/documents/{r}", v.stay.id))),
                tag: Some(match heard(v, a) {
                    Some(r) if not_ours(r) => tag(TagKind::Over, "担当ではないとの返事"),
                    _ if a.received_at.is_some() => tag(TagKind::Ok, "受け取ったとの返事あり"),
                    Some(_) => tag(TagKind::Now, "返事あり"),
                    None => tag(TagKind::Due, "返事はまだです"),
                }),
                meta: ui::spaced([
                    day.into(),
                    a.method.map_or("", Method::label).into(),
                    to.into(),
                    format!("{}さんが記録", a.name).into(),
                ]),
            }
        })
        .collect();
    Rows { rows, small: false }
}

fn reply(
    shell: &Shell,
    keys: &mut impl FnMut() -> String,
    k: &Known,
    a: &Act,
    files: Option<FileList>,
) -> Reply {
    let said = crate::said::said(a);
    let day = a.day.map_or_else(|| "日は不明".into(), wareki::month_day);
    let from = if a.said_by.is_empty() { String::new() } else { format!("{}から", a.said_by) };
    let mut text: Vec<String> = said.map(|s| s.text).unwrap_or_default();
    text.push(Content::of(a).map(|c| c.note).unwrap_or_default());
    text.push(if a.name.ends_with("（番号で返事）") {
        "紙の番号から、相手が返事".to_string()
    } else {
        format!("{}さんが病院に代わって記録", a.name)
    });
    let text: Vec<String> = text.into_iter().filter(|t| !t.is_empty()).collect();
    let can = Progress::new(&k.view.stay, &k.view.acts).can(&k.actor, k.now);
    let undo = if can.unhear.contains(&a.id) {
        let b = Button::submit("取り消す").compact().about("（病院からの返事）");
        parts::press(shell, &keys(), &format!("/transitions/acts/{}/unhear", a.id), &b)
    } else {
        Html::default()
    };
    Reply {
        title: [day.as_str(), a.method.map_or("", Method::label), &from]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("　"),
        text: text.join("・"),
        undo,
        files,
    }
}

fn draw(
    mut shell: Shell,
    mut keys: impl FnMut() -> String,
    k: &Known,
    mut files: Vec<(kernel::Id, FileList)>,
) -> Page {
    let v = &k.view;
    shell.title = "紙・FAXでのやりとり".into();
    let at = |tail: &str| shell.url(&format!("/transitions/{}{tail}", v.stay.id));
    let sheet = Progress::new(&v.stay, &v.acts).last(ActKind::SheetSent).and_then(|a| a.record);
    let mut prints = vec![
        Button::link("送付状", at("/paper/cover")).icon("print"),
        Button::link("送付状（イニシャル）", at("/paper/cover?names=initials")).icon("print"),
    ];
    if let Some(r) = sheet {
        let print = format!("/documents/{r}/print");
        prints.push(Button::link("提供書", at(&print)).icon("print"));
        prints.push(
            Button::link("提供書（イニシャル）", at(&format!("{print}?names=initials")))
                .icon("print"),
        );
    }
    let replies = v
        .acts
        .iter()
        .rev()
        .filter(|a| a.kind == ActKind::Reply)
        .map(|a| {
            let list = files.iter().position(|(id, _)| *id == a.id).map(|n| files.swap_remove(n).1);
            reply(&shell, &mut keys, k, a, list)
        })
        .collect();
    Page {
        back: super::back(&shell, &v.stay),
        who: super::who(v),
        lead: if v.hospital.is_some() {
            "この病院は Yui を使っていますが、紙やFAXでもやりとりできます。届いた返事は、病院に代わって記録します。"
                .into()
        } else {
            "この病院は Yui を使っていません。印刷して送り、届いた返事を病院に代わって記録します。"
                .into()
        },
        prints,
        numbered_key: keys(),
        numbered: if went(v).next().is_some() { at("/paper/numbered") } else { String::new() },
        sheet_missing: sheet.is_none(),
        write: Button::link("入院時情報提供書を書く", at("/sheet")).primary(),
        sent: sent(&shell, v),
        astray: went(v).last().and_then(|a| heard(v, a)).is_some_and(not_ours),
        add: Button::link("返事を記録する", at("/reply")).icon("plus").compact(),
        replies,
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let k = req.read(|cx| known(cx, id))?;
    let files = k
        .scans
        .iter()
        .map(|(act, listed)| {
            let thumbs = attachments::thumbnails(&req.app, listed);
            (*act, attachments::rows(&req.shell, k.view.stay.resident, listed, &thumbs))
        })
        .collect();
    Resp::page(draw(req.shell.clone(), || req.new_key(), &k, files).render())
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use kernel::{ActorKind, Hat};

    fn known() -> Known {
        let mut view = samples::view();
        view.hospital = None;
        view.stay.hospital = None;
        view.stay.hospital_name = "雪代市立病院".into();
        Known {
            view,
            actor: Actor {
                kind: ActorKind::Staff,
                account: Some(samples::id(22)),
                organisation: Some(samples::office().id.0),
                hat: Hat::CareManager,
                name: "佐藤 花子".into(),
            },
            now: samples::now(),
            scans: Vec::new(),
        }
    }

    fn html(k: &Known) -> String {
        let page = draw(samples::shell(), || "key12345".into(), k, Vec::new()).render().unwrap();
        samples::sound(&page);
        page
    }

    #[test]
    fn without_a_sheet_it_is_asked_for_and_nothing_has_come_back() {
        let page = html(&known());
        assert!(page.contains("入院時情報提供書がまだです") && page.contains("返事はまだです"));
        assert!(
            page.contains("返事を記録する") && page.contains("この病院は Yui を使っていません")
        );
    }

    #[test]
    fn what_nobody_there_takes_up_does_not_wait_for_a_reply() {
        let mut k = known();
        let sheet = samples::act(40, ActKind::SheetSent, "2026-11-19");
        let mut a = samples::act(41, ActKind::Reply, "2026-11-19");
        a.record = Some(sheet.id);
        a.detail = Content {
            got_it: false,
            note: "担当ではありません（担当：北病院）".into(),
            ..Content::default()
        }
        .detail();
        k.view.acts.retain(|a| !matches!(a.kind, ActKind::AdmissionContact | ActKind::SheetSent));
        k.view.acts.push(sheet);
        k.view.acts.push(a);
        let page = html(&k);
        assert!(page.contains("担当ではないとの返事") && page.contains("正しい病院へ"));
        assert!(!page.contains("返事はまだです"));
        // the reply is taken back: it waits again
        if let Some(a) = k.view.acts.last_mut() {
            a.cancelled = true;
        }
        let page = html(&k);
        assert!(page.contains("返事はまだです") && !page.contains("正しい病院へ"));
    }

    #[test]
    fn what_came_back_is_told_with_who_said_it_and_can_be_taken_back_at_once() {
        let mut k = known();
        let mut sheet = samples::act(40, ActKind::SheetSent, "2026-11-19");
        sheet.record = Some(samples::id(60));
        sheet.received_at = Some(k.now);
        k.view.acts.push(sheet);
        let mut a = samples::act(41, ActKind::Reply, "2026-11-19");
        a.at = k.now.plus_minutes(-2);
        a.method = Some(Method::Fax);
        a.said_by = samples::LONG.into();
        a.detail = Content {
            got_it: true,
            in_charge: samples::LONG.into(),
            phone: "0000-65-0099".into(),
            planned_on: "2026-12-01".parse().ok(),
            note: samples::LONG.into(),
        }
        .detail();
        k.view.acts.push(a);
        let page = html(&k);
        for w in
            ["受け取ったとの返事あり", "0000-65-0099", "12月1日", "/unhear\"", "names=initials"]
        {
            assert!(page.contains(w), "{w}");
        }
    }
}
