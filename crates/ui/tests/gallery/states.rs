//! Staff pages 05 to 09, and the states that no mock-up draws.
use ui::{Field, FieldKind, Html, Link, Source, TagKind, c::*, org, tag};

use crate::{page, raw};

fn midori() -> Html {
    org("みどり総合病院", true)
}

/// Staff page 05.
pub fn screening() -> String {
    let crit = |title: &str, because: &str, rule: &str| Criterion {
        title: title.into(),
        because: because.into(),
        from: "入院時情報提供書（11月17日・佐藤 花子）から".into(),
        rule: Some(Link::new(rule, "/yuino/x")),
    };
    let q = |name: &str, label: &str, hint: &str| Question {
        field: Field {
            hint: hint.into(),
            sources: vec![Source {
                text: "知っている人　3階東の受け持ち看護師、リハビリ".into(),
                href: None,
                person: true,
            }],
            ..Field::new(name, label, FieldKind::Tri("unknown".into()))
        },
    };
    let window = ContactWindow {
        heading: "ケアマネジャーの連絡窓口".into(),
        person: "佐藤 花子".into(),
        office: org("居宅介護支援 結の里", true),
        tel: "0000-00-0012".into(),
        status: Some(tag(TagKind::Ok, "いま かけてよい時間です（12:00まで）").icon("phone")),
        hours: Some(HoursBar {
            id: "h1".into(),
            open: vec![Span { from: 510, to: 1050 }],
            avoid: vec![Span { from: 720, to: 780 }, Span { from: 960, to: 1050 }],
            now: Some(680),
            words: "きょうの電話の時間。8時30分から17時30分まで。12時から13時と、16時から17時30分は避けてほしい時間。いまは11時20分で、かけてよい時間です".into(),
        }),
        rows: vec![("電話の時間".into(), "平日 8:30〜17:30".into()), ("避けてほしい時間（斜線）".into(), "12:00〜13:00".into())],
    };
    let body = ui::join([
        back("届いたもの", "/yuino/x"),
        raw(
            "<div class=\"form-head\"><h1>退院支援の要否を決める</h1></div><div class=\"cols side-wide\"><div class=\"min0\">",
        ),
        Verdict {
            lead: "基準にあてはめた めやす".into(),
            title: "退院支援が必要です".into(),
            body: ui::spaced([
                "「退院調整が必要」の基準に2つ、あてはまりました。".into(),
                "決めるのは、あなたです。".into(),
            ]),
        }
        .html(),
        raw("<section class=\"sec mt6\"><h2>あてはまったこと 2</h2>"),
        Criteria {
            met: true,
            items: vec![
                crit("退院後も医療処置が続く", "「自己注射（インスリン）1日2回」", "基準 A3"),
                crit(
                    "排泄・歩行に介助がいる",
                    "入院前「トイレ 自立」 → 病棟の記録「トイレ 一部介助」",
                    "基準 A2",
                ),
            ],
        }
        .html(),
        raw("</section><form method=\"post\" action=\"/yuino/x\" id=\"s\" class=\"mt5\">"),
        UnknownBox {
            questions: vec![
                q(
                    "a.u1",
                    "退院後、これまでの暮らし方を変える必要がありますか",
                    "トイレの介助が増えたため、お聞きしています（基準 A1）",
                ),
                q(
                    "a.u2",
                    "薬を決められたとおりに飲めていますか",
                    "「服薬状況」が空欄でした（基準 B3）",
                ),
            ],
            note: "わからないままでも、要否は決められます。".into(),
        }
        .html(),
        raw("<details class=\"boxed-y mt4\"><summary><b>あてはまらなかったこと 1</b>"),
        raw(&ui::icon("chev").to_string()),
        raw("</summary>"),
        Criteria { met: false, items: vec![crit("介護保険の未申請", "", "基準 B2")] }.html(),
        raw("</details></form></div><aside aria-label=\"連絡窓口\">"),
        window.html(),
        raw("</aside></div>"),
    ]);
    let bar = SendBar {
        label: "決める".into(),
        head: "つぎ".into(),
        to: "佐藤 花子さんへ「退院調整開始の連絡」".into(),
        after: "決めただけでは、まだだれにも送りません".into(),
        button: Button::submit("退院支援が必要と決める").primary().of_form("s"),
        second: None,
    };
    page("退院支援の要否", "/stays", Html::default(), body, bar.html())
}

