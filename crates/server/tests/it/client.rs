//! A served place and somebody who sends requests by hand.
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::yui::Yui;

/// A place that is served; ended with the test.
pub struct Server {
    child: Child,
    pub host: String,
    pub place: Yui,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An answer, its headers in order.
pub struct Answer {
    pub status: u16,
    pub head: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.head.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// The `Set-Cookie` of this name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        self.head
            .iter()
            .filter(|(n, _)| n == "set-cookie")
            .map(|(_, v)| v.as_str())
            .find(|v| v.starts_with(&start))
    }

    /// The value of an input or the text of a text area.
    pub fn value(&self, name: &str) -> Option<String> {
        let named = format!("name=\"{name}\"");
        let tag = self.body.split("<input").find(|t| t.contains(&named))?;
        let text = tag.split("value=\"").nth(1)?.split('"').next()?;
        Some(text.replace("&amp;", "&").replace("&#38;", "&"))
    }
}

impl Server {
    pub fn start(place: Yui) -> Server {
        let mut words = place.place();
        words.extend(["serve", "--listen", "127.0.0.1:0"].map(String::from));
        let mut child = Command::new(env!("CARGO_BIN_EXE_yui"))
            .args(&words)
            .env("RUST_LOG", "error")
            .env_remove("YUI_ORIGIN")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("the program says where it listens").unwrap();
        let host = line.split("http://").nth(1).unwrap().trim().to_string();
        Server { child, host, place }
    }

    /// One request; `with` are further headers, each ended by CR LF.
    pub fn send(&self, method: &str, path: &str, with: &str, form: &[(&str, &str)]) -> Answer {
        let mut s = TcpStream::connect(&self.host).unwrap();
        let part = |t: &str| t.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let body: Vec<String> =
            form.iter().map(|(k, v)| format!("{}={}", part(k), part(v))).collect();
        let body = body.join("&");
        write!(
            s,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{with}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        )
        .unwrap();
        let mut all = Vec::new();
        s.read_to_end(&mut all).unwrap();
        let text = String::from_utf8_lossy(&all).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let head = lines
            .filter_map(|l| l.split_once(": "))
            .map(|(k, v)| (k.to_lowercase(), v.to_string()))
            .collect();
        Answer { status, head, body: body.to_string() }
    }

    pub fn visitor(&self) -> Visitor<'_> {
        Visitor { server: self, cookies: BTreeMap::new(), network: "203.0.113.7".into() }
    }
}

/// Somebody with cookies and an address, behind the proxy of this machine.
pub struct Visitor<'a> {
    server: &'a Server,
    pub cookies: BTreeMap<String, String>,
    pub network: String,
}

impl Visitor<'_> {
    fn send(&mut self, method: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let jar: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let with = format!("Cookie: {}\r\nX-Forwarded-For: {}\r\n", jar.join("; "), self.network);
        let a = self.server.send(method, path, &with, form);
        for (_, c) in a.head.iter().filter(|(n, _)| n == "set-cookie") {
            let (name, rest) = c.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        a
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[])
    }

    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("POST", path, form)
    }
}
