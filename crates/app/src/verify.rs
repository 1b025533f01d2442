//! Is the audit log what it was? Every row hash, root and seal is computed again from what is stored, in one pass over
//! rows and blocks, and the seals are held against checkpoints. By itself a store cannot show that its end was cut off,
//! that an older copy was put back or that all of it was written anew: only checkpoints kept elsewhere show that. Nor are
//! rows seen that were taken away before they were sealed; [`crate::audit::unsealed_since`] says how long that is.
use std::collections::BTreeMap;
use std::fmt;

use db::{DbError, FromRow, Row, Tx, params};
use kernel::At;

use crate::audit::AuditRow;
use crate::checkpoint::{self, Checkpoint, VerifyingKey};
use crate::sequencer::{leaf, merkle, seal};

/// Rows and blocks fetched at a time.
const PAGE: usize = 5000;

db::statements! { pub STATEMENTS;
    BLOCKS = "SELECT first, n, root, previous, hash, at FROM app_block WHERE first > $1 ORDER BY first LIMIT 5000";
    ROWS = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos, ord FROM app_audit WHERE pos >= $1 AND (pos > $1 OR id > $2) ORDER BY pos, id LIMIT 5000";
    UNSEALED = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos FROM app_audit WHERE pos IS NULL ORDER BY ord, id";
}

/// What does not fit. Numbers are positions in the log, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The columns of a row do not give its hash.
    Changed(i64),
    /// A row holds what no row can hold.
    Unreadable(i64, String),
    /// No row has these positions, from and to.
    Missing(i64, i64),
    /// Several rows have this position.
    Twice(i64),
    /// A row stands before one that was written earlier.
    Order(i64),
    /// A row has a number that belongs to no block.
    Outside(i64),
    /// The rows of a block, first and last, do not give its root, or its root not its seal.
    Block(i64, i64),
    /// A block begins here, but the one before it ends elsewhere or has another seal.
    Follows(i64, i64),
    /// A row that is not sealed yet was changed.
    Unsealed,
    /// A checkpoint says that so many rows were sealed; there are only so many.
    Shorter(i64, i64),
    /// The seal over so many rows is not the one of a checkpoint: written anew, or an older copy that went on.
    Rewritten(i64),
    /// A checkpoint over so many rows is not signed by this region's key but names another one.
    OtherKey(i64, String),
    /// The signature of a checkpoint over so many rows is wrong.
    Signature(i64),
    /// A checkpoint of another region.
    OtherRegion(String),
    /// The region signs with another key than the one kept elsewhere: now and expected.
    KeyReplaced(String, String),
    /// A checkpoint kept in this store cannot be read.
    Note,
}

impl Fault {
    /// First and last position concerned; none where the fault is not about rows.
    pub fn place(&self) -> Option<(i64, i64)> {
        match self {
            Fault::Changed(p)
            | Fault::Unreadable(p, _)
            | Fault::Twice(p)
            | Fault::Order(p)
            | Fault::Outside(p) => Some((*p, *p)),
            Fault::Missing(a, b) | Fault::Block(a, b) => Some((*a, *b)),
            Fault::Follows(first, after) => {
                Some((*first.min(after), after.saturating_add(1).max(*first)))
            }
            Fault::Shorter(said, have) => Some((have + 1, *said)),
            Fault::Rewritten(size) => Some((1, *size)),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Changed(p) => write!(f, "{p}行目が書きかえられています"),
            Fault::Unreadable(p, why) => write!(f, "{p}行目を読めません（{why}）"),
            Fault::Missing(a, b) if a == b => write!(f, "{a}行目がありません"),
            Fault::Missing(a, b) => write!(f, "{a}〜{b}行目がありません"),
            Fault::Twice(p) => write!(f, "{p}行目が2つ以上あります"),
            Fault::Order(p) => write!(f, "{p}行目の順番が入れかわっています"),
            Fault::Outside(p) => write!(f, "{p}行目は、どのまとまりにも入っていません"),
            Fault::Block(a, b) => write!(f, "{a}〜{b}行目のまとまりが、封と合いません"),
            Fault::Follows(first, after) => {
                write!(f, "{first}行目からのまとまりが、{after}行目までの封につながりません")
            }
            Fault::Unsealed => write!(f, "封をする前の行が書きかえられています"),
            Fault::Shorter(said, have) => {
                write!(
                    f,
                    "確認用の写しには{said}行までありますが、ここには{have}行までしかありません"
                )
            }
            Fault::Rewritten(size) => write!(f, "{size}行目までの封が、確認用の写しとちがいます"),
            Fault::OtherKey(size, key) => {
                write!(f, "{size}行目までの確認用の写しは、別の鍵（{key}）で署名されています")
            }
            Fault::Signature(size) => write!(f, "{size}行目までの確認用の写しの署名が合いません"),
            Fault::OtherRegion(origin) => write!(f, "別の地域（{origin}）の確認用の写しです"),
            Fault::KeyReplaced(now, expected) => {
                write!(f, "署名の鍵が入れかわっています（いま {now}、確認用の写し {expected}）")
            }
            Fault::Note => write!(f, "この地域に残した確認用の写しのうち、読めないものがあります"),
        }
    }
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Rows under a seal.
    pub rows: i64,
    /// Blocks.
    pub blocks: usize,
    /// Checkpoints whose seal was met again.
    pub checkpoints: usize,
    /// What does not fit, in order of position; empty = the log is whole.
    pub faults: Vec<Fault>,
}

