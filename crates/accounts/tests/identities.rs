//! Attacks on signing in, on both engines: challenges, passkeys of a software authenticator, one-time numbers, codes,
//! counters and sessions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use accounts::identities::attempts::{self, Of};
use accounts::identities::tickets::{self, Kind, Ticket};
use accounts::identities::{self, Answered, Tried};
use accounts::model::webauthn::{self, Party, Wrong, base64};
use accounts::model::{password, totp};
use accounts::sessions::{self, Fresh, Opening, Proof};
use accounts::{AccountId, CONTROL_STATEMENTS};
use app::Error;
use db::Db;
use kernel::{At, Hat, Id, Region};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use testkit::{
    Contents, TestDb, demo_region, for_both_with, noon_before, prepare_all, real_region,
};

const ORIGIN: &str = "https://yui.example.jp";
const HOST: &str = "yui.example.jp";

fn control(test: impl Fn(Db, At)) {
    for_both_with(Contents::Control, |db: TestDb| test(db.handle(), noon_before()));
}

/// An authenticator in software: one P-256 key that signs whatever it is told to.
struct Device {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    counter: u32,
}

const UP: u8 = 1;
const UV: u8 = 4;

impl Device {
    fn new(id: u8) -> Device {
        let rng = SystemRandom::new();
        let doc = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, doc.as_ref(), &rng).unwrap();
        Device { key, id: vec![id; 16], counter: 0 }
    }

    fn cose(&self, alg: i64) -> Vec<u8> {
        use ciborium::Value;
        let point = self.key.public_key().as_ref();
        let map = Value::Map(vec![
            (1.into(), 2.into()),
            (3.into(), alg.into()),
            ((-1).into(), 1.into()),
            ((-2).into(), Value::Bytes(point[1..33].to_vec())),
            ((-3).into(), Value::Bytes(point[33..].to_vec())),
        ]);
        let mut out = Vec::new();
        ciborium::into_writer(&map, &mut out).unwrap();
        out
    }

    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let hash = ring::digest::digest(&ring::digest::SHA256, host.as_bytes());
        let mut out = hash.as_ref().to_vec();
        out.push(flags);
        out.extend_from_slice(&self.counter.to_be_bytes());
        out
    }

    fn attestation(&self, host: &str, flags: u8, alg: i64) -> Vec<u8> {
        use ciborium::Value;
        let mut data = self.data(host, flags | 0x40);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&(self.id.len() as u16).to_be_bytes());
        data.extend_from_slice(&self.id);
        data.extend_from_slice(&self.cose(alg));
        let map = Value::Map(vec![
            ("fmt".into(), "none".into()),
            ("attStmt".into(), Value::Map(Vec::new())),
            ("authData".into(), Value::Bytes(data)),
        ]);
        let mut out = Vec::new();
        ciborium::into_writer(&map, &mut out).unwrap();
        out
    }

    fn answer(&self, challenge: &[u8], say: &Say) -> Answered {
        let client_data = client("webauthn.get", challenge, say);
        let authenticator = self.data(say.host, say.flags);
        let hash = ring::digest::digest(&ring::digest::SHA256, &client_data);
        let message = [authenticator.as_slice(), hash.as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec();
        Answered { credential: base64(&self.id), client_data, authenticator, signature }
    }
}

/// What a browser says; each test changes one thing.
#[derive(Clone)]
struct Say {
    origin: &'static str,
    host: &'static str,
    flags: u8,
    cross: bool,
}

const RIGHT: Say = Say { origin: ORIGIN, host: HOST, flags: UP | UV, cross: false };

fn client(kind: &str, challenge: &[u8], say: &Say) -> Vec<u8> {
    serde_json::json!({
        "type": kind, "challenge": base64(challenge), "origin": say.origin, "crossOrigin": say.cross,
    })
    .to_string()
    .into_bytes()
}

fn party() -> Party {
    Party::of(ORIGIN)
}

