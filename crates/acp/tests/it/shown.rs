//! To whom the note is shown: four addressees, each by itself; gone from the next look-up when it is taken back; a relative who is not named
//! sees nothing; the centre and the city never.
use accounts::{OrganisationId, OrganisationKind};
use acp::permissions;
use acp::use_cases::{my, read, save, share};
use kernel::{Actor, Hat};
use people::ResidentId;
use people::authz::{Addressee, Basis, Emergency, Permit, Read, What, decide};
use people::pointers;
use people::release::Parts;
use people::use_cases::cards;

use crate::town::{Town, in_both_towns, member, refused};

static SCENE: app::Permission = app::Permission {
    code: "test.scene",
    label: "カードを開く",
    capability: "emergency",
    hats: &[Hat::Crew, Hat::CareManager],
};

/// What a crew finds on the card.
fn at_scene(t: &Town) -> Vec<String> {
    let id: ResidentId = t.id;
    t.app
        .read(&t.crew, |cx| {
            let p: Permit<'_, Read, Emergency> = decide(cx, &SCENE, id, None)?;
            Ok(pointers::of(cx, &p)?.into_iter().map(|p| p.shown.words).collect())
        })
        .unwrap()
}

#[test]
fn each_addressee_by_itself_and_a_withdrawn_note_is_gone_at_once_and_kept_in_the_log() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        let words = [("values.voice", "家にいたい"), ("medical.cpr", "not")];
        t.save(&own, t.version(None, &words)).unwrap();
        // from the start of the stay in the facility
        let facility = OrganisationId(t.facility.organisation.unwrap());
        let today = t.today();
        t.act(&t.cm, move |cx| share::enter(cx, id, facility, today)).unwrap();
        let seen = || (t.reads(&t.nurse).is_some(), t.reads(&t.facility).is_some(), at_scene(&t));
        assert_eq!(seen(), (false, false, vec![]), "to nobody by default");
        let show = |to| t.act(&own, move |cx| my::show(cx, to, true)).unwrap();
        show(Addressee::Emergency);
        assert_eq!(
            seen(),
            (false, false, vec!["家にいたい".to_owned()]),
            "own words, no treatment"
        );
        show(Addressee::Hospital);
        assert!(seen().1);
        show(Addressee::Team);
        assert_eq!(t.reads(&t.nurse).unwrap(), "家にいたい");
        assert!(t.reads(&t.stranger).is_none());
        // one press
        t.act(&own, my::withdraw).unwrap();
        assert_eq!(seen(), (false, false, vec![]));
        assert!(t.reads(&t.cm).is_none());
        let home = t.app.read(&own, my::home).unwrap();
        assert_eq!(home.note.newest.unwrap().text("values.voice"), "家にいたい", "it is theirs");
        let log = t
            .app
            .read(&Actor::system(), |cx| app::audit::page(cx, &app::audit::Filter::default()))
            .unwrap();
        let acts: Vec<&str> = log.iter().map(|r| r.act.as_str()).collect();
        assert!(acts.contains(&"people.release.end") && acts.contains(&"acp.note.read"));
        // the office that follows the person hears of it without a name
        let told = t.app.read(&t.cm, app::notices::mine).unwrap();
        let told: Vec<_> = told.iter().filter(|n| n.kind == "acp.withdrawn").collect();
        assert_eq!(told.len(), 1);
        assert!(!told[0].text.contains("髙橋"));
        // shown again, it is the newest note that the crew sees
        let base = t.app.read(&own, my::home).unwrap().note.newest.map(|v| v.id);
        t.save(&own, t.version(base, &[("values.voice", "海が見たい")])).unwrap();
        assert!(at_scene(&t).is_empty(), "saving shows nothing");
        t.act(&t.cm, move |cx| share::show(cx, id, Addressee::Emergency, "A居宅 花子")).unwrap();
        assert_eq!(at_scene(&t), ["海が見たい"]);
    });
}

