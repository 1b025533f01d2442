//! Random situations: who asks, by which rights, under which consents, for what.
use kernel::{Hat, Id};
use people::authz::{Act, Addressee, Basis, Cell, Covers, Group, Held, Label, Party, Shield, What, shipped};

/// A repeatable source of choices (xorshift64*).
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    /// A number below `n`.
    pub fn roll(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }

    fn some<T: Copy>(&mut self, all: &[T], one_in: u64) -> Vec<T> {
        all.iter().copied().filter(|_| self.roll(one_in) == 0).collect()
    }
}

/// One situation.
pub struct Case {
    pub hat: Hat,
    pub act: Act,
    pub what: What,
    pub rows: Vec<Held>,
    pub consents: Vec<Covers>,
    pub released: Vec<Addressee>,
    pub shield: Shield,
    pub record: Option<Id>,
    pub label: Label,
    pub own: bool,
    pub closed: Vec<Cell>,
}

fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

/// Roles that see persons come more often than those that never do, or nearly everything would be refused.
fn hat(d: &mut Dice) -> Hat {
    const SEE: [Hat; 10] = [
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Crew,
        Hat::City,
        Hat::Resident,
        Hat::Family,
    ];
    if d.roll(12) == 0 { d.of(&Hat::ALL) } else { d.of(&SEE) }
}

/// A right; half of them by a basis that gives the role what is asked for, or nothing would ever be decided by the rest.
fn right(d: &mut Dice, hat: Hat, act: Act, what: What) -> Held {
    let day = "2026-11-19".parse().expect("a day");
    let record = match d.roll(6) {
        0 => Some(id(1)),
        1 => Some(id(2)),
        _ => None,
    };
    let fitting = shipped().bases(hat, act, what);
    let basis = match d.roll(4) > 0 && !fitting.is_empty() {
        true => d.of(&fitting),
        false => d.of(Basis::ALL),
    };
    // what belongs to one person is mostly held by an account, and speaks mostly of the kind that is asked for
    let account = if basis.personal() { d.roll(5) > 0 } else { d.roll(5) == 0 };
    let kind = match (basis == Basis::Relative, d.roll(6)) {
        (_, 0) => Some(d.of(&What::ALL)),
        (true, 1..=4) => Some(what),
        _ => None,
    };
    Held {
        party: if account { Party::Account(id(9)) } else { Party::Organisation(id(9)) },
        basis,
        kind,
        record,
        from: day,
        to: None,
    }
}

fn consent(d: &mut Dice) -> Covers {
    Covers {
        reaches: d.roll(4) > 0,
        kinds: if d.roll(3) == 0 { d.some(&What::ALL, 2) } else { Vec::new() },
        hats: if d.roll(3) == 0 { d.some(&Hat::ALL, 2) } else { Vec::new() },
        clearance: d.of(&[Label::Normal, Label::Normal, Label::Restricted]),
    }
}

/// Cells of the asking role, whole kinds among them, so that closing is decisive often enough.
fn closed(d: &mut Dice, hat: Hat) -> Vec<Cell> {
    let mut out = Vec::new();
    if d.roll(3) > 0 {
        return out;
    }
    for basis in Basis::ALL {
        let act = if d.roll(3) == 0 { Act::Write } else { Act::Read };
        let groups: Vec<Group> = match d.roll(3) {
            0 => d.of(&What::ALL).groups().collect(),
            _ => d.some(&Group::ALL, 4),
        };
        out.extend(groups.into_iter().map(|group| Cell { hat, basis: *basis, act, group }));
    }
    out
}

/// The next situation.
pub fn case(d: &mut Dice) -> Case {
    let hat = hat(d);
    let act = if d.roll(3) == 0 { Act::Write } else { Act::Read };
    // who sees one kind only is mostly asked for it, and papers (which have labels) come twice as often
    let what = match hat {
        Hat::City if d.roll(3) > 0 => What::Register,
        Hat::Crew | Hat::Resident | Hat::Family if d.roll(2) == 0 => {
            d.of(&[What::Wish, What::Emergency, What::Room])
        }
        // cells that one role alone has, by one basis alone, would hardly ever be met
        Hat::Provider if d.roll(4) == 0 => What::Wish,
        Hat::Doctor if d.roll(5) == 0 => What::Stay,
        Hat::Doctor if d.roll(6) == 0 => What::Emergency,
        _ if d.roll(8) == 0 => What::Basic,
        _ if d.roll(5) == 0 => What::Document,
        _ => d.of(&What::ALL),
    };
    Case {
        hat,
        act,
        what,
        rows: (0..=d.roll(2)).map(|_| right(d, hat, act, what)).collect(),
        consents: (0..d.roll(3)).map(|_| consent(d)).collect(),
        released: d.some(&Addressee::ALL, 2),
        shield: if d.roll(4) == 0 { Shield::Hidden } else { Shield::Open },
        record: (d.roll(2) == 0).then(|| id(1)),
        label: d.of(&[Label::Normal, Label::Normal, Label::Restricted, Label::Very]),
        own: d.roll(5) == 0,
        closed: closed(d, hat),
    }
}
