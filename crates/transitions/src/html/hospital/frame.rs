//! What all pages of an act have in common: the case they are about, the frame, and the way from post to answer.
use accounts::{AccountId, Ward};
use app::{Cx, Error, Result};
use directory::model::window::Window;
use kernel::{At, Hat, Holidays, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, Flash, FlashKind, FormOpen, Html, SendBar, Shell};

use super::typed::Typed;
use super::{clock, stale, window};
use crate::model::progress::Next;
use crate::model::{Act, ActKind, Deadlines, Progress, StayId};
use crate::store;
use crate::use_cases::view::{View, view};

/// The stay an act is about, and whom it concerns.
#[derive(Debug, Clone)]
pub(in crate::html) struct Case {
    /// The stay.
    pub view: View,
    /// Contact windows of the other side.
    pub windows: Vec<Window>,
    /// Wards of the hospital.
    pub wards: Vec<Ward>,
    /// Who reads.
    pub me: Option<AccountId>,
    /// The reader's organisation.
    pub organisation: Option<Id>,
    /// The reader belongs to the hospital (else to the office).
    pub hospital_side: bool,
    /// The reader works from the 地域連携室's tray.
    pub tray: bool,
    /// Now.
    pub now: At,
}

/// Loads a case.
pub(in crate::html) fn case(cx: &Cx<'_>, stay: StayId) -> Result<Case> {
    let view = view(cx, stay)?;
    let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
    let other =
        if hospital_side { Some(view.office.id) } else { view.hospital.as_ref().map(|h| h.id) };
    Ok(Case {
        windows: other
            .map(|o| directory::use_cases::windows::windows_of(cx, o))
            .transpose()?
            .unwrap_or_default(),
        wards: view
            .hospital
            .as_ref()
            .map(|h| accounts::wards_of(cx, h.id))
            .transpose()?
            .unwrap_or_default(),
        me: cx.actor().account.map(AccountId),
        organisation: cx.actor().organisation,
        hospital_side,
        tray: cx.actor().hat == Hat::Liaison,
        now: cx.now(),
        view,
    })
}

impl Case {
    /// The care manager's name, empty when nobody is named.
    pub fn care_manager(&self) -> &str {
        self.view.care_manager.as_ref().map_or("", |a| a.name.as_str())
    }

    /// The office and the care manager there: 「居宅介護支援 結の里（架空） 佐藤 花子 さん」.
    pub fn office_and_person(&self) -> Html {
        let office = ui::org(&self.view.office.name, self.view.office.fictitious);
        match self.care_manager() {
            "" => office,
            name => office.and(format!(" {name} さん")),
        }
    }

    /// The box at the side: whom to call.
    pub fn contact(&self) -> Html {
        let v = &self.view;
        if self.hospital_side {
            return window::contact(&v.office, &self.windows, self.care_manager(), self.now, false)
                .html();
        }
        match &v.hospital {
            Some(h) => {
                let person = v.assigned.as_ref().map_or("", |a| a.name.as_str());
                window::contact(h, &self.windows, person, self.now, false).html()
            }
            None => Html::default(),
        }
    }

    /// 「阿部 ハル さん　83歳・3階東病棟 305　11月17日（火）緊急入院」, the name leading to the stay.
    fn who(&self, shell: &Shell) -> Html {
        let (s, r) = (&self.view.stay, &self.view.resident);
        let href = shell.url(&format!("/transitions/{}", s.id));
        let mut place = format!("{}歳", r.age(self.now.date()));
        for part in [s.ward.as_str(), s.room.as_str()].into_iter().filter(|p| !p.is_empty()) {
            place.push_str(if place.ends_with('歳') { "・" } else { " " });
            place.push_str(part);
        }
        let kind = if s.planned { "予定入院" } else { "緊急入院" };
        let admitted = format!("{}{kind}", crate::words::day(s.admitted_on, self.now.date()));
        Html::trusted("<b><a href=\"")
            .and(href)
            .and(Html::trusted("\">"))
            .and(format!("{} さん", r.name))
            .and(Html::trusted("</a></b> <span class=\"meta\">"))
            .and(ui::spaced([format!("{place}　").into(), admitted.into()]))
            .and(Html::trusted("</span>"))
    }

    /// The due clock of a step by the hospital's calendar.
    fn clock(&self, next: Next) -> Html {
        let v = &self.view;
        let calendar = v.hospital.as_ref().map_or(&v.office.calendar, |h| &h.calendar);
        let progress = Progress::new(&v.stay, &v.acts);
        // what was done is not late any more, and after a death or a transfer nothing is
        let open = !progress.taken(next) && !progress.ended_quietly();
        let due = Deadlines::shipped()
            .ok()
            .filter(|_| open)
            .and_then(|d| progress.due(next, &d, calendar, Holidays::shipped()));
        ui::tags(&clock::tags(&v.stay, next, due, self.now.date()))
    }

    /// The last act of these kinds, as the version a form carries.
    pub fn version(&self, kinds: &[ActKind]) -> String {
        last_of(&self.view.acts, kinds)
    }

