//! `people_access`: by what right somebody sees a resident, until when.
pub(super) mod about;

use app::{Cx, Result};
use db::{DbError, FromRow, Row, Tx, Where, params};
use kernel::{Date, Hat, Id};

use super::{Cell, Covers, Label, Shield, What};
use crate::ResidentId;

db::statements! { pub(crate) STATEMENTS;
    GRANT = "INSERT INTO people_access(id, resident, party_kind, party, basis, kind, record, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (resident, party, basis, kind, record) DO UPDATE SET to_day = excluded.to_day, from_day = CASE WHEN people_access.to_day < excluded.from_day THEN excluded.from_day WHEN people_access.from_day < excluded.from_day THEN people_access.from_day ELSE excluded.from_day END";
    REVOKE = "UPDATE people_access SET to_day = $1 WHERE resident = $2 AND party = $3 AND basis = $4 AND record = $5 AND (to_day IS NULL OR to_day > $1)";
    ALL_OF = "SELECT party_kind, party, basis, kind, record, from_day, to_day FROM people_access WHERE resident = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day >= $2) ORDER BY from_day, party, basis";
    COVERS = "SELECT c.mode, c.kinds, c.hats, c.clearance, (SELECT COUNT(*) FROM people_consent_party p WHERE p.consent = c.id AND p.party IN ($2, $3)) AS named FROM people_consent c WHERE c.resident = $1 AND c.status = 'active' AND c.given_on <= $4 AND (c.to_day IS NULL OR c.to_day >= $4)";
    SHIELD = "SELECT (SELECT COUNT(*) FROM people_shield_party p WHERE p.shield = s.id AND p.party IN ($2, $3)) AS named FROM people_shield s WHERE s.resident = $1 AND s.lifted_at IS NULL";
    SHIELDED = "SELECT s.resident FROM people_shield s WHERE s.lifted_at IS NULL AND NOT EXISTS (SELECT 1 FROM people_shield_party p WHERE p.shield = s.id AND p.party IN ($1, $2))";
    LABEL = "SELECT label, organisation FROM people_label WHERE record = $1 ORDER BY n DESC LIMIT 1";
    RELEASED = "SELECT DISTINCT addressee FROM people_release WHERE resident = $1 AND kind = $2 AND from_day <= $3 AND (to_day IS NULL OR to_day >= $3) AND ended_at IS NULL";
    REVOKE_KIND = "UPDATE people_access SET to_day = $1 WHERE resident = $2 AND party = $3 AND basis = $4 AND kind = $5 AND record = '' AND (to_day IS NULL OR to_day > $1)";
    CLOSED = "SELECT closed FROM people_matrix ORDER BY version DESC LIMIT 1";
}

/// By what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Wrote it or registered the person.
    Author,
    /// Was sent it.
    Addressee,
    /// The hospital where the person is or was (until 30 days after).
    HospitalConcerned,
    /// In the support team.
    Team,
    /// 消防・救急外来, to whom the registered card is open by the consent given when it was registered. It does not rest on
    /// the consent of the team: a registered card is never locked out at the scene.
    Emergency,
    /// The person themself.
    Own,
    /// わたしの代わりに話し合ってほしい人, whom the person named.
    Proxy,
    /// A relative whom the person named, for one kind at a time.
    Relative,
    /// Receiver of a 台帳 to whom the person consented: the entry only.
    Register,
}

