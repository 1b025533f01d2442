//! `yui import directory`.
use std::path::PathBuf;

use slice::CliCx;
use testkit::TestApp;

use crate::support::*;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("yui-directory-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(app: &TestApp, args: &[&str]) -> (i32, String, String) {
    let args: Vec<String> = args.iter().map(|a| (*a).to_string()).collect();
    let command =
        directory::slice().cli.into_iter().find(|c| c.words == ["import", "directory"]).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut cx = CliCx {
        app: &app.app,
        args: &args,
        persons: false,
        reason: "",
        out: &mut out,
        err: &mut err,
    };
    let code = (command.run)(&mut cx).unwrap();
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn the_report_in_json_has_the_agreed_keys_and_sums_up() {
    let (app, folder) = (base(), Folder::new("json"));
    let mut rows = some(5);
    rows.push(rows[0].clone());
    let good = folder.file("jigyosho_120.csv", &csv(&rows));
    let bad = folder.file("meibo.csv", b"x");
    let (code, out, _) = run(&app, &["--json", &good, &bad, "--dry-run"]);
    assert_eq!(code, 0);
    let dry: serde_json::Value = serde_json::from_str(&out).unwrap();
    let keys: Vec<&str> = dry.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["rows", "created", "updated", "unchanged", "closed", "rejected", "warnings"]);
    assert_eq!((dry["rows"].as_u64(), dry["created"].as_u64()), (Some(7), Some(5)));
    assert_eq!(dry["rejected"][0]["line"], 7);
    assert!(dry["rejected"][0]["reason"].as_str().unwrap().starts_with("duplicate: "));
    assert!(dry["rejected"][1]["file"].as_str().unwrap().ends_with("meibo.csv"));
    // the rehearsal wrote nothing; the real run says the same
    let (code, out, _) = run(&app, &["--json", &good, &bad]);
    assert_eq!((code, serde_json::from_str::<serde_json::Value>(&out).unwrap()), (0, dry));
    let (_, out, _) = run(&app, &["--json", &good]);
    let again: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((again["unchanged"].as_u64(), again["created"].as_u64()), (Some(5), Some(0)));
}

#[test]
fn nothing_readable_and_wrong_use_end_with_two() {
    let (app, folder) = (base(), Folder::new("two"));
    let empty = folder.file("jigyosho_120.csv", b"");
    let (code, out, _) =
        run(&app, &[&empty, "/nowhere/jigyosho_130.csv", folder.0.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(out.contains("ファイルが空です") && out.contains("ファイルがありません"), "{out}");
    assert!(out.contains("名簿は何も変わっていません"));
    for wrong in [&[][..], &["--dry-run"], &["--nope", "a"], &["--edition", "きょう", "a"]] {
        let (code, _, err) = run(&app, wrong);
        assert_eq!(code, 2);
        assert!(err.contains("使い方: yui import directory"), "{err}");
    }
}

#[test]
fn people_read_it_in_japanese() {
    let (app, folder) = (base(), Folder::new("words"));
    let mut rows = some(3);
    rows.push(row(4, "ゆい", "ユイ").replace("39.3,141.1", "0.0,0.0"));
    let good = folder.file("jigyosho_120.csv", &csv(&rows));
    let (code, out, _) = run(&app, &[&good, "--edition", "2026-06-30"]);
    assert_eq!(code, 0);
    assert!(
        out.starts_with("読んだ行 4　新しい 4　変わる 0　変わらない 0　閉じる 0　取り込めない 0"),
        "{out}"
    );
    assert!(
        out.contains("地図の位置が使えない　1件") && out.ends_with("取り込みました。\n"),
        "{out}"
    );
}

#[test]
fn other_sources_are_known_by_what_is_in_them() {
    let (app, folder) = (base(), Folder::new("kinds"));
    let json = folder.file(
        "x.dat",
        r#"[{"id":"3203201145","name":"結野医院","tel":"3203201145","address":"岩手県一関市花泉町1","pref":"岩手県","city":"一関市花泉町","kind":"clinic"}]"#.as_bytes(),
    );
    let codes = folder
        .file("y.txt", "031110283,1110283,青葉病院,0260052,釜石市野田町１－１６\r\n".as_bytes());
    let broken = folder.file("z.xlsx", b"PK\x03\x04broken");
    let (code, out, _) = run(&app, &["--json", "--dry-run", &json, &codes, &broken]);
    assert_eq!(code, 0);
    let dry: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((dry["rows"].as_u64(), dry["created"].as_u64()), (Some(3), Some(2)), "{out}");
    assert!(dry["rejected"][0]["reason"].as_str().unwrap().starts_with("file: Excel"));
    assert!(out.contains("tel_is_id"));
    let (code, out, _) = run(&app, &["--json", &json, &codes, &broken]);
    assert_eq!((code, serde_json::from_str::<serde_json::Value>(&out).unwrap()), (0, dry));
    let (code, _, _) = run(&app, &["--json", &broken]);
    assert_eq!(code, 2);
}
