//! A sheet or record as it was sent: the text, its versions, what changed, who has opened it; and the same on paper.
use accounts::Organisation;
use app::Error;
use app::records::Version;
use askama::Template;
use forms::read::Reading as Shown;
use forms::sheet::Printing;
use forms::{Answers, Confidential, Form};
use kernel::{Actor, At, Hat, Id, wareki};
use office::print::{PrintJob, TemplateId};
use slice::{Fail, Req, Resp};
use ui::{Button, Diff, DiffRow, Flash, FlashKind, Html, Kv, PersonHead, PlainRow, Rows, Shell};

use super::super::admission::fax::{self, Names};
use super::paper::{self, Paper};
use super::parts;
use crate::html::planning::written_read as written;
use crate::model::{Act, Doing, Method, Progress, StayId};
use crate::use_cases::documents::{Reading, read};
use crate::use_cases::written::Written;
use crate::words::{self, Seen};

#[derive(Template)]
#[template(path = "office/document.html")]
struct DocumentPage {
    shell: Shell,
    head: PersonHead,
    back: Html,
    title: &'static str,
    edition: String,
    notes: Vec<Flash>,
    about: Kv,
    buttons: Vec<Html>,
    changes: Option<Diff>,
    versions: Option<Rows>,
    jump: ui::Filter,
    read: Html,
}

/// A document opened by its reader.
#[derive(Debug, Clone)]
struct Opened {
    paper: Paper,
    reading: Reading,
    hospital: Option<Organisation>,
    office: Organisation,
}

impl Opened {
    /// All versions, oldest first.
    fn versions(&self) -> impl DoubleEndedIterator<Item = &Version> {
        self.reading.earlier.iter().chain([&self.reading.version])
    }

    /// The version asked for (`?v=2`), and the one before it.
    fn chosen(&self, asked: Option<i64>) -> Option<(&Version, Option<&Version>)> {
        let wanted = asked.unwrap_or(self.reading.version.version);
        let v = self.versions().find(|v| v.version == wanted)?;
        Some((v, self.versions().rfind(|b| b.version < v.version)))
    }
}

/// What lies behind an address of a document.
enum Found {
    /// One of the office's two long papers.
    Office(Box<Opened>),
    /// A paper of discharge that the hospital wrote.
    Hospital(Written, Box<Reading>),
}

/// Opening is a write: the first opening by the addressee is noted, and then the sheet cannot be recalled.
fn open(req: &Req) -> Result<(StayId, Id, Found), Fail> {
    let stay: StayId = req.id("stay")?;
    let record: Id = req.id("record")?;
    let opened = req.app.write(req.actor()?, move |cx| {
        let reading = read(cx, stay, record)?;
        if let Some(which) = Written::from_form(&reading.version.form) {
            return Ok(Found::Hospital(which, Box::new(reading)));
        }
        // the ward's screening is a record of the stay too, but no paper of the office
        let paper = Paper::of_form(&reading.version.form).ok_or(Error::NotFound)?;
        Ok(Found::Office(Box::new(Opened {
            paper,
            hospital: reading.stay.hospital.map(|h| accounts::organisation(cx, h)).transpose()?,
            office: accounts::organisation(cx, reading.stay.office)?,
            reading,
        })))
    })?;
    Ok((stay, record, opened))
}

/// How much this reader sees: the two sides everything, wards and doctors not what is very restricted.
fn upto(hat: Hat) -> Confidential {
    match hat {
        Hat::CareManager | Hat::Hokatsu | Hat::Liaison => Confidential::Very,
        _ => Confidential::Restricted,
    }
}

fn answers(v: &Version) -> Result<(&'static Form, Answers), Error> {
    Ok((paper::form_of(v)?, paper::answers_in(v)?))
}

fn changes(
    form: &Form,
    before: Option<&Version>,
    now: (&Version, &Answers),
    upto: Confidential,
) -> Option<Diff> {
    let before = before?;
    let old = paper::answers_in(before).ok()?;
    let rows = forms::diff::diff(form, &old, now.1)
        .into_iter()
        .filter(|c| form.question(&c.key.link_id).is_none_or(|p| p.question.confidential <= upto))
        .map(|c| DiffRow {
            label: c.label,
            before: c.before.into(),
            after: c.after.into(),
            ..DiffRow::default()
        })
        .collect();
    Some(Diff {
        caption: format!("第{}版と第{}版のちがい", before.version, now.0.version),
        before_head: format!("まえ（{}）", wareki::slash(before.at.date())),
        after_head: format!("いま（{}）", wareki::slash(now.0.at.date())),
        with_who: false,
        rows,
    })
}

