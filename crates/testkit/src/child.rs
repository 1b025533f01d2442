//! Other processes: a test starts its own test binary again with one test chosen and a role to play, and talks
//! to it line by line. What is said is marked, because the test harness writes to the same stream.
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

const ROLE: &str = "YUI_TEST_ROLE";
const MARK: &str = "@@ ";

/// The role this process was started for; none in the test itself. A test that plays roles begins with
/// `if let Some(role) = testkit::role() { … return }`.
pub fn role() -> Option<String> {
    std::env::var(ROLE).ok()
}

/// In the child: says a line to the parent.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{MARK}{line}").and_then(|()| out.flush()).expect("the parent listens");
}

/// In the child: the next line of the parent; none when it has closed the pipe.
pub fn request() -> Option<String> {
    let mut line = String::new();
    let n = std::io::stdin().lock().read_line(&mut line).expect("the parent speaks text");
    (n > 0).then(|| line.trim_end().to_string())
}

/// Another process of this test binary.
pub struct Child {
    process: std::process::Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// Starts the test `test` (its full name) of this binary in another process, in a role.
pub fn child(test: &str, role: &str) -> Child {
    let program = std::env::current_exe().expect("this program has a path");
    let mut process = Command::new(program)
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("another process can be started");
    let input = process.stdin.take();
    let output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
    Child { process, input, output }
}

impl Child {
    /// Sends a line.
    pub fn tell(&mut self, line: &str) {
        let pipe = self.input.as_mut().expect("the pipe is open");
        writeln!(pipe, "{line}").and_then(|()| pipe.flush()).expect("the child listens");
    }

    /// The next line that the child says; none at its end.
    pub fn hear(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("the child speaks text") == 0 {
                return None;
            }
            if let Some(said) = line.strip_prefix(MARK) {
                return Some(said.trim_end().to_string());
            }
        }
    }

    /// Closes the pipe and waits; did the child's test pass? A child that never ran it did not.
    pub fn finish(mut self) -> bool {
        drop(self.input.take());
        let mut passed = false;
        let mut line = String::new();
        while self.output.read_line(&mut line).expect("the child speaks text") > 0 {
            passed |= line.contains("1 passed");
            line.clear();
        }
        self.process.wait().expect("the child ends").success() && passed
    }

    /// Ends it at once (SIGKILL), wherever it is.
    pub fn kill(mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a line and hears the answer.
pub fn reply(child: &mut Child, line: &str) -> String {
    child.tell(line);
    child.hear().expect("the child answers")
}
