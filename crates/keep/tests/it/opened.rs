//! A copy opens without this program: a script that shares no code with it gives tables and attachments.
use std::path::Path;
use std::process::{Command, Output};

use app::files::FileKey;
use db::{Dialect, Stmt, params};
use kernel::{Clock, SystemClock};

use crate::world::{Desk, Place, each_engine, write};

const RESIDENT: Stmt = Stmt {
    name: "keep.test.RESIDENT",
    sql: "INSERT INTO people_resident(id, name, kana, name_key, kana_key, birth, sex, address, phone, insurer, insured, care_level, household, version, at) VALUES ('r1', '=結野,花子', 'ゆいのはなこ', 'k', 'k', '1940-01-01', 'f', '', '', '', '', '', '', 1, '2026-11-21T00:00:00.000Z')",
};
const KEY: Stmt = Stmt {
    name: "keep.test.KEY",
    sql: "INSERT INTO people_attachment_key(resident, id, key, at) VALUES ('r1', 'k1', $1, '2026-11-21T00:00:00.000Z')",
};
const ATTACHMENT: Stmt = Stmt {
    name: "keep.test.ATTACHMENT",
    sql: "INSERT INTO people_attachment(id, resident, kind, title, ref_kind, ref_id, file, key, mime, bytes, name, at, withdrawn_name, withdrawn_reason) VALUES ('a1', 'r1', 'card', 't', '', '', $1, 'k1', 'application/pdf', 1, 'n', '2026-11-21T00:00:00.000Z', '', '')",
};

/// A person with an attachment, as the slice keeps them.
fn fill(place: &Place, bytes: &[u8]) {
    let app = place.yuino();
    let key = FileKey::from_bytes(&[5; 32]).unwrap();
    let name = key.name("people", bytes).unwrap();
    app.files().put(&name, &key.seal(&name, bytes).unwrap(), app.now()).unwrap();
    let file = name.hex().to_string();
    place.regions["yuino"]
        .write(move |tx| {
            tx.exec(RESIDENT, &[])?;
            tx.exec(KEY, params![vec![5_u8; 32]])?;
            tx.exec(ATTACHMENT, params![file.as_str()])
        })
        .unwrap();
    write(&app, "one").unwrap();
}

fn unpacked(place: &Place, to: &Path) {
    let (packed, _) = keep::pack(place, SystemClock.now(), "test", Vec::new()).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice())).unpack(to).unwrap();
}

fn open(copy: &Path, out: &Path) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/open-copy.py");
    Command::new("python3").arg(script).arg(copy).arg(out).output().unwrap()
}

#[test]
fn a_copy_opens_without_this_program_with_every_row_and_attachment() {
    each_engine(|engine| {
        // longer than a block of the cipher and no multiple of one
        let content: Vec<u8> =
            b"%PDF-1.7 ".iter().copied().chain((0..=255).cycle().take(5_000)).collect();
        let place = Place::used(engine).unwrap();
        fill(&place, &content);
        let desk = Desk::new(&format!("opened{engine:?}"));
        let (copy, out) = (desk.dir.join("copy"), desk.dir.join("out"));
        unpacked(&place, &copy);
        let done = open(&copy, &out);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(std::fs::read(out.join("yuino/attachments/r1/a1.pdf")).unwrap(), content);
        let people = std::fs::read_to_string(out.join("yuino/people_resident.csv")).unwrap();
        assert!(people.starts_with("\u{feff}id,name,kana,"), "{people}");
        assert!(people.contains("r1,\"'=結野,花子\",ゆいのはなこ"), "no formula: {people}");
        let versions = std::fs::read_to_string(out.join("yuino/app_record_version.csv")).unwrap();
        assert!(versions.contains("one"), "{versions}");
        // once opened nothing is written over
        assert_eq!(open(&copy, &out).status.code(), Some(2));
    });
}

#[test]
fn a_copy_of_which_a_row_or_an_attachment_was_changed_says_so() {
    let place = Place::used(Dialect::Sqlite).unwrap();
    fill(&place, b"%PDF-1.7 small");
    let desk = Desk::new("opened-changed");
    let copy = desk.dir.join("copy");
    unpacked(&place, &copy);
    let table = copy.join("regions/yuino/tables/people_resident/000001.ndjson");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replace("花子", "花枝")).unwrap();
    let done = open(&copy, &desk.dir.join("out1"));
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("yuino/people_resident"));
    std::fs::write(&table, text).unwrap();

    let files = copy.join("regions/yuino/files/people");
    let file = std::fs::read_dir(&files).unwrap().next().unwrap().unwrap().path();
    let mut sealed = std::fs::read(&file).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    std::fs::write(&file, sealed).unwrap();
    let done = open(&copy, &desk.dir.join("out2"));
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("attachment a1: does not open"));
}
