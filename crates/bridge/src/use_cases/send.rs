//! Sends a letter. Numbers come with the paper ([`super::issue`]): what is stored before has no key to it.
use accounts::OrganisationId;
use app::{Cx, Error, FieldError, Result, authorise, outbox};
use directory::{FacilityId, LightId};
use kernel::{Date, Id, time};
use slice::AnswerOption;

use crate::model::code::{self, last_four};
use crate::model::letter::{LABEL, LINES, LINES_NOBODY, TEXT};
use crate::model::limits::{EXPIRES_DAYS, EXPIRES_MOST};
use crate::model::{Letter, Line, State, Who};
use crate::{LetterId, kinds, permissions, store};

/// To whom a letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    /// Somebody on the list of receivers without an account.
    Light(LightId),
    /// A facility.
    Facility(FacilityId),
    /// An organisation, usually one outside that has no accounts.
    Organisation(OrganisationId),
    /// Typed in.
    Typed {
        /// Name.
        name: String,
        /// Telephone: its last four digits are asked for.
        phone: String,
        /// FAX; may be empty.
        fax: String,
    },
}

/// A letter to send. The sender's permit for what stands in it is the caller's.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// Code of a registered kind.
    pub kind: String,
    /// What arrives: 「退院日の連絡」. Without personal data.
    pub title: String,
    /// To whom.
    pub to: Receiver,
    /// About whom, masked; none = about nobody.
    pub about: Option<Who>,
    /// Facts the receiver may see: two at most, three when it is about nobody.
    pub lines: Vec<Line>,
    /// Answers of its own (surveys); empty = those of the kind.
    pub answers: Vec<AnswerOption>,
    /// The act or document it is about: [`slice::Answer::record`].
    pub record: Option<Id>,
    /// The sender's page about it, a path within the region.
    pub link: String,
    /// Until when an answer is asked for.
    pub due: Date,
    /// Last day on which it can be opened; none = 28 days from now.
    pub expires: Option<Date>,
    /// Sent together with others.
    pub batch: Option<Id>,
}

struct To {
    kind: &'static str,
    id: Option<Id>,
    name: String,
    phone: String,
    fax: String,
}

fn resolve(cx: &Cx<'_>, to: &Receiver) -> Result<To> {
    Ok(match to {
        Receiver::Light(id) => {
            let l = directory::use_cases::light::light(cx, *id)?.data;
            To { kind: "light", id: Some(id.0), name: l.name, phone: l.phone, fax: l.fax }
        }
        Receiver::Facility(id) => {
            let f = directory::facility(cx, *id)?.data;
            let or = |t: Option<String>| t.unwrap_or_default();
            To {
                kind: "facility",
                id: Some(id.0),
                name: f.name,
                phone: or(f.phone),
                fax: or(f.fax),
            }
        }
        Receiver::Organisation(id) => {
            let o = accounts::organisation(cx, *id)?;
            let name = if o.fictitious { format!("{}（架空）", o.name) } else { o.name };
            To { kind: "organisation", id: Some(id.0), name, phone: o.phone, fax: o.fax }
        }
        Receiver::Typed { name, phone, fax } => To {
            kind: "typed",
            id: None,
            name: name.trim().to_string(),
            phone: phone.trim().to_string(),
            fax: fax.trim().to_string(),
        },
    })
}

/// The telephone of a receiver has enough digits to ask for the last four.
pub fn can_reach(phone: &str) -> bool {
    last_four(phone).is_some()
}

/// What is wrong with whom a letter goes to.
fn unreachable(to: &To) -> Vec<FieldError> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut say = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.into(), message: message.into() });
    };
    if to.name.is_empty() || to.name.chars().count() > 100 {
        say("name", "あて先の名前を100文字以内で入力してください");
    }
    if last_four(&to.phone).is_none() {
        say(
            "phone",
            "あて先の電話番号を、市外局番から入力してください。下4けたを、相手に確かめます",
        );
    }
    if code::digits(&to.fax).len() > 15 || code::digits(&to.phone).len() > 15 {
        say("phone", "電話番号・FAX番号をたしかめてください");
    }
    wrong
}

/// What is wrong with a receiver, for a page that has more to say beside other fields.
pub fn unreachable_to(cx: &Cx<'_>, to: &Receiver) -> Result<Vec<FieldError>> {
    authorise(cx, &permissions::SEND)?;
    Ok(unreachable(&resolve(cx, to)?))
}

