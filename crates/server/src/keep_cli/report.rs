//! 復旧訓練報告, one page: on the terminal, and as a paper with a line to sign. No person is on it.
use std::time::Duration;

use keep::Restored;
use kernel::{At, wareki};
use office::print::{FormRow, FormSection, FormSheet, LabelValue, PrintJob, Value};

use super::{moment, per_gb, size};

/// What was seen of a region in the restored program.
pub struct Seen {
    /// Its name.
    pub region: String,
    /// The login page came.
    pub login: bool,
    /// Papers stay closed to somebody who is not signed in.
    pub closed: bool,
    /// Papers that could be tried.
    pub sheets: usize,
    /// A paper was opened: bytes of the page.
    pub page: Option<usize>,
    /// It was printed: bytes of the PDF.
    pub paper: Option<usize>,
}

impl Seen {
    /// Did everything open that is there?
    pub fn passed(&self) -> bool {
        let opened = self.page.is_some() && self.paper.is_some();
        self.login && self.closed && (self.sheets == 0 || opened)
    }

    fn words(&self) -> String {
        let yes = |ok: bool| if ok { "○" } else { "×" };
        let mut out = format!("ログインの画面 {}", yes(self.login));
        if self.sheets == 0 {
            out.push_str("、書類はありません");
            return out;
        }
        let bytes = |n: Option<usize>| match n {
            Some(n) => format!("○（{}）", size(n as u64)),
            None => "×".to_string(),
        };
        out.push_str(&format!(
            "、ログインしない人には見えない {}、書類を開く {}、印刷 {}",
            yes(self.closed),
            bytes(self.page),
            bytes(self.paper)
        ));
        out
    }
}

/// Everything the report says.
pub struct Report {
    /// When the drill began.
    pub now: At,
    /// Name of the archive.
    pub file: String,
    /// SHA-256 of the archive.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// What came out of it.
    pub got: Restored,
    /// What was seen.
    pub seen: Vec<Seen>,
    /// Until all data was there and checked.
    pub filled_in: Duration,
    /// Until the last page was opened: RTO.
    pub reached: Duration,
}

impl Report {
    /// 合格?
    pub fn passed(&self) -> bool {
        self.got.faults() == 0 && self.seen.iter().all(Seen::passed)
    }

