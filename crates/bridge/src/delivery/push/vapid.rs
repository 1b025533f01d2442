//! Who sends: a signature that tells the push service which installation it is (RFC 8292), so that nobody else can use the
//! subscriptions of our readers.
use app::control;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use db::Db;
use kernel::At;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};

/// Name of the key among the installation's secrets.
const NAME: &str = "push-key";
/// Hours a signature is good for (RFC 8292 §2 allows 24).
const HOURS: i64 = 12;

/// The key of this installation. A new one would end every subscription, so it is made once.
pub struct Vapid {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    /// The open half, base64url.
    public: String,
    /// Whom a push service can write to about us: the installation's address.
    subject: String,
}

impl std::fmt::Debug for Vapid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vapid({})", self.public)
    }
}

impl Vapid {
    /// The key from its PKCS #8 form; none when it is none.
    fn of(pkcs8: &[u8], subject: &str) -> Option<Vapid> {
        let random = SystemRandom::new();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random).ok()?;
        let public = B64.encode(pair.public_key().as_ref());
        Some(Vapid { pair, random, public, subject: subject.into() })
    }

    /// The key kept in the control store, made there at the first time: all processes of an installation sign alike, and a
    /// copy of a region's store holds no key.
    pub fn kept(control: &Db, subject: &str) -> Result<Vapid, String> {
        let broken = || "端末への通知の鍵を作れません".to_string();
        let fresh =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| broken())?;
        let kept =
            control::secret(control, NAME, fresh.as_ref().to_vec()).map_err(|e| e.to_string())?;
        Vapid::of(&kept, subject).ok_or_else(broken)
    }

    /// The open half, as browsers want it.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The value of `Authorization` for a push service, named by its scheme and host (`https://push.example`).
    pub fn authorization(&self, audience: &str, now: At) -> Option<String> {
        let part = |v: serde_json::Value| B64.encode(v.to_string());
        let head = part(serde_json::json!({ "typ": "JWT", "alg": "ES256" }));
        let until = now.plus_minutes(HOURS * 60).millis() / 1000;
        let claims =
            part(serde_json::json!({ "aud": audience, "exp": until, "sub": self.subject }));
        let text = format!("{head}.{claims}");
        let signature = self.pair.sign(&self.random, text.as_bytes()).ok()?;
        Some(format!("vapid t={text}.{}, k={}", B64.encode(signature.as_ref()), self.public))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn the_key_is_made_once_and_its_signature_can_be_checked() {
        testkit::for_both_with(testkit::Contents::Control, |db| {
            let control = db.handle();
            let v = Vapid::kept(&control, "https://yui.example.jp").unwrap();
            assert_eq!(Vapid::kept(&control, "x").unwrap().public(), v.public());
            let now = testkit::noon_before();
            let said = v.authorization("https://push.example", now).unwrap();
            let (t, k) = said.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
            assert_eq!(k, v.public());
            let (text, signature) = t.rsplit_once('.').unwrap();
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, B64.decode(k).unwrap());
            let signature = B64.decode(signature).unwrap();
            key.verify(text.as_bytes(), &signature).unwrap();
            assert!(key.verify(format!("{text}x").as_bytes(), &signature).is_err());
            let claims = B64.decode(text.split_once('.').unwrap().1).unwrap();
            let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
            assert_eq!(claims["aud"], "https://push.example");
            assert_eq!(claims["sub"], "https://yui.example.jp");
            let seconds = claims["exp"].as_i64().unwrap() - now.millis() / 1000;
            assert_eq!(seconds, 12 * 3600, "less than a day");
        });
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(Vapid::of(b"x", "").is_none());
    }
}
