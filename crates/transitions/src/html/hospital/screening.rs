//! 退院支援の要否を決める: reading the form, keeping the answers, deciding. The criteria are worked out before the write;
//! deciding sends nothing to anybody.
use app::drafts::Draft;
use forms::{Answers, Form, Stage};
use kernel::wareki;
use slice::{Fail, Req, Resp};

use super::frame::carry_out;
use super::judged::{self, Known, proposal};
use super::screening_page::page;
use super::typed::Typed;
use crate::model::{ActKind, StayId};
use crate::use_cases::rejudge::confirm;
use crate::use_cases::screen::{Proposal, Screen, save_answers, screen};

/// Acts that make an open form stale.
pub(super) const KINDS: &[ActKind] = &[ActKind::Screening];

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let known = req.read(move |cx| judged::load(cx, stay))?;
    let form = judged::form()?;
    let answers = known.begin(form);
    let verdict = known.judge(&known.rules, form, &answers);
    let typed = begin(&known, &verdict);
    let page = page(req.shell.clone(), req.new_key(), &known, form, &answers, &verdict, &typed);
    Resp::page(askama::Template::render(&page))
}

/// The proposal stands as the decision to begin with; where it leaves it open, nothing is chosen.
fn begin(known: &Known, verdict: &forms::Verdict) -> Typed {
    let decision = match proposal(verdict) {
        Proposal::Needed => "needed",
        Proposal::NotNeeded => "not_needed",
        Proposal::Attention | Proposal::Undecided => "",
    };
    Typed::blank(known.now.date()).with("decision", decision)
}

