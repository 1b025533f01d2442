//! Sample data of these pages' tests (invented).
use accounts::{OrganisationId, OrganisationKind};
use kernel::{At, Id};

use crate::model::conference::{
    Attendee, Content, Decision, Hint, Rules, Said, State, changes, unchanged,
};
use crate::model::{Act, ActKind, ConferenceId, Stay, StayId};
use crate::store::conference::{Ask, Head, Seat, Word};
use crate::use_cases::conferences::Entered;
use crate::use_cases::conferences::read::{Edition, View};

pub(super) const LONG: &str = "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助寿限無寿限無五劫の擦り切れ海砂利水魚の";

pub(crate) fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

pub(super) fn now() -> At {
    At::jst("2026-11-19".parse().unwrap(), kernel::Time::constant(11, 20, 0, 0))
}

pub(crate) fn act(n: u8, kind: ActKind, day: &str) -> Act {
    let day: kernel::Date = day.parse().unwrap();
    Act {
        id: id(n),
        stay: StayId(id(2)),
        kind,
        day: Some(day),
        at: At::jst(day, kernel::Time::constant(10, 5, 0, 0)),
        method: Some(crate::model::Method::Phone),
        account: None,
        organisation: None,
        name: "小田島 誠".into(),
        to_org: None,
        to_name: String::new(),
        said_by: String::new(),
        detail: crate::model::act::Detail::default(),
        record: None,
        hash: None,
        opened_at: None,
        received_at: None,
        cancelled: false,
    }
}

pub(super) fn shell() -> ui::Shell {
    crate::html::hospital::sample_shell()
}

fn seat(n: u32, org: &str, name: &str, job: &str, side: &str, there: &str) -> Attendee {
    Attendee {
        n,
        organisation: (side != "person").then(|| id(40 + u8::try_from(n).unwrap())),
        account: (side != "person").then(|| id(60 + u8::try_from(n).unwrap())),
        organisation_name: org.into(),
        name: name.into(),
        profession: job.into(),
        side: side.into(),
        presence: there.into(),
    }
}

/// What stands on 2026-11-17.
pub(super) fn content() -> Content {
    let d = |n, what: &str, owner: &str, until: Option<&str>| Decision {
        n,
        what: what.into(),
        organisation: (n == 2).then(|| id(42)),
        owner: owner.into(),
        until: until.map(String::from),
    };
    Content {
        agenda: Rules::shipped().unwrap().newest().unwrap().edition.clone(),
        day: Some("2026-11-12".into()),
        time: "14:00".into(),
        means: "both".into(),
        place: "3階 面談室".into(),
        link: String::new(),
        attendees: vec![
            seat(1, "みどり総合病院", "小田島 誠", "nurse", "hospital", "room"),
            seat(2, "居宅介護支援 結の里", "佐藤 花子", "cm", "outside", "room"),
            seat(3, "訪問看護 あおぞら", "田村 直子", "visiting_nurse", "outside", "online"),
            seat(4, "長女", "菊池 恵子", "family", "person", "room"),
        ],
        said: vec![Said { key: "wishes".into(), text: "畑に出たい".into() }],
        wish_person: "家で暮らしたい".into(),
        wish_family: "夜が心配".into(),
        decisions: vec![
            d(1, "退院予定日", "みどり総合病院", Some("2026-11-25")),
            d(2, "介護ベッドの納品", "居宅介護支援 結の里", Some("2026-11-24")),
            d(3, "食事の形はきざみ", "", None),
        ],
        handed: "printed".into(),
        handed_to: "長女".into(),
        handed_on: Some("2026-11-12".into()),
    }
}

fn before() -> Content {
    let mut c = content();
    c.decisions[0].until = Some("2026-11-27".into());
    c.decisions[1].until = Some("2026-11-26".into());
    c
}

fn ask(n: u32, version: i64, seen: bool) -> Ask {
    Ask {
        n,
        version,
        organisation: (n != 4).then(|| OrganisationId(id(40 + u8::try_from(n).unwrap()))),
        account: None,
        asked_at: now().plus_minutes(-2 * 24 * 60),
        remind_at: None,
        reminded: 0,
        seen_at: seen.then(|| now().plus_minutes(-60)),
        seen_name: if seen { "田村 直子".into() } else { String::new() },
        reply: None,
        method: None,
        told_to: String::new(),
        told_day: None,
    }
}

fn stay() -> Stay {
    crate::html::hospital::sample_stay()
}

fn org(n: u8, name: &str, kind: OrganisationKind) -> accounts::Organisation {
    accounts::Organisation {
        id: OrganisationId(id(n)),
        name: name.into(),
        kind,
        ..crate::html::hospital::sample_hospital()
    }
}

