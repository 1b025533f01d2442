use super::super::samples;
use super::*;
use crate::model::EndKind;
use kernel::{ActorKind, Id};

pub(crate) fn actor(hat: Hat, organisation: Id) -> Actor {
    Actor {
        kind: ActorKind::Staff,
        account: Some(samples::id(22)),
        organisation: Some(organisation),
        hat,
        name: "佐藤 花子".into(),
    }
}

/// A stay as its office sees it.
pub(crate) fn sample() -> Case {
    Case {
        view: samples::view(),
        alerts: vec![Alert {
            kind: ui::AlertKind::Harm, text: "ペニシリンアレルギー".into()
        }],
        actor: actor(Hat::CareManager, samples::office().id.0),
        now: samples::now(),
        after: again::After::default(),
    }
}

fn html(c: &Case) -> String {
    let mut n = 0;
    let keys = || {
        n += 1;
        format!("key{n:05}")
    };
    let page = draw(samples::shell(), keys, c).render().unwrap();
    samples::sound(&page);
    page
}

fn sent(c: &mut Case, minutes_ago: i64) {
    let mut a = samples::act(33, ActKind::SheetSent, "2026-11-19");
    a.at = samples::now().plus_minutes(-minutes_ago);
    a.to_org = Some(samples::hospital().id);
    a.to_name = "地域連携室".into();
    a.record = Some(samples::id(60));
    a.hash = Some("0123456789abcdef".into());
    c.view.acts.push(a);
}

#[test]
fn the_office_sees_its_next_act_with_the_guide_day() {
    let page = html(&sample());
    assert!(
        page.contains("つぎは「入院時情報提供書」です") && page.contains("入院時情報提供書を送る")
    );
    assert!(page.contains("加算(Ⅱ)の期限 きょう中（めやす）") && page.contains("入院 3日目"));
    assert!(page.contains("ペニシリンアレルギー") && page.contains("/cancel"));
}

#[test]
fn a_sheet_can_be_recalled_for_five_minutes_unless_it_was_opened() {
    let mut c = sample();
    sent(&mut c, 2);
    let page = html(&c);
    assert!(
        page.contains("/recall")
            && page.contains("取り消す（あと3分）")
            && page.contains("01234567…")
    );
    c.view.acts.last_mut().unwrap().opened_at = Some(samples::now());
    assert!(!html(&c).contains("/recall"));
    let mut c = sample();
    sent(&mut c, 5);
    assert!(!html(&c).contains("/recall"));
    let mut c = sample();
    sent(&mut c, 2);
    c.actor.account = Some(samples::id(99));
    assert!(!html(&c).contains("/recall"), "only who sent it");
}

#[test]
fn notices_wait_to_be_acknowledged_by_whom_they_were_sent_to() {
    let mut c = sample();
    let mut a = samples::act(34, ActKind::DischargeNotice, "2026-11-19");
    a.organisation = Some(samples::hospital().id);
    a.to_org = Some(samples::office().id);
    a.detail.date = Some("2026-11-26".into());
    c.view.acts.push(a);
    let page = html(&c);
    assert!(
        page.contains("届いたもの")
            && page.contains("退院日の連絡がありました（11月26日（木））")
            && page.contains("/receive")
    );
    c.actor = actor(Hat::Liaison, samples::hospital().id.0);
    assert!(!html(&c).contains("/receive"));
}

#[test]
fn the_hospital_sees_its_own_next_act_and_no_fee() {
    let mut c = sample();
    c.actor = actor(Hat::Liaison, samples::hospital().id.0);
    let page = html(&c);
    assert!(
        page.contains("要否を決める") && !page.contains("加算(Ⅰ)") && !page.contains("/cancel")
    );
    c.actor = actor(Hat::Ward, samples::hospital().id.0);
    assert!(!html(&c).contains("btn primary"));
}

