//! Open regions: each with its App and its routes. Opened on first use.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use app::checkpoint::Keeper;
use db::Db;
use kernel::{OsEntropy, Region};
use slice::{NavItem, Route, Slice};

use super::live::{Hub, PER_ACCOUNT, Waker};
use crate::place::Place;
use crate::slices;
use crate::witness::Witnesses;

/// Bytes of the disk kept free for audit rows: the write-ahead log at its longest (4 MB) and some ten thousand rows.
const KEPT_ROOM: u64 = 16 * 1024 * 1024;

/// Live answers of one account in this process: `YUI_LIVE_PER_ACCOUNT`, for the tool that measures many readers.
fn per_account() -> usize {
    let said = std::env::var("YUI_LIVE_PER_ACCOUNT").ok();
    said.and_then(|t| t.parse().ok()).unwrap_or(PER_ACCOUNT)
}

/// A region in use.
pub struct Open {
    /// The region's application core.
    pub app: Arc<App>,
    /// Its slices.
    pub slices: Vec<Slice>,
    /// Their routes.
    pub routes: Vec<Route>,
    /// Their navigation, in order.
    pub nav: Vec<NavItem>,
    /// Who follows something live.
    pub live: Arc<Hub>,
}

/// All regions of this place.
pub struct Regions {
    place: Place,
    control: Db,
    secret: Vec<u8>,
    witnesses: Witnesses,
    open: Mutex<BTreeMap<String, Arc<Open>>>,
    waker: Arc<Waker>,
}

impl Regions {
    /// Opens the control store.
    pub fn open(place: Place, witnesses: Witnesses) -> Result<Self, String> {
        let control = place.control()?;
        let mut fresh = [0; 32];
        kernel::Entropy::fill(&OsEntropy, &mut fresh);
        let secret = app::control::secret(&control, "form-key", fresh.to_vec())
            .map_err(|e| e.to_string())?;
        slices::know();
        let waker = Arc::new(Waker::default());
        Ok(Regions { place, control, secret, witnesses, open: Mutex::default(), waker })
    }

    /// The control store.
    pub fn control(&self) -> &Db {
        &self.control
    }

    /// The key of form tokens.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// Slugs of all regions.
    pub fn slugs(&self) -> Vec<String> {
        self.list().into_iter().map(|r| r.slug).collect()
    }

    /// All regions.
    pub fn list(&self) -> Vec<Region> {
        app::control::regions(&self.control).unwrap_or_default()
    }

    /// A region by its slug; none when there is none of that name.
    pub fn get(&self, slug: &str) -> Result<Option<Arc<Open>>, String> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(o) = open.get(slug) {
            return Ok(Some(o.clone()));
        }
        if !Region::slug_ok(slug) {
            return Ok(None);
        }
        let Some(region) = app::control::region(&self.control, slug).map_err(|e| e.to_string())?
        else {
            return Ok(None);
        };
        let cannot = |why: String| {
            format!(
                "{}のデータを開けません: {why}。控えから戻すときは yui restore を使ってください",
                region.name
            )
        };
        let app = self.place.open(&region).map_err(|e| cannot(e.to_string()))?;
        app.db().keep_room(KEPT_ROOM);
        let key = crate::audit_cli::key(&self.control, slug)?;
        let app = app.with_keeper(Keeper::new(key, self.witnesses.of(slug)));
        if !region.demo && self.witnesses.count() < 2 {
            tracing::warn!(region = %region.slug, "checkpoints of the audit log go to fewer than two places");
        }
        let app = app.with_control(self.control.clone());
        let app = match crate::place::pusher(&self.control, &region).map_err(cannot)? {
            Some(p) => app.with_pusher(Arc::new(p)),
            None => app,
        };
        bridge::prepare(&app).map_err(|e| cannot(e.to_string()))?;
        let slices = slices::of(&region);
        let routes = slices.iter().flat_map(|s| s.routes.clone()).collect();
        let mut nav: Vec<NavItem> = slices.iter().flat_map(|s| s.nav.clone()).collect();
        nav.sort_by_key(|n| n.rank);
        let waker = self.waker.clone();
        app.db().after_commit(Arc::new(move || waker.wake()));
        let live = Arc::new(Hub::new(per_account()));
        let o = Arc::new(Open { app: Arc::new(app), slices, routes, nav, live });
        open.insert(slug.to_string(), o.clone());
        Ok(Some(o))
    }

    /// Wakes who follows what is new.
    pub fn waker(&self) -> &Arc<Waker> {
        &self.waker
    }

    /// The regions opened so far.
    pub fn opened(&self) -> Vec<Arc<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
