//! Towns as a list: pasted lines or a CSV file, shown before anything is done, and the same list taken away.
use std::collections::BTreeMap;

use app::{Cx, Result, authorise};
use kernel::sha256_hex;
use office::csv::{CsvFile, Limits, Record};

use super::towns::{AT_ONCE, Moves};
use super::{Area, KnownTown, areas};
use crate::model::town::town_key;
use crate::store::areas as store;
use crate::{AreaId, permissions};

/// Heads of the CSV, in the order of the export. `包括` is only written: who serves a 圏域 is entered on its page.
pub const HEADS: [&str; 5] = ["市区町村", "町丁", "かな", "圏域", "包括"];

/// One town of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Line in the file or in what was pasted, from 1.
    pub line: u64,
    /// Municipality.
    pub city: String,
    /// Name.
    pub name: String,
    /// Kana; empty says nothing.
    pub kana: String,
    /// Name of its 圏域; empty says nothing.
    pub area: String,
}

/// What stands in for a line that leaves it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual {
    /// Municipality.
    pub city: String,
    /// Name of a 圏域.
    pub area: String,
}

impl Usual {
    fn fill(&self, mut l: Line) -> Line {
        for (cell, usual) in [(&mut l.city, &self.city), (&mut l.area, &self.area)] {
            if cell.is_empty() {
                cell.clone_from(usual);
            }
        }
        l
    }
}

/// Reads pasted text: one town a line, or the four columns 市区町村, 町丁, かな, 圏域 with tabs (as copied from Excel) or
/// commas between them. A line of heads is passed over.
pub fn pasted(text: &str, usual: &Usual) -> Vec<Line> {
    let mut out = Vec::new();
    for (i, row) in text.lines().enumerate() {
        let cells: Vec<&str> = row.split(['\t', ',']).map(str::trim).collect();
        let at = |n: usize| cells.get(n).copied().unwrap_or_default().to_string();
        if cells.iter().all(|c| c.is_empty()) || at(1) == "町丁" || row.trim() == "町丁" {
            continue;
        }
        let line = i as u64 + 1;
        out.push(usual.fill(match cells.len() {
            1 => Line { line, name: at(0), ..Line::default() },
            _ => Line { line, city: at(0), name: at(1), kana: at(2), area: at(3) },
        }));
    }
    out
}

/// Reads a CSV file with the heads of [`HEADS`], of which only 町丁 must be there. `Err` = the sentence of a file that
/// cannot be read at all.
pub fn csv(bytes: &[u8], usual: &Usual) -> std::result::Result<Vec<Line>, String> {
    let file = CsvFile::read(bytes, &Limits::default()).map_err(|e| e.to_string())?;
    file.require(&["町丁"]).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    for r in file.records() {
        let r: Record<'_> = r.map_err(|e| e.to_string())?;
        let get = |name: &str| r.get(name).unwrap_or_default().trim().to_string();
        let line = Line {
            line: r.line,
            city: get("市区町村"),
            name: get("町丁"),
            kana: get("かな"),
            area: get("圏域"),
        };
        out.push(usual.fill(line));
    }
    Ok(out)
}

/// What a line would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A town that is not there yet.
    New,
    /// Moves to another 圏域, from this one (empty = none).
    Moves(String),
    /// Only its way of writing or kana changes.
    Written,
    /// As it is.
    Same,
    /// Cannot be taken, and why.
    Refused(String),
}

/// A line with what it would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The line.
    pub line: Line,
    /// What it would do.
    pub change: Change,
    town: Option<KnownTown>,
    area: Option<AreaId>,
}

/// What a list would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order of the list.
    pub rows: Vec<Planned>,
}

impl Plan {
    /// How many lines would do this.
    pub fn count(&self, which: fn(&Change) -> bool) -> usize {
        self.rows.iter().filter(|r| which(&r.change)).count()
    }

    /// Would anything change?
    pub fn changes(&self) -> bool {
        self.rows.iter().any(|r| !matches!(r.change, Change::Same | Change::Refused(_)))
    }

    /// Of everything that would happen, so that exactly what was shown is done.
    pub fn hash(&self) -> String {
        sha256_hex(format!("{:?}", self.rows).as_bytes())
    }
}

/// What the list would do now. Nothing is changed.
pub fn plan(cx: &Cx<'_>, lines: &[Line]) -> Result<Plan> {
    authorise(cx, &permissions::AREAS)?;
    let known: BTreeMap<(String, String), KnownTown> =
        store::towns(cx)?.into_iter().map(|t| ((t.city.clone(), t.key.clone()), t)).collect();
    let all = areas(cx)?;
    let mut first: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let at = (line.city.clone(), town_key(&line.name));
        let town = known.get(&at).cloned();
        let area = all.iter().find(|a| a.name == line.area);
        let refused = refusal(line, area, n, first.get(&at).copied());
        first.entry(at).or_insert(line.line);
        // what a line leaves out stays as it is
        let area = match area {
            Some(a) => Some(a.id),
            None => town.as_ref().and_then(|t| t.area),
        };
        let change = match (refused, &town) {
            (Some(why), _) => Change::Refused(why),
            (None, None) => Change::New,
            (None, Some(t)) if t.area != area => Change::Moves(called(&all, t.area)),
            (None, Some(t)) if t.name != line.name || !same_kana(line, t) => Change::Written,
            (None, Some(_)) => Change::Same,
        };
        rows.push(Planned { line: line.clone(), change, town, area });
    }
    Ok(Plan { rows })
}

