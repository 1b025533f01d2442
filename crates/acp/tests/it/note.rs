//! Saving, versions, drafts, money apart, joined records, the end of retention.
use acp::model::{NewVersion, Part, Typed, Whose};
use acp::permissions;
use acp::use_cases::{my, read, save, share};
use kernel::Actor;
use people::authz::{Addressee, Basis, What};
use people::use_cases::merge;

use crate::town::{answers, in_both_towns, refused, registered};

#[test]
fn one_saving_is_one_version_with_whose_words_who_was_there_and_who_typed() {
    in_both_towns(|t| {
        let own = t.own();
        // the person alone on a phone
        let first = t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        let stale = t.save(&own, t.version(None, &[("values.voice", "病院")]));
        assert_eq!(refused(stale), "stale", "somebody saved in between");
        // staff only after the person shows it to the team
        let id = t.id;
        assert_eq!(refused(t.save(&t.cm, t.version(Some(first), &[]))), "not there");
        t.act(&t.cm, move |cx| share::show(cx, id, Addressee::Team, "A居宅 花子")).unwrap();
        let presumed = NewVersion {
            whose: Whose::Presumed,
            grounds: "前に、そう話していた".into(),
            ..t.version(Some(first), &[("values.voice", "家にいたい"), ("eating.tube", "not")])
        };
        let bare = NewVersion { grounds: String::new(), ..presumed.clone() };
        assert_eq!(refused(t.save(&t.cm, bare)), "grounds");
        let second = t.save(&t.cm, presumed).unwrap();
        let all = t.app.read(&own, |cx| read::versions(cx, &permissions::MY, id)).unwrap();
        let typed: Vec<(i64, Typed, Whose)> =
            all.iter().map(|v| (v.number, v.typed, v.whose)).collect();
        assert_eq!(typed, [(2, Typed::Staff, Whose::Presumed), (1, Typed::Person, Whose::Own)]);
        assert!(all.iter().all(|v| v.present == "長男 正" && v.confirmed_on == t.today()));
        assert_eq!(all[0].by, "A居宅 花子");
        let shown =
            t.app.read(&t.cm, |cx| read::version(cx, &permissions::READ, id, second)).unwrap();
        assert_eq!(shown.changes.len(), 1);
        assert_eq!(
            (shown.changes[0].before.as_str(), shown.changes[0].now.as_str()),
            ("", "希望しない")
        );
        // 変わりありません
        let same = save::Same {
            base: second,
            spoke: "本人".into(),
            present: String::new(),
            confirmed_on: t.today(),
        };
        t.act(&t.cm, move |cx| save::same(cx, &permissions::WRITE, id, &same)).unwrap();
        let all = t.app.read(&own, |cx| read::versions(cx, &permissions::MY, id)).unwrap();
        assert_eq!((all.len(), &all[0].body), (3, &all[1].body));
        // the figure of decisions: one person, whatever the number of versions
        let n = t
            .app
            .read(&Actor::system(), |cx| app::measures::value(cx, "acp.decided", "typed=staff"))
            .unwrap();
        assert_eq!(n, 1);
    });
}

#[test]
fn an_answer_on_the_phone_is_a_draft_until_the_note_is_saved() {
    in_both_towns(|t| {
        let own = t.own();
        let put = |code: &'static str, given: Vec<String>| {
            t.act(&own, move |cx| my::answer(cx, Part::Wish, code, given.clone()))
        };
        put("place.care", vec!["home".into()]).unwrap();
        put("about.pets", vec!["猫".into()]).unwrap();
        assert_eq!(refused(put("place.care", vec!["moon".into()])), "place.care");
        let home = t.app.read(&own, my::home).unwrap();
        assert!(home.note.newest.is_none());
        assert_eq!(home.opened.as_ref().unwrap().waiting, 2);
        put("about.pets", Vec::new()).unwrap();
        let body = t.app.read(&own, |cx| my::form(cx, Part::Wish)).unwrap().0.body;
        assert_eq!(body, answers(&[("place.care", "home")]));
        let n = save::alone(Part::Wish, None, body, t.today());
        t.act(&own, move |cx| my::keep(cx, &n)).unwrap();
        let home = t.app.read(&own, my::home).unwrap();
        assert_eq!(home.note.newest.unwrap().number, 1);
        assert_eq!(home.opened.unwrap().waiting, 0, "the draft is used up");
    });
}