fn about(o: &Opened, v: &Version, act: Option<&Act>, reader: Option<Id>) -> Kv {
    let place = parts::hospital(&o.reading.stay, o.hospital.as_ref());
    let office = ui::org(&o.office.name, o.office.fictitious);
    let mut rows: Vec<(Html, Html)> = vec![
        ("書いた人".into(), office.and(format!("　{}", v.name))),
        ("日時".into(), ui::dates::moment(v.at).into()),
    ];
    if let Some(a) = act.filter(|_| o.paper == Paper::Sheet) {
        let to = if a.to_name.is_empty() { place } else { place.and(format!("　{}", a.to_name)) };
        rows.push(("送り先".into(), to));
        let how = a.method.map_or("", Method::label);
        let where_ = if a.detail.note.is_empty() {
            String::new()
        } else {
            format!("（{}）", a.detail.note)
        };
        rows.push(("渡し方".into(), format!("{how}{where_}").into()));
        let seen = Seen::of(a, reader);
        let head = if seen == Seen::Got { "読んだか" } else { "読まれたか" };
        let state = if o.hospital.is_some() || a.received_at.is_some() {
            words::arrived(a, seen, ui::dates::moment)
        } else {
            "紙などで渡しました".into()
        };
        rows.push((head.into(), state.into()));
    }
    if !v.reason.is_empty() {
        rows.push(("直した理由".into(), v.reason.as_str().into()));
    }
    let short: String = v.hash.chars().take(12).collect();
    rows.push(("内容の印".into(), format!("{short}…").into()));
    Kv { rows, tight: true, small: true }
}

fn draw(
    mut shell: Shell,
    key: &str,
    o: &Opened,
    asked: Option<i64>,
    actor: &Actor,
    now: At,
) -> Result<DocumentPage, Fail> {
    let (v, before) = o.chosen(asked).ok_or(Fail::NotFound)?;
    // the receiver compares with what it had read, which need not be the version just before
    let receives = o
        .reading
        .act
        .as_ref()
        .is_some_and(|a| a.to_org.is_some() && a.to_org.map(|x| x.0) == actor.organisation);
    let read = o.reading.known.filter(|n| receives && asked.is_none() && *n < v.version);
    let before = read.and_then(|n| o.versions().find(|x| x.version == n)).or(before);
    let (form, filled) = answers(v)?;
    let newest = v.version == o.reading.version.version;
    let (stay, record) = (o.reading.stay.id, v.record);
    let path = format!("/transitions/{stay}/documents/{record}");
    let seen = upto(actor.hat);
    let mine = actor.organisation == Some(o.office.id.0);
    shell.title = o.paper.title().into();
    shell.print.title = o.paper.title().into();
    shell.print.edition = format!("第{}版", v.version);
    let mut notes = Vec::new();
    if !newest {
        let mut f = Flash::new(
            FlashKind::Warn,
            format!("第{}版です。いまは第{}版があります", v.version, o.reading.version.version),
        );
        f.link = Some(ui::Link::new("いまの版を読む", shell.url(&path)));
        notes.push(f);
    }
    let mut buttons = Vec::new();
    let waiting = o.reading.act.as_ref().filter(|a| {
        o.paper == Paper::Sheet
            && newest
            && a.received_at.is_none()
            && a.to_org.map(|x| x.0) == actor.organisation
    });
    let stay_open = o.reading.stay_open;
    if let Some(a) = waiting.filter(|_| stay_open && actor.hat == Hat::Liaison) {
        let act = format!("/transitions/acts/{}/receive", a.id);
        buttons.push(parts::press(
            &shell,
            key,
            &act,
            &Button::submit("受け取りました").primary().icon("check"),
        ));
    }
    buttons.push(
        Button::link("印刷する（PDF）", shell.url(&format!("{path}/print"))).icon("print").html(),
    );
    buttons.push(people::see_button(&shell, v.record).html());
    let open = o.paper == Paper::Record
        || o.reading.stay.hospital.is_none()
        || Progress::new(&o.reading.stay, &[]).may(Doing::Send, now.date()).is_ok();
    if mine && newest && open {
        let label =
            if o.paper == Paper::Sheet { "直して送り直す" } else { "記録を直す" };
        buttons.push(Button::link(label, shell.url(&o.paper.path(stay))).icon("pencil").html());
    }
    let versions = (o.versions().count() > 1).then(|| Rows {
        small: true,
        rows: o
            .versions()
            .rev()
            .map(|x| PlainRow {
                title: format!("第{}版", x.version).into(),
                href: (x.version != v.version)
                    .then(|| shell.url(&format!("{path}?v={}", x.version))),
                meta: ui::spaced([
                    ui::dates::moment(x.at).into(),
                    x.name.as_str().into(),
                    x.reason.as_str().into(),
                ]),
                ..PlainRow::default()
            })
            .collect(),
    });
    let how = Shown { all: false, upto: seen, sources: mine };
    let mut head = parts::head(&shell, &o.reading.resident, Vec::new(), now.date());
    let mut back = ("入退院のようす", format!("/transitions/{stay}"));
    if !stay_open {
        // who has nothing but the paper finds neither the person's page nor the stay's
        head.href = Some(shell.url(&path));
        head.alerts_href = shell.url(&path);
        back = ("届いた書類", "/transitions/papers".into());
        let mut f = Flash::new(FlashKind::Info, "この書類だけを読めます");
        f.more = Some("入院のようすは、ご本人の同意がないため、この事業所には見えません。".into());
        notes.push(f);
    }
    Ok(DocumentPage {
        jump: parts::chapters(form, &filled, how),
        head,
        back: ui::back(back.0, shell.url(&back.1)),
        title: o.paper.title(),
        edition: format!("第{}版", v.version),
        notes,
        about: about(o, v, o.reading.act.as_ref(), actor.organisation),
        buttons,
        changes: changes(form, before, (v, &filled), seen),
        versions,
        read: forms::read::html(form, &filled, how),
        shell,
    })
}

