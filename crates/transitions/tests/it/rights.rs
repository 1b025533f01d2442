//! Who sees a stay: the office, the hospital concerned until thirty days after, nobody else; and what consent does.
use app::audit::{self, Filter};
use app::{Error, Result};
use db::{Stmt, params};
use kernel::time::add_days;
use kernel::{Actor, Hat};
use people::authz::{Basis, Party, revoke};
use transitions::model::{EndKind, StayId};
use transitions::use_cases::view::view;
use transitions::use_cases::{documents, record, screen, sheet, undo};

use crate::conferences;
use crate::place::{Town, a_sheet, again, in_both_towns};

fn sees(t: &Town, who: &Actor, stay: StayId) -> bool {
    match t.app.read(who, |cx| view(cx, stay)) {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(e) => panic!("{}: {e:?}", who.name),
    }
}

/// Refused as if there were nothing, or by the hat.
fn nothing<T: std::fmt::Debug>(who: &Actor, what: &str, r: Result<T>) {
    let quiet = matches!(r, Err(Error::NotFound | Error::Forbidden(_)));
    assert!(quiet, "{} {what}: {r:?}", who.name);
}

#[test]
fn another_hospital_another_office_and_the_centre_find_nothing_there() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        let record_id = t.document(stay);
        assert!(sees(&t, &t.cm, stay) && sees(&t, &t.colleague, stay));
        assert!(sees(&t, &t.liaison, stay) && sees(&t, &t.nurse, stay));
        for who in [&t.other_liaison, &t.other_cm, &t.centre] {
            assert!(!sees(&t, who, stay), "{}", who.name);
            nothing(who, "document", t.open(who, stay, record_id));
            nothing(who, "receive", t.receive(who, act));
            nothing(who, "sheet", t.act(who, move |cx| sheet::send(cx, &again(stay, 1, "{}"))));
            nothing(who, "recall", t.act(who, move |cx| sheet::recall(cx, act)));
            nothing(who, "end", t.end(who, stay, "2026-11-09", EndKind::Home));
            nothing(who, "screen", t.app.read(who, |cx| screen::for_screening(cx, stay)));
            nothing(who, "record", t.app.read(who, |cx| record::for_recording(cx, stay)));
            nothing(who, "cancel", t.act(who, move |cx| undo::cancel_stay(cx, stay, "x")));
        }
        for who in [&t.other_liaison, &t.other_cm] {
            assert!(t.lines(who).is_empty(), "{}", who.name);
        }
        assert_eq!(t.rate("sheet_sent"), (1, 1));
    });
}

#[test]
fn a_hospital_sees_its_own_stays_and_not_those_elsewhere() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-02");
        t.sheet(first);
        let sheet_there = t.document(first);
        t.end(&t.cm, first, "2026-11-05", EndKind::Transfer).unwrap();
        let mut cmd = t.admission("2026-11-05");
        cmd.hospital = transitions::use_cases::report::Where::Known(accounts::OrganisationId(
            t.other_liaison.organisation.unwrap(),
        ));
        let second =
            t.act(&t.cm, move |cx| transitions::use_cases::report::report(cx, &cmd)).unwrap();
        assert!(sees(&t, &t.other_liaison, second) && !sees(&t, &t.other_liaison, first));
        assert!(sees(&t, &t.liaison, first) && !sees(&t, &t.liaison, second));
        let theirs = t.open(&t.other_liaison, first, sheet_there);
        assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
        // a document of one stay is not found under the address of another
        let crossed = t.app.read(&t.cm, |cx| documents::read(cx, second, sheet_there));
        assert!(matches!(crossed, Err(Error::NotFound)), "{crossed:?}");
        let not_theirs = t.act(&t.liaison, move |cx| {
            transitions::use_cases::conference::conference(
                cx,
                second,
                &transitions::use_cases::conference::Conference::NotHeld("x".into()),
                "",
            )
        });
        assert!(matches!(not_theirs, Err(Error::NotFound)), "{not_theirs:?}");
    });
}

