//! Role × basis × kind, as a table. The golden file `docs/generated/permissions.txt` prints it.
use kernel::Hat;

use super::Basis;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// See.
    Read,
    /// Write or change.
    Write,
}

/// What it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Name, birth, address, contacts, care level, team.
    Basic,
    /// Health facts.
    Health,
    /// Stays and their steps.
    Stay,
    /// Sheets and records.
    Document,
}

impl What {
    /// All kinds.
    pub const ALL: [What; 4] = [What::Basic, What::Health, What::Stay, What::Document];

    /// Code in `people_access.kind` and in audit rows.
    pub const fn code(self) -> &'static str {
        match self {
            What::Basic => "basic",
            What::Health => "health",
            What::Stay => "stay",
            What::Document => "document",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<What> {
        What::ALL.into_iter().find(|w| w.code() == code)
    }

    /// Words for 「誰に見えるか」.
    pub const fn label(self) -> &'static str {
        match self {
            What::Basic => "基本情報",
            What::Health => "病気・お薬・アレルギー",
            What::Stay => "入退院のようす",
            What::Document => "書類",
        }
    }
}

struct Line {
    hats: &'static [Hat],
    bases: &'static [Basis],
    read: &'static [What],
    write: &'static [What],
}

use What::{Basic, Document, Health, Stay};

/// The matrix. What is not here is not allowed. 市, 連携拠点 and the operator have no line: they see counts.
const MATRIX: &[Line] = &[
    Line {
        hats: &[Hat::CareManager, Hat::Hokatsu],
        bases: &[Basis::Author, Basis::Team],
        read: &[Basic, Health, Stay, Document],
        write: &[Basic, Health, Stay, Document],
    },
    Line {
        hats: &[Hat::CareManager, Hat::Hokatsu],
        bases: &[Basis::Addressee],
        read: &[Basic, Health, Stay, Document],
        write: &[Stay, Document],
    },
    Line {
        hats: &[Hat::Liaison, Hat::Ward],
        bases: &[Basis::HospitalConcerned, Basis::Author],
        read: &[Basic, Health, Stay, Document],
        write: &[Stay],
    },
    Line {
        hats: &[Hat::Doctor],
        bases: &[Basis::HospitalConcerned],
        read: &[Basic, Health, Stay, Document],
        write: &[Stay],
    },
    Line {
        hats: &[Hat::Doctor],
        bases: &[Basis::Team],
        read: &[Basic, Health, Stay, Document],
        write: &[],
    },
    Line {
        hats: &[Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider],
        bases: &[Basis::Addressee],
        read: &[Basic, Document],
        write: &[],
    },
    Line { hats: &[Hat::Provider], bases: &[Basis::Team], read: &[Basic, Stay], write: &[] },
];

/// May this hat, by this basis, do this?
pub fn allowed(hat: Hat, basis: Basis, act: Act, what: What) -> bool {
    MATRIX.iter().any(|l| {
        let list = if act == Act::Read { l.read } else { l.write };
        l.hats.contains(&hat) && l.bases.contains(&basis) && list.contains(&what)
    })
}

/// May this hat do this by any basis?
pub(super) fn any(hat: Hat, act: Act, what: What) -> bool {
    Basis::ALL.iter().any(|b| allowed(hat, *b, act, what))
}

/// The bases by which this hat may do this.
pub(super) fn bases(hat: Hat, act: Act, what: What) -> Vec<Basis> {
    Basis::ALL.iter().copied().filter(|b| allowed(hat, *b, act, what)).collect()
}

/// The matrix as lines of text, for the golden file.
pub fn golden() -> String {
    let mut out = String::from("# hat basis kind read write\n");
    for hat in Hat::ALL {
        for basis in Basis::ALL {
            for what in What::ALL {
                let yn = |act| if allowed(hat, *basis, act, what) { "yes" } else { "-" };
                if allowed(hat, *basis, Act::Read, what) || allowed(hat, *basis, Act::Write, what) {
                    out.push_str(&format!(
                        "{} {} {} {} {}\n",
                        hat.code(),
                        basis.code(),
                        what.code(),
                        yn(Act::Read),
                        yn(Act::Write)
                    ));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centre_city_and_operator_see_no_person() {
        for hat in [Hat::Coordinator, Hat::City, Hat::Operator, Hat::System] {
            for what in What::ALL {
                assert!(!any(hat, Act::Read, what) && !any(hat, Act::Write, what));
            }
        }
    }

    #[test]
    fn whoever_writes_may_read() {
        for hat in Hat::ALL {
            for b in Basis::ALL {
                for what in What::ALL {
                    if allowed(hat, *b, Act::Write, what) {
                        assert!(allowed(hat, *b, Act::Read, what), "{hat:?} {b:?} {what:?}");
                    }
                }
            }
        }
    }
}