impl Basis {
    /// All bases.
    pub const ALL: &'static [Basis] = &[
        Basis::Author,
        Basis::Addressee,
        Basis::HospitalConcerned,
        Basis::Team,
        Basis::Emergency,
        Basis::Own,
        Basis::Proxy,
        Basis::Relative,
        Basis::Register,
    ];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Basis::Author => "author",
            Basis::Addressee => "addressee",
            Basis::HospitalConcerned => "hospital_concerned",
            Basis::Team => "team",
            Basis::Emergency => "emergency",
            Basis::Own => "self",
            Basis::Proxy => "proxy",
            Basis::Relative => "relative",
            Basis::Register => "register",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Basis> {
        Basis::ALL.iter().copied().find(|b| b.code() == code)
    }

    /// Words for 「誰に見えるか」.
    pub const fn label(self) -> &'static str {
        match self {
            Basis::Author => "登録した事業所",
            Basis::Addressee => "書類を受け取った相手",
            Basis::HospitalConcerned => "入院しているあいだと、退院後30日",
            Basis::Team => "支援チーム",
            Basis::Emergency => "救急のとき（登録のときの同意）",
            Basis::Own => "ご本人",
            Basis::Proxy => "わたしの代わりに話し合ってほしい人",
            Basis::Relative => "ご本人が選んだご家族",
            Basis::Register => "見守りの名簿の受け取り先",
        }
    }

    /// Does it rest on the person's consent? What one wrote or was sent does not vanish when consent is withdrawn.
    pub const fn needs_consent(self) -> bool {
        matches!(self, Basis::HospitalConcerned | Basis::Team)
    }

    /// To whom the person must have released a kind that waits for it; none where the basis is the person's own choice.
    pub const fn addressee(self) -> Option<Addressee> {
        match self {
            Basis::Team => Some(Addressee::Team),
            Basis::HospitalConcerned => Some(Addressee::Hospital),
            Basis::Emergency => Some(Addressee::Emergency),
            _ => None,
        }
    }

    /// Does a right of this basis belong to one account only? The person, a proxy and a relative are people, not offices.
    pub const fn personal(self) -> bool {
        matches!(self, Basis::Own | Basis::Proxy | Basis::Relative)
    }

    /// May the region close cells of it? Not what an author wrote, not the person's own sight of what is theirs, and not the
    /// registered card at the scene.
    pub const fn closable(self) -> bool {
        !matches!(self, Basis::Author | Basis::Own | Basis::Emergency)
    }

    /// Does a shield that does not name the holder end this for a kind? A relative may be the one from whom the person hides;
    /// a register says where somebody lives.
    pub const fn ended_by_shield(self, what: What) -> bool {
        match self {
            Basis::Team => matches!(what, What::Stay),
            Basis::Proxy | Basis::Relative | Basis::Register => true,
            _ => false,
        }
    }
}

/// To whom a person releases something of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressee {
    /// 支援チーム.
    Team,
    /// 入院先・入所先, from the start of the stay.
    Hospital,
    /// 救急・救急外来.
    Emergency,
}

impl Addressee {
    /// All.
    pub const ALL: [Addressee; 3] = [Addressee::Team, Addressee::Hospital, Addressee::Emergency];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Addressee::Team => "team",
            Addressee::Hospital => "hospital",
            Addressee::Emergency => "emergency",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Addressee> {
        Addressee::ALL.into_iter().find(|a| a.code() == code)
    }

    /// Words on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Addressee::Team => "支援チーム",
            Addressee::Hospital => "入院先・入所先",
            Addressee::Emergency => "救急・救急外来",
        }
    }
}

/// Who gets a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Everybody of the organisation with a fitting hat.
    Organisation(Id),
    /// One account.
    Account(Id),
}

impl Party {
    fn parts(self) -> (&'static str, Id) {
        match self {
            Party::Organisation(id) => ("organisation", id),
            Party::Account(id) => ("account", id),
        }
    }

    /// The id, whichever it is.
    pub fn id(self) -> Id {
        self.parts().1
    }
}

/// A right to give.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// About whom.
    pub resident: ResidentId,
    /// To whom.
    pub party: Party,
    /// Why.
    pub basis: Basis,
    /// Only this kind; none = what the matrix gives to the basis.
    pub kind: Option<What>,
    /// Only this record.
    pub record: Option<Id>,
    /// From.
    pub from: Date,
    /// Until, both days included.
    pub to: Option<Date>,
}

