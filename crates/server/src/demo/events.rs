//! 研修・啓発 of the demonstration: a year and a half of trainings, visits to groups of residents, a festival, one called off,
//! with participants, questionnaires and ticked 棚卸表, made by the use cases as the pages do it. Every name is invented; no
//! real office is named.
use ::events::EventId;
use ::events::model::entry::NewEntry;
use ::events::model::form::{Given, shipped};
use ::events::model::{Day, NewEvent, State};
use ::events::use_cases::helpers::NewHelper;
use ::events::use_cases::requests::Wish;
use ::events::use_cases::{
    change, entries, figures, forms, helpers, public, requests, tasks, videos,
};
use app::{App, Cx, Error, Result};
use kernel::time::add_days;
use kernel::{Actor, ActorKind, At, Date, Hat, Time};

use super::beside::Later;

/// Days from today, kind, title, theme, and how many came (citizens for kinds of residents).
const HELD: [(i64, &str, &str, &str, i64); 24] = [
    (-545, "training", "多職種研修会「入院したその日から」", "入院時の連絡を早く、短く", 52),
    (-520, "lecture-visit", "出前講座「人生会議をはじめよう」", "もしものときの話し合い", 18),
    (-492, "lecture-visit", "出前講座「薬の飲みのこし」", "薬の整理", 24),
    (-470, "training-visit", "出前研修「施設での看取り」", "施設の職員が看取りを学ぶ", 21),
    (-448, "training", "多職種研修会「口から食べる」", "歯科と介護の連携", 61),
    (-430, "lecture-visit", "出前講座「訪問診療ってなに」", "家で受けられる医療", 31),
    (-401, "festival", "医療と介護のフェス", "市民が医療・介護の仕事にふれる", 612),
    (-378, "lecture-visit", "出前講座「人生会議をはじめよう」", "もしものときの話し合い", 16),
    (-351, "liaison", "三職種の連携会", "医師・ケアマネジャー・訪問看護師の意見交換", 27),
    (-322, "training", "多職種研修会「認知症の人の急変」", "急変のときの情報の渡し方", 48),
    (-290, "citizens", "市民勉強会「家で最期まで」", "在宅での看取り", 44),
    (-261, "lecture-visit", "出前講座「冬の血圧と入浴」", "冬の急病を防ぐ", 28),
    (-236, "training", "多職種研修会「退院前カンファレンス」", "模擬カンファレンス", 57),
    (-214, "lecture-visit", "出前講座「人生会議をはじめよう」", "もしものときの話し合い", 22),
    (-196, "talk", "講演会「わたしの望みを伝える」", "市民向けの講演", 183),
    (-168, "training-visit", "出前研修「感染症が出たとき」", "施設での対応", 19),
    (-149, "lecture-visit", "出前講座「訪問診療ってなに」", "家で受けられる医療", 26),
    (-127, "training", "多職種研修会「薬とリハビリ」", "薬剤師とリハビリ職の合同研修", 49),
    (-104, "visit", "他市の連携拠点の視察受け入れ", "相談窓口と研修の運営", 8),
    (-88, "lecture-visit", "出前講座「薬の飲みのこし」", "薬の整理", 20),
    (-73, "presentation", "研究大会での発表", "入退院連絡の取り組み", 60),
    (-45, "lecture-visit", "出前講座「人生会議をはじめよう」", "もしものときの話し合い", 25),
    (-33, "liaison", "三職種の連携会", "医師・ケアマネジャー・訪問看護師の意見交換", 24),
    (-19, "lecture-visit", "出前講座「冬の血圧と入浴」", "冬の急病を防ぐ", 17),
];

