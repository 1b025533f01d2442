//! 救急医療情報 of the demonstration: six of ten have a card. Invented like everything here.
use app::{App, Cx, Result};
use emergency::model::card::{NewCard, Source};
use emergency::model::register::{Entry, RECEIVERS};
use emergency::use_cases::register::{NewRegistration, register};
use emergency::use_cases::registers;
use emergency::use_cases::{card, index, review};
use kernel::{Hat, time};
use people::{ConsentMethod, ResidentId};

const KEYS: [&str; 4] = [
    "隣家 佐々木さん（右どなり・青い屋根）",
    "長男が持っています",
    "玄関の右の植木鉢の下",
    "管理人室",
];
const ENTRANCES: [&str; 4] = ["平屋・北口から", "2階建て・玄関は東", "1階の奥", "南の勝手口から"];
const MARKS: [&str; 5] =
    ["ときわ公園の北", "第二小学校の東", "郵便局のうら", "橋のたもと", "米屋のとなり"];
const USUAL: [&str; 4] =
    ["歩行器・会話できる", "杖・会話できる", "車いす・ゆっくりなら会話できる", "ひとりで歩ける"];
const SENSES: [&str; 4] = ["右耳が聞こえにくい", "めがね", "もの忘れがあります", ""];

/// The card of the `n`-th resident, as `keeper` heard it; the others are only in the index.
pub(super) fn card(cx: &Cx<'_>, id: ResidentId, n: usize, keeper: &str) -> Result<()> {
    if cx.actor().hat == Hat::Hokatsu {
        entry(cx, id, n)?;
    }
    if n % 5 >= 3 {
        return index::refresh(cx, id.0);
    }
    let pick = |list: &[&'static str], salt: usize| {
        list.get((n / 3 + salt) % list.len().max(1)).copied().unwrap_or("")
    };
    let body = [
        ("key", pick(&KEYS, 0)),
        ("entrance", pick(&ENTRANCES, 1)),
        ("landmark", pick(&MARKS, 2)),
        ("usual", pick(&USUAL, 3)),
        ("senses", pick(&SENSES, 1)),
        ("clinic1", "結野中央病院 内科"),
        ("clinic1.day", "0000-64-0004"),
        ("medicine_at", "冷蔵庫の袋の中"),
    ];
    let new = NewCard {
        version: 0,
        body: body
            .iter()
            .filter(|(_, t)| !t.is_empty())
            .map(|(c, t)| ((*c).to_owned(), (*t).to_owned()))
            .collect(),
        source: if n % 10 == 2 { Source::Paper } else { Source::Person },
        settled: n % 10 != 2,
        // one of six was asked more than a year ago
        confirmed_on: if n % 6 == 1 { time::add_months(cx.today(), -13) } else { cx.today() },
        confirmed_with: "本人".into(),
    };
    card::save(cx, id, &new)?;
    let consent = NewRegistration {
        method: ConsentMethod::Written,
        given_by: "ご本人".into(),
        heard_by: keeper.to_owned(),
        given_on: cx.today(),
        tell_team: n % 7 != 6,
    };
    register(cx, id, &consent)
}

/// 見守りの名簿: whom the 包括 keeps stands in it, most with consent, some asked more than a year ago.
fn entry(cx: &Cx<'_>, id: ResidentId, n: usize) -> Result<()> {
    let consents = RECEIVERS.iter().zip(0..).map(|((code, _), i)| {
        let given = (n + i) % 4 != 3;
        let why = if given { String::new() } else { "聞けていない".into() };
        ((*code).to_owned(), given, why)
    });
    let e = Entry {
        listed: true,
        kinds: vec![if n.is_multiple_of(3) { "old-pair" } else { "alone" }.into()],
        minsei: "千田 民生".into(),
        association: "中央自治会".into(),
        carry: if n % 4 == 1 { "在宅酸素".into() } else { String::new() },
        visit_ok: n.is_multiple_of(2),
        surveyed_on: time::add_months(cx.today(), if n.is_multiple_of(5) { -14 } else { -2 }),
        consents: consents.collect(),
        ..Entry::default()
    };
    registers::enter(cx, id, &e)
}

/// The doctors of the city's hospital judge 緊急閲覧 (MC), as the city decided.
pub(super) fn reviewers(app: &App, f: &super::found::Founded) -> Result<()> {
    let city = |s: &super::city::Staff| s.demo_role.as_deref() == Some("city");
    let Some(who) = f.city.staff.iter().position(city) else { return Ok(()) };
    let mc = f.org_id(f.city.org("hosp-chuo")?)?;
    let set = review::Settings { organisations: vec![mc.0], phone: "0000-65-1190".into() };
    app.write(&f.actor(who)?, move |cx| review::set(cx, &set))
}
