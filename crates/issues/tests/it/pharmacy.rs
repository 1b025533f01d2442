//! The pharmacy table of Kamaishi, H24–R03, typed in as records, comes back as published: 「チームかまいしと釜石薬剤師会との
//! 連携による事業」 (釜石市 地域包括ケア推進本部, 令和6年1月24日の講演資料). The paper's text runs the letters of one year together;
//! where the two solutions in the middle of H25 part them (「G E △」 and 「C D F G △」) is our reading.
use issues::model::draft::Typed;
use issues::model::{Level, Profession};
use issues::use_cases;

use crate::support::*;

const ISSUES: [&str; 7] = [
    "ケアマネジャーの顔が分からない",
    "どこに相談すればよいの？",
    "ケアカンファレンスに呼ばれない",
    "訪問のきっかけがつかめない",
    "病院薬剤師と薬局薬剤師の連携",
    "「訪問指示」の処方箋が来ない",
    "薬剤師の職能が認知されていない",
];

/// 年度, letters as printed, mark, words, times, for whom.
const TABLE: [(i16, &str, &str, &str, i64, &str); 17] = [
    (2012, "", "◇", "薬剤師居宅療養管理指導見学研修 実施", 1, "チームかまいし"),
    (2013, "C D F G", "◆", "医科薬科在宅医療同行訪問研修実施", 3, ""),
    (2013, "G E △", "◇", "釜石薬剤師会主催(多職種対象)研修協力", 1, ""),
    (2013, "C D F G △", "◇", "三師会学術講演会協力", 1, ""),
    (2013, "A B C D G", "◆", "ケアマネ薬科合同研修会実施", 1, ""),
    (2014, "C D F G", "◆", "医科薬科在宅医療同行訪問研修実施", 4, ""),
    (
        2014,
        "G △",
        "◆",
        "国立長寿主催「在宅医療先進地域情報フェスタ」シンポジスト (薬・リハ・かま)",
        1,
        "",
    ),
    (2015, "△", "◇", "日本在宅薬学会 ポスター発表", 1, ""),
    (2015, "C D E F G", "◆", "医科薬科在宅医療同行訪問研修実施", 4, ""),
    (2016, "G", "◆", "薬リハ合同研修会実施", 1, ""),
    (2016, "G △", "◆", "滋賀県高島市主催研修対応 (薬・リハ・かま)", 1, ""),
    (2016, "B D G", "◆", "患者のための薬局ビジョン推進事業検討会実施協力", 4, ""),
    (2017, "B D G", "◆", "多職種研修会「地域包括ケアにおける薬剤師の役割」実施", 1, ""),
    (2018, "E", "◆", "薬薬意見交換会実施", 1, ""),
    (2018, "B D E G", "◆", "患者のための薬局ビジョン推進事業検討会・報告会実施協力", 6, ""),
    (2018, "E G △", "◇", "厚労省主催「在宅医療・介護連携推進事業意見交換会」事例紹介", 1, ""),
    (2019, "△", "◇", "日本老年薬学会学術大会 ポスター発表", 1, ""),
];
const LATER: [(i16, &str, &str, &str, i64, &str); 2] = [
    (2019, "E G", "◆", "多職種対象「薬薬連携の現状」実施", 1, ""),
    (
        2021,
        "G △",
        "◇",
        "「楽しく学ぼう!薬剤師さんのお薬教室」市の生涯学習まちづくり出前講座メニューに掲載",
        1,
        "",
    ),
];

#[test]
fn the_published_table_comes_back_from_the_records() {
    for_both(|app| {
        let ids: Vec<String> =
            ISSUES.iter().map(|t| add(&app, 2012, Profession::Pharmacy, t).to_string()).collect();
        for (fy, letters, mark, title, times, target) in TABLE.into_iter().chain(LATER) {
            let of = letters.split(' ').filter(|l| l.len() == 1);
            let t = Typed {
                sort: "other".into(),
                by: if mark == "◆" { "centre".into() } else { "joint".into() },
                fy: fy.to_string(),
                title: title.into(),
                state: "done".into(),
                times: if times > 1 { times.to_string() } else { String::new() },
                target: target.into(),
                tells: if letters.contains('△') { "true".into() } else { String::new() },
                professions: texts(&["pharmacy"]),
                issues: of.map(|l| ids[usize::from(l.as_bytes()[0] - b'A')].clone()).collect(),
                ..Typed::default()
            };
            save(&app, Level::Second, &t);
        }
        // what is of another year or profession, or was only an idea, stays out
        add(&app, 2013, Profession::Pharmacy, "べつの年度");
        add(&app, 2012, Profession::Dental, "べつの職種");
        save(&app, Level::Second, &matching("案", &["pharmacy", "rehab"], "idea", ""));
        save(&app, Level::Second, &matching("べつ", &["dental", "rehab"], "done", "5/1"));

        let t = app
            .read(&city(), |cx| use_cases::solutions_of(cx, Profession::Pharmacy, 2012))
            .unwrap();
        let letters: String = t.issues.iter().map(|i| i.letter()).collect();
        assert_eq!(letters, "ABCDEFG");
        assert_eq!(t.issues[6].about.title, ISSUES[6]);
        let got: Vec<(i16, String, String)> =
            t.rows.iter().map(|r| (r.fy, r.marks(), r.line())).collect();
        let want: Vec<(i16, String, String)> = TABLE
            .into_iter()
            .chain(LATER)
            .map(|(fy, letters, mark, title, times, target)| {
                let times = if times > 1 { format!(" 計{times}回") } else { String::new() };
                let target = if target.is_empty() {
                    String::new()
                } else {
                    format!("（対象：{target}）")
                };
                (fy, letters.to_string(), format!("{mark}{title}{times}{target}"))
            })
            .collect();
        assert_eq!(got, want);
        // as the paper runs them together, year by year
        let run = |fy: i16| -> String {
            let of = got.iter().filter(|r| r.0 == fy).map(|r| r.1.as_str());
            of.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(run(2013), "C D F G G E △ C D F G △ A B C D G");
        assert_eq!(run(2018), "E B D E G E G △");
        assert_eq!(run(2012), "");
        let years: Vec<i16> = t.by_year().iter().map(|y| y.0).collect();
        assert_eq!(years, [2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2021], "R02 has no row");
        assert!(t.untouched().is_empty());
        let (years, grid) = t.grid();
        let g = grid.iter().find(|r| r.1 == "G").unwrap();
        assert_eq!((years.len(), g.2.clone()), (9, vec![0, 4, 2, 1, 3, 1, 2, 1, 1]));

        let sheet = issues::sheets::solutions(&t);
        assert_eq!(sheet.rows.len(), 19);
        assert_eq!(
            sheet.rows[1][..3],
            ["H25", "C D F G", "◆医科薬科在宅医療同行訪問研修実施 計3回"]
        );
        assert!(sheet.xlsx("拠点", testkit::noon_before()).unwrap().starts_with(b"PK"));
    });
}
