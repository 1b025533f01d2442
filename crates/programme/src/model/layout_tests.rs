//! Layouts of published tables on samples of our own; names and figures are invented.
use super::super::catalogue::catalogue;
use super::*;

fn sheet(name: &str, rows: &[(u64, &[&str])]) -> SheetText {
    let row = |(line, cells): &(u64, &[&str])| RowText {
        line: *line,
        cells: cells.iter().map(|c| (*c).to_string()).collect(),
    };
    SheetText { name: name.into(), rows: rows.iter().map(row).collect() }
}

fn kaigo() -> Vec<SheetText> {
    vec![sheet(
        "表",
        &[
            (1, &["第２表　保険者別　第１号被保険者数　（年度末現在）"]),
            (4, &["都道府県", "保険者", "計"]),
            (5, &["", "", "", "６５歳以上７５歳未満"]),
            (6, &["全　国", "", "300"]),
            (7, &["架空県", "結野市", "1200", "700"]),
            (8, &["架空県", "結　野　町", "90", "40"]),
            (9, &["架空県", "白紙村", "-", "1"]),
            (10, &["架空県", "結野市", "1", "1"]),
            (11, &["", "", ""]),
        ],
    )]
}

/// In the manner of e-Stat: code and name in one cell, the prefecture above its areas, 「-」 for zero.
fn estat() -> Vec<SheetText> {
    vec![sheet(
        "",
        &[
            (1, &["令和５年見本調査", "", "令和５年（２０２３）年１０月１日", ""]),
            (3, &["", "総数", "支援診療所", "", ""]),
            (4, &["", "", "届出施設数", "連携機関の数", "患者の数"]),
            (6, &["98　　架空県　", "879", "75", "173", "3458"]),
            (7, &["9801　結野　　　　", "357", "35", "82", "2339"]),
            (8, &["9802　架空東部　　", "37", "-", "-", "-"]),
            (9, &["99　　想像県　　", "10", "5", "1", "2"]),
            (10, &["9901　結野　　　　", "10", "5", "1", "2"]),
        ],
    )]
}

fn shown(t: &Table) -> Vec<(String, String)> {
    t.lines.iter().map(|l| (l.name(), l.n.to_string())).collect()
}

#[test]
fn a_shipped_layout_is_known_and_read() {
    let shipped = &catalogue().unwrap().profiles;
    let (l, from) = propose(&kaigo(), &[], shipped);
    assert_eq!(from, From::Shipped);
    assert_eq!(l.source, "介護保険事業状況報告（年報）第2表 計");
    let t = l.read(&kaigo()).unwrap();
    assert_eq!(
        shown(&t),
        [("架空県 結野市".into(), "1,200".into()), ("架空県 結野町".into(), "90".into())]
    );
    assert_eq!(t.left_out.iter().map(|l| l.0).collect::<Vec<_>>(), [9, 10]);
    let l = shipped[0].layout(&kaigo(), "65").unwrap();
    assert_eq!(l.read(&kaigo()).unwrap().lines[0].n, Num::whole(700));
}

#[test]
fn another_form_of_the_same_table_is_not_taken_for_it() {
    let shipped = &catalogue().unwrap().profiles;
    let mut other = kaigo();
    other[0].rows[1].cells[2] = "合計".into();
    assert!(shipped[0].layout(&other, "total").is_none());
    // and is still read: as a guess that a person looks at
    let (l, from) = propose(&other, &[], shipped);
    assert_eq!((from, l.city, l.n, l.prefecture, l.first_row), (From::Guess, 2, 3, 1, 7));
    assert_eq!(l.read(&other).unwrap().lines.len(), 2);
}

#[test]
fn code_and_name_in_one_cell_and_a_dash_are_read_as_their_table_means_them() {
    let (l, from) = propose(&estat(), &[], &[]);
    assert_eq!((from, l.city, l.n, l.prefecture, l.dash_zero), (From::Guess, 1, 2, 0, false));
    let l = Layout { n: 3, first_row: 6, dash_zero: true, ..l };
    let t = l.read(&estat()).unwrap();
    assert_eq!(
        shown(&t),
        [
            ("架空県 結野".into(), "35".into()),
            ("架空県 架空東部".into(), "0".into()),
            ("想像県 結野".into(), "5".into())
        ],
        "a prefecture is no area, and names the areas below it"
    );
    let t = Layout { dash_zero: false, ..l.clone() }.read(&estat()).unwrap();
    assert_eq!((t.lines.len(), t.left_out.len()), (2, 1));
    assert_eq!(year_said(&estat()[0], 6), Some(2023));
    let rate = Layout { d: 2, ..l };
    assert_eq!(rate.read(&estat()).unwrap().lines[0].d, Some(Num::whole(357)));
}

#[test]
fn the_table_of_another_year_is_known_by_its_headings() {
    let mut l = propose(&estat(), &[], &[]).0;
    (l.n, l.first_row, l.source) = (5, 6, "見本調査".into());
    l.heads = heads(&estat()[0], 5, 6);
    assert_eq!(l.heads, "患者の数");
    let mut next = estat();
    next[0].name = "R6".into();
    let (found, from) = propose(&next, std::slice::from_ref(&l), &[]);
    assert_eq!((from, found.n, found.sheet.as_str()), (From::Before, 5, "R6"));
    next[0].rows[2].cells[4] = "患者の延べ数".into();
    assert_eq!(
        propose(&next, &[l], &[]).1,
        From::Guess,
        "its headings are others: looked at again"
    );
}

#[test]
fn whatever_a_file_holds_nothing_falls_over() {
    let odd = [
        vec![],
        vec![sheet("空", &[])],
        vec![sheet("一", &[(1, &[])])],
        vec![sheet("文", &[(1, &["令和", "年", "-"]), (2, &["（（", "））", ""])])],
    ];
    for sheets in &odd {
        let (l, _) = propose(sheets, &[Layout::default()], &catalogue().unwrap().profiles);
        assert!(l.read(sheets).is_err(), "{sheets:?}");
        assert!(sheets.iter().all(|s| year_said(s, 9).is_none()));
    }
    let wild = Layout { first_row: u64::MAX, city: usize::MAX, n: 999, ..Layout::default() };
    assert!(wild.read(&estat()).is_err());
}

#[test]
fn the_year_of_a_title() {
    for (title, want) in [
        ("令和4年度　年報", Some(2022)),
        ("令和元年10月1日", Some(2019)),
        ("令和６年３月３１日現在", Some(2023)),
        ("令和5年", Some(2023)),
        ("2023年", None),
        ("令和年", None),
    ] {
        assert_eq!(year_said(&sheet("", &[(1, &[title])]), 2), want, "{title}");
    }
}
