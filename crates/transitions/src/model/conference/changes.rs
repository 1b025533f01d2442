//! What changed from one version to another: decision by decision, from → to, whose it is.
use kernel::{Date, Id, wareki};

use super::{Attendee, Content, Decision, Handed, Means};

/// One difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What it is about: the decision's own words, or 「日時」, 「出席した人」.
    pub label: String,
    /// Before; empty = it was not there.
    pub before: String,
    /// Now; empty = it is no longer there.
    pub after: String,
    /// Who has to act, in words.
    pub owner: String,
    /// The organisations it concerns: who had to act and who has to now.
    pub organisations: Vec<Id>,
    /// The decision.
    pub decision: Option<u32>,
}

/// Longest label in characters; the whole text stands in the cells.
const LABEL: usize = 30;

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= LABEL && line.len() == text.len() {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LABEL).collect();
    format!("{cut}…")
}

fn until(d: Option<Date>) -> String {
    d.map_or_else(|| "期限なし".into(), |d| format!("{}まで", wareki::month_day(d)))
}

fn whole(d: &Decision) -> String {
    match d.until() {
        Some(day) => format!("{}（{}まで）", d.what, wareki::month_day(day)),
        None => d.what.clone(),
    }
}

fn owner(d: &Decision) -> String {
    if d.owner.is_empty() {
        "だれかは、決まっていません".into()
    } else {
        d.owner.clone()
    }
}

fn organisations(a: Option<&Decision>, b: Option<&Decision>) -> Vec<Id> {
    let mut out: Vec<Id> = [a, b].into_iter().flatten().filter_map(|d| d.organisation).collect();
    out.dedup();
    out
}

fn decision(b: &Decision, a: &Decision) -> Option<Change> {
    let same_what = b.what == a.what;
    let same_until = b.until() == a.until();
    let same_owner = b.owner == a.owner && b.organisation == a.organisation;
    if same_what && same_until && same_owner {
        return None;
    }
    let (before, after) = match (same_what, same_until, same_owner) {
        (true, false, true) => (until(b.until()), until(a.until())),
        (true, true, false) => (owner(b), owner(a)),
        (true, false, false) => (
            format!("{}・{}", until(b.until()), owner(b)),
            format!("{}・{}", until(a.until()), owner(a)),
        ),
        _ => (whole(b), whole(a)),
    };
    Some(Change {
        label: short(&a.what),
        before,
        after,
        owner: a.owner.clone(),
        organisations: organisations(Some(b), Some(a)),
        decision: Some(a.n),
    })
}

fn fact(out: &mut Vec<Change>, label: &str, before: String, after: String) {
    if before != after {
        out.push(Change { label: label.into(), before, after, ..Change::default() });
    }
}

fn seat(a: &Attendee) -> String {
    let mut out = a.organisation_name.clone();
    if !a.name.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&a.name);
    }
    format!("{out}（{}）", a.presence().label())
}

