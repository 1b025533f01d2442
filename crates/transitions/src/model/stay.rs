//! A stay (入退院): one from notice to home. FHIR: Encounter.
use accounts::{AccountId, OrganisationId};
use kernel::{At, Date, Time};
use people::{CareLevel, ResidentId};

kernel::id_type!(
    /// A stay.
    StayId
);

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            /// All, in the order of lists.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// Stored and exported code.
            pub const fn code(self) -> &'static str { match self { $($name::$variant => $code),* } }
            /// Word on pages.
            pub const fn label(self) -> &'static str { match self { $($name::$variant => $label),* } }
            /// From the code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// How a stay ended.
    EndKind {
        /// 自宅.
        Home = "home", "自宅";
        /// 居住系 (有料老人ホーム, サ高住, グループホーム).
        Residence = "residence", "居住系の住まい";
        /// 施設 (特養, 老健, 介護医療院).
        Facility = "facility", "施設";
        /// 転院: open steps end without a notice; not in the discharge rates.
        Transfer = "transfer", "転院";
        /// 死亡: open steps end quietly; not in the discharge rates.
        Death = "death", "死亡";
        /// 自己退院.
        SelfDischarge = "self", "自己退院";
    }
}

impl EndKind {
    /// Left out of the discharge rates (forms.md §8.4: 死亡・転院を除く).
    pub const fn excluded(self) -> bool {
        matches!(self, EndKind::Transfer | EndKind::Death)
    }
}

coded! {
    /// From whom the office learned of the admission (practice.md §1).
    Learned {
        /// 家族.
        Family = "family", "ご家族";
        /// 本人.
        Person = "person", "ご本人";
        /// 病院.
        Hospital = "hospital", "病院";
        /// 訪問看護.
        VisitNurse = "visit_nurse", "訪問看護";
        /// 通所のキャンセル.
        DayService = "day_service", "通所のお休みの連絡";
        /// 訪問介護.
        HomeHelp = "home_help", "訪問介護";
        /// 救急.
        Ambulance = "ambulance", "救急隊";
        /// Other.
        Other = "other", "そのほか";
    }
}

/// One stay.
#[derive(Debug, Clone)]
pub struct Stay {
    /// Id.
    pub id: StayId,
    /// Whose.
    pub resident: ResidentId,
    /// The hospital, when it has an organisation here.
    pub hospital: Option<OrganisationId>,
    /// Its name as shown.
    pub hospital_name: String,
    /// The office that follows the person: 居宅 or 包括.
    pub office: OrganisationId,
    /// The care manager there.
    pub care_manager: Option<AccountId>,
    /// 包括 of the address, asked when there is no care manager.
    pub hokatsu: Option<OrganisationId>,
    /// Day of admission (day 1).
    pub admitted_on: Date,
    /// Time of admission, when known; decides 営業時間外.
    pub admitted_time: Option<Time>,
    /// Planned admission (else emergency).
    pub planned: bool,
    /// Why, in a few words.
    pub reason: String,
    /// From whom it was learned.
    pub learned: Learned,
    /// Care level at admission.
    pub care_level: CareLevel,
    /// Ward.
    pub ward: String,
    /// Room.
    pub room: String,
    /// 入退院支援看護師/MSW in charge.
    pub assigned: Option<AccountId>,
    /// 退院(予定)日.
    pub planned_on: Option<Date>,
    /// Ended on.
    pub ended_on: Option<Date>,
    /// How it ended.
    pub end: Option<EndKind>,
    /// Nothing is left to do.
    pub closed: bool,
    /// Entered by mistake: counted nowhere.
    pub cancelled: bool,
    /// The stay before, when it ended within 90 days.
    pub previous: Option<StayId>,
    /// Entered at.
    pub at: At,
}

impl Stay {
    /// Day of stay on `on`: the day of admission is day 1.
    pub fn day(&self, on: Date) -> i64 {
        kernel::time::days_between(self.admitted_on, self.ended_on.unwrap_or(on)) + 1
    }
}