const SURNAMES: [&str; 12] = [
    "小田島",
    "及川",
    "千田",
    "菊池",
    "阿部",
    "昆野",
    "照井",
    "八重樫",
    "高橋",
    "佐々木",
    "伊藤",
    "藤原",
];
const GIVEN: [&str; 9] = ["光", "まどか", "直樹", "恵", "徹", "さやか", "健", "由美", "学"];
const WORK: [(&str, &str, &str); 8] = [
    ("care-manager", "みずほ居宅介護支援", "居宅"),
    ("nurse", "あおば訪問看護", "訪問看護"),
    ("pharmacist", "ひがし薬局", "薬局"),
    ("doctor", "あさひ内科", "診療所"),
    ("rehab", "みどり総合病院", "病院"),
    ("care-worker", "ケアホームゆい", "施設"),
    ("dentist", "わかば歯科", "歯科"),
    ("social-worker", "みどり総合病院", "病院"),
];
const SAID: [(&str, &str); 8] = [
    ("ほかの職種がなにに困っているか、よく分かりました", "顔の見える関係"),
    ("グループワークの時間がもう少しほしい", "時間"),
    ("明日からの連絡の仕方を変えてみます", "仕事に生かす"),
    ("医師の参加がもっとあるとよい", "参加してほしい職種"),
    ("会場の駐車場が足りませんでした", "会場"),
    ("名前を知っている人が増えました", "顔の見える関係"),
    ("夜の開催は助かります", "時間"),
    ("事例がよかった。続きを聞きたい", "仕事に生かす"),
];

fn clock(h: i8, m: i8) -> Time {
    Time::constant(h, m, 0, 0)
}

/// The coordinator who writes it down.
pub(super) fn actor(app: &App) -> Result<Option<Actor>> {
    let all = app.read(&Actor::system(), accounts::demo_accounts)?;
    Ok(all.into_iter().find(|a| a.hat == Hat::Coordinator).map(|a| Actor {
        kind: ActorKind::Staff,
        account: Some(a.id.0),
        organisation: Some(a.organisation.0),
        hat: a.hat,
        name: a.name,
    }))
}

fn new(mark: &str, kind: &str, title: &str, aim: &str, day: Date) -> NewEvent {
    let public = matches!(kind, "lecture-visit" | "citizens" | "festival" | "talk");
    let (from, to) = if public { ("10:00", "11:30") } else { ("18:30", "20:00") };
    let target = |all: &[(&str, i64)]| all.iter().map(|(p, n)| ((*p).to_string(), *n)).collect();
    NewEvent {
        kind: kind.into(),
        title: title.into(),
        aim: aim.into(),
        place: if public {
            "東町公民館".into()
        } else {
            "保健センター 大会議室".into()
        },
        hosts: format!("連携拠点{mark}"),
        cosponsors: if kind == "training" { format!("三師会{mark}") } else { String::new() },
        funding: if public { "project".into() } else { "fund".into() },
        contact: format!("連携拠点{mark} 0000-65-0001"),
        days: vec![Day { day, from: from.into(), to: to.into() }],
        targets: match kind {
            "training" => target(&[
                ("doctor", 6),
                ("dentist", 4),
                ("pharmacist", 8),
                ("nurse", 12),
                ("rehab", 6),
                ("care-manager", 15),
                ("care-worker", 10),
            ]),
            _ => Vec::new(),
        },
        ..NewEvent::default()
    }
}

/// How `n` professionals divide, in the order of [`WORK`].
fn divided(n: i64) -> Vec<(String, i64)> {
    let parts = [27, 22, 11, 5, 10, 14, 4, 7];
    let mut out: Vec<(String, i64)> =
        WORK.iter().zip(parts).map(|(w, p)| (w.0.to_string(), n * p / 100)).collect();
    let rest = n - out.iter().map(|o| o.1).sum::<i64>();
    if let Some(first) = out.first_mut() {
        first.1 += rest;
    }
    out
}

/// Who writes it down, the mark behind invented names, today and now.
#[derive(Clone)]
struct Desk {
    who: Actor,
    mark: &'static str,
    today: Date,
    now: At,
}