/// Recomputes everything, without checkpoints.
pub fn verify(tx: &Tx<'_>) -> Result<Verified, DbError> {
    let mut pass = Pass::new(BTreeMap::new());
    pass.run(tx)?;
    Ok(pass.out)
}

/// Recomputes everything and holds it against these checkpoints and those kept in the store itself. `key` is the region's
/// own; `trusted` one that somebody kept elsewhere, when there is one.
pub fn verify_against(
    tx: &Tx<'_>,
    notes: &[Checkpoint],
    key: &VerifyingKey,
    trusted: Option<&VerifyingKey>,
) -> Result<Verified, DbError> {
    let mut faults = Vec::new();
    if let Some(t) = trusted.filter(|t| *t != key) {
        faults.push(Fault::KeyReplaced(key.id(), t.id()));
    }
    let mut claims: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut take = |c: &Checkpoint| {
        let by = trusted.filter(|t| t.id() == c.key).unwrap_or(key);
        if c.origin != key.origin() {
            faults.push(Fault::OtherRegion(c.origin.clone()));
        } else if c.key != by.id() {
            faults.push(Fault::OtherKey(c.size, c.key.clone()));
        } else if !by.signed(c) {
            faults.push(Fault::Signature(c.size));
        } else {
            claims.entry(c.size).or_default().push(c.seal.clone());
        }
    };
    notes.iter().for_each(&mut take);
    let (mut after, mut unread) = (0, false);
    loop {
        let kept = checkpoint::notes_after(tx, after)?;
        let Some((last, _)) = kept.last() else { break };
        after = *last;
        let read: Vec<Checkpoint> = kept.iter().filter_map(|(_, n)| Checkpoint::parse(n)).collect();
        unread |= read.len() < kept.len();
        read.iter().for_each(&mut take);
    }
    if unread {
        faults.push(Fault::Note);
    }
    let mut pass = Pass::new(claims);
    pass.run(tx)?;
    pass.out.faults.extend(faults);
    Ok(pass.out)
}

/// A block as stored.
struct Block {
    first: i64,
    n: i64,
    root: String,
    previous: String,
    hash: String,
    at: Option<At>,
}

impl FromRow for Block {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(Block {
            first: r.get(0)?,
            n: r.get(1)?,
            root: r.get(2)?,
            previous: r.get(3)?,
            hash: r.get(4)?,
            at: r.get(5).ok(),
        })
    }
}

/// Numbered rows in order, a page at a time.
struct Rows {
    page: std::vec::IntoIter<Row>,
    next: Option<(i64, Row)>,
    last: (i64, String),
    ended: bool,
}

impl Rows {
    fn new() -> Self {
        let last = (i64::MIN, String::new());
        Rows { page: Vec::new().into_iter(), next: None, last, ended: false }
    }

    /// The next row's position, without taking it.
    fn peek(&mut self, tx: &Tx<'_>) -> Result<Option<i64>, DbError> {
        if self.next.is_none() {
            if self.page.len() == 0 && !self.ended {
                let rows = tx.rows(ROWS, params![self.last.0, &self.last.1])?;
                self.ended = rows.len() < PAGE;
                self.page = rows.into_iter();
            }
            if let Some(r) = self.page.next() {
                let pos: i64 = r.get(12)?;
                self.last = (pos, r.get(0)?);
                self.next = Some((pos, r));
            }
        }
        Ok(self.next.as_ref().map(|(p, _)| *p))
    }

