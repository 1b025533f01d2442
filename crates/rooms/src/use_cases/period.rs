//! The posts of a period, for print.
use app::{Cx, Error, Result};
use kernel::{At, Date, Id, Time};
use people::Resident;
use people::authz::Read;

use super::door::door;
use super::view::{Shown, shown};
use crate::model::Layer;
use crate::{permissions, store};

/// Longest period in days.
const DAYS: i64 = 366;
/// Most posts on one print.
pub const MOST: usize = 500;

/// What is printed.
#[derive(Clone)]
pub struct Period {
    /// The person; none for a group.
    pub person: Option<Resident>,
    /// Name of a group.
    pub name: String,
    /// Oldest first.
    pub posts: Vec<Shown>,
    /// There are more than fit on one print.
    pub more: bool,
}

/// The posts of these days, both included.
pub fn period(cx: &Cx<'_>, room: Id, from: Date, to: Date, only: Option<Layer>) -> Result<Period> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let days = kernel::time::days_between(from, to);
    if days < 0 {
        return Err(Error::field("to", "終わりの日は、はじまりの日以後にしてください"));
    }
    if days > DAYS {
        return Err(Error::field("from", "期間は1年までにしてください"));
    }
    let layers: Vec<Layer> =
        d.layers.iter().copied().filter(|l| only.is_none_or(|o| o == *l)).collect();
    let midnight = Time::midnight();
    let end = At::jst(kernel::time::add_days(to, 1), midnight);
    let rooms = d.rooms(cx)?;
    let mut posts = Vec::new();
    for one in &rooms {
        posts.extend(store::period(cx, *one, &layers, At::jst(from, midnight), end)?);
    }
    posts.sort_by_key(|p| (p.at, p.id));
    let more = posts.len() > MOST;
    posts.truncate(MOST);
    let person = d.person(cx)?;
    Ok(Period { person, posts: shown(cx, &d, &rooms, posts)?, more, name: d.room.name })
}
