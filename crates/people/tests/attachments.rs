//! Attachments on both engines: who may, what remains when something fails, and that what is withdrawn, deleted or
//! damaged is not shown.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;

use accounts::use_cases::set_up;
use accounts::{NewOrganisation, OrganisationKind};
use app::audit::{AuditRow, Filter};
use app::{App, Error};
use db::{DbError, Stmt, params};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use people::attachments::{
    About, Attached, Attachment, AttachmentKind, Checked, Kept, NewAttachment, attach, check_one,
    content, keep, list, list_of, open, shred, sweep, thumbnails, withdraw,
};
use people::authz::{Basis, Grant, Party, What, grant};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{Contents, FileFault, MemoryFiles, TestApp, for_both_apps, for_both_with, staff};

const DAY: i64 = 24 * 60;

fn office(app: &TestApp, name: &str, kind: OrganisationKind) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap().0
}

fn resident(app: &TestApp, who: &Actor, name: &str, kana: &str) -> ResidentId {
    let resident = NewResident {
        name: name.into(),
        kana: kana.into(),
        birth: "1940-05-03".parse().unwrap(),
        sex: Sex::Female,
        address: "結野市ひばり野台二丁目3".into(),
        phone: "0000-12-3456".into(),
        insurer: String::new(),
        insured: String::new(),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: String::new(),
    };
    let consent = Consent {
        method: ConsentMethod::Written,
        heard_by: String::new(),
        given_on: "2026-11-01".parse().unwrap(),
        form_version: "1".into(),
    };
    let cmd = Register { resident, consent, not_the_same: true };
    match app.write(who, move |cx| register(cx, &cmd)).unwrap() {
        Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

struct World {
    app: TestApp,
    cm: Actor,
    stranger: Actor,
    liaison: Actor,
    miyo: ResidentId,
}

fn world(app: TestApp) -> World {
    let a = office(&app, "A居宅", OrganisationKind::CareManagement);
    let b = office(&app, "B居宅", OrganisationKind::CareManagement);
    let h = office(&app, "結野病院", OrganisationKind::Hospital);
    let cm = staff(Hat::CareManager, a);
    let miyo = resident(&app, &cm, "高橋 ミヨ", "たかはし みよ");
    let (stranger, liaison) = (staff(Hat::CareManager, b), staff(Hat::Liaison, h));
    World { app, cm, stranger, liaison, miyo }
}

fn photo(shade: u8) -> Checked {
    let picture = RgbImage::from_fn(300, 200, |x, _| Rgb([shade, 20, (x % 200) as u8]));
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    check_one("保険証 おもて.jpg", &out.into_inner()).unwrap()
}

fn pdf() -> Checked {
    let text = "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page >> endobj trailer << /Root 1 0 R >> %%EOF";
    check_one("ケアプラン.pdf", text.as_bytes()).unwrap()
}

fn new(kind: AttachmentKind, files: Vec<Kept>, about: Option<About>) -> NewAttachment {
    NewAttachment { kind, title: String::new(), about, files }
}

impl World {
    fn keep(&self, files: &[Checked]) -> app::Result<Vec<Kept>> {
        keep(&self.app, &self.cm, self.miyo, What::Document, files)
    }

    fn attach(&self, files: &[Checked], about: Option<About>) -> Attached {
        let new = new(AttachmentKind::InsuranceCard, self.keep(files).unwrap(), about);
        let miyo = self.miyo;
        self.app.write(&self.cm, move |cx| attach(cx, miyo, &new)).unwrap()
    }

    fn rows(&self) -> Vec<Attachment> {
        self.app.read(&self.cm, |cx| list(cx, self.miyo, None)).unwrap().rows
    }

    fn bytes(&self, who: &Actor, id: Id) -> app::Result<Vec<u8>> {
        let opened = self.app.read(who, |cx| open(cx, self.miyo, id))?;
        content(&self.app, &opened)
    }

    fn log(&self) -> Vec<AuditRow> {
        let filter = Filter { resident: Some(self.miyo.0), ..Filter::default() };
        self.app.read(&Actor::system(), |cx| app::audit::page(cx, &filter)).unwrap()
    }
}

/// On both engines: with rows as files, and with files in memory that fail when told to.
fn everywhere(test: impl Fn(World)) {
    for_both_apps(|app| test(world(app)));
    for_both_with(Contents::Persons, |db| {
        test(world(TestApp::with_files(db, Arc::new(MemoryFiles::default()))));
    });
}

fn with_faults(test: impl Fn(World, &MemoryFiles)) {
    for_both_with(Contents::Persons, |db| {
        let files = Arc::new(MemoryFiles::default());
        test(world(TestApp::with_files(db, files.clone())), &files);
    });
}

#[test]
fn what_is_attached_is_listed_and_opens_as_it_was() {
    everywhere(|w| {
        let files = [photo(200), pdf()];
        let ids = w.attach(&files, None).new;
        let listed = w.app.read(&w.cm, |cx| list(cx, w.miyo, None)).unwrap();
        assert_eq!(listed.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
        assert_eq!((listed.person.as_str(), listed.may_write), ("高橋 ミヨ", true));
        let [document, card] = &listed.rows[..] else { panic!() };
        assert_eq!((card.title.as_str(), card.size), ("保険証 おもて", Some((300, 200))));
        assert_eq!((document.pages, document.thumb.clone()), (Some(1), None));
        let thumbs = thumbnails(&w.app, &listed);
        assert_eq!(thumbs, [None, files[0].thumb.clone()]);
        for (file, id) in files.iter().zip(&ids) {
            assert_eq!(w.bytes(&w.cm, *id).unwrap(), file.bytes);
        }
    });
}

#[test]
fn a_file_of_several_rows_comes_back_whole() {
    for_both_apps(|app| {
        let w = world(app);
        let mut big = pdf();
        big.bytes.extend(std::iter::repeat_n(b"0123456789abcdef", 100_000).flatten());
        let id = w.attach(std::slice::from_ref(&big), None).new[0];
        assert_eq!(w.bytes(&w.cm, id).unwrap(), big.bytes);
    });
}

#[test]
fn the_same_file_twice_is_one_and_another_persons_is_another_file() {
    with_faults(|w, files| {
        let first = w.attach(&[photo(200)], None);
        let again = w.attach(&[photo(200)], None);
        assert_eq!((again.new.len(), again.already), (0, first.new));
        assert_eq!((w.rows().len(), files.count()), (1, 2), "one picture, one small picture");
        let other = resident(&w.app, &w.cm, "高橋 ミヨ", "たかはし みよ");
        keep(&w.app, &w.cm, other, What::Document, &[photo(200)]).unwrap();
        assert_eq!(files.count(), 4, "nobody can tell that two persons have the same one");
    });
}

#[test]
fn nothing_readable_lies_in_the_store() {
    with_faults(|w, files| {
        w.attach(&[photo(200), pdf()], None);
        for sealed in files.bytes() {
            for word in [b"JFIF".as_slice(), b"%PDF-", b"Pages"] {
                assert!(!sealed.windows(word.len()).any(|x| x == word));
            }
        }
    });
}

#[test]
fn whoever_may_not_write_keeps_no_file_and_leaves_a_row_of_the_refusal() {
    with_faults(|w, files| {
        for who in [&w.stranger, &w.liaison, &staff(Hat::City, testkit::id(9)), &Actor::operator()]
        {
            let done = keep(&w.app, who, w.miyo, What::Document, &[pdf()]);
            assert!(matches!(done, Err(Error::NotFound)), "{:?}: {done:?}", who.hat);
        }
        assert_eq!(files.count(), 0);
        let denied =
            w.log().iter().filter(|r| r.denied && r.act == "people.attachment.write").count();
        assert_eq!(denied, 4);
        // kept by one who may, attached by one who may not
        let kept = w.keep(&[pdf()]).unwrap();
        let (cmd, miyo) = (new(AttachmentKind::CarePlan, kept, None), w.miyo);
        let done = w.app.write(&w.stranger, move |cx| attach(cx, miyo, &cmd));
        assert!(matches!(done, Err(Error::NotFound)));
        assert!(w.rows().is_empty());
    });
}

#[test]
fn a_file_kept_for_one_person_is_not_attached_to_another() {
    everywhere(|w| {
        let kept = w.keep(&[pdf()]).unwrap();
        let other = resident(&w.app, &w.cm, "結野 太郎", "ゆいの たろう");
        let cmd = new(AttachmentKind::CarePlan, kept, None);
        let done = w.app.write(&w.cm, move |cx| attach(cx, other, &cmd));
        assert!(matches!(done, Err(Error::Rule(_))), "{done:?}");
    });
}

#[test]
fn a_stranger_neither_lists_nor_opens_and_learns_nothing() {
    everywhere(|w| {
        let id = w.attach(&[pdf()], None).new[0];
        for who in [&w.stranger, &w.liaison] {
            let listed = w.app.read(who, |cx| list(cx, w.miyo, None).map(|_| ()));
            assert!(matches!(listed, Err(Error::NotFound)));
            assert!(matches!(w.bytes(who, id), Err(Error::NotFound)));
            assert!(matches!(w.bytes(who, testkit::id(77)), Err(Error::NotFound)));
        }
    });
}

#[test]
fn opening_leaves_a_row_that_names_the_attachment_before_its_bytes_are_read() {
    with_faults(|w, files| {
        let id = w.attach(&[pdf()], None).new[0];
        let opened = w.app.read(&w.cm, |cx| open(cx, w.miyo, id)).unwrap();
        let object = Some(format!("attachment:{id}"));
        let row = w.log().into_iter().find(|r| r.object == object && r.detail == "open");
        assert_eq!(row.unwrap().account, w.cm.account);
        files.damage();
        assert!(content(&w.app, &opened).is_err());
    });
}

#[test]
fn whoever_was_sent_one_record_sees_what_hangs_on_it_and_nothing_else() {
    everywhere(|w| {
        let (sheet, other) = (testkit::id(600), testkit::id(601));
        let about = |id| About { kind: "record".into(), id };
        let on_sheet = w.attach(&[photo(1)], Some(about(sheet))).new[0];
        let elsewhere = w.attach(&[photo(2)], Some(about(other))).new[0];
        let loose = w.attach(&[photo(3)], None).new[0];
        // the same file may hang on two records
        assert_eq!(w.attach(&[photo(1)], None).new.len(), 1);
        let g = Grant {
            resident: w.miyo,
            party: Party::Organisation(w.liaison.organisation.unwrap()),
            basis: Basis::Addressee,
            kind: Some(What::Document),
            record: Some(sheet),
            from: w.app.now().date(),
            to: None,
        };
        w.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
        let seen = w.app.read(&w.liaison, |cx| list_of(cx, w.miyo, &about(sheet))).unwrap();
        assert_eq!(seen.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [on_sheet]);
        assert!(!seen.may_write);
        assert!(w.bytes(&w.liaison, on_sheet).is_ok());
        for id in [elsewhere, loose] {
            assert!(matches!(w.bytes(&w.liaison, id), Err(Error::NotFound)));
        }
        assert!(w.app.read(&w.liaison, |cx| list_of(cx, w.miyo, &about(other))).is_err());
        assert!(w.app.read(&w.liaison, |cx| list(cx, w.miyo, None)).is_err());
    });
}

#[test]
fn a_withdrawn_one_stays_with_its_reason_and_only_its_office_opens_it() {
    everywhere(|w| {
        let id = w.attach(&[pdf()], None).new[0];
        let other = staff(Hat::CareManager, w.stranger.organisation.unwrap());
        let g = Grant {
            resident: w.miyo,
            party: Party::Organisation(other.organisation.unwrap()),
            basis: Basis::Team,
            kind: None,
            record: None,
            from: w.app.now().date(),
            to: None,
        };
        w.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
        assert!(w.bytes(&other, id).is_ok());
        let miyo = w.miyo;
        let take = |who: &Actor, reason: &'static str| {
            w.app.write(who, move |cx| withdraw(cx, miyo, id, reason))
        };
        assert!(matches!(take(&w.cm, " "), Err(Error::Invalid(_))));
        assert!(matches!(take(&other, "ちがう人"), Err(Error::Rule(_))), "not theirs");
        take(&w.cm, "ほかの方のものだった").unwrap();
        assert!(matches!(take(&w.cm, "もう一度"), Err(Error::Rule(_))));
        let kept = w.rows()[0].withdrawn.clone().unwrap();
        assert_eq!((kept.reason.as_str(), kept.by), ("ほかの方のものだった", w.cm.name.clone()));
        assert!(matches!(w.bytes(&other, id), Err(Error::NotFound)));
        assert!(w.bytes(&w.cm, id).is_ok());
        // evidence: the sweep leaves it; attaching the right paper again is possible
        w.app.clock.advance_minutes(2 * DAY);
        assert_eq!(sweep(&w.app).unwrap(), 0);
        assert_eq!(w.attach(&[pdf()], None).new.len(), 1);
    });
}

#[test]
fn a_full_disk_leaves_nothing_and_says_so() {
    with_faults(|w, files| {
        files.fail(&[None, None, Some(FileFault::Full)]);
        let done = w.keep(&[photo(9), pdf()]);
        assert!(matches!(done, Err(Error::Db(DbError::Full))), "{done:?}");
        assert!(w.rows().is_empty());
        assert_eq!(files.count(), 2, "the first file of the form lies there without a row");
        // again, with room: both are attached, and nothing is there twice
        assert_eq!(w.attach(&[photo(9), pdf()], None).new.len(), 2);
        assert_eq!(files.count(), 3);
    });
}

#[test]
fn a_file_kept_although_the_disk_said_no_is_swept_after_a_day() {
    with_faults(|w, files| {
        files.fail(&[Some(FileFault::KeptButFailed)]);
        assert!(w.keep(&[pdf()]).is_err());
        assert_eq!(files.count(), 1);
        w.app.clock.advance_minutes(DAY - 1);
        assert_eq!(sweep(&w.app).unwrap(), 0);
        w.app.clock.advance_minutes(2);
        assert_eq!((sweep(&w.app).unwrap(), files.count()), (1, 0));
    });
}

#[test]
fn a_crash_between_file_and_row_leaves_a_file_that_only_the_sweep_sees() {
    everywhere(|w| {
        let stays = w.attach(&[photo(1)], None).new[0];
        w.keep(&[photo(2), pdf()]).unwrap();
        assert_eq!(w.rows().len(), 1);
        w.app.clock.advance_minutes(DAY + 1);
        assert_eq!(sweep(&w.app).unwrap(), 3, "picture, small picture, document");
        assert_eq!(sweep(&w.app).unwrap(), 0);
        assert!(w.bytes(&w.cm, stays).is_ok());
    });
}

#[test]
fn an_old_file_chosen_again_is_young_again_for_the_sweep() {
    everywhere(|w| {
        w.keep(&[pdf()]).unwrap();
        w.app.clock.advance_minutes(2 * DAY);
        // chosen again just when the sweep is due: kept now, its row a moment later
        let kept = w.keep(&[pdf()]).unwrap();
        assert_eq!(sweep(&w.app).unwrap(), 0);
        let (cmd, miyo) = (new(AttachmentKind::CarePlan, kept, None), w.miyo);
        let id = w.app.write(&w.cm, move |cx| attach(cx, miyo, &cmd)).unwrap().new[0];
        assert_eq!(w.bytes(&w.cm, id).unwrap(), pdf().bytes);
    });
}

#[test]
fn a_failed_commit_of_the_row_leaves_nothing_visible() {
    for_both_with(Contents::Persons, |db| {
        let files = Arc::new(MemoryFiles::default());
        let w = world(TestApp::with_files(db, files.clone()));
        let (cmd, miyo) = (new(AttachmentKind::Photo, w.keep(&[pdf()]).unwrap(), None), w.miyo);
        // the act goes wrong after its row was written
        let done: app::Result<()> = w.app.write(&w.cm, move |cx| {
            attach(cx, miyo, &cmd)?;
            Err(Error::Rule("あとの手順の失敗".into()))
        });
        assert!(done.is_err());
        assert!(w.rows().is_empty());
        assert!(!w.log().iter().any(|r| r.detail == "pdf:new"), "no row of what did not happen");
        assert_eq!(files.count(), 1);
        w.app.clock.advance_minutes(DAY + 1);
        sweep(&w.app).unwrap();
        assert_eq!(files.count(), 0);
    });
}

#[test]
fn a_single_changed_bit_is_never_shown_and_the_same_file_mends_it() {
    with_faults(|w, files| {
        let id = w.attach(&[photo(5)], None).new[0];
        files.damage();
        assert!(matches!(w.bytes(&w.cm, id), Err(Error::Altered(_))));
        let listed = w.app.read(&w.cm, |cx| list(cx, w.miyo, None)).unwrap();
        assert_eq!(thumbnails(&w.app, &listed), [None]);
        assert_eq!(w.attach(&[photo(5)], None).already, [id]);
        assert_eq!(w.bytes(&w.cm, id).unwrap(), photo(5).bytes);
    });
}

#[test]
fn of_hundreds_of_bits_that_turned_over_in_stored_files_none_is_shown_and_all_are_reported() {
    const CHUNK: Stmt = Stmt {
        name: "t.CHUNK",
        sql: "SELECT body FROM app_file_chunk WHERE space = 'people' AND name = $1 AND n = 0",
    };
    const PUT: Stmt = Stmt {
        name: "t.PUT",
        sql: "UPDATE app_file_chunk SET body = $1 WHERE space = 'people' AND name = $2 AND n = 0",
    };
    const REPORTED: Stmt = Stmt {
        name: "t.REPORTED",
        sql: "SELECT COUNT(*) FROM app_audit WHERE act = 'app.content.altered' AND denied = 1 AND object = $1",
    };
    for_both_apps(|app| {
        let w = world(app);
        let rounds = if w.app.db.dialect() == db::Dialect::Sqlite { 300_usize } else { 60 };
        let id = w.attach(&[photo(5)], None).new[0];
        let name = w.rows()[0].file.clone();
        let key = name.clone();
        let whole: Vec<u8> = w.app.db.read(move |tx| tx.one(CHUNK, params![&key])?.get(0)).unwrap();
        let put = |bytes: Vec<u8>| {
            let key = name.clone();
            w.app.db.write(move |tx| tx.exec(PUT, params![bytes.clone(), &key])).unwrap();
        };
        for n in 0..rounds {
            let mut bad = whole.clone();
            // spread over the whole file, head and tail included
            let at = n * (whole.len() - 1) / (rounds - 1);
            bad[at] ^= 1 << (n % 8);
            put(bad);
            assert!(matches!(w.bytes(&w.cm, id), Err(Error::Altered(_))), "byte {at}");
        }
        put(whole);
        assert_eq!(w.bytes(&w.cm, id).unwrap(), photo(5).bytes);
        let object = format!("attachment:{id}");
        let reported: i64 =
            w.app.db.read(move |tx| tx.one(REPORTED, params![&object])?.get(0)).unwrap();
        assert_eq!(reported, rounds as i64);
    });
}

#[test]
fn a_deleted_key_makes_everything_unreadable_and_the_sweep_takes_the_files() {
    with_faults(|w, files| {
        let id = w.attach(&[photo(5), pdf()], None).new[0];
        let in_flight = w.keep(&[photo(6)]).unwrap();
        let miyo = w.miyo;
        let by = |who: &Actor| w.app.write(who, move |cx| shred(cx, miyo));
        assert!(matches!(by(&w.cm), Err(Error::Forbidden(_))));
        assert!(by(&Actor::operator()).unwrap());
        assert!(!by(&Actor::operator()).unwrap(), "there is no key any more");
        assert!(matches!(w.bytes(&w.cm, id), Err(Error::Rule(_))));
        assert_eq!(w.rows().len(), 2, "that there was something stays known");
        // what was on its way under the old key is not attached
        let cmd = new(AttachmentKind::Photo, in_flight, None);
        let done = w.app.write(&w.cm, move |cx| attach(cx, miyo, &cmd));
        assert!(matches!(done, Err(Error::Rule(_))), "{done:?}");
        // a new paper gets a new key, with which the old ones do not open
        assert_eq!(w.attach(&[photo(7)], None).new.len(), 1);
        assert!(matches!(w.bytes(&w.cm, id), Err(Error::Rule(_))));
        w.app.clock.advance_minutes(DAY + 1);
        sweep(&w.app).unwrap();
        assert_eq!(files.count(), 2, "the new picture and its small one");
    });
}

#[test]
fn long_lists_come_in_pages() {
    everywhere(|w| {
        for shade in 0..25 {
            w.attach(&[photo(shade)], None);
        }
        let page = |before| w.app.read(&w.cm, |cx| list(cx, w.miyo, before)).unwrap();
        let first = page(None);
        assert_eq!((first.rows.len(), first.next.is_some()), (24, true));
        let second = page(first.next);
        assert_eq!((second.rows.len(), second.next), (1, None));
    });
}

#[test]
fn the_same_press_twice_at_once_is_one_attachment() {
    everywhere(|w| {
        let kept = w.keep(&[pdf()]).unwrap();
        let (app, cm, miyo): (&App, _, _) = (&w.app, &w.cm, w.miyo);
        std::thread::scope(|s| {
            for _ in 0..4 {
                let cmd = new(AttachmentKind::CarePlan, kept.clone(), None);
                s.spawn(move || {
                    let done = app.write(cm, move |cx| attach(cx, miyo, &cmd));
                    assert!(matches!(done, Ok(_) | Err(Error::Db(DbError::Busy))), "{done:?}");
                });
            }
        });
        assert_eq!(w.rows().len(), 1);
    });
}
