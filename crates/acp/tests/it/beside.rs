//! Talks, papers, who is to talk in the person's place.
use acp::model::around::{Discretion, NewPaper, NewProxy, NewShared, NewTalk, PaperKind, Step};
use acp::use_cases::{beside, my, read};
use people::authz::{Addressee, Emergency, Permit, Read, decide};
use people::pointers::{self, PointerKind};

use crate::town::{Town, in_both_towns, refused};

pub fn talk(t: &Town) -> NewTalk {
    NewTalk {
        held_on: t.today(),
        place: "自宅".into(),
        present: "本人、長男、伊藤医師、看護師".into(),
        topic: "食べられなくなったとき".into(),
        own_words: "点滴はいらない".into(),
        family_words: "苦しくないように".into(),
        explained: String::new(),
        agreed: "また話す".into(),
        next: "12月の訪問のとき".into(),
        doctor: "伊藤医師".into(),
        phone_day: "0000-65-0203".into(),
        phone_night: "080-0000-0003".into(),
    }
}

#[test]
fn who_talks_in_the_persons_place_is_asked_and_says_yes_or_no() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        let p = NewProxy {
            name: "髙橋 正".into(),
            relation: "長男".into(),
            phone: "090-0000-0001".into(),
            discretion: Discretion::May,
            why: "いちばん話しやすい".into(),
        };
        let new = p.clone();
        let proxy = t.act(&own, move |cx| beside::add_proxy(cx, id, &new)).unwrap();
        let consent = || t.app.read(&own, my::home).unwrap().note.proxies[0].consent();
        assert_eq!(consent(), "まだお願いしていません");
        let today = t.today();
        t.act(&own, move |cx| beside::step(cx, id, proxy, (Step::Asked, today, ""))).unwrap();
        assert!(consent().starts_with("お願いしました"));
        // staff write down who heard the answer
        assert_eq!(
            refused(t.act(&t.cm, move |cx| beside::step(cx, id, proxy, (Step::Agreed, today, "")))),
            "not there"
        );
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        assert_eq!(
            refused(t.act(&t.cm, move |cx| beside::step(cx, id, proxy, (Step::Agreed, today, "")))),
            "heard_by"
        );
        t.act(&t.cm, move |cx| beside::step(cx, id, proxy, (Step::Agreed, today, "A居宅 花子")))
            .unwrap();
        assert!(consent().starts_with("引き受けてくれました（R8.11.19"));
        for _ in 0..4 {
            let p = p.clone();
            t.act(&own, move |cx| beside::add_proxy(cx, id, &p)).unwrap();
        }
        assert_eq!(refused(t.act(&own, move |cx| beside::add_proxy(cx, id, &p))), "proxy_name");
        t.act(&own, move |cx| beside::end_proxy(cx, id, proxy)).unwrap();
        assert_eq!(refused(t.act(&own, move |cx| beside::end_proxy(cx, id, proxy))), "not there");
    });
}

#[test]
fn talks_and_signed_papers_feed_the_card_and_are_told_apart_from_the_persons_words() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        let new = talk(&t);
        assert_eq!(refused(t.act(&t.nurse, move |cx| beside::add_talk(cx, id, &new))), "not there");
        for to in [Addressee::Team, Addressee::Emergency] {
            t.act(&own, move |cx| my::show(cx, to, true)).unwrap();
        }
        let new = talk(&t);
        let first = t.act(&t.nurse, move |cx| beside::add_talk(cx, id, &new)).unwrap();
        let paper = NewPaper {
            kind: PaperKind::Dnar,
            made_on: t.today(),
            signed_by: "伊藤医師".into(),
            kept_at: "冷蔵庫の扉".into(),
            kept_by: String::new(),
        };
        let p = t.act(&t.cm, move |cx| beside::add_paper(cx, id, &paper)).unwrap();
        static SCENE: app::Permission = app::Permission {
            code: "test.scene",
            label: "カードを開く",
            capability: "emergency",
            hats: &[kernel::Hat::Crew],
        };
        let on_card = || {
            t.app
                .read(&t.crew, |cx| {
                    let permit: Permit<'_, Read, Emergency> = decide(cx, &SCENE, id, None)?;
                    let mut all = pointers::of(cx, &permit)?;
                    all.sort_by_key(|p| p.shown.kind);
                    Ok(all)
                })
                .unwrap()
        };
        let all = on_card();
        let kinds: Vec<PointerKind> = all.iter().map(|p| p.shown.kind).collect();
        assert_eq!(kinds, [PointerKind::Words, PointerKind::Talk, PointerKind::Paper]);
        assert_eq!(all[1].shown.phone_night, "080-0000-0003");
        assert_eq!((all[1].shown.words.as_str(), all[2].shown.words.as_str()), ("", ""));
        assert_eq!(all[2].shown.paper_at, "冷蔵庫の扉");
        // cancelled by who wrote it, with a reason; the paper is gone
        assert_eq!(
            refused(t.act(&t.cm, move |cx| beside::cancel_talk(cx, id, first, "まちがい"))),
            "not there"
        );
        assert_eq!(
            refused(t.act(&t.nurse, move |cx| beside::cancel_talk(cx, id, first, " "))),
            "reason"
        );
        t.act(&t.nurse, move |cx| beside::cancel_talk(cx, id, first, "別の方の記録でした"))
            .unwrap();
        t.act(&t.cm, move |cx| beside::end_paper(cx, id, p, "破棄した")).unwrap();
        assert_eq!(on_card().len(), 1);
        // 家族と共有した
        let s = NewShared {
            who: "長男 髙橋 正".into(), on: t.today(), how: "読み合わせた".into()
        };
        t.act(&t.cm, move |cx| beside::shared(cx, id, &s)).unwrap();
        let note = t.app.read(&t.nurse, |cx| read::view(cx, id)).unwrap();
        assert_eq!(note.shared[0].what.who, "長男 髙橋 正");
        assert!(note.talks.is_empty());
    });
}