fn challenge(db: &Db, kind: Kind, subject: &str, n: u8, now: At) -> Vec<u8> {
    let secret = vec![n; 32];
    let t = Ticket { subject: subject.into(), data: String::new() };
    tickets::issue(db, kind, "yuino", &secret, &t, now).unwrap();
    secret
}

fn person(db: &Db, n: u16, now: At) -> Id {
    let id = testkit::id(n);
    identities::new_identity(db, id, "yuino", AccountId(testkit::id(100 + n)), now).unwrap();
    id
}

fn with_passkey(db: &Db, device: &Device, now: At) -> Id {
    let id = person(db, 1, now);
    let c = challenge(db, Kind::Create, "me", 200, now);
    let made = identities::check_new(
        db,
        &party(),
        "yuino",
        "me",
        &client("webauthn.create", &c, &RIGHT),
        &device.attestation(HOST, UP | UV, -7),
        now,
    )
    .unwrap()
    .unwrap();
    identities::add_passkey(db, id, &made, "Windows の Edge", now).unwrap();
    id
}

#[test]
fn every_statement_of_the_control_store_prepares() {
    for_both_with(Contents::Control, |db| prepare_all(&db.handle(), CONTROL_STATEMENTS));
}

#[test]
fn a_passkey_opens_once_per_challenge_and_only_as_it_should() {
    control(|db, now| {
        let mut device = Device::new(7);
        let id = with_passkey(&db, &device, now);
        let by = |region: &str, a: &Answered, at: At| {
            identities::by_passkey(&db, &party(), region, a, at).unwrap()
        };
        let c = challenge(&db, Kind::Get, "", 1, now);
        let good = device.answer(&c, &RIGHT);
        assert_eq!(by("yuino", &good, now), Some(id));
        assert_eq!(by("yuino", &good, now), None, "the same answer again");

        let c = challenge(&db, Kind::Get, "", 2, now);
        let other = device.answer(&c, &RIGHT);
        assert_eq!(by("kitakami", &other, now), None, "a challenge of another region");
        let late = now.plus_minutes(5);
        assert_eq!(by("yuino", &other, late), None, "a challenge that is too old");
        assert_eq!(by("yuino", &device.answer(&[9; 32], &RIGHT), now), None, "nobody's challenge");
        let c = challenge(&db, Kind::Create, "me", 3, now);
        assert_eq!(by("yuino", &device.answer(&c, &RIGHT), now), None, "for another purpose");

        let wrong = [
            ("another origin", Say { origin: "https://yui.example.jp.evil.example", ..RIGHT }),
            ("without TLS", Say { origin: "http://yui.example.jp", ..RIGHT }),
            ("another party", Say { host: "evil.example", ..RIGHT }),
            ("nobody there", Say { flags: UV, ..RIGHT }),
            ("not verified", Say { flags: UP, ..RIGHT }),
            ("in a frame", Say { cross: true, ..RIGHT }),
        ];
        for (i, (why, say)) in wrong.iter().enumerate() {
            let c = challenge(&db, Kind::Get, "", 10 + i as u8, now);
            assert_eq!(by("yuino", &device.answer(&c, say), now), None, "{why}");
            // and the challenge is gone, also for the right answer
            assert_eq!(by("yuino", &device.answer(&c, &RIGHT), now), None, "{why}, then right");
        }
        let c = challenge(&db, Kind::Get, "", 30, now);
        let stranger = Device { id: device.id.clone(), ..Device::new(8) };
        assert_eq!(by("yuino", &stranger.answer(&c, &RIGHT), now), None, "another key");
        let c = challenge(&db, Kind::Get, "", 31, now);
        let mut bent = device.answer(&c, &RIGHT);
        bent.authenticator[33] ^= 1;
        assert_eq!(by("yuino", &bent, now), None, "changed after signing");

        // a counter that does not rise is a copy
        for (n, counter, opens) in
            [(40, 5, true), (41, 5, false), (42, 4, false), (43, 0, false), (44, 6, true)]
        {
            device.counter = counter;
            let c = challenge(&db, Kind::Get, "", n, now);
            assert_eq!(by("yuino", &device.answer(&c, &RIGHT), now).is_some(), opens, "{counter}");
        }
        assert!(identities::disable(&db, id, now).unwrap());
        device.counter = 7;
        let c = challenge(&db, Kind::Get, "", 50, now);
        assert_eq!(by("yuino", &device.answer(&c, &RIGHT), now), None, "switched off");
        identities::enable(&db, id).unwrap();
        let c = challenge(&db, Kind::Get, "", 51, now);
        assert_eq!(by("yuino", &device.answer(&c, &RIGHT), now), Some(id));
        assert!(!identities::remove_passkey(&db, testkit::id(2), &base64(&device.id)).unwrap());
        assert!(identities::remove_passkey(&db, id, &base64(&device.id)).unwrap());
        device.counter = 8;
        let c = challenge(&db, Kind::Get, "", 52, now);
        assert_eq!(by("yuino", &device.answer(&c, &RIGHT), now), None, "removed");
    });
}

