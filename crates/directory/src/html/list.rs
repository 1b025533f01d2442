//! 「事業所」: the list with search, and the same list as a file or on paper.
use askama::Template;
use kernel::Date;
use office::print::{Paper, PrintJob};
use slice::{Fail, Form, Req, Resp};
use ui::{Button, Chip, Field, FieldKind, Filter as Chips, Opt, Pager};

use crate::FacilityId;
use crate::model::service::{self, KINDS};
use crate::permissions;
use crate::sheets;
use crate::use_cases::browse::{self, Facility, Filter, ListPage, PAGE, Turn};

#[derive(Template)]
#[template(path = "directory/list.html")]
struct List {
    shell: ui::Shell,
    head: String,
    freshness: String,
    old: bool,
    search: Vec<Field>,
    kind: String,
    kinds: Chips,
    rows: Vec<RowView>,
    found: String,
    pager: Pager,
    empty: Option<ui::Empty>,
    never: Vec<ui::shell::Link>,
    files: Vec<Button>,
    may_import: bool,
    may_own: bool,
    area: String,
}

struct RowView {
    href: String,
    name: String,
    what: String,
    address: String,
    phone: Option<String>,
    fax: String,
}

impl RowView {
    fn of(f: &Facility, req: &Req) -> Self {
        let d = &f.data;
        RowView {
            href: req.url(&format!("/directory/{}", f.id)),
            name: d.name.clone(),
            what: [d.service_label.as_str(), d.city.as_str()]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join("・"),
            address: [d.address.as_str(), d.building.as_deref().unwrap_or("")]
                .join("　")
                .trim()
                .to_string(),
            phone: d.phone.clone(),
            fax: d.fax.clone().unwrap_or_default(),
        }
    }

    /// A button that calls.
    fn call(&self) -> Option<Button> {
        let phone = self.phone.as_ref()?;
        let href = format!("tel:{}", crate::model::normalise::digits(phone));
        let label =
            ui::Html::trusted("<span class=\"nw\">").and(phone).and(ui::Html::trusted("</span>"));
        Some(
            Button::link(label, href)
                .compact()
                .icon("phone")
                .about(format!("（{}に電話）", self.name)),
        )
    }
}

/// What the query asks for; texts far too long are cut, unknown codes find nothing.
fn filter(q: &Form) -> Filter {
    let short = |name: &str, n: usize| q.get(name).chars().take(n).collect::<String>();
    Filter {
        words: short("q", 100),
        kinds: q.all("kind").iter().filter(|k| !k.is_empty()).take(KINDS.len()).cloned().collect(),
        service: short("service", 20),
        city: short("city", 6),
    }
}

fn turn(q: &Form) -> Turn {
    let id = |name: &str| q.get(name).parse::<FacilityId>().ok();
    match (id("after"), id("before")) {
        (Some(a), _) => Turn::After(a),
        (None, Some(b)) => Turn::Before(b),
        (None, None) => Turn::First,
    }
}

/// The address of the list with this filter; `more` is put behind (`&after=…`).
fn address(req: &Req, path: &str, f: &Filter, more: &str) -> String {
    let mut pairs = Vec::new();
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            pairs.push(format!("{name}={}", slice::parts::in_query(value)));
        }
    };
    add("q", &f.words);
    for k in &f.kinds {
        add("kind", k);
    }
    add("service", &f.service);
    add("city", &f.city);
    if !more.is_empty() {
        pairs.push(more.to_string());
    }
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    req.url(&format!("{path}{query}"))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let f = filter(&req.query);
    let (page, labels, may_import, may_own, today) = req.read(|cx| {
        Ok((
            browse::list(cx, &f, turn(&req.query))?,
            crate::use_cases::names::labels(cx)?,
            app::may(cx, &permissions::IMPORT)?,
            app::may(cx, &permissions::OWN_WINDOWS)? && cx.actor().organisation.is_some(),
            cx.today(),
        ))
    })?;
    let hokatsu = labels.hokatsu().to_string();
    let label_of =
        |k: &service::Kind| if k.code == "hokatsu" { hokatsu.clone() } else { k.label.to_string() };
    let mut chips = vec![Chip {
        label: "すべて".into(),
        href: address(
            req,
            "/directory",
            &Filter { kinds: Vec::new(), service: String::new(), ..f.clone() },
            "",
        ),
        on: f.kinds.is_empty() && f.service.is_empty(),
    }];
    let only = |k: &service::Kind| {
        let narrowed = Filter { kinds: vec![k.code.into()], service: String::new(), ..f.clone() };
        address(req, "/directory", &narrowed, "")
    };
    let chosen = |k: &service::Kind| f.kinds.iter().any(|c| c == k.code);
    chips.extend(page.kinds.iter().filter(|k| !k.never || chosen(k.kind)).map(|k| Chip {
        label: if k.never {
            format!("{} まだ", label_of(k.kind))
        } else {
            format!("{} {}", label_of(k.kind), k.n)
        },
        href: only(k.kind),
        on: chosen(k.kind),
    }));
    let view = List {
        shell: req.titled("医療・介護の事業所"),
        head: match never_chosen(&page, &f) {
            Some(k) => label_of(k),
            None => head(&page, &f),
        },
        freshness: page.freshness.map(|x| x.words(today)).unwrap_or_default(),
        old: page.freshness.is_some_and(|x| x.is_old(today)),
        search: fields(&page, &f),
        kind: f.kinds.first().cloned().unwrap_or_default(),
        kinds: Chips { label: "種類".into(), spoken: "種類でしぼる".into(), chips },
        rows: page.listed.rows.iter().map(|x| RowView::of(x, req)).collect(),
        found: format!("{}か所", page.listed.total),
        pager: pager(req, &page, &f),
        empty: empty(req, &page, &f, may_import, &hokatsu),
        never: page
            .kinds
            .iter()
            .filter(|k| k.never)
            .map(|k| ui::shell::Link::new(label_of(k.kind), only(k.kind)))
            .collect(),
        files: files(req, &f),
        may_import,
        may_own,
        area: format!("{}と{}", labels.area(), labels.hokatsu_short()),
    };
    Resp::page(view.render())
}

