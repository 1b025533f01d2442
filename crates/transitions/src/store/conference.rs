//! SQL of 退院前カンファ: heads, seats, who was asked to read which version, decisions done, words written back.
//! The content itself is kept version by version in `app::records`.
use accounts::{AccountId, OrganisationId};
use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::model::conference::{Attendee, Presence, Side, State};
use crate::model::{ConferenceId, Method, StayId};

db::statements! { pub(crate) STATEMENTS;
    NEW = "INSERT INTO transitions_conference(id, stay, organisation, state, day, version, first_closed, asked, asked_account, asked_org, asked_name, asked_at, act, at) VALUES ($1, $2, $3, $4, $5, 1, 0, 0, NULL, NULL, '', NULL, NULL, $6)";
    HEAD = "SELECT id, stay, organisation, state, day, version, first_closed, asked, asked_account, asked_org, asked_name, asked_at, act FROM transitions_conference WHERE id = $1";
    OF_STAY = "SELECT id, stay, organisation, state, day, version, first_closed, asked, asked_account, asked_org, asked_name, asked_at, act FROM transitions_conference WHERE stay = $1 ORDER BY at, id";
    RAISE = "UPDATE transitions_conference SET state = $1, day = $2, version = $3, first_closed = $4, act = $5 WHERE id = $6";
    ASKED = "UPDATE transitions_conference SET asked = $1, asked_account = $2, asked_org = $3, asked_name = $4, asked_at = $5 WHERE id = $6";
    SEAT = "INSERT INTO transitions_conference_seat(conference, n, organisation, account, organisation_name, name, profession, side, presence, here, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT (conference, n) DO UPDATE SET organisation = excluded.organisation, account = excluded.account, organisation_name = excluded.organisation_name, name = excluded.name, profession = excluded.profession, side = excluded.side, presence = excluded.presence, here = excluded.here, removed = 0";
    UNSEAT_ALL = "UPDATE transitions_conference_seat SET removed = 1 WHERE conference = $1";
    SEATS = "SELECT n, organisation, account, organisation_name, name, profession, side, presence, here, removed FROM transitions_conference_seat WHERE conference = $1 ORDER BY n";
    ASK = "INSERT INTO transitions_conference_ask(conference, n, version, organisation, account, asked_at, remind_at, reminded, seen_at, seen_account, seen_name, reply, method, told_to, told_day) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, NULL, NULL, '', '', NULL, '', NULL)";
    ASKS = "SELECT n, version, organisation, account, asked_at, remind_at, reminded, seen_at, seen_name, reply, method, told_to, told_day FROM transitions_conference_ask WHERE conference = $1 ORDER BY version, n";
    QUIET = "UPDATE transitions_conference_ask SET remind_at = NULL WHERE conference = $1 AND remind_at IS NOT NULL";
    SEEN = "UPDATE transitions_conference_ask SET seen_at = $1, seen_account = $2, seen_name = $3, reply = $4, method = $5, told_to = $6, told_day = $7, remind_at = NULL WHERE conference = $8 AND n = $9 AND version = $10 AND seen_at IS NULL";
    WAITING_FOR_ME = "SELECT k.conference, k.n, k.version, c.state, c.first_closed, k.asked_at, c.day FROM transitions_conference_ask k JOIN transitions_conference c ON c.id = k.conference AND c.asked = k.version JOIN transitions_stay s ON s.id = c.stay WHERE k.seen_at IS NULL AND (k.account = $1 OR (k.account IS NULL AND k.organisation = $2)) AND c.state <> 'cancelled' AND s.cancelled_at IS NULL AND (s.end_kind IS NULL OR s.end_kind NOT IN ('death', 'transfer')) AND (s.ended_on IS NULL OR s.ended_on >= $3) ORDER BY k.asked_at, k.conference, k.n LIMIT 50";
    STILL_OPEN = "SELECT c.id, c.state, c.asked_at, COUNT(*), SUM(CASE WHEN k.organisation IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN k.reminded > 0 THEN 1 ELSE 0 END) FROM transitions_conference c JOIN transitions_conference_ask k ON k.conference = c.id AND k.version = c.asked JOIN transitions_stay s ON s.id = c.stay WHERE k.seen_at IS NULL AND c.asked_org = $1 AND c.state <> 'cancelled' AND s.cancelled_at IS NULL AND (s.end_kind IS NULL OR s.end_kind NOT IN ('death', 'transfer')) AND (s.ended_on IS NULL OR s.ended_on >= $2) GROUP BY c.id, c.state, c.asked_at ORDER BY c.asked_at, c.id LIMIT 50";
    TO_WRITE = "SELECT c.id, c.state, c.day FROM transitions_conference c JOIN transitions_stay s ON s.id = c.stay WHERE c.organisation = $1 AND c.state IN ('planned', 'invited', 'held') AND c.day <= $2 AND s.cancelled_at IS NULL AND s.closed = 0 ORDER BY c.day, c.id LIMIT 50";
    UNANSWERED = "SELECT w.conference, COUNT(*), MIN(w.at) FROM transitions_conference_word w JOIN transitions_conference c ON c.id = w.conference JOIN transitions_stay s ON s.id = c.stay WHERE w.answered_at IS NULL AND c.organisation = $1 AND c.state <> 'cancelled' AND s.cancelled_at IS NULL AND (s.end_kind IS NULL OR s.end_kind NOT IN ('death', 'transfer')) AND (s.ended_on IS NULL OR s.ended_on >= $2) GROUP BY w.conference ORDER BY w.conference LIMIT 50";
    DUE = "SELECT k.conference, k.n, k.version, k.organisation, k.account, k.reminded FROM transitions_conference_ask k JOIN transitions_conference c ON c.id = k.conference AND c.asked = k.version WHERE k.remind_at IS NOT NULL AND k.remind_at <= $1 AND k.seen_at IS NULL ORDER BY k.remind_at, k.conference, k.n LIMIT 200";
    REMINDED = "UPDATE transitions_conference_ask SET reminded = reminded + 1, remind_at = $1 WHERE conference = $2 AND n = $3 AND version = $4";
    DONE = "INSERT INTO transitions_conference_done(conference, n, account, organisation, name, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (conference, n) DO NOTHING";
    NOT_DONE = "DELETE FROM transitions_conference_done WHERE conference = $1 AND n = $2";
    DONES = "SELECT n, name, at FROM transitions_conference_done WHERE conference = $1 ORDER BY n";
    WORD = "INSERT INTO transitions_conference_word(id, conference, version, account, organisation, name, text, at, answer, answered_at, answered_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', NULL, '')";
    WORDS = "SELECT id, version, account, organisation, name, text, at, answer, answered_at, answered_name FROM transitions_conference_word WHERE conference = $1 ORDER BY at, id";
    ANSWER = "UPDATE transitions_conference_word SET answer = $1, answered_at = $2, answered_name = $3 WHERE id = $4 AND conference = $5 AND answered_at IS NULL";
}

