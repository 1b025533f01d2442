//! What goes into the 停電・障害のときの控え: exactly the open stays of the actor's scope, with nothing of what was
//! withdrawn or shielded, and no other rows in the log than those of its own act.
use std::collections::BTreeSet;

use accounts::OrganisationKind;
use app::Permission;
use app::audit::{self, Filter};
use kernel::{Actor, Hat, Id};
use people::ResidentId;
use people::authz::{Basis, Grant, Party, grant};
use people::use_cases::{consent, shield};
use slice::Packed;
use transitions::model::{EndKind, StayId};
use transitions::use_cases::report::{Where, report};
use transitions::use_cases::sheet::{self, Send};

use crate::place::{Town, again, in_both_towns};

static PACK: Permission = Permission {
    code: "home.pack.make",
    label: "控え",
    capability: "home",
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Coordinator,
        Hat::City,
    ],
};

fn packed(t: &Town, who: &Actor) -> Vec<Packed> {
    let source = transitions::slice().pack.unwrap();
    t.app.read(who, |cx| source(cx, &PACK)).unwrap()
}

fn ids(all: &[Packed]) -> BTreeSet<Id> {
    all.iter().map(|p| p.resident).collect()
}

fn admit(t: &Town, who: ResidentId, at: accounts::OrganisationId) -> StayId {
    let mut cmd = t.admission("2026-11-07");
    cmd.resident = who;
    cmd.hospital = Where::Known(at);
    t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap()
}

#[test]
fn exactly_the_open_stays_in_reach_are_in_it() {
    in_both_towns(|t| {
        let second = accounts::OrganisationId(t.other_liaison.organisation.unwrap());
        let station = t.organisation("ひばり訪問看護", OrganisationKind::VisitNursing);
        let nurse = t.staff(station, "菅原 恵", Hat::Provider);
        let a = t.resident;
        let b = t.register("及川 トシ", "おいかわ とし", "1938-01-02");
        let at_home = t.register("千葉 キヨ", "ちば きよ", "1941-02-03");
        let withdrawn = t.register("佐々木 ハル", "ささき はる", "1942-03-04");
        let shielded = t.register("阿部 ナツ", "あべ なつ", "1943-04-05");
        let over = t.register("菊地 アキ", "きくち あき", "1944-05-06");
        let stay = admit(&t, a, t.hospital);
        t.sheet(stay);
        admit(&t, b, second);
        admit(&t, withdrawn, t.hospital);
        admit(&t, shielded, t.hospital);
        let ended = admit(&t, over, t.hospital);
        t.end(&t.cm, ended, "2026-11-08", EndKind::Death).unwrap();
        for who in [a, at_home, withdrawn, shielded] {
            let g = Grant {
                resident: who,
                party: Party::Organisation(station.0),
                basis: Basis::Team,
                kind: None,
                record: None,
                from: t.app.now().date(),
                to: None,
            };
            t.act(&t.cm, move |cx| grant(cx, &g)).unwrap();
        }
        assert!(ids(&packed(&t, &nurse)).contains(&withdrawn.0), "the test can fail");
        t.act(&t.cm, move |cx| consent::withdraw(cx, withdrawn, None, "ご本人の希望")).unwrap();
        t.act(&t.cm, move |cx| shield::set(cx, shielded, "支援措置", &[])).unwrap();

        let set = |all: &[ResidentId]| all.iter().map(|r| r.0).collect::<BTreeSet<_>>();
        let office = packed(&t, &t.cm);
        assert_eq!(ids(&office), set(&[a, b, withdrawn, shielded]));
        assert_eq!(office.len(), 4);
        assert_eq!(ids(&packed(&t, &t.liaison)), set(&[a, shielded]));
        assert_eq!(ids(&packed(&t, &t.nurse)), set(&[a, shielded]));
        assert_eq!(ids(&packed(&t, &t.other_liaison)), set(&[b]));
        assert_eq!(ids(&packed(&t, &nurse)), set(&[a]));
        for who in [&t.other_cm, &t.centre] {
            assert!(packed(&t, who).is_empty(), "{}", who.name);
        }
    });
}

#[test]
fn the_hospital_reads_the_sheet_and_the_team_only_the_envelope() {
    in_both_towns(|t| {
        let station = t.organisation("ひばり訪問看護", OrganisationKind::VisitNursing);
        let nurse = t.staff(station, "菅原 恵", Hat::Provider);
        let stay = admit(&t, t.resident, t.hospital);
        // no form knows what is written here: it is said, and stops nobody's pack
        t.sheet(stay);
        assert!(packed(&t, &t.cm)[0].papers[0].rows[0].1.contains("読めません"));
        let pairs =
            [("wish.person", "家がいい"), ("after.abuse", "yes"), ("after.abuse_text", "ひみつ")];
        let (form_version, a) = crate::judging::answers("admission-sheet", &pairs);
        let set = forms::FormSet::shipped().unwrap();
        let body = a.canonical(set.newest("admission-sheet").unwrap());
        let body = String::from_utf8(body).unwrap();
        assert!(body.contains("ひみつ"));
        let cmd = Send { form_version, ..again(stay, 1, &body) };
        t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        let g = Grant {
            resident: t.resident,
            party: Party::Organisation(station.0),
            basis: Basis::Team,
            kind: None,
            record: None,
            from: t.app.now().date(),
            to: None,
        };
        t.act(&t.cm, move |cx| grant(cx, &g)).unwrap();
        for who in [&t.cm, &t.liaison] {
            let all = packed(&t, who);
            assert_eq!(all[0].papers.len(), 1, "{}", who.name);
            assert!(all[0].next.contains("結野中央病院"), "{}", all[0].next);
            assert_eq!(all[0].state, "入院中");
            let rows = &all[0].papers[0].rows;
            assert!(rows.iter().any(|(_, v)| v == "家がいい"), "{rows:?}");
            assert!(!format!("{rows:?}").contains("ひみつ"), "everybody of the house opens it");
        }
        let all = packed(&t, &nurse);
        assert!(all[0].papers.is_empty() && all[0].next.is_empty());
        assert!(all[0].facts.iter().all(|(k, v)| k != "入院のわけ" && !v.contains("肺炎")));
        assert!(all[0].facts.iter().any(|(k, _)| k == "担当の事業所"));
    });
}

#[test]
fn it_leaves_rows_of_its_own_act_and_no_refusals() {
    in_both_towns(|t| {
        let stay = admit(&t, t.resident, t.hospital);
        t.sheet(stay);
        let before = t.app.read(&Actor::operator(), audit::count).unwrap();
        packed(&t, &t.liaison);
        let after = t.app.read(&Actor::operator(), audit::count).unwrap();
        assert_eq!(after - before, 1, "one paper was opened, and nothing else is noted");
        let of_pack = Filter { act: Some(PACK.code.into()), ..Filter::default() };
        let rows = t.app.read(&Actor::operator(), |cx| audit::page(cx, &of_pack)).unwrap();
        assert_eq!(rows.len(), 1);
        assert!(!rows[0].denied && rows[0].resident == Some(t.resident.0));
    });
}
