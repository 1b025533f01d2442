//! Papers of discharge written here: who may open them. The facility opens what it was sent, nobody else of outside
//! does, and not after its right was taken back.
use accounts::{OrganisationId, OrganisationKind};
use app::{Error, Result};
use kernel::{Actor, Hat, Id};
use people::authz::{Basis, Party, revoke};
use transitions::model::destination::Destination;
use transitions::model::facility_answers::{ForProcedure, Takes};
use transitions::model::{ActKind, EndKind, Method, Paper, StayId};
use transitions::use_cases::end::{End, end_to};
use transitions::use_cases::facility::{Answer, Ask, answer, ask};
use transitions::use_cases::papers::{self, Papers, Whom};
use transitions::use_cases::view::view;
use transitions::use_cases::written::{self, HandOver, Written, of_us};

use crate::place::{Town, day, in_both_towns};

struct Homes {
    home: OrganisationId,
    worker: Actor,
    nurse: Actor,
    other: Actor,
}

fn homes(t: &Town) -> Homes {
    let home = t.organisation("特養 ひばり荘", OrganisationKind::Facility);
    let second = t.organisation("老健 みずうみ", OrganisationKind::Facility);
    Homes {
        home,
        worker: t.staff(home, "大沢 進", Hat::Provider),
        nurse: t.staff(home, "大沢 薫", Hat::Provider),
        other: t.staff(second, "熊谷 里", Hat::Provider),
    }
}

fn paper(stay: StayId, which: Written) -> HandOver {
    HandOver {
        stay,
        which,
        form_version: "1".into(),
        body: r#"{"note":"夜間に2回 体位を変えます"}"#.into(),
        base: 0,
        reason: String::new(),
        to: String::new(),
        receiver: None,
    }
}

fn leave_for(t: &Town, stay: StayId, home: OrganisationId) {
    let to = Destination { organisation: Some(home.0), ..Destination::default() };
    let cmd = End { stay, on: day("2026-11-09"), kind: EndKind::Facility, place: String::new() };
    t.act(&t.liaison, move |cx| end_to(cx, &cmd, Some(&to))).unwrap();
}

fn hand_over(t: &Town, cmd: HandOver) -> Result<Id> {
    t.act(&t.liaison, move |cx| written::hand_over(cx, &cmd))
}

/// The record of the paper as the hospital sees it.
fn record(t: &Town, stay: StayId, which: Written) -> Id {
    t.act(&t.liaison, move |cx| written::read(cx, stay, which)).unwrap().version.record
}

fn nothing<T: std::fmt::Debug>(who: &Actor, r: Result<T>) {
    let quiet = matches!(r, Err(Error::NotFound | Error::Forbidden(_)));
    assert!(quiet, "{}: {r:?}", who.name);
}

fn todo(t: &Town, who: &Actor) -> Vec<String> {
    let lines = transitions::slice().todo.unwrap();
    t.app.read(who, lines).unwrap().into_iter().map(|l| l.href).collect()
}

#[test]
fn the_facility_opens_its_sheet_and_no_other_provider_does() {
    in_both_towns(|t| {
        let (h, stay) = (homes(&t), t.admitted("2026-11-02"));
        leave_for(&t, stay, h.home);
        hand_over(&t, paper(stay, Written::Facility)).unwrap();
        let sheet = record(&t, stay, Written::Facility);
        let link = format!("/transitions/{stay}/documents/{sheet}");

        // told without a name, and it stands in the facility's きょう until somebody there has opened it
        let told = t.app.read(&h.worker, app::notices::mine).unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].link, link);
        for private in ["高橋", "ミヨ", "肺炎", "夜間"] {
            assert!(!told[0].text.contains(private), "{}", told[0].text);
        }
        assert!(t.app.read(&h.other, app::notices::mine).unwrap().is_empty());
        assert!(todo(&t, &h.worker).contains(&link), "{:?}", todo(&t, &h.worker));
        assert!(!todo(&t, &h.other).contains(&link));

        for who in [&h.other, &t.other_liaison, &t.other_cm, &t.centre] {
            nothing(who, t.open(who, stay, sheet));
            nothing(who, t.act(who, move |cx| written::read(cx, stay, Written::Facility)));
        }
        assert!(t.open(&h.worker, stay, sheet).unwrap().contains("夜間に2回"));
        assert!(t.act(&h.nurse, move |cx| written::read(cx, stay, Written::Facility)).is_ok());
        assert!(!todo(&t, &h.worker).contains(&link), "opened, it waits no longer");

        // hospital and office see that it was opened there; the office's own copy is still unread
        let acts = t.app.read(&t.liaison, |cx| view(cx, stay)).unwrap().acts;
        let to = |org: OrganisationId| {
            let mine = |a: &&transitions::model::Act| a.to_org == Some(org);
            acts.iter().filter(|a| a.kind == ActKind::Papers).find(mine).unwrap()
        };
        assert!(to(h.home).opened_at.is_some());
        assert!(to(OrganisationId(t.cm.organisation.unwrap())).opened_at.is_none());
        // it still finds it among what it was sent, and sees nothing else of the stay
        let sent = t.app.read(&h.worker, of_us).unwrap();
        assert_eq!(sent.iter().map(|a| a.record).collect::<Vec<_>>(), [Some(sheet)]);
        nothing(&h.worker, t.app.read(&h.worker, |cx| view(cx, stay)));
    });
}

