//! 入院を登録する: who, where, since when, how it was learned; and in the same press, when it was done already, the
//! 入院の連絡. Two acts in one transaction.
use accounts::{Organisation, OrganisationId};
use app::{Cx, Error};
use askama::Template;
use kernel::{Date, Id, wareki};
use people::{Resident, ResidentId};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{
    Button, Empty, ErrorSummary, Field, FieldError, FormOpen, Html, Opt, PlainRow, Rows, SendBar,
    Shell,
};

use super::typed::{self, Typed};
use super::{contact, parts};
use crate::model::{Learned, Stay, StayId};
use crate::use_cases::contact::Contact;
use crate::use_cases::planned_admission::ahead_of;
use crate::use_cases::report::{Report, Where, report};

/// The value of 「一覧にない病院」.
const OTHER: &str = "other";

#[derive(Template)]
#[template(path = "office/choose.html")]
struct Choose {
    shell: Shell,
    typed: String,
    found: Option<Rows>,
    none: Option<Empty>,
    mine: Rows,
    more: bool,
    errors: ErrorSummary,
}

#[derive(Template)]
#[template(path = "office/new.html")]
struct New {
    shell: Shell,
    who: Html,
    /// A stay that is still open, with the way there.
    inside: Html,
    errors: ErrorSummary,
    open: FormOpen,
    resident: String,
    fields: Vec<Field>,
    told: Field,
    contact: Vec<Field>,
    bar: SendBar,
}

fn rows(shell: &Shell, residents: &[Resident], today: Date) -> Rows {
    let row = |r: &Resident| PlainRow {
        title: format!("{} さん", r.name).into(),
        href: Some(shell.url(&format!("/transitions/new?resident={}", r.id))),
        meta: ui::spaced([
            r.kana.as_str().into(),
            parts::age_and_level(r, today).into(),
            r.address.as_str().into(),
        ]),
        ..PlainRow::default()
    };
    Rows { rows: residents.iter().map(row).collect(), small: false }
}

fn choose(
    mut shell: Shell,
    typed: &str,
    found: Option<&[Resident]>,
    mine: (&[Resident], bool),
    today: Date,
    errors: &[FieldError],
) -> Choose {
    shell.title = "入院を登録する".into();
    let none = found.is_some_and(<[Resident]>::is_empty).then(|| Empty {
        title: "その名前の方は、見つかりませんでした".into(),
        text: "ひらがなか、姓だけでも探せます。まだ登録していない方は、さきに「わたしの担当」で登録してください。".into(),
        ..Empty::default()
    });
    Choose {
        typed: typed.into(),
        found: found.filter(|f| !f.is_empty()).map(|f| rows(&shell, f, today)),
        none,
        mine: rows(&shell, mine.0, today),
        more: mine.1,
        errors: ErrorSummary::of(errors),
        shell,
    }
}

fn choosing(req: &Req, typed: Option<&str>, errors: &[FieldError]) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let (mine, next) = req.read(|cx| people::use_cases::view::list(cx, None, true))?;
    let found = match typed.filter(|t| !t.is_empty() && errors.is_empty()) {
        Some(t) => Some(req.read(|cx| people::use_cases::view::matching(cx, t))?),
        None => None,
    };
    // somebody who has died is not admitted
    let alive = |all: Vec<Resident>| -> Vec<Resident> {
        all.into_iter().filter(|r| r.died_on.is_none()).collect()
    };
    let (mine, found) = (alive(mine), found.map(alive));
    let page = choose(
        req.shell.clone(),
        typed.unwrap_or(""),
        found.as_deref(),
        (&mine, next.is_some()),
        today,
        errors,
    );
    Ok(Resp::page(page.render())?.status(if errors.is_empty() { 200 } else { 422 }))
}

fn hospital_opts(hospitals: &[Organisation]) -> Vec<Opt> {
    let mut opts: Vec<Opt> = hospitals
        .iter()
        .map(|h| {
            let outside = if h.outside { "・地域の外" } else { "" };
            Opt::new(h.id.to_string(), format!("{}{outside}", parts::plain(h)))
        })
        .collect();
    opts.push(Opt::new(OTHER, "一覧にない病院（名前を書く）"));
    opts
}

/// What the page offers of hospitals.
struct Hospitals {
    all: Vec<Organisation>,
    /// The wards of each hospital that keeps a list.
    wards: Vec<(OrganisationId, Vec<String>)>,
    /// The stay of the person that is still open.
    inside: Option<Stay>,
}

