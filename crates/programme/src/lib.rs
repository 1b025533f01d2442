//! 計画: indicators (指標) with definition, target and value of each fiscal year, the tables of the city's plan, the roadmap (資料４)
//! with its editions, the logic model of each scene, and the paper of a council made from them. It reads the other slices only
//! through what they registered (`slice::years`, `slice::deeds`); no resident stands here.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
mod intake;
pub mod model;
pub mod permissions;
mod store;
pub mod use_cases;

kernel::id_type!(
    /// An indicator (指標).
    IndicatorId
);
kernel::id_type!(
    /// A table of the plan (計画表).
    TableId
);
kernel::id_type!(
    /// An edition of the roadmap.
    RoadmapId
);
kernel::id_type!(
    /// A box of a logic model.
    LogicId
);
kernel::id_type!(
    /// An edition of a report (実績報告).
    ReportId
);
kernel::id_type!(
    /// A form (様式) of the city, an Excel file.
    FormId
);

macro_rules! values {
    ($($t:ident),*) => {$(
        impl From<$t> for db::Value {
            fn from(id: $t) -> db::Value {
                db::Value::from(id.0)
            }
        }
    )*};
}
values!(IndicatorId, TableId, RoadmapId, LogicId, ReportId, FormId);

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("programme", "計画", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.acts = &[
        ("programme.values.imported", "公表の表から指標の数を取り込む"),
        ("programme.values.taken-back", "取り込んだ指標の数を戻す"),
        ("programme.profile.entered", "地域の姿の数を入れる"),
    ];
    s.statements = store::STATEMENTS;
    s.planned = Some(slice::PlannedSource {
        capability: permissions::READ.capability,
        value: use_cases::targets::planned,
    });
    s.evidence = vec![use_cases::evidence::ROADMAP, use_cases::evidence::INDICATOR];
    s.search = Some(use_cases::search::search);
    s
}