#[test]
fn when_the_right_is_taken_back_there_is_nothing_there_any_more() {
    in_both_towns(|t| {
        let (h, stay) = (homes(&t), t.admitted("2026-11-02"));
        leave_for(&t, stay, h.home);
        hand_over(&t, paper(stay, Written::Facility)).unwrap();
        let sheet = record(&t, stay, Written::Facility);
        assert!(t.open(&h.worker, stay, sheet).is_ok());
        let (whose, party) = (t.resident, Party::Organisation(h.home.0));
        t.act(&t.liaison, move |cx| {
            revoke(cx, whose, party, Basis::Addressee, Some(sheet), day("2026-11-08"))
        })
        .unwrap();
        nothing(&h.worker, t.open(&h.worker, stay, sheet));
        assert!(t.app.read(&h.worker, of_us).unwrap().is_empty());
    });
}

#[test]
fn what_goes_to_the_office_is_not_for_the_facility() {
    in_both_towns(|t| {
        let (h, stay) = (homes(&t), t.admitted("2026-11-02"));
        leave_for(&t, stay, h.home);
        for which in [Written::Nursing, Written::Referral] {
            hand_over(&t, paper(stay, which)).unwrap();
            let id = record(&t, stay, which);
            assert!(t.open(&t.cm, stay, id).is_ok());
            nothing(&h.worker, t.open(&h.worker, stay, id));
        }
        assert!(t.app.read(&h.worker, app::notices::mine).unwrap().is_empty());
    });
}

#[test]
fn before_discharge_it_goes_to_the_facility_that_is_chosen_and_to_none_unasked() {
    in_both_towns(|t| {
        let (h, stay) = (homes(&t), t.admitted("2026-11-02"));
        let question = Ask {
            stay,
            facility: Some(h.home),
            name: String::new(),
            procedures: vec!["suction".into()],
            note: String::new(),
            method: Method::Ict,
        };
        let asked = t.act(&t.liaison, move |cx| ask(cx, &question)).unwrap();
        let yes = Answer {
            asked,
            takes: None,
            each: vec![ForProcedure {
                procedure: "suction".into(),
                takes: Takes::Yes.code().into(),
                reasons: Vec::new(),
            }],
            note: String::new(),
            day: day("2026-11-09"),
            said_by: String::new(),
            method: Method::Ict,
        };
        t.act(&h.worker, move |cx| answer(cx, &yes)).unwrap();
        let w =
            t.app.read(&t.liaison, |cx| written::for_writing(cx, stay, Written::Facility)).unwrap();
        assert_eq!(w.receivers.iter().map(|f| f.id).collect::<Vec<_>>(), [h.home]);

        // to no facility at all it is not handed over; printed for a named one it is the office's alone to read here
        let nobody = hand_over(&t, paper(stay, Written::Facility));
        assert!(matches!(&nobody, Err(Error::Invalid(f)) if f[0].field == "to"), "{nobody:?}");
        let mut printed = paper(stay, Written::Facility);
        printed.to = "老健 みずうみ".into();
        hand_over(&t, printed).unwrap();
        let sheet = record(&t, stay, Written::Facility);
        nothing(&h.worker, t.open(&h.worker, stay, sheet));

        let mut cmd = paper(stay, Written::Facility);
        (cmd.base, cmd.reason, cmd.receiver) = (1, "行き先が決まったため".into(), Some(h.home));
        hand_over(&t, cmd).unwrap();
        assert!(t.open(&h.worker, stay, sheet).is_ok());
        nothing(&h.other, t.open(&h.other, stay, sheet));

        let mut wrong = paper(stay, Written::Facility);
        (wrong.base, wrong.reason, wrong.receiver) = (2, "x".into(), Some(t.hospital));
        let r = hand_over(&t, wrong);
        assert!(matches!(&r, Err(Error::Invalid(f)) if f[0].field == "receiver"), "{r:?}");
    });
}

