//! サービス事業所に知らせる: one press tells everybody of the care team; each has its own state.
use app::Cx;
use askama::Template;
use kernel::{At, Id, wareki};
use office::print::{Align, ListColumn, ListSheet, PrintJob, Width};
use slice::{Fail, Form, Req, Resp};
use ui::{
    Button, Empty, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Opt, SendBar, Shell,
    TagKind, tag,
};

use super::super::asked::asked;
use super::super::office::{parts, typed};
use crate::model::reply::{Tidings, Told};
use crate::model::{Act, ActKind, EndKind, Method, Refusal, Stay, StayId};
use crate::use_cases::services::{self, Recipient, Tell};
use crate::use_cases::standing::AGAIN;
use crate::use_cases::view::{View, view};
use typed::Typed;

const MEMBERS: &str = "a.members";
const QUESTION: &str = "a.again";

struct Row {
    title: String,
    tag: Html,
    text: String,
    press: Html,
}

#[derive(Template)]
#[template(path = "admission/services.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    stands: Html,
    empty: Option<Empty>,
    open: FormOpen,
    fields: Vec<Field>,
    told: Vec<Row>,
    print: Option<Button>,
    bar: Option<SendBar>,
}

/// The stay and who can be told.
#[derive(Debug, Clone)]
struct Known {
    view: View,
    to: Vec<Recipient>,
    now: At,
}

fn known(cx: &Cx<'_>, id: StayId) -> app::Result<Known> {
    Ok(Known { view: view(cx, id)?, to: services::recipients(cx, id)?, now: cx.now() })
}

/// What is most likely to be told now.
fn likely(s: &Stay) -> Tidings {
    match (s.ended_on, s.planned_on) {
        (Some(_), _) => Tidings::Ended,
        (None, Some(_)) => Tidings::Planned,
        (None, None) => Tidings::Admitted,
    }
}

/// The recipients ticked at first: those who were told before, at the first time everybody.
fn ticked(k: &Known) -> Vec<String> {
    let before = k.to.iter().any(|r| r.last.is_some());
    k.to.iter().filter(|r| !before || r.last.is_some()).map(|r| r.member.id.to_string()).collect()
}

fn recipient(r: &Recipient) -> Opt {
    let mut o =
        Opt::new(r.member.id.to_string(), format!("{}　{}", r.member.role.label(), r.member.label));
    let way = match (r.inside, r.member.phone.is_empty()) {
        (true, _) => "Yui に届きます".to_string(),
        (false, true) => "電話やFAXで知らせます（番号は登録されていません）".into(),
        (false, false) => format!("電話やFAXで知らせます（{}）", r.member.phone),
    };
    let last = r.last.as_ref().and_then(|a| {
        Told::of(a).map(|t| format!("・前に「{}」を{}", t.tidings.label(), parts::moment(a.at)))
    });
    o.hint = way + &last.unwrap_or_default();
    o
}

fn fields(k: &Known, t: &Typed, chosen: &[String]) -> Vec<Field> {
    let s = &k.view.stay;
    let day = |d: Option<kernel::Date>| {
        d.map_or_else(String::new, |d| format!("（{}）", wareki::month_day(d)))
    };
    let tidings = vec![
        Opt::new(Tidings::Admitted.code(), format!("入院しました{}", day(Some(s.admitted_on)))),
        Opt::new(Tidings::Planned.code(), format!("退院予定日{}", day(s.planned_on))),
        Opt::new(Tidings::Ended.code(), format!("退院しました{}", day(s.ended_on))),
    ];
    vec![
        t.radio("tidings", "知らせること", tidings).required(),
        t.field(
            "members",
            "知らせる事業所",
            FieldKind::checks(chosen.to_vec(), k.to.iter().map(recipient).collect()),
        )
        .required(),
        t.radio(
            "by_hand",
            "Yui を使っていない事業所には",
            parts::methods(&[Method::Phone, Method::Fax]),
        )
        .hint("一覧に出ます。伝えたら「伝えました」を押します"),
        t.long("note", "ひとこと", 200).hint(
            "例：退院まで訪問をお休みしてください。病名など、くわしいことは書かないでください",
        ),
    ]
}