/// 「入院中の記録があります」 with the way there: a second one is not entered beside it.
fn inside(shell: &Shell, s: Option<&Stay>) -> Html {
    let Some(s) = s else { return Html::default() };
    let text = format!(
        "{}に入院中の記録（{}から）があります。新しい入院は、退院を登録してから登録します。",
        s.hospital_name,
        wareki::month_day(s.admitted_on)
    );
    let at = |tail: &str| shell.url(&format!("/transitions/{}{tail}", s.id));
    Html::trusted("<section class=\"panel mb4\" aria-labelledby=\"inside\"><h2 id=\"inside\">入院中の記録があります</h2><p class=\"wrap-ja\">")
        .and(text)
        .and(Html::trusted("</p><p class=\"btns mt3\">"))
        .and(Button::link("その入院のようすを見る", at("")).compact().html())
        .and(Button::link("退院を登録する", at("/end")).compact().html())
        .and(Html::trusted("</p></section>"))
}

/// Name of the list of one hospital's wards.
fn ward_of(id: OrganisationId) -> String {
    format!("ward_of_{id}")
}

/// The wards of the hospital that is chosen, to choose from; and a line for what was heard of another.
fn ward(t: &Typed, hospitals: &Hospitals) -> Vec<Field> {
    let list = |(id, names): &(OrganisationId, Vec<String>)| {
        let name = parts::plain(hospitals.all.iter().find(|h| h.id == *id)?);
        let opts = names.iter().map(|w| Opt::new(w, w)).collect();
        let words = format!("「{name}」を選んだときだけ、選んでください");
        Some(Field {
            when: Some(typed::when("hospital", &id.to_string(), &words)),
            ..t.select(&ward_of(*id), &format!("病棟（{name}）"), opts).hint("わかるとき")
        })
    };
    let mut out: Vec<Field> = hospitals.wards.iter().filter_map(list).collect();
    let label = if out.is_empty() { "病棟" } else { "一覧にない病棟" };
    out.push(t.line("ward", label, Width::Mid).hint("わかるとき"));
    out
}

fn fields(t: &Typed, hospitals: &Hospitals) -> Vec<Field> {
    let learned = Learned::ALL.iter().map(|l| Opt::new(l.code(), l.label())).collect();
    let mut out = vec![
        t.select("hospital", "入院した病院", hospital_opts(&hospitals.all)).required(),
        Field {
            when: Some(typed::when(
                "hospital",
                OTHER,
                "「一覧にない病院」を選んだときだけ、入力してください",
            )),
            ..t.line("hospital_name", "一覧にない病院の名前", Width::Full)
        },
        t.day_field("admitted_on", "入院した日").required(),
        t.time_field("admitted_time", "入院した時刻")
            .hint("例：9:40。わからなければ空けておいてください。加算のめやすに使います"),
        t.radio("planned", "入院のしかた", vec![Opt::new("no", "緊急"), Opt::new("yes", "予定")])
            .required(),
        t.long("reason", "入院の理由", 200).hint("例：けさから発熱があり、肺炎の疑い"),
    ];
    out.extend(ward(t, hospitals));
    out.push(t.radio("learned", "だれから知りましたか", learned).required());
    out
}

fn draw(
    mut shell: Shell,
    key: String,
    r: &Resident,
    hospitals: &Hospitals,
    t: &Typed,
    today: Date,
) -> New {
    shell.title = "入院を登録する".into();
    New {
        who: Html::trusted("<b>")
            .and(format!("{} さん", r.name))
            .and(Html::trusted("</b> <span class=\"meta\">"))
            .and(ui::spaced([
                r.kana.as_str().into(),
                parts::age_and_level(r, today).into(),
                wareki::birth(r.birth).into(),
            ]))
            .and(Html::trusted("</span>")),
        inside: if r.died_on.is_some() {
            Html::trusted("<section class=\"panel mb4\"><p class=\"wrap-ja\">")
                .and(crate::use_cases::report::DIED)
                .and(Html::trusted("</p></section>"))
        } else {
            inside(&shell, hospitals.inside.as_ref())
        },
        errors: ErrorSummary::of(t.errors()),
        open: FormOpen {
            id: "new".into(),
            action: shell.url("/transitions/new"),
            csrf: shell.csrf.clone(),
            key,
            today: today.to_string(),
            ..FormOpen::default()
        },
        resident: r.id.to_string(),
        fields: fields(t, hospitals),
        told: t
            .radio(
                "told",
                "病院に、入院の連絡をしましたか",
                vec![Opt::new("yes", "はい"), Opt::new("no", "まだ")],
            )
            .required(),
        contact: contact::fields(t),
        bar: SendBar {
            label: "登録する".into(),
            head: "つぎ".into(),
            to: "入院時情報提供書を書きます".into(),
            after: "登録しただけでは、まだ提供書は送られません".into(),
            button: Button::submit("入院を登録する").primary().of_form("new"),
            second: None,
        },
        shell,
    }
}

