//! Before and at admission: a hospital outside answers by FAX and is keyed in, an admission is planned, a sheet waits for
//! approval. Each on both engines.
use app::Error;
use kernel::Id;
use people::attachments::{self, AttachmentKind, Kept};
use people::authz::What;
use transitions::model::approval::State;
use transitions::model::progress::Next;
use transitions::model::reply::Content;
use transitions::model::{ActKind, EndKind, Method, Mover, Progress, StayId};
use transitions::use_cases::planned_admission::{Move, move_day};
use transitions::use_cases::reply::{Reply, about, reply};
use transitions::use_cases::report::{Report, Where, report};
use transitions::use_cases::sheet::Send;
use transitions::use_cases::{approval, face_sheet, sheet, undo, view};

use crate::place::{Town, a_sheet, again, day, in_both_towns};

/// A scan: a small grey picture.
fn scan() -> Vec<u8> {
    // 8 × 8, grey: signature, IHDR, IDAT, IEND
    const PNG: &[u8] = &[
        0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 0xd, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
        8, 0, 0, 0, 8, 8, 0, 0, 0, 0, 0xe1, 0x64, 0xe1, 0x57, 0, 0, 0, 0xe, 0x49, 0x44, 0x41, 0x54,
        0x78, 0x9c, 0x63, 0x38, 1, 5, 0xc, 0x94, 0x31, 0, 8, 0xb1, 0x32, 1, 0xa8, 0xa8, 0xe5, 0x13,
        0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ];
    PNG.to_vec()
}

fn outside(t: &Town) -> StayId {
    let cmd = Report { hospital: Where::Known(t.outside), ..t.admission("2026-11-09") };
    t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap()
}

fn by_fax(stay: StayId) -> Send {
    Send { method: Method::Fax, day: Some(day("2026-11-09")), ..a_sheet(stay) }
}

fn answer(stay: StayId, answers: Option<Id>, day_: &str) -> Reply {
    Reply {
        stay,
        answers,
        day: Some(day(day_)),
        method: Method::Fax,
        from: "地域連携室 菅野さん".into(),
        content: Content {
            got_it: true,
            in_charge: "地域連携室 菅野".into(),
            phone: "0000-77-0001".into(),
            planned_on: Some(day("2026-11-25")),
            note: "カンファは開かない予定".into(),
        },
        scan: Vec::new(),
        again: false,
    }
}

fn kept(t: &Town) -> Vec<Kept> {
    let checked = attachments::check_one("scan.png", &scan()).unwrap();
    attachments::keep(&t.app.app, &t.cm, t.resident, What::Document, &[checked]).unwrap()
}

#[test]
fn story_c_a_hospital_outside_answers_by_fax_and_is_keyed_in_with_its_scan() {
    in_both_towns(|t| {
        let stay = outside(&t);
        t.contact(stay);
        let cmd = by_fax(stay);
        let sent = t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        t.now("2026-11-10", "14:00");
        let mut r = answer(stay, Some(sent), "2026-11-10");
        r.scan = kept(&t);
        let id = t.act(&t.cm, move |cx| reply(cx, &r)).unwrap();

        let v = t.app.read(&t.cm, move |cx| view::view(cx, stay)).unwrap();
        let sheet = v.acts.iter().find(|a| a.id == sent).unwrap();
        assert!(sheet.received_at.is_some(), "the sheet counts as received");
        let act = v.acts.iter().find(|a| a.id == id).unwrap();
        assert!(act.heard() && act.record == Some(sent));
        assert_eq!(act.said_by, "地域連携室 菅野さん");
        assert_eq!(Content::of(act).unwrap().in_charge, "地域連携室 菅野");
        assert_eq!(
            v.stay.planned_on,
            Some(day("2026-11-25")),
            "the day it named is the planned day"
        );
        let resident = t.resident;
        let listed =
            t.app.read(&t.cm, move |cx| attachments::list_of(cx, resident, &about(id))).unwrap();
        assert_eq!(listed.rows.len(), 1);
        assert_eq!(listed.rows[0].kind, AttachmentKind::FaxReply);
        // the way goes on to the end: nobody outside is waited for, and the office closes it
        let p = Progress::new(&v.stay, &v.acts);
        assert_eq!(p.next(), (Next::End, Mover::Office));
        t.now("2026-11-25", "10:00");
        t.end(&t.cm, stay, "2026-11-25", EndKind::Home).unwrap();
        t.record(stay).unwrap();
        let v = t.app.read(&t.cm, move |cx| view::view(cx, stay)).unwrap();
        assert_eq!(Progress::new(&v.stay, &v.acts).next().1, Mover::Nobody);
    });
}