fn state(a: &Act, t: &Told) -> Html {
    let tag = match (t.by_hand, a.received_at) {
        (true, None) => {
            tag(TagKind::Due, format!("これから{}", a.method.map_or("電話", Method::label)))
        }
        (true, Some(at)) => tag(TagKind::Ok, format!("{} に伝えました", parts::moment(at))),
        (false, None) => tag(TagKind::Due, "「受け取りました」は まだです"),
        (false, Some(at)) => tag(TagKind::Ok, format!("{} に受け取りました", parts::moment(at))),
    };
    tag.html()
}

fn told_rows(shell: &Shell, keys: &mut impl FnMut() -> String, v: &View) -> Vec<Row> {
    let mut out = Vec::new();
    for a in v.acts.iter().rev().filter(|a| a.kind == ActKind::ServicesTold) {
        let Some(t) = Told::of(a) else { continue };
        let waiting = t.by_hand && a.received_at.is_none();
        let press = if waiting {
            let b = Button::submit("伝えました").icon("check").compact();
            let b = b.about(format!("（{}）", a.to_name));
            parts::press(shell, &keys(), &format!("/transitions/services/{}/told", a.id), &b)
        } else {
            Html::default()
        };
        let phone = if t.by_hand { t.phone.as_str() } else { "" };
        let day = a.detail.day().map(wareki::month_day).unwrap_or_default();
        let text = [
            t.tidings.label(),
            &day,
            phone,
            &a.detail.note,
            &format!("{} {}さん", parts::moment(a.at), a.name),
        ];
        out.push(Row {
            title: a.to_name.clone(),
            tag: state(a, &t),
            text: text.iter().filter(|x| !x.is_empty()).copied().collect::<Vec<_>>().join("・"),
            press,
        });
    }
    out
}

