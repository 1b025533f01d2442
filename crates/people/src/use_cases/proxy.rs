//! Proxies: who may decide for a person who cannot, named one by one with what shows it. 「家族」 is not one reader: a son
//! may be named and his brother not. A proxy gives consent in the person's name; the program gives a proxy no access.
use app::{Cx, Error, FieldError, Result};
use kernel::{Date, Id};

use crate::authz::{Basic, Write, decide};
use crate::store::consent as kept;
use crate::{ResidentId, permissions};

/// What can show it: code and words.
pub const EVIDENCE: [(&str, &str); 4] = [
    ("named", "ご本人が、この人にたのむと言った"),
    ("letter", "委任状"),
    ("guardian", "成年後見の登記事項証明書"),
    ("relative", "ご本人が決められないため、ご家族として"),
];

/// A proxy to name.
#[derive(Debug, Clone)]
pub struct NewProxy {
    /// 氏名.
    pub name: String,
    /// 続柄 or 立場.
    pub relation: String,
    /// Code of [`EVIDENCE`].
    pub evidence: String,
    /// What was seen, by whom it was heard.
    pub note: String,
    /// The scanned paper: an attachment of the person.
    pub scan: Option<Id>,
    /// From.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

/// Names a proxy.
pub fn add(cx: &Cx<'_>, id: ResidentId, p: &NewProxy) -> Result<Id> {
    decide::<Write, Basic>(cx, &permissions::CONSENT, id, None)?;
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: String| {
        errors.push(FieldError { field: field.into(), message });
    };
    let len = |t: &str| t.trim().chars().count();
    if len(&p.name) == 0 {
        refuse("proxy_name", "お名前を入力してください".into());
    }
    if len(&p.relation) == 0 {
        refuse("relation", "続柄や立場を入力してください".into());
    }
    for (field, text, max) in
        [("proxy_name", &p.name, 60), ("relation", &p.relation, 20), ("note", &p.note, 200)]
    {
        if len(text) > max {
            refuse(field, format!("{max}文字以内で入力してください"));
        }
    }
    if !EVIDENCE.iter().any(|(code, _)| *code == p.evidence) {
        refuse("evidence", "何でたしかめたかを選んでください".into());
    }
    if p.evidence != "letter" && p.evidence != "guardian" && len(&p.note) == 0 {
        refuse("note", "だれが、いつ、どのように聞いたかを入力してください".into());
    }
    if p.to.is_some_and(|to| to < p.from) {
        refuse("proxy_to", "終わりの日は、はじまりより後の日にしてください".into());
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    kept::add_proxy(cx, id, p)
}

/// Ends a proxy's power. Consents that were given in the person's name stay until they are taken back.
pub fn end(cx: &Cx<'_>, id: ResidentId, proxy: Id, reason: &str) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CONSENT, id, None)?;
    if reason.trim().chars().count() > 200 {
        return Err(Error::field("reason", "200文字以内で入力してください"));
    }
    if !kept::end_proxy(cx, id, proxy, reason)? {
        return Err(Error::NotFound);
    }
    super::cards::end_of_proxy(cx, id, proxy)
}