#[test]
fn a_reply_keyed_in_by_mistake_goes_back_with_everything_it_did() {
    in_both_towns(|t| {
        let stay = outside(&t);
        let cmd = by_fax(stay);
        let sent = t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        let r = answer(stay, Some(sent), "2026-11-09");
        let id = t.act(&t.cm, move |cx| reply(cx, &r)).unwrap();
        assert!(t.act(&t.colleague, move |cx| undo::unhear(cx, id)).is_err(), "not one's own");
        t.act(&t.cm, move |cx| undo::unhear(cx, id)).unwrap();
        let v = t.app.read(&t.cm, move |cx| view::view(cx, stay)).unwrap();
        assert!(v.acts.iter().all(|a| a.kind != ActKind::Reply && a.kind != ActKind::PlannedDate));
        assert!(v.acts.iter().find(|a| a.id == sent).unwrap().received_at.is_none());
        assert_eq!(v.stay.planned_on, None);
        // later it stands
        let r = answer(stay, Some(sent), "2026-11-09");
        let id = t.act(&t.cm, move |cx| reply(cx, &r)).unwrap();
        t.now("2026-11-09", "10:06");
        assert!(t.act(&t.cm, move |cx| undo::unhear(cx, id)).is_err());
    });
}

#[test]
fn bad_replies_are_refused_beside_their_field_and_the_same_reply_asks() {
    in_both_towns(|t| {
        let stay = outside(&t);
        let cmd = by_fax(stay);
        let sent = t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        let refused = |r: Reply| match t.act(&t.cm, move |cx| reply(cx, &r)) {
            Err(Error::Invalid(f)) => f[0].field.clone(),
            other => panic!("{other:?}"),
        };
        let fine = || answer(stay, Some(sent), "2026-11-09");
        let mut nothing = fine();
        nothing.content = Content::default();
        assert_eq!(refused(nothing), "got_it");
        let mut to_nothing = fine();
        to_nothing.answers = None;
        assert_eq!(refused(to_nothing), "answers");
        let mut to_another = fine();
        to_another.answers = Some(testkit::id(9));
        assert_eq!(refused(to_another), "answers");
        let mut late = fine();
        late.day = Some(day("2026-11-10"));
        assert_eq!(refused(late), "day");
        let mut before = fine();
        before.content.planned_on = Some(day("2026-11-01"));
        assert_eq!(refused(before), "planned_on");
        let mut long = fine();
        long.content.note = "長".repeat(301);
        assert_eq!(refused(long), "note");
        let r = fine();
        t.act(&t.cm, move |cx| reply(cx, &r)).unwrap();
        assert_eq!(refused(fine()), "again");
        let r = Reply { again: true, ..fine() };
        t.act(&t.cm, move |cx| reply(cx, &r)).unwrap();
        let r = fine();
        assert!(matches!(t.act(&t.other_cm, move |cx| reply(cx, &r)), Err(Error::NotFound)));
    });
}

