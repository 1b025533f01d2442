//! 実績報告: the list of a fiscal year, and one month or year on the screen.
use slice::parts::{self, Row, buttons, fold, form, h2, hint, p, press, rows};
use slice::{Fail, Req, Resp};
use ui::{Button, Cell, DataTable, Field, FieldError, FieldKind, Html, Opt, TagKind, tag};

use super::{draw, report_paper};
use crate::model::report::{
    Activity, Content, Edition, MOST, Period, Words, item_of_figure, rules,
};
use crate::model::year;
use crate::use_cases::reports::{self as act, Line, Whole};

/// The list's path.
pub(super) const LIST: &str = "/programme/reports";

/// Path of a report.
pub(super) fn path(p: Period) -> String {
    format!("/programme/report?at={}", p.code())
}

/// The period and the edition that an address names.
pub(super) fn asked(req: &Req) -> Result<(Period, Option<i64>), Fail> {
    let of = |name: &str| match req.method {
        slice::Method::Post => req.form.get(name).to_owned(),
        slice::Method::Get => req.query.get(name).to_owned(),
    };
    let p = Period::parse(&of("at")).ok_or(Fail::NotFound)?;
    match of("e").as_str() {
        "" => Ok((p, None)),
        n => Ok((p, Some(n.parse().map_err(|_| Fail::NotFound)?))),
    }
}

/// 「確定（第2版）　11月2日　北上 花子さん」.
fn state_words(e: &Edition) -> String {
    match e.confirmed_at {
        Some(at) => {
            let day = kernel::wareki::long(at.date());
            format!("第{}版　{day}に{}さんが確定", e.edition, e.confirmed_by)
        }
        None => {
            let day = kernel::wareki::long(e.made_at.date());
            format!("第{}版　{day}に{}さんが書きはじめ", e.edition, e.made_by)
        }
    }
}

fn state_tag(e: Option<&Edition>) -> ui::Tag {
    match e {
        None => tag(TagKind::Plain, "まだ書いていません"),
        Some(e) if e.confirmed() => tag(TagKind::Ok, "確定"),
        Some(_) => tag(TagKind::Now, "下書き"),
    }
}

fn line(req: &Req, l: &Line) -> Row {
    let mut meta = l.edition.as_ref().map(state_words).unwrap_or_default();
    if l.reopened {
        meta.push_str("　前の版は確定のまま残っています");
    }
    Row {
        title: format!("{}　{}", l.period.words(), l.period.sort()),
        href: req.url(&path(l.period)),
        tag: Some(state_tag(l.edition.as_ref())),
        meta,
        acts: Vec::new(),
    }
}

/// GET /programme/reports
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    list_with(req, vec![])
}

fn list_with(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let now = year::of(req.app.now().date());
    let of = year::parse(req.query.get("year")).unwrap_or(now);
    let y = req.read(|cx| act::list(cx, of))?;
    let chips = y.years.iter().take(8).map(|n| ui::Chip {
        label: year::short(*n),
        href: req.url(&format!("{LIST}?year={n}")),
        on: *n == of,
    });
    let years = ui::Filter { label: "年度".into(), chips: chips.collect(), ..Default::default() };
    let mut out = vec![
        draw::tabs(req, LIST),
        p(
            "記録から、月ごと・年度の報告ができます。ことばを書き足して「確定」すると、その数字はもう動きません。",
        ),
        buttons(&[Button::link("市町村の様式（Excel）", req.url("/programme/forms")).compact()]),
        years.html(),
    ];
    match y.lines.is_empty() {
        true => out.push(p("この年度の報告は、まだありません。")),
        false => out.push(rows(y.lines.iter().map(|l| line(req, l)).collect(), false)),
    }
    if y.write {
        let field =
            Field::new("usual", "ふだんの財源", FieldKind::select(&y.usual, fundings("決めない")))
                .hint("記録に財源のない活動に付きます。活動ごとに変えられます")
                .error_from(&errors);
        let inner = form(req, "/programme/reports/usual", &[field.html()], "保存する", "");
        out.push(fold("ふだんの財源", !errors.is_empty(), inner));
    }
    parts::page(req, &format!("実績報告（{}）", year::words(of)), "", None, errors, out)
}

