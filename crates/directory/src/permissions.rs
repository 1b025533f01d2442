//! Who may do what with the directory. It holds no persons, so everybody who signs in may read it.
use app::Permission;
use kernel::Hat;

const C: &str = "directory";
/// Those who keep the region's lists.
const KEEPERS: &[Hat] = &[Hat::Coordinator, Hat::City, Hat::Operator];

/// See facilities, windows and towns.
pub static VIEW: Permission = Permission {
    code: "directory.facility.read",
    label: "事業所と連絡窓口を見る",
    capability: C,
    hats: &Hat::STAFF,
};
/// Take the list away as a file or on paper.
pub static EXPORT: Permission = Permission {
    code: "directory.facility.export",
    label: "事業所の一覧を書き出す",
    capability: C,
    hats: &Hat::STAFF,
};
/// Import facilities from open data, and enter single ones.
pub static IMPORT: Permission = Permission {
    code: "directory.facility.import",
    label: "事業所の名簿を取り込む",
    capability: C,
    hats: KEEPERS,
};
/// Change the contact windows of one's own organisation and of the facilities it runs.
pub static OWN_WINDOWS: Permission = Permission {
    code: "directory.window.own",
    label: "うちの連絡窓口を直す",
    capability: C,
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Coordinator,
        Hat::City,
    ],
};
/// Change every contact window.
pub static WINDOWS: Permission = Permission {
    code: "directory.window.change",
    label: "連絡窓口を直す",
    capability: C,
    hats: KEEPERS,
};
/// Change 圏域, 町丁 and local names.
pub static AREAS: Permission = Permission {
    code: "directory.area.change",
    label: "圏域・町丁・呼び名を決める",
    capability: C,
    hats: KEEPERS,
};
/// Enter receivers without an account.
pub static LIGHT: Permission = Permission {
    code: "directory.light.change",
    label: "アカウントのない送り先を登録する",
    capability: C,
    hats: KEEPERS,
};

/// The table.
pub const ALL: &[&Permission] = &[&VIEW, &EXPORT, &IMPORT, &OWN_WINDOWS, &WINDOWS, &AREAS, &LIGHT];
