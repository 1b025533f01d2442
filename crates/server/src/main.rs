//! The program: command line, regions, HTTP, jobs. Everything it knows about care comes from the slices.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod audit_cli;
mod cli;
mod demo;
mod files;
mod generated;
mod http;
mod jobs_cli;
mod keep_cli;
mod place;
mod region_cli;
mod slices;
mod witness;
mod work;

fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).init();
    let args: Vec<String> = std::env::args().skip(1).collect();
    // stderr stays unlocked: the log writes to it from other threads
    let code = cli::run(&args, &mut std::io::stdout().lock(), &mut std::io::stderr());
    std::process::ExitCode::from(code)
}
