//! The rule: from how many persons on, how long a request stands, and from when on somebody without a colleague may
//! confirm their own.
use std::sync::LazyLock;

use app::Error;
use kernel::{At, Id};
use serde::Deserialize;

/// The shipped edition (data/rules/exports.json).
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Edition; a request keeps it.
    pub version: String,
    /// Where the number comes from.
    pub source: String,
    /// More persons than this need a second person. A region may ask for fewer, never for more.
    pub above: i64,
    /// A request that nobody confirmed ends after so many hours; a confirmed one that nobody took, too.
    pub valid_hours: i64,
    /// Where no colleague could confirm: the asker may, after so many hours, for `valid_hours` more.
    pub alone_after_hours: i64,
}

static SHIPPED: LazyLock<Option<Rules>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/rules/exports.json")).ok()
});

impl Rules {
    /// The shipped edition.
    pub fn shipped() -> Result<&'static Rules, Error> {
        SHIPPED.as_ref().ok_or_else(|| Error::Inconsistent("the rules of exports".into()))
    }
}

/// How a request stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Waits for another person.
    Waits,
    /// Waits for its hours to go by; then the asker may confirm it alone.
    WaitsAlone,
    /// The asker may confirm it alone now.
    MayAlone,
    /// Confirmed: the asker may take it, again too when a download broke off.
    Ready,
    /// Taken out, and its time is over.
    Taken,
    /// Taken back or refused.
    Refused,
    /// Its time is over.
    Over,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Id.
    pub id: Id,
    /// Which file.
    pub what: String,
    /// Narrowed to.
    pub part: String,
    /// Whose.
    pub organisation: Id,
    /// Persons in it when it was asked for.
    pub n: i64,
    /// The region's number then.
    pub above: i64,
    /// Edition of the rule.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub by_account: Id,
    /// Their name.
    pub by: String,
    /// When.
    pub at: At,
    /// `asked`, `confirmed`, `refused`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<Id>,
    /// Their name.
    pub decided_name: String,
    /// When.
    pub decided_at: Option<At>,
    /// The asker confirmed it, because nobody else could.
    pub alone: bool,
    /// When it was taken.
    pub taken_at: Option<At>,
}

impl Export {
    /// How it stands now; `others` = there is somebody else who could confirm.
    pub fn stand(&self, rules: &Rules, now: At, others: bool) -> Stand {
        let over = |since: At, hours: i64| now >= since.plus_minutes(hours * 60);
        match self.state.as_str() {
            "refused" => Stand::Refused,
            "confirmed" if over(self.decided_at.unwrap_or(self.at), rules.valid_hours) => {
                match self.taken_at {
                    Some(_) => Stand::Taken,
                    None => Stand::Over,
                }
            }
            "confirmed" => Stand::Ready,
            _ if others && over(self.at, rules.valid_hours) => Stand::Over,
            _ if others => Stand::Waits,
            _ if over(self.at, rules.alone_after_hours + rules.valid_hours) => Stand::Over,
            _ if over(self.at, rules.alone_after_hours) => Stand::MayAlone,
            _ => Stand::WaitsAlone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(state: &str, decided: Option<At>) -> Export {
        Export {
            id: testkit::id(1),
            what: "t".into(),
            part: String::new(),
            organisation: testkit::id(2),
            n: 101,
            above: 100,
            rule: "2026.1".into(),
            reason: "x".into(),
            by_account: testkit::id(3),
            by: "x".into(),
            at: testkit::noon_before(),
            state: state.into(),
            decided_by: None,
            decided_name: String::new(),
            decided_at: decided,
            alone: false,
            taken_at: None,
        }
    }

    #[test]
    fn a_request_stands_for_a_day_and_alone_only_after_a_day_of_waiting() {
        let r = Rules::shipped().unwrap();
        assert_eq!((r.above, r.valid_hours, r.alone_after_hours), (100, 24, 24));
        let at = testkit::noon_before();
        let after = |minutes| at.plus_minutes(minutes);
        let day = 24 * 60;
        let asked = one("asked", None);
        for (minutes, with, alone) in [
            (0, Stand::Waits, Stand::WaitsAlone),
            (day - 1, Stand::Waits, Stand::WaitsAlone),
            (day, Stand::Over, Stand::MayAlone),
            (2 * day - 1, Stand::Over, Stand::MayAlone),
            (2 * day, Stand::Over, Stand::Over),
        ] {
            assert_eq!(asked.stand(r, after(minutes), true), with, "{minutes}");
            assert_eq!(asked.stand(r, after(minutes), false), alone, "{minutes}");
        }
        let yes = one("confirmed", Some(after(60)));
        for others in [true, false] {
            assert_eq!(yes.stand(r, after(60 + day - 1), others), Stand::Ready);
            assert_eq!(yes.stand(r, after(60 + day), others), Stand::Over);
            let had = Export { taken_at: Some(after(70)), ..yes.clone() };
            assert_eq!(had.stand(r, after(80), others), Stand::Ready, "a download may break off");
            assert_eq!(had.stand(r, after(60 + day), others), Stand::Taken);
            assert_eq!(one("refused", None).stand(r, after(1), others), Stand::Refused);
        }
    }
}
