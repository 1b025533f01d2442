//! What the audit chain costs: eight writers in three processes on PostgreSQL, with a sequencer in each process as the
//! server has it, against the same load with nobody numbering and sealing.
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use app::audit::AuditEntry;
use app::records::{About, Content, Source, confirm};
use app::{App, sequencer};
use db::{Db, Stmt};
use kernel::{Actor, ActorKind, Hat, Id, IdSeq, OsEntropy};

use crate::figure::{Limit, Sample, load, print};
use crate::stores::{Sequencer, Store, app, engines, pool};
use crate::{Done, Fail, Plan};

/// Writers of the three processes.
const WRITERS: [usize; 3] = [3, 3, 2];
const AUDITED: Stmt = Stmt { name: "bench.AUDITED", sql: "SELECT COUNT(*) FROM app_audit" };

/// All of it. Both loads alternate, so that a busy minute hits both.
pub fn run(plan: &Plan) -> Done {
    if !engines().contains(&"postgres") {
        return Ok(());
    }
    let each = plan.pick(20, 300);
    let (mut with, mut without) = (Sample::default(), Sample::default());
    for _ in 0..plan.pick(1, 3) {
        without = without.and(processes(each, false)?);
        with = with.and(processes(each, true)?);
    }
    let limit = Limit::rate("the same load with nobody numbering and sealing the log", &without);
    print("audit chain, 8 writers in 3 processes", "postgres", &with, limit);
    Ok(())
}

struct Process {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Process {
    fn hear(&mut self) -> Result<String, Fail> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim_end().to_string())
    }
}

/// One run; each process answers with the time of its acts in microseconds, in one line.
fn processes(each: usize, sequence: bool) -> Result<Sample, Fail> {
    let store = Store::fresh("postgres")?;
    let mut all = Vec::new();
    for writers in WRITERS {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["writer", &store.address, &writers.to_string(), &each.to_string()])
            .arg(if sequence { "sequence" } else { "plain" })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or_else(|| Fail::Text("no pipe".into()))?;
        all.push(Process { child, output: BufReader::new(output) });
    }
    for p in &mut all {
        if p.hear()? != "ready" {
            return Err(Fail::Text("a writing process did not start".into()));
        }
    }
    let begun = Instant::now();
    for p in &mut all {
        drop(p.child.stdin.take());
    }
    let mut sample = Sample::default();
    for p in &mut all {
        let times = p.hear()?;
        sample
            .times
            .extend(times.split(' ').filter_map(|t| t.parse().ok()).map(Duration::from_micros));
    }
    sample.wall = begun.elapsed();
    for mut p in all {
        if !p.child.wait()?.success() {
            return Err(Fail::Text("a writing process failed".into()));
        }
    }
    held(&store, sample.times.len(), sequence)?;
    Ok(sample)
}

/// As many audit rows as acts, and with a sequencer a whole log.
fn held(store: &Store, acts: usize, sequence: bool) -> Done {
    let rows: i64 = store.db.read(|tx| tx.one(AUDITED, &[])?.get(0))?;
    if rows != acts as i64 {
        return Err(Fail::Text(format!("{acts} acts, but {rows} audit rows")));
    }
    if sequence {
        store.app().sequence()?;
        let v = store.db.read(sequencer::verify)?;
        if v.rows != rows || !v.faults.is_empty() {
            return Err(Fail::Text(format!("the log is not whole: {:?}", v.faults.first())));
        }
    }
    Ok(())
}

/// `bench writer SCHEMA WRITERS EACH sequence|plain`: begins when its input is closed.
pub fn writer(args: &[String]) -> Done {
    let [schema, writers, each, mode] = args else { return Err(Fail::Text("writer".into())) };
    let number = |t: &String| t.parse::<usize>().map_err(|_| Fail::Text("a number".into()));
    let (writers, each) = (number(writers)?, number(each)?);
    let app = app(Db::open_postgres(&pool()?, schema)?);
    let sequencer = (mode == "sequence").then(|| Sequencer::start(&app));
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready")?;
    std::io::stdin().lock().lines().for_each(drop);
    let sample = load(writers, each, |_, _| act(&app))?;
    drop(sequencer);
    let times: Vec<String> = sample.times.iter().map(|t| t.as_micros().to_string()).collect();
    writeln!(out, "{}", times.join(" "))?;
    Ok(())
}

fn act(app: &App) -> Result<bool, Fail> {
    let id: Id = IdSeq::draw(app.now(), &OsEntropy).next_id();
    let actor = Actor {
        kind: ActorKind::Staff,
        account: Some(id),
        organisation: Some(id),
        hat: Hat::CareManager,
        name: "担当".into(),
    };
    let done = app.write(&actor, move |cx| {
        let about = About { kind: "bench.sheet", resident: None, subject: None };
        let content = Content {
            form: "admission-sheet".into(),
            form_version: "1".into(),
            body: "様".repeat(700),
            source: Source::Own,
        };
        let record = confirm(cx, &about, &content)?;
        cx.audit(AuditEntry::act("bench.write").object(format!("sheet:{record}@1")));
        Ok(())
    });
    match done {
        Ok(()) => Ok(true),
        Err(app::Error::Db(db::DbError::Busy)) => Ok(false),
        Err(e) => Err(e.into()),
    }
}