fn unknown(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

/// A conference without its content.
#[derive(Debug, Clone)]
pub struct Head {
    /// Id.
    pub id: ConferenceId,
    /// Of which stay.
    pub stay: StayId,
    /// Who holds it.
    pub organisation: OrganisationId,
    /// How far it has come.
    pub state: State,
    /// The day.
    pub day: Option<Date>,
    /// Newest version.
    pub version: i64,
    /// The version that was closed first; 0 = not closed yet.
    pub first_closed: i64,
    /// The version the attendees were asked to read; 0 = none.
    pub asked: i64,
    /// Who asked.
    pub asked_account: Option<AccountId>,
    /// Of which organisation.
    pub asked_org: Option<OrganisationId>,
    /// Name.
    pub asked_name: String,
    /// When.
    pub asked_at: Option<At>,
    /// The act that says that it was held.
    pub act: Option<Id>,
}

impl Head {
    /// Closed, and changed since.
    pub fn changed(&self) -> bool {
        self.first_closed > 0 && self.version > self.first_closed
    }
}

impl FromRow for Head {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Head {
            id: r.id(0)?,
            stay: r.id(1)?,
            organisation: r.id(2)?,
            state: State::from_code(&r.get::<String>(3)?).ok_or_else(|| unknown(3))?,
            day: r.get(4)?,
            version: r.get(5)?,
            first_closed: r.get(6)?,
            asked: r.get(7)?,
            asked_account: r.opt_id(8)?,
            asked_org: r.opt_id(9)?,
            asked_name: r.get(10)?,
            asked_at: r.get(11)?,
            act: r.get(12)?,
        })
    }
}

