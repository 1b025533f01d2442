//! What came out of a マッチング in another slice: an event is shown as it stands now; other citations are not taken for one.
use app::{Cx, Permission, Result};
use issues::model::Level;
use issues::use_cases;
use kernel::{Hat, Id};
use slice::{Evidence, EvidenceSource, Migrates, Slice, Use};

use crate::support::*;

static EVENTS: Permission =
    Permission { code: "e.read", label: "見る", capability: "e", hats: &[Hat::Coordinator] };

fn event() -> Id {
    testkit::id(810)
}

fn one(_: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    Ok((id == event()).then(|| Evidence {
        kind: "events.event",
        id,
        title: "栄養士とケアマネジャーの情報交換会（連携会）".into(),
        figure: "予定".into(),
        as_of: "2026-11-19".parse().unwrap(),
        href: format!("/events/{id}"),
    }))
}

/// Another slice whose records rest on ours.
pub fn events() -> Slice {
    let mut events = Slice::new("events", "研修・啓発", Migrates::Base);
    events.evidence = vec![EvidenceSource {
        kind: "events.event",
        label: "研修・啓発",
        permission: &EVENTS,
        find: |_, _| Ok(Vec::new()),
        one,
        told: None,
    }];
    events
}

#[test]
fn an_event_stands_under_its_matching_until_it_no_longer_rests_on_it() {
    for_both(|app| {
        let c = centre();
        let t = matching("情報交換会", &["diet", "cm"], "arranging", "");
        let id = save(&app, Level::Second, &t);
        let page = || app.read(&c, |cx| use_cases::act(cx, id)).unwrap();
        let tell = |by: Id, what: Use| {
            app.write(&c, move |cx| slice::tell(cx, "issues.match", id.0, by, what)).unwrap();
        };
        assert!(page().offers_events && page().events.is_empty());
        tell(event(), Use::Cited);
        tell(event(), Use::Cited);
        tell(testkit::id(811), Use::Cited);
        tell(event(), Use::Solved(2026));
        let shown: Vec<Id> = page().events.iter().map(|e| e.id).collect();
        assert_eq!(shown, [event()], "once, and nothing that is no event");
        tell(event(), Use::Reopened(2026));
        assert_eq!(page().events.len(), 1);
        tell(event(), Use::Uncited);
        assert!(page().events.is_empty());
        // who may not see events is not offered them
        let seen = app.read(&city(), |cx| use_cases::act(cx, id)).unwrap();
        assert!(!seen.offers_events && seen.events.is_empty());
    });
}
