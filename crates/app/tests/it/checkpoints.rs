//! Checkpoints: made when there is something new, handed over until each place holds them, never lost by a place that
//! does not answer.
use std::sync::{Arc, Mutex};

use app::App;
use app::checkpoint::{self, Checkpoint, Keeper, SigningKey, Witness};
use app::verify::verify_against;
use kernel::{Actor, SeededEntropy};
use testkit::{TestApp, for_both_apps};

use crate::common::*;

/// A place that remembers, and refuses while it is told to.
#[derive(Default)]
struct Place {
    name: String,
    kept: Mutex<Vec<Checkpoint>>,
    closed: Mutex<bool>,
}

impl Witness for Place {
    fn place(&self) -> &str {
        &self.name
    }
    fn keep(&self, c: &Checkpoint) -> Result<(), String> {
        if *self.closed.lock().unwrap() {
            return Err("no answer".into());
        }
        self.kept.lock().unwrap().push(c.clone());
        Ok(())
    }
}

impl Place {
    fn sizes(&self) -> Vec<i64> {
        self.kept.lock().unwrap().iter().map(|c| c.size).collect()
    }
}

fn places() -> [Arc<Place>; 2] {
    ["mount", "peer"].map(|n| Arc::new(Place { name: n.into(), ..Place::default() }))
}

fn kept_by(t: &TestApp, places: &[Arc<Place>]) -> App {
    let key = SigningKey::of("yuino", &[9; 32]);
    let all = places.iter().map(|p| p.clone() as Arc<dyn Witness>).collect();
    let entropy = Arc::new(SeededEntropy::new(2));
    App::new(t.db.handle(), t.app.region().clone(), t.clock.clone(), entropy)
        .with_keeper(Keeper::new(key, all))
}

fn act(t: &TestApp, app: &App, rows: usize) {
    app.write(&cm(), move |cx| {
        (0..rows).for_each(|_| cx.audit(about("test.a")));
        Ok(())
    })
    .unwrap();
    t.settle();
}

#[test]
fn one_is_made_when_there_are_new_rows_and_both_places_get_it() {
    for_both_apps(|t| {
        let places = places();
        let app = kept_by(&t, &places);
        checkpoint::run(&app).unwrap();
        assert_eq!(places[0].sizes(), [0; 0], "nothing to sign yet");
        act(&t, &app, 3);
        checkpoint::run(&app).unwrap();
        checkpoint::run(&app).unwrap();
        act(&t, &app, 2);
        checkpoint::run(&app).unwrap();
        for p in &places {
            assert_eq!(p.sizes(), [3, 5]);
        }
        let notes = places[1].kept.lock().unwrap().clone();
        let public = app.keeper().unwrap().public();
        assert!(notes.iter().all(|c| public.signed(c)));
        let v = app.db().read(|tx| verify_against(tx, &notes, &public, None)).unwrap();
        assert_eq!((v.checkpoints, v.faults), (4, vec![]), "those of the place and our own two");
    });
}

#[test]
fn a_place_that_did_not_answer_gets_everything_it_missed_and_holds_up_nobody() {
    for_both_apps(|t| {
        let places = places();
        let app = kept_by(&t, &places);
        *places[0].closed.lock().unwrap() = true;
        for _ in 0..3 {
            act(&t, &app, 1);
            let e = checkpoint::run(&app).unwrap_err();
            assert_eq!(e, "mount: no answer");
        }
        assert_eq!((places[0].sizes(), places[1].sizes()), (vec![], vec![1, 2, 3]));
        *places[0].closed.lock().unwrap() = false;
        checkpoint::run(&app).unwrap();
        assert_eq!(places[0].sizes(), [1, 2, 3]);
        let sent = app.read(&Actor::system(), checkpoint::deliveries).unwrap();
        let sent: Vec<(&str, i64)> = sent.iter().map(|d| (d.place.as_str(), d.size)).collect();
        assert_eq!(sent, [("mount", 3), ("peer", 3)]);
    });
}

#[test]
fn a_thousand_rows_do_not_wait_for_the_clock() {
    for_both_apps(|t| {
        let places = places();
        let app = kept_by(&t, &places);
        assert!(!checkpoint::due(&t.app).unwrap(), "without a keeper nothing is due");
        act(&t, &app, 999);
        assert!(!checkpoint::due(&app).unwrap());
        act(&t, &app, 1);
        assert!(checkpoint::due(&app).unwrap());
        checkpoint::run(&app).unwrap();
        assert!(!checkpoint::due(&app).unwrap());
    });
}

#[test]
fn one_moment_has_one_checkpoint_however_many_make_it() {
    for_both_apps(|t| {
        let places = places();
        let app = kept_by(&t, &places);
        act(&t, &app, 4);
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| drop(checkpoint::run(&app)));
            }
        });
        checkpoint::run(&app).unwrap();
        let latest = app.read(&Actor::system(), checkpoint::latest).unwrap().unwrap();
        assert_eq!(latest.size, 4);
        for p in &places {
            let kept = p.kept.lock().unwrap();
            assert!(!kept.is_empty() && kept.iter().all(|c| c.text == latest.note));
        }
    });
}
