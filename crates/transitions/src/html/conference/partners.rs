//! 「連携先 n（25以上）・面会 m」 of a hospital by partner, on screen, paper and as CSV; the region's counts.
use askama::Template;
use kernel::time::{add_days, add_months};
use kernel::{Date, calendar::fiscal_year, wareki};
use office::csv::{self, Cell, Charset};
use office::print::{Align, ListColumn, ListSheet, Paper, PrintJob, Width as ColumnWidth};
use slice::{Fail, Form, Req, Resp};
use ui::field::{DateValue, Input, Width};
use ui::{
    Button, Chip, Door, Doors, Empty, ErrorSummary, Field, FieldKind, Filter, FormOpen, FormState,
    Html, Kv, Opt, Shell, TagKind, dates, tag,
};

use crate::model::meetings::{Channel, Meeting};
use crate::use_cases::meetings::{self, Enter, Partners, RegionCounts};

/// Which year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Year,
    This,
    Last,
}

impl Span {
    fn read(q: &Form) -> Span {
        match q.get("span") {
            "this" => Span::This,
            "last" => Span::Last,
            _ => Span::Year,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Span::Year => "year",
            Span::This => "this",
            Span::Last => "last",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Span::Year => "この1年",
            Span::This => "今年度",
            Span::Last => "前の年度",
        }
    }

    fn days(self, today: Date) -> (Date, Date) {
        let april = |y: i16| Date::new(y, 4, 1).unwrap_or(today);
        let y = fiscal_year(today);
        match self {
            Span::Year => (add_days(add_months(today, -12), 1), today),
            Span::This => (april(y), today),
            Span::Last => (april(y - 1), add_days(april(y), -1)),
        }
    }
}

struct MeetingLine {
    day: String,
    what: String,
    people: String,
    href: Option<String>,
    remove: Html,
}

struct PartnerLine {
    name: Html,
    kind: &'static str,
    tag: Html,
    meetings: Vec<MeetingLine>,
}

#[derive(Template)]
#[template(path = "conference/partners.html")]
struct Page {
    shell: Shell,
    doors: Doors,
    filter: Filter,
    lead: String,
    partners: Vec<PartnerLine>,
    empty: Option<Empty>,
    files: Vec<Button>,
    errors: ErrorSummary,
    open: FormOpen,
    fields: Vec<Field>,
    button: Button,
    notes: Vec<String>,
}

fn fields(state: &FormState, bad: Option<ui::field::DatePart>) -> Vec<Field> {
    let line = |name: &str, label: &str, max: usize| {
        let input = Input {
            value: state.raw(name).to_owned(),
            max: Some(max),
            width: Width::Full,
            ..Input::default()
        };
        Field::new(name, label, FieldKind::Text(input)).error_from(&state.errors)
    };
    let channels = Channel::ALL.iter().map(|c| Opt::new(c.code(), c.label())).collect();
    let day = DateValue { bad, ..dates::posted(state, "day") };
    vec![
        Field::new("day", "会った日", FieldKind::Date(day)).required().error_from(&state.errors),
        line("partner", "会った相手の事業所", 60).required(),
        Field::new("channel", "会い方", FieldKind::radio(state.text("channel"), channels))
            .required()
            .error_from(&state.errors),
        line("ours", "こちらの出席者", 60),
        line("theirs", "相手の出席者", 60),
        line("about", "おもな話", 200).hint("患者さんの名前は書かないでください"),
    ]
}

fn people(m: &Meeting) -> String {
    let pair = [m.ours.as_str(), m.theirs.as_str()];
    pair.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("・")
}

fn what(m: &Meeting) -> String {
    let mut text = format!("{}（{}）", m.from.label(), m.channel.label());
    if !m.about.is_empty() {
        text.push('　');
        text.push_str(&m.about);
    }
    text
}