    fn verdict(&self) -> &'static str {
        match self.passed() {
            true => "合格（戻せて、開けました）",
            false => "不合格（下の × か「合いません」を見てください）",
        }
    }

    /// Age of the copy: what would be lost (RPO).
    fn lost(&self) -> String {
        let Some(taken) = At::parse(&self.got.header.taken_at) else { return "不明".into() };
        let minutes = self.now.minutes_since(taken).max(0);
        match minutes {
            ..120 => format!("{minutes} 分"),
            120..2880 => format!("{} 時間", minutes / 60),
            _ => format!("{} 日", minutes / 1440),
        }
    }

    fn heading(&self) -> Vec<(String, String)> {
        let line = |a: &str, b: String| (a.to_string(), b);
        vec![
            line("結果", self.verdict().into()),
            line(
                "訓練をした日",
                format!("{}（{}）", wareki::long(self.now.date()), moment(&self.now.text())),
            ),
            line("使った控え", self.file.clone()),
            line("控えをはじめた時刻", moment(&self.got.header.taken_at)),
        ]
    }

    fn figures(&self) -> Vec<(String, String)> {
        let m = &self.got.manifest;
        let line = |a: &str, b: String| (a.to_string(), b);
        let files: usize = m.stores.iter().map(|s| s.files.len()).sum();
        vec![
            line("失われる時間（RPO）", format!("{}。控えのあとに保存したもの", self.lost())),
            line(
                "戻るまでの時間（RTO）",
                format!("{:.1} 秒（書類が開くまで）", self.reached.as_secs_f64()),
            ),
            line(
                "速さ",
                format!(
                    "1 GB あたり {} 秒（データの戻しと照合 {:.1} 秒、中身 {}、控え {}）",
                    per_gb(self.filled_in, m.bytes),
                    self.filled_in.as_secs_f64(),
                    size(m.bytes),
                    size(self.bytes)
                ),
            ),
            line("数", format!("{} 行、添付 {files} 個、地域 {}", m.rows(), self.got.stores.len())),
            line("控えの SHA-256", self.sha256.clone()),
        ]
    }

    fn checks(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for s in &self.got.stores {
            let a = &s.audit;
            let fit = match a.faults.is_empty() {
                true => "すべて合いました".to_string(),
                false => format!(
                    "合いません {} 件（{}）",
                    a.faults.len(),
                    a.faults.join("、").chars().take(200).collect::<String>()
                ),
            };
            out.push((
                format!("{} の照合", s.store),
                format!(
                    "記録 {} 行・{} まとまり、書類 {} 版: {fit}。最後の封 {}…",
                    a.rows,
                    a.blocks,
                    a.versions,
                    a.seal.chars().take(16).collect::<String>()
                ),
            ));
        }
        out.extend(self.seen.iter().map(|s| (format!("{} を開く", s.region), s.words())));
        out
    }

    /// On the terminal.
    pub fn text(&self) -> String {
        let mut out = String::from("復旧訓練報告\n");
        for (a, b) in self.heading().into_iter().chain(self.figures()).chain(self.checks()) {
            out.push_str(&format!("  {a}: {b}\n"));
        }
        out.push_str("  仮の場所に戻したデータは、すべて消しました\n  確かめた人（署名）: ____________________");
        out
    }

    /// As a paper.
    pub fn job(&self) -> Result<PrintJob, String> {
        let row = |(a, b): (String, String)| FormRow::new(a, Value::LongText(b));
        let section =
            |title: &str, rows: Vec<FormRow>| FormSection { title: title.into(), note: None, rows };
        let sheet = FormSheet {
            heading_rows: self.heading().into_iter().map(|(a, b)| LabelValue::new(a, b)).collect(),
            sections: vec![
                section("数字", self.figures().into_iter().map(row).collect()),
                section("照合", self.checks().into_iter().map(row).collect()),
                section(
                    "確認",
                    vec![
                        FormRow::new(
                            "仮の場所に戻したデータ",
                            Value::Text("すべて消しました".into()),
                        ),
                        FormRow::new("気づいたこと、次に直すこと", Value::Blank),
                        FormRow::new("確かめた人（署名）と日付", Value::Blank),
                    ],
                ),
            ],
        };
        let demo = self.got.header.regions.iter().all(|r| r.demo);
        Ok(PrintJob::of(&sheet)
            .map_err(|e| e.to_string())?
            .title("復旧訓練報告")
            .sender("結 Yui 運用担当")
            .demo(demo.then(|| "デモ　人・事業所・数字は、すべて架空です".to_string()))
            .edition(format!("版 {}", env!("CARGO_PKG_VERSION")))
            .printed_at(moment(&self.now.text()))
            .build())
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    fn seen() -> Seen {
        Seen {
            region: "結野市".into(),
            login: true,
            closed: true,
            sheets: 3,
            page: Some(9_000),
            paper: Some(20_000),
        }
    }

    #[test]
    fn a_drill_passes_only_when_everything_that_is_there_opens() {
        assert!(seen().passed());
        assert!(Seen { sheets: 0, page: None, paper: None, ..seen() }.passed(), "a new region");
        assert!(!Seen { page: None, ..seen() }.passed());
        assert!(!Seen { paper: None, ..seen() }.passed());
        assert!(!Seen { login: false, ..seen() }.passed());
        assert!(!Seen { closed: false, ..seen() }.passed());
        assert!(Seen { page: None, ..seen() }.words().contains("開く ×"));
    }
}
