//! The turn of the year: from the first of March an organisation says of each of its people whether they stay or leave.
//! The last day of the year locks whoever leaves; what nobody answered is asked for three times.
use app::audit::AuditEntry;
use app::notices::{self, To};
use app::{Cx, Error, Result};
use kernel::Date;

use super::staff;
use crate::store::year as store;
use crate::{AccountId, OrganisationId};

/// What is said of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Works on, in the same role.
    Stays,
    /// Leaves with the end of the year.
    Leaves,
}

fn day(year: i16, month: i8, day: i8) -> Result<Date> {
    Date::new(year, month, day).map_err(|e| Error::Inconsistent(e.to_string()))
}

/// Since when a word about somebody counts: the first of March before the year that runs, or in March that begins.
pub fn counts_since(today: Date) -> Result<Date> {
    day(if today.month() >= 3 { today.year() } else { today.year() - 1 }, 3, 1)
}

/// The last day of whoever leaves at the turn of the year: 31 March. From April on it is over, and they are out at once.
pub fn last_day(today: Date) -> Result<Date> {
    day(today.year(), 3, 31)
}

/// Is it the season in which the list is gone through: March and April?
pub fn season(today: Date) -> bool {
    matches!(today.month(), 3 | 4)
}

/// Goes through the list: everything or, at the first thing that cannot be, nothing. The accounts that are out at once.
pub fn answer(
    cx: &Cx<'_>,
    org: OrganisationId,
    answers: &[(AccountId, Answer)],
) -> Result<Vec<AccountId>> {
    let today = cx.today();
    if !season(today) {
        return Err(Error::Rule("年度がわりの確認は、3月と4月にできます".into()));
    }
    let members = staff::members(cx, org)?;
    let last = last_day(today)?;
    let mut out = Vec::new();
    for (id, answer) in answers {
        // an id of another house is nobody here
        if !members.iter().any(|m| m.account.id == *id && m.open(today)) {
            return Err(Error::NotFound);
        }
        match answer {
            Answer::Stays => staff::confirm(cx, *id)?,
            Answer::Leaves if cx.actor().account == Some(id.0) && last < today => {
                return Err(Error::Rule(staff::OWN_END.into()));
            }
            Answer::Leaves => {
                staff::leaves_on(cx, *id, Some(last))?;
                if last < today {
                    out.push(*id);
                }
            }
        }
    }
    cx.audit(
        AuditEntry::act("accounts.year.answer")
            .object(format!("organisation:{org}"))
            .detail(format!("{} answers", answers.len())),
    );
    Ok(out)
}

/// Asks the administrators of every organisation that has not answered: from 1 March, 1 April and 15 April, once each.
/// Run by a job as often as it likes. How many organisations were asked.
pub fn remind(cx: &Cx<'_>) -> Result<usize> {
    let today = cx.today();
    let (step, text) = match (today.month(), today.day()) {
        (3, _) => ("march", "4月からも働く人と、3月でやめる人を、登録してください"),
        (4, 1..=14) => {
            ("april", "年度がわりの確認がまだの人がいます。やめた人は、すぐに止めてください")
        }
        (4, _) => ("late", "年度がわりの確認が、まだ終わっていません。今月のうちにお願いします"),
        _ => return Ok(0),
    };
    let mut asked = 0;
    for (org, waiting) in store::waiting(cx, counts_since(today)?)? {
        let admins = store::admins(cx, org)?;
        if admins.is_empty() || !store::asked(cx, org, today.year(), step)? {
            continue;
        }
        for admin in admins {
            let to = To { organisation: org.0, account: Some(admin.0) };
            notices::send(
                cx,
                to,
                "accounts.year",
                &format!("{text}（{waiting}人）"),
                "/staff/year",
            )?;
        }
        asked += 1;
    }
    Ok(asked)
}
