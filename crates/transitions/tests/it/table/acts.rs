//! The acts of the table: every use case that changes a stay, and the pages by which it is read. Each asks again where
//! the same stands already, so that only the state and the role decide.
use accounts::{AccountId, OrganisationId};
use app::{Cx, Result};
use kernel::time::add_days;
use kernel::{Date, Id, wareki};
use people::ResidentId;
use transitions::model::checklist::{CheckState, Taker};
use transitions::model::conference::Content;
use transitions::model::facility_answers::Takes;
use transitions::model::fee_kept::FirstFee;
use transitions::model::place::PlaceStage;
use transitions::model::reply::Tidings;
use transitions::model::{ConferenceId, EndKind, Method, Paper, StayId};
use transitions::use_cases::conference::Conference;
use transitions::use_cases::conferences::{save as kept, seen};
use transitions::use_cases::screen::Proposal;
use transitions::use_cases::{
    adl, approval, assign, checklist, conference, contact, documents, end, facility, fees, hats,
    hear, hearings, not_discharged, notices, onward, orders, papers, place, planned_admission,
    procedures, record, reply, report, screen, services, sheet, undo, view, written,
};

use super::late;
use super::states::{an_answer, heard};
use crate::conferences;

/// What the acts of a state are done to.
pub struct Known {
    pub position: String,
    pub stay: StayId,
    pub resident: ResidentId,
    pub hospital: OrganisationId,
    pub facility: OrganisationId,
    pub cm: Id,
    pub liaison: Id,
    pub colleague: Id,
    pub cm2: (Id, Id),
    pub member: Option<Id>,
    pub document: Option<Id>,
    pub sheet: Option<Id>,
    pub notice: Option<Id>,
    pub contact: Option<Id>,
    pub reply: Option<Id>,
    pub hearing: Option<Id>,
    pub asked: Option<Id>,
    pub told: Option<Id>,
    /// Newest version of the sheet; 0 = none was sent.
    pub sent: i64,
    /// Newest version of the record; 0 = none.
    pub recorded: i64,
    /// With its newest version.
    pub conference: Option<(ConferenceId, i64)>,
}

