//! Two wrote on one paper: both versions side by side, question by question. Nothing is lost and nothing is laid over
//! anything unseen; what was typed stays the draft until somebody decides.
use std::collections::BTreeSet;

use app::records;
use askama::Template;
use forms::answers::AnswerMap;
use forms::{Answer, Answers, Form, Given, Key, Vars};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, FormOpen, Shell, Stale, StaleRow};

use super::paper::{self, Paper, Work};
use super::parts;
use crate::model::StayId;

/// What three versions come to.
struct Merged {
    /// With what can be decided by itself.
    answers: Answers,
    /// What a person has to decide.
    rows: Vec<(Key, StaleRow)>,
    only_mine: u32,
    only_theirs: u32,
}

fn same(a: Option<&Answer>, b: Option<&Answer>) -> bool {
    let blank = Answer::default();
    let (a, b) = (a.unwrap_or(&blank), b.unwrap_or(&blank));
    a.given == b.given && a.attached == b.attached
}

/// `mine` and `theirs` grew out of `was`; where both changed the same question differently, `keep` decides: true =
/// mine, none = nobody has said yet (mine stands meanwhile).
fn merge(
    form: &Form,
    was: &Answers,
    mine: &Answers,
    theirs: &Answers,
    keep: impl Fn(&str) -> Option<bool>,
) -> Merged {
    let keys: BTreeSet<Key> =
        [was, mine, theirs].into_iter().flat_map(|a| a.iter().map(|(k, _)| k)).collect();
    let mut out = Merged { answers: mine.clone(), rows: Vec::new(), only_mine: 0, only_theirs: 0 };
    for key in keys {
        let Some(placed) = form.question(&key.link_id).filter(|p| !p.question.read_only) else {
            continue;
        };
        let (w, m, t) = (was.get(&key), mine.get(&key), theirs.get(&key));
        if same(m, t) {
            continue;
        }
        if same(t, w) {
            out.only_mine += 1;
            continue;
        }
        let theirs_now = t.cloned().unwrap_or_default();
        if same(m, w) {
            out.only_theirs += 1;
            out.answers.set(&key, theirs_now);
            continue;
        }
        let name = key.name();
        if keep(&name) == Some(false) {
            out.answers.set(&key, theirs_now);
        }
        let words = |a: Option<&Answer>| match a {
            Some(Answer { given: Given::Wrong(w), .. }) => {
                w.typed.iter().map(|(_, t)| t.as_str()).collect::<Vec<_>>().join(" ")
            }
            Some(a) => forms::words::answer(placed.question, a),
            None => String::new(),
        };
        let row = key.row.as_ref().map_or(String::new(), |(_, n)| format!("（{}つめ）", n + 1));
        let label = format!("{}{row}", placed.full_label());
        out.rows
            .push((key, StaleRow { name, label, mine: words(m), theirs: words(t), was: words(w) }));
    }
    // A row of a repeating group that one side emptied is no row any more.
    for (group, _) in form.repeating_groups() {
        let rows: Vec<AnswerMap> = out.answers.rows(&group.link_id).to_vec();
        out.answers.set_rows(&group.link_id, rows);
    }
    out
}

#[derive(Template)]
#[template(path = "office/stale.html")]
struct StalePage {
    shell: Shell,
    title: &'static str,
    errors: ErrorSummary,
    open: FormOpen,
    stale: Stale,
    button: Button,
}

struct Three {
    was: Answers,
    theirs: Answers,
    latest: records::Version,
}

fn three(req: &Req, w: &Work) -> Result<Three, Fail> {
    let latest = w.latest.clone().ok_or(Fail::NotFound)?;
    let theirs = paper::answers_in(&latest)?;
    let (record, base) = (latest.record, w.base);
    let was = if base > 0 {
        // opening the paper has permitted the record; this is an earlier version of the same one
        let before = req.read(|cx| records::version(cx, record, base))?;
        paper::answers_in(&before)?
    } else {
        Answers::new()
    };
    Ok(Three { was, theirs, latest })
}

fn draw(mut shell: Shell, key: String, w: &Work, three: &Three, unanswered: usize) -> StalePage {
    let merged = merge(w.form, &three.was, &w.answers, &three.theirs, |_| None);
    let what = if w.own_window {
        "べつの画面で保存した内容"
    } else {
        "内容が変わりました"
    };
    shell.title = format!("{what} — {}", w.paper.title());
    let mut errors = ErrorSummary::default();
    if unanswered > 0 {
        errors = ErrorSummary::of(&[ui::FieldError {
            field: String::new(),
            message: format!("まだ選んでいないところが {unanswered}つあります"),
        }]);
        errors.title = "残すほうを選んでください".into();
    }
    StalePage {
        title: w.paper.title(),
        errors,
        open: FormOpen {
            id: "merge".into(),
            action: shell.url(&format!("{}/merge", w.paper.path(w.stay.id))),
            csrf: shell.csrf.clone(),
            key,
            version: three.latest.version.to_string(),
            ..FormOpen::default()
        },
        stale: Stale {
            who: format!("{}さん", three.latest.name).into(),
            when: parts::moment(three.latest.at),
            rows: merged.rows.into_iter().map(|(_, r)| r).collect(),
            only_mine: merged.only_mine,
            only_theirs: merged.only_theirs,
            own: w.own_window,
        },
        button: Button::submit("選んだ内容で続ける").primary(),
        shell,
    }
}

