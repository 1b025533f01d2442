//! まとめて: several rows of the reader's list at once. First which and what, then one page that lists what will happen,
//! then what came of each row.
use accounts::{Account, AccountId, OrganisationId};
use app::Cx;
use askama::Template;
use kernel::{Hat, Id};
use slice::{Fail, Req, Resp};
use ui::{
    Button, Empty, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Opt, PlainRow, Rows,
    SendBar, Shell, TagKind, tag,
};

use super::calls;
use crate::model::{Act, ActKind, StayId};
use crate::use_cases::bulk::{self, AT_ONCE, Came, Do, Row};
use crate::use_cases::lists::{Line, Which, lines};
use crate::words;

const STAYS: &str = "stay";
const WHAT: &str = "do";
const TO: &str = "to";

#[derive(Template)]
#[template(path = "admission/several.html")]
struct Page {
    shell: Shell,
    back: Html,
    title: String,
    lead: String,
    errors: ErrorSummary,
    empty: Option<Empty>,
    open: FormOpen,
    fields: Vec<Field>,
    hidden: Vec<(String, String)>,
    rows: Rows,
    again: Option<Button>,
    bar: Option<SendBar>,
}

/// What can be chosen from.
#[derive(Debug, Clone)]
struct Known {
    lines: Vec<Line>,
    /// Who can be put in charge; empty for an office.
    staff: Vec<Account>,
    me: Option<Id>,
    hospital_side: bool,
}

fn known(cx: &Cx<'_>) -> app::Result<Known> {
    let a = cx.actor();
    let hospital_side = a.hat == Hat::Liaison;
    let staff = match a.organisation.filter(|_| hospital_side) {
        Some(o) => accounts::accounts_of(cx, OrganisationId(o))?
            .into_iter()
            .filter(|x| x.hat == Hat::Liaison)
            .collect(),
        None => Vec::new(),
    };
    Ok(Known { lines: lines(cx, Which::default())?, staff, me: a.organisation, hospital_side })
}

/// What waits for 「受け取りました」 of this organisation.
fn to_receive(l: &Line, me: Option<Id>) -> impl Iterator<Item = &Act> {
    l.acts.iter().filter(move |a| {
        me.is_some()
            && a.to_org.map(|o| o.0) == me
            && a.received_at.is_none()
            && !a.cancelled
            && !a.heard()
            && matches!(
                a.kind,
                ActKind::AdmissionContact
                    | ActKind::SheetSent
                    | ActKind::PlanningNotice
                    | ActKind::DischargeNotice
                    | ActKind::Papers
            )
    })
}