/// What was due until now is ticked, each on its day.
fn ticks(cx: &Cx<'_>, d: &Desk, id: EventId) -> Result<Later> {
    let mut steps = Later::none();
    for t in tasks::open(cx, id)?.1 {
        let at = At::jst(t.due, clock(16, 30));
        // the newest two stay open, as they do
        if at < d.now.plus_minutes(-9 * 24 * 60) {
            steps.put(at, &d.who, move |cx| tasks::tick(cx, id, t.id, true).map(|_| Later::none()));
        }
    }
    Ok(steps)
}

fn somebody(i: usize, mark: &str) -> NewEntry {
    let pick =
        |list: &[&str], n: usize| list.get(n % list.len()).copied().unwrap_or_default().to_string();
    let (profession, office, _) =
        WORK.get(i * 5 % WORK.len()).copied().unwrap_or(("other", "", ""));
    NewEntry {
        name: format!("{} {}", pick(&SURNAMES, i * 7), pick(&GIVEN, i * 4 + i / 12)),
        organisation: format!("{office}{mark}"),
        profession: profession.into(),
        contact: format!("0000-65-{:04}", 1000 + i),
    }
}

fn held(d: &Desk) -> Later {
    let mut steps = Later::none();
    for (ago, kind, title, aim, n) in HELD {
        let day = add_days(d.today, ago);
        let at = move |n: i64, h: i8| At::jst(add_days(day, n), clock(h, 10));
        let desk = d.clone();
        steps.put(at(-75, 9), &d.who, move |cx| {
            let id = change::add(cx, &new(desk.mark, kind, title, aim, day))?;
            let mut more = ticks(cx, &desk, id)?;
            more.put(at(0, 21), &desk.who, move |cx| {
                let heads = match kind {
                    "lecture-visit" | "citizens" | "festival" | "talk" => {
                        vec![("citizen".to_string(), n)]
                    }
                    "visit" => vec![("city".to_string(), n)],
                    _ => divided(n),
                };
                change::put_heads(cx, id, &heads)?;
                change::set_state(cx, id, State::Held, "").map(|()| Later::none())
            });
            Ok(more)
        });
    }
    let day = add_days(d.today, -312);
    let desk = d.clone();
    steps.put(At::jst(add_days(day, -70), clock(9, 0)), &d.who, move |cx| {
        let e =
            new(desk.mark, "lecture-visit", "出前講座「冬の血圧と入浴」", "冬の急病を防ぐ", day);
        let id = change::add(cx, &e)?;
        let mut more = Later::none();
        more.put(At::jst(add_days(day, -1), clock(15, 0)), &desk.who, move |cx| {
            change::set_state(cx, id, State::Off, "大雪").map(|()| Later::none())
        });
        Ok(more)
    });
    steps
}

fn answers(i: usize) -> Given {
    let pick = |n: usize| vec![n.to_string()];
    let mut g = Given::from([
        ("q1".to_string(), vec![WORK.get(i * 5 % WORK.len()).map_or("other", |w| w.0).to_string()]),
        ("q2".to_string(), pick([0, 0, 1, 0, 1, 2, 0].get(i % 7).copied().unwrap_or(0))),
        ("q3".to_string(), pick([0, 1, 1, 0, 2].get(i % 5).copied().unwrap_or(0))),
        ("q4".to_string(), vec![(i % 8).to_string(), (i * 3 % 8).to_string()]),
    ]);
    if let Some((text, _)) = SAID.get(i % 4 + i / 9).filter(|_| i % 4 == 1 || i.is_multiple_of(9)) {
        g.insert("q5".into(), vec![(*text).to_string()]);
    }
    g
}

fn grouped(cx: &Cx<'_>, id: EventId) -> Result<()> {
    let texts = forms::results(cx, id)?;
    for q in texts.questions.iter().filter(|q| !q.texts.is_empty()) {
        let groups: Vec<_> = q
            .texts
            .iter()
            .filter_map(|(id, text, _)| {
                SAID.iter().find(|s| s.0 == text).map(|s| (*id, s.1.to_string()))
            })
            .collect();
        forms::group(cx, id, &q.code, &groups)?;
    }
    Ok(())
}