    fn take(&mut self) -> Option<Row> {
        self.next.take().map(|(_, r)| r)
    }
}

struct Pass {
    rows: Rows,
    claims: BTreeMap<i64, Vec<String>>,
    out: Verified,
}

impl Pass {
    fn new(claims: BTreeMap<i64, Vec<String>>) -> Self {
        let out = Verified { rows: 0, blocks: 0, checkpoints: 0, faults: Vec::new() };
        Pass { rows: Rows::new(), claims, out }
    }

    fn run(&mut self, tx: &Tx<'_>) -> Result<(), DbError> {
        let (mut next, mut previous, mut after) = (1, String::new(), i64::MIN);
        loop {
            let blocks = tx.all::<Block>(BLOCKS, params![after])?;
            for b in &blocks {
                if b.first != next || b.previous != previous {
                    self.out.faults.push(Fault::Follows(b.first, next.saturating_sub(1)));
                }
                self.block(tx, b)?;
                // Stored numbers may be anything; what overflows does not fit.
                next = b.first.saturating_add(b.n);
                previous.clone_from(&b.hash);
                self.meet(next.saturating_sub(1), &b.hash);
                after = b.first;
            }
            if blocks.len() < PAGE {
                break;
            }
        }
        while let Some(pos) = self.rows.peek(tx)? {
            self.rows.take();
            self.out.faults.push(Fault::Outside(pos));
        }
        self.unmet(next.saturating_sub(1));
        for r in tx.rows(UNSEALED, &[])? {
            if !AuditRow::from_row(&r).is_ok_and(|row| row.content_hash() == row.hash) {
                self.out.faults.push(Fault::Unsealed);
            }
        }
        Ok(())
    }

    fn block(&mut self, tx: &Tx<'_>, b: &Block) -> Result<(), DbError> {
        let end = b.first.saturating_add(b.n);
        let mut leaves = Vec::new();
        let (mut expected, mut before) = (b.first, None::<(i64, String)>);
        while let Some(pos) = self.rows.peek(tx)?.filter(|p| *p < end) {
            let Some(r) = self.rows.take() else { break };
            if pos < b.first {
                self.out.faults.push(Fault::Outside(pos));
                continue;
            }
            match pos.cmp(&expected) {
                std::cmp::Ordering::Less => self.out.faults.push(Fault::Twice(pos)),
                std::cmp::Ordering::Equal => {}
                std::cmp::Ordering::Greater => {
                    self.out.faults.push(Fault::Missing(expected, pos - 1));
                }
            }
            expected = pos.saturating_add(1);
            match AuditRow::from_row(&r) {
                Ok(row) if row.content_hash() == row.hash => {}
                Ok(_) => self.out.faults.push(Fault::Changed(pos)),
                Err(e) => self.out.faults.push(Fault::Unreadable(pos, e.to_string())),
            }
            let place = (r.get::<i64>(13)?, r.get::<String>(0)?);
            if before.as_ref().is_some_and(|b| *b > place) {
                self.out.faults.push(Fault::Order(pos));
            }
            leaves.push(leaf(&r.get::<String>(11)?, place.0));
            before = Some(place);
        }
        // With a block's own numbers changed, its end says nothing about rows.
        let sealed = b.at.is_some_and(|at| seal(b.first, b.n, &b.root, &b.previous, at) == b.hash);
        if sealed && expected < end {
            self.out.faults.push(Fault::Missing(expected, end - 1));
        }
        if !sealed || leaves.len() as i64 != b.n || merkle(leaves) != b.root {
            self.out.faults.push(Fault::Block(b.first, end.saturating_sub(1)));
        }
        self.out.rows = self.out.rows.saturating_add(b.n);
        self.out.blocks += 1;
        Ok(())
    }

    /// Holds the seal over the first `size` rows against the checkpoints over as many.
    fn meet(&mut self, size: i64, seal: &str) {
        for claimed in self.claims.remove(&size).unwrap_or_default() {
            match claimed == seal {
                true => self.out.checkpoints += 1,
                false => self.out.faults.push(Fault::Rewritten(size)),
            }
        }
    }

    /// What is left of the checkpoints: no block ends there, or the log does not go so far.
    fn unmet(&mut self, have: i64) {
        for size in std::mem::take(&mut self.claims).into_keys() {
            self.out.faults.push(match size > have {
                true => Fault::Shorter(size, have),
                false => Fault::Rewritten(size),
            });
        }
    }
}
