//! What the 実績報告 reads of the desk: consultations of a fiscal year, by method, by who called and by what it was about.
use app::{Cx, Result};
use slice::{Dim, Fact, FactKind, FactSource, year_ends};

use crate::model::lists::{self, Code, lists};
use crate::permissions;
use crate::store::lists as store;
use crate::use_cases::KIND;

/// Consultations.
pub(crate) const SOURCE: FactSource =
    FactSource {
        code: "desk", label: "相談窓口", permission: &permissions::READ, kinds, facts
    };

/// Nothing was written.
const NONE: &str = "-";
/// Words that stand in no list.
const OTHER: &str = "+";

fn dim(code: &'static str, label: &'static str, several: bool, list: &[Code]) -> Dim {
    let values = list.iter().map(|c| (c.code.clone(), c.label.clone())).collect();
    Dim { code, label, several, values }
}

fn kinds() -> Result<Vec<FactKind>> {
    let l = lists();
    let mut professions: Vec<(String, String)> =
        l.profession.iter().map(|p| (p.clone(), p.clone())).collect();
    professions.push((OTHER.into(), "ほかの職種".into()));
    professions.push((NONE.into(), "職種の記入なし".into()));
    Ok(vec![FactKind {
        code: KIND,
        label: "相談件数",
        unit: "件",
        definition: "受付日がその期間にある相談（取り消したものを除く）",
        persons: None,
        activity: false,
        dims: vec![
            dim("method", "方法", false, &l.method),
            Dim {
                code: "profession", label: "相談者の職種", several: false, values: professions
            },
            dim("affiliation", "相談者の所属", false, &l.affiliation),
            dim("place", "所在", false, &l.place),
            dim("content", "内容", true, &l.content),
        ],
    }])
}

fn profession(typed: &str) -> String {
    match typed.trim() {
        "" => NONE.into(),
        p if lists().profession.iter().any(|known| known == p) => p.into(),
        _ => OTHER.into(),
    }
}

fn facts(cx: &Cx<'_>, year: i64) -> Result<Vec<Fact>> {
    let Some((first, last)) = year_ends(year) else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for k in store::between(cx, first, last)? {
        let c = &k.case;
        let mut dims = vec![
            ("method", c.method.clone()),
            ("profession", profession(&c.profession)),
            ("affiliation", c.affiliation.clone()),
            ("place", c.place.clone()),
        ];
        dims.extend(c.contents.iter().map(|code| ("content", code.clone())));
        out.push(Fact {
            kind: KIND,
            id: Some(k.id),
            day: c.date(),
            title: format!(
                "{}（{}）",
                c.line(60),
                lists::label(&lists().affiliation, &c.affiliation)
            ),
            href: format!("/desk/cases/{}", k.id),
            times: 1,
            dims,
            ..Fact::default()
        });
    }
    Ok(out)
}
