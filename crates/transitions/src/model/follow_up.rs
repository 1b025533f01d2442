//! 退院後の確認: how it goes at home, 7 and 30 days after discharge. The days are data (data/rules/follow-up.json).
use accounts::{AccountId, OrganisationId};
use kernel::time::{add_days, days_between};
use kernel::{At, Date, Id};
use people::ResidentId;
use serde::{Deserialize, Serialize};

use super::stay::coded;
use super::{Act, ActKind, EndKind, Stay, StayId};

coded! {
    /// What is asked.
    Question {
        /// 外来に行けた.
        Visit = "visit", "予定の外来に行けましたか";
        /// 薬.
        Medicines = "medicines", "お薬を飲めていますか";
        /// 体重・塩分・水分.
        Weight = "weight", "体重・塩分・水分に気をつけられていますか";
        /// サービス開始.
        Services = "services", "予定したサービスは始まりましたか";
        /// 困りごと.
        Troubles = "troubles", "困りごとはありますか";
    }
}

impl Question {
    /// The answer after which somebody should look: いいえ, and はい for troubles.
    pub const fn worrying(self) -> Reply {
        match self {
            Question::Troubles => Reply::Yes,
            _ => Reply::No,
        }
    }

    /// A few words for the log.
    pub const fn short(self) -> &'static str {
        match self {
            Question::Visit => "外来",
            Question::Medicines => "お薬",
            Question::Weight => "体重・塩分・水分",
            Question::Services => "サービス開始",
            Question::Troubles => "困りごと",
        }
    }
}

coded! {
    /// An answer; never empty, because 未確認 is one.
    Reply {
        /// はい.
        Yes = "yes", "はい";
        /// いいえ.
        No = "no", "いいえ";
        /// 未確認.
        Unknown = "unknown", "未確認";
    }
}

impl Serialize for Reply {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reply {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let code = String::deserialize(d)?;
        Reply::from_code(&code).ok_or_else(|| serde::de::Error::custom("unknown reply"))
    }
}

/// The answers: `data` of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// 外来に行けた.
    pub visit: Reply,
    /// 薬.
    pub medicines: Reply,
    /// 体重・塩分・水分.
    pub weight: Reply,
    /// サービス開始.
    pub services: Reply,
    /// 困りごと.
    pub troubles: Reply,
}

impl FollowUp {
    /// Of answers by question.
    pub fn of(reply: impl Fn(Question) -> Reply) -> FollowUp {
        FollowUp {
            visit: reply(Question::Visit),
            medicines: reply(Question::Medicines),
            weight: reply(Question::Weight),
            services: reply(Question::Services),
            troubles: reply(Question::Troubles),
        }
    }

    /// The answer to a question.
    pub const fn reply(&self, q: Question) -> Reply {
        match q {
            Question::Visit => self.visit,
            Question::Medicines => self.medicines,
            Question::Weight => self.weight,
            Question::Services => self.services,
            Question::Troubles => self.troubles,
        }
    }

    /// The answers of an act; none when it is no follow-up.
    pub fn read(a: &Act) -> Option<FollowUp> {
        (a.kind == ActKind::FollowUp)
            .then(|| serde_json::from_value(a.detail.data.clone()).ok())
            .flatten()
    }
}

/// Days and limits.
#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    /// Edition.
    pub version: String,
    /// Source in words.
    pub source: String,
    /// Days after discharge on which it is asked, rising.
    pub days: Vec<i64>,
    /// So many days after discharge nothing is asked any more.
    pub quiet_after_days: i64,
    /// A missed visit is looked after within so many days.
    pub visit_task_days: i64,
    /// 再入院: within so many days of the last discharge, rising.
    pub readmission_days: Vec<i64>,
}

impl Rule {
    /// The shipped edition.
    pub fn shipped() -> Result<Rule, app::Error> {
        serde_json::from_str(include_str!("../../../../data/rules/follow-up.json"))
            .map_err(|e| app::Error::Inconsistent(format!("follow-up: {e}")))
    }

    /// Is it asked after such an end? After going home or to a residence, also against advice; a facility, another
    /// hospital and death are asked nothing.
    pub const fn asked_after(end: EndKind) -> bool {
        matches!(end, EndKind::Home | EndKind::Residence | EndKind::SelfDischarge)
    }

