//! The receiver's answer. What it does in the slice that sent the letter happens in the same transaction.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, measures, outbox};
use slice::{Answer, AnswerSource};

use super::files::KeptFile;
use super::{for_sender, knock, object, tell};
use crate::model::limits::{CORRECT_MINUTES, FILES};
use crate::model::{Letter, NOT_OURS};
use crate::store::answers::{self, Given, New};
use crate::store::letters;
use crate::{LetterId, kinds, permissions};

/// Longest name, longest line beside an answer.
pub const SHORT: usize = 60;
/// Longest free words.
pub const NOTE: usize = 300;

/// What the receiver says.
#[derive(Debug, Clone, Default)]
pub struct Say {
    /// Code of the answer.
    pub code: String,
    /// What was filled in beside it.
    pub beside: String,
    /// Free words.
    pub note: String,
    /// Who answers; may be empty.
    pub person: String,
}

/// What a new answer is to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first, or one that goes on from 「受け取りました」.
    Next,
    /// Takes the place of the last one, given on the page within five minutes.
    Corrects,
    /// The answer stands.
    Stands,
}

/// Where a new answer with this code would stand.
pub fn place(last: Option<&Given>, code: &str, now: kernel::At) -> Place {
    match last {
        None => Place::Next,
        Some(g) if correctable(g, now) => Place::Corrects,
        Some(g) if g.code == "got" && code != "got" => Place::Next,
        Some(_) => Place::Stands,
    }
}

/// Can this answer still be corrected by its receiver?
pub fn correctable(g: &Given, now: kernel::At) -> bool {
    g.source == AnswerSource::Page && now.millis() < g.at.plus_minutes(CORRECT_MINUTES).millis()
}

/// Checks what was typed against the letter's own answers.
pub(crate) fn check(l: &Letter, s: &Say) -> Result<slice::AnswerOption> {
    let wrong = faults(l, s);
    match l.answer(&s.code).cloned() {
        Some(o) if wrong.is_empty() => Ok(o),
        _ => Err(Error::Invalid(wrong)),
    }
}

/// Everything that is wrong with what was typed.
pub(crate) fn faults(l: &Letter, s: &Say) -> Vec<app::FieldError> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: String| {
        wrong.push(app::FieldError { field: field.into(), message });
    };
    if l.answer(&s.code).is_none() {
        say("answer", "お返事を1つ選んでください".into());
    }
    for (field, text, most) in
        [("beside", &s.beside, SHORT), ("person", &s.person, SHORT), ("note", &s.note, NOTE)]
    {
        if text.chars().count() > most {
            say(field, format!("{most}文字以内で入力してください"));
        }
    }
    wrong
}

/// Hands an answer to the slice that sent the letter, as the sending organisation.
pub(crate) fn hand_on(cx: &Cx<'_>, l: &Letter, a: &Answer) -> Result<()> {
    let kind = kinds::kind(&l.kind)?;
    cx.acting_as(&for_sender(l)?, cx.now(), |cx| (kind.on_answer)(cx, a))
}

pub(crate) fn as_answer(
    l: &Letter,
    o: &slice::AnswerOption,
    s: &Say,
    source: AnswerSource,
) -> Answer {
    Answer {
        letter: l.id.0,
        kind: l.kind.clone(),
        record: l.record,
        resident: l.resident,
        code: o.code.clone(),
        label: o.label.clone(),
        beside: if o.ask.is_empty() { String::new() } else { s.beside.trim().into() },
        note: s.note.trim().into(),
        from: l.receiver_name.clone(),
        person: s.person.trim().into(),
        source,
        corrects: false,
    }
}

/// Takes an answer in.
pub fn answer(cx: &Cx<'_>, id: LetterId, word: &str, s: &Say, files: &[KeptFile]) -> Result<()> {
    let open = knock::opened(cx, id, word)?;
    let l = &open.letter;
    let option = check(l, s)?;
    room(open.files, files)?;
    let last = open.given.last();
    let mut a = as_answer(l, &option, s, AnswerSource::Page);
    match place(last, &s.code, cx.now()) {
        Place::Stands => {
            return Err(Error::Rule(format!(
                "お返事は、もう届いています。変わったときは、{}（{}）に電話してください",
                l.sender_office, l.sender_phone
            )));
        }
        Place::Corrects => {
            if let Some(g) = last {
                answers::replace(cx, g.id)?;
                // what nobody has read of the answer before is not true any more
                app::notices::take_back(cx, l.organisation, TOLD, &super::path(id), g.at)?;
            }
            a.corrects = true;
        }
        Place::Next => {}
    }
    answers::add(
        cx,
        id,
        &New {
            code: &a.code,
            label: &a.label,
            beside: &a.beside,
            note: &a.note,
            person: &a.person,
            phone: "",
            source: AnswerSource::Page,
            came_on: cx.today(),
            keyed: None,
        },
    )?;
    attach(cx, id, files, AnswerSource::Page)?;
    letters::answered(cx, id)?;
    row(cx, l, &a.code);
    hand_on(cx, l, &a)?;
    if !a.corrects {
        measures::measure(cx, "bridge.answered", &format!("source=page;kind={}", l.kind), 1, id.0)?;
    }
    told(cx, l, &a)
}