#[test]
fn a_passkey_is_made_only_by_its_own_challenge_with_verification() {
    control(|db, now| {
        let device = Device::new(7);
        let make = |n: u8, subject: &str, asked: &str, say: &Say, alg: i64| {
            let c = challenge(&db, Kind::Create, subject, n, now);
            identities::check_new(
                &db,
                &party(),
                "yuino",
                asked,
                &client("webauthn.create", &c, say),
                &device.attestation(say.host, say.flags, alg),
                now,
            )
            .unwrap()
        };
        assert!(make(1, "a", "a", &RIGHT, -7).is_ok());
        assert_eq!(make(2, "a", "b", &RIGHT, -7), Err(Wrong::Type), "somebody else's ticket");
        let flags = Say { flags: UP, ..RIGHT };
        assert_eq!(make(3, "a", "a", &flags, -7), Err(Wrong::NotVerified));
        let host = Say { host: "evil.example", ..RIGHT };
        assert_eq!(make(4, "a", "a", &host, -7), Err(Wrong::RpId));
        let origin = Say { origin: "https://evil.example", ..RIGHT };
        assert_eq!(make(5, "a", "a", &origin, -7), Err(Wrong::Origin));
        assert_eq!(make(6, "a", "a", &RIGHT, -47), Err(Wrong::Algorithm));
        let c = challenge(&db, Kind::Create, "a", 7, now);
        let signed_in = client("webauthn.get", &c, &RIGHT);
        let att = device.attestation(HOST, UP | UV, -7);
        let r = identities::check_new(&db, &party(), "yuino", "a", &signed_in, &att, now).unwrap();
        assert_eq!(r, Err(Wrong::Type), "an answer to another question");
        // the same passkey cannot belong to two
        let made = webauthn::check_create(&party(), &client("webauthn.create", &c, &RIGHT), &att);
        let made = made.unwrap();
        let (a, b) = (person(&db, 1, now), person(&db, 2, now));
        identities::add_passkey(&db, a, &made, "x", now).unwrap();
        let twice = identities::add_passkey(&db, b, &made, "x", now);
        assert!(matches!(twice, Err(db::DbError::Unique(_))), "{twice:?}");
    });
}

const SECRET: [u8; totp::SECRET_BYTES] = [5; totp::SECRET_BYTES];
const WORD: &str = "縁側でお茶をのむ三毛猫";

fn with_password(db: &Db, now: At) -> Id {
    let id = person(db, 1, now);
    let kept = password::keep(WORD, &[1; password::SALT_BYTES]).unwrap();
    identities::set_password(db, id, "hanako", &kept, &SECRET, totp::step_at(now) - 5).unwrap();
    id
}

fn number(at: At) -> String {
    totp::number(&SECRET, totp::step_at(at))
}

