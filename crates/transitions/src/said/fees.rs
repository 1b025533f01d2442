//! Words of the acts of 聞き取り and the fee guides.
use super::Said;
use crate::model::fee_hospital::Guidance;
use crate::model::fee_kept::Kept;
use crate::model::hearing::Hearing;
use crate::model::{Act, ActKind};

/// The words, when the act belongs here.
pub(super) fn said(a: &Act) -> Option<Said> {
    match a.kind {
        ActKind::Hearing => {
            let h = Hearing::of(a)?;
            let how = if h.conference { "会議で" } else { "" };
            Some(Said {
                title: "病院から聞き取りをしました".into(),
                text: vec![format!("{} {}から{how}", h.told.organisation, h.told.who())],
                column: true,
            })
        }
        ActKind::FeeJudged => {
            let k = Kept::read(a)?;
            Some(Said {
                title: "加算のめやすを残しました".into(),
                text: vec![format!("{}（{}）", k.label, k.edition_name)],
                column: false,
            })
        }
        ActKind::LiaisonGuidance => {
            let g = Guidance::all(std::slice::from_ref(a)).pop()?;
            Some(Said {
                title: "介護支援等連携指導をしました".into(),
                text: vec![format!("{}と{}", g.noted.told.who(), g.with)],
                column: false,
            })
        }
        _ => None,
    }
}
