//! Acts: what was told or done in a stay, one row each, never overwritten. The stay's state is read off them.
use accounts::{AccountId, OrganisationId};
use kernel::{At, Date, Id};

use super::stay::{StayId, coded};

coded! {
    /// The kinds of act.
    ActKind {
        /// 入院の連絡: the office tells the hospital that it follows this person.
        AdmissionContact = "admission_contact", "入院の連絡";
        /// 入院時情報提供書を送った.
        SheetSent = "sheet_sent", "入院時情報提供書";
        /// 担当決定.
        Assigned = "assigned", "担当決定";
        /// 退院支援の要否.
        Screening = "screening", "退院支援の要否";
        /// 退院調整開始の連絡.
        PlanningNotice = "planning_notice", "退院調整開始の連絡";
        /// 退院(予定)日 set or changed.
        PlannedDate = "planned_date", "退院予定日";
        /// 退院前カンファ held, or 「開かない」.
        Conference = "conference", "退院前カンファ";
        /// 退院日の連絡.
        DischargeNotice = "discharge_notice", "退院日の連絡";
        /// 書類の受け渡し.
        Papers = "papers", "書類の受け渡し";
        /// The stay ended.
        Ended = "ended", "退院";
        /// 退院・退所情報記録書 confirmed by the office.
        RecordConfirmed = "record_confirmed", "退院・退所情報記録書";
        /// ADL told by the ward: judges the criteria again. `data`: the ward's answers.
        Adl = "adl", "ADLのようす";
        /// 退院できない理由. `codes`: of data/rules (14 codes, forms.md §2.2).
        NotDischarged = "not_discharged", "退院できない理由";
        /// One item of the checklist. `codes`: [item, open|done|not_needed, hospital|office|family]; `note`: remark; `date`: until when.
        Checklist = "checklist", "退院までの準備";
        /// 退院後の医療処置. `codes`: of forms/codes/medical-procedures.json; empty = none.
        Procedures = "procedures", "退院後の医療処置";
        /// Place of living. `codes`: [wished|told|actual, end-kind code]; `said_by`: whose words.
        Place = "place", "退院後に暮らす場所";
        /// A facility was asked whether the person can come (back). `to_org`/`to_name`: which; `codes`: procedures.
        FacilityAsked = "facility_asked", "施設への問い合わせ";
        /// Its answer. `record`: the asking act; `codes`: [yes|conditions|no]; `data`: by procedure with reasons; `note`: conditions.
        FacilityAnswer = "facility_answer", "施設の返事";
        /// Orders received (訪問看護指示書 …). `codes`: kinds; `date`: last day of validity.
        Orders = "orders", "指示書";
        /// The closed conference was changed. `record`: the conference; `data`: what changed.
        ConferenceChanged = "conference_changed", "カンファの決定の変更";
        /// An attendee acknowledged a change. `record`: the conference.
        ConferenceSeen = "conference_seen", "カンファの変更の確認";
        /// 聞き取り (退院・退所加算). `to_name`: profession and name of who told; `codes`: [conference] when in one.
        Hearing = "hearing", "聞き取り";
        /// Services of the care team told of the admission or of a date. `to_org`/`to_name`: which; `codes`: [admitted|planned|ended].
        ServicesTold = "services_told", "サービス事業所への連絡";
        /// The hospital's reply keyed in on its behalf. `said_by`: who answered; `record`: what it answers.
        Reply = "reply", "病院からの返事";
        /// Follow-up after discharge. `codes`: [7|30]; `data`: the answers.
        FollowUp = "follow_up", "退院後の確認";
        /// The care manager, the office or who is in charge changed. `to_org`/`to_name`: to whom; `note`: from whom.
        HandedOver = "handed_over", "担当の引き継ぎ";
        /// A judgement of the fee guide the office kept; the hospital does not see it. `data`: `fee_kept::Kept`.
        FeeJudged = "fee_judged", "加算のめやすの記録";
        /// 介護支援等連携指導 noted by the hospital. `to_name`: with whom; `data`: `fee_hospital::Noted`.
        LiaisonGuidance = "liaison_guidance", "介護支援等連携指導";
        /// The day of a planned admission was moved. `date`: the new day; `data`: {before}.
        AdmissionMoved = "admission_moved", "予定入院の日の変更";
    }
}

