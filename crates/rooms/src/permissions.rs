//! Who may do what in this slice. About one resident, `people::authz` decides further; a group without a resident is
//! opened by being one of its members.
use app::Permission;
use kernel::Hat;

/// The capability that a region can switch off.
const CAPABILITY: &str = "rooms";
/// The link to another tool stays when the rooms are switched off: that is what it is for.
const LINK: &str = "rooms-link";

const CARE: &[Hat] =
    &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];
/// Those who care and the centre and the city; of persons the matrix gives the latter nothing.
const ALL_HATS: &[Hat] = &[
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
];

/// These, and the person and the relatives who have a login of their own: in the family's layer only.
const WITH_HOME: &[Hat] = &[
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
    Hat::Resident,
    Hat::Family,
];

/// Read a room, and the list of one's rooms.
pub static READ: Permission = Permission {
    code: "rooms.room.read",
    label: "やりとりを読む",
    capability: CAPABILITY,
    hats: WITH_HOME,
};
/// Write, answer, correct and pin posts.
pub static WRITE: Permission = Permission {
    code: "rooms.post.write",
    label: "やりとりに書く・返事をする",
    capability: CAPABILITY,
    hats: WITH_HOME,
};
/// Follow a room live.
pub static LIVE: Permission = Permission {
    code: "rooms.room.follow",
    label: "やりとりの新しい投稿を、開いたまま受け取る",
    capability: CAPABILITY,
    hats: WITH_HOME,
};
/// Begin the room of a person.
pub static BEGIN: Permission = Permission {
    code: "rooms.room.begin",
    label: "この方のやりとりをはじめる",
    capability: CAPABILITY,
    hats: CARE,
};
/// Found a group without a person, and choose who belongs to it.
pub static GROUP: Permission = Permission {
    code: "rooms.group.found",
    label: "グループをつくり、入る事業所を決める",
    capability: CAPABILITY,
    hats: ALL_HATS,
};
/// Say with which other tool the team of a person talks.
pub static TOOL: Permission = Permission {
    code: "rooms.tool.set",
    label: "ほかの連絡ツールへのリンクを決める",
    capability: LINK,
    hats: CARE,
};

/// The table.
pub const ALL: &[&Permission] = &[&READ, &WRITE, &LIVE, &BEGIN, &GROUP, &TOOL];
