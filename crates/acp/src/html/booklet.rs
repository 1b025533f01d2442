//! The booklet: the whole note in large type, with what was answered and what is still open, in both editions.
use kernel::wareki;
use office::print::{PrintJob, TemplateId};
use people::ResidentId;
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};

use super::my::edition;
use crate::model::form::{Kind, Question};
use crate::model::{Body, Edition, Part, ruby, shipped};
use crate::permissions::PRINT;
use crate::use_cases::{my as act, read};

fn two(e: Edition, plain: &str, easy: &str) -> Value {
    ruby::print(if e.easy() { easy } else { plain })
}

/// What the template reads.
pub(super) fn body(n: &read::Note, e: Edition) -> Result<Value, app::Error> {
    let form = shipped()?;
    let empty = Body::new();
    let given = n.newest.as_ref().map_or(&empty, |v| &v.body);
    let question = |q: &Question| -> Value {
        let answers = given.get(&q.code).cloned().unwrap_or_default();
        let options: Vec<Value> = form
            .choices(q)
            .iter()
            .map(|c| json!({ "words": c.words.print(e), "on": answers.contains(&c.code) }))
            .collect();
        let text = if q.kind == Kind::Text { answers.join("\n") } else { String::new() };
        json!({ "label": q.words.print(e), "options": options, "text": text, "own": q.kind == Kind::Text })
    };
    let chapters: Vec<Value> = form
        .topics(Part::Wish)
        .iter()
        .filter(|t| n.open.shows(&t.code))
        .map(|t| {
            let questions: Vec<Value> = t.questions.iter().map(question).collect();
            json!({ "title": t.words.print(e), "questions": questions })
        })
        .collect();
    let mut meta = n.newest.as_ref().map_or_else(Vec::new, |v| {
        let mut m = vec![
            format!("{}（{}）", v.whose.label(), v.spoke),
            format!("{}に確かめました", wareki::long(v.confirmed_on)),
        ];
        if !v.present.is_empty() {
            m.push(format!("いた人：{}", v.present));
        }
        if !v.grounds.is_empty() {
            m.push(format!("そう考えるわけ：{}", v.grounds));
        }
        m
    });
    if !n.open.whole() {
        meta.push("ご本人が見せることにしたところだけの冊子です".into());
    }
    let proxies: Vec<Value> = n
        .proxies
        .iter()
        .map(|p| {
            json!({ "name": p.who.name, "relation": p.who.relation, "phone": p.who.phone,
                "discretion": p.who.discretion.label(), "consent": p.consent() })
        })
        .collect();
    let papers: Vec<String> = n
        .papers
        .iter()
        .map(|p| {
            let w = &p.what;
            format!(
                "{}（{} {}）　{}",
                w.kind.label(),
                w.signed_by,
                wareki::short(w.made_on),
                w.kept_at
            )
        })
        .collect();
    Ok(json!({
        "name": n.person.name, "kana": n.person.kana, "voice": n.newest.as_ref().map_or("", |v| v.text("values.voice")),
        "meta": meta, "chapters": chapters, "proxies": proxies, "papers": papers,
        "lead": two(e, "これからの暮らしや、病気のときに、どうしたいかを書くノートです。いつでも書きなおせます。", "これからの くらしや、{病気|びょうき}の とき、どうしたいかを {書|か}く ノートです。いつでも {変|か}えられます。"),
        "proxy_title": two(e, "わたしの代わりに話し合ってほしい人", "わたしの {代|か}わりに {話|はな}して ほしい {人|ひと}"),
        "proxy_note": two(e, "法律上の代理権ではありません。お金のことは、たのめません。", "{法律|ほうりつ}の {力|ちから}は ありません。お{金|かね}の ことは たのめません。"),
        "paper_title": two(e, "医師の署名のある書面のある所", "{先生|せんせい}が {名前|なまえ}を {書|か}いた {紙|かみ}が ある ところ"),
        "order_note": two(e, "このノートは、治療の指示書ではありません。そのときに話し合うための材料です。", "この ノートは、{治療|ちりょう}の {命令|めいれい}では ありません。{話|はな}すための ものです。"),
    }))
}

fn job(req: &Req, n: &read::Note, e: Edition) -> Result<Resp, Fail> {
    let version = n.newest.as_ref().map(|v| format!("{}の版", wareki::long(v.confirmed_on)));
    let demo =
        req.shell.region.demo.then(|| "デモ　人・団体・電話番号はすべて架空です".to_string());
    let job = PrintJob::with_template(TemplateId::BOOKLET, body(n, e).map_err(Fail::Use)?)
        .title("わたしのきぼうノート")
        .subject(format!("{} 様", n.person.name))
        .demo(demo)
        .edition(version.unwrap_or_else(|| "まだ書いていません".into()))
        .printed_at(wareki::short(req.app.now().date()))
        .build();
    Ok(Resp::print(job))
}

/// GET /people/{resident}/wish/print
pub(super) fn staff(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let n = req.read(|cx| read::print(cx, &PRINT, id))?;
    job(req, &n, edition(req))
}

/// GET /my/wish/print
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    let n = req.read(act::print)?;
    job(req, &n, edition(req))
}
