//! Who may do what with organisations and accounts.
use app::Permission;
use kernel::Hat;

const C: &str = "accounts";

/// Make, print and withdraw invitation codes.
pub static INVITE: Permission = Permission {
    code: "accounts.invitation.make",
    label: "招待コードをつくる",
    capability: C,
    hats: &[Hat::Coordinator, Hat::City, Hat::Operator],
};
/// Change one's own organisation's hours.
pub static CALENDAR: Permission = Permission {
    code: "accounts.calendar.change",
    label: "自分の事業所の営業日と時間を変える",
    capability: C,
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Provider,
        Hat::Coordinator,
        Hat::City,
    ],
};
/// See one's own settings.
pub static ME: Permission = Permission {
    code: "accounts.me.read",
    label: "自分の設定を見る",
    capability: C,
    hats: &Hat::STAFF,
};
/// Choose the wards at which one works.
pub static OWN_WARDS: Permission = Permission {
    code: "accounts.ward.own",
    label: "自分の病棟を選ぶ",
    capability: C,
    hats: &[Hat::Liaison, Hat::Ward, Hat::Doctor],
};

/// Say who stands in for whom in one's own organisation.
pub static DEPUTY: Permission = Permission {
    code: "accounts.deputy.set",
    label: "不在のときの代理を決める",
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

/// Look after one's own organisation's people: only its administrators, which the use case asks for.
pub static STAFF: Permission = Permission {
    code: "accounts.staff.manage",
    label: "自分の事業所の職員を招待し、退職を登録する（管理者だけ）",
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
        Hat::Operator,
    ],
};

/// Decide how crews sign in: digits of the PIN, minutes until it is asked for again, names on the screen or not.
pub static CREW_RULE: Permission = Permission {
    code: "accounts.crew.rule",
    label: "救急隊の端末の決まりを変える",
    capability: C,
    hats: &[Hat::Coordinator, Hat::City, Hat::Operator],
};
/// Open and shut the vendor's door. The vendor itself and the centre, which does not police, cannot.
pub static OPENINGS: Permission = Permission {
    code: "accounts.opening.manage",
    label: "保守の業者に時間を決めて開く",
    capability: C,
    hats: &[Hat::City, Hat::Operator],
};

/// Say which identity providers of cities and hospitals are trusted.
pub static PROVIDERS: Permission = Permission {
    code: "accounts.provider.manage",
    label: "市や病院のログインを登録する",
    capability: C,
    hats: &[Hat::City, Hat::Operator],
};

/// The table.
pub const ALL: &[&Permission] =
    &[&INVITE, &CALENDAR, &ME, &OWN_WARDS, &DEPUTY, &STAFF, &CREW_RULE, &OPENINGS, &PROVIDERS];
