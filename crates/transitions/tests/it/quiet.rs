//! After a death nothing waits beside the stay either: no conference, no sheet of the 包括, no sheet prepared by a
//! colleague, no tidings of a service.
use accounts::OrganisationKind;
use kernel::{Actor, Hat};
use people::use_cases::change;
use people::{NewTeamMember, TeamRole};
use transitions::model::reply::Tidings;
use transitions::model::{EndKind, Method};
use transitions::use_cases::conferences::save::{Save, plan};
use transitions::use_cases::referral::{self, Send};
use transitions::use_cases::services::{self, Tell};
use transitions::use_cases::{approval, sheet};

use crate::conferences::record;
use crate::place::{Town, a_sheet, in_both_towns, organisation, staff};

fn lines(t: &Town, who: &Actor) -> Vec<String> {
    let todo = transitions::slice().todo.unwrap();
    t.app.read(who, todo).unwrap().into_iter().map(|l| l.href).collect()
}

fn unread(t: &Town, who: &Actor) -> Vec<String> {
    let mine = t.app.read(who, app::notices::mine).unwrap();
    mine.into_iter().filter(|n| n.read_at.is_none()).map(|n| n.link).collect()
}

#[test]
fn a_death_takes_what_waits_beside_the_stay_from_everybody_and_nothing_is_sent_later() {
    in_both_towns(|t| {
        let nursing =
            organisation(&t.app, "訪問看護あおぞら", OrganisationKind::VisitNursing, false);
        let nurse = staff(&t.app, nursing, "田村 直子", Hat::Provider);
        let member = NewTeamMember {
            role: TeamRole::VisitNursing,
            organisation: Some(nursing.0),
            account: None,
            label: "訪問看護あおぞら".into(),
            person: String::new(),
            phone: String::new(),
            from: t.app.now().date(),
        };
        let resident = t.resident;
        t.act(&t.cm, move |cx| change::add_member(cx, resident, &member)).unwrap();
        let (hokatsu, centre) = t.hokatsu();
        let stay = t.admitted("2026-11-09");

        // a colleague prepares the sheet; a service is told; the 包括 is asked; a conference is announced
        t.act(&t.colleague, move |cx| approval::prepare(cx, &a_sheet(stay))).unwrap();
        let to = t.app.read(&t.cm, move |cx| services::recipients(cx, stay)).unwrap();
        let tell = Tell {
            stay,
            tidings: Tidings::Admitted,
            members: to.iter().map(|r| r.member.id).collect(),
            by_hand: Method::Fax,
            note: String::new(),
            again: false,
        };
        t.act(&t.cm, move |cx| services::tell(cx, &tell)).unwrap();
        let ask = Send {
            stay: Some(stay),
            to: hokatsu,
            form_version: "2026.1".into(),
            body: "{}".into(),
            reply_on: None,
            agreed: true,
        };
        t.act(&t.liaison, move |cx| referral::send(cx, &ask)).unwrap();
        let mut c = record();
        c.decisions.clear();
        c.day = Some("2026-11-19".into());
        for a in &mut c.attendees {
            a.presence = "invited".into();
        }
        t.act(&t.liaison, move |cx| plan(cx, stay, &c, &Save::Invite)).unwrap();
        for who in [&t.cm, &nurse, &centre] {
            assert!(!lines(&t, who).is_empty() && !unread(&t, who).is_empty(), "{}", who.name);
        }
        t.act(&t.cm, move |cx| sheet::save_draft(cx, stay, "{}")).unwrap();

        t.end(&t.liaison, stay, "2026-11-09", EndKind::Death).unwrap();
        for who in [&t.cm, &t.colleague, &t.liaison, &nurse, &centre, &t.nurse] {
            // the office that followed the person reads of the death in きょう, once and without a message
            let quiet: Vec<String> = match who.organisation == t.cm.organisation {
                true => vec![format!("/transitions/{stay}")],
                false => Vec::new(),
            };
            assert_eq!(lines(&t, who), quiet, "{}", who.name);
            assert_eq!(unread(&t, who), Vec::<String>::new(), "{}", who.name);
        }
        // what was told stays to be read by whom it was told
        assert_eq!(t.app.read(&nurse, services::for_me).unwrap().len(), 1);
        for day in ["2026-11-10", "2026-11-18", "2026-11-20"] {
            t.now(day, "09:00");
            let sent = t.act(&Actor::system(), transitions::use_cases::conferences::remind::remind);
            assert_eq!(sent.unwrap(), 0, "{day}");
        }
    });
}
