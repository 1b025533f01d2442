//! The outer door of acts about residents; inside, `authz` decides per person.
use app::Permission;
use kernel::Hat;

const C: &str = "people";
const CARE: &[Hat] = &[Hat::CareManager, Hat::Hokatsu];
const ALL_CARE: &[Hat] =
    &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];

/// Open a resident's page.
pub static READ: Permission = Permission {
    code: "people.resident.read",
    label: "利用者さんのページを見る",
    capability: C,
    hats: ALL_CARE,
};
/// Lists and search of residents within one's reach.
pub static LIST: Permission = Permission {
    code: "people.resident.list",
    label: "担当の利用者さんの一覧と検索",
    capability: C,
    hats: ALL_CARE,
};
/// Register a resident with the consent made at contract.
pub static REGISTER: Permission = Permission {
    code: "people.resident.register",
    label: "利用者さんを登録する",
    capability: C,
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Operator],
};
/// Change basic facts, contacts, health facts, team.
pub static CHANGE: Permission = Permission {
    code: "people.resident.change",
    label: "利用者さんの基本情報を直す",
    capability: C,
    hats: CARE,
};
/// Find the care manager of a patient: gives office, telephone and times to avoid only.
pub static FIND_CM: Permission = Permission {
    code: "people.care-manager.find",
    label: "患者さんのケアマネジャーをさがす",
    capability: C,
    hats: &[Hat::Liaison, Hat::Ward],
};

/// Join two records of one person, and take them apart.
pub static MERGE: Permission = Permission {
    code: "people.resident.merge",
    label: "同じ方の記録をまとめる",
    capability: C,
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Operator],
};

/// Hand a person over to another region by a sealed file, and take one in.
pub static EXCHANGE: Permission = Permission {
    code: "people.resident.exchange",
    label: "ほかの地域と、利用者さんを引き継ぐ",
    capability: C,
    hats: CARE,
};

/// The table.
pub const ALL: &[&Permission] = &[
    &READ,
    &LIST,
    &REGISTER,
    &CHANGE,
    &FIND_CM,
    &crate::attachments::permissions::FILE_READ,
    &crate::attachments::permissions::FILE_WRITE,
    &crate::attachments::permissions::FILE_SHRED,
    &crate::retention::permissions::RETENTION,
    &MERGE,
    &EXCHANGE,
];
