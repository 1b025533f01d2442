//! 聞き取り: rows of what the office heard from the hospital (退院・退所情報記録書 §4). Entered by the care manager, or
//! made by itself from a conference that was attended. After discharge they may still be entered; the guide says
//! which ones count.
use app::{Cx, Error, Result};
use kernel::{Date, Id, wareki};
use people::authz::{Permit, Stay as StayKind, Write};

use super::view::View;
use super::{Open, day_between, open, open_for, own_office, short};
use crate::model::hearing::{CONFERENCE, Hearing, HearingWay, Told};
use crate::model::{Act, ActKind, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// A hearing to record.
#[derive(Debug, Clone)]
pub struct NewHearing {
    /// Which stay.
    pub stay: StayId,
    /// On which day.
    pub day: Date,
    /// How.
    pub way: HearingWay,
    /// In a conference.
    pub conference: bool,
    /// Code or words of the profession of who told.
    pub profession: String,
    /// Name of who told.
    pub person: String,
    /// Of which organisation, in words; empty = the hospital of the stay.
    pub organisation: String,
    /// What was heard, in a few words.
    pub note: String,
    /// The act it was made from (a visit, a notice, a conference).
    pub from: Option<Id>,
}

/// The professions one can choose from: code and word, from the form's own list.
pub fn professions() -> Vec<(String, String)> {
    let Ok(shipped) = forms::shipped() else { return Vec::new() };
    let form = shipped.forms.newest(super::record::FORM);
    let question = form.and_then(|f| f.question("interview.profession"));
    question
        .map(|q| {
            q.question
                .choices()
                .iter()
                .filter(|c| !c.hidden)
                .map(|c| (c.code.clone(), c.display.clone()))
                .collect()
        })
        .unwrap_or_default()
}

/// Code and word of a profession written either way; words of their own are kept beside the open code.
pub(crate) fn profession(text: &str) -> (String, String) {
    let text = text.trim();
    if text.is_empty() {
        return (String::new(), String::new());
    }
    match professions().into_iter().find(|(c, w)| c == text || w == text) {
        Some(found) => found,
        None => ("other".into(), text.to_string()),
    }
}

fn told(o: &Open<'_>, cmd: &NewHearing) -> Told {
    let (profession, profession_words) = profession(&cmd.profession);
    let organisation = match cmd.organisation.trim() {
        "" => o.stay.hospital_name.clone(),
        name => name.to_string(),
    };
    Told {
        way: cmd.way.code().into(),
        profession,
        profession_words,
        person: cmd.person.trim().to_string(),
        organisation,
    }
}

fn act(told: &Told, day: Date, way: HearingWay, conference: bool) -> Result<NewAct> {
    let mut act =
        NewAct { day: Some(day), method: way.method(), to_name: told.who(), ..NewAct::default() };
    if conference {
        act.detail.codes.push(CONFERENCE.into());
    }
    act.detail.data =
        serde_json::to_value(told).map_err(|e| Error::Inconsistent(format!("hearing: {e}")))?;
    Ok(act)
}

/// Records a hearing.
pub fn record(cx: &Cx<'_>, cmd: &NewHearing) -> Result<Id> {
    let o = open_for(cx, &permissions::HEARING, cmd.stay, ActKind::Hearing)?;
    own_office(cx, &permissions::HEARING, &o)?;
    day_between(
        cx,
        "day",
        "聞き取りをした日",
        cmd.day,
        Some((o.stay.admitted_on, "入院日")),
        true,
    )?;
    short("profession", &cmd.profession, 40)?;
    short("person", &cmd.person, 50)?;
    short("organisation", &cmd.organisation, 60)?;
    short("note", &cmd.note, 300)?;
    let told = told(&o, cmd);
    if told.profession.is_empty() && told.person.is_empty() {
        return Err(Error::field("profession", "だれから聞いたか、職種か氏名を入れてください"));
    }
    if cmd.conference && !matches!(cmd.way, HearingWay::Face | HearingWay::Video) {
        return Err(Error::field(
            "conference",
            "会議で聞いたときは、方法を「面談」か「ビデオ通話」にしてください",
        ));
    }
    let same = |a: &Act| {
        Hearing::of(a)
            .is_some_and(|h| h.day == cmd.day && h.told == told && h.conference == cmd.conference)
    };
    if let Some(a) = o.acts.iter().find(|a| same(a)) {
        return Err(Error::Rule(format!("同じ聞き取りを、{}さんが記録しています", a.name)));
    }
    if let Some(from) = cmd.from {
        if !o.acts.iter().any(|a| a.id == from && !a.cancelled) {
            return Err(Error::NotFound);
        }
        if let Some(a) = made_from(&o.acts, from) {
            return Err(Error::Rule(format!(
                "この記録からの聞き取りは、もう記録されています（{}）",
                a.day.map(wareki::month_day).unwrap_or_default()
            )));
        }
    }
    let mut act = act(&told, cmd.day, cmd.way, cmd.conference)?;
    act.detail.note = cmd.note.trim().to_string();
    act.record = cmd.from;
    store::add_act(cx, cmd.stay, ActKind::Hearing, &act)
}

fn made_from(acts: &[Act], from: Id) -> Option<&Act> {
    acts.iter().find(|a| a.kind == ActKind::Hearing && !a.cancelled && a.record == Some(from))
}

/// A conference that the office attended, as the conference knows it.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// The conference (its act or its own id): the same one makes one hearing, however often it is reported.
    pub conference: Id,
    /// When it was held.
    pub day: Date,
    /// By video.
    pub online: bool,
    /// Who of the hospital was there: profession (code or word) and name.
    pub by: Vec<(String, String)>,
    /// Does it meet 退院時共同指導料2 注3? No: it is a hearing, but not one by conference. Unknown: as a conference.
    pub qualifies: Option<bool>,
}

