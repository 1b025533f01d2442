//! Values out of a published table: the own municipality's becomes the value of the year, the others' are compared with it.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};

use super::indicator;
use crate::model::city::City;
use crate::model::import::{Profile, Table};
use crate::model::shown::{Kept, Origin, State};
use crate::model::year;
use crate::{IndicatorId, permissions, store};

/// What was chosen beside the file.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The fiscal year that the table is of: it is not always printed in it.
    pub year: i64,
    /// Prefecture and municipality of this region, as the table names them: 「岩手県 北上市」 or 「北上市」.
    pub own: String,
    /// Which figure, in words.
    pub column: String,
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

fn same(name: &str, typed: &str) -> bool {
    let key = |t: &str| -> String {
        kernel::kana::half_width(t).chars().filter(|c| !c.is_whitespace()).collect()
    };
    key(name) == key(typed)
}

/// Takes a table that was read in. An earlier import of the same year is replaced.
pub fn run(
    cx: &Cx<'_>,
    id: IndicatorId,
    p: &Profile,
    t: &Table,
    chosen: &Chosen,
) -> Result<Imported> {
    authorise(cx, &permissions::VALUE)?;
    let i = indicator(cx, id)?;
    if i.data.rate() {
        return Err(Error::field("file", "この表は数の表です。単位が％の指標には取り込めません"));
    }
    let over = slice::year_ends(chosen.year).is_some_and(|(first, _)| first <= cx.today());
    if !year::RANGE.contains(&chosen.year) || !over {
        return Err(Error::field("year", "表の年度を、R5 や 2023 のように入力してください"));
    }
    let own: Vec<_> = t
        .lines
        .iter()
        .filter(|l| same(&l.city, &chosen.own) || same(&l.name(), &chosen.own))
        .collect();
    let [own] = own.as_slice() else {
        let message = match own.len() {
            0 => "この名前の市町村が表にありません。表のとおりに入力してください",
            _ => "同じ名前の市町村が2つ以上あります。「岩手県 ○○市」のように入力してください",
        };
        return Err(Error::field("own", message));
    };
    let source = format!("{} {}", p.source, chosen.column);
    store::city::forget(cx, id, chosen.year)?;
    for l in &t.lines {
        let city = City { name: l.name(), n: l.n, d: None, own: l == *own, source: source.clone() };
        store::city::put(cx, id, chosen.year, &city)?;
    }
    let kept = Kept {
        state: State::Actual,
        n: Some(own.n),
        source,
        origin: Origin::Import,
        ..Kept::default()
    };
    store::value::add(cx, id, chosen.year, &kept)?;
    let detail = format!("{} {} rows {}", p.code, chosen.year, t.lines.len());
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
    // what stood there before the import stands there again
    let typed = editions.iter().find(|e| e.kept.origin != Origin::Import);
    let before = typed.map(|e| e.kept.clone()).unwrap_or_default();
    store::value::add(cx, id, of, &before)?;
    cx.audit(AuditEntry::act("programme.values.taken-back").detail(of.to_string()));
    Ok(())
}
