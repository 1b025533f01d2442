//! Where somebody lives afterwards: wished (whose words, when) → told to the other side → actual. 退院先希望の伝達率
//! (issue 3, item 11) counts stays whose wish was told before the end.
use kernel::Date;

use super::stay::coded;
use super::{Act, ActKind, EndKind, Stay};

coded! {
    /// Which of the three.
    PlaceStage {
        /// 希望.
        Wished = "wished", "ご希望を聞いた";
        /// 伝えた.
        Told = "told", "ご希望を相手に伝えた";
        /// 実際.
        Actual = "actual", "実際に暮らす場所";
    }
}

/// The places one can wish for: where somebody lives, not how a stay may end.
pub const PLACES: [EndKind; 3] = [EndKind::Home, EndKind::Residence, EndKind::Facility];

/// One of the three as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Where.
    pub place: EndKind,
    /// When it was said.
    pub day: Option<Date>,
    /// The act.
    pub act: &'a Act,
}

/// The three.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places<'a> {
    /// The newest wish.
    pub wished: Option<Said<'a>>,
    /// When a wish was told to the other side first.
    pub told: Option<Said<'a>>,
    /// Where it became: entered, else how the stay ended.
    pub actual: Option<EndKind>,
}

/// Folds the acts of a stay.
pub fn places<'a>(stay: &Stay, acts: impl IntoIterator<Item = &'a Act>) -> Places<'a> {
    let mut out = Places { actual: stay.end, ..Places::default() };
    for a in acts {
        if a.kind != ActKind::Place || a.cancelled {
            continue;
        }
        let mut codes = a.detail.codes.iter();
        let stage = codes.next().and_then(|c| PlaceStage::from_code(c));
        let Some(place) = codes.next().and_then(|c| EndKind::from_code(c)) else { continue };
        let said = Said { place, day: a.day, act: a };
        match stage {
            Some(PlaceStage::Wished) => out.wished = Some(said),
            Some(PlaceStage::Told) => out.told = out.told.or(Some(said)),
            Some(PlaceStage::Actual) => out.actual = Some(place),
            None => {}
        }
    }
    out
}
