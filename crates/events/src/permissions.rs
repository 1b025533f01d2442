//! Who may do what with events. The centre does the daily work; the city reads, plans and decides how long names are kept.
//! Names of participants are for the centre alone.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "events";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Events, their figures and the plan table. No names of participants.
    READ = "events.event.read", "研修・啓発を見る", [Coordinator, City, Hokatsu];
    /// Enter and change events, their state, numbers and texts.
    WRITE = "events.event.write", "研修・啓発を登録する・直す", [Coordinator];
    /// Tick tasks of the 棚卸表.
    TASKS = "events.task.write", "棚卸表に印をつける・直す", [Coordinator, City];
    /// The names of participants: list, reception, badges, certificates.
    ENTRIES = "events.entry.read", "参加者の名簿を見る", [Coordinator];
    /// Add, change and receive participants.
    ENTRY_WRITE = "events.entry.write", "参加者を受け付ける・直す", [Coordinator];
    /// Requests of residents for a 出前講座.
    REQUESTS = "events.request.write", "出前講座の申し込みに答える", [Coordinator];
    /// Planned times and persons of each fiscal year.
    PLAN = "events.plan.write", "研修・啓発の計画の数を決める", [Coordinator, City];
    /// How long names are kept.
    KEEP = "events.keep.write", "参加者の名前を消すまでの日数を決める", [Coordinator, City];
    /// Single answers of a questionnaire, and grouping them.
    ANSWERS = "events.answer.write", "アンケートの答えを見る・入力する・分ける", [Coordinator];
    /// Helpers' rolls.
    HELPERS = "events.helper.write", "担い手の名簿を見る・直す", [Coordinator];
}
