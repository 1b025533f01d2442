//! The pages, one after the other, as the coordinator walks them: what stands on them, input that is wrong, files in and out.
use std::collections::BTreeMap;

use kernel::{Actor, Hat};
use office::xlsx::{self, About, Cell, Column, Kind, Sheet};
use slice::{Body, Fail, Form, Method, Req, Resp, Session, intake};
use testkit::{Contents, TestApp, TestDb, for_both_with, id, kitakami, staff};
use ui::{RegionBadge, Shell};

use super::{beside, edit, figures, files, list, new, one};
use crate::intake::INTAKE;

fn app() -> TestApp {
    TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami())
}

fn req(
    app: &TestApp,
    who: &Actor,
    params: &[(&str, &str)],
    query: &[(&str, &str)],
    form: &[(&str, &str)],
) -> Req {
    let mut f = Form::default();
    form.iter().for_each(|(k, v)| f.push(k, *v));
    if !form.is_empty() {
        let mut b = [0; 8];
        app.app.random(&mut b);
        f.push("_key", kernel::hex(&b));
    }
    let mut q = Form::default();
    query.iter().for_each(|(k, v)| q.push(k, *v));
    let params: BTreeMap<String, String> =
        params.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect();
    Req {
        app: app.app.clone(),
        method: if form.is_empty() { Method::Get } else { Method::Post },
        path: "/x".into(),
        params,
        query: q,
        form: f,
        files: Vec::new(),
        session: Some(Session {
            actor: who.clone(),
            office: "在宅ゆいの".into(),
            csrf_key: vec![1; 32],
        }),
        shell: Shell {
            region: RegionBadge {
                slug: "yuino".into(),
                name: "結野市".into(),
                demo: true,
                fictitious: true,
            },
            csrf: "token".into(),
            ..Shell::default()
        },
        origin: "http://127.0.0.1:8080".into(),
    }
}

fn me() -> Actor {
    staff(Hat::Coordinator, id(1))
}

fn html(name: &str, r: Result<Resp, Fail>) -> String {
    let r = r.unwrap_or_else(|e| panic!("{name}: {e:?}"));
    let Body::Html(h) = r.body else { panic!("{name}: no page but {:?}", r.body) };
    assert!(!h.contains(" style=") && !h.contains("<script>"), "{name}: inline");
    h
}

fn wrong(name: &str, r: Result<Resp, Fail>) -> String {
    let r = r.unwrap();
    assert_eq!(r.status, 422, "{name}");
    html(name, Ok(r))
}

fn to(r: Result<Resp, Fail>) -> String {
    match r.unwrap().body {
        Body::Redirect { to, .. } => to,
        Body::Html(h) => panic!("no redirect but {}", h.split("errsum").nth(1).unwrap_or("a page")),
        other => panic!("no redirect but {other:?}"),
    }
}

const GOOD: [(&str, &str); 8] = [
    ("method", "phone_mail"),
    ("office", "みどりの丘病院 地域連携室"),
    ("affiliation", "hospital"),
    ("place", "in"),
    ("contents", "home"),
    ("asked", "喀痰吸引のある方の退院先 <b>"),
    ("minutes", "３"),
    ("status", "open"),
];

