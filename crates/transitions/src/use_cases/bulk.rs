//! まとめて: the same small act on several stays, one transaction for each, with what came of every row. A row that is
//! refused does not hold up the others.
use accounts::AccountId;
use app::{App, Error, Result};
use kernel::{Actor, Id};

use super::assign::{Assign, assign};
use super::documents::receive;
use crate::model::StayId;

/// Most rows of one press.
pub const AT_ONCE: usize = 50;

/// What is done to the chosen rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Do {
    /// 「受け取りました」 to everything that waits for it in the stay.
    Receive,
    /// 担当決定: to this member of the hospital's staff; ward and room stay as they are.
    Assign(AccountId),
}

/// One row to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The stay.
    pub stay: StayId,
    /// Acts to receive.
    pub acts: Vec<Id>,
    /// Ward, as it stands.
    pub ward: String,
    /// Room, as it stands.
    pub room: String,
}

/// What came of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Done, with how many acts.
    Done(usize),
    /// There was nothing to do.
    Nothing,
    /// Refused, in words for who pressed.
    Refused(String),
}

/// Does it, row by row, each in its own transaction; what a row refuses is told with the row. Pressed again it changes
/// nothing more: what is received stays received, who is in charge already is not put in charge again.
pub fn run(app: &App, actor: &Actor, what: Do, rows: &[Row]) -> Result<Vec<(StayId, Came)>> {
    if rows.len() > AT_ONCE {
        return Err(Error::Rule(format!("いちどにできるのは{AT_ONCE}人までです")));
    }
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let r = row.clone();
        let done = app.write(actor, move |cx| match what {
            Do::Receive => {
                for act in &r.acts {
                    receive(cx, *act)?;
                }
                Ok(if r.acts.is_empty() { Came::Nothing } else { Came::Done(r.acts.len()) })
            }
            Do::Assign(to) => {
                let stay = crate::store::stay(cx, r.stay)?;
                if stay.assigned == Some(to) {
                    // the right is asked all the same
                    super::open(cx, &crate::permissions::ASSIGN, r.stay)?;
                    return Ok(Came::Nothing);
                }
                let cmd = Assign { stay: r.stay, to, ward: r.ward.clone(), room: r.room.clone() };
                assign(cx, &cmd).map(|_| Came::Done(1))
            }
        });
        out.push((row.stay, came(done)?));
    }
    Ok(out)
}

fn came(done: Result<Came>) -> Result<Came> {
    match done {
        Ok(c) => Ok(c),
        Err(Error::Invalid(fields)) => {
            let words: Vec<String> = fields.into_iter().map(|f| f.message).collect();
            Ok(Came::Refused(words.join("。")))
        }
        Err(Error::Rule(words)) => Ok(Came::Refused(words)),
        Err(Error::NotFound) => Ok(Came::Refused("この人の記録は開けません".into())),
        Err(other) => Err(other),
    }
}
