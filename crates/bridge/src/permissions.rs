//! Who may do what with letters and with notices that leave the program.
use app::Permission;
use kernel::Hat;

const C: &str = "bridge";
/// Those who write to offices.
const SENDERS: &[Hat] = &[
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
];
const CENTRE: &[Hat] = &[Hat::Coordinator, Hat::City];
const WATCH: &[Hat] = &[Hat::Coordinator, Hat::City, Hat::Operator];

macro_rules! permission {
    ($($(#[$d:meta])* $name:ident = $code:literal, $label:literal, $hats:expr;)*) => {
        $($(#[$d])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: $hats };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permission! {
    /// Send a letter to a receiver without an account; print it, take it back, send it again.
    SEND = "bridge.letter.send", "登録のない相手に、番号つきの紙・FAXを送る", SENDERS;
    /// See one's office's letters and the answers.
    READ = "bridge.letter.read", "番号つきで送った書類と返事を見る", SENDERS;
    /// Key in what was said by telephone or came back on paper.
    KEY_IN = "bridge.answer.key", "電話・FAXの返事を代わりに入力する", SENDERS;
    /// Ask all contact windows to confirm themselves.
    WINDOWS = "bridge.windows.ask", "連絡窓口の年1回の確認を送る", CENTRE;
    /// Past-due letters of the region, as counts.
    COUNTS = "bridge.counts.read", "番号つきの紙・FAXの数を見る", WATCH;
    /// How one's own notices come.
    OWN = "bridge.delivery.own", "自分へのお知らせの届け方を決める", SENDERS;
    /// Is mail going out?
    HEALTH = "bridge.delivery.health", "メールが届いているかを見る", WATCH;
    /// The receiver opened a letter with its numbers. Nobody's button: the code of the audit row.
    OPEN = "bridge.letter.open", "届いた番号で書類を開く", &[Hat::System];
    /// The receiver answered. Nobody's button: the code of the audit row.
    ANSWER = "bridge.letter.answer", "届いた番号で返事をする", &[Hat::System];
}