/// The hearing that follows from a conference attended by somebody of the office. Called by the conference's own use
/// case in its transaction and with its permit, whichever side closed the conference; a changed day replaces the row;
/// one that the care manager took out stays out. The act, when there is one.
pub fn from_conference(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, StayKind>,
    stay: StayId,
    m: &Meeting,
) -> Result<Option<Id>> {
    let s = store::stay(cx, stay)?;
    if s.resident != permit.resident() || s.cancelled {
        return Err(Error::NotFound);
    }
    let acts = store::acts(cx, stay)?;
    let earlier =
        acts.iter().rfind(|a| a.kind == ActKind::Hearing && a.record == Some(m.conference));
    let conference = m.qualifies != Some(false);
    if let Some(a) = earlier {
        if a.cancelled {
            return Ok(None);
        }
        if a.day == Some(m.day) && a.detail.has(CONFERENCE) == conference {
            return Ok(Some(a.id));
        }
        store::cancel_act(cx, a.id)?;
    }
    let way = if m.online { HearingWay::Video } else { HearingWay::Face };
    let (first_code, first_words) = m.by.first().map(|(p, _)| profession(p)).unwrap_or_default();
    let rest = m.by.iter().skip(1).map(|(p, n)| format!("{} {n}", profession(p).1));
    let mut person: String = m.by.first().map(|(_, n)| n.clone()).unwrap_or_default();
    let others: Vec<String> = rest.collect();
    if !others.is_empty() {
        person = format!("{person}、{}", others.join("、"));
    }
    let told = Told {
        way: way.code().into(),
        profession: first_code,
        profession_words: first_words,
        person: person.chars().take(120).collect(),
        organisation: s.hospital_name,
    };
    let mut act = act(&told, m.day, way, conference)?;
    act.detail.note = "退院前カンファに出席".into();
    act.record = Some(m.conference);
    store::add_act(cx, stay, ActKind::Hearing, &act).map(Some)
}

/// Nobody of the office was at the conference after all: the hearing made from it is taken out.
pub fn not_by_conference(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, StayKind>,
    stay: StayId,
    conference: Id,
) -> Result<()> {
    let s = store::stay(cx, stay)?;
    if s.resident != permit.resident() {
        return Err(Error::NotFound);
    }
    if let Some(a) = made_from(&store::acts(cx, stay)?, conference) {
        store::cancel_act(cx, a.id)?;
    }
    Ok(())
}

/// Takes out a hearing entered by mistake: marked and kept, counted nowhere.
pub fn withdraw(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    if a.kind != ActKind::Hearing || a.cancelled {
        return Err(Error::NotFound);
    }
    let o = open(cx, &permissions::HEARING, a.stay)?;
    own_office(cx, &permissions::HEARING, &o)?;
    store::cancel_act(cx, act)?;
    Ok(a.stay)
}

/// Opens the page: the office's side only.
pub fn page(cx: &Cx<'_>, stay: StayId) -> Result<View> {
    super::fees::office_side(cx, &permissions::HEARING)?;
    super::view::view(cx, stay)
}
