//! One stay as the survey counts it: days, codes and answers, without a name.
use kernel::Date;

use crate::model::stay::coded;
use crate::model::{EndKind, FeeGrade, Method};

/// One stay, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Stay (or row of the questionnaire, see [`More::keyed`]).
    pub id: String,
    /// Hospital: id (or its name when it has none) and name.
    pub hospital: (String, String),
    /// Office: id and name.
    pub office: (String, String),
    /// Care level code at admission.
    pub care_level: &'static str,
    /// Admitted on.
    pub admitted: Date,
    /// Ended on.
    pub ended: Option<Date>,
    /// How.
    pub end: Option<EndKind>,
    /// 入院の連絡 (or the sheet that counts as one): day and method.
    pub contact: Option<(Option<Date>, Option<Method>)>,
    /// Sheet sent on.
    pub sheet: Option<Option<Date>>,
    /// 調整開始の連絡 on.
    pub planning: Option<Option<Date>>,
    /// 退院日の連絡: day (none = 不明) and method.
    pub notice: Option<(Option<Date>, Option<Method>)>,
    /// 退院・退所情報記録書 confirmed on.
    pub record: Option<Option<Date>>,
    /// Fee grade by the guide.
    pub fee: Option<FeeGrade>,
    /// What else was done in the stay.
    pub more: More,
}

/// What else was done in a stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    /// A row of the questionnaire of an office that does not work here. It was not asked everything: a rate counts
    /// such a case only where the questionnaire asks for it.
    pub keyed: bool,
    /// The hospital said that it received the sheet (or answered it).
    pub sheet_received: bool,
    /// 退院前カンファ: held, not held on purpose, or nothing recorded.
    pub conference: Option<bool>,
    /// Papers of the discharge were handed over; none = the questionnaire left it open.
    pub papers: Option<bool>,
    /// The office said that it received them.
    pub papers_received: bool,
    /// Where the person wished to live, the last wish: code of an end kind.
    pub wish: Option<String>,
    /// The wish was told to the other side.
    pub wish_told: bool,
    /// Dental care: had it stopped during the stay? none = nobody looked.
    pub dental_stopped: Option<bool>,
    /// It goes on again.
    pub dental_resumed: bool,
    /// 医療処置 a facility was asked about, by code, with whether any facility took the person; sorted, no code twice.
    pub facility: Vec<(String, bool)>,
    /// 退院・退所加算 by the guide.
    pub discharge_fee: Option<DischargeFee>,
    /// 退院できない理由, codes; sorted, none twice.
    pub stuck: Vec<String>,
    /// Why the discharge day was told late, codes; sorted, none twice.
    pub late: Vec<String>,
    /// Days from the discharge to the next admission, up to [`KEPT_DAYS`].
    pub readmitted_after: Option<i64>,
}

/// Re-admissions within so many days are counted (national indicators; practice.md §1).
pub const READMITTED_DAYS: i64 = 30;

/// Re-admissions are kept in a case up to so many days after the discharge.
pub const KEPT_DAYS: i64 = 90;

impl More {
    /// Was a facility that was asked about 医療処置 ready to take the person? none = none was asked or none answered.
    pub fn facility_accepted(&self) -> Option<bool> {
        (!self.facility.is_empty()).then(|| self.facility.iter().any(|(_, yes)| *yes))
    }
}

coded! {
    /// Grades of 退院・退所加算 (forms-verified.md §1.2).
    DischargeFee {
        /// One day of hearing.
        OneI = "1i", "退院・退所加算(Ⅰ)イのめやす";
        /// One, in a conference.
        OneRo = "1ro", "退院・退所加算(Ⅰ)ロのめやす";
        /// Two or more, no conference.
        TwoI = "2i", "退院・退所加算(Ⅱ)イのめやす";
        /// Two, one of them a conference.
        TwoRo = "2ro", "退院・退所加算(Ⅱ)ロのめやす";
        /// Three or more, one of them a conference.
        Three = "3", "退院・退所加算(Ⅲ)のめやす";
    }
}

impl DischargeFee {
    /// The grade for so many days of hearing, with or without a conference among them.
    pub const fn of(days: usize, conference: bool) -> Option<DischargeFee> {
        match (days, conference) {
            (0, _) => None,
            (1, false) => Some(DischargeFee::OneI),
            (1, true) => Some(DischargeFee::OneRo),
            (_, false) => Some(DischargeFee::TwoI),
            (2, true) => Some(DischargeFee::TwoRo),
            (_, true) => Some(DischargeFee::Three),
        }
    }
}
