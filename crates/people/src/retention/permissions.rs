//! The outer door of retention: the region's administrators. They see numbers and dates, never a name or a record.
use app::Permission;
use kernel::Hat;

/// See what is due, hold, propose, confirm. Two persons for a purge.
pub static RETENTION: Permission = Permission {
    code: "people.retention.manage",
    label: "保存期間のすぎた記録を確かめ、2人で消去する",
    capability: "people",
    hats: &[Hat::Coordinator, Hat::City],
};
