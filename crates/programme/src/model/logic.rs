//! A logic model: 目指す姿 → アウトカム → 施策 → 評価の視点 → 指標. Each box stands under one of the stage before it.
use std::collections::BTreeMap;

use app::Result;

use super::Wrong;
use super::catalogue::Catalogue;
use crate::{IndicatorId, LogicId};

/// What somebody writes in a box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewBox {
    /// Scene.
    pub scene: String,
    /// Stage.
    pub stage: String,
    /// The box it stands under; none for 目指す姿.
    pub parent: Option<LogicId>,
    /// The words.
    pub text: String,
    /// The indicator it is measured by; only in the last stage.
    pub indicator: Option<IndicatorId>,
}

/// As stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogicBox {
    /// Id.
    pub id: LogicId,
    /// Order.
    pub place: i64,
    /// What is written.
    pub data: NewBox,
    /// Counts changes.
    pub version: i64,
}

/// Number of a stage from the left; none for one that is not known.
pub fn stage_number(c: &Catalogue, code: &str) -> Option<usize> {
    c.stages.iter().position(|s| s.code == code)
}

impl NewBox {
    /// Checks what was typed; `all`: the boxes of its scene.
    pub fn check(&self, c: &Catalogue, all: &[LogicBox]) -> Result<()> {
        let mut w = Wrong::default();
        w.need("text", "ことば", &self.text);
        w.line("text", "ことば", &self.text, 120);
        if !c.rows().any(|s| s.code == self.scene) {
            w.say("scene", "場面を選んでください");
        }
        let Some(n) = stage_number(c, &self.stage) else {
            w.say("stage", "段を選んでください");
            return w.end();
        };
        let parent = self.parent.and_then(|p| all.iter().find(|b| b.id == p));
        let above = parent.and_then(|p| stage_number(c, &p.data.stage));
        if n == 0 && self.parent.is_some() {
            w.say("parent", "「目指す姿」の上には何も置けません");
        }
        if n > 0 && above.map(|a| a + 1) != Some(n) {
            let before = c.stages.get(n - 1).map_or("", |s| s.label.as_str());
            w.say("parent", format!("つながる「{before}」を選んでください"));
        }
        if self.indicator.is_some() && n + 1 != c.stages.len() {
            w.say("indicator", "指標は、いちばん下の段だけで選べます");
        }
        w.end()
    }
}

/// A box as it is drawn: which, how deep, under which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// Which box.
    pub id: LogicId,
    /// Stage number.
    pub depth: usize,
    /// Line from 0.
    pub row: usize,
    /// Line of the box it stands under.
    pub under: Option<usize>,
}

/// The boxes one under the other, each after what it stands under. One whose parent is gone stands by itself.
pub fn lines(c: &Catalogue, all: &[LogicBox]) -> Vec<Drawn> {
    let mut below: BTreeMap<Option<LogicId>, Vec<&LogicBox>> = BTreeMap::new();
    for b in all {
        let parent = b.data.parent.filter(|p| all.iter().any(|x| x.id == *p));
        below.entry(parent).or_default().push(b);
    }
    for list in below.values_mut() {
        list.sort_by_key(|b| (stage_number(c, &b.data.stage), b.place, b.id));
    }
    let mut out: Vec<Drawn> = Vec::new();
    // a stack instead of recursion: (box, line of its parent)
    let first = below.get(&None).cloned().unwrap_or_default();
    let mut stack: Vec<(&LogicBox, Option<usize>)> =
        first.into_iter().rev().map(|b| (b, None)).collect();
    while let Some((b, under)) = stack.pop() {
        let row = out.len();
        let depth = stage_number(c, &b.data.stage).unwrap_or(0);
        out.push(Drawn { id: b.id, depth, row, under });
        for child in below.get(&Some(b.id)).into_iter().flatten().rev() {
            stack.push((child, Some(row)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::*;

    fn of(n: u8) -> LogicId {
        LogicId(kernel::Id::from_bytes([n; 16]))
    }

    fn one(n: u8, stage: &str, parent: Option<u8>) -> LogicBox {
        LogicBox {
            id: of(n),
            place: i64::from(n),
            data: NewBox {
                scene: "end".into(),
                stage: stage.into(),
                parent: parent.map(of),
                text: "あ".into(),
                indicator: None,
            },
            version: 1,
        }
    }

    #[test]
    fn boxes_stand_after_what_they_belong_to() {
        let c = catalogue().unwrap();
        let all = [
            one(5, "measure", Some(4)),
            one(1, "goal", None),
            one(2, "outcome", Some(1)),
            one(3, "measure", Some(2)),
            one(4, "outcome", Some(1)),
            one(9, "view", Some(8)),
        ];
        let drawn: Vec<(LogicId, usize, Option<usize>)> =
            lines(c, &all).iter().map(|d| (d.id, d.depth, d.under)).collect();
        assert_eq!(
            drawn,
            [
                (of(1), 0, None),
                (of(2), 1, Some(0)),
                (of(3), 2, Some(1)),
                (of(4), 1, Some(0)),
                (of(5), 2, Some(3)),
                (of(9), 3, None)
            ]
        );
    }

    #[test]
    fn a_box_stands_under_the_stage_before_it() {
        let c = catalogue().unwrap();
        let all = [one(1, "goal", None), one(2, "outcome", Some(1))];
        assert!(one(3, "measure", Some(2)).data.check(c, &all).is_ok());
        for bad in [
            one(3, "measure", Some(1)),
            one(3, "measure", None),
            one(3, "goal", Some(1)),
            one(3, "x", None),
            one(3, "outcome", Some(7)),
        ] {
            assert!(bad.data.check(c, &all).is_err(), "{bad:?}");
        }
    }
}