/// A row of the table. None = there is nothing to do it to.
#[derive(Clone, Copy)]
pub struct Act {
    pub name: &'static str,
    pub run: fn(&Cx<'_>, &Known) -> Option<Result<()>>,
}

macro_rules! acts {
    ($($name:literal = |$cx:ident, $k:ident| $body:expr;)*) => {
        vec![$(Act {
            name: $name,
            run: |$cx: &Cx<'_>, $k: &Known| -> Option<Result<()>> { Some($body.map(|_| ())) },
        }),*]
    };
}

/// All rows, in the order of a stay.
pub fn all() -> Vec<Act> {
    let mut out = acts! {
        "read stay" = |cx, k| view::view(cx, k.stay);
        "read sheet" = |cx, k| documents::read(cx, k.stay, k.document?);
        "read as team" = |cx, k| hats::shared_one(cx, k.stay);
        "move day" = |cx, k| planned_admission::move_day(cx, &planned_admission::Move {
            stay: k.stay, on: from_now(cx, -1), time: None, reason: String::new(),
        });
        "cancel stay" = |cx, k| undo::cancel_stay(cx, k.stay, "人ちがい");
        "contact" = |cx, k| contact::contact(cx, &contact::Contact {
            stay: k.stay, day: Some(cx.today()), method: Method::Phone, to: String::new(),
            note: String::new(), again: true,
        });
        "sheet" = |cx, k| sheet::send(cx, &sheet_of(k, Method::Ict));
        "sheet by fax" = |cx, k| sheet::send(cx, &sheet_of(k, Method::Fax));
        "prepare sheet" = |cx, k| approval::prepare(cx, &sheet_of(k, Method::Ict));
        "recall sheet" = |cx, k| sheet::recall(cx, k.sheet?);
        "receive sheet" = |cx, k| documents::receive(cx, k.sheet?);
        "take back receipt" = |cx, k| undo::unreceive(cx, k.contact?);
        "key in reply" = |cx, k| reply::reply(cx, &an_answer(k.stay));
        "take back reply" = |cx, k| undo::unhear(cx, k.reply?);
        "assign" = |cx, k| assign::assign(cx, &assign::Assign {
            stay: k.stay, to: AccountId(k.liaison), ward: String::new(), room: String::new(),
        });
        "adl" = |cx, k| adl::adl(cx, &walks_with_help(cx, k.stay));
        "screen" = |cx, k| screen::screen(cx, &screen::Screen {
            stay: k.stay, form_version: "1".into(), answers: "{}".into(), result: "{}".into(),
            proposal: Proposal::Needed, needed: true, reason: String::new(), said_by: String::new(),
        });
        "planning notice" = |cx, k| notices::tell_planning(cx, &told(cx, k.stay));
        "hear planning" = |cx, k| hear::hear(cx, &heard_of(cx, k.stay, hear::What::Planning));
        "planned day" = |cx, k| notices::set_planned(cx, &notices::Planned {
            stay: k.stay, on: from_now(cx, 13), reason: "リハビリのため".into(), said_by: String::new(),
        });
        "not discharged" = |cx, k| not_discharged::not_discharged(cx, &not_discharged::NotDischarged {
            stay: k.stay, codes: Vec::new(), day: cx.today(), note: String::new(), said_by: String::new(),
        });
        "checklist" = |cx, k| checklist::tick(cx, &checklist::Tick {
            stay: k.stay, item: "taxi".into(), state: CheckState::Done, taker: Taker::Office,
            until: None, note: String::new(),
        });
        "procedures" = |cx, k| procedures::procedures(cx, &procedures::Procedures {
            stay: k.stay, codes: Vec::new(), day: cx.today(), note: String::new(), said_by: String::new(),
        });
        "place wished" = |cx, k| place::place(cx, &place_of(cx, k.stay, PlaceStage::Wished));
        "place told" = |cx, k| place::place(cx, &place_of(cx, k.stay, PlaceStage::Told));
        "place actual" = |cx, k| place::place(cx, &place_of(cx, k.stay, PlaceStage::Actual));
        "ask facility" = |cx, k| facility::ask(cx, &facility::Ask {
            stay: k.stay, facility: Some(k.facility), name: String::new(), procedures: Vec::new(),
            note: String::new(), method: Method::Ict,
        });
        "facility answers" = |cx, k| facility::answer(cx, &answer(cx, k.asked?));
        "answer for facility" = |cx, k| facility::answer_for(cx, &answer(cx, k.asked?));
        "no conference" = |cx, k| {
            conference::conference(cx, k.stay, &Conference::NotHeld("電話で足りるため".into()), "")
        };
        "close conference" = |cx, k| kept::plan(cx, k.stay, &sat_together(cx), &kept::Save::Close);
        "change conference" = |cx, k| {
            let mut c = sat_together(cx);
            c.decisions[0].until = Some(from_now(cx, 9).to_string());
            kept::save(cx, k.conference?.0, k.conference?.1, &c, &kept::Save::Change("ご家族の都合".into()))
        };
        "conference seen" = |cx, k| seen::seen(cx, k.conference?.0, k.conference?.1, None);
        "day told" = |cx, k| notices::tell_discharge(cx, &told(cx, k.stay), from_now(cx, 8));
        "hear day" = |cx, k| {
            hear::hear(cx, &heard_of(cx, k.stay, hear::What::Discharge(from_now(cx, 8))))
        };
        "papers" = |cx, k| papers::hand_over(cx, &papers::Papers {
            stay: k.stay, papers: vec![Paper::Summary], whom: papers::Whom::Office, to: String::new(),
            day: cx.today(), method: Method::Visit, again: true,
        });
        "nursing summary" = |cx, k| written::hand_over(cx, &written::HandOver {
            stay: k.stay, which: written::Written::Nursing, form_version: "1".into(), body: "{}".into(),
            base: 0, reason: String::new(), to: String::new(), receiver: None,
        });
        "receive notice" = |cx, k| documents::receive(cx, k.notice?);
        "orders" = |cx, k| orders::orders(cx, &orders::Orders {
            stay: k.stay, kind: "pharmacy".into(), day: cx.today(), from: cx.today(), to: None,
            note: String::new(),
        });
    };
    out.extend(acts! {
        "tell admission" = |cx, k| services::tell(cx, &tidings(k, Tidings::Admitted)?);
        "tell planned day" = |cx, k| services::tell(cx, &tidings(k, Tidings::Planned)?);
        "tell discharge" = |cx, k| services::tell(cx, &tidings(k, Tidings::Ended)?);
        "service received" = |cx, k| services::receive(cx, k.told?);
        "end at home" = |cx, k| end::end(cx, &end_of(cx, k.stay, EndKind::Home));
        "end by transfer" = |cx, k| end::end(cx, &end_of(cx, k.stay, EndKind::Transfer));
        "end by death" = |cx, k| end::end(cx, &end_of(cx, k.stay, EndKind::Death));
        "undo end" = |cx, k| undo::undo_end(cx, k.stay);
        "record" = |cx, k| record::confirm(cx, &record::Confirm {
            stay: k.stay, form_version: "1".into(), body: "{\"note\":\"x\"}".into(),
            base: k.recorded, reason: "訂正".into(),
        });
        "hearing" = |cx, k| hearings::record(cx, &heard(k.stay, cx.today(), wareki::month_day(cx.today()).as_str()));
        "take out hearing" = |cx, k| hearings::withdraw(cx, k.hearing?);
        "keep fee guide" = |cx, k| fees::keep(cx, k.stay, FirstFee::No);
        "guidance" = |cx, k| late::guidance(cx, k.stay);
        "follow up" = |cx, k| late::follow_up(cx, k.stay);
        "hand over person" = |cx, k| late::hand_over(cx, k);
        "hand over patient" = |cx, k| late::hand_over_patient(cx, k);
        "next hospital" = |cx, k| {
            let to = report::Where::Named("雪代市立病院".into());
            onward::start(cx, k.stay, cx.today(), to, "")
        };
    });
    out
}

/// So many days from today.
fn from_now(cx: &Cx<'_>, days: i64) -> Date {
    add_days(cx.today(), days)
}

/// A conference that was held today.
fn sat_together(cx: &Cx<'_>) -> Content {
    let mut c = conferences::record();
    c.day = Some(cx.today().to_string());
    for d in &mut c.decisions {
        d.until = None;
    }
    c
}

fn sheet_of(k: &Known, method: Method) -> sheet::Send {
    sheet::Send {
        method,
        base: k.sent,
        reason: "お薬が変わったため".into(),
        ..crate::place::a_sheet(k.stay)
    }
}

fn told(cx: &Cx<'_>, stay: StayId) -> notices::Tell {
    notices::Tell {
        stay,
        day: Some(cx.today()),
        method: Method::Phone,
        to: String::new(),
        note: String::new(),
        said_by: String::new(),
        again: true,
    }
}

fn heard_of(cx: &Cx<'_>, stay: StayId, what: hear::What) -> hear::Heard {
    hear::Heard {
        stay,
        what,
        day: Some(cx.today()),
        method: Method::Phone,
        from: String::new(),
        note: String::new(),
        again: true,
    }
}

fn walks_with_help(cx: &Cx<'_>, stay: StayId) -> adl::Adl {
    let (form_version, a) =
        crate::judging::answers("screening-ward", &[("adl.now.walk", "partial")]);
    adl::Adl { stay, day: cx.today(), form_version, answers: a.to_json(), said_by: String::new() }
}

fn place_of(cx: &Cx<'_>, stay: StayId, stage: PlaceStage) -> place::Place {
    place::Place {
        stay,
        stage,
        place: EndKind::Home,
        day: cx.today(),
        said_by: "長女さん".into(),
        method: Some(Method::Phone),
        note: String::new(),
    }
}

/// A facility says yes.
pub fn answer(cx: &Cx<'_>, asked: Id) -> facility::Answer {
    facility::Answer {
        asked,
        takes: Some(Takes::Yes),
        each: Vec::new(),
        note: String::new(),
        day: cx.today(),
        said_by: "大沢さん".into(),
        method: Method::Phone,
    }
}

fn tidings(k: &Known, tidings: Tidings) -> Option<services::Tell> {
    Some(services::Tell {
        stay: k.stay,
        tidings,
        members: vec![k.member?],
        by_hand: Method::Phone,
        note: String::new(),
        again: true,
    })
}

fn end_of(cx: &Cx<'_>, stay: StayId, kind: EndKind) -> end::End {
    let place = if kind == EndKind::Transfer { "みどり総合病院" } else { "" };
    end::End { stay, on: cx.today(), kind, place: place.into() }
}
