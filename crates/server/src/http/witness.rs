//! `POST /witness`: a checkpoint of another instance, kept for it (see `app::witness`). Open to everybody who has a key
//! that an operator entered here; the signature is the permission.
use app::checkpoint::Checkpoint;
use app::witness::{self, Kept};
use axum::response::Response;
use kernel::{Clock, SystemClock};
use slice::Method;

use super::Shared;
use super::answer;
use super::problem::Plain;
use super::request::Incoming;

/// Keeps it, or says why not: 403 for an unknown key or a wrong signature, 409 when it contradicts an earlier one.
pub fn answer(shared: &Shared, incoming: &Incoming) -> Response {
    if incoming.method != Method::Post {
        return answer::plain(&Plain::new(
            405,
            "確認用の写しを預かるアドレスです",
            "ほかの地域のプログラムが使います。人が見る画面はありません",
        ));
    }
    // a form's value comes without its last line end, and a note ends in one
    let Some(note) = Checkpoint::parse(&format!("{}\n", incoming.form.get("note"))) else {
        return answer::plain(&Plain::new(
            422,
            "確認用の写しとして読めません",
            "確認用の写しの形をたしかめてください",
        ));
    };
    match witness::keep(shared.regions.control(), &note, SystemClock.now()) {
        Ok(Kept::Yes) => answer::kept(),
        Ok(Kept::Contradicts) => {
            tracing::error!(origin = %note.origin, size = note.size, "a checkpoint contradicts an earlier one");
            answer::plain(&Plain::new(
                409,
                "前に預かった確認用の写しと合いません",
                "両方を残しました。記録が変わっていないか、yui audit verify で確かめてください",
            ))
        }
        Ok(Kept::Unknown | Kept::Forged) => answer::plain(&Plain::new(
            403,
            "この確認用の写しは預かれません",
            "鍵が登録されていないか、署名が合いません",
        )),
        Err(e) => {
            tracing::error!(error = %e, "a checkpoint could not be kept");
            answer::plain(&Plain::broken())
        }
    }
}