#[test]
fn the_money_pages_open_to_the_person_alone_whatever_is_released() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        let n = NewVersion {
            part: Part::Money,
            body: answers(&[("money.bank", "結野銀行")]),
            ..t.version(None, &[])
        };
        let m = n.clone();
        t.act(&own, move |cx| my::keep(cx, &m)).unwrap();
        for to in Addressee::ALL {
            t.act(&own, move |cx| my::show(cx, to, true)).unwrap();
        }
        let son = t.card(Basis::Relative, "髙橋 正", &[What::Wish]);
        t.save(&own, t.version(None, &[("values.voice", "家")])).unwrap();
        let open = |who: &Actor| t.app.read(who, |cx| my::form(cx, Part::Money)).is_ok();
        assert!(open(&own) && !open(&son) && !open(&t.cm));
        let p = &permissions::WRITE;
        let by_staff = t.app.read(&t.cm, |cx| save::open(cx, p, id, Part::Money));
        assert_eq!(refused(by_staff.map(|_| ())), "not there");
        let by_staff = t.act(&t.cm, move |cx| save::save(cx, &permissions::WRITE, id, &n));
        assert_eq!(refused(by_staff), "not there");
        for who in [&t.cm, &t.nurse] {
            let note = t.app.read(who, |cx| read::view(cx, id)).unwrap();
            assert!(!format!("{note:?}").contains("結野銀行"));
        }
    });
}

#[test]
fn joined_records_have_one_note() {
    in_both_towns(|t| {
        let twin = registered(&t.app, &t.cm, "高橋 ミヨ", "0000000012");
        let (id, cm) = (t.id, t.cm.clone());
        for one in [id, twin] {
            t.act(&cm, move |cx| share::show(cx, one, Addressee::Team, "A居宅 花子")).unwrap();
        }
        let n = t.version(None, &[("values.voice", "海の見える家")]);
        t.act(&cm, move |cx| save::save(cx, &permissions::WRITE, twin, &n)).unwrap();
        assert_eq!(t.reads(&t.cm).unwrap(), "");
        let m = merge::Merge { keep: id, gone: twin, reason: "同じ方".into(), sure: true };
        t.act(&cm, move |cx| merge::merge(cx, &m)).unwrap();
        assert_eq!(t.reads(&t.cm).unwrap(), "海の見える家");
        let base = t.app.read(&cm, |cx| read::view(cx, id)).unwrap().newest.map(|v| v.id);
        t.save(&cm, t.version(base, &[("values.voice", "山の家")])).unwrap();
        assert_eq!(t.reads(&t.cm).unwrap(), "山の家");
        t.act(&cm, move |cx| share::withdraw(cx, id, "")).unwrap();
        let gone = t.app.read(&cm, |cx| read::view(cx, twin));
        assert_eq!(refused(gone.map(|_| ())), "not there", "in every record of the person");
    });
}

#[test]
fn everything_of_a_note_is_named_and_erased() {
    in_both_towns(|t| {
        let own = t.own();
        t.save(&own, t.version(None, &[("values.voice", "カナリア")])).unwrap();
        t.act(&own, move |cx| my::answer(cx, Part::Wish, "about.pets", vec!["カナリア".into()]))
            .unwrap();
        t.act(&own, my::withdraw).unwrap();
        let r = acp::slice().retained.unwrap();
        let id = t.id.0;
        let kept = t.app.read(&own, move |cx| (r.kept)(cx, id)).unwrap();
        assert_eq!((kept[0].kind, kept[0].n, kept[0].open), ("wish", 1, false));
        let erased = t.app.write(&Actor::system(), move |cx| (r.erase)(cx, id)).unwrap();
        assert_eq!(erased, [("wish", 1)]);
        let kept = t.app.read(&own, move |cx| (r.kept)(cx, id)).unwrap();
        assert_eq!((kept[0].n, kept[0].last), (0, None));
        let home = t.app.read(&own, my::home).unwrap();
        assert_eq!(home.opened.unwrap().waiting, 0, "no draft is left");
    });
}
