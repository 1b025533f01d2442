//! Every sample is printed, and the paper is read again with pdftotext: what was answered must stand on it, character
//! for character. The PDFs stay in the target directory (`tmp/press/`) to be looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use office::print::{Paper, PrintJob, TemplateId};
use press::{Pdf, Press};
use serde_json::Value;

const SAMPLES: [(TemplateId, usize); 20] = [
    (TemplateId::GENERIC_FORM, 1),
    (TemplateId::ADMISSION_SHEET, 2),
    (TemplateId::DISCHARGE_RECORD, 2),
    (TemplateId::REFERRAL_LETTER, 1),
    (TemplateId::SURVEY, 1),
    (TemplateId::FIGURES, 1),
    (TemplateId::LIST, 3),
    (TemplateId::AUDIT_REVIEW, 2),
    (TemplateId::LETTER, 2),
    (TemplateId::FAX, 2),
    (TemplateId::FRIDGE, 1),
    (TemplateId::WALLET, 1),
    (TemplateId::BOOKLET, 4),
    (TemplateId::EVENT_TASKS, 1),
    (TemplateId::EVENT_LEAFLET, 1),
    (TemplateId::EVENT_FORM, 1),
    (TemplateId::EVENT_BADGES, 1),
    (TemplateId::EVENT_CERTIFICATE, 2),
    (TemplateId::EVENT_REPORT, 1),
    (TemplateId::PROGRAMME, 2),
];

fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| Press::new().unwrap())
}

fn sample(template: TemplateId) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{}.json", template.0));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn job(template: TemplateId, sample: &Value) -> PrintJob {
    let text = |key: &str| sample[key].as_str().unwrap_or("").to_owned();
    let some = |key: &str| sample[key].as_str().map(str::to_owned);
    let landscape = sample["landscape"].as_bool().unwrap_or(false);
    PrintJob::with_template(template, sample["body"].clone())
        .title(text("title"))
        .subject(text("subject"))
        .sender(text("sender"))
        .demo(some("demo"))
        .edition(text("edition"))
        .printed_at(text("printed_at"))
        .qr(some("qr"))
        .paper(if landscape { Paper::A4Landscape } else { Paper::A4Portrait })
        .build()
}

fn printed(name: &str, job: &PrintJob) -> (Pdf, PathBuf) {
    let pdf = press().pdf(job).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
    assert_eq!(pdf.warnings, Vec::<String>::new(), "{name}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("press");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.pdf"));
    std::fs::write(&path, &pdf.bytes).unwrap();
    (pdf, path)
}

