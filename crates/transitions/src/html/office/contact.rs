//! 入院の連絡: what the office told the hospital, as an act of its own.
use accounts::Organisation;
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{Button, ErrorSummary, Field, Flash, FlashKind, FormOpen, Html, Opt, SendBar, Shell};

use super::parts;
use super::typed::{self, Typed};
use crate::html::asked::asked;
use crate::model::{ActKind, Method, Progress, Stay, StayId};
use crate::use_cases::contact::{Contact, contact};
use crate::use_cases::standing::AGAIN;
use crate::use_cases::view::view;

/// The input that the office's forms make of the question's name.
const QUESTION: &str = "a.again";

/// How a hospital is told of an admission.
pub(super) const METHODS: &[Method] =
    &[Method::Phone, Method::Visit, Method::Fax, Method::Ict, Method::Post, Method::Family];

/// The fields of a contact; also part of the page on which an admission is entered.
pub(super) fn fields(t: &Typed) -> Vec<Field> {
    vec![
        t.radio(
            "contact_day_is",
            "連絡した日",
            vec![
                Opt::new("today", "きょう"),
                Opt::new("other", "ほかの日"),
                Opt::new("unknown", "わからない").unknown(),
            ],
        ),
        Field {
            when: Some(typed::when(
                "contact_day_is",
                "other",
                "「ほかの日」を選んだときだけ、入力してください",
            )),
            ..t.day_field("contact_day", "連絡した日の日付")
                .hint("例：令和8年11月18日。昨日 と打つこともできます")
        },
        t.radio("contact_method", "方法", parts::methods(METHODS)),
        t.line("contact_to", "だれに", Width::Full)
            .hint("例：地域連携室 小田島さん。わからなければ空欄でかまいません"),
        t.long("contact_note", "伝えたこと", 300),
    ]
}

/// Reads the fields; what is wrong is noted. None when anything is.
pub(super) fn read(t: &mut Typed, stay: StayId, today: Date) -> Option<Contact> {
    let before = t.errors().len();
    let other = t.day("contact_day");
    let day = match (t.text("contact_day_is").as_str(), other) {
        ("today", None) => Some(today),
        ("today" | "unknown", Some(_)) => {
            t.error("contact_day", "日付を入れるときは、上で「ほかの日」を選んでください");
            None
        }
        ("unknown", None) => None,
        ("other" | "", Some(day)) => Some(day),
        ("other", None) => {
            if t.errors().len() == before {
                t.error("contact_day", "連絡した日を入力してください");
            }
            None
        }
        _ => {
            if t.errors().len() == before {
                t.error("contact_day_is", "連絡した日を選んでください");
            }
            None
        }
    };
    let method = t.code("contact_method", Method::from_code, "連絡した方法を選んでください");
    let (to, note) = (t.text("contact_to"), t.text("contact_note"));
    super::new::too_long(t, "contact_to", 60);
    super::new::too_long(t, "contact_note", 300);
    if t.errors().len() > before {
        return None;
    }
    Some(Contact { stay, day, method: method?, to, note, again: false })
}

#[derive(Template)]
#[template(path = "office/contact.html")]
struct ContactPage {
    shell: Shell,
    back: Html,
    who: Html,
    told: Vec<String>,
    heard_href: String,
    stands: Html,
    errors: ErrorSummary,
    open: FormOpen,
    fields: Vec<Field>,
    bar: SendBar,
}

struct Known {
    stay: Stay,
    name: String,
    hospital: Option<Organisation>,
    /// The person's consent lets the hospital see the stay.
    hospital_sees: bool,
    told: Vec<String>,
}

fn known(req: &Req, id: StayId) -> Result<Known, Fail> {
    let (v, hospital_sees) = req.read(|cx| {
        let v = view(cx, id)?;
        let sees = crate::use_cases::hospital_sees(cx, &v.stay)?;
        Ok((v, sees))
    })?;
    let progress = Progress::new(&v.stay, &v.acts);
    let told = progress
        .first(ActKind::AdmissionContact)
        .map(|_| {
            v.acts
                .iter()
                .filter(|a| a.kind == ActKind::AdmissionContact)
                .map(|a| {
                    let day = a.day.map_or_else(|| "日は不明".into(), wareki::month_day);
                    let how = a.method.map_or("", Method::label);
                    let to = if a.to_name.is_empty() {
                        String::new()
                    } else {
                        format!("・{}へ", a.to_name)
                    };
                    format!("{day} {how}{to}（{}さん）", a.name)
                })
                .collect()
        })
        .unwrap_or_default();
    Ok(Known { name: v.resident.name, hospital: v.hospital, stay: v.stay, hospital_sees, told })
}

/// The question 「もう一度記録しますか」 with its button; empty when nothing stands.
pub(super) fn stands(t: &Typed, form: &str) -> Html {
    let question = t.errors().iter().find(|e| e.field == QUESTION);
    question.map_or_else(Html::default, |e| {
        let button = Button::submit("もう一度 記録する").of_form(form).posting(AGAIN, "yes");
        asked(&e.message, button)
    })
}

/// What is to be put right: without the question.
pub(super) fn wrong(t: &Typed) -> ErrorSummary {
    let errors = t.errors().iter().filter(|e| e.field != QUESTION).cloned().collect();
    ErrorSummary { errors, ..ErrorSummary::default() }
}

/// 409 while the question stands alone, else 422.
pub(super) fn status(t: &Typed) -> u16 {
    if t.errors().iter().all(|e| e.field == QUESTION) { 409 } else { 422 }
}

