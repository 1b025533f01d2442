//! The region narrows the matrix of who may see what: cells are closed and opened again up to what the program ships,
//! never beyond it, so that no page can give the city or the centre a person's record.
use app::{Cx, Error, Result};

use crate::authz::{Act, Basis, Cell, Group, closed, shipped};
pub use crate::store::access::Narrowing;
use crate::{permissions, store::access};

/// The page: what can be closed, what is closed, and how it came to it.
#[derive(Debug, Clone)]
pub struct Page {
    /// Cells that the program opens; only these can be chosen.
    pub open: Vec<Cell>,
    /// Those that the region has closed.
    pub closed: Vec<Cell>,
    /// Versions, the newest first.
    pub history: Vec<Narrowing>,
}

/// The cells for seeing that the program opens; writing follows seeing.
pub fn choosable() -> Vec<Cell> {
    let rules = shipped();
    let mut out = Vec::new();
    for hat in kernel::Hat::ALL {
        for basis in Basis::ALL {
            for group in Group::ALL {
                if rules.open(hat, *basis, Act::Read).has(group) {
                    out.push(Cell { hat, basis: *basis, act: Act::Read, group });
                }
            }
        }
    }
    out
}

/// Opens the page.
pub fn read(cx: &Cx<'_>) -> Result<Page> {
    app::authorise(cx, &permissions::ACCESS)?;
    Ok(Page { open: choosable(), closed: closed(cx)?, history: access::narrowings(cx)? })
}

/// Closes exactly these cells from now on. What an author wrote is never closed to the author, nor a person's own to them, nor the card at the scene: those cells are refused.
pub fn set(cx: &Cx<'_>, cells: &[Cell], why: &str) -> Result<()> {
    app::authorise(cx, &permissions::ACCESS)?;
    match why.trim().chars().count() {
        0 => return Err(Error::field("reason", "理由を入力してください")),
        201.. => return Err(Error::field("reason", "200文字以内で入力してください")),
        _ => {}
    }
    let may = choosable();
    if cells.iter().any(|c| !may.contains(c) || !c.basis.closable()) {
        return Err(Error::field("cells", "この画面にある組み合わせから選んでください"));
    }
    let mut cells = cells.to_vec();
    cells.sort();
    cells.dedup();
    if cells == closed(cx)? {
        return Err(Error::Rule("変わったところがありません".into()));
    }
    access::narrow(cx, &shipped().version, &cells, why)
}
