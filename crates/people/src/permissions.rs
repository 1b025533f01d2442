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

/// The consents of a person, and who has been told what.
pub static CONSENT_READ: Permission = Permission {
    code: "people.consent.read",
    label: "同意の記録を見る",
    capability: C,
    hats: ALL_CARE,
};
/// Record, sign and take back consents; name proxies.
pub static CONSENT: Permission = Permission {
    code: "people.consent.write",
    label: "同意を記録し、取りやめを受ける",
    capability: C,
    hats: CARE,
};
/// The region's way of asking for consent.
pub static CONSENT_MODE: Permission = Permission {
    code: "people.consent.mode",
    label: "地域の同意の取り方を決める",
    capability: C,
    hats: &[Hat::Coordinator, Hat::City, Hat::Operator],
};
/// Which organisations came and went, and how many people are still to be told.
pub static MEMBERS: Permission = Permission {
    code: "people.member.tell",
    label: "参加事業所の変更を本人に知らせる",
    capability: C,
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Coordinator, Hat::City],
};
/// Shield a person from being found.
pub static SHIELD: Permission = Permission {
    code: "people.shield.set",
    label: "住所などを伏せる（DV等支援措置）",
    capability: C,
    hats: CARE,
};
/// How carefully a record is kept.
pub static LABEL: Permission = Permission {
    code: "people.record.label",
    label: "記録を慎重に扱うようにする",
    capability: C,
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor],
};
/// Who may see one record.
pub static RECORD_SEE: Permission = Permission {
    code: "people.record.see",
    label: "記録が誰に見えるかを確かめる",
    capability: C,
    hats: ALL_CARE,
};
/// Narrow the matrix of the region.
pub static ACCESS: Permission = Permission {
    code: "people.access.narrow",
    label: "職種ごとに見える範囲を狭める",
    capability: C,
    hats: &[Hat::Coordinator, Hat::City, Hat::Operator],
};

/// Give, change and end a person's key code.
pub static KEYCODE: Permission = Permission {
    code: "people.keycode.give",
    label: "キーコードを渡す",
    capability: C,
    hats: CARE,
};
/// Enter the key code that a person shows.
pub static KEYCODE_USE: Permission = Permission {
    code: "people.keycode.use",
    label: "キーコードで、支援チームに入る",
    capability: C,
    hats: &[Hat::Provider, Hat::Doctor],
};

/// The person's own release of their wishes, or staff writing down what they heard.
pub static RELEASE: Permission = Permission {
    code: "people.release.set",
    label: "きぼうノートを見せる相手を決める",
    capability: C,
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Resident],
};
/// Taking it back.
pub static RELEASE_END: Permission = Permission {
    code: "people.release.end",
    label: "きぼうノートを見せるのをやめる",
    capability: C,
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Resident, Hat::Family],
};

/// Make, print and end the cards of a person and of relatives.
pub static CARD: Permission = Permission {
    code: "people.card.make",
    label: "ご本人・ご家族のカードを渡す",
    capability: C,
    hats: CARE,
};
/// わたしのページ.
pub static MY: Permission = Permission {
    code: "people.my.read",
    label: "わたしのページを開く",
    capability: C,
    hats: &[Hat::Resident, Hat::Family],
};
/// What only the person does on わたしのページ: who sees, who saw, consent, relatives' cards.
pub static MY_OWN: Permission = Permission {
    code: "people.my.own",
    label: "自分のことを、たしかめて決める",
    capability: C,
    hats: &[Hat::Resident],
};

/// Ask for a file with very many persons, confirm a colleague's, take one's own. Beside the permission of the file itself.
pub static EXPORT: Permission = Permission {
    code: "people.export.ask",
    label: "たくさんの方の書き出しを頼む・確かめる",
    capability: C,
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::City,
    ],
};
/// Say from how many persons on a second one is needed.
pub static EXPORT_SET: Permission = Permission {
    code: "people.export.set",
    label: "何人をこえる書き出しに、2人目の確認が要るかを決める",
    capability: C,
    hats: &[Hat::City],
};

/// Acts of the log beside the permissions.
pub const ACTS: &[(&str, &str)] = &[
    (crate::exports::ALONE, "たくさんの方の書き出しを、頼んだ人が自分で確かめる"),
    ("people.export.confirm", "たくさんの方の書き出しを確かめる・ことわる"),
    ("people.export.take", "たくさんの方の書き出しを取り出す"),
];

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
    &CONSENT_READ,
    &CONSENT,
    &CONSENT_MODE,
    &MEMBERS,
    &SHIELD,
    &LABEL,
    &RECORD_SEE,
    &ACCESS,
    &KEYCODE,
    &KEYCODE_USE,
    &RELEASE,
    &RELEASE_END,
    &CARD,
    &MY,
    &MY_OWN,
    &EXPORT,
    &EXPORT_SET,
];