/// 財源 to choose from.
pub(super) fn fundings(none: &str) -> Vec<Opt> {
    let mut out = vec![Opt::new("", none)];
    out.extend(slice::FUNDING.iter().map(|(code, words)| Opt::new(*code, *words)));
    out
}

/// POST /programme/reports/usual
pub(super) fn usual(req: &Req) -> Result<Resp, Fail> {
    let code = req.form.get("usual").to_owned();
    match req.act(move |cx| act::set_usual(cx, &code).map(|()| LIST.to_string())) {
        Ok(to) => Ok(Resp::go_saying(to, "ふだんの財源を保存しました")),
        Err(e) => list_with(req, parts::errors(e)?),
    }
}

/// Where a figure opens; the edition that is shown goes with it.
fn figure_href(req: &Req, w: &Whole, of: &str, part: &str, value: &str) -> String {
    let e = w.edition.as_ref().map(|e| e.edition.to_string()).unwrap_or_default();
    let part = match part.is_empty() {
        true => String::new(),
        false => format!("&part={part}&value={}", parts::in_query(value)),
    };
    req.url(&format!(
        "/programme/report/figure?at={}&e={e}&of={}{part}",
        w.period.code(),
        parts::in_query(of)
    ))
}

fn figures(req: &Req, w: &Whole) -> Html {
    let (c, p) = (&w.content, w.period);
    let cell = |text: String, href: Option<String>| Cell { text: text.into(), href, wide: false };
    let monthly = p.month.is_some();
    let rows = c
        .figures
        .iter()
        .map(|f| {
            let number = |n: i64| format!("{n}{}", f.unit);
            let mut cells =
                vec![cell(number(p.value(&f.months)), Some(figure_href(req, w, &f.code, "", "")))];
            if monthly {
                cells.push(cell(number(p.since(&f.months)), None));
            }
            (f.label.as_str().into(), cells, false)
        })
        .collect();
    let mut heads = vec!["数字".to_string(), p.words()];
    if monthly {
        heads.push("4月からの累計".into());
    }
    DataTable { caption: "数字を押すと、数えた記録が開きます".into(), heads, rows }.html()
}

/// The figures told apart, those that are not empty.
fn apart(req: &Req, w: &Whole) -> Html {
    let p = w.period;
    let mut out = Html::default();
    for f in &w.content.figures {
        for part in &f.parts {
            let there: Vec<_> = part.rows.iter().filter(|r| p.since(&r.months) > 0).collect();
            if there.is_empty() {
                continue;
            }
            let rows = there
                .iter()
                .map(|r| {
                    let href = figure_href(req, w, &f.code, &part.code, &r.code);
                    let n = p.value(&r.months);
                    let text = format!("{n}{}", f.unit).into();
                    let mut cells = vec![Cell { text, href: Some(href), wide: false }];
                    if p.month.is_some() {
                        let text = format!("{}{}", p.since(&r.months), f.unit).into();
                        cells.push(Cell { text, href: None, wide: false });
                    }
                    (r.label.as_str().into(), cells, false)
                })
                .collect();
            let mut heads = vec![part.label.clone(), p.words()];
            if p.month.is_some() {
                heads.push("4月からの累計".into());
            }
            let more = if part.several {
                "（1件に2つ以上付くことがあります）"
            } else {
                ""
            };
            let caption = format!("{}　{}別{more}", f.label, part.label);
            out = out.and(DataTable { caption, heads, rows }.html());
        }
    }
    out
}

fn activity(req: &Req, w: &Whole, a: &Activity) -> Row {
    use crate::model::report::From;
    let mut meta = vec![a.sort.clone()];
    meta.extend(a.persons.map(|n| format!("{n}人")));
    if a.times > 1 {
        meta.push(format!("{}回", a.times));
    }
    meta.push(format!(
        "財源：{}{}",
        a.money(),
        if a.from == From::Usual && !a.funding.is_empty() {
            "（ふだんの財源）"
        } else {
            ""
        }
    ));
    let day = a.date().map_or("日の記録なし".into(), kernel::wareki::month_day);
    let draft = !w.edition.as_ref().is_some_and(Edition::confirmed);
    let mut acts = Vec::new();
    if w.write && draft && !a.id.is_empty() {
        let to =
            format!("/programme/report/mark?at={}&kind={}&id={}", w.period.code(), a.kind, a.id);
        acts.push(Button::link("取組・財源を変える", req.url(&to)).text().html());
    }
    Row {
        title: format!("{day}　{}", a.title),
        href: req.url(&a.href),
        tag: None,
        meta: meta.join("　"),
        acts,
    }
}

