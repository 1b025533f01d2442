//! One line of the in-tray: seven steps, what is next, and whether it is mine.
use std::collections::BTreeMap;

use accounts::{Account, AccountId, Organisation, OrganisationKind};
use kernel::{At, Date, Id, wareki};
use ui::{Button, Html, Shell, Step, TrayRow};

use super::clock;
use crate::model::progress::Next;
use crate::model::{ActKind, StepState};
use crate::use_cases::lists::Line;
use crate::words;

/// What the rows need beside their lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    /// Organisations, for （架空） and what an office is.
    pub offices: BTreeMap<Id, Organisation>,
    /// Staff of the hospital, for the profession behind a name.
    pub staff: Vec<Account>,
    /// May one call the office now, in a few words; by office.
    pub calls: BTreeMap<Id, String>,
    /// Who reads.
    pub me: Option<AccountId>,
    /// The reader may act (else only look).
    pub acts: bool,
}

/// Does this line wait for the hospital?
pub(super) fn waits(l: &Line) -> bool {
    l.next != Next::Nothing
}

/// Days over the guide day.
pub(super) fn over(l: &Line, today: Date) -> i64 {
    if waits(l) { l.overdue(today) } else { 0 }
}

/// Its seven steps; the one that is due carries the clock.
pub(super) fn steps(l: &Line, today: Date) -> Vec<Step> {
    let state = |s: StepState| match s {
        StepState::Done(day) => (ui::StepState::Done, day.map_or("日は不明".into(), wareki::slash)),
        StepState::Skipped => (ui::StepState::Skip, String::new()),
        StepState::Todo => (ui::StepState::Todo, String::new()),
        StepState::Now => {
            let due = match l.due.filter(|_| waits(l)) {
                Some(d) if d < today => ui::StepState::Over,
                Some(d) if d == today => ui::StepState::Due,
                _ => ui::StepState::Now,
            };
            (due, String::new())
        }
    };
    let mut steps = l.progress().steps();
    // the first open step is the one to do, also where the acts before it were left out
    if waits(l)
        && !steps.iter().any(|(_, s)| *s == StepState::Now)
        && let Some(first) = steps.iter_mut().find(|(_, s)| *s == StepState::Todo)
    {
        first.1 = StepState::Now;
    }
    steps
        .into_iter()
        .map(|(label, s)| {
            let (mark, mut under) = state(s);
            // without support there is no notice of planning: left out, not 「開かない」
            if mark == ui::StepState::Skip && label == "調整開始の連絡" {
                under = "なし".into();
            }
            Step::new(label, mark, under)
        })
        .collect()
}

/// 「結の里（架空） 佐藤 花子」, 「担当なし → 包括 ひばり（架空）」.
fn office(l: &Line, around: &Around) -> Html {
    let known = around.offices.get(&l.stay.office.0);
    let name = ui::org(&l.office, known.is_some_and(|o| o.fictitious));
    let hokatsu = known.is_some_and(|o| o.kind == OrganisationKind::Hokatsu);
    if l.care_manager.is_empty() && hokatsu {
        return Html::text("担当なし → ").and(ui::spaced([name]));
    }
    if l.care_manager.is_empty() { name } else { name.and(format!(" {}", l.care_manager)) }
}

