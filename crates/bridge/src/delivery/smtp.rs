//! Mail by SMTP with TLS, as the operator's settings say. Only another program on this machine is spoken to in plain text.
use std::time::Duration;

use app::mail::{Mail, MailError, Mailer};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::SmtpTransport;
use lettre::{Address, Transport};

/// `smtps://USER:PASSWORD@mail.example.jp:465`, `smtp://USER:PASSWORD@mail.example.jp:587?tls=required`.
pub const SETTING: &str = "YUI_SMTP";
/// The sender's address.
pub const FROM: &str = "YUI_MAIL_FROM";
/// Longest wait for the server.
const WAIT: Duration = Duration::from_secs(20);

/// The operator's mail server.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
    origin: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // the transport holds a password
        write!(f, "Smtp(from {})", self.from)
    }
}

fn loopback(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or_default().rsplit('@').next().unwrap_or_default();
    let host = host.split(['/', '?']).next().unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|l| host.strip_prefix(l).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
}

impl Smtp {
    /// Reads the settings; the error says in Japanese what to write.
    pub fn new(url: &str, from: &str, origin: &str) -> Result<Smtp, String> {
        let tls = url.starts_with("smtps://")
            || (url.starts_with("smtp://") && url.ends_with("?tls=required"));
        if !(tls || url.starts_with("smtp://") && loopback(url)) {
            return Err(format!(
                "{SETTING} は smtps://利用者:パスワード@ホスト:465 か smtp://利用者:パスワード@ホスト:587?tls=required の形で書いてください（暗号なしは、このコンピューターの中だけです）"
            ));
        }
        let from: Mailbox = from.parse().map_err(|_| {
            format!("{FROM} には、差出人のアドレスを書いてください（例 yui@example.jp）")
        })?;
        if origin.is_empty() {
            return Err(format!(
                "{SETTING} を使うときは、YUI_ORIGIN も書いてください。メールの中のリンクになります"
            ));
        }
        let transport = SmtpTransport::from_url(url)
            .map_err(|_| {
                format!("{SETTING} を読み取れません。パスワードの記号は %xx の形にしてください")
            })?
            .timeout(Some(WAIT))
            .build();
        Ok(Smtp { transport, from, origin: origin.trim_end_matches('/').into() })
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let refused = |what: &str| MailError::Refused(what.to_string());
        let to: Address = mail.to.parse().map_err(|_| refused("アドレスの形がちがいます"))?;
        let host = self.from.email.domain().to_string();
        Message::builder()
            .message_id(Some(format!("<{}@{host}>", mail.id)))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|_| refused("メールを作れませんでした"))
    }
}

impl Mailer for Smtp {
    fn send(&self, mail: &Mail) -> Result<(), MailError> {
        match self.transport.send(&self.message(mail)?) {
            Ok(_) => Ok(()),
            Err(e) => {
                // servers repeat the address in their words: only the number is kept
                let code = e.status().map(|c| u16::from(c).to_string());
                Err(match (e.is_permanent(), code) {
                    (true, Some(c)) => {
                        MailError::Refused(format!("メールサーバーが断りました（{c}）"))
                    }
                    (_, Some(c)) => {
                        MailError::Later(format!("メールサーバーが、いまは受け取れません（{c}）"))
                    }
                    (_, None) if e.is_timeout() => {
                        MailError::Later("メールサーバーが答えません".into())
                    }
                    (_, None) => MailError::Later("メールサーバーにつながりません".into()),
                })
            }
        }
    }

    fn origin(&self) -> &str {
        &self.origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_in_plain_text() {
        let of = |url: &str| Smtp::new(url, "yui@example.jp", "https://yui.example.jp");
        for good in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtps://u:p@mail.example.jp:465",
            "smtp://u:p%40@mail.example.jp:587?tls=required",
        ] {
            assert!(of(good).is_ok(), "{good} {:?}", of(good));
        }
        for bad in [
            "",
            "mail.example.jp",
            "smtp://mail.example.jp",
            "smtp://mail.example.jp:587?tls=opportunistic",
            "smtp://127.0.0.1.example.jp:25",
            "smtp://127.0.0.1:25@mail.example.jp",
            "http://127.0.0.1",
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
        assert!(Smtp::new("smtp://localhost", "nobody", "https://x").is_err());
        assert!(Smtp::new("smtp://localhost", "a@b.jp", "").is_err());
    }
}
