//! The plain pages for what went wrong, in words that say what to do.
use app::Error;
use db::DbError;
use kernel::ErrorKind;

/// A page without a region's frame.
#[derive(Debug, Clone)]
pub struct Plain {
    /// HTTP status.
    pub status: u16,
    /// What happened.
    pub title: String,
    /// What to do.
    pub text: String,
}

impl Plain {
    /// Title and what to do.
    pub fn new(status: u16, title: &str, text: &str) -> Self {
        Plain { status, title: title.into(), text: text.into() }
    }

    /// A defect of ours.
    pub fn broken() -> Self {
        Plain::new(
            500,
            "画面を出せませんでした",
            "入力した内容は送られていません。少し待ってから、もう一度おためしください。続くときは、連携拠点に電話で知らせてください",
        )
    }
}

/// Status of a kind of refusal.
pub fn status(kind: ErrorKind) -> u16 {
    match kind {
        ErrorKind::Invalid => 422,
        ErrorKind::NotFound => 404,
        ErrorKind::Forbidden => 403,
        // what stands there is not what was asked for: no answer of ours, and no defect of the program
        ErrorKind::Conflict | ErrorKind::Altered => 409,
        ErrorKind::Unavailable => 503,
        ErrorKind::Internal => 500,
    }
}

/// One sentence for a person, for pages and for the command line.
pub fn sentence(e: &Error) -> String {
    match e {
        Error::Invalid(fields) => {
            fields.iter().map(|f| f.message.clone()).collect::<Vec<_>>().join("\n")
        }
        Error::Rule(text) => text.clone(),
        Error::NotFound => "見つかりません".into(),
        Error::Forbidden(app::permission::OFF) => {
            "この地域では、いまこの機能を止めています。急ぎのことは、電話でたしかめてください".into()
        }
        Error::Forbidden(_) => "この操作は、いまの役割ではできません".into(),
        Error::Stale { .. } => {
            "ほかの人が先に変えています。新しい内容を開いて、もう一度おためしください".into()
        }
        Error::KeyReused { .. } => {
            "同じ画面から、ちがう内容が2回送られました。先に送った内容が残っています".into()
        }
        Error::Altered(_) => "保存された内容が、書かれたときと違っています。まちがった内容をお見せしないように、表示を止めました。連携拠点（運用担当）に、電話で知らせてください。控えから元に戻します。お急ぎのときは、書いた事業所に内容をたしかめてください".into(),
        Error::Db(DbError::Busy) => {
            "混み合っています。少し待ってから、もう一度おためしください".into()
        }
        Error::Db(DbError::ReadOnly) => {
            "保存できない状態です（見ることはできます）。運用担当に知らせてください".into()
        }
        Error::Db(DbError::Full) => "保存する場所がいっぱいです。運用担当に知らせてください".into(),
        Error::Db(DbError::CommitFailed(_)) => {
            "保存できませんでした。何も変わっていません。もう一度おためしください".into()
        }
        Error::Db(DbError::Damaged(_)) => {
            "この地域のデータがこわれています。運用担当に、電話で知らせてください。控えから戻します".into()
        }
        Error::Db(_) | Error::Inconsistent(_) => {
            "画面を出せませんでした。続くときは、運用担当に知らせてください".into()
        }
    }
}

/// The title above the sentence.
pub fn title(e: &Error) -> &'static str {
    match e.kind() {
        ErrorKind::Invalid => "このままでは進めません",
        ErrorKind::NotFound => "このページは見つかりません",
        ErrorKind::Forbidden if matches!(e, Error::Forbidden(app::permission::OFF)) => {
            "いま止めている機能です"
        }
        ErrorKind::Forbidden => "このページは、いまの役割では使えません",
        ErrorKind::Conflict => "先に送られた内容があります",
        ErrorKind::Altered => "この内容は、お見せできません",
        ErrorKind::Unavailable if matches!(e, Error::Db(DbError::Damaged(_))) => {
            "データがこわれています"
        }
        ErrorKind::Unavailable => "いまは保存できません",
        ErrorKind::Internal => "画面を出せませんでした",
    }
}
