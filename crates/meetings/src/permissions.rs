//! Who may do what with bodies and meetings. The centre does the daily work; the city reads and ticks what it promised; cases
//! under a sign are for the centre and 包括, who hold them.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "meetings";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Bodies, members, meetings, minutes and decisions.
    READ = "meetings.body.read", "会議体と会議を見る", [Coordinator, City, Hokatsu];
    /// Enter and change bodies and members.
    BODIES = "meetings.body.write", "会議体と委員を登録する・直す", [Coordinator];
    /// Enter and change meetings, agenda, attendance, decisions.
    WRITE = "meetings.meeting.write", "会議を登録する・直す", [Coordinator];
    /// Write, confirm and correct minutes.
    MINUTES = "meetings.minutes.write", "議事録を書く・確定する", [Coordinator];
    /// Tick what was promised.
    ACTIONS = "meetings.action.write", "決まったことに済みの印をつける", [Coordinator, City];
    /// Ask which day suits, and key in what members said.
    POLL = "meetings.poll.write", "日程調整をする", [Coordinator];
    /// Write the centre's chronicle.
    CHRONICLE = "meetings.chronicle.write", "あゆみを書く・直す", [Coordinator];
    /// Cases of 地域ケア個別会議, under a sign.
    CASES = "meetings.case.read", "地域ケア個別会議の事例（記号）を見る", [Coordinator, City, Hokatsu];
    /// Enter and change them.
    CASE_WRITE = "meetings.case.write", "地域ケア個別会議の事例（記号）を書く", [Coordinator, Hokatsu];
}