/// Said with the second button?
pub(super) fn again(req: &Req) -> bool {
    req.form.get(AGAIN) == "yes"
}

fn draw(mut shell: Shell, key: String, k: &Known, t: &Typed, today: Date) -> ContactPage {
    shell.title = "入院の連絡".into();
    let id = k.stay.id;
    let place = parts::hospital(&k.stay, k.hospital.as_ref());
    if let Some(end) = k.stay.end {
        // the log may be completed later; nobody is told of it then
        let quiet = if end.excluded() { "病院には知らせません。" } else { "" };
        let on = k.stay.ended_on.map(|d| crate::words::day(d, today)).unwrap_or_default();
        let text = format!(
            "{on}に{}。ここでは、そのときまでにした連絡を、あとから記録することだけができます。{quiet}",
            super::stay::ended_words(end)
        );
        shell.flash.push(Flash::new(FlashKind::Info, text));
    }
    ContactPage {
        back: ui::back("入退院のようす", shell.url(&format!("/transitions/{id}"))),
        who: Html::trusted("<b>")
            .and(format!("{} さん", k.name))
            .and(Html::trusted("</b>　"))
            .and(format!("{}に入院", crate::words::day(k.stay.admitted_on, today)))
            .and(Html::trusted("　→ "))
            .and(place.clone()),
        told: k.told.clone(),
        heard_href: shell.url(&format!("/transitions/{id}/received")),
        stands: stands(t, "contact"),
        errors: wrong(t),
        open: FormOpen {
            id: "contact".into(),
            action: shell.url(&format!("/transitions/{id}/contact")),
            csrf: shell.csrf.clone(),
            key,
            today: today.to_string(),
            ..FormOpen::default()
        },
        fields: fields(t),
        bar: SendBar {
            label: "記録する".into(),
            head: "連絡した相手".into(),
            to: place.and(" 地域連携室"),
            after: if !k.hospital_sees {
                "ご本人の同意がないため、病院の画面には出ません。電話などで伝えたことの記録です"
                    .into()
            } else if k.stay.hospital.is_some() {
                "病院の画面にも、連絡があったことが出ます".into()
            } else {
                "この病院は Yui を使っていません。記録は、あなたの事業所に残ります".into()
            },
            button: Button::submit("入院の連絡を記録する").primary().of_form("contact"),
            second: None,
        },
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let k = known(req, req.id("stay")?)?;
    let t = Typed::blank(today).with("contact_day_is", "today");
    Resp::page(draw(req.shell.clone(), req.new_key(), &k, &t, today).render())
}

/// Records it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    if let Some(mut cmd) = read(&mut t, id, today).filter(|_| t.ok()) {
        cmd.again = again(req);
        let done = req.act(move |cx| {
            contact(cx, &cmd)?;
            Ok(format!("/transitions/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "入院の連絡を記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    let k = known(req, id)?;
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), &k, &t, today).render())?
        .status(status(&t)))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use slice::Form;

    fn sample() -> Known {
        Known {
            stay: samples::stay(),
            name: "阿部 ハル".into(),
            hospital: Some(samples::hospital()),
            hospital_sees: true,
            told: vec!["11月17日（火） 電話・地域連携室へ（佐藤 花子さん）".into()],
        }
    }

    fn html(k: &Known, t: &Typed) -> String {
        draw(samples::shell(), "key12345".into(), k, t, samples::today()).render().unwrap()
    }

    fn typed(body: &str) -> Typed {
        Typed::posted(&Form::parse(body.as_bytes()).unwrap(), samples::today())
    }

    #[test]
    fn the_page_shows_what_was_told_before_and_to_whom() {
        let page = html(&sample(), &Typed::blank(samples::today()));
        samples::sound(&page);
        assert!(
            page.contains("みどり総合病院") && page.contains("11月17日（火） 電話・地域連携室へ")
        );
        let outside = Known {
            hospital: None,
            stay: Stay { hospital: None, hospital_name: "盛町病院".into(), ..samples::stay() },
            told: Vec::new(),
            ..sample()
        };
        assert!(html(&outside, &Typed::blank(samples::today())).contains("Yui を使っていません"));
    }

    #[test]
    fn long_names_stay_text_and_errors_stand_beside_their_fields() {
        let mut t = typed(
            "a.contact_day_is=other&a.contact_day.y=8&a.contact_day.m=2&a.contact_day.d=30&a.contact_to=%3Ci%3E",
        );
        assert!(read(&mut t, samples::stay().id, samples::today()).is_none());
        let page = html(&Known { name: samples::LONG.into(), ..sample() }, &t);
        samples::sound(&page);
        assert!(
            page.contains("is-error")
                && page.contains("連絡した方法を選んでください")
                && !page.contains("<i>")
        );
    }

    #[test]
    fn the_day_may_be_unknown_but_not_left_open() {
        let read = |body: &str| {
            let mut t = typed(body);
            read(&mut t, samples::stay().id, samples::today()).map(|c| c.day)
        };
        assert_eq!(read("a.contact_method=phone&a.contact_day_is=unknown"), Some(None));
        assert_eq!(
            read("a.contact_method=fax&a.contact_day_is=today"),
            Some(Some(samples::today()))
        );
        assert_eq!(
            read("a.contact_method=fax&a.contact_day.y=R8.11.18"),
            Some(Some("2026-11-18".parse().unwrap()))
        );
        for bad in [
            "a.contact_method=fax",
            "a.contact_day_is=today",
            "a.contact_method=pigeon&a.contact_day_is=today",
            "a.contact_method=fax&a.contact_day_is=unknown&a.contact_day.y=R8.11.18",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