/// A seat: an attendee of the newest version, or one that was taken out.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The attendee.
    pub who: Attendee,
    /// Reads here: has an account, or an organisation with fitting accounts.
    pub here: bool,
    /// Taken out by a later version.
    pub removed: bool,
}

impl FromRow for Seat {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Seat {
            who: Attendee {
                n: u32::try_from(r.get::<i64>(0)?).map_err(|_| unknown(0))?,
                organisation: r.get(1)?,
                account: r.get(2)?,
                organisation_name: r.get(3)?,
                name: r.get(4)?,
                profession: r.get(5)?,
                side: r.get(6)?,
                presence: r.get(7)?,
            },
            here: r.get(8)?,
            removed: r.get(9)?,
        })
    }
}

/// One asked to read one version.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The seat.
    pub n: u32,
    /// The version.
    pub version: i64,
    /// The organisation that reads here; none = somebody tells them.
    pub organisation: Option<OrganisationId>,
    /// The account, when one is named.
    pub account: Option<AccountId>,
    /// Asked at.
    pub asked_at: At,
    /// Reminded next at.
    pub remind_at: Option<At>,
    /// How often reminded.
    pub reminded: i64,
    /// Acknowledged at.
    pub seen_at: Option<At>,
    /// By whom (or who told them).
    pub seen_name: String,
    /// Answer to an invitation.
    pub reply: Option<Presence>,
    /// Told outside the program: how.
    pub method: Option<Method>,
    /// Told to whom.
    pub told_to: String,
    /// Told on which day.
    pub told_day: Option<Date>,
}

impl FromRow for Ask {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let method: Option<String> = r.get(10)?;
        Ok(Ask {
            n: u32::try_from(r.get::<i64>(0)?).map_err(|_| unknown(0))?,
            version: r.get(1)?,
            organisation: r.opt_id(2)?,
            account: r.opt_id(3)?,
            asked_at: r.get(4)?,
            remind_at: r.get(5)?,
            reminded: r.get(6)?,
            seen_at: r.get(7)?,
            seen_name: r.get(8)?,
            reply: Presence::from_code(&r.get::<String>(9)?),
            method: method.map(|m| Method::from_code(&m).ok_or_else(|| unknown(10))).transpose()?,
            told_to: r.get(11)?,
            told_day: r.get(12)?,
        })
    }
}

pub(crate) fn add(
    cx: &Cx<'_>,
    id: ConferenceId,
    stay: StayId,
    organisation: OrganisationId,
    day: Option<Date>,
) -> Result<()> {
    let state = State::Planned.code();
    cx.tx().exec(NEW, params![id.0, stay.0, organisation.0, state, day, cx.now()])?;
    Ok(())
}

pub(crate) fn head(cx: &Cx<'_>, id: ConferenceId) -> Result<Head> {
    cx.tx().find(HEAD, params![id.0])?.ok_or(Error::NotFound)
}

