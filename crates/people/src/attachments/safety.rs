//! A file that the installation's virus scanner refuses, or cannot look at, is not taken.
use app::audit::AuditEntry;
use app::scan::{Scanner, Verdict};
use slice::Req;

use super::model::title_of;
use super::permissions::FILE_WRITE;

/// Why a file is not taken, as a sentence for the person; none = it may be.
pub(super) fn refused(
    req: &Req,
    scanner: &dyn Scanner,
    name: &str,
    bytes: &[u8],
) -> Option<String> {
    let (words, detail) = match scanner.scan(bytes) {
        Ok(Verdict::Clean) => return None,
        Ok(Verdict::Found(what)) => {
            tracing::warn!(what, "a posted file was refused by the virus scanner");
            (
                "ウイルスなど、危険なものが見つかったため付けられません。ファイルを開かずに、情報システムの担当に知らせてください",
                format!("scanner;found={what}"),
            )
        }
        Err(e) => {
            tracing::error!(error = %e, "the virus scanner cannot be asked");
            (
                "ウイルスの検査ができないため、いまは付けられません。しばらくしてから、もう一度選んでください",
                "scanner;unreachable".to_string(),
            )
        }
    };
    let entry = move |cx: &app::Cx<'_>| {
        cx.audit(AuditEntry::act(FILE_WRITE.code).detail(detail.clone()).denied());
        Ok(())
    };
    if let Err(e) = req.actor().map(|a| req.app.write(a, entry)) {
        tracing::error!(error = ?e, "a refused file could not be logged");
    }
    let title = title_of(name);
    Some(if title.is_empty() { words.to_string() } else { format!("「{title}」: {words}") })
}