    /// What somebody entered since the form was opened, in words.
    fn since(&self, kinds: &[ActKind], version: &str) -> String {
        let after =
            self.view.acts.iter().position(|a| a.id.to_string() == version).map_or(0, |n| n + 1);
        let new: Vec<String> = self
            .view
            .acts
            .iter()
            .skip(after)
            .filter(|a| kinds.contains(&a.kind))
            .map(|a| self.told(a))
            .collect();
        if new.is_empty() {
            "ほかの人が、この記録を取り消しました".into()
        } else {
            new.join("。")
        }
    }

    fn told(&self, a: &Act) -> String {
        let at = a.at.local();
        let mut text = format!(
            "{}さんが {}:{:02} に「{}」を記録しました",
            a.name,
            at.hour(),
            at.minute(),
            a.kind.label()
        );
        let mut facts = Vec::new();
        facts.extend(a.detail.day().map(wareki::month_day));
        facts.extend(Some(a.to_name.clone()).filter(|t| !t.is_empty()));
        facts.extend(Some(a.detail.reason.clone()).filter(|t| !t.is_empty()));
        if !facts.is_empty() {
            text.push_str(&format!("（{}）", facts.join("、")));
        }
        text
    }
}

fn last_of(acts: &[Act], kinds: &[ActKind]) -> String {
    let last = acts.iter().rev().find(|a| !a.cancelled && kinds.contains(&a.kind));
    last.map_or_else(|| "none".into(), |a| a.id.to_string())
}

/// What belongs to one page of an act.
#[derive(Default)]
pub(in crate::html) struct Parts {
    /// Last part of the address: `/planning`.
    pub tail: &'static str,
    /// Heading.
    pub title: String,
    /// The step whose clock stands in the head.
    pub next: Option<Next>,
    /// Acts that make an open form stale.
    pub kinds: &'static [ActKind],
    /// What is known, above the form.
    pub lead: Html,
    /// The fields.
    pub fields: Vec<Field>,
    /// Below the form.
    pub below: Html,
    /// 「送り先」, 「知らせる相手」.
    pub bar_head: &'static str,
    /// To whom.
    pub to: Html,
    /// What happens then, and what does not.
    pub after: Html,
    /// The verb.
    pub button: &'static str,
    /// Without the box at the side.
    pub no_contact: bool,
    /// After the fields: the questions of a form of the form engine.
    pub body: Html,
    /// The end of the form: the part that takes files. The form then sends files.
    pub files: Html,
}

/// A page of an act.
#[derive(askama::Template)]
#[template(path = "hospital/act.html")]
pub(in crate::html) struct ActPage {
    shell: Shell,
    back: Html,
    title: String,
    who: Html,
    tags: Html,
    errors: ErrorSummary,
    lead: Html,
    open: FormOpen,
    stale: Html,
    fields: Vec<Field>,
    body: Html,
    files: Html,
    below: Html,
    side: Html,
    bar: Html,
}

/// Draws a page of an act.
pub(in crate::html) fn page(
    mut shell: Shell,
    key: String,
    case: &Case,
    typed: &Typed,
    parts: Parts,
) -> ActPage {
    let stay = case.view.stay.id;
    let back = back(&shell, case.tray, stay);
    shell.title = parts.title.clone();
    let stale = stale::both(typed, parts.kinds, &case.view.acts, &case.view.stay, &parts.fields);
    if typed.stale {
        let todo = if stale.is_empty() {
            "入力した内容は残っています。たしかめて、よければもう一度ボタンを押してください。"
        } else {
            "入力した内容は残っています。ちがうところについて、残すほうを選んでください。"
        };
        let since = case.since(parts.kinds, &typed.text("_version"));
        let text = format!("この画面を開いたあとに、{since}。{todo}");
        shell.flash.push(Flash::new(FlashKind::Warn, text));
    }
    let bar = SendBar {
        label: parts.title.clone(),
        head: parts.bar_head.into(),
        to: parts.to,
        after: parts.after,
        button: Button::submit(parts.button).primary().of_form("act"),
        second: None,
    };
    ActPage {
        back,
        who: case.who(&shell),
        tags: parts.next.map(|n| case.clock(n)).unwrap_or_default(),
        title: parts.title,
        errors: ErrorSummary::of(&typed.form.errors),
        lead: parts.lead,
        open: FormOpen {
            id: "act".into(),
            action: shell.url(&format!("/transitions/{stay}{}", parts.tail)),
            csrf: shell.csrf.clone(),
            key,
            version: case.version(parts.kinds),
            today: typed.today().to_string(),
            multipart: !parts.files.is_empty(),
            ..FormOpen::default()
        },
        stale,
        bar: if parts.fields.is_empty() { Html::default() } else { bar.html() },
        fields: parts.fields,
        body: parts.body,
        files: parts.files,
        below: parts.below,
        side: if parts.no_contact { Html::default() } else { case.contact() },
        shell,
    }
}

