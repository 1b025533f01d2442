//! 緊急閲覧 in 「誰に見えるか」: a crew's right to somebody who never registered. It rests on no consent and ends at a minute; the
//! slice that breaks the glass knows why and until when and says so here. Its right stands on an account for the one kind, where a
//! registered card is open to whole brigades.
use std::sync::OnceLock;

use app::{Cx, Result};
use kernel::{At, Id};

use crate::ResidentId;
use crate::authz::{Basis, Held, Party, What};

/// One that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glass {
    /// Who holds it.
    pub account: Id,
    /// The kind of reason in words; never what was written about the incident.
    pub reason: &'static str,
    /// Until when.
    pub until: At,
}

/// Gives those about a resident that run now.
pub type Source = fn(&Cx<'_>, ResidentId) -> Result<Vec<Glass>>;

static SOURCE: OnceLock<Source> = OnceLock::new();

/// Hands over who knows them. Only the first call counts.
pub fn set_source(source: Source) {
    let _ = SOURCE.set(source);
}

/// What the summary of a 緊急閲覧 shows: who it is with whom to call and the team, and the facts of health. No registered card.
pub(crate) const SHOWS: [What; 2] = [What::Basic, What::Health];

/// Is this right a 緊急閲覧?
pub(crate) fn is_glass(h: &Held) -> bool {
    h.basis == Basis::Emergency
        && matches!(h.party, Party::Account(_))
        && h.kind == Some(What::Emergency)
}

/// What is told of this right; none when its minutes are over, whatever day stands in it.
pub(crate) fn words(cx: &Cx<'_>, id: ResidentId, h: &Held) -> Result<Option<String>> {
    let Some(source) = SOURCE.get() else { return Ok(Some(said(cx.now(), None))) };
    let all = source(cx, id)?;
    let mine = all.iter().filter(|g| Party::Account(g.account) == h.party && g.until > cx.now());
    Ok(mine.max_by_key(|g| g.until).map(|g| said(cx.now(), Some(g))))
}

fn said(now: At, glass: Option<&Glass>) -> String {
    let Some(g) = glass else {
        return "緊急閲覧（ご本人の同意によらないもの）".into();
    };
    let t = g.until.time();
    let day = match g.until.date() == now.date() {
        true => String::new(),
        false => format!("{} ", kernel::wareki::month_day(g.until.date())),
    };
    let until = format!("{day}{}:{:02}まで", t.hour(), t.minute());
    format!("緊急閲覧（ご本人の同意によらないもの。理由：{}）（{until}）", g.reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_why_and_until_the_minute_and_never_that_somebody_agreed() {
        let now = testkit::noon_before();
        let glass = |minutes| Glass {
            account: testkit::id(1),
            reason: "生命の危機",
            until: now.plus_minutes(minutes),
        };
        let words = said(now, Some(&glass(60)));
        let t = now.plus_minutes(60).time();
        assert!(words.contains("生命の危機"), "{words}");
        assert!(words.ends_with(&format!("（{}:{:02}まで）", t.hour(), t.minute())), "{words}");
        assert!(said(now, Some(&glass(24 * 60))).contains('月'), "another day is named");
        for w in [words, said(now, None)] {
            assert!(w.contains("同意によらない") && !w.contains("登録のときの同意"), "{w}");
        }
    }
}
