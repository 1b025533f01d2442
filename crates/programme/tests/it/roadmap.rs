//! 資料４ of Kitakami (令和７年度事業方針, 案), entered as its writers would; and what an edition, a council and a proposal do.
//!
//! The text of the paper has lost which column a line of C and of A, and a mark, stood in where the columns were read one after
//! the other: the words are those of the paper, their place between C and A follows their sense.
use app::Error;
use kernel::Date;
use programme::RoadmapId;
use programme::model::NewIndicator;
use programme::model::Num;
use programme::model::roadmap::{Head, Part};
use programme::use_cases::propose::{self, Standing};
use programme::use_cases::{indicators, roadmap};
use slice::{Body, Method};
use testkit::TestApp;

use crate::support::{
    add, ask, base, both, city, coordinator, define, event, get, held, live, on, post,
};

/// Scene, goal, D, C, A, P.
type Line = (&'static str, &'static str, [&'static [&'static str]; 4]);

const PAPER: [Line; 4] = [
    (
        "daily",
        "多種職協働によって、患者・利用者・家族の日常療養生活を支え、高齢者が住み慣れた場所で生活できている。高齢者の権利が守られ、尊厳ある暮らしを送ることができるために多職種協働によって必要なサービスにつなげている。",
        [
            &[
                "在宅医療介護連携推進協議会",
                "わたしのきぼうノート作成班",
                "ケアマネジメント支援会議",
                "在宅きたかみ運営推進委員会",
                "地域リハビリテーション部会",
                "シン・ケアラボ＠きたかみ",
                "ケアマネジャー一覧作成",
                "職能団体等一次連携ヒアリング、二次・三次マッチング",
            ],
            &[
                "市主催事業は計画通り概ね実施。ケアマネジメント支援会議で第９期いきいきプラン説明",
                "地域リハ部会新規立ち上げ",
                "シン・ケアラボは１回のみで計画どおり実施できず",
                "三次連携としてハンドブック連携会を包括５圏域で実施",
                "報酬ダブル改定で医療・介護関係機関連携が進んでいる",
                "訪問診療が増加傾向",
            ],
            &[
                "きぼうノート啓発・普及を若い世代へも拡大方向へ",
                "ケアマネジメント支援会議の内容充実し、有効な機会とする",
            ],
            &[
                "リハ職等人材資源調査の実施",
                "多職種連携の推進に係る事業手法等の見直し(シンケアラボなど)",
                "2025年問題を踏まえた在宅チームケア体制構築の進捗分析",
                "必要に応じヒアリング実施",
            ],
        ],
    ),
    (
        "hospital",
        "病院と在宅チームの双方が、入退院プロセスを互いに理解し、協働・情報共有を行い、一体的でスムーズな医療・介護サービスが提供され、高齢者が希望する場所で望む日常生活ができている。",
        [
            &[
                "入退院支援作業部会",
                "入退院支援ハンドブック2023年度版を活用した連携会",
                "（仮称）医療機関・介護施設連携部会",
            ],
            &[
                "概ね順調に事業を実施",
                "ハンドブック連携会の結果分析による必要施策の抽出必要",
                "入退院支援時の医療・介護連携は解決すべき課題あり",
            ],
            &["医療機関・介護施設連携部会は未着手、上記２点の課題含め次年度で設置再検討必要"],
            &[
                "ハンドブックの活用促進は更に必要、医療・介護専門職の連携促進策を更に推進",
                "６年度報酬ダブル改定に係る取組状況の把握に努める",
                "新たに必要な部会は既存部会の目的達成状況など踏まえ設置",
            ],
        ],
    ),
    (
        "acute",
        "本人の意思が尊重された対応が行えるよう、医療・介護の関係者が本人と意思を共有し、実現できるよう支援している。",
        [
            &[
                "医療従事者向け権利擁護研修会",
                "認定看護師等による出前研修",
                "医師会主催「在宅医療スキルアップ研修会」",
            ],
            &[
                "権利擁護研修会での医療従事者の参加割合が少ない",
                "認定看護師出前研修が介護職のスキルアップにかなり有効",
            ],
            &[
                "救急医療分野との連携や災害時対応の研修も必要",
                "権利擁護研修会参加者のアンケート結果分析し次年度継続",
            ],
            &[
                "医療従事者の参加者増の手立てを講じ権利擁護研修継続",
                "出前研修の対象施設拡大を関係者と協議(小多機など)",
                "救急災害分野の研修検討",
            ],
        ],
    ),
    (
        "end",
        "市民が、在宅・施設看取りについて十分に認識・理解をし、高齢者が人生の最終段階における望む場所での看取りを行えるよう、医療・介護の関係者が本人（医師が示せない場合は家族）と人生の最終段階における意思を共有し、それを実現できるよう支援している。",
        [
            &[
                "心づもり勉強会、出前講座",
                "きたかみACPセミナー",
                "認定看護師等による出前研修",
                "岩手県医師会待機支援事業",
            ],
            &[
                "意思決定支援含め看取りに対しての認識を高める必要がある",
                "介護施設での看取り、緩和ケアのニーズが高まっている",
                "介護施設等での看取りが増加傾向にある（看取り実態調査）",
                "北上版のACPセミナーが２年間休止状態",
            ],
            &[
                "待機支援事業に盛岡市が加わる。当市は件数横ばい",
                "意思決定支援研修会の開催を進める（ACPセミナー等）",
            ],
            &[
                "介護施設向けの看取り対応研修の機会充実（看取り実態調査結果や出前研修の活用など）",
                "看取りに関する市民への普及啓発も更に検討（心づもり、ACP、意思決定支援など）",
                "引き続き待機支援事業対象自治体とする",
            ],
        ],
    ),
];

