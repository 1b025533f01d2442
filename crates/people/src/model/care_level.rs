//! 要介護度. Codes of the national health insurance federation (国保連) and LIFE 外部IF 3.10: 01 非該当,
//! 06 事業対象者, 11 経過的要介護, 12/13 要支援, 21–25 要介護; states of the application beside them
//! (reference: forms-verified.md §6.1).

/// Care level or the state of its application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CareLevel {
    /// 非該当.
    None,
    /// 事業対象者.
    Project,
    /// 要支援1.
    Support1,
    /// 要支援2.
    Support2,
    /// 要介護1.
    Care1,
    /// 要介護2.
    Care2,
    /// 要介護3.
    Care3,
    /// 要介護4.
    Care4,
    /// 要介護5.
    Care5,
    /// 申請中.
    Applied,
    /// 区分変更中.
    Changing,
    /// 未申請.
    NotApplied,
    /// 不明.
    Unknown,
}

impl CareLevel {
    /// All, in the order of lists.
    pub const ALL: [CareLevel; 13] = [
        Self::None,
        Self::Project,
        Self::Support1,
        Self::Support2,
        Self::Care1,
        Self::Care2,
        Self::Care3,
        Self::Care4,
        Self::Care5,
        Self::Applied,
        Self::Changing,
        Self::NotApplied,
        Self::Unknown,
    ];

    /// Stored and exchanged code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "01",
            Self::Project => "06",
            Self::Support1 => "12",
            Self::Support2 => "13",
            Self::Care1 => "21",
            Self::Care2 => "22",
            Self::Care3 => "23",
            Self::Care4 => "24",
            Self::Care5 => "25",
            Self::Applied => "applied",
            Self::Changing => "changing",
            Self::NotApplied => "not-applied",
            Self::Unknown => "unknown",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Self::None => "非該当",
            Self::Project => "事業対象者",
            Self::Support1 => "要支援1",
            Self::Support2 => "要支援2",
            Self::Care1 => "要介護1",
            Self::Care2 => "要介護2",
            Self::Care3 => "要介護3",
            Self::Care4 => "要介護4",
            Self::Care5 => "要介護5",
            Self::Applied => "申請中",
            Self::Changing => "区分変更中",
            Self::NotApplied => "未申請",
            Self::Unknown => "不明",
        }
    }
}
