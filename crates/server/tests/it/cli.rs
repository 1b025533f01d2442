//! The command line: its words, its exit codes, the reason of an operator's act.
use db::Stmt;

use crate::yui::{Yui, in_both, run};

#[test]
fn the_help_names_every_command() {
    let help = run(&["help"]).done().out;
    for words in [
        "serve",
        "demo",
        "region add",
        "region list",
        "region persons-on",
        "organisation add",
        "invite",
        "jobs run",
        "audit verify",
        "audit key",
        "audit export",
        "witness add",
        "import directory",
        "survey liaison",
        "export stays",
        "--reason",
        "--persons",
    ] {
        assert!(help.contains(words), "{words}");
    }
    for words in [&["--help"][..], &["serve", "--help"], &["--data", "/nowhere", "help"], &[]] {
        assert_eq!(run(words).done().out, help, "{words:?}");
    }
}

#[test]
fn the_version_is_said_without_making_a_store() {
    for words in [&["--version"][..], &["version"]] {
        assert_eq!(run(words).done().out, format!("yui {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn wrong_use_ends_with_two_and_says_what_to_do() {
    let y = Yui::sqlite();
    run(&["--data", "a", "--database", "postgresql://x/y", "region", "list"]).wrong("どちらか1つ");
    run(&["--data"]).wrong("値がありません");
    y.run(&["export", "stays", "--ndjson"]).wrong("region add");
    y.run(&["frobnicate"]).wrong("frobnicate というコマンドはありません");
    y.region("yuino", &["--demo"]);
    y.run(&["sing"]).wrong("sing");
    y.run(&["serve", "now"]).wrong("now");
    y.run(&["demo", "--residents", "many"]).wrong("数字");
    y.run(&["demo", "--unknown"]).wrong("--unknown");
    y.at("nowhere", &["export", "stays", "--ndjson"]).wrong("nowhere");
    y.region("second", &["--demo"]);
    y.run(&["export", "stays", "--ndjson"]).wrong("--region");
    y.at("yuino", &["survey", "liaison"]).wrong("--from");
    y.at("yuino", &["survey", "liaison", "--from", "2026-10-01", "--to", "x"]).wrong("--to");
    y.at("yuino", &["survey", "liaison", "--from", "2026-02-30", "--to", "2026-03-01"])
        .wrong("--from");
    let backwards = ["survey", "liaison", "--from", "2026-10-31", "--to", "2026-10-01"];
    y.at("yuino", &backwards).wrong("--to");
    let month = ["survey", "liaison", "--from", "2026-10-01", "--to", "2026-10-31"];
    y.at("yuino", &[&month[..], &["--format", "pdf"]].concat()).wrong("--format");
    y.at("yuino", &[&month[..], &["--names"]].concat()).wrong("--names");
    y.at("yuino", &["export", "stays"]).wrong("--ndjson");
    y.at("yuino", &["import", "directory"]).wrong("ファイル");
    y.at("yuino", &["invite", "--name", "a"]).wrong("--organisation");
}

#[test]
fn a_database_that_does_not_answer_is_said_in_plain_words() {
    let ran = run(&["--database", "postgresql://nobody@127.0.0.1:1/none", "region", "list"]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("データベースにつながりません"), "{ran:?}");
    assert!(!ran.err.contains("panicked"), "{ran:?}");
}

const ADD: [&str; 7] =
    ["organisation", "add", "--name", "結の里", "--kana", "ゆいのさと", "--kind=care_management"];

fn organisations(y: &Yui, region: &str) -> i64 {
    const COUNT: Stmt =
        Stmt { name: "test.COUNT", sql: "SELECT COUNT(*) FROM accounts_organisation" };
    y.store(region).read(|tx| tx.one(COUNT, &[])?.get(0)).unwrap()
}

#[test]
fn an_operator_gives_a_reason_except_in_a_demonstration() {
    in_both(|y| {
        y.region("honban", &[]);
        y.region("yuino", &["--demo"]);
        y.at("honban", &ADD).wrong("--reason");
        let spaces = [&ADD[..], &["--reason", "  "]].concat();
        y.at("honban", &spaces).wrong("--reason");
        assert_eq!(organisations(&y, "honban"), 0);
        let because = [&ADD[..], &["--reason", "開所のため"]].concat();
        y.at("honban", &because).done();
        assert_eq!(organisations(&y, "honban"), 1);
        y.at("yuino", &ADD).done();
        assert_eq!(organisations(&y, "yuino"), 1);
        // commands of slices, too
        y.at("honban", &["export", "stays", "--ndjson"]).wrong("--reason");
        y.at("honban", &["--reason", "年次の報告", "export", "stays", "--ndjson"]).done();
        y.at("yuino", &["export", "stays", "--ndjson"]).done();
    });
}

fn reasons(y: &Yui, region: &str) -> Vec<String> {
    const DETAILS: Stmt = Stmt {
        name: "test.DETAILS",
        sql: "SELECT detail FROM app_audit WHERE act = 'cli' ORDER BY at, id",
    };
    let rows = y.store(region).read(|tx| tx.rows(DETAILS, &[])).unwrap();
    rows.iter().map(|r| r.get::<String>(0).unwrap()).collect()
}

#[test]
fn every_act_of_an_operator_is_in_the_audit_log_with_its_reason() {
    in_both(|y| {
        y.region("honban", &[]);
        y.at("honban", &[&ADD[..], &["--reason", "開所のため"]].concat()).done();
        y.at("honban", &["--reason", "年次の報告", "export", "stays", "--ndjson"]).done();
        assert_eq!(reasons(&y, "honban"), ["", "開所のため", "年次の報告"]);
        y.at("honban", &["audit", "verify"]).done();
    });
}

#[test]
fn an_invitation_is_printed_once_and_names_only_known_offices_and_hats() {
    in_both(|y| {
        y.region("honban", &[]);
        y.at("honban", &[&ADD[..], &["--reason", "開所"]].concat()).done();
        let invite = |office: &str, hat: &str| {
            let words = [
                "invite",
                "--organisation",
                office,
                "--name",
                "佐藤 花子",
                "--kana",
                "さとう はなこ",
            ];
            y.at("honban", &[&words[..], &["--hat", hat, "--reason", "入職"]].concat())
        };
        let ran = invite("結の里", "cm").done();
        let code = ran.out.split_whitespace().find(|w| {
            let plain = w.replace('-', "");
            plain.len() == 12 && plain.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        assert!(code.is_some(), "{ran:?}");
        // the words of the pages do as well, and who writes neither is told both
        invite("結の里", "介護支援専門員").done();
        invite("結の里", "ケアマネ").wrong("cm  介護支援専門員");
        // the command line is bound by what an organisation of this kind can give, as the pages are
        invite("結の里", "ward").wrong("選べる役割は");
        invite("結の里", "city").wrong("選べる役割は");
        for (office, hat) in [("ない事業所", "cm"), ("結の里", "king"), ("結の里", "operator")]
        {
            assert_ne!(invite(office, hat).code, 0, "{office} {hat}");
        }
    });
}

const REMINDERS: [&str; 3] = ["jobs", "run", "transitions.conference-reminders"];

#[test]
fn recurring_work_is_done_at_once_and_only_a_demonstration_may_set_the_clock() {
    in_both(|y| {
        y.region("honban", &[]);
        y.region("yuino", &["--demo"]);
        y.region("hito-nashi", &["--demo", "--no-persons"]);
        y.at("honban", &REMINDERS).wrong("--reason");
        let because = [&REMINDERS[..], &["--reason", "朝に止まっていたため"]].concat();
        let ran = y.at("honban", &because).done();
        assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
        let late = [&because[..], &["--at", "2030-01-01T09:00"]].concat();
        y.at("honban", &late).wrong("デモの地域だけ");
        assert_eq!(
            reasons(&y, "honban"),
            ["", "朝に止まっていたため"],
            "what was refused left nothing"
        );
        for wrong in ["2026-02-30T08:30", "あした", "2026-11-24"] {
            y.at("yuino", &[&REMINDERS[..], &["--at", wrong]].concat()).wrong("--at");
        }
        y.at("yuino", &[&REMINDERS[..], &["--at", "2030-01-01T09:00"]].concat()).done();
        // all of them, one after the other; those of persons only where there are persons
        let all = y.at("yuino", &["jobs", "run"]).done();
        assert!(all.out.contains("app.fold") && all.out.contains("transitions.close-old"));
        // a command knows what the slices give one another, like the server
        let count = ["jobs", "run", "people.retention-count", "--at", "2035-01-01T05:00"];
        y.at("yuino", &count).done();
        y.at("hito-nashi", &REMINDERS).wrong("という仕事はありません");
        y.at("yuino", &["jobs", "run", "sleep"]).wrong("という仕事はありません");
        y.at("yuino", &["audit", "verify"]).done();
    });
}