/// The document.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let o = match open(req)?.2 {
        Found::Office(o) => o,
        Found::Hospital(which, reading) => return written::show(req, which, &reading),
    };
    let asked = req.query.some("v").map(str::parse).transpose().map_err(|_| Fail::NotFound)?;
    let key = req.new_key();
    let page = draw(req.shell.clone(), &key, &o, asked, req.actor()?, req.app.now())?;
    Resp::page(page.render())
}

fn job(
    o: &Opened,
    hat: Hat,
    now: At,
    demo: Option<String>,
    (address, names): (String, Names),
) -> Result<PrintJob, Error> {
    let v = &o.reading.version;
    let (form, mut filled) = answers(v)?;
    let mut whose = format!("{} 様", o.reading.resident.name);
    if names == Names::Initials {
        fax::redacted(&mut filled, &o.reading.resident);
        whose = names.person(&o.reading.resident, now.date());
    }
    let closing = (!v.reason.is_empty()).then(|| format!("第{}版：{}", v.version, v.reason));
    let printing = Printing { upto: upto(hat), ..Printing::FULL };
    let body = forms::sheet::answer_sheet(form, &filled, closing, printing);
    let template = match o.paper {
        Paper::Sheet => TemplateId::ADMISSION_SHEET,
        Paper::Record => TemplateId::DISCHARGE_RECORD,
    };
    let time = now.time();
    Ok(PrintJob::of(&body)
        .map_err(|e| Error::Inconsistent(format!("print: {e}")))?
        .template(template)
        .title(o.paper.title())
        .subject(whose)
        .sender(format!("{}　{}", parts::plain(&o.office), v.name))
        .demo(demo)
        .edition(format!("第{}版", v.version))
        .printed_at(format!("{} {}:{:02}", wareki::short(now.date()), time.hour(), time.minute()))
        .qr(Some(address))
        .build())
}

/// The document on paper, as the national form looks.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let (stay, record, found) = open(req)?;
    let o = match found {
        Found::Office(o) => o,
        Found::Hospital(which, reading) => return written::print(req, which, &reading),
    };
    let region = req.app.region();
    let demo = region.demo.then(|| {
        let all = if region.fictitious {
            "　人・団体・電話番号はすべて架空です"
        } else {
            ""
        };
        format!("デモ{all}")
    });
    let address =
        format!("{}{}", req.origin, req.url(&format!("/transitions/{stay}/documents/{record}")));
    let names = Names::of(&req.query);
    Ok(Resp::print(job(&o, req.hat(), req.app.now(), demo, (address, names))?))
}

