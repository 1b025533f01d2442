//! Hat × basis × group of fields, as data: `data/rules/access.json`, versioned with its source. What is not in it is
//! not allowed. A region may close cells and never open one ([`Rules::narrowed`]). The golden file
//! `docs/generated/permissions.txt` prints what the program ships.
use std::sync::OnceLock;

use kernel::Hat;
use serde::Deserialize;

use super::group::{Act, Group, Mask, What};
use super::{Basis, Label};

#[derive(Deserialize)]
struct File {
    version: String,
    source: String,
    groups: std::collections::BTreeMap<String, Vec<String>>,
    lines: Vec<FileLine>,
    never: Vec<FileNever>,
    labels: FileLabels,
    shield: FileShield,
}

#[derive(Deserialize)]
struct FileLine {
    hats: Vec<String>,
    bases: Vec<String>,
    read: Vec<String>,
    write: Vec<String>,
}

#[derive(Deserialize)]
struct FileNever {
    hats: Vec<String>,
    kinds: Vec<String>,
}

#[derive(Deserialize)]
struct FileLabels {
    default: String,
    kinds: std::collections::BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct FileShield {
    hides: Vec<String>,
    answers: Vec<String>,
}

/// One cell that a region has closed: this hat does not see (or write) this group by this basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Who.
    pub hat: Hat,
    /// By what right.
    pub basis: Basis,
    /// Seeing closes writing too.
    pub act: Act,
    /// What.
    pub group: Group,
}