fn draw(
    mut shell: Shell,
    mut keys: impl FnMut() -> String,
    k: &Known,
    t: &Typed,
    chosen: &[String],
) -> Page {
    let v = &k.view;
    let id = v.stay.id;
    shell.title = "サービス事業所に知らせる".into();
    let told = told_rows(&shell, &mut keys, v);
    let question = t.errors().iter().find(|e| e.field == QUESTION);
    let stands = question.map_or_else(Html::default, |e| {
        let b = Button::submit("もう一度 知らせる").of_form("services").posting(AGAIN, "yes");
        asked(&e.message, b)
    });
    // of the dead nobody is told by a list: what was told before stays to be read
    let died = v.stay.end == Some(EndKind::Death);
    let some = !k.to.is_empty() && !died;
    let mut errors: Vec<FieldError> =
        t.errors().iter().filter(|e| e.field != QUESTION).cloned().collect();
    if !some {
        // there are no fields to lead to
        errors.iter_mut().for_each(|e| e.field.clear());
    }
    let to_call =
        v.acts.iter().any(|a| a.received_at.is_none() && Told::of(a).is_some_and(|t| t.by_hand));
    Page {
        back: super::back(&shell, &v.stay),
        who: super::who(v),
        errors: ErrorSummary { errors, ..ErrorSummary::default() },
        stands,
        empty: (!some).then(|| if died {
            Empty {
                title: "ここからは知らせません".into(),
                text: format!("{}。", Refusal::Tell.label()).into(),
                ..Empty::default()
            }
        } else { Empty {
            title: "支援チームに、知らせる事業所が登録されていません".into(),
            text: "利用者さんのページの「支援チーム」に、訪問看護や通所などを登録すると、ここからまとめて知らせられます。".into(),
            art: false,
            button: Some(Button::link(
                "利用者さんのページへ",
                shell.url(&format!("/people/{}", v.stay.resident)),
            )),
        } }),
        open: FormOpen {
            id: "services".into(),
            action: shell.url(&format!("/transitions/{id}/services")),
            csrf: shell.csrf.clone(),
            key: keys(),
            ..FormOpen::default()
        },
        fields: if some { fields(k, t, chosen) } else { Vec::new() },
        told,
        print: to_call.then(|| {
            Button::link(
                "電話・FAXの一覧を印刷する",
                shell.url(&format!("/transitions/{id}/services/print")),
            )
            .icon("print")
            .compact()
        }),
        bar: some.then(|| SendBar {
            label: "知らせる".into(),
            head: "知らせる相手".into(),
            to: "上で選んだ事業所".into(),
            after: "Yui を使っている事業所には、すぐに届きます".into(),
            button: Button::submit("選んだ事業所に知らせる").primary().of_form("services"),
            second: None,
        }),
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let k = req.read(|cx| known(cx, id))?;
    let t = Typed::blank(k.now.date())
        .with("tidings", likely(&k.view.stay).code())
        .with("by_hand", Method::Phone.code());
    let chosen = ticked(&k);
    Resp::page(draw(req.shell.clone(), || req.new_key(), &k, &t, &chosen).render())
}

fn read(t: &mut Typed, form: &Form, stay: StayId) -> Option<Tell> {
    let tidings = t.code("tidings", Tidings::from_code, "知らせることを選んでください");
    let by_hand = t.code("by_hand", Method::from_code, "電話かFAXを選んでください");
    let members: Vec<Id> = form.all(MEMBERS).iter().filter_map(|m| m.parse().ok()).collect();
    Some(Tell {
        stay,
        tidings: tidings?,
        members,
        by_hand: by_hand?,
        note: t.text("note"),
        again: form.get(AGAIN) == "yes",
    })
}

/// Tells them.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let mut t = Typed::posted(&req.form, req.app.now().date());
    if let Some(cmd) = read(&mut t, &req.form, id) {
        let done = req.act(move |cx| {
            services::tell(cx, &cmd)?;
            Ok(format!("/transitions/{id}/services"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "サービス事業所への連絡を記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    let k = req.read(|cx| known(cx, id))?;
    let chosen: Vec<String> = req.form.all(MEMBERS).to_vec();
    let asks = t.errors().iter().all(|e| e.field == QUESTION);
    let page = draw(req.shell.clone(), || req.new_key(), &k, &t, &chosen);
    Ok(Resp::page(page.render())?.status(if asks { 409 } else { 422 }))
}

/// 「伝えました」.
pub(super) fn told(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let to = req
        .act(move |cx| Ok(format!("/transitions/{}/services", services::told_by_hand(cx, act)?)))?;
    Ok(Resp::go_saying(to, "伝えたことを記録しました"))
}

fn sheet(v: &View) -> ListSheet {
    let column = |head: &str, width| ListColumn { head: head.into(), width, align: Align::Left };
    let rows = v
        .acts
        .iter()
        .filter(|a| a.received_at.is_none())
        .filter_map(|a| Told::of(a).filter(|t| t.by_hand).map(|t| (a, t)))
        .map(|(a, t)| {
            vec![
                t.role.clone(),
                a.to_name.clone(),
                if t.phone.is_empty() { "番号の登録なし".into() } else { t.phone.clone() },
                a.method.map_or("", Method::label).into(),
                format!(
                    "{}{}",
                    t.tidings.label(),
                    a.detail
                        .day()
                        .map(|d| format!(" {}", wareki::month_day(d)))
                        .unwrap_or_default()
                ),
                a.detail.note.clone(),
                String::new(),
            ]
        })
        .collect();
    ListSheet {
        lead: Some(format!("{} さん　{}", v.resident.name, v.stay.hospital_name)),
        columns: vec![
            column("種類", Width::Mm(22.0)),
            column("事業所", Width::Share(1.4)),
            column("電話", Width::Mm(32.0)),
            column("方法", Width::Mm(14.0)),
            column("知らせること", Width::Share(1.2)),
            column("ひとこと", Width::Share(1.0)),
            column("話した人・時刻", Width::Mm(34.0)),
        ],
        rows,
        tick: true,
        empty: Some("これから知らせる事業所はありません".into()),
        notes: vec!["伝えたら、Yui で「伝えました」を押してください".into()],
    }
}

/// The list to call, on paper.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let v = req.read(|cx| view(cx, id))?;
    let job = PrintJob::of(&sheet(&v))
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("services: {e}"))))?
        .title("電話・FAXで知らせる事業所")
        .subject(format!("{} 様", v.resident.name))
        .sender(parts::plain(&v.office))
        .demo(super::demo(&req.shell))
        .printed_at(super::printed_at(req.app.now()))
        .paper(office::print::Paper::A4Landscape)
        .build();
    Ok(Resp::print(job))
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use people::TeamMember;
    use people::model::TeamRole;

    fn recipient(n: u8, label: &str, inside: bool) -> Recipient {
        Recipient {
            member: TeamMember {
                id: samples::id(n),
                role: TeamRole::VisitNursing,
                organisation: None,
                account: None,
                label: label.into(),
                person: String::new(),
                phone: "0000-65-0050".into(),
                from: samples::today(),
            },
            inside,
            last: None,
        }
    }

    fn sample() -> Known {
        Known {
            view: samples::view(),
            to: vec![recipient(80, "訪問看護 ひばり", true), recipient(81, samples::LONG, false)],
            now: samples::now(),
        }
    }

    fn html(k: &Known, t: &Typed) -> String {
        let page = draw(samples::shell(), || "key12345".into(), k, t, &ticked(k)).render().unwrap();
        samples::sound(&page);
        page
    }

    #[test]
    fn everybody_of_the_team_is_ticked_and_each_way_is_said() {
        let page = html(&sample(), &Typed::blank(samples::today()));
        assert!(
            page.contains("Yui に届きます")
                && page.contains("電話やFAXで知らせます（0000-65-0050）")
        );
        assert_eq!(page.matches("checked").count(), 2);
        let mut nobody = sample();
        nobody.to.clear();
        let page = html(&nobody, &Typed::blank(samples::today()));
        assert!(page.contains("登録されていません") && !page.contains("<form id=\"services\""));
    }

    #[test]
    fn of_the_dead_nobody_is_told_from_here() {
        let mut k = sample();
        k.view.stay.end = Some(EndKind::Death);
        let page = html(&k, &Typed::blank(samples::today()));
        assert!(page.contains("ここからは知らせません") && !page.contains("退院しました"));
        assert!(!page.contains("<form id=\"services\""));
    }

    #[test]
    fn those_to_call_stand_on_the_list_until_they_were_told() {
        let mut k = sample();
        let told = Told {
            tidings: Tidings::Admitted,
            by_hand: true,
            member: Some(samples::id(81)),
            phone: "0000-65-0050".into(),
            role: "薬局".into(),
        };
        let mut a = samples::act(41, ActKind::ServicesTold, "2026-11-19");
        a.detail = told.detail(Some(samples::today()), "お休みしてください");
        a.to_name = "つばき薬局".into();
        k.view.acts.push(a);
        let page = html(&k, &Typed::blank(samples::today()));
        assert!(page.contains("伝えました") && page.contains("一覧を印刷する"));
        let list = sheet(&k.view);
        assert_eq!(list.rows.len(), 1);
        assert!(list.rows.iter().all(|r| r.len() == list.columns.len()));
        k.view.acts.last_mut().unwrap().received_at = Some(k.now);
        assert!(sheet(&k.view).rows.is_empty());
    }

    #[test]
    fn wrong_input_is_told_beside_its_field() {
        let form = Form::parse(b"a.tidings=x").unwrap();
        let mut t = Typed::posted(&form, samples::today());
        assert!(read(&mut t, &form, samples::stay().id).is_none());
        t.refused(app::Error::field("members", "知らせる事業所を1つ以上選んでください")).unwrap();
        let page = html(&sample(), &t);
        assert!(page.contains("1つ以上選んで") && page.contains("電話かFAXを選んで"));
    }
}
