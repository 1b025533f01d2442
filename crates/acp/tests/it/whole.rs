//! A scan of a signed paper, everything of a note at once, and what of it stands in the pack of an office.
use acp::model::around::{NewPaper, PaperKind};
use acp::permissions;
use acp::use_cases::{beside, export, my, read, scan, share};
use kernel::{Actor, Id};
use people::attachments::{self, Kept};
use people::authz::{Addressee, Basis, What};
use people::release::Parts;

use crate::town::{Town, in_both_towns, refused};

fn how(parts: &[&str]) -> share::How {
    let parts = parts.iter().map(|p| (*p).to_owned()).collect();
    share::How { parts: Parts::These(parts), until: None }
}

fn paper(t: &Town) -> Id {
    let id = t.id;
    let n = NewPaper {
        kind: PaperKind::Dnar,
        made_on: t.today(),
        signed_by: "伊藤医師".into(),
        kept_at: "冷蔵庫の扉".into(),
        kept_by: String::new(),
    };
    t.act(&t.cm, move |cx| beside::add_paper(cx, id, &n)).unwrap()
}

/// A PDF of one page, kept as `who`.
fn kept(t: &Town, who: &Actor, mark: &str) -> app::Result<Vec<Kept>> {
    let text = format!(
        "%PDF-1.4\n% {mark}\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page >> endobj trailer << /Root 1 0 R >> %%EOF"
    );
    let checked = attachments::check_one("指示書.pdf", text.as_bytes()).unwrap();
    attachments::keep_by(&t.app, who, &permissions::WRITE, t.id, What::Wish, &[checked])
}

#[test]
fn a_scan_is_opened_through_the_note_only_and_goes_with_it() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        assert!(kept(&t, &t.cm, "early").is_err(), "the note is not shown to the office");
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        let paper = paper(&t);
        let files = kept(&t, &t.cm, "one").unwrap();
        let n = t.act(&t.cm, move |cx| scan::add(cx, id, paper, ("指示書", &files))).unwrap();
        assert_eq!(n, 1);
        let scans = || t.app.read(&t.nurse, |cx| read::view(cx, id)).unwrap().scans;
        let file = scans()[0].1.id;
        let opens = |who: &Actor, p: &'static app::Permission| {
            t.app.read(who, |cx| scan::open(cx, p, id, (paper, file)).map(drop)).is_ok()
        };
        assert!(opens(&t.nurse, &permissions::READ) && opens(&own, &permissions::MY));
        assert!(!opens(&t.stranger, &permissions::READ) && !opens(&t.helper, &permissions::READ));
        // not by the door of the person's other files, nor in their list
        let other = t.app.read(&t.cm, |cx| attachments::open(cx, id, file).map(drop));
        assert_eq!(refused(other), "not there");
        let list = t.app.read(&t.cm, |cx| attachments::list(cx, id, None)).unwrap();
        assert!(list.rows.is_empty());
        let gone = t.act(&t.cm, move |cx| attachments::withdraw(cx, id, file, "x"));
        assert_eq!(refused(gone), "not there");
        // the papers are no longer shown: the scan neither
        let some = how(&["values"]);
        t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &some)).unwrap();
        assert!(scans().is_empty() && !opens(&t.nurse, &permissions::READ));
        assert!(opens(&own, &permissions::MY), "it is theirs");
        // more than fits is refused in words; who attached it takes it back
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        for i in 1..scan::MOST {
            let files = kept(&t, &t.cm, &format!("more {i}")).unwrap();
            t.act(&t.cm, move |cx| scan::add(cx, id, paper, ("", &files))).unwrap();
        }
        let files = kept(&t, &t.cm, "too many").unwrap();
        let over = t.act(&t.cm, move |cx| scan::add(cx, id, paper, ("", &files)));
        assert_eq!(refused(over), "files");
        let back = |who: &Actor| {
            t.act(who, move |cx| scan::take_back(cx, id, (paper, file), "ちがう方の書面でした"))
        };
        assert!(matches!(back(&t.nurse), Err(app::Error::Rule(_))), "the office that attached it");
        back(&t.cm).unwrap();
        assert!(!opens(&own, &permissions::MY));
        t.act(&own, my::withdraw).unwrap();
        assert!(!opens(&t.nurse, &permissions::READ));
    });
}

#[test]
fn everything_at_once_is_for_the_person_and_for_staff_to_whom_all_of_it_is_shown() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        let son = t.card(Basis::Relative, "髙橋 正", &[What::Wish]);
        let staff = |who: &Actor| t.app.read(who, |cx| export::export(cx, id));
        assert_eq!(refused(staff(&t.cm).map(drop)), "not there");
        let some = how(&["values"]);
        t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &some)).unwrap();
        assert!(matches!(staff(&t.cm), Err(app::Error::Rule(w)) if w.contains("全部を見せる")));
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        let all = staff(&t.cm).unwrap();
        assert_eq!((all.versions.len(), all.releases.len()), (1, 2), "ended ones too");
        assert!(staff(&t.nurse).is_err(), "care manager and 包括");
        assert_eq!(t.app.read(&own, export::mine).unwrap().versions.len(), 1);
        assert!(t.app.read(&son, export::mine).is_err(), "the person alone");
        let log = t
            .app
            .read(&Actor::system(), |cx| app::audit::page(cx, &app::audit::Filter::default()))
            .unwrap();
        assert!(log.iter().any(|r| r.act == "acp.note.export"));
    });
}

#[test]
fn the_pack_of_an_office_holds_what_is_shown_to_it() {
    in_both_towns(|t| {
        let own = t.own();
        let words = [("values.voice", "家にいたい"), ("funeral.words", "海にまいて")];
        t.save(&own, t.version(None, &words)).unwrap();
        let pack = acp::slice().pack.unwrap();
        let of = |who: &Actor| {
            let all = t.app.read(who, |cx| pack(cx, &permissions::READ)).unwrap();
            format!("{all:?}")
        };
        assert_eq!(of(&t.nurse), "[]", "to nobody by default");
        let some = how(&["values"]);
        t.act(&own, move |cx| my::show_in(cx, Addressee::Team, &some)).unwrap();
        let all = of(&t.nurse);
        assert!(all.contains("家にいたい") && !all.contains("海にまいて"));
        for who in [&t.stranger, &t.helper, &t.facility] {
            assert_eq!(of(who), "[]");
        }
        t.act(&own, my::withdraw).unwrap();
        assert_eq!(of(&t.nurse), "[]");
    });
}
