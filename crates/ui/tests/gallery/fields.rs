//! The admission sheet's second chapter as in the mock-up, and every kind of field in every state.
use ui::field::*;
use ui::{ErrorSummary, FieldError, Html, SendBar, TagKind, c::*, org, tag};

use crate::{page, raw};

fn care() -> Vec<Opt> {
    ["要支援1", "要支援2", "要介護1", "要介護2", "要介護3", "要介護4", "要介護5", "申請中・その他"]
        .iter()
        .enumerate()
        .map(|(i, l)| Opt::new(i.to_string(), *l))
        .collect()
}

fn grades(list: &[&str]) -> Vec<Opt> {
    list.iter().map(|l| Opt::new(*l, *l)).collect()
}

fn date(era: &str, y: &str, m: &str, d: &str) -> DateValue {
    DateValue { era: era.into(), y: y.into(), m: m.into(), d: d.into(), ..DateValue::default() }
}

fn card(f: Field) -> Field {
    Field {
        sources: vec![Source::paper("介護保険証の写真（令和7年12月8日）から")], ..f
    }
}

fn last(f: Field) -> Field {
    Field {
        sources: vec![Source::paper("前回（9月3日）の入院時情報提供書から")], ..f
    }
}

/// Staff page 04.
pub fn sheet() -> String {
    let message = "終わりは、はじまり（令和7年12月1日）より後の日にしてください";
    let errors = [FieldError { field: "a.end".into(), message: message.into() }];
    let nodes: Vec<Node> = vec![
        card(Field::new("a.care", "入院時の要介護度", FieldKind::radio("3", care()))).into(),
        card(Field::new(
            "a.start",
            "認定の有効期間 はじまり",
            FieldKind::Date(date("R", "7", "12", "1")),
        ))
        .into(),
        Field::new(
            "a.end",
            "認定の有効期間 終わり",
            FieldKind::Date(DateValue { bad: Some(DatePart::Year), ..date("R", "6", "11", "30") }),
        )
        .hint("例：令和9年11月30日。R9.11.30 と続けて打つこともできます")
        .error_from(&errors)
        .into(),
        Field {
            state: FieldState::Missing,
            hint: "前回（9月3日）の書類でも空欄でした。わからなければ「不明」を選べます".into(),
            ..Field::new(
                "a.dementia",
                "認知症高齢者の日常生活自立度",
                FieldKind::radio(
                    "",
                    grades(&["自立", "Ⅰ", "Ⅱa", "Ⅱb", "Ⅲa", "Ⅲb", "Ⅳ", "M", "不明"]),
                ),
            )
        }
        .into(),
        last(Field::new(
            "a.adl",
            "障害高齢者の日常生活自立度",
            FieldKind::radio(
                "A1",
                grades(&["自立", "J1", "J2", "A1", "A2", "B1", "B2", "C1", "C2"]),
            ),
        ))
        .into(),
        Node::Pair(vec![
            last(Field::new(
                "a.carer",
                "主に介護する人",
                FieldKind::text("高橋 健一（長男・同居・58歳）"),
            )),
            Field::new(
                "a.tel",
                "日中つながる電話番号",
                FieldKind::Text(Input {
                    value: "0000-00-0048".into(),
                    kind: TextKind::Tel,
                    ..Input::default()
                }),
            ),
        ]),
        Field {
            state: FieldState::Old {
                words: "1年以上前の内容です".into(),
                ask: "「一部 見込める」は令和7年6月の内容です。いまも同じですか".into(),
                name: "k.power".into(),
                chosen: String::new(),
            },
            ..Field::new(
                "a.power",
                "家族の介護力",
                FieldKind::radio(
                    "2",
                    vec![
                        Opt::new("1", "見込める"),
                        Opt::new("2", "一部 見込める"),
                        Opt::new("3", "見込めない"),
                    ],
                ),
            )
        }
        .into(),
    ];
    let nav = SecNav {
        saved: "11:18 に下書きを保存しました。閉じても消えません。".into(),
        chapters: [
            ("1", "入院のこと", ChapterState::Done),
            ("2", "要介護度とご家族", ChapterState::Wrong(1)),
            ("3", "本人・家族の意向", ChapterState::Done),
            ("4", "利用中のサービス", ChapterState::Done),
            ("7", "身体・生活機能", ChapterState::Missing(1)),
            ("8", "お薬", ChapterState::Done),
            ("＋", "結野市の追加項目", ChapterState::Optional),
        ]
        .into_iter()
        .map(|(n, t, state)| Chapter {
            number: n.into(),
            title: t.into(),
            href: "/yuino/x".into(),
            state,
            current: n == "2",
        })
        .collect(),
    };
    let open = FormOpen {
        id: "sheet".into(),
        action: "/yuino/sheets/1".into(),
        csrf: "t".into(),
        key: "k".into(),
        version: "3".into(),
        draft_url: "/yuino/sheets/1/draft".into(),
        today: "2026-11-19".into(),
        default: "save".into(),
        multipart: false,
    };
    let summary = ErrorSummary {
        title: "送る前に、1か所を直してください".into(),
        note: "入力した内容は残っています。未入力の2項目は、「不明」を選んでも送れます。".into(),
        ..ErrorSummary::of(&errors)
    };
    let body = ui::join([
        back("高橋 ミヨさんのページ", "/yuino/people/1"),
        raw(
            "<div class=\"form-head\"><h1>入院時情報提供書</h1><p><b>高橋 ミヨ さん</b> <span class=\"meta\">86歳・要介護2</span></p>",
        ),
        tags(&[tag(TagKind::Due, "加算(Ⅰ)の期限 きょう 17:30（めやす）・あと6時間")]),
        raw("</div><div class=\"cols nav-left\">"),
        nav.html(),
        open.html(),
        summary.html(),
        raw("<h2>2　要介護度とご家族</h2>"),
        ui::join(nodes.iter().map(Node::html)),
        raw("<p class=\"btns mt5\">"),
        Button::link("つぎの未入力（7 身体・生活機能）へ", "/yuino/x").html(),
        raw("</p></form></div>"),
    ]);
    let bar = SendBar {
        label: "送る".into(),
        head: "送り先".into(),
        to: org("みどり総合病院", true).and(" 地域連携室"),
        after: "読まれる前なら、5分間は取り消せます".into(),
        button: Button::submit("みどり総合病院 地域連携室に送る")
            .primary()
            .of_form("sheet")
            .posting("_do", "send"),
        second: None,
    };
    page("入院時情報提供書", "/stays", Html::default(), body, bar.html())
}

