//! The questions of a consultation, for a new one and for changing one; and the answers read back.
use slice::Req;
use ui::field::{DateValue, Input, Opt, TextKind, Width};
use ui::{Field, FieldError, FieldKind};

use crate::model::case::{Case, LINE, Status};
use crate::model::lists::{Code, lists};

/// Said beside every text: nobody's name belongs here.
pub(super) const NO_NAMES: &str = "個人が分かることは書かないでください";

/// What was typed: the content as far as it can be read, and the boxes as they were.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// Content.
    pub case: Case,
    /// 受付日 as typed.
    pub day: String,
    /// 所要分 as typed.
    pub minutes: String,
    /// つぎに確かめる日 as typed.
    pub follow: DateValue,
    /// Why it is changed.
    pub why: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl Typed {
    /// The boxes of a consultation that is kept.
    pub(super) fn of(case: Case) -> Typed {
        Typed {
            day: case.date().map(kernel::wareki::short).unwrap_or_default(),
            minutes: case.minutes.map(|m| m.to_string()).unwrap_or_default(),
            follow: DateValue::from_iso(case.follow_on.as_deref().unwrap_or("")),
            case,
            why: String::new(),
            errors: Vec::new(),
        }
    }

    /// Reads the form; what cannot be read is an error beside its field and stays as it was typed. What the form does not
    /// ask for stays as it is in `base`.
    pub(super) fn read(req: &Req, base: Case) -> Typed {
        let f = &req.form;
        let today = req.app.now().date();
        let one = |name: &str| f.get(name).to_string();
        let many = |name: &str| -> Vec<String> {
            f.all(name).iter().map(|v| v.trim().to_string()).filter(|v| !v.is_empty()).collect()
        };
        let mut errors: Vec<FieldError> = Vec::new();
        let mut say = |field: &str, message: &str| {
            errors.push(FieldError { field: field.into(), message: message.into() });
        };
        let day = match one("day") {
            d if d.is_empty() => today.to_string(),
            d => match kernel::wareki::parse(&d, today) {
                Ok(d) => d.to_string(),
                Err(e) => {
                    say("day", &e.to_string());
                    today.to_string()
                }
            },
        };
        let minutes = one("minutes");
        let figure = kernel::kana::half_width(&minutes);
        let counted = match figure.trim_end_matches('分').trim() {
            "" => None,
            n => match n.parse::<i64>() {
                Ok(n) => Some(n),
                Err(_) => {
                    say("minutes", "所要分は、数で入力してください");
                    None
                }
            },
        };
        let follow = ui::dates::posted(f.state(), "follow_on");
        let follow_on = match ui::dates::iso(&follow, today) {
            Ok(d) => d,
            Err(e) => {
                say("follow_on", &e.message);
                None
            }
        };
        let time = match one("time") {
            t if t.is_empty() => String::new(),
            t => ui::dates::time(&t).ok().flatten().unwrap_or(t),
        };
        let case = Case {
            day,
            time,
            minutes: counted,
            method: one("method"),
            place: one("place"),
            place_detail: one("place_detail"),
            affiliation: one("affiliation"),
            office: one("office"),
            profession: one("profession"),
            contents: [many("contents"), many("contents.more")].concat(),
            tags: many("tags"),
            scene: one("scene"),
            about: one("about"),
            asked: one("asked"),
            answered: one("answered"),
            did: many("did"),
            outcome: one("outcome"),
            status: Status::of(&one("status")).unwrap_or_default(),
            follow_on,
            ..base
        };
        Typed { day: one("day"), minutes, follow, why: one("why"), case, errors }
    }
}

fn opts(list: &[Code], which: impl Fn(&Code) -> bool) -> Vec<Opt> {
    list.iter().filter(|c| which(c)).map(|c| Opt::new(&c.code, &c.label)).collect()
}

fn some(list: &[Code], none: &str) -> Vec<Opt> {
    std::iter::once(Opt::new("", none)).chain(opts(list, |_| true)).collect()
}

fn text(value: &str, width: Width) -> FieldKind {
    FieldKind::Text(Input { value: value.into(), width, max: Some(LINE), ..Input::default() })
}

fn finished(mut fields: Vec<Field>, errors: &[FieldError]) -> Vec<Field> {
    for f in &mut fields {
        f.error = errors.iter().find(|e| e.field == f.name).map(|e| e.message.clone());
    }
    fields
}

/// Who calls: the first questions, up to the caller.
pub(super) fn caller(t: &Typed) -> Vec<Field> {
    let (c, l) = (&t.case, lists());
    let method = FieldKind::radio(&c.method, opts(&l.method, |_| true));
    let office = FieldKind::Text(Input { value: c.office.clone(), ..Input::default() });
    finished(
        vec![
            Field::new("method", "方法", method).required(),
            Field::new("office", "相談した人の事業所・機関", office)
                .hint("2文字入れると、前の方を呼び出せます。お名前は書かないでください"),
        ],
        &t.errors,
    )
}

