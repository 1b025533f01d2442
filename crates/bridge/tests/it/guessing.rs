use bridge::use_cases::knock::{Knocked, Typed, knock};
use bridge::use_cases::receiver;
use kernel::{Entropy, SeededEntropy};
use testkit::TestApp;

use crate::town::Town;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One guess, as an attacker with many networks makes it: a third know a QR (a photo of a paper), a third invent tokens,
/// a third type codes at the door without a QR.
fn guess(n: u64, e: &SeededEntropy, known: &str) -> (Option<String>, String, String, String) {
    let mut b = [0_u8; 48];
    e.fill(&mut b);
    let sign = |x: u8| char::from(ALPHABET[usize::from(x % 32)]);
    let code: String = b[..8].iter().map(|x| sign(*x)).collect();
    let token = match n % 3 {
        0 => Some(known.to_string()),
        1 => Some(b[8..34].iter().map(|x| sign(*x).to_ascii_lowercase()).collect()),
        _ => None,
    };
    let four = format!("{:04}", u16::from_be_bytes([b[40], b[41]]) % 10_000);
    // ten thousand networks: a botnet, not one machine that the limit of a network stops at once
    (token, code, four, format!("198.{}.{}.0", n % 100, (n / 100) % 100))
}

#[test]
fn a_hundred_thousand_guesses_open_nothing_and_raise_the_alarm_within_a_minute() {
    let town = Town::new(TestApp::sqlite());
    let papers: Vec<_> = (0..50).map(|_| town.sent()).collect();
    let e = SeededEntropy::new(77);
    let start = testkit::noon_before();
    let (mut alarm, mut open, mut paused) = (None, 0, 0);
    for step in 0..200_u64 {
        // five hundred a second
        town.t.clock.set(start.plus_millis(i64::try_from(step).unwrap() * 1000));
        let guesses: Vec<_> = (0..500)
            .map(|i| {
                let n = step * 500 + i;
                guess(n, &e, &papers[usize::try_from(n).unwrap() % papers.len()].1.token)
            })
            .collect();
        let (o, p) = town
            .t
            .app
            .write(&receiver(), move |cx| {
                let (mut open, mut paused) = (0, 0);
                for (token, code, four, network) in &guesses {
                    match knock(cx, &Typed { token: token.as_deref(), code, four, network })? {
                        Knocked::Open(..) => open += 1,
                        Knocked::Paused => paused += 1,
                        _ => {}
                    }
                }
                Ok((open, paused))
            })
            .unwrap();
        open += o;
        paused += p;
        if alarm.is_none() && town.notices(&town.centre).iter().any(|n| n.0 == "bridge.guessing") {
            alarm = Some(town.t.app.now().minutes_since(start));
        }
    }
    assert_eq!(open, 0, "of 100,000");
    assert_eq!(alarm, Some(0), "minutes until the centre was told");
    assert!(paused > 30_000, "the door without a QR is closed: {paused}");
    let told = town.notices(&town.centre).iter().filter(|n| n.0 == "bridge.guessing").count();
    assert_eq!(told, 1, "once, not a hundred thousand times");
    // the fifty letters whose QR was known stand closed, and their sender knows
    let closed = town.notices(&town.hospital).iter().filter(|n| n.0 == "bridge.closed").count();
    assert_eq!(closed, 50);
    // a letter nobody has guessed at still opens by its QR, in the middle of it
    let (_, fresh) = town.sent();
    town.open(&fresh);
}

#[test]
fn one_network_stops_after_twenty_misses_and_goes_on_after_a_quarter_of_an_hour() {
    crate::town::on_both(|town| {
        let (_, paper) = town.sent();
        for _ in 0..20 {
            let k = town.knock(Some(&"0".repeat(26)), "AAAA-AAAA", "0000", "203.0.113.0");
            assert_eq!(k, Knocked::Nothing);
        }
        let many = town.knock(Some(&paper.token), &paper.code, "0421", "203.0.113.0");
        assert_eq!(many, Knocked::TooMany);
        assert!(matches!(
            town.knock(Some(&paper.token), &paper.code, "0421", "203.0.114.0"),
            Knocked::Open(..)
        ));
        town.t.clock.set(testkit::noon_before().plus_minutes(16));
        assert!(matches!(
            town.knock(Some(&paper.token), &paper.code, "0421", "203.0.113.0"),
            Knocked::Open(..)
        ));
    });
}