#[test]
fn papers_given_to_a_relative_are_nothing_that_came_to_the_office() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let give = |whom: Whom, to: &str| Papers {
            stay,
            papers: vec![Paper::Summary],
            whom,
            to: to.into(),
            day: day("2026-11-09"),
            method: Method::Visit,
            again: false,
        };
        let nobody = give(Whom::Family, " ");
        let r = t.act(&t.liaison, move |cx| papers::hand_over(cx, &nobody));
        assert!(matches!(&r, Err(Error::Invalid(f)) if f[0].field == "to"), "{r:?}");
        let family = give(Whom::Family, "長女さん");
        let id = t.act(&t.liaison, move |cx| papers::hand_over(cx, &family)).unwrap();
        assert!(t.app.read(&t.cm, app::notices::mine).unwrap().is_empty());
        nothing(&t.cm, t.receive(&t.cm, id));
        let office = give(Whom::Office, "佐藤さん");
        let id = t.act(&t.liaison, move |cx| papers::hand_over(cx, &office)).unwrap();
        assert_eq!(t.app.read(&t.cm, app::notices::mine).unwrap().len(), 1);
        assert!(t.receive(&t.cm, id).is_ok());
    });
}

#[test]
fn a_member_of_the_support_team_does_not_open_files_handed_to_the_office() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let act = t.hand_over(stay).unwrap();
        let station = t.organisation("訪問看護あおぞら", OrganisationKind::VisitNursing);
        let nurse = t.staff(station, "田村 直子", Hat::Provider);
        let (whose, member) = (
            t.resident,
            people::model::NewTeamMember {
                role: people::model::TeamRole::VisitNursing,
                organisation: Some(station.0),
                account: None,
                label: "訪問看護あおぞら".into(),
                person: String::new(),
                phone: String::new(),
                from: day("2026-11-01"),
            },
        );
        t.act(&t.cm, move |cx| people::use_cases::change::add_member(cx, whose, &member)).unwrap();
        assert!(
            t.app.read(&nurse, |cx| transitions::use_cases::hats::shared_one(cx, stay)).is_ok()
        );
        nothing(&nurse, t.app.read(&nurse, |cx| papers::enclosed(cx, stay, act).map(|e| e.act.id)));
        assert!(t.app.read(&t.cm, |cx| papers::enclosed(cx, stay, act).map(|e| e.act.id)).is_ok());
    });
}

#[test]
fn the_ward_ticks_names_procedures_and_says_why_somebody_cannot_leave() {
    use transitions::model::checklist::{CheckState, Checklist, Taker};
    use transitions::use_cases::checklist::{Tick, tick};
    use transitions::use_cases::{not_discharged, procedures};
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let doctor = t.staff(t.hospital, "千田 隆", Hat::Doctor);
        let ticked = |who: &Actor| {
            let cmd = Tick {
                stay,
                item: Checklist::shipped().items[0].code.clone(),
                state: CheckState::Done,
                taker: Taker::Hospital,
                until: None,
                note: format!("{}が確認", who.name),
            };
            t.act(who, move |cx| tick(cx, &cmd))
        };
        assert!(ticked(&t.nurse).is_ok());
        nothing(&doctor, ticked(&doctor));
        nothing(&t.other_liaison, ticked(&t.other_liaison));
        let set = |who: &Actor| {
            let cmd = procedures::Procedures {
                stay,
                codes: vec!["suction".into()],
                note: String::new(),
                day: day("2026-11-09"),
                said_by: String::new(),
            };
            t.act(who, move |cx| procedures::procedures(cx, &cmd))
        };
        assert!(set(&t.nurse).is_ok());
        nothing(&doctor, set(&doctor));
        let why = |who: &Actor| {
            let cmd = not_discharged::NotDischarged {
                stay,
                codes: vec!["coordination".into()],
                note: String::new(),
                said_by: String::new(),
                day: day("2026-11-09"),
            };
            t.act(who, move |cx| not_discharged::not_discharged(cx, &cmd))
        };
        assert!(why(&t.nurse).is_ok());
        nothing(&t.cm, why(&t.cm));
    });
}