/// Both versions.
pub(super) fn show(req: &Req, w: &Work, status: u16) -> Result<Resp, Fail> {
    let three = three(req, w)?;
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), w, &three, 0).render())?.status(status))
}

fn settle(req: &Req, paper: Paper) -> Result<Resp, Fail> {
    let stay: StayId = req.id("stay")?;
    let seen = paper::begun(&req.form);
    // the draft says from which version it was begun; the posted number is the version both were compared with
    let w = req.read(|cx| paper::open(cx, paper, stay, None))?;
    if !w.stale() {
        return Ok(Resp::go(paper.check_path(stay)));
    }
    let three = three(req, &w)?;
    if seen != Some(three.latest.version) {
        return Ok(
            Resp::page(draw(req.shell.clone(), req.new_key(), &w, &three, 0).render())?.status(409)
        );
    }
    let keep = |name: &str| match req.form.get(&format!("keep.{name}")) {
        "mine" => Some(true),
        "theirs" => Some(false),
        _ => None,
    };
    let merged = merge(w.form, &three.was, &w.answers, &three.theirs, keep);
    let unanswered = merged.rows.iter().filter(|(_, r)| keep(&r.name).is_none()).count();
    if unanswered > 0 {
        return Ok(Resp::page(
            draw(req.shell.clone(), req.new_key(), &w, &three, unanswered).render(),
        )?
        .status(422));
    }
    let mut answers = merged.answers;
    let vars: &Vars = &w.vars;
    forms::calculate(w.form, &mut answers, vars);
    let body = paper::draft_body(&answers, three.latest.version);
    req.app.write(req.actor()?, move |cx| {
        // a draft keeps the version it was first saved with
        paper::drop_draft(cx, paper, stay)?;
        paper::keep(cx, paper, stay, &body)
    })?;
    Ok(Resp::go_saying(paper.check_path(stay), "2つの版を合わせました。内容をたしかめてください"))
}

/// Takes the choices on the sheet.
pub(super) fn sheet(req: &Req) -> Result<Resp, Fail> {
    settle(req, Paper::Sheet)
}

/// Takes the choices on the record.
pub(super) fn record(req: &Req) -> Result<Resp, Fail> {
    settle(req, Paper::Record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::Value;

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        let mut a = Answers::new();
        for (id, text) in pairs {
            a.set(&Key::single(id), Answer::of(Value::Text((*text).into())));
        }
        a
    }

    #[test]
    fn what_only_one_changed_is_taken_and_what_both_changed_is_asked() {
        let form = paper::newest("admission-sheet").unwrap();
        let was = answers(&[
            ("wish.life", "畑"),
            ("wish.person", "家で"),
            ("wish.family", "家で"),
            ("to.person", "小田島"),
        ]);
        let mine = answers(&[
            ("wish.life", "畑と猫"),
            ("wish.person", "家がいい"),
            ("wish.family", "家で"),
            ("to.person", "小田島"),
        ]);
        let theirs =
            answers(&[("wish.life", "畑"), ("wish.person", "施設も"), ("wish.family", "まだ迷う")]);
        let m = merge(form, &was, &mine, &theirs, |_| None);
        assert_eq!((m.only_mine, m.only_theirs, m.rows.len()), (1, 2, 1));
        assert_eq!(m.answers.text("wish.family"), Some("まだ迷う"));
        assert_eq!(m.answers.text("to.person"), None, "what they took away is away");
        assert_eq!(
            m.answers.text("wish.person"),
            Some("家がいい"),
            "mine stands until somebody decides"
        );
        let (_, row) = &m.rows[0];
        assert_eq!(
            (row.mine.as_str(), row.theirs.as_str(), row.was.as_str()),
            ("家がいい", "施設も", "家で")
        );
        let decided =
            merge(form, &was, &mine, &theirs, |n| (n == "a.wish.person").then_some(false));
        assert_eq!(decided.answers.text("wish.person"), Some("施設も"));
    }

    #[test]
    fn equal_changes_need_no_decision_and_calculated_answers_are_left_alone() {
        let form = paper::newest("discharge-record").unwrap();
        let mut mine = answers(&[("stay.reason", "肺炎")]);
        mine.set(&Key::single("interview_days"), Answer::of(Value::Whole(3)));
        let m =
            merge(form, &Answers::new(), &mine, &answers(&[("stay.reason", "肺炎")]), |_| None);
        assert!(m.rows.is_empty() && m.only_mine == 0 && m.only_theirs == 0);
    }

    #[test]
    fn the_page_shows_both_versions_and_asks_for_every_one() {
        use super::super::check::tests::work;
        use super::super::samples;
        let mut w = work(Paper::Sheet, 2);
        w.base = 1;
        w.answers.set(&Key::single("wish.person"), Answer::of(Value::Text(samples::LONG.into())));
        let three = Three {
            was: answers(&[("wish.person", "家で")]),
            theirs: answers(&[("wish.person", "施設も")]),
            latest: w.latest.clone().unwrap(),
        };
        let html = draw(samples::shell(), "key12345".into(), &w, &three, 1).render().unwrap();
        samples::sound(&html);
        assert!(
            html.contains("施設も")
                && html.contains("keep.a.wish.person")
                && html.contains("残すほうを選んでください")
        );
    }
}