/// The chosen kind when nothing of it was ever imported: 「0か所」 would say that there is none.
fn never_chosen(page: &ListPage, f: &Filter) -> Option<&'static service::Kind> {
    let never =
        |k: &&'static service::Kind| page.kinds.iter().any(|c| c.never && c.kind.code == k.code);
    f.chosen().into_iter().find(never).filter(|_| page.listed.rows.is_empty())
}

fn head(page: &ListPage, f: &Filter) -> String {
    match f.is_empty() {
        true => "医療・介護の事業所".to_string(),
        false => format!("見つかった事業所 {}か所", page.listed.total),
    }
}

fn fields(page: &ListPage, f: &Filter) -> Vec<Field> {
    let mut out =
        vec![Field::new("q", "名前・かな・町の名前・電話（2文字から）", FieldKind::text(&f.words))];
    if page.cities.len() > 1 {
        let mut opts = vec![Opt::new("", "すべて")];
        opts.extend(
            page.cities.iter().map(|c| Opt::new(&c.code, format!("{}（{}）", c.label, c.n))),
        );
        out.push(Field::new("city", "市区町村", FieldKind::select(&f.city, opts)));
    }
    out
}

fn pager(req: &Req, page: &ListPage, f: &Filter) -> Pager {
    let link = |name: &str, id: FacilityId| address(req, "/directory", f, &format!("{name}={id}"));
    Pager {
        prev: page.listed.prev.map(|id| link("before", id)),
        next: page.listed.next.map(|id| link("after", id)),
        words: match page.listed.total {
            n if n > PAGE as i64 => format!("かなの順に{PAGE}か所ずつ、全部で{n}か所"),
            _ => String::new(),
        },
    }
}

fn empty(
    req: &Req,
    page: &ListPage,
    f: &Filter,
    may_import: bool,
    hokatsu: &str,
) -> Option<ui::Empty> {
    if !page.listed.rows.is_empty() {
        return None;
    }
    let import = || {
        may_import.then(|| Button::link("名簿を取り込む", req.url("/directory/import")).primary())
    };
    let all = Button::link("すべての事業所を見る", req.url("/directory"));
    let nothing_at_all = page.kinds.iter().all(|k| k.never);
    Some(if let Some(k) = never_chosen(page, f) {
        let label = if k.code == "hokatsu" { hokatsu } else { k.label };
        ui::Empty {
            title: format!("{label}は、まだ取り込んでいません"),
            text: "名簿を取り込むと、ここに出ます。".into(),
            art: false,
            button: import().or(Some(all)),
        }
    } else if nothing_at_all {
        ui::Empty {
            title: "まだ取り込んでいません".into(),
            text: "介護サービス情報公表のオープンデータを取り込むと、ここに事業所が並びます。"
                .into(),
            art: false,
            button: import(),
        }
    } else {
        ui::Empty {
            title: "あてはまる事業所はありません".into(),
            text: "ことばを短くするか、種類と市区町村の選び方を変えてください。".into(),
            art: false,
            button: Some(all),
        }
    })
}

fn files(req: &Req, f: &Filter) -> Vec<Button> {
    let link = |label: &str, format: &str| {
        let href = address(req, "/directory/export", f, &format!("format={format}"));
        Button::link(label, href).compact()
    };
    vec![
        link("印刷", "print").icon("print"),
        link("Excel", "xlsx").icon("download").about("で書き出す"),
        link("CSV", "csv").icon("download").about("で書き出す"),
    ]
}

/// The list as CSV, Excel or paper.
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let f = filter(&req.query);
    let (rows, fresh) = req.read(|cx| browse::export(cx, &f))?;
    let now = req.app.now();
    let day: Date = now.date();
    let name = |ext: &str| format!("jigyosho-{day}.{ext}");
    let failed =
        |e: &dyn std::fmt::Display| Fail::Use(app::Error::Inconsistent(format!("export: {e}")));
    match req.query.get("format") {
        "xlsx" => {
            let bytes =
                sheets::facilities_xlsx(&rows, &super::sender(req), now).map_err(|e| failed(&e))?;
            const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(Resp::file(name("xlsx"), XLSX, bytes))
        }
        "print" => {
            let mut lead = format!("{}か所。かなの順。", rows.len());
            if let Some(x) = fresh {
                lead.push_str(&format!("{}。", x.words(day)));
            }
            let job = PrintJob::of(&sheets::facilities_print(&rows, lead, fresh.is_some()))
                .map_err(|e| failed(&e))?;
            Ok(Resp::print(
                job.title("医療・介護の事業所一覧")
                    .sender(super::sender(req))
                    .demo(super::demo_band(req))
                    .printed_at(super::printed_at(req))
                    .paper(Paper::A4Landscape)
                    .build(),
            ))
        }
        _ => {
            let bytes = sheets::facilities_csv(&rows).map_err(|e| failed(&e))?;
            Ok(Resp::file(name("csv"), "text/csv; charset=utf-8", bytes))
        }
    }
}
