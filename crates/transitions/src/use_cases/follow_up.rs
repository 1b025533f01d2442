//! 退院後の確認: asked 7 and 30 days after discharge home; a missed visit to the doctor becomes a task with owner and
//! day. Everything falls silent when the person died or is in hospital again.
use std::collections::BTreeMap;

use accounts::OrganisationId;
use app::{Cx, Error, Result, measures};
use kernel::time::add_days;
use kernel::{Date, Id};
use people::authz::{Read, Stay as StayKind, What, audit_list, decide, scope};
use people::{Resident, ResidentId};

use super::{day_between, open, short};
use crate::model::follow_up::{FollowUp, Question, Reply, Rule, Task, TaskKind};
use crate::model::{Act, ActKind, Doing, Method, Progress, Refusal, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct, after};

/// A follow-up to record.
#[derive(Debug, Clone)]
pub struct Ask {
    /// After which stay.
    pub stay: StayId,
    /// Which one: 7 or 30.
    pub mark: i64,
    /// When it was asked.
    pub day: Date,
    /// How.
    pub method: Method,
    /// Who answered: ご本人, ご家族 …
    pub said_by: String,
    /// The answers.
    pub answers: FollowUp,
    /// More, in words.
    pub note: String,
}

/// What the page of a follow-up needs.
#[derive(Debug, Clone)]
pub struct View {
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// The follow-ups recorded so far.
    pub done: Vec<Act>,
    /// Which one is due now.
    pub due: Option<i64>,
    /// Tasks of the stay.
    pub tasks: Vec<Task>,
    /// The rule's days.
    pub days: Vec<i64>,
    /// Why nothing is asked: in words; empty = it is asked.
    pub quiet: String,
}

/// Opens the follow-ups of a stay.
pub fn view(cx: &Cx<'_>, id: StayId) -> Result<View> {
    let stay = store::stay(cx, id)?;
    let permit = decide::<Read, StayKind>(cx, &permissions::FOLLOW_UP, stay.resident, None)?;
    if stay.cancelled || stay.office.0 != cx.actor().organisation.unwrap_or(stay.resident.0) {
        return Err(Error::NotFound);
    }
    let resident = people::use_cases::view::resident(cx, &permit)?;
    let acts = store::acts(cx, id)?;
    let rule = Rule::shipped()?;
    let quiet = quiet(cx, &stay, &resident)?;
    let due = rule.due(&stay, &acts, cx.today()).map(|(m, _)| m).filter(|_| quiet.is_empty());
    let done = acts.into_iter().filter(|a| a.kind == ActKind::FollowUp && !a.cancelled).collect();
    Ok(View { tasks: after::tasks_of(cx, id)?, days: rule.days, done, due, quiet, resident, stay })
}

/// Why nothing is asked after this stay.
fn quiet(cx: &Cx<'_>, stay: &Stay, r: &Resident) -> Result<String> {
    if r.died_on.is_some() {
        return Ok(Refusal::Dead.label().into());
    }
    let state = Progress::new(stay, []);
    if let Err(why) = state.may(Doing::Act(ActKind::FollowUp), cx.today()) {
        return Ok(why.words(stay));
    }
    let Some(ended) = stay.ended_on else { return Err(Error::NotFound) };
    let days = after::days_of(cx, &[r.id.0])?;
    Ok(match in_hospital_since(days.get(&r.id), stay.id, ended) {
        true => "また入院しているため、この退院の確認はしません".into(),
        false => String::new(),
    })
}

fn in_hospital_since(days: Option<&Vec<after::Days>>, stay: StayId, ended: Date) -> bool {
    days.into_iter().flatten().any(|d| d.id != stay && d.admitted_on >= ended)
}

