//! The least of HTTP/1.1 that a browser needs: one kept connection, a cookie, forms and files.
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for an answer, unless said otherwise.
const WAIT: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Status; 0 never comes.
    pub status: u16,
    /// `Location`, empty without.
    pub location: String,
    /// Cookies set: name and value.
    pub cookies: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Who is signed in: survives the server's restart, like a browser that stays open.
#[derive(Debug, Clone, Default)]
pub struct Session {
    cookies: BTreeMap<String, String>,
    /// Token of forms.
    pub csrf: String,
}

/// A connection with its session.
pub struct Client {
    address: String,
    stream: Option<BufReader<TcpStream>>,
    /// The session.
    pub session: Session,
    wait: Duration,
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_string())
}

/// The value of an attribute in the first tag that contains `near`.
pub fn attribute(html: &str, near: &str, name: &str) -> Option<String> {
    html.split('<').find(|t| t.contains(near)).and_then(|t| {
        let (_, rest) = t.split_once(&format!("{name}=\""))?;
        rest.split_once('"').map(|(v, _)| v.to_string())
    })
}

/// A form as a browser sends it.
pub fn encoded(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut out = String::new();
    for (k, v) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(k);
        out.push('=');
        for b in v.bytes() {
            if b.is_ascii_alphanumeric() || b"-._".contains(&b) {
                out.push(char::from(b));
            } else {
                out.push_str(&format!("%{b:02X}"));
            }
        }
    }
    out.into_bytes()
}

/// Kind of [`encoded`].
pub const FORM: &str = "application/x-www-form-urlencoded";
/// Kind of [`with_file`].
pub const MULTIPART: &str = "multipart/form-data; boundary=yui-faults-edge";

/// A form with one file.
pub fn with_file(fields: &[(&str, &str)], name: &str, mime: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (k, v) in fields {
        out.extend_from_slice(
            format!(
                "--yui-faults-edge\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n"
            )
            .as_bytes(),
        );
    }
    out.extend_from_slice(format!("--yui-faults-edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: {mime}\r\n\r\n").as_bytes());
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\r\n--yui-faults-edge--\r\n");
    out
}

impl Client {
    /// To this address (`127.0.0.1:PORT`), as this visitor.
    pub fn new(address: &str, session: &Session) -> Self {
        Client { address: address.into(), stream: None, session: session.clone(), wait: WAIT }
    }

    /// Waits no longer than this for each answer.
    pub fn patience(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Signs in as a role of the demonstration with one tap.
    pub fn role(address: &str, region: &str, role: &str) -> io::Result<Client> {
        let mut c = Client::new(address, &Session::default());
        let page = c.get(&format!("/{region}/login"))?.text();
        let form = page
            .split("<form")
            .find(|f| f.contains(&format!("data-role=\"{role}\"")))
            .ok_or_else(|| broken("the role is not offered"))?;
        let account = attribute(form, "name=\"account\"", "value").unwrap_or_default();
        let body = encoded(&[("account", &account), ("next", "/")]);
        let answer = c.post(&format!("/{region}/login"), FORM, &body)?;
        if answer.status != 303 {
            return Err(broken("signing in was refused"));
        }
        let page = c.get(&format!("/{region}/people"))?.text();
        let csrf = attribute(&page, &format!("name=\"{}\"", ui_field()), "value");
        c.session.csrf = match csrf {
            Some(token) => token,
            None => {
                let page = c.get(&format!("/{region}/people/new"))?.text();
                attribute(&page, &format!("name=\"{}\"", ui_field()), "value").unwrap_or_default()
            }
        };
        Ok(c)
    }

    /// GET.
    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send("GET", path, "", b"")
    }

    /// POST.
    pub fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> io::Result<Answer> {
        self.send("POST", path, kind, body)
    }

    fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> io::Result<Answer> {
        let answer = self.try_send(method, path, kind, body);
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    fn try_send(
        &mut self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> io::Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(s) => s,
            None => {
                let s = TcpStream::connect(&self.address)?;
                s.set_nodelay(true)?;
                BufReader::new(s)
            }
        };
        stream.get_ref().set_read_timeout(Some(self.wait))?;
        stream.get_ref().set_write_timeout(Some(self.wait))?;
        let cookies: Vec<String> =
            self.session.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\ncontent-length: {}\r\n",
            self.address,
            cookies.join("; "),
            body.len()
        );
        if !kind.is_empty() {
            head.push_str(&format!("content-type: {kind}\r\n"));
        }
        head.push_str("\r\n");
        let mut all = head.into_bytes();
        all.extend_from_slice(body);
        stream.get_mut().write_all(&all)?;
        let (answer, close) = read(&mut stream)?;
        for (k, v) in &answer.cookies {
            self.session.cookies.insert(k.clone(), v.clone());
        }
        if !close {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

/// Name of the hidden field that guards a form.
fn ui_field() -> &'static str {
    "_csrf"
}

fn read(stream: &mut BufReader<TcpStream>) -> io::Result<(Answer, bool)> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(broken("the connection ended before an answer"));
    }
    let mut answer = Answer {
        status: line
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .ok_or_else(|| broken("no status"))?,
        ..Answer::default()
    };
    let (mut length, mut close) = (0_usize, false);
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(broken("the head was cut off"));
        }
        let trimmed = line.trim_end();
        if trimmed.is_empty() {
            break;
        }
        let Some((name, value)) = trimmed.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().map_err(|_| broken("length"))?,
            "transfer-encoding" => return Err(broken("an answer in chunks")),
            "connection" => close = value.eq_ignore_ascii_case("close"),
            "location" => answer.location = value.to_string(),
            "set-cookie" => {
                let pair = value.split(';').next().unwrap_or_default();
                if let Some((k, v)) = pair.split_once('=') {
                    answer.cookies.push((k.to_string(), v.to_string()));
                }
            }
            _ => {}
        }
    }
    answer.body = vec![0; length];
    stream.read_exact(&mut answer.body)?;
    Ok((answer, close))
}
