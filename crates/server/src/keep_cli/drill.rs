//! 復旧訓練: the copy is restored into a temporary place, the program is started on it, somebody signs in and opens a
//! paper; then all of it is removed, and a report remains.
use std::fs;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use accounts::AccountId;
use accounts::sessions::{self, Fresh, Opening, Proof};
use keep::Restored;
use keep::store::{self, Sheet};
use kernel::{Actor, At, Clock, Region, SystemClock};
use press::Press;

use super::fresh::Target;
use super::report::{Report, Seen};
use super::visit::Visit;
use super::{Watch, archive, regions, say};
use crate::cli::{DONE, FAILED, Global, no_more, take};
use crate::place::Place;

/// `backup verify`.
pub fn verify(g: &Global, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let (from, key) = archive(&mut words)?;
    let work = take(&mut words, "--work")?.map_or_else(std::env::temp_dir, PathBuf::from);
    let pdf = take(&mut words, "--report")?.map(PathBuf::from);
    no_more(&words, 0)?;
    let target = match &g.database {
        Some(url) => Target::Database(url.clone()),
        None => Target::Folder(trial_folder(&work)?),
    };
    let now = SystemClock.now();
    let watch = Watch::start();
    let filled = target.fill(&from, &key);
    let (place, got) = match filled {
        Ok(f) => f,
        Err(e) => {
            if let Target::Folder(dir) = &target {
                let _ = fs::remove_dir_all(dir);
            }
            return Err(e);
        }
    };
    let filled_in = watch.passed();
    let visited = visit(&place, g.database.as_deref(), &watch);
    let cleared = target.clear(&place);
    let (seen, reached) = visited?;
    cleared?;
    let report = made(&from, now, &got, seen, filled_in, reached)?;
    say(out, &report.text());
    if let Some(path) = pdf {
        let press = Press::new().map_err(|e| e.to_string())?;
        let paper = press.pdf(&report.job()?).map_err(|e| e.to_string())?;
        fs::write(&path, paper.bytes)
            .map_err(|e| format!("{} に書けません: {}", path.display(), e.kind()))?;
        say(out, &format!("PDF: {}（{} ページ）", path.display(), paper.pages));
    }
    Ok(if report.passed() { DONE } else { FAILED })
}

/// A folder for this user alone: what is restored into it is not encrypted.
fn trial_folder(work: &Path) -> Result<PathBuf, String> {
    let dir = work.join(format!("yui-drill-{}", std::process::id()));
    fs::DirBuilder::new().mode(0o700).create(&dir).map_err(|e| {
        format!(
            "{} に仮の場所をつくれません: {}。--work DIR で別の場所を書いてください",
            work.display(),
            e.kind()
        )
    })?;
    Ok(dir)
}

fn made(
    from: &Path,
    now: At,
    got: &Restored,
    seen: Vec<Seen>,
    filled_in: Duration,
    reached: Duration,
) -> Result<Report, String> {
    let (sha256, bytes) = keep::seal::hash_file(from).map_err(|p| p.to_string())?;
    Ok(Report {
        now,
        file: from.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        sha256,
        bytes,
        got: got.clone(),
        seen,
        filled_in,
        reached,
    })
}

/// Opens pages of every region; how long it took from the beginning to the last of them.
fn visit(
    place: &Place,
    database: Option<&str>,
    watch: &Watch,
) -> Result<(Vec<Seen>, Duration), String> {
    let visit = Visit::start(place, database)?;
    let mut seen = Vec::new();
    for region in regions(place)? {
        seen.push(one(&visit, place, &region)?);
    }
    Ok((seen, watch.passed()))
}

fn one(visit: &Visit, place: &Place, region: &Region) -> Result<Seen, String> {
    let slug = &region.slug;
    let login = visit.get(&format!("/{slug}/login"), "")?;
    let mut seen = Seen {
        region: region.name.clone(),
        login: login.status == 200 && login.has("<form") && login.has(&region.name),
        closed: true,
        sheets: 0,
        page: None,
        paper: None,
    };
    if !region.persons {
        return Ok(seen);
    }
    let db = keep::Stores::region(place, region).map_err(|p| p.to_string())?;
    let sheets: Vec<Sheet> =
        db.read(|tx| store::sheets(tx, "transitions.")).map_err(|e| e.to_string())?;
    seen.sheets = sheets.len();
    for s in &sheets {
        let path = format!("/{slug}/transitions/{}/documents/{}", s.subject, s.record);
        // nobody who is not signed in may see it, in the restored program neither
        seen.closed &= visit.get(&path, "")?.status != 200;
        let cookie = sign_in(place, region, AccountId(s.account))?;
        let page = visit.get(&path, &cookie)?;
        if page.status != 200 {
            continue;
        }
        seen.page = Some(page.body.len());
        let paper = visit.get(&format!("{path}/print"), &cookie)?;
        let pdf = paper.status == 200 && paper.head.contains("application/pdf");
        seen.paper = (pdf && paper.has("%PDF-")).then_some(paper.body.len());
        break;
    }
    Ok(seen)
}

/// A session that exists in the temporary place only, as the author of the paper that is to be opened. What it reads
/// is in the temporary log; both are removed with it.
fn sign_in(place: &Place, region: &Region, account: AccountId) -> Result<String, String> {
    let app = place.open(region).map_err(|e| e.to_string())?;
    let found = app
        .read(&Actor::system(), |cx| accounts::account(cx, account))
        .map_err(|e| e.to_string())?
        .ok_or("書類を書いた人の登録が、控えの中にありません")?;
    let opening = Opening {
        account,
        hat: found.hat,
        identity: None,
        proof: Proof::Temporary,
        device: "復旧訓練".into(),
        shared: false,
        until: None,
    };
    let fresh = Fresh::draw(&app);
    sessions::open(&place.control()?, region, &opening, &fresh, SystemClock.now())
        .map_err(|e| e.to_string())?;
    Ok(format!("yui_session={}", fresh.token))
}
