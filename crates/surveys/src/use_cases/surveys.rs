//! Making and changing surveys, opening and closing them.
use app::{Cx, Error, Result, authorise, may};
use forms::ask::Question;
use slice::Hit;

use super::{path, rule, survey};
use crate::model::asked::{Rate, rates};
use crate::model::survey::{check, slug};
use crate::model::templates::template;
use crate::model::years::copied;
use crate::model::{NewSurvey, State, Survey};
use crate::{SurveyId, permissions, store};

/// A survey as a list shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The survey.
    pub survey: Survey,
    /// Asked.
    pub asked: i64,
    /// Answers.
    pub answers: i64,
}

/// All surveys, the newest year first.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Line>> {
    authorise(cx, &permissions::READ)?;
    let mut out = Vec::new();
    for s in store::survey::all(cx)? {
        let asked = i64::try_from(store::asked::of(cx, s.id)?.len()).unwrap_or(0);
        out.push(Line { asked, answers: store::answer::count(cx, s.id)?, survey: s });
    }
    Ok(out)
}

/// A survey with everything that its page shows.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The survey.
    pub survey: Survey,
    /// How many of each kind were asked and answered.
    pub rates: Vec<Rate>,
    /// Answers that stand.
    pub answers: i64,
    /// Somebody has answered: the questions stand.
    pub fixed: bool,
    /// The survey before it.
    pub previous: Option<Survey>,
}

/// Opens one.
pub fn open(cx: &Cx<'_>, id: SurveyId) -> Result<Whole> {
    authorise(cx, &permissions::READ)?;
    let s = survey(cx, id)?;
    let previous = match s.previous {
        Some(p) => store::survey::find(cx, p)?,
        None => None,
    };
    Ok(Whole {
        rates: rates(&store::asked::of(cx, id)?),
        answers: store::answer::count(cx, id)?,
        fixed: store::answer::ever(cx, id)? > 0,
        previous,
        survey: s,
    })
}

/// With what a survey begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Nothing.
    Empty,
    /// A template.
    Template(String),
    /// A survey before: its questions are mapped, and the same are asked.
    Copy(SurveyId),
}

/// Makes a draft.
pub fn create(cx: &Cx<'_>, title: &str, start: &Start) -> Result<SurveyId> {
    authorise(cx, &permissions::WRITE)?;
    let id = SurveyId(cx.new_id());
    let mut s = Survey {
        id,
        data: NewSurvey { title: title.trim().into(), named: true, ..NewSurvey::default() },
        state: State::Draft,
        slug: slug(id.0),
        questions: Vec::new(),
        template: String::new(),
        previous: None,
        year: store::survey::year_of(None, cx.today()),
        published: None,
        version: 1,
    };
    match start {
        Start::Empty => {}
        Start::Template(code) => {
            let t = template(code)?;
            s.data.aim = t.aim;
            s.data.named = t.named;
            if s.data.title.is_empty() {
                s.data.title = t.title;
            }
            (s.questions, s.template) = (t.questions, t.code);
        }
        Start::Copy(of) => {
            let was = survey(cx, *of)?;
            let title = if s.data.title.is_empty() { was.data.title.clone() } else { s.data.title };
            s.data = NewSurvey { title, from: None, until: None, ..was.data };
            s.questions = copied(&was.questions);
            (s.template, s.previous) = (was.template, Some(was.id));
        }
    }
    s.data.check()?;
    store::survey::add(cx, &s)?;
    if let Start::Copy(of) = start {
        for a in store::asked::of(cx, *of)? {
            store::asked::add(cx, id, &a.data)?;
        }
    }
    Ok(id)
}

fn changeable(cx: &Cx<'_>, id: SurveyId) -> Result<Survey> {
    let s = survey(cx, id)?;
    if s.published.is_some() {
        return rule("公表用をつくった調査は、もう変えられません");
    }
    if s.state == State::Void {
        return rule("取り消した調査です。先に「準備中に戻す」を押してください");
    }
    Ok(s)
}

fn fresh(n: u64, mine: i64, theirs: i64) -> Result<()> {
    if n == 0 { Err(Error::Stale { mine, theirs }) } else { Ok(()) }
}

/// Changes what was typed about it.
pub fn save(cx: &Cx<'_>, id: SurveyId, new: &NewSurvey, version: i64) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let was = changeable(cx, id)?;
    if was.data.named != new.named
        && (was.state != State::Draft || store::answer::ever(cx, id)? > 0)
    {
        return rule("配りはじめたあとは、名前を聞くかどうかを変えられません");
    }
    if was.state == State::Open && new.until.is_none() {
        return Err(Error::field("until", "終わりの日を入力してください"));
    }
    let year = store::survey::year_of(new.from, cx.today());
    fresh(store::survey::change(cx, id, new, year, version)?, version, was.version)
}

/// Changes the questions. After the first answer only the mapping to the survey before can be changed: answers belong to
/// their questions.
pub fn save_questions(cx: &Cx<'_>, id: SurveyId, new: &[Question], version: i64) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    check(new)?;
    let was = changeable(cx, id)?;
    let plain = |all: &[Question]| -> Vec<Question> {
        all.iter().map(|q| Question { was: String::new(), ..q.clone() }).collect()
    };
    if store::answer::ever(cx, id)? > 0 && plain(new) != plain(&was.questions) {
        return rule(
            "もう答えが届いているため、質問は変えられません。前の調査との対応だけ変えられます",
        );
    }
    crate::model::answering::form(&was.data.title, new)?;
    fresh(store::survey::questions(cx, id, new, version)?, version, was.version)
}

/// Opens, closes, voids or takes back.
pub fn set_state(cx: &Cx<'_>, id: SurveyId, to: State) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let s = survey(cx, id)?;
    if s.published.is_some() {
        return rule("公表用をつくった調査は、もう変えられません");
    }
    match (s.state, to) {
        (State::Draft | State::Closed, State::Open) => {
            check(&s.questions)?;
            let Some(until) = s.data.until else {
                return rule("先に、終わりの日を入力してください");
            };
            if until < cx.today() {
                return rule("終わりの日を過ぎています。期間を直してから、配りはじめてください");
            }
        }
        (State::Open, State::Closed) | (State::Void, State::Draft) => {}
        (State::Draft | State::Open, State::Void) => {
            if store::answer::count(cx, id)? > 0 {
                return rule("もう答えが届いています。取り消さずに、締め切ってください");
            }
        }
        (from, to) if from == to => return Ok(()),
        _ => return Err(Error::NotFound),
    }
    store::survey::set_state(cx, id, to)
}

/// さがす.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let today = cx.today();
    let all = store::survey::named(cx, typed)?;
    Ok(all
        .into_iter()
        .map(|s| Hit {
            group: "調査",
            title: s.data.title.clone(),
            meta: format!("{}・{}", s.words(today), s.period()),
            href: path(s.id),
        })
        .collect())
}
