//! What these pages share: head, names of organisations, moments.
use kernel::{At, wareki};
use people::Resident;
use ui::{Html, Shell};

use crate::model::{ConferenceId, Stay};
use crate::use_cases::conferences;

/// 17日 16:02.
pub(super) fn moment(at: At) -> String {
    format!("{}日 {}", at.date().day(), clock(at))
}

/// 11月17日（火） 15:42.
pub(super) fn day_moment(at: At) -> String {
    format!("{} {}", wareki::month_day(at.date()), clock(at))
}

fn clock(at: At) -> String {
    format!("{}:{:02}", at.time().hour(), at.time().minute())
}

/// 「菊池 正 さん　79歳・要介護3　みどり総合病院 4階西」.
pub(super) fn who(r: &Resident, stay: &Stay, hospital: Html, now: At) -> Html {
    let ward = [stay.ward.as_str(), stay.room.as_str()].join(" ");
    let age = format!("{}歳・{}　", r.age(now.date()), r.care_level.label());
    Html::trusted("<b>")
        .and(format!("{} さん", r.name))
        .and(Html::trusted("</b> <span class=\"meta\">"))
        .and(ui::spaced([age.into(), hospital.and(format!(" {}", ward.trim()))]))
        .and(Html::trusted("</span>"))
}

/// The hospital's name with its small （架空）.
pub(super) fn hospital(stay: &Stay, org: Option<&accounts::Organisation>) -> Html {
    match org {
        Some(o) => ui::org(&o.name, o.fictitious),
        None => stay.hospital_name.as_str().into(),
    }
}

/// Address of a conference's page or of something below it.
pub(super) fn href(shell: &Shell, id: ConferenceId, tail: &str) -> String {
    shell.url(&format!("{}{tail}", conferences::path(id)))
}

/// Text with its line ends.
pub(super) fn lines(text: &str) -> Html {
    ui::join(text.lines().enumerate().map(|(n, l)| {
        let br = if n > 0 { Html::trusted("<br>") } else { Html::default() };
        br.and(Html::text(l))
    }))
}
