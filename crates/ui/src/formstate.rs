//! What came back from a form: values by name in the order of posting, and what is wrong with them. Reading never
//! fails on strange bytes; what cannot be kept (NUL, far too long) is kept out with a sentence beside its field.
use std::collections::BTreeMap;

/// Largest body that is read, in bytes. Long forms are under 100 kB.
pub const MAX_BODY: usize = 2 * 1024 * 1024;
/// Largest body with files that is read, in bytes: all files of a form together, and what else it says.
pub const MAX_UPLOAD: usize = 20 * 1024 * 1024;
/// Most bytes of chosen files with which a form surely fits into [`MAX_UPLOAD`]; told to the browser as `data-most`.
pub const MOST_FILES: usize = MAX_UPLOAD - 64 * 1024;
/// Most values in one form.
pub const MAX_VALUES: usize = 5_000;
/// Longest value in characters; single fields have their own, smaller limits.
pub const MAX_CHARS: usize = 20_000;
const MAX_NAME: usize = 300;
/// Said where characters came that nobody sees, or that turn the text around them: one name could look like another.
pub const HIDDEN: &str = "見えない文字か、並びを変える文字が入っていました。取りのぞきましたので、内容をたしかめてください";

/// The field that a box belongs to: `birth` of `birth.y`.
fn field_of(name: &str) -> String {
    let boxes = [".era", ".y", ".m", ".d", ".time", ".unit", ".open"];
    boxes.iter().find_map(|b| name.strip_suffix(b)).unwrap_or(name).to_owned()
}

/// One thing that is wrong, as what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the input (`a.discharge`); empty for the form as a whole.
    pub field: String,
    /// 「退院日は入院日（11月3日）以後の日にしてください」.
    pub message: String,
}

/// The whole body was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormRefused {
    /// Larger than [`MAX_BODY`].
    TooLarge,
    /// More than [`MAX_VALUES`] values.
    TooMany,
}

impl std::fmt::Display for FormRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FormRefused::TooLarge => {
                "送られた内容が大きすぎます。文を短くして、もう一度送ってください"
            }
            FormRefused::TooMany => {
                "送られた項目が多すぎます。行を減らして、もう一度送ってください"
            }
        })
    }
}

impl std::error::Error for FormRefused {}

/// A posted form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormState {
    /// Values by name, in the order they were posted. NUL is replaced by a blank, hidden characters
    /// (`kernel::text::is_hidden`) are taken out, line ends are `\n`.
    pub values: BTreeMap<String, Vec<String>>,
    /// What is wrong, in the order found.
    pub errors: Vec<FieldError>,
}

impl FormState {
    /// Reads `application/x-www-form-urlencoded`. Broken escapes and bytes that are no UTF-8 become U+FFFD.
    pub fn parse(body: &[u8]) -> Result<FormState, FormRefused> {
        if body.len() > MAX_BODY {
            return Err(FormRefused::TooLarge);
        }
        let mut form = FormState::default();
        let mut count = 0_usize;
        for pair in body.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
            count += 1;
            if count > MAX_VALUES {
                return Err(FormRefused::TooMany);
            }
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = decode(halves.next().unwrap_or_default());
            let value = decode(halves.next().unwrap_or_default());
            form.put(&name, value);
        }
        Ok(form)
    }

    /// Adds a value as if it had been posted (also for the text parts of a multipart body).
    pub fn put(&mut self, name: &str, value: String) {
        let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let mut value = value.replace("\r\n", "\n").replace('\r', "\n");
        if value.contains('\0') {
            value = value.replace('\0', " ");
            self.error(
                &name,
                "使えない文字が入っていました。取りのぞきましたので、内容をたしかめてください",
            );
        }
        // a password is compared, never shown: it stays as it was typed
        if !name.contains("pass") && value.chars().any(kernel::text::is_hidden_in_lines) {
            let seen = kernel::text::without_hidden(&value);
            if seen != value {
                value = seen;
                self.error(field_of(&name), HIDDEN);
            }
        }
        if value.chars().count() > MAX_CHARS {
            value = value.chars().take(MAX_CHARS).collect();
            self.error(&name, format!("長すぎます。{MAX_CHARS}字までにしてください"));
        }
        self.values.entry(name).or_default().push(value);
    }

    /// First value, blanks around it removed; empty when there is none.
    pub fn text(&self, name: &str) -> String {
        self.raw(name).trim_matches(|c: char| c.is_whitespace()).to_owned()
    }

    /// First value as posted; empty when there is none.
    pub fn raw(&self, name: &str) -> &str {
        self.values.get(name).and_then(|v| v.first()).map_or("", String::as_str)
    }

    /// First value without blanks; none when empty.
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|v| !v.is_empty())
    }

    /// All values of a name that are not empty.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.values
            .get(name)
            .map(|v| v.iter().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect())
            .unwrap_or_default()
    }

    /// Was a value of this name posted (a ticked box, the pressed button)?
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Row numbers posted under `a.{group}.{n}.…`, in rising order.
    pub fn rows(&self, group: &str) -> Vec<usize> {
        let start = format!("{group}.");
        let mut rows: Vec<usize> = self
            .values
            .range(start.clone()..)
            .take_while(|(name, _)| name.starts_with(&start))
            .filter_map(|(name, _)| name.get(start.len()..)?.split('.').next()?.parse().ok())
            .filter(|n| *n < MAX_VALUES)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Notes an error.
    pub fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), message: message.into() });
    }

    /// The first error of a field.
    pub fn error_of(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|e| e.field == field).map(|e| e.message.clone())
    }

    /// Nothing wrong?
    pub fn ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// A text that must be there and may have at most `max` characters; notes the error itself.
    pub fn need(&mut self, name: &str, label: &str, max: usize) -> String {
        let text = self.text(name);
        if text.is_empty() {
            self.error(name, format!("{label}を入れてください"));
        }
        self.limit(name, label, max);
        text
    }

    /// A text of at most `max` characters; notes the error itself.
    pub fn limit(&mut self, name: &str, label: &str, max: usize) -> String {
        let text = self.text(name);
        if text.chars().count() > max {
            self.error(name, format!("{label}は{max}字までにしてください"));
        }
        text
    }
}

