//! Who may do what in this slice. The centre keeps the records; the city sees the figures, not who asked what.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "desk";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Read consultations, their list and their history.
    READ = "desk.case.read", "相談の記録を見る", [Coordinator];
    /// Record, correct, hand over, close.
    WRITE = "desk.case.write", "相談を記録する・直す・引きつぐ", [Coordinator];
    /// Take back what was recorded by mistake.
    CANCEL = "desk.case.cancel", "まちがえた相談を取り消す", [Coordinator];
    /// The list as a file.
    EXPORT = "desk.list.export", "相談の一覧を Excel・PDF にする", [Coordinator];
    /// Counts without texts.
    FIGURES = "desk.figures.read", "相談の件数を見る", [Coordinator, City];
    /// Bring in consultations of past years, and take that back.
    IMPORT = "desk.case.import", "過去の相談を取り込む・取り消す", [Coordinator];
}
