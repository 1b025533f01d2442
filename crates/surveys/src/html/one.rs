//! The page of a survey: where it stands, how many answered, what comes next.
use slice::parts::{self, buttons, data, fold, h2, p, press};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Kv};

use super::list::tag_of;
use crate::model::State;
use crate::model::asked::percent;
use crate::use_cases::path;
use crate::use_cases::surveys::{self as act, Whole};
use crate::{SurveyId, permissions};

/// Table of how many of each kind answered, with the sum; empty when nobody is asked.
pub(super) fn rates(all: &[crate::model::asked::Rate]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    let row = |label: &str, asked: i64, answered: i64| {
        vec![label.to_string(), format!("{asked}"), format!("{answered}"), percent(answered, asked)]
    };
    let mut rows: Vec<Vec<String>> =
        all.iter().map(|r| row(&r.kind, r.asked, r.answered)).collect();
    let sum = |f: fn(&crate::model::asked::Rate) -> i64| all.iter().map(f).sum();
    rows.push(row("計", sum(|r| r.asked), sum(|r| r.answered)));
    data("種類ごとの回答率", &["種類", "配った数", "答えた数", "回答率"], &rows)
}

fn next(req: &Req, w: &Whole) -> Vec<Button> {
    let id = w.survey.id;
    let at = |tail: &str| req.url(&format!("{}{tail}", path(id)));
    let today = req.app.now().date();
    let mut out = Vec::new();
    match w.survey.state {
        State::Void => {}
        State::Draft if w.survey.questions.is_empty() => {
            out.push(Button::link("質問をつくる", at("/questions")).primary());
        }
        State::Draft => {
            out.push(Button::link("質問を見る・直す", at("/questions")));
            out.push(Button::link("配り先を選ぶ", at("/asked")));
        }
        _ if w.survey.over(today) => out.push(Button::link("結果を見る", at("/results")).primary()),
        _ => {
            out.push(Button::link("配り先とまだの相手", at("/asked")).primary());
            out.push(Button::link("結果を見る", at("/results")));
        }
    }
    out
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let (w, may) = req.read(|cx| Ok((act::open(cx, id)?, app::may(cx, &permissions::WRITE)?)))?;
    let s = &w.survey;
    let at = |tail: &str| req.url(&format!("{}{tail}", path(id)));
    let today = req.app.now().date();
    let asked: i64 = w.rates.iter().map(|r| r.asked).sum();
    let mut facts: Vec<(Html, Html)> = vec![
        ("ようす".into(), tag_of(s, today).html()),
        ("期間".into(), s.period().into()),
        (
            "名前".into(),
            if s.data.named {
                "どこの答えかが分かる調査"
            } else {
                "名前を聞かない調査"
            }
            .into(),
        ),
        ("質問".into(), format!("{}問", s.asked().count()).into()),
        ("答え".into(), format!("{}件", w.answers).into()),
    ];
    if !s.data.aim.is_empty() {
        facts.insert(1, ("目的".into(), s.data.aim.as_str().into()));
    }
    if let Some(b) = &w.previous {
        facts.push(("前の調査".into(), format!("{}（{}）", b.data.title, b.period()).into()));
    }
    let mut all = vec![Kv { rows: facts, ..Kv::default() }.html()];
    if !may {
        all.push(buttons(&[Button::link("結果を見る", at("/results")).primary()]));
        all.push(if s.data.named { rates(&w.rates) } else { Html::default() });
        return parts::page(req, &s.data.title, "", Some(("調査", "/surveys")), errors, all);
    }
    all.push(buttons(&next(req, &w)));
    let put = |to: State, words: &str, first: bool| {
        let b = Button::submit(words);
        let b = if first { b.primary() } else { b.compact() };
        press(req, &format!("{}/state", path(id)), &[("to", to.code())], b)
    };
    if s.state == State::Draft && !s.questions.is_empty() {
        if s.data.until.is_none() {
            all.push(p("配りはじめるには、期間を入れてください。"));
        } else {
            all.push(put(State::Open, "配りはじめる", true));
            all.push(p(
                "配りはじめると、登録のある事業所の「きょう」に届き、リンクと手紙が使えます。",
            ));
        }
    }
    if s.data.named {
        all.push(rates(&w.rates));
    } else if asked > 0 {
        all.push(p(&format!(
            "{asked}か所に配り、{}件の答えが届いています（{}）。名前を聞かないため、まだの相手は分かりません。",
            w.answers,
            percent(w.answers, asked)
        )));
    }
    if s.state == State::Open && !s.data.named {
        all.push(h2("みんなのリンク"));
        all.push(p(&format!("{}{}", req.origin, req.url(&format!("/q/open/{}", s.slug)))));
    }
    let mut papers = vec![Button::link("調査票（PDF）", at("/paper/sheet")).compact()];
    if s.state != State::Draft {
        papers.push(Button::link("よその結果を取り込む", at("/import")).compact());
    }
    papers.push(Button::link("名前・目的・期間を直す", at("/edit")).compact());
    if s.state != State::Draft {
        papers.push(Button::link("質問を見る", at("/questions")).compact());
        papers.push(Button::link("公表用", at("/public")).compact());
    }
    let again = req.url(&format!("/surveys/new?from=s.{id}"));
    papers.push(Button::link("この調査から次の調査をつくる", again).compact());
    all.push(buttons(&papers));
    let change = match s.state {
        State::Open => put(State::Closed, "締め切る", false)
            .and(p("まちがえて配りはじめたときは、答えが届く前なら取り消せます。"))
            .and(put(State::Void, "取り消す", false)),
        State::Closed if s.published.is_none() => put(State::Open, "また受け付ける", false),
        State::Draft => put(State::Void, "取り消す", false),
        State::Void => put(State::Draft, "準備中に戻す", false),
        State::Closed => Html::default(),
    };
    all.push(fold("締め切る・取り消す", !errors.is_empty(), change));
    parts::page(req, &s.data.title, "", Some(("調査", "/surveys")), errors, all)
}

/// GET /surveys/{id}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /surveys/{id}/state
pub(super) fn state(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let to = State::from_code(req.form.get("to")).ok_or(Fail::NotFound)?;
    let said = match to {
        State::Open => "受け付けをはじめました",
        State::Closed => "締め切りました",
        State::Void => "取り消しました",
        State::Draft => "準備中に戻しました",
    };
    match req.act(move |cx| act::set_state(cx, id, to).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => show(req, parts::errors(e)?),
    }
}