fn draw(
    mut shell: Shell,
    key: &mut dyn FnMut() -> String,
    p: &Partners,
    span: Span,
    state: &FormState,
    bad: Option<ui::field::DatePart>,
) -> Page {
    shell.title = "連携先と面会の記録".into();
    let (min, times) = (p.rules.partners_min, p.rules.meetings_per_year);
    let count = |n: usize| u64::try_from(n).unwrap_or(0);
    let here = |s: Span| shell.url(&format!("/transitions/partners?span={}", s.code()));
    let door = |label: String, value: usize, unit: &str, bad| Door {
        label,
        value: count(value),
        unit: unit.into(),
        href: None,
        bad,
    };
    let mut remove = |m: &Meeting| -> Html {
        let Some(id) = m.entered else { return Html::default() };
        let button = Button::submit("取り消す").text().compact().about(format!(
            "（{} {}）",
            wareki::month_day(m.day),
            m.partner_name
        ));
        Html::trusted("<form method=\"post\" action=\"")
            .and(Html::text(shell.url(&format!("/transitions/partners/{id}/remove"))))
            .and(Html::trusted("\" data-no-guard>"))
            .and(shell.csrf_field())
            .and(shell.key_field(&key()))
            .and(button.html())
            .and(Html::trusted("</form>"))
    };
    let partners = p
        .partners
        .iter()
        .map(|x| PartnerLine {
            name: ui::org(&x.name, shell.region.fictitious && x.id.is_some()),
            kind: x.kind.map_or("登録のない事業所", accounts::OrganisationKind::label),
            tag: if x.enough {
                tag(TagKind::Ok, format!("{}日", x.days)).html()
            } else {
                tag(TagKind::Plain, format!("{}日（あと{}日）", x.days, times - x.days)).html()
            },
            meetings: x
                .meetings
                .iter()
                .map(|m| MeetingLine {
                    day: wareki::short(m.day),
                    what: what(m),
                    people: people(m),
                    href: m.href.as_ref().map(|h| shell.url(h)),
                    remove: remove(m),
                })
                .collect(),
        })
        .collect();
    let open = FormOpen {
        id: "enter".into(),
        action: shell.url("/transitions/partners"),
        csrf: shell.csrf.clone(),
        key: key(),
        today: p.to.to_string(),
        ..FormOpen::default()
    };
    let file = |label: &str, tail: &str, icon| {
        Button::link(
            label.to_owned(),
            shell.url(&format!("/transitions/partners/{tail}?span={}", span.code())),
        )
        .icon(icon)
        .compact()
    };
    let mut notes = vec![p.rules.source.clone()];
    notes.extend(p.rules.verify.iter().cloned());
    Page {
        doors: Doors {
            doors: vec![
                door(
                    format!("年{times}回以上会った連携先（{min}以上がめやす）"),
                    p.reached(),
                    "か所",
                    false,
                ),
                door("会った連携先".into(), p.partners.len(), "か所", false),
                door("面会".into(), p.meetings(), "件", false),
            ],
        },
        filter: Filter {
            label: "いつの".into(),
            spoken: "期間を選ぶ".into(),
            chips: [Span::Year, Span::This, Span::Last]
                .map(|s| Chip { label: s.label().into(), href: here(s), on: s == span })
                .to_vec(),
        },
        lead: format!("{}〜{}", wareki::long(p.from), wareki::long(p.to)),
        partners,
        empty: p.partners.is_empty().then(|| Empty {
            title: "この期間の面会は、まだありません".into(),
            text: "退院前カンファの出席と、訪問・面談の記録から、自動でできます。".into(),
            ..Empty::default()
        }),
        files: vec![file("印刷する", "print", "print"), file("CSVで書き出す", "csv", "download")],
        errors: ErrorSummary::of(&state.errors),
        open,
        fields: fields(state, bad),
        button: Button::submit("面会を書きたす").compact(),
        notes,
        shell,
    }
}

fn load(req: &Req) -> Result<(Partners, Span), Fail> {
    let span = Span::read(&req.query);
    let (from, to) = span.days(req.app.now().date());
    Ok((req.read(move |cx| meetings::partners(cx, from, to))?, span))
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    show(req, &FormState::default(), None, 200)
}

fn show(
    req: &Req,
    state: &FormState,
    bad: Option<ui::field::DatePart>,
    status: u16,
) -> Result<Resp, Fail> {
    let (p, span) = load(req)?;
    let mut key = || req.new_key();
    let page = draw(req.shell.clone(), &mut key, &p, span, state, bad);
    Ok(Resp::page(page.render())?.status(status))
}

