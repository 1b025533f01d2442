//! Who may do what with the programme: centre and city write it together, 包括 reads it.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "programme";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Indicators, tables, roadmap, logic models and their papers.
    READ = "programme.plan.read", "指標・計画表・ロードマップを見る", [Coordinator, City, Hokatsu];
    /// Definitions of indicators.
    DEFINE = "programme.indicator.write", "指標を決める・直す", [Coordinator, City];
    /// Values typed or imported.
    VALUE = "programme.value.write", "指標の実績を入れる", [Coordinator, City];
    /// Targets of a fiscal year.
    TARGET = "programme.target.write", "指標の計画値を決める", [Coordinator, City];
    /// Tables of the plan.
    TABLE = "programme.table.write", "計画表をつくる・直す", [Coordinator, City];
    /// The roadmap while it is a draft.
    ROADMAP = "programme.roadmap.write", "ロードマップを書く", [Coordinator, City];
    /// Marks an edition of the roadmap as confirmed by the council.
    CONFIRM = "programme.roadmap.confirm", "ロードマップを確認済にする", [Coordinator, City];
    /// Reports of the centre; who does not write them sees the confirmed ones.
    REPORTS = "programme.report.read", "実績報告を見る", [Coordinator, City];
    /// Words of a report, its confirmation, items and funding of activities.
    REPORT = "programme.report.write", "実績報告を書く・確定する", [Coordinator];
    /// The city's forms.
    REPORT_FORM = "programme.report.form", "実績報告の様式を入れる・外す", [Coordinator, City];
    /// Logic models.
    LOGIC = "programme.logic.write", "ロジックモデルを書く", [Coordinator, City];
}