/// The newest training: participants by name, received, asked, grouped.
fn newest(d: &Desk) -> Later {
    let day = add_days(d.today, -12);
    let at = move |n: i64, h: i8, m: i8| At::jst(add_days(day, n), clock(h, m));
    let desk = d.clone();
    let mut steps = Later::none();
    steps.put(at(-75, 9, 0), &d.who, move |cx| {
        let mut e = new(
            desk.mark,
            "training",
            "多職種研修会「看取りを支える」",
            "本人の望みを、職種をこえて支える",
            day,
        );
        e.capacity = Some(50);
        let id = change::add(cx, &e)?;
        let mut more = ticks(cx, &desk, id)?;
        let (who, today, mark) = (desk.who.clone(), desk.today, desk.mark);
        more.put(at(-40, 10, 0), &who, move |cx| {
            change::set_state(cx, id, State::Open, "")?;
            forms::save(cx, id, &shipped()?, Some(add_days(today, 5))).map(|_| Later::none())
        });
        for i in 0..46_usize {
            let m = i8::try_from(i % 50).unwrap_or(0);
            let receiver = who.clone();
            more.put(at(-30, 11, m), &who, move |cx| {
                let key = format!("demo-newest-{i:03}");
                let (entry, _) = entries::add(cx, id, &somebody(i, mark), &key)?;
                let mut more = Later::none();
                if i % 11 != 3 {
                    more.put(at(0, 18, m), &receiver, move |cx| {
                        entries::receive(cx, id, entry.id, 1, true).map(|_| Later::none())
                    });
                }
                Ok(more)
            });
        }
        more.put(at(0, 20, 30), &who, move |cx| {
            change::set_state(cx, id, State::Held, "").map(|()| Later::none())
        });
        for i in 0..35_usize {
            more.put(at(1, 9, i8::try_from(i).unwrap_or(0)), &who, move |cx| {
                forms::key_in(cx, id, &answers(i), &format!("demo-answer-{i:03}"))
                    .map(|_| Later::none())
            });
        }
        more.put(at(2, 9, 30), &who, move |cx| grouped(cx, id).map(|()| Later::none()));
        Ok(more)
    });
    steps
}

/// What is ahead: one full with people who wait, one this evening, the next festival.
fn ahead(d: &Desk) -> Later {
    let begun = At::jst(add_days(d.today, -40), clock(10, 0));
    let (mark, today) = (d.mark, d.today);
    let mut full = new(
        mark,
        "training",
        "多職種研修会「食べることを支える」",
        "口から食べることを、病院でも自宅でも支える",
        add_days(today, 13),
    );
    full.capacity = Some(30);
    full.days.push(Day { day: add_days(today, 27), from: "18:30".into(), to: "20:00".into() });
    let mut evening =
        new(mark, "liaison", "三職種の連携会", "医師・ケアマネジャー・訪問看護師の意見交換", today);
    evening.capacity = Some(30);
    let mut festival = new(
        mark,
        "festival",
        "医療と介護のフェス",
        "市民が医療・介護の仕事にふれる",
        add_days(today, 96),
    );
    festival.expected = Some(700);
    let lecture = new(
        mark,
        "lecture-visit",
        "出前講座「人生会議をはじめよう」",
        "もしものときの話し合い",
        add_days(today, 20),
    );
    let mut steps = Later::none();
    for (e, people, first) in [(full, 34_usize, 50_usize), (evening, 18, 90)] {
        let desk = d.clone();
        steps.put(begun, &d.who, move |cx| {
            let id = change::add(cx, &e)?;
            change::set_state(cx, id, State::Open, "")?;
            for i in 0..people {
                let key = format!("demo-ahead-{first}-{i:03}");
                entries::add(cx, id, &somebody(first + i, mark), &key)?;
            }
            ticks(cx, &desk, id)
        });
    }
    for e in [festival, lecture] {
        steps.put(begun, &d.who, move |cx| change::add(cx, &e).map(|_| Later::none()));
    }
    steps
}

