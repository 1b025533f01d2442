//! Who may do what in this slice. About one resident, `people::authz` decides further: nobody but the person opens the note
//! before it was released to them.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "acp";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Read the note, its versions, talks and papers.
    READ = "acp.note.read", "わたしのきぼうノートを見る", [CareManager, Hokatsu, Liaison, Ward, Doctor, Provider];
    /// Write it for the person (代行), talks, papers, proxies.
    WRITE = "acp.note.write", "わたしのきぼうノート・話し合い記録を書く", [CareManager, Hokatsu, Doctor, Provider];
    /// Write down to whom the person shows it, and take that back.
    SHARE = "acp.note.share", "わたしのきぼうノートを見せる相手を書きとめる・やめる", [CareManager, Hokatsu];
    /// Print the booklet.
    PRINT = "acp.note.print", "わたしのきぼうノートの冊子を印刷する", [CareManager, Hokatsu, Liaison, Ward, Doctor, Provider];
    /// Everything of a note at once, on the person's behalf.
    EXPORT = "acp.note.export", "わたしのきぼうノートの全部を書き出す（ご本人に渡すため）", [CareManager, Hokatsu];
    /// The same by the person.
    MY_EXPORT = "acp.note.my-export", "自分のきぼうノートの全部を受け取る", [Resident];
    /// The list of notes that are open to one.
    LIST = "acp.note.list", "わたしのきぼうノートの一覧を見る", [CareManager, Hokatsu, Liaison, Ward, Doctor, Provider];
    /// Key in the person's paper: what was typed is seen until 確定, afterwards that it is there.
    KEY = "acp.note.key", "きぼうノートの紙を入力する（確定まで）", [City, Hokatsu];
    /// Counts by area and by office.
    FIGURES = "acp.figures.read", "意思決定記載数を見る", [Coordinator, City, Hokatsu];
    /// The person's own note on a phone; a relative reads what they were named for.
    MY = "acp.note.my", "わたしのきぼうノートを開く", [Resident, Family];
    /// The person writes, shows, takes back; a proxy writes and takes back.
    MY_WRITE = "acp.note.my-write", "わたしのきぼうノートを書く・見せる・やめる", [Resident, Family];
    /// お金と大切な書類: the person alone.
    MONEY = "acp.money.my", "お金と大切な書類のページを開く", [Resident];
}
