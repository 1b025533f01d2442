//! What has to be ready before somebody goes home: a list (data/rules/discharge-checklist.json), who takes each, until
//! when, and what has become of it. Read off the acts: the last one about an item stands.
use std::sync::LazyLock;

use kernel::Date;
use kernel::time::add_days;
use serde::Deserialize;

use super::stay::coded;
use super::{Act, ActKind, Stay};

coded! {
    /// Who takes an item.
    Taker {
        /// 病院.
        Hospital = "hospital", "病院";
        /// 居宅 or 包括.
        Office = "office", "ケアマネジャー";
        /// ご本人・ご家族.
        Family = "family", "ご本人・ご家族";
    }
}

coded! {
    /// What has become of an item.
    CheckState {
        /// まだ.
        Open = "open", "まだ";
        /// 済み.
        Done = "done", "済み";
        /// 不要.
        NotNeeded = "not_needed", "不要";
    }
}

/// When an item is taken to be needed before anybody said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applies {
    /// For everybody.
    Always,
    /// When there is a procedure after discharge.
    Procedures,
    /// When somebody says that it is needed.
    Asked,
}

/// An item of the list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// As stored.
    pub code: String,
    /// On pages.
    pub label: String,
    /// Code of [`Taker`]: who usually takes it.
    pub who: String,
    /// Days before the planned day by which it should be ready.
    pub days_before: i64,
    /// When it is needed.
    pub when: Applies,
    /// What helps.
    pub hint: String,
}

/// The list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Checklist {
    /// Edition.
    pub version: String,
    /// Year.
    pub year: u16,
    /// Where it comes from.
    pub source: String,
    /// To be settled by the region.
    pub verify: bool,
    /// In their order.
    pub items: Vec<Item>,
}

impl Checklist {
    /// The shipped edition.
    pub fn shipped() -> &'static Checklist {
        static READ: LazyLock<Checklist> = LazyLock::new(|| {
            serde_json::from_str(include_str!("../../../../data/rules/discharge-checklist.json"))
                .unwrap_or_default()
        });
        &READ
    }

    /// An item by its code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.code == code)
    }
}

/// An item in one stay.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    /// Which.
    pub item: &'static Item,
    /// What has become of it; none = nobody has said whether it is needed.
    pub state: Option<CheckState>,
    /// Who takes it.
    pub taker: Taker,
    /// Until when: as said, else by the planned day.
    pub until: Option<Date>,
    /// Remark.
    pub note: &'a str,
    /// The act that stands.
    pub act: Option<&'a Act>,
}

impl Checked<'_> {
    /// Still to be done.
    pub fn open(&self) -> bool {
        self.state == Some(CheckState::Open)
    }

    /// To be done and past its day.
    pub fn late(&self, today: Date) -> bool {
        self.open() && self.until.is_some_and(|d| d < today)
    }
}

/// The list of a stay, in its order.
pub fn checklist<'a>(stay: &Stay, acts: &'a [Act]) -> Vec<Checked<'a>> {
    let live = || acts.iter().rev().filter(|a| !a.cancelled);
    let procedures =
        live().find(|a| a.kind == ActKind::Procedures).is_some_and(|a| !a.detail.codes.is_empty());
    let of = |item: &'static Item| {
        let act = live().find(|a| a.kind == ActKind::Checklist && code(a, 0) == item.code);
        let by_rule = match item.when {
            Applies::Always => Some(CheckState::Open),
            Applies::Procedures if procedures => Some(CheckState::Open),
            Applies::Procedures | Applies::Asked => None,
        };
        let usual = Taker::from_code(&item.who).unwrap_or(Taker::Office);
        Checked {
            item,
            state: act.map_or(by_rule, |a| CheckState::from_code(code(a, 1))),
            taker: act.and_then(|a| Taker::from_code(code(a, 2))).unwrap_or(usual),
            until: act
                .and_then(|a| a.detail.day())
                .or_else(|| stay.planned_on.map(|d| add_days(d, -item.days_before))),
            note: act.map_or("", |a| a.detail.note.as_str()),
            act,
        }
    };
    Checklist::shipped().items.iter().map(of).collect()
}

/// How many are still to be done: 「あと n」.
pub fn left(all: &[Checked<'_>]) -> usize {
    all.iter().filter(|c| c.open()).count()
}

fn code(a: &Act, n: usize) -> &str {
    a.detail.codes.get(n).map_or("", String::as_str)
}