/// Writes one in.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let mut state = req.form.state().clone();
    let mut bad = None;
    let day = match dates::date(&dates::posted(&state, "day"), req.app.now().date()) {
        Ok(Some(d)) => Some(d),
        Ok(None) => {
            state.error("day", "会った日を入力してください");
            None
        }
        Err(p) => {
            bad = Some(p.part);
            state.error("day", p.message);
            None
        }
    };
    let channel = Channel::from_code(&state.text("channel"));
    if channel.is_none() {
        state.error("channel", "会い方を選んでください");
    }
    let (Some(day), Some(channel)) = (day, channel) else { return show(req, &state, bad, 422) };
    let cmd = Enter {
        day,
        partner: state.text("partner"),
        channel,
        ours: state.text("ours"),
        theirs: state.text("theirs"),
        about: state.text("about"),
    };
    let done =
        req.act(move |cx| meetings::enter(cx, &cmd).map(|_| "/transitions/partners".to_string()));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "面会を書きたしました")),
        Err(app::Error::KeyReused { .. }) => {
            Ok(Resp::go_saying("/transitions/partners", "前に一度送られています"))
        }
        Err(e) => match Fail::fields(&e) {
            Some(f) => {
                f.into_iter().for_each(|f| state.error(f.field, f.message));
                show(req, &state, bad, 422)
            }
            None => Err(e.into()),
        },
    }
}

/// Takes one out.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id = req.id::<kernel::Id>("meeting")?;
    let to =
        req.act(move |cx| meetings::take_out(cx, id).map(|()| "/transitions/partners".into()))?;
    Ok(Resp::go_saying(to, "面会の記録を取り消しました"))
}

fn rows(p: &Partners) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for x in &p.partners {
        for m in &x.meetings {
            out.push(vec![
                x.name.clone(),
                x.kind.map_or("", accounts::OrganisationKind::label).to_owned(),
                x.days.to_string(),
                m.day.to_string(),
                m.from.label().to_owned(),
                m.channel.label().to_owned(),
                m.ours.clone(),
                m.theirs.clone(),
            ]);
        }
    }
    out
}

const HEADS: [&str; 8] =
    ["連携先", "種別", "会った日数", "日付", "もと", "会い方", "こちら", "相手"];

/// The list on paper.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let (p, _) = load(req)?;
    let now = req.app.now();
    let widths = [1.6, 1.0, 0.7, 1.0, 1.1, 0.8, 1.2, 1.2];
    let sheet = ListSheet {
        lead: Some(format!(
            "{}〜{}　年{}回以上会った連携先 {}か所（{}以上がめやす）・会った連携先 {}か所・面会 {}件",
            wareki::long(p.from),
            wareki::long(p.to),
            p.rules.meetings_per_year,
            p.reached(),
            p.rules.partners_min,
            p.partners.len(),
            p.meetings()
        )),
        columns: HEADS
            .iter()
            .zip(widths)
            .map(|(h, w)| ListColumn {
                head: (*h).to_string(),
                width: ColumnWidth::Share(w),
                align: Align::Left,
            })
            .collect(),
        rows: rows(&p),
        tick: false,
        empty: Some("この期間の面会は、まだありません".into()),
        notes: std::iter::once(p.rules.source.clone()).chain(p.rules.verify.clone()).collect(),
    };
    let t = now.local();
    let job = PrintJob::of(&sheet)
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("list: {e}"))))?
        .title("連携先と面会の記録")
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(req.shell.region.demo_paper())
        .printed_at(format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute()))
        .paper(Paper::A4Landscape)
        .build();
    Ok(Resp::print(job))
}

/// The list as CSV.
pub(super) fn csv(req: &Req) -> Result<Resp, Fail> {
    let (p, _) = load(req)?;
    let cells: Vec<Vec<Cell>> =
        rows(&p).into_iter().map(|r| r.into_iter().map(Cell::text).collect()).collect();
    let bytes = csv::write(&HEADS, &cells, Charset::Utf8Bom)
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("csv: {e}"))))?;
    let name = format!("面会の記録_{}_{}.csv", p.from, p.to);
    Ok(Resp::file(name, "text/csv; charset=utf-8", bytes))
}

#[derive(Template)]
#[template(path = "conference/region.html")]
struct RegionPage {
    shell: Shell,
    lead: String,
    filter: Filter,
    doors: Doors,
    kinds: Kv,
}