fn decode(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match rest {
            [b'%', a, b, tail @ ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                out.push(nibble(*a) << 4 | nibble(*b));
                rest = tail;
            }
            [b'+', tail @ ..] => {
                out.push(b' ');
                rest = tail;
            }
            [c, tail @ ..] => {
                out.push(*c);
                rest = tail;
            }
            [] => break,
        }
    }
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn nibble(c: u8) -> u8 {
    match c {
        b'0'..=b'9' => c - b'0',
        b'a'..=b'f' => c - b'a' + 10,
        _ => c.wrapping_sub(b'A').wrapping_add(10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_taken_out_and_said_beside_the_field() {
        let f = FormState::parse("name=高\u{202e}橋\u{200b}&note=一\n二\t三&sei=渡邉\u{e0100}&born.y=R8\u{feff}&password=a\u{200d}b".as_bytes())
            .unwrap();
        assert_eq!((f.raw("name"), f.raw("note")), ("高橋", "一\n二\t三"));
        assert_eq!(
            f.raw("sei"),
            "渡邉\u{e0100}",
            "a form of a character (異体字) belongs to the name"
        );
        assert_eq!(f.raw("password"), "a\u{200d}b");
        let fields: Vec<&str> = f.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["name", "born"]);
        assert!(f.errors.iter().all(|e| e.message == HIDDEN));
    }

    #[test]
    fn values_keep_their_order_and_their_text() {
        let f =
            FormState::parse("a=1&a=2&b=%E5%B1%B1+%E7%94%B0%0D%0Ax&c&=z&d=a%3Db%26c".as_bytes())
                .unwrap();
        assert_eq!(f.all("a"), ["1", "2"]);
        assert_eq!(f.raw("b"), "山 田\nx");
        assert!(f.has("c") && f.given("c").is_none());
        assert_eq!(f.text("d"), "a=b&c");
        assert!(f.ok());
    }

    #[test]
    fn strange_bytes_are_read_without_a_failure() {
        let f = FormState::parse(b"a=%FF%zz%&b=%").unwrap();
        assert_eq!(f.raw("a"), "\u{FFFD}%zz%");
        assert_eq!(f.raw("b"), "%");
        let f = FormState::parse(b"a=x%00y").unwrap();
        assert_eq!(f.raw("a"), "x y");
        assert_eq!(f.errors.first().map(|e| e.field.as_str()), Some("a"));
    }

    #[test]
    fn too_long_and_too_many_are_refused_in_words() {
        let long = format!("a={}", "あ".repeat(MAX_CHARS + 1));
        let f = FormState::parse(long.as_bytes()).unwrap();
        assert!(f.error_of("a").is_some_and(|m| m.contains("20000字まで")));
        assert_eq!(f.raw("a").chars().count(), MAX_CHARS);
        assert_eq!(FormState::parse(&vec![b'a'; MAX_BODY + 1]), Err(FormRefused::TooLarge));
        assert_eq!(
            FormState::parse("x=1&".repeat(MAX_VALUES + 1).as_bytes()),
            Err(FormRefused::TooMany)
        );
    }

    #[test]
    fn rows_are_found_by_their_numbers() {
        let f =
            FormState::parse(b"a.m.10.n=x&a.m.2.n=y&a.m.2.d=z&a.mm.1.n=q&a.m.x.n=w&a.m=1").unwrap();
        assert_eq!(f.rows("a.m"), [2, 10]);
        assert!(f.rows("a.z").is_empty());
    }

    #[test]
    fn need_and_limit_say_what_to_do() {
        let mut f = FormState::parse("name=+%20&memo=あいうえお".as_bytes()).unwrap();
        assert_eq!(f.need("name", "名前", 10), "");
        f.limit("memo", "メモ", 3);
        let said: Vec<_> = f.errors.iter().map(|e| e.message.as_str()).collect();
        assert_eq!(said, ["名前を入れてください", "メモは3字までにしてください"]);
    }
}
