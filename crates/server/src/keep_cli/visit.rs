//! The restored program on trial: started as it will be, on this machine alone and without its jobs, and visited like
//! a person does.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::place::Place;

/// A running program; ended when dropped.
pub struct Visit {
    child: Child,
    at: String,
}

/// An answer.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Head, lower case.
    pub head: String,
    /// Body as it came.
    pub body: Vec<u8>,
}

impl Visit {
    /// Starts this same program on the place; ready when it has said its address.
    pub fn start(place: &Place, database: Option<&str>) -> Result<Self, String> {
        let me = std::env::current_exe().map_err(|e| e.to_string())?;
        let mut command = Command::new(me);
        match (place, database) {
            (Place::Folder(dir), _) => command.arg("--data").arg(dir),
            (Place::Postgres(_), Some(url)) => command.arg("--database").arg(url),
            (Place::Postgres(_), None) => return Err("--database URL".into()),
        };
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--no-jobs"])
            .env_remove("YUI_ORIGIN")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("戻したプログラムを始められません: {e}"))?;
        let said = child.stdout.take();
        let mut visit = Visit { child, at: String::new() };
        let mut line = String::new();
        if let Some(said) = said {
            BufReader::new(said).read_line(&mut line).map_err(|e| e.to_string())?;
        }
        let Some(at) = line.trim().strip_prefix("http://") else {
            return Err("戻したプログラムが、始まりませんでした".into());
        };
        visit.at = at.to_string();
        Ok(visit)
    }

    /// Asks for a page.
    pub fn get(&self, path: &str, cookie: &str) -> Result<Answer, String> {
        let failed = |e: std::io::Error| format!("戻したプログラムが答えません: {e}");
        let mut stream = TcpStream::connect(&self.at).map_err(failed)?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(failed)?;
        let at = &self.at;
        let text = format!(
            "GET {path} HTTP/1.1\r\nHost: {at}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(text.as_bytes()).map_err(failed)?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all).map_err(failed)?;
        answer(&all).ok_or_else(|| "戻したプログラムの答えが読めません".into())
    }
}

fn answer(all: &[u8]) -> Option<Answer> {
    let end = all.windows(4).position(|w| w == b"\r\n\r\n")?;
    let (head, body) = all.split_at_checked(end)?;
    let head = String::from_utf8_lossy(head).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head, body: body.get(4..)?.to_vec() })
}

impl Answer {
    /// Does the body have this text?
    pub fn has(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|w| w == text.as_bytes())
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn an_answer_is_taken_apart() {
        let a = answer(b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML\r\n\r\n<p>\r\n\r\nx").unwrap();
        assert_eq!((a.status, a.body.as_slice()), (200, b"<p>\r\n\r\nx".as_slice()));
        assert!(a.head.contains("text/html") && a.has("x") && !a.has("y"));
        for bad in [b"".as_slice(), b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n"] {
            assert!(answer(bad).is_none());
        }
    }
}
