//! From the printed paper to the answer: the PDF is drawn as a picture, its QR is read, and the address in it is asked for by
//! somebody without a session.
use std::process::Command;

use crate::http::{Answer, Served, value};

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn form(fields: &[(&str, &str)]) -> String {
    let all: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    all.join("&")
}

/// Fields that every form of this page carries.
fn hidden(y: &Served, path: &str, who: &str) -> Vec<(&'static str, String)> {
    let html = y.get(path, who).body;
    ["_csrf", "_key"].into_iter().map(|n| (n, value(&html, n).unwrap())).collect()
}

fn post(y: &Served, page: &str, action: &str, who: &str, fields: &[(&str, &str)]) -> Answer {
    let hidden = hidden(y, page, who);
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (*n, v.as_str())).collect();
    all.extend(fields);
    y.post(action, who, &form(&all))
}

struct Paper {
    qr: String,
    text: String,
}

/// What stands on a printed page, and what its QR says; none, loudly, without poppler-utils.
fn read(pdf: &[u8]) -> Option<Paper> {
    let dir = std::env::temp_dir().join(format!("yui-paper-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("a.pdf");
    std::fs::write(&path, pdf).unwrap();
    let run = |program: &str, args: &[&str]| {
        Command::new(program).args(args).arg(&path).arg("-").output()
    };
    let Ok(text) = run("pdftotext", &["-layout"]) else {
        eprintln!("NOT CHECKED: pdftotext cannot be run; install poppler-utils");
        return None;
    };
    let grey =
        Command::new("pdftoppm").args(["-gray", "-r", "150"]).arg(&path).output().unwrap().stdout;
    let mut at = 0;
    let mut head = Vec::new();
    while head.len() < 4 {
        let end = grey[at..].iter().position(u8::is_ascii_whitespace).unwrap() + at;
        head.push(String::from_utf8_lossy(&grey[at..end]).into_owned());
        at = end + 1;
    }
    let (w, h): (usize, usize) = (head[1].parse().unwrap(), head[2].parse().unwrap());
    let points = &grey[at..];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(w, h, |x, y| points[y * w + x]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code on the page");
    let qr = grids[0].decode().unwrap().1;
    drop(std::fs::remove_dir_all(&dir));
    Some(Paper { qr, text: String::from_utf8_lossy(&text.stdout).into_owned() })
}

#[test]
fn the_qr_of_the_printed_page_leads_to_an_answer_without_a_login() {
    let y = Served::start();
    let centre = y.sign_in("coordinator");
    let sent = post(
        &y,
        "/yuino/letters/new",
        "/yuino/letters/new",
        &centre,
        &[
            ("light", ""),
            ("name", "ほほえみ訪問介護（架空）"),
            ("phone", "0000-65-0421"),
            ("fax", ""),
            ("title", "研修のごあんない"),
            ("lines", "11月27日（金）19時から"),
            ("lines2", ""),
            ("answers", "出席します、欠席します"),
            ("due", "R12.12.4"),
        ],
    );

    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = sent.head["location"].clone();
    let pdf = post(&y, &page, &format!("{page}/print"), &centre, &[]);
    assert_eq!(pdf.head["content-type"], "application/pdf", "{}", pdf.body);
    let Some(paper) = read(&pdf.bytes) else { return };
    let (scheme, rest) = paper.qr.split_once("://").unwrap();
    assert_eq!(scheme, "http");
    let path = format!("/{}", rest.split_once('/').unwrap().1);
    let token = path.strip_prefix("/yuino/b/").unwrap();
    assert!(
        token.len() == 26 && token.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
        "{token}"
    );
    let code = paper
        .text
        .split_whitespace()
        .find(|w| w.len() == 9 && w.as_bytes()[4] == b'-')
        .unwrap()
        .to_string();

    let door = y.get(&path, "");
    assert_eq!(door.status, 200);
    assert!(
        door.body.contains("ほほえみ訪問介護") && !door.body.contains("19時から"),
        "nothing before the proof"
    );
    let wrong = y.post(&path, "", &form(&[("code", &code), ("four", "0000")]));
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("あと4回"), "{}", wrong.body);
    let open = y.post(&path, "", &form(&[("code", &code.to_lowercase()), ("four", "0421")]));
    assert_eq!(open.status, 200, "{}", open.body);
    assert!(open.body.contains("19時から") && open.body.contains("出席します"));
    assert!(!open.head.contains_key("set-cookie"), "no cookie");
    let (letter, pass) = (value(&open.body, "letter").unwrap(), value(&open.body, "pass").unwrap());
    let fields = [("letter", letter.as_str()), ("pass", pass.as_str()), ("answer", "o1")];
    let done = y.post(&format!("{path}/answer"), "", &form(&fields));
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("返事を送りました") && done.body.contains("返事を直す"));
    let seen = y.get(&page, &centre).body;
    assert!(seen.contains("返事がありました") && seen.contains("出席します"));

    // without the pass of this letter nothing is said or taken
    let fields = [("letter", letter.as_str()), ("pass", "1.2"), ("answer", "o2")];
    assert_eq!(y.post(&format!("{path}/answer"), "", &form(&fields)).status, 410);
    for bad in ["/yuino/b/x", "/yuino/b/00000000000000000000000000", "/yuino/b/%00"] {
        assert_eq!(y.get(bad, "").status, 404, "{bad}");
    }
    assert_eq!(y.get("/yuino/letters", &centre).status, 200);
    assert_eq!(y.get("/yuino/delivery", &centre).status, 200);
    assert_eq!(y.get("/yuino/me/delivery", &centre).status, 200);
    assert_eq!(y.get("/yuino/letters/windows", &centre).status, 200);
}