fn medicine(n: &str, value: &str) -> Vec<Node> {
    vec![
        Field::new(format!("a.med.{n}.name"), "薬の名前", FieldKind::text(value)).into(),
        Field::new(
            format!("a.med.{n}.dose"),
            "1回の量",
            FieldKind::Quantity {
                value: "1".into(),
                unit: "錠".into(),
                units: grades(&["錠", "mL", "単位"]),
            },
        )
        .into(),
    ]
}

/// Every kind of field: normal, long, empty, wrong, read-only, conditional.
pub fn every_kind() -> String {
    let long = "とても長い説明".repeat(30);
    let mut nodes: Vec<Node> = vec![
        Node::Said(Said { text: "つぎの質問は、ご本人に聞いてください。\n答えたくないときは、空けておいてかまいません。".into(), when: None }),
        Field::new("a.t", "ひとこと", FieldKind::text("<b>山田</b> & \"髙﨑\" 𠮷")).required().hint("ご本人の言葉で").into(),
        Field::new("a.long", "くわしく", FieldKind::LongText { value: long.clone(), rows: 0, max: Some(400) }).into(),
        Field::new("a.dt", "入院した日と時刻", FieldKind::DateTime(DateValue { time: "9:40".into(), ..date("R", "8", "11", "19") })).into(),
        Field::new("a.bool", "ひとり暮らしですか", FieldKind::Boolean("true".into())).into(),
        Field::new("a.tri", "薬を決められたとおりに飲めていますか", FieldKind::Tri("unknown".into())).into(),
        Field::new("a.sel", "入院先", FieldKind::select("2", grades(&["1", "2", "3"]))).into(),
        Field::new(
            "a.auto",
            "病名",
            FieldKind::Choice {
                value: "I50".into(),
                opts: vec![Opt::new("I50", "心不全"), Opt::new("E11", "2型糖尿病")],
                style: ChoiceStyle::Autocomplete,
                open: None,
            },
        )
        .into(),
        Field::new(
            "a.multi",
            "医療処置",
            FieldKind::Multi {
                values: vec!["dm".into(), "other".into()],
                opts: vec![
                    Opt::new("none", "なし").none(),
                    Opt::new("dm", "自己注射"),
                    Opt::new("suction", "喀痰吸引"),
                    Opt::new("other", "その他"),
                    Opt::new("unknown", "未確認").unknown(),
                ],
                open: Some("ストーマの交換（週2回）".into()),
            },
        )
        .into(),
        Field::new(
            "a.hinted",
            "送り方",
            FieldKind::radio(
                "ict",
                vec![
                    Opt { hint: "読まれたかどうかが、すぐにわかります".into(), ..Opt::new("ict", "この画面から送る") },
                    Opt { hint: "紙を印刷して送ります".into(), ..Opt::new("fax", "FAX") },
                ],
            ),
        )
        .into(),
        Field::new("a.int", "転んだ回数（この半年）", FieldKind::Integer { value: "２".into(), unit: "回".into() }).into(),
        Field {
            error: Some("体重は1から300までの数字で入れてください".into()),
            ..Field::new("a.kg", "体重", FieldKind::Decimal { value: "482".into(), unit: "kg".into() })
        }
        .into(),
        Field::new("a.file", "ファイル", FieldKind::File { accept: ".csv,.xlsx".into(), many: true }).into(),
        Field::new("a.code", "招待コード", FieldKind::Secret { autocomplete: "one-time-code".into() }).into(),
        Field {
            read_only: true,
            ..Field::new("a.age", "年齢（自動）", FieldKind::Integer { value: "86".into(), unit: "歳".into() })
        }
        .into(),
        Field {
            read_only: true,
            ..Field::new("a.none", "入院までの日数（自動）", FieldKind::Integer { value: String::new(), unit: "日".into() })
        }
        .into(),
        Field {
            when: Some(When {
                conditions: vec![("multi".into(), "=".into(), "dm".into())],
                words: "「医療処置」で「自己注射」を選んだときだけ、お答えください".into(),
                ..When::default()
            }),
            attach: Some(("a.attach".into(), true)),
            ..Field::new("a.insulin", "注射をする人", FieldKind::radio("", grades(&["本人", "家族", "訪問看護"])))
        }
        .into(),
        Field::new("a.hidden", "", FieldKind::Hidden("x\"y".into())).into(),
        Group {
            label: "口と歯".into(),
            name: "a.mouth".into(),
            hint: "歯科に行った日は、だいたいでかまいません".into(),
            nodes: vec![
                Field::new("a.mouth.tooth", "入れ歯", FieldKind::Boolean(String::new())).into(),
                Field {
                    state: FieldState::MissingBecause("未確認".into()),
                    ..Field::new("a.mouth.day", "さいごの歯科受診", FieldKind::Date(DateValue::default()))
                }
                .into(),
            ],
            ..Group::default()
        }
        .into(),
        Repeat {
            link_id: "med".into(),
            name: "a.med".into(),
            label: "お薬".into(),
            row_label: "薬".into(),
            layout: Layout::Two,
            rows: vec![Row { n: 0, nodes: medicine("0", "ワーファリン") }, Row { n: 4, nodes: medicine("4", &long) }],
            blank: medicine("__n__", ""),
            max: 20,
            error: Some("薬は1つ以上書くか、「お薬なし」を選んでください".into()),
            ..Repeat::default()
        }
        .into(),
        Repeat {
            link_id: "full".into(),
            name: "a.full".into(),
            label: "連絡先（2人まで）".into(),
            rows: (0..2)
                .map(|n| Row { n, nodes: vec![Field::new(format!("a.full.{n}.who"), "名前", FieldKind::text("")).into()] })
                .collect(),
            max: 2,
            ..Repeat::default()
        }
        .into(),
    ];
    nodes.push(Field::new("a.longlabel", "長い".repeat(60), FieldKind::text("")).into());
    let open = FormOpen {
        id: "f".into(),
        action: "/yuino/x".into(),
        csrf: "t".into(),
        default: "save".into(),
        ..FormOpen::default()
    };
    let errors = [
        FieldError {
            field: "a.kg".into(),
            message: "体重は1から300までの数字で入れてください".into(),
        },
        FieldError {
            field: "a.med".into(),
            message: "薬は1つ以上書くか、「お薬なし」を選んでください".into(),
        },
        FieldError {
            field: String::new(),
            message: "ほかの人が同じ書類を送りました。内容をたしかめてください".into(),
        },
    ];
    let body = ui::join([
        raw("<h1>すべての欄</h1>"),
        open.html(),
        ErrorSummary::of(&errors).html(),
        ui::join(nodes.iter().map(Node::html)),
        DraftStatus::default().html(),
        Button::submit("保存する").primary().html(),
        raw("</form>"),
    ]);
    page("すべての欄", "/stays", Html::default(), body, Html::default())
}