#[test]
fn a_hospital_outside_never_moves_so_the_office_goes_on_alone() {
    let mut c = sample();
    c.view.hospital = None;
    c.view.stay.hospital = None;
    c.view.assigned = None;
    sent(&mut c, 60);
    assert!(html(&c).contains("退院を登録する"));
    c.view.stay.ended_on = Some(samples::today());
    c.view.stay.end = Some(crate::model::EndKind::Home);
    assert!(html(&c).contains("記録書を書く"));
}

#[test]
fn the_planned_day_keeps_its_history_and_long_text_stays_text() {
    let mut c = sample();
    for (n, day) in [(40, "2026-11-27"), (41, "2026-11-25")] {
        let mut a = samples::act(n, ActKind::PlannedDate, "2026-11-18");
        a.detail.date = Some(day.into());
        a.detail.reason = samples::LONG.into();
        a.said_by = "主治医".into();
        c.view.acts.push(a);
    }
    c.view.resident.name = samples::LONG.into();
    c.view.stay.ward = samples::LONG.into();
    c.view.stay.planned_on = Some("2026-11-25".parse().unwrap());
    let page = html(&c);
    assert!(page.find("11月25日（水）").unwrap() < page.rfind("11月27日（金）").unwrap());
    assert!(page.contains("主治医から") && page.contains("あと6日"));
}

#[test]
fn a_finished_stay_and_an_empty_one_say_so() {
    let mut c = sample();
    c.view.stay.ended_on = Some("2026-11-18".parse().unwrap());
    c.view.stay.end = Some(crate::model::EndKind::Death);
    c.view.stay.closed = true;
    let page = html(&c);
    assert!(page.contains("この入院の手順は、ここまでです") && !page.contains("btn primary"));
    assert!(page.contains("お知らせは送っていません"));
    c.view.stay.end = Some(crate::model::EndKind::Home);
    let page = html(&c);
    assert!(page.contains("退院までの準備"));
    let mut c = sample();
    c.view.acts.clear();
    c.view.assigned = None;
    c.view.care_manager = None;
    c.view.limits = None;
    c.alerts.clear();
    assert!(html(&c).contains("入院の連絡をする"));
}

#[test]
fn what_was_acknowledged_can_be_taken_back_for_five_minutes_by_the_same_side() {
    let mut c = sample();
    sent(&mut c, 60);
    c.view.acts.last_mut().unwrap().received_at = Some(samples::now().plus_minutes(-2));
    assert!(!html(&c).contains("/unreceive"), "who sent it did not acknowledge it");
    c.actor = actor(Hat::Liaison, samples::hospital().id.0);
    let page = html(&c);
    assert!(
        page.contains(&format!("/transitions/acts/{}/unreceive", samples::id(33)))
            && page.contains("「入院時情報提供書」を受け取りましたと伝えました")
            && page.contains("取り消す（あと3分）")
    );
    c.actor = actor(Hat::Ward, samples::hospital().id.0);
    assert!(!html(&c).contains("/unreceive"), "a ward may not");
    c.actor = actor(Hat::Liaison, samples::hospital().id.0);
    c.view.acts.last_mut().unwrap().received_at = Some(samples::now().plus_minutes(-5));
    assert!(!html(&c).contains("/unreceive"), "five minutes are over");
}

#[test]
fn the_hospital_reads_that_the_sheet_arrived_and_the_office_that_it_was_sent() {
    let mut c = sample();
    sent(&mut c, 60);
    let office = html(&c);
    assert!(
        office.contains("入院時情報提供書を送りました") && office.contains("まだ開かれていません")
    );
    c.actor = actor(Hat::Liaison, samples::hospital().id.0);
    let page = html(&c);
    assert!(page.contains("入院時情報提供書が届きました") && page.contains("まだ開いていません"));
    assert!(!page.contains("を送りました") && !page.contains("開かれていません"));
}

