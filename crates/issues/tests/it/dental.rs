//! 「歯科との連携の歩み」 of Kamaishi, R3 day by day with the form of contact and H24–H30 year by year, typed in as records,
//! comes back as published (釜石市 地域包括ケア推進本部, 令和6年1月24日の講演資料). The paper writes リアル参集 and ハイブリット where
//! the issue and this program say 参集 and ハイブリッド.
use issues::model::draft::Typed;
use issues::model::{Level, Profession};
use issues::use_cases;

use crate::support::*;

/// Day, level, sort, form, others, for whom, words.
type Step = (
    &'static str,
    Level,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const R3: [Step; 8] = [
    (
        "8.2",
        Level::First,
        "consult",
        "tel",
        &[],
        "",
        "釜石歯科医師会より歯科医師会主催研修会の開催に係る相談",
    ),
    (
        "8.24",
        Level::First,
        "hearing",
        "online",
        &[],
        "",
        "地域包括ケアの充実に資する研修会開催に向けた情報交換、意見交換、H30開催研修会で抽出した課題の振り返り",
    ),
    (
        "10.1",
        Level::Second,
        "exchange",
        "online",
        &["medical"],
        "",
        "歯科の論文抄読会、研修会打ち合わせ",
    ),
    (
        "11.5",
        Level::First,
        "hearing",
        "online",
        &[],
        "",
        "多職種対象研修会及び12月の実習打ち合わせ",
    ),
    (
        "12.1",
        Level::Second,
        "training",
        "real",
        &["medical", "cm"],
        "",
        "実習「他職種を対象とした歯科口腔内診査のポイント講座」 ～歯科の診察を医科と介護支援専門員が学ぶ～",
    ),
    ("1.12", Level::Second, "exchange", "real", &["medical", "cm"], "", "研修会打ち合わせ"),
    (
        "1.26",
        Level::Third,
        "briefing",
        "hybrid",
        &["medical", "cm"],
        "多職種対象",
        "認知症患者等のための「歯科×他職種」連携推進研修会 ～“クチ”からつながる多職種連携～",
    ),
    (
        "",
        Level::First,
        "either",
        "undecided",
        &[],
        "",
        "反省会、研修会のアンケート結果から見える課題の共有ほか",
    ),
];

fn typed(fy: i16, s: &Step) -> Typed {
    let (day, _, sort, form, others, target, title) = *s;
    let mut professions = vec!["dental".to_string()];
    professions.extend(texts(others));
    Typed {
        sort: sort.into(),
        by: "centre".into(),
        fy: fy.to_string(),
        title: title.into(),
        form: form.into(),
        state: if day.is_empty() { "arranging".into() } else { "done".into() },
        days: day.into(),
        target: target.into(),
        professions,
        ..Typed::default()
    }
}

#[test]
fn the_days_of_r3_come_back_with_the_form_of_contact() {
    for_both(|app| {
        for s in &R3 {
            save(&app, s.1, &typed(2021, s));
        }
        save(&app, Level::First, &hearing("8/24", "pharmacy", "べつの職種"));
        let t = app
            .read(&city(), |cx| use_cases::steps_of(cx, Profession::Dental, Some(2021)))
            .unwrap();
        let got: Vec<[String; 4]> = t
            .days
            .iter()
            .map(|d| [d.when(), d.class.clone(), d.form.clone(), d.what.clone()])
            .collect();
        let want = [
            ["8.2", "相談対応", "TEL", R3[0].6],
            ["8.24", "一次連携", "オンライン", R3[1].6],
            ["10.1", "二次連携（歯科×医科）", "オンライン", R3[2].6],
            ["11.5", "一次連携", "オンライン", R3[3].6],
            ["12.1", "二次連携（歯科×医・介）", "参集", R3[4].6],
            ["1.12", "二次連携（歯科×医・介）", "参集", R3[5].6],
            ["1.26", "三次連携 研修会", "ハイブリッド 多職種対象", R3[6].6],
            ["未定", "一次連携（または二次連携）", "未定", R3[7].6],
        ];
        assert_eq!(got, want.map(|r| r.map(String::from)));
        assert_eq!(t.there_are, [2021]);
        let sheet = issues::sheets::steps(&t);
        assert_eq!(sheet.title, "令和3年度「歯科との連携の歩み」");
        assert_eq!(sheet.rows[7][3], format!("（予定）{}", R3[7].6));
        assert!(sheet.xlsx("拠点", testkit::noon_before()).unwrap().starts_with(b"PK"));
    });
}

/// 年度, level, by, days, others, name, party.
type Old =
    (i16, Level, &'static str, &'static str, &'static [&'static str], &'static str, &'static str);