/// Text in the order of the file, all blanks removed; `None` when poppler-utils is not installed.
fn read(path: &Path, page: Option<usize>) -> Option<String> {
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8"]);
    if let Some(page) = page {
        command.args(["-f", &page.to_string(), "-l", &page.to_string()]);
    }
    match command.arg(path).arg("-").output() {
        Ok(out) => {
            assert!(out.status.success(), "pdftotext: {}", String::from_utf8_lossy(&out.stderr));
            Some(bare(&String::from_utf8(out.stdout).unwrap()))
        }
        Err(wrong) => {
            let stderr = &mut std::io::stderr();
            let _ = std::io::Write::write_all(
                stderr,
                format!("NOT CHECKED: pdftotext cannot be run ({wrong}); install poppler-utils\n")
                    .as_bytes(),
            );
            None
        }
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every text of a body that belongs on the paper as it is.
fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Object(map) => {
            for (key, item) in map {
                if !["qr", "code_of", "align", "width", "link_id"].contains(&key.as_str())
                    && item != "blank"
                {
                    texts(item, out);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_sample_prints_on_the_expected_pages_with_head_foot_and_band() {
    for (template, pages) in SAMPLES {
        let data = sample(template);
        let (pdf, path) = printed(template.0, &job(template, &data));
        assert!(pdf.unprintable.is_empty(), "{}: {:?}", template.0, pdf.unprintable);
        assert_eq!(pdf.pages, pages, "{}", template.0);
        for page in 1..=pages {
            let Some(text) = read(&path, Some(page)) else { return };
            let foot = format!("{page}／{pages}頁");
            for (key, after) in
                [("demo", ""), ("subject", ""), ("sender", ""), ("printed_at", ""), ("edition", "")]
            {
                let wanted = bare(data[key].as_str().unwrap_or("")) + after;
                assert!(text.contains(&wanted), "{} page {page}: no {key} {wanted}", template.0);
            }
            assert!(text.contains(&foot), "{} page {page}: no {foot}", template.0);
            let title = bare(data["title"].as_str().unwrap());
            assert!(page > 1 || text.contains(&title), "{}: no title", template.0);
            // A template's own source must not leak into the paper.
            for sign in ["=>", "#", "let", "none"] {
                assert!(!text.contains(sign), "{} page {page}: {sign}", template.0);
            }
        }
    }
}

#[test]
fn every_text_of_a_plain_sheet_stands_on_the_paper() {
    for template in [
        TemplateId::GENERIC_FORM,
        TemplateId::SURVEY,
        TemplateId::LIST,
        TemplateId::AUDIT_REVIEW,
        TemplateId::LETTER,
        TemplateId::BOOKLET,
    ] {
        let data = sample(template);
        let (_, path) = printed(&format!("{}-text", template.0), &job(template, &data));
        let Some(paper) = read(&path, None) else { return };
        let mut wanted = Vec::new();
        texts(&data["body"], &mut wanted);
        assert!(wanted.len() > 20);
        let lost: Vec<_> = wanted.iter().filter(|text| !paper.contains(&bare(text))).collect();
        assert!(lost.is_empty(), "{}: {lost:#?}\n{paper}", template.0);
    }
}

/// linkIds printed in the brackets of options; several options may share one.
fn detail_ids(details: &Value) -> BTreeSet<String> {
    let lists = details.as_object().into_iter().flat_map(|map| map.values());
    let parts = lists.flat_map(|list| list.as_array().unwrap());
    parts.map(|part| part.as_str().or_else(|| part["id"].as_str()).unwrap().to_owned()).collect()
}

/// linkIds that the layout prints without boxes.
fn without_boxes(template: TemplateId) -> BTreeSet<String> {
    fn walk(value: &Value, out: &mut BTreeSet<String>) {
        if let Some(map) = value.as_object() {
            if map.get("as").is_some_and(|how| how == "chosen") {
                out.insert(map["id"].as_str().unwrap().to_owned());
            }
            for id in map.get("details").into_iter().flat_map(detail_ids) {
                out.insert(id);
            }
            map.values().for_each(|item| walk(item, out));
        } else if let Some(items) = value.as_array() {
            items.iter().for_each(|item| walk(item, out));
        }
    }
    let path = format!("templates/{}.layout.json", template.0);
    let layout = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let mut out = BTreeSet::new();
    walk(&serde_json::from_str(&layout).unwrap(), &mut out);
    out
}

/// Compares each answer with the paper and counts the boxes.
fn compare(name: &str, template: TemplateId, body: &Value, paper: &str) {
    let bare_text = without_boxes(template);
    let (mut ticked, mut open, mut lost) = (0, 0, Vec::new());
    let mut want = |text: String| {
        if !paper.contains(&bare(&text)) {
            lost.push(text);
        }
    };
    for (id, answer) in body["answers"].as_object().unwrap() {
        let unit = answer["unit"].as_str().unwrap_or("");
        if let Some(text) = answer["text"].as_str() {
            ticked += text.matches('☑').count();
            want(format!("{text}{unit}"));
        }
        for key in ["said", "note"] {
            want(answer[key].as_str().unwrap_or("").to_owned());
        }
        let mut cells = Vec::new();
        texts(&answer["rows"], &mut cells);
        cells.into_iter().for_each(&mut want);
        let boxes = answer["options"].as_array().into_iter().flatten();
        for choice in boxes.chain(answer.get("attachment")) {
            let checked = choice["checked"].as_bool().unwrap();
            let text = choice["text"].as_str().unwrap();
            let detail =
                choice["detail"].as_str().map(|detail| format!("（{detail}）")).unwrap_or_default();
            if bare_text.contains(id) {
                if checked {
                    want(format!("{text}{detail}"));
                }
            } else {
                *(if checked { &mut ticked } else { &mut open }) += 1;
                want(format!("{}{text}{detail}", if checked { '☑' } else { '☐' }));
            }
        }
    }
    assert!(lost.is_empty(), "{name}: {lost:#?}\n{paper}");
    assert_eq!(
        (paper.matches('☑').count(), paper.matches('☐').count()),
        (ticked, open),
        "{name}: boxes"
    );
}

#[test]
fn every_answer_of_a_national_form_stands_on_the_paper() {
    for template in
        [TemplateId::ADMISSION_SHEET, TemplateId::DISCHARGE_RECORD, TemplateId::REFERRAL_LETTER]
    {
        let data = sample(template);
        let (_, path) = printed(&format!("{}-answers", template.0), &job(template, &data));
        let Some(paper) = read(&path, None) else { return };
        compare(template.0, template, &data["body"], &paper);
        // Without a place for anything, the same answers stand in the order of the form.
        let mut free = data.clone();
        free["body"]["layout"] = serde_json::json!({ "sections": [] });
        let (_, path) = printed(&format!("{}-free", template.0), &job(template, &free));
        let Some(paper) = read(&path, None) else { return };
        let mut lost = Vec::new();
        for answer in free["body"]["answers"].as_object().unwrap().values() {
            for text in ["label", "text"].into_iter().filter_map(|key| answer[key].as_str()) {
                if !paper.contains(&bare(text)) {
                    lost.push(text.to_owned());
                }
            }
        }
        assert!(lost.is_empty(), "{} free: {lost:#?}", template.0);
    }
}

#[test]
fn the_record_fills_its_first_page_before_it_begins_a_second() {
    let data = sample(TemplateId::DISCHARGE_RECORD);
    let (_, path) = printed("discharge-record-flow", &job(TemplateId::DISCHARGE_RECORD, &data));
    let Some(first) = read(&path, Some(1)) else { return };
    assert!(first.contains("医療処置の内容"), "section 3 begins below section 2");
}

#[test]
fn a_paper_to_nobody_in_particular_has_no_honorific_and_an_unchosen_unknown_no_box() {
    let mut data = sample(TemplateId::ADMISSION_SHEET);
    let answers = &mut data["body"]["answers"];
    answers["to.person"]["text"] = "相談員 山﨑 恵".into();
    let unknown = serde_json::json!({ "code": "unknown", "text": "不明", "checked": false });
    answers["mouth.smell"]["options"].as_array_mut().unwrap().push(unknown.clone());
    answers["mouth.smell"].as_object_mut().unwrap().remove("said");
    answers["habit.drink"].as_object_mut().unwrap().remove("said");
    let label = bare(answers["to.person"]["label"].as_str().unwrap());
    let (_, path) = printed("admission-sheet-to", &job(TemplateId::ADMISSION_SHEET, &data));
    let Some(with) = read(&path, None) else { return };
    data["body"]["answers"]["to.person"].as_object_mut().unwrap().remove("text");
    let (_, path) = printed("admission-sheet-nobody", &job(TemplateId::ADMISSION_SHEET, &data));
    let without = read(&path, None).unwrap();
    assert!(with.contains(&label) && without.contains(&label));
    assert_eq!(with.matches('様').count(), without.matches('様').count() + 1);
    assert!(!without.contains("不明"));
    data["body"]["answers"]["mouth.smell"]["options"][2]["checked"] = true.into();
    let (_, path) = printed("admission-sheet-unknown", &job(TemplateId::ADMISSION_SHEET, &data));
    assert!(read(&path, None).unwrap().contains("☑不明"));
}

#[test]
fn a_code_stands_on_one_line_also_beside_its_square() {
    for code in ["B9DY-V4DX-14Y5-T", "7F3K-9QWM-2Z8R-5T6Y-1"] {
        let mut data = sample(TemplateId::LETTER);
        let letter = &mut data["body"]["letters"][0];
        letter["code"] = code.into();
        letter["qr"] = "https://yui.example/b/abc".into();
        let (_, path) = printed("letter-code", &job(TemplateId::LETTER, &data));
        let out = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output();
        let Ok(out) = out else { return };
        let text = String::from_utf8(out.stdout).unwrap();
        assert!(text.lines().any(|line| bare(line) == code), "{text}");
    }
}

#[test]
fn every_number_of_a_bar_stands_on_the_paper_even_of_the_narrowest_part() {
    let mut data = sample(TemplateId::SURVEY);
    // numbers that occur nowhere else; the narrowest parts one in three hundred
    let counts = [3001, 31, 32, 33, 34, 35, 36];
    data["body"]["groups"] = serde_json::json!([{ "title": "年ごと", "bars": [{ "label": "令和7年", "counts": counts }] }]);
    data["body"]["table_rows"] = serde_json::json!([]);
    let (pdf, path) = printed("survey-narrow", &job(TemplateId::SURVEY, &data));
    assert_eq!(pdf.pages, 1);
    let Some(paper) = read(&path, None) else { return };
    let chart = paper.split("年ごと").nth(1).unwrap();
    for n in counts {
        assert!(chart.contains(&n.to_string()), "{n}: {chart}");
    }
}

#[test]
fn an_unanswered_form_prints_empty_boxes_on_two_pages_and_a_long_one_flows_on() {
    for template in [TemplateId::ADMISSION_SHEET, TemplateId::DISCHARGE_RECORD] {
        let mut data = sample(template);
        for answer in data["body"]["answers"].as_object_mut().unwrap().values_mut() {
            let map = answer.as_object_mut().unwrap();
            for key in ["text", "said", "note"] {
                map.remove(key);
            }
            if let Some(rows) = map.get_mut("rows") {
                rows["rows"] = serde_json::json!([]);
            }
            for choice in map.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten()
            {
                choice["checked"] = false.into();
                choice.as_object_mut().unwrap().remove("detail");
            }
            if let Some(choice) = map.get_mut("attachment") {
                choice["checked"] = false.into();
            }
        }
        let (pdf, path) = printed(&format!("{}-blank", template.0), &job(template, &data));
        assert_eq!(pdf.pages, 2, "{} blank", template.0);
        let Some(paper) = read(&path, None) else { return };
        compare(template.0, template, &data["body"], &paper);

        let mut data = sample(template);
        let mut n = 0;
        for answer in data["body"]["answers"].as_object_mut().unwrap().values_mut() {
            if answer["long"] == true {
                n += 1;
                answer["text"] = format!(
                    "長い文 {n}。{}\n終わり {n}。",
                    "髙橋さんは庭の梅を見ながら朝の体操をします。".repeat(24)
                )
                .into();
            }
        }
        let (pdf, path) = printed(&format!("{}-long", template.0), &job(template, &data));
        assert!(pdf.pages > 2, "{} long: {}", template.0, pdf.pages);
        let Some(paper) = read(&path, None) else { return };
        for n in 1..=n {
            assert!(
                paper.contains(&format!("長い文{n}。")) && paper.contains(&format!("終わり{n}。")),
                "{n}"
            );
        }
    }
}

#[test]
fn a_layout_names_every_item_of_its_form_once_and_nothing_else() {
    for template in [TemplateId::ADMISSION_SHEET, TemplateId::DISCHARGE_RECORD] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let form = root.join(format!("../../forms/{}/questionnaire.json", template.0));
        let form: Value = serde_json::from_str(&std::fs::read_to_string(form).unwrap()).unwrap();
        let layout = root.join(format!("templates/{}.layout.json", template.0));
        let layout: Value =
            serde_json::from_str(&std::fs::read_to_string(layout).unwrap()).unwrap();

        let mut asked = Vec::new();
        questions(&form["item"], &mut asked);
        let mut placed = Vec::new();
        places(&layout, &mut placed);
        let once: BTreeSet<&String> = placed.iter().collect();
        let twice: Vec<_> =
            once.iter().filter(|id| placed.iter().filter(|p| p == *id).count() > 1).collect();
        assert!(twice.is_empty(), "{}: placed twice: {twice:?}", template.0);
        let asked: BTreeSet<&String> = asked.iter().collect();
        let differ: Vec<_> = asked.symmetric_difference(&once).collect();
        assert!(
            differ.is_empty(),
            "{}: only in the form or only in the layout: {differ:?}",
            template.0
        );
    }
}

fn questions(items: &Value, out: &mut Vec<String>) {
    for item in items.as_array().into_iter().flatten() {
        let repeats = item["repeats"] == true;
        match item["type"].as_str().unwrap() {
            "display" => {}
            "group" if !repeats => questions(&item["item"], out),
            _ => out.push(item["linkId"].as_str().unwrap().to_owned()),
        }
    }
}

/// linkIds of a layout: plain parts, ids, and the ids in the brackets of options (which several options may share).
fn places(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for part in map.get("parts").and_then(Value::as_array).into_iter().flatten() {
                out.extend(part.as_str().or_else(|| part["id"].as_str()).map(str::to_owned));
                out.extend(detail_ids(&part["details"]));
            }
            map.values().for_each(|item| places(item, out));
        }
        Value::Array(items) => items.iter().for_each(|item| places(item, out)),
        _ => {}
    }
}

#[test]
fn every_character_of_the_fonts_is_found_again_in_the_text() {
    let covered: Vec<char> = (0x21..=0x2FFFF_u32)
        .filter_map(char::from_u32)
        .filter(|c| press().coverage().has(*c) && !c.is_whitespace() && !is_mark(*c))
        .collect();
    assert!(covered.len() > 16_000, "{}", covered.len());
    let rows: Vec<Value> = covered
        .chunks(40)
        .map(|chunk| serde_json::json!([chunk.iter().collect::<String>()]))
        .collect();
    let body =
        serde_json::json!({ "columns": [{ "head": "字", "width": { "share": 1 } }], "rows": rows });
    let job = PrintJob::with_template(TemplateId::LIST, body).title("字").build();
    let (pdf, path) = printed("characters", &job);
    assert!(pdf.unprintable.is_empty(), "{:?}", pdf.unprintable);
    let Some(paper) = read(&path, None) else { return };
    let found: BTreeSet<char> = paper.chars().collect();
    let lost: String = covered.iter().filter(|c| !found.contains(c)).collect();
    assert_eq!(lost, "");
}

/// Combining marks, soft hyphen and filler: they join a neighbour or show nothing.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}' | '\u{3164}' | '\u{FFA0}'
    )
}

