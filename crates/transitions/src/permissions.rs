//! Who may do what in a stay. The office (CM or 包括) tells and records; the hospital's 地域連携室 decides, tells
//! and hands over; until later, it also enters what ward and doctor said (with who said it).
use app::Permission;
use kernel::Hat;

const C: &str = "transitions";
const OFFICE: &[Hat] = &[Hat::CareManager, Hat::Hokatsu];
const HOSPITAL: &[Hat] = &[Hat::Liaison];
const ATTENDING: &[Hat] =
    &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];
/// What is got ready until discharge: both sides, and the ward that knows it first (病棟看護師 writes what it sees of
/// the patient; 主治医 decides the day of discharge and nothing of these).
const READY: &[Hat] = &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward];
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
    /// Open a sheet or paper that was sent: by the stay, or as its addressee (a facility: nothing but this paper).
    SHEET_READ = "transitions.sheet.read", "送られた書類を読む", &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];
    /// 「受け取りました」.
    RECEIVE = "transitions.act.receive", "受け取りましたと伝える", BOTH;
    /// 担当決定, ward and room.
    ASSIGN = "transitions.assign", "担当を決める", HOSPITAL;
    /// 退院支援の要否.
    SCREEN = "transitions.screening.decide", "退院支援の要否を決める", HOSPITAL;
    /// 退院調整開始の連絡.
    PLAN = "transitions.planning.tell", "退院調整開始の連絡をする", HOSPITAL;
    /// 退院予定日.
    PLANNED_DATE = "transitions.planned-date.set", "退院予定日を決める", &[Hat::Liaison, Hat::Doctor];
    /// カンファ.
    CONFERENCE = "transitions.conference.note", "退院前カンファを記録する", HOSPITAL;
    /// 退院日の連絡.
    DISCHARGE_NOTICE = "transitions.discharge.tell", "退院日の連絡をする", HOSPITAL;
    /// 書類の受け渡し.
    PAPERS = "transitions.papers.hand-over", "書類の受け渡しを記録する", HOSPITAL;
    /// A paper of discharge written here; who writes which one is in `use_cases::written::Written::by`.
    WRITTEN = "transitions.papers.write", "退院の書類を書いて渡す", &[Hat::Liaison, Hat::Ward, Hat::Doctor];
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
    /// 退院後の確認 and the tasks that come of it.
    FOLLOW_UP = "transitions.follow-up.note", "退院後の確認を記録する", OFFICE;
    /// 担当の引き継ぎ, one person or a whole caseload.
    HAND_OVER = "transitions.caseload.hand-over", "担当を引き継ぐ", BOTH;
    /// An office closes: everybody goes to the 包括 of the address, by counts only.
    CLOSE_OFFICE = "transitions.office.close", "閉じる事業所の担当を引き継ぐ", &[Hat::Operator];
    /// A death entered by mistake: the stay is opened again, by its number only.
    CORRECT_END = "transitions.stay.correct-end", "亡くなられたという登録のまちがいを直す", &[Hat::Operator];
    /// The first screen of a ward.
    WARD_LIST = "transitions.ward.list", "病棟の患者さんの一覧を見る", &[Hat::Ward];
    /// The first screen of a doctor.
    DOCTOR_LIST = "transitions.doctor.list", "退院予定日を決める患者さんの一覧を見る", &[Hat::Doctor];
    /// Who is in hospital among those one supports: where, until when, whom to ask. No health facts.
    SHARED = "transitions.shared.read", "支援している方の入院と退院予定日を見る", &[Hat::Provider, Hat::Doctor];
    /// Tell the services of the care team.
    SERVICES = "transitions.services.tell", "サービス事業所に知らせる", OFFICE;
    /// What one's own organisation was told as a service.
    TOLD = "transitions.services.read", "入退院のお知らせを受け取る", &[Hat::Provider, Hat::Doctor, Hat::Hokatsu];
    /// 受診前フェイスシート.
    FACE_SHEET = "transitions.face-sheet.write", "受診前フェイスシートを書く", OFFICE;
    /// Nameless case rows.
    EXPORT = "transitions.stays.export", "入退院の記録を名前なしで書き出す", &[Hat::Coordinator, Hat::City, Hat::Operator];
    /// ADL and what else the ward knows for the criteria.
    ADL = "transitions.adl.enter", "ADLのようすを記録する", &[Hat::Ward, Hat::Liaison];
    /// The criteria in force, their history and a try-out on past stays (nameless).
    RULES_EDIT = "transitions.rules.edit", "退院支援の基準を見直す", &[Hat::Coordinator, Hat::City];
    /// Which papers need approval when somebody else wrote them.
    APPROVAL_EDIT = "transitions.approval.edit", "代行入力の確認のきまりを変える", &[Hat::Coordinator, Hat::City];
    /// 病院・包括 連絡票: written by the hospital.
    REFERRAL_SEND = "transitions.referral.send", "地域包括支援センターへ連絡票を送る", HOSPITAL;
    /// 病院・包括 連絡票: read by the two sides.
    REFERRAL_READ = "transitions.referral.read", "病院・包括の連絡票を読む", &[Hat::Hokatsu, Hat::Liaison];
    /// 病院・包括 連絡票: answered.
    REFERRAL_ANSWER = "transitions.referral.answer", "病院からの連絡票に返事をする", &[Hat::Hokatsu];
    /// 聞き取り: what the office heard from the hospital.
    HEARING = "transitions.hearing.write", "聞き取りを記録する", OFFICE;
    /// The fee guides of one's own side.
    FEES = "transitions.fees.read", "加算のめやすを見る", BOTH;
    /// 介護支援等連携指導.
    GUIDANCE = "transitions.guidance.write", "介護支援等連携指導を記録する", HOSPITAL;
    /// Text for the office's own record of support.
    COPY_OUT = "transitions.copy-out", "支援経過に貼る文を出す", OFFICE;
    /// Plan a 退院前カンファ, write its record, close and change its decisions. The office of the stay may where the
    /// hospital has no accounts here (ADR 0012).
    CONFERENCE_HOLD = "transitions.conference.hold", "退院前カンファを用意し、決定を書く", &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor];
    /// Read a conference: by the stay, or as who is invited or attended.
    CONFERENCE_READ = "transitions.conference.read", "退院前カンファの案内と決定を読む", ATTENDING;
    /// Acknowledge, answer an invitation, write back, mark one's own decision as done.
    CONFERENCE_ANSWER = "transitions.conference.answer", "退院前カンファの案内や変更を確認する", ATTENDING;
    /// 面会・連携の記録 of one's own hospital.
    MEETINGS = "transitions.meetings.read", "連携先と面会の記録を見る・書きたす", HOSPITAL;
    /// The same as counts of the region.
    MEETINGS_COUNT = "transitions.meetings.count", "地域の連携先と面会の件数を見る", &[Hat::Coordinator, Hat::City];
    /// Rows of the questionnaire of an office that does not work here, and what it says.
    SURVEY_ANSWER = "transitions.survey.answer", "入退院連絡調査の調査票に答える", &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Coordinator];
    /// Who has answered, possible doubles, answers entered for others.
    SURVEY_COLLECT = "transitions.survey.collect", "入退院連絡調査の調査票を集める", &[Hat::Coordinator];
    /// 退院できない理由.
    NOT_DISCHARGED = "transitions.not-discharged.note", "退院できない理由を記録する", &[Hat::Liaison, Hat::Ward];
    /// The checklist until discharge.
    CHECKLIST = "transitions.checklist.tick", "退院までの準備に印をつける", READY;
    /// 退院後の医療処置.
    PROCEDURES = "transitions.procedures.set", "退院後の医療処置を記録する", READY;
    /// Place of living: wished, told, actual.
    PLACE = "transitions.place.note", "退院後に暮らす場所を記録する", BOTH;
    /// Orders received.
    ORDERS = "transitions.orders.note", "受け取った指示書を記録する", BOTH;
    /// Ask a facility, or key in its answer for it.
    FACILITY_ASK = "transitions.facility.ask", "施設に受け入れを問い合わせる", BOTH;
    /// Answer what one's own facility was asked.
    FACILITY_ANSWER = "transitions.facility.answer", "施設として問い合わせに答える", &[Hat::Provider];
}
