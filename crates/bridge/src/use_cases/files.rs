//! Photos and scans that come with an answer: checked and cleaned like every attachment, sealed with a key of the
//! letter's own, durable before the row that names them, swept when no row does.
use app::files::{self, FileKey, FileName, KEY_BYTES};
use app::{App, Cx, Error, Result};
use kernel::{Actor, Id};
use people::attachments::Checked;

use super::own;
use crate::store::answers::{self, Sent};
use crate::{LetterId, permissions};

/// The space of these files in the region's file store.
pub const SPACE: &str = "bridge";

/// A file that is durable and that no row names yet.
#[derive(Debug, Clone)]
pub struct KeptFile {
    pub(crate) file: String,
    pub(crate) mime: &'static str,
    pub(crate) title: String,
}

fn key_for(app: &App, letter: LetterId) -> Result<FileKey> {
    let mut fresh = [0; KEY_BYTES];
    app.random(&mut fresh);
    app.write(&Actor::system(), move |cx| {
        answers::make_key(cx, letter, &fresh)?;
        answers::key(cx, letter)?.ok_or(Error::NotFound)
    })
}

/// Keeps checked files under the letter's key. The caller has made sure that whoever sends them may answer.
pub fn keep(app: &App, letter: LetterId, checked: &[Checked]) -> Result<Vec<KeptFile>> {
    if checked.is_empty() {
        return Ok(Vec::new());
    }
    let key = key_for(app, letter)?;
    checked
        .iter()
        .map(|f| {
            let name = key
                .name(SPACE, &f.bytes)
                .ok_or_else(|| Error::Inconsistent("the space of letters has no name".into()))?;
            app.files().put(&name, &key.seal(&name, &f.bytes)?, app.now())?;
            Ok(KeptFile { file: name.hex().into(), mime: f.mime.mime(), title: f.title.clone() })
        })
        .collect()
}

/// One file of a letter of one's own organisation, with the key that opens it.
pub fn one(cx: &Cx<'_>, letter: LetterId, file: Id) -> Result<(Sent, FileKey)> {
    own(cx, &permissions::READ, letter)?;
    let sent =
        answers::files(cx, letter)?.into_iter().find(|f| f.id == file).ok_or(Error::NotFound)?;
    let key = answers::key(cx, letter)?.ok_or(Error::NotFound)?;
    Ok((sent, key))
}

/// Its content, after the audit row is durable. A file that was changed on its disk is not shown.
pub fn content(app: &App, sent: &Sent, key: &FileKey) -> Result<Vec<u8>> {
    let what = format!("letter-file:{}", sent.id);
    let altered = || {
        app::altered::report(app, std::slice::from_ref(&what))?;
        Err(Error::Altered(what.clone()))
    };
    let Some(name) = FileName::new(SPACE, &sent.file) else { return altered() };
    match app.files().get(&name) {
        Ok(Some(sealed)) => key.open(&name, &sealed).or_else(|_| altered()),
        Ok(None) => altered(),
        Err(e) => {
            tracing::error!(error = %e, "a letter's file cannot be read");
            Err(Error::Rule("ファイルを読み出せませんでした。運用担当に知らせてください".into()))
        }
    }
}

/// Deletes files that no row names for a day.
pub fn sweep(app: &App) -> Result<usize> {
    files::sweep(app.files(), SPACE, app.now(), |names| {
        app.read(&Actor::system(), |cx| {
            let mut named = Vec::new();
            for n in names {
                if answers::named(cx, n.hex())? {
                    named.push(n.clone());
                }
            }
            Ok(named)
        })
    })
}
