//! Places that keep the checkpoints of the audit logs: folders on another mount and other instances. Named when the
//! server is started; everything else about them is in `app::checkpoint`.
mod file;
mod peer;

use std::path::PathBuf;
use std::sync::Arc;

use app::checkpoint::Witness;

use crate::cli::take;

/// The places named at the command line.
#[derive(Debug, Clone, Default)]
pub struct Witnesses {
    folders: Vec<PathBuf>,
    peers: Vec<String>,
}

impl Witnesses {
    /// Takes `--checkpoints FOLDER` and `--witness URL`, each as often as it stands there.
    pub fn take(words: &mut Vec<String>) -> Result<Self, String> {
        let mut out = Witnesses::default();
        while let Some(folder) = take(words, "--checkpoints")? {
            let folder = PathBuf::from(folder);
            // never made here: an empty folder where a mount should be would look like a place that keeps
            if !folder.is_dir() {
                return Err(format!(
                    "確認用の写しのフォルダー {} がありません。別のディスクや共有フォルダーをつないでから、もう一度はじめてください",
                    folder.display()
                ));
            }
            out.folders.push(folder);
        }
        while let Some(url) = take(words, "--witness")? {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(format!("--witness は https:// ではじまるアドレスです（{url}）"));
            }
            out.peers.push(url.trim_end_matches('/').to_string());
        }
        Ok(out)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.folders.len() + self.peers.len()
    }

    /// The places of one region.
    pub fn of(&self, slug: &str) -> Vec<Arc<dyn Witness>> {
        let folders = self.folders.iter().map(|f| -> Arc<dyn Witness> {
            Arc::new(file::AppendOnly::new(f.join(format!("{slug}.checkpoints"))))
        });
        let peers =
            self.peers.iter().map(|u| -> Arc<dyn Witness> { Arc::new(peer::Peer::new(u.clone())) });
        folders.chain(peers).collect()
    }
}
