//! Who may do what in this slice. About one resident, `people::authz` decides further.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const C: &str = "emergency";

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal, [$($hat:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: &[$(Hat::$hat),*] };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permissions! {
    /// Look somebody up.
    LOOKUP = "emergency.card.look-up", "救急医療情報をさがす（救急隊・指令センター）", [Crew];
    /// Open the card that was found, and what is done with it at the scene.
    OPEN = "emergency.card.open", "救急医療情報を開く（救急隊・指令センター）", [Crew];
    /// See the card.
    CARD = "emergency.card.read", "救急医療情報を見る", [CareManager, Hokatsu, Liaison, Ward, Doctor, Provider];
    /// Write it, confirm it, print it.
    WRITE = "emergency.card.write", "救急医療情報を書く・印刷する", [CareManager, Hokatsu];
    /// Register it with the person's consent, end it.
    REGISTER = "emergency.card.register", "救急医療情報を登録する・やめる", [CareManager, Hokatsu];
    /// Take the district of this tablet, for a line that is down.
    SUBSET = "emergency.subset.make", "回線が切れたときの控えを端末に置く", [Crew];
    /// Say which tablets may hold which towns; wipe them.
    TABLETS = "emergency.tablet.manage", "控えを置く端末を決める・消す（消防の管理者）", [Crew, Provider];
    /// 緊急閲覧.
    GLASS = "emergency.glass.break", "緊急閲覧をする（登録のない方）", [Crew];
    /// Judge a 緊急閲覧 of another organisation.
    REVIEW = "emergency.glass.review", "緊急閲覧をたしかめる（消防・MC）", [Provider, Doctor];
    /// 申し送り at the hospital.
    HANDOVER = "emergency.handover.read", "救急隊の申し送りを見る", [Liaison, Ward, Doctor];
    /// What the team is told.
    ALERT = "emergency.alert.read", "救急搬送の知らせを見る", [CareManager, Hokatsu];
    /// Counts by area.
    FIGURES = "emergency.figures.read", "救急医療情報の数字を見る", [Coordinator, City, Hokatsu];
    /// Names of whom one's own office has not asked yet.
    OUTREACH = "emergency.outreach.read", "登録をおすすめする担当の方を見る", [CareManager, Hokatsu];
    /// See the registers: name, address, contact and date.
    REGISTERS = "emergency.register.read", "見守りの名簿（台帳）を見る", [Hokatsu, City];
    /// Enter somebody, say how they are.
    REGISTERS_WRITE = "emergency.register.write", "見守りの名簿（台帳）に書く", [Hokatsu, City];
    /// Take the list out as Excel, with the reason.
    REGISTERS_EXPORT = "emergency.register.export", "見守りの名簿を Excel に書き出す", [Hokatsu, City];
    /// Ask 「変わりありませんか」 by letter.
    ASK = "emergency.ask.send", "「変わりありませんか」を手紙でたずねる", [CareManager, Hokatsu, City];
    /// Tell the person of a 緊急閲覧.
    TELL = "emergency.glass.tell", "緊急閲覧をご本人かご家族に伝える", [CareManager, Hokatsu];
    /// What the person reads of it.
    MY = "emergency.my.read", "救急隊が見た記録を読む（ご本人・ご家族）", [Resident, Family];
    /// Begin and end a 安否確認.
    BOARD = "emergency.board.open", "安否確認をはじめる・終える", [Hokatsu, City];
    /// Who judges 緊急閲覧, and the telephone on the page when it is paused.
    SETTINGS = "emergency.settings.write", "緊急閲覧をたしかめる人を決める", [City];
}