#[test]
fn a_consultation_is_recorded_changed_handed_over_solved_and_taken_back() {
    let app = app();
    let r = |params: &[(&str, &str)], form: &[(&str, &str)]| req(&app, &me(), params, &[], form);
    let page = html("empty", new::page(&r(&[], &[])));
    assert!(page.contains("まだ相談はありません") && page.contains("電話及びメール"));
    let page = wrong(
        "wrong",
        new::save(&r(&[], &[("method", "phone"), ("minutes", "たくさん"), ("asked", "前の<文>")])),
    );
    for said in ["所要分は、数で", "所属を選んでください", "内容を1つ以上"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("たくさん") && !page.contains("前の<文>"), "kept, and escaped");
    let path = to(new::save(&r(&[], &GOOD)));
    let which = path.trim_start_matches("/desk/cases/").to_string();
    let case = [("case", which.as_str())];
    let page = html("one", one::page(&r(&case, &[])));
    assert!(page.contains("電話及びメール") && page.contains("3分") && page.contains("対応中"));
    assert!(
        page.contains("/issues/new?from=desk.case&#38;id=")
            || page.contains("/issues/new?from=desk.case&amp;id=")
    );
    assert!(!page.contains("退院先 <b>"));
    // beside the next one
    let part = |part: &str, office: &str, asked: &str| {
        html(
            "part",
            beside::page(&r(&[], &[("_part", part), ("office", office), ("asked", asked)])),
        )
    };
    assert!(part("callers", "みど", "").contains("data-affiliation=\"hospital\""));
    assert!(part("near", "", "喀痰吸引のある方の施設").contains("喀痰吸引"));
    assert!(part("callers", "ひば", "").trim().is_empty());
    let page = html("no script", beside::page(&r(&[], &[("office", "みど"), ("asked", "x")])));
    assert!(page.contains("地域連携室") && page.contains("<h1>相談窓口</h1>"));
    // changed
    let page = html("edit", edit::page(&r(&case, &[])));
    assert!(page.contains("みどりの丘病院"));
    let mut form: Vec<(&str, &str)> = GOOD.to_vec();
    form[0] = ("method", "phone");
    form.extend([("_version", "1"), ("day", "11/18")]);
    assert!(wrong("why", edit::save(&r(&case, &form))).contains("理由を"));
    form.push(("why", "方法をまちがえた"));
    assert_eq!(to(edit::save(&r(&case, &form))), path);
    form[6] = ("minutes", "9");
    let page = wrong("stale", edit::save(&r(&case, &form)));
    assert!(
        page.contains("ほかの画面で直されました") && page.contains("ほかの画面で直されたところ")
    );
    let page = html("history", one::page(&r(&case, &[])));
    assert!(page.contains("方法をまちがえた") && page.contains("電話及びメール → <b>電話</b>"));
    // handed over
    let page = wrong("hand", one::hand_over(&r(&case, &[("receiver", ""), ("what", "")])));
    assert!(page.contains("つないだ先を入力してください"));
    let hand = [
        ("receiver", "北包括（架空）"),
        ("what", "申請の相談"),
        ("how", "電話"),
        ("hand_day.era", "R"),
        ("hand_day.y", "8"),
        ("hand_day.m", "11"),
        ("hand_day.d", "19"),
    ];
    to(one::hand_over(&r(&case, &hand)));
    assert!(html("trail", one::page(&r(&case, &[]))).contains("北包括（架空）"));
    let trail = app.read(&me(), {
        let id = which.parse().unwrap();
        move |cx| crate::use_cases::view::view(cx, id)
    });
    let trail = trail.unwrap().handed[0].id.to_string();
    let entry = [("case", which.as_str()), ("trail", trail.as_str())];
    let field = format!("back_why.{trail}");
    assert!(wrong("hand back", one::hand_back(&r(&entry, &[(&field, "")]))).contains("理由を"));
    to(one::hand_back(&r(&entry, &[(&field, "相手がちがった")])));
    assert!(html("trail", one::page(&r(&case, &[]))).contains("相手がちがった"));
    // state and solution
    let next = [
        ("_version", "2"),
        ("to", "follow"),
        ("follow_on.era", "R"),
        ("follow_on.y", "8"),
        ("follow_on.m", "11"),
        ("follow_on.d", "19"),
    ];
    to(one::state(&r(&case, &next)));
    let todo = app.read(&me(), crate::todo::todo).unwrap();
    assert_eq!(todo.len(), 1, "today");
    let solved = [("_version", "3"), ("solved_year", "来年")];
    assert!(wrong("year", one::solution(&r(&case, &solved))).contains("年度は"));
    let solved = [
        ("_version", "3"),
        ("solved_year", "R8"),
        ("solution", "一覧をつくった"),
        ("public_who", "病院連携室"),
        ("public_what", "受け入れ条件の一覧がほしい"),
    ];
    to(one::solution(&r(&case, &solved)));
    to(one::state(&r(&case, &[("_version", "4"), ("to", "closed")])));
    // figures, inside and published
    let page = html("figures", figures::page(&r(&[], &[])));
    assert!(page.contains("受け入れ条件の一覧がほしい") && page.contains("n＝1"));
    let public = req(&app, &me(), &[], &[("public", "1")], &[]);
    let page = html("public", figures::page(&public));
    assert!(page.contains("n＝＊") && !page.contains("n＝1") && !page.contains("喀痰"));
    for r in [&public, &r(&[], &[])] {
        let Body::Print(job) = figures::print(r).unwrap().body else { panic!("no paper") };
        assert!(job.body.to_string().contains("④ 相談の方法"));
        let Body::File { bytes, .. } = figures::excel(r).unwrap().body else { panic!("no file") };
        let sheets = office::xlsx_read::read(&bytes, &Default::default()).unwrap();
        assert!(sheets.len() >= 9 && sheets[3].rows[1].cells[0] == "電話");
    }
    let city = req(&app, &staff(Hat::City, id(3)), &[], &[], &[]);
    let page = html("city", new::page(&city));
    assert!(
        !page.contains("新しい相談") && !page.contains("/desk/cases?"),
        "no doors for who may not go in"
    );
    assert!(!html("city figures", figures::page(&city)).contains("受け入れ条件"));
    assert!(matches!(list::page(&city), Err(Fail::Use(app::Error::Forbidden(_)))));
    // the list, as page, file and paper
    let page = html(
        "list",
        list::page(&req(&app, &me(), &[], &[("year", "2026"), ("method", "phone")], &[])),
    );
    assert!(page.contains("みどりの丘病院") && page.contains("令和8年度、電話"));
    let page = html(
        "none",
        list::page(&req(&app, &me(), &[], &[("method", "mail"), ("after", "x")], &[])),
    );
    assert!(page.contains("あてはまる相談はありません"));
    assert!(html("found", list::search(&r(&[], &[("q", "吸引")]))).contains("みどりの丘病院"));
    let Body::File { bytes, .. } = files::excel(&r(&[], &[])).unwrap().body else {
        panic!("no file")
    };
    let sheets = office::xlsx_read::read(&bytes, &Default::default()).unwrap();
    assert_eq!(sheets[0].rows.len(), 2);
    let Body::Print(job) = files::print(&r(&[], &[])).unwrap().body else { panic!("no paper") };
    assert!(job.body.to_string().contains("みどりの丘病院") && !job.title.contains("みどり"));
    // taken back
    assert!(wrong("cancel", one::cancel(&r(&case, &[("why", " ")]))).contains("理由を"));
    to(one::cancel(&r(&case, &[("why", "試しに書いた")])));
    let page = html("gone", one::page(&r(&case, &[])));
    assert!(page.contains("この相談は取り消されています") && page.contains("試しに書いた"));
    assert_eq!(to(edit::page(&r(&case, &[]))), path);
    assert!(html("figures", figures::page(&r(&[], &[]))).contains("まだありません"));
    let nowhere = id(77).to_string();
    assert!(matches!(one::page(&r(&[("case", &nowhere)], &[])), Err(Fail::NotFound)));
}

