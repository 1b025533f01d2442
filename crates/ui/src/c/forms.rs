//! Around a form: its beginning with the hidden fields, the error summary, the bar that says to whom, drafts, taking
//! back, and two versions side by side when somebody else was quicker.
use askama::Template;

use super::act::Button;
use crate::formstate::FieldError;
use crate::html::{Html, component, id_of};

/// The opening tag of a posting form with everything hidden: token, key, version, and a default button so that the
/// Enter key saves and never adds a row. Close it with `</form>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/form_open.html")]
pub struct FormOpen {
    /// Id, for a button in the sticky bar.
    pub id: String,
    /// Where it posts.
    pub action: String,
    /// Token (`shell.csrf`).
    pub csrf: String,
    /// `_key`: the id that makes a repeated press one act; empty = none.
    pub key: String,
    /// `_version`: the version that was read, for the stale check; empty = none.
    pub version: String,
    /// Where drafts go; empty = no drafts.
    pub draft_url: String,
    /// `YYYY-MM-DD`, what 今日 means.
    pub today: String,
    /// Posted as `_do` when Enter is pressed; empty = no default button.
    pub default: String,
    /// Sends files.
    pub multipart: bool,
}

/// What is wrong, on top of the page, each line leading to its field. Gets the focus when the page comes back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/errsum.html")]
pub struct ErrorSummary {
    /// 「送る前に、1か所を直してください」; made from the count when empty.
    pub title: String,
    /// In the order of the page.
    pub errors: Vec<FieldError>,
    /// 「入力した内容は残っています。」 and more; the first sentence stands when empty.
    pub note: String,
}

impl ErrorSummary {
    /// From the errors of a posted form.
    pub fn of(errors: &[FieldError]) -> Self {
        ErrorSummary { errors: errors.to_vec(), ..ErrorSummary::default() }
    }

    /// The same errors in the order in which these names stand on the page. What belongs to no field comes first, as
    /// it does in the summary's own sense: it concerns the whole page; unknown names come last.
    #[must_use]
    pub fn in_order<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let place = |e: &FieldError| match e.field.as_str() {
            "" => 0,
            field => names.iter().position(|n| *n == field).map_or(names.len() + 1, |n| n + 1),
        };
        self.errors.sort_by_key(place);
        self
    }

    fn head(&self) -> String {
        if self.title.is_empty() {
            format!("{}か所を直してください", self.errors.len())
        } else {
            self.title.clone()
        }
    }

    fn words(&self) -> &str {
        if self.note.is_empty() { "入力した内容は残っています。" } else { &self.note }
    }

    fn target(&self, field: &str) -> String {
        id_of(field)
    }
}

/// The bar at the lower edge: to whom, what happens, the one button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/sendbar.html")]
pub struct SendBar {
    /// Read aloud: 「送る」.
    pub label: String,
    /// 「送り先」, 「つぎ」, 「知らせる相手」.
    pub head: String,
    /// To whom.
    pub to: Html,
    /// 「読まれる前なら、5分間は取り消せます」.
    pub after: Html,
    /// The one button; give it the form's id.
    pub button: Button,
    /// A second way, as text.
    pub second: Option<Button>,
}

/// 「11:18 に下書きを保存しました。閉じても消えません。」 where there is no [`super::SecNav`]; filled by the script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/draft.html")]
pub struct DraftStatus {
    /// Words now; empty hides it until something was saved.
    pub saved: String,
}

/// Sent a moment ago: what, to whom, and taking it back in whole minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/recall.html")]
pub struct RecallBar {
    /// 「11:20 に みどり総合病院 地域連携室へ送りました」.
    pub text: Html,
    /// Posts here.
    pub action: String,
    /// Token.
    pub csrf: String,
    /// Key of the act.
    pub key: String,
    /// Seconds left, counted by the server.
    pub seconds: u32,
    /// 「取り消す」.
    pub label: String,
}

impl RecallBar {
    fn verb(&self) -> &str {
        if self.label.is_empty() { "取り消す" } else { &self.label }
    }

    fn words(&self) -> String {
        let minutes = self.seconds.div_ceil(60);
        if minutes <= 1 {
            format!("{}（あと1分以内）", self.verb())
        } else {
            format!("{}（あと{minutes}分）", self.verb())
        }
    }
}

/// One field on which two versions differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaleRow {
    /// Name of the field; the choice is posted as `keep.{name}` with `mine` or `theirs`.
    pub name: String,
    /// The question.
    pub label: String,
    /// What I wrote.
    pub mine: String,
    /// What stands now.
    pub theirs: String,
    /// What stood when I began.
    pub was: String,
}

/// Somebody else changed the record meanwhile: both versions, field by field; nothing is lost, a person decides.
/// Stands inside the form that carries all fields as hidden inputs and the new `_version`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/stale.html")]
pub struct Stale {
    /// 「小田島 誠さん（みどり総合病院 地域連携室）」.
    pub who: Html,
    /// 「11月19日 11:18」.
    pub when: String,
    /// Where the versions differ.
    pub rows: Vec<StaleRow>,
    /// Fields that only I changed; they stay.
    pub only_mine: u32,
    /// Fields that only they changed; they are taken over.
    pub only_theirs: u32,
    /// The other one is the reader, in another window; `who` is not said.
    pub own: bool,
}

impl Stale {
    fn mine(&self) -> &'static str {
        if self.own { "この画面で書いたもの" } else { "あなたが書いたもの" }
    }

    fn only(&self) -> (&'static str, &'static str) {
        if self.own { ("この画面", "べつの画面") } else { ("あなた", "相手") }
    }
}

component!(FormOpen, ErrorSummary, SendBar, DraftStatus, RecallBar, Stale);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_in_the_order_of_the_page() {
        let e = |field: &str| FieldError { field: field.into(), message: field.into() };
        let s = ErrorSummary::of(&[e("care"), e("other"), e("name"), e(""), e("birth")])
            .in_order(["name", "birth", "care"]);
        let fields: Vec<&str> = s.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["", "name", "birth", "care", "other"]);
    }
}