#[test]
fn what_cannot_be_printed_is_said_on_the_paper() {
    let mut data = sample(TemplateId::GENERIC_FORM);
    data["body"]["heading_rows"][0]["value"] = "笑顔😀 辻\u{E0105}田".into();
    let (pdf, path) = printed("unprintable", &job(TemplateId::GENERIC_FORM, &data));
    assert_eq!((pdf.unprintable.missing, pdf.unprintable.usual_form), (vec!['😀'], vec!['辻']));
    let Some(paper) = read(&path, None) else { return };
    for wanted in [
        "笑顔〓辻田",
        "印刷できない文字を〓で示しています（U+1F600）",
        "標準の字形で印刷しています：辻",
    ] {
        assert!(paper.contains(wanted), "{wanted}");
    }
}

#[test]
fn long_names_and_unbroken_runs_stay_on_the_paper() {
    let address = format!("https://yui.example/{}", "Abc0123456789xyz-".repeat(18));
    let dots = "・".repeat(150);
    let name = "とても長い名前の医療法人社団結野会結野中央病院附属みどりの丘在宅療養支援診療所（架空）地域連携室";
    for template in [TemplateId::GENERIC_FORM, TemplateId::ADMISSION_SHEET, TemplateId::LIST] {
        let mut data = sample(template);
        data["subject"] = format!("{name} 様").into();
        data["title"] = format!("{name}からの書類").into();
        let places = match template {
            TemplateId::GENERIC_FORM => [
                "/body/heading_rows/0/value",
                "/body/heading_rows/1/value",
                "/body/heading_rows/2/value",
            ],
            TemplateId::ADMISSION_SHEET => [
                "/body/answers/person.tel/text",
                "/body/answers/meal.count/text",
                "/body/answers/to.hospital/text",
            ],
            _ => ["/body/rows/0/0", "/body/rows/1/4", "/body/rows/2/5"],
        };
        for (place, text) in places.iter().zip([address.as_str(), &dots, name]) {
            *data.pointer_mut(place).unwrap() = text.into();
        }
        let (_, path) = printed(&format!("{}-runs", template.0), &job(template, &data));
        let Some(paper) = read(&path, None) else { return };
        for wanted in
            [address.as_str(), &dots, name, &format!("{name}様"), &format!("{name}からの書類")]
        {
            assert!(paper.contains(&bare(wanted)), "{}: {wanted}\n{paper}", template.0);
        }
    }
}

