//! A browser with no more than the load tool needs: GET, one form, one cookie; a connection a request.
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::Fail;

/// Talks to one server.
pub struct Browser {
    address: String,
    cookie: String,
}

/// An answer.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Browser {
    /// To `host:port`.
    pub fn new(address: &str) -> Self {
        Browser { address: address.to_string(), cookie: String::new() }
    }

    /// The body of a page; an error when it is not answered with 200.
    pub fn get(&mut self, path: &str) -> Result<Vec<u8>, Fail> {
        let a = self.ask("GET", path, None)?;
        if a.status == 200 { Ok(a.body) } else { Err(Fail::Text(format!("{path}: {}", a.status))) }
    }

    /// The one-tap entry that stands first on the page.
    pub fn sign_in(&mut self, page: &str, to: &str) -> Result<(), Fail> {
        let html = String::from_utf8_lossy(&self.get(page)?).into_owned();
        let account = html
            .split_once("name=\"account\" value=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(id, _)| id.to_string())
            .ok_or_else(|| Fail::Text("no one-tap entry".into()))?;
        let a = self.ask("POST", to, Some(&format!("account={account}&next=%2F")))?;
        let cookie = a.head.lines().find_map(|l| {
            let (name, value) = l.split_once(':')?;
            name.eq_ignore_ascii_case("set-cookie").then(|| value.trim().to_string())
        });
        let cookie = cookie.ok_or_else(|| Fail::Text(format!("signing in: {}", a.status)))?;
        self.cookie = cookie.split(';').next().unwrap_or("").to_string();
        Ok(())
    }

    fn ask(&mut self, method: &str, path: &str, form: Option<&str>) -> Result<Answer, Fail> {
        let mut stream = TcpStream::connect(&self.address)?;
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        if !self.cookie.is_empty() {
            head.push_str(&format!("Cookie: {}\r\n", self.cookie));
        }
        let body = form.unwrap_or("");
        if form.is_some() {
            head.push_str(&format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nOrigin: http://{}\r\n",
                body.len(),
                self.address
            ));
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let end = end.ok_or_else(|| Fail::Text(format!("{path}: no answer")))?;
        let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        Ok(Answer { status, head, body: if chunked { unchunk(&body) } else { body } })
    }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(rest.get(..end).unwrap_or_default()).unwrap_or("0");
        let n = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if n == 0 {
            break;
        }
        out.extend_from_slice(rest.get(end + 2..end + 2 + n).unwrap_or_default());
        rest = rest.get(end + 4 + n..).unwrap_or_default();
    }
    out
}
