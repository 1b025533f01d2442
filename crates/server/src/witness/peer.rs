//! Another instance of this program that keeps our checkpoints (`POST /witness`). What is sent is signed and holds a
//! region's name, a number, a hash and a time: nothing of persons.
use std::time::Duration;

use app::checkpoint::{Checkpoint, Witness};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The other instance.
pub struct Peer {
    url: String,
    agent: ureq::Agent,
}

impl Peer {
    /// Its public address, without a path.
    pub fn new(url: String) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Peer { url, agent: config.into() }
    }
}

impl Witness for Peer {
    fn place(&self) -> &str {
        &self.url
    }

    fn keep(&self, c: &Checkpoint) -> Result<(), String> {
        let answer = self
            .agent
            .post(format!("{}/witness", self.url))
            .send_form([("note", c.text.as_str())])
            .map_err(|e| e.to_string())?;
        match answer.status().as_u16() {
            200 => Ok(()),
            403 => Err("こちらの鍵が、まだ登録されていません（yui witness add）".into()),
            409 => {
                Err("前に預けた確認用の写しと合わないと言われました。記録を確かめてください".into())
            }
            n => Err(format!("答えは {n} でした")),
        }
    }
}
