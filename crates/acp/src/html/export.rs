//! Everything of a note as a file for other programs (JSON) and on paper (PDF).
use kernel::wareki;
use office::print::{Align, ListColumn, ListSheet, PrintJob, Width};
use people::ResidentId;
use people::release::Release;
use serde_json::{Value, json};
use slice::{Body, Fail, Req, Resp};

use crate::model::{Edition, Form, Part, Version, shipped, shown};
use crate::use_cases::export::{self as act, Everything};

const NAME: &str = "kibou-note";

fn answers(form: &Form, v: &Version) -> Vec<(String, String, String)> {
    let mut out: Vec<(String, String, String)> = form
        .questions(Part::Wish)
        .filter_map(|q| {
            let given = v.body.get(&q.code)?;
            Some((q.code.clone(), q.words.label.clone(), form.words(q, given)))
        })
        .collect();
    // answers to questions of an older form are not lost
    for (code, given) in v.body.iter().filter(|(c, _)| form.find(Part::Wish, c).is_none()) {
        out.push((code.clone(), code.clone(), given.join("・")));
    }
    out
}

fn release(form: &Form, r: &Release) -> (String, String) {
    let how = shown::words(form, &r.parts, r.until, Edition::Plain).to_string();
    let how = if how.is_empty() { "全部".to_owned() } else { how };
    let end = r.ended_at.map_or_else(String::new, |at| {
        format!("　{}に終わり（{}）", wareki::short(at.date()), r.ended_by)
    });
    (
        r.to.label().to_owned(),
        format!("{}から　{how}　聞いた人 {}{end}", wareki::short(r.from), r.heard_by),
    )
}

fn json(e: &Everything) -> Result<Value, app::Error> {
    let form = shipped()?;
    let n = &e.note;
    let version = |v: &Version| {
        let all: Vec<Value> = answers(form, v)
            .into_iter()
            .map(|(code, question, answer)| json!({ "code": code, "question": question, "answer": answer }))
            .collect();
        json!({ "number": v.number, "form": v.form, "words": v.whose.code(), "spoke": v.spoke, "present": v.present,
            "grounds": v.grounds, "confirmed_on": v.confirmed_on.to_string(), "typed": v.typed.code(), "by": v.by,
            "at": v.at.text(), "answers": all })
    };
    let proxies: Vec<Value> = n
        .proxies
        .iter()
        .map(|p| {
            json!({ "name": p.who.name, "relation": p.who.relation, "phone": p.who.phone, "discretion": p.who.discretion.label(),
                "why": p.who.why, "answer": p.consent() })
        })
        .collect();
    let talks: Vec<Value> = n
        .talks
        .iter()
        .map(|t| {
            let w = &t.what;
            json!({ "held_on": w.held_on.to_string(), "place": w.place, "present": w.present, "topic": w.topic,
                "own_words": w.own_words, "family_words": w.family_words, "explained": w.explained, "agreed": w.agreed,
                "next": w.next, "doctor": w.doctor, "phone_day": w.phone_day, "phone_night": w.phone_night, "by": t.by })
        })
        .collect();
    let papers: Vec<Value> = n
        .papers
        .iter()
        .map(|p| {
            let w = &p.what;
            let scans = n.scans.iter().filter(|s| s.0 == p.id).map(|s| super::scan::words(&s.1));
            json!({ "kind": w.kind.label(), "made_on": w.made_on.to_string(), "signed_by": w.signed_by,
                "kept_at": w.kept_at, "kept_by": w.kept_by, "scans": scans.collect::<Vec<_>>() })
        })
        .collect();
    let shared: Vec<Value> = n
        .shared
        .iter()
        .map(|s| json!({ "who": s.what.who, "on": s.what.on.to_string(), "how": s.what.how }))
        .collect();
    let releases: Vec<Value> = e
        .releases
        .iter()
        .map(|r| {
            let (to, how) = release(form, r);
            json!({ "to": to, "how": how, "from": r.from.to_string(), "until": r.until.map(|u| u.to_string()),
                "ended_at": r.ended_at.map(|at| at.text()) })
        })
        .collect();
    let family: Vec<Value> = n
        .family
        .iter()
        .map(|c| json!({ "name": c.name, "relation": c.relation, "named": c.kinds.contains(&people::authz::What::Wish) }))
        .collect();
    Ok(json!({
        "what": "わたしのきぼうノート", "note": "お金と大切な書類は、この中にありません",
        "person": { "name": n.person.name, "kana": n.person.kana, "birth": n.person.birth.to_string() },
        "versions": e.versions.iter().map(version).collect::<Vec<_>>(),
        "proxies": proxies, "talks": talks, "papers": papers, "shared": shared, "shown_to": releases, "family": family,
    }))
}

