use office::print::{FormRow, FormSection, FormSheet, PrintJob, TemplateId, Value};
use serde_json::json;

use super::*;

fn form(text: &str) -> PrintJob {
    let rows = vec![FormRow::new("ことば", Value::LongText(text.to_owned()))];
    let sheet = FormSheet {
        heading_rows: vec![],
        sections: vec![FormSection { title: "一".into(), note: None, rows }],
    };
    PrintJob::of(&sheet).unwrap().title("試し").build()
}

#[test]
fn the_same_job_gives_the_same_bytes_and_another_job_does_not() {
    let press = Press::new().unwrap();
    let first = press.pdf(&form("髙橋")).unwrap();
    assert_eq!(first, press.pdf(&form("髙橋")).unwrap());
    assert_ne!(first.bytes, press.pdf(&form("高橋")).unwrap().bytes);
}

#[test]
fn a_pdf_says_its_title_its_language_and_that_it_is_tagged() {
    let pdf = Press::new().unwrap().pdf(&form("髙橋")).unwrap();
    let text = String::from_utf8_lossy(&pdf.bytes);
    assert!(text.starts_with("%PDF-1.7"));
    assert!(text.contains("/Lang(ja") || text.contains("/Lang (ja"));
    assert!(text.contains("/StructTreeRoot") && text.contains("pdfuaid:part"));
}

#[test]
fn rare_names_and_signs_are_covered_and_the_fonts_are_all_used() {
    let press = Press::new().unwrap();
    for c in "髙﨑𠮷☑☐☒✓㈱①㌔〓Ⅱⅲ〜～−–—・…※→葛辻祇饂神塚ễ☎".chars()
    {
        assert!(press.coverage().has(c), "{c} U+{:04X}", u32::from(c));
    }
    for c in ['😀', '\u{E000}', '\0', '\u{7F}', '한'] {
        assert!(!press.coverage().has(c), "U+{:04X}", u32::from(c));
    }
    assert!(press.coverage().has_form('葛', '\u{E0100}'));
}

#[test]
fn what_the_fonts_lack_is_printed_as_geta_said_and_returned() {
    let pdf = Press::new().unwrap().pdf(&form("笑顔😀で、\u{E000}と")).unwrap();
    assert_eq!(pdf.unprintable.missing, ['😀', '\u{E000}']);
    assert_eq!(pdf.warnings, Vec::<String>::new());
}

#[test]
fn markup_in_a_text_stays_text() {
    let text =
        "#set page(fill: red) *太字* $x$ @ref <label> `raw` \\u{41} = 見出し\n- 一\n// 消えない";
    let pdf = Press::new().unwrap().pdf(&form(text)).unwrap();
    assert_eq!((pdf.pages, pdf.warnings.len()), (1, 0));
}

#[test]
fn an_unknown_template_and_a_wrong_body_are_errors_in_words() {
    let press = Press::new().unwrap();
    for name in ["nothing", "common/../x", "", "job"] {
        let job = PrintJob::with_template(TemplateId(Box::leak(name.into())), json!({})).build();
        assert!(matches!(press.pdf(&job), Err(PressError::UnknownTemplate(_))), "{name}");
    }
    let job = PrintJob::with_template(TemplateId::LIST, json!({ "columns": 3 })).title("x").build();
    let Err(PressError::Typesetting(remarks)) = press.pdf(&job) else { panic!("must fail") };
    assert!(remarks[0].contains("/list.typ:"), "{remarks:?}");
}

/// A report after an incident has thousands of rows: the paper must stay a paper.
#[test]
fn a_long_list_takes_a_line_a_row_and_repeats_its_heading() {
    use office::print::{Align, ListColumn, ListFront, ListSheet, LongList, Paper, Width};
    let column =
        |head: &str| ListColumn { head: head.into(), width: Width::Share(1.0), align: Align::Left };
    let row = |n: usize| {
        vec![
            format!("R8.11.21 9:{n:03}"),
            "居宅介護支援 結の里".into(),
            "利用者さんのページを見る".into(),
        ]
    };
    let sheet = |n: usize| LongList {
        list: ListSheet {
            lead: Some("なにを".into()),
            columns: ["いつ", "事業所", "何を"].map(column).to_vec(),
            rows: (0..n).map(row).collect(),
            ..ListSheet::default()
        },
        front: ListFront {
            title: "人ごとの数".into(),
            columns: ["職員", "行"].map(column).to_vec(),
            rows: vec![vec!["佐藤 花子".into(), "200行".into()]; 3],
        },
        title: "すべての記録".into(),
    };
    let pages = |n: usize| {
        let job = PrintJob::of(&sheet(n)).unwrap().title("閲覧の報告").paper(Paper::A4Landscape);
        Press::new().unwrap().pdf(&job.build()).unwrap().pages
    };
    // the first page also holds the sums
    assert_eq!(pages(28), 1);
    assert!(pages(28 + 35 * 4) <= 5, "{}", pages(28 + 35 * 4));
    assert_eq!(pages(0), 1);
}