const CITY: [&str; 4] = [
    "①北上市在宅医療介護連携支援センターを連携拠点として医療と介護の連携強化を引き続き推進する",
    "②北上市在宅医療介護連携推進協議会を運営し、高齢者への医療・介護連携体制に障がい福祉分野も加えた推進体制を充実していく",
    "③医療と介護の４つの場面における課題を整理して役割分担しながら解決に向けた対策に取り組む",
    "④在宅療養と救急医療の連携に取り組むほか、人生最終段階における医療・ケアについての支援を継続する",
];
const CENTRE: [&str; 5] = [
    "①市民に向けて北上市のポスト2025年の医療・介護提供体制の姿をわかりやすく発信する",
    "②医療・介護・福祉・司法・行政が連携した市民の権利擁護と意思決定支援体制構築を更に推進する",
    "③多職種が重なり合う支援、つながる支援体制を市や関係機関と共同で構築する",
    "④在宅チームケア体制を一層進めるため、医療・介護連携を軸とした効果的かつタイムリーな研修体系を整える",
    "⑤岩手県保健医療計画に定めた「在宅医療に必要な連携を担う拠点」の取組目標を着実に実行する",
];

fn head() -> Head {
    Head {
        paper: "資料４".into(),
        phase: "Ⅴ.地域包括ケア推進期（R6～R8）".into(),
        vision: "介護や医療が必要になっても、世代を超えた地域のつながりの中で安心して暮らすことができ、いくつになっても自らの意思で自分らしく生きることができる、長寿を喜び合えるまち".into(),
        ground: "令和７年度在宅医療・介護連携推進支援事業［厚労省老健局］・第９期北上市介護保険事業計画R6～R8[北上市]・岩手県保健医療計画R6-R11[岩手県]".into(),
        city: "北上市(第９期介護保険事業計画)".into(),
        city_policy: CITY.join("\n"),
        centre: "北上市在宅医療介護連携支援センター(在宅医療介護連携拠点業務)".into(),
        centre_policy: CENTRE.join("\n"),
        goals_note: "R6.3.18協議会で確認済".into(),
    }
}

fn begin(app: &TestApp, of: i64, from: Option<RoadmapId>) -> RoadmapId {
    app.write(&coordinator(), move |cx| roadmap::begin(cx, of, from)).unwrap()
}

fn write(app: &TestApp, id: RoadmapId, scene: &'static str, part: Part, was: &str, text: &str) {
    let (was, text) = (was.to_string(), text.to_string());
    app.write(&coordinator(), move |cx| roadmap::put_cell(cx, id, scene, part, &was, &text))
        .unwrap();
}

fn cell(app: &TestApp, id: RoadmapId, scene: &str, part: Part) -> String {
    let w = app.read(&city(), move |cx| roadmap::open(cx, id)).unwrap();
    w.cells.get(&(scene.to_string(), part)).cloned().unwrap_or_default()
}

/// The marks of the paper: the first row has three, the second two, the others one.
const MARKS: [(&str, &str); 4] = [
    ("daily", "first,second,third"),
    ("hospital", "second,third"),
    ("acute", "second"),
    ("end", "third"),
];

