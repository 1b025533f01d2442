//! Lines of きょう of the 包括: people it follows itself although they need a care manager of an office. (Ward and doctor
//! have lists of their own: html/hats.)
use app::{Cx, Result};
use kernel::Hat;
use people::CareLevel;
use slice::{Chip, Todo, Who};

use crate::html::open_to;
use crate::permissions;
use crate::use_cases::lists::{Which, lines as stays};

/// Where somebody is handed on to an office.
const HAND_OVER: &str = "/handover";

/// The lines for the actor.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if cx.actor().hat != Hat::Hokatsu || !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let hands_over = open_to(cx, HAND_OVER)?;
    let mut out = Vec::new();
    for l in stays(cx, Which::default())? {
        if l.stay.ended_on.is_some() || !needs_office(l.resident.care_level) {
            continue;
        }
        let day = l.stay.day(cx.today());
        out.push(Todo {
            rank: 6_000 - day.clamp(0, 900),
            who: Some(Who {
                id: l.resident.id.0,
                name: l.resident.name.clone(),
                kana: l.resident.kana.clone(),
                age: l.resident.age(cx.today()),
            }),
            title: String::new(),
            why: format!(
                "{}の方です。居宅のケアマネジャーが決まっていません（{}に入院 {day}日目）",
                l.resident.care_level.label(),
                l.stay.hospital_name
            ),
            chips: vec![Chip { kind: "", icon: "people", text: "居宅への引き継ぎ".into() }],
            action: if hands_over {
                "居宅に引き継ぐ".into()
            } else {
                "支援チームを見る".into()
            },
            href: if hands_over { HAND_OVER.into() } else { format!("/people/{}", l.resident.id) },
            due: None,
        });
    }
    Ok(out)
}

/// 要介護: 居宅介護支援 makes the plan; 要支援 and 事業対象者 stay with the 包括 (介護予防支援, 介護保険法 第8条の2).
fn needs_office(level: CareLevel) -> bool {
    matches!(
        level,
        CareLevel::Care1
            | CareLevel::Care2
            | CareLevel::Care3
            | CareLevel::Care4
            | CareLevel::Care5
    )
}