#[test]
fn who_may_see_names_the_facility_with_the_paper_it_was_sent_and_until_when() {
    in_both_towns(|t| {
        let (h, stay) = (homes(&t), t.admitted("2026-11-02"));
        let sees = |name: &str| {
            let whose = t.resident.0;
            let all =
                t.app.read(&t.cm, move |cx| people::use_cases::who_may_see::who_may_see(cx, whose));
            all.unwrap().into_iter().find(|(n, _, _)| n == name)
        };
        assert_eq!(sees("特養 ひばり荘"), None);
        let question = Ask {
            stay,
            facility: Some(h.home),
            name: String::new(),
            procedures: vec!["suction".into()],
            note: String::new(),
            method: Method::Ict,
        };
        t.act(&t.liaison, move |cx| ask(cx, &question)).unwrap();
        leave_for(&t, stay, h.home);
        hand_over(&t, paper(stay, Written::Facility)).unwrap();
        let (_, why, what) = sees("特養 ひばり荘").unwrap();
        assert_eq!(what, ["受け取った書類だけ"]);
        for words in [
            "受け入れの問い合わせを受け取った相手（令和8年12月9日まで）",
            "施設への退院のお知らせを受け取った相手",
        ] {
            assert!(why.contains(words), "{why}");
        }
        // who sees the whole stay anyway is named once, with the papers among the reasons
        let (_, why, what) = sees("結野中央病院").unwrap();
        assert!(what.contains(&"入退院のようす".to_string()), "{what:?}");
        assert!(why.contains("まで"), "{why}");
        assert_eq!(sees("老健 みずうみ"), None);
    });
}

#[test]
fn a_letter_to_another_doctor_goes_to_that_clinic_and_not_to_the_office() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let clinic = t.organisation("みなみ町内科", OrganisationKind::Clinic);
        let doctor = t.staff(clinic, "千葉 正", Hat::Doctor);
        let second = t.organisation("きた町内科", OrganisationKind::Clinic);
        let other = t.staff(second, "菊池 明", Hat::Doctor);
        let mut cmd = paper(stay, Written::Letter);
        cmd.receiver = Some(clinic);
        hand_over(&t, cmd).unwrap();
        let id = record(&t, stay, Written::Letter);
        assert!(t.open(&doctor, stay, id).is_ok(), "its addressee, though the stay is elsewhere");
        nothing(&other, t.open(&other, stay, id));
        assert!(t.app.read(&t.cm, app::notices::mine).unwrap().is_empty());
        let told = t.app.read(&doctor, app::notices::mine).unwrap();
        assert_eq!(told[0].link, format!("/transitions/{stay}/documents/{id}"));
        nothing(&doctor, t.app.read(&doctor, |cx| view(cx, stay)));
        // the summary is the office's
        hand_over(&t, paper(stay, Written::Summary)).unwrap();
        assert_eq!(t.app.read(&t.cm, app::notices::mine).unwrap().len(), 1);
    });
}

#[test]
fn each_role_at_the_hospital_writes_its_own_papers() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let hospital = OrganisationId(t.liaison.organisation.unwrap());
        let ward = t.staff(hospital, "畠山 恵", Hat::Ward);
        let doctor = t.staff(hospital, "千田 隆", Hat::Doctor);
        for which in Written::ALL {
            for who in [&ward, &doctor, &t.liaison] {
                let to = "老健 みずうみ".to_string();
                let cmd = HandOver { reason: "試し".into(), to, ..paper(stay, which) };
                let got = t.act(who, move |cx| {
                    written::for_writing(cx, stay, which)?;
                    written::hand_over(cx, &cmd)
                });
                // the second writer would have to begin from what the first handed over
                let again = matches!(got, Err(Error::Stale { .. } | Error::Invalid(_)));
                match which.by().contains(&who.hat) {
                    true => assert!(got.is_ok() || again, "{which:?} {}: {got:?}", who.name),
                    false => assert!(
                        matches!(got, Err(Error::Forbidden("transitions.papers.write"))),
                        "{which:?} {}: {got:?}",
                        who.name
                    ),
                }
            }
        }
        // what each wrote stands
        for which in Written::ALL {
            record(&t, stay, which);
        }
    });
}
