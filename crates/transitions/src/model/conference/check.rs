//! What a version must hold at each stage; every sentence belongs to the input it stands beside.
use app::FieldError;
use kernel::time::days_between;
use kernel::{At, Date, wareki};

use super::{Attendee, Content, Handed, Means, Presence, Rules};

/// Most attendees and most decisions.
pub const MAX_ROWS: usize = 40;
/// Longest text of a decision, a wish or what was said.
pub const LONG: usize = 2_000;
/// Longest name.
pub const NAME: usize = 60;

/// For what a version is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A plan, perhaps incomplete.
    Plan,
    /// People are told of it: day and attendees are needed.
    Invite,
    /// It was held: the day has come.
    Held,
    /// The decisions stand: everybody's attendance and at least one decision.
    Closed,
}

struct Errors(Vec<FieldError>);

impl Errors {
    fn say(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    fn long(&mut self, field: impl Into<String>, text: &str, max: usize) {
        if text.chars().count() > max {
            self.say(field, format!("{max}文字以内で入力してください"));
        }
    }
}

/// Everything that is wrong with a version, in the order of the page. Names of inputs as the form has them.
pub fn check(c: &Content, stage: Stage, admitted: Date, now: At) -> Vec<FieldError> {
    let today = now.date();
    let mut e = Errors(Vec::new());
    match c.day() {
        None if stage > Stage::Plan => {
            e.say(
                "a.day",
                if stage == Stage::Invite {
                    "開く日を入力してください"
                } else {
                    "開いた日を入力してください"
                },
            );
        }
        Some(d) if d < admitted => e.say(
            "a.day",
            format!("開く日は、入院日（{}）以後の日にしてください", wareki::month_day(admitted)),
        ),
        Some(d) if stage >= Stage::Held && d > today => {
            e.say("a.day", "まだ来ていない日です。開いたあとに記録してください");
        }
        // later today is as much ahead as tomorrow
        Some(d)
            if stage >= Stage::Held && d == today && c.starts().is_some_and(|t| t > now.time()) =>
        {
            e.say("a.time", "まだ始まっていない時刻です。開いたあとに記録してください");
        }
        Some(d) if days_between(today, d) > 730 => {
            e.say("a.day", "開く日の年をたしかめてください（2年より先の日です）");
        }
        _ => {}
    }
    if Means::from_code(&c.means).is_none() {
        e.say("a.means", "開き方を選んでください");
    }
    e.long("a.place", &c.place, 100);
    e.long("a.link", &c.link, 200);
    attendees(&mut e, c, stage);
    for s in &c.said {
        e.long(format!("a.said.{}", s.key), &s.text, LONG);
    }
    e.long("a.wish_person", &c.wish_person, LONG);
    e.long("a.wish_family", &c.wish_family, LONG);
    decisions(&mut e, c, stage, admitted);
    if !c.handed.is_empty() && Handed::from_code(&c.handed).is_none() {
        e.say("a.handed", "渡した紙を選び直してください");
    }
    e.long("a.handed_to", &c.handed_to, NAME);
    e.0
}

/// 「佐藤 花子さんの」, 「みなみ薬局の方の」: several of one sentence are told apart.
fn whose(a: &Attendee) -> String {
    match (a.name.as_str(), a.organisation_name.as_str()) {
        ("", "") => String::new(),
        ("", org) => format!("{org}の方の"),
        (name, _) => format!("{name}さんの"),
    }
}

fn attendees(e: &mut Errors, c: &Content, stage: Stage) {
    if c.attendees.is_empty() && stage > Stage::Plan {
        e.say("a.att", "出席する人を1人以上入力してください");
    }
    if c.attendees.len() > MAX_ROWS {
        e.say("a.att", format!("出席する人は{MAX_ROWS}人までにしてください"));
    }
    for a in &c.attendees {
        let at = |part: &str| format!("a.att.{}.{part}", a.n);
        if a.name.is_empty() && a.organisation_name.is_empty() {
            e.say(at("name"), "お名前か、所属を入力してください");
        }
        e.long(at("org"), &a.organisation_name, NAME);
        e.long(at("name"), &a.name, NAME);
        let known = Rules::shipped().is_ok_and(|r| r.profession(&a.profession).is_some());
        if !known {
            e.say(at("job"), format!("{}職種を選んでください", whose(a)));
        }
        if stage == Stage::Closed && a.presence() == Presence::Invited {
            e.say(at("there"), format!("{}出席のようすを選んでください", whose(a)));
        }
    }
    let there = c.attendees.iter().any(|a| a.presence().there());
    if stage == Stage::Closed && !c.attendees.is_empty() && !there {
        e.say("a.att", "出席した人がいません。取りやめたときは「取りやめる」を選んでください");
    }
}

fn decisions(e: &mut Errors, c: &Content, stage: Stage, admitted: Date) {
    if c.decisions.is_empty() && stage == Stage::Closed {
        e.say("a.dec", "決まったことを1つ以上入力してください");
    }
    if c.decisions.len() > MAX_ROWS {
        e.say("a.dec", format!("決まったことは{MAX_ROWS}までにしてください"));
    }
    for d in &c.decisions {
        let at = |part: &str| format!("a.dec.{}.{part}", d.n);
        if d.what.is_empty() {
            e.say(at("what"), "決まったことを入力してください");
        }
        e.long(at("what"), &d.what, LONG);
        e.long(at("owner"), &d.owner, NAME);
        if d.until().is_some_and(|day| day < admitted) {
            e.say(
                at("until"),
                format!("期限は、入院日（{}）以後の日にしてください", wareki::month_day(admitted)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Attendee, Decision};
    use super::*;

    fn full() -> Content {
        Content {
            day: Some("2026-11-12".into()),
            means: "room".into(),
            attendees: vec![Attendee {
                n: 1,
                name: "佐藤".into(),
                profession: "cm".into(),
                presence: "room".into(),
                ..Attendee::default()
            }],
            decisions: vec![Decision { n: 1, what: "あ".repeat(LONG), ..Decision::default() }],
            ..Content::default()
        }
    }

    fn wrong(c: &Content, stage: Stage) -> Vec<String> {
        let now = At::jst("2026-11-12".parse().unwrap(), kernel::Time::constant(13, 0, 0, 0));
        check(c, stage, "2026-11-01".parse().unwrap(), now).into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_plan_may_be_incomplete_and_a_closed_conference_not() {
        assert!(wrong(&full(), Stage::Closed).is_empty(), "a decision of 2,000 characters is fine");
        let empty = Content { means: "room".into(), ..Content::default() };
        assert!(wrong(&empty, Stage::Plan).is_empty());
        assert_eq!(wrong(&empty, Stage::Invite), ["a.day", "a.att"]);
        assert_eq!(wrong(&empty, Stage::Closed), ["a.day", "a.att", "a.dec"]);
    }

    #[test]
    fn a_conference_of_today_is_recorded_from_its_hour_on() {
        let mut c = full();
        c.day = Some("2026-11-12".into());
        for (time, fits) in [("13:00", true), ("", true), ("09:30", true), ("14:00", false)] {
            c.time = time.into();
            assert_eq!(wrong(&c, Stage::Closed).is_empty(), fits, "{time}");
            assert_eq!(wrong(&c, Stage::Held).is_empty(), fits, "{time}");
            assert!(wrong(&c, Stage::Invite).is_empty(), "it may be planned for {time}");
        }
    }

    #[test]
    fn each_fault_stands_beside_its_input() {
        type Break = fn(&mut Content);
        let cases: [(Break, &str); 10] = [
            (|c| c.day = Some("2026-10-31".into()), "a.day"),
            (|c| c.day = Some("2026-11-13".into()), "a.day"),
            (|c| (c.day, c.time) = (Some("2026-11-12".into()), "13:01".into()), "a.time"),
            (|c| c.means = "fax".into(), "a.means"),
            (|c| c.decisions[0].what.push('あ'), "a.dec.1.what"),
            (|c| c.decisions[0].until = Some("2026-10-01".into()), "a.dec.1.until"),
            (|c| c.attendees[0].presence = "invited".into(), "a.att.1.there"),
            (|c| c.attendees[0].profession.clear(), "a.att.1.job"),
            (|c| c.attendees[0].name.clear(), "a.att.1.name"),
            (|c| c.wish_person = "あ".repeat(LONG + 1), "a.wish_person"),
        ];
        for (spoil, field) in cases {
            let mut c = full();
            spoil(&mut c);
            assert!(wrong(&c, Stage::Closed).contains(&field.to_string()), "{field}");
        }
    }
}
