//! What a figure of a report was counted from, and changing 取組 and 財源 of an activity.
use kernel::Id;
use slice::parts::{self, Row, form, hint, p, rows};
use slice::{Fail, Req, Resp};
use ui::{Field, FieldError, FieldKind, Opt};

use super::reports::{asked, fundings, path};
use crate::model::report::rules;
use crate::use_cases::reports as act;

/// Records that a page writes out.
const SHOWN: usize = 300;

/// GET /programme/report/figure
pub(super) fn figure(req: &Req) -> Result<Resp, Fail> {
    let at = asked(req)?;
    let of = |name: &str| req.query.get(name).to_owned();
    let (code, part, value) = (of("of"), of("part"), of("value"));
    let b = req.read(|cx| act::behind(cx, at, &code, &part, &value))?;
    let persons = code.ends_with("/persons");
    let worth = |f: &slice::Fact| if persons { f.persons } else { f.times };
    let mut out = vec![p(&format!("{}{}", b.told, b.unit)), hint(&b.definition)];
    match &b.facts {
        None => out.push(p("数字だけをお見せしています。もとの記録は、拠点の人だけが開けます。")),
        Some(facts) => {
            let now: i64 = facts.iter().map(worth).sum();
            if b.confirmed && now != b.told {
                out.push(p(&format!(
                    "確定したあとに記録が変わりました。いまの記録では{now}{}です。報告の数字は動きません。",
                    b.unit
                )));
            }
            if facts.is_empty() {
                out.push(p("数えた記録はありません。"));
            }
            let each = facts.iter().take(SHOWN).map(|f| {
                let n = worth(f);
                let day = f.day.map_or("日の記録なし".into(), kernel::wareki::month_day);
                let n = if n == 1 && !persons { String::new() } else { format!("{n}{}", b.unit) };
                let meta: Vec<String> =
                    [day, f.sort_words.clone(), n].into_iter().filter(|t| !t.is_empty()).collect();
                Row {
                    title: f.title.clone(),
                    href: req.url(&f.href),
                    tag: None,
                    meta: meta.join("　"),
                    acts: Vec::new(),
                }
            });
            out.push(rows(each.collect(), false));
            if facts.len() > SHOWN {
                out.push(hint(&format!("ほかに{}件あります。", facts.len() - SHOWN)));
            }
        }
    }
    let e = at.1.map(|n| format!("&e={n}")).unwrap_or_default();
    let back = format!("{}{e}", path(b.period));
    let words = format!("{}の{}", b.period.words(), b.period.sort());
    parts::page(req, &b.label, &b.period.words(), Some((&words, &back)), vec![], out)
}

fn record(req: &Req) -> Result<(String, Id), Fail> {
    let of = |name: &str| match req.method {
        slice::Method::Post => req.form.get(name).to_owned(),
        slice::Method::Get => req.query.get(name).to_owned(),
    };
    Ok((of("kind"), of("id").parse().map_err(|_| Fail::NotFound)?))
}

fn mark_form(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (period, _) = asked(req)?;
    let (kind, id) = record(req)?;
    let w = req.read(|cx| {
        app::authorise(cx, &crate::permissions::REPORT)?;
        act::open(cx, period, None)
    })?;
    let wanted = id.to_string();
    let found = w.content.activities.iter().find(|a| a.kind == kind && a.id == wanted);
    let a = found.ok_or(Fail::NotFound)?;
    let mut items = Vec::new();
    for i in &rules()?.items {
        items.push(Opt::new(&i.code, i.words()));
    }
    let funding = match a.from {
        crate::model::report::From::Usual => "",
        _ => a.funding.as_str(),
    };
    let fields = vec![
        Field::new("item", "取組", FieldKind::select(parts::val(req, "item", &a.item), items)),
        Field::new(
            "funding",
            "財源",
            FieldKind::select(
                parts::val(req, "funding", funding),
                fundings("記録・ふだんの財源のまま"),
            ),
        ),
    ];
    let mut drawn = parts::drawn(fields, &errors);
    for (name, value) in [("at", period.code()), ("kind", kind), ("id", wanted)] {
        drawn.push(parts::hidden_field(name, &value));
    }
    let out = vec![
        p("この活動の、報告での取組と財源を決めます。まだ確定していない報告のすべてに効きます。"),
        form(req, "/programme/report/mark", &drawn, "保存する", ""),
    ];
    let back = path(period);
    parts::page(req, &a.title, "取組・財源を変える", Some((&period.words(), &back)), errors, out)
}

/// GET /programme/report/mark
pub(super) fn mark(req: &Req) -> Result<Resp, Fail> {
    mark_form(req, vec![])
}

/// POST /programme/report/mark
pub(super) fn marked(req: &Req) -> Result<Resp, Fail> {
    let (period, _) = asked(req)?;
    let (kind, id) = record(req)?;
    let (item, funding) = (req.form.get("item").to_owned(), req.form.get("funding").to_owned());
    let done = req
        .act(move |cx| act::mark(cx, period, (&kind, id), &item, &funding).map(|()| path(period)));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(e) => mark_form(req, parts::errors(e)?),
    }
}
