//! Reading, writing and confirming the card.
use app::{Cx, Error, FieldError, Result};
use kernel::time;
use people::ResidentId;
use people::authz::{Act, Emergency, Read, What, Write, could, decide};
use people::use_cases::card_facts::card_facts;
use slice::{Chip, Todo, Who};

use crate::model::ask::About;
use crate::model::card::{ASK_AFTER_MONTHS, Card, NewCard, Registration, validate};
use crate::model::sheet::Sheet;
use crate::{permissions, store};

/// What the page of a card shows.
#[derive(Debug, Clone)]
pub struct View {
    /// 氏名.
    pub name: String,
    /// The card as crews see it.
    pub sheet: Sheet,
    /// The newest version.
    pub card: Option<Card>,
    /// The consent that runs.
    pub registration: Option<Registration>,
    /// May the reader write it?
    pub writes: bool,
}

/// The card, for who may see it.
pub fn view(cx: &Cx<'_>, id: ResidentId) -> Result<View> {
    let permit = decide::<Read, Emergency>(cx, &permissions::CARD, id, None)?;
    let facts = card_facts(cx, &permit)?;
    let card = store::card::newest(cx, id.0)?;
    Ok(View {
        name: facts.resident.name.clone(),
        sheet: Sheet::of(&facts, card.as_ref(), cx.now()),
        card,
        registration: store::card::running(cx, id.0)?,
        writes: app::may(cx, &permissions::WRITE)? && could(cx, Act::Write, What::Emergency, id)?,
    })
}

/// Keeps a new version.
///
/// # Errors
/// [`Error::Invalid`] beside the fields; [`Error::Stale`] when somebody was faster.
pub fn save(cx: &Cx<'_>, id: ResidentId, n: &NewCard) -> Result<()> {
    decide::<Write, Emergency>(cx, &permissions::WRITE, id, None)?;
    let mut errors = validate(&n.body);
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    match n.confirmed_with.trim().chars().count() {
        0 => refuse("confirmed_with", "だれと確かめたかを入力してください（例 本人・長男）"),
        1..=60 => {}
        _ => refuse("confirmed_with", "60文字以内で入力してください"),
    }
    if n.confirmed_on > cx.today() {
        refuse("confirmed_on", "確かめた日は、今日までの日にしてください");
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let theirs = store::card::newest(cx, id.0)?.map_or(0, |c| c.version);
    if theirs != n.version {
        return Err(Error::Stale { mine: n.version, theirs });
    }
    store::card::add(cx, id.0, theirs + 1, n)?;
    store::ask::close(cx, id.0, About::Card)?;
    super::index::refresh(cx, id.0)
}

/// 「変わりありません」: the same answers, confirmed today with somebody.
pub fn confirm(cx: &Cx<'_>, id: ResidentId, with: &str, version: i64) -> Result<()> {
    decide::<Write, Emergency>(cx, &permissions::WRITE, id, None)?;
    let card = store::card::newest(cx, id.0)?.ok_or(Error::NotFound)?;
    let n = NewCard {
        version,
        body: card.body,
        source: card.source,
        settled: true,
        confirmed_on: cx.today(),
        confirmed_with: with.to_owned(),
    };
    save(cx, id, &n)
}

/// きょう: cards of this office that nobody has asked about for a year, or that came from a paper.
pub(crate) fn due(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if !app::may(cx, &permissions::WRITE)? {
        return Ok(Vec::new());
    }
    let until = time::add_months(cx.today(), -ASK_AFTER_MONTHS);
    let mut due = store::card::due(cx, until, org)?;
    let busy = super::ask::Busy::of(cx, org)?;
    due.retain(|(id, _)| !busy.has(*id, About::Card));
    let ids: Vec<_> = due.iter().map(|(id, _)| *id).collect();
    let people = people::use_cases::view::of_list(cx, &ids, What::Basic)?;
    let lines = due.into_iter().filter_map(|(id, on)| {
        let r = people.iter().find(|p| p.id.0 == id)?;
        let late = on <= until;
        Some(Todo {
            rank: 500,
            who: Some(Who {
                id,
                name: r.name.clone(),
                kana: r.kana.clone(),
                age: r.age(cx.today()),
            }),
            title: String::new(),
            why: match late {
                true => format!(
                    "救急医療情報を確かめてから1年たちました（前回 {}）",
                    kernel::wareki::short(on)
                ),
                false => {
                    "民生委員の紙から入れた救急医療情報を、ご本人にまだ確かめていません".into()
                }
            },
            chips: vec![Chip {
                kind: "", icon: "clock", text: "変わりありませんか".into()
            }],
            action: "変わりがないかきく".into(),
            href: format!("/people/{id}/emergency"),
            due: None,
        })
    });
    Ok(lines.collect())
}