/// Adds words or files to the answer that stands, as long as the letter can be opened.
pub fn add(cx: &Cx<'_>, id: LetterId, word: &str, note: &str, files: &[KeptFile]) -> Result<()> {
    let open = knock::opened(cx, id, word)?;
    let l = &open.letter;
    let Some(last) = open.given.last() else { return Err(Error::NotFound) };
    room(open.files, files)?;
    let note = note.trim();
    if note.is_empty() && files.is_empty() {
        return Err(Error::field("note", "ひとことを書くか、写真を選んでください"));
    }
    let whole =
        if last.note.is_empty() { note.to_string() } else { format!("{}\n{note}", last.note) };
    if !note.is_empty() {
        if whole.chars().count() > NOTE * 2 {
            return Err(Error::field("note", "これより長くは書けません。電話で伝えてください"));
        }
        answers::note(cx, last.id, whole.trim())?;
    }
    attach(cx, id, files, AnswerSource::Page)?;
    row(cx, l, "add");
    // what was said within five minutes still belongs to the answer that the slice has heard
    if let (true, Some(o)) = (correctable(last, cx.now()) && !note.is_empty(), l.answer(&last.code))
    {
        let s = Say {
            code: last.code.clone(),
            beside: last.beside.clone(),
            note: whole,
            person: last.person.clone(),
        };
        let mut a = as_answer(l, o, &s, AnswerSource::Page);
        a.corrects = true;
        hand_on(cx, l, &a)?;
    }
    tell(cx, l, TOLD, "送った書類の返事に、つけ加えがありました")
}

pub(crate) fn attach(
    cx: &Cx<'_>,
    id: LetterId,
    files: &[KeptFile],
    source: AnswerSource,
) -> Result<()> {
    for f in files {
        answers::add_file(cx, id, &f.file, f.mime, &f.title, source)?;
    }
    Ok(())
}

pub(crate) fn room(there: usize, files: &[KeptFile]) -> Result<()> {
    if i64::try_from(there + files.len()).unwrap_or(i64::MAX) > FILES {
        return Err(Error::field(
            "files",
            format!("付けられるファイルは、ぜんぶで{FILES}つまでです"),
        ));
    }
    Ok(())
}

fn row(cx: &Cx<'_>, l: &Letter, code: &str) {
    let entry = AuditEntry::act(permissions::ANSWER.code)
        .object(object(l.id))
        .detail(format!("page;{code}"));
    cx.audit(match l.resident {
        Some(r) => entry.about(r),
        None => entry,
    });
}

/// Tells the sender; of what went to many only what has to be done.
pub(crate) fn told(cx: &Cx<'_>, l: &Letter, a: &Answer) -> Result<()> {
    outbox::publish(cx, "bridge.letter.answered", &serde_json::json!({ "letter": l.id.0 }))?;
    if l.batch.is_some() && a.code != kinds::CHANGED {
        return Ok(());
    }
    tell(cx, l, TOLD, &words(a))
}

/// Kind of the notice of an answer.
const TOLD: &str = "bridge.answered";

/// Which answer came, in words without a name. What a sender has written as an answer of their own is not repeated.
fn words(a: &Answer) -> String {
    if a.code == NOT_OURS {
        return "担当ではない、という返事がありました。紙・FAXで送った書類です".into();
    }
    match slice::in_charge().into_iter().find(|o| o.code == a.code && o.label == a.label) {
        Some(o) => format!("紙・FAXで送った書類に、「{}」という返事がありました", o.label),
        None => "紙・FAXで送った書類に、返事がありました".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(code: &str, source: AnswerSource) -> Given {
        Given {
            id: testkit::id(1),
            code: code.into(),
            label: String::new(),
            beside: String::new(),
            note: String::new(),
            person: String::new(),
            phone: String::new(),
            source,
            came_on: testkit::noon_before().date(),
            keyed: String::new(),
            at: testkit::noon_before(),
            replaced: false,
        }
    }

    #[test]
    fn an_answer_can_be_corrected_for_five_minutes_and_received_can_become_more_later() {
        let now = testkit::noon_before();
        let ours = given("ours", AnswerSource::Page);
        assert_eq!(place(None, "ours", now), Place::Next);
        assert_eq!(place(Some(&ours), "not_ours", now.plus_minutes(4)), Place::Corrects);
        assert_eq!(place(Some(&ours), "not_ours", now.plus_minutes(5)), Place::Stands);
        let got = given("got", AnswerSource::Page);
        assert_eq!(place(Some(&got), "ours", now.plus_minutes(600)), Place::Next);
        assert_eq!(place(Some(&got), "got", now.plus_minutes(600)), Place::Stands);
        let keyed = given("ours", AnswerSource::Fax);
        assert_eq!(
            place(Some(&keyed), "not_ours", now),
            Place::Stands,
            "what the office wrote stands"
        );
    }
}
