//! The outer doors of attachments; about one resident `authz` decides further.
use app::Permission;
use kernel::Hat;

/// See the list, small pictures and content.
pub static FILE_READ: Permission = Permission {
    code: "people.attachment.read",
    label: "添付のファイルを見る",
    capability: "people",
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider],
};
/// Attach. Hospitals attach to what they write themselves; the matrix says to what.
pub static FILE_WRITE: Permission = Permission {
    code: "people.attachment.write",
    label: "ファイルを添付する・取り消す",
    capability: "people",
    hats: &[Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward],
};
/// Delete the key of a resident's files.
pub static FILE_SHRED: Permission = Permission {
    code: "people.attachment.shred",
    label: "利用者さんの添付をすべて読めなくする",
    capability: "people",
    hats: &[Hat::Operator],
};
