//! A person's page: the fixed head, the line below it, one column of time, and who sees what.
use askama::Template;

use super::act::Button;
use crate::html::{Html, component};
use crate::shell::Link;

/// What an alert is about; this is also their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertKind {
    /// May harm: allergy. Red.
    Harm,
    /// Be careful: anticoagulant, 身寄りなし.
    #[default]
    Caution,
    /// きぼうノート.
    Wish,
}

/// One alert in the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alert {
    /// What about.
    pub kind: AlertKind,
    /// 「ペニシリンアレルギー」.
    pub text: String,
}

impl Alert {
    fn html(&self) -> Html {
        let (class, icon) = match self.kind {
            AlertKind::Harm => ("late", "alert"),
            AlertKind::Caution => ("due", "alert"),
            AlertKind::Wish => ("now", "heart"),
        };
        Html::trusted(format!(
            "<span class=\"tag {class}\">{}{}</span>",
            crate::icon(icon),
            Html::text(&self.text)
        ))
    }
}

/// Alerts that stand in the head on every page width.
const SHOWN: usize = 2;

/// The head that stays in view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/person.html")]
pub struct PersonHead {
    /// たかはし みよ.
    pub kana: String,
    /// 高橋 ミヨ (さん is added).
    pub name: String,
    /// 「86歳・要介護2」.
    pub age: String,
    /// Alerts in any order. Three or more show the gravest two and 「ほか n」 on a phone, where the head stays in view
    /// and must stay low; a wide page has room for a third, and folds from four.
    pub alerts: Vec<Alert>,
    /// Where all alerts are listed.
    pub alerts_href: String,
    /// The person's page, on pages below it; there the name is no h1.
    pub href: Option<String>,
}

impl PersonHead {
    fn sorted(&self) -> Vec<Alert> {
        let mut all = self.alerts.clone();
        all.sort_by_key(|a| a.kind);
        all
    }

    fn shown(&self) -> Vec<Html> {
        self.sorted().iter().take(SHOWN).map(Alert::html).collect()
    }

    /// The third of three, which only a wide page shows.
    fn third(&self) -> Option<Html> {
        if self.alerts.len() != SHOWN + 1 {
            return None;
        }
        self.sorted().last().map(Alert::html)
    }

    fn rest(&self) -> Vec<Alert> {
        self.sorted().into_iter().skip(SHOWN).collect()
    }
}

/// The grey line below the head.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/person_more.html")]
pub struct PersonMore {
    /// Icon and words of where the person is: 「みどり総合病院に入院中」.
    pub place: Option<(&'static str, Html)>,
    /// Birth, household …
    pub facts: Vec<Html>,
    /// Icon and link: 支援チーム 6人, 誰に見えるか.
    pub links: Vec<(&'static str, Link)>,
}

/// One entry in the column of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeEntry {
    /// In bold before the date where the year changes: 「令和7年」, 「きょう」; may be empty.
    pub year: String,
    /// 「11月11日（水）」.
    pub date: String,
    /// What happened.
    pub title: Html,
    /// In words; may be empty.
    pub body: Html,
    /// By whom.
    pub meta: Html,
    /// Where it can be read: icon and link.
    pub link: Option<(&'static str, Link)>,
    /// A framed remark inside (what comes next).
    pub panel: Html,
    /// Now.
    pub now: bool,
}

/// One column of time, newest on top.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/timeline.html")]
pub struct Timeline {
    /// Newest first.
    pub entries: Vec<TimeEntry>,
    /// 「もっと前を見る」.
    pub older: Option<String>,
}

/// One who may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeeEntry {
    /// Who.
    pub who: Html,
    /// By what right and until when.
    pub basis: Html,
    /// What yes.
    pub sees: Vec<String>,
    /// What no, as sentences: 「ほかの病院の書類は見えません」.
    pub not: Vec<String>,
}

/// 「誰に見えるか」.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/see.html")]
pub struct See {
    /// On what the scope rests.
    pub intro: Html,
    /// Who may.
    pub entries: Vec<SeeEntry>,
    /// Who may not; may be empty.
    pub unseen: Html,
    /// Ways on.
    pub buttons: Vec<Button>,
    /// Opened.
    pub open: bool,
}

component!(PersonHead, PersonMore, Timeline, See);

#[cfg(test)]
mod tests {
    use super::*;

    fn head(n: usize) -> String {
        let alert = |i: usize| Alert {
            kind: if i == 0 { AlertKind::Harm } else { AlertKind::Caution },
            text: format!("注意{i}"),
        };
        let alerts = (0..n).rev().map(alert).collect();
        PersonHead { alerts, alerts_href: "#health".into(), ..PersonHead::default() }
            .html()
            .to_string()
    }

    #[test]
    fn two_alerts_stand_side_by_side_and_nothing_is_folded() {
        assert!(!head(0).contains("alerts"));
        assert!(head(2).contains("注意1") && !head(2).contains("ほか"));
    }

    #[test]
    fn of_three_a_phone_shows_the_gravest_two_and_one_more() {
        let html = head(3);
        assert!(html.contains("<span class=\"only-wide\"><span class=\"tag due\">"), "{html}");
        assert!(html.contains("class=\"tag rest only-narrow\" href=\"#health\">ほか 1<"), "{html}");
        assert!(html.find("注意0").unwrap() < html.find("only-wide").unwrap(), "harm comes first");
    }

    #[test]
    fn four_are_folded_on_every_page() {
        let html = head(4);
        assert!(html.contains("class=\"tag rest\" href=\"#health\">ほか 2<"), "{html}");
        assert_eq!(html.matches("class=\"tag due\"").count(), 1);
    }
}
