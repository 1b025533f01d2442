//! What a reader may take back in a stay right now, so that a page shows no button that would be refused.
use kernel::{Actor, At, Hat, Id};

use super::{Act, ActKind, Progress};

/// Acts that the reader may take back now; each list in the order of recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Can {
    /// 「受け取りました」 said a moment ago: may be taken back (`use_cases::undo::unreceive`).
    pub unreceive: Vec<Id>,
    /// A sheet sent a moment ago and not opened: may be recalled (`use_cases::sheet::recall`).
    pub recall: Vec<Id>,
    /// What the office wrote down of the hospital's words a moment ago (`use_cases::undo::unhear`).
    pub unhear: Vec<Id>,
}

impl Progress<'_> {
    /// What this reader may take back at this moment. The use cases judge again; this only spares a refusal.
    pub fn can(&self, actor: &Actor, now: At) -> Can {
        let mut can = Can::default();
        if !matches!(actor.hat, Hat::CareManager | Hat::Hokatsu | Hat::Liaison) {
            return can;
        }
        for a in self.acts() {
            let to_me = actor.organisation.is_some() && a.to_org.map(|o| o.0) == actor.organisation;
            if to_me && !a.heard() && a.received_at.is_some_and(|at| Act::fresh(at, now)) {
                can.unreceive.push(a.id);
            }
            let mine = actor.account.is_some() && a.account.map(|x| x.0) == actor.account;
            let untouched = a.opened_at.is_none() && a.received_at.is_none();
            if mine && Act::fresh(a.at, now) {
                if a.heard() {
                    can.unhear.push(a.id);
                } else if a.kind == ActKind::SheetSent && untouched {
                    can.recall.push(a.id);
                }
            }
        }
        can
    }
}