fn same_kana(line: &Line, t: &KnownTown) -> bool {
    line.kana.is_empty() || line.kana == t.kana
}

fn called(all: &[Area], area: Option<AreaId>) -> String {
    all.iter().find(|a| Some(a.id) == area).map(|a| a.name.clone()).unwrap_or_default()
}

fn refusal(line: &Line, area: Option<&Area>, n: usize, first: Option<u64>) -> Option<String> {
    let long = |text: &str| text.chars().count() > 60 || text.chars().any(char::is_control);
    if n >= AT_ONCE {
        return Some(format!("一度に入れられるのは{AT_ONCE}件までです。分けて入れてください"));
    }
    if line.name.is_empty() || town_key(&line.name).is_empty() {
        return Some("町の名前がありません".into());
    }
    if line.city.is_empty() {
        return Some("市区町村がありません。列に書くか、上の欄に入力してください".into());
    }
    if [&line.city, &line.name, &line.kana].into_iter().any(|t| long(t)) {
        return Some("市区町村・町の名前・かなは、60文字以内の1行にしてください".into());
    }
    if !line.area.is_empty() && area.is_none() {
        let called: String = line.area.chars().take(40).collect();
        return Some(format!("「{called}」という圏域はありません。先に圏域を登録してください"));
    }
    first.map(|l| format!("{l}行目と同じ町です"))
}

/// Does what the plan of these lines shows, when it is still the one with this hash; `None` when something changed
/// meanwhile, and nothing is done. The number of towns that were added, moved or written anew.
pub fn put(cx: &Cx<'_>, lines: &[Line], shown: &str) -> Result<Option<usize>> {
    let plan = plan(cx, lines)?;
    if plan.hash() != shown {
        return Ok(None);
    }
    let (mut moves, mut n) = (Moves::default(), 0);
    for r in &plan.rows {
        if matches!(r.change, Change::Same | Change::Refused(_)) {
            continue;
        }
        n += 1;
        let l = &r.line;
        match &r.town {
            Some(t) => {
                let kana = if l.kana.is_empty() { &t.kana } else { &l.kana };
                store::change_town(cx, t.id, &l.name, kana, r.area)?;
                moves.note(&l.name, t.area, r.area);
            }
            None => {
                store::add_town(cx, &l.city, &l.name, &l.kana, r.area)?;
                moves.note(&l.name, None, r.area);
            }
        }
    }
    moves.keep(cx)?;
    Ok(Some(n))
}

/// All towns with 圏域 and 包括, in the order of [`HEADS`]; what is not entered is empty.
pub fn export(cx: &Cx<'_>) -> Result<Vec<[String; 5]>> {
    authorise(cx, &permissions::EXPORT)?;
    let mut called: BTreeMap<AreaId, (String, String)> = BTreeMap::new();
    for a in areas(cx)? {
        let hokatsu = a.hokatsu.map(|o| accounts::organisation(cx, o)).transpose()?;
        called.insert(a.id, (a.name, hokatsu.map(|o| o.name).unwrap_or_default()));
    }
    let towns = store::towns(cx)?.into_iter().map(|t| {
        let (area, hokatsu) = t.area.and_then(|a| called.get(&a).cloned()).unwrap_or_default();
        [t.city, t.name, t.kana, area, hokatsu]
    });
    Ok(towns.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Usual {
        Usual { city: "結野市".into(), area: "東".into() }
    }

    #[test]
    fn names_alone_and_columns_from_excel_are_read() {
        let lines = pasted(
            "市区町村\t町丁\tかな\t圏域\nひばり台一丁目\n\n結野市\t常盤台\tときわだい\t西\n花巻市,中央,,\n",
            &usual(),
        );
        let read: Vec<(u64, &str, &str, &str)> =
            lines.iter().map(|l| (l.line, &*l.city, &*l.name, &*l.area)).collect();
        assert_eq!(
            read,
            [
                (2, "結野市", "ひばり台一丁目", "東"),
                (4, "結野市", "常盤台", "西"),
                (5, "花巻市", "中央", "東")
            ]
        );
        assert_eq!(lines[1].kana, "ときわだい");
    }

    #[test]
    fn a_file_needs_only_the_names_of_towns() {
        let lines = csv("町丁\r\n常盤台\r\n".as_bytes(), &usual()).unwrap();
        assert_eq!((lines[0].city.as_str(), lines[0].line), ("結野市", 2));
        let bad: [&[u8]; 4] =
            ["名前\r\n常盤台\r\n".as_bytes(), b"", b"\0\0\0", b"PK\x03\x04\xff\xfe"];
        for bad in bad {
            let said = csv(bad, &usual()).unwrap_err();
            assert!(said.chars().count() > 8 && !said.is_ascii(), "{said}");
        }
    }
}
