//! Nothing here for this reader: the page of somebody one may not see, or no page at all. It says nothing about
//! whether the person exists.
use askama::Template;
use ui::{Button, Html, Link, Problem, Shell, Way};

use crate::sources::sources;

#[derive(Template)]
#[template(path = "home/not_found.html")]
struct Page {
    shell: Shell,
    back: Html,
    problem: Problem,
}

/// Permission behind which a hospital finds the office of a patient.
const FIND_CM: &str = "people.care-manager.find";

/// The page for 404. `person`: the address was one of a person's (or of a stay), so that not being permitted and
/// not existing look the same.
pub fn no_permission(shell: Shell, person: bool) -> String {
    let first = first_of(&shell);
    let problem = match first {
        First::My => at_home(&shell),
        _ if person => somebody(&shell),
        _ => nothing(&shell, first),
    };
    let page = Page {
        back: ui::back(format!("{}にもどる", first.words()), shell.url(first.path())),
        problem,
        shell,
    };
    page.render().unwrap_or_else(|_| "このページは見つかりません".into())
}

/// With which page the reader begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// きょう.
    Today,
    /// わたしのページ, of the person or of a relative.
    My,
    /// A crew's さがす, a vendor's own page.
    Other,
}

impl First {
    const fn words(self) -> &'static str {
        match self {
            First::Today => "きょうの画面",
            First::My | First::Other => "はじめの画面",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            First::My => "/my",
            First::Today | First::Other => "/",
        }
    }
}

fn first_of(shell: &Shell) -> First {
    let label = shell.who.as_ref().map_or("", |w| w.hat_label.as_str());
    match kernel::Hat::ALL.into_iter().find(|h| h.label() == label) {
        Some(h) if h.at_home() => First::My,
        Some(kernel::Hat::Crew | kernel::Hat::Vendor) => First::Other,
        _ => First::Today,
    }
}

/// For the person and their relatives: they have one page, and no team of offices to ask about.
fn at_home(shell: &Shell) -> Problem {
    Problem {
        icon: "lock",
        title: "このページは、いま見ることができません".into(),
        lead: "アドレスがまちがっているか、ご本人が、いまは見せていないようです。".into(),
        ways_title: "つぎにできること".into(),
        ways: vec![Way {
            title: "はじめの画面から開く".into(),
            body: "いま見ることができるものは、はじめの画面にならんでいます。わからないときは、担当のケアマネジャーに電話で聞いてください。".into(),
            button: Some(Button::link("はじめの画面を開く", shell.url(First::My.path())).primary()),
            link: None,
        }],
        note: Html::default(),
    }
}

fn nothing(shell: &Shell, first: First) -> Problem {
    Problem {
        icon: "search",
        title: "このページは見つかりません".into(),
        lead: "アドレスがまちがっているか、ページがなくなったようです。".into(),
        ways_title: "つぎにできること".into(),
        ways: vec![Way {
            title: "はじめの画面から開く".into(),
            body: format!("{}から、さがしているページを開いてください。", first.words()).into(),
            button: Some(
                Button::link(format!("{}を開く", first.words()), shell.url(first.path())).primary(),
            ),
            link: None,
        }],
        note: Html::default(),
    }
}

fn somebody(shell: &Shell) -> Problem {
    let office = shell.who.as_ref().map(|w| w.office.clone()).unwrap_or_default();
    let lead = if office.is_empty() {
        Html::text("この方の支援チームに入っていないか、ご本人が、いまは見せていません。")
    } else {
        // which of the two it is, is not told
        Html::text("あなたの事業所 ").and(ui::org(&office, shell.region.fictitious)).and(
            "がこの方の支援チームに入っていないか、ご本人が、このページをいまは見せていません。",
        )
    };
    let may_find = |hats: &[kernel::Hat]| {
        shell.who.as_ref().is_some_and(|w| hats.iter().any(|h| h.label() == w.hat_label))
    };
    let find = sources()
        .page_of(FIND_CM)
        .filter(|(_, p)| may_find(p.hats))
        .map(|(path, _)| Link::new("担当の事業所の電話番号を調べる", shell.url(path)));
    let urgent = if find.is_some() {
        "氏名のかなと生年月日がわかれば、担当の事業所の電話番号だけを調べられます。調べたことは記録されます。"
    } else {
        "連携拠点に電話で聞いてください。お名前は、電話で伝えてください。"
    };
    Problem {
        icon: "lock",
        title: "この方のページは、いま見ることができません".into(),
        lead: lead.and("お名前や、記録があるかどうかも、ここには出ません。"),
        ways_title: "見る必要があるとき".into(),
        ways: vec![
            Way {
                title: "担当になったとき".into(),
                body: "ご本人の同意をいただいてから、担当のケアマネジャーか地域包括支援センターに電話で伝え、支援チームに入れてもらってください。".into(),
                button: None,
                link: None,
            },
            Way {
                title: "前は見えていたとき".into(),
                body: "担当の変更や、同意の変更があったか、ご本人が見せるのをやめたのかもしれません。入院していた病院からは、退院の30日後から見えなくなります。事業所の管理者に聞いてください。".into(),
                button: None,
                link: None,
            },
            Way {
                title: "病院や急ぎの用件で、担当者をさがしているとき".into(),
                body: urgent.into(),
                button: None,
                link: find.or_else(|| Some(Link::new("電話で聞く先を見る", shell.url("/help/phone")))),
            },
        ],
        note: "見られないページを開こうとしたことは、記録に残ります。まちがえて開いたときは、何もしなくてかまいません。".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    #[test]
    fn a_person_one_may_not_see_gets_three_ways_and_no_word_about_existence() {
        let html = no_permission(shell(), true);
        sound(&html);
        assert!(html.contains("この方のページは、いま見ることができません"));
        assert_eq!(html.matches("<h3>").count(), 3);
        assert!(html.contains("居宅介護支援 結の里<span class=\"fic\">（架空）</span>"));
        assert!(html.contains("/yuino/help/phone"), "no slice offers the search here");
        // in the team, but the note was closed: said in the same words, for both
        assert!(
            html.contains("支援チームに入っていないか、ご本人が、このページをいまは見せていません")
        );
    }

    #[test]
    fn a_relative_and_a_crew_are_not_sent_to_a_list_of_today() {
        for (hat, path) in [
            (kernel::Hat::Family, "/yuino/my"),
            (kernel::Hat::Resident, "/yuino/my"),
            (kernel::Hat::Crew, "/yuino/"),
        ] {
            for person in [true, false] {
                let mut s = shell();
                s.who.as_mut().unwrap().hat_label = hat.label().into();
                let html = no_permission(s, person);
                sound(&html);
                assert!(!html.contains("きょうの画面"), "{hat:?}");
                assert!(html.contains(&format!("href=\"{path}\"")), "{hat:?}");
            }
        }
    }

    #[test]
    fn another_address_is_simply_not_found() {
        let html = no_permission(shell(), false);
        sound(&html);
        assert!(html.contains("このページは見つかりません") && !html.contains("支援チーム"));
    }

    #[test]
    fn a_very_long_office_does_not_break_the_page() {
        let mut s = shell();
        s.who.as_mut().unwrap().office = "<b>とても長い事業所の名前</b>".repeat(20);
        let html = no_permission(s, true);
        sound(&html);
        assert!(!html.contains("<b>とても"));
    }
}