fn draw_region(mut shell: Shell, c: &RegionCounts, span: Span, days: (Date, Date)) -> RegionPage {
    shell.title = "地域の連携先と面会".into();
    let door = |label: &str, n: usize, unit: &str| Door {
        label: label.into(),
        value: u64::try_from(n).unwrap_or(0),
        unit: unit.into(),
        href: None,
        bad: false,
    };
    let here = |s: Span| shell.url(&format!("/transitions/partners/region?span={}", s.code()));
    RegionPage {
        lead: format!(
            "{}〜{}　病院と相手の名前は出しません",
            wareki::long(days.0),
            wareki::long(days.1)
        ),
        filter: Filter {
            label: "いつの".into(),
            spoken: "期間を選ぶ".into(),
            chips: [Span::Year, Span::This, Span::Last]
                .map(|s| Chip { label: s.label().into(), href: here(s), on: s == span })
                .to_vec(),
        },
        doors: Doors {
            doors: vec![
                door("面会の記録がある病院", c.hospitals, "か所"),
                door("めやすの数に届いた病院", c.reached, "か所"),
                door("めやすの回数に届いた組", c.pairs_enough, "組"),
                door("面会", c.room + c.video, "件"),
            ],
        },
        kinds: Kv {
            rows: [("対面".to_string(), c.room), ("ビデオ通話".to_string(), c.video)]
                .into_iter()
                .chain(c.kinds.iter().map(|(k, n)| ((*k).to_string(), *n)))
                .map(|(k, n)| (k.into(), format!("{n}件").into()))
                .collect(),
            tight: false,
            small: false,
        },
        shell,
    }
}

/// The region's counts.
pub(super) fn region(req: &Req) -> Result<Resp, Fail> {
    let span = Span::read(&req.query);
    let days = span.days(req.app.now().date());
    let c = req.read(move |cx| meetings::region(cx, days.0, days.1))?;
    Resp::page(draw_region(req.shell.clone(), &c, span, days).render())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, LONG, sound};
    use super::*;
    use crate::model::meetings::{Origin, PartnerRules, by_partner};

    fn met(day: &str, name: &str, entered: bool) -> Meeting {
        Meeting {
            day: day.parse().unwrap(),
            partner: None,
            partner_name: name.into(),
            kind: None,
            channel: Channel::Video,
            from: if entered { Origin::Entered } else { Origin::Conference },
            ours: "小田島".into(),
            theirs: "佐藤".into(),
            about: String::new(),
            href: (!entered).then(|| "/transitions/conferences/x".into()),
            entered: entered.then(|| samples::id(9)),
        }
    }

    fn sample(meetings: Vec<Meeting>) -> Partners {
        let rules = PartnerRules::shipped().unwrap();
        Partners {
            from: "2025-11-20".parse().unwrap(),
            to: "2026-11-19".parse().unwrap(),
            partners: by_partner(meetings, &rules),
            rules,
        }
    }

    fn html(p: &Partners, state: &FormState) -> String {
        let mut n = 0;
        let mut key = || {
            n += 1;
            format!("k{n}")
        };
        draw(samples::shell(), &mut key, p, Span::Year, state, None).render().unwrap()
    }

    #[test]
    fn the_page_counts_and_opens_records() {
        let p = sample(vec![
            met("2026-11-01", "結の里", false),
            met("2026-11-02", "結の里", false),
            met("2026-11-03", "結の里", true),
            met("2026-11-03", LONG, false),
        ]);
        let page = html(&p, &FormState::default());
        sound(&page);
        assert!(page.contains("25以上がめやす") && page.contains("1日（あと2日）"));
        assert!(page.contains("/transitions/conferences/x") && page.contains("取り消す"));
        assert_eq!(rows(&p).len(), 4);
        assert!(rows(&p).iter().all(|r| r.len() == HEADS.len()));
    }

    #[test]
    fn empty_and_refused_pages_hold() {
        let mut state = FormState::default();
        state.put("partner", LONG.into());
        state.error("day", "会った日を入力してください");
        let page = html(&sample(vec![]), &state);
        sound(&page);
        assert!(page.contains("まだありません") && page.contains("会った日を入力してください"));
        let c = RegionCounts::default();
        let days = Span::Last.days("2026-11-19".parse().unwrap());
        assert_eq!(days, ("2025-04-01".parse().unwrap(), "2026-03-31".parse().unwrap()));
        sound(&draw_region(samples::shell(), &c, Span::Last, days).render().unwrap());
    }
}
