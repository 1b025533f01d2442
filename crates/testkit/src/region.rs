//! A region for tests: a fixed clock, repeatable ids, and who acts in it.
use std::sync::Arc;

use app::App;
use kernel::{Actor, ActorKind, At, FixedClock, Hat, Id, Region, SeededEntropy, Time};

use crate::{Contents, TestDb, for_both_with};

/// An instant by Japanese date and time of day, e.g. `at("2026-11-19", "11:20")`.
pub fn at(date: &str, time: &str) -> At {
    At::jst(date.parse().expect("a date"), time.parse::<Time>().expect("a time of day like 11:20"))
}

/// Thursday 2026-11-19 11:20 in Japan: where the clock of every test stands.
pub fn noon_before() -> At {
    at("2026-11-19", "11:20")
}

/// The n-th of a fixed series of ids, for organisations, residents and accounts that a test names.
pub fn id(n: u16) -> Id {
    let [hi, lo] = n.to_be_bytes();
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, hi, lo])
}

/// 結野市（架空）: a demonstration region with persons.
pub fn demo_region() -> Region {
    Region {
        slug: "yuino".into(),
        name: "結野市".into(),
        demo: true,
        fictitious: true,
        persons: true,
    }
}

/// A region that is no demonstration and holds persons.
pub fn real_region() -> Region {
    Region {
        slug: "honban".into(),
        name: "本番市".into(),
        demo: false,
        fictitious: false,
        persons: true,
    }
}

/// 北上・花巻・釜石: a real directory without persons.
pub fn kitakami() -> Region {
    Region {
        slug: "kitakami".into(),
        name: "北上・花巻・釜石".into(),
        demo: true,
        fictitious: false,
        persons: false,
    }
}

/// A member of staff: the same hat at the same organisation is the same account.
pub fn staff(hat: Hat, organisation: Id) -> Actor {
    let place = Hat::ALL.iter().position(|h| *h == hat).unwrap_or(0) as u8;
    let mut account = *organisation.bytes();
    if let Some(b) = account.get_mut(9) {
        *b = 0xa0 | place;
    }
    Actor {
        kind: ActorKind::Staff,
        account: Some(Id::from_bytes(account)),
        organisation: Some(organisation),
        hat,
        name: format!("佐藤 花子（{}）", hat.label()),
    }
}

/// A region in use.
pub struct TestApp {
    /// The region.
    pub app: Arc<App>,
    /// Its clock: stands at [`noon_before`] until a test moves it.
    pub clock: Arc<FixedClock>,
    /// Its store.
    pub db: TestDb,
}

impl std::ops::Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    /// Takes a database with persons into use as 結野市（架空）.
    pub fn new(db: TestDb) -> TestApp {
        TestApp::in_region(db, demo_region())
    }

    /// Takes a database into use as this region.
    pub fn in_region(db: TestDb, region: Region) -> TestApp {
        let clock = Arc::new(FixedClock::new(noon_before()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let app = Arc::new(App::new(db.handle(), region, clock.clone(), entropy));
        TestApp { app, clock, db }
    }

    /// Takes a database with persons into use as 結野市（架空）, with its files in memory instead of in rows.
    pub fn with_files(db: TestDb, files: Arc<crate::MemoryFiles>) -> TestApp {
        let clock = Arc::new(FixedClock::new(noon_before()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let app = App::new(db.handle(), demo_region(), clock.clone(), entropy).with_files(files);
        TestApp { app: Arc::new(app), clock, db }
    }

    /// 結野市（架空） on SQLite, asking this scanner about every file.
    pub fn with_scanner(scanner: Arc<dyn app::scan::Scanner>) -> TestApp {
        let db = TestDb::sqlite(Contents::Persons);
        let clock = Arc::new(FixedClock::new(noon_before()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let app =
            App::new(db.handle(), demo_region(), clock.clone(), entropy).with_scanner(scanner);
        TestApp { app: Arc::new(app), clock, db }
    }

    /// 結野市（架空） on SQLite; for tests of what the engine cannot change.
    pub fn sqlite() -> TestApp {
        TestApp::new(TestDb::sqlite(Contents::Persons))
    }

    /// Lets the sequencer catch up.
    pub fn settle(&self) {
        self.app.sequence().expect("the sequencer runs");
    }
}

/// Runs a test on 結野市（架空） on both engines.
pub fn for_both_apps(test: impl Fn(TestApp)) {
    for_both_with(Contents::Persons, |db| test(TestApp::new(db)));
}