/// A right as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// To whom.
    pub party: Party,
    /// Why.
    pub basis: Basis,
    /// Only this kind.
    pub kind: Option<What>,
    /// Only this record.
    pub record: Option<Id>,
    /// From.
    pub from: Date,
    /// Until.
    pub to: Option<Date>,
}

impl Held {
    /// From the columns party_kind, party, basis, kind, record, from_day, to_day, of which `at` is the first.
    pub(super) fn from_columns(r: &Row, at: usize) -> std::result::Result<Self, DbError> {
        let id: Id = r.get(at + 1)?;
        let party = match r.get::<String>(at)?.as_str() {
            "account" => Party::Account(id),
            _ => Party::Organisation(id),
        };
        let (kind, record): (String, String) = (r.get(at + 3)?, r.get(at + 4)?);
        Ok(Held {
            party,
            basis: Basis::from_code(&r.get::<String>(at + 2)?)
                .ok_or(DbError::Decode { column: at + 2, what: "unknown basis".into() })?,
            kind: What::from_code(&kind),
            record: record.parse().ok(),
            from: r.get(at + 5)?,
            to: r.get(at + 6)?,
        })
    }
}

impl FromRow for Held {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Held::from_columns(r, 0)
    }
}

/// Gives a right. Given again while it runs, it is lengthened or shortened to the new end; given again after it
/// ended, it begins anew and does not cover the time between.
pub fn grant(cx: &Cx<'_>, g: &Grant) -> Result<()> {
    let (party_kind, party) = g.party.parts();
    let id = cx.new_id();
    cx.tx().exec(
        GRANT,
        params![
            id,
            g.resident.0,
            party_kind,
            party,
            g.basis.code(),
            g.kind.map_or("", What::code),
            g.record.map_or_else(String::new, |r| r.to_string()),
            g.from,
            g.to,
        ],
    )?;
    cx.rights_changed()?;
    Ok(())
}

/// Ends a right on `last` (that day still counts).
pub fn revoke(
    cx: &Cx<'_>,
    resident: ResidentId,
    party: Party,
    basis: Basis,
    record: Option<Id>,
    last: Date,
) -> Result<()> {
    let record = record.map_or_else(String::new, |r| r.to_string());
    cx.tx().exec(REVOKE, params![last, resident.0, party.id(), basis.code(), record])?;
    cx.rights_changed()?;
    Ok(())
}

/// Ends a right to one kind only, on `last` (that day still counts; yesterday ends it at once).
pub fn revoke_kind(
    cx: &Cx<'_>,
    resident: ResidentId,
    party: Party,
    basis: Basis,
    kind: What,
    last: Date,
) -> Result<()> {
    let values = params![last, resident.0, party.id(), basis.code(), kind.code()];
    cx.tx().exec(REVOKE_KIND, values)?;
    cx.rights_changed()?;
    Ok(())
}

/// To whom a kind is released by the person today.
pub(crate) fn released(cx: &Cx<'_>, resident: ResidentId, what: What) -> Result<Vec<Addressee>> {
    let rows = cx.tx().rows(RELEASED, params![resident.0, what.code(), cx.today()])?;
    rows.iter().map(|r| Ok(addressee(r, 0)?)).collect()
}

/// An addressee in a column.
pub(super) fn addressee(r: &Row, column: usize) -> std::result::Result<Addressee, DbError> {
    Addressee::from_code(&r.get::<String>(column)?)
        .ok_or(DbError::Decode { column, what: "unknown addressee".into() })
}

/// Organisation and account of the actor as stored; empty where there is none.
pub(super) fn parties(cx: &Cx<'_>) -> (String, String) {
    let text = |id: Option<Id>| id.map_or_else(String::new, |i| i.to_string());
    (text(cx.actor().organisation), text(cx.actor().account))
}

/// Every right about a resident that is in force today.
pub(crate) fn all_of(cx: &Cx<'_>, resident: ResidentId) -> Result<Vec<Held>> {
    Ok(cx.tx().all(ALL_OF, params![resident.0, cx.today()])?)
}

