//! Who is asked, their links and letters, and chasing. A link is made from a word that only one press of a page holds.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use directory::LightId;
use directory::use_cases::areas;
use directory::use_cases::browse::{self, Filter, Turn};
use kernel::word::Word;

use super::{rule, survey};
use crate::model::asked::{Asked, NewAsked};
use crate::model::survey::LINKS;
use crate::model::{State, Survey};
use crate::store::link::Opens;
use crate::{AskedId, SurveyId, permissions, store};

/// Most addressees of a survey.
pub const MOST: usize = 3_000;
/// Papers of one addressee that open at a time; the next one ends those before.
pub const PAPERS: i64 = 20;

/// A kind of office that can be asked: code, words, what the directory calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// How the directory finds it.
    pub filter: Filter,
}

/// The kinds in the order of the directory; doctors, dentists and pharmacies by themselves.
pub fn groups() -> Vec<Group> {
    let mut out = Vec::new();
    for k in &directory::model::service::KINDS {
        if k.code == "clinic" {
            for (code, label) in [("clinic", "診療所"), ("dental", "歯科"), ("pharmacy", "薬局")]
            {
                let filter = Filter { service: code.into(), ..Filter::default() };
                out.push(Group { code: format!("s-{code}"), label: label.into(), filter });
            }
        } else {
            let filter = Filter { kinds: vec![k.code.into()], ..Filter::default() };
            out.push(Group { code: k.code.into(), label: k.label.into(), filter });
        }
    }
    out
}

/// What the page of the addressees shows.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The survey.
    pub survey: Survey,
    /// Who is asked, by kind.
    pub asked: Vec<Asked>,
    /// Kinds with how many open offices the directory knows.
    pub groups: Vec<(Group, i64)>,
    /// Municipalities: code and words.
    pub cities: Vec<(String, String)>,
    /// 圏域: id and words.
    pub areas: Vec<(String, String)>,
    /// Receivers without an account who are not asked yet: id, name, kind.
    pub lights: Vec<(LightId, String, String)>,
}

fn writable(cx: &Cx<'_>, id: SurveyId) -> Result<Survey> {
    let s = survey(cx, id)?;
    if s.published.is_some() || s.state == State::Void || s.over(cx.today()) {
        return rule("締め切った調査の配り先は、もう変えられません");
    }
    Ok(s)
}

/// Opens the list. Who has not answered is for the one who asks: the centre.
pub fn list(cx: &Cx<'_>, id: SurveyId) -> Result<Listed> {
    authorise(cx, &permissions::ASKED)?;
    let s = survey(cx, id)?;
    let asked = store::asked::of(cx, id)?;
    let mut found = Vec::new();
    let mut cities = Vec::new();
    for g in groups() {
        let page = browse::list(cx, &g.filter, Turn::First)?;
        if cities.is_empty() {
            cities = page.cities.iter().map(|c| (c.code.clone(), c.label.clone())).collect();
        }
        found.push((g, page.listed.total));
    }
    let areas =
        areas::areas(cx)?.into_iter().map(|a| (a.id.to_string(), a.name)).collect::<Vec<_>>();
    let there = |source: &str| asked.iter().any(|a| a.data.source == source);
    let lights = directory::use_cases::light::list(cx)?
        .into_iter()
        .filter(|l| !there(&format!("light:{}", l.id)))
        .map(|l| (l.id, l.data.name.clone(), kind_of(&l.data.kind)))
        .collect();
    cx.audit(AuditEntry::act(permissions::ASKED.code).object(format!("survey:{id}")));
    Ok(Listed { survey: s, asked, groups: found, cities, areas, lights })
}

/// The word of a service of the directory as the kinds here call it.
fn kind_of(service: &str) -> String {
    let own = match service {
        "clinic" => Some("診療所"),
        "dental" => Some("歯科"),
        "pharmacy" => Some("薬局"),
        _ => None,
    };
    let kind = || directory::model::service::kind_of(service).map(|k| k.label);
    own.or_else(kind)
        .or_else(|| directory::model::service::label(service))
        .unwrap_or("そのほか")
        .into()
}

/// Which offices of the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Codes of the kinds.
    pub groups: Vec<String>,
    /// Code of the municipality; empty = all.
    pub city: String,
    /// Id of the 圏域; empty = all.
    pub area: String,
}

/// Adds the offices of these kinds; how many are new.
pub fn add_offices(cx: &Cx<'_>, id: SurveyId, c: &Choice) -> Result<usize> {
    authorise(cx, &permissions::ASKED)?;
    writable(cx, id)?;
    let chosen: Vec<Group> = groups().into_iter().filter(|g| c.groups.contains(&g.code)).collect();
    if chosen.is_empty() {
        return Err(Error::field("groups", "配り先の種類を選んでください"));
    }
    let names = areas::areas(cx)?;
    let mut there = store::asked::of(cx, id)?.len();
    let mut added = 0;
    for g in chosen {
        let filter = Filter { city: c.city.clone(), ..g.filter };
        let mut turn = Turn::First;
        loop {
            let page = browse::list(cx, &filter, turn)?.listed;
            for f in page.rows {
                let d = &f.data;
                let area = match names.is_empty() {
                    true => None,
                    false => areas::town_of_address(cx, &d.address)?.and_then(|t| t.area),
                };
                if !c.area.is_empty() && area.map(|a| a.to_string()).as_deref() != Some(&c.area) {
                    continue;
                }
                let words = area.and_then(|a| names.iter().find(|n| n.id == a));
                let new = NewAsked {
                    source: format!("facility:{}", f.id),
                    organisation: f.organisation.map(|o| o.0),
                    name: d.name.clone(),
                    kind: g.label.clone(),
                    area: words.map_or_else(|| d.city.clone(), |a| a.name.clone()),
                    phone: d.phone.clone().unwrap_or_default(),
                    fax: d.fax.clone().unwrap_or_default(),
                };
                if store::asked::add(cx, id, &new)? {
                    (added, there) = (added + 1, there + 1);
                }
                if there > MOST {
                    return rule(format!(
                        "配り先は{MOST}か所までです。市町村や圏域でしぼってください"
                    ));
                }
            }
            match page.next {
                Some(after) => turn = Turn::After(after),
                None => break,
            }
        }
    }
    Ok(added)
}

