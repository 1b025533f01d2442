//! From which network somebody asks: limits are counted per network, not per address, because a home has a whole /64 and
//! a renter of addresses a /24.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` count: those on this machine, and those named in `YUI_PROXIES`.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// Addresses with commas between.
    pub fn from_text(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(|t| {
                t.parse().map_err(|_| {
                    format!("YUI_PROXIES の {t} はアドレスではありません。192.0.2.1 のように書いてください")
                })
            })
            .collect::<Result<_, _>>()
            .map(Proxies)
    }

    /// Does the word of this peer count?
    pub fn trusts(&self, peer: IpAddr) -> bool {
        peer.to_canonical().is_loopback() || self.0.contains(&peer.to_canonical())
    }

    /// Who really asks: what the nearest trusted proxy has written, not what a visitor put in front of it.
    pub fn visitor(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        let mut at = peer;
        for hop in forwarded.rsplit(',') {
            if !self.trusts(at) {
                break;
            }
            match hop.trim().parse() {
                Ok(next) => at = next,
                Err(_) => break,
            }
        }
        at
    }
}

/// IPv4 /24, IPv6 /64.
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(a) => {
            let [x, y, z, _] = a.octets();
            format!("{}/24", Ipv4Addr::new(x, y, z, 0))
        }
        IpAddr::V6(a) => {
            let [x, y, z, w, ..] = a.segments();
            format!("{}/64", Ipv6Addr::new(x, y, z, w, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one() {
        for (address, network) in [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network_of(address.parse().unwrap()), network);
        }
    }

    #[test]
    fn only_a_trusted_proxy_says_who_asks() {
        let p = Proxies::from_text("192.0.2.1, 2001:db8::1").unwrap();
        let who = |peer: &str, said: &str| p.visitor(peer.parse().unwrap(), said).to_string();
        assert_eq!(who("198.51.100.5", "203.0.113.7"), "198.51.100.5", "a visitor's own word");
        assert_eq!(who("192.0.2.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(
            who("127.0.0.1", "10.9.9.9, 203.0.113.7"),
            "203.0.113.7",
            "the forged part is in front"
        );
        assert_eq!(who("127.0.0.1", "203.0.113.7, 192.0.2.1"), "203.0.113.7", "two proxies");
        assert_eq!(who("127.0.0.1", ""), "127.0.0.1");
        assert_eq!(who("127.0.0.1", "nonsense"), "127.0.0.1");
        assert!(Proxies::from_text("here").is_err());
    }
}