#[test]
fn a_one_time_number_is_good_once_and_no_earlier_one_after_it() {
    control(|db, now| {
        let id = with_password(&db, now);
        let by = |word: &str, n: &str, at: At| {
            identities::by_password(&db, "203.0.113.0/24", "hanako", word, n, at).unwrap()
        };
        assert_eq!(by(WORD, &number(now), now), Tried::Is(id));
        assert_eq!(by(WORD, &number(now), now), Tried::No, "the same number again");
        let before = totp::number(&SECRET, totp::step_at(now) - 1);
        assert_eq!(by(WORD, &before, now), Tried::No, "an earlier number");
        let later = now.plus_millis(30_000);
        assert_eq!(by("縁側でお茶をのむ三毛", &number(later), later), Tried::No, "other password");
        assert_eq!(by(WORD, "000000", later), Tried::No, "other number");
        assert_eq!(by(WORD, &number(later), later), Tried::Is(id), "and the next one is good");
        assert!(identities::disable(&db, id, now).unwrap());
        let last = now.plus_millis(90_000);
        assert_eq!(by(WORD, &number(last), last), Tried::No, "switched off");
    });
}

#[test]
fn the_same_number_from_many_at_once_opens_one_session() {
    control(|db, now| {
        let id = with_password(&db, now);
        let n = number(now);
        let hits: Vec<_> = std::thread::scope(|s| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    let (db, n) = (db.clone(), n.clone());
                    s.spawn(move || {
                        identities::by_password(&db, "net", "hanako", WORD, &n, now).unwrap()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(hits.iter().filter(|t| **t == Tried::Is(id)).count(), 1, "{hits:?}");
    });
}

#[test]
fn ten_tries_a_quarter_of_an_hour_and_the_same_for_names_that_are_not_there() {
    control(|db, now| {
        let id = with_password(&db, now);
        let by = |net: &str, login: &str, word: &str, at: At| {
            identities::by_password(&db, net, login, word, &number(at), at).unwrap()
        };
        for login in ["hanako", "nobody"] {
            for i in 0..attempts::PER_LOGIN {
                assert_eq!(by(&format!("net {i}"), login, "x", now), Tried::No, "{login} {i}");
            }
            assert_eq!(by("elsewhere", login, WORD, now), Tried::TooMany, "{login}");
            let spelt = login.to_uppercase();
            assert_eq!(by("elsewhere", &spelt, WORD, now), Tried::TooMany, "{spelt}");
        }
        // a passkey is not locked out by that
        let device = Device::new(7);
        let c = challenge(&db, Kind::Create, "me", 200, now);
        let made = identities::check_new(
            &db,
            &party(),
            "yuino",
            "me",
            &client("webauthn.create", &c, &RIGHT),
            &device.attestation(HOST, UP | UV, -7),
            now,
        );
        identities::add_passkey(&db, id, &made.unwrap().unwrap(), "x", now).unwrap();
        let c = challenge(&db, Kind::Get, "", 1, now);
        let a = device.answer(&c, &RIGHT);
        assert_eq!(identities::by_passkey(&db, &party(), "yuino", &a, now).unwrap(), Some(id));
        let after = now.plus_minutes(attempts::MINUTES);
        assert_eq!(by("elsewhere", "hanako", WORD, after), Tried::Is(id), "waiting ends it");
    });
}

#[test]
fn a_spray_over_many_names_ends_at_the_limit_of_its_network() {
    control(|db, now| {
        let tries = |net: &str| attempts::begin(&db, &[Of::Network(net)], now).unwrap();
        for _ in 0..attempts::PER_NETWORK {
            assert!(tries("203.0.113.0/24").is_some());
        }
        assert!(tries("203.0.113.0/24").is_none());
        assert!(tries("198.51.100.0/24").is_some(), "others are not hindered");
    });
}

#[test]
fn tries_at_the_same_moment_from_two_processes_are_counted_together() {
    for_both_with(Contents::Control, |test: TestDb| {
        let now = noon_before();
        let handles = [test.handle(), test.opened_again()];
        let free: usize = std::thread::scope(|s| {
            let threads: Vec<_> = (0..8)
                .map(|i| {
                    let db = handles[i % 2].clone();
                    s.spawn(move || {
                        (0..5)
                            .filter(|_| {
                                attempts::begin(&db, &[Of::Login("hanako")], now).unwrap().is_some()
                            })
                            .count()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!(free, attempts::PER_LOGIN as usize);
    });
}

#[test]
fn a_recovery_code_is_good_once_ends_all_sessions_and_new_ones_end_the_old() {
    control(|db, now| {
        let id = person(&db, 1, now);
        let codes = identities::codes_from(b"seed");
        assert_eq!(codes.len(), identities::CODES);
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
        identities::renew(&db, id, &codes, now).unwrap();
        open(&db, &real_region(), Some(id), Proof::Passkey, false, "t1", now).unwrap();
        let typed = codes[3].to_lowercase().replace('-', " ");
        assert_eq!(identities::use_code(&db, &typed, now).unwrap(), Some(id));
        assert!(sessions::find(&db, &real_region(), "t1", now).unwrap().is_none());
        assert_eq!(identities::use_code(&db, &codes[3], now).unwrap(), None, "again");
        assert_eq!(identities::left(&db, id).unwrap(), 9);
        identities::renew(&db, id, &identities::codes_from(b"other"), now).unwrap();
        assert_eq!(identities::use_code(&db, &codes[4], now).unwrap(), None, "an old sheet");
        for bad in ["", "XXXX", "0000-0000-0000", "あいうえお"] {
            assert_eq!(identities::use_code(&db, bad, now).unwrap(), None, "{bad}");
        }
    });
}

fn open(
    db: &Db,
    region: &Region,
    identity: Option<Id>,
    proof: Proof,
    shared: bool,
    token: &str,
    now: At,
) -> Result<(), Error> {
    let opening = Opening {
        account: AccountId(testkit::id(101)),
        hat: Hat::CareManager,
        identity,
        proof,
        device: "Windows の Edge".into(),
        shared,
        until: None,
    };
    let n = token.bytes().map(u16::from).sum();
    let fresh = Fresh { token: token.into(), id: testkit::id(n), csrf: vec![1; 32] };
    sessions::open(db, region, &opening, &fresh, now)
}

#[test]
fn without_two_factors_nobody_is_in_outside_a_demonstration() {
    control(|db, now| {
        let refused = open(&db, &real_region(), None, Proof::Demo, false, "t", now);
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        open(&db, &demo_region(), None, Proof::Demo, false, "t", now).unwrap();
        assert!(sessions::find(&db, &demo_region(), "t", now).unwrap().is_some());
        // a demonstration that was turned into a real region: its open visits count no more
        let turned = Region { demo: false, ..demo_region() };
        assert!(sessions::find(&db, &turned, "t", now).unwrap().is_none());
    });
}

#[test]
fn a_session_locks_when_nobody_is_there_and_opens_under_a_new_token() {
    control(|db, now| {
        let id = person(&db, 1, now);
        let r = real_region();
        let at = |m: i64| now.plus_minutes(m);
        let find = |t: &str, at: At| sessions::find(&db, &r, t, at).unwrap();
        open(&db, &r, Some(id), Proof::Passkey, false, "t1", now).unwrap();
        assert!(!find("t1", at(14)).unwrap().locked);
        assert!(!find("t1", at(28)).unwrap().locked, "used meanwhile");
        let f = find("t1", at(28 + sessions::IDLE_MINUTES)).unwrap();
        assert!(f.locked);
        assert!(sessions::unlock(&db, "t1", "t2", at(44)).unwrap());
        assert!(find("t1", at(44)).is_none(), "the old token is dead");
        let again = find("t2", at(44)).unwrap();
        assert!(!again.locked && again.csrf == f.csrf, "forms that were open still fit");
        assert!(!sessions::unlock(&db, "t1", "t3", at(44)).unwrap());
        let end = at(sessions::LIFE_MINUTES);
        assert!(find("t2", end).is_none(), "twelve hours");
        assert!(!sessions::unlock(&db, "t2", "t4", end).unwrap(), "nothing opens it then");

        open(&db, &r, Some(id), Proof::Passkey, true, "s1", now).unwrap();
        assert!(!find("s1", at(4)).unwrap().locked);
        assert!(find("s1", at(4 + sessions::IDLE_SHARED_MINUTES)).unwrap().locked, "shared: five");
        open(&db, &r, None, Proof::Temporary, false, "u1", now).unwrap();
        assert!(find("u1", at(15)).is_none(), "temporary access has nothing to unlock with");
    });
}

#[test]
fn a_session_belongs_to_its_region_and_token_and_ends_for_good() {
    control(|db, now| {
        let id = person(&db, 1, now);
        let r = real_region();
        let find = |t: &str| sessions::find(&db, &r, t, now).unwrap();
        for t in ["a", "b", "c", "d"] {
            open(&db, &r, Some(id), Proof::Password, false, t, now).unwrap();
        }
        let other = Region { slug: "elsewhere".into(), ..real_region() };
        assert!(sessions::find(&db, &other, "a", now).unwrap().is_none());
        assert!(find("").is_none() && find("A").is_none());
        sessions::close(&db, "a").unwrap();
        assert!(find("a").is_none(), "after signing out");
        let here = find("b").unwrap().id;
        let devices = sessions::devices(&db, id, now).unwrap();
        assert_eq!(devices.len(), 3);
        let stranger = testkit::id(9);
        let c = find("c").unwrap().id;
        assert!(!sessions::end(&db, stranger, c).unwrap(), "only the owner");
        assert!(sessions::end(&db, id, c).unwrap());
        assert!(find("c").is_none());
        assert_eq!(sessions::end_others(&db, id, here).unwrap(), 1);
        assert!(find("d").is_none() && find("b").is_some());
        assert!(identities::disable(&db, id, now).unwrap());
        assert!(find("b").is_none(), "switched off: dead at once");
        identities::enable(&db, id).unwrap();
        sessions::end_identity(&db, id).unwrap();
        assert!(find("b").is_none());
        open(&db, &r, Some(id), Proof::Password, false, "e", now).unwrap();
        sessions::end_account(&db, &r.slug, AccountId(testkit::id(101))).unwrap();
        assert!(find("e").is_none());
    });
}

#[test]
fn a_ticket_is_good_once_for_its_kind_and_region_and_for_minutes() {
    control(|db, now| {
        let t = Ticket { subject: "s".into(), data: "d".into() };
        tickets::issue(&db, Kind::SetUp, "yuino", b"secret", &t, now).unwrap();
        let peek = |k, r, s: &[u8], at| tickets::peek(&db, k, r, s, at).unwrap();
        assert_eq!(peek(Kind::SetUp, "yuino", b"secret", now), Some(t.clone()));
        assert_eq!(peek(Kind::Get, "yuino", b"secret", now), None);
        assert_eq!(peek(Kind::SetUp, "kitakami", b"secret", now), None);
        assert_eq!(peek(Kind::SetUp, "yuino", b"other", now), None);
        assert_eq!(peek(Kind::SetUp, "yuino", b"secret", now.plus_minutes(30)), None);
        let taken: usize = std::thread::scope(|s| {
            let threads: Vec<_> = (0..6)
                .map(|_| {
                    let db = db.clone();
                    s.spawn(move || {
                        let got = tickets::take(&db, Kind::SetUp, "yuino", b"secret", now).unwrap();
                        usize::from(got.is_some())
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!(taken, 1);
    });
}

#[test]
fn an_account_belongs_to_one_person() {
    control(|db, now| {
        let a = person(&db, 1, now);
        let mine = AccountId(testkit::id(101));
        let again = identities::new_identity(&db, testkit::id(2), "yuino", mine, now);
        assert!(matches!(again, Err(db::DbError::Unique(_))), "{again:?}");
        assert!(identities::find(&db, testkit::id(2)).unwrap().is_none(), "nothing half made");
        assert_eq!(identities::of_account(&db, "yuino", mine).unwrap(), Some(a));
        identities::link(&db, a, "kitakami", mine, now).unwrap();
        assert_eq!(identities::regions_of(&db, a).unwrap(), ["kitakami", "yuino"]);
        assert_eq!(identities::accounts_in(&db, a, "yuino").unwrap(), [mine]);
    });
}
