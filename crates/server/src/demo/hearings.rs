//! 連携課題 of 結野市: a year and a half of talks, issues, matchings and councils of the centre, made through its use cases.
//! Every association named is invented, like the city.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::{Cx, Error, Result};
use issues::IssueId;
use issues::model::draft::Typed;
use issues::model::{How, Kind, Level, NewIssue, Owner, Profession, Scene, Stage};
use issues::use_cases;
use kernel::time::add_days;
use kernel::{At, Date, Time, Weekday};

use super::beside::Later;
use super::found::Founded;

/// Days ago, profession, form, with whom, what was said; the lines that begin with a sign become issues under that sign.
type Talk = (i64, &'static str, &'static str, &'static str, &'static [&'static str]);

const TALKS: [Talk; 13] = [
    (
        525,
        "pharmacy",
        "real",
        "結野薬剤師会（架空）",
        &[
            "A=ケアマネジャーの顔が分からず、電話をかけにくい",
            "B=サービス担当者会議に呼ばれない",
            "C=訪問のきっかけがつかめない",
            "薬局ごとに、訪問できる曜日がちがう",
        ],
    ),
    (
        488,
        "cm",
        "real",
        "結野市介護支援専門員連絡会（架空）",
        &[
            "D=薬のことを、だれに相談すればよいか分からない",
            "E=退院の連絡が前日になることがある",
            "研修が平日の昼に重なる",
        ],
    ),
    (
        440,
        "dental",
        "online",
        "結野歯科医師会（架空）",
        &["F=入院すると、歯科の治療が途切れる", "G=訪問歯科の頼み方が知られていない"],
    ),
    (
        395,
        "liaison",
        "real",
        "結野中央病院 地域連携室（架空）",
        &["H=夜間の吸引が要る方の受け入れ先が少ない", "ケアマネジャーの連絡先の一覧が古い"],
    ),
    (
        340,
        "rehab",
        "hybrid",
        "結野リハビリテーション専門職の会（架空）",
        &["I=退院後のリハビリの目標が、家に伝わらない"],
    ),
    (
        300,
        "pharmacy",
        "online",
        "結野薬剤師会（架空）",
        &["同行訪問の日程を、もう少し早く決めたい", "多職種の研修で話したい"],
    ),
    (
        215,
        "ward",
        "real",
        "結野中央病院 看護部（架空）",
        &["J=退院したあと、外来に来なくなる方がいる", "K=介護の制度が分からない看護師が多い"],
    ),
    (
        182,
        "dental",
        "tel",
        "結野歯科医師会（架空）",
        &["L=口の中のようすを、ケアマネジャーが伝えにくい"],
    ),
    (
        150,
        "cm",
        "real",
        "結野市介護支援専門員連絡会（架空）",
        &["M=ひとり暮らしの方の急変のとき、連絡先が分からない"],
    ),
    (
        120,
        "nursing",
        "online",
        "結野訪問看護ステーション連絡会（架空）",
        &["N=退院前カンファレンスで決めたことが、あとで変わっても届かない"],
    ),
    (
        75,
        "pharmacy",
        "real",
        "結野薬剤師会（架空）",
        &["O=病院の薬剤師と、薬局の薬剤師の連絡の道がない", "お薬教室を公民館でも開きたい"],
    ),
    (
        34,
        "fire",
        "real",
        "結野消防本部（架空）",
        &["P=救急のとき、本人の思いの記録があるか分からない"],
    ),
    (
        9,
        "hokatsu",
        "real",
        "結野市地域包括支援センター（架空）",
        &["Q=担当のいない入院の方の相談が、退院の間際に来る", "総合事業で足りる方の申請が多い"],
    ),
];

/// What is known of an issue: sign, scene, kind, to whom it belongs.
const KINDS: [(&str, Scene, Kind, Profession); 13] = [
    ("A", Scene::Daily, Kind::Face, Profession::CareManager),
    ("B", Scene::Daily, Kind::Conference, Profession::CareManager),
    ("C", Scene::Daily, Kind::Role, Profession::Pharmacy),
    ("D", Scene::Daily, Kind::Window, Profession::Pharmacy),
    ("E", Scene::Discharge, Kind::Information, Profession::Liaison),
    ("F", Scene::Discharge, Kind::Information, Profession::Dental),
    ("G", Scene::Daily, Kind::Procedure, Profession::Dental),
    ("H", Scene::Discharge, Kind::Resource, Profession::Facility),
    ("I", Scene::Discharge, Kind::Information, Profession::Rehab),
    ("J", Scene::Daily, Kind::Information, Profession::CareManager),
    ("K", Scene::Discharge, Kind::Role, Profession::Hokatsu),
    ("M", Scene::Sudden, Kind::Information, Profession::Hokatsu),
    ("N", Scene::Discharge, Kind::Information, Profession::Liaison),
];

/// Days ago (negative: ahead), level, sort, by, form, title, professions, issues, state, what came of it, body or target.
type Done = (
    i64,
    Level,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const DONE: [Done; 13] = [
    (
        460,
        Level::Second,
        "training",
        "centre",
        "real",
        "ケアマネジャーと薬剤師の合同研修会",
        &["cm", "pharmacy"],
        "ABCD",
        "done",
        "薬のことを薬局に電話するようになった",
        "",
    ),
    (
        415,
        Level::Second,
        "visit",
        "centre",
        "real",
        "医科薬科の同行訪問",
        &["medical", "pharmacy"],
        "C",
        "done",
        "訪問の依頼が4件あった",
        "",
    ),
    (
        372,
        Level::Third,
        "council",
        "centre",
        "real",
        "第1回 在宅医療・介護連携推進協議会",
        &["medical", "dental", "pharmacy", "cm"],
        "EF",
        "done",
        "退院の連絡は5日前を目安にする",
        "推進協議会",
    ),
    (
        330,
        Level::Second,
        "tool",
        "own",
        "",
        "訪問歯科の頼み方の流れ図と依頼書をつくった",
        &["dental"],
        "G",
        "done",
        "市のホームページから出せるようになった",
        "",
    ),
    (
        290,
        Level::Second,
        "tour",
        "centre",
        "real",
        "病棟の見学とお昼の会",
        &["cm", "ward"],
        "E",
        "done",
        "病棟の1日が分かり、電話の時間を選べるようになった",
        "",
    ),
    (
        245,
        Level::Second,
        "training",
        "joint",
        "hybrid",
        "薬科・リハ合同研修会",
        &["pharmacy", "rehab"],
        "I",
        "done",
        "目標を1行で書く欄ができた",
        "",
    ),
    (
        190,
        Level::Third,
        "briefing",
        "centre",
        "hybrid",
        "歯科と多職種の研修会",
        &["dental", "cm", "nursing"],
        "FL",
        "done",
        "口の中のようすを写真で伝える",
        "歯科医師会の研修会",
    ),
    (
        140,
        Level::Second,
        "inspection",
        "joint",
        "real",
        "となりの市からの視察に応じた",
        &["pharmacy", "dental"],
        "",
        "done",
        "同行訪問の進め方を伝えた",
        "",
    ),
    (
        95,
        Level::Third,
        "council",
        "centre",
        "real",
        "第2回 在宅医療・介護連携推進協議会",
        &["medical", "dental", "pharmacy", "cm", "liaison"],
        "JM",
        "done",
        "心不全の手帳をひとつにそろえる",
        "推進協議会",
    ),
    (
        60,
        Level::Second,
        "training",
        "centre",
        "real",
        "病棟の看護師への介護制度の研修",
        &["ward", "hokatsu"],
        "K",
        "done",
        "",
        "",
    ),
    (
        12,
        Level::Second,
        "exchange",
        "centre",
        "online",
        "病院と薬局の薬剤師の意見交換会",
        &["pharmacy", "liaison"],
        "O",
        "arranging",
        "",
        "",
    ),
    (
        -20,
        Level::Second,
        "visit",
        "centre",
        "real",
        "歯科と介護の同行訪問",
        &["dental", "cm"],
        "L",
        "arranging",
        "",
        "",
    ),
    (
        -45,
        Level::Second,
        "people",
        "centre",
        "",
        "病院の相談員が、包括で1週間はたらく",
        &["liaison", "hokatsu"],
        "Q",
        "idea",
        "",
        "",
    ),
];

/// Days ago, sign, stage.
const MOVES: [(i64, &str, Stage); 11] = [
    (470, "B", Stage::Talk),
    (430, "C", Stage::Project),
    (372, "E", Stage::Talk),
    (372, "F", Stage::Talk),
    (320, "H", Stage::Talk),
    (245, "I", Stage::Project),
    (190, "F", Stage::Project),
    (95, "J", Stage::Project),
    (95, "M", Stage::Talk),
    (60, "K", Stage::Project),
    (40, "O", Stage::Talk),
];

/// Days ago, sign, how.
const SOLVED: [(i64, &str, &str); 3] = [
    (280, "A", "合同研修会のあと、ケアカフェが続いている"),
    (230, "G", "歯科医師会の流れ図と依頼書ができた"),
    (110, "D", "薬局の窓口の一覧をつくった"),
];

/// The issues made so far, by their sign.
#[derive(Clone, Default)]
struct Signs(Arc<Mutex<BTreeMap<&'static str, IssueId>>>);

impl Signs {
    fn put(&self, sign: &'static str, id: IssueId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(sign, id);
    }

    fn of(&self, sign: &str) -> Result<IssueId> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sign).copied();
        found.ok_or_else(|| Error::Inconsistent(format!("demo: no issue {sign}")))
    }

    fn all(&self, signs: &str) -> Result<Vec<IssueId>> {
        signs.chars().map(|c| self.of(&c.to_string())).collect()
    }
}

/// A working day so long ago.
fn day(today: Date, ago: i64) -> Date {
    let d = add_days(today, -ago);
    match d.weekday() {
        Weekday::Saturday => add_days(d, -1),
        Weekday::Sunday => add_days(d, -2),
        _ => d,
    }
}

/// In the afternoon of a day, never later than now.
fn at(day: Date, now: At) -> At {
    At::jst(day, Time::constant(16, 30, 0, 0)).min(now.plus_minutes(-30))
}

/// Writes a talk down; its marked lines become issues.
fn talk(cx: &Cx<'_>, t: &Talk, on: Date, signs: &Signs) -> Result<()> {
    let (_, profession, form, with, lines) = *t;
    let said: Vec<&str> = lines.iter().map(|l| l.split_once('=').map_or(*l, |(_, t)| t)).collect();
    let typed = Typed {
        sort: "hearing".into(),
        form: form.into(),
        state: "done".into(),
        days: on.to_string(),
        professions: vec![profession.into()],
        names: with.into(),
        people: "会長、連携の担当".into(),
        said: said.join("\n"),
        ..Typed::default()
    };
    let id = use_cases::save(cx, None, Level::First, &typed)?;
    for (line, text) in use_cases::act(cx, id)?.said.iter().zip(lines) {
        if let Some((sign, _)) = text.split_once('=') {
            signs.put(sign, use_cases::from_line(cx, line.id)?);
        }
    }
    Ok(())
}

/// Says of the issues of a talk where they belong.
fn classify(cx: &Cx<'_>, t: &Talk, signs: &Signs) -> Result<()> {
    for (sign, _) in t.4.iter().filter_map(|l| l.split_once('=')) {
        let Some((_, scene, kind, owner)) = KINDS.iter().find(|k| k.0 == sign) else { continue };
        let id = signs.of(sign)?;
        let i = use_cases::issue_for_change(cx, id)?;
        let d = NewIssue {
            scene: Some(*scene),
            kind: Some(*kind),
            owner: Some(Owner::Profession(*owner)),
            ..i.about.clone()
        };
        use_cases::change_issue(cx, id, i.version, &d)?;
    }
    Ok(())
}

fn done(cx: &Cx<'_>, d: &Done, on: Date, signs: &Signs) -> Result<()> {
    let (_, level, sort, by, form, title, professions, of, state, came, extra) = *d;
    let third = level == Level::Third;
    let typed = Typed {
        sort: sort.into(),
        by: by.into(),
        title: title.into(),
        form: form.into(),
        state: state.into(),
        days: on.to_string(),
        target: if third { "多職種対象".into() } else { String::new() },
        tells: if sort == "inspection" { "true".into() } else { String::new() },
        professions: professions.iter().map(|p| (*p).to_string()).collect(),
        issues: signs.all(of)?.iter().map(ToString::to_string).collect(),
        result: if third { String::new() } else { came.into() },
        agreed: if third { came.into() } else { String::new() },
        body: extra.into(),
        funding: if by == "own" { "none".into() } else { "grant".into() },
        ..Typed::default()
    };
    use_cases::save(cx, None, level, &typed).map(drop)
}

/// How many days ago the newest of these issues was heard of: nothing is said of one before.
fn heard(of: &str) -> i64 {
    let makes =
        |t: &&Talk| t.4.iter().filter_map(|l| l.split_once('=')).any(|(sign, _)| of.contains(sign));
    TALKS.iter().filter(makes).map(|t| t.0).min().unwrap_or(i64::MAX)
}

/// What the centre's coordinator wrote down: talks, what was done, where the issues stand, each on its day.
pub(super) fn plan(founded: &Founded, today: Date, now: At) -> Result<Later> {
    let who = founded.actor(founded.city.member("s008")?)?;
    let (mut steps, signs) = (Later::none(), Signs::default());
    for t in &TALKS {
        let on = day(today, t.0);
        let s = signs.clone();
        steps.put(at(on, now), &who, move |cx| talk(cx, t, on, &s).map(|()| Later::none()));
        let s = signs.clone();
        steps.put(at(on, now).plus_minutes(20), &who, move |cx| {
            classify(cx, t, &s).map(|()| Later::none())
        });
    }
    for d in &DONE {
        let on = day(today, d.0);
        // what lies ahead was written down last week
        let said = if d.0 > 0 && d.8 == "done" { d.0 } else { 14 };
        let written = day(today, said.min(heard(d.7)));
        let s = signs.clone();
        steps.put(at(written, now).plus_minutes(25), &who, move |cx| {
            done(cx, d, on, &s).map(|()| Later::none())
        });
    }
    for (ago, sign, stage) in MOVES {
        let s = signs.clone();
        let moved = day(today, ago.min(heard(sign)));
        steps.put(at(moved, now).plus_minutes(26), &who, move |cx| {
            use_cases::move_to(cx, s.of(sign)?, stage).map(|()| Later::none())
        });
    }
    for (ago, sign, how) in SOLVED {
        let (s, on) = (signs.clone(), day(today, ago.min(heard(sign))));
        steps.put(at(on, now).plus_minutes(27), &who, move |cx| {
            use_cases::solve(cx, s.of(sign)?, on, how).map(|()| Later::none())
        });
    }
    for (ago, owner, of) in
        [(450, Profession::CareManager, "AB"), (420, Profession::Pharmacy, "CD")]
    {
        let (s, on) = (signs.clone(), day(today, ago.min(heard(of))));
        steps.put(at(on, now).plus_minutes(28), &who, move |cx| {
            let (owner, chosen) = (Owner::Profession(owner), s.all(of)?);
            use_cases::give(cx, owner, on, Some(How::Hand), "例会で話しました", &chosen)?;
            Ok(Later::none())
        });
    }
    Ok(steps)
}
