//! Types of organisations and accounts; the stored form of a business calendar.
pub mod application;
pub mod away;
mod calendar;
mod code;
pub mod crew;
pub mod deputy;
pub mod device;
pub mod oidc;
pub mod password;
pub mod phone;
pub mod roster;
pub mod totp;
pub mod webauthn;
pub mod words;

pub(crate) use calendar::time;
pub use calendar::{calendar_from_json, calendar_json};
pub use code::{CODE_DAYS, code_from_bytes, normalise_code};

use kernel::{BusinessCalendar, Hat};

use crate::{AccountId, OrganisationId};

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrganisationKind {
    /// 連携拠点.
    Centre,
    /// 病院.
    Hospital,
    /// 地域包括支援センター.
    Hokatsu,
    /// 居宅介護支援事業所.
    CareManagement,
    /// 小規模多機能・看護小規模多機能.
    Multi,
    /// 訪問看護ステーション.
    VisitNursing,
    /// 診療所.
    Clinic,
    /// 歯科.
    Dental,
    /// 薬局.
    Pharmacy,
    /// 通所・訪問などの在宅サービス.
    HomeService,
    /// 施設・居住系.
    Facility,
    /// 市の課.
    City,
    /// 消防.
    Fire,
    /// 社会福祉協議会など、ほか.
    Other,
}

impl OrganisationKind {
    /// All, in the order of lists.
    pub const ALL: [OrganisationKind; 14] = [
        Self::Centre,
        Self::Hospital,
        Self::Hokatsu,
        Self::CareManagement,
        Self::Multi,
        Self::VisitNursing,
        Self::Clinic,
        Self::Dental,
        Self::Pharmacy,
        Self::HomeService,
        Self::Facility,
        Self::City,
        Self::Fire,
        Self::Other,
    ];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Hospital => "hospital",
            Self::Hokatsu => "hokatsu",
            Self::CareManagement => "care_management",
            Self::Multi => "multi",
            Self::VisitNursing => "visit_nursing",
            Self::Clinic => "clinic",
            Self::Dental => "dental",
            Self::Pharmacy => "pharmacy",
            Self::HomeService => "home_service",
            Self::Facility => "facility",
            Self::City => "city",
            Self::Fire => "fire",
            Self::Other => "other",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The roles that an organisation of this kind can give its own people, the usual one first. Nobody becomes centre or
    /// city by the word of another office's administrator.
    pub const fn hats(self) -> &'static [Hat] {
        match self {
            Self::Centre => &[Hat::Coordinator],
            Self::City => &[Hat::City],
            Self::Hospital => &[Hat::Liaison, Hat::Ward, Hat::Doctor],
            Self::Hokatsu => &[Hat::Hokatsu],
            Self::CareManagement => &[Hat::CareManager],
            Self::Multi => &[Hat::CareManager, Hat::Provider],
            Self::Clinic => &[Hat::Provider, Hat::Doctor],
            Self::VisitNursing
            | Self::Dental
            | Self::Pharmacy
            | Self::HomeService
            | Self::Facility => &[Hat::Provider],
            Self::Fire => &[Hat::Provider, Hat::Crew],
            Self::Other => &[Hat::Provider],
        }
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Centre => "連携拠点",
            Self::Hospital => "病院",
            Self::Hokatsu => "地域包括支援センター",
            Self::CareManagement => "居宅介護支援",
            Self::Multi => "小規模多機能",
            Self::VisitNursing => "訪問看護",
            Self::Clinic => "診療所",
            Self::Dental => "歯科",
            Self::Pharmacy => "薬局",
            Self::HomeService => "在宅サービス",
            Self::Facility => "施設",
            Self::City => "市",
            Self::Fire => "消防",
            Self::Other => "そのほか",
        }
    }
}

/// An organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Id.
    pub id: OrganisationId,
    /// Name as printed.
    pub name: String,
    /// Kana, for order.
    pub kana: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// 法人 (an attribute; gives no access).
    pub corporation: String,
    /// 圏域 it serves (包括).
    pub area: String,
    /// Telephone.
    pub phone: String,
    /// FAX.
    pub fax: String,
    /// Outside the region: no account, served by paper and telephone.
    pub outside: bool,
    /// Invented: （架空） stands beside its name.
    pub fictitious: bool,
    /// Its own business calendar.
    pub calendar: BusinessCalendar,
}

/// A new organisation.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// 事業所番号 or 医療機関コード.
    pub number: Option<String>,
    /// 法人.
    pub corporation: String,
    /// 圏域.
    pub area: String,
    /// Telephone.
    pub phone: String,
    /// FAX.
    pub fax: String,
    /// Business calendar.
    pub calendar: BusinessCalendar,
    /// Outside the region.
    pub outside: bool,
    /// Invented.
    pub fictitious: bool,
}

/// A ward of a hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ward {
    /// e.g. 3階東病棟.
    pub name: String,
    /// 急性期, 回復期, 地域包括ケア, 療養.
    pub kind: String,
}

/// A hat of a person.
#[derive(Debug, Clone)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// Where.
    pub organisation: OrganisationId,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// Role.
    pub hat: Hat,
    /// 職種 in words.
    pub profession: String,
    /// One-tap role in a demonstration region: cm, hokatsu, liaison, coordinator.
    pub demo_role: Option<String>,
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Where.
    pub organisation: OrganisationId,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// Role.
    pub hat: Hat,
    /// 職種.
    pub profession: String,
    /// One-tap role; accepted only in demonstration regions.
    pub demo_role: Option<String>,
}