/// 「‹ 届いたもの」 for the hospital, 「‹ 入退院のようす」 for the office.
pub(in crate::html) fn back(shell: &Shell, hospital_side: bool, stay: StayId) -> Html {
    if hospital_side {
        ui::back("届いたもの", shell.url("/transitions/intray"))
    } else {
        ui::back("入退院のようす", shell.url(&format!("/transitions/{stay}")))
    }
}

/// Runs the act of a form that was read without an error. None = the form comes back with what was refused.
pub(in crate::html) fn carry_out<C: Send + 'static>(
    req: &Req,
    stay: StayId,
    typed: &mut Typed,
    kinds: &'static [ActKind],
    cmd: C,
    run: fn(&Cx<'_>, &C) -> Result<Id>,
    said: &str,
) -> std::result::Result<Option<Resp>, Fail> {
    if typed.all_theirs {
        let said = "保存されている内容をそのまま残しました。新しい記録はしていません";
        return Ok(Some(Resp::go_saying(format!("/transitions/{stay}"), said)));
    }
    let version = typed.text("_version");
    let done = req.act(move |cx| {
        let before = last_of(&store::acts(cx, stay)?, kinds);
        // the permit first: whoever may not do this learns nothing about what was entered meanwhile
        run(cx, &cmd)?;
        if !version.is_empty() && version != before {
            return Err(Error::Stale { mine: 0, theirs: 1 });
        }
        Ok(format!("/transitions/{stay}"))
    });
    match done {
        Ok(path) => Ok(Some(Resp::go_saying(path, said))),
        Err(e) => {
            typed.refused(e)?;
            Ok(None)
        }
    }
}

/// A page that says why an act from a single button did not happen.
#[derive(askama::Template)]
#[template(path = "hospital/problem.html")]
pub(in crate::html) struct ProblemPage {
    shell: Shell,
    problem: ui::Problem,
}

/// Draws it.
pub(in crate::html) fn problem(
    mut shell: Shell,
    title: &str,
    lead: &str,
    way: ui::Link,
) -> ProblemPage {
    shell.title = title.into();
    let button = Button::link(way.label, way.href).primary();
    ProblemPage {
        problem: ui::Problem {
            icon: "alert",
            title: title.into(),
            lead: lead.into(),
            ways: vec![ui::Way {
                title: "ようすを見る".into(),
                button: Some(button),
                ..ui::Way::default()
            }],
            ..ui::Problem::default()
        },
        shell,
    }
}

#[cfg(test)]
pub(in crate::html) mod tests {
    use super::super::samples;
    use super::*;

    pub(crate) fn sample() -> Case {
        Case {
            view: samples::view(),
            windows: vec![samples::window()],
            wards: ["3階東病棟", "4階西病棟"]
                .map(|n| Ward { name: n.into(), kind: "急性期".into() })
                .to_vec(),
            me: samples::staff().first().map(|a| a.id),
            organisation: Some(samples::hospital().id.0),
            hospital_side: true,
            tray: true,
            now: samples::now(),
        }
    }

    /// The same with the longest names and texts there may be.
    pub(crate) fn long() -> Case {
        let mut c = sample();
        c.view.resident.name = samples::LONG.into();
        c.view.office.name = samples::LONG.into();
        c.view.stay.ward = samples::LONG.into();
        for a in c.view.staff.iter_mut().chain(&mut c.view.care_manager) {
            a.name = samples::LONG.into();
        }
        c
    }

    /// With nobody and nothing entered.
    pub(crate) fn bare() -> Case {
        let mut c = sample();
        c.view.acts.clear();
        c.view.staff.clear();
        c.view.care_manager = None;
        c.view.stay.care_manager = None;
        (c.view.stay.ward, c.view.stay.room) = (String::new(), String::new());
        c.windows.clear();
        c.wards.clear();
        c
    }

    /// What every page must keep to.
    pub(crate) fn sound(html: &str) {
        crate::html::office::samples::nameless(html);
        assert!(
            !html.contains("<script>alert") && !html.contains("style=\""),
            "markup or style slipped in"
        );
        assert_eq!(html.matches("<h1").count(), 1, "one heading of the first order");
        assert!(
            html.matches("btn primary").count() + html.matches("btn compact primary").count()
                <= 1 + html.matches("btn primary compact").count()
        );
        let mut ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(all, ids.len(), "an id stands twice");
        for target in html.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
            assert!(ids.binary_search(&target).is_ok(), "#{target} leads nowhere");
        }
    }

    #[test]
    fn a_stale_form_says_what_the_other_one_entered() {
        let mut c = sample();
        let mut act = samples::act(40, ActKind::DischargeNotice, "2026-11-19");
        act.name = "及川 真理".into();
        act.detail.date = Some("2026-11-25".into());
        c.view.acts.push(act);
        let said = c.since(&[ActKind::DischargeNotice], "none");
        assert_eq!(
            said,
            "及川 真理さんが 10:05 に「退院日の連絡」を記録しました（11月25日（水））"
        );
        assert_eq!(c.version(&[ActKind::DischargeNotice]), samples::id(40).to_string());
        assert!(c.since(&[ActKind::Papers], "none").contains("取り消しました"));
    }
}