/// Saves the answers, or decides.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let known = req.read(move |cx| judged::load(cx, stay))?;
    let form = judged::form()?;
    let mut typed = Typed::of(&req.form, known.now.date());
    let answers = answers(&known, form, &mut typed);
    let verdict = known.judge(&known.rules, form, &answers);
    let decides = typed.text("_do") == "decide";
    if decides && typed.ok() {
        if let Some(cmd) = read(stay, form, &answers, &verdict, &mut typed)
            && let Some(done) =
                carry_out(req, stay, &mut typed, KINDS, cmd, screen, "退院支援の要否を決めました")?
        {
            return Ok(done);
        }
    } else if typed.ok() {
        let body = answers.to_json();
        let done = req.act(move |cx| {
            save_answers(cx, stay, &body)?;
            Ok(format!("/transitions/{stay}/screening"))
        });
        match done {
            Ok(path) => {
                return Ok(Resp::go_saying(path, "聞いたことを保存し、めやすを見直しました"));
            }
            Err(e) => typed.refused(e)?,
        }
    }
    let known = if typed.stale { req.read(move |cx| judged::load(cx, stay))? } else { known };
    let page = page(req.shell.clone(), req.new_key(), &known, form, &answers, &verdict, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

/// 「変わったところを見ました」: what was decided stays.
pub(super) fn seen(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let path = req.act(move |cx| {
        confirm(cx, stay)?;
        Ok(format!("/transitions/{stay}/screening"))
    })?;
    Ok(Resp::go_saying(path, "見たことを記録しました。決めたことは変えていません"))
}

/// Keeps the answers while they are typed (asked for by the script); says when.
pub(super) fn draft(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let known = req.read(move |cx| judged::load(cx, stay))?;
    let form = judged::form()?;
    let mut typed = Typed::of(&req.form, known.now.date());
    let body = answers(&known, form, &mut typed).to_json();
    let actor = req.actor()?.clone();
    req.app.write(&actor, move |cx| save_answers(cx, stay, &body))?;
    let t = known.now.local();
    Ok(Resp::json(&serde_json::json!({ "at": format!("{}:{:02}", t.hour(), t.minute()) })))
}

/// The ward's answers as posted; what is wrong with them stands in `typed`.
fn answers(known: &Known, form: &Form, typed: &mut Typed) -> Answers {
    let base = known.begin(form);
    let vars = known.vars();
    let mut answers = forms::input::read(form, None, &typed.form, &base, known.now.date()).answers;
    forms::calculate(form, &mut answers, &vars);
    let checked = forms::validate(form, &answers, &vars, Stage::Draft);
    for e in checked.errors() {
        typed.error(&e.field, e.message);
    }
    answers
}

fn read(
    stay: StayId,
    form: &Form,
    answers: &Answers,
    verdict: &forms::Verdict,
    t: &mut Typed,
) -> Option<Screen> {
    let needed = t.code(
        "decision",
        |v| match v {
            "needed" => Some(true),
            "not_needed" => Some(false),
            _ => None,
        },
        "必要か、いまは必要ないかを選んでください",
    );
    let said_by = answers.text("said.person").unwrap_or_default().to_string();
    Some(Screen {
        stay,
        form_version: form.version.clone(),
        answers: answers.for_record(form).to_json(),
        result: serde_json::to_string(verdict).unwrap_or_default(),
        proposal: proposal(verdict),
        needed: needed?,
        reason: t.text("reason"),
        said_by,
    })
}

/// 「11:18 に下書きを保存しました。閉じても消えません。」; empty before the first draft.
pub(super) fn saved(draft: Option<&Draft>, known: &Known) -> String {
    let Some(d) = draft else { return String::new() };
    let t = d.at.local();
    let day = if d.at.date() == known.now.date() {
        String::new()
    } else {
        format!("{} ", wareki::month_day(d.at.date()))
    };
    format!("{day}{}:{:02} に下書きを保存しました。閉じても消えません。", t.hour(), t.minute())
}

#[cfg(test)]
mod tests {
    use super::super::judged::tests::{sample, ward_answers};
    use super::super::samples::today;
    use super::*;

    fn decide(pairs: &[(&str, &str)]) -> (Option<Screen>, Typed) {
        let known = sample();
        let form = judged::form().unwrap();
        let mut t = pairs.iter().fold(Typed::blank(today()), |t, (n, v)| t.with(n, *v));
        let a = answers(&known, form, &mut t);
        let v = known.judge(&known.rules, form, &a);
        (read(known.data.stay.id, form, &a, &v, &mut t), t)
    }

    #[test]
    fn the_decision_carries_what_was_answered_and_what_the_criteria_gave() {
        let posted = [
            ("decision", "needed"),
            ("a.said.person", "石川"),
            ("a.life.reform", "true"),
            ("a.proc.after", "unknown"),
        ];
        let (cmd, _) = decide(&posted);
        let cmd = cmd.unwrap();
        assert!(cmd.needed && cmd.said_by == "石川" && cmd.proposal == Proposal::Needed);
        let answers = Answers::from_json(&cmd.answers).unwrap();
        assert_eq!(answers.yes_no("life.reform"), Some(true));
        assert_eq!(answers.yes_no("proc.after"), None, "未確認 is no no");
        assert!(cmd.result.contains("\"rules\":\"kitami\"") && cmd.result.contains("\"version\""));
    }

    #[test]
    fn without_a_choice_nothing_is_decided() {
        let (cmd, t) = decide(&[("reason", "x")]);
        assert!(cmd.is_none() && t.form.error_of("decision").is_some());
        assert!(decide(&[("decision", "maybe")]).0.is_none());
    }

    #[test]
    fn a_date_that_is_none_stays_as_typed() {
        let (_, t) = decide(&[
            ("a.said.on.era", "R"),
            ("a.said.on.y", "8"),
            ("a.said.on.m", "2"),
            ("a.said.on.d", "30"),
        ]);
        assert_eq!(t.status(), 422);
        assert!(t.form.error_of("a.said.on").is_some());
    }

    #[test]
    fn the_proposal_is_chosen_to_begin_with_and_an_open_one_is_not() {
        let known = sample();
        let form = judged::form().unwrap();
        let v = known.judge(&known.rules, form, &known.begin(form));
        assert_eq!(begin(&known, &v).text("decision"), "needed");
        let mut blank = sample();
        blank.data.sheet = None;
        blank.data.stay.planned = true;
        let v = blank.judge(&blank.rules, form, &ward_answers(&[]));
        assert_eq!(
            (proposal(&v), begin(&blank, &v).text("decision").as_str()),
            (Proposal::Undecided, "")
        );
    }
}
