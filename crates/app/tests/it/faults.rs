//! What verification says: where in the log, and in which words.
use app::checkpoint::SigningKey;
use app::verify::{Fault, verify_against};
use db::{Stmt, params};
use testkit::for_both_apps;

use crate::common::*;

const NOTE: Stmt = Stmt {
    name: "test.FAULT_NOTE",
    sql: "INSERT INTO app_checkpoint(size, at, note) VALUES ($1, $2, $3)",
};

/// A fault, its place and its words.
type Said = (Fault, Option<(i64, i64)>, &'static str);

#[test]
fn each_fault_names_its_place_and_says_it_in_words() {
    let all: [Said; 16] = [
        (Fault::Changed(3), Some((3, 3)), "3行目が書きかえられています"),
        (Fault::Unreadable(4, "だめ".into()), Some((4, 4)), "4行目を読めません（だめ）"),
        (Fault::Missing(5, 5), Some((5, 5)), "5行目がありません"),
        (Fault::Missing(5, 7), Some((5, 7)), "5〜7行目がありません"),
        (Fault::Twice(6), Some((6, 6)), "6行目が2つ以上あります"),
        (Fault::Order(7), Some((7, 7)), "7行目の順番が入れかわっています"),
        (Fault::Outside(8), Some((8, 8)), "8行目は、どのまとまりにも入っていません"),
        (Fault::Block(2, 9), Some((2, 9)), "2〜9行目のまとまりが、封と合いません"),
        (
            Fault::Follows(10, 7),
            Some((7, 10)),
            "10行目からのまとまりが、7行目までの封につながりません",
        ),
        (Fault::Unsealed, None, "封をする前の行が書きかえられています"),
        (
            Fault::Shorter(20, 15),
            Some((16, 20)),
            "確認用の写しには20行までありますが、ここには15行までしかありません",
        ),
        (Fault::Rewritten(12), Some((1, 12)), "12行目までの封が、確認用の写しとちがいます"),
        (
            Fault::OtherKey(12, "abcd".into()),
            None,
            "12行目までの確認用の写しは、別の鍵（abcd）で署名されています",
        ),
        (Fault::Signature(12), None, "12行目までの確認用の写しの署名が合いません"),
        (Fault::OtherRegion("x".into()), None, "別の地域（x）の確認用の写しです"),
        (Fault::Note, None, "この地域に残した確認用の写しのうち、読めないものがあります"),
    ];
    for (fault, place, words) in all {
        assert_eq!((fault.place(), fault.to_string().as_str()), (place, words), "{fault:?}");
    }
    // a block that begins before the end of the one before it
    assert_eq!(Fault::Follows(3, 7).place(), Some((3, 8)));
    assert_eq!(Fault::Follows(9, i64::MAX).place(), Some((9, i64::MAX)));
}

#[test]
fn a_note_of_this_store_that_nobody_can_read_is_told_of() {
    for_both_apps(|t| {
        t.app.write(&cm(), noted).unwrap();
        t.settle();
        let key = SigningKey::of("yuino", &[3; 32]);
        let verified =
            || t.db.read(|tx| verify_against(tx, &[], &key.public(), None)).unwrap().faults;
        let put = |size: i64, note: String| {
            t.db.write(move |tx| tx.exec(NOTE, params![size, testkit::noon_before(), &note]))
                .unwrap();
        };
        assert_eq!(verified(), []);
        put(1, "yuino\n1\nnot a note\n".into());
        assert_eq!(verified(), [Fault::Note]);
        // one that can be read beside it does not hide it
        let other = key.sign(7, &"0".repeat(64), testkit::noon_before()).unwrap().text;
        put(7, other);
        assert_eq!(verified(), [Fault::Shorter(7, 1), Fault::Note]);
    });
}