fn paper(app: &TestApp) -> RoadmapId {
    let id = begin(app, 2024, None);
    let h = head();
    app.write(&city(), move |cx| roadmap::put_head(cx, id, &h, 1)).unwrap();
    for (scene, goal, parts) in PAPER {
        write(app, id, scene, Part::Goal, "", goal);
        for (part, lines) in [Part::Do, Part::Check, Part::Act, Part::Plan].into_iter().zip(parts) {
            write(app, id, scene, part, "", &lines.join("\n"));
        }
    }
    for (scene, marks) in MARKS {
        write(app, id, scene, Part::Marks, "", marks);
    }
    id
}

#[test]
fn the_paper_is_reproduced_cell_by_cell_on_screen_paper_and_in_excel() {
    let app = base();
    let id = paper(&app);
    let here = format!("/programme/roadmap/{id}");
    let page = get(&app, &city(), &here);
    let r = ask(&app, Some(&city()), Method::Get, &format!("{here}?format=print"), &[], None);
    let Body::Print(job) = r.unwrap().body else { panic!("no paper") };
    assert!(job.title.contains("【令和7年度事業方針】（案）"), "{}", job.title);
    let sheet = &job.body["roadmap"];
    assert_eq!(sheet["paper"], "資料４");
    assert_eq!(sheet["city_policy"], serde_json::json!(CITY));
    assert_eq!(sheet["centre_policy"], serde_json::json!(CENTRE));
    assert_eq!(sheet["vision"], head().vision);
    assert_eq!(sheet["ground"], head().ground);
    assert_eq!(sheet["goals_note"], "R6.3.18協議会で確認済");
    assert_eq!(
        sheet["marks"],
        serde_json::json!(["一次", "二次", "三次", "総合", "生活支援", "認知症"])
    );
    let names = ["日常の療養支援", "入退院支援", "急変時の対応", "看取り"];
    for (i, (_, goal, parts)) in PAPER.iter().enumerate() {
        let row = &sheet["rows"][i];
        assert_eq!(row["scene"], names[i]);
        assert_eq!(row["goal"], *goal);
        for (key, lines) in ["d", "c", "a", "p"].into_iter().zip(parts) {
            assert_eq!(row[key], serde_json::json!(lines), "{} {key}", names[i]);
            for l in *lines {
                assert!(page.contains(&ui::Html::text(format!("・{l}")).to_string()), "{l}");
            }
        }
        let on = row["marks"].as_array().unwrap().iter().filter(|m| **m == true).count();
        assert_eq!(on, MARKS[i].1.split(',').count());
    }
    let r = ask(&app, Some(&city()), Method::Get, &format!("{here}?format=xlsx"), &[], None);
    let Body::File { bytes, .. } = r.unwrap().body else { panic!("no workbook") };
    let sheets = office::xlsx_read::read(&bytes, &office::xlsx_read::Limits::default()).unwrap();
    for (i, (_, goal, parts)) in PAPER.iter().enumerate() {
        let row = &sheets[0].rows[i + 1].cells;
        assert_eq!((row[0].as_str(), row[1].as_str()), (names[i], *goal));
        for (n, lines) in parts.iter().enumerate() {
            let want: Vec<String> = lines.iter().map(|l| format!("・{l}")).collect();
            assert_eq!(row[n + 2], want.join("\n"));
        }
    }
}

#[test]
fn a_confirmed_edition_is_locked_and_the_next_begins_from_it() {
    both(|app| {
        on(&app, "2025-03-20");
        let id = paper(&app);
        let version = app.read(&city(), move |cx| roadmap::open(cx, id)).unwrap().roadmap.version;
        let day: Option<Date> = "2025-03-18".parse().ok();
        for (council, on) in
            [("", day), ("第3回 協議会", None), ("第3回 協議会", "2025-03-21".parse().ok())]
        {
            let refused =
                app.write(&city(), move |cx| roadmap::confirm(cx, id, council, on, version));
            assert!(matches!(refused, Err(Error::Invalid(_))), "{council} {on:?}");
        }
        let second = app.write(&city(), |cx| roadmap::begin(cx, 2024, None));
        assert!(matches!(second, Err(Error::Rule(_))), "one draft a year");
        app.write(&city(), move |cx| roadmap::confirm(cx, id, "第3回 協議会", day, version))
            .unwrap();
        let locked: Vec<app::Result<()>> = vec![
            app.write(&coordinator(), move |cx| {
                roadmap::put_cell(cx, id, "end", Part::Act, "", "あとから")
            }),
            app.write(&coordinator(), move |cx| roadmap::put_head(cx, id, &head(), version + 1)),
            app.write(&coordinator(), move |cx| roadmap::remove(cx, id)),
            app.write(&city(), move |cx| roadmap::confirm(cx, id, "もう一度", day, version + 1)),
        ];
        for refused in locked {
            assert!(matches!(refused, Err(Error::Rule(_))), "{refused:?}");
        }
        // another edition of the same year has everything
        let next = begin(&app, 2024, Some(id));
        assert_eq!(cell(&app, next, "end", Part::Act), PAPER[3].2[2].join("\n"));
        let was = cell(&app, next, "end", Part::Plan);
        write(&app, next, "end", Part::Plan, &was, &format!("{was}\n施設向けの研修を3回"));
        let (_, found) = app.read(&city(), move |cx| roadmap::compared(cx, next, None)).unwrap();
        let (before, changes) = found.unwrap();
        assert_eq!(before.id, id);
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!(changes[0].came, ["施設向けの研修を3回"]);
        assert_eq!(cell(&app, id, "end", Part::Plan), was, "the confirmed one is as it was");
        // the next year's: what was planned is what is done
        let version = app.read(&city(), move |cx| roadmap::open(cx, next)).unwrap().roadmap.version;
        app.write(&city(), move |cx| roadmap::confirm(cx, next, "書面協議", day, version)).unwrap();
        let year = begin(&app, 2025, Some(next));
        assert_eq!(cell(&app, year, "end", Part::Do), format!("{was}\n施設向けの研修を3回"));
        assert_eq!(cell(&app, year, "end", Part::Goal), PAPER[3].1);
        assert_eq!(cell(&app, year, "end", Part::Check), "");
        assert_eq!(cell(&app, year, "end", Part::Marks), "third");
    });
}