impl Cell {
    /// `provider team read basic.place`: how it is stored and posted.
    pub fn code(self) -> String {
        let (h, b, a) = (self.hat.code(), self.basis.code(), self.act.code());
        format!("{h} {b} {a} {}", self.group.path())
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Cell> {
        let mut parts = code.split(' ');
        let cell = Cell {
            hat: Hat::from_code(parts.next()?)?,
            basis: Basis::from_code(parts.next()?)?,
            act: match parts.next()? {
                "read" => Act::Read,
                "write" => Act::Write,
                _ => return None,
            },
            group: Group::from_path(parts.next()?)?,
        };
        parts.next().is_none().then_some(cell)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Open {
    read: Mask,
    write: Mask,
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Version of the data.
    pub version: String,
    /// From where it comes.
    pub source: String,
    cells: Vec<(Hat, Basis, Open)>,
    labels: std::collections::BTreeMap<String, Label>,
    default_label: Label,
    hides: Mask,
    answers: Vec<String>,
    never: Vec<(Hat, What)>,
}

impl Rules {
    /// Reads the data; says what is wrong with it.
    fn read(text: &str) -> Result<Rules, String> {
        let file: File = serde_json::from_str(text).map_err(|e| e.to_string())?;
        for what in What::ALL {
            let named = file.groups.get(what.code()).cloned().unwrap_or_default();
            let known: Vec<&str> = what.groups().map(Group::code).collect();
            if named != known {
                return Err(format!("groups of {}: {named:?}, not {known:?}", what.code()));
            }
        }
        let hat = |c: &String| Hat::from_code(c).ok_or(format!("unknown hat {c}"));
        let mut never: Vec<(Hat, What)> = Vec::new();
        for n in &file.never {
            for h in &n.hats {
                for k in &n.kinds {
                    let what = What::from_code(k).ok_or(format!("unknown kind {k}"))?;
                    never.push((hat(h)?, what));
                }
            }
        }
        let mut cells: Vec<(Hat, Basis, Open)> = Vec::new();
        for line in &file.lines {
            let (read, write) = (mask(&line.read)?, mask(&line.write)?);
            if write.without(read) != Mask::NONE {
                return Err(format!("{:?} write what they may not see", line.hats));
            }
            for h in &line.hats {
                let h = hat(h)?;
                let kinds = never.iter().filter(|n| n.0 == h);
                for (_, what) in kinds {
                    if read.within(*what) != Mask::NONE {
                        return Err(format!("{} never sees {}", h.code(), what.code()));
                    }
                }
                for b in &line.bases {
                    let b = Basis::from_code(b).ok_or(format!("unknown basis {b}"))?;
                    match cells.iter_mut().find(|c| c.0 == h && c.1 == b) {
                        Some((_, _, open)) => {
                            open.read = open.read.and(read);
                            open.write = open.write.and(write);
                        }
                        None => cells.push((h, b, Open { read, write })),
                    }
                }
            }
        }
        let label = |c: &String| Label::from_code(c).ok_or(format!("unknown label {c}"));
        let mut labels = std::collections::BTreeMap::new();
        for (kind, code) in &file.labels.kinds {
            labels.insert(kind.clone(), label(code)?);
        }
        Ok(Rules {
            version: file.version,
            source: file.source,
            cells,
            labels,
            default_label: label(&file.labels.default)?,
            hides: mask(&file.shield.hides)?,
            answers: file.shield.answers,
            never,
        })
    }

    fn empty() -> Rules {
        Rules {
            version: String::new(),
            source: String::new(),
            cells: Vec::new(),
            labels: std::collections::BTreeMap::new(),
            default_label: Label::Very,
            hides: Group::ALL.into_iter().fold(Mask::NONE, Mask::with),
            answers: Vec::new(),
            never: Vec::new(),
        }
    }

    /// The groups open to a hat by a basis.
    pub fn open(&self, hat: Hat, basis: Basis, act: Act) -> Mask {
        let cell = self.cells.iter().find(|c| c.0 == hat && c.1 == basis);
        cell.map_or(Mask::NONE, |c| if act == Act::Read { c.2.read } else { c.2.write })
    }

    /// May this hat, by this basis, do this?
    pub fn allows(&self, hat: Hat, basis: Basis, act: Act, what: What) -> bool {
        self.open(hat, basis, act).opens(what)
    }

    /// May this hat do this by any basis?
    pub fn any(&self, hat: Hat, act: Act, what: What) -> bool {
        Basis::ALL.iter().any(|b| self.allows(hat, *b, act, what))
    }

    /// The bases by which this hat may do this.
    pub fn bases(&self, hat: Hat, act: Act, what: What) -> Vec<Basis> {
        Basis::ALL.iter().copied().filter(|b| self.allows(hat, *b, act, what)).collect()
    }

    /// The same with these cells closed. Nothing is ever opened by it. Closing the name closes all basic facts; closing
    /// the seeing of something closes its writing.
    #[must_use]
    pub fn narrowed(&self, closed: &[Cell]) -> Rules {
        let mut rules = self.clone();
        for cell in closed {
            let shut = match cell.group {
                Group::Name => Mask::of(What::Basic),
                g => Mask::NONE.with(g),
            };
            for (hat, basis, open) in &mut rules.cells {
                if (*hat, *basis) == (cell.hat, cell.basis) {
                    open.write = open.write.without(shut);
                    if cell.act == Act::Read {
                        open.read = open.read.without(shut);
                    }
                }
            }
        }
        rules
    }

    /// How carefully a record of a kind is kept when nobody said otherwise.
    pub fn default_label(&self, kind: &str) -> Label {
        self.labels.get(kind).copied().unwrap_or(self.default_label)
    }

    /// The questions in papers (link ids of the forms) that say where a person is.
    pub fn place_answers(&self) -> &[String] {
        &self.answers
    }

    /// What a shield takes away from those it does not name.
    pub fn hides(&self) -> Mask {
        self.hides
    }
}

fn mask(paths: &[String]) -> Result<Mask, String> {
    let mut out = Mask::NONE;
    for p in paths {
        out = match (What::from_code(p), Group::from_path(p)) {
            (Some(w), _) => out.and(Mask::of(w)),
            (None, Some(g)) => out.with(g),
            (None, None) => return Err(format!("unknown group {p}")),
        };
    }
    Ok(out)
}

/// The rules that the program ships. Data that cannot be read (a test forbids it) opens nothing.
pub fn shipped() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        Rules::read(include_str!("../../../../data/rules/access.json")).unwrap_or_else(|e| {
            tracing::error!(error = %e, "data/rules/access.json");
            Rules::empty()
        })
    })
}

/// May this hat, by this basis, do this, by the rules as shipped?
pub fn allowed(hat: Hat, basis: Basis, act: Act, what: What) -> bool {
    shipped().allows(hat, basis, act, what)
}