fn known(req: &Req, id: ResidentId) -> Result<(Resident, Hospitals), Fail> {
    req.read(|cx| {
        let all = parts::hospitals(cx)?;
        let wards = crate::use_cases::report::wards(cx)?;
        let resident = people::use_cases::view::view(cx, id)?.resident;
        let inside = crate::use_cases::report::inside(cx, id)?;
        Ok((resident, Hospitals { all, wards, inside }))
    })
}

/// The page: first whom, then the admission.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let Some(resident) = req.query.some("resident") else { return choosing(req, None, &[]) };
    let id: ResidentId = resident.parse().map_err(|_| Fail::NotFound)?;
    let today = req.app.now().date();
    let (r, hospitals) = known(req, id)?;
    let t = Typed::blank(today)
        .with_day("admitted_on", today)
        .with("planned", "no")
        .with("contact_day_is", "today");
    Resp::page(draw(req.shell.clone(), req.new_key(), &r, &hospitals, &t, today).render())
}

fn read(t: &mut Typed, resident: ResidentId, today: Date) -> Option<(Report, Option<Contact>)> {
    let hospital = match t.text("hospital").as_str() {
        OTHER => {
            let name = t.text("hospital_name");
            if name.is_empty() {
                t.error("hospital_name", "病院の名前を入力してください");
            }
            Some(Where::Named(name))
        }
        "" => {
            t.error("hospital", "入院した病院を選んでください");
            None
        }
        id => match id.parse::<OrganisationId>() {
            Ok(id) => {
                if !t.text("hospital_name").is_empty() {
                    t.error(
                        "hospital_name",
                        "病院は、一覧から選ぶか、名前を書くか、どちらかにしてください",
                    );
                }
                Some(Where::Known(id))
            }
            Err(_) => {
                t.error("hospital", "入院した病院を選んでください");
                None
            }
        },
    };
    let chosen = match &hospital {
        Some(Where::Known(id)) => t.text(&ward_of(*id)),
        _ => String::new(),
    };
    let heard = t.text("ward");
    if !chosen.is_empty() && !heard.is_empty() && chosen != heard {
        t.error("ward", "病棟は、一覧から選ぶか、名前を書くか、どちらかにしてください");
    }
    let admitted_on = t.need_day("admitted_on", "入院した日を入力してください");
    let admitted_time = t.time("admitted_time");
    let yes_no = |c: &str| match c {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let planned = t.code("planned", yes_no, "緊急か予定かを選んでください");
    let learned = t.code("learned", Learned::from_code, "だれから知ったかを選んでください");
    let told = t.code("told", yes_no, "病院に連絡したかどうかを選んでください");
    let typed_contact = !t.text("contact_method").is_empty() || !t.text("contact_to").is_empty();
    if told == Some(false) && typed_contact {
        t.error("told", "連絡の方法や相手を入れたときは、「はい」を選んでください");
    }
    // the stay's id is only known inside the transaction
    let nobody = StayId(Id::from_bytes([0; 16]));
    let contact = if told == Some(true) { contact::read(t, nobody, today) } else { None };
    // everything that can be seen from here is told at once
    for (name, max) in [("hospital_name", 60), ("reason", 200), ("ward", 40)] {
        too_long(t, name, max);
    }
    if let (Some(on), Some(planned)) = (admitted_on, planned)
        && let Err(Error::Invalid(fields)) = ahead_of(today, on, planned)
    {
        fields.into_iter().for_each(|f| t.error(&f.field, f.message));
    }
    if !t.ok() {
        return None;
    }
    let report = Report {
        resident,
        hospital: hospital?,
        admitted_on: admitted_on?,
        admitted_time,
        planned: planned?,
        reason: t.text("reason"),
        learned: learned?,
        ward: if chosen.is_empty() { heard } else { chosen },
        care_level: None,
    };
    Some((report, contact))
}

/// Notes a text that is too long.
pub(super) fn too_long(t: &mut Typed, name: &str, max: usize) {
    if t.text(name).chars().count() > max {
        t.error(name, format!("{max}文字以内で入力してください"));
    }
}

/// Both acts in one transaction; where it goes next.
fn enter(cx: &Cx<'_>, r: &Report, c: Option<&Contact>) -> Result<String, Error> {
    let stay = report(cx, r)?;
    if let Some(c) = c {
        crate::use_cases::contact::contact(cx, &Contact { stay, ..c.clone() })?;
    }
    Ok(format!("/transitions/{stay}/sheet"))
}

/// Searches for the person, or enters the admission.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    if req.form.get("_do") == "find" {
        let typed = req.form.get("who");
        let long = typed.chars().count() > 100;
        let errors: Vec<FieldError> = (typed.chars().count() < 2 || long)
            .then(|| FieldError {
                field: "who".into(),
                message: "名前かふりがなを、2文字から100文字までで入力してください".into(),
            })
            .into_iter()
            .collect();
        return choosing(req, Some(typed), &errors);
    }
    let id: ResidentId = req.form.get("resident").parse().map_err(|_| Fail::NotFound)?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    if let Some((r, c)) = read(&mut t, id, today) {
        let told = c.is_some();
        match req.act(move |cx| enter(cx, &r, c.as_ref())) {
            Ok(to) if told => return Ok(Resp::go_saying(to, "入院と、入院の連絡を登録しました")),
            Ok(to) => {
                return Ok(Resp::go_saying(to, "入院を登録しました。病院への連絡は、まだです"));
            }
            Err(e) => t.refused(e)?,
        }
    }
    // a folded question is not posted: its answer stands again when the page opens anew
    let t = match t.text("contact_day_is").is_empty() && t.text("told").is_empty() {
        true => t.with("contact_day_is", "today"),
        false => t,
    };
    let (r, hospitals) = known(req, id)?;
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), &r, &hospitals, &t, today).render())?
        .status(422))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use slice::Form;

    fn typed(body: &str) -> Typed {
        Typed::posted(&Form::parse(body.as_bytes()).unwrap(), samples::today())
    }

    fn html(r: &Resident, t: &Typed) -> String {
        let hospitals = Hospitals {
            all: vec![samples::hospital()],
            wards: vec![(samples::hospital().id, vec!["3階東病棟".into()])],
            inside: None,
        };
        let page = draw(samples::shell(), "key12345".into(), r, &hospitals, t, samples::today())
            .render()
            .unwrap();
        samples::sound(&page);
        page
    }

    #[test]
    fn a_stay_that_is_still_open_is_shown_with_the_way_there() {
        assert!(inside(&samples::shell(), None).is_empty());
        let s = samples::stay();
        let html = inside(&samples::shell(), Some(&s)).to_string();
        assert!(html.contains("みどり総合病院に入院中の記録"), "{html}");
        assert!(html.contains(&format!("/transitions/{}\"", s.id)) && html.contains("/end\""));
    }

    const GOOD: &str = "a.hospital=other&a.hospital_name=%E7%9B%9B%E7%94%BA&a.admitted_on.y=R8.11.18&a.admitted_time=9:40&a.planned=no&a.learned=family";

    #[test]
    fn an_admission_is_read_with_or_without_its_contact() {
        let id = samples::resident().id;
        let (r, c) = read(&mut typed(&format!("{GOOD}&a.told=no")), id, samples::today()).unwrap();
        assert!(c.is_none() && !r.planned && matches!(&r.hospital, Where::Named(n) if n == "盛町"));
        assert_eq!(
            (r.admitted_on.to_string(), r.admitted_time.map(|t| (t.hour(), t.minute()))),
            ("2026-11-18".into(), Some((9, 40)))
        );
        let both = format!(
            "{GOOD}&a.told=yes&a.contact_day_is=today&a.contact_method=phone&a.contact_to=x"
        );
        let (_, c) = read(&mut typed(&both), id, samples::today()).unwrap();
        assert_eq!(c.and_then(|c| c.day), Some(samples::today()));
    }

    #[test]
    fn what_does_not_fit_is_told_and_nothing_typed_is_lost() {
        let id = samples::resident().id;
        for (bad, field) in [
            (format!("{GOOD}&a.told=yes"), "a.contact_method"),
            (format!("{GOOD}&a.told=no&a.contact_to=x"), "a.told"),
            (GOOD.into(), "a.told"),
            (GOOD.replace("9:40", "25:00"), "a.admitted_time"),
            (GOOD.replace("R8.11.18", "R8.2.30"), "a.admitted_on"),
            (GOOD.replace("family", "crow"), "a.learned"),
            (GOOD.replace("=other", "=nobody"), "a.hospital"),
            (String::new(), "a.planned"),
            (format!("{GOOD}&a.told=no&a.reason=x%00y"), "a.reason"),
        ] {
            let mut t = typed(&bad);
            assert!(read(&mut t, id, samples::today()).is_none(), "{bad}");
            assert!(t.errors().iter().any(|e| e.field == field), "{bad}: {:?}", t.errors());
            let page = html(&samples::resident(), &t);
            assert!(page.contains("errsum"));
        }
        let mut t = typed(&format!("{GOOD}&a.reason=%3Ci%3E"));
        let _ = read(&mut t, id, samples::today());
        let page = html(&Resident { name: samples::LONG.into(), ..samples::resident() }, &t);
        assert!(page.contains("value=\"9:40\"") && !page.contains("<i>") && page.contains("盛町"));
    }

    #[test]
    fn the_wards_of_the_chosen_hospital_are_offered_and_another_may_be_written() {
        let id = samples::hospital().id;
        let r = samples::resident();
        let page = html(&r, &typed(""));
        assert!(
            page.contains("病棟（みどり総合病院（架空））") && page.contains("value=\"3階東病棟\"")
        );
        let at = GOOD.replace("=other&a.hospital_name=%E7%9B%9B%E7%94%BA", &format!("={id}"));
        let ward = |more: &str| {
            let mut t = typed(&format!("{at}&a.told=no{more}"));
            read(&mut t, r.id, samples::today()).map(|(r, _)| r.ward).ok_or(t)
        };
        assert_eq!(ward(&format!("&a.ward_of_{id}=3F")).unwrap(), "3F");
        assert_eq!(ward("&a.ward=x3").unwrap(), "x3");
        let t = ward(&format!("&a.ward_of_{id}=3F&a.ward=x3")).unwrap_err();
        assert!(t.errors().iter().any(|e| e.field == "a.ward"));
        assert!(html(&r, &t).contains("value=\"x3\""));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let long = |n: usize| "x".repeat(n);
        let body = format!(
            "a.hospital=other&a.hospital_name={}&a.admitted_on.y=R8.12.18&a.admitted_time=25:00&a.planned=no&a.learned=family&a.reason={}&a.ward={}&a.told=yes&a.contact_day_is=today&a.contact_method=phone&a.contact_note={}",
            long(61),
            long(201),
            long(41),
            long(301)
        );
        let mut t = typed(&body);
        assert!(read(&mut t, samples::resident().id, samples::today()).is_none());
        let mut named: Vec<&str> = t.errors().iter().map(|e| e.field.as_str()).collect();
        named.sort_unstable();
        assert_eq!(
            named,
            [
                "a.admitted_on",
                "a.admitted_time",
                "a.contact_note",
                "a.hospital_name",
                "a.reason",
                "a.ward"
            ]
        );
        html(&samples::resident(), &t);
    }

    #[test]
    fn the_form_begins_with_today_and_says_what_comes_next() {
        let t = Typed::blank(samples::today())
            .with_day("admitted_on", samples::today())
            .with("planned", "no");
        let page = html(&samples::resident(), &t);
        assert!(
            page.contains("みどり総合病院（架空）")
                && page.contains("value=\"19\"")
                && page.contains("まだ提供書は送られません")
        );
    }

    #[test]
    fn the_person_is_chosen_from_ones_own_or_searched_for() {
        let page =
            |typed: &str, found: Option<&[Resident]>, mine: &[Resident], errors: &[FieldError]| {
                let p = choose(
                    samples::shell(),
                    typed,
                    found,
                    (mine, mine.len() == 50),
                    samples::today(),
                    errors,
                );
                let html = p.render().unwrap();
                samples::sound(&html);
                html
            };
        let r = samples::resident();
        assert!(page("", None, &[], &[]).contains("まだいません"));
        assert!(
            page("", None, std::slice::from_ref(&r), &[]).contains("/transitions/new?resident=")
        );
        assert!(page("やまだ", Some(&[]), &[], &[]).contains("見つかりませんでした"));
        let long = vec![Resident { name: samples::LONG.into(), ..r }; 50];
        assert!(page("勅", Some(&long), &long, &[]).contains("はじめの50人"));
        let wrong = [FieldError { field: "who".into(), message: "2文字から".into() }];
        assert!(page("あ", None, &[], &wrong).contains("aria-invalid"));
    }
}