coded! {
    /// How something was told. Codes of the survey.
    Method {
        /// 電話.
        Phone = "phone", "電話";
        /// 訪問・面談.
        Visit = "visit", "訪問・面談";
        /// FAX.
        Fax = "fax", "FAX";
        /// In this program or another tool.
        Ict = "ict", "システム（Yui など）";
        /// 郵送.
        Post = "post", "郵送";
        /// 家族を通じて.
        Family = "family", "ご家族を通じて";
    }
}

coded! {
    /// Papers handed over at discharge.
    Paper {
        /// 退院時サマリー.
        Summary = "summary", "退院時サマリー";
        /// 看護サマリー.
        Nursing = "nursing", "看護サマリー";
        /// 診療情報提供書.
        Referral = "referral", "診療情報提供書";
        /// 指示書 (訪問看護 など).
        Orders = "orders", "訪問看護などの指示書";
        /// お薬の説明.
        Medicines = "medicines", "お薬の説明書";
        /// Other.
        Other = "other", "そのほか";
    }
}

/// One act.
#[derive(Debug, Clone)]
pub struct Act {
    /// Id.
    pub id: Id,
    /// Of which stay.
    pub stay: StayId,
    /// What.
    pub kind: ActKind,
    /// The day on which it was done; none = 不明 (entered later, the day not known).
    pub day: Option<Date>,
    /// Recorded at.
    pub at: At,
    /// How it was told.
    pub method: Option<Method>,
    /// Who recorded it.
    pub account: Option<AccountId>,
    /// Of which organisation.
    pub organisation: Option<OrganisationId>,
    /// Name of who recorded it.
    pub name: String,
    /// To which organisation.
    pub to_org: Option<OrganisationId>,
    /// To whom, in words.
    pub to_name: String,
    /// Entered for somebody else: who said it (病棟・主治医).
    pub said_by: String,
    /// What belongs to the kind; see [`Detail`].
    pub detail: Detail,
    /// The record sent or confirmed.
    pub record: Option<Id>,
    /// Content hash of what was sent.
    pub hash: Option<String>,
    /// First opened by the receiver.
    pub opened_at: Option<At>,
    /// 「受け取りました」.
    pub received_at: Option<At>,
    /// Recalled or withdrawn: counted nowhere.
    pub cancelled: bool,
}

/// Minutes in which what one has just done can be taken back, while nobody has opened it.
pub const RECALL_MINUTES: i64 = 5;

/// Code in [`Detail::codes`]: the office wrote down what the hospital told it outside the program (a telephone call,
/// a hospital without accounts). It counts as the hospital's notice.
pub const HEARD: &str = "heard";

/// Code in [`Detail::codes`]: a new version of a record that was confirmed before (訂正).
pub const CORRECTED: &str = "corrected";

/// Code in [`Detail::codes`] of 書類の受け渡し: files came with the papers.
pub const ENCLOSED: &str = "enclosed";

/// Beginning of a code in [`Detail::codes`]: why 退院日の連絡 came fewer than five days before (`late:bed`).
pub const LATE: &str = "late:";

impl Act {
    /// Code of the reason why 退院日の連絡 came late, when it was given.
    pub fn late_reason(&self) -> Option<&str> {
        self.detail.codes.iter().find_map(|c| c.strip_prefix(LATE))
    }

    /// 「居宅が記録」: entered by the office on behalf of the hospital.
    pub fn heard(&self) -> bool {
        self.detail.has(HEARD)
    }

    /// 訂正: not the first confirmation of its record.
    pub fn corrects(&self) -> bool {
        self.detail.has(CORRECTED)
    }

    /// Within [`RECALL_MINUTES`] after `at`?
    pub fn fresh(at: At, now: At) -> bool {
        (0..RECALL_MINUTES).contains(&now.minutes_since(at))
    }
}

/// What belongs to one kind of act.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Detail {
    /// The day spoken of: planned or told discharge day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Why (date changed, no conference, override).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Papers, decision, end kind: codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Place or remark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Structured content of the newer kinds (see [`ActKind`]); read through a type of the model, never as it is.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub data: serde_json::Value,
}

impl Detail {
    /// The day spoken of.
    pub fn day(&self) -> Option<Date> {
        self.date.as_deref().and_then(|d| d.parse().ok())
    }

    /// Is this code among the codes?
    pub fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|c| c == code)
    }
}
