//! Values out of a published table: the file is read and kept, a person looks at what would be taken and how, and takes it.
//! The own municipality's figure becomes the value of the year, the others' are compared with it. How a table was read is
//! remembered for the region, so that next year's is read alike.
use app::audit::AuditEntry;
use app::intake::{self as kept, Batch};
use app::{Cx, Error, Result, authorise};
use kernel::Id;
use office::xlsx_read::SheetText;
use serde::{Deserialize, Serialize};

use super::indicator;
use crate::model::catalogue::catalogue;
use crate::model::city::City;
use crate::model::layout::{From, Layout, Line, Table, key, propose, year_said};
use crate::model::shown::{Kept, Origin, State};
use crate::model::year;
use crate::{IndicatorId, permissions, store};

/// What the files are called in the store of files that are brought in; stays there for ever.
const KIND: &str = "programme.values";
/// Layouts that are remembered.
const REMEMBERED: usize = 40;

/// What was decided about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Whose values they are.
    #[serde(with = "as_text")]
    pub indicator: IndicatorId,
    /// The fiscal year that the table is of; 0 while nobody has said it.
    pub year: i64,
    /// Prefecture and municipality of this region, as the table names them: 「岩手県 北上市」 or 「北上市」.
    pub own: String,
    /// How it is read.
    pub layout: Layout,
    /// A person has looked at it.
    #[serde(default)]
    pub seen: bool,
}

/// An id in JSON.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::IndicatorId;

    pub(super) fn serialize<S: Serializer>(id: &IndicatorId, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(id)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(d: D) -> Result<IndicatorId, D::Error> {
        String::deserialize(d)?.parse().map_err(|_| D::Error::custom("no id"))
    }
}

/// What is remembered of the tables of before, the newest first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Remembered {
    own: String,
    layouts: Vec<Layout>,
}

/// A file that was read and is not taken yet.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The file.
    pub batch: Batch,
    /// What stands in it.
    pub sheets: Vec<SheetText>,
    /// What was decided or proposed.
    pub decided: Decided,
    /// Where the proposal came from.
    pub from: From,
    /// What the layout reads, or why it reads nothing.
    pub table: std::result::Result<Table, String>,
}

impl Looked {
    /// The line of the own municipality, if it is clear which one that is.
    pub fn own(&self) -> Option<&Line> {
        own_line(self.table.as_ref().ok()?, &self.decided.own).ok()
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// How many municipalities.
    pub cities: usize,
    /// Rows that were left out.
    pub left_out: usize,
    /// The own value, in words.
    pub own: String,
}

fn inconsistent(what: &'static str) -> impl Fn(serde_json::Error) -> Error {
    move |e| Error::Inconsistent(format!("programme: import: {what}: {e}"))
}

fn remembered(cx: &Cx<'_>) -> Result<Remembered> {
    match kept::profile(cx, KIND)? {
        Some(text) => serde_json::from_str(&text).map_err(inconsistent("profile")),
        None => Ok(Remembered::default()),
    }
}

/// The own municipality's line; a sentence where it is not there or not clear.
fn own_line<'t>(t: &'t Table, own: &str) -> Result<&'t Line> {
    let wanted = key(own);
    let of = |l: &&Line| key(&l.city) == wanted || key(&l.name()) == wanted;
    let mut all = t.lines.iter().filter(of);
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Error::field(
            "own",
            "同じ名前が2つ以上あります。「岩手県 ○○市」のように入力してください",
        )),
        _ => Err(Error::field("own", "この名前が表にありません。表のとおりに入力してください")),
    }
}

/// The line that is called like the region, if there is exactly one; empty otherwise.
fn guessed_own(t: &Table, region: &str) -> String {
    let mut all = t.lines.iter().filter(|l| key(&l.city) == key(region));
    match (all.next(), all.next()) {
        (Some(l), None) => l.name(),
        _ => String::new(),
    }
}

