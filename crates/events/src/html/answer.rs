//! The questionnaire on a participant's phone. No login, no cookie: the key in the page makes two presses one answer.
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html};

use super::parts::{self, hint, p, public_form};
use crate::model::form::{Form, Kind};
use crate::use_cases::public::{self as act, visitor};

/// The questions as fields, as posted.
pub(super) fn fields(req: &Req, form: &Form, errors: &[FieldError]) -> Result<Vec<Html>, Fail> {
    let mut out = Vec::new();
    for q in &form.questions {
        let opts = || -> Result<Vec<Opt>, Fail> {
            Ok(q.choices()?.into_iter().map(|(c, l)| Opt::new(c, l)).collect())
        };
        let kind = match q.kind {
            Kind::Text => {
                FieldKind::LongText { value: req.form.get(&q.code).into(), rows: 4, max: None }
            }
            Kind::Profession => FieldKind::select(
                req.form.get(&q.code),
                std::iter::once(Opt::new("", "選んでください")).chain(opts()?).collect(),
            ),
            Kind::Scale | Kind::One => FieldKind::radio(req.form.get(&q.code), opts()?),
            Kind::Many => FieldKind::checks(req.form.all(&q.code).to_vec(), opts()?),
        };
        let mut f = Field::new(&q.code, &q.label, kind).error_from(errors);
        if q.kind == Kind::Text {
            f = f.hint("個人が分かることは書かないでください");
        }
        if q.kind == Kind::Many {
            f = f.hint("いくつでも選べます");
        }
        out.push(f.html());
    }
    Ok(out)
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let slug = req.param("slug").to_owned();
    if let Some(day) = req.app.read(&visitor(), |cx| act::opens(cx, &slug))? {
        let words =
            format!("このアンケートは、{}から答えられます。", kernel::wareki::month_day(day));
        return parts::public(req, "アンケート", false, vec![], vec![p(&words)]);
    }
    let (e, k) = req.app.read(&visitor(), |cx| act::questions(cx, &slug))?;
    let all = vec![
        p(&e.data.title),
        p(
            "お名前は聞きません。答えたくないところは、空けておいてください。お一人1回お願いします。",
        ),
        public_form(req, &format!("/e/q/{slug}"), &fields(req, &k.form, &errors)?, "送る"),
        hint(&format!("{}まで答えられます。", kernel::wareki::month_day(k.closes_on))),
    ];
    parts::public(req, "アンケート", false, errors, all)
}

/// GET /e/q/{slug}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /e/q/{slug}
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (slug, network) = (req.param("slug").to_owned(), req.visitor().network.to_owned());
    let (_, k) = req.app.read(&visitor(), |cx| act::questions(cx, &slug))?;
    let given = match k.form.read(|code| req.form.all(code).to_vec()) {
        Ok(g) => g,
        Err(e) => return show(req, parts::errors(e)?),
    };
    let key = req.form.get("_key").to_owned();
    match req.app.write(&visitor(), move |cx| act::answer(cx, &slug, &given, &key, &network)) {
        Ok(()) => parts::public(
            req,
            "ありがとうございました",
            true,
            vec![],
            vec![p("お答えを受け取りました。この画面は閉じてかまいません。")],
        ),
        Err(e) => show(req, parts::errors(e)?),
    }
}
