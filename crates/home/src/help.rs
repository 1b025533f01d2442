//! 困ったときは, 電話で聞く. Open without signing in: whoever cannot get in needs them most.
use accounts::{Organisation, OrganisationKind};
use app::Cx;
use askama::Template;
use kernel::{Actor, Holidays};
use slice::{Fail, Req, Resp};
use ui::{Html, Shell};

use crate::draw::tel;

#[derive(Template)]
#[template(path = "home/help.html")]
struct Help {
    shell: Shell,
    signed_in: bool,
    persons: bool,
    demo: bool,
    centre: String,
}

struct Line {
    name: Html,
    phone: Html,
    fax: String,
    hours: String,
}

#[derive(Template)]
#[template(path = "home/phone.html")]
struct Phone {
    shell: Shell,
    centre: String,
    centres: Vec<Line>,
    hokatsu: String,
    others: Vec<Line>,
    fictitious: bool,
}

/// Who reads: the member of staff, or the program itself for visitors without a session (facts anybody may know).
fn read<T>(req: &Req, f: impl Fn(&Cx<'_>) -> app::Result<T>) -> Result<T, Fail> {
    let nobody = Actor::system();
    let actor = req.session.as_ref().map_or(&nobody, |s| &s.actor);
    Ok(req.app.read(actor, f)?)
}

/// 困ったときは.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let centre = read(req, |cx| Ok(directory::labels(cx)?.center().to_string()))?;
    let help = Help {
        shell: req.titled("困ったときは"),
        signed_in: req.session.is_some(),
        persons: req.app.region().persons,
        demo: req.app.region().demo,
        centre,
    };
    Resp::page(help.render())
}

fn line(o: &Organisation, now: kernel::At) -> Line {
    let hours = match o.calendar.hours(now.date(), Holidays::shipped()) {
        Some(h) => format!(
            "きょうは {}:{:02}〜{}:{:02}",
            h.open.hour(),
            h.open.minute(),
            h.close.hour(),
            h.close.minute()
        ),
        None => "きょうは休みです".into(),
    };
    let phone = if o.phone.is_empty() {
        "電話番号はまだありません".into()
    } else {
        tel(&o.phone)
    };
    Line { name: ui::org(&o.name, o.fictitious), phone, fax: o.fax.clone(), hours }
}

/// 電話で聞く: the centre first, then the 包括.
pub(crate) fn phone(req: &Req) -> Result<Resp, Fail> {
    let (labels, centres, hokatsu) = read(req, |cx| {
        let of = |kind| accounts::organisations_of_kind(cx, kind);
        Ok((directory::labels(cx)?, of(OrganisationKind::Centre)?, of(OrganisationKind::Hokatsu)?))
    })?;
    let now = req.app.now();
    let lines = |all: &[Organisation]| all.iter().map(|o| line(o, now)).collect();
    let page = Phone {
        shell: req.titled("電話で聞く"),
        centre: labels.center().to_string(),
        centres: lines(&centres),
        hokatsu: labels.hokatsu().to_string(),
        others: lines(&hokatsu),
        fictitious: req.app.region().fictitious,
    };
    Resp::page(page.render())
}

#[cfg(test)]
mod tests {
    use accounts::NewOrganisation;
    use accounts::use_cases::set_up::add_organisation;
    use kernel::{BusinessCalendar, Hat, Time};
    use testkit::TestApp;

    use super::*;
    use crate::testing::{html, req, sound};

    fn centre(name: &str, phone: &str, kind: OrganisationKind) -> NewOrganisation {
        let t = |h| Time::constant(h, 0, 0, 0);
        NewOrganisation {
            name: name.into(),
            kana: "ゆい".into(),
            kind,
            number: None,
            corporation: String::new(),
            area: String::new(),
            phone: phone.into(),
            fax: "0000-00-0101".into(),
            calendar: BusinessCalendar::weekdays(t(9), t(17)),
            outside: false,
            fictitious: true,
        }
    }

    #[test]
    fn the_centres_number_can_be_read_without_signing_in() {
        let app = TestApp::sqlite();
        let new = centre("支援センター ゆい", "0000-00-0100", OrganisationKind::Centre);
        app.write(&Actor::operator(), move |cx| add_organisation(cx, &new)).unwrap();
        let mut r = req(&app, Hat::CareManager, testkit::id(1), "/help/phone");
        r.session = None;
        let page = html(phone(&r).unwrap());
        sound(&page);
        assert!(page.contains("href=\"tel:0000000100\"") && page.contains("きょうは 9:00〜17:00"));
        sound(&html(super::page(&r).unwrap()));
    }

    #[test]
    fn a_region_without_a_centre_yet_says_so() {
        let app = TestApp::sqlite();
        let page =
            html(phone(&req(&app, Hat::CareManager, testkit::id(1), "/help/phone")).unwrap());
        sound(&page);
        assert!(page.contains("まだ登録されていません"));
    }
}
