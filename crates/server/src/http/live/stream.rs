//! One reader: waits, asks whether it still may, and writes the next events. While nothing is taken from it nothing is
//! read for it.
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use app::outbox::Event;
use app::{App, outbox};
use axum::body::{Body, Bytes};
use db::Db;
use futures_util::stream;
use kernel::Actor;
use slice::Live;
use tokio::time::{Instant, sleep_until};

use super::hub::{After, Hub, Place};

/// Without an event a line is written so often, so that proxies and telephones keep the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// So often is asked whether the reader still may, also when no right seems to have moved: a day ends, a session ends.
const ASK: Duration = Duration::from_secs(4);

/// Who reads what.
pub struct Reader {
    /// The region.
    pub app: Arc<App>,
    /// Sessions.
    pub control: Db,
    /// Who.
    pub actor: Actor,
    /// The token of the session, asked again while it is open; its being asked does not count as use.
    pub token: String,
    /// The credential of the device.
    pub device: String,
    /// What.
    pub live: Live,
}

/// What the store says.
struct Answer {
    may: bool,
    epoch: i64,
    events: Vec<Event>,
    /// Everything about the things up to here is in `events`, or was before.
    upto: i64,
}

impl Reader {
    /// May it still, and what is new after a position (none = not asked)? In one snapshot, so that nothing is handed out
    /// that came after the right went.
    fn ask(&self, after: Option<i64>) -> app::Result<Answer> {
        let no = |epoch| Answer { may: false, epoch, events: Vec::new(), upto: 0 };
        let found = accounts::sessions::peek(
            &self.control,
            self.app.region(),
            &self.token,
            self.app.now(),
        )?;
        let Some(found) = found.filter(|f| !f.locked) else { return Ok(no(0)) };
        self.app.read(&self.actor, |cx| {
            let epoch = cx.rights_epoch()?;
            let account = accounts::account(cx, found.account)?;
            let same = account
                .is_some_and(|a| Some(a.id.0) == self.actor.account && a.hat == self.actor.hat);
            if !same || !accounts::may_stay(cx, &found, &self.device)? {
                return Ok(no(epoch));
            }
            let may = match (self.live.still)(cx, &self.live.subjects) {
                Err(app::Error::NotFound) => false,
                other => other?,
            };
            let (Some(pos), true) = (after, may) else {
                return Ok(Answer { may, epoch, events: Vec::new(), upto: 0 });
            };
            let events = outbox::about_after(cx, &self.live.subjects, pos)?;
            let upto = match events.last() {
                Some(e) if events.len() >= outbox::PAGE => e.pos,
                _ => outbox::last(cx)?.max(pos),
            };
            Ok(Answer { may, epoch, events, upto })
        })
    }

    /// The newest position of all and the number of the rights now; for entering.
    fn begin(&self) -> app::Result<(i64, i64)> {
        self.app.read(&Actor::system(), |cx| Ok((outbox::last(cx)?, cx.rights_epoch()?)))
    }
}

struct Open {
    reader: Arc<Reader>,
    place: Place,
    pos: i64,
    epoch: i64,
    asked: Instant,
    written: Instant,
    begun: bool,
}

/// The lines of some events for this reader; the last position counts also when nothing is told of it.
fn lines(reader: &Reader, events: &[impl AsRef<Event>], upto: i64) -> String {
    let mut out = String::new();
    let mut told = 0;
    for e in events.iter().map(AsRef::as_ref) {
        if let Some(line) = (reader.live.shows)(&reader.actor, e) {
            let _ = write!(out, "id: {}\nevent: change\ndata: {line}\n\n", e.pos);
            told = e.pos;
        }
    }
    if told < upto {
        let _ = write!(out, "id: {upto}\n\n");
    }
    out
}

/// An event of the store, so that both kinds of lists are written by one function.
struct Own(Event);
impl AsRef<Event> for Own {
    fn as_ref(&self) -> &Event {
        &self.0
    }
}

impl Open {
    /// Asks the store; none when the reader may not any more, or nobody can tell.
    async fn ask(&mut self, after: Option<i64>) -> Option<Answer> {
        let hub = self.place.hub().clone();
        let _turn = hub.asking.acquire().await.ok()?;
        let reader = self.reader.clone();
        let answer = tokio::task::spawn_blocking(move || reader.ask(after)).await.ok()?.ok()?;
        self.asked = Instant::now();
        self.epoch = answer.epoch;
        answer.may.then_some(answer)
    }

    /// The next bytes; none ends the answer. The browser comes back with the last id that it got.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.begun {
            self.begun = true;
            return Some(Bytes::from_static(b"retry: 2000\n\n"));
        }
        loop {
            if *self.place.closing.borrow() {
                return None;
            }
            self.place.newest.borrow_and_update();
            let text = match self.place.after(self.pos) {
                After::Behind => {
                    let answer = self.ask(Some(self.pos)).await?;
                    let events: Vec<Own> = answer.events.into_iter().map(Own).collect();
                    let text = match answer.upto > self.pos {
                        true => lines(&self.reader, &events, answer.upto),
                        false => String::new(),
                    };
                    self.pos = answer.upto;
                    text
                }
                After::Events(events) => {
                    let moved = *self.place.epoch.borrow_and_update() != self.epoch;
                    if moved || self.asked.elapsed() >= ASK {
                        self.ask(None).await?;
                    }
                    match events.last().map(|e| e.pos) {
                        Some(upto) => {
                            let text = lines(&self.reader, &events, upto);
                            self.pos = upto;
                            text
                        }
                        None => String::new(),
                    }
                }
            };
            if !text.is_empty() {
                self.written = Instant::now();
                return Some(Bytes::from(text));
            }
            if self.written.elapsed() >= HEARTBEAT {
                self.written = Instant::now();
                return Some(Bytes::from_static(b":\n\n"));
            }
            let until = (self.written + HEARTBEAT).min(self.asked + ASK);
            tokio::select! {
                _ = self.place.newest.changed() => {}
                _ = self.place.epoch.changed() => {}
                _ = self.place.closing.changed() => {}
                () = sleep_until(until) => {}
            }
        }
    }
}

/// The body of a live answer; none when there are too many readers. Asks the store once: on a blocking thread.
pub fn body(hub: &Arc<Hub>, reader: Reader) -> app::Result<Option<Body>> {
    let (last, epoch) = reader.begin()?;
    let Some(account) = reader.actor.account else { return Ok(None) };
    let Some(place) = hub.enter(&reader.live.subjects, account, last, epoch) else {
        return Ok(None);
    };
    let now = Instant::now();
    let open = Open {
        pos: reader.live.after.unwrap_or(last).min(last),
        // never the number of any rights: the first event asks
        epoch: -1,
        reader: Arc::new(reader),
        place,
        asked: now,
        written: now,
        begun: false,
    };
    Ok(Some(Body::from_stream(stream::unfold(open, |mut open| async move {
        let bytes = open.next().await?;
        Some((Ok::<_, Infallible>(bytes), open))
    }))))
}
