//! Komatsu's board 課題の把握 → 多職種協議 → 事業化: a card moves by a press and tells what was done; the table behind it.
use issues::model::draft::Typed;
use issues::model::{Level, Profession, Stage};
use issues::use_cases::{self, Filter};

use crate::support::*;

#[test]
fn what_the_wards_said_becomes_a_project_with_its_results() {
    for_both(|app| {
        // 小松市「把握した意見・課題と市の取り組み」 in two of its cards
        let heart = add(&app, 2026, Profession::Ward, "心不全パンデミックの懸念がある");
        let again = add(&app, 2026, Profession::Ward, "退院後、外来受診に来ない人がいる");
        let slow = add(&app, 2026, Profession::Hokatsu, "認定が遅く、退院できない");
        app.write(&centre(), move |cx| use_cases::merge(cx, again, heart)).unwrap();
        let platform = Typed {
            sort: "council".into(),
            title: "心不全の再入院予防検討会".into(),
            body: "在宅医療・介護連携推進会議".into(),
            state: "done".into(),
            days: "6/10".into(),
            agreed: "心不全管理の記録帳を統一する".into(),
            issues: texts(&[&heart.to_string()]),
            ..Typed::default()
        };
        save(&app, Level::Third, &platform);
        let mut m = matching("ケアマネ向け研修", &["medical", "cm"], "done", "9/1");
        m.sort = "training".into();
        m.result = "医療機関への問い合わせが増えた".into();
        m.issues = texts(&[&again.to_string()]);
        save(&app, Level::Second, &m);
        for to in [Stage::Talk, Stage::Project] {
            app.write(&city(), move |cx| use_cases::move_to(cx, heart, to)).unwrap();
        }
        let (cards, years) =
            app.read(&city(), |cx| use_cases::board(cx, &Filter::default())).unwrap();
        assert_eq!((cards.len(), years), (2, vec![2026]), "what is merged is no card of its own");
        let c = cards.iter().find(|c| c.issue.id == heart).unwrap();
        assert_eq!(c.issue.stage, Stage::Project);
        assert_eq!(c.talks, ["心不全の再入院予防検討会"]);
        assert_eq!(c.projects, ["ケアマネ向け研修"], "done for the one that is told with it");
        assert_eq!(c.results, ["心不全管理の記録帳を統一する", "医療機関への問い合わせが増えた"]);
        let sheet = issues::sheets::board(&cards, "x");
        assert_eq!(sheet.heads.len(), 5);
        assert!(sheet.rows.iter().any(|r| r[0].contains("認定が遅く") && r[4] == "課題の把握"));

        // the press on the page: the card moves, and the page opens where it stands
        let form = [("to", "talk"), ("board", "1"), ("fy", "2026"), ("_key", "board-key-1")];
        let to = goes_to(post(&app, &city(), &format!("/issues/{slow}/stage"), &form).unwrap());
        assert_eq!(to, format!("/issues/board?fy=2026&moved={slow}#i-{slow}"));
        assert_eq!(stage(&app, slow), Stage::Talk);
        let page = get(&app, &city(), "/issues/board", &format!("fy=2026&moved={slow}"));
        assert!(page.contains("いま動かしました") && page.contains(&format!("id=\"i-{slow}\"")));
    });
}