#[test]
fn a_confirmed_record_has_no_clock_any_more() {
    let mut c = sample();
    sent(&mut c, 60);
    c.view.stay.ended_on = Some(samples::today());
    c.view.stay.end = Some(crate::model::EndKind::Home);
    let mut papers = samples::act(45, ActKind::Papers, "2026-11-19");
    papers.to_org = Some(samples::office().id);
    papers.received_at = Some(papers.at);
    c.view.acts.push(papers);
    let clock = "あと7日";
    assert!(html(&c).contains(clock), "before it is confirmed");
    let mut done = samples::act(46, ActKind::RecordConfirmed, "2026-11-19");
    done.record = Some(samples::id(61));
    c.view.acts.push(done);
    let page = html(&c);
    assert!(!page.contains(clock) && page.contains("することは、もうありません"));
}

#[test]
fn what_the_office_wrote_down_itself_is_not_something_to_receive() {
    let mut c = sample();
    let mut a = samples::act(47, ActKind::DischargeNotice, "2026-11-19");
    a.organisation = Some(samples::office().id);
    a.to_org = Some(samples::office().id);
    a.detail.date = Some("2026-11-26".into());
    a.detail.codes = vec![crate::model::act::HEARD.into()];
    c.view.acts.push(a);
    let page = html(&c);
    assert!(!page.contains("/receive\"") && page.contains("居宅が記録"));
}

#[test]
fn what_was_heard_a_moment_ago_has_its_own_way_back_and_claims_no_answer() {
    let mut c = sample();
    let mut a = samples::act(47, ActKind::DischargeNotice, "2026-11-19");
    (a.organisation, a.to_org) = (Some(samples::office().id), Some(samples::office().id));
    a.account = c.actor.account.map(accounts::AccountId);
    (a.at, a.received_at) = (c.now, Some(c.now));
    a.detail.codes = vec![crate::model::act::HEARD.into()];
    c.view.acts.push(a);
    let page = html(&c);
    assert!(
        page.contains("病院からの「退院日の連絡」を記録しました") && page.contains("/unhear\"")
    );
    assert!(!page.contains("/unreceive\""));
}

#[test]
fn nothing_is_called_complete_while_something_waits_to_be_read() {
    let mut c = sample();
    c.view.stay.closed = true;
    let mut papers = samples::act(45, ActKind::Papers, "2026-11-19");
    papers.to_org = Some(samples::office().id);
    c.view.acts.push(papers);
    let page = html(&c);
    assert!(page.contains("届いたものがあります") && !page.contains("そろっています"));
}

#[test]
fn what_waits_after_the_discharge_is_the_next_thing_and_not_nothing() {
    use crate::model::follow_up::{Task, TaskKind};
    let mut c = sample();
    (c.view.stay.ended_on, c.view.stay.end) = (Some(samples::today()), Some(EndKind::Home));
    c.view.stay.closed = true;
    assert!(html(&c).contains("することは、もうありません"));
    c.after.due = Some(7);
    let page = html(&c);
    assert!(page.contains("つぎは「退院後7日の確認」です") && page.contains("/follow-up"));
    c.after.tasks.push(Task {
        id: samples::id(50),
        stay: c.view.stay.id,
        resident: c.view.resident.id,
        kind: TaskKind::MissedVisit,
        owner_org: samples::office().id,
        owner: None,
        due: "2026-11-25".parse().unwrap(),
        at: samples::now(),
        done_at: None,
        done_name: String::new(),
        done_note: String::new(),
    });
    let page = html(&c);
    for words in ["つぎは「行けなかった外来を", "11月25日（水）までに", "/transitions/tasks/"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("することは、もうありません"));
    // while something else comes first it stands beside it
    c.view.stay.closed = false;
    c.view.hospital = None;
    c.view.stay.hospital = None;
    let page = html(&c);
    assert!(page.contains("つぎは「退院・退所情報記録書」です"), "{page}");
    assert!(page.contains("ほかに「") && page.contains("/transitions/tasks/"));
}