#[test]
fn a_relative_who_is_not_named_sees_nothing() {
    in_both_towns(|t| {
        let own = t.own();
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        for to in Addressee::ALL {
            t.act(&own, move |cx| my::show(cx, to, true)).unwrap();
        }
        let first = t.card(Basis::Relative, "髙橋 正", &[]);
        let second = t.card(Basis::Relative, "髙橋 二郎", &[What::Room]);
        let sees = |who: &Actor| {
            let home = t.app.read(who, my::home).is_ok();
            let versions = t.app.read(who, my::versions).is_ok();
            let print = t.app.read(who, my::print).is_ok();
            let link = !t.app.read(who, |cx| my::link(cx, t.id.0)).unwrap().is_empty();
            assert!(home == versions && home == print && home == link);
            home
        };
        assert!(!sees(&first) && !sees(&second));
        let account = first.account.unwrap();
        t.act(&own, move |cx| my::name(cx, account, true)).unwrap();
        assert!(sees(&first) && !sees(&second), "長男 and not 次男");
        // who was named reads and does not write, show or take back
        assert_eq!(refused(t.save(&first, t.version(None, &[]))), "not there");
        let shown = t.act(&first, |cx| my::show(cx, Addressee::Team, true));
        assert_eq!(refused(shown), "not there");
        assert_eq!(refused(t.act(&first, my::withdraw)), "not there");
        t.act(&own, my::withdraw).unwrap();
        assert!(!sees(&first));
        let id = t.id;
        let cards = t.app.read(&t.cm, |cx| cards::read(cx, id)).unwrap().cards;
        assert!(cards.iter().all(|c| !c.kinds.contains(&What::Wish)));
    });
}

#[test]
fn a_facility_sees_the_note_from_the_day_of_entry_to_the_day_of_leaving() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        t.act(&own, |cx| my::show(cx, Addressee::Hospital, true)).unwrap();
        assert!(t.reads(&t.facility).is_none());
        let today = t.today();
        let to = OrganisationId(t.facility.organisation.unwrap());
        let hospital = OrganisationId(t.liaison.organisation.unwrap());
        let not = t.act(&t.cm, move |cx| share::enter(cx, id, hospital, today));
        assert_eq!(refused(not), "facility");
        assert_eq!(
            refused(t.act(&t.nurse, move |cx| share::enter(cx, id, to, today))),
            "not there"
        );
        let stay = t.act(&t.cm, move |cx| share::enter(cx, id, to, today)).unwrap();
        let note = t.app.read(&t.facility, |cx| read::view(cx, id)).unwrap();
        assert_eq!(note.person.name, "髙橋 ミヨ", "whose it is stands on it");
        assert!(!note.writes);
        let again = t.act(&t.cm, move |cx| share::enter(cx, id, to, today));
        assert_eq!(refused(again), "facility");
        t.act(&t.cm, move |cx| share::leave(cx, id, stay, today)).unwrap();
        assert!(t.reads(&t.facility).is_some(), "that day still counts");
        t.app.clock.set(testkit::at("2026-11-20", "09:00"));
        assert!(t.reads(&t.facility).is_none());
    });
}

#[test]
fn a_helper_at_home_learns_that_there_was_a_talk_and_whom_to_call() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        let talk = crate::beside::talk(&t);
        t.act(&t.nurse, move |cx| acp::use_cases::beside::add_talk(cx, id, &talk)).unwrap();
        let note = t.app.read(&t.helper, |cx| read::view(cx, id)).unwrap();
        assert!(note.brief && !note.writes);
        let text = format!("{note:?}");
        for secret in ["家にいたい", "点滴はいらない", "苦しくないように"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert_eq!(note.talks[0].what.phone_night, "080-0000-0003");
        let p = &permissions::PRINT;
        assert_eq!(
            refused(t.app.read(&t.helper, |cx| read::print(cx, p, id)).map(|_| ())),
            "not there"
        );
        let p = &permissions::READ;
        assert_eq!(
            refused(t.app.read(&t.helper, |cx| read::versions(cx, p, id)).map(|_| ())),
            "not there"
        );
        assert_eq!(refused(t.save(&t.helper, t.version(None, &[]))), "not there");
    });
}

#[test]
fn the_city_and_the_centre_see_counts_and_never_a_note() {
    in_both_towns(|t| {
        let own = t.own();
        t.save(&own, t.version(None, &[("eating.words", "口から食べたい")])).unwrap();
        for to in Addressee::ALL {
            t.act(&own, move |cx| my::show(cx, to, true)).unwrap();
        }
        let city = member(&t.app, "市役所", OrganisationKind::City, Hat::City);
        let centre = member(&t.app, "在宅ゆいの", OrganisationKind::Centre, Hat::Coordinator);
        for who in [&city, &centre] {
            t.give(who, Basis::Team);
            assert!(t.reads(who).is_none());
            let f = t.app.read(who, acp::use_cases::figures::figures).unwrap();
            assert_eq!(f.sum, None, "one person is fewer than five");
            assert!(f.areas.iter().chain(&f.offices).all(|c| c.n.is_none_or(|n| n == 0)));
            assert!(!format!("{f:?}").contains("口から"));
        }
        let f = t.app.read(&t.nurse, acp::use_cases::figures::figures);
        assert_eq!(refused(f.map(|_| ())), "forbidden");
    });
}

fn how(parts: &[&str], until: Option<kernel::Date>) -> share::How {
    share::How { parts: Parts::These(parts.iter().map(|p| (*p).to_owned()).collect()), until }
}