fn waits(l: &Line, me: Option<Id>) -> String {
    to_receive(l, me).map(|a| a.kind.label()).collect::<Vec<_>>().join("・")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chosen {
    Receive,
    Assign(AccountId),
    Calls,
}

/// What was posted: the rows, the act, and what is wrong.
struct Asked {
    stays: Vec<StayId>,
    what: Option<Chosen>,
    errors: Vec<FieldError>,
}

fn read(form: &slice::Form, k: &Known) -> Asked {
    let mut errors = Vec::new();
    let mut say = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let posted: Vec<Id> = form.all(STAYS).iter().filter_map(|s| s.parse().ok()).collect();
    // in the order of the list; what is no longer on it is left out
    let stays: Vec<StayId> =
        k.lines.iter().map(|l| l.stay.id).filter(|s| posted.contains(&s.0)).collect();
    if stays.is_empty() {
        say(STAYS, "1人以上を選んでください");
    }
    if stays.len() > AT_ONCE {
        say(STAYS, "いちどにできるのは50人までです。少しずつ選んでください");
    }
    let what = match form.get(WHAT) {
        "receive" => Some(Chosen::Receive),
        "calls" => Some(Chosen::Calls),
        "assign" if k.hospital_side => {
            let to = form.get(TO).parse().ok().map(AccountId);
            match to.filter(|t| k.staff.iter().any(|a| a.id == *t)) {
                Some(to) => Some(Chosen::Assign(to)),
                None => {
                    say(TO, "担当する人を選んでください");
                    None
                }
            }
        }
        _ => {
            say(WHAT, "することを選んでください");
            None
        }
    };
    Asked { stays, what, errors }
}

fn back(shell: &Shell, k: &Known) -> Html {
    if k.hospital_side {
        ui::back("届いたもの", shell.url("/transitions/intray"))
    } else {
        ui::back("入退院", shell.url("/transitions"))
    }
}

fn open(shell: &Shell, key: String, id: &str, path: &str) -> FormOpen {
    FormOpen {
        id: id.into(),
        action: shell.url(path),
        csrf: shell.csrf.clone(),
        key,
        ..FormOpen::default()
    }
}

fn choose(
    mut shell: Shell,
    key: String,
    k: &Known,
    form: &slice::Form,
    errors: Vec<FieldError>,
) -> Page {
    shell.title = "まとめて".into();
    let opts = k
        .lines
        .iter()
        .map(|l| {
            let mut o = Opt::new(
                l.stay.id.to_string(),
                format!("{} さん　{}", l.resident.name, l.stay.hospital_name),
            );
            let wait = waits(l, k.me);
            let mut hint = vec![format!("つぎは「{}」", words::next(l.next))];
            if !wait.is_empty() {
                hint.push(format!("「受け取りました」がまだ：{wait}"));
            }
            if k.hospital_side {
                hint.push(if l.assigned.is_empty() {
                    "担当なし".into()
                } else {
                    format!("担当 {}", l.assigned)
                });
            }
            o.hint = hint.join("・");
            o
        })
        .collect();
    let mut whats = vec![
        Opt::new("receive", "「受け取りました」と伝える"),
        Opt::new("calls", "電話メモを印刷する"),
    ];
    if k.hospital_side {
        whats.insert(1, Opt::new("assign", "担当を決める"));
    }
    let ticked: Vec<String> = form.all(STAYS).to_vec();
    let mut fields =
        vec![Field::new(WHAT, "すること", FieldKind::radio(form.get(WHAT), whats)).required()];
    if k.hospital_side {
        let staff = k.staff.iter().map(|a| Opt::new(a.id.to_string(), a.name.clone())).collect();
        fields.push(
            Field::new(TO, "担当する人", FieldKind::select(form.get(TO), staff))
                .hint("「担当を決める」のときだけ選んでください"),
        );
    }
    fields.push(Field::new(STAYS, "どの人について", FieldKind::checks(ticked, opts)).required());
    let fields = fields.into_iter().map(|f| f.error_from(&errors)).collect();
    let some = !k.lines.is_empty();
    Page {
        back: back(&shell, k),
        title: "まとめて".into(),
        lead: "何人かについて、同じことをまとめてできます。次の画面で、することをたしかめてから進みます。"
            .into(),
        empty: (!some).then(|| Empty {
            title: "いま進行中の入退院はありません".into(),
            art: true,
            ..Empty::default()
        }),
        open: open(&shell, key, "several", "/transitions/several"),
        fields,
        errors: ErrorSummary { errors, ..ErrorSummary::default() },
        hidden: Vec::new(),
        rows: Rows::default(),
        again: None,
        bar: some.then(|| SendBar {
            label: "進む".into(),
            head: "つぎ".into(),
            to: "することをたしかめます".into(),
            after: "まだ何も変わりません".into(),
            button: Button::submit("たしかめる画面へ").primary().of_form("several"),
            second: None,
        }),
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let k = req.read(known)?;
    let form = slice::Form::default();
    Resp::page(choose(req.shell.clone(), req.new_key(), &k, &form, Vec::new()).render())
}

fn chosen<'a>(k: &'a Known, a: &'a Asked) -> impl Iterator<Item = &'a Line> {
    k.lines.iter().filter(|l| a.stays.contains(&l.stay.id))
}

fn staff_name(k: &Known, id: AccountId) -> String {
    k.staff.iter().find(|a| a.id == id).map(|a| a.name.clone()).unwrap_or_default()
}

fn will(k: &Known, l: &Line, what: Chosen) -> (String, bool) {
    match what {
        Chosen::Receive => match waits(l, k.me).as_str() {
            "" => ("受け取るものはありません".into(), false),
            w => (format!("{w}を受け取りましたと伝えます"), true),
        },
        Chosen::Assign(to) if l.stay.assigned == Some(to) => {
            ("もう担当です。変わりません".into(), false)
        }
        Chosen::Assign(to) => {
            let now = if l.assigned.is_empty() { "なし" } else { &l.assigned };
            (format!("担当を{}さんにします（いまは {now}）", staff_name(k, to)), true)
        }
        Chosen::Calls => (String::new(), false),
    }
}

fn confirm_page(mut shell: Shell, key: String, k: &Known, a: &Asked, what: Chosen) -> Page {
    shell.title = "まとめてする前に、たしかめてください".into();
    let mut n = 0;
    let rows = chosen(k, a)
        .map(|l| {
            let (text, does) = will(k, l, what);
            n += usize::from(does);
            PlainRow {
                title: format!("{} さん　{}", l.resident.name, l.stay.hospital_name).into(),
                meta: text.into(),
                ..PlainRow::default()
            }
        })
        .collect();
    let mut hidden: Vec<(String, String)> =
        a.stays.iter().map(|s| (STAYS.into(), s.to_string())).collect();
    let verb = match what {
        Chosen::Assign(to) => {
            hidden.push((WHAT.into(), "assign".into()));
            hidden.push((TO.into(), to.to_string()));
            format!("{n}人の担当を決める")
        }
        _ => {
            hidden.push((WHAT.into(), "receive".into()));
            format!("{n}人について、受け取りましたと伝える")
        }
    };
    Page {
        back: ui::back("選び直す", shell.url("/transitions/several")),
        title: "まとめてする前に、たしかめてください".into(),
        lead: if n == 0 {
            "選んだ人には、することがありません。".into()
        } else {
            format!("{n}人について、つぎのとおりにします。")
        },
        errors: ErrorSummary::default(),
        empty: None,
        open: open(&shell, key, "several-do", "/transitions/several/do"),
        fields: Vec::new(),
        hidden,
        rows: Rows { rows, small: false },
        again: None,
        bar: (n > 0).then(|| SendBar {
            label: "まとめてする".into(),
            head: "人数".into(),
            to: format!("{n}人").into(),
            after: "1人ずつ行い、できたかどうかを次の画面に出します".into(),
            button: Button::submit(verb).primary().of_form("several-do"),
            second: None,
        }),
        shell,
    }
}

/// What will happen; or the call sheets at once, because they change nothing.
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let k = req.read(known)?;
    let a = read(&req.form, &k);
    match a.what.filter(|_| a.errors.is_empty()) {
        Some(Chosen::Calls) => {
            let lines: Vec<Line> = chosen(&k, &a).cloned().collect();
            let list = req.read(move |cx| calls::calls(cx, lines.clone()))?;
            Ok(Resp::print(calls::job(req, &list)?))
        }
        Some(what) => {
            Resp::page(confirm_page(req.shell.clone(), req.new_key(), &k, &a, what).render())
        }
        None => {
            let page = choose(req.shell.clone(), req.new_key(), &k, &req.form, a.errors);
            Ok(Resp::page(page.render())?.status(422))
        }
    }
}

fn result(mut shell: Shell, k: &Known, came: &[(StayId, Came)]) -> Page {
    shell.title = "まとめてした結果".into();
    let done = came.iter().filter(|(_, c)| matches!(c, Came::Done(_))).count();
    let failed = came.iter().filter(|(_, c)| matches!(c, Came::Refused(_))).count();
    let rows = came
        .iter()
        .map(|(stay, c)| {
            let line = k.lines.iter().find(|l| l.stay.id == *stay);
            let title = line.map_or_else(
                || "一覧にない人".into(),
                |l| format!("{} さん　{}", l.resident.name, l.stay.hospital_name),
            );
            let (t, meta) = match c {
                Came::Done(_) => (tag(TagKind::Ok, "できました"), String::new()),
                Came::Nothing => (tag(TagKind::Plain, "することがありませんでした"), String::new()),
                Came::Refused(why) => (tag(TagKind::Over, "できませんでした"), why.clone()),
            };
            PlainRow {
                title: title.into(),
                href: line.map(|_| shell.url(&format!("/transitions/{stay}"))),
                tag: Some(t),
                meta: meta.into(),
            }
        })
        .collect();
    let mut lead = format!("{done}人についてできました。");
    if failed > 0 {
        lead.push_str(&format!(
            "{failed}人はできませんでした。理由を見て、1人ずつ直してください。"
        ));
    }
    Page {
        back: back(&shell, k),
        title: "まとめてした結果".into(),
        lead,
        errors: ErrorSummary::default(),
        empty: None,
        open: FormOpen { id: "nothing".into(), ..FormOpen::default() },
        fields: Vec::new(),
        hidden: Vec::new(),
        rows: Rows { rows, small: false },
        again: Some(Button::link("ほかにもまとめてする", shell.url("/transitions/several"))),
        bar: None,
        shell,
    }
}

/// Does it.
pub(super) fn run(req: &Req) -> Result<Resp, Fail> {
    let k = req.read(known)?;
    let a = read(&req.form, &k);
    let what = match a.what.filter(|_| a.errors.is_empty()) {
        Some(Chosen::Receive) => Do::Receive,
        Some(Chosen::Assign(to)) => Do::Assign(to),
        _ => {
            let page = choose(req.shell.clone(), req.new_key(), &k, &req.form, a.errors);
            return Ok(Resp::page(page.render())?.status(422));
        }
    };
    let rows: Vec<Row> = chosen(&k, &a)
        .map(|l| Row {
            stay: l.stay.id,
            acts: to_receive(l, k.me).map(|x| x.id).collect(),
            ward: l.stay.ward.clone(),
            room: l.stay.room.clone(),
        })
        .collect();
    let came = bulk::run(&req.app, req.actor()?, what, &rows)?;
    Resp::page(result(req.shell.clone(), &k, &came).render())
}

/// One call sheet, from the stay's page.
pub(super) fn call(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let list = req.read(move |cx| {
        let all = lines(cx, Which::default())?;
        let one: Vec<Line> = all.into_iter().filter(|l| l.stay.id == id).collect();
        if one.is_empty() {
            return Err(app::Error::NotFound);
        }
        calls::calls(cx, one)
    })?;
    Ok(Resp::print(calls::job(req, &list)?))
}

/// The link to this page beside a list.
pub(in crate::html) fn link(shell: &Shell) -> Html {
    Button::link("まとめてする", shell.url("/transitions/several")).compact().html()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::super::office::samples;
    use super::*;
    use crate::model::progress::Next;
    use crate::model::{Mover, Stay};

    pub(in super::super) fn line(n: u8, next: Next, mover: Mover) -> Line {
        Line {
            readmitted_after: None,
            ward_told: String::new(),
            stay: Stay { id: StayId(samples::id(n)), ..samples::stay() },
            acts: Vec::new(),
            resident: samples::resident(),
            office: samples::office().name,
            care_manager: "佐藤 花子".into(),
            assigned: String::new(),
            next,
            mover,
            due: None,
            limits: None,
        }
    }

    fn known(n: u8) -> Known {
        let mut lines: Vec<Line> =
            (70..70 + n).map(|i| line(i, Next::Assign, Mover::Hospital)).collect();
        for l in &mut lines {
            let mut a = samples::act(40, ActKind::SheetSent, "2026-11-18");
            a.to_org = Some(samples::hospital().id);
            l.acts.push(a);
            l.stay.assigned = None;
        }
        Known {
            lines,
            staff: vec![samples::account(20, "小田島 誠", Hat::Liaison, samples::hospital().id)],
            me: Some(samples::hospital().id.0),
            hospital_side: true,
        }
    }

    fn html(page: Page) -> String {
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    fn form(body: &str) -> slice::Form {
        slice::Form::parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn one_chooses_whom_and_what_and_sees_what_will_happen() {
        let mut k = known(3);
        k.lines[2].resident.name = samples::LONG.into();
        let page = html(choose(samples::shell(), "k".into(), &k, &form(""), Vec::new()));
        assert!(
            page.contains("「受け取りました」がまだ：入院時情報提供書")
                && page.contains("担当なし")
        );
        let f = form(&format!(
            "do=assign&to={}&stay={}&stay={}",
            samples::id(20),
            samples::id(70),
            samples::id(72)
        ));
        let a = read(&f, &k);
        assert!(a.errors.is_empty());
        let page = html(confirm_page(samples::shell(), "k".into(), &k, &a, a.what.unwrap()));
        assert!(page.contains("2人の担当を決める"));
        assert!(page.contains("担当を小田島 誠さんにします（いまは なし）"));
        assert!(!page.contains(&samples::id(71).to_string()));
    }

    #[test]
    fn nothing_chosen_and_unknown_codes_are_told_beside_their_fields() {
        let k = known(1);
        for (body, field) in
            [("do=receive", STAYS), ("do=pigeon&stay=x", WHAT), ("do=assign&to=x", TO)]
        {
            let a = read(&form(body), &k);
            assert!(a.errors.iter().any(|e| e.field == field), "{body}");
            let page = html(choose(samples::shell(), "k".into(), &k, &form(body), a.errors));
            assert!(page.contains("errsum"));
        }
        let mut office = known(1);
        office.hospital_side = false;
        let f = form(&format!("do=assign&to={}&stay={}", samples::id(20), samples::id(70)));
        assert!(read(&f, &office).what.is_none(), "an office puts nobody in charge");
        let empty = Known { lines: Vec::new(), ..known(0) };
        assert!(
            html(choose(samples::shell(), "k".into(), &empty, &form(""), Vec::new()))
                .contains("いま進行中の入退院はありません")
        );
    }

    #[test]
    fn the_result_says_of_each_row_whether_it_was_done() {
        let k = known(3);
        let came = [
            (k.lines[0].stay.id, Came::Done(2)),
            (k.lines[1].stay.id, Came::Nothing),
            (k.lines[2].stay.id, Came::Refused("取り消された入院の記録です".into())),
            (StayId(samples::id(99)), Came::Refused("この人の記録は開けません".into())),
        ];
        let page = html(result(samples::shell(), &k, &came));
        assert!(page.contains("1人についてできました。2人はできませんでした"));
        assert!(page.contains("取り消された入院の記録です") && page.contains("一覧にない人"));
    }
}