#[test]
fn an_admission_is_planned_ahead_and_its_sheet_goes_before() {
    in_both_towns(|t| {
        let mut cmd = t.admission("2026-11-20");
        let c = cmd.clone();
        assert!(t.act(&t.cm, move |cx| report(cx, &c)).is_err(), "ahead only when planned");
        cmd.planned = true;
        let mut far = cmd.clone();
        far.admitted_on = day("2028-11-20");
        assert!(t.act(&t.cm, move |cx| report(cx, &far)).is_err());
        let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let sent = t.sheet(stay);
        // the hospital prepares with it before the day
        t.receive(&t.liaison, sent).unwrap();
        let v = t.app.read(&t.liaison, move |cx| view::view(cx, stay)).unwrap();
        let sheet = v.acts.iter().find(|a| a.id == sent).unwrap();
        assert!(sheet.detail.has("fee:1"), "earlier than the admission counts for (Ⅰ)");
        assert_eq!(t.rate("admission_contact"), (0, 0), "nobody is in hospital yet");
        t.now("2026-11-20", "10:00");
        assert_eq!(t.rate("admission_contact"), (1, 1));
    });
}

#[test]
fn the_planned_day_moves_with_its_history_and_not_afterwards() {
    in_both_towns(|t| {
        let mut cmd = t.admission("2026-11-20");
        cmd.planned = true;
        let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let to =
            |on: &str| Move { stay, on: day(on), time: None, reason: "検査の結果".into() };
        let m = to("2026-11-12");
        t.act(&t.cm, move |cx| move_day(cx, &m)).unwrap();
        let m = to("2026-11-12");
        assert!(t.act(&t.cm, move |cx| move_day(cx, &m)).is_err(), "the same day is no move");
        let v = t.app.read(&t.liaison, move |cx| view::view(cx, stay)).unwrap();
        assert_eq!(v.stay.admitted_on, day("2026-11-12"));
        let moved = v.acts.iter().find(|a| a.kind == ActKind::AdmissionMoved).unwrap();
        assert_eq!(moved.detail.data["before"], "2026-11-20");
        t.now("2026-11-30", "10:00");
        let m = to("2026-11-29");
        assert!(t.act(&t.cm, move |cx| move_day(cx, &m)).is_err(), "the deadlines ran");
        let other = t.register("菊池 正", "きくち ただし", "1941-01-01");
        let mut cmd = t.admission("2026-11-30");
        cmd.resident = other;
        let now = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let m = Move { stay: now, ..to("2026-12-01") };
        assert!(t.act(&t.cm, move |cx| move_day(cx, &m)).is_err(), "an emergency is not moved");
    });
}

#[test]
fn a_sheet_prepared_by_a_colleague_leaves_only_when_approved() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let cmd = a_sheet(stay);
        let own = cmd.clone();
        assert!(t.act(&t.cm, move |cx| approval::prepare(cx, &own)).is_err(), "one's own is sent");
        let id = t.act(&t.colleague, move |cx| approval::prepare(cx, &cmd)).unwrap();
        let v = t.app.read(&t.liaison, move |cx| view::view(cx, stay)).unwrap();
        assert!(v.acts.is_empty(), "nothing has left");
        assert!(t.app.read(&t.liaison, move |cx| approval::read(cx, id)).is_err());
        assert!(t.app.read(&t.other_cm, move |cx| approval::read(cx, id)).is_err());
        assert!(
            t.act(&t.colleague, move |cx| approval::approve(cx, id)).is_err(),
            "not by who wrote"
        );
        // sent back, taken back into writing, prepared again
        assert!(t.act(&t.cm, move |cx| approval::send_back(cx, id, " ")).is_err());
        t.act(&t.cm, move |cx| approval::send_back(cx, id, "お薬を足してください")).unwrap();
        t.act(&t.colleague, move |cx| approval::take_back(cx, id)).unwrap();
        let w = t.app.read(&t.colleague, move |cx| sheet::for_writing(cx, stay)).unwrap();
        assert!(w.draft.unwrap().body.contains("家に帰りたい"));
        let cmd = a_sheet(stay);
        let id = t.act(&t.colleague, move |cx| approval::prepare(cx, &cmd)).unwrap();
        t.act(&t.cm, move |cx| approval::approve(cx, id)).unwrap();
        assert!(t.act(&t.cm, move |cx| approval::approve(cx, id)).is_err(), "once");
        let o = t.app.read(&t.colleague, move |cx| approval::read(cx, id)).unwrap();
        assert_eq!((o.prepared.state, o.may_approve), (State::Approved, false));
        let v = t.app.read(&t.liaison, move |cx| view::view(cx, stay)).unwrap();
        let sent: Vec<_> = v.acts.iter().filter(|a| a.kind == ActKind::SheetSent).collect();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].name, "佐藤 花子", "it was sent by who is responsible");
    });
}

