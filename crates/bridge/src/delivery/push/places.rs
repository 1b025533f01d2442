//! Where a push may go. A browser names its push service's address itself, so without a bound anybody who is signed in
//! could let this server call whatever it reaches. Pure.
use std::net::{IpAddr, Ipv6Addr};

/// `YUI_PUSH`: `on` = the push services of the known browsers; or names of hosts with commas between; `trial` = only this
/// machine, and only in demonstrations. Absent = no push.
pub const SETTING: &str = "YUI_PUSH";

/// Push services of Chrome and Android, Firefox, Edge and Safari, as their browsers name them (2026). `*.` = any name below.
const KNOWN: [&str; 4] = [
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "*.push.apple.com",
];
/// Longest address taken.
const LONGEST: usize = 1000;

/// What may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Places {
    /// These hosts over HTTPS, at addresses everybody can reach.
    Hosts(Vec<String>),
    /// This machine, for trying it out.
    Trial,
}

/// An address as taken apart: scheme, host, port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts<'a> {
    https: bool,
    host: &'a str,
    port: Option<&'a str>,
}

fn parts(endpoint: &str) -> Option<Parts<'_>> {
    let plain = endpoint.len() <= LONGEST && endpoint.chars().all(|c| c.is_ascii_graphic());
    let (scheme, rest) = endpoint.split_once("://").filter(|_| plain)?;
    let https = match scheme {
        "https" => true,
        "http" => false,
        _ => return None,
    };
    let at = rest.split(['/', '?', '#']).next()?;
    // a name before @ would let the host look like another one; no push service uses it, nor addresses of six parts
    if at.contains(['@', '[', ']', '\\', '%']) {
        return None;
    }
    let (host, port) = at.split_once(':').map_or((at, None), |(h, p)| (h, Some(p)));
    (!host.is_empty()).then_some(Parts { https, host, port })
}

/// Scheme and host: to whom a signature speaks (RFC 8292 §2).
pub fn audience(endpoint: &str) -> Option<String> {
    let p = parts(endpoint)?;
    let scheme = if p.https { "https" } else { "http" };
    let port = p.port.map(|n| format!(":{n}")).unwrap_or_default();
    Some(format!("{scheme}://{}{port}", p.host))
}

impl Places {
    /// Reads the setting; the error says in Japanese what to write.
    pub fn parse(text: &str) -> Result<Places, String> {
        match text.trim() {
            "on" => Ok(Places::Hosts(KNOWN.iter().map(|h| (*h).to_string()).collect())),
            "trial" => Ok(Places::Trial),
            list => {
                let hosts: Vec<String> = list.split(',').map(|h| h.trim().to_lowercase()).collect();
                let name = |h: &str| {
                    let h = h.strip_prefix("*.").unwrap_or(h);
                    h.contains('.')
                        && h.parse::<IpAddr>().is_err()
                        && h.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
                };
                match hosts.iter().all(|h| name(h)) {
                    true => Ok(Places::Hosts(hosts)),
                    false => Err(format!(
                        "{SETTING} には on か、通知サービスのホスト名をカンマで区切って書いてください（例 fcm.googleapis.com,*.push.apple.com）"
                    )),
                }
            }
        }
    }

    /// May be called at all? `demo`: the region is a demonstration.
    pub fn take(&self, endpoint: &str, demo: bool) -> bool {
        let Some(p) = parts(endpoint) else { return false };
        match self {
            Places::Trial => demo && p.host == "127.0.0.1",
            Places::Hosts(hosts) => {
                let host = p.host.to_lowercase();
                p.https
                    && p.port.is_none_or(|n| n == "443")
                    && !host.starts_with('.')
                    && hosts.iter().any(|h| match h.strip_prefix('*') {
                        Some(end) => host.len() > end.len() && host.ends_with(end),
                        None => *h == host,
                    })
            }
        }
    }

    /// May this address be connected to? Asked after the name was looked up, so that a name that leads inside is no way in.
    pub fn reach(&self, ip: IpAddr) -> bool {
        match self {
            Places::Trial => ip.is_loopback(),
            Places::Hosts(_) => public(ip),
        }
    }
}

fn public_v6(a: Ipv6Addr) -> bool {
    // 2000::/3 is what is given out (RFC 4291); inside it stand ways back to addresses of four parts and places for examples
    let [x, y, ..] = a.segments();
    x & 0xe000 == 0x2000 && x != 0x2002 && !(x == 0x2001 && (y < 0x0200 || y == 0x0db8))
}

/// Can everybody reach this address? What IANA's registers of special addresses name is none.
fn public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V6(a) => public_v6(a),
        IpAddr::V4(a) => {
            let [x, y, z, _] = a.octets();
            let special = a.is_private()
                || a.is_loopback()
                || a.is_link_local()
                || a.is_documentation()
                || a.is_multicast()
                || x == 0
                || x >= 240
                || (x == 100 && (64..128).contains(&y))
                || (x == 192 && y == 0 && z == 0)
                || (x == 198 && (18..20).contains(&y));
            !special
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_push_services_over_https_are_called() {
        let on = Places::parse("on").unwrap();
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:DEF",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://wns2-par02p.notify.windows.com/w/?token=abc",
            "https://web.push.apple.com:443/abc",
        ] {
            assert!(on.take(good, false), "{good}");
        }
        for bad in [
            "",
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://10.0.0.1/x",
            "https://fcm.googleapis.com@127.0.0.1/x",
            "https://127.0.0.1#fcm.googleapis.com",
            "https://127.0.0.1\\@fcm.googleapis.com/",
            "https://evilnotify.windows.com/x",
            "https://notify.windows.com.example.jp/x",
            "https://.notify.windows.com/",
            "ftp://fcm.googleapis.com/x",
            "https://fcm.googleapis.com/a b",
            &format!("https://fcm.googleapis.com/{}", "a".repeat(1000)),
        ] {
            assert!(!on.take(bad, true), "{bad}");
        }
    }

    #[test]
    fn an_operator_may_name_fewer_and_a_trial_reaches_this_machine_in_demonstrations_only() {
        let one = Places::parse(" updates.push.services.mozilla.com ").unwrap();
        assert!(one.take("https://updates.push.services.mozilla.com/x", false));
        assert!(!one.take("https://fcm.googleapis.com/x", false));
        let trial = Places::parse("trial").unwrap();
        assert!(trial.take("http://127.0.0.1:4000/x", true));
        assert!(!trial.take("http://127.0.0.1:4000/x", false), "never in a real region");
        assert!(!trial.take("https://fcm.googleapis.com/x", true));
        for bad in ["", "yes", "https://fcm.googleapis.com", "10.0.0.1", "a.jp,,b.jp"] {
            assert!(Places::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_name_that_leads_inside_is_not_followed() {
        let on = Places::parse("on").unwrap();
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!on.reach(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["142.250.196.106", "2404:6800:4004:825::200a", "17.188.143.34"] {
            assert!(on.reach(outside.parse().unwrap()), "{outside}");
        }
        assert!(Places::Trial.reach("127.0.0.1".parse().unwrap()));
        assert!(!Places::Trial.reach("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn a_signature_speaks_to_scheme_and_host() {
        assert_eq!(audience("https://a.jp/x?y").as_deref(), Some("https://a.jp"));
        assert_eq!(audience("http://127.0.0.1:99/x").as_deref(), Some("http://127.0.0.1:99"));
        assert_eq!(audience("x"), None);
    }
}