fn listed<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    text.split(',').filter(|t| !t.is_empty()).filter_map(read).collect()
}

/// The consents in force, as they concern an organisation and an account.
pub(crate) fn covers(
    cx: &Cx<'_>,
    resident: ResidentId,
    (org, account): (&str, &str),
) -> Result<Vec<Covers>> {
    let rows = cx.tx().rows(COVERS, params![resident.0, org, account, cx.today()])?;
    rows.iter().map(|r| Ok(covers_from(r, 0)?)).collect()
}

/// From the columns mode, kinds, hats, clearance, of which `at` is the first, and the last, which says how often the party
/// is named.
pub(super) fn covers_from(r: &Row, at: usize) -> std::result::Result<Covers, DbError> {
    let bad = |column| DbError::Decode { column, what: "unknown code".into() };
    let (mode, kinds, hats): (String, String, String) =
        (r.get(at)?, r.get(at + 1)?, r.get(at + 2)?);
    let named = r.get::<i64>(r.values().len() - 1)? > 0;
    let kinds_read = listed(&kinds, What::from_code);
    let hats_read = listed(&hats, Hat::from_code);
    // a word that is not understood must not become 「everything」
    let whole = |text: &str, n: usize| text.split(',').filter(|t| !t.is_empty()).count() == n;
    if !whole(&kinds, kinds_read.len()) || !whole(&hats, hats_read.len()) {
        return Err(bad(at + 1));
    }
    Ok(Covers {
        reaches: if mode == "bulk" { !named } else { named },
        kinds: kinds_read,
        hats: hats_read,
        clearance: Label::from_code(&r.get::<String>(at + 3)?).ok_or_else(|| bad(at + 3))?,
    })
}

/// Does the shield over a resident, if any, leave this party out?
pub(crate) fn shield(
    cx: &Cx<'_>,
    resident: ResidentId,
    (org, account): (&str, &str),
) -> Result<Shield> {
    // one that does not name the party is enough
    cx.tx()
        .rows(SHIELD, params![resident.0, org, account])?
        .iter()
        .try_fold(Shield::Open, |all, row| Ok(all.and(about::hides(row, 0)?)))
}

pub(crate) fn shield_for_me(cx: &Cx<'_>, resident: ResidentId) -> Result<Shield> {
    let (org, account) = parties(cx);
    shield(cx, resident, (&org, &account))
}