#[test]
fn what_was_prepared_on_an_older_version_is_not_laid_over_a_newer_one() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let cmd = again(stay, 1, r#"{"hope":"施設でも"}"#);
        let id = t.act(&t.colleague, move |cx| approval::prepare(cx, &cmd)).unwrap();
        let cmd = again(stay, 1, r#"{"hope":"やはり家に"}"#);
        t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        assert!(matches!(
            t.act(&t.cm, move |cx| approval::approve(cx, id)),
            Err(Error::Stale { mine: 1, theirs: 2 })
        ));
    });
}

#[test]
fn a_face_sheet_needs_no_stay_and_keeps_to_whom_it_went() {
    in_both_towns(|t| {
        let who = t.resident;
        let send = |hospital: &str| face_sheet::Send {
            resident: who,
            hospital: hospital.into(),
            to: "地域連携室".into(),
            method: Method::Fax,
            day: day("2026-11-09"),
        };
        let s = send("雪代市立病院");
        assert!(t.act(&t.cm, move |cx| face_sheet::sent(cx, &s)).is_err(), "nothing is there yet");
        let confirm = |base| {
            t.act(&t.cm, move |cx| face_sheet::confirm(cx, who, "2026.1", r#"{"a":"b"}"#, base))
        };
        let id = confirm(0).unwrap();
        assert!(matches!(confirm(0), Err(Error::Stale { .. })));
        assert_eq!(confirm(1).unwrap(), id);
        let s = send(" ");
        assert!(t.act(&t.cm, move |cx| face_sheet::sent(cx, &s)).is_err());
        let s = send("雪代市立病院");
        t.act(&t.cm, move |cx| face_sheet::sent(cx, &s)).unwrap();
        let w = t.app.read(&t.colleague, move |cx| face_sheet::for_writing(cx, who)).unwrap();
        assert_eq!((w.latest.unwrap().version, w.sent.len()), (2, 1));
        assert_eq!(w.sent[0].hospital, Some(t.outside), "the light recipient is recognised");
        for stranger in [&t.other_cm, &t.liaison] {
            assert!(t.app.read(stranger, move |cx| face_sheet::for_writing(cx, who)).is_err());
        }
    });
}

#[test]
fn who_missed_a_version_compares_with_what_it_had_read() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let record = t.document(stay);
        t.open(&t.liaison, stay, record).unwrap();
        let times = ["11:00", "12:00"];
        let bodies = [(1, r#"{"hope":"施設でも"}"#), (2, r#"{"hope":"やはり家に"}"#)];
        for ((base, body), time) in bodies.into_iter().zip(times) {
            t.now("2026-11-09", time);
            let cmd = again(stay, base, body);
            t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        }
        let read = |who: &kernel::Actor| {
            t.act(who, move |cx| transitions::use_cases::documents::read(cx, stay, record)).unwrap()
        };
        let r = read(&t.liaison);
        assert_eq!((r.version.version, r.known), (3, Some(1)), "the second was never opened");
        assert_eq!(r.earlier.len(), 2, "the old ones stay readable");
        let act = r.act.unwrap();
        assert!(act.received_at.is_none(), "a new version has to be received again");
        t.receive(&t.liaison, act.id).unwrap();
    });
}