/// Staff page 06.
pub fn changed() -> String {
    let row = |l: &str, b: &str, a: &str, you| DiffRow {
        label: l.into(),
        before: b.into(),
        after: a.into(),
        you,
        who: "病院".into(),
    };
    let ack = |n: &str, you, at: Option<&str>| Ack {
        name: n.into(),
        you,
        sub: org("結の里", true),
        at: at.map(str::to_owned),
    };
    let body = ui::join([
        raw(
            "<h1>退院前カンファの決定が変わりました</h1><div class=\"cols side-wide mt5\"><div class=\"min0\">",
        ),
        Diff {
            caption: "11月12日の決定と、11月17日の変更".into(),
            before_head: "まえ（12日）".into(),
            after_head: "いま（17日）".into(),
            with_who: true,
            rows: vec![
                row("退院予定日", "11月27日（金）", "11月25日（水）", false),
                row("介護ベッドの納品", "", "11月24日（火）まで", true),
                row("長い項目", &"ながい".repeat(40), "", false),
            ],
        }
        .html(),
        raw("</div><aside aria-label=\"確認した人\"><section class=\"panel\">"),
        AckList {
            people: vec![
                ack("佐藤 花子", true, None),
                ack("田村 直子", false, Some("17日 16:02")),
                ack("大森 隆", false, Some("17日 18:10")),
            ],
            note: "あす 9:00 に、まだの人へもう一度お知らせします。夜は送りません。".into(),
        }
        .html(),
        raw("</section></aside></div>"),
    ]);
    let bar = SendBar {
        label: "確認する".into(),
        head: "知らせる相手".into(),
        to: midori().and(" 地域連携室 小田島 誠"),
        button: Button::submit("変更点を確認しました").primary(),
        second: Some(Button::link("この日では困る（理由を書く）", "/yuino/x").text()),
        ..SendBar::default()
    };
    page("変更点", "/stays", Html::default(), body, bar.html())
}

/// Staff page 08.
pub fn empty() -> String {
    let body = ui::join([
        raw(
            "<div class=\"page-head\"><div><p class=\"sub\">令和8年11月19日（木）　16時45分</p><h1>きょう</h1></div></div>",
        ),
        Empty {
            title: "いま対応が必要なものはありません".into(),
            text: "新しい連絡が届くと、ここに出ます。夜と休日は、急ぎのものだけお知らせします。"
                .into(),
            art: true,
            button: None,
        }
        .html(),
    ]);
    page("きょう", "/", Html::default(), body, Html::default())
}

/// Staff page 09.
pub fn no_permission() -> String {
    let problem = Problem {
        icon: "lock",
        title: "この方のページは、いま見ることができません".into(),
        lead: "あなたの事業所は、この方の支援チームに入っていません。お名前や、記録があるかどうかも、ここには出ません。".into(),
        ways_title: "見る必要があるとき".into(),
        ways: vec![
            Way {
                title: "担当になったとき".into(),
                body: "ご本人の同意をいただいてから、支援チームに入ることを申し込んでください。".into(),
                button: Some(Button::link("支援チームに入ることを申し込む", "/yuino/x").primary()),
                link: None,
            },
            Way {
                title: "病院や急ぎの用件で、担当者をさがしているとき".into(),
                body: "調べたことは記録されます。".into(),
                button: None,
                link: Some(Link::new("担当の事業所の電話番号を調べる", "/yuino/x")),
            },
        ],
        note: "11月19日 11時20分に、このページを開こうとしたことを記録しました。まちがえて開いたときは、何もしなくてかまいません。".into(),
    };
    let body = ui::join([back("前の画面にもどる", "/yuino/x"), problem.html()]);
    page("このページは見ることができません", "/mine", Html::default(), body, Html::default())
}

/// Two versions side by side.
pub fn stale() -> String {
    let stale = Stale {
        who: Html::text("小田島 誠さん（").and(midori()).and(" 地域連携室）"),
        when: "11月19日 11:18".into(),
        only_mine: 2,
        only_theirs: 1,
        own: false,
        rows: vec![
            StaleRow {
                name: "a.kg".into(),
                label: "体重".into(),
                mine: "48.2 kg".into(),
                theirs: "47.6 kg".into(),
                was: "49.0 kg".into(),
            },
            StaleRow {
                name: "a.memo".into(),
                label: "ご家族の希望".into(),
                mine: "長い文がここに入ります。".repeat(12),
                theirs: String::new(),
                was: String::new(),
            },
        ],
    };
    let body = ui::join([
        raw(
            "<h1 class=\"mb4\">入院時情報提供書</h1><form class=\"form-col\" method=\"post\" action=\"/yuino/x\" id=\"st\">",
        ),
        stale.html(),
        raw("</form>"),
    ]);
    let bar = SendBar {
        label: "まとめる".into(),
        head: "つぎ".into(),
        to: "選んだ内容で下書きを保存します".into(),
        after: "まだだれにも送りません".into(),
        button: Button::submit("選んだ内容で保存する").primary().of_form("st"),
        second: Some(Button::link("いま保存されているものを読む", "/yuino/x").text()),
    };
    page("どちらを残しますか", "/stays", Html::default(), body, bar.html())
}

