//! Figures: the coordinator's month and the survey.
use ui::{Html, Link, c::*, tag};

use crate::{page, raw};

/// Staff page 07, the month's figures.
pub fn home() -> String {
    let fig = |title: &str, n, d, words: &str| Fig {
        title: title.into(),
        rate: Rate::new(n, d),
        href: Some("/yuino/x".into()),
        definition: words.into(),
    };
    let figs = Figs {
        figs: vec![
            fig(
                "入院連絡率",
                128,
                149,
                "入院したケースのうち、ケアマネジャーが病院へ連絡した件数。先月 86.4 %（203 / 235件）",
            ),
            fig(
                "退院5日以上前連絡割合",
                59,
                96,
                "退院日の連絡があったケースのうち（不明 4件を含む）。先月 61.3 %（92 / 150件）",
            ),
            fig(
                "退院連絡率",
                0,
                0,
                "死亡・転院を除く退院のうち、退院前に連絡があった件数。先月はありませんでした",
            ),
        ],
    };
    let chart = ColumnChart {
        words: "入院連絡率。6月79.1%から10月86.4%まで上がり、11月は途中で85.9%です。同じ数字が下の表にあります".into(),
        top: 1000,
        columns: [("6月", Some(791)), ("7月", Some(806)), ("8月", None), ("9月", Some(839)), ("10月", Some(1000)), ("11月", Some(859))]
            .into_iter()
            .map(|(l, tenths)| Column { label: l.into(), tenths, part: l == "11月" })
            .collect(),
    };
    let over = Rows {
        small: true,
        rows: vec![PlainRow {
            title: "入院時情報提供書".into(),
            tag: Some(tag(TagKind::Over, "4件")),
            ..PlainRow::default()
        }],
    };
    let body = ui::join([
        raw(
            "<div class=\"page-head\"><div><p class=\"sub\">令和8年11月19日（木）</p><h1>きょうの仕事</h1></div></div><div class=\"cols side-wide\"><div class=\"min0\"><section class=\"sec\"><div class=\"sec-head\"><h2>今月の数字</h2><span class=\"small muted\">11月18日まで・名前は出ません</span></div>",
        ),
        ChartDefs.html(),
        figs.html(),
        raw(
            "<figure class=\"panel mt5\"><figcaption><h3>入院連絡率のうつりかわり（%）</h3><p class=\"small muted\">11月は18日までの途中の値（斜線）</p></figcaption>",
        ),
        chart.html(),
        raw(
            "</figure></section></div><aside aria-label=\"件数\"><section class=\"panel soft\"><h2>期限を過ぎたもの</h2>",
        ),
        over.html(),
        raw("</section></aside></div>"),
    ]);
    page("きょう", "/", Html::default(), body, Html::default())
}