/// A changed conference as an attendee (the care manager) or, with `holder`, as the hospital sees it.
pub(super) fn changed(holder: bool) -> View {
    let head = Head {
        id: ConferenceId(id(30)),
        stay: stay().id,
        organisation: OrganisationId(id(41)),
        state: State::Closed,
        day: Some("2026-11-12".parse().unwrap()),
        version: 2,
        first_closed: 1,
        asked: 2,
        asked_account: None,
        asked_org: Some(OrganisationId(id(41))),
        asked_name: "小田島 誠".into(),
        asked_at: Some(now().plus_minutes(-2 * 24 * 60)),
        act: None,
    };
    let edition = |version, reason: &str| Edition {
        version,
        at: now().plus_minutes(-7 * 24 * 60),
        name: "小田島 誠".into(),
        reason: reason.into(),
    };
    let all = vec![ask(2, 2, false), ask(3, 2, true), ask(4, 2, false)];
    View {
        entered: Entered {
            head,
            stay: stay(),
            resident: crate::html::hospital::sample_resident(),
            may_edit: holder,
        },
        hospital: Some(org(41, "みどり総合病院", OrganisationKind::Hospital)),
        changes: changes(&before(), &content()),
        unchanged: unchanged(&before(), &content()),
        editions: vec![edition(2, "リハビリが予定より進んだため"), edition(1, "")],
        base: Some(edition(1, "")),
        seats: content()
            .attendees
            .into_iter()
            .map(|who| Seat { here: who.n != 4, who, removed: false })
            .collect(),
        asks: if holder { all.clone() } else { vec![ask(2, 2, false)] },
        counted: (3, 1),
        mine: if holder { vec![1] } else { vec![2] },
        open: (!holder).then(|| ask(2, 2, false)),
        asks_back: holder,
        words: vec![Word {
            id: id(70),
            version: 2,
            account: None,
            organisation: Some(OrganisationId(id(42))),
            name: "佐藤 花子".into(),
            text: "24日は業者が休みです".into(),
            at: now(),
            answer: String::new(),
            answered_at: None,
            answered_name: String::new(),
        }],
        done: std::collections::BTreeMap::from([(3, (3, "小田島 誠".to_string(), now()))]),
        hint: holder.then(|| Hint {
            hospital: true,
            parties: vec!["居宅介護支援 結の里（介護支援専門員）".into()],
            groups: 1,
            met: false,
        }),
        content: content(),
        now: now(),
    }
}

/// A plan nobody was told of, with as little as there may be.
pub(super) fn bare() -> View {
    let mut v = changed(true);
    v.entered.head.state = State::Planned;
    (v.entered.head.version, v.entered.head.first_closed, v.entered.head.asked) = (1, 0, 0);
    v.entered.head.day = None;
    v.content = Content { means: "room".into(), agenda: v.content.agenda, ..Content::default() };
    v.changes.clear();
    v.unchanged.clear();
    v.editions.clear();
    v.base = None;
    v.seats.clear();
    v.asks.clear();
    v.counted = (0, 0);
    v.words.clear();
    v.done.clear();
    v.hint = None;
    v
}

/// With the longest names and texts.
pub(super) fn long(holder: bool) -> View {
    let mut v = changed(holder);
    v.entered.resident.name = LONG.into();
    for a in &mut v.content.attendees {
        a.name = LONG.into();
        a.organisation_name = LONG.into();
    }
    for s in &mut v.seats {
        s.who.name = LONG.into();
    }
    for d in &mut v.content.decisions {
        d.what = format!("{LONG}{}", "長".repeat(1_900));
        d.owner = LONG.into();
    }
    for c in &mut v.changes {
        c.label = LONG.into();
        c.after = "長".repeat(2_000);
    }
    v.words[0].text = LONG.into();
    v
}

/// What every page must keep to.
pub(super) fn sound(html: &str) {
    crate::html::office::samples::nameless(html);
    assert!(
        !html.contains("<script>alert") && !html.contains(" style=\""),
        "markup or style slipped in"
    );
    assert_eq!(html.matches("<h1").count(), 1, "one heading of the first order");
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    ids.sort_unstable();
    let twice: Vec<&&str> = ids.windows(2).filter(|w| w[0] == w[1]).map(|w| &w[0]).collect();
    assert!(twice.is_empty(), "ids stand twice: {twice:?}");
    for target in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(ids.binary_search(&target).is_ok(), "#{target} leads nowhere");
    }
}
