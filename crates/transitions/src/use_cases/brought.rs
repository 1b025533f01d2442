//! Sheets that came with a file from another region: read here, never changed. They belong to the person, not to a stay.
use app::records::Version;
use app::{Cx, Error, Result};
use kernel::{At, Date, Hat, Id, wareki};
use people::authz::{Act, Document, Read, What, could, decide};
use people::use_cases::exchange::Came;
use people::{Resident, ResidentId};

use crate::permissions;
use crate::use_cases::{record, sheet};

/// One of them.
#[derive(Debug, Clone)]
pub struct Brought {
    /// In which record of the person it lies.
    pub resident: ResidentId,
    /// Its id.
    pub record: Id,
    /// `slice.kind`.
    pub kind: String,
    /// The region it came from; empty when that was not written down.
    pub region: String,
    /// Who wrote it there; may be empty.
    pub by: String,
    /// When it was confirmed there; none when the file's words are no day.
    pub on: Option<Date>,
    /// When it came.
    pub came: At,
    /// Who took it in here.
    pub by_here: String,
    /// The content.
    pub version: Version,
}

impl Brought {
    fn of(resident: ResidentId, c: Came) -> Self {
        Brought {
            resident,
            record: c.version.record,
            kind: c.kind,
            region: c.region,
            by: c.by.trim().to_string(),
            on: c.on.parse().ok(),
            came: c.version.at,
            by_here: c.version.name.clone(),
            version: c.version,
        }
    }

    /// What it is.
    pub fn title(&self) -> &'static str {
        match self.kind.as_str() {
            sheet::KIND => "入院時情報提供書",
            record::KIND => "退院・退所情報記録書",
            _ => "書類",
        }
    }

    /// 「雪代市」, 「ほかの地域」.
    pub fn region_words(&self) -> &str {
        if self.region.is_empty() { "ほかの地域" } else { &self.region }
    }

    /// 「令和8年11月2日に、結の里 佐藤 花子さんが書いたものです」.
    pub fn written_words(&self) -> String {
        let by = if self.by.is_empty() {
            "前の地域の方".into()
        } else {
            format!("{}さん", self.by)
        };
        match self.on {
            Some(d) => format!("{}に、{by}が書いたものです", wareki::long(d)),
            None => format!("{by}が書いたものです"),
        }
    }
}

/// Where one is read, within the region.
pub fn path(resident: ResidentId, record: Id) -> String {
    format!("/transitions/brought/{resident}/{record}")
}

/// The office's hats: a hospital reads what was sent to it, not what lay in another region.
fn reads(cx: &Cx<'_>) -> Result<bool> {
    let office = matches!(cx.actor().hat, Hat::CareManager | Hat::Hokatsu);
    Ok(office && app::may(cx, &permissions::SHEET_READ)?)
}

/// All of the person: of every record joined as one whose papers the actor may read, newest first.
pub fn list(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Brought>> {
    let mut out = Vec::new();
    if !reads(cx)? {
        return Ok(out);
    }
    for record in people::use_cases::merge::same(cx, id)? {
        if !could(cx, Act::Read, What::Document, record)? {
            continue;
        }
        // whether something came is part of the course of the stays; which paper is read is said when it is opened
        let permit = decide::<Read, Document>(cx, &permissions::READ, record, None)?;
        let came = people::use_cases::exchange::brought(cx, &permit)?;
        out.extend(came.into_iter().map(|c| Brought::of(record, c)));
    }
    out.sort_by_key(|b| std::cmp::Reverse((b.came, b.record)));
    Ok(out)
}

/// One of them with the person. [`Error::NotFound`] for any other record.
pub fn read(cx: &Cx<'_>, resident: ResidentId, record: Id) -> Result<(Resident, Brought)> {
    let permit = decide::<Read, Document>(cx, &permissions::SHEET_READ, resident, None)?;
    if !reads(cx)? {
        return Err(Error::NotFound);
    }
    let came = people::use_cases::exchange::brought(cx, &permit)?;
    let one = came.into_iter().find(|c| c.version.record == record).ok_or(Error::NotFound)?;
    Ok((people::use_cases::view::resident(cx, &permit)?, Brought::of(resident, one)))
}