fn check(cx: &Cx<'_>, n: &NewLetter, to: &To, answers: &[AnswerOption]) -> Result<Vec<FieldError>> {
    let mut wrong = unreachable(to);
    let mut say = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.into(), message: message.into() });
    };
    if n.title.trim().is_empty() || n.title.chars().count() > 40 {
        say("title", "件名を40文字以内で入力してください");
    }
    let most = if n.about.is_some() { LINES } else { LINES_NOBODY };
    if n.lines.len() > most {
        say("lines", &format!("伝えることは{most}行までにしてください"));
    }
    for (field, l) in LINE_FIELDS.iter().zip(&n.lines) {
        if l.label.chars().count() > LABEL || l.text.chars().count() > TEXT {
            say(field, &format!("1行は{TEXT}文字までにしてください"));
        }
    }
    if answers.is_empty()
        || answers.len() > 8
        || answers.iter().any(|a| a.label.chars().count() > 40)
    {
        say("answers", "返事の選び方は、1つ40文字までで、8つまでにしてください");
    }
    if n.due < cx.today() {
        say("due", "返事の期限は、きょうから後の日にしてください");
    }
    if let Some(w) = &n.about {
        let texts = n.lines.iter().flat_map(|l| [&l.label, &l.text]).chain([&n.title]);
        if texts.into_iter().any(|t| w.told_by(t)) {
            say(
                "lines",
                "この紙には、お名前・住所・電話番号を書けません。番号を入れた相手にも、イニシャルだけが見えます",
            );
        }
    }
    // what somebody types freely is about nobody: it may name nobody whom they read here. Other kinds say what their
    // slice says, and a window's own person may be called like a resident
    if n.kind == kinds::QUESTION && n.about.is_none() {
        wrong.extend(super::names::told(cx, &texts(n))?);
    }
    Ok(wrong)
}

/// The fields of a free letter's lines, in their order.
pub const LINE_FIELDS: [&str; 3] = ["lines", "lines2", "lines3"];

/// What is typed freely into a letter, by the field it is typed into.
fn texts(n: &NewLetter) -> Vec<(&'static str, &str)> {
    let lines = LINE_FIELDS.into_iter().zip(n.lines.iter().map(|l| l.text.as_str()));
    let answers = n.answers.iter().map(|a| ("answers", a.label.as_str()));
    std::iter::once(("title", n.title.as_str())).chain(lines).chain(answers).collect()
}

/// Everything that is wrong with a letter, for a page that has more to say beside other fields.
pub fn faults(cx: &Cx<'_>, n: &NewLetter) -> Result<Vec<FieldError>> {
    authorise(cx, &permissions::SEND)?;
    let kind = kinds::kind(&n.kind)?;
    let answers = if n.answers.is_empty() { (kind.answers)() } else { n.answers.clone() };
    let to = resolve(cx, &n.to)?;
    check(cx, n, &to, &answers)
}

