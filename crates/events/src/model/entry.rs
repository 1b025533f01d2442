//! Signing up: what is asked, the participant's own link and code, and who waits. The link is made from the key of the form,
//! so that the same press twice gives the same link; only hashes are kept.
use app::{Error, FieldError, Result};
use kernel::{At, kana, sha256_hex};

use super::catalogue::catalogue;
use crate::{EntryId, EventId};

/// Without I, L, O, U: signs that are read for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: 40 bits.
pub const CODE: usize = 8;
/// Signs of a link: 130 bits.
pub const TOKEN: usize = 26;

/// Where a sign-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// 申し込み済み.
    In,
    /// キャンセル待ち.
    Waiting,
    /// 取り消し.
    Gone,
}

impl EntryState {
    /// All.
    pub const ALL: [EntryState; 3] = [EntryState::In, EntryState::Waiting, EntryState::Gone];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            EntryState::In => "in",
            EntryState::Waiting => "waiting",
            EntryState::Gone => "gone",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            EntryState::In => "申し込み済み",
            EntryState::Waiting => "キャンセル待ち",
            EntryState::Gone => "取り消し",
        }
    }
}

/// By which way somebody came onto the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Public page.
    Page,
    /// Entered by the centre (telephone, FAX).
    Staff,
    /// 当日受付 without signing up before.
    WalkIn,
}

impl Way {
    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Way::Page => "page",
            Way::Staff => "staff",
            Way::WalkIn => "walkin",
        }
    }

    /// Words of a code.
    pub fn label(code: &str) -> &'static str {
        match code {
            "page" => "ページから",
            "staff" => "拠点が入力",
            "walkin" => "当日",
            _ => "",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEntry {
    /// Name.
    pub name: String,
    /// Organisation or group.
    pub organisation: String,
    /// Code of the profession.
    pub profession: String,
    /// Telephone or mail, for a change of the event; may be empty on the day.
    pub contact: String,
}

impl NewEntry {
    /// Is it whole? `contact`: must one be given (before the day, so that a change can be told)?
    pub fn check(&self, contact: bool) -> Result<()> {
        let mut out = Vec::new();
        let mut say = |field: &str, message: &str| {
            out.push(FieldError { field: field.into(), message: message.into() });
        };
        if self.name.trim().is_empty() {
            say("name", "お名前を入力してください");
        }
        if !catalogue()?.has_profession(&self.profession) {
            say("profession", "職種を選んでください。あてはまるものがないときは「その他」です");
        }
        if contact && self.contact.trim().is_empty() {
            say("contact", "中止や変更のときの連絡先（電話かメール）を入力してください");
        }
        let most = [
            ("name", &self.name, 40),
            ("organisation", &self.organisation, 60),
            ("contact", &self.contact, 80),
        ];
        for (field, text, most) in most {
            if text.chars().count() > most {
                say(field, &format!("{most}字までにしてください"));
            }
            if !text.trim().is_empty() && !kernel::text::is_plain_line(text) {
                say(field, "1行で、見える文字だけを入力してください");
            }
        }
        if out.is_empty() { Ok(()) } else { Err(Error::Invalid(out)) }
    }
}

/// A sign-up as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id.
    pub id: EntryId,
    /// Its event.
    pub event: EventId,
    /// Number in the order of signing up.
    pub place: i64,
    /// What was given; empty after it was erased, but for the profession.
    pub who: NewEntry,
    /// Where it stands.
    pub state: EntryState,
    /// Code of [`Way`].
    pub way: String,
    /// When.
    pub at: At,
    /// Names were erased.
    pub erased: bool,
    /// Moved up from the waiting list then.
    pub moved: Option<At>,
    /// Was told of it then.
    pub told: Option<At>,
}

/// The participant's own link and code.
#[derive(Clone, PartialEq, Eq)]
pub struct Word(String);

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Word(…)")
    }
}

/// 26 signs from a hash.
fn signs(hash: &str) -> String {
    let mut n: u128 = 0;
    for c in hash.chars().take(32) {
        n = (n << 4) | u128::from(c.to_digit(16).unwrap_or(0));
    }
    let sign = |v: usize| ALPHABET.get(v).map_or('0', |b| char::from(*b)).to_ascii_lowercase();
    (0..TOKEN)
        .map(|i| sign(((n.rotate_left(u32::try_from(5 * i).unwrap_or(0))) >> 123) as usize & 31))
        .collect()
}

