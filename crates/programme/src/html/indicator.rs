//! One indicator: definition, fiscal years with what stands behind each value, targets, other municipalities; its form.
use kernel::wareki;
use slice::parts::{self, buttons, drawn, fold, form, h2, hint, line, p, press, select};
use slice::{Fail, Req, Resp};
use ui::{Button, DataTable, Field, FieldError, FieldKind, Html, Kv, Opt};

use super::draw;
use crate::IndicatorId;
use crate::model::catalogue::catalogue;
use crate::model::compare::around;
use crate::model::shown::{Origin, State};
use crate::model::{Indicator, NewIndicator, Shown, year};
use crate::use_cases::evidence::INDICATOR;
use crate::use_cases::indicator_path;
use crate::use_cases::indicators::{self as act, Countable};
use crate::use_cases::values::{self, OfYear, Whole, usual_years};

fn where_from(s: &Shown) -> String {
    match s.state {
        State::Nothing => String::new(),
        _ if s.source.is_empty() => s.origin.label().into(),
        _ => format!("{}（{}）", s.origin.label(), s.source),
    }
}

fn years_table(req: &Req, w: &Whole) -> Html {
    let unit = &w.indicator.data.unit;
    let today = req.app.now().date();
    let rows = w
        .years
        .iter()
        .map(|y| {
            let text = |t: String| ui::Cell { text: t.into(), ..ui::Cell::default() };
            let mut cells = vec![
                draw::cell(req, &y.shown, unit),
                text(draw::target(y.target, unit)),
                text(where_from(&y.shown)),
            ];
            if w.may[1] {
                let to = format!("{}/value?year={}", indicator_path(w.indicator.id), y.year);
                let words =
                    if y.shown.origin == Origin::Live { "手で入れる" } else { "直す" };
                cells.push(ui::Cell {
                    text: words.into(),
                    href: Some(req.url(&to)),
                    ..ui::Cell::default()
                });
            }
            (draw::year_head(y.year, today).as_str().into(), cells, false)
        })
        .collect();
    let mut heads: Vec<String> = ["年度", "実績", "計画", "出どころ"].map(String::from).to_vec();
    if w.may[1] {
        heads.push("入力".into());
    }
    DataTable { caption: "年度ごとの実績と計画".into(), heads, rows }.html()
}

fn notes(years: &[OfYear], unit: &str) -> Vec<String> {
    let mut out: Vec<String> = years.iter().flat_map(|y| y.shown.footnotes(y.year)).collect();
    for y in years {
        if let Some(b) = &y.behind {
            out.push(format!("※ {}は、記録から数えると{}です", year::words(y.year), b.words(unit)));
        }
    }
    out
}

fn cities(req: &Req, w: &Whole) -> Html {
    let Some((of, all)) = &w.cities else { return Html::default() };
    let unit = &w.indicator.data.unit;
    let rows: Vec<Vec<String>> = around(all)
        .into_iter()
        .map(|r| {
            let own = if r.city.own { "（この市町村）" } else { "" };
            let mark = if unit == "%" { "%" } else { "" };
            vec![
                format!("{}{own}", r.city.name),
                format!("{}位", r.rank),
                format!("{}{mark}", r.value),
            ]
        })
        .collect();
    let own = all.iter().find(|r| r.city.own);
    let order = if w.indicator.data.better == "less" { "少ない順" } else { "多い順" };
    let lead = match own {
        Some(r) => {
            format!("{}　{}市町村のうち{}位（{order}）", year::words(*of), all.len(), r.rank)
        }
        None => format!("{}　{}市町村（{order}）", year::words(*of), all.len()),
    };
    let source = all.first().map(|r| r.city.source.clone()).unwrap_or_default();
    let mut out = h2("ほかの市町村と比べる")
        .and(p(&lead))
        .and(parts::table("順位と数", &["市町村", "順位", "数"], &rows))
        .and(hint(&format!(
            "出どころ：{source}。数の多い少ないは、人口や施設の数でも変わります。"
        )));
    if w.city_years.len() > 1 {
        let links: Vec<Button> = w
            .city_years
            .iter()
            .take(8)
            .map(|y| {
                let to = format!("{}?cities={y}", indicator_path(w.indicator.id));
                Button::link(year::short(*y), req.url(&to)).compact()
            })
            .collect();
        out = out.and(buttons(&links));
    }
    out
}

