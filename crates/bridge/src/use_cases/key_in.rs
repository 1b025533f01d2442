//! Keys in an answer that came by telephone or on paper, on behalf of the receiver: who keyed it in and by which way it
//! came stand beside it, the scan hangs on it, and it counts like any other.
use app::{Cx, Error, FieldError, Result, measures};
use kernel::Date;
use slice::AnswerSource;

use super::answer::{SHORT, Say, as_answer, attach, check, hand_on, room, told};
use super::files::KeptFile;
use super::own;
use crate::model::Letter;
use crate::store::answers::{self, New};
use crate::store::letters;
use crate::{LetterId, permissions};

/// What came in.
#[derive(Debug, Clone)]
pub struct Came {
    /// What was said.
    pub say: Say,
    /// Telephone of who answered; may be empty.
    pub phone: String,
    /// By telephone or on paper.
    pub source: AnswerSource,
    /// On which day.
    pub on: Date,
}

/// Everything that is wrong with what was typed; `on` is none where the day could not be read.
pub fn faults(cx: &Cx<'_>, id: LetterId, c: &Came, on: Option<Date>) -> Result<Vec<FieldError>> {
    let l = own(cx, &permissions::KEY_IN, id)?;
    Ok(wrong(cx, &l, c, on))
}

fn wrong(cx: &Cx<'_>, l: &Letter, c: &Came, on: Option<Date>) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: String| {
        wrong.push(FieldError { field: field.into(), message });
    };
    if c.source == AnswerSource::Page {
        say("source", "届き方を選んでください".into());
    }
    if on.is_some_and(|on| on > cx.today() || on < l.at.date()) {
        say("on", "返事が来た日は、送った日からきょうまでの日にしてください".into());
    }
    if c.phone.chars().count() > SHORT {
        say("phone", format!("{SHORT}文字以内で入力してください"));
    }
    wrong.extend(super::answer::faults(l, &c.say));
    wrong
}

/// Keys it in. Also after the last day: paper is slow.
pub fn key_in(cx: &Cx<'_>, id: LetterId, c: &Came, files: &[KeptFile]) -> Result<()> {
    let l = own(cx, &permissions::KEY_IN, id)?;
    if l.revoked_at.is_some() {
        return Err(Error::Rule("取りやめた書類です".into()));
    }
    let wrong = wrong(cx, &l, c, Some(c.on));
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let option = check(&l, &c.say)?;
    room(answers::files(cx, id)?.len(), files)?;
    let before: Vec<_> = answers::of(cx, id)?.into_iter().filter(|g| !g.replaced).collect();
    if before
        .last()
        .is_some_and(|g| g.code == c.say.code && g.beside == c.say.beside.trim() && g.on(c))
    {
        return Err(Error::Rule("同じ返事が、もう入っています".into()));
    }
    let a = as_answer(&l, &option, &c.say, c.source);
    let me = cx.actor();
    answers::add(
        cx,
        id,
        &New {
            code: &a.code,
            label: &a.label,
            beside: &a.beside,
            note: &a.note,
            person: &a.person,
            phone: c.phone.trim(),
            source: c.source,
            came_on: c.on,
            keyed: Some((me.account, &me.name)),
        },
    )?;
    attach(cx, id, files, c.source)?;
    letters::answered(cx, id)?;
    hand_on(cx, &l, &a)?;
    let dims = format!("source={};kind={}", c.source.code(), l.kind);
    measures::measure(cx, "bridge.answered", &dims, 1, id.0)?;
    told(cx, &l, &a)
}

impl answers::Given {
    fn on(&self, c: &Came) -> bool {
        self.came_on == c.on && self.source == c.source
    }
}
