//! The builder: questions and headings in order, each in a fold. Works without script: three empty ones stand at the end, the
//! order is a number, and a question without words is taken out.
use forms::ask::{Kind, Question};
use slice::parts::{self, Coded, fold, form, hidden_field, line, long, number, p, select, short};
use slice::{Fail, Req, Resp};
use ui::field::Opt;
use ui::{Field, FieldError, FieldKind, Html};

use crate::SurveyId;
use crate::model::Survey;
use crate::model::survey::{MOST, fresh_code};
use crate::use_cases::path;
use crate::use_cases::surveys::{self as act, Whole};

/// Empty questions at the end.
const SPARE: usize = 3;

fn kinds() -> Vec<Coded> {
    Kind::ALL.iter().map(|k| Coded { code: k.code().into(), label: k.label().into() }).collect()
}

fn one(
    req: &Req,
    n: usize,
    q: Option<&Question>,
    before: Option<&Survey>,
    fixed: bool,
) -> Vec<Field> {
    let name = |part: &str| format!("q{n}.{part}");
    let of = |x: fn(&Question) -> String| q.map(x).unwrap_or_default();
    let flags = match q {
        _ if req.form.has(&name("label")) => req.form.all(&name("flags")).to_vec(),
        Some(q) => [(q.required, "required"), (q.other, "other")]
            .into_iter()
            .filter(|f| f.0)
            .map(|f| f.1.to_string())
            .collect(),
        None => Vec::new(),
    };
    let most = q.and_then(|q| q.most);
    let place = i64::try_from(n * 10).unwrap_or(0);
    let mut out = vec![
        line(req, &name("label"), "質問（見出しのときは見出し）", &of(|q| q.label.clone())),
        select(req, &name("kind"), "答え方", &of(|q| q.kind.code().into()), &kinds()),
        long(req, &name("options"), "答え（1行に1つ）", &of(|q| q.options.join("\n")), 4, 2000)
            .hint("「選ぶ」質問だけに要ります"),
        Field::new(
            name("flags"),
            "決まり",
            FieldKind::checks(
                flags,
                vec![
                    Opt::new("required", "必ず答えてもらう"),
                    Opt::new("other", "さいごの答え（その他など）に、書くところを付ける"),
                ],
            ),
        ),
        line(req, &name("hint"), "質問の説明", &of(|q| q.hint.clone())),
        short(req, &name("unit"), "数の単位", &of(|q| q.unit.clone())).hint("人、件 など"),
        number(req, &name("most"), "いちばん大きい数", most, ""),
        number(req, &name("place"), "順番", Some(place), "")
            .hint("小さい数から並びます。間に入れるときは 15 のように書きます"),
    ];
    if fixed {
        out.iter_mut().for_each(|f| f.read_only = true);
    }
    if let Some(b) = before {
        let list: Vec<Coded> =
            std::iter::once(Coded { code: "-".into(), label: "くらべない".into() })
                .chain(b.asked().map(|q| Coded { code: q.code.clone(), label: q.label.clone() }))
                .collect();
        let kept = match q.map(|q| q.was.as_str()) {
            Some("") | None => "-",
            Some(code) => code,
        };
        out.push(select(req, &name("was"), "前の調査でくらべる質問", kept, &list));
    }
    out
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let s = &w.survey;
    let back = Some((s.data.title.as_str(), path(id)));
    let mut all = vec![p(if w.fixed {
        "もう答えが届いているため、質問は変えられません。前の調査との対応だけ変えられます。"
    } else {
        "質問をひらいて直します。質問の言葉を消すと、その質問はなくなります。"
    })];
    let n = if w.fixed { s.questions.len() } else { MOST.min(s.questions.len() + SPARE) };
    let mut fields: Vec<Html> = Vec::new();
    for n in 1..=n {
        let q = s.questions.get(n - 1);
        let wrong = errors.iter().any(|e| e.field.starts_with(&format!("q{n}.")));
        let words = match q {
            Some(q) if q.kind == Kind::Head => format!("■ {}", q.label),
            Some(q) => {
                format!(
                    "{n}　{}（{}{}）",
                    q.label,
                    q.kind.label(),
                    if q.required { "・必須" } else { "" }
                )
            }
            None => "新しい質問".to_string(),
        };
        let code = q.map(|q| q.code.as_str()).unwrap_or_default();
        let inner = hidden_field(&format!("q{n}.code"), code)
            .and(ui::join(parts::drawn(one(req, n, q, w.previous.as_ref(), w.fixed), &errors)));
        fields.push(fold(&words, wrong, inner));
    }
    let version = s.version.to_string();
    all.push(form(req, &format!("{}/questions", path(id)), &fields, "保存する", &version));
    let back = back.as_ref().map(|b| (b.0, b.1.as_str()));
    parts::page(req, "質問をつくる", &s.data.title, back, errors, all)
}