/// Residents over whom a shield hides from the actor where they are. There are few.
pub(super) fn hidden_from_me(cx: &Cx<'_>) -> Result<Vec<Id>> {
    let (org, account) = parties(cx);
    let rows = cx.tx().rows(SHIELDED, params![org, account])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// The label that was set on a record and the organisation that wrote it; none when nobody set one.
pub(crate) fn label_of(cx: &Cx<'_>, record: Id) -> Result<Option<(Label, Option<Id>)>> {
    let Some(row) = cx.tx().first(LABEL, params![record])? else { return Ok(None) };
    let label = Label::from_code(&row.get::<String>(0)?)
        .ok_or(DbError::Decode { column: 0, what: "unknown label".into() })?;
    Ok(Some((label, row.get(1)?)))
}

/// The cells that the region has closed; empty when it never did.
pub(crate) fn closed(cx: &Cx<'_>) -> Result<Vec<Cell>> {
    closed_in(cx.tx())
}

fn closed_in(tx: &Tx<'_>) -> Result<Vec<Cell>> {
    let Some(row) = tx.first(CLOSED, &[])? else { return Ok(Vec::new()) };
    cells(&row.get::<String>(0)?)
}

/// The cells that a text lists.
pub(super) fn cells(text: &str) -> Result<Vec<Cell>> {
    let cells: Vec<&str> = text.split('\n').filter(|l| !l.is_empty()).collect();
    let read: Vec<Cell> = cells.iter().filter_map(|c| Cell::from_code(c)).collect();
    if read.len() != cells.len() {
        // a closed cell that cannot be read must not stand open
        return Err(app::Error::Inconsistent("people_matrix: an unknown cell".into()));
    }
    Ok(read)
}

/// When a row `a` of `people_access` is a right in force to `what`. Values in the order of [`reach`].
macro_rules! in_force {
    () => {
        "a.party IN (?, ?) AND a.record = '' AND a.from_day <= ? AND (a.to_day IS NULL OR a.to_day >= ?) AND (a.kind = '' OR a.kind = ?) AND (? LIKE '%,' || a.basis || ',%' OR (? LIKE '%,' || a.basis || ',%' AND EXISTS (SELECT 1 FROM people_consent c WHERE c.resident = a.resident AND c.status = 'active' AND c.given_on <= ? AND (c.to_day IS NULL OR c.to_day >= ?) AND (c.kinds = '' OR c.kinds LIKE ?) AND (c.hats = '' OR c.hats LIKE ?) AND (CASE WHEN c.mode = 'bulk' THEN 1 ELSE 0 END) <> (CASE WHEN EXISTS (SELECT 1 FROM people_consent_party p WHERE p.consent = c.id AND p.party IN (?, ?)) THEN 1 ELSE 0 END)))) AND (? NOT LIKE '%,' || a.basis || ',%' OR NOT EXISTS (SELECT 1 FROM people_shield s WHERE s.resident = a.resident AND s.lifted_at IS NULL AND NOT EXISTS (SELECT 1 FROM people_shield_party q WHERE q.shield = s.id AND q.party IN (?, ?)))) AND (a.basis NOT IN ('self', 'proxy', 'relative') OR a.party_kind = 'account') AND (a.basis <> 'relative' OR a.kind <> '') AND (? = '' OR a.basis NOT IN ('team', 'hospital_concerned', 'emergency') OR EXISTS (SELECT 1 FROM people_release w WHERE w.resident = a.resident AND w.kind = ? AND w.addressee = (CASE WHEN a.basis = 'hospital_concerned' THEN 'hospital' ELSE a.basis END) AND w.from_day <= ? AND (w.to_day IS NULL OR w.to_day >= ?) AND w.ended_at IS NULL))"
    };
}

/// The conditions of a list: residents about whom the actor holds one of these bases for `what` today; bases that
/// rest on consent count only while one covers it, a shield ends what [`Basis::ended_by_shield`] names, what belongs to one
/// person is held by an account, and a wish waits for its release. The list's rows have a column `resident`. It says the same as [`super::rule::Facts::allows`] without a record.
pub(super) fn reach(cx: &Cx<'_>, bases: &[Basis], what: What) -> Where {
    let list = |with_consent: bool| {
        let codes: Vec<&str> =
            bases.iter().filter(|b| b.needs_consent() == with_consent).map(|b| b.code()).collect();
        format!(",{},", codes.join(","))
    };
    let (org, account) = parties(cx);
    let today = cx.today();
    let ended: Vec<&str> =
        Basis::ALL.iter().filter(|b| b.ended_by_shield(what)).map(|b| b.code()).collect();
    let released = if what.needs_release() { what.code() } else { "" };
    Where::new().and(
        concat!("resident IN (SELECT a.resident FROM people_access a WHERE ", in_force!(), ")"),
        params![
            &org,
            &account,
            today,
            today,
            what.code(),
            list(false),
            list(true),
            today,
            today,
            format!("%,{},%", what.code()),
            format!("%,{},%", cx.actor().hat.code()),
            &org,
            &account,
            format!(",{},", ended.join(",")),
            &org,
            &account,
            released,
            released,
            today,
            today,
        ],
    )
}

impl super::Scope<'_> {
    /// The same conditions asked of each row `x` by itself, for lists that are already short: SQLite would first
    /// fetch the whole reach.
    pub(crate) fn of_each(&self) -> Where {
        Where::new().and(
            concat!(
                "EXISTS (SELECT 1 FROM people_access a WHERE a.resident = x.resident AND ",
                in_force!(),
                ")"
            ),
            self.conditions.params(),
        )
    }
}
