//! Where the repository is, which files belong to it, and how other programs are called.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's root directory. Asked at run time first: two clones that share a target directory
/// share this program as well.
pub fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or_else(|| xtask.clone(), Path::to_path_buf)
}

/// A text file of the repository: its path from the root with `/`, and its content.
pub struct File {
    /// Path from the root, for example `crates/kernel/src/lib.rs`.
    pub path: String,
    /// The whole content.
    pub text: String,
}

/// All text files that git tracks or would track; what is ignored or not UTF-8 is left out.
pub fn files() -> Result<Vec<File>, String> {
    let listed = output(Command::new("git").current_dir(root()).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut paths: Vec<&str> = listed.split('\0').filter(|p| !p.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut files = Vec::new();
    for path in paths {
        // A tracked file may have been deleted and not yet committed.
        if let Ok(bytes) = std::fs::read(root().join(path))
            && let Ok(text) = String::from_utf8(bytes)
        {
            files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(files)
}

/// Runs a command and gives its standard output; its failure is an error with what it said.
pub fn output(command: &mut Command) -> Result<String, String> {
    let name = format!("{command:?}");
    let done = command.output().map_err(|e| format!("{name}: {e}"))?;
    if !done.status.success() {
        return Err(format!("{name}: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("{name}: the output is not UTF-8"))
}
