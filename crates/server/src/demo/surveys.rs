//! 調査 of the demonstration: last year's finished survey without names, the same again this year with its mapping, and one that
//! runs with offices and answers that are still missing. Made by the use cases as the pages do it; every answer and every office
//! that stands in it is invented.
use ::surveys::SurveyId;
use ::surveys::model::asked::NewAsked;
use ::surveys::model::{NewSurvey, State};
use ::surveys::use_cases::surveys::{self as making, Start};
use ::surveys::use_cases::{answers, asked, results};
use app::{App, Cx, Error, Result};
use forms::ask::{Given, Kind, Question, filled};
use kernel::time::add_days;
use kernel::{At, Date, Time};

use super::beside::Later;

/// Name and kind of the offices of the running survey, in the order in which they are asked.
const OFFICES: [(&str, &str); 14] = [
    ("みずほ居宅介護支援", "居宅介護支援"),
    ("さくら居宅介護支援", "居宅介護支援"),
    ("あけぼの居宅介護支援", "居宅介護支援"),
    ("ひばり居宅介護支援", "居宅介護支援"),
    ("こぶし居宅介護支援", "居宅介護支援"),
    ("せせらぎ居宅介護支援", "居宅介護支援"),
    ("あおぞら居宅介護支援", "居宅介護支援"),
    ("ゆきわり居宅介護支援", "居宅介護支援"),
    ("東地域包括支援センター", "地域包括支援センター"),
    ("西地域包括支援センター", "地域包括支援センター"),
    ("南地域包括支援センター", "地域包括支援センター"),
    ("なかよし小規模多機能", "小規模多機能"),
    ("ふるさと小規模多機能", "小規模多機能"),
    ("こもれび小規模多機能", "小規模多機能"),
];

/// What was written freely.
const WORDS: [&str; 6] = [
    "相談するとすぐ返事をもらえて、助かっています",
    "研修をオンラインでも開いてほしい",
    "一覧の連絡先が変わったところを、早く直してほしい",
    "ほかの事業所の人と話す場が、もっとほしい",
    "夜の研修は、子どもがいると出にくいです",
    "ハンドブックを新人の教育に使っています",
];

/// A number from two others that looks mixed and is the same every time.
fn mixed(a: usize, b: usize) -> usize {
    (a * 2_654_435_761 + b * 40_503 + a * b * 97) >> 5
}

fn first_number(questions: &[Question]) -> Option<usize> {
    questions.iter().position(|q| q.kind == Kind::Number)
}

/// The answers of one sheet: the better `lean`, the earlier the options.
fn given(questions: &[Question], n: usize, lean: usize) -> Given {
    let mut out = Given::new();
    for (i, q) in questions.iter().enumerate() {
        let m = mixed(n + 11, i + 3);
        let values = match q.kind {
            Kind::One | Kind::Scale => {
                let options = q.options.len().max(1);
                let first = if q.kind == Kind::Scale && m % 10 < lean {
                    m / 10 % 2
                } else {
                    m / 10 % options
                };
                vec![first.min(options - 1).to_string()]
            }
            Kind::Many => (0..q.options.len().saturating_sub(1))
                .filter(|o| mixed(n + 5, o + i * 7).is_multiple_of(3))
                .map(|o| o.to_string())
                .collect(),
            Kind::Nps => {
                vec![(if m % 10 < lean { 7 + m / 10 % 4 } else { m / 10 % 8 }).to_string()]
            }
            // the first number is of all, the others of some of them
            Kind::Number if first_number(questions) == Some(i) => {
                vec![(12 + m % 5).to_string()]
            }
            Kind::Number => vec![(2 + m % 9).to_string()],
            Kind::Text if m.is_multiple_of(4) => {
                WORDS.get(m / 4 % WORDS.len()).map(|w| (*w).to_string()).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if !values.is_empty() {
            out.insert(q.code.clone(), values);
        }
    }
    out
}

fn opened(cx: &Cx<'_>, id: SurveyId, from: Date, until: Date, contact: &str) -> Result<()> {
    let s = making::open(cx, id)?.survey;
    let new = NewSurvey {
        from: Some(from),
        until: Some(until),
        contact: contact.into(),
        lead: "5分ほどで終わります。いまのようすを、そのままお聞かせください。".into(),
        ..s.data
    };
    making::save(cx, id, &new, s.version)?;
    making::set_state(cx, id, State::Open)
}

fn sheets(cx: &Cx<'_>, id: SurveyId, n: usize, lean: usize) -> Result<()> {
    let all = making::open(cx, id)?.survey.questions;
    for i in 0..n {
        let a = filled(&all, &given(&all, i + lean * 100, lean));
        answers::key_in(cx, id, None, &a, &format!("demo {i}"))?;
    }
    Ok(())
}

/// What the centre of a region asked; nothing is written down later than its clock.
pub(super) fn plan(app: &App) -> Result<Later> {
    let who = super::events::actor(app)?
        .ok_or_else(|| Error::Inconsistent("demo: no coordinator".into()))?;
    let mark = if app.region().fictitious { "（架空）" } else { "（見本）" };
    let today = app.now().date();
    let at = move |back: i64, h: i8| At::jst(add_days(today, -back), Time::constant(h, 10, 0, 0));
    let contact = format!("連携拠点{mark} 電話 0000-65-0001");
    let mut steps = Later::none();
    let (actor, line) = (who.clone(), contact.clone());
    steps.put(at(400, 9), &who, move |cx| {
        let start = Start::Template("satisfaction".into());
        let id = making::create(cx, &format!("連携拠点の満足度調査{mark}"), &start)?;
        opened(cx, id, add_days(today, -400), add_days(today, -370), &line)?;
        let (mut more, actor, line) = (Later::none(), actor.clone(), line.clone());
        let own = actor.clone();
        more.put(at(369, 16), &actor, move |cx| {
            sheets(cx, id, 58, 5)?;
            making::set_state(cx, id, State::Closed)?;
            results::publish(cx, id)?;
            let (mut more, line) = (Later::none(), line.clone());
            more.put(at(35, 9), &own, move |cx| {
                let next = making::create(cx, "", &Start::Copy(id))?;
                opened(cx, next, add_days(today, -35), add_days(today, -5), &line)?;
                sheets(cx, next, 64, 7)?;
                Ok(Later::none())
            });
            Ok(more)
        });
        Ok(more)
    });
    let actor = who.clone();
    steps.put(at(12, 10), &who, move |cx| {
        let start = Start::Template("discharge-care".into());
        let id = making::create(cx, &format!("入退院連絡調査（ケアマネジャー）{mark}"), &start)?;
        opened(cx, id, add_days(today, -12), add_days(today, 5), &contact)?;
        for (name, kind) in OFFICES {
            let new = NewAsked {
                name: format!("{name}{mark}"),
                kind: kind.into(),
                ..NewAsked::default()
            };
            asked::add_typed(cx, id, &new)?;
        }
        let mut more = Later::none();
        more.put(at(2, 15), &actor, move |cx| {
            let all = making::open(cx, id)?.survey.questions;
            let month = kernel::time::add_days(today, -20).strftime("%Y-%m").to_string();
            for (i, a) in asked::list(cx, id)?.asked.iter().enumerate().filter(|(i, _)| i % 5 != 3)
            {
                let mut g = given(&all, i, 6);
                g.insert("q2".into(), vec![month.clone()]);
                answers::key_in(cx, id, Some(a.id), &filled(&all, &g), "demo")?;
            }
            Ok(Later::none())
        });
        Ok(more)
    });
    Ok(steps)
}