    /// Which one is to be asked now, and since when: the latest whose day has come, unless it or a later one was done.
    pub fn due(&self, stay: &Stay, acts: &[Act], today: Date) -> Option<(i64, Date)> {
        let ended = stay.ended_on?;
        if !stay.end.is_some_and(Rule::asked_after) || stay.cancelled {
            return None;
        }
        let since = days_between(ended, today);
        if since > self.quiet_after_days {
            return None;
        }
        let mark = self.days.iter().copied().filter(|d| *d <= since).max()?;
        let done = acts.iter().any(|a| {
            a.stay == stay.id
                && a.kind == ActKind::FollowUp
                && !a.cancelled
                && a.detail.codes.iter().any(|c| c.parse::<i64>().is_ok_and(|d| d >= mark))
        });
        (!done).then(|| (mark, add_days(ended, mark)))
    }
}

coded! {
    /// What a task is about.
    TaskKind {
        /// The visit to the doctor was missed.
        MissedVisit = "missed_visit", "行けなかった外来を、かかりつけ医とたしかめる";
    }
}

/// Something to be done by somebody until a day, that came of a follow-up.
#[derive(Debug, Clone)]
pub struct Task {
    /// Id.
    pub id: Id,
    /// Of which stay.
    pub stay: StayId,
    /// About whom.
    pub resident: ResidentId,
    /// What.
    pub kind: TaskKind,
    /// Whose office.
    pub owner_org: OrganisationId,
    /// Whose; none = the office's.
    pub owner: Option<AccountId>,
    /// Until when.
    pub due: Date,
    /// Since when.
    pub at: At,
    /// Done at.
    pub done_at: Option<At>,
    /// By whom.
    pub done_name: String,
    /// What came of it.
    pub done_note: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::act::Detail;
    use crate::model::testing::{act, stay};

    fn due(end: EndKind, today: &str, done: &[&str]) -> Option<i64> {
        let mut s = stay("2026-11-01");
        (s.ended_on, s.end) = (Some("2026-11-10".parse().unwrap()), Some(end));
        let acts: Vec<Act> = done
            .iter()
            .map(|mark| {
                let mut a = act(&s, ActKind::FollowUp);
                a.detail = Detail { codes: vec![(*mark).into()], ..Detail::default() };
                a
            })
            .collect();
        Rule::shipped().unwrap().due(&s, &acts, today.parse().unwrap()).map(|(m, _)| m)
    }

    #[test]
    fn the_follow_up_of_day_seven_gives_way_to_that_of_day_thirty() {
        // ended 2026-11-10: day 7 = 11-17, day 30 = 12-10, quiet after 2027-01-09
        for (today, done, expected) in [
            ("2026-11-16", &[][..], None),
            ("2026-11-17", &[], Some(7)),
            ("2026-12-09", &[], Some(7)),
            ("2026-11-20", &["7"], None),
            ("2026-12-10", &["7"], Some(30)),
            ("2026-12-10", &[], Some(30)),
            ("2026-12-11", &["30"], None),
            ("2026-11-20", &["30"], None),
            ("2027-01-09", &["7"], Some(30)),
            ("2027-01-10", &["7"], None),
        ] {
            assert_eq!(due(EndKind::Home, today, done), expected, "{today} {done:?}");
        }
    }

    #[test]
    fn only_who_went_home_is_asked() {
        let asked: Vec<EndKind> =
            EndKind::ALL.iter().copied().filter(|e| due(*e, "2026-11-18", &[]).is_some()).collect();
        assert_eq!(asked, [EndKind::Home, EndKind::Residence, EndKind::SelfDischarge]);
    }

    #[test]
    fn answers_read_back_as_they_were_written() {
        let f = FollowUp::of(|q| if q == Question::Visit { Reply::No } else { Reply::Unknown });
        let mut a = act(&stay("2026-11-01"), ActKind::FollowUp);
        a.detail.data = serde_json::to_value(f).unwrap();
        assert_eq!(FollowUp::read(&a), Some(f));
        a.detail.data = serde_json::json!({ "visit": "perhaps" });
        assert_eq!(FollowUp::read(&a), None);
    }
}
