//! Keeping checkpoints of other instances.
use app::checkpoint::{Checkpoint, SigningKey};
use app::witness::{self, Kept};
use testkit::{Contents, for_both_with, noon_before, prepare_all};

fn note(secret: u8, size: i64, seal: &str, minutes: i64) -> Checkpoint {
    let at = noon_before().plus_minutes(minutes);
    SigningKey::of("minami", &[secret; 32]).sign(size, &seal.repeat(32), at).unwrap()
}

#[test]
fn only_what_an_entered_key_has_signed_is_kept_and_nothing_is_ever_replaced() {
    for_both_with(Contents::Control, |db| {
        let now = noon_before();
        let key = SigningKey::of("minami", &[1; 32]).public();
        let keep = |c: &Checkpoint| witness::keep(&db, c, now).unwrap();
        let first = note(1, 10, "aa", 0);
        assert_eq!(keep(&first), Kept::Unknown);
        witness::add_key(&db, &key, now).unwrap();
        witness::add_key(&db, &key, now).unwrap();
        assert_eq!((keep(&first), keep(&first)), (Kept::Yes, Kept::Yes));
        assert_eq!(keep(&note(2, 11, "aa", 0)), Kept::Unknown);
        let mut forged = note(1, 12, "bb", 0);
        forged.text = forged.text.replacen("12", "13", 1);
        forged.size = 13;
        assert_eq!(keep(&forged), Kept::Forged);
        assert_eq!(keep(&note(1, 20, "bb", 10)), Kept::Yes);
        // late, but from before: no contradiction
        assert_eq!(keep(&note(1, 15, "cc", 5)), Kept::Yes);
        // another seal over as many rows; fewer rows at a later time
        assert_eq!(keep(&note(1, 20, "dd", 20)), Kept::Contradicts);
        assert_eq!(keep(&note(1, 12, "ee", 30)), Kept::Contradicts);
        let sizes: Vec<i64> = witness::notes(&db, "yui/minami")
            .unwrap()
            .iter()
            .map(|n| Checkpoint::parse(n).unwrap().size)
            .collect();
        assert_eq!(sizes, [10, 12, 15, 20, 20], "contradictions are kept as evidence");
        let peers = witness::peers(&db).unwrap();
        assert_eq!((peers.len(), peers[0].notes, &peers[0].key), (1, 5, &key.text()));
    });
}

#[test]
fn statements_of_the_control_store_prepare() {
    for_both_with(Contents::Control, |db| {
        prepare_all(&db.handle(), &[app::witness::STATEMENTS, app::control::STATEMENTS]);
    });
}
