//! Staff pages 01 to 03 of the mock-ups, made of the components.
use ui::{AlertKind, Html, Link, TagKind, c::*, org, tag};

use crate::{page, raw};

fn x() -> Option<String> {
    Some("/yuino/x".into())
}

fn midori() -> Html {
    org("みどり総合病院", true)
}

/// Staff page 01.
pub fn today(long: bool) -> String {
    let name = if long {
        "アレクサンドリア・ヴィクトーリア・勅使河原 長右衛門太郎左衛門之助 さん"
    } else {
        "高橋 ミヨ さん"
    };
    let mut items = vec![
        TodoItem {
            title: name.into(),
            href: x(),
            sub: "たかはし みよ・86歳".into(),
            why: Html::text("けさ 9時40分に、")
                .and(midori())
                .and("へ入院しました（長男さんから電話）"),
            tags: vec![
                tag(TagKind::Due, "加算(Ⅰ)の期限 きょう 17:30（めやす）"),
                tag(TagKind::Miss, "未入力 2項目"),
            ],
            act: Some(Button::link("入院時情報提供書を送る", "/yuino/x").primary()),
        },
        TodoItem {
            title: "及川 トシ さん".into(),
            href: x(),
            sub: "おいかわ とし・91歳".into(),
            why: "退院日の連絡が届きました。11月26日（木）に自宅へ".into(),
            tags: vec![tag(TagKind::Plain, "退院まで あと7日")],
            act: Some(Button::link("退院日の連絡を読む", "/yuino/x")),
        },
        TodoItem {
            title: "「わたしのきぼうノート」見直しの時期です（3人）".into(),
            why: "千田 勇さん、八重樫 キミさん、照井 良子さん".into(),
            tags: vec![tag(TagKind::Plain, "11月中に")],
            act: Some(Button::link("ご本人に確認する", "/yuino/x")),
            ..TodoItem::default()
        },
    ];
    if long {
        items[0].why = "とても長い理由が書かれているときにも、行がきれいに折り返されて読めることをたしかめます。".repeat(6).into();
    }
    let doors = Doors {
        doors: [("入院中", 5, "人"), ("退院が決まった", 2, "人"), ("お返事を待っている", 1, "件")]
            .into_iter()
            .map(|(l, value, unit)| Door {
                label: l.into(),
                value,
                unit: unit.into(),
                href: x(),
                bad: false,
            })
            .collect(),
    };
    let row = |n: &str, h: &str, s: &str, w: &str| TableRow {
        head: raw(&format!("<a class=\"name\" href=\"/yuino/x\">{n}</a>")),
        cells: vec![org(h, true), s.into(), w.into()],
    };
    let table = Table {
        caption: "入院中の利用者さんと、いまの段階".into(),
        heads: ["利用者さん", "入院先", "いまの段階", "つぎに動く人"].map(String::from).to_vec(),
        rows: vec![
            row("高橋 ミヨ さん", "みどり総合病院", "入院の連絡ずみ", "あなた（きょう）"),
            row("小原 信夫 さん", "みどり総合病院", "調整開始の連絡の前", "病院 地域連携室"),
        ],
    };
    let wait = Rows {
        rows: vec![PlainRow {
            title: "小原 信夫さんの食事について".into(),
            href: x(),
            meta: ui::spaced(["11月17日（火）に送りました".into(), "まだ読まれていません".into()]),
            ..PlainRow::default()
        }],
        small: false,
    };
    let plan = Kv {
        tight: true,
        rows: vec![
            ("きょう 14:00".into(), "訪問 千田 勇さん".into()),
            ("23日（月）".into(), "祝日".into()),
        ],
        ..Kv::default()
    };
    let body = ui::join([
        raw(
            "<div class=\"page-head\"><div><p class=\"sub\">令和8年11月19日（木）　11時20分</p><h1>きょうの対応は 3件です</h1></div>",
        ),
        Button::link("入院の連絡をする", "/yuino/x").compact().icon("plus").html(),
        raw(
            "</div><div class=\"cols side\"><div><section class=\"sec\" aria-labelledby=\"t1\"><h2 id=\"t1\" class=\"vh\">きょうの対応</h2>",
        ),
        Todo { items, from: 0 }.html(),
        raw(
            "</section><section class=\"sec\" aria-labelledby=\"t2\"><div class=\"sec-head\"><h2 id=\"t2\">わたしの担当のうごき</h2><a class=\"more\" href=\"/yuino/x\">担当 34人をすべて見る</a></div>",
        ),
        doors.html(),
        raw(
            "</section><section class=\"sec\" aria-labelledby=\"t3\"><h2 id=\"t3\">入院中の利用者さん <span class=\"muted\">2人</span></h2>",
        ),
        table.html(),
        Pager { prev: x(), next: x(), words: "234人のうち 51〜100人め".into() }.html(),
        raw(
            "</section></div><aside aria-label=\"お返事待ちと予定\"><section class=\"panel\"><h2>お返事を待っているもの</h2>",
        ),
        wait.html(),
        raw("</section><section class=\"panel soft\"><h2>このあとの予定</h2>"),
        plan.html(),
        raw("</section></aside></div>"),
    ]);
    page("きょう", "/", Html::default(), body, Html::default())
}