/// Files of this indicator that were read and neither taken nor put aside.
pub fn waiting(cx: &Cx<'_>, id: IndicatorId) -> Result<Vec<Batch>> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, id)?;
    let mut out = Vec::new();
    for b in kept::list(cx, KIND)? {
        if b.state != kept::State::Read {
            continue;
        }
        let mapping = kept::load(cx, KIND, b.id)?.mapping;
        let d: Decided = serde_json::from_str(&mapping).map_err(inconsistent("mapping"))?;
        if d.indicator == id {
            out.push(b);
        }
    }
    Ok(out)
}

/// Keeps a file that was read, with a proposal of how to read it. Nothing is taken from it yet.
pub fn begin(cx: &Cx<'_>, id: IndicatorId, name: &str, sheets: &[SheetText]) -> Result<Id> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, id)?;
    let before = remembered(cx)?;
    let (layout, _) = propose(sheets, &before.layouts, &catalogue()?.profiles);
    let said = layout.sheet(sheets).and_then(|s| year_said(s, layout.first_row));
    let own = match before.own.is_empty() {
        true => guessed_own(&layout.read(sheets).unwrap_or_default(), &cx.region().name),
        false => before.own.clone(),
    };
    let year = said.unwrap_or(0);
    let decided = Decided { indicator: id, year, own, layout, seen: false };
    let rows: usize = sheets.iter().map(|s| s.rows.len()).sum();
    let body = serde_json::to_string(sheets).map_err(inconsistent("file"))?;
    let mapping = serde_json::to_string(&decided).map_err(inconsistent("mapping"))?;
    kept::start(cx, KIND, name, &body, &mapping, i64::try_from(rows).unwrap_or(i64::MAX))
}

/// A file, and what would be taken from it.
pub fn look(cx: &Cx<'_>, id: IndicatorId, batch: Id) -> Result<Looked> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, id)?;
    let batch = kept::load(cx, KIND, batch)?;
    let decided: Decided = serde_json::from_str(&batch.mapping).map_err(|_| Error::NotFound)?;
    if decided.indicator != id || batch.state != kept::State::Read {
        return Err(Error::NotFound);
    }
    let sheets: Vec<SheetText> = serde_json::from_str(&batch.body).map_err(inconsistent("file"))?;
    let before = remembered(cx)?;
    let (proposed, from) = propose(&sheets, &before.layouts, &catalogue()?.profiles);
    // what a person has looked at is no proposal any more
    let from = if proposed == decided.layout && !decided.seen { from } else { From::Guess };
    let table = decided.layout.read(&sheets);
    Ok(Looked { batch, sheets, decided, from, table })
}

/// Keeps what a person decided about a file, and for the tables to come.
pub fn decide(cx: &Cx<'_>, batch: Id, decided: &Decided) -> Result<()> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, decided.indicator)?;
    let batch = kept::load(cx, KIND, batch)?;
    let was: Decided = serde_json::from_str(&batch.mapping).map_err(|_| Error::NotFound)?;
    if was.indicator != decided.indicator {
        return Err(Error::NotFound);
    }
    let mut all = remembered(cx)?;
    if !decided.layout.heads.is_empty() {
        all.layouts.retain(|l| l.heads != decided.layout.heads);
        all.layouts.insert(0, decided.layout.clone());
        all.layouts.truncate(REMEMBERED);
    }
    all.own.clone_from(&decided.own);
    let mapping = serde_json::to_string(decided).map_err(inconsistent("mapping"))?;
    let profile = serde_json::to_string(&all).map_err(inconsistent("profile"))?;
    kept::decide(cx, &batch, &mapping, &profile)
}

/// Puts a file aside; nothing was taken from it.
pub fn put_aside(cx: &Cx<'_>, id: IndicatorId, batch: Id) -> Result<()> {
    let looked = look(cx, id, batch)?;
    kept::put_aside(cx, looked.batch.id)
}

