//! 介護サービス情報公表: rows a second from bytes to durable rows, against only parsing the same bytes as CSV.
//!
//! The rows are those of the shipped file, repeated under new office numbers; `YUI_KOUHYOU=DIR` takes the files of a
//! folder as they are instead.
use std::path::{Path, PathBuf};

use directory::model::kouhyou::{ParsedFile, parse};
use directory::use_cases::import::import;
use kernel::Actor;
use office::csv::Limits;

use crate::figure::{Limit, once, print_rows};
use crate::stores::{Store, engines};
use crate::{Done, Fail, Plan};

const NAME: &str = "jigyosho_160.csv";
const SHIPPED: &[u8] = include_bytes!("../../data/demo/kitakami/kaigo_kouhyou/jigyosho_160.csv");

/// All of it: the first import, and a second one that changes nothing.
pub fn run(plan: &Plan) -> Done {
    let files = match std::env::var_os("YUI_KOUHYOU") {
        Some(dir) => folder(Path::new(&dir))?,
        None => vec![(NAME.to_string(), repeated(plan.pick(500, 20_000))?)],
    };
    let (rows, raw) = once(|| raw_rows(&files))?;
    for engine in engines() {
        let store = Store::fresh(engine)?;
        let app = store.app();
        for bench in ["import", "import again"] {
            let (done, sample) = once(|| -> Result<_, Fail> {
                let parsed: Vec<ParsedFile> =
                    files.iter().map(|(n, b)| parse(n, b, &Limits::default())).collect();
                Ok(app.write(&Actor::operator(), move |cx| import(cx, &parsed, None))?)
            })?;
            if done.report.rows() != rows {
                return Err(Fail::Text(format!(
                    "{rows} rows in the files, {} in the report",
                    done.report.rows()
                )));
            }
            let limit = Limit {
                what: "the same bytes only parsed as CSV, rows a second",
                value: rows as f64 / raw.wall.as_secs_f64().max(1e-9),
            };
            print_rows(bench, engine, rows, &sample, limit);
        }
    }
    Ok(())
}

fn raw_rows(files: &[(String, Vec<u8>)]) -> Result<usize, Fail> {
    let mut n = 0;
    for (name, bytes) in files {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let mut row = csv::ByteRecord::new();
        while reader.read_byte_record(&mut row).map_err(|e| Fail::Text(format!("{name}: {e}")))? {
            n += 1;
        }
    }
    Ok(n)
}

fn folder(dir: &Path) -> Result<Vec<(String, Vec<u8>)>, Fail> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(d) = open.pop() {
        for entry in std::fs::read_dir(d)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "csv") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.into_iter().map(|p| Ok((p.to_string_lossy().into_owned(), std::fs::read(&p)?))).collect()
}

/// The shipped rows under new numbers until there are `n`.
fn repeated(n: usize) -> Result<Vec<u8>, Fail> {
    let bad = |e: csv::Error| Fail::Text(format!("{NAME}: {e}"));
    let mut reader = csv::Reader::from_reader(SHIPPED);
    let head = reader.byte_headers().map_err(bad)?.clone();
    let number = head.iter().position(|h| h == "事業所番号".as_bytes());
    let number = number.ok_or_else(|| Fail::Text("no column 事業所番号".into()))?;
    let rows: Vec<csv::ByteRecord> =
        reader.byte_records().collect::<Result<_, _>>().map_err(bad)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_byte_record(&head).map_err(bad)?;
    for (i, row) in rows.iter().cycle().take(n).enumerate() {
        let id = format!("03{i:08}");
        let cells =
            row.iter().enumerate().map(|(c, v)| if c == number { id.as_bytes() } else { v });
        writer.write_byte_record(&cells.collect()).map_err(bad)?;
    }
    writer.into_inner().map_err(|e| Fail::Text(e.to_string()))
}