#[test]
fn the_hospital_sees_the_stay_until_thirty_days_after_and_its_sheet_afterwards() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let record_id = t.document(stay);
        t.end(&t.cm, stay, "2026-11-09", EndKind::Home).unwrap();
        t.now("2026-12-09", "23:59");
        assert!(sees(&t, &t.liaison, stay));
        t.now("2026-12-10", "00:00");
        assert!(!sees(&t, &t.liaison, stay));
        assert!(t.lines(&t.liaison).is_empty());
        // what was sent to it does not vanish
        assert!(t.open(&t.liaison, stay, record_id).is_ok());
        assert!(sees(&t, &t.cm, stay));
    });
}

#[test]
fn only_the_offices_of_the_stay_write_the_sheet_and_only_the_hospital_decides() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        for who in [&t.liaison, &t.nurse] {
            nothing(who, "sheet", t.act(who, move |cx| sheet::send(cx, &a_sheet(stay))));
        }
        let by_office = Town { liaison: t.cm.clone(), ..t };
        nothing(&by_office.cm, "screen", by_office.screen(stay, true));
        nothing(&by_office.cm, "planning", by_office.plan(stay));
        nothing(&by_office.cm, "planned", by_office.planned(stay, "2026-11-20", ""));
        nothing(&by_office.cm, "discharge", by_office.tell_discharge(stay, "2026-11-20"));
        nothing(&by_office.cm, "papers", by_office.hand_over(stay));
        let by_ward = Town { liaison: by_office.nurse.clone(), ..by_office };
        nothing(&by_ward.nurse, "assign", by_ward.assign(stay));
        assert_eq!(by_ward.lines(&by_ward.nurse).len(), 1);
    });
}

/// Withdrawing has no page yet; a row that says so must work from the first day.
const WITHDRAW: Stmt = Stmt {
    name: "test.WITHDRAW",
    sql: "UPDATE people_consent SET withdrawn_on = $1, status = 'withdrawn' WHERE resident = $2",
};

#[test]
fn without_consent_the_hospital_sees_only_what_it_was_sent() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let record_id = t.document(stay);
        assert!(sees(&t, &t.liaison, stay));
        let resident = t.resident;
        t.act(&t.cm, move |cx| {
            cx.tx().exec(WITHDRAW, params![cx.today(), resident.0])?;
            cx.rights_changed()?;
            Ok(())
        })
        .unwrap();
        assert!(!sees(&t, &t.liaison, stay) && !sees(&t, &t.nurse, stay));
        assert!(t.lines(&t.liaison).is_empty());
        assert!(t.open(&t.liaison, stay, record_id).is_ok());
        // the office that registered the person goes on with its own record
        assert!(sees(&t, &t.cm, stay));
        assert_eq!(t.lines(&t.cm).len(), 1);
    });
}

#[test]
fn every_look_and_every_refusal_is_in_the_audit_log() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let rows =
            || t.app.read(&Actor::system(), |cx| audit::page(cx, &Filter::default())).unwrap();
        let before = rows().len();
        assert!(sees(&t, &t.liaison, stay));
        let after = rows();
        assert!(after.len() > before);
        assert!(after[..after.len() - before].iter().all(|r| !r.denied));
        let before = after.len();
        assert!(!sees(&t, &t.other_liaison, stay));
        let after = rows();
        assert_eq!(after.len(), before + 1);
        assert_eq!(after.iter().filter(|r| r.denied).count(), 1);
        assert_eq!(t.other_liaison.hat, Hat::Liaison);
    });
}

#[test]
fn a_right_that_ends_while_one_is_asked_takes_its_line_away_and_not_the_whole_page() {
    conferences::at_both_tables(|t| {
        let id = t.closed();
        t.now("2026-11-17", "10:00");
        t.change(&t.liaison, id, 1, &conferences::moved()).unwrap();
        assert_eq!(t.today(&t.pharmacist).len(), 1);
        let (stay, org) = (t.stay, t.pharmacist.organisation.unwrap());
        t.act(&t.cm, move |cx| {
            let whose = transitions::use_cases::view::view(cx, stay)?.resident.id;
            let (party, yesterday) = (Party::Organisation(org), add_days(cx.today(), -1));
            revoke(cx, whose, party, Basis::Addressee, Some(id.0), yesterday)
        })
        .unwrap();
        let opened =
            t.app.read(&t.pharmacist, |cx| transitions::use_cases::conferences::read::view(cx, id));
        assert!(opened.is_err());
        assert!(t.today(&t.pharmacist).is_empty());
    });
}
