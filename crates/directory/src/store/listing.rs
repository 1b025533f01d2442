//! Lists of facilities: narrowing, paging, counts.
use app::{Cx, Result};
use db::{FromRow, Value, Where, params};
use kernel::kana;

use super::facilities::{Facility, columns};
use crate::FacilityId;
use crate::model::service::{self, Kind};

db::statements! { pub(crate) STATEMENTS;
    LIST = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.closed_at IS NULL");
    COUNT = "SELECT COUNT(*) FROM directory_facility f WHERE f.closed_at IS NULL";
    AT = "SELECT f.sort_key FROM directory_facility f WHERE f.id = $1";
    SERVICES = "SELECT service, MIN(service_label), SUM(CASE WHEN closed_at IS NULL THEN 1 ELSE 0 END) FROM directory_facility GROUP BY service ORDER BY service";
    CITIES = "SELECT municipality, MIN(city), COUNT(*) FROM directory_facility WHERE closed_at IS NULL GROUP BY municipality ORDER BY municipality";
}

/// Rows on one page.
pub const PAGE: usize = 50;
/// Rows of an export at most.
pub const EXPORT: usize = 20_000;

/// What a list of facilities shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Typed words, each of which must occur in name, kana, town, service, number or telephone.
    pub words: String,
    /// Kinds ([`Kind::code`]); none = all.
    pub kinds: Vec<String>,
    /// One service code; empty = all.
    pub service: String,
    /// Municipality code; empty = all.
    pub city: String,
}

impl Filter {
    /// Does it show everything?
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// The kinds that are known.
    pub fn chosen(&self) -> Vec<&'static Kind> {
        self.kinds.iter().filter_map(|k| service::kind(k)).collect()
    }

    fn conditions(&self) -> Where {
        let mut w = Where::new();
        let services: Vec<Value> =
            self.chosen().iter().flat_map(|k| k.services).map(|s| Value::from(*s)).collect();
        if !self.kinds.is_empty() {
            w = w.and_in("f.service", services);
        }
        if !self.service.is_empty() {
            w = w.and("f.service = ?", params![&self.service]);
        }
        if !self.city.is_empty() {
            w = w.and("f.municipality = ?", params![&self.city]);
        }
        let keys: Vec<String> =
            self.words.split_whitespace().take(8).map(kana::search_key).collect();
        if !keys.is_empty() && keys.iter().all(String::is_empty) {
            // only signs were typed: they are in no key, so nothing holds them
            return w.and_in("f.id", Vec::new());
        }
        for key in keys.iter().filter(|k| !k.is_empty()) {
            w = by_key(w, key);
        }
        w
    }
}

/// One typed word. Letters: its first and last pair come from the bigrams, then the text is read. Numbers: the
/// 事業所番号 or the telephone. A word that is part of a service's name finds that service.
fn by_key(w: Where, key: &str) -> Where {
    // a number of 介護医療院 has a letter in its third place: 03B0100050
    let digits = key
        .bytes()
        .enumerate()
        .all(|(i, b)| b.is_ascii_digit() || (i == 2 && b.is_ascii_alphabetic()));
    if key.len() >= 3 && digits {
        let (head, part) = (format!("{}%", key.to_ascii_uppercase()), format!("%{key}%"));
        return w.and("f.number LIKE ? OR f.phone_digits LIKE ?", params![head, part]);
    }
    let part = format!("%{key}%");
    let pairs: Vec<String> = {
        let chars: Vec<char> = key.chars().collect();
        chars.windows(2).map(|p| p.iter().collect()).collect()
    };
    let services = services_called(key);
    match (pairs.first(), pairs.last()) {
        (Some(a), Some(b)) if services.is_empty() => w
            .and("f.id IN (SELECT facility FROM directory_gram WHERE gram = ?)", params![a])
            .and("f.id IN (SELECT facility FROM directory_gram WHERE gram = ?)", params![b])
            .and("f.search LIKE ?", params![part]),
        (Some(a), Some(b)) => w.and(
            "(f.id IN (SELECT facility FROM directory_gram WHERE gram = ?) AND f.id IN (SELECT facility FROM directory_gram WHERE gram = ?) AND f.search LIKE ?) OR ? LIKE '%,' || f.service || ',%'",
            params![a, b, part, services],
        ),
        _ => w.and("f.search LIKE ?", params![part]),
    }
}

/// `,120,140,` for the services whose name holds the key; empty when there is none.
fn services_called(key: &str) -> String {
    let codes: Vec<&str> = service::all()
        .filter(|(_, label)| kana::search_key(label).contains(key))
        .map(|(code, _)| code)
        .collect();
    if codes.is_empty() { String::new() } else { format!(",{},", codes.join(",")) }
}

