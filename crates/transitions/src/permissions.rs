//! Who may do what in a stay. The office (CM or 包括) tells and records; the hospital's 地域連携室 decides, tells
//! and hands over; until later, it also enters what ward and doctor said (with who said it).
use app::Permission;
use kernel::Hat;

const C: &str = "transitions";
const OFFICE: &[Hat] = &[Hat::CareManager, Hat::Hokatsu];
const HOSPITAL: &[Hat] = &[Hat::Liaison];
const BOTH: &[Hat] = &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison];

macro_rules! permission {
    ($($(#[$d:meta])* $name:ident = $code:literal, $label:literal, $hats:expr;)*) => {
        $($(#[$d])* pub static $name: Permission =
            Permission { code: $code, label: $label, capability: C, hats: $hats };)*
        /// The table.
        pub const ALL: &[&Permission] = &[$(&$name),*];
    };
}

permission! {
    /// Read a stay and its lists.
    READ = "transitions.stay.read", "入退院のようすを見る", &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor];
    /// Enter an admission.
    REPORT = "transitions.stay.report", "入院したことを登録する", OFFICE;
    /// 入院の連絡.
    CONTACT = "transitions.contact.make", "入院の連絡をする", OFFICE;
    /// 病院から連絡があった: what the hospital told outside the program.
    HEAR = "transitions.notice.hear", "病院からの連絡を記録する", OFFICE;
    /// Write and send 入院時情報提供書.
    SHEET = "transitions.sheet.send", "入院時情報提供書を送る", OFFICE;
    /// Open a sheet that was sent.
    SHEET_READ = "transitions.sheet.read", "入院時情報提供書を読む", &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor];
    /// 「受け取りました」.
    RECEIVE = "transitions.act.receive", "受け取りましたと伝える", BOTH;
    /// 担当決定, ward and room.
    ASSIGN = "transitions.assign", "担当を決める", HOSPITAL;
    /// 退院支援の要否.
    SCREEN = "transitions.screening.decide", "退院支援の要否を決める", HOSPITAL;
    /// 退院調整開始の連絡.
    PLAN = "transitions.planning.tell", "退院調整開始の連絡をする", HOSPITAL;
    /// 退院予定日.
    PLANNED_DATE = "transitions.planned-date.set", "退院予定日を決める", HOSPITAL;
    /// カンファ.
    CONFERENCE = "transitions.conference.note", "退院前カンファを記録する", HOSPITAL;
    /// 退院日の連絡.
    DISCHARGE_NOTICE = "transitions.discharge.tell", "退院日の連絡をする", HOSPITAL;
    /// 書類の受け渡し.
    PAPERS = "transitions.papers.hand-over", "書類の受け渡しを記録する", HOSPITAL;
    /// End of a stay.
    END = "transitions.stay.end", "退院したことを登録する", BOTH;
    /// 退院・退所情報記録書.
    RECORD = "transitions.record.confirm", "退院・退所情報記録書を書く", OFFICE;
    /// Recall or withdraw one's own act.
    RECALL = "transitions.act.recall", "送ったものを取り消す", BOTH;
    /// The survey's figures.
    SURVEY = "transitions.survey.read", "入退院連絡調査の数字を見る", &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Coordinator, Hat::City, Hat::Operator];
    /// Overdue as counts.
    COUNTS = "transitions.overdue.count", "期限を過ぎたものの件数を見る", &[Hat::Coordinator, Hat::City, Hat::Operator];
    /// Nameless case rows.
    EXPORT = "transitions.stays.export", "入退院の記録を名前なしで書き出す", &[Hat::Coordinator, Hat::City, Hat::Operator];
    /// 退院できない理由.
    NOT_DISCHARGED = "transitions.not-discharged.note", "退院できない理由を記録する", HOSPITAL;
    /// The checklist until discharge.
    CHECKLIST = "transitions.checklist.tick", "退院までの準備に印をつける", BOTH;
    /// 退院後の医療処置.
    PROCEDURES = "transitions.procedures.set", "退院後の医療処置を記録する", BOTH;
    /// Place of living: wished, told, actual.
    PLACE = "transitions.place.note", "退院後に暮らす場所を記録する", BOTH;
    /// Orders received.
    ORDERS = "transitions.orders.note", "受け取った指示書を記録する", BOTH;
    /// Ask a facility, or key in its answer for it.
    FACILITY_ASK = "transitions.facility.ask", "施設に受け入れを問い合わせる", BOTH;
    /// Answer what one's own facility was asked.
    FACILITY_ANSWER = "transitions.facility.answer", "施設として問い合わせに答える", &[Hat::Provider];
}