pub(crate) fn of_stay(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Head>> {
    Ok(cx.tx().all(OF_STAY, params![stay.0])?)
}

/// Writes state, day, version and act of a head.
pub(crate) fn raise(cx: &Cx<'_>, h: &Head) -> Result<()> {
    cx.tx()
        .exec(RAISE, params![h.state.code(), h.day, h.version, h.first_closed, h.act, h.id.0])?;
    Ok(())
}

/// The newest version is the one that is asked about; 0 = nothing is asked any more.
pub(crate) fn asked(cx: &Cx<'_>, id: ConferenceId, version: i64) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(ASKED, params![version, a.account, a.organisation, &a.name, cx.now(), id.0])?;
    cx.tx().exec(QUIET, params![id.0])?;
    Ok(())
}

/// Nobody is reminded any more.
pub(crate) fn quiet(cx: &Cx<'_>, id: ConferenceId) -> Result<()> {
    cx.tx().exec(QUIET, params![id.0])?;
    Ok(())
}

/// The seats of a new version; who is no longer among them is marked.
pub(crate) fn seat(cx: &Cx<'_>, id: ConferenceId, all: &[(Attendee, bool)]) -> Result<()> {
    cx.tx().exec(UNSEAT_ALL, params![id.0])?;
    for (a, here) in all {
        cx.tx().exec(
            SEAT,
            params![
                id.0,
                i64::from(a.n),
                a.organisation,
                a.account,
                &a.organisation_name,
                &a.name,
                &a.profession,
                a.side().code(),
                a.presence().code(),
                *here,
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn seats(cx: &Cx<'_>, id: ConferenceId) -> Result<Vec<Seat>> {
    Ok(cx.tx().all(SEATS, params![id.0])?)
}

pub(crate) fn ask(
    cx: &Cx<'_>,
    id: ConferenceId,
    version: i64,
    seat: &Seat,
    remind_at: At,
) -> Result<()> {
    let org = seat.who.organisation.filter(|_| seat.here);
    let account = seat.who.account.filter(|_| seat.here);
    let n = i64::from(seat.who.n);
    cx.tx().exec(ASK, params![id.0, n, version, org, account, cx.now(), remind_at])?;
    Ok(())
}

pub(crate) fn asks(cx: &Cx<'_>, id: ConferenceId) -> Result<Vec<Ask>> {
    Ok(cx.tx().all(ASKS, params![id.0])?)
}

/// How an acknowledgement came about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Answer to an invitation.
    pub reply: Option<Presence>,
    /// Told outside the program.
    pub method: Option<Method>,
    /// To whom.
    pub told_to: String,
    /// When.
    pub told_day: Option<Date>,
}

/// Notes an acknowledgement; false when it had been noted before.
pub(crate) fn seen(
    cx: &Cx<'_>,
    id: ConferenceId,
    n: u32,
    version: i64,
    how: &Seen,
) -> Result<bool> {
    let a = cx.actor();
    let changed = cx.tx().exec(
        SEEN,
        params![
            cx.now(),
            a.account,
            &a.name,
            how.reply.map_or("", Presence::code),
            how.method.map(Method::code),
            &how.told_to,
            how.told_day,
            id.0,
            i64::from(n),
            version,
        ],
    )?;
    Ok(changed == 1)
}

/// Something that waits for the actor.
#[derive(Debug, Clone)]
pub(crate) struct Waits {
    pub conference: ConferenceId,
    pub version: i64,
    pub state: State,
    pub first_closed: i64,
    pub asked_at: At,
    pub day: Option<Date>,
}

impl FromRow for Waits {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Waits {
            conference: r.id(0)?,
            version: r.get(2)?,
            state: State::from_code(&r.get::<String>(3)?).ok_or_else(|| unknown(3))?,
            first_closed: r.get(4)?,
            asked_at: r.get(5)?,
            day: r.get(6)?,
        })
    }
}

/// What the actor is asked to read, of stays not ended before `since`.
pub(crate) fn waiting_for_me(cx: &Cx<'_>, since: Date) -> Result<Vec<Waits>> {
    let a = cx.actor();
    let text = |id: Option<Id>| id.map_or_else(String::new, |i| i.to_string());
    Ok(cx.tx().all(WAITING_FOR_ME, params![text(a.account), text(a.organisation), since])?)
}

/// A version that the actor's organisation asked to read, and who is still open.
#[derive(Debug, Clone)]
pub(crate) struct StillOpen {
    pub conference: ConferenceId,
    pub state: State,
    pub asked_at: At,
    /// Have not answered.
    pub open: i64,
    /// Of them, those whom somebody has to tell.
    pub outside: i64,
    /// Of them, those who were reminded.
    pub reminded: i64,
}

impl FromRow for StillOpen {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(StillOpen {
            conference: r.id(0)?,
            state: State::from_code(&r.get::<String>(1)?).ok_or_else(|| unknown(1))?,
            asked_at: r.get(2)?,
            open: r.get(3)?,
            outside: r.get(4)?,
            reminded: r.get(5)?,
        })
    }
}

/// What the actor's organisation asked others to read and who has not.
pub(crate) fn still_open(cx: &Cx<'_>, since: Date) -> Result<Vec<StillOpen>> {
    Ok(cx.tx().all(STILL_OPEN, params![cx.actor().organisation, since])?)
}

/// Conferences of the actor's organisation whose day has come and whose decisions do not stand yet.
pub(crate) fn to_write(cx: &Cx<'_>) -> Result<Vec<(ConferenceId, State, Date)>> {
    let rows = cx.tx().rows(TO_WRITE, params![cx.actor().organisation, cx.today()])?;
    rows.iter()
        .map(|r| {
            let state = State::from_code(&r.get::<String>(1)?).ok_or_else(|| unknown(1))?;
            Ok((r.id(0)?, state, r.get(2)?))
        })
        .collect()
}

/// Conferences of the actor's organisation with words nobody answered: how many, since when.
pub(crate) fn unanswered(cx: &Cx<'_>, since: Date) -> Result<Vec<(ConferenceId, i64, At)>> {
    let rows = cx.tx().rows(UNANSWERED, params![cx.actor().organisation, since])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?, r.get(2)?))).collect()
}

