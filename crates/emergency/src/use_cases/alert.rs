//! 「救急搬送の可能性があります」: what a look-up that opened a card, or a transport, tells the support team, so that the
//! care manager makes the sheet on the same day. The incident is hidden; the person agreed to it at registration.
use accounts::OrganisationKind;
use app::{Cx, Error, Result, notices};
use kernel::{Id, wareki};
use people::ResidentId;
use people::authz::{Basic, Emergency, Permit, Read, What, decide};
use people::use_cases::card_facts::card_facts;
use slice::{Chip, Todo, Who};

use crate::model::call::Alert;
use crate::{permissions, store};

/// Days for which it stands in きょう.
const DAYS: i64 = 3;
/// The notice: without a name, without the incident.
pub const TEXT: &str = "救急搬送の可能性があります。入院の連絡が要るか、たしかめてください";

/// The same for who does not report an admission: 薬局, 歯科, 訪問看護, 通所, 診療所 …
pub const TEXT_OTHERS: &str =
    "救急搬送の可能性があります。次の訪問や受診の前に、担当のケアマネジャーにたしかめてください";

/// What an organisation is told: the office that would report an admission is asked to look after it, the others to ask.
fn text(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::CareManagement | OrganisationKind::Hokatsu | OrganisationKind::Multi => {
            TEXT
        }
        _ => TEXT_OTHERS,
    }
}

/// Tells the team, once a person and incident.
pub(super) fn raise(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, Emergency>,
    incident: &str,
) -> Result<()> {
    let resident = permit.resident();
    if !store::call::alert(cx, resident.0, incident)? {
        return Ok(());
    }
    let mut told: Vec<Id> = Vec::new();
    for m in card_facts(cx, permit)?.team {
        if let Some(org) = m.organisation.filter(|o| !told.contains(o)) {
            let to = notices::To { organisation: org, account: None };
            let text = text(accounts::organisation(cx, org.into())?.kind);
            notices::send(cx, to, "emergency.alert", text, &format!("/people/{resident}"))?;
            told.push(org);
        }
    }
    Ok(())
}

/// きょう: for the office that would report an admission.
pub(crate) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &permissions::ALERT)? {
        return Ok(Vec::new());
    }
    let alerts = store::call::alerts(cx, cx.now().plus_minutes(-DAYS * 24 * 60))?;
    let ids: Vec<Id> = alerts.iter().map(|a| a.resident).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people = people::use_cases::view::of_list(cx, &ids, What::Basic)?;
    let line = |a: &Alert| {
        let r = people.iter().find(|p| p.id.0 == a.resident)?;
        let at = a.at.local();
        let when = format!("{} {}:{:02}", wareki::month_day(a.at.date()), at.hour(), at.minute());
        Some(Todo {
            rank: 5,
            who: Some(Who {
                id: a.resident,
                name: r.name.clone(),
                kana: r.kana.clone(),
                age: r.age(cx.today()),
            }),
            title: String::new(),
            why: format!(
                "救急搬送の可能性があります（{when}）。入院していたら、きょうのうちに入院の連絡をします"
            ),
            chips: vec![Chip { kind: "due", icon: "alert", text: "救急".into() }],
            action: "入院の連絡が要るかたしかめる".into(),
            href: format!("/emergency/alerts/{}", a.id),
            due: None,
        })
    };
    Ok(alerts.iter().filter_map(line).collect())
}

/// The page of one alert: about whom.
pub fn view(cx: &Cx<'_>, id: Id) -> Result<(Alert, String)> {
    let a = store::call::one_alert(cx, id)?.ok_or(Error::NotFound)?;
    let permit = decide::<Read, Basic>(cx, &permissions::ALERT, ResidentId(a.resident), None)?;
    let name = people::use_cases::view::resident(cx, &permit)?.name;
    Ok((a, name))
}

/// 「たしかめました」: the line leaves きょう.
pub fn close(cx: &Cx<'_>, id: Id) -> Result<()> {
    let (a, _) = view(cx, id)?;
    store::call::close_alert(cx, a.id)?;
    Ok(())
}
