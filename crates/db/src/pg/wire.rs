//! One connection to PostgreSQL, driven by the thread that has it: no task, no second thread, no waking up between them.
//!
//! Why not the crate `postgres`, which is the same over the same driver: it waits for each answer before it sends the next
//! message. Here BEGIN goes out with the first statement and COMMIT with the one that follows it (docs/adr/0041).
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Socket, Statement};

use super::value::decode;
use crate::{DbError, Row, Value};

/// A connection.
pub(super) struct Wire {
    client: Client,
    line: Line,
    // last: what it drives goes first
    runtime: Runtime,
}

struct Line {
    /// None once the server has hung up: whoever still waits for an answer hears of it by this being gone.
    connection: Option<Connection<Socket, NoTlsStream>>,
    /// A notification came in while something else was waited for.
    heard: bool,
}

impl Line {
    /// Reads and writes what can be read and written now.
    fn move_on(&mut self, cx: &mut Context<'_>) -> Result<(), Error> {
        while let Some(connection) = &mut self.connection {
            match connection.poll_message(cx) {
                Poll::Ready(Some(Ok(AsyncMessage::Notification(_)))) => self.heard = true,
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(e))) => {
                    self.connection = None;
                    return Err(e);
                }
                Poll::Ready(None) => self.connection = None,
                Poll::Pending => break,
            }
        }
        Ok(())
    }
}

impl Wire {
    /// Connects.
    pub(super) fn open(config: &Config) -> Result<Self, DbError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| DbError::Driver(format!("no file descriptor: {e}")))?;
        let (client, connection) = runtime.block_on(config.connect(NoTls))?;
        Ok(Wire { client, line: Line { connection: Some(connection), heard: false }, runtime })
    }

    /// Has the server hung up? Known only once something was said or waited for.
    pub(super) fn ended(&self) -> bool {
        self.line.connection.is_none()
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        drive(&self.runtime, &mut self.line, self.client.prepare(sql))
    }

    /// Statements without parameters.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        drive(&self.runtime, &mut self.line, self.client.batch_execute(sql))
    }

    pub(super) fn exec(&mut self, s: &Statement, params: &[Value]) -> Result<u64, Error> {
        drive(&self.runtime, &mut self.line, self.client.execute(s, &refs(params)))
    }

    /// Rows; `before` goes out in front without waiting for its answer.
    pub(super) fn query(
        &mut self,
        before: Option<&str>,
        s: &Statement,
        params: &[Value],
    ) -> Result<Vec<Row>, DbError> {
        let params = refs(params);
        let rows = self.client.query(s, &params);
        let rows = match before {
            None => drive(&self.runtime, &mut self.line, rows)?,
            Some(sql) => {
                let first = self.client.batch_execute(sql);
                drive(&self.runtime, &mut self.line, both(first, rows))?
            }
        };
        rows.iter().map(decode).collect()
    }

    /// Every row, one at a time as the server sends them.
    pub(super) fn each<E: From<DbError>>(
        &mut self,
        s: &Statement,
        f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
    ) -> Result<(), E> {
        let none = std::iter::empty::<&Value>();
        let rows = drive(&self.runtime, &mut self.line, self.client.query_raw(s, none));
        let mut rows = pin!(rows.map_err(DbError::from)?);
        loop {
            let next = poll_fn(|cx| rows.as_mut().poll_next(cx).map(Ok));
            match drive(&self.runtime, &mut self.line, next).map_err(DbError::from)? {
                None => return Ok(()),
                Some(row) => f(decode(&row.map_err(DbError::from)?)?.values())?,
            }
        }
    }

    /// Waits for a notification, at most so long: whether one came.
    pub(super) fn hear(&mut self, wait: Duration) -> Result<bool, Error> {
        let line = &mut self.line;
        let next = poll_fn(|cx| match line.move_on(cx) {
            Err(e) => Poll::Ready(Err(e)),
            Ok(()) if line.heard || line.connection.is_none() => Poll::Ready(Ok(())),
            Ok(()) => Poll::Pending,
        });
        // the time is asked inside, where there is a clock
        let heard = self.runtime.block_on(async { tokio::time::timeout(wait, next).await });
        // nothing within the time is no error
        heard.unwrap_or(Ok(()))?;
        Ok(std::mem::take(&mut self.line.heard))
    }
}

fn refs(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|p| p as _).collect()
}

/// Runs until the answer is there.
fn drive<T>(
    runtime: &Runtime,
    line: &mut Line,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut answer = pin!(answer);
    runtime.block_on(poll_fn(|cx| {
        // what is to be said is handed to the line first, and what the line brings is handed on before anything is waited for
        if let Poll::Ready(found) = answer.as_mut().poll(cx) {
            return Poll::Ready(found);
        }
        match line.move_on(cx) {
            Ok(()) => answer.as_mut().poll(cx),
            Err(e) => Poll::Ready(Err(e)),
        }
    }))
}

/// Both are said in this order and then waited for; the first one's error counts first.
async fn both<A, B>(
    a: impl Future<Output = Result<A, Error>>,
    b: impl Future<Output = Result<B, Error>>,
) -> Result<B, Error> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    poll_fn(move |cx| {
        if first.is_none()
            && let Poll::Ready(found) = a.as_mut().poll(cx)
        {
            first = Some(found);
        }
        if second.is_none()
            && let Poll::Ready(found) = b.as_mut().poll(cx)
        {
            second = Some(found);
        }
        match (first.take(), second.take()) {
            (Some(a), Some(b)) => Poll::Ready(a.and(b)),
            (a, b) => {
                (first, second) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