impl Word {
    /// From the key of the form (drawn at random by this server) and what it is for.
    pub fn of(event: EventId, key: &str) -> Word {
        Word(signs(&sha256_hex(format!("yui event entry\0{event}\0{key}").as_bytes())))
    }

    /// As it stands in an address.
    pub fn token(&self) -> &str {
        &self.0
    }

    /// The short code: the first eight signs, `K7QD-M4X2`.
    pub fn code(&self) -> String {
        code_words(&self.0.chars().take(CODE).collect::<String>())
    }

    /// What is kept of the link.
    pub fn token_hash(&self) -> String {
        token_hash(&self.0)
    }

    /// What is kept of the code.
    pub fn code_hash(&self) -> String {
        code_hash(&self.0.chars().take(CODE).collect::<String>())
    }
}

/// `K7QD-M4X2` of eight signs.
pub fn code_words(code: &str) -> String {
    let up = code.to_ascii_uppercase();
    let (a, b) = up.split_at_checked(CODE / 2).unwrap_or((&up, ""));
    format!("{a}-{b}")
}

/// Hash of a link.
pub fn token_hash(token: &str) -> String {
    sha256_hex(format!("yui event link\0{token}").as_bytes())
}

/// Hash of a code of eight small signs.
pub fn code_hash(code: &str) -> String {
    sha256_hex(format!("yui event code\0{}", code.to_ascii_lowercase()).as_bytes())
}

/// What was typed: a link's token or a code in any writing; the hash to look for and whether it is a token.
pub fn typed(text: &str) -> Option<(String, bool)> {
    let mut out = String::new();
    for c in kana::half_width(text.trim()).chars() {
        match c.to_ascii_uppercase() {
            '-' | ' ' | 'ー' | '－' | '‐' | '−' => {}
            'I' | 'L' => out.push('1'),
            'O' => out.push('0'),
            c if u8::try_from(c).is_ok_and(|b| ALPHABET.contains(&b)) => {
                out.push(c.to_ascii_lowercase())
            }
            _ => return None,
        }
        if out.len() > TOKEN {
            return None;
        }
    }
    match out.len() {
        TOKEN => Some((token_hash(&out), true)),
        CODE => Some((code_hash(&out), false)),
        _ => None,
    }
}

/// A public name of eight signs for an event, from its id.
pub fn slug(id: kernel::Id, what: &str) -> String {
    signs(&sha256_hex(format!("yui event page\0{what}\0{id}").as_bytes()))
        .chars()
        .take(CODE)
        .collect()
}

/// Is there a place for one more?
pub fn fits(capacity: Option<i64>, taken: i64) -> bool {
    capacity.is_none_or(|c| taken < c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(key: &str) -> Word {
        Word::of(EventId(kernel::Id::from_bytes([7; 16])), key)
    }

    #[test]
    fn the_same_key_gives_the_same_link_and_another_another() {
        assert_eq!(word("a").token(), word("a").token());
        assert_ne!(word("a").token(), word("b").token());
        assert_eq!(word("a").token().len(), TOKEN);
        let mut seen = std::collections::BTreeSet::new();
        for i in 0..500 {
            assert!(seen.insert(word(&i.to_string()).code()));
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let w = word("x");
        let want = Some((w.code_hash(), false));
        assert_eq!(typed(&w.code()), want);
        assert_eq!(typed(&w.code().to_lowercase().replace('-', " ")), want);
        assert_eq!(typed(w.token()), Some((w.token_hash(), true)));
        for bad in ["", "K7", "あいうえおかきく", "K7QD-M4U2", &"0".repeat(27)] {
            assert_eq!(typed(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_sign_up_asks_for_little_and_says_what_is_missing() {
        let e =
            NewEntry {
                name: "結野 花".into(), profession: "nurse".into(), ..NewEntry::default()
            };
        assert!(e.check(false).is_ok());
        assert!(matches!(e.check(true), Err(Error::Invalid(f)) if f[0].field == "contact"));
        let bad = NewEntry { name: "a\nb".into(), profession: "x".into(), ..NewEntry::default() };
        assert!(matches!(bad.check(false), Err(Error::Invalid(f)) if f.len() == 2));
    }
}
