//! Which sources there are.

/// Where a row of the directory comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Source {
    /// 介護サービス情報公表システム オープンデータ（厚生労働省）.
    #[default]
    Kouhyou,
    /// What the region entered itself.
    Local,
    /// 医療情報ネット オープンデータ（厚生労働省）.
    Iryo,
    /// 地方厚生局 コード内容別医療機関一覧表.
    Codes,
    /// 地方厚生局 届出受理医療機関名簿（項目別）.
    Filings,
    /// A municipality's list of hospitals with one ○ column a department.
    Matrix,
    /// A regional 在宅医療介護連携資源マップ: facilities with answers in a file of their own.
    Regional,
    /// The same kind of map, exported as one wide table.
    RegionalWide,
    /// JSON that somebody made from 医療情報ネット and 介護サービス情報公表.
    FacilityJson,
}

impl Source {
    /// All of them.
    pub const ALL: [Source; 9] = [
        Source::Kouhyou,
        Source::Local,
        Source::Iryo,
        Source::Codes,
        Source::Filings,
        Source::Matrix,
        Source::Regional,
        Source::RegionalWide,
        Source::FacilityJson,
    ];

    /// Code in the store and in `field_order.csv`.
    pub const fn code(self) -> &'static str {
        match self {
            Source::Kouhyou => "kouhyou",
            Source::Local => "local",
            Source::Iryo => "iryo",
            Source::Codes => "codes",
            Source::Filings => "filings",
            Source::Matrix => "matrix",
            Source::Regional => "regional",
            Source::RegionalWide => "regional_wide",
            Source::FacilityJson => "json",
        }
    }

    /// A source by its code.
    pub fn of(code: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Source::Kouhyou => "介護サービス情報公表",
            Source::Local => "この地域で登録",
            Source::Iryo => "医療情報ネット",
            Source::Codes => "厚生局の医療機関コード一覧",
            Source::Filings => "厚生局の届出受理名簿",
            Source::Matrix => "市町村の病院一覧",
            Source::Regional => "地域の資源マップ",
            Source::RegionalWide => "地域の資源マップ（一覧表）",
            Source::FacilityJson => "事業所のJSON",
        }
    }

    /// Does a facility close when the list no longer holds it? Not for 届出受理名簿: a withdrawn filing is no closure, and
    /// one file holds a part of the filings only. Not for JSON that somebody cut out for a purpose of his own.
    pub const fn closes(self) -> bool {
        !matches!(self, Source::Filings | Source::FacilityJson | Source::Local)
    }

    /// Does the source guess between 病院 and 診療所?
    pub const fn guesses_service(self) -> bool {
        matches!(self, Source::Codes | Source::Filings | Source::Regional | Source::RegionalWide)
    }
}