#[test]
fn who_writes_over_somebody_sees_it() {
    both(|app| {
        on(&app, "2026-11-22");
        let id = begin(&app, 2026, None);
        write(&app, id, "end", Part::Act, "", "・一行目\n\n　二行目");
        assert_eq!(cell(&app, id, "end", Part::Act), "一行目\n二行目");
        let late =
            app.write(&city(), move |cx| roadmap::put_cell(cx, id, "end", Part::Act, "", "上書き"));
        assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
        let none = app
            .write(&city(), move |cx| roadmap::put_cell(cx, id, "across", Part::Act, "", "どこ"));
        assert!(matches!(none, Err(Error::NotFound)));
    });
}

#[test]
fn the_records_of_the_year_propose_and_people_decide() {
    both(|app| {
        on(&app, "2026-11-22");
        let new = NewIndicator {
            scene: "end".into(),
            ..live("勉強会", "回", "events.plan", "lecture-visit.times")
        };
        let i = define(&app, new);
        app.write(&city(), move |cx| {
            indicators::put_targets(cx, i, &[(2026, Some(Num::whole(6)))])
        })
        .unwrap();
        held(&app, "citizens", "心づもり勉強会", "2026-05-01", 20);
        held(&app, "citizens", "心づもり勉強会", "2026-06-01", 20);
        add(&app, event("citizens", "心づもり勉強会", "2026-12-01", None));
        held(&app, "citizens", "去年の会", "2025-06-01", 20);
        let id = begin(&app, 2026, None);
        let of = |app: &TestApp, part| {
            app.read(&coordinator(), move |cx| propose::of_cell(cx, id, "end", part)).unwrap()
        };
        let done = of(&app, Part::Do);
        let lines: Vec<&str> = done.iter().map(|p| p.line.as_str()).collect();
        assert_eq!(lines, ["心づもり勉強会（2回、ほかに1回を予定）"], "only this year's");
        assert_eq!(done[0].links.len(), 3);
        let figures = of(&app, Part::Check);
        assert_eq!(figures[0].line, "勉強会 2回（R8、11月22日現在、計画 6回）");
        let source = figures[0].source.clone();
        let take = source.clone();
        app.write(&coordinator(), move |cx| {
            propose::answer(cx, id, "end", Part::Check, &take, true)
        })
        .unwrap();
        assert_eq!(cell(&app, id, "end", Part::Check), "勉強会 2回（R8、11月22日現在、計画 6回）");
        assert_eq!(of(&app, Part::Check)[0].standing, Standing::Used);
        // the figure moves: proposed anew, and the old line is replaced, not doubled
        held(&app, "citizens", "心づもり勉強会", "2026-11-20", 20);
        assert!(
            matches!(&of(&app, Part::Check)[0].standing, Standing::Moved(old) if old.contains("2回"))
        );
        let take = source.clone();
        app.write(&coordinator(), move |cx| {
            propose::answer(cx, id, "end", Part::Check, &take, true)
        })
        .unwrap();
        assert_eq!(cell(&app, id, "end", Part::Check), "勉強会 3回（R8、11月22日現在、計画 6回）");
        // left, and back again
        let d = done[0].source.clone();
        let leave = d.clone();
        app.write(&coordinator(), move |cx| {
            propose::answer(cx, id, "end", Part::Do, &leave, false)
        })
        .unwrap();
        assert_eq!(of(&app, Part::Do)[0].standing, Standing::Left);
        assert_eq!(cell(&app, id, "end", Part::Do), "");
        let waiting = app.read(&coordinator(), move |cx| propose::waiting(cx, id)).unwrap();
        assert!(waiting.iter().all(|(_, p)| p.part != Part::Do), "{waiting:?}");
        app.write(&coordinator(), move |cx| propose::again(cx, id, "end", Part::Do, &d)).unwrap();
        assert_eq!(of(&app, Part::Do)[0].standing, Standing::New);
        let unknown = app.write(&coordinator(), move |cx| {
            propose::answer(cx, id, "end", Part::Do, "events.event:ない会", true)
        });
        assert!(matches!(unknown, Err(Error::Rule(_))));
    });
}

