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
    /// Alerts in any order; more than three show the gravest two and 「ほか n」.
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
        let keep = if self.alerts.len() > 3 { 2 } else { 3 };
        self.sorted().iter().take(keep).map(Alert::html).collect()
    }

    fn rest(&self) -> Vec<Alert> {
        if self.alerts.len() > 3 { self.sorted().into_iter().skip(2).collect() } else { Vec::new() }
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
