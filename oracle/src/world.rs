//! Random situations: who asks, by which rights, under which consents, for what.
use kernel::{Hat, Id};
use people::authz::{Act, Basis, Cell, Covers, Group, Held, Label, Party, Shield, What};

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
    const CARE: [Hat; 6] =
        [Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];
    if d.roll(12) == 0 { d.of(&Hat::ALL) } else { d.of(&CARE) }
}

fn right(d: &mut Dice) -> Held {
    let day = "2026-11-19".parse().expect("a day");
    let record = match d.roll(6) {
        0 => Some(id(1)),
        1 => Some(id(2)),
        _ => None,
    };
    Held {
        party: Party::Organisation(id(9)),
        basis: d.of(Basis::ALL),
        kind: (d.roll(5) == 0).then(|| d.of(&What::ALL)),
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
    Case {
        hat,
        act: if d.roll(3) == 0 { Act::Write } else { Act::Read },
        what: d.of(&[What::Basic, What::Health, What::Stay, What::Document, What::Document]),
        rows: (0..=d.roll(2)).map(|_| right(d)).collect(),
        consents: (0..d.roll(3)).map(|_| consent(d)).collect(),
        shield: if d.roll(4) == 0 { Shield::Hidden } else { Shield::Open },
        record: (d.roll(2) == 0).then(|| id(1)),
        label: d.of(&[Label::Normal, Label::Normal, Label::Restricted, Label::Very]),
        own: d.roll(5) == 0,
        closed: closed(d, hat),
    }
}
