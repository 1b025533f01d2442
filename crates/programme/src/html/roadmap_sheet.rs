//! The roadmap in the shape of 資料４: for the paper and for Excel.
use kernel::wareki;
use office::xlsx::{Cell, Column, Kind, Sheet};
use serde_json::{Value, json};
use slice::parts;
use slice::{Fail, Req, Resp};

use crate::model::catalogue::catalogue;
use crate::model::roadmap::{Part, marked};
use crate::model::year;
use crate::use_cases::roadmap::Whole;

fn text(w: &Whole, scene: &str, part: Part) -> String {
    w.cells.get(&(scene.to_string(), part)).cloned().unwrap_or_default()
}

fn edition(w: &Whole) -> String {
    let r = &w.roadmap;
    match r.confirmed_on {
        Some(on) => format!("第{}版　{}（{}）で確認済", r.edition, r.council, wareki::short(on)),
        None => format!("第{}版（案）", r.edition),
    }
}

/// What the template draws.
pub(super) fn printed(_: &Req, w: &Whole) -> Result<Value, Fail> {
    let c = catalogue()?;
    let (r, h) = (&w.roadmap, &w.roadmap.head);
    let lines = |t: String| -> Vec<String> { t.lines().map(Into::into).collect() };
    let rows: Vec<Value> = c
        .rows()
        .map(|s| {
            let marks: Vec<bool> =
                c.marks.iter().map(|m| marked(&w.cells, &s.code, &m.code)).collect();
            json!({
                "scene": s.label,
                "goal": text(w, &s.code, Part::Goal),
                "d": lines(text(w, &s.code, Part::Do)),
                "c": lines(text(w, &s.code, Part::Check)),
                "a": lines(text(w, &s.code, Part::Act)),
                "p": lines(text(w, &s.code, Part::Plan)),
                "marks": marks,
            })
        })
        .collect();
    let labels: Vec<&str> = c.marks.iter().map(|m| m.label.as_str()).collect();
    let mut groups: Vec<(String, usize)> = Vec::new();
    for m in &c.marks {
        match groups.last_mut().filter(|g| g.0 == m.group) {
            Some(g) => g.1 += 1,
            None => groups.push((m.group.clone(), 1)),
        }
    }
    let groups: Vec<Value> =
        groups.into_iter().map(|(words, n)| json!({ "words": words, "n": n })).collect();
    Ok(json!({
        "paper": h.paper,
        "title": r.title(),
        "edition": edition(w),
        "phase": h.phase,
        "vision": h.vision,
        "ground": h.ground,
        "city": h.city,
        "city_policy": lines(h.city_policy.clone()),
        "centre": h.centre,
        "centre_policy": lines(h.centre_policy.clone()),
        "goals_note": h.goals_note,
        "heads": {
            "goal": Part::Goal.heading(r.year),
            "d": [format!("{} 主な事務事業（D）", year::words(r.year)), "（市・拠点の主催・共催）"],
            "c": ["検証・点検・達成度（C）"],
            "a": ["改善・見直し（A）"],
            "p": [format!("{} 事業方針", year::words(r.year + 1)), "方向性・目標・計画（P）"],
        },
        "groups": groups,
        "marks": labels,
        "rows": rows,
    }))
}

/// The same as a workbook: one sheet, the four scenes as rows.
pub(super) fn excel(req: &Req, w: &Whole) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let (r, h) = (&w.roadmap, &w.roadmap.head);
    let column = |name: String, width: f64| Column::new(name, width, Kind::Text);
    let mut columns = vec![column("場面".into(), 16.0)];
    columns.extend(Part::WORDS.map(|p| column(p.heading(r.year), 36.0)));
    columns.extend(c.marks.iter().map(|m| column(m.label.clone(), 8.0)));
    let rows = c
        .rows()
        .map(|s| {
            let mut row = vec![Cell::text(&s.label)];
            row.extend(Part::WORDS.map(|p| {
                let t = text(w, &s.code, p);
                match p {
                    Part::Goal => Cell::text(t),
                    _ => Cell::text(
                        t.lines().map(|l| format!("・{l}")).collect::<Vec<_>>().join("\n"),
                    ),
                }
            }));
            row.extend(c.marks.iter().map(|m| {
                if marked(&w.cells, &s.code, &m.code) { Cell::text("○") } else { Cell::Empty }
            }));
            row
        })
        .collect();
    let table = Sheet { name: "ロードマップ".into(), columns, rows };
    let mut about: Vec<Vec<Cell>> = vec![
        vec![Cell::text("題"), Cell::text(r.title())],
        vec![Cell::text("版"), Cell::text(edition(w))],
    ];
    about.extend(h.fields().iter().map(|(l, t)| vec![Cell::text(*l), Cell::text(*t)]));
    let head = Sheet {
        name: "将来像と方針".into(),
        columns: vec![column("こと".into(), 20.0), column("内容".into(), 90.0)],
        rows: about,
    };
    parts::xlsx(req, &format!("roadmap-{}", r.year), &r.title(), &[table, head])
}
