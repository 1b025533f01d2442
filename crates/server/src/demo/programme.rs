//! 計画 of the demonstration city: indicators from the examples, three tables of the plan, a roadmap that a council confirmed and
//! the draft of this year with lines out of the records, logic models of two scenes. Everything is invented; regions with real
//! names get none of it.
use ::programme::model::city::City;
use ::programme::model::logic::NewBox;
use ::programme::model::report::{Period, Words};
use ::programme::model::roadmap::{Head, Part};
use ::programme::model::shown::{Kept, Origin, State};
use ::programme::model::table::NewTable;
use ::programme::model::{Indicator, NewIndicator, Num, year};
use ::programme::use_cases::roadmap::Phase;
use ::programme::use_cases::{
    indicators, logic, propose, report_forms, reports, roadmap, tables, values,
};
use ::programme::{IndicatorId, RoadmapId};
use app::{App, Cx, Error, Result};
use kernel::time::add_days;
use kernel::{At, Date, Time};

use super::beside::Later;

/// Table, its two indicators, targets of times and persons for the planned years.
type Planned = (&'static str, &'static str, &'static str, [i64; 3], [i64; 3]);

const TABLES: [Planned; 3] = [
    ("出前講座", "出前講座 開催回数", "出前講座 参加人数", [12, 14, 14], [280, 300, 320]),
    (
        "普及啓発イベント",
        "普及啓発イベント 開催回数",
        "普及啓発イベント 参加人数",
        [2, 2, 2],
        [700, 700, 700],
    ),
    ("多職種研修", "多職種研修 開催回数", "多職種研修 参加人数", [6, 6, 6], [300, 310, 320]),
];

/// Scene, goal, what was planned last year, review, what comes next, marks.
const ROWS: [(&str, &str, &str, &str, &str, &str); 4] = [
    (
        "daily",
        "医療と介護の職種が力を合わせ、住み慣れた場所で、その人らしい暮らしを続けられている。",
        "在宅医療・介護連携推進会議\n職能団体ごとの打ち合わせ",
        "話し合う時間を長くとれるよう、議題をしぼる\nリハビリ職の集まりに歯科と栄養の職種も加える",
        "多職種の事例検討を年3回ひらく\n通院がむずかしい人の実態を調べる",
        "first,second,third",
    ),
    (
        "hospital",
        "病院と在宅のチームが、入院と退院の流れをたがいに知り、希望する場所へ安心して帰れている。",
        "入退院支援部会\n連携ハンドブックの改訂",
        "退院まぎわの連絡になる理由を、病院ごとに話し合う",
        "5日以上前の連絡をふやす\n施設との連携の場をつくる",
        "second,third",
    ),
    (
        "acute",
        "急に具合が悪くなったときも、本人の思いに沿った対応ができている。",
        "救急連携ワーキング\n出前研修「感染症が出たとき」",
        "夜間の連絡先の一覧を、年に2回確かめる",
        "救急隊との意見交換を年2回ひらく",
        "second,general",
    ),
    (
        "end",
        "市民が看取りについて知り、本人の望みを家族と関係者が分かち合えている。",
        "看取り・意思決定支援部会\n市民勉強会・出前講座",
        "きぼうノートを、若い世代にも広げる",
        "施設に向けた看取りの研修をふやす\nわたしのきぼうノートの書き方の会をひらく",
        "third,dementia",
    ),
];

/// Boxes of a model: stage, text, the box it stands under (from 0), name of its indicator.
type Piece = (&'static str, &'static str, Option<usize>, &'static str);

const HOSPITAL: [Piece; 8] = [
    ("goal", "希望する場所へ、安心して帰れている", None, ""),
    ("outcome", "退院の日が、早く在宅のチームに伝わっている", Some(0), ""),
    ("measure", "入退院連携の手引きと連絡票を使う", Some(1), ""),
    ("view", "退院の5日以上前に連絡できているか", Some(2), ""),
    ("indicator", "退院5日以上前連絡割合", Some(3), "退院5日以上前連絡割合"),
    ("measure", "病院と在宅の職種の研修をひらく", Some(1), ""),
    ("view", "顔の見える関係がひろがっているか", Some(5), ""),
    ("indicator", "多職種研修に来た人", Some(6), "多職種研修 参加人数"),
];

const END: [Piece; 5] = [
    ("goal", "望む場所で、最期までその人らしく過ごせている", None, ""),
    ("outcome", "市民が看取りを知り、家族と話している", Some(0), ""),
    ("measure", "出前講座と市民勉強会をひらく", Some(1), ""),
    ("view", "話し合うきっかけになったか", Some(2), ""),
    ("indicator", "出前講座に来た人", Some(3), "出前講座 参加人数"),
];

fn named(all: &[Indicator], name: &str) -> Option<IndicatorId> {
    all.iter().find(|i| i.data.name == name).map(|i| i.id)
}

fn kept(n: &str, note: &str) -> Kept {
    Kept {
        state: State::Actual,
        n: Num::parse(n),
        source: "市の集計（架空）".into(),
        note: note.into(),
        origin: Origin::Hand,
        ..Kept::default()
    }
}

/// Indicators with targets, typed values and other (invented) towns.
fn define(cx: &Cx<'_>, now: i64) -> Result<()> {
    let names: Vec<String> =
        indicators::examples(cx)?.into_iter().map(|e| e.name.clone()).collect();
    indicators::take_over(cx, &names)?;
    let front = [
        "出前講座 参加人数",
        "多職種研修 参加人数",
        "相談件数",
        "退院連絡率",
        "退院5日以上前連絡割合",
        "マッチング（二次連携）",
    ];
    for i in indicators::all(cx)? {
        if front.contains(&i.data.name.as_str()) {
            let d = NewIndicator { front_centre: true, front_city: true, ..i.data.clone() };
            indicators::change(cx, i.id, &d, i.version)?;
        }
    }
    let all = indicators::all(cx)?;
    for (_, times, persons, t, p) in TABLES {
        for (name, targets) in [(times, t), (persons, p)] {
            if let Some(id) = named(&all, name) {
                let years: Vec<(i64, Option<Num>)> =
                    (now..).zip(targets).map(|(y, n)| (y, Some(Num::whole(n)))).collect();
                indicators::put_targets(cx, id, &years)?;
            }
        }
    }
    let rate = "在宅等で亡くなった人の割合";
    if let Some(id) = named(&all, rate) {
        for (y, n) in [(now - 3, "21.4"), (now - 2, "22.8")] {
            values::put(cx, id, y, &kept(n, ""))?;
        }
        values::put(cx, id, now - 1, &kept("24.1", "速報値\n架空の数です"))?;
        for (name, n, own) in [
            ("結野市（架空）", "22.8", true),
            ("東山町（架空）", "25.2", false),
            ("西川町（架空）", "19.7", false),
        ] {
            let n = Num::parse(n).unwrap_or_default();
            let source = "市の集計（架空）".into();
            values::put_city(
                cx,
                id,
                now - 2,
                &City { name: name.into(), n, d: None, own, source },
            )?;
        }
    }
    if let Some(id) = named(&all, "訪問診療を実施する診療所・病院") {
        for (y, n) in [(now - 2, "11"), (now - 1, "12")] {
            values::put(cx, id, y, &kept(n, ""))?;
        }
    }
    for (title, times, persons, ..) in TABLES {
        let rows: Vec<(IndicatorId, String)> =
            [(times, "開催回数（回）"), (persons, "参加人数（人）")]
                .into_iter()
                .filter_map(|(name, label)| Some((named(&all, name)?, label.to_string())))
                .collect();
        let new = NewTable {
            title: title.into(),
            from: now - 1,
            plan: now + 1,
            to: now + 2,
            actual_words: "実績値".into(),
            plan_words: "計画値".into(),
            rows,
            ..NewTable::default()
        };
        tables::add(cx, &new)?;
    }
    Ok(())
}

fn write(cx: &Cx<'_>, id: RoadmapId, scene: &str, part: Part, text: &str) -> Result<()> {
    let was =
        roadmap::open(cx, id)?.cells.get(&(scene.to_string(), part)).cloned().unwrap_or_default();
    roadmap::put_cell(cx, id, scene, part, &was, text)
}

fn head() -> Head {
    Head {
        paper: "資料４".into(),
        phase: "Ⅱ.ひろげる時期（架空）".into(),
        vision: "介護や医療が必要になっても、つながりの中で自分らしく暮らし、長寿を喜び合えるまち".into(),
        ground: "市の介護保険事業計画（架空）・県の保健医療計画（架空）".into(),
        city: "結野市の方針".into(),
        city_policy: "①拠点とともに、医療と介護の連携を進める\n②推進会議に障がい福祉の分野を加える\n③4つの場面ごとに、役割を分けて課題に取り組む\n④在宅療養と救急の連携、最終段階の支援を続ける".into(),
        centre: "連携拠点の方針".into(),
        centre_policy: "①これからの医療と介護の姿を、市民に分かりやすく伝える\n②権利擁護と意思決定支援のしくみをつくる\n③多職種が重なり合う支援を、関係機関とつくる\n④時期に合った研修のしくみを整える\n⑤「連携を担う拠点」の目標を進める".into(),
        goals_note: "推進会議で確認済".into(),
    }
}

/// The edition of last fiscal year, as the council confirmed it.
fn last_year(cx: &Cx<'_>, of: i64) -> Result<RoadmapId> {
    let id = roadmap::begin(cx, of, None)?;
    roadmap::put_head(cx, id, &head(), 1)?;
    for (scene, goal, done, act, plan, marks) in ROWS {
        write(cx, id, scene, Part::Goal, goal)?;
        write(cx, id, scene, Part::Do, done)?;
        write(cx, id, scene, Part::Check, "計画したことは、おおむね行えた")?;
        write(cx, id, scene, Part::Act, act)?;
        write(cx, id, scene, Part::Plan, plan)?;
        roadmap::put_cell(cx, id, scene, Part::Marks, "", marks)?;
    }
    let version = roadmap::open(cx, id)?.roadmap.version;
    let council = format!("{} 推進会議（架空）", year::words(of));
    roadmap::confirm(cx, id, &council, Some(cx.today()), version)?;
    Ok(id)
}

/// This year's draft: some proposals are taken over, others wait.
fn this_year(cx: &Cx<'_>, of: i64, from: RoadmapId) -> Result<()> {
    let id = roadmap::begin(cx, of, Some(from))?;
    for (scene, part, most) in
        [("daily", Part::Do, 2), ("hospital", Part::Check, 2), ("end", Part::Check, 1)]
    {
        let all = propose::of_cell(cx, id, scene, part)?;
        for p in all.iter().take(most) {
            propose::answer(cx, id, scene, part, &p.source, true)?;
        }
    }
    write(cx, id, "hospital", Part::Act, "連絡票の書き方を、病院とケアマネジャーで合わせる")
}

fn models(cx: &Cx<'_>) -> Result<()> {
    let all = indicators::all(cx)?;
    for (scene, pieces) in [("hospital", HOSPITAL.as_slice()), ("end", END.as_slice())] {
        let mut ids = Vec::new();
        for (stage, text, parent, indicator) in pieces {
            let b = NewBox {
                scene: scene.into(),
                stage: (*stage).into(),
                parent: parent.and_then(|n| ids.get(n).copied()),
                text: (*text).into(),
                indicator: named(&all, indicator),
            };
            ids.push(logic::add(cx, &b)?);
        }
    }
    Ok(())
}

fn phases(cx: &Cx<'_>, now: i64) -> Result<()> {
    let all = [
        (
            "Ⅰ.はじめる時期",
            now - 8,
            now - 4,
            "拠点をつくり、職種ごとの打ち合わせをはじめた（架空）",
        ),
        ("Ⅱ.ひろげる時期", now - 3, now + 2, "部会と研修をひろげ、数字でふり返る（架空）"),
    ];
    for (name, from, to, about) in all {
        let p = Phase { id: None, name: name.into(), from, to, about: about.into() };
        roadmap::add_phase(cx, &p)?;
    }
    Ok(())
}

/// Last month's report, as the centre confirmed it, and the city's form.
fn last_month(cx: &Cx<'_>, p: Period) -> Result<()> {
    reports::set_usual(cx, "contract")?;
    report_forms::add(cx, "実績報告_様式（見本）.xlsx", &report_forms::sample()?)?;
    let words = Words {
        thoughts: "退院まぎわの連絡についての相談が続いた。部会で、病院ごとの理由を聞き取ることにした。\n研修には、はじめて参加する事業所が増えた。（架空）".into(),
        plans: "入退院支援部会の準備\n出前講座（公民館）の打ち合わせ（架空）".into(),
    };
    reports::write(cx, p, &words, 0)?;
    reports::confirm(cx, p, 1)
}

/// This month's draft.
fn this_month(cx: &Cx<'_>, p: Period) -> Result<()> {
    let words = Words {
        thoughts: "市民勉強会の申し込みが早く埋まった。会場を広くすることを考える。（架空）".into(),
        plans: String::new(),
    };
    reports::write(cx, p, &words, 0)
}

/// What the centre of the invented city planned; nothing is written down later than its clock.
pub(super) fn plan(app: &App) -> Result<Later> {
    let mut steps = Later::none();
    if !app.region().fictitious {
        return Ok(steps);
    }
    let who = super::events::actor(app)?
        .ok_or_else(|| Error::Inconsistent("demo: no coordinator".into()))?;
    let today = app.now().date();
    let now = year::of(today);
    // a day of last fiscal year, so that its edition is not younger than its council
    let before = Date::new(i16::try_from(now).unwrap_or(2026), 3, 18).unwrap_or(today);
    let (later, actor) = (who.clone(), who.clone());
    // the month before is reported on the fifth day, or as soon as it can be
    let first = add_days(today, 1 - i64::from(today.day()));
    let told = add_days(first, (i64::from(today.day()) - 2).clamp(0, 4));
    let (month, past) = (Period::of(today), Period::of(add_days(first, -1)));
    steps.put(At::jst(told, Time::constant(0, 40, 0, 0)), &who, move |cx| {
        last_month(cx, past).map(|()| Later::none())
    });
    steps.put(At::jst(today, Time::constant(0, 50, 0, 0)), &who, move |cx| {
        this_month(cx, month).map(|()| Later::none())
    });
    steps.put(At::jst(before, Time::constant(16, 0, 0, 0)), &who, move |cx| {
        let id = last_year(cx, now - 1)?;
        let mut more = Later::none();
        let at = |n: i64, h: i8| At::jst(add_days(today, n), Time::constant(h, 10, 0, 0));
        more.put(at(-9, 9), &later, move |cx| {
            define(cx, now)?;
            phases(cx, now)?;
            models(cx).map(|()| Later::none())
        });
        more.put(at(-2, 15), &actor, move |cx| this_year(cx, now, id).map(|()| Later::none()));
        Ok(more)
    });
    Ok(steps)
}