/// From where a page goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turn {
    /// The first page.
    #[default]
    First,
    /// After this facility.
    After(FacilityId),
    /// Before this facility.
    Before(FacilityId),
}

/// A page of facilities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listed {
    /// At most [`PAGE`] rows, by kana.
    pub rows: Vec<Facility>,
    /// How many there are in all.
    pub total: i64,
    /// The page before begins before this one.
    pub prev: Option<FacilityId>,
    /// The next page begins after this one.
    pub next: Option<FacilityId>,
}

/// Open facilities by kana.
pub(crate) fn page(cx: &Cx<'_>, f: &Filter, turn: Turn) -> Result<Listed> {
    let conditions = f.conditions();
    let total = match cx.tx().list(COUNT, &conditions, "")?.first() {
        Some(r) => r.get(0)?,
        None => 0,
    };
    let (mut w, backwards) = (conditions, matches!(turn, Turn::Before(_)));
    if let Turn::After(id) | Turn::Before(id) = turn
        && let Some(key) = sort_key(cx, id)?
    {
        w = match backwards {
            false => w.and("(f.sort_key, f.id) > (?, ?)", params![key, id.0]),
            true => w.and("(f.sort_key, f.id) < (?, ?)", params![key, id.0]),
        };
    }
    let tail = match backwards {
        false => "ORDER BY f.sort_key, f.id LIMIT 51",
        true => "ORDER BY f.sort_key DESC, f.id DESC LIMIT 51",
    };
    let found = cx.tx().list(LIST, &w, tail)?;
    let mut rows: Vec<Facility> =
        found.iter().map(Facility::from_row).collect::<std::result::Result<_, _>>()?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    if backwards {
        rows.reverse();
    }
    let (first, last) = (rows.first().map(|r| r.id), rows.last().map(|r| r.id));
    let came_from_before = matches!(turn, Turn::After(_));
    Ok(Listed {
        total,
        prev: first.filter(|_| if backwards { more } else { came_from_before }),
        next: last.filter(|_| backwards || more),
        rows,
    })
}

fn sort_key(cx: &Cx<'_>, id: FacilityId) -> Result<Option<String>> {
    cx.tx().first(AT, params![id.0])?.map(|r| Ok(r.get(0)?)).transpose()
}

/// Everything the filter shows, at most [`EXPORT`] rows; for files.
pub(crate) fn all(cx: &Cx<'_>, f: &Filter) -> Result<Vec<Facility>> {
    let found = cx.tx().list(LIST, &f.conditions(), "ORDER BY f.sort_key, f.id LIMIT 20000")?;
    Ok(found.iter().map(Facility::from_row).collect::<std::result::Result<_, _>>()?)
}

/// The best `20` finds for さがす: names that begin with what was typed first.
pub(crate) fn find(cx: &Cx<'_>, typed: &str) -> Result<Vec<Facility>> {
    let filter = Filter { words: typed.to_string(), ..Filter::default() };
    let key = kana::search_key(typed.split_whitespace().next().unwrap_or(""));
    let found = cx.tx().list(LIST, &filter.conditions(), "ORDER BY f.sort_key, f.id LIMIT 200")?;
    let mut rows: Vec<Facility> =
        found.iter().map(Facility::from_row).collect::<std::result::Result<_, _>>()?;
    rows.sort_by_cached_key(|f| {
        let (name, kana_key) = (kana::search_key(&f.data.name), kana::search_key(&f.data.kana));
        match () {
            () if name.starts_with(&key) || kana_key.starts_with(&key) => 0,
            () if name.contains(&key) || kana_key.contains(&key) => 1,
            () => 2,
        }
    });
    rows.truncate(20);
    Ok(rows)
}

/// A value of a filter with how many open facilities it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// How many.
    pub n: i64,
}

fn counts(rows: Vec<db::Row>) -> Result<Vec<Count>> {
    rows.iter().map(|r| Ok(Count { code: r.get(0)?, label: r.get(1)?, n: r.get(2)? })).collect()
}

/// Open facilities by service; 0 for a service whose facilities are all closed.
pub(crate) fn by_service(cx: &Cx<'_>) -> Result<Vec<Count>> {
    counts(cx.tx().rows(SERVICES, &[])?)
}

/// Open facilities by municipality.
pub(crate) fn by_city(cx: &Cx<'_>) -> Result<Vec<Count>> {
    counts(cx.tx().rows(CITIES, &[])?)
}
