//! 相談窓口 of the demonstration: a year and a half of consultations, each at its own time, through the same use cases as
//! the pages. The callers are offices of the invented city; nobody's name is in them. All invented.
use app::{Cx, Result};
use desk::model::case::{Case, Status};
use desk::use_cases::cancel::cancel;
use desk::use_cases::hand_over::{HandOver, hand_over};
use desk::use_cases::record::record;
use kernel::time::add_days;
use kernel::{At, Date, Time, Weekday, fiscal_year};

use super::dice::Dice;
use super::found::Founded;
use super::table::{Row, rows};

/// A consultation of the demonstration.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    case: Case,
    handed: bool,
    mistake: bool,
}

/// Ids that one may draw: the record, its measures, events and rows of the log.
pub(super) const IDS: usize = 30;
/// Days before today.
const DAYS: i64 = 545;

fn codes(r: &Row, column: &str) -> Vec<String> {
    r.get(column).split('|').filter(|c| !c.is_empty()).map(String::from).collect()
}

fn case(r: &Row, dice: &mut Dice, at: At) -> Case {
    let minutes: i64 = r.get("minutes").parse().unwrap_or(10);
    let local = at.local();
    Case {
        day: at.date().to_string(),
        time: format!("{}:{:02}", local.hour(), local.minute()),
        minutes: Some((minutes + dice.range(-4, 6)).max(2)),
        method: r.get("method").into(),
        place: r.get("place").into(),
        affiliation: r.get("affiliation").into(),
        office: r.get("office").into(),
        profession: r.get("profession").into(),
        contents: codes(r, "contents"),
        tags: codes(r, "tags"),
        scene: r.get("scene").into(),
        asked: r.get("asked").into(),
        answered: r.get("answered").into(),
        did: codes(r, "did"),
        outcome: r.get("outcome").into(),
        ..Case::default()
    }
}

fn working(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// All consultations: when, by whom, what.
pub(super) fn plan(founded: &Founded, now: At, seed: u64) -> Result<Vec<(At, usize, Asked)>> {
    let all = rows(include_str!("../../../../data/demo/yuino/desk.csv"))?;
    let staff = &founded.city.staff;
    let Some(first) = staff.iter().position(|s| s.demo_role.as_deref() == Some("coordinator"))
    else {
        return Ok(Vec::new());
    };
    let org = staff.get(first).map(|s| s.org);
    let mut team: Vec<usize> = (0..staff.len())
        .filter(|i| staff.get(*i).map(|s| s.org) == org)
        .filter(|i| founded.staff.get(*i).copied().flatten().is_some())
        .collect();
    if team.is_empty() {
        team.push(first);
    }
    let mut dice = Dice::of(seed, "desk", 0);
    let today = now.date();
    let mut out = Vec::new();
    for back in (0..=DAYS).rev() {
        let day = add_days(today, -back);
        // on three working days of five somebody asks
        if !working(day) || !dice.percent(58.0) {
            continue;
        }
        let time = Time::constant(9, 0, 0, 0);
        let at = At::jst(day, time).plus_minutes(dice.range(5, 430));
        if at >= now {
            continue;
        }
        let (Some(r), Some(who)) = (dice.pick(&all), dice.pick(&team).copied()) else { break };
        let mut case = case(r, &mut dice, at);
        let recent = back <= 12;
        if case.outcome == "on" || (recent && dice.percent(45.0)) {
            case.status = Status::Open;
            let next = add_days(day, dice.range(3, 20));
            case.follow_on = Some(next.to_string()).filter(|_| back <= 20);
        }
        if case.status == Status::Open && back > 60 {
            case.status = Status::Closed;
            case.follow_on = None;
        }
        let own = case.contents.iter().any(|c| c == "own_events" || c == "between");
        if own && back > 90 && dice.percent(45.0) {
            case.solved_year =
                Some(i64::from(fiscal_year(day)) + i64::from(back > 300 && dice.percent(40.0)));
            case.solution = "関係者と話し合い、次の連携会・研修で取り上げました。".into();
            if dice.percent(50.0) {
                case.public_who = match case.affiliation.as_str() {
                    "hospital" => "病院連携室",
                    "body" => "職能団体",
                    "cm" => "居宅介護支援事業所",
                    _ => "関係機関",
                }
                .into();
                case.public_what = match case.contents.first().map(String::as_str) {
                    Some("own_events") => "研修の開催についての相談",
                    _ => "職種・事業所のあいだの連携についての相談",
                }
                .into();
            }
        }
        let handed = case.affiliation == "resident";
        out.push((at, who, Asked { case, handed, mistake: dice.percent(1.5) }));
    }
    Ok(out)
}

/// Does one, as the actor and at the time of the context.
pub(super) fn asked(cx: &Cx<'_>, a: &Asked) -> Result<()> {
    let id = record(cx, &a.case)?;
    if a.handed {
        let to = HandOver {
            day: a.case.day.clone(),
            receiver: "結野市中央高齢者相談支援センター".into(),
            what: "ご家族からの相談。お住まいの地域の窓口に、折り返しをお願いした。".into(),
            how: "電話".into(),
        };
        hand_over(cx, id, &to)?;
    }
    if a.mistake {
        cancel(cx, id, "同じ相談を2回記録したため")?;
    }
    Ok(())
}
