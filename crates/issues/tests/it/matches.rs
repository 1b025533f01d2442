//! マッチング: 案 → 調整中 → 実施 → 中止, what is for which issue, associations counted apart.
use app::Error;
use issues::model::{By, Level, Profession, State};
use issues::use_cases;

use crate::support::*;

fn press(app: &testkit::TestApp, id: issues::ActId, to: State) -> app::Result<State> {
    app.write(&centre(), move |cx| use_cases::move_act(cx, id, to)).map(|a| a.about.state)
}

#[test]
fn an_idea_is_arranged_takes_place_and_gets_its_result() {
    for_both(|app| {
        let a = add(&app, 2026, Profession::Pharmacy, "訪問のきっかけがない");
        let mut t = matching("医科薬科同行訪問", &["medical", "pharmacy"], "idea", "");
        t.issues = texts(&[&a.to_string(), &testkit::id(5).to_string()]);
        t.names = "結野医師会\n結野薬剤師会\n 結野薬剤師会 ".into();
        let id = save(&app, Level::Second, &t);
        let p = app.read(&city(), |cx| use_cases::act(cx, id)).unwrap();
        assert_eq!(p.parties, ["結野医師会", "結野薬剤師会"], "the same name is the same party");
        assert_eq!(p.issues.len(), 1, "an issue that is not there is left out");
        assert_eq!(press(&app, id, State::Arranging).unwrap(), State::Arranging);
        assert_eq!(press(&app, id, State::Arranging).unwrap(), State::Arranging);
        change(&app, id, Level::Second, |t| t.days = "12/24".into()).unwrap();
        assert!(matches!(press(&app, id, State::Done), Err(Error::Rule(_))), "not before its day");
        app.clock.set(testkit::at("2026-12-25", "09:00"));
        assert_eq!(press(&app, id, State::Done).unwrap(), State::Done);
        let waits = || app.read(&city(), use_cases::waiting).unwrap().len();
        assert_eq!(waits(), 1, "it took place and nobody has said what came of it");
        change(&app, id, Level::Second, |t| t.result = "薬局に電話するようになった".into())
            .unwrap();
        assert_eq!(waits(), 0);
        assert!(
            matches!(press(&app, id, State::Stopped), Err(Error::Rule(_))),
            "stopping asks why"
        );
        let stopped = change(&app, id, Level::Second, |t| t.state = "stopped".into());
        assert!(matches!(stopped, Err(Error::Invalid(_))));
        change(&app, id, Level::Second, |t| {
            t.state = "stopped".into();
            t.why = "台風のため".into();
        })
        .unwrap();
        let p = app.read(&city(), |cx| use_cases::issue(cx, a)).unwrap();
        assert_eq!((p.acts.len(), p.acts[0].about.state), (1, State::Stopped));
    });
}

#[test]
fn what_associations_did_by_themselves_is_counted_apart() {
    for_both(|app| {
        for (by, times) in [("centre", "3"), ("centre", ""), ("joint", ""), ("own", "")] {
            let mut t = matching("訪問", &["medical", "dental"], "done", "5/21");
            t.by = by.into();
            t.times = times.into();
            save(&app, Level::Second, &t);
        }
        let f = app.read(&city(), |cx| use_cases::figures(cx, 2026)).unwrap();
        let n = |by| f.matches.iter().filter(|m| m.0 == by).map(|m| m.2).sum::<i64>();
        assert_eq!((n(By::Centre), n(By::Joint), n(By::Own)), (2, 1, 1));
        let again = |by| app.read(&city(), |cx| use_cases::times_again(cx, 2026, by)).unwrap().0;
        assert_eq!((again(By::Centre), again(By::Own)), (4, 1), "計3回 counts as three");
    });
}