fn steps(states: [(StepState, &str); 7]) -> Vec<Step> {
    STEPS.iter().zip(states).map(|(l, (s, d))| Step::new(*l, s, d)).collect()
}

/// Staff page 02.
pub fn tray() -> String {
    use StepState::{Done, Due, Now, Over, Skip, Todo as T};
    let row = |name: &str, mine, s, tags, note: &str, act: Option<Button>| TrayRow {
        name: name.into(),
        href: "/yuino/x".into(),
        meta: "86歳・312".into(),
        office: org("結の里", true).and(" 佐藤 花子"),
        steps: steps(s),
        mine,
        tags,
        note: note.into(),
        act,
        ..TrayRow::default()
    };
    let tray = Tray {
        id: "w3".into(),
        title: "3階東病棟".into(),
        who_head: String::new(),
        rows: vec![
            row(
                "高橋 ミヨ さん",
                false,
                [(Done, "11/19"), (Due, ""), (T, ""), (T, ""), (T, ""), (T, ""), (T, "")],
                vec![tag(TagKind::Due, "きょう中")],
                "連絡 10:05・提供書はまだ",
                Some(
                    Button::link("担当を決める", "/yuino/x")
                        .compact()
                        .primary()
                        .about("（高橋 ミヨ さん）"),
                ),
            ),
            row(
                "アレクサンドリア・勅使河原 長右衛門太郎左衛門 さん",
                true,
                [
                    (Done, "11/6"),
                    (Done, "11/6"),
                    (Done, "11/9"),
                    (Done, "11/10"),
                    (Skip, ""),
                    (Done, "11/13"),
                    (Now, ""),
                ],
                vec![
                    tag(TagKind::Plain, "退院 11/20(金)").icon("home"),
                    tag(TagKind::Miss, "未確認 2"),
                ],
                "担当 及川 真理（MSW）・サマリー待ち",
                Some(Button::link("書類を渡す", "/yuino/x").compact()),
            ),
            row(
                "藤原 スミ さん",
                false,
                [
                    (Done, "10/5"),
                    (Done, "10/5"),
                    (Done, "10/7"),
                    (Done, "10/20"),
                    (Done, "11/11"),
                    (Over, ""),
                    (T, ""),
                ],
                vec![tag(TagKind::Over, "連絡の予定日を 1日過ぎています")],
                "担当 及川 真理（MSW）",
                None,
            ),
        ],
    };
    let chips = |label: &str, all: &[&str]| Filter {
        label: label.into(),
        spoken: format!("{label}でしぼる"),
        chips: all
            .iter()
            .enumerate()
            .map(|(i, l)| Chip { label: (*l).into(), href: "/yuino/x".into(), on: i == 0 })
            .collect(),
    };
    let doors = Doors {
        doors: [
            ("期限を過ぎた", true),
            ("担当が まだ", false),
            ("退院支援の要否 きょうまで", false),
            ("退院日の連絡が まだ", false),
        ]
        .into_iter()
        .map(|(l, bad)| Door { label: l.into(), value: 1, unit: "人".into(), href: x(), bad })
        .collect(),
    };
    let body = ui::join([
        raw(
            "<div class=\"page-head\"><div><p class=\"sub\">みどり総合病院<span class=\"fic\">（架空）</span>　地域連携室</p><h1>対応を待っている患者さん 3人</h1></div>",
        ),
        Button::print("一覧を印刷する").html(),
        raw("</div>"),
        doors.html(),
        raw("<div class=\"filters mt5\">"),
        chips("担当", &["全員 6", "わたし 3", "まだ決まっていない 1"]).html(),
        chips("病棟", &["すべて", "3階東", "4階西"]).html(),
        raw("</div>"),
        Legend.html(),
        tray.html(),
        raw("<section class=\"sec\"><h2>ひとりの段階</h2>"),
        Strip {
            steps: steps([
                (Done, "11/6"),
                (Done, "11/6"),
                (Done, "11/9"),
                (Over, ""),
                (Skip, ""),
                (T, ""),
                (T, ""),
            ]),
        }
        .html(),
        raw("</section>"),
    ]);
    page("地域連携室に届いたもの", "/", Html::default(), body, Html::default())
}