/// Sends it: from now on an answer is waited for. The paper is printed with [`super::issue::issue`].
pub fn send(cx: &Cx<'_>, n: &NewLetter) -> Result<LetterId> {
    authorise(cx, &permissions::SEND)?;
    let kind = kinds::kind(&n.kind)?;
    let answers = if n.answers.is_empty() { (kind.answers)() } else { n.answers.clone() };
    let mut to = resolve(cx, &n.to)?;
    let wrong = check(cx, n, &to, &answers)?;
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if n.kind == kinds::QUESTION && to.id.is_none() {
        to.name = super::names::addressed(cx, to.name)?;
    }
    let a = cx.actor();
    let organisation = a.organisation.ok_or(Error::Forbidden(permissions::SEND.code))?;
    let office = accounts::organisation(cx, OrganisationId(organisation))?;
    if !store::letters::has_secret(cx)? {
        return Err(Error::Inconsistent(
            "letters have no secret: call bridge::prepare first".into(),
        ));
    }
    let four = last_four(&to.phone).unwrap_or_default();
    let last = time::add_days(cx.today(), EXPIRES_MOST);
    let usual = time::add_days(n.due.max(cx.today()), EXPIRES_DAYS - 7);
    let expires = n.expires.unwrap_or(usual).max(n.due).min(last.max(n.due));
    let id = LetterId(cx.new_id());
    let letter = Letter {
        id,
        kind: n.kind.clone(),
        title: n.title.trim().to_string(),
        receiver_kind: to.kind.into(),
        receiver: to.id,
        receiver_name: to.name,
        proof: store::letters::keyed(cx, "phone", &four)?,
        receiver_phone: to.phone,
        receiver_fax: to.fax,
        organisation,
        account: a.account,
        hat: a.hat.code().into(),
        sender_office: if office.fictitious {
            format!("{}（架空）", office.name)
        } else {
            office.name
        },
        sender_name: a.name.clone(),
        sender_phone: office.phone,
        sender_fax: office.fax,
        who: n.about.as_ref().map(|w| w.words.clone()).unwrap_or_default(),
        lines: n.lines.clone(),
        answers,
        resident: n.about.as_ref().map(|w| w.resident),
        record: n.record,
        link: n.link.clone(),
        batch: n.batch,
        due: n.due,
        expires,
        at: cx.now(),
        seal: None,
        tries: 0,
        closed_at: None,
        revoked_at: None,
        revoked_name: String::new(),
        opened_at: None,
        answered_at: None,
        said: None,
    };
    put(cx, &letter)?;
    sent_again(cx, &letter)?;
    Ok(id)
}

fn put(cx: &Cx<'_>, letter: &Letter) -> Result<()> {
    store::letters::add(cx, letter)?;
    let entry =
        app::audit::AuditEntry::act(permissions::SEND.code).object(super::object(letter.id));
    cx.audit(match letter.resident {
        Some(r) => entry.about(r),
        None => entry,
    });
    outbox::publish(cx, "bridge.letter.sent", &serde_json::json!({ "letter": letter.id.0 }))?;
    Ok(())
}

/// The office has sent the same thing again: what came to the wrong place is done with.
fn sent_again(cx: &Cx<'_>, new: &Letter) -> Result<()> {
    if new.link.is_empty() || new.kind == kinds::QUESTION {
        return Ok(());
    }
    let since = cx.now().plus_minutes(-super::list::DAYS * 24 * 60);
    for l in store::letters::not_ours(cx, new.organisation, since)? {
        if l.kind == new.kind && l.link == new.link && l.resident == new.resident {
            super::revoke::settle(cx, l.id)?;
        }
    }
    Ok(())
}

/// The same letter to somebody else, after its first receiver answered 「担当ではありません」: a new letter with numbers of
/// its own. The first one is closed, and its papers open nothing any more.
pub fn elsewhere(cx: &Cx<'_>, id: LetterId, to: &Receiver, due: Date) -> Result<LetterId> {
    let old = super::own(cx, &permissions::SEND, id)?;
    if old.state(cx.today()) != State::NotOurs {
        return Err(Error::Rule("この書類は、もう片づいています".into()));
    }
    let to = resolve(cx, to)?;
    let mut wrong = unreachable(&to);
    wrong.extend(super::again::due_fault(cx, due));
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let four = last_four(&to.phone).unwrap_or_default();
    let new = LetterId(cx.new_id());
    let a = cx.actor();
    put(
        cx,
        &Letter {
            id: new,
            receiver_kind: to.kind.into(),
            receiver: to.id,
            receiver_name: to.name,
            proof: store::letters::keyed(cx, "phone", &four)?,
            receiver_phone: to.phone,
            receiver_fax: to.fax,
            account: a.account,
            hat: a.hat.code().into(),
            sender_name: a.name.clone(),
            due,
            expires: time::add_days(due, EXPIRES_DAYS - 7),
            at: cx.now(),
            ..old
        },
    )?;
    super::revoke::settle(cx, id)?;
    Ok(new)
}

/// The letter of this kind about a record that can still be opened, or a new one: printing a paper twice does not ask
/// twice.
pub fn send_once(cx: &Cx<'_>, record: Id, n: &NewLetter) -> Result<LetterId> {
    authorise(cx, &permissions::SEND)?;
    let organisation = cx.actor().organisation.ok_or(Error::Forbidden(permissions::SEND.code))?;
    match store::letters::of_record(cx, record, &n.kind, organisation)? {
        Some(l) => Ok(l.id),
        None => send(cx, &NewLetter { record: Some(record), ..n.clone() }),
    }
}