/// The differences in the order of reading: decisions first, then when and where, who, what was said.
pub fn changes(before: &Content, after: &Content) -> Vec<Change> {
    let mut out = Vec::new();
    for a in &after.decisions {
        match before.decision(a.n) {
            Some(b) => out.extend(decision(b, a)),
            None => out.push(Change {
                label: short(&a.what),
                before: String::new(),
                after: whole(a),
                owner: a.owner.clone(),
                organisations: organisations(None, Some(a)),
                decision: Some(a.n),
            }),
        }
    }
    for b in before.decisions.iter().filter(|b| after.decision(b.n).is_none()) {
        out.push(Change {
            label: short(&b.what),
            before: whole(b),
            after: String::new(),
            owner: b.owner.clone(),
            organisations: organisations(Some(b), None),
            decision: Some(b.n),
        });
    }
    fact(&mut out, "日時", before.when(), after.when());
    let means =
        |c: &Content| Means::from_code(&c.means).map(|m| m.label().to_owned()).unwrap_or_default();
    fact(&mut out, "開き方", means(before), means(after));
    fact(&mut out, "場所", before.place.clone(), after.place.clone());
    fact(&mut out, "オンラインのつなぎ先", before.link.clone(), after.link.clone());
    let everyone = |c: &Content, other: &Content| {
        c.attendees
            .iter()
            .filter(|a| other.attendee(a.n).is_none_or(|o| seat(o) != seat(a)))
            .map(seat)
            .collect::<Vec<_>>()
            .join("、")
    };
    fact(&mut out, "出席した人", everyone(before, after), everyone(after, before));
    fact(&mut out, "ご本人の希望", before.wish_person.clone(), after.wish_person.clone());
    fact(&mut out, "ご家族の希望", before.wish_family.clone(), after.wish_family.clone());
    let mut keys: Vec<&str> =
        after.said.iter().chain(&before.said).map(|s| s.key.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|k| seen.insert(*k));
    for key in keys {
        let (b, a) = (before.said_about(key), after.said_about(key));
        fact(&mut out, super::rules::title_of(&after.agenda, key), b.into(), a.into());
    }
    let handed = |c: &Content| {
        let how = Handed::from_code(&c.handed).map(Handed::label).unwrap_or_default();
        [how, c.handed_to.as_str(), c.handed_on.as_deref().unwrap_or_default()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("・")
    };
    fact(&mut out, "渡した紙", handed(before), handed(after));
    out
}

/// The decisions that stay as they are, in short.
pub fn unchanged(before: &Content, after: &Content) -> Vec<String> {
    after
        .decisions
        .iter()
        .filter(|a| before.decision(a.n).is_some_and(|b| decision(b, a).is_none()))
        .map(|a| short(&a.what))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(n: u32, what: &str, owner: &str, until: &str) -> Decision {
        Decision {
            n,
            what: what.into(),
            owner: owner.into(),
            until: (!until.is_empty()).then(|| until.into()),
            organisation: None,
        }
    }

    fn with(decisions: Vec<Decision>) -> Content {
        Content { decisions, ..Content::default() }
    }

    #[test]
    fn a_moved_day_is_shown_as_the_day_and_the_rest_stays() {
        let before = with(vec![
            d(1, "退院予定日", "病院", "2026-11-27"),
            d(2, "食事の形", "病院", ""),
            d(3, "介護ベッドの納品", "福祉用具", "2026-11-26"),
        ]);
        let after = with(vec![
            d(1, "退院予定日", "病院", "2026-11-25"),
            d(2, "食事の形", "病院", ""),
            d(3, "介護ベッドの納品", "ケアマネ・福祉用具", "2026-11-24"),
        ]);
        let c = changes(&before, &after);
        assert_eq!(c.len(), 2);
        assert_eq!(
            (c[0].label.as_str(), c[0].before.as_str(), c[0].after.as_str()),
            ("退院予定日", "11月27日（金）まで", "11月25日（水）まで")
        );
        assert_eq!(c[1].before, "11月26日（木）まで・福祉用具");
        assert_eq!(unchanged(&before, &after), ["食事の形"]);
        assert!(changes(&after, &after).is_empty());
    }

    #[test]
    fn what_came_and_what_went_is_said_and_long_text_is_kept_whole() {
        let long = "あ".repeat(2_000);
        let c = changes(&with(vec![d(1, "旧", "病院", "")]), &with(vec![d(2, &long, "薬局", "")]));
        assert_eq!(c.len(), 2);
        assert_eq!((c[0].before.as_str(), c[0].after.chars().count()), ("", 2_000));
        assert_eq!(c[0].label.chars().count(), LABEL + 1);
        assert_eq!((c[1].before.as_str(), c[1].after.as_str()), ("旧", ""));
    }

    #[test]
    fn who_was_there_is_compared_by_seat() {
        let mut before = Content::default();
        let seat = |n, name: &str, p: &str| Attendee {
            n,
            name: name.into(),
            presence: p.into(),
            ..Attendee::default()
        };
        before.attendees = vec![seat(1, "佐藤", "room"), seat(2, "田村", "online")];
        let mut after = before.clone();
        after.attendees = vec![seat(1, "佐藤", "room"), seat(3, "大森", "absent")];
        let c = changes(&before, &after);
        assert_eq!(c.len(), 1);
        assert_eq!(c[0].before, "田村（オンラインで出席）");
        assert_eq!(c[0].after, "大森（欠席）");
    }
}