/// The small line under the clock.
fn note(l: &Line, around: &Around, now: At) -> String {
    let call = around.calls.get(&l.stay.office.0).filter(|c| !c.is_empty());
    match l.next {
        Next::Assign => {
            let told = l.progress().contact().map(|a| {
                let t = a.at.local();
                if a.at.date() == now.date() {
                    format!("連絡 {}:{:02}", t.hour(), t.minute())
                } else {
                    format!("連絡 {}", wareki::slash(a.day.unwrap_or(a.at.date())))
                }
            });
            let sheet = if l.progress().first(ActKind::SheetSent).is_some() {
                "提供書あり"
            } else {
                "提供書はまだ"
            };
            told.into_iter().chain([sheet.to_string()]).collect::<Vec<_>>().join("・")
        }
        Next::Screen => match l.tendency() {
            Some(t) => format!("基準では{}", t.proposal.label()),
            None if l.stay.admitted_on > now.date() => {
                format!("{}に入院の予定", wareki::month_day(l.stay.admitted_on))
            }
            None => format!("入院{}日目", l.stay.day(now.date())),
        },
        Next::Planning => match call {
            Some(c) => format!("調整開始の連絡（{c}）"),
            None => "調整開始の連絡".into(),
        },
        Next::DischargeNotice => call.cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Name with さん.
pub(super) fn person(l: &Line) -> String {
    format!("{} さん", l.resident.name)
}

/// 「86歳・312」.
fn meta(l: &Line, today: Date) -> String {
    let age = format!("{}歳", l.resident.age(today));
    let room = if l.stay.room.is_empty() { age } else { format!("{age}・{}", l.stay.room) };
    let room = if l.ward_told.is_empty() {
        room
    } else {
        format!("{room}・{}", crate::model::ward::told(&l.ward_told))
    };
    match l.readmitted_after {
        Some(n) => format!("{room}・再入院（{}）", crate::model::readmission::words(n)),
        None => room,
    }
}

/// 「及川 真理（MSW）」 of who is in charge; empty when nobody is.
pub(super) fn in_charge(l: &Line, around: &Around) -> String {
    if l.assigned.is_empty() {
        return String::new();
    }
    let profession = around
        .staff
        .iter()
        .find(|a| Some(a.id) == l.stay.assigned)
        .map_or("", |a| a.profession.as_str());
    if profession.is_empty() {
        l.assigned.clone()
    } else {
        format!("{}（{profession}）", l.assigned)
    }
}

/// The clock, and what the criteria could not be told yet while the decision is open.
fn tags(l: &Line, today: Date) -> Vec<ui::Tag> {
    let mut out = clock::tags(&l.stay, l.next, l.due, today);
    let unknown = l.tendency().filter(|_| l.next == Next::Screen).and_then(|t| t.unknown_words());
    out.extend(unknown.map(|words| ui::tag(ui::TagKind::Miss, words)));
    out
}

/// The row of a line.
pub(super) fn row(shell: &Shell, l: &Line, around: &Around, now: At) -> TrayRow {
    let today = now.date();
    let mine = l.stay.assigned.is_some() && l.stay.assigned == around.me;
    let others = l.stay.assigned.is_some() && !mine;
    let mut small = note(l, around, now);
    if others {
        let who = format!("担当 {}", in_charge(l, around));
        small = if small.is_empty() { who } else { format!("{who}・{small}") };
    }
    let button = (around.acts && !others).then(|| {
        Button::link(words::verb(l.next), shell.url(&words::path(l.next, l.stay.id)))
            .compact()
            .about(format!("（{}）", person(l)))
    });
    TrayRow {
        name: person(l).into(),
        href: shell.url(&format!("/transitions/{}", l.stay.id)),
        meta: meta(l, today),
        office: office(l, around),
        steps: steps(l, today),
        mine,
        next: if button.is_none() { words::verb(l.next).into() } else { Html::default() },
        tags: tags(l, today),
        note: small.into(),
        act: button,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::{Mover, Progress};

    /// A line with these acts; what is next follows from them.
    pub(crate) fn line(n: u8, kinds: &[ActKind], due: Option<&str>) -> Line {
        let mut stay = samples::stay();
        stay.id = crate::model::StayId(samples::id(100 + n));
        if !kinds.contains(&ActKind::Assigned) {
            stay.assigned = None;
        }
        let acts: Vec<_> = kinds
            .iter()
            .zip(1..)
            .map(|(k, i)| {
                let mut a = samples::act(i, *k, "2026-11-17");
                a.stay = stay.id;
                a
            })
            .collect();
        let p = Progress::new(&stay, &acts);
        Line {
            next: p.hospital_next(),
            mover: Mover::Hospital,
            due: due.map(|d| d.parse().unwrap()),
            resident: samples::resident(),
            office: "居宅介護支援 結の里".into(),
            care_manager: "佐藤 花子".into(),
            assigned: if stay.assigned.is_some() { "小田島 誠".into() } else { String::new() },
            limits: None,
            readmitted_after: None,
            ward_told: String::new(),
            acts,
            stay,
        }
    }

    pub(crate) fn around() -> Around {
        Around {
            offices: [samples::office(), samples::hospital()].map(|o| (o.id.0, o)).into(),
            staff: samples::staff(),
            calls: BTreeMap::from([(samples::office().id.0, "電話は12時まで".to_string())]),
            me: samples::staff().first().map(|a| a.id),
            acts: true,
        }
    }

    const ARRIVED: &[ActKind] = &[ActKind::AdmissionContact, ActKind::SheetSent];

    #[test]
    fn the_step_that_is_due_carries_the_clock() {
        let state = |due| steps(&line(1, ARRIVED, due), samples::today())[1].state;
        assert_eq!(state(Some("2026-11-18")), ui::StepState::Over);
        assert_eq!(state(Some("2026-11-19")), ui::StepState::Due);
        assert_eq!(state(Some("2026-11-20")), ui::StepState::Now);
        assert_eq!(state(None), ui::StepState::Now);
    }

    #[test]
    fn my_rows_have_the_button_and_those_of_others_only_say_who() {
        let shell = samples::shell();
        let mut l = line(
            1,
            &[ActKind::AdmissionContact, ActKind::SheetSent, ActKind::Assigned],
            Some("2026-11-19"),
        );
        let mine = row(&shell, &l, &around(), samples::now());
        assert!(mine.mine && mine.act.is_some() && mine.next.is_empty());
        assert_eq!(mine.note.to_string(), "入院3日目");
        l.stay.assigned = samples::staff().get(1).map(|a| a.id);
        l.assigned = "及川 真理".into();
        let other = row(&shell, &l, &around(), samples::now());
        assert!(!other.mine && other.act.is_none());
        assert_eq!(
            (other.next.to_string(), other.note.to_string()),
            ("要否を決める".into(), "担当 及川 真理（MSW）・入院3日目".into())
        );
    }

    #[test]
    fn a_row_that_waits_for_the_decision_shows_what_the_criteria_say_and_what_is_not_known() {
        use crate::model::{Proposal, Tendency};
        let mut l = line(
            1,
            &[ActKind::AdmissionContact, ActKind::SheetSent, ActKind::Assigned],
            Some("2026-11-19"),
        );
        l.acts[1].detail.codes = Tendency::codes(Proposal::Needed, Some(2));
        let r = row(&samples::shell(), &l, &around(), samples::now());
        let tags: Vec<String> = r.tags.iter().map(|t| t.text.to_string()).collect();
        assert_eq!(tags, ["きょうまで", "未確認 2"]);
        assert_eq!(r.note.to_string(), "基準では支援が必要のめやす");
        l.acts[1].detail.codes = Tendency::codes(Proposal::Needed, Some(0));
        assert_eq!(row(&samples::shell(), &l, &around(), samples::now()).tags.len(), 1);
        l.next = Next::Assign;
        l.acts[1].detail.codes = Tendency::codes(Proposal::Needed, Some(2));
        assert_eq!(row(&samples::shell(), &l, &around(), samples::now()).tags.len(), 1);
    }

    #[test]
    fn what_arrived_today_shows_the_time_and_whether_the_sheet_is_there() {
        let mut l = line(1, &[ActKind::AdmissionContact], Some("2026-11-19"));
        l.acts[0].at = samples::now().plus_minutes(-75);
        assert_eq!(
            row(&samples::shell(), &l, &around(), samples::now()).note.to_string(),
            "連絡 10:05・提供書はまだ"
        );
        l.care_manager = String::new();
        let mut a = around();
        a.offices.get_mut(&l.stay.office.0).unwrap().kind = OrganisationKind::Hokatsu;
        assert!(
            row(&samples::shell(), &l, &a, samples::now())
                .office
                .to_string()
                .starts_with("担当なし → ")
        );
    }
}