/// From whom and about what.
pub(super) fn matter(t: &Typed) -> Vec<Field> {
    let (c, l) = (&t.case, lists());
    let first = |x: &Code| x.first || c.contents.contains(&x.code);
    let affiliation = FieldKind::radio(&c.affiliation, opts(&l.affiliation, |_| true));
    let long =
        |value: &str, rows| FieldKind::LongText { value: value.into(), rows, max: Some(2_000) };
    finished(
        vec![
            Field::new("affiliation", "所属", affiliation).required(),
            Field::new("place", "所在", FieldKind::radio(&c.place, opts(&l.place, |_| true)))
                .required(),
            Field::new(
                "contents",
                "内容",
                FieldKind::checks(c.contents.clone(), opts(&l.content, first)),
            )
            .hint("いくつでも")
            .required(),
            Field::new("asked", "相談されたこと", long(&c.asked, 3)).hint(NO_NAMES),
            Field::new("answered", "答えたこと", long(&c.answered, 2)).hint(NO_NAMES),
            Field::new("did", "対応", FieldKind::checks(c.did.clone(), opts(&l.did, |_| true))),
            Field::new(
                "minutes",
                "所要分",
                FieldKind::Integer { value: t.minutes.clone(), unit: "分".into() },
            ),
        ],
        &t.errors,
    )
}

/// The contents that are not asked for at once.
pub(super) fn more_contents(t: &Typed) -> Field {
    let (c, l) = (&t.case, lists());
    let rest = |x: &Code| !(x.first || c.contents.contains(&x.code));
    Field::new("contents.more", "ほかの内容", FieldKind::checks(Vec::new(), opts(&l.content, rest)))
}

/// What can be said beyond that.
pub(super) fn rest(t: &Typed) -> Vec<Field> {
    let (c, l) = (&t.case, lists());
    let profession = FieldKind::Text(Input {
        value: c.profession.clone(),
        width: Width::Full,
        max: Some(LINE),
        suggest: l.profession.clone(),
        ..Input::default()
    });
    let time = FieldKind::Text(Input {
        value: c.time.clone(),
        kind: TextKind::Time,
        width: Width::Short,
        ..Input::default()
    });
    let status = vec![
        Opt::new(Status::Closed.code(), Status::Closed.label()),
        Opt::new(Status::Open.code(), Status::Open.label()),
    ];
    finished(
        vec![
            Field::new("profession", "相談した人の職種", profession),
            Field::new("day", "受付日", text(&t.day, Width::Mid))
                .hint("空けると、きょう。R8.11.21、11/21、昨日 も使えます"),
            Field::new("time", "時刻", time).hint("例 9:40"),
            Field::new(
                "place_detail",
                "くわしい所在",
                FieldKind::select(&c.place_detail, some(&l.place_detail, "選ばない")),
            ),
            Field::new(
                "tags",
                "福祉4分野・重層・身寄りなし",
                FieldKind::checks(c.tags.clone(), opts(&l.tag, |_| true)),
            ),
            Field::new("scene", "場面", FieldKind::select(&c.scene, some(&l.scene, "選ばない"))),
            Field::new("about", "対象の方のようす", text(&c.about, Width::Full))
                .hint("例 80代、要介護2、病院。個人が分かることは書かないでください"),
            Field::new(
                "outcome",
                "結果",
                FieldKind::select(&c.outcome, some(&l.outcome, "選ばない")),
            ),
            Field::new("status", "状態", FieldKind::radio(c.status.code(), status)),
            Field::new("follow_on", "つぎに確かめる日", FieldKind::Date(t.follow.clone()))
                .hint("その日になると「きょう」に出ます（対応中の相談だけ）"),
        ],
        &t.errors,
    )
}

/// Fields of [`rest`] in which something was said or is wrong: then the fold is open.
pub(super) fn rest_used(t: &Typed) -> bool {
    let names = [
        "profession",
        "day",
        "time",
        "place_detail",
        "tags",
        "scene",
        "about",
        "outcome",
        "status",
        "follow_on",
    ];
    t.errors.iter().any(|e| names.contains(&e.field.as_str()))
}

/// The names in the order of the page, for the summary of errors.
pub(super) const ORDER: [&str; 19] = [
    "method",
    "office",
    "affiliation",
    "place",
    "contents",
    "asked",
    "answered",
    "did",
    "minutes",
    "profession",
    "day",
    "time",
    "place_detail",
    "tags",
    "scene",
    "about",
    "outcome",
    "status",
    "follow_on",
];