/// Records a follow-up. A visit that was missed becomes a task of the care manager.
pub fn follow_up(cx: &Cx<'_>, cmd: &Ask) -> Result<Id> {
    let o = open(cx, &permissions::FOLLOW_UP, cmd.stay)?;
    let v = view(cx, cmd.stay)?;
    if !v.quiet.is_empty() {
        return Err(Error::Rule(v.quiet));
    }
    if !v.days.contains(&cmd.mark) {
        return Err(Error::field("mark", "何日目の確認かを選んでください"));
    }
    let ended = o.stay.ended_on.unwrap_or(o.stay.admitted_on);
    day_between(cx, "day", "確認した日", cmd.day, Some((ended, "退院日")), true)?;
    // a look at thirty days is none on the eighth: the second half of the time is when it says something
    let earliest = add_days(ended, cmd.mark / 2);
    if cmd.mark > 7 && cmd.day < earliest {
        let from = kernel::wareki::month_day(earliest);
        return Err(Error::field(
            "day",
            format!("退院後{}日の確認は、{from}から記録できます", cmd.mark),
        ));
    }
    short("said_by", &cmd.said_by, 60)?;
    short("note", &cmd.note, 300)?;
    if Question::ALL.iter().all(|q| cmd.answers.reply(*q) == Reply::Unknown)
        && cmd.note.trim().is_empty()
    {
        return Err(Error::field(
            "note",
            "ぜんぶ未確認のときは、そのわけ（電話に出られなかった、など）を入力してください",
        ));
    }
    let mut act = NewAct {
        day: Some(cmd.day),
        method: Some(cmd.method),
        said_by: cmd.said_by.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.codes = vec![cmd.mark.to_string()];
    act.detail.note = cmd.note.trim().to_string();
    act.detail.data = serde_json::to_value(cmd.answers)
        .map_err(|e| Error::Inconsistent(format!("follow-up: {e}")))?;
    let id = store::add_act(cx, cmd.stay, ActKind::FollowUp, &act)?;
    let open_task = v.tasks.iter().any(|t| t.kind == TaskKind::MissedVisit && t.done_at.is_none());
    if cmd.answers.visit == Reply::No && !open_task {
        let task = after::NewTask {
            stay: cmd.stay,
            resident: o.stay.resident,
            kind: TaskKind::MissedVisit,
            owner_org: o.stay.office,
            owner: o.stay.care_manager.or(cx.actor().account.map(Into::into)),
            due: add_days(cx.today(), Rule::shipped()?.visit_task_days),
            act: id,
        };
        after::add_task(cx, &task)?;
    }
    measures::measure(cx, "transitions.follow-ups", &format!("day={}", cmd.mark), 1, cmd.stay.0)?;
    Ok(id)
}

/// A task with its person.
#[derive(Debug, Clone)]
pub struct TaskView {
    /// The task.
    pub task: Task,
    /// The person.
    pub resident: Resident,
    /// Name of whose it is; empty = the office's.
    pub owner: String,
}

/// Opens a task: for the office it belongs to.
pub fn task(cx: &Cx<'_>, id: Id) -> Result<TaskView> {
    let task = after::task(cx, id)?;
    let permit = decide::<Read, StayKind>(cx, &permissions::FOLLOW_UP, task.resident, None)?;
    if Some(task.owner_org.0) != cx.actor().organisation {
        return Err(Error::NotFound);
    }
    let owner = match task.owner {
        Some(a) => accounts::any_account(cx, a)?.map(|a| a.name).unwrap_or_default(),
        None => String::new(),
    };
    Ok(TaskView { resident: people::use_cases::view::resident(cx, &permit)?, owner, task })
}

/// Says what came of a task; that ends it.
pub fn task_done(cx: &Cx<'_>, id: Id, note: &str) -> Result<StayId> {
    let t = after::task(cx, id)?;
    open(cx, &permissions::FOLLOW_UP, t.stay)?;
    if Some(t.owner_org.0) != cx.actor().organisation {
        return Err(Error::NotFound);
    }
    short("note", note, 200)?;
    if note.trim().is_empty() {
        return Err(Error::field("note", "どうなったかを入力してください"));
    }
    // pressed twice, or done by a colleague meanwhile: it is done
    after::done(cx, id, note.trim())?;
    Ok(t.stay)
}

/// What waits for an office after discharges.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// Follow-ups that are due: stay, person, which one, since when.
    pub follow_ups: Vec<(Stay, Resident, i64, Date)>,
    /// Open tasks.
    pub tasks: Vec<(Task, Resident)>,
}

/// Follow-ups due and open tasks of the actor's office, without those about whom all is silent now.
pub fn waiting(cx: &Cx<'_>) -> Result<Waiting> {
    let Some(office) = cx.actor().organisation.map(OrganisationId) else {
        return Ok(Waiting::default());
    };
    let reach = scope(cx, &permissions::FOLLOW_UP, What::Stay)?;
    let rule = Rule::shipped()?;
    let first = rule.days.iter().copied().min().unwrap_or(0);
    let (from, to) = (add_days(cx.today(), -rule.quiet_after_days), add_days(cx.today(), -first));
    let stays = after::ended_between(cx, &reach, office, from, to)?;
    let tasks = after::open_tasks(cx, office)?;
    let mut ids: Vec<Id> =
        stays.iter().map(|s| s.resident.0).chain(tasks.iter().map(|t| t.resident.0)).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Waiting::default());
    }
    let mut people: BTreeMap<ResidentId, Resident> = BTreeMap::new();
    for chunk in ids.chunks(400) {
        for r in people::use_cases::view::of_list(cx, chunk, What::Stay)? {
            people.insert(r.id, r);
        }
    }
    let days = after::days_of(cx, &ids)?;
    let acts = store::lists::acts_of(cx, &stays)?;
    let living = |id: ResidentId| people.get(&id).filter(|r| r.died_on.is_none()).cloned();
    let mut out = Waiting::default();
    for s in stays {
        let Some(r) = living(s.resident) else { continue };
        let ended = s.ended_on.unwrap_or(to);
        let own = acts.get(&s.id).map_or(&[][..], Vec::as_slice);
        let Some((mark, since)) = rule.due(&s, own, cx.today()) else { continue };
        if !in_hospital_since(days.get(&s.resident), s.id, ended) {
            out.follow_ups.push((s, r, mark, since));
        }
    }
    for t in tasks {
        let Some(r) = living(t.resident) else { continue };
        if !in_hospital_since(days.get(&t.resident), t.stay, t.at.date()) {
            out.tasks.push((t, r));
        }
    }
    let named: Vec<Id> = out
        .follow_ups
        .iter()
        .map(|(_, r, _, _)| r.id.0)
        .chain(out.tasks.iter().map(|(_, r)| r.id.0))
        .collect();
    audit_list(cx, &permissions::FOLLOW_UP, "follow-ups", &named);
    Ok(out)
}