#[test]
fn the_pages_of_the_roadmap_write_confirm_and_compare() {
    let app = base();
    let c = coordinator();
    assert!(get(&app, &c, "/programme/roadmap").contains("まだロードマップがありません"));
    assert!(get(&app, &c, "/programme/roadmap/new").contains("もとにする版"));
    let (status, page) = post(&app, &c, "/programme/roadmap/new", &[("year", "きのう")]);
    assert_eq!(status, 422, "{page}");
    let (status, here) = post(&app, &c, "/programme/roadmap/new", &[("year", "R8")]);
    assert_eq!(status, 303, "{here}");
    held(&app, "citizens", "心づもり勉強会<b>", "2026-05-01", 20);
    let at = format!("{here}/cell?scene=end&part=d");
    let page = get(&app, &c, &at);
    assert!(page.contains("心づもり勉強会&lt;b&gt;") && page.contains("この行を加える"), "{page}");
    let source = "events.event:心づもり勉強会<b>";
    let form = [("scene", "end"), ("part", "d"), ("source", source), ("answer", "take")];
    let (status, _) = post(&app, &c, &format!("{here}/proposal"), &form);
    assert_eq!(status, 303);
    let page = get(&app, &c, &here);
    assert!(page.contains("・心づもり勉強会&lt;b&gt;"), "{page}");
    let form = [("scene", "end"), ("part", "d"), ("was", ""), ("text", "上書き")];
    let (status, page) = post(&app, &c, &format!("{here}/cell"), &form);
    assert_eq!(status, 422);
    assert!(page.contains("ほかの人が先に直しました"), "{page}");
    let form = [("scene", "end"), ("part", "marks"), ("marks", "third"), ("marks", "dementia")];
    let (status, _) = post(&app, &c, &format!("{here}/cell"), &form);
    assert_eq!(status, 303);
    assert!(get(&app, &c, &here).contains("○三次　○認知症"));
    assert!(get(&app, &c, &format!("{here}/head")).contains("目指す将来像"));
    let (status, page) =
        post(&app, &c, &format!("{here}/confirm"), &[("council", ""), ("on", "11月20日")]);
    assert_eq!(status, 422, "{page}");
    let version =
        app.read(&c, roadmap::all).unwrap().first().map(|r| r.version.to_string()).unwrap();
    let form = [("council", "第3回 推進会議"), ("on", "R8.11.20"), ("_version", version.as_str())];
    let (status, _) = post(&app, &c, &format!("{here}/confirm"), &form);
    assert_eq!(status, 303);
    let page = get(&app, &c, &here);
    assert!(page.contains("確認済") && !page.contains("/cell?"), "{page}");
    assert!(get(&app, &c, &format!("{here}/changes")).contains("比べる版がありません"));
    // next year's edition is begun in autumn; the page keeps opening on the year at work
    let from = here.rsplit('/').next().unwrap();
    let (status, next) =
        post(&app, &c, "/programme/roadmap/new", &[("year", "R9"), ("from", from)]);
    assert_eq!(status, 303, "{next}");
    let page = get(&app, &c, "/programme/roadmap");
    assert!(
        page.contains("令和8年度") && page.contains("確認済") && page.contains(&next),
        "{page}"
    );
    let (status, _) = post(
        &app,
        &c,
        "/programme/roadmap/phases",
        &[("name", "Ⅴ期"), ("from", "R6"), ("to", "R8"), ("about", "広げる")],
    );
    assert_eq!(status, 303);
    assert!(get(&app, &c, "/programme/roadmap/phases").contains("Ⅴ期（R6–R8）"));
}
