//! Who may do what with surveys. The centre asks and counts; the city reads the counts; everybody with an account answers what
//! their own office is asked.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "surveys";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Surveys, their questions, how many have answered, and the counts.
    READ = "surveys.survey.read", "調査と集計を見る", [Coordinator, City];
    /// Make and change surveys, open and close them.
    WRITE = "surveys.survey.write", "調査をつくる・直す・締め切る", [Coordinator];
    /// Choose who is asked, print their letters, see who has not answered.
    ASKED = "surveys.asked.write", "調査を配る・まだの相手を見る", [Coordinator];
    /// Single answers and free texts; keying in what came back on paper.
    ANSWERS = "surveys.answer.read", "1件ずつの答えと自由記載を見る・紙の答えを入れる", [Coordinator];
    /// Take in answers from elsewhere, and take them back.
    IMPORT = "surveys.answer.import", "よその調査の結果を取り込む", [Coordinator];
    /// Decide what is published.
    PUBLISH = "surveys.result.publish", "調査の公表用をつくる", [Coordinator];
    /// Answer what the own office is asked.
    MINE = "surveys.answer.own", "自分の事業所に届いた調査に答える", [CareManager, Hokatsu, Liaison, Ward, Doctor, Provider];
}
