//! Handing a sealed text to a push service over HTTPS (RFC 8030). No redirect is followed, nothing of the answer is read
//! but its number, nobody waits longer than ten seconds.
use std::time::Duration;

use app::push::{Push, PushError, Pusher};
use db::Db;
use kernel::At;
use ring::rand::SystemRandom;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::places::{self, Places};
use super::{seal, vapid::Vapid};

const PATIENCE: Duration = Duration::from_secs(10);
/// Seconds a push service keeps what it cannot deliver: a day, as notices are not pushed later either.
const KEEP: &str = "86400";

/// Looks names up and lets through what may be connected to.
#[derive(Debug)]
struct Bounded(Places);

impl Resolver for Bounded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = DefaultResolver::default().resolve(uri, config, timeout)?;
        // the operator's own proxy may stand inside; it looks the service's name up itself and has bounds of its own
        if config.proxy().is_some_and(|p| uri.host() == Some(p.host())) {
            return Ok(all);
        }
        let mut out = self.empty();
        for a in all.iter().filter(|a| self.0.reach(a.ip())) {
            out.push(*a);
        }
        if out.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(out) }
    }
}

/// The way to push services for one region.
pub struct WebPush {
    key: Vapid,
    places: Places,
    demo: bool,
    agent: ureq::Agent,
    random: SystemRandom,
}

impl WebPush {
    /// Reads the setting and takes (or makes) the key. `origin`: this installation's public address; push services ask for
    /// somebody to turn to. `demo`: the region is a demonstration.
    pub fn new(control: &Db, places: Places, origin: &str, demo: bool) -> Result<WebPush, String> {
        if !(origin.starts_with("https://") || places == Places::Trial) {
            return Err(format!(
                "{} を使うときは、YUI_ORIGIN に https:// からはじまるアドレスを書いてください。通知サービスに名のるために使います",
                places::SETTING
            ));
        }
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .https_only(places != Places::Trial)
            .max_redirects(0)
            .build();
        let agent =
            ureq::Agent::with_parts(config, DefaultConnector::default(), Bounded(places.clone()));
        let key = Vapid::kept(control, origin)?;
        Ok(WebPush { key, places, demo, agent, random: SystemRandom::new() })
    }
}

/// What the number of a push service's answer means (RFC 8030 §5, §7.3).
fn meaning(status: u16) -> Result<(), PushError> {
    match status {
        200..=299 => Ok(()),
        404 | 410 => Err(PushError::Gone("通知の登録が、端末の側でなくなっていました".into())),
        429 | 500..=599 => {
            Err(PushError::Later(format!("通知サービスが、いまは受け取れません（{status}）")))
        }
        n => Err(PushError::Refused(format!("通知サービスが断りました（{n}）"))),
    }
}

impl Pusher for WebPush {
    fn send(&self, push: &Push, now: At) -> Result<(), PushError> {
        let refused = |what: &str| PushError::Refused(what.to_string());
        if !self.takes(&push.endpoint) {
            return Err(refused("送ってよい通知サービスではありません"));
        }
        let sealed = seal::seal(&self.random, &push.point, &push.auth, push.text.as_bytes())
            .ok_or_else(|| refused("端末の鍵で、通知を閉じられませんでした"))?;
        let said = places::audience(&push.endpoint)
            .and_then(|to| self.key.authorization(&to, now))
            .ok_or_else(|| refused("通知に署名できませんでした"))?;
        let answer = self
            .agent
            .post(&push.endpoint)
            .header("Authorization", said)
            .header("Content-Encoding", "aes128gcm")
            .header("Content-Type", "application/octet-stream")
            .header("TTL", KEEP)
            .header("Urgency", "normal")
            .send(&sealed[..]);
        match answer {
            Ok(a) => meaning(a.status().as_u16()),
            // the library's words repeat the address, which is a secret of the device
            Err(ureq::Error::Timeout(_)) => {
                Err(PushError::Later("通知サービスが答えません".into()))
            }
            Err(_) => Err(PushError::Later("通知サービスにつながりません".into())),
        }
    }

    fn public(&self) -> &str {
        self.key.public()
    }

    fn takes(&self, endpoint: &str) -> bool {
        self.places.take(endpoint, self.demo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gone_is_told_from_later_and_from_never() {
        assert_eq!(meaning(201), Ok(()));
        for n in [404, 410] {
            assert!(matches!(meaning(n), Err(PushError::Gone(_))), "{n}");
        }
        for n in [429, 500, 503] {
            assert!(matches!(meaning(n), Err(PushError::Later(_))), "{n}");
        }
        for n in [301, 400, 401, 403, 413] {
            assert!(matches!(meaning(n), Err(PushError::Refused(_))), "{n}");
        }
    }

    #[test]
    fn a_real_installation_must_say_who_it_is() {
        testkit::for_both_with(testkit::Contents::Control, |db| {
            let of = |places: &str, origin: &str| {
                WebPush::new(&db.handle(), Places::parse(places).unwrap(), origin, false)
            };
            assert!(of("on", "http://yui.example.jp").is_err());
            assert!(of("on", "https://yui.example.jp").is_ok());
            assert!(of("trial", "http://127.0.0.1:8080").is_ok());
        });
    }
}