/// What belongs to each item: numbers that name no activity, then the activities.
fn by_item(req: &Req, w: &Whole) -> Result<Html, Fail> {
    let rules = rules()?;
    let mut out = Html::default();
    for i in &rules.items {
        let figures = quiet(&w.content, w.period, &i.code)?;
        let mine: Vec<Row> = w.content.of_item(&i.code).map(|a| activity(req, w, a)).collect();
        let head = format!("<h3 class=\"mt4\">{}</h3>", Html::text(i.words()));
        out = out.and(Html::trusted(head));
        if figures.is_empty() && mine.is_empty() {
            out = out.and(hint("この期間の記録はありません。"));
        }
        if !figures.is_empty() {
            out = out.and(p(&figures.join("　")));
        }
        out = out.and(rows(mine, false));
    }
    Ok(out)
}

/// The figures of an item whose records are no activities of their own: 「相談件数 12件」.
pub(super) fn quiet(c: &Content, p: Period, item: &str) -> Result<Vec<String>, Fail> {
    let rules = rules()?;
    let listed = |code: &str| c.activities.iter().any(|a| a.kind == code);
    Ok(c.figures
        .iter()
        .filter(|f| item_of_figure(rules, f) == item && p.value(&f.months) > 0)
        .filter(|f| !listed(f.code.trim_end_matches("/persons")))
        .map(|f| format!("{} {}{}", f.label, p.value(&f.months), f.unit))
        .collect())
}

/// 財源 and how many activities.
pub(super) fn funding_rows(c: &Content) -> Vec<Vec<String>> {
    c.by_funding().into_iter().map(|(w, n)| vec![w.to_string(), format!("{n}件")]).collect()
}

fn words_form(req: &Req, w: &Whole, errors: &[FieldError]) -> Html {
    let version = w.edition.as_ref().map_or(0, |e| e.version).to_string();
    let fields = vec![
        parts::long(req, "thoughts", "所感", &w.words.thoughts, 6, MOST),
        parts::long(req, "plans", w.period.ahead(), &w.words.plans, 5, MOST),
    ];
    let mut drawn = parts::drawn(fields, errors);
    drawn.push(parts::hidden_field("at", &w.period.code()));
    form(req, "/programme/report/words", &drawn, "下書きを保存する", &version)
}

fn text_of(words: &str, none: &str) -> Html {
    match words.is_empty() {
        true => hint(none),
        false => ui::join(words.lines().map(p)),
    }
}

fn acts(req: &Req, w: &Whole) -> Html {
    let e = w.edition.as_ref();
    let at = w.period.code();
    let of = e.map(|e| format!("&e={}", e.edition)).unwrap_or_default();
    let mut out = buttons(&[
        Button::link("印刷（PDF）", req.url(&format!("{}{of}&format=print", path(w.period))))
            .compact(),
        Button::link("様式（Excel）に入れる", req.url(&format!("/programme/forms?at={at}{of}")))
            .compact(),
    ]);
    if w.write && w.newest && e.is_some_and(Edition::confirmed) {
        let button = Button::submit("もう一度開く").compact();
        out = out.and(press(req, "/programme/report/reopen", &[("at", &at)], button));
    }
    out
}

