//! The paper of a monthly review: figures, what was looked at, and the newest checkpoint as a code, so that a folder on a
//! shelf is one more place that the server cannot rewrite.
use app::Error;
use office::print::{AuditReviewSheet, LabelValue, PrintJob};
use ui::Shell;
use ui::dates::moment;

use super::review::{Month, rules};
use super::review_page::sentence;

pub(super) fn job(shell: &Shell, m: &Month, month: &str, office: &str) -> Result<PrintJob, Error> {
    let rules = rules()?;
    let row = |l: &str, v: String| LabelValue::new(l, v);
    let signed = m.review.as_ref().and_then(|r| r.signed_at.map(|at| (at, r.signed_name.clone())));
    let mut figures = vec![
        row("記録", format!("{}行（お一人についてのもの {}行）", m.counts.0, m.counts.1)),
        row("ことわった操作", format!("{}回", m.counts.2)),
        row("点検したもの", format!("{}件（きまり {}）", m.items.len(), rules.version)),
        row(
            "点検",
            match &signed {
                Some((at, name)) => format!("{name}　{}", moment(*at)),
                None => "まだ終わっていません".into(),
            },
        ),
    ];
    if let Some(r) = &m.review {
        figures.push(row("えらび方のもと（月の終わりの封）", r.seal.clone()));
        figures.push(row("まとめ", r.note.clone()));
    }
    let rows = m
        .items
        .iter()
        .map(|i| {
            let (title, meta) = sentence(m, i);
            let mark = m.mark(&i.subject());
            vec![
                mark.map_or("", |m| m.verdict.label()).to_string(),
                format!("{title}\n{meta}"),
                mark.map(|m| m.note.clone()).unwrap_or_default(),
            ]
        })
        .collect();
    let body = AuditReviewSheet {
        lead: "見た・変えた・ことわった記録を、月ごとに人の目で確かめた結果です。お名前や内容はのっていません。"
            .into(),
        figures,
        rows,
        checkpoint: m.checkpoint.as_ref().map(|c| c.note.trim_end().to_string()),
        qr: m.checkpoint.as_ref().map(|c| c.note.clone()),
    };
    let demo = shell.region.demo_paper();
    let job = PrintJob::of(&body).map_err(|e| Error::Inconsistent(format!("sheet: {e}")))?;
    Ok(job
        .title(format!("操作の記録の点検　{month}"))
        .file_name(format!("記録の点検-{}", m.code()))
        .sender(office)
        .demo(demo)
        .printed_at(shell.print.printed_at.trim_end_matches(" に出力"))
        .build())
}
