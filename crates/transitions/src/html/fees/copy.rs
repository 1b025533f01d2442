//! 支援経過に貼る文: the whole stay, or one act, as plain text. One press copies it; without script a click selects all.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, Html, Shell};

use crate::model::StayId;
use crate::use_cases::copy_out::{CopyOut, copy_out};

#[derive(Template)]
#[template(path = "fees/copy.html")]
struct CopyPage {
    shell: Shell,
    back: Html,
    who: Html,
    text: String,
    parts: Vec<(String, String, String)>,
    whole: Option<Button>,
    print: Button,
}

fn draw(mut shell: Shell, c: &CopyOut, only: &str) -> CopyPage {
    let v = &c.view;
    let id = v.stay.id;
    shell.title = "支援経過に貼る文".into();
    shell.print.about = format!("{} さんの記録", v.resident.name);
    let one = c.entries.iter().any(|e| e.act.is_some_and(|a| a.to_string() == only));
    let shown: Vec<_> =
        c.entries.iter().filter(|e| !one || e.act.is_some_and(|a| a.to_string() == only)).collect();
    CopyPage {
        back: super::back(&shell, id),
        who: super::who(v),
        text: shown.iter().map(|e| e.plain()).collect::<Vec<_>>().join("\n"),
        parts: (1..)
            .zip(shown.iter().filter(|_| !one))
            .map(|(n, e)| (format!("part{n}"), format!("{} {}", e.when(), e.title), e.plain()))
            .collect(),
        whole: one.then(|| {
            Button::link("この入院の全部を見る", shell.url(&format!("/transitions/{id}/copy")))
                .compact()
        }),
        print: Button::print("印刷する"),
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let c = req.read(|cx| copy_out(cx, id))?;
    Resp::page(draw(req.shell.clone(), &c, req.query.get("act")).render())
}

#[cfg(test)]
mod tests {
    use super::super::samples as fees;
    use super::*;
    use crate::html::office::samples;
    use crate::model::{ActKind, Method};
    use crate::use_cases::copy_out::entries;

    fn html(c: &CopyOut, only: &str) -> String {
        let page = draw(samples::shell(), c, only).render().unwrap();
        samples::sound(&page);
        page
    }

    fn sample() -> CopyOut {
        let mut view = fees::view();
        let contact = view.acts.iter_mut().find(|a| a.kind == ActKind::AdmissionContact).unwrap();
        contact.to_name = "地域連携室 小田島さん".into();
        contact.detail.note = "担当であることを伝えた\n独居".into();
        let mut notice = samples::act(77, ActKind::DischargeNotice, "2026-11-19");
        notice.method = Some(Method::Phone);
        notice.name = "小田島 誠".into();
        notice.detail.date = Some("2026-11-25".into());
        view.acts.push(notice);
        CopyOut { entries: entries(&view), view }
    }

    #[test]
    fn each_entry_says_when_who_told_whom_how_and_what() {
        let c = sample();
        let text: Vec<String> = c.entries.iter().map(|e| e.plain()).collect();
        assert_eq!(
            text[0],
            "令和8年11月17日（火）　【入院】みどり総合病院に入院（肺炎の疑い）。緊急の入院。ご家族からの連絡で知った。"
        );
        assert_eq!(
            text[1],
            "令和8年11月17日（火） 10:05　【入院の連絡】当事業所 佐藤 花子からみどり総合病院（地域連携室 小田島さん）へ、電話で伝えた。担当であることを伝えた 独居。"
        );
        assert!(text.iter().any(|t| t.contains(
            "【聞き取り】みどり総合病院の看護師 小田島 誠さんから、面談で聞き取りをした。夜間の"
        )));
        assert!(text.iter().any(|t| t.contains("【退院日の連絡】退院日は令和8年11月25日（水）。みどり総合病院 小田島 誠から当事業所へ、電話で連絡があった。")));
        assert!(text.iter().all(|t| !t.contains('\n')), "one line an entry");
        assert!(
            text.iter().all(|t| !t.contains("担当決定")),
            "the hospital's own work stays there"
        );
    }

    #[test]
    fn the_whole_and_a_single_entry_can_be_copied() {
        let c = sample();
        let page = html(&c, "");
        assert!(page.contains("data-copy=\"whole\"") && page.contains("data-copy=\"part1\""));
        let id = c.view.acts[0].id.to_string();
        let one = html(&c, &id);
        assert!(one.contains("この入院の全部を見る") && !one.contains("part1"));
        assert!(one.contains("担当であることを伝えた") && !one.contains("聞き取りをした"));
    }

    #[test]
    fn long_names_and_markup_stay_text() {
        let mut c = sample();
        c.view.resident.name = samples::LONG.into();
        c.view.stay.hospital_name = "<b>x</b>".into();
        c.entries = entries(&c.view);
        assert!(html(&c, "").contains("&#60;b&#62;x"));
    }
}