fn draw_page(req: &Req, id: IndicatorId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let usual = usual_years(req.app.now().date());
    let (from, to) = draw::span(req, (usual.0 - 3, usual.1));
    let chosen = year::parse(req.query.get("cities"));
    let w = req.read(|cx| values::open(cx, id, from, to, chosen))?;
    let (c, d, here) = (catalogue()?, &w.indicator.data, indicator_path(id));
    let mut out = Vec::new();
    if w.indicator.removed {
        out.push(p("一覧から外した指標です。計画表には残っています。"));
    }
    out.push(
        Kv {
            rows: vec![
                ("場面".into(), c.scene(&d.scene).into()),
                ("定義".into(), d.definition().into()),
                ("単位".into(), d.unit.as_str().into()),
                ("出どころ".into(), d.source.as_str().into()),
                (
                    "数え方".into(),
                    if d.live() {
                        "記録から数える"
                    } else {
                        "手入力か、公表の表から"
                    }
                    .into(),
                ),
            ],
            ..Kv::default()
        }
        .html(),
    );
    out.push(h2("実績と計画"));
    out.push(years_table(req, &w));
    out.extend(notes(&w.years, &d.unit).iter().map(|n| hint(n)));
    let before = format!("{here}?from={}&to={to}", from - 6);
    out.push(buttons(&[Button::link("前の年度も見る", req.url(&before)).compact()]));
    out.push(cities(req, &w));
    if w.may[2] {
        let now = year::of(req.app.now().date());
        let fields = (now - 1..=now + 3)
            .map(|of| {
                let kept = w.years.iter().find(|y| y.year == of).and_then(|y| y.target);
                (of, kept)
            })
            .collect::<Vec<_>>();
        let kept = req.read(|cx| values::open(cx, id, now - 1, now + 3, None))?;
        let fields: Vec<Field> = fields
            .into_iter()
            .map(|(of, n)| {
                let n = n.or(kept.years.iter().find(|y| y.year == of).and_then(|y| y.target));
                let kept = n.map(|n| n.plain()).unwrap_or_default();
                parts::short(req, &format!("target.{of}"), &year::words(of), &kept).hint(&d.unit)
            })
            .collect();
        let inner =
            form(req, &format!("{here}/targets"), &drawn(fields, &errors), "計画値を保存する", "");
        out.push(fold("計画値を入れる", !errors.is_empty(), inner));
    }
    if w.may[1] {
        let fields = drawn(
            vec![
                parts::short(req, "year", "年度", "").hint("R5 ／ 2023").required(),
                line(req, "city", "市町村の名前", "").required(),
                parts::short(req, "n", if d.rate() { "割られる数、または割合" } else { "数" }, "")
                    .required(),
            ],
            &errors,
        );
        let mut fields = fields;
        if d.rate() {
            fields.extend(drawn(vec![parts::short(req, "d", "割る数（分かるとき）", "")], &errors));
        }
        fields.extend(drawn(vec![line(req, "source", "出どころ", "").required()], &errors));
        let own = vec![Opt::new("1", "この市町村の数です")];
        let checks = FieldKind::checks(req.form.all("own").to_vec(), own);
        fields.extend(drawn(vec![Field::new("own", "この市町村か", checks)], &errors));
        let inner = form(req, &format!("{here}/cities"), &fields, "市町村の数を加える", "");
        out.push(fold("ほかの市町村の数を入れる", false, inner));
        let to = req.url(&format!("{here}/import"));
        let imported = w.years.iter().any(|y| y.shown.origin == Origin::Import);
        let words = match imported {
            true => "公表の表から取り込む・取り込みを戻す",
            false => "公表の表（Excel・CSV）から取り込む",
        };
        out.push(buttons(&[Button::link(words, to).compact()]));
    }
    if !w.indicator.removed
        && let Some(to) = req.read(|cx| slice::to_agenda(cx, INDICATOR.kind, w.indicator.id.0))?
    {
        out.push(buttons(&[Button::link("会議の議題にする", req.url(&to)).compact()]));
    }
    if w.may[0] {
        let to = req.url(&format!("{here}/edit"));
        out.push(buttons(&[Button::link("定義を直す", to).compact()]));
        let (value, words) = if w.indicator.removed {
            ("0", "一覧に戻す")
        } else {
            ("1", "一覧から外す")
        };
        let hidden = [("removed", value)];
        out.push(press(req, &format!("{here}/remove"), &hidden, Button::submit(words).compact()));
    }
    parts::page(
        req,
        &d.name,
        c.scene(&d.scene),
        Some(("指標", "/programme/indicators")),
        errors,
        out,
    )
}

/// GET /programme/indicators/{indicator}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    draw_page(req, req.id("indicator")?, vec![])
}

/// POST /programme/indicators/{indicator}/targets
pub(super) fn targets(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for name in req.form.map().keys() {
        let of = name.strip_prefix("target.").and_then(|y| y.parse::<i64>().ok());
        if let Some(of) = of {
            all.push((of, draw::posted_num(req, name, &mut wrong)));
        }
    }
    if !wrong.is_empty() {
        return draw_page(req, id, wrong);
    }
    match req.act(move |cx| act::put_targets(cx, id, &all).map(|()| indicator_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "計画値を保存しました")),
        Err(e) => draw_page(req, id, parts::errors(e)?),
    }
}

/// POST /programme/indicators/{indicator}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let removed = req.form.get("removed") == "1";
    let to = req.act(move |cx| act::set_removed(cx, id, removed).map(|()| indicator_path(id)))?;
    Ok(Resp::go_saying(to, if removed { "一覧から外しました" } else { "一覧に戻しました" }))
}

