//! 消去証明書: what was erased, how many, by which rule, by which two persons, and the hash of the list.
use app::Error;
use kernel::wareki;
use office::print::{Align, ListColumn, ListSheet, PrintJob, Width};
use ui::Shell;
use ui::dates::moment;

use super::model::{Due, Rules, number};
use super::store::Purge;

/// Words of a kind that was erased.
pub(super) fn kind_words(rules: &Rules, code: &str) -> String {
    match rules.kinds.iter().find(|k| k.code == code) {
        Some(k) => k.label.clone(),
        None if code == "key" => "添付のファイルの鍵（お一人ごと）".into(),
        None => code.to_string(),
    }
}

/// The body of the sheet; the list itself as numbers, never names.
pub(super) fn sheet(rules: &Rules, p: &Purge, items: &[Due]) -> ListSheet {
    let column = |head: &str, width| ListColumn { head: head.into(), width, align: Align::Left };
    let rows = items
        .iter()
        .map(|d| vec![number(d.resident), wareki::long(d.closed_on), wareki::long(d.due_on)])
        .collect();
    let erased: Vec<String> =
        p.erased.iter().map(|(k, n)| format!("{} {n}件", kind_words(rules, k))).collect();
    ListSheet {
        lead: Some(format!(
            "保存期間がすぎた{}人分の記録を、2人で確かめて消去しました。消去したもの: {}。",
            p.n,
            erased.join("、")
        )),
        columns: vec![
            column("整理番号", Width::Mm(40.0)),
            column("完結の日", Width::Share(1.0)),
            column("消去できるようになった日", Width::Share(1.0)),
        ],
        rows,
        notes: vec![
            format!("1人目（消去の案）: {}　{}", p.by, moment(p.at)),
            format!("理由: {}", p.reason),
            format!(
                "2人目（確認と消去）: {}　{}",
                p.decided_by,
                p.decided_at.map(moment).unwrap_or_default()
            ),
            format!("きまり: 保存期間 {}（{}）", p.rule, rules.source),
            format!("一覧のSHA-256: {}", p.hash),
            "操作の記録（だれがいつ見たか）は、消去していません。消去の前に作った控え（バックアップ）には、控えを置いておく期間が終わるまで残ります。添付のファイルの鍵は、控えの中にも同じ期間だけ残ります。".into(),
        ],
        ..ListSheet::default()
    }
}

/// The certificate as a print job.
pub(super) fn job(
    shell: &Shell,
    office: &str,
    p: &Purge,
    items: &[Due],
) -> Result<PrintJob, Error> {
    let body = sheet(Rules::shipped()?, p, items);
    let demo = shell.region.demo_paper();
    let job = PrintJob::of(&body).map_err(|e| Error::Inconsistent(format!("sheet: {e}")))?;
    Ok(job
        .title("記録の消去証明書".to_string())
        .file_name("消去証明書".to_string())
        .sender(office)
        .demo(demo)
        .printed_at(shell.print.printed_at.trim_end_matches(" に出力"))
        .build())
}