/// Preview of an import.
pub fn import() -> String {
    let note = |line, text: &str| ImportNote {
        file: "kaigo_03_43_houmonkango.csv".into(),
        line,
        text: text.into(),
    };
    let preview = ImportPreview {
        rows: 1234,
        created: 30,
        updated: 12,
        unchanged: 1188,
        closed: 2,
        rejected: 4,
        samples: vec![ImportRow {
            change: "新しい".into(),
            name: "デイサービスあさひ".into(),
            what: "通所介護・0000-00-0101".into(),
        }],
        rejects: vec![
            note(17, "事業所番号が同じファイルの12行目と同じです。どちらかを消してください"),
            note(0, "文字の種類がわかりません。UTF-8 か Shift_JIS で保存しなおしてください"),
        ],
        warnings: vec![note(40, "場所が日本の外になっています。地図には出しません")],
        done: false,
    };
    let body = ui::join([
        raw("<div class=\"page-head\"><h1>事業所の一覧を取り込む前の確認</h1></div>"),
        preview.html(),
    ]);
    let bar = SendBar {
        head: "取り込むと".into(),
        to: "事業所の一覧が変わります".into(),
        after: "取り込めない4件は、そのまま残りません".into(),
        button: Button::submit("42件を取り込む").primary(),
        second: Some(Button::link("やめる", "/yuino/x").text()),
        ..SendBar::default()
    };
    page("取り込みの確認", "/offices", Html::default(), body, bar.html())
}

/// Notices, taking back, offline, slow.
pub fn states() -> String {
    use ui::{Flash, FlashKind};
    let flash = |kind, t: &str| Flash {
        more: Some("つぎに動くのは、病院の地域連携室です。".into()),
        link: Some(Link::new("送った書類を読む", "/yuino/x")),
        ..Flash::new(kind, t)
    };
    let body = ui::join([
        raw("<h1 class=\"mb4\">お知らせと、とちゅうの状態</h1>"),
        flash(FlashKind::Ok, "みどり総合病院 地域連携室に送りました").html(),
        flash(FlashKind::Info, "病院で読まれました").html(),
        flash(FlashKind::Warn, "電話番号がまだ確かめられていません").html(),
        flash(FlashKind::Bad, "送れませんでした。入力した内容は残っています").html(),
        RecallBar {
            text: "11:20 に みどり総合病院 地域連携室へ送りました".into(),
            action: "/yuino/x".into(),
            csrf: "t".into(),
            key: "k".into(),
            seconds: 215,
            label: String::new(),
        }
        .html(),
        Offline {
            text: "つながっていません。書いた内容は、この画面に残っています。".into()
        }
        .html(),
        Progress {
            text: "取り込んでいます".into(),
            of: Some((320, 1234)),
            unit: "行".into(),
            cancel: Some(Button::submit("とちゅうでやめる").compact()),
        }
        .html(),
        raw("<div class=\"mt5\">"),
        Empty {
            title: "まだ取り込んでいません".into(),
            text: "CSV を選ぶと、ここに一覧が出ます。".into(),
            art: false,
            button: Some(Button::link("ファイルを選ぶ", "/yuino/x").primary()),
        }
        .html(),
        raw("</div>"),
        ReadView {
            chapters: vec![(
                "2　要介護度とご家族".into(),
                vec![
                    (
                        "入院時の要介護度".into(),
                        "要介護2".into(),
                        "介護保険証の写真（令和7年12月8日）から".into(),
                    ),
                    ("家族の介護力".into(), Html::default(), Html::default()),
                ],
            )],
        }
        .html(),
    ]);
    page("お知らせ", "/", Html::default(), body, Html::default())
}

/// A page without login.
pub fn login() -> Html {
    let field = Field::new(
        "code",
        "招待コード",
        FieldKind::Secret { autocomplete: "one-time-code".into() },
    )
    .hint("紙に書かれた8文字です");
    ui::join([
        raw(
            "<h1>はじめて使う方</h1><form class=\"form-col\" method=\"post\" action=\"/yuino/invite\">",
        ),
        field.html(),
        Button::submit("はじめる").primary().html(),
        raw("</form>"),
    ])
}