/// The rules as lines of text, for the golden file: words separated by one blank, the first says what the line is.
/// `access HAT BASIS KIND GROUP READ WRITE` (what is not listed is denied), `basis BASIS CONSENT`,
/// `holder BASIS HOLDER`, `release KIND BASIS ADDRESSEE`, `label LABEL BASIS CONDITION`, `shield KIND GROUP`,
/// `never HAT` and `never HAT KIND`.
pub fn golden() -> String {
    let rules = shipped();
    let mut out = format!("# rules access {}\n", rules.version);
    out.push_str("# access hat basis kind group read write\n");
    for hat in Hat::ALL {
        for basis in Basis::ALL {
            for g in Group::ALL {
                let can = |act| {
                    let open = rules.open(hat, *basis, act);
                    open.opens(g.what()) && open.has(g)
                };
                let yn = |act| if can(act) { "yes" } else { "-" };
                if can(Act::Read) || can(Act::Write) {
                    let (h, b, k) = (hat.code(), basis.code(), g.what().code());
                    let (r, w) = (yn(Act::Read), yn(Act::Write));
                    out.push_str(&format!("access {h} {b} {k} {} {r} {w}\n", g.code()));
                }
            }
        }
    }
    out.push_str("# basis basis needs-consent\n");
    for b in Basis::ALL {
        let consent = if b.needs_consent() { "yes" } else { "-" };
        out.push_str(&format!("basis {} {consent}\n", b.code()));
    }
    out.push_str(
        "# holder basis holder (account: one person only; account-kind: and one kind at a time)\n",
    );
    for b in Basis::ALL {
        let holder = match b {
            Basis::Relative => "account-kind",
            b if b.personal() => "account",
            _ => "any",
        };
        out.push_str(&format!("holder {} {holder}\n", b.code()));
    }
    out.push_str(
        "# release kind basis addressee: open only while the person's release to them runs\n",
    );
    for what in What::ALL.into_iter().filter(|w| w.needs_release()) {
        for b in Basis::ALL {
            if let Some(a) = b.addressee() {
                out.push_str(&format!("release {} {} {}\n", what.code(), b.code(), a.code()));
            }
        }
    }
    out.push_str(
        "# label label basis condition (any; own-record; this-record; consent-with-label; never)\n",
    );
    for label in Label::ALL {
        for b in Basis::ALL {
            out.push_str(&format!("label {} {} {}\n", label.code(), b.code(), label.needs(*b)));
        }
    }
    out.push_str("# shield kind group: hidden from everybody whom the shield does not name\n");
    for g in Group::ALL.into_iter().filter(|g| rules.hides.has(*g)) {
        out.push_str(&format!("shield {} {}\n", g.what().code(), g.code()));
    }
    out.push_str("# shielded act kind basis: refused to everybody whom the shield does not name\n");
    out.push_str("shielded write basic any\n");
    for what in What::ALL {
        for b in Basis::ALL.iter().filter(|b| b.ended_by_shield(what)) {
            out.push_str(&format!("shielded read {} {}\n", what.code(), b.code()));
        }
    }
    out.push_str(
        "# never hat [kind]: nothing about a person (of this kind) by any basis, in any region\n",
    );
    for hat in Hat::ALL {
        if What::ALL.into_iter().all(|w| !rules.any(hat, Act::Read, w)) {
            out.push_str(&format!("never {}\n", hat.code()));
        }
        for what in What::ALL.into_iter().filter(|w| rules.never.contains(&(hat, *w))) {
            out.push_str(&format!("never {} {}\n", hat.code(), what.code()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = include_str!("../../../../data/rules/access.json");

    #[test]
    fn the_shipped_rules_can_be_read_and_name_their_source() {
        let rules = Rules::read(DATA).unwrap();
        assert!(!rules.version.is_empty() && rules.source.contains("ガイドライン"));
        assert!(rules.cells.len() > 10 && rules.hides().has(Group::Place));
        assert_eq!(rules.default_label("transitions.sheet"), Label::Normal);
    }

    #[test]
    fn rules_that_give_persons_to_the_centre_or_the_city_are_refused() {
        for hat in ["coordinator", "city", "operator", "system", "vendor"] {
            let text = DATA.replacen("\"hats\": [\"cm\",", &format!("\"hats\": [\"{hat}\","), 1);
            assert_ne!(text, DATA);
            assert!(Rules::read(&text).unwrap_err().contains("never"), "{hat}");
        }
        // each kind by itself; the register is the city's, and nobody's else at the centre
        for hat in ["coordinator", "city", "operator", "system", "vendor"] {
            for what in What::ALL {
                let line = format!(
                    "{{ \"hats\": [\"{hat}\"], \"bases\": [\"team\"], \"read\": [\"{}\"], \"write\": [] }},",
                    what.code()
                );
                let text = DATA.replacen("\"lines\": [", &format!("\"lines\": [{line}"), 1);
                assert_ne!(text, DATA);
                let open = hat == "city" && what == What::Register;
                assert_eq!(Rules::read(&text).is_ok(), open, "{hat} {what:?}");
            }
        }
    }

    #[test]
    fn rules_with_an_unknown_word_or_writing_without_seeing_are_refused() {
        for (from, to) in [
            ("\"author\"", "\"writer\""),
            ("\"cm\"", "\"manager\""),
            ("\"basic.place\"", "\"basic.garden\""),
            ("\"default\": \"N\"", "\"default\": \"X\""),
            (
                "\"read\": [\"basic\", \"stay\"], \"write\": []",
                "\"read\": [\"basic\"], \"write\": [\"stay\"]",
            ),
            ("\"place\", ", ""),
        ] {
            let text = DATA.replacen(from, to, 1);
            assert_ne!(text, DATA, "{from}");
            assert!(Rules::read(&text).is_err(), "{from} → {to}");
        }
        let nothing = Rules::empty();
        assert!(Hat::ALL.iter().all(|h| !nothing.any(*h, Act::Read, What::Basic)));
        assert_eq!(nothing.default_label("x"), Label::Very);
    }

    #[test]
    fn centre_city_and_operator_see_no_person() {
        for hat in [Hat::Coordinator, Hat::City, Hat::Operator, Hat::System, Hat::Vendor] {
            for what in What::ALL {
                let entry = hat == Hat::City && what == What::Register;
                for act in [Act::Read, Act::Write] {
                    let by = shipped().bases(hat, act, what);
                    assert_eq!(by, if entry { vec![Basis::Register] } else { vec![] });
                }
            }
        }
    }

    #[test]
    fn the_person_and_those_whom_they_name_see_what_is_theirs_and_no_papers() {
        let kinds = |hat, basis, act| -> Vec<What> {
            What::ALL.into_iter().filter(|w| allowed(hat, basis, act, *w)).collect()
        };
        let own = [What::Wish, What::Emergency, What::Room];
        let all = [&[What::Basic], own.as_slice()].concat();
        assert_eq!(kinds(Hat::Resident, Basis::Own, Act::Read), all);
        assert_eq!(kinds(Hat::Resident, Basis::Own, Act::Write), own);
        assert_eq!(kinds(Hat::Family, Basis::Proxy, Act::Read), all);
        assert_eq!(kinds(Hat::Family, Basis::Proxy, Act::Write), own);
        assert_eq!(kinds(Hat::Family, Basis::Relative, Act::Read), all);
        assert_eq!(kinds(Hat::Family, Basis::Relative, Act::Write), [What::Room]);
        for b in Basis::ALL.iter().filter(|b| !b.personal()) {
            for hat in [Hat::Resident, Hat::Family] {
                assert!(kinds(hat, *b, Act::Read).is_empty(), "{hat:?} {b:?}");
            }
        }
        // a relative knows whose it is, not where they live
        let seen = shipped().open(Hat::Family, Basis::Relative, Act::Read).within(What::Basic);
        assert_eq!(seen, Mask::NONE.with(Group::Name));
    }

    #[test]
    fn the_crew_reads_the_card_and_what_was_released_and_writes_nothing() {
        for basis in Basis::ALL.iter().copied() {
            for what in What::ALL {
                let open =
                    basis == Basis::Emergency && matches!(what, What::Emergency | What::Wish);
                assert_eq!(allowed(Hat::Crew, basis, Act::Read, what), open, "{basis:?} {what:?}");
                assert!(!allowed(Hat::Crew, basis, Act::Write, what));
            }
        }
    }

    #[test]
    fn a_region_closes_cells_and_can_open_none() {
        let all: Vec<Cell> = Hat::ALL
            .into_iter()
            .flat_map(|hat| Basis::ALL.iter().map(move |b| (hat, *b)))
            .flat_map(|(hat, basis)| [Act::Read, Act::Write].map(|act| (hat, basis, act)))
            .flat_map(|(hat, basis, act)| Group::ALL.map(|group| Cell { hat, basis, act, group }))
            .collect();
        for cell in &all {
            assert_eq!(Cell::from_code(&cell.code()), Some(*cell));
            let narrow = shipped().narrowed(&[*cell]);
            assert!(!narrow.open(cell.hat, cell.basis, cell.act).has(cell.group), "{cell:?}");
            // side by side, a whole row of groups at a time: there are millions of pairs
            for row in all.chunk_by(|a, b| (a.hat, a.basis, a.act) == (b.hat, b.basis, b.act)) {
                let [first, ..] = row else { unreachable!("a chunk is never empty") };
                let was = shipped().open(first.hat, first.basis, first.act);
                let is = narrow.open(first.hat, first.basis, first.act);
                for other in row {
                    let (before, after) = (was.has(other.group), is.has(other.group));
                    assert!(before || !after, "{cell:?} opened {other:?}");
                    let same = (other.hat, other.basis) == (cell.hat, cell.basis)
                        && (other.group == cell.group || cell.group == Group::Name)
                        && (other.act == Act::Write || cell.act == Act::Read);
                    assert_eq!(after, before && !(same && shut(cell, other)), "{cell:?} {other:?}");
                }
            }
        }
        assert_eq!(Cell::from_code("cm author read basic.name more"), None);
        assert_eq!(Cell::from_code("cm author see basic.name"), None);
    }

    fn shut(cell: &Cell, other: &Cell) -> bool {
        other.group == cell.group || other.group.what() == What::Basic
    }

    #[test]
    fn at_the_hospital_ward_and_doctor_write_of_the_stay_and_in_the_room_and_nothing_else() {
        for hat in [Hat::Ward, Hat::Doctor] {
            for what in What::ALL {
                let reads = allowed(hat, Basis::HospitalConcerned, Act::Read, what);
                assert_eq!(reads, what != What::Register, "{hat:?} {what:?}");
                let writes = allowed(hat, Basis::HospitalConcerned, Act::Write, what);
                assert_eq!(writes, matches!(what, What::Stay | What::Room), "{hat:?} {what:?}");
            }
        }
        // the family doctor in the team writes wishes and in the room, and decides nothing of the stay
        let writes = |w: &What| allowed(Hat::Doctor, Basis::Team, Act::Write, *w);
        let all: Vec<What> = What::ALL.into_iter().filter(writes).collect();
        assert_eq!(all, [What::Wish, What::Room]);
    }

    #[test]
    fn a_provider_reads_who_and_where_by_the_team_and_never_health() {
        for basis in Basis::ALL {
            assert!(!allowed(Hat::Provider, *basis, Act::Read, What::Health), "{basis:?}");
            for what in What::ALL {
                let writes = *basis == Basis::Team && matches!(what, What::Wish | What::Room);
                let said = allowed(Hat::Provider, *basis, Act::Write, what);
                assert_eq!(said, writes, "{basis:?} {what:?}");
            }
        }
        let team: Vec<What> = What::ALL
            .into_iter()
            .filter(|w| allowed(Hat::Provider, Basis::Team, Act::Read, *w))
            .collect();
        assert_eq!(team, [What::Basic, What::Stay, What::Wish, What::Room]);
        let sent = |w| allowed(Hat::Provider, Basis::Addressee, Act::Read, w);
        assert!(sent(What::Document) && !sent(What::Stay));
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

    #[test]
    fn the_printed_lines_say_exactly_what_the_rules_allow() {
        let text = golden();
        let lines: std::collections::BTreeSet<&str> = text.lines().collect();
        assert_eq!(lines.len(), text.lines().count(), "no line twice");
        for hat in Hat::ALL {
            for b in Basis::ALL {
                for g in Group::ALL {
                    let head = format!(
                        "access {} {} {} {} ",
                        hat.code(),
                        b.code(),
                        g.what().code(),
                        g.code()
                    );
                    let line = lines.iter().find(|l| l.starts_with(&head));
                    let read = shipped().open(hat, *b, Act::Read).has(g);
                    let write = shipped().open(hat, *b, Act::Write).has(g);
                    let yn = |v| if v { "yes" } else { "-" };
                    let want = (read || write).then(|| format!("{head}{} {}", yn(read), yn(write)));
                    assert_eq!(line.map(|l| (*l).to_string()), want);
                }
            }
        }
        for never in ["coordinator", "vendor", "operator", "system"] {
            assert!(lines.contains(format!("never {never}").as_str()));
            assert!(lines.contains(format!("never {never} register").as_str()));
        }
        assert!(lines.contains("never city basic") && lines.contains("never city wish"));
        assert!(!lines.contains("never city") && !lines.contains("never city register"));
        assert!(lines.contains("release wish hospital_concerned hospital"));
        assert!(lines.contains("holder self account") && lines.contains("holder proxy account"));
        assert!(
            lines.contains("holder relative account-kind") && lines.contains("holder team any")
        );
        assert!(
            lines.contains("shielded read stay team") && lines.contains("shielded read wish proxy")
        );
        assert!(!lines.contains("never cm") && lines.contains("label V team never"));
    }
}
