//! What the sender sees: the letters of the office, one letter with everything that came back, and what is past due.
use app::{Cx, Result, authorise};
use directory::Window;
use kernel::Id;
use slice::{Chip, Count, Overdue, Todo};

use super::{own, path, sees};
use crate::model::{Letter, State};
use crate::store::answers::{self, Given, Sent};
use crate::store::letters::{self, Batch};
use crate::{LetterId, kinds, permissions};

/// Days of letters that the list shows.
pub(crate) const DAYS: i64 = 120;

/// The office's letters.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Single letters, newest first.
    pub letters: Vec<Letter>,
    /// What was sent to many.
    pub batches: Vec<Batch>,
}

/// The letters of the actor's organisation, those about residents only as far as the actor may see the resident.
pub fn mine(cx: &Cx<'_>) -> Result<Mine> {
    authorise(cx, &permissions::READ)?;
    let Some(org) = cx.actor().organisation else {
        return Ok(Mine { letters: Vec::new(), batches: Vec::new() });
    };
    let since = cx.now().plus_minutes(-DAYS * 24 * 60);
    let mut out = Vec::new();
    for l in letters::mine(cx, org, since)? {
        if sees(cx, l.resident)? {
            out.push(l);
        }
    }
    let named: Vec<Id> = out.iter().filter_map(|l| l.resident).collect();
    people::authz::audit_list(cx, &permissions::READ, "letters", &named);
    Ok(Mine { letters: out, batches: letters::batches(cx, org, since)? })
}

/// Those that can be printed and still wait for an answer: the newest first, as they were written.
pub fn printable(cx: &Cx<'_>) -> Result<Vec<Letter>> {
    authorise(cx, &permissions::SEND)?;
    let today = cx.today();
    let waits = |l: &Letter| {
        matches!(l.state(today), State::Ready | State::Sent | State::Opened | State::Late)
    };
    Ok(mine(cx)?.letters.into_iter().filter(|l| l.alive(today) && waits(l)).collect())
}

/// A letter with everything about it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The letter.
    pub letter: Letter,
    /// Its answers, oldest first, also replaced ones.
    pub given: Vec<Given>,
    /// Files.
    pub files: Vec<Sent>,
    /// Papers printed.
    pub papers: i64,
    /// The receiver's own contact window, when the directory knows one.
    pub window: Option<Window>,
}

/// One letter of the actor's organisation.
pub fn one(cx: &Cx<'_>, id: LetterId) -> Result<Whole> {
    let letter = own(cx, &permissions::READ, id)?;
    Ok(Whole {
        given: answers::of(cx, id)?,
        files: answers::files(cx, id)?,
        papers: letters::issues(cx, id)?,
        window: window_of(cx, &letter)?,
        letter,
    })
}

/// The first contact window of whom a letter went to.
fn window_of(cx: &Cx<'_>, l: &Letter) -> Result<Option<Window>> {
    let Some(id) = l.receiver else { return Ok(None) };
    Ok(match l.receiver_kind.as_str() {
        "facility" => directory::windows_of_facility(cx, id.into())?.into_iter().next(),
        "organisation" => directory::windows_of(cx, id.into())?.into_iter().next(),
        _ => None,
    })
}

/// A line about a letter that came to the wrong place.
fn astray(l: &Letter) -> Todo {
    let beside = l.said.as_ref().map(|s| s.beside.as_str()).unwrap_or_default();
    let theirs = if beside.is_empty() { String::new() } else { format!("（担当：{beside}）") };
    Todo {
        // before what is only late: nobody has taken this up, and somebody thinks that they have
        rank: 140,
        who: None,
        title: format!("{} — {}", l.title, l.receiver_name),
        why: format!(
            "担当ではない、という返事がありました{theirs}。正しい相手へ、もう一度送ってください"
        ),
        chips: vec![Chip {
            kind: "over", icon: "alert", text: "担当ではありません".into()
        }],
        action: "もう一度送る".into(),
        href: path(l.id),
        due: None,
    }
}

/// きょう: letters that came to the wrong place, and those that nobody answered until the day that was asked for.
/// 「まだです」 → telephone, or send it again.
pub fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(org) =
        cx.actor().organisation.filter(|_| app::may(cx, &permissions::READ).unwrap_or(false))
    else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    let since = cx.now().plus_minutes(-DAYS * 24 * 60);
    for l in letters::not_ours(cx, org, since)? {
        if sees(cx, l.resident)? {
            out.push(astray(&l));
        }
    }
    for l in letters::late(cx, org)? {
        if !sees(cx, l.resident)? {
            continue;
        }
        let days = kernel::time::days_between(l.due, cx.today());
        let closed = l.state(cx.today()) == State::Closed;
        out.push(Todo {
            rank: 500 - days.min(300),
            who: None,
            title: format!("{} — {}", l.title, l.receiver_name),
            why: if l.seal.is_none() {
                "まだ印刷していません。印刷して送るか、要らなくなったら取りやめてください".into()
            } else if closed {
                "番号の入れちがいで閉じました。電話で聞くか、もう一度送ってください".into()
            } else {
                "紙・FAXで送った書類に、返事がまだです。窓口に電話するか、もう一度送ってください"
                    .into()
            },
            chips: vec![Chip {
                kind: "over",
                icon: "clock",
                text: format!("{}まで・まだです", kernel::wareki::month_day(l.due)),
            }],
            action: "たしかめる".into(),
            href: path(l.id),
            due: Some(kernel::At::jst(l.due, kernel::Time::constant(23, 59, 0, 0))),
        });
    }
    Ok(out)
}

/// How many of the office's letters wait for an answer.
pub fn counts(cx: &Cx<'_>) -> Result<Vec<Count>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let n = letters::waiting(cx, org)?;
    if n == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![Count {
        label: "紙・FAXの返事待ち",
        n: u64::try_from(n).unwrap_or(0),
        unit: "件",
        href: "/letters".into(),
    }])
}

/// What is past due in the region, as counts: the centre sees no letter of an office.
pub fn overdue(cx: &Cx<'_>) -> Result<Vec<Overdue>> {
    if !app::may(cx, &permissions::COUNTS)? {
        return Ok(Vec::new());
    }
    let rows = letters::late_by_kind(cx)?;
    Ok(rows
        .into_iter()
        .map(|(kind, n)| Overdue {
            step: format!("紙・FAXの返事（{}）", kinds::label(&kind)),
            with: "登録のない相手".into(),
            n,
        })
        .collect())
}
