//! Results: counts and charts question by question, free texts grouped by hand, single answers that were entered twice.
use forms::ask::{Kind, Nps, Numbers};
use slice::parts::{self, bars, buttons, fold, form, h2, hidden_field, hint, p, press, table};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html};

use crate::model::asked::percent;
use crate::model::sections::sections;
use crate::use_cases::path;
use crate::use_cases::results::{self as act, Counts, Results};
use crate::{AnswerId, SurveyId, permissions};

/// What numbers come to, in words.
pub(super) fn numbers(n: &Numbers, unit: &str) -> String {
    let half = |twice: i64| {
        if twice % 2 == 0 { (twice / 2).to_string() } else { format!("{}.5", twice / 2) }
    };
    format!(
        "合計 {}{unit}　平均 {}.{}{unit}　中央 {}{unit}　いちばん少ない {}　いちばん多い {}",
        n.sum,
        n.mean10() / 10,
        n.mean10() % 10,
        half(n.median2),
        n.least,
        n.most
    )
}

/// 0 to 10 in words.
pub(super) fn score(n: &Nps) -> String {
    format!(
        "NPS {}（すすめたい 9・10 {}人 − すすめない 0〜6 {}人、{}人のうち）",
        n.words(),
        n.promoters,
        n.detractors,
        n.n()
    )
}

/// Words, words of the number, number: the chart of a question.
pub(super) fn chart(c: &Counts) -> Vec<(String, String, i64)> {
    let of = |n: i64| format!("{n}件　{}", percent(n, c.tally.answered));
    c.tally.rows.iter().map(|r| (r.1.clone(), of(r.2), r.2)).collect()
}

fn question(req: &Req, id: SurveyId, n: usize, c: &Counts, may: bool) -> Html {
    let q = &c.question;
    let many = if q.kind == Kind::Many { "・いくつでも" } else { "" };
    let mut out =
        h2(&format!("{n}　{}", q.label)).and(hint(&format!("{}件が回答{many}", c.tally.answered)));
    if let Some(nps) = &c.tally.nps {
        out = out.and(p(&score(nps)));
    }
    if let Some(x) = &c.tally.numbers {
        out = out.and(p(&numbers(x, &q.unit)));
    }
    let drawn: Vec<(String, String, i64, i64)> =
        chart(c).into_iter().map(|(w, t, n)| (w, t, n, 0)).collect();
    if !drawn.is_empty() {
        out = out.and(bars(&format!("{}。数は横に書いてあります", q.label), &drawn));
    }
    if !c.groups.is_empty() {
        let rows: Vec<Vec<String>> =
            c.groups.iter().map(|g| vec![g.0.clone(), format!("{}件", g.1)]).collect();
        out = out.and(table("まとまり", &["まとまり", "件数"], &rows));
    }
    if !may || c.texts.is_empty() {
        return out;
    }
    let mut fields = vec![hidden_field("question", &q.code)];
    for t in c.texts.iter().take(300) {
        let f = ui::Field::new(
            format!("g.{}", t.answer),
            t.words.as_str(),
            ui::FieldKind::text(t.group.as_str()),
        )
        .hint("まとまりの名前");
        fields.push(f.html());
    }
    let inner =
        form(req, &format!("{}/results/group", path(id)), &fields, "まとまりを保存する", "");
    let words = match q.kind {
        Kind::Text => format!("書かれたこと（{}件）を読む・まとめる", c.texts.len()),
        _ => format!("そのほかに書かれたこと（{}件）を読む・まとめる", c.texts.len()),
    };
    out.and(fold(&words, false, inner))
}

/// Which parts of the questionnaire are answered lowest.
fn parts_of(r: &Results) -> Option<Html> {
    let tally = |code: &str| r.questions.iter().find(|c| c.question.code == code).map(|c| &c.tally);
    let found = sections(&r.survey.questions, tally);
    let steps = found.first()?.steps;
    let rows: Vec<Vec<String>> =
        found.iter().map(|s| vec![s.label.clone(), s.words(), format!("{}件", s.n)]).collect();
    let said = format!(
        "いちばんよい答えを{steps}点、いちばん下の答えを1点にした平均です。低いところから並べています。足りない研修を考える手がかりになります。"
    );
    let heads = ["まとまり", "平均", "答え"];
    Some(h2("まとまりごとの平均").and(hint(&said)).and(table("低い順", &heads, &rows)))
}