/// A page as grey points, as a reader of the paper sees it: width, height, points.
fn picture(path: &Path, page: usize, across: u32, down: u32) -> Option<(usize, usize, Vec<u8>)> {
    let (n, rx, ry) = (page.to_string(), across.to_string(), down.to_string());
    let out = Command::new("pdftoppm")
        .args(["-gray", "-f", &n, "-l", &n, "-rx", &rx, "-ry", &ry])
        .arg(path)
        .output()
        .ok()?;
    let mut at = 0;
    let mut words = Vec::new();
    // P5, width, height, 255, one blank, points
    while words.len() < 4 {
        let end = out.stdout[at..].iter().position(u8::is_ascii_whitespace).unwrap() + at;
        words.push(String::from_utf8_lossy(&out.stdout[at..end]).into_owned());
        at = end + 1;
    }
    Some((words[1].parse().unwrap(), words[2].parse().unwrap(), out.stdout[at..].to_vec()))
}

fn codes((w, h, points): &(usize, usize, Vec<u8>)) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(*w, *h, |x, y| points[y * w + x]);
    image.detect_grids().iter().filter_map(|g| g.decode().ok()).map(|d| d.1).collect()
}

/// The code is read off the page as a telephone reads it, and off the page as a FAX leaves it: 204 × 98 points an inch,
/// black and white.
#[test]
fn the_qr_of_a_fax_sheet_says_the_address_also_after_a_coarse_fax() {
    let data = sample(TemplateId::FAX);
    let (_, path) = printed("fax-qr", &job(TemplateId::FAX, &data));
    for page in [1, 2] {
        let wanted = data["body"]["letters"][page - 1]["qr"].as_str().unwrap().to_owned();
        let Some(clear) = picture(&path, page, 150, 150) else {
            let stderr = &mut std::io::stderr();
            let _ = std::io::Write::write_all(stderr, b"NOT CHECKED: pdftoppm cannot be run\n");
            return;
        };
        assert_eq!(codes(&clear), std::slice::from_ref(&wanted));
        let (w, h, grey) = picture(&path, page, 204, 98).unwrap();
        // the receiver's machine prints each coarse line twice as high
        let tall: Vec<u8> = (0..h * 2)
            .flat_map(|y| {
                grey[(y / 2) * w..(y / 2 + 1) * w].iter().map(|p| if *p < 128 { 0 } else { 255 })
            })
            .collect();
        assert_eq!(codes(&(w, h * 2, tall)), [wanted]);
    }
}
