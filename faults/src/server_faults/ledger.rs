//! What people sent and what they were told, kept outside the store.
use std::collections::BTreeMap;

use super::client::{self, FORM, MULTIPART};
use super::place::REGION;

/// What an act makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Registers a person of this name.
    Person(String),
    /// Attaches a paper of this title to a person.
    Paper {
        /// The person's id.
        person: String,
        /// The title, found nowhere else.
        title: String,
    },
}

/// A request that writes, so that it can be sent again exactly as it was.
#[derive(Debug, Clone)]
pub struct Act {
    /// What it makes.
    pub what: What,
    /// Where it goes.
    pub path: String,
    /// Content type.
    pub kind: &'static str,
    /// Body.
    pub body: Vec<u8>,
}

/// The ledger.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Sent, no answer yet, by number.
    pub open: BTreeMap<u64, Act>,
    /// Answered with success: the act and where the page went.
    pub acked: BTreeMap<u64, (Act, String)>,
    /// Pages of persons that were shown whole, by the person's id.
    pub shown: BTreeMap<String, u64>,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Answers that said neither yes nor what to do in Japanese.
    pub speechless: u64,
    /// Somebody signed in was sent to the door, and what they had typed was gone.
    pub thrown_out: u64,
    /// Sent again after an acknowledgement, and answered otherwise than the first time.
    pub contradicted: u64,
    /// What the last refusal said.
    pub last_refusal: String,
    next: u64,
}

/// The text of a page without its frame.
fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    let text: String = main
        .split('<')
        .filter_map(|t| t.split_once('>').map(|(_, t)| t))
        .collect::<Vec<_>>()
        .join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// The smallest paper: its text makes it another file each time.
fn pdf(n: u64) -> Vec<u8> {
    let name = format!("faults {n}");
    format!("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj 4 0 obj ({name}) endobj trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n").into_bytes()
}

/// A number as a reading in hiragana.
fn kana(n: u64) -> String {
    const DIGITS: [char; 10] = ['あ', 'か', 'さ', 'た', 'な', 'は', 'ま', 'や', 'ら', 'わ'];
    n.to_string().bytes().filter_map(|b| DIGITS.get(usize::from(b.wrapping_sub(b'0')))).collect()
}

impl Ledger {
    /// Somebody new, noted as sent.
    pub fn person(&mut self, csrf: &str) -> (u64, Act) {
        self.next += 1;
        let n = self.next;
        let name = format!("故障 {n:07}番");
        let (key, reading) = (format!("faults-person-{n:08}"), format!("こしょう {}", kana(n)));
        let (year, month, day) =
            ((2 + n % 60).to_string(), (1 + n % 12).to_string(), (1 + n % 28).to_string());
        let body = client::encoded(&[
            ("_csrf", csrf),
            ("_key", &key),
            ("name", &name),
            ("kana", &reading),
            ("birth.era", "S"),
            ("birth.y", &year),
            ("birth.m", &month),
            ("birth.d", &day),
            ("sex", "female"),
            ("care_level", "22"),
            ("consent_method", "written"),
            ("consent_on.era", "R"),
            ("consent_on.y", "8"),
            ("consent_on.m", "4"),
            ("consent_on.d", "1"),
        ]);
        let act = Act {
            what: What::Person(name),
            path: format!("/{REGION}/people/new"),
            kind: FORM,
            body,
        };
        self.open.insert(n, act.clone());
        (n, act)
    }

    /// A paper for somebody, noted as sent.
    pub fn paper(&mut self, csrf: &str, person: &str) -> (u64, Act) {
        self.next += 1;
        let n = self.next;
        let title = format!("故障の紙 {n:07}");
        let (key, file) = (format!("faults-paper-{n:08}"), format!("paper-{n}.pdf"));
        let body = client::with_file(
            &[("_csrf", csrf), ("_key", &key), ("file_kind", "other"), ("file_title", &title)],
            &file,
            "application/pdf",
            &pdf(n),
        );
        let act = Act {
            what: What::Paper { person: person.into(), title },
            path: format!("/{REGION}/people/{person}/files"),
            kind: MULTIPART,
            body,
        };
        self.open.insert(n, act.clone());
        (n, act)
    }

    /// The answer to an act: only 303 is an acknowledgement.
    pub fn answered(&mut self, n: u64, answer: &client::Answer) {
        *self.statuses.entry(answer.status).or_default() += 1;
        if answer.status == 303 && answer.location.contains("/login") {
            self.thrown_out += 1;
            self.last_refusal = format!("{n}: sent to {}", answer.location);
            return;
        }
        if answer.status == 303 {
            if let Some(act) = self.open.remove(&n) {
                self.acked.insert(n, (act, answer.location.clone()));
            }
            return;
        }
        // Nothing is known about it: it stays open.
        self.last_refusal = format!("{n}: {}", words(&answer.text()));
        if !answer.text().chars().any(|c| ('ぁ'..='ん').contains(&c)) {
            self.speechless += 1;
        }
    }

    /// Answers with this status.
    pub fn answers(&self, status: u16) -> u64 {
        self.statuses.get(&status).copied().unwrap_or(0)
    }

    /// Statuses in words.
    pub fn told(&self) -> String {
        let all: Vec<String> = self.statuses.iter().map(|(s, n)| format!("{s}×{n}")).collect();
        all.join(" ")
    }
}
