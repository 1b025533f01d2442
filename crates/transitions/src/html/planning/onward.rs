//! After a transfer: the office starts the next stay from what is known.
use accounts::{Organisation, OrganisationId};
use directory::model::prefecture;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{FieldKind, Html, Kv, Opt, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts};
use crate::html::hospital::typed::Typed;
use crate::html::office::parts;
use crate::model::destination::Destination;
use crate::model::{ActKind, StayId};
use crate::use_cases::onward::{Onward, onward, start};
use crate::use_cases::report::Where;

type Loaded = (Case, Onward, Vec<Organisation>);

fn load(req: &Req, stay: StayId) -> Result<Loaded, Fail> {
    req.read(move |cx| Ok((frame::case(cx, stay)?, onward(cx, stay)?, parts::hospitals(cx)?)))
}

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let (case, o, all) = match load(req, stay) {
        Err(Fail::NotFound) => return not_transferred(req, stay),
        other => other?,
    };
    let typed = begin(&case, &o);
    Resp::page(askama::Template::render(&page(
        req.shell.clone(),
        req.new_key(),
        &case,
        &all,
        &typed,
    )))
}

/// The stay is there for this reader but did not end by a transfer: said, instead of that nothing is there.
fn not_transferred(req: &Req, stay: StayId) -> Result<Resp, Fail> {
    req.read(move |cx| frame::case(cx, stay))?;
    let way = ui::Link::new("入退院のようすを見る", req.url(&format!("/transitions/{stay}")));
    let lead = "転院先の入院は、「転院」と登録した入院のあとに登録できます。";
    let page = frame::problem(req.shell.clone(), "転院は登録されていません", lead, way);
    Ok(Resp::page(askama::Template::render(&page))?.status(404))
}

/// Starts it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some((on, to, ward)) = read(&mut typed) {
        let done = req.act(move |cx| {
            let next = start(cx, stay, on, to.clone(), &ward)?;
            Ok(format!("/transitions/{next}"))
        });
        match done {
            Ok(path) => return Ok(Resp::go_saying(path, "転院先の入院を登録しました")),
            Err(app::Error::KeyReused { earlier }) => return Ok(Resp::go(earlier)),
            Err(e) => typed.refused(e)?,
        }
    }
    let (case, _, all) = load(req, stay)?;
    let page = page(req.shell.clone(), req.new_key(), &case, &all, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn begin(case: &Case, o: &Onward) -> Typed {
    let today = case.now.date();
    let t = Typed::blank(today).with_day("admitted_on", o.stay.ended_on.unwrap_or(today));
    match &o.to {
        Some(Destination { organisation: Some(id), .. }) => t.with("hospital", id.to_string()),
        Some(d) => t.with("hospital_name", d.name.clone()).with("prefecture", d.prefecture.clone()),
        None => t,
    }
}

fn read(t: &mut Typed) -> Option<(kernel::Date, Where, String)> {
    let on = t.day("admitted_on", "転院した日");
    let name = t.text("hospital_name");
    one_of_both(t, "hospital", "hospital_name");
    let to = match t.text("hospital").as_str() {
        "" if name.is_empty() => {
            t.error("hospital", "転院先の病院を選ぶか、名前を入力してください");
            None
        }
        "" => {
            let d = Destination { organisation: None, name, prefecture: t.text("prefecture") };
            Some(Where::Named(d.words()))
        }
        text => match text.parse::<Id>() {
            Ok(id) => Some(Where::Known(OrganisationId(id))),
            Err(_) => {
                t.error("hospital", "病院を一覧から選んでください");
                None
            }
        },
    };
    t.ok().then_some(())?;
    Some((on?, to?, t.text("ward")))
}

/// Prefectures to choose from; empty = in this region.
pub(in crate::html) fn prefectures() -> Vec<Opt> {
    let mut opts = vec![Opt::new("", "選ばない（この地域の中）")];
    opts.extend(prefecture::NAMES.iter().map(|p| Opt::new(*p, *p)));
    opts
}

/// A place is chosen from the list or typed: of both, which one is meant nobody can know, and the typed one is not to
/// be lost.
pub(in crate::html) fn one_of_both(t: &mut Typed, list: &str, name: &str) {
    if !t.text(list).is_empty() && !t.text(name).is_empty() {
        t.error(
            name,
            "一覧から選んだものと、入力した名前の両方があります。どちらか1つにしてください（名前を消すか、一覧の選択を「一覧にない」に戻します）",
        );
    }
}

/// Organisations to choose from.
pub(in crate::html) fn choices(none: &str, all: &[Organisation]) -> Vec<Opt> {
    let mut opts = vec![Opt::new("", none)];
    opts.extend(all.iter().map(|o| Opt::new(o.id.to_string(), parts::plain(o))));
    opts
}

fn page(shell: Shell, key: String, case: &Case, all: &[Organisation], t: &Typed) -> ActPage {
    let s = &case.view.stay;
    let rows: Vec<(Html, Html)> = vec![
        ("まえの病院".into(), s.hospital_name.as_str().into()),
        ("入院の理由".into(), s.reason.as_str().into()),
    ];
    let fields = vec![
        t.date("admitted_on", "転院した日").required(),
        t.field(
            "hospital",
            "転院先の病院",
            FieldKind::select(t.text("hospital"), choices("一覧にない病院（下に名前を入力）", all)),
        ),
        t.line("hospital_name", "一覧にない病院の名前", 50),
        t.field(
            "prefecture",
            "ほかの地域の病院のときの都道府県",
            FieldKind::select(t.text("prefecture"), prefectures()),
        ),
        t.line("ward", "病棟", 40).hint("わからないときは、空欄でかまいません"),
    ];
    let parts = Parts {
        tail: "/onward",
        title: "転院先の入院を登録する".into(),
        kinds: &[ActKind::Ended],
        lead: Kv { rows, tight: true, small: false }.html(),
        fields,
        bar_head: "つぎ",
        to: "転院先へ「入院の連絡」".into(),
        after: "登録しただけでは、まだだれにも送りません".into(),
        button: "入院を登録する",
        no_contact: true,
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell, today};
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, &[samples::hospital()], t).render().unwrap()
    }

    #[test]
    fn the_next_stay_begins_with_where_the_person_went() {
        let mut case = sample();
        case.hospital_side = false;
        case.tray = false;
        case.view.stay.ended_on = Some(today());
        let to = Destination {
            name: "雪代市立病院".into(),
            prefecture: "宮城県".into(),
            organisation: None,
        };
        let o = Onward { stay: case.view.stay.clone(), to: Some(to) };
        let mut t = begin(&case, &o);
        let page = html(&case, &t);
        sound(&page);
        assert!(page.contains("雪代市立病院") && page.contains("肺炎の疑い"));
        let (on, to, _) = read(&mut t).unwrap();
        assert_eq!(on, today());
        assert!(matches!(to, Where::Named(n) if n == "雪代市立病院（宮城県）"));
        sound(&html(&bare(), &Typed::blank(today())));
        sound(&html(&long(), &Typed::blank(today()).with("hospital_name", LONG)));
        let mut t = Typed::blank(today()).with("hospital", "x");
        assert!(read(&mut t).is_none());
        let chosen = samples::hospital().id.to_string();
        let mut t = Typed::blank(today())
            .with_day("admitted_on", today())
            .with("hospital", chosen)
            .with("hospital_name", "雪代市立病院");
        assert!(read(&mut t).is_none(), "the typed name is not dropped");
        assert!(t.form.error_of("hospital_name").is_some_and(|e| e.contains("どちらか1つ")));
        sound(&html(&sample(), &t));
    }
}