fn book(rows: &[[&str; 6]]) -> Vec<u8> {
    let columns = ["日付", "相談者", "市内外", "方法", "内容", "相談内容"]
        .map(|h| Column::new(h, 12.0, Kind::Text))
        .to_vec();
    let rows = rows.iter().map(|r| r.map(Cell::text).to_vec()).collect();
    let about = About { title: "x".into(), sender: "x".into(), made: kernel::At::from_millis(0) };
    xlsx::write(&about, &[Sheet { name: "R5".into(), columns, rows }]).unwrap()
}

#[test]
fn a_file_of_a_past_year_is_matched_brought_in_once_and_taken_back() {
    for_both_with(Contents::Base, |db| {
        let app = TestApp::in_region(db, kitakami());
        let r =
            |params: &[(&str, &str)], form: &[(&str, &str)]| req(&app, &me(), params, &[], form);
        assert!(html("home", intake::home(&r(&[], &[]), &INTAKE)).contains("まだありません"));
        assert!(
            wrong("none", intake::upload(&r(&[], &[("x", "1")]), &INTAKE))
                .contains("ファイルを選んで")
        );
        let bytes = book(&[
            ["R5.4.10", "居宅", "市内", "TEL", "退院支援、薬", "退院日が急に決まる"],
            ["R5.5.2", "病院", "市外", "電話及びメール", "施設", ""],
            ["R5.5.2", "病院", "市外", "電話及びメール", "施設", ""],
            ["5/9", "病院", "市内", "電話", "施設", ""],
            ["R5.6.1", "なぞの機関", "市内", "でんわ", "その他", ""],
            ["R90.6.1", "薬局", "", "メール", "薬", ""],
        ]);
        let upload = |bytes: &[u8]| {
            let mut u = r(&[], &[("x", "1")]);
            u.files = vec![("file".into(), "R5相談台帳.xlsx".into(), bytes.to_vec())];
            to(intake::upload(&u, &INTAKE))
        };
        let path = upload(&bytes);
        let batch = path.rsplit('/').next().unwrap().to_string();
        let of = [("batch", batch.as_str())];
        let page = html("match", intake::one(&r(&of, &[]), &INTAKE));
        assert!(
            page.contains("なぞの機関")
                && page.contains("でんわ")
                && page.contains("3件を取り込む")
        );
        assert!(page.contains("5行目") && page.contains("日付として読めません"));
        let count = || {
            let counts = app.read(&me(), crate::use_cases::figures::counts).unwrap();
            counts.cases.values().sum::<i64>()
        };
        assert_eq!(count(), 0, "nothing happened yet");
        let mut form: Vec<(String, String)> =
            ["day", "affiliation", "place", "method", "contents", "asked"]
                .iter()
                .enumerate()
                .map(|(n, c)| (format!("c.{n}"), (*c).to_string()))
                .collect();
        form.extend(
            [
                ("t.affiliation.0", "なぞの機関"),
                ("w.affiliation.0", "other"),
                ("t.method.0", "でんわ"),
                ("w.method.0", "phone"),
                ("f.place", "in"),
            ]
            .map(|(k, v)| (k.to_string(), v.to_string())),
        );
        let as_refs: Vec<(&str, &str)> =
            form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        to(intake::matched(&r(&of, &as_refs), &INTAKE));
        let page = html("matched", intake::one(&r(&of, &[]), &INTAKE));
        assert!(page.contains("4件を取り込む") && page.contains("7行目"));
        assert_eq!(to(intake::run(&r(&of, &[("x", "1")]), &INTAKE)), path);
        assert_eq!(to(intake::run(&r(&of, &[("x", "1")]), &INTAKE)), path, "pressed twice");
        app.settle();
        assert_eq!(count(), 4);
        let counts = app.read(&me(), crate::use_cases::figures::counts).unwrap();
        assert_eq!(counts.methods[&(2023, "phone_mail".to_string())], 2, "one row twice is two");
        // the same file again: the words are known, the rows too
        let again = upload(&bytes);
        let other = again.rsplit('/').next().unwrap().to_string();
        let page = html("again", intake::one(&r(&[("batch", &other)], &[]), &INTAKE));
        assert!(!page.contains("決まっていない言葉") && !page.contains("件を取り込む</span>"));
        to(intake::drop(&r(&[("batch", &other)], &[("x", "1")]), &INTAKE));
        assert!(matches!(intake::one(&r(&[("batch", &other)], &[]), &INTAKE), Err(Fail::NotFound)));
        // one is changed by hand, then the whole file is taken back
        let f = crate::use_cases::list::Filter::default();
        let rows =
            app.read(&me(), move |cx| crate::use_cases::list::list(cx, &f, None)).unwrap().rows;
        let kept = rows.iter().find(|k| k.case.method == "phone").unwrap().clone();
        let mut changed = kept.case.clone();
        changed.answered = "一覧を送った".into();
        let cmd = crate::use_cases::correct::Correct {
            id: kept.id,
            base: 1,
            case: changed,
            why: "書きたした".into(),
        };
        app.write(&me(), move |cx| crate::use_cases::correct::correct(cx, &cmd)).unwrap();
        assert!(wrong("why", intake::take_back(&r(&of, &[("why", "")]), &INTAKE)).contains("理由"));
        to(intake::take_back(&r(&of, &[("why", "年度をまちがえた")]), &INTAKE));
        app.settle();
        assert_eq!(count(), 1, "what somebody changed stays");
        let page = html("undone", intake::one(&r(&of, &[]), &INTAKE));
        assert!(
            page.contains("取り消しずみ")
                && page.contains("年度をまちがえた")
                && page.contains("残した記録")
        );
        // and may come again
        let third = upload(&bytes);
        let third = third.rsplit('/').next().unwrap().to_string();
        let page = html("third", intake::one(&r(&[("batch", &third)], &[]), &INTAKE));
        assert!(page.contains("3件を取り込む"));
        let city = req(&app, &staff(Hat::City, id(3)), &of, &[], &[]);
        assert!(matches!(intake::one(&city, &INTAKE), Err(Fail::Use(app::Error::Forbidden(_)))));
    });
}