fn around(d: &Desk) -> Later {
    let year = i64::from(kernel::fiscal_year(d.today));
    let mut steps = Later::none();
    for (title, views) in
        [("動画「人生会議のはじめかた」", [132, 418, 365]), ("動画「入退院の連絡」", [0, 96, 141])]
    {
        let (day, mark) = (add_days(d.today, -540), d.mark);
        steps.put(At::jst(day, clock(11, 0)), &d.who, move |cx| {
            let id = change::add(cx, &new(mark, "video", title, "いつでも見られる動画", day))?;
            change::set_state(cx, id, State::Held, "").map(|()| Later::none())?;
            for (y, n) in (year - 2..=year).zip(views) {
                videos::put(cx, id, y, n)?;
            }
            Ok(Later::none())
        });
    }
    let today = d.today;
    steps.put(d.now.plus_minutes(-90), &d.who, move |cx| {
        let plans = [("lecture-visit", 18, 320), ("campaign", 2, 900), ("training", 6, 310)];
        let cells: Vec<_> = (year - 1..=year + 2)
            .flat_map(|y| {
                plans.iter().map(move |(r, t, p)| ((*r).to_string(), y, Some(*t), Some(*p)))
            })
            .collect();
        figures::put_plan(cx, &cells)?;
        helpers_of(cx, today).map(|()| Later::none())
    });
    steps
}

fn helpers_of(cx: &Cx<'_>, today: Date) -> Result<()> {
    let rolls = ["認知症サポーター", "コンチネンスパートナー", "健脚推進サポーター"];
    for (i, roll) in (0..9_usize).zip(rolls.iter().cycle()) {
        let n = NewHelper {
            name: somebody(i + 200, "").name,
            roll: (*roll).into(),
            area: ["東町", "ひばり台", "繭倉町"].get(i / 3).copied().unwrap_or("").into(),
            contact: format!("0000-65-{:04}", 2000 + i),
            note: "月に1回くらいなら手伝えます".into(),
            event: None,
            trained_on: Some(add_days(today, -200 - 20 * i64::try_from(i).unwrap_or(0))),
        };
        let id = helpers::add(cx, &n)?;
        if i % 2 == 0 {
            helpers::did(cx, id, add_days(today, -30), "match", "東町サロンの体操につないだ")?;
            helpers::did(cx, id, add_days(today, -16), "activity", "東町サロンで体操の手伝い")?;
        }
    }
    Ok(())
}

fn asked(cx: &Cx<'_>, mark: &str) -> Result<()> {
    let all = [
        ("東町サロンひだまり", "人生会議について聞きたい", "来月の平日の午前", "20人くらい"),
        ("ひばり台老人クラブ", "薬のことを薬剤師さんに聞きたい", "毎月第2水曜の午後", "15人"),
    ];
    for (i, (group, theme, when, persons)) in all.into_iter().enumerate() {
        let w = Wish {
            group: format!("{group}{mark}"),
            theme: theme.into(),
            when: when.into(),
            place: "公民館".into(),
            persons: persons.into(),
            name: somebody(i + 300, "").name,
            contact: format!("0000-65-{:04}", 3000 + i),
        };
        requests::ask(cx, &w, &format!("demo-request-{i}"), "demo")?;
    }
    Ok(())
}

/// What the centre of a region did and plans; nothing is written down later than its clock.
pub(super) fn plan(app: &App) -> Result<Later> {
    let who = actor(app)?.ok_or_else(|| Error::Inconsistent("demo: no coordinator".into()))?;
    let mark = if app.region().fictitious { "（架空）" } else { "（見本）" };
    let (today, now) = (app.now().date(), app.now());
    let d = Desk { who, mark, today, now };
    let mut steps = held(&d);
    steps.join(newest(&d));
    steps.join(ahead(&d));
    steps.join(around(&d));
    steps.put(now.plus_minutes(-60), &public::visitor(), move |cx| {
        asked(cx, mark).map(|()| Later::none())
    });
    Ok(steps)
}