fn provider_options(all: &[Countable], kept: &NewIndicator) -> Vec<Opt> {
    let mut opts = vec![Opt::new("", "手で入れる、または公表の表から取り込む")];
    opts.extend(all.iter().map(|(source, words, c)| {
        Opt::new(format!("{source}/{}", c.code), format!("{words}：{}（{}）", c.label, c.unit))
    }));
    let own = format!("{}/{}", kept.provider, kept.of);
    if kept.live() && !opts.iter().any(|o| o.value == own) {
        opts.push(Opt::new(own, "いまは使っていない機能の数"));
    }
    opts
}

fn draw_form(
    req: &Req,
    kept: &NewIndicator,
    of: Option<&Indicator>,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let countable = req.read(act::countable)?;
    let provider =
        if kept.live() { format!("{}/{}", kept.provider, kept.of) } else { String::new() };
    let provider = parts::val(req, "provider", &provider);
    let mut front = Vec::new();
    if kept.front_centre {
        front.push("centre".to_string());
    }
    if kept.front_city {
        front.push("city".to_string());
    }
    if req.form.has("name") {
        front = req.form.all("front").to_vec();
    }
    let fields = vec![
        line(req, "name", "指標の名前", &kept.name).required(),
        select(req, "scene", "場面", &kept.scene, &c.scenes).required(),
        Field::new(
            "provider",
            "数え方",
            FieldKind::select(provider, provider_options(&countable, kept)),
        )
        .hint("記録から数えるものを選ぶと、毎日の記録から数が入ります"),
        parts::short(req, "unit", "単位", &kept.unit).hint("回 ／ 人 ／ 件 ／ %").required(),
        line(req, "numerator", "数えるもの（分子）", &kept.numerator).required(),
        line(req, "denominator", "割る数（分母）", &kept.denominator)
            .hint("割合のときだけ入れます"),
        line(req, "source", "出どころ", &kept.source)
            .hint("記録の名前や、公表の表の名前")
            .required(),
        parts::radio(
            req,
            "better",
            "どちらがよいか",
            &kept.better,
            &[("", "どちらともいえない"), ("more", "多いほどよい"), ("less", "少ないほどよい")],
        ),
        Field::new(
            "front",
            "「計画」のはじめのページに出す",
            FieldKind::checks(
                front,
                vec![Opt::new("centre", "拠点のページ"), Opt::new("city", "市のページ")],
            ),
        ),
    ];
    let (action, title, back, version) = match of {
        Some(i) => {
            let path = indicator_path(i.id);
            (format!("{path}/edit"), "指標を直す", path, i.version.to_string())
        }
        None => (
            "/programme/indicators/new".to_string(),
            "指標を登録する",
            "/programme/indicators".to_string(),
            String::new(),
        ),
    };
    let out = vec![form(req, &action, &drawn(fields, &errors), "保存する", &version)];
    parts::page(req, title, "", Some(("指標", &back)), errors, out)
}

fn posted(req: &Req) -> NewIndicator {
    let text = |name: &str| req.form.get(name).trim().to_string();
    let (provider, of) = match req.form.get("provider").split_once('/') {
        Some((p, o)) => (p.to_string(), o.to_string()),
        None => (String::new(), String::new()),
    };
    let front = req.form.all("front");
    NewIndicator {
        scene: text("scene"),
        name: text("name"),
        unit: text("unit").replace('％', "%"),
        numerator: text("numerator"),
        denominator: text("denominator"),
        source: text("source"),
        provider,
        of,
        better: text("better"),
        front_centre: front.iter().any(|f| f == "centre"),
        front_city: front.iter().any(|f| f == "city"),
    }
}

/// GET /programme/indicators/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    draw_form(req, &NewIndicator::default(), None, vec![])
}

/// POST /programme/indicators/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let d = posted(req);
    let kept = d.clone();
    match req.act(move |cx| act::add(cx, &d).map(indicator_path)) {
        Ok(to) => Ok(Resp::go_saying(to, "指標を登録しました")),
        Err(e) => draw_form(req, &kept, None, parts::errors(e)?),
    }
}

/// GET /programme/indicators/{indicator}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let i = req.read(|cx| act::to_change(cx, id))?;
    draw_form(req, &i.data, Some(&i), vec![])
}

/// POST /programme/indicators/{indicator}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let (d, version) = (posted(req), draw::version(req));
    let kept = d.clone();
    match req.act(move |cx| act::change(cx, id, &d, version).map(|()| indicator_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "指標を直しました")),
        Err(e) => {
            let i = req.read(|cx| act::to_change(cx, id))?;
            let errors = match e {
                app::Error::Stale { .. } => parts::stale(),
                e => parts::errors(e)?,
            };
            draw_form(req, &kept, Some(&i), errors)
        }
    }
}

/// 「11月22日 佐藤 花子」 for editions.
pub(super) fn by(e: &values::Edition) -> String {
    format!("{} {}", wareki::short(e.at.date()), e.by_name)
}

/// The page again with what is wrong in one of its forms.
pub(super) fn again(req: &Req, id: IndicatorId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    draw_page(req, id, errors)
}
