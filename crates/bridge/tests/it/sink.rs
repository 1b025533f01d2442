//! Mail servers for tests: a small SMTP sink in this process, and a real one (aiosmtpd) where Python has it.
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// What a sink answers to `RCPT TO` of an address that holds one of these words.
const NOBODY: &str = "nobody";
const BUSY: &str = "busy";

pub struct Sink {
    pub port: u16,
    pub got: Arc<Mutex<Vec<String>>>,
}

fn talk(stream: TcpStream, got: &Mutex<Vec<String>>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    out.write_all(b"220 sink\r\n").ok()?;
    while let Some(Ok(line)) = lines.next() {
        let upper = line.to_uppercase();
        let answer = if upper.starts_with("RCPT") && line.contains(NOBODY) {
            "550 5.1.1 no such user\r\n"
        } else if upper.starts_with("RCPT") && line.contains(BUSY) {
            "451 4.3.0 later\r\n"
        } else if upper.starts_with("EHLO") {
            "250-sink\r\n250 8BITMIME\r\n"
        } else if upper == "DATA" {
            out.write_all(b"354 go\r\n").ok()?;
            let mut text = String::new();
            for line in lines.by_ref() {
                let line = line.ok()?;
                if line == "." {
                    break;
                }
                text.push_str(&line);
                text.push('\n');
            }
            got.lock().ok()?.push(text);
            "250 taken\r\n"
        } else if upper.starts_with("QUIT") {
            out.write_all(b"221 bye\r\n").ok()?;
            return Some(());
        } else {
            "250 ok\r\n"
        };
        out.write_all(answer.as_bytes()).ok()?;
    }
    Some(())
}

impl Sink {
    pub fn start() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let got: Arc<Mutex<Vec<String>>> = Arc::default();
        let keep = got.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keep = keep.clone();
                std::thread::spawn(move || talk(stream, &keep));
            }
        });
        Sink { port, got }
    }

    pub fn mails(&self) -> Vec<String> {
        self.got.lock().unwrap().iter().map(|m| decoded(m)).collect()
    }
}

/// Headers and body as text: quoted-printable, base64 and encoded words undone.
pub fn decoded(raw: &str) -> String {
    let (head, body) = raw.split_once("\n\n").unwrap_or((raw, ""));
    let lower = head.to_lowercase();
    let body = if lower.contains("transfer-encoding: base64") {
        String::from_utf8_lossy(&base64(&body.replace(['\r', '\n'], ""))).into_owned()
    } else if lower.contains("quoted-printable") {
        quoted(body)
    } else {
        body.into()
    };
    let mut subject = String::new();
    for word in head.split("=?utf-8?b?").skip(1) {
        subject.push_str(&String::from_utf8_lossy(&base64(word.split("?=").next().unwrap())));
    }
    format!("{head}\nSUBJECT {subject}\n\n{body}")
}

fn quoted(text: &str) -> String {
    let text = text.replace("=\r\n", "").replace("=\n", "");
    let (mut out, b) = (Vec::new(), text.as_bytes());
    let mut i = 0;
    while i < b.len() {
        let hex = b.get(i + 1..i + 3).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()).filter(|_| b[i] == b'=') {
            Some(v) => {
                out.push(v);
                i += 3;
            }
            None => {
                out.push(b[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut bits, mut n) = (Vec::new(), 0_u32, 0);
    for c in text.bytes() {
        let Some(v) = SIGNS.iter().position(|s| *s == c) else { continue };
        bits = (bits << 6) | u32::try_from(v).unwrap();
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push(((bits >> n) & 255) as u8);
        }
    }
    out
}

/// The real server, in a process of its own; it prints each mail to its output.
pub struct Real {
    child: Child,
    pub port: u16,
    lines: Arc<(Mutex<String>, std::sync::Condvar)>,
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PROGRAM: &str = r#"
import asyncio, sys
from aiosmtpd.controller import Controller
class H:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if 'nobody' in address: return '550 5.1.1 no such user'
        envelope.rcpt_tos.append(address); return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        sys.stdout.write('MAIL ' + envelope.content.hex() + '\n'); sys.stdout.flush(); return '250 taken'
c = Controller(H(), hostname='127.0.0.1', port=int(sys.argv[1])); c.start()
sys.stdout.write('READY\n'); sys.stdout.flush()
sys.stdin.read()
"#;

impl Real {
    /// None, said loudly, when this machine's Python has no aiosmtpd.
    pub fn start() -> Option<Real> {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let python = std::env::var("YUI_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
        let has =
            Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !has.is_ok_and(|s| s.success()) {
            let said =
                "NOT CHECKED: no aiosmtpd for python3 (pip install aiosmtpd, or YUI_TEST_PYTHON)\n";
            let _ = std::io::stderr().write_all(said.as_bytes());
            assert!(std::env::var("YUI_REQUIRE_SMTP").is_err(), "YUI_REQUIRE_SMTP is set");
            return None;
        }
        let mut child = Command::new(&python)
            .args(["-c", PROGRAM, &free.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        assert_eq!(first.trim(), "READY");
        let lines: Arc<(Mutex<String>, std::sync::Condvar)> = Arc::default();
        let keep = lines.clone();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let mut all = keep.0.lock().unwrap();
                all.push_str(&line);
                all.push('\n');
                keep.1.notify_all();
            }
        });
        Some(Real { child, port: free, lines })
    }

    /// The mails taken so far. The server prints one before it answers `250`, and its reader is waited for.
    pub fn mails(&self, at_least: usize) -> Vec<String> {
        let mails = |all: &str| all.lines().filter(|l| l.starts_with("MAIL ")).count();
        let (lines, more) = &*self.lines;
        let all = more
            .wait_timeout_while(lines.lock().unwrap(), std::time::Duration::from_secs(30), |all| {
                mails(all) < at_least
            })
            .unwrap()
            .0;
        let got = all.lines().filter_map(|l| l.strip_prefix("MAIL ")).map(unhex);
        got.map(|m| decoded(&m.replace("\r\n", "\n"))).collect()
    }
}

fn unhex(text: &str) -> String {
    let bytes: Vec<u8> = (0..text.len() / 2)
        .map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