/// Takes the table that was looked at in (reading it takes its time and stands before the write). An earlier import of the
/// same year is replaced.
pub fn run(cx: &Cx<'_>, looked: &Looked) -> Result<Imported> {
    authorise(cx, &permissions::VALUE)?;
    let decided = &looked.decided;
    let id = decided.indicator;
    let i = indicator(cx, id)?;
    let batch = kept::load(cx, KIND, looked.batch.id)?;
    if batch.mapping != looked.batch.mapping {
        return super::rule("読み方が、ほかの画面で変わりました。もう一度たしかめてください");
    }
    let t = looked.table.as_ref().map_err(|why| Error::field("n", why.clone()))?;
    let begun = slice::year_ends(decided.year).is_some_and(|(first, _)| first <= cx.today());
    if !year::RANGE.contains(&decided.year) || !begun {
        return Err(Error::field("year", "表の年度を、R5 や 2023 のように入力してください"));
    }
    let own = own_line(t, &decided.own)?;
    if super::values::over_all(&i, own.n, own.d) {
        return Err(Error::field("n", "100％を超えています。数の列と割る数の列を確かめてください"));
    }
    let source = decided.layout.source.trim();
    if source.is_empty() || source.chars().count() > 100 {
        return Err(Error::field("source", "何の表かを、100字までで入力してください"));
    }
    kept::begin(cx, &batch)?;
    store::city::forget(cx, id, decided.year)?;
    for l in &t.lines {
        let city = City { name: l.name(), n: l.n, d: l.d, own: l == own, source: source.into() };
        store::city::put(cx, id, decided.year, &city)?;
    }
    let value = Kept {
        state: State::Actual,
        n: Some(own.n),
        d: own.d,
        source: source.into(),
        origin: Origin::Import,
        ..Kept::default()
    };
    store::value::add(cx, id, decided.year, &value)?;
    kept::finish(cx, batch.id)?;
    let detail = format!("{} rows {}", decided.year, t.lines.len());
    cx.audit(AuditEntry::act("programme.values.imported").detail(detail));
    Ok(Imported {
        cities: t.lines.len(),
        left_out: t.left_out.len(),
        own: format!("{}{}", own.n, i.data.unit),
    })
}

/// Takes the import of a fiscal year back: the own value and those of the others.
pub fn undo(cx: &Cx<'_>, id: IndicatorId, of: i64) -> Result<()> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, id)?;
    let editions = store::value::of_year(cx, id, of)?;
    let newest = editions.first().ok_or(Error::NotFound)?;
    if newest.kept.origin != Origin::Import || newest.kept.state == State::Nothing {
        return super::rule("この年度の実績は、取り込んだあとに手で直されています");
    }
    store::city::forget(cx, id, of)?;
    restore(cx, id, of)?;
    cx.audit(AuditEntry::act("programme.values.taken-back").detail(of.to_string()));
    Ok(())
}

/// What stood there before an import stands there again.
pub(super) fn restore(cx: &Cx<'_>, id: IndicatorId, of: i64) -> Result<()> {
    let editions = store::value::of_year(cx, id, of)?;
    let typed = editions.iter().find(|e| e.kept.origin != Origin::Import);
    let before = typed.map(|e| e.kept.clone()).unwrap_or_default();
    store::value::add(cx, id, of, &before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Num;

    #[test]
    fn the_region_is_proposed_only_where_one_line_is_called_like_it() {
        let line = |prefecture: &str, city: &str| Line {
            prefecture: prefecture.into(),
            city: city.into(),
            n: Num::whole(1),
            d: None,
        };
        let mut t = Table { lines: vec![line("架空県", "結野市")], left_out: vec![] };
        assert_eq!(guessed_own(&t, "結野市"), "架空県 結野市");
        assert_eq!(guessed_own(&t, "北上・花巻・釜石"), "");
        t.lines.push(line("想像県", "結野市"));
        assert_eq!(guessed_own(&t, "結野市"), "", "two of that name: a person says which");
    }
}
