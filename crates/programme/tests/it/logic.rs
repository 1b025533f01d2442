//! Logic models: writing, drawing, refusing.
use app::Error;
use programme::model::logic::NewBox;
use programme::use_cases::logic;

use crate::support::{both, city, coordinator, define, held, live, on};

fn piece(stage: &str, text: &str, parent: Option<programme::LogicId>) -> NewBox {
    NewBox { scene: "end".into(), stage: stage.into(), parent, text: text.into(), indicator: None }
}

#[test]
fn a_model_goes_from_the_goal_to_the_indicator_and_shows_its_value() {
    both(|app| {
        on(&app, "2026-11-22");
        let i = define(&app, live("市民勉強会", "回", "events.plan", "lecture-visit.times"));
        held(&app, "citizens", "心づもり勉強会", "2026-06-01", 20);
        let mut parent = None;
        for (stage, text) in [
            ("goal", "望む場所で最期を迎えられる"),
            ("outcome", "本人の思いが共有されている"),
            ("measure", "心づもり勉強会をひらく"),
            ("view", "市民が話し合うきっかけになったか"),
        ] {
            let b = piece(stage, text, parent);
            parent = Some(app.write(&coordinator(), move |cx| logic::add(cx, &b)).unwrap());
        }
        let last =
            NewBox { indicator: Some(i), ..piece("indicator", "勉強会の回数", parent) };
        app.write(&coordinator(), move |cx| logic::add(cx, &last)).unwrap();
        let m = app.read(&city(), |cx| logic::open(cx, "end")).unwrap();
        assert_eq!(m.drawn.iter().map(|d| d.depth).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(m.values[0].1, "R8 1回 11月22日現在");
        let goal = m.drawn[0].id;
        let refused = app.write(&coordinator(), move |cx| logic::remove(cx, goal).map(drop));
        assert!(matches!(refused, Err(Error::Rule(_))), "others stand under it");
        let moved = NewBox { stage: "outcome".into(), ..m.boxes[0].data.clone() };
        assert!(app.write(&city(), move |cx| logic::change(cx, goal, &moved, 1)).is_err());
        let b = NewBox { text: "望む場所で自分らしく".into(), ..m.boxes[0].data.clone() };
        let again = b.clone();
        app.write(&city(), move |cx| logic::change(cx, goal, &b, 1)).unwrap();
        let stale = app.write(&city(), move |cx| logic::change(cx, goal, &again, 1));
        assert!(matches!(stale, Err(Error::Stale { .. })));
        let none = app.read(&city(), |cx| logic::open(cx, "across"));
        assert!(matches!(none, Err(Error::NotFound)));
    });
}
