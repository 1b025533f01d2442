//! What both sides do beside the seven steps is there, and each hat finds something to do.
use kernel::time::add_days;
use testkit::TestApp;
use transitions::model::hats::{HatRules, doctor_tasks, ward_tasks};
use transitions::model::survey::Case;
use transitions::use_cases::written::Written;

use super::tests::{cases, right, role, today};
use super::*;

pub(super) fn stays_have_a_life_beside_the_seven_steps(app: &TestApp, _: &DemoReport) {
    let all = cases(app);
    let n = |what: &str, f: &dyn Fn(&Case) -> bool| {
        let n = all.iter().filter(|c| f(c)).count();
        assert!(n > 0, "no stay with {what}");
    };
    n("a row of the questionnaire", &|c| c.more.keyed);
    n("a sheet received", &|c| c.more.sheet_received);
    n("a conference", &|c| c.more.conference == Some(true));
    n("a conference that is not held", &|c| c.more.conference == Some(false));
    n("papers", &|c| c.more.papers == Some(true) && c.more.papers_received);
    n("a wish", &|c| c.more.wish.is_some());
    n("a wish that was told", &|c| c.more.wish_told);
    n("dental care that goes on again", &|c| c.more.dental_resumed);
    n("a facility that takes somebody", &|c| c.more.facility_accepted() == Some(true));
    n("a guide for 退院・退所加算", &|c| c.more.discharge_fee.is_some());
    n("a reason for a late notice", &|c| !c.more.late.is_empty());
    n("a reason for not leaving", &|c| !c.more.stuck.is_empty());
    n("a re-admission", &|c| c.more.readmitted_after.is_some_and(|d| d <= 30));
    // who answered on paper is counted by what the paper asks, no more
    assert!(all.iter().filter(|c| c.more.keyed).all(|c| c.planning.is_none()));
}

pub(super) fn each_hat_finds_something_to_do(app: &TestApp, _: &DemoReport) {
    let todo = transitions::slice().todo.unwrap();
    let says = |who: &str| -> Vec<String> {
        let actor = role(app, who);
        let lines = app.read(&actor, todo).unwrap();
        lines.into_iter().map(|t| format!("{} {} → {}", t.title, t.why, t.action)).collect()
    };
    let all = |who: &str, wanted: &[&str]| {
        let lines = says(who);
        for w in wanted {
            assert!(lines.iter().any(|l| l.contains(w)), "{who}: no 「{w}」 in {lines:#?}");
        }
    };
    all(
        "cm",
        &[
            "退院前カンファの決定が変わりました",
            "あなたの確認を待っています",
            "返事がまだ届いていません",
            "の代理をしています",
            "どうなったかを書く",
            "ようすを確認する",
        ],
    );
    all("hokatsu", &["連絡票が届きました"]);
    all("liaison", &["連絡票の返事が届きました", "返事が1件届いています"]);
    all("visit-nurse", &["入院のお知らせ"]);
    all("pharmacy", &["入院のお知らせ"]);
    all("dentist", &["入院のお知らせ"]);
    all("facility", &["受け入れられるかどうかの返事を待っています"]);
    assert_eq!(says("facility").len(), 1, "what was asked in the past was answered");
    let rules = HatRules::shipped().unwrap();
    let patients =
        |who: &str| app.read(&role(app, who), transitions::use_cases::hats::patients).unwrap();
    let ward = patients("ward");
    assert!(ward.iter().any(|l| !ward_tasks(&l.stay, &l.acts, today(), &rules).is_empty()));
    let doctor = patients("doctor");
    let tasks = doctor.iter().flat_map(|l| doctor_tasks(&l.stay, &l.acts, today(), 7, &rules));
    assert!(tasks.count() >= 2);
}

#[test]
fn papers_of_discharge_are_right_by_the_forms_own_rules() {
    let shipped = forms::shipped().unwrap();
    let city = city::City::read(today()).unwrap();
    let (rates, clinic) = (table::Rates::shipped().unwrap(), clinical::Clinic::read().unwrap());
    let papers = papers::Papers::new(clinic.clone(), rates.clone(), 7).unwrap();
    let mut folk = folk::Folk::new(&city, &rates, &clinic, 7, today(), 600).unwrap();
    let at = testkit::at("2026-11-21", "11:20");
    for n in 0..80 {
        let p = folk.anybody(None).unwrap();
        let head = papers::Head {
            hospital: "結野中央病院".into(),
            hospital_person: "地域連携室 小田島 誠".into(),
            ward: "3階東病棟".into(),
            room: "312".into(),
            reason: "肺炎（急に熱が出て息が苦しくなった）".into(),
            admitted_on: add_days(today(), -n - 1),
            recent: None,
        };
        let by = papers::By {
            author: "小田島 誠",
            tel: "0000-10-0001",
            on: today(),
            leaves: add_days(today(), 3),
        };
        for which in Written::ALL {
            let a = papers.written_answers(which, &city, &p, &head, by).unwrap();
            right(shipped, which.form(), &a, at);
        }
        let face = papers.face_answers(&city, &p, "初めて受診します", today()).unwrap();
        right(shipped, transitions::use_cases::face_sheet::FORM, &face, at);
        for reply in [None, Some(("村上 恵", today()))] {
            let sheet = papers.referral_answers(&p, &head, by, reply);
            right(shipped, transitions::use_cases::referral::FORM, &sheet, at);
        }
    }
}