/// Adds receivers without an account.
pub fn add_lights(cx: &Cx<'_>, id: SurveyId, of: &[LightId]) -> Result<usize> {
    authorise(cx, &permissions::ASKED)?;
    writable(cx, id)?;
    let mut added = 0;
    for l in of {
        let d = directory::use_cases::light::light(cx, *l)?.data;
        let new = NewAsked {
            source: format!("light:{l}"),
            organisation: None,
            kind: kind_of(&d.kind),
            name: d.name,
            area: String::new(),
            phone: d.phone,
            fax: d.fax,
        };
        added += usize::from(store::asked::add(cx, id, &new)?);
    }
    Ok(added)
}

/// Adds one that was typed in: an office outside, an association.
pub fn add_typed(cx: &Cx<'_>, id: SurveyId, new: &NewAsked) -> Result<()> {
    authorise(cx, &permissions::ASKED)?;
    writable(cx, id)?;
    new.check()?;
    let source = format!("typed:{}", new.name.trim());
    match store::asked::add(cx, id, &NewAsked { source, organisation: None, ..new.clone() })? {
        true => Ok(()),
        false => Err(Error::field("name", "同じ名前の配り先が、もうあります")),
    }
}

/// Takes one out who was added by mistake and has not answered.
pub fn remove(cx: &Cx<'_>, id: SurveyId, of: AskedId) -> Result<()> {
    authorise(cx, &permissions::ASKED)?;
    writable(cx, id)?;
    let a = super::answers::addressee(cx, id, of)?;
    if a.answered {
        return rule("もう答えた配り先は外せません");
    }
    store::link::end(cx, of)?;
    store::asked::remove(cx, id, of).map(|_| ())
}

/// Whose letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// Those who got none yet.
    New,
    /// Those who have not answered.
    Waiting,
    /// One.
    One(AskedId),
}

/// A letter: who, and link and code where answers carry a name.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom.
    pub asked: Asked,
    /// Their own link; none in an anonymous survey, which has one for all.
    pub word: Option<Word>,
}

fn of_letters(all: Vec<Asked>, which: Letters) -> Vec<Asked> {
    let goes = |a: &Asked| match which {
        Letters::New => a.sent_at.is_none() && !a.answered,
        Letters::Waiting => !a.answered,
        Letters::One(id) => a.id == id,
    };
    all.into_iter().filter(goes).collect()
}

/// Makes the links of some letters; papers from before still open (they may be on their way). `seed` was drawn by the page and
/// is kept nowhere.
pub fn links(cx: &Cx<'_>, id: SurveyId, which: Letters, seed: &str) -> Result<()> {
    authorise(cx, &permissions::ASKED)?;
    let s = survey(cx, id)?;
    if !(16..=64).contains(&seed.len()) {
        return rule("この画面は古くなっています。開き直して、もう一度お試しください");
    }
    if s.state != State::Open || s.over(cx.today()) {
        return rule("手紙は、配りはじめてから締め切りまでの間に印刷できます");
    }
    let to = of_letters(store::asked::of(cx, id)?, which);
    if to.is_empty() {
        return rule("手紙を出す相手がいません");
    }
    for a in &to {
        if s.data.named {
            if store::link::of_asked(cx, a.id)? >= PAPERS {
                store::link::end(cx, a.id)?;
            }
            let opens = Opens { survey: id, asked: Some(a.id), answer: None };
            store::link::add(cx, &LINKS.word(a.id.0, seed), opens)?;
        }
        store::asked::sent(cx, a.id)?;
    }
    let n = to.len();
    let entry = AuditEntry::act(permissions::ASKED.code).object(format!("survey:{id}"));
    cx.audit(entry.detail(format!("letters={n}")));
    Ok(())
}

/// The letters of a press, while its links open.
pub fn letters(
    cx: &Cx<'_>,
    id: SurveyId,
    seed: &str,
    since: kernel::At,
) -> Result<(Survey, Vec<Letter>)> {
    authorise(cx, &permissions::ASKED)?;
    let s = survey(cx, id)?;
    let mut out = Vec::new();
    for a in store::asked::of(cx, id)? {
        if !s.data.named {
            if a.sent_at.is_some_and(|at| at >= since) {
                out.push(Letter { asked: a, word: None });
            }
            continue;
        }
        let word = LINKS.word(a.id.0, seed);
        let opens = store::link::by_hash(cx, &word.token_hash(), true)?;
        if opens.is_some_and(|o| o.asked == Some(a.id)) {
            out.push(Letter { asked: a, word: Some(word) });
        }
    }
    Ok((s, out))
}