/// The survey of 入退院連絡.
pub fn survey(empty: bool) -> String {
    let z = |n: u64| if empty { 0 } else { n };
    let card = |title: &str, n, d, bn, bd, words: &str| RateCard {
        title: title.into(),
        rate: Rate::new(z(n), z(d)),
        href: (!empty).then(|| "/yuino/x".to_owned()),
        before: Some(("前年".into(), Rate::new(z(bn), z(bd)), Some("/yuino/x".into()))),
        definition: words.into(),
    };
    let cards = RateCards {
        cards: vec![
            card(
                "退院連絡率",
                203,
                235,
                200,
                248,
                "退院前に病院から連絡があった退院 ÷ 退院（死亡・転院を除く）",
            ),
            card(
                "5日以上前の連絡",
                129,
                214,
                110,
                220,
                "8日以上前＋5–7日前 ÷ 連絡あり（不明を含む・標準）。不明を除くと 61.4 %（129 / 210件）",
            ),
            card("入院連絡率", 188, 221, 171, 219, "ケアマネジャーから病院へ連絡した入院 ÷ 入院"),
            card("入院時情報提供書の送付", 172, 221, 149, 219, "情報提供書を送った入院 ÷ 入院"),
        ],
    };
    let keys = ["8日以上前", "5–7日前", "2–4日前", "前日", "当日", "退院後", "不明"];
    let bar =
        |label: &str, parts: [u64; 7]| Bar { label: label.into(), parts: parts.map(z).to_vec() };
    let years = StackedChart {
        title: "年ごと".into(),
        words: "年ごとの連絡の時期。数値は下の表にあります".into(),
        bars: vec![
            bar("令和7年", [74, 55, 43, 18, 13, 7, 4]),
            bar("令和6年", [62, 48, 47, 24, 19, 11, 9]),
            bar("令和5年", [50, 44, 52, 27, 22, 14, 12]),
        ],
    };
    let hospitals = StackedChart {
        title: "病院ごと（令和7年・五十音順。順位ではありません）".into(),
        words: "病院ごとの連絡の時期。数値は下の表にあります".into(),
        bars: vec![
            bar("北結野病院", [20, 14, 11, 5, 3, 2, 1]),
            bar(
                "独立行政法人 地域医療機構 みどりの丘リハビリテーション病院",
                [14, 11, 9, 4, 3, 1, 1],
            ),
            bar("結野中央病院", [0, 0, 0, 0, 0, 0, 5000]),
        ],
    };
    let row = |head: &str, figures: [u64; 9], total| {
        let mut cells: Vec<Cell> = figures
            .iter()
            .map(|n| Cell {
                text: z(*n).to_string().into(),
                href: Some("/yuino/x".into()),
                wide: false,
            })
            .collect();
        cells.push(Cell {
            text: Rate::new(z(figures[0] + figures[1]), z(214)).to_string().into(),
            href: Some("/yuino/x".into()),
            wide: true,
        });
        (Html::text(head), cells, total)
    };
    let table = DataTable {
        caption: "退院日の連絡の時期（件）　数字を押すと、もとの記録の一覧が開きます".into(),
        heads: ["年・退院元の病院"]
            .iter()
            .chain(&keys)
            .chain(&["連絡なし", "退院件数", "5日以上前"])
            .map(|h| (*h).to_owned())
            .collect(),
        rows: vec![
            row("令和7年 全体", [74, 55, 43, 18, 13, 7, 4, 21, 235], true),
            row("北結野病院", [20, 14, 11, 5, 3, 2, 1, 5, 61], false),
            row("みどりの丘病院", [14, 11, 9, 4, 3, 1, 1, 5, 48], false),
        ],
    };
    let body = ui::join([
        ChartDefs.html(),
        raw("<div class=\"page-head\"><div>"),
        crumbs(&[Link::new("調査", "/yuino/surveys")], "入退院連絡調査"),
        raw("<h1>入退院連絡調査　令和7年</h1></div><div class=\"btns\">"),
        Button::link("Excel", "/yuino/x.xlsx").compact().icon("download").html(),
        Button::print("A4で印刷").html(),
        raw(
            "</div></div><p class=\"note1\">令和7年10月1日〜31日の入退院（10月に退院した方。死亡・転院を除く）。日々の連絡の記録から集計、令和7年12月7日現在。<b>病院別の数字は公開していません</b>（病院の確認後に公開）。</p>",
        ),
        cards.html(),
        raw(
            "<section class=\"chart\" aria-labelledby=\"f1\"><h2 id=\"f1\">退院日の連絡は、いつ届いたか</h2><p class=\"hint\">連絡ありの件数（数字は件数、棒の長さは割合）。濃い青の2区分が「5日以上前」</p>",
        ),
        StackedChart::keys(&keys),
        raw("<div class=\"charts two\">"),
        years.html(),
        hospitals.html(),
        raw("</div></section>"),
        table.html(),
        raw(
            "<ul class=\"chart-foot\"><li>連絡した日から退院日までの暦日。</li><li>前年との差は割合の差（ポイント）。</li></ul>",
        ),
    ]);
    page("入退院連絡調査", "/", Html::default(), body, Html::default())
}