/// The list as the program writes it, read by another region: nothing is asked, nothing is lost that a figure counts.
#[test]
fn the_programs_own_workbook_is_brought_in_without_a_question() {
    for_both_with(Contents::Base, |db| {
        let app = TestApp::in_region(db, kitakami());
        let save = |fields: &[(&str, &str)]| {
            to(new::save(&req(&app, &me(), &[], &[], fields)));
        };
        save(&GOOD);
        let more = [
            ("method", "phone"),
            ("affiliation", "cm"),
            ("profession", "看護師"),
            ("place", "out"),
            ("contents", "stay"),
            ("contents", "drug"),
            ("tags", "layered"),
            ("asked", "退院の日が分からない"),
            ("answered", "病院の窓口を伝えた"),
            ("did", "inform"),
            ("minutes", "12"),
            ("status", "closed"),
        ];
        save(&more);
        let first = |l: &[crate::model::lists::Code]| l.first().unwrap().code.clone();
        let detail = first(&crate::model::lists::lists().place_detail);
        let mut placed: Vec<(&str, &str)> = GOOD.to_vec();
        placed.push(("place_detail", &detail));
        save(&placed);
        app.settle();
        let Body::File { bytes, .. } = files::excel(&req(&app, &me(), &[], &[], &[])).unwrap().body
        else {
            panic!("no file")
        };

        let other = TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami());
        let mut up = req(&other, &me(), &[], &[], &[("x", "1")]);
        up.files = vec![("file".into(), "相談の一覧.xlsx".into(), bytes)];
        let path = to(intake::upload(&up, &INTAKE));
        let batch = path.rsplit('/').next().unwrap().to_string();
        let of = [("batch", batch.as_str())];
        let page = html("match", intake::one(&req(&other, &me(), &of, &[], &[]), &INTAKE));
        assert!(!page.contains("決まっていない言葉"), "{page}");
        assert!(page.contains("3件を取り込む"));
        to(intake::run(&req(&other, &me(), &of, &[], &[("x", "1")]), &INTAKE));
        other.settle();
        let figures = |app: &TestApp| app.read(&me(), crate::use_cases::figures::counts).unwrap();
        assert_eq!(format!("{:?}", figures(&other)), format!("{:?}", figures(&app)));
        let cases = |app: &TestApp| {
            let f = crate::use_cases::list::Filter::default();
            let rows = app.read(&me(), move |cx| crate::use_cases::list::list(cx, &f, None));
            let mut all: Vec<_> = rows
                .unwrap()
                .rows
                .into_iter()
                .map(|k| {
                    let c = k.case;
                    (c.asked, c.answered, c.office, c.profession, c.place_detail, c.tags)
                })
                .collect();
            all.sort();
            all
        };
        assert_eq!(cases(&other), cases(&app));
    });
}
