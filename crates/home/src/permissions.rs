//! The outer doors of home. What is shown behind them is decided by the slices whose sources are read.
use app::Permission;
use kernel::Hat;

const C: &str = "home";
/// Everybody who signs in.
const STAFF: &[Hat] = &[
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
    Hat::Operator,
];
/// Everybody: who has no list of today is shown the way to their own pages.
const FIRST: &[Hat] = &[
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
];
/// Those who may open a person's page at all; `people::authz` decides about each person.
const CARE: &[Hat] =
    &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];
/// Those who look after the program: not the centre, which does not police.
const KEEPERS: &[Hat] = &[Hat::City, Hat::Operator];

/// きょう.
pub static TODAY: Permission =
    Permission {
        code: "home.today.read", label: "きょうの画面を見る", capability: C, hats: FIRST
    };
/// A person's page.
pub static PERSON: Permission = Permission {
    code: "home.person.read",
    label: "利用者さんのページを開く",
    capability: C,
    hats: CARE,
};
/// さがす.
pub static SEARCH: Permission =
    Permission {
        code: "home.search", label: "名前や事業所をさがす", capability: C, hats: STAFF
    };
/// お知らせ.
pub static NOTICES: Permission =
    Permission {
        code: "home.notice.read", label: "お知らせを見る", capability: C, hats: STAFF
    };
/// Work that waits or was given up, and trying it again.
pub static JOBS: Permission = Permission {
    code: "home.job.manage",
    label: "止まっている処理をやり直す",
    capability: C,
    hats: KEEPERS,
};
/// The log.
pub static LOG: Permission =
    Permission {
        code: "home.audit.read", label: "操作の記録を見る", capability: C, hats: KEEPERS
    };

/// Reviewing the log each month.
pub static REVIEW: Permission = Permission {
    code: "home.audit.review",
    label: "操作の記録を点検する",
    capability: C,
    hats: KEEPERS,
};
/// Who saw what between two times.
pub static REPORT: Permission = Permission {
    code: "home.audit.report",
    label: "閲覧の報告を取り出す",
    capability: C,
    hats: KEEPERS,
};
/// Alarms of all organisations.
pub static ALARMS: Permission = Permission {
    code: "home.audit.alarm",
    label: "記録の見方の注意を確かめる",
    capability: C,
    hats: KEEPERS,
};
/// Alarms of one's own organisation, without names.
pub static OWN_ALARMS: Permission = Permission {
    code: "home.alarm.read",
    label: "自分の事業所への注意を見る",
    capability: C,
    hats: STAFF,
};
/// Who looked at a person.
pub static SEEN: Permission =
    Permission {
        code: "home.person.seen", label: "誰が見たかを見る", capability: C, hats: CARE
    };

/// Which capabilities the region uses.
pub static CAPABILITIES: Permission = Permission {
    code: "home.capability.set",
    label: "この地域で使う機能を決める",
    capability: C,
    hats: KEEPERS,
};

/// Whether one's organisation has a 停電・障害のときの控え: read by everybody there; only its administrators, which the use
/// case asks for, begin and end it.
pub static PACK: Permission = Permission {
    code: "home.pack.set",
    label: "停電・障害のときの控えを決める（管理者だけ）",
    capability: C,
    hats: CARE,
};
/// Put a person into the file that is made at night. No page does it: only the job, as who set the pack up.
pub static PACK_MAKE: Permission = Permission {
    code: "home.pack.make",
    label: "停電・障害のときの控えに入れる（夜の自動作成）",
    capability: C,
    hats: CARE,
};
/// Take such a file out by hand (administrators).
pub static PACK_TAKE: Permission = Permission {
    code: "home.pack.take",
    label: "停電・障害のときの控えを取り出す（管理者だけ）",
    capability: C,
    hats: CARE,
};
/// Say in which folder of the server the files are put at night.
pub static PACK_FOLDER: Permission = Permission {
    code: "home.pack.folder",
    label: "停電・障害のときの控えの置き場所を決める",
    capability: C,
    hats: &[Hat::Operator],
};

/// The table.
pub const ALL: &[&Permission] = &[
    &TODAY,
    &PERSON,
    &SEARCH,
    &NOTICES,
    &JOBS,
    &LOG,
    &REVIEW,
    &REPORT,
    &ALARMS,
    &OWN_ALARMS,
    &SEEN,
    &CAPABILITIES,
    &PACK,
    &PACK_MAKE,
    &PACK_TAKE,
    &PACK_FOLDER,
];