/// H24–H30 as the paper groups them.
const BEFORE: [Old; 12] = [
    (2012, Level::First, "", "8/21、9/20、11/22、3/28", &[], "", ""),
    (
        2013,
        Level::Second,
        "centre",
        "4/24",
        &["medical"],
        "チームかまいし医科歯科連携推進セミナー",
        "",
    ),
    (2013, Level::First, "", "7/31、11/14、1/16、2/20", &[], "", ""),
    (2013, Level::Second, "centre", "5/21、8/29、9/26", &["medical"], "医科歯科同行訪問研修", ""),
    (2013, Level::Third, "", "", &[], "三師会学術講演会", ""),
    (2014, Level::First, "", "9/30", &[], "", ""),
    (2014, Level::Second, "centre", "9/25、11/11", &["medical"], "医科歯科同行訪問研修", ""),
    (
        2014,
        Level::Second,
        "own",
        "",
        &[],
        "多職種連携フロー、往診依頼書、スクリーニングシート作成",
        "釜石歯科医師会",
    ),
    (2015, Level::First, "", "9/3", &[], "", ""),
    (2015, Level::Second, "centre", "2/3、12/10、12/17", &["medical"], "医科歯科同行訪問研修", ""),
    (2017, Level::First, "", "2/15", &[], "", ""),
    (2018, Level::First, "", "10/22、1/15、3/28", &[], "", ""),
];

#[test]
fn the_years_before_come_back_with_their_days_and_the_running_total() {
    for_both(|app| {
        for (fy, level, by, days, others, name, party) in BEFORE {
            let sort = match level {
                Level::First => "hearing",
                Level::Second => "visit",
                Level::Third => "briefing",
            };
            let mut professions = vec!["dental".to_string()];
            professions.extend(texts(others));
            let t = Typed {
                sort: sort.into(),
                by: by.into(),
                fy: fy.to_string(),
                title: name.into(),
                state: "done".into(),
                days: days.into(),
                professions,
                names: party.into(),
                ..Typed::default()
            };
            save(&app, level, &t);
        }
        let t = app.read(&city(), |cx| use_cases::steps_of(cx, Profession::Dental, None)).unwrap();
        let got: Vec<(i16, &str, &str)> =
            t.years.iter().map(|y| (y.fy, y.class.as_str(), y.what.as_str())).collect();
        for want in [
            (2012, "一次連携", "8/21、9/20、11/22、3/28 計4回"),
            (2013, "一次連携", "7/31、11/14、1/16、2/20 計4回"),
            (2013, "二次連携（歯科×医科）", "医科歯科同行訪問研修 5/21、8/29、9/26 計3回"),
            (2013, "三次連携 研修会", "三師会学術講演会"),
            (2014, "釜石歯科医師会", "多職種連携フロー、往診依頼書、スクリーニングシート作成"),
            (2015, "二次連携（歯科×医科）", "医科歯科同行訪問研修 12/10、12/17、2/3 計3回"),
            (2018, "一次連携", "10/22、1/15、3/28 計3回"),
        ] {
            assert!(got.contains(&want), "{want:?} in {got:#?}");
        }
        assert_eq!(got.len(), 12);
        assert_eq!(t.total, 14, "※通算14回");
    });
}
