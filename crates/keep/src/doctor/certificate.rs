//! When a TLS certificate ends. The program itself speaks no TLS (a proxy does); the operator names the proxy's file.
//! Only one field is wanted, so the few DER lengths on the way to it are walked here (RFC 5280 §4.1).
use std::path::Path;

use base64::Engine;
use kernel::At;

use super::{Level, Line};

const WHAT: &str = "TLS の証明書";

/// The first certificate of a PEM file.
pub fn certificate(path: &Path, now: At) -> Line {
    let Ok(text) = std::fs::read_to_string(path) else {
        return Line::new(
            Level::Bad,
            WHAT,
            "ファイルを読めません",
            "--certificate の場所を確かめてください",
        );
    };
    let Some(end) = ends(&text) else {
        return Line::new(
            Level::Bad,
            WHAT,
            "証明書として読めません",
            "PEM のファイル（-----BEGIN CERTIFICATE-----）を書いてください",
        );
    };
    let days = now.minutes_since(end) / -1440;
    let found = format!("{} まで", end.date());
    let todo = "証明書を新しくしてください（certbot renew など）";
    match days {
        ..=3 => Line::new(Level::Bad, WHAT, found, todo),
        4..=20 => Line::new(Level::Care, WHAT, found, todo),
        _ => Line::fine(WHAT, found),
    }
}

fn ends(pem: &str) -> Option<At> {
    let body = pem.split("-----BEGIN CERTIFICATE-----").nth(1)?;
    let body: String =
        body.split("-----END").next()?.chars().filter(|c| !c.is_whitespace()).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(body).ok()?;
    let (_, certificate, _) = part(&der)?;
    let (_, mut rest, _) = part(certificate)?;
    // version [0] is left out in the oldest certificates
    if rest.first() == Some(&0xa0) {
        rest = part(rest)?.2;
    }
    // serial number, algorithm, issuer
    for _ in 0..3 {
        rest = part(rest)?.2;
    }
    let (_, validity, _) = part(rest)?;
    let (_, _, after) = part(validity)?;
    let (tag, not_after, _) = part(after)?;
    let text = std::str::from_utf8(not_after).ok()?;
    let text = match tag {
        // two digits of the year: until 2049
        0x17 => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        0x18 => text.to_string(),
        _ => return None,
    };
    let g = |a: usize, b: usize| text.get(a..b);
    At::parse(&format!(
        "{}-{}-{}T{}:{}:{}.000Z",
        g(0, 4)?,
        g(4, 6)?,
        g(6, 8)?,
        g(8, 10)?,
        g(10, 12)?,
        g(12, 14)?
    ))
}

/// Tag, content and what follows.
fn part(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let length = match first {
        0..=0x7f => usize::from(first),
        0x81..=0x84 => {
            let (digits, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            rest = after;
            digits.iter().fold(0, |n, d| n << 8 | usize::from(*d))
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    // made with: openssl req -x509 -newkey ed25519 -nodes -days 365 -subj /CN=yui.example.jp
    const PEM: &str = include_str!("certificate_test.pem");

    #[test]
    fn the_end_of_a_certificate_is_read() {
        let end = ends(PEM).unwrap();
        let line = |days: i64| {
            let dir = std::env::temp_dir().join(format!("yui-cert-{}-{days}", std::process::id()));
            std::fs::write(&dir, PEM).unwrap();
            let line = certificate(&dir, end.plus_minutes(-days * 1440));
            std::fs::remove_file(&dir).unwrap();
            line.level
        };
        assert_eq!(
            (line(30), line(10), line(1), line(-5)),
            (Level::Fine, Level::Care, Level::Bad, Level::Bad)
        );
    }

    #[test]
    fn what_is_no_certificate_is_said() {
        for bad in [
            "",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert_eq!(ends(bad), None);
        }
        let cut: String = PEM.lines().take(4).collect::<Vec<_>>().join("\n");
        assert_eq!(ends(&cut), None);
        assert_eq!(certificate(Path::new("/nowhere"), At::from_millis(0)).level, Level::Bad);
    }
}
