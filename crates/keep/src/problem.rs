//! Why a copy could not be made or read, in words for the person in front of it.
use std::io;
use std::path::Path;

use db::DbError;

/// A problem. `Display` says in Japanese what to do; it names no person and no content.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Too few keys to encrypt to.
    #[error(
        "受け取りの鍵（--recipient age1…）を2つ以上書いてください。1つだけだと、その鍵をなくしたときに、どの控えも開けなくなります。承知のうえで1つにするときは --allow-one を付けてください"
    )]
    OneRecipient,
    /// Not a public key.
    #[error(
        "受け取りの鍵（{0} 番目）が読めません。age1 ではじまる文字を、そのまま写してください。鍵は yui backup key でつくれます"
    )]
    Recipient(usize),
    /// The key file cannot be used.
    #[error(
        "鍵のファイルを読めません: {0}。AGE-SECRET-KEY-1 ではじまる行があるファイルを、--identity で書いてください"
    )]
    Identity(String),
    /// The archive is for other keys.
    #[error(
        "この鍵では、この控えを開けません。控えをつくったときの受け取りの鍵と組になる鍵を使ってください"
    )]
    WrongKey,
    /// The archive is not what was written.
    #[error(
        "控えのファイルがこわれています（{0}）。何も戻していません。別の世代か、別の場所の控えを使ってください"
    )]
    Damaged(String),
    /// Made by a newer program, or for another use.
    #[error(
        "この控えは、この版のプログラムでは読めません（{0}）。控えをつくった版か、それより新しい版を使ってください"
    )]
    Unknown(String),
    /// The target holds something.
    #[error(
        "{0} は空ではありません。すでにあるデータの上には戻しません。新しい場所を書いてください"
    )]
    NotEmpty(String),
    /// No room.
    #[error(
        "{0} に空きがありません。新しい控えはつくれませんでした。前の控えは、そのまま残っています。古いファイルを別の場所に移すか、大きい場所を --to で書いてください"
    )]
    Full(String),
    /// A file of an attachment space nobody told us about.
    #[error(
        "知らない種類の添付（{0}）があります。控えから漏れるので、つくるのをやめました。プログラムを新しくしてください"
    )]
    Space(String),
    /// What was read back from the disk differs from what was written.
    #[error(
        "書いた控えを読み直したら、ちがっていました。この控えは捨て、前の控えを残しました。置き場所の機械を確かめてください"
    )]
    ReadBack,
    /// What came back out of the new store is not what went in.
    #[error("戻したデータが、控えの中身と合いません（{0}）。戻すのをやめました")]
    Differs(String),
    /// A file or folder.
    #[error("{0} を使えません: {1}")]
    File(String, String),
    /// A store.
    #[error("データを読み書きできません: {0}")]
    Store(#[from] DbError),
}

impl Problem {
    /// Of a file operation on this path; a full disk has its own words.
    pub fn file(path: &Path, e: &io::Error) -> Self {
        match e.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Problem::Full(path.display().to_string()),
            kind => Problem::File(path.display().to_string(), kind.to_string()),
        }
    }

    /// Something in the archive is not as it was written.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Problem::Damaged(what.into())
    }
}