#[cfg(test)]
mod tests {
    use super::super::check::tests::work;
    use super::super::samples;
    use super::*;
    use crate::model::ActKind;
    use forms::{Answer, Key, Value};
    use kernel::ActorKind;

    fn actor(hat: Hat, organisation: Id) -> Actor {
        Actor {
            kind: ActorKind::Staff,
            account: Some(samples::id(20)),
            organisation: Some(organisation),
            hat,
            name: "小田島 誠".into(),
        }
    }

    fn opened(versions: usize, text: &str) -> Opened {
        let mut all = Vec::new();
        for n in 1..=versions {
            let mut w = work(Paper::Sheet, i64::try_from(n).unwrap());
            w.answers
                .set(&Key::single("wish.person"), Answer::of(Value::Text(format!("{text}{n}"))));
            w.answers
                .set(&Key::single("after.abuse_text"), Answer::of(Value::Text("ひみつ".into())));
            let mut v = w.latest.clone().unwrap();
            v.body = w.body().unwrap();
            if n > 1 {
                v.reason = "お薬が変わったため".into();
            }
            all.push(v);
        }
        let version = all.pop().unwrap();
        let mut act = samples::act(33, ActKind::SheetSent, "2026-11-17");
        act.to_org = Some(samples::hospital().id);
        act.to_name = "地域連携室".into();
        act.record = Some(version.record);
        Opened {
            paper: Paper::Sheet,
            reading: Reading {
                stay_open: true,
                known: None,
                stay: samples::stay(),
                resident: samples::resident(),
                version,
                earlier: all,
                act: Some(act),
            },
            hospital: Some(samples::hospital()),
            office: samples::office(),
        }
    }

    fn html(o: &Opened, asked: Option<i64>, a: &Actor) -> String {
        let page = draw(samples::shell(), "key12345", o, asked, a, samples::now())
            .unwrap()
            .render()
            .unwrap();
        samples::sound(&page);
        page
    }

    #[test]
    fn the_addressee_reads_and_says_that_it_arrived() {
        let o = opened(1, "家がいい");
        let page = html(&o, None, &actor(Hat::Liaison, samples::hospital().id.0));
        assert!(
            page.contains("受け取りました")
                && page.contains("/receive")
                && page.contains("家がいい1")
        );
        assert!(!page.contains("直して送り直す") && page.contains("まだ開いていません"));
        let own = html(&o, None, &actor(Hat::CareManager, samples::office().id.0));
        assert!(
            own.contains("直して送り直す")
                && !own.contains("/receive")
                && own.contains("まだ開かれていません")
        );
    }

    #[test]
    fn versions_are_listed_and_the_change_is_shown() {
        let o = opened(3, samples::LONG);
        let page = html(&o, None, &actor(Hat::CareManager, samples::office().id.0));
        assert!(
            page.contains("第3版")
                && page.contains("?v=2")
                && page.contains("<del>")
                && page.contains("お薬が変わったため")
        );
        let old = html(&o, Some(1), &actor(Hat::CareManager, samples::office().id.0));
        assert!(old.contains("いまは第3版があります") && !old.contains("<del>"));
        let a = actor(Hat::CareManager, samples::office().id.0);
        assert!(draw(samples::shell(), "k", &o, Some(9), &a, samples::now()).is_err());
    }

    #[test]
    fn the_paper_carries_sender_edition_and_an_opaque_address() {
        let o = opened(2, "家がいい");
        let j = job(
            &o,
            Hat::CareManager,
            samples::now(),
            Some("デモ".into()),
            ("http://127.0.0.1/x".into(), Names::Full),
        )
        .unwrap();
        assert_eq!(j.template, TemplateId::ADMISSION_SHEET);
        assert_eq!((j.edition.as_str(), j.subject.as_str()), ("第2版", "阿部 ハル 様"));
        assert_eq!(j.printed_at, "R8.11.19 11:20");
        assert!(j.sender.contains("結の里") && j.qr.as_deref() == Some("http://127.0.0.1/x"));
        assert!(j.body.to_string().contains("家がいい2"));
    }
}
