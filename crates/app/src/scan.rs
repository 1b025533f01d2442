//! Asking a virus scanner about a file before it is kept. The port [`Scanner`], and [`Clamd`], which speaks the
//! INSTREAM command of ClamAV's daemon (clamd(8)): the command, pieces each behind its length in four bytes, an empty
//! piece, then one line of answer. No answer is not "nothing found": the caller refuses the file.
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

/// Name of the setting in the environment.
pub const SETTING: &str = "YUI_CLAMD";
/// Bytes of one piece.
const PIECE: usize = 64 * 1024;
/// Longest answer that is read.
const ANSWER: u64 = 4096;

/// What a scanner says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing found.
    Clean,
    /// Something was found; the scanner's name for it.
    Found(String),
}

/// The scanner could not be asked, or did not answer. Names no content; can be logged.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// No connection, or it broke.
    #[error("the scanner cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    /// It answered that it could not look.
    #[error("the scanner refused: {0}")]
    Refused(String),
}

/// Asks about one file. Slow: before any transaction.
pub trait Scanner: Send + Sync {
    /// The verdict on these bytes.
    fn scan(&self, bytes: &[u8]) -> Result<Verdict, ScanError>;
}

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Tcp(String),
    Unix(PathBuf),
}

/// ClamAV's daemon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clamd {
    address: Address,
    wait: Duration,
}

/// Both ways of one connection.
trait Both: Read + Write {}
impl<T: Read + Write> Both for T {}

impl Clamd {
    /// From the setting: `127.0.0.1:3310`, or `unix:/run/clamav/clamd.ctl`. Wrong = a sentence for who starts the program.
    pub fn parse(setting: &str) -> Result<Self, String> {
        let setting = setting.trim();
        let address = match setting.strip_prefix("unix:") {
            Some(path) if path.starts_with('/') => Address::Unix(PathBuf::from(path)),
            Some(_) => return Err(wrong(setting)),
            None => {
                let port = setting.rsplit_once(':').and_then(|(host, port)| {
                    (!host.is_empty()).then(|| port.parse::<u16>().ok()).flatten()
                });
                port.filter(|p| *p > 0).ok_or_else(|| wrong(setting))?;
                Address::Tcp(setting.to_string())
            }
        };
        Ok(Clamd { address, wait: Duration::from_secs(30) })
    }

    /// With another longest wait for each step of the talk (for tests).
    #[must_use]
    pub fn waiting(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    fn open(&self) -> std::io::Result<Box<dyn Both>> {
        let wait = Some(self.wait);
        match &self.address {
            Address::Tcp(name) => {
                let mut last = std::io::Error::other("the name leads nowhere");
                for at in name.to_socket_addrs()? {
                    match TcpStream::connect_timeout(&at, self.wait) {
                        Ok(s) => {
                            s.set_read_timeout(wait)?;
                            s.set_write_timeout(wait)?;
                            return Ok(Box::new(s));
                        }
                        Err(e) => last = e,
                    }
                }
                Err(last)
            }
            Address::Unix(path) => {
                let s = std::os::unix::net::UnixStream::connect(path)?;
                s.set_read_timeout(wait)?;
                s.set_write_timeout(wait)?;
                Ok(Box::new(s))
            }
        }
    }

    fn talk(&self, bytes: &[u8]) -> std::io::Result<String> {
        let mut s = self.open()?;
        let sent = send(&mut *s, bytes);
        // a daemon that has had enough answers and closes before everything was sent: its word counts, not the break
        let mut answer = Vec::new();
        let read = Read::by_ref(&mut s).take(ANSWER).read_to_end(&mut answer);
        if answer.is_empty() {
            sent?;
            read?;
        }
        Ok(String::from_utf8_lossy(&answer).trim_matches(['\0', '\n', '\r', ' ']).to_string())
    }
}

fn send(s: &mut dyn Both, bytes: &[u8]) -> std::io::Result<()> {
    s.write_all(b"zINSTREAM\0")?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).map_err(std::io::Error::other)?;
        s.write_all(&length.to_be_bytes())?;
        s.write_all(piece)?;
    }
    s.write_all(&0u32.to_be_bytes())?;
    s.flush()
}

fn wrong(setting: &str) -> String {
    format!(
        "{SETTING} の「{setting}」を読めません。127.0.0.1:3310 か unix:/run/clamav/clamd.ctl のように書いてください"
    )
}

impl Scanner for Clamd {
    fn scan(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let answer = self.talk(bytes)?;
        let said = answer.strip_prefix("stream: ").unwrap_or(&answer);
        match said.strip_suffix(" FOUND") {
            Some(name) => Ok(Verdict::Found(name.to_string())),
            None if said == "OK" => Ok(Verdict::Clean),
            None if said.is_empty() => {
                Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into())
            }
            None => Err(ScanError::Refused(said.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_an_address_or_a_sentence_that_says_what_to_write() {
        for good in
            ["127.0.0.1:3310", " clamav.example.jp:3310 ", "[::1]:3310", "unix:/run/clamd.ctl"]
        {
            assert!(Clamd::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "3310", ":3310", "host:", "host:0", "host:99999", "unix:", "unix:clamd.ctl"]
        {
            let said = Clamd::parse(bad).unwrap_err();
            assert!(said.contains("YUI_CLAMD") && said.contains("unix:/run"), "{bad}: {said}");
        }
    }
}