fn rows(e: &Everything) -> Result<Vec<Vec<String>>, app::Error> {
    let form = shipped()?;
    let n = &e.note;
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut row = |what: String, label: &str, words: String| {
        if !words.trim().is_empty() {
            out.push(vec![what, label.to_owned(), words]);
        }
    };
    for v in &e.versions {
        let what = format!("第{}版 {}", v.number, wareki::short(v.confirmed_on));
        let said = format!(
            "{}（{}）　いた人 {}　{}：{}",
            v.whose.label(),
            v.spoke,
            v.present,
            v.typed.label(),
            v.by
        );
        row(what.clone(), "だれのことば", said);
        row(what.clone(), "そう考えるわけ", v.grounds.clone());
        for (_, question, answer) in answers(form, v) {
            row(what.clone(), &question, answer);
        }
    }
    for p in &n.proxies {
        let words = format!(
            "{}（{}）{}　{}",
            p.who.name,
            p.who.relation,
            p.who.phone,
            p.who.discretion.label()
        );
        row("代わりに話し合ってほしい人".into(), &p.consent(), words);
    }
    for t in &n.talks {
        let (w, what) = (&t.what, format!("話し合い {}", wareki::short(t.what.held_on)));
        row(
            what.clone(),
            &w.topic,
            format!("{}　いた人 {}　書いた人 {}", w.place, w.present, t.by),
        );
        for (label, words) in [
            ("ご本人", &w.own_words),
            ("ご家族", &w.family_words),
            ("説明", &w.explained),
            ("合意・未決", &w.agreed),
            ("次", &w.next),
        ] {
            row(what.clone(), label, words.clone());
        }
        row(what, "聞ける医師", format!("{} {} {}", w.doctor, w.phone_day, w.phone_night));
    }
    for p in &n.papers {
        let w = &p.what;
        let words = format!("{}　ある所：{} {}", w.signed_by, w.kept_at, w.kept_by);
        row(format!("書面 {}", wareki::short(w.made_on)), w.kind.label(), words);
    }
    for s in &n.shared {
        row(
            format!("家族と共有 {}", wareki::short(s.what.on)),
            &s.what.who,
            format!("共有しました　{}", s.what.how),
        );
    }
    for r in &e.releases {
        let (to, how) = release(form, r);
        row("見せた相手".into(), &to, how);
    }
    for c in &n.family {
        let named = c.kinds.contains(&people::authz::What::Wish);
        let words = if named { "見せています" } else { "見せていません" };
        row("カードのあるご家族".into(), &format!("{}（{}）", c.name, c.relation), words.into());
    }
    Ok(out)
}

fn file(e: &Everything) -> Result<Resp, Fail> {
    let bytes = serde_json::to_vec_pretty(&json(e)?)
        .map_err(|x| app::Error::Inconsistent(format!("acp export: {x}")))?;
    let name = format!("{NAME}.json");
    Ok(Resp { status: 200, body: Body::File { name, mime: "application/json", bytes } })
}

fn sheet(req: &Req, e: &Everything) -> Result<Resp, Fail> {
    let column =
        |head: &str, width| ListColumn { head: head.into(), width, align: Align::default() };
    let list = ListSheet {
        lead: Some("書いたこと、話し合い、見せた相手のすべてです。お金と大切な書類は、この中にありません。".into()),
        columns: vec![
            column("どこ・いつ", Width::Mm(34.0)),
            column("問い・相手", Width::Mm(46.0)),
            column("内容", Width::Share(1.0)),
        ],
        rows: rows(e)?,
        empty: Some("まだ何も書かれていません。".into()),
        notes: vec!["このノートは、治療の指示書ではありません。".into()],
        ..ListSheet::default()
    };
    let demo =
        req.shell.region.demo.then(|| "デモ　人・団体・電話番号はすべて架空です".to_string());
    let job = PrintJob::of(&list)
        .map_err(|x| Fail::Use(app::Error::Inconsistent(format!("acp export: {x}"))))?
        .title("わたしのきぼうノートのすべて")
        .subject(format!("{} 様", e.note.person.name))
        .demo(demo)
        .printed_at(wareki::short(req.app.now().date()))
        .build();
    Ok(Resp::print(job))
}

/// GET /people/{resident}/wish/export
pub(super) fn staff_file(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    file(&req.read(|cx| act::export(cx, id))?)
}

/// GET /people/{resident}/wish/export/sheet
pub(super) fn staff_sheet(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    sheet(req, &req.read(|cx| act::export(cx, id))?)
}

/// GET /my/wish/export
pub(super) fn my_file(req: &Req) -> Result<Resp, Fail> {
    file(&req.read(act::mine)?)
}

/// GET /my/wish/export/sheet
pub(super) fn my_sheet(req: &Req) -> Result<Resp, Fail> {
    sheet(req, &req.read(act::mine)?)
}