/// One to be reminded.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub conference: ConferenceId,
    pub n: u32,
    pub version: i64,
    pub organisation: Option<OrganisationId>,
    pub account: Option<AccountId>,
    pub reminded: i64,
}

impl FromRow for Due {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Due {
            conference: r.id(0)?,
            n: u32::try_from(r.get::<i64>(1)?).map_err(|_| unknown(1))?,
            version: r.get(2)?,
            organisation: r.opt_id(3)?,
            account: r.opt_id(4)?,
            reminded: r.get(5)?,
        })
    }
}

/// Who is to be reminded now; at most 200.
pub(crate) fn due(cx: &Cx<'_>) -> Result<Vec<Due>> {
    Ok(cx.tx().all(DUE, params![cx.now()])?)
}

/// Reminded; next at, if at all.
pub(crate) fn reminded(cx: &Cx<'_>, d: &Due, next: Option<At>) -> Result<()> {
    cx.tx().exec(REMINDED, params![next, d.conference.0, i64::from(d.n), d.version])?;
    Ok(())
}

/// A decision that was carried out: number, by whom, when.
pub type Done = (u32, String, At);

pub(crate) fn done(cx: &Cx<'_>, id: ConferenceId, n: u32) -> Result<()> {
    let a = cx.actor();
    cx.tx()
        .exec(DONE, params![id.0, i64::from(n), a.account, a.organisation, &a.name, cx.now()])?;
    Ok(())
}

pub(crate) fn not_done(cx: &Cx<'_>, id: ConferenceId, n: u32) -> Result<()> {
    cx.tx().exec(NOT_DONE, params![id.0, i64::from(n)])?;
    Ok(())
}

pub(crate) fn dones(cx: &Cx<'_>, id: ConferenceId) -> Result<Vec<Done>> {
    let rows = cx.tx().rows(DONES, params![id.0])?;
    rows.iter()
        .map(|r| {
            let n = u32::try_from(r.get::<i64>(0)?).map_err(|_| unknown(0))?;
            Ok((n, r.get(1)?, r.get(2)?))
        })
        .collect()
}

/// Words written back by an attendee.
#[derive(Debug, Clone)]
pub struct Word {
    /// Id.
    pub id: Id,
    /// To which version.
    pub version: i64,
    /// Who.
    pub account: Option<AccountId>,
    /// Of which organisation.
    pub organisation: Option<OrganisationId>,
    /// Name.
    pub name: String,
    /// The text.
    pub text: String,
    /// When.
    pub at: At,
    /// The answer.
    pub answer: String,
    /// Answered at.
    pub answered_at: Option<At>,
    /// By whom.
    pub answered_name: String,
}

impl FromRow for Word {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Word {
            id: r.get(0)?,
            version: r.get(1)?,
            account: r.opt_id(2)?,
            organisation: r.opt_id(3)?,
            name: r.get(4)?,
            text: r.get(5)?,
            at: r.get(6)?,
            answer: r.get(7)?,
            answered_at: r.get(8)?,
            answered_name: r.get(9)?,
        })
    }
}

pub(crate) fn say(cx: &Cx<'_>, id: ConferenceId, version: i64, text: &str) -> Result<Id> {
    let word = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        WORD,
        params![word, id.0, version, a.account, a.organisation, &a.name, text, cx.now()],
    )?;
    Ok(word)
}

pub(crate) fn words(cx: &Cx<'_>, id: ConferenceId) -> Result<Vec<Word>> {
    Ok(cx.tx().all(WORDS, params![id.0])?)
}

/// Answers; false when it was answered before or belongs to another conference.
pub(crate) fn answer(cx: &Cx<'_>, id: ConferenceId, word: Id, text: &str) -> Result<bool> {
    let n = cx.tx().exec(ANSWER, params![text, cx.now(), &cx.actor().name, word, id.0])?;
    Ok(n == 1)
}

/// Side of a seat for the meetings' statement; kept beside the other codes.
pub(crate) const OUTSIDE: &str = Side::Outside.code();