#[test]
fn papers_and_a_follow_up_can_be_taken_back_for_five_minutes() {
    let mut c = sample();
    for (n, kind) in [(40, ActKind::Papers), (41, ActKind::FollowUp)] {
        let mut a = samples::act(n, kind, "2026-11-19");
        a.at = samples::now().plus_minutes(-2);
        c.view.acts.push(a);
    }
    // one press, two acts: one way back
    let mut twin = samples::act(42, ActKind::Papers, "2026-11-19");
    twin.at = samples::now().plus_minutes(-1);
    twin.record = Some(samples::id(60));
    c.view.acts.push(twin.clone());
    c.view.acts.push(Act { id: samples::id(43), ..twin });
    assert_eq!(html(&c).matches("/take-back").count(), 3);
    // one of the two was opened: neither can be taken back
    c.view.acts.last_mut().unwrap().opened_at = Some(samples::now());
    assert_eq!(html(&c).matches("/take-back").count(), 2);
    c.now = c.now.plus_minutes(3);
    assert!(!html(&c).contains("/take-back"));
}

#[test]
fn a_stay_of_another_year_says_the_year_and_its_title_says_no_name() {
    let mut c = sample();
    let on: kernel::Date = "2020-03-20".parse().unwrap();
    c.view.stay.admitted_on = "2020-03-01".parse().unwrap();
    (c.view.stay.ended_on, c.view.stay.end) = (Some(on), Some(EndKind::Death));
    c.view.stay.planned_on = Some(on);
    c.view.stay.closed = true;
    let mut a = samples::act(40, ActKind::Ended, "2020-03-20");
    a.at = kernel::At::jst(on, kernel::Time::constant(9, 5, 0, 0));
    c.view.acts = vec![a];
    let page = html(&c);
    assert!(page.contains("令和2年3月20日（金）にお亡くなりになりました"));
    assert!(page.contains("令和2年3月20日（金） 9:05"), "in the log");
    assert!(page.contains("令和2年3月1日（日）"), "the admission");
    for bare in [">3月", " 3月", "　3月"] {
        assert!(!page.contains(bare), "{bare}");
    }
    assert!(page.contains("<title>入退院のようす ｜ "));
}

#[test]
fn after_a_death_the_page_says_who_hears_of_it_and_offers_no_list() {
    let mut c = sample();
    (c.view.stay.ended_on, c.view.stay.end) = (Some(samples::today()), Some(EndKind::Death));
    c.view.stay.closed = true;
    let mut a = samples::act(40, ActKind::Ended, "2026-11-19");
    a.detail.codes = vec![EndKind::Death.code().into()];
    c.view.acts.push(a);
    let page = html(&c);
    assert!(page.contains("だれにも知らせは送っていません"), "the office entered it itself");
    assert!(page.contains("お亡くなりになったことを登録しました") && !page.contains("/services"));
    c.view.acts.last_mut().unwrap().organisation = Some(samples::hospital().id);
    let page = html(&c);
    assert!(!page.contains("だれにも知らせは") && page.contains("居宅の「きょう」に、2週間だけ"));
}

#[test]
fn after_a_death_nobody_is_asked_to_confirm_a_day() {
    let mut c = sample();
    let mut told = samples::act(70, ActKind::DischargeNotice, "2026-11-19");
    told.to_org = Some(samples::office().id);
    told.organisation = Some(samples::hospital().id);
    told.detail.date = Some("2026-11-25".into());
    c.view.acts.push(told);
    assert!(html(&c).contains("/receive"), "while the person lives it is confirmed");
    (c.view.stay.end, c.view.stay.ended_on) = (Some(EndKind::Death), Some(samples::today()));
    c.view.stay.closed = true;
    for side in [samples::office().id.0, samples::hospital().id.0] {
        c.actor.organisation = Some(side);
        let page = html(&c);
        assert!(!page.contains("/receive") && !page.contains("届いたものがあります"));
    }
}

#[test]
fn from_the_day_of_leaving_the_record_is_the_offices_next_beside_the_papers() {
    let mut c = sample();
    (c.view.stay.end, c.view.stay.ended_on) = (Some(EndKind::Home), Some(samples::today()));
    let page = html(&c);
    assert!(page.contains("つぎは「退院・退所情報記録書」です") && page.contains("あと7日"));
    assert!(
        page.contains("「書類の受け渡し」は、") && !page.contains("あなたがすることはありません")
    );
}
