//! 出前講座の申し込み: residents' groups ask on a public page; the centre answers from its in-tray.
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::Date;
use serde::{Deserialize, Serialize};

use super::public::{bounded, door};
use super::{change, rule};
use crate::model::{Day, NewEvent};
use crate::store::more::{self, Asked};
use crate::{EventId, RequestId, permissions, store};

/// Requests of one network in a quarter of an hour.
pub const PER_NETWORK: i64 = 5;
/// Requests of the whole region in a quarter of an hour.
pub const PER_REGION: i64 = 30;

/// What a group asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Which group: 「東町 サロンひだまり」.
    pub group: String,
    /// What about.
    pub theme: String,
    /// When, in their words.
    pub when: String,
    /// Where.
    pub place: String,
    /// How many.
    pub persons: String,
    /// Whom to call back; erased 180 days after it was settled.
    pub name: String,
    /// How to reach them; erased likewise.
    pub contact: String,
}

impl Wish {
    fn check(&self) -> Result<()> {
        let mut out = Vec::new();
        let mut say = |field: &str, message: String| {
            out.push(FieldError { field: field.into(), message });
        };
        let all = [
            ("group", "団体の名前", &self.group, 60, true),
            ("theme", "聞きたいこと", &self.theme, 200, true),
            ("when", "希望の日時", &self.when, 120, true),
            ("place", "場所", &self.place, 80, false),
            ("persons", "人数", &self.persons, 20, false),
            ("name", "ご連絡先の方のお名前", &self.name, 40, true),
            ("contact", "電話かメール", &self.contact, 80, true),
        ];
        for (field, label, text, most, needed) in all {
            if needed && text.trim().is_empty() {
                say(field, format!("{label}を入力してください"));
            } else if text.chars().count() > most {
                say(field, format!("{label}は{most}字までにしてください"));
            }
        }
        let persons = kernel::kana::half_width(self.persons.trim());
        if persons.starts_with(['-', '−', '▲']) {
            say("persons", "人数は、20人くらい のように入力してください".into());
        }
        if !reachable(&self.contact) && !self.contact.trim().is_empty() {
            say("contact", "電話番号かメールアドレスを入力してください".into());
        }
        if out.is_empty() { Ok(()) } else { Err(Error::Invalid(out)) }
    }
}

/// Could somebody be reached by this: a telephone number or an address of mail?
pub(crate) fn reachable(contact: &str) -> bool {
    let text = kernel::kana::half_width(contact);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 9
        || text.trim().split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'))
}

/// Sends a request, without a login; the same press twice is one.
pub fn ask(cx: &Cx<'_>, w: &Wish, key: &str, network: &str) -> Result<()> {
    door(cx)?;
    w.check()?;
    if !(8..=64).contains(&key.len()) {
        return rule(
            "この画面は古くなっています。まだ送られていません。開き直して、もう一度お試しください",
        );
    }
    let since = cx.now().plus_minutes(-super::public::WINDOW);
    if store::entry::all_tries(cx, "ask", since, PER_REGION)? >= PER_REGION {
        return rule("いま申し込みが重なっています。15分ほど待ってから、もう一度お願いします");
    }
    bounded(cx, "ask", network, PER_NETWORK)?;
    let id = RequestId(cx.new_id());
    let text = serde_json::to_string(w).unwrap_or_default();
    let key = kernel::sha256_hex(format!("{key}\0{text}").as_bytes());
    if more::ask(cx, id, w, &key)? {
        cx.audit(AuditEntry::act("events.request.made").object(format!("request:{id}")));
    }
    Ok(())
}

/// The in-tray: new ones first.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Asked>> {
    authorise(cx, &permissions::REQUESTS)?;
    more::asked(cx)
}

fn one(cx: &Cx<'_>, id: RequestId) -> Result<Asked> {
    more::asked_one(cx, id)?.ok_or(Error::NotFound)
}

/// Takes it on: an event of the kind 出前講座 on this day, to be filled in further.
pub fn take(cx: &Cx<'_>, id: RequestId, day: Date) -> Result<EventId> {
    authorise(cx, &permissions::REQUESTS)?;
    let asked = one(cx, id)?;
    if asked.state != "new" {
        return rule("もう答えてあります");
    }
    let w = &asked.wish;
    let persons: String =
        kernel::kana::half_width(&w.persons).chars().filter(char::is_ascii_digit).collect();
    let new = NewEvent {
        kind: "lecture-visit".into(),
        title: format!("出前講座（{}）", w.group).chars().take(80).collect(),
        aim: w.theme.clone(),
        place: w.place.clone(),
        hosts: w.group.clone(),
        funding: "none".into(),
        expected: persons.parse().ok().filter(|n| *n <= 100_000),
        days: vec![Day { day, from: String::new(), to: String::new() }],
        ..NewEvent::default()
    };
    let event = change::add(cx, &new)?;
    more::settle(cx, id, "new", "taken", Some(event), "")?;
    Ok(event)
}

/// Writes down that it was declined, and why.
pub fn decline(cx: &Cx<'_>, id: RequestId, why: &str) -> Result<()> {
    authorise(cx, &permissions::REQUESTS)?;
    one(cx, id)?;
    if why.trim().is_empty() || why.chars().count() > 200 {
        return Err(Error::field("why", "お断りした理由を200字までで入力してください"));
    }
    match more::settle(cx, id, "new", "declined", None, why.trim())? {
        true => Ok(()),
        false => rule("もう答えてあります"),
    }
}

/// A request that was declined by mistake is new again.
pub fn reopen(cx: &Cx<'_>, id: RequestId) -> Result<()> {
    authorise(cx, &permissions::REQUESTS)?;
    one(cx, id)?;
    match more::settle(cx, id, "declined", "new", None, "")? {
        true => Ok(()),
        false => rule("お断りにしたものだけ、戻せます"),
    }
}