/// GET /surveys/{id}/questions
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// The questions as posted, in the order of their numbers.
fn posted(req: &Req, w: &Whole, wrong: &mut Vec<FieldError>) -> Vec<Question> {
    let old = &w.survey.questions;
    let mut out: Vec<(i64, Question)> = Vec::new();
    for n in 1..=MOST + SPARE {
        let name = |part: &str| format!("q{n}.{part}");
        let was = match req.form.get(&name("was")) {
            "-" => String::new(),
            code => code.to_owned(),
        };
        let kept = old.iter().find(|q| !q.code.is_empty() && q.code == req.form.get(&name("code")));
        if w.fixed {
            if let Some(q) = kept {
                out.push((i64::try_from(n).unwrap_or(0), Question { was, ..q.clone() }));
            }
            continue;
        }
        let label = req.form.get(&name("label")).trim().to_owned();
        if label.is_empty() {
            continue;
        }
        let Some(kind) = Kind::from_code(req.form.get(&name("kind"))) else {
            let message = "答え方を選んでください".into();
            wrong.push(FieldError { field: name("kind"), message });
            continue;
        };
        let place = parts::posted_number(req, &name("place"), wrong);
        let most = parts::posted_number(req, &name("most"), wrong);
        let flag = |code: &str| req.form.all(&name("flags")).iter().any(|f| f == code);
        let lines = req.form.get(&name("options")).lines().map(|l| l.trim().to_owned());
        let taken: Vec<Question> = out.iter().map(|o| o.1.clone()).collect();
        let q = Question {
            code: kept.map_or_else(|| fresh_code(&[old, &taken]), |q| q.code.clone()),
            kind,
            label,
            options: match kind.has_options() {
                true => lines.filter(|l| !l.is_empty()).collect(),
                false => Vec::new(),
            },
            hint: req.form.get(&name("hint")).trim().to_owned(),
            required: flag("required") && kind != Kind::Head,
            other: flag("other") && matches!(kind, Kind::One | Kind::Many),
            unit: if kind == Kind::Number {
                req.form.get(&name("unit")).trim().into()
            } else {
                String::new()
            },
            most: most.filter(|_| kind == Kind::Number),
            was: if kind == Kind::Head { String::new() } else { was },
        };
        // the message of a use case names the place in the list, the page the place where it was typed
        for (part, message) in q.problems() {
            wrong.push(FieldError { field: name(part), message });
        }
        out.push((place.unwrap_or_else(|| i64::try_from(n * 10).unwrap_or(0)), q));
    }
    out.sort_by_key(|o| o.0);
    out.into_iter().map(|o| o.1).collect()
}

/// POST /surveys/{id}/questions
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let mut wrong = Vec::new();
    let new = posted(req, &w, &mut wrong);
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    let version = req.form.get("_version").parse().unwrap_or(0);
    match req.act(move |cx| {
        act::save_questions(cx, id, &new, version).map(|()| format!("{}/questions", path(id)))
    }) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(app::Error::Stale { .. }) => show(req, parts::stale()),
        Err(e) => show(req, parts::errors(e)?),
    }
}
