//! Measuring, and the line that is printed.
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

/// What some acts took.
#[derive(Debug, Default)]
pub struct Sample {
    /// Each act that succeeded.
    pub times: Vec<Duration>,
    /// Acts that were told to come back later.
    pub refused: usize,
    /// From the first beginning to the last end.
    pub wall: Duration,
    /// Processor time of this process meanwhile, user and system. Not that of a database server.
    pub cpu: Duration,
}

impl Sample {
    /// Acts a second.
    pub fn per_s(&self) -> f64 {
        self.times.len() as f64 / self.wall.as_secs_f64().max(1e-9)
    }

    /// The time in ms that this share of the acts stayed under.
    fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let i = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
        sorted.get(i).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }

    /// Both together, as if one had followed the other.
    pub fn and(mut self, other: Sample) -> Sample {
        self.times.extend(other.times);
        self.refused += other.refused;
        self.wall += other.wall;
        self.cpu += other.cpu;
        self
    }
}

/// Runs `act(thread, i)` in `threads` threads, `each` times in each. `Ok(false)` = refused for now, not counted.
pub fn load<E: Send>(
    threads: usize,
    each: usize,
    act: impl Fn(usize, usize) -> Result<bool, E> + Sync,
) -> Result<Sample, E> {
    let start = Barrier::new(threads + 1);
    let refused = AtomicUsize::new(0);
    std::thread::scope(|s| {
        let all: Vec<_> = (0..threads)
            .map(|t| {
                let (start, refused, act) = (&start, &refused, &act);
                s.spawn(move || {
                    start.wait();
                    let mut times = Vec::with_capacity(each);
                    for i in 0..each {
                        let begun = Instant::now();
                        if act(t, i)? {
                            times.push(begun.elapsed());
                        } else {
                            refused.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    Ok(times)
                })
            })
            .collect();
        let cpu = cpu();
        let begun = Instant::now();
        start.wait();
        let mut sample = Sample::default();
        for thread in all {
            if let Ok(times) = thread.join() {
                sample.times.extend(times?);
            }
        }
        sample.wall = begun.elapsed();
        sample.cpu = self::cpu().saturating_sub(cpu);
        sample.refused = refused.load(Ordering::Relaxed);
        Ok(sample)
    })
}

/// One act, once.
pub fn once<T, E>(act: impl FnOnce() -> Result<T, E>) -> Result<(T, Sample), E> {
    let (cpu, begun) = (cpu(), Instant::now());
    let out = act()?;
    let wall = begun.elapsed();
    let cpu = self::cpu().saturating_sub(cpu);
    Ok((out, Sample { times: vec![wall], refused: 0, wall, cpu }))
}

/// What the figure is held against.
pub struct Limit {
    /// What it is.
    pub what: &'static str,
    /// Its value, in the unit of what is compared: acts a second, or bytes.
    pub value: f64,
}

impl Limit {
    /// The rate of another sample.
    pub fn rate(what: &'static str, of: &Sample) -> Limit {
        Limit { what, value: of.per_s() }
    }
}

/// Prints the line of a rate; `ratio` = ours / limit.
pub fn print(bench: &str, engine: &str, s: &Sample, limit: Limit) {
    if s.refused > 0 {
        eprintln!("bench: {bench} on {engine}: {} acts were told to come back later", s.refused);
    }
    line(json!({
        "bench": bench, "engine": engine, "n": s.times.len(), "p50_ms": round(s.percentile(0.5)),
        "p99_ms": round(s.percentile(0.99)), "cpu_ms": round(s.cpu.as_secs_f64() * 1e3),
        "per_s": round(s.per_s()), "limit": { "what": limit.what, "value": round(limit.value) },
        "ratio": round(s.per_s() / limit.value.max(1e-9)),
    }));
}

/// The line of a plain ratio.
pub fn print_times(bench: &str, engine: &str, times: f64) {
    line(json!({ "bench": bench, "engine": engine, "ratio": round(times) }));
}

/// As [`print`], where one act works through `rows` rows and the rate is theirs.
pub fn print_rows(bench: &str, engine: &str, rows: usize, s: &Sample, limit: Limit) {
    let per_s = rows as f64 / s.wall.as_secs_f64().max(1e-9);
    line(json!({
        "bench": bench, "engine": engine, "n": rows, "p50_ms": round(s.percentile(0.5)),
        "p99_ms": round(s.percentile(0.99)), "cpu_ms": round(s.cpu.as_secs_f64() * 1e3),
        "per_s": round(per_s), "limit": { "what": limit.what, "value": round(limit.value) },
        "ratio": round(per_s / limit.value.max(1e-9)),
    }));
}

/// The line of a size: `n` is the number of bytes.
pub fn print_bytes(bench: &str, bytes: u64, limit: Limit) {
    line(json!({
        "bench": bench, "engine": null, "n": bytes, "p50_ms": null, "p99_ms": null, "cpu_ms": null,
        "per_s": null, "limit": { "what": limit.what, "value": round(limit.value) },
        "ratio": round(bytes as f64 / limit.value.max(1e-9)),
    }));
}

fn line(json: serde_json::Value) {
    println!("{json}");
}

/// Three digits that say something, whatever the size; one behind the point for large numbers.
fn round(v: f64) -> f64 {
    let unit = match v.abs() {
        a if a >= 10.0 => 10.0,
        a if a >= 0.1 => 1e3,
        a if a >= 0.001 => 1e5,
        _ => 1e7,
    };
    (v * unit).round() / unit
}

/// Processor time of this process so far (/proc/self/stat, in hundredths of a second).
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may hold blanks; user and system time are the 12th and 13th word after it.
    let words: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |i: usize| words.get(i).and_then(|w| w.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
