//! The plan values of a fiscal year, all indicators on one page.
use slice::parts::{self, drawn, form, h2, hidden_field, p};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, FieldError, Html};

use super::draw;
use crate::IndicatorId;
use crate::model::catalogue::catalogue;
use crate::model::shown::State;
use crate::model::{Num, year};
use crate::use_cases::targets::{self as act, Posted, field};
use crate::use_cases::values::Line;

const HERE: &str = "/programme/targets";

/// 「R7 3回（記録から）　R8 4回（11月22日現在、記録から、計画 6回）」: what the plan value is decided by, and where it comes from.
fn before(line: &Line, today: kernel::Date) -> String {
    let (i, years) = line;
    let unit = if i.data.rate() { "%" } else { i.data.unit.as_str() };
    let of = |y: &crate::use_cases::values::OfYear| {
        let mut more: Vec<String> = Vec::new();
        if y.shown.state != State::Nothing {
            more.extend(year::partial(y.year, today));
            more.push(match y.shown.source.as_str() {
                "" => y.shown.origin.label().into(),
                words => words.into(),
            });
        }
        more.extend(y.target.map(|t| format!("計画 {t}{unit}")));
        let words = match y.shown.state {
            State::Nothing => "–".into(),
            _ => y.shown.with_unit(&i.data),
        };
        match more.is_empty() {
            true => format!("{} {words}", year::short(y.year)),
            false => format!("{} {words}（{}）", year::short(y.year), more.join("、")),
        }
    };
    let past = years.len().saturating_sub(1);
    years.iter().take(past).map(of).collect::<Vec<_>>().join("　")
}

fn show(req: &Req, of: i64, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(|cx| act::open(cx, of))?;
    let today = req.app.now().date();
    let c = catalogue()?;
    let mut out = vec![p(
        "ここで決めた計画値は、計画表・ロードマップ・会議の資料に、そのまま入ります。決めないものは空けておきます。",
    )];
    let near = year::of(today);
    let chips = (near..=near + 2)
        .map(|y| ui::Chip {
            label: year::words(y),
            href: req.url(&format!("{HERE}?year={y}")),
            on: y == of,
        })
        .collect();
    out.push(ui::Filter { spoken: "年度".into(), chips, ..ui::Filter::default() }.html());
    let mut fields = vec![hidden_field("year", &of.to_string())];
    for s in &c.scenes {
        let lines: Vec<&Line> = all.iter().filter(|l| l.0.data.scene == s.code).collect();
        if lines.is_empty() {
            continue;
        }
        fields.push(h2(&s.label));
        for l in lines {
            let (i, years) = l;
            let kept = years.last().and_then(|y| y.target).map(|n| n.plain()).unwrap_or_default();
            let was = parts::val(req, &format!("was.{}", i.id), &kept);
            fields.push(hidden_field(&format!("was.{}", i.id), &was));
            let label = format!("{}（{}）", i.data.name, i.data.unit);
            let name = field(i.id);
            fields.extend(drawn(
                vec![parts::short(req, &name, &label, &kept).hint(before(l, today))],
                &errors,
            ));
        }
    }
    if all.is_empty() {
        let text = "先に、指標を登録してください。";
        let button = Button::link("指標の例から選ぶ", req.url("/programme/indicators/examples"));
        let empty = Empty {
            title: "まだ指標がありません".into(),
            text: text.into(),
            button: Some(button.primary()),
            ..Empty::default()
        };
        out.push(empty.html());
    } else {
        out.push(form(req, HERE, &fields, "計画値を保存する", ""));
    }
    let title = format!("{}の計画値", year::words(of));
    parts::page(req, &title, "", Some(("指標", "/programme/indicators")), errors, out)
}

/// GET /programme/targets
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let next = year::of(req.app.now().date()) + 1;
    let of = match req.query.some("year") {
        Some(text) => year::parse(text).ok_or(Fail::NotFound)?,
        None => next,
    };
    show(req, of, vec![])
}

/// POST /programme/targets
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let of = year::parse(req.form.get("year")).ok_or(Fail::NotFound)?;
    let mut wrong = Vec::new();
    let mut posted = Vec::new();
    for name in req.form.map().keys() {
        let Some(id) = name.strip_prefix("t.").and_then(|i| i.parse::<IndicatorId>().ok()) else {
            continue;
        };
        let now = draw::posted_num(req, name, &mut wrong);
        let was = Num::parse(req.form.get(&format!("was.{id}")).trim());
        posted.push(Posted { of: id, was, now });
    }
    if !wrong.is_empty() {
        return show(req, of, wrong);
    }
    match req.act(move |cx| act::put(cx, of, &posted).map(|_| format!("{HERE}?year={of}"))) {
        Ok(to) => Ok(Resp::go_saying(to, "計画値を保存しました")),
        Err(e) => show(req, of, parts::errors(e)?),
    }
}

/// The plan values of an edition of the roadmap: of its year and of the next, with the way to change them.
pub(super) fn of_roadmap(req: &Req, of: i64) -> Result<Html, Fail> {
    let (all, may) =
        req.read(|cx| Ok((act::of_roadmap(cx, of)?, app::may(cx, &crate::permissions::TARGET)?)))?;
    let today = req.app.now().date();
    let mut out = h2("計画値");
    if all.is_empty() {
        out = out.and(p(&format!(
            "{}と{}の計画値は、まだ入っていません。",
            year::words(of),
            year::words(of + 1)
        )));
    } else {
        let heads = vec![
            "指標".into(),
            format!("{} 計画", year::short(of)),
            format!("{} 実績", draw::year_head(of, today)),
            format!("{} 計画", year::short(of + 1)),
        ];
        let rows = all
            .iter()
            .map(|(i, years)| {
                let unit = &i.data.unit;
                let text = |t: String| ui::Cell { text: t.into(), ..ui::Cell::default() };
                let name = format!("{}（{unit}）", i.data.name);
                let to = req.url(&crate::use_cases::indicator_path(i.id));
                let mut cells = Vec::new();
                if let [now, next] = years.as_slice() {
                    cells.push(text(draw::target(now.target, unit)));
                    cells.push(draw::cell(req, &now.shown, unit));
                    cells.push(text(draw::target(next.target, unit)));
                }
                (Button::link(name, to).text().html(), cells, false)
            })
            .collect();
        let caption = format!("{}と{}の計画値", year::short(of), year::short(of + 1));
        out = out.and(ui::DataTable { caption, heads, rows }.html());
    }
    if may {
        let words = format!("{}の計画値を入れる", year::words(of + 1));
        let to = req.url(&format!("{HERE}?year={}", of + 1));
        out = out.and(parts::buttons(&[Button::link(words, to).compact()]));
    }
    Ok(out)
}
