//! A push service for tests, in this process and over a real connection, with the browser behind it: it keeps what comes,
//! answers by the path, and opens what was sealed to its own key (RFC 8291, written a second time and from the other side).
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use ring::rand::SystemRandom;
use ring::{aead, agreement, hkdf};

/// What came: request line, heads, body.
#[derive(Debug, Clone)]
pub struct Came {
    pub path: String,
    pub heads: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Came {
    pub fn head(&self, name: &str) -> &str {
        self.heads.iter().find(|h| h.0 == name).map_or("", |h| h.1.as_str())
    }
}

pub struct Service {
    pub port: u16,
    got: Arc<Mutex<Vec<Came>>>,
}

fn talk(mut stream: TcpStream, got: &Mutex<Vec<Came>>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    lines.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_string();
    let mut heads = Vec::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        heads.push((name.to_lowercase(), value.trim().to_string()));
    }
    let length = heads.iter().find(|h| h.0 == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    let status = match path.split('/').nth(1)? {
        "gone" => "410 Gone",
        "unknown" => "404 Not Found",
        "busy" => "503 Service Unavailable",
        "no" => "403 Forbidden",
        "away" => "301 Moved\r\nLocation: /ok/1",
        _ => "201 Created",
    };
    got.lock().ok()?.push(Came { path, heads, body });
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).ok()
}

impl Service {
    pub fn start() -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let got: Arc<Mutex<Vec<Came>>> = Arc::default();
        let keep = got.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keep = keep.clone();
                std::thread::spawn(move || talk(stream, &keep));
            }
        });
        Service { port, got }
    }

    /// Address of a subscription whose service answers as `how` says.
    pub fn endpoint(&self, how: &str) -> String {
        format!("http://127.0.0.1:{}/{how}/1", self.port)
    }

    pub fn came(&self) -> Vec<Came> {
        self.got.lock().unwrap().clone()
    }
}

/// A browser's half of a subscription: it opens one message, because a key of `ring` agrees once.
pub struct Browser {
    own: Option<agreement::EphemeralPrivateKey>,
    point: Vec<u8>,
    auth: [u8; 16],
}

struct Long(usize);
impl hkdf::KeyType for Long {
    fn len(&self) -> usize {
        self.0
    }
}

impl Browser {
    pub fn new(n: u8) -> Browser {
        let own =
            agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &SystemRandom::new());
        let own = own.unwrap();
        let point = own.compute_public_key().unwrap().as_ref().to_vec();
        Browser { own: Some(own), point, auth: [n; 16] }
    }

    pub fn point(&self) -> String {
        B64.encode(&self.point)
    }

    pub fn auth(&self) -> String {
        B64.encode(self.auth)
    }

    /// What was sealed to this browser.
    pub fn open(&mut self, body: &[u8]) -> String {
        let (salt, rest) = body.split_at(16);
        assert_eq!(u32::from_be_bytes(rest[..4].try_into().unwrap()), 4096);
        assert_eq!(rest[4], 65);
        let (theirs, sealed) = rest[5..].split_at(65);
        let peer = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, theirs);
        let input = agreement::agree_ephemeral(self.own.take().unwrap(), &peer, |shared| {
            let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, &self.auth).extract(shared);
            derive(&prk, &[b"WebPush: info\0", &self.point, theirs], 32)
        });
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&input.unwrap());
        let key = derive(&prk, &[b"Content-Encoding: aes128gcm\0"], 16);
        let nonce = derive(&prk, &[b"Content-Encoding: nonce\0"], 12);
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).unwrap());
        let nonce = aead::Nonce::assume_unique_for_key(nonce.try_into().unwrap());
        let mut bytes = sealed.to_vec();
        let plain = key.open_in_place(nonce, aead::Aad::empty(), &mut bytes).unwrap();
        let end = plain.iter().rposition(|b| *b != 0).unwrap();
        assert_eq!(plain[end], 2, "the last record");
        String::from_utf8(plain[..end].to_vec()).unwrap()
    }
}

fn derive(prk: &hkdf::Prk, info: &[&[u8]], length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    prk.expand(info, Long(length)).unwrap().fill(&mut out).unwrap();
    out
}
