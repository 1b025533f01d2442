//! A shield against being found (DV等支援措置; 住民基本台帳事務処理要領 第5-10): address, telephone and where the person is are
//! seen only by the organisations that the shield names. For everybody else they look like what was never entered; a team
//! that is not named does not learn of stays.
use app::{Cx, Error, Result};
use kernel::Id;

use crate::authz::{Basic, Document, Group, Permit, Read, Write, decide, shipped};
pub use crate::store::access::Shielded;
use crate::{ResidentId, permissions, store::access};

/// The page: the person's name, the shield in force, and who has rights now.
#[derive(Debug, Clone)]
pub struct Page {
    /// Name.
    pub name: String,
    /// In force.
    pub shield: Option<Shielded>,
    /// Organisations with a right about the person today: id and name.
    pub parties: Vec<(Id, String)>,
}

/// Opens it: for those who may change the basic facts, which a shield leaves to those it names.
pub fn read(cx: &Cx<'_>, id: ResidentId) -> Result<Page> {
    let writing = decide::<Write, Basic>(cx, &permissions::SHIELD, id, None)?;
    let permit = decide::<Read, Basic>(cx, &permissions::READ, writing.resident(), None)?;
    let mut parties: Vec<(Id, String)> = Vec::new();
    for held in crate::authz::all_of(cx, id)? {
        if let crate::authz::Party::Organisation(o) = held.party
            && !parties.iter().any(|(p, _)| *p == o)
        {
            let name = accounts::organisation(cx, accounts::OrganisationId(o))?.name;
            parties.push((o, name));
        }
    }
    let name = super::view::resident(cx, &permit)?.name;
    Ok(Page { name, shield: access::shield_of(cx, id)?, parties })
}

fn reason(text: &str) -> Result<()> {
    match text.trim().chars().count() {
        0 => Err(Error::field("reason", "理由を入力してください")),
        201.. => Err(Error::field("reason", "200文字以内で入力してください")),
        _ => Ok(()),
    }
}

/// Sets it. The office that does so is always named: somebody must be able to lift it.
pub fn set(cx: &Cx<'_>, id: ResidentId, why: &str, named: &[Id]) -> Result<Id> {
    decide::<Write, Basic>(cx, &permissions::SHIELD, id, None)?;
    reason(why)?;
    if access::shield_of(cx, id)?.is_some() {
        return Err(Error::Rule("もう伏せてあります".into()));
    }
    let mut named = named.to_vec();
    named.extend(cx.actor().organisation);
    let shield = access::add_shield(cx, id, why, &named)?;
    crate::changed::tell(cx, id)?;
    super::cards::end_family(cx, id, "住所などを伏せました")?;
    Ok(shield)
}

/// Lifts it.
pub fn lift(cx: &Cx<'_>, id: ResidentId, why: &str) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::SHIELD, id, None)?;
    reason(why)?;
    let shield = access::shield_of(cx, id)?.ok_or(Error::NotFound)?;
    if !access::lift(cx, shield.id, why)? {
        return Err(Error::NotFound);
    }
    crate::changed::tell(cx, id)
}

/// A version of a paper as its reader may see it: what says where the person is, is taken out for who does not see that,
/// so that it looks like a question nobody answered. An office's own papers stay whole for it. The hash stays the one of
/// the kept text: it was checked when the text was loaded.
#[must_use]
pub fn hide_in(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, Document>,
    mut v: app::records::Version,
) -> app::records::Version {
    let own = v.organisation.is_some() && v.organisation == cx.actor().organisation;
    if own || permit.sees(Group::Place) {
        return v;
    }
    v.body = without(&v.body, shipped().place_answers());
    v
}

/// The text without these answers; a text that is no JSON says nothing at all.
fn without(body: &str, hidden: &[String]) -> String {
    fn walk(v: &mut serde_json::Value, hidden: &[String]) {
        match v {
            serde_json::Value::Object(o) => {
                o.retain(|k, _| !hidden.contains(k));
                o.values_mut().for_each(|x| walk(x, hidden));
            }
            serde_json::Value::Array(a) => a.iter_mut().for_each(|x| walk(x, hidden)),
            _ => {}
        }
    }
    match serde_json::from_str::<serde_json::Value>(body) {
        Ok(mut v) => {
            walk(&mut v, hidden);
            v.to_string()
        }
        Err(_) => "{}".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_say_where_somebody_is_are_taken_out_wherever_they_stand() {
        let hidden = shipped().place_answers();
        assert!(hidden.len() > 3);
        let body = r#"{"form":"x","answers":{"person.address":{"v":"大町"},"person.name":{"v":"ミヨ"},"rows":[{"key.tel":"1","key.name":"妹"}]}}"#;
        let out = without(body, hidden);
        assert!(!out.contains("大町") && !out.contains("key.tel") && out.contains("ミヨ"));
        assert!(out.contains("key.name"));
        assert_eq!(without("no json", hidden), "{}");
    }

    /// A question for an address or a relative's number that a form gains must be named in the rules.
    #[test]
    fn every_question_of_the_shipped_forms_for_a_place_or_a_familys_number_is_named() {
        let forms = forms::shipped().unwrap();
        let hidden = shipped().place_answers();
        let mut met = 0;
        for f in forms.forms.iter() {
            for id in f.questions().map(|q| q.question.link_id.clone()) {
                let place = id == "person.address" || id == "person.tel";
                let family = ["carer.", "key.", "family."].iter().any(|p| id.starts_with(p))
                    && id.ends_with("tel");
                if place || family {
                    assert!(hidden.contains(&id), "{} {id}", f.code);
                    met += 1;
                }
            }
        }
        assert!(met > 6, "{met}");
    }
}
