//! All migrations of the program, in order: one text a step serves both engines (db::migrate). A step is never
//! changed after it was released: its hash is kept in every store that ran it.
//!
//! The first line of each file says who runs it: `-- base` every region, `-- persons` only regions that hold
//! persons. Base steps never name a table of persons, so that persons can be switched on later.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

use db::{Kind, Migration};

macro_rules! step {
    ($number:literal, $kind:ident, $folder:literal, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            kind: Kind::$kind,
            sql: include_str!(concat!("../", $folder, "/", $name, ".sql")),
        }
    };
}

/// The store of one region.
pub const REGION: &[Migration] = &[
    step!(1, Base, "migrations", "0001_app"),
    step!(2, Base, "migrations", "0002_accounts"),
    step!(3, Base, "migrations", "0003_directory"),
    step!(4, Persons, "migrations", "0004_people"),
    step!(5, Persons, "migrations", "0005_transitions"),
    step!(6, Persons, "migrations", "0006_attachments"),
    step!(7, Base, "migrations", "0007_directory_sources"),
    step!(9, Base, "migrations", "0009_directory_areas"),
    step!(10, Persons, "migrations", "0010_transitions_rules"),
    step!(11, Persons, "migrations", "0011_transitions_planning"),
    step!(12, Persons, "migrations", "0012_transitions_conference"),
    step!(14, Persons, "migrations", "0014_transitions_admission"),
    step!(15, Persons, "migrations", "0015_people_merge"),
    step!(16, Persons, "migrations", "0016_transitions_handover"),
    step!(17, Persons, "migrations", "0017_transitions_survey"),
    step!(18, Base, "migrations", "0018_accounts_ward_members"),
    step!(19, Base, "migrations", "0019_accounts_deputies"),
    step!(27, Base, "migrations", "0027_directory_reports"),
    step!(28, Persons, "migrations", "0028_people_brought"),
    step!(29, Base, "migrations", "0029_directory_review_undo"),
    step!(32, Base, "migrations", "0032_audit"),
    step!(33, Base, "migrations", "0033_accounts_people"),
    step!(34, Base, "migrations", "0034_accounts_applications"),
    step!(35, Persons, "migrations", "0035_people_consent"),
    step!(36, Persons, "migrations", "0036_people_keycode"),
    step!(37, Base, "migrations", "0037_app_record_seal"),
    step!(38, Persons, "migrations", "0038_people_retention"),
    step!(40, Base, "migrations", "0040_accounts_devices"),
    step!(41, Base, "migrations", "0041_home_pack"),
    step!(42, Persons, "migrations", "0042_people_team_person"),
    step!(43, Persons, "migrations", "0043_people_release"),
    step!(44, Base, "migrations", "0044_accounts_phones"),
    step!(45, Base, "migrations", "0045_bridge"),
    step!(46, Base, "migrations", "0046_bridge_delivery"),
    step!(47, Base, "migrations", "0047_rooms"),
    step!(48, Base, "migrations", "0048_app_outbox_subject"),
    step!(49, Persons, "migrations", "0049_emergency_card"),
    step!(50, Persons, "migrations", "0050_emergency_call"),
    step!(51, Persons, "migrations", "0051_emergency_register"),
    step!(52, Persons, "migrations", "0052_acp"),
    step!(53, Persons, "migrations", "0053_acp_stay"),
    step!(54, Persons, "migrations", "0054_transitions_referral_rights"),
    step!(55, Persons, "migrations", "0055_emergency_tablet"),
    step!(56, Persons, "migrations", "0056_emergency_ask"),
    step!(57, Persons, "migrations", "0057_emergency_tell"),
    step!(58, Persons, "migrations", "0058_people_export"),
    step!(60, Base, "migrations", "0060_app_intake"),
    step!(61, Base, "migrations", "0061_desk"),
    step!(63, Base, "migrations", "0063_issues"),
    step!(64, Base, "migrations", "0064_issues_act"),
    step!(65, Base, "migrations", "0065_issues_feedback"),
    step!(66, Base, "migrations", "0066_events"),
    step!(67, Base, "migrations", "0067_events_entry"),
    step!(68, Base, "migrations", "0068_events_form"),
    step!(69, Base, "migrations", "0069_app_lean"),
    step!(70, Base, "migrations", "0070_bridge_push"),
    step!(71, Base, "migrations", "0071_accounts_crew_away"),
    step!(73, Persons, "migrations", "0073_people_release_parts"),
    step!(74, Persons, "migrations", "0074_people_access"),
    step!(75, Base, "migrations", "0075_meetings"),
    step!(76, Base, "migrations", "0076_surveys"),
    step!(77, Base, "migrations", "0077_surveys_batch"),
    step!(78, Base, "migrations", "0078_programme"),
    step!(79, Base, "migrations", "0079_programme_report"),
    step!(80, Base, "migrations", "0080_programme_form"),
    step!(81, Base, "migrations", "0081_events_origin"),
    step!(82, Base, "migrations", "0082_issues_followed"),
    step!(83, Persons, "migrations", "0083_transitions_kept"),
    step!(84, Base, "migrations", "0084_count_indexes"),
    step!(85, Base, "migrations", "0085_programme_profile"),
];

/// The control store: which regions there are, sessions and the installation's secrets.
pub const CONTROL: &[Migration] = &[
    step!(1, Base, "control", "0001_control"),
    step!(2, Base, "control", "0002_identities"),
    step!(3, Base, "control", "0003_devices"),
    step!(32, Base, "control", "0032_witness"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_step_says_who_runs_it() {
        for m in REGION.iter().chain(CONTROL) {
            let word = match m.kind {
                Kind::Base => "-- base",
                Kind::Persons => "-- persons",
            };
            assert_eq!(m.sql.lines().next(), Some(word), "{}", m.name);
        }
    }

    #[test]
    fn numbers_rise_and_stand_in_the_names() {
        for list in [REGION, CONTROL] {
            assert!(list.windows(2).all(|w| w[0].number < w[1].number));
            for m in list {
                assert!(m.name.starts_with(&format!("{:04}_", m.number)), "{}", m.name);
            }
        }
    }

    #[test]
    fn every_file_is_in_the_list() {
        for (folder, list) in [("migrations", REGION), ("control", CONTROL)] {
            let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let mut files: Vec<String> = std::fs::read_dir(dir)
                .unwrap()
                .map(|f| f.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            let listed: Vec<String> = list.iter().map(|m| format!("{}.sql", m.name)).collect();
            assert_eq!(files, listed, "{folder}");
        }
    }
}