fn show(req: &Req, w: &Whole, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let e = w.edition.as_ref();
    let draft = !e.is_some_and(Edition::confirmed);
    let mut out = vec![state_tag(e).html()];
    if let Some(e) = e {
        out.push(hint(&state_words(e)));
    }
    if draft {
        let day = w.content.as_of.parse().map(kernel::wareki::long).unwrap_or_default();
        out.push(p(&format!(
            "{day}現在の記録で数えています。確定するまで、数字は記録とともに動きます。"
        )));
    }
    out.push(acts(req, w));
    if !w.content.off.is_empty() {
        out.push(p(&format!(
            "{}は使っていないため、数に入っていません。",
            w.content.off.join("、")
        )));
    }
    out.push(h2("数字"));
    out.push(figures(req, w));
    let undated = w.content.undated();
    if w.period.month.is_none() && !undated.is_empty() {
        let each: Vec<String> = undated.iter().map(|(l, n)| format!("{l} {n}")).collect();
        out.push(hint(&format!("日の記録がなく、年度だけに入っている数：{}", each.join("、"))));
    }
    out.push(fold("内訳を見る", false, apart(req, w)));
    out.push(h2("取組ごとの活動"));
    out.push(by_item(req, w)?);
    let money = funding_rows(&w.content);
    if !money.is_empty() {
        out.push(parts::table("活動の財源", &["財源", "活動"], &money));
    }
    if draft && w.write {
        out.push(h2("所感と予定"));
        out.push(words_form(req, w, &errors));
        if w.period.over(req.app.now().date()) {
            let version = e.map_or(0, |e| e.version).to_string();
            let hidden = [("at", w.period.code()), ("_version", version)];
            let hidden: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (*n, v.as_str())).collect();
            out.push(p(
                "書いたことばは、先に保存してください。確定すると、数字と活動はこのまま残ります。",
            ));
            out.push(press(
                req,
                "/programme/report/confirm",
                &hidden,
                Button::submit("この内容で確定する"),
            ));
        } else {
            out.push(hint(&format!("{}が終わる日から、確定できます。", w.period.words())));
        }
    } else {
        out.push(h2("所感"));
        out.push(text_of(&w.words.thoughts, "書かれていません。"));
        out.push(h2(w.period.ahead()));
        out.push(text_of(&w.words.plans, "書かれていません。"));
    }
    if w.editions.len() > 1 {
        let each = w.editions.iter().map(|x| Row {
            title: format!("第{}版（{}）", x.edition, x.state()),
            href: req.url(&format!("{}&e={}", path(w.period), x.edition)),
            tag: None,
            meta: state_words(x),
            acts: Vec::new(),
        });
        out.push(fold("ほかの版", false, rows(each.collect(), false)));
    }
    let back = format!("{LIST}?year={}", w.period.year);
    let title = format!("{}の{}", w.period.words(), w.period.sort());
    parts::page(req, &title, "実績報告", Some(("実績報告", &back)), errors, out)
}

/// GET /programme/report
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (p, number) = asked(req)?;
    let w = req.read(|cx| act::open(cx, p, number))?;
    match req.query.get("format") {
        "print" => report_paper::print(req, &w),
        _ => show(req, &w, vec![]),
    }
}

fn again(req: &Req, p: Period, e: app::Error) -> Result<Resp, Fail> {
    let errors = match e {
        app::Error::Stale { .. } => parts::stale(),
        e => parts::errors(e)?,
    };
    let w = req.read(|cx| act::open(cx, p, None))?;
    show(req, &w, errors)
}

/// POST /programme/report/words
pub(super) fn words(req: &Req) -> Result<Resp, Fail> {
    let (p, _) = asked(req)?;
    let version = draw::version(req);
    let words = Words {
        thoughts: req.form.get("thoughts").replace("\r\n", "\n"),
        plans: req.form.get("plans").replace("\r\n", "\n"),
    };
    match req.act(move |cx| act::write(cx, p, &words, version).map(|()| path(p))) {
        Ok(to) => Ok(Resp::go_saying(to, "下書きを保存しました")),
        Err(e) => again(req, p, e),
    }
}

/// POST /programme/report/confirm
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let (p, _) = asked(req)?;
    let version = draw::version(req);
    match req.act(move |cx| act::confirm(cx, p, version).map(|()| path(p))) {
        Ok(to) => Ok(Resp::go_saying(to, "確定しました。市町村の担当の人も見られます")),
        Err(e) => again(req, p, e),
    }
}

/// POST /programme/report/reopen
pub(super) fn reopen(req: &Req) -> Result<Resp, Fail> {
    let (p, _) = asked(req)?;
    match req.act(move |cx| act::reopen(cx, p).map(|()| path(p))) {
        Ok(to) => Ok(Resp::go_saying(to, "新しい版をはじめました。確定した前の版は残っています")),
        Err(e) => again(req, p, e),
    }
}
