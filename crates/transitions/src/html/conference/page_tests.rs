//! The page in its states: as an attendee sees it, as the changer does, empty, long, refused.
use super::super::samples::{self, sound};
use super::*;

fn html(v: &View, refused: &Refused) -> String {
    let mut n = 0;
    let mut key = || {
        n += 1;
        format!("key{n}")
    };
    let none = (Html::default(), Html::default());
    let t = |h| kernel::Time::constant(h, 0, 0, 0);
    let cal = kernel::BusinessCalendar::weekdays(t(8), t(17));
    draw(samples::shell(), &mut key, v, none, Some(&cal), refused).render().unwrap()
}

#[test]
fn an_attendee_sees_the_difference_and_the_own_state_but_not_who_else_is_missing() {
    let page = html(&samples::changed(false), &Refused::default());
    sound(&page);
    for words in [
        "退院前カンファの決定が変わりました",
        "2日前から あなたの確認待ち",
        "11月26日（木）まで",
        "変更点を確認しました",
        "この日では困る",
        "3人のうち 1人",
        "変わらないこと 1",
        "介護ベッドの納品を 11月24日（火）までにする",
        "きょうを入れて3日です",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("田村 直子</b><div"), "nobody else's state is shown");
    assert!(!page.contains("決定を変える</a>"));
}

#[test]
fn the_changer_sees_who_is_missing_and_notes_who_was_told() {
    let page = html(&samples::changed(true), &Refused::default());
    sound(&page);
    for words in
        ["伝えたことを記録する", "菊池 恵子", "決定を変える", "24日は業者が休みです", "めやす"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("変更点を確認しました"), "the changer is not asked");
}

#[test]
fn empty_long_and_refused_pages_hold() {
    let page = html(&samples::bare(), &Refused::default());
    sound(&page);
    assert!(page.contains("まだ決まっていません") && page.contains("案内を送る"));
    for holder in [true, false] {
        sound(&html(&samples::long(holder), &Refused::default()));
    }
    let mut state = ui::FormState::default();
    state.put("text", samples::LONG.into());
    state.error("text", "500文字以内で入力してください");
    let page = html(&samples::changed(false), &Refused { form: "say".into(), state });
    sound(&page);
    assert!(page.contains("500文字以内で入力してください"));
}

/// An invitation as the care manager of seat 2 reads it, not yet answered.
fn invited(means: &str) -> View {
    let mut v = samples::changed(false);
    v.entered.head.state = State::Invited;
    v.content.means = means.into();
    v.content.attendees.iter_mut().for_each(|a| a.presence = "invited".into());
    v.open = v.asks.first().cloned();
    v
}

#[test]
fn only_what_the_meeting_has_is_offered_as_an_answer() {
    for (means, room, online) in
        [("room", true, false), ("both", true, true), ("online", false, true)]
    {
        let page = html(&invited(means), &Refused::default());
        sound(&page);
        assert_eq!(page.contains("会場で出席します"), room, "{means}");
        assert_eq!(page.contains("オンラインで出席します"), online, "{means}");
        assert!(page.contains("欠席します"));
    }
}

#[test]
fn an_answer_is_the_one_truth_of_the_page_until_the_record_says_otherwise() {
    let mut v = invited("both");
    let n = v.content.attendees[1].n;
    let answered = |v: &mut View, p| {
        let mut ask = v.asks.first().cloned().unwrap();
        (ask.n, ask.reply, ask.seen_at) = (n, Some(p), Some(v.now));
        (v.asks, v.open) = (vec![ask], None);
    };
    answered(&mut v, crate::model::conference::Presence::Online);
    let page = html(&v, &Refused::default());
    assert_eq!(page.matches("案内中").count(), v.content.attendees.len() - 1);
    assert_eq!(super::super::parts::presence(&v, &v.content.attendees[1]).code(), "online");
    // what the meeting does not have is no answer
    v.content.means = "room".into();
    assert_eq!(super::super::parts::presence(&v, &v.content.attendees[1]).code(), "invited");
    // the record begins with the answer, and what was written wins
    v.content.means = "both".into();
    let w = super::super::edit::tests::work(v.clone(), false);
    let form = super::super::edit::begin(&w).form;
    assert_eq!(form.text(&format!("a.att.{n}.there")), "online");
    assert_eq!(form.text("a.att.1.there"), "", "「選んでください」");
    v.content.attendees[1].presence = "absent".into();
    assert_eq!(super::super::parts::presence(&v, &v.content.attendees[1]).code(), "absent");
}

#[test]
fn decisions_are_counted_from_one() {
    let mut v = samples::changed(true);
    for (i, d) in v.content.decisions.iter_mut().enumerate() {
        d.n = u32::try_from(i).unwrap();
    }
    let page = html(&v, &Refused::default());
    assert!(page.contains("（1番）") && !page.contains("（0番）"));
}