#[test]
fn each_addressee_sees_the_parts_that_were_chosen_until_the_last_day_and_changes_nothing_else() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        let words = [
            ("values.voice", "家にいたい"),
            ("medical.words", "管はいらない"),
            ("funeral.words", "海にまいて"),
        ];
        t.save(&own, t.version(None, &words)).unwrap();
        let last = kernel::time::add_days(t.today(), 3);
        let (team, scene) = (how(&["values", "talks"], Some(last)), how(&["medical"], None));
        t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &team)).unwrap();
        t.act(&own, move |cx| my::show_in(cx, Addressee::Emergency, &scene)).unwrap();
        assert_eq!(at_scene(&t), ["管はいらない"]);
        // pages, versions and paper of the team hold the one chapter
        let seen = || {
            let p = &permissions::READ;
            let note = t.app.read(&t.nurse, |cx| read::view(cx, id)).unwrap();
            let all = t.app.read(&t.nurse, |cx| read::versions(cx, p, id)).unwrap();
            let one = t.app.read(&t.nurse, |cx| read::version(cx, p, id, all[0].id)).unwrap();
            let print =
                t.app.read(&t.nurse, |cx| read::print(cx, &permissions::PRINT, id)).unwrap();
            let form = t
                .app
                .read(&t.nurse, |cx| {
                    save::open(cx, &permissions::WRITE, id, acp::model::Part::Wish)
                })
                .unwrap();
            format!("{note:?}{all:?}{one:?}{print:?}{form:?}")
        };
        let all = seen();
        assert!(all.contains("家にいたい"));
        assert!(!all.contains("管はいらない") && !all.contains("海にまいて"));
        // who talks in the person's place was not shown: not there to be changed
        let p = acp::model::around::NewProxy {
            name: "髙橋 正".into(),
            relation: "長男".into(),
            phone: String::new(),
            discretion: acp::model::around::Discretion::Open,
            why: String::new(),
        };
        let proxy = t.act(&own, move |cx| acp::use_cases::beside::add_proxy(cx, id, &p)).unwrap();
        assert!(!seen().contains("髙橋 正"));
        let end = t.act(&t.nurse, move |cx| acp::use_cases::beside::end_proxy(cx, id, proxy));
        assert_eq!(refused(end), "not there");
        // a draft that was typed while more was shown goes with it, and a saving keeps what it does not see
        let base = t.app.read(&own, my::home).unwrap().note.newest.map(|v| v.id);
        let n = t.version(base, &[("values.voice", "山の家"), ("funeral.words", "よそから")]);
        t.save(&t.nurse, n).unwrap();
        let mine = t.app.read(&own, my::home).unwrap().note;
        let body = mine.newest.unwrap().body;
        assert_eq!(body["values.voice"], ["山の家"]);
        assert_eq!(body["funeral.words"], ["海にまいて"]);
        assert_eq!(body["medical.words"], ["管はいらない"]);
        // one part less: at once
        let less = how(&["talks"], None);
        t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &less)).unwrap();
        assert!(!seen().contains("山の家"));
        let none = how(&[], None);
        assert_eq!(
            refused(t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &none))),
            "parts"
        );
        // and over on the last day's evening
        let some = how(&["values"], Some(last));
        t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &some)).unwrap();
        t.app.clock.set(testkit::at("2026-11-22", "20:00"));
        assert!(t.reads(&t.nurse).is_some());
        t.app.clock.set(testkit::at("2026-11-23", "00:01"));
        assert!(t.reads(&t.nurse).is_none());
        assert_eq!(at_scene(&t), ["管はいらない"], "each addressee by itself");
    });
}

#[test]
fn a_relative_sees_the_parts_that_they_were_named_for() {
    in_both_towns(|t| {
        let own = t.own();
        let words = [("values.voice", "家にいたい"), ("funeral.words", "海にまいて")];
        t.save(&own, t.version(None, &words)).unwrap();
        let son = t.card(Basis::Relative, "髙橋 正", &[]);
        let (account, some) = (son.account.unwrap(), how(&["funeral"], Some(t.today())));
        t.act(&own, move |cx| my::name_in(cx, account, &some)).unwrap();
        let all = format!(
            "{:?}{:?}{:?}",
            t.app.read(&son, my::home).unwrap(),
            t.app.read(&son, my::versions).unwrap(),
            t.app.read(&son, my::print).unwrap()
        );
        assert!(all.contains("海にまいて") && !all.contains("家にいたい"));
        let again = how(&["values"], None);
        let refusal = t.act(&son, move |cx| my::name_in(cx, account, &again));
        assert_eq!(refused(refusal), "not there", "nobody names themself");
        t.app.clock.set(testkit::at("2026-11-20", "00:01"));
        assert!(t.app.read(&son, my::home).is_err());
    });
}