fn doubles(req: &Req, r: &Results) -> Html {
    let id = r.survey.id;
    let way = |w: &str| match w {
        "paper" => "紙から",
        "file" => "ファイルから",
        "own" => "登録のある事業所から",
        _ => "画面から",
    };
    let name = |a: &crate::AskedId| {
        r.asked.iter().find(|x| x.id == *a).map_or("", |x| x.data.name.as_str()).to_string()
    };
    let line = |a: &crate::use_cases::results::Single, words: &str, removed: &str| {
        let who = a.asked.as_ref().map(&name).unwrap_or_default();
        Html::trusted("<li><p class=\"meta\">")
            .and(Html::text(format!("{}　{}　{who}", ui::dates::near(a.at), way(&a.way))))
            .and(Html::trusted("</p>"))
            .and(press(
                req,
                &format!("{}/results/remove", path(id)),
                &[("answer", &a.id.to_string()), ("removed", removed)],
                Button::submit(words).compact().about(format!("（{}）", ui::dates::near(a.at))),
            ))
            .and(Html::trusted("</li>"))
    };
    let on = r.answers.iter().rev().filter(|a| a.way != "file").take(30);
    let list = ui::join(
        on.map(|a| line(a, "この1件を外す", "1"))
            .chain(r.removed.iter().take(30).map(|a| line(a, "元に戻す", "0"))),
    );
    Html::trusted("<ul class=\"rows\">").and(list).and(Html::trusted("</ul>"))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let (r, may) = req.read(|cx| Ok((act::open(cx, id)?, app::may(cx, &permissions::ANSWERS)?)))?;
    let s = &r.survey;
    let at = |tail: &str| req.url(&format!("{}{tail}", path(id)));
    let (n, page, paper, file) = r.n;
    let mut all = vec![p(&format!("{n}件（画面から{page}、紙から{paper}、ファイルから{file}）"))];
    if n == 0 {
        all.push(p("まだ答えはありません。"));
    }
    let mut links = Vec::new();
    if n > 0 {
        links.push(Button::link("かけ合わせて見る", at("/cross")).compact());
        if s.previous.is_some() {
            links.push(Button::link("前の調査とくらべる", at("/years")).compact());
        }
        links.push(Button::link("公表用", at("/public")).compact());
        links.push(Button::link("印刷（PDF）", at("/paper/results")).compact());
        links.push(Button::link("Excel", at("/paper/results-xlsx")).compact());
        links.push(Button::link("CSV", at("/paper/results-csv")).compact());
    }
    if may && !s.data.named && s.published.is_none() {
        links.push(Button::link("紙の答えを入れる", at("/answer")).compact());
    }
    all.push(buttons(&links));
    if s.data.named {
        all.push(super::one::rates(&r.rates));
    }
    if n > 0 {
        all.extend(parts_of(&r));
        all.extend((1..).zip(&r.questions).map(|(i, c)| question(req, id, i, c, may)));
    }
    if may && s.published.is_none() && (!r.answers.is_empty() || !r.removed.is_empty()) {
        all.push(fold("二重に入れた答えを外す", false, doubles(req, &r)));
    }
    parts::page(req, "調査の結果", &s.data.title, Some((&s.data.title, &path(id))), errors, all)
}

/// GET /surveys/{id}/results
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /surveys/{id}/results/group
pub(super) fn group(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let question = req.form.get("question").to_owned();
    let of: Vec<(AnswerId, String)> = req
        .form
        .map()
        .keys()
        .filter_map(|k| {
            let answer: kernel::Id = k.strip_prefix("g.")?.parse().ok()?;
            Some((AnswerId(answer), req.form.get(k).to_owned()))
        })
        .collect();
    match req
        .act(move |cx| act::group(cx, id, &question, &of).map(|()| format!("{}/results", path(id))))
    {
        Ok(to) => Ok(Resp::go_saying(to, "まとまりを保存しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /surveys/{id}/results/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let answer: kernel::Id = req.form.get("answer").parse().map_err(|_| Fail::NotFound)?;
    let removed = req.form.get("removed") == "1";
    match req.act(move |cx| {
        crate::use_cases::answers::remove(cx, id, AnswerId(answer), removed)
            .map(|()| format!("{}/results", path(id)))
    }) {
        Ok(to) => Ok(Resp::go_saying(to, if removed { "1件外しました" } else { "元に戻しました" })),
        Err(e) => show(req, parts::errors(e)?),
    }
}
