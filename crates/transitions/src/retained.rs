//! What transitions keeps about a resident, for people::retention: stays and everything that hangs on them.
pub(crate) const RETAINED: slice::Retained =
    slice::Retained { kept: crate::store::retained::kept, erase: crate::store::retained::erase };
