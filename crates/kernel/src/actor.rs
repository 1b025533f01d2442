//! Who acts. An account is a hat: one person at one organisation in one role.
use crate::Id;

/// The role in which somebody acts; decides which acts and which words the pages offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hat {
    /// 介護支援専門員 (居宅介護支援, 小規模多機能).
    CareManager,
    /// 地域包括支援センター.
    Hokatsu,
    /// 地域連携室: 入退院支援看護師・MSW.
    Liaison,
    /// 病棟看護師.
    Ward,
    /// 医師.
    Doctor,
    /// 訪問看護・薬局・歯科・通所・施設などの職員.
    Provider,
    /// 救急隊: named people on the device of their crew.
    Crew,
    /// 保守の業者: gets in only while the region has opened the door, and is permitted nobody.
    Vendor,
    /// 連携コーディネーター (連携拠点).
    Coordinator,
    /// 市の担当.
    City,
    /// The person themself, with a card of their own; bound to one resident.
    Resident,
    /// A relative whom the person named, with a card of their own; bound to one resident.
    Family,
    /// The person at the command line of the server.
    Operator,
    /// The program itself: jobs, sequencer.
    System,
}

impl Hat {
    /// All hats, in the order of the permission table.
    pub const ALL: [Hat; 14] = [
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Crew,
        Hat::Vendor,
        Hat::Coordinator,
        Hat::City,
        Hat::Resident,
        Hat::Family,
        Hat::Operator,
        Hat::System,
    ];

    /// Those who work here, with the program itself: everybody but residents and their families.
    pub const STAFF: [Hat; 12] = [
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Crew,
        Hat::Vendor,
        Hat::Coordinator,
        Hat::City,
        Hat::Operator,
        Hat::System,
    ];

    /// A resident or a relative: somebody cared for, not somebody who works here.
    pub const fn at_home(self) -> bool {
        matches!(self, Hat::Resident | Hat::Family)
    }

    /// Code stored in the database and written in generated tables.
    pub const fn code(self) -> &'static str {
        match self {
            Hat::CareManager => "cm",
            Hat::Hokatsu => "hokatsu",
            Hat::Liaison => "liaison",
            Hat::Ward => "ward",
            Hat::Doctor => "doctor",
            Hat::Provider => "provider",
            Hat::Crew => "crew",
            Hat::Vendor => "vendor",
            Hat::Coordinator => "coordinator",
            Hat::City => "city",
            Hat::Resident => "resident",
            Hat::Family => "family",
            Hat::Operator => "operator",
            Hat::System => "system",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Hat> {
        Hat::ALL.into_iter().find(|h| h.code() == code)
    }

    /// What the hat is called on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Hat::CareManager => "介護支援専門員",
            Hat::Hokatsu => "地域包括支援センター職員",
            Hat::Liaison => "地域連携室",
            Hat::Ward => "病棟看護師",
            Hat::Doctor => "医師",
            Hat::Provider => "事業所職員",
            Hat::Crew => "救急隊",
            Hat::Vendor => "保守の業者",
            Hat::Coordinator => "連携コーディネーター",
            Hat::City => "市の担当",
            Hat::Resident => "ご本人",
            Hat::Family => "ご家族",
            Hat::Operator => "運用担当",
            Hat::System => "システム",
        }
    }

    /// What this hat calls the resident (product.md, Words): 患者さん, 利用者さん, ご本人.
    pub const fn person_word(self) -> &'static str {
        match self {
            Hat::Liaison | Hat::Ward | Hat::Doctor => "患者さん",
            Hat::CareManager | Hat::Provider => "利用者さん",
            _ => "ご本人",
        }
    }
}

/// Through which door the actor came; part of the audit row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A member of staff in a session.
    Staff,
    /// The command line.
    Operator,
    /// Jobs and the sequencer.
    System,
}

/// Who acts, fixed for one use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// By which door.
    pub kind: ActorKind,
    /// The account (hat of one person at one organisation); none for operator and system.
    pub account: Option<Id>,
    /// The organisation of that account.
    pub organisation: Option<Id>,
    /// The role.
    pub hat: Hat,
    /// Name for 「誰が」 on records, e.g. 佐藤 花子.
    pub name: String,
}

impl Actor {
    /// The command line's operator.
    pub fn operator() -> Self {
        Actor {
            kind: ActorKind::Operator,
            account: None,
            organisation: None,
            hat: Hat::Operator,
            name: "運用担当".into(),
        }
    }

    /// The program itself.
    pub fn system() -> Self {
        Actor {
            kind: ActorKind::System,
            account: None,
            organisation: None,
            hat: Hat::System,
            name: "システム".into(),
        }
    }
}