/// Staff page 03.
pub fn person(long: bool) -> String {
    let alert = |kind, t: &str| Alert { kind, text: t.into() };
    let mut alerts = vec![
        alert(AlertKind::Wish, "きぼうノートあり"),
        alert(AlertKind::Harm, "ペニシリンアレルギー"),
        alert(AlertKind::Caution, "ワーファリン服用中"),
    ];
    let mut name = "高橋 ミヨ".to_owned();
    if long {
        alerts.push(alert(AlertKind::Caution, "身寄りなし"));
        alerts.push(alert(AlertKind::Harm, "ラテックスアレルギー（天然ゴムの手袋・カテーテル）"));
        name = "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助".into();
    }
    let head = PersonHead {
        kana: "たかはし みよ".into(),
        name,
        age: "86歳・要介護2".into(),
        alerts,
        alerts_href: "#team".into(),
        href: None,
    };
    let more = PersonMore {
        place: Some(("bed", midori().and("に入院中"))),
        facts: vec!["昭和15年（1940年）5月3日生まれ".into(), "長男と同居・日中独居".into()],
        links: vec![
            ("people", Link::new("支援チーム 6人", "#team")),
            ("eye", Link::new("誰に見えるか", "#see")),
        ],
    };
    let entry = |year: &str, date: &str, title: &str, body: &str| TimeEntry {
        year: year.into(),
        date: date.into(),
        title: title.into(),
        body: body.into(),
        ..TimeEntry::default()
    };
    let tl = Timeline {
        entries: vec![
            TimeEntry {
                now: true,
                panel: tags(&[tag(TagKind::Due, "加算(Ⅰ)の期限 きょう 17:30（めやす）")])
                    .and(raw("<p>入院時情報提供書は<b>下書き</b>です（未入力 2項目）。</p>")),
                ..entry("きょう", "9:40", "みどり総合病院に入院", "肺炎の疑い・緊急入院。")
            },
            TimeEntry {
                meta: org("訪問看護ステーション あおぞら", true),
                ..entry(
                    "",
                    "11月11日（水）",
                    "訪問看護から報告",
                    "「足のむくみが軽くなりました。」",
                )
            },
            TimeEntry {
                link: Some(("paper", Link::new("送った書類を読む（第2版）", "/yuino/x"))),
                ..entry(
                    "",
                    "9月3日（木）",
                    "入院時情報提供書を送りました",
                    "9月10日に退院しました。",
                )
            },
            entry(
                "令和7年",
                "12月1日",
                "要介護2に変わりました",
                &"有効期間 令和7年12月1日から令和9年11月30日まで。".repeat(if long {
                    20
                } else {
                    1
                }),
            ),
        ],
        older: x(),
    };
    let see = See {
        intro: "高橋さんが令和7年12月5日に同意した範囲です。".into(),
        entries: vec![
            SeeEntry {
                who: "あなたの事業所".into(),
                basis: "担当ケアマネジャー".into(),
                sees: vec!["すべて（自分の書いたものを含む）".into()],
                not: vec![],
            },
            SeeEntry {
                who: midori().and(" 地域連携室"),
                basis: "入院しているあいだ＋退院後30日".into(),
                sees: vec!["基本情報".into(), "送った書類".into()],
                not: vec!["ほかの病院の書類は見えません".into()],
            },
        ],
        unseen: "次男さん（ご本人の希望）、市の担当、民生委員".into(),
        buttons: vec![Button::link("範囲を変える", "/yuino/x").compact()],
        open: true,
    };
    let body = ui::join([
        raw(
            "<div class=\"cols side-wide\"><div class=\"min0\"><div class=\"page-head mb4\"><h2>これまでと、いま</h2>",
        ),
        Button::link("入院時情報提供書を送る", "/yuino/x").primary().html(),
        raw("</div>"),
        raw("<div class=\"mb5\">"),
        Filter {
            spoken: "しぼりこみ".into(),
            chips: ["すべて", "入退院", "書類"]
                .iter()
                .enumerate()
                .map(|(i, l)| Chip { label: (*l).into(), href: "/yuino/x".into(), on: i == 0 })
                .collect(),
            ..Filter::default()
        }
        .html(),
        raw("</div>"),
        tl.html(),
        raw("</div><aside aria-label=\"支援チームと見える範囲\">"),
        see.html(),
        raw("<section class=\"panel mt5\" id=\"team\"><h3>支援チーム 6人</h3>"),
        Rows {
            small: true,
            rows: vec![PlainRow {
                title: "主治医".into(),
                meta: org("すずらん内科医院", true).and(" 鈴木 一郎"),
                ..PlainRow::default()
            }],
        }
        .html(),
        raw("</section></aside></div>"),
    ]);
    page("高橋 ミヨさん", "/mine", ui::join([head.html(), more.html()]), body, Html::default())
}
