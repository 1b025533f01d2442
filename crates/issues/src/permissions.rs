//! Who may do what in this slice. No resident stands in it: these are the only doors. The centre does the daily work; the
//! city reads, and decides where an issue stands (Komatsu's city does both itself).
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "issues";
/// Who does the daily work.
const CENTRE: &[Hat] = &[Hat::Coordinator];
/// Who reads and decides.
const BOTH: &[Hat] = &[Hat::Coordinator, Hat::City];

/// See issues, what was done about them, and the tables.
pub static READ: Permission = Permission {
    code: "issues.issue.read",
    label: "連携課題と打ち合わせの記録を見る",
    capability: C,
    hats: BOTH,
};
/// Write and classify issues, put evidence to them.
pub static WRITE: Permission = Permission {
    code: "issues.issue.write",
    label: "連携課題を書き、分類する",
    capability: C,
    hats: CENTRE,
};
/// Move an issue on the board, end it, put two together.
pub static DECIDE: Permission = Permission {
    code: "issues.issue.decide",
    label: "連携課題を進め、解決・見送りを決める",
    capability: C,
    hats: BOTH,
};
/// Write 打ち合わせ, マッチング and 共有の場.
pub static ACT: Permission = Permission {
    code: "issues.act.write",
    label: "打ち合わせ・マッチング・共有の場を記録する",
    capability: C,
    hats: CENTRE,
};
/// Give issues back to those they belong to.
pub static GIVE: Permission = Permission {
    code: "issues.feedback.give",
    label: "連携課題を、当事者にお返しする",
    capability: C,
    hats: CENTRE,
};
/// Take lists and tables away as files or on paper.
pub static EXPORT: Permission = Permission {
    code: "issues.table.export",
    label: "連携課題の表を書き出す",
    capability: C,
    hats: BOTH,
};

/// The table.
pub const ALL: &[&Permission] = &[&READ, &WRITE, &DECIDE, &ACT, &GIVE, &EXPORT];
