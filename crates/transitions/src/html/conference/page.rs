//! A conference as read: an invitation to answer, a change to acknowledge, what was decided, who has read it.
use askama::Template;
use kernel::{Holidays, wareki};
use people::attachments;
use slice::{Fail, Req, Resp};
use ui::{
    Ack, AckList, Button, Diff, DiffRow, Field, FieldKind, FormOpen, Html, Kv, Opt, PlainRow, Rows,
    SendBar, Shell, TagKind, tag,
};

use super::draw::{self, day_moment, href, moment};
use crate::model::conference::{Content, Decision, Handed, Presence, Rules, State};
use crate::model::{ConferenceId, Method, StayId};
use crate::use_cases::conferences::read::{self, View, view};
use crate::use_cases::conferences::talk::TEXT;

/// A decision as a line with its button.
struct Line {
    what: Html,
    owner: String,
    until: Html,
    done: Html,
    press: Html,
}

/// Somebody who does not read here, with the form for having told them.
struct Silent {
    name: String,
    sub: Html,
    open: FormOpen,
    fields: Vec<Field>,
    button: Button,
}

/// Words written back.
struct Said {
    who: String,
    text: Html,
    answer: Html,
    form: Option<(FormOpen, Field, Button)>,
}

#[derive(Template)]
#[template(path = "conference/page.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: Html,
    tags: Html,
    changed: Option<(Html, String, String)>,
    diff: Option<Diff>,
    n: usize,
    closed_on: String,
    same: Vec<String>,
    mine: Vec<(String, String)>,
    reply: Html,
    facts: Kv,
    decisions: Vec<Line>,
    said: Kv,
    wishes: Kv,
    seats: Rows,
    silent: Vec<Silent>,
    say: Option<(FormOpen, Field, Button)>,
    words: Vec<Said>,
    files: Html,
    upload: Html,
    ack: Html,
    hint: Option<(Html, Vec<String>, String)>,
    history: Rows,
    acts: Vec<Button>,
    cancel: Option<(FormOpen, Field, Button)>,
    seen: Option<FormOpen>,
    bar: Html,
}

/// What was typed into one of the small forms and refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Refused {
    /// Name of the small form: `say`, `cancel`, `answer.{id}`, `told.{n}`.
    pub form: String,
    /// Its values and errors.
    pub state: ui::FormState,
}

impl Refused {
    fn of(&self, form: &str) -> Option<&ui::FormState> {
        (self.form == form).then_some(&self.state)
    }
}

struct Draw<'a> {
    shell: &'a Shell,
    v: &'a View,
    key: &'a mut dyn FnMut() -> String,
    refused: &'a Refused,
}

impl Draw<'_> {
    fn form(&mut self, id: &str, tail: &str) -> FormOpen {
        FormOpen {
            id: id.into(),
            action: href(self.shell, self.v.entered.head.id, tail),
            csrf: self.shell.csrf.clone(),
            key: (self.key)(),
            version: self.v.entered.head.asked.to_string(),
            today: self.v.now.date().to_string(),
            ..FormOpen::default()
        }
    }

    /// A button that is a small form of its own with these values.
    fn press(&mut self, tail: &str, values: &[(&str, &str)], button: Button) -> Html {
        let mut open = self.form("", tail);
        open.id = String::new();
        let mut out = Html::trusted("<form method=\"post\" action=\"")
            .and(Html::text(&open.action))
            .and(Html::trusted("\" data-no-guard>"))
            .and(self.shell.csrf_field())
            .and(self.shell.key_field(&open.key));
        for (name, value) in values {
            out = out
                .and(Html::trusted("<input type=\"hidden\" name=\""))
                .and(*name)
                .and(Html::trusted("\" value=\""))
                .and(*value)
                .and(Html::trusted("\">"));
        }
        out.and(button.html()).and(Html::trusted("</form>"))
    }

    /// A field of one of the small forms; its id is made of the form's name, so that two of them differ.
    fn long(&self, form: &str, name: &str, label: &str) -> Field {
        let state = self.refused.of(form);
        let value = state.map(|s| s.raw(name).to_owned()).unwrap_or_default();
        let mut f = Field::new(
            format!("{form}.{name}"),
            label,
            FieldKind::LongText { value, rows: 2, max: Some(TEXT) },
        );
        f.error = state.and_then(|s| s.error_of(name));
        f
    }

    fn org(&self, name: &str, known: bool) -> Html {
        ui::org(name, known && self.shell.region.fictitious)
    }
}

fn title(v: &View) -> &'static str {
    let h = &v.entered.head;
    match h.state {
        State::Closed if h.changed() => "退院前カンファの決定が変わりました",
        State::Closed => "退院前カンファの決定",
        State::Held => "退院前カンファ（記録中）",
        State::Invited => "退院前カンファの案内",
        State::Planned => "退院前カンファの予定",
        State::Cancelled => "退院前カンファ（取りやめ）",
    }
}

fn tags(v: &View) -> Html {
    let mut out = Vec::new();
    if let Some(k) = &v.open {
        let days = kernel::time::days_between(k.asked_at.date(), v.now.date());
        let since =
            if days == 0 { "きょうから".into() } else { format!("{days}日前から") };
        out.push(tag(TagKind::Due, format!("{since} あなたの確認待ち")));
    }
    if v.entered.head.state == State::Cancelled {
        out.push(tag(TagKind::Plain, "取りやめになりました"));
    }
    ui::tags(&out)
}

fn until(d: &Decision, now: kernel::Date) -> Html {
    match d.until() {
        Some(day) if day < now => Html::text(format!("{}まで　", wareki::month_day(day)))
            .and(tag(TagKind::Over, "期限を過ぎています").html()),
        Some(day) => format!("{}まで", wareki::month_day(day)).into(),
        None => "—".into(),
    }
}

fn decisions(d: &mut Draw<'_>) -> Vec<Line> {
    let (v, today) = (d.v, d.v.now.date());
    let own = |x: &Decision| {
        x.organisation.is_some()
            && v.mine.iter().any(|n| {
                v.seats.iter().any(|s| s.who.n == *n && s.who.organisation == x.organisation)
            })
    };
    let closed = v.entered.head.state == State::Closed;
    v.content
        .decisions
        .iter()
        .map(|x| {
            let done = v.done.get(&x.n);
            let n = x.n.to_string();
            let press = match (closed && (v.entered.may_edit || own(x)), done.is_some()) {
                (false, _) => Html::default(),
                (true, false) => d.press(
                    "/done",
                    &[("n", &n), ("done", "1")],
                    Button::submit("済みにする").compact().about(format!("（{n}番）")),
                ),
                (true, true) => d.press(
                    "/done",
                    &[("n", &n), ("done", "0")],
                    Button::submit("まだに戻す").text().compact().about(format!("（{n}番）")),
                ),
            };
            Line {
                what: draw::lines(&x.what),
                owner: if x.owner.is_empty() { "—".into() } else { x.owner.clone() },
                until: if done.is_some() {
                    x.until()
                        .map(|day| format!("{}まで", wareki::month_day(day)))
                        .unwrap_or_default()
                        .into()
                } else {
                    until(x, today)
                },
                done: done.map_or_else(Html::default, |(_, who, at)| {
                    tag(TagKind::Ok, format!("済み {}（{who}）", moment(*at))).html()
                }),
                press,
            }
        })
        .collect()
}

fn diff(v: &View, mine: &[kernel::Id]) -> Option<Diff> {
    let base = v.base.as_ref()?;
    if v.changes.is_empty() {
        return None;
    }
    let newest = v.entered.head.asked_at.unwrap_or(v.now);
    let head = |word: &str, at: kernel::At| {
        let d = at.date();
        format!("{word}（{}月{}日）", d.month(), d.day())
    };
    Some(Diff {
        caption: "まえの決定と、いまの決定".into(),
        before_head: head("まえ", base.at),
        after_head: head("いま", newest),
        with_who: true,
        rows: v
            .changes
            .iter()
            .map(|c| {
                let you = c.organisations.iter().any(|o| mine.contains(o));
                let me = Html::trusted("<b>あなた</b>");
                DiffRow {
                    label: c.label.clone(),
                    before: draw::lines(&c.before),
                    after: draw::lines(&c.after),
                    you,
                    who: if you {
                        me.and(if c.owner.is_empty() {
                            String::new()
                        } else {
                            format!("・{}", c.owner)
                        })
                    } else {
                        c.owner.as_str().into()
                    },
                }
            })
            .collect(),
    })
}

/// What the change means for the reader's own office, with the working days left by its own calendar.
fn concerns(
    v: &View,
    mine: &[kernel::Id],
    calendar: Option<&kernel::BusinessCalendar>,
) -> Vec<(String, String)> {
    let today = v.now.date();
    v.changes
        .iter()
        .filter(|c| c.organisations.iter().any(|o| mine.contains(o)))
        .map(|c| {
            let now = c.decision.and_then(|n| v.content.decision(n));
            let Some(d) = now else {
                return (format!("「{}」は、なくなりました", c.label), String::new());
            };
            let Some(day) = d.until() else { return (c.label.clone(), String::new()) };
            let text = match calendar {
                Some(cal) if day >= today => {
                    let mut open = 0;
                    let mut at = today;
                    while at <= day && open <= 60 {
                        open += i64::from(cal.is_business_day(at, Holidays::shipped()));
                        at = kernel::time::add_days(at, 1);
                    }
                    format!("その日までの営業日は、きょうを入れて{open}日です")
                }
                _ => "もう過ぎた日です".into(),
            };
            (format!("{}を {}までにする", c.label, wareki::month_day(day)), text)
        })
        .collect()
}

fn ack(d: &Draw<'_>) -> Html {
    let v = d.v;
    let (all, done) = v.counted;
    if all == 0 {
        return Html::default();
    }
    let rules = Rules::shipped().ok();
    let people: Vec<Ack> = v
        .asks
        .iter()
        .filter_map(|k| {
            let s = v.seats.iter().find(|s| s.who.n == k.n)?;
            let job = rules.map(|r| r.label(&s.who.profession)).unwrap_or_default();
            let mut sub =
                Html::text(if job.is_empty() { String::new() } else { format!("{job}・") })
                    .and(d.org(&s.who.organisation_name, s.who.organisation.is_some()));
            if !s.here {
                sub = sub.and("（電話・FAXで伝えます）");
            }
            if let Some(m) = k.method {
                sub = sub.and(format!("　{}で{}へ（{}）", m.label(), k.told_to, k.seen_name));
            } else if k.seen_at.is_some() && k.seen_name != s.who.name {
                sub = sub.and(format!("　{}さんが確認", k.seen_name));
            }
            if let Some(r) = k.reply {
                sub = sub.and(format!("　{}", r.label()));
            }
            let at = k.told_day.map(wareki::month_day).or_else(|| k.seen_at.map(moment));
            Some(Ack { name: s.who.called().to_owned(), you: v.mine.contains(&k.n), sub, at })
        })
        .collect();
    if v.asks_back {
        let note = "まだの人には、その事業所が開いている日の朝に、もう一度お知らせします（3回まで）。夜は送りません。だれがまだかは、知らせた側にだけ見えます。";
        return AckList { people, note: note.into() }.html();
    }
    let rows = ui::join(people.into_iter().map(|p| {
        let state = match &p.at {
            Some(at) => tag(TagKind::Ok, at.clone()),
            None => tag(TagKind::Due, "まだ"),
        };
        Html::trusted("<li><div><b>")
            .and(p.name)
            .and(Html::trusted("</b><span class=\"me\">あなた</span><div class=\"meta\">"))
            .and(p.sub)
            .and(Html::trusted("</div></div>"))
            .and(state.html())
            .and(Html::trusted("</li>"))
    }));
    let list = if rows.is_empty() {
        rows
    } else {
        Html::trusted("<ul class=\"ack\">").and(rows).and(Html::trusted("</ul>"))
    };
    Html::trusted("<h2>確認した人　")
        .and(format!("{all}人のうち {done}人"))
        .and(Html::trusted("</h2>"))
        .and(list)
}

fn silent(d: &mut Draw<'_>) -> Vec<Silent> {
    if !d.v.asks_back {
        return Vec::new();
    }
    let open: Vec<u32> =
        d.v.asks
            .iter()
            .filter(|k| k.seen_at.is_none() && k.organisation.is_none())
            .map(|k| k.n)
            .collect();
    let mut out = Vec::new();
    for n in open {
        let Some(s) = d.v.seats.iter().find(|s| s.who.n == n) else { continue };
        let name = format!("told.{n}");
        let state = d.refused.of(&name).cloned().unwrap_or_default();
        let ways: Vec<Opt> = [Method::Phone, Method::Fax, Method::Visit, Method::Post]
            .iter()
            .map(|m| Opt::new(m.code(), m.label()))
            .collect();
        let field = |part: &str, label: &str, kind| {
            let mut f = Field::new(format!("{name}.{part}"), label, kind);
            f.error = state.error_of(part);
            f
        };
        let to = match state.given("to") {
            Some(t) => t,
            None => s.who.called().to_owned(),
        };
        let posted = ui::dates::posted(&state, "day");
        let day = if posted == ui::field::DateValue::default() {
            ui::dates::boxes(&d.v.now.date().to_string())
        } else {
            posted
        };
        let fields = vec![
            field("method", "伝えた方法", FieldKind::radio(state.text("method"), ways)).required(),
            field("to", "だれに", FieldKind::text(to)),
            field("day", "いつ", FieldKind::Date(day)),
        ];
        let sub = d.org(&s.who.organisation_name, s.who.organisation.is_some());
        out.push(Silent {
            name: s.who.called().to_owned(),
            sub,
            open: d.form(&format!("told-{n}"), &format!("/told?n={n}")),
            fields,
            button: Button::submit("伝えたことを記録する")
                .compact()
                .about(format!("（{}）", s.who.called())),
        });
    }
    out
}

fn words(d: &mut Draw<'_>) -> Vec<Said> {
    let may = d.v.entered.may_edit;
    let all: Vec<_> = d.v.words.to_vec();
    all.into_iter()
        .map(|w| {
            let name = format!("answer.{}", w.id);
            let form = (may && w.answered_at.is_none()).then(|| {
                let open = d.form(&format!("answer-{}", w.id), &format!("/answer?word={}", w.id));
                let field = d.long(&name, "answer", "答え");
                (open, field, Button::submit("答える").compact())
            });
            Said {
                who: format!("{}さん　{}", w.name, day_moment(w.at)),
                text: draw::lines(&w.text),
                answer: w.answered_at.map_or_else(Html::default, |at| {
                    Html::text(format!("{}さん　{}　", w.answered_name, day_moment(at)))
                        .and(draw::lines(&w.answer))
                }),
                form,
            }
        })
        .collect()
}

fn facts(v: &View) -> Kv {
    let c = &v.content;
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let mut put = |k: &str, t: String| {
        if !t.is_empty() {
            rows.push((k.into(), t.into()));
        }
    };
    put("日時", if c.when().is_empty() { "まだ決まっていません".into() } else { c.when() });
    put("開き方", c.means().label().into());
    put("場所", c.place.clone());
    put("つなぎ先", c.link.clone());
    put(
        "渡した紙",
        match Handed::from_code(&c.handed) {
            Some(h) => {
                let on = c.handed_on.as_deref().and_then(|d| d.parse().ok()).map(wareki::month_day);
                [h.label().to_owned(), c.handed_to.clone(), on.unwrap_or_default()]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join("・")
            }
            None => String::new(),
        },
    );
    Kv { rows, tight: true, small: false }
}

fn agenda(c: &Content) -> Kv {
    let mut rows = Vec::new();
    if let Some(a) = Rules::shipped().ok().and_then(|r| r.agenda(&c.agenda)) {
        for t in &a.items {
            let text = c.said_about(&t.key);
            if !text.is_empty() {
                rows.push((t.title.as_str().into(), draw::lines(text)));
            }
        }
    }
    Kv { rows, tight: false, small: false }
}

fn wishes(c: &Content) -> Kv {
    let rows = [("ご本人", &c.wish_person), ("ご家族", &c.wish_family)]
        .into_iter()
        .filter(|(_, t)| !t.is_empty())
        .map(|(k, t)| (k.into(), draw::lines(t)))
        .collect();
    Kv { rows, tight: true, small: false }
}

fn seats(d: &Draw<'_>) -> Rows {
    let rules = Rules::shipped().ok();
    let rows =
        d.v.content
            .attendees
            .iter()
            .map(|a| {
                let kind = match a.presence() {
                    Presence::Room | Presence::Online => TagKind::Ok,
                    _ => TagKind::Plain,
                };
                let here = d.v.seats.iter().any(|s| s.who.n == a.n && s.here);
                let job = rules.map(|r| r.label(&a.profession).to_owned()).unwrap_or_default();
                let mut meta =
                    vec![Html::text(job), d.org(&a.organisation_name, a.organisation.is_some())];
                if d.v.entered.may_edit && !here {
                    meta.push("この画面では知らせられません（電話・FAX）".into());
                }
                PlainRow {
                    title: a.called().into(),
                    href: None,
                    tag: Some(tag(kind, a.presence().label())),
                    meta: ui::spaced(meta),
                }
            })
            .collect();
    Rows { rows, small: true }
}

fn reply(d: &mut Draw<'_>) -> Html {
    if d.v.open.is_none() || d.v.entered.head.state != State::Invited {
        return Html::default();
    }
    let version = d.v.entered.head.asked.to_string();
    let one = |d: &mut Draw<'_>, p: Presence, label: &str, first: bool| {
        let b = Button::submit(label.to_owned());
        let b = if first { b.primary() } else { b };
        d.press("/seen", &[("version", &version), ("reply", p.code())], b)
    };
    one(d, Presence::Room, "会場で出席します", true)
        .and(one(d, Presence::Online, "オンラインで出席します", false))
        .and(one(d, Presence::Absent, "欠席します", false))
}

fn acts(d: &mut Draw<'_>) -> Vec<Button> {
    let (v, id) = (d.v, d.v.entered.head.id);
    let at = |tail: &str| href(d.shell, id, tail);
    let mut out = Vec::new();
    if v.entered.may_edit {
        match v.entered.head.state {
            State::Planned | State::Invited => {
                out.push(Button::link("カンファの記録を書く", at("/edit?part=record")).compact());
                out.push(Button::link("予定を直す", at("/edit")).compact());
            }
            State::Held => out.push(Button::link("記録のつづきを書く", at("/edit")).compact()),
            State::Closed => out.push(Button::link("決定を変える", at("/edit")).compact()),
            State::Cancelled => {}
        }
    }
    if v.entered.head.state != State::Cancelled {
        out.push(Button::link("記録を印刷する", at("/print")).icon("print").compact());
    }
    out
}

/// Draws the page.
pub(super) fn draw(
    mut shell: Shell,
    key: &mut dyn FnMut() -> String,
    v: &View,
    files: (Html, Html),
    calendar: Option<&kernel::BusinessCalendar>,
    refused: &Refused,
) -> Page {
    let head = &v.entered.head;
    shell.title = format!("{} — {}さん", title(v), v.entered.resident.name);
    shell.print.about = format!("{} さんの記録", v.entered.resident.name);
    let mine: Vec<kernel::Id> = v
        .seats
        .iter()
        .filter(|s| v.mine.contains(&s.who.n))
        .filter_map(|s| s.who.organisation)
        .collect();
    let page_shell = shell.clone();
    let mut d = Draw { shell: &page_shell, v, key, refused };
    let closed = head.state == State::Closed;
    let asked = closed && v.open.is_some();
    let changed = (closed && head.changed()).then(|| {
        let e = v.editions.first();
        (
            Html::text(format!("{} さん（", head.asked_name))
                .and(draw::hospital(&v.entered.stay, v.hospital.as_ref()))
                .and("）"),
            head.asked_at.map(day_moment).unwrap_or_default(),
            e.map(|e| e.reason.clone()).unwrap_or_default(),
        )
    });
    let says = (!v.mine.is_empty()
        && !v.entered.may_edit
        && matches!(head.state, State::Closed | State::Invited))
    .then(|| {
        let open = d.form("say-form", "/say");
        let field = d.long("say", "text", "困ることと、その理由");
        (open, field, Button::submit("返事を送る").compact())
    });
    let cancel = (v.entered.may_edit && matches!(head.state, State::Planned | State::Invited))
        .then(|| {
            let open = d.form("cancel-form", "/cancel");
            let field = d.long("cancel", "reason", "取りやめる理由");
            (open, field, Button::submit("このカンファを取りやめる").compact())
        });
    let seen = asked.then(|| {
        let mut f = d.form("seen", "/seen");
        f.version = head.asked.to_string();
        f
    });
    let to = Html::text("")
        .and(draw::hospital(&v.entered.stay, v.hospital.as_ref()))
        .and(format!(" {}", head.asked_name));
    let invite = v.entered.may_edit && head.state == State::Planned;
    let bar = if asked {
        let label = if head.changed() {
            "変更点を確認しました"
        } else {
            "決定を確認しました"
        };
        SendBar {
            label: "確認する".into(),
            head: "知らせる相手".into(),
            to,
            after: Html::default(),
            button: Button::submit(label).primary().of_form("seen"),
            second: says
                .is_some()
                .then(|| Button::link("この日では困る（理由を書く）", "#say").text()),
        }
        .html()
    } else {
        Html::default()
    };
    let mut acts = acts(&mut d);
    let mut reply = reply(&mut d);
    if invite {
        let n = v.content.attendees.len();
        let b = Button::submit("案内を送る").primary().about(format!("（{n}人）"));
        reply = d.press("/invite", &[("version", &head.version.to_string())], b);
    }
    let unasked = matches!(head.state, State::Planned | State::Held);
    if unasked && !v.entered.may_edit {
        acts.clear();
    }
    let hint = v
        .hint
        .as_ref()
        .filter(|_| matches!(head.state, State::Held | State::Closed))
        .and_then(|h| {
            let r = Rules::shipped().ok()?;
            let t = if h.met {
                tag(
                    TagKind::Ok,
                    format!("在宅側 {}者（{}者以上）", h.parties.len(), r.joint.parties_min),
                )
            } else {
                tag(
                    TagKind::Plain,
                    format!(
                        "在宅側 {}者（{}者以上がめやす）",
                        h.parties.len(),
                        r.joint.parties_min
                    ),
                )
            };
            let mut text = format!("{}のめやすです。{}", r.joint.name, r.joint.source);
            if !h.hospital {
                text = format!("病院の医師か看護師の出席が、まだ書かれていません。{text}");
            }
            if h.met && h.groups < r.joint.parties_min {
                text.push_str("。同じ職種どうしが入っています。数えられるか、たしかめてください");
            }
            Some((t.html(), h.parties.clone(), text))
        });
    let history = Rows {
        rows: v
            .editions
            .iter()
            .map(|e| PlainRow {
                title: if e.version == head.first_closed {
                    "決定を閉じました".into()
                } else {
                    Html::text(&e.reason)
                },
                href: None,
                tag: None,
                meta: ui::spaced([day_moment(e.at).into(), e.name.as_str().into()]),
            })
            .collect(),
        small: true,
    };
    let closed_on = v
        .editions
        .last()
        .map(|e| format!("カンファは{}に閉じました", wareki::month_day(e.at.date())))
        .unwrap_or_default();
    let back = if v.entered.may_edit {
        ui::back("入退院のようす", page_shell.url(&format!("/transitions/{}", v.entered.stay.id)))
    } else {
        ui::back("きょう", page_shell.url("/"))
    };
    Page {
        back,
        title: title(v),
        who: draw::who(
            &v.entered.resident,
            &v.entered.stay,
            draw::hospital(&v.entered.stay, v.hospital.as_ref()),
            v.now,
        ),
        tags: tags(v),
        changed,
        diff: diff(v, &mine),
        n: v.changes.len(),
        closed_on,
        same: v.unchanged.clone(),
        mine: concerns(v, &mine, calendar),
        reply,
        facts: facts(v),
        decisions: decisions(&mut d),
        said: agenda(&v.content),
        wishes: wishes(&v.content),
        seats: seats(&d),
        silent: silent(&mut d),
        say: says,
        words: words(&mut d),
        files: files.0,
        upload: files.1,
        ack: ack(&d),
        hint,
        history,
        acts,
        cancel,
        seen,
        bar,
        shell,
    }
}

/// What hangs on a conference: this kind and its id.
pub(super) fn about(id: ConferenceId) -> attachments::About {
    attachments::About { kind: "conference".into(), id: id.0 }
}

/// Shows a conference, perhaps with what was refused in one of its small forms.
pub(super) fn show(req: &Req, id: ConferenceId, refused: &Refused) -> Result<Resp, Fail> {
    let own = req.actor()?.organisation.map(accounts::OrganisationId);
    let (v, listed, calendar) = req.read(move |cx| {
        let v = view(cx, id)?;
        let listed = attachments::list_of(cx, v.entered.resident.id, &about(id))?;
        let calendar = own.map(|o| accounts::calendar_of(cx, o)).transpose()?;
        Ok((v, listed, calendar))
    })?;
    let thumbs = attachments::thumbnails(&req.app, &listed);
    let resident = v.entered.resident.id;
    let files = if listed.rows.is_empty() {
        Html::default()
    } else {
        attachments::rows(&req.shell, resident, &listed, &thumbs).html()
    };
    let upload = if v.entered.may_edit && v.entered.head.state != State::Cancelled {
        let open = FormOpen {
            id: "files-form".into(),
            action: href(&req.shell, id, "/files"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            multipart: true,
            ..FormOpen::default()
        };
        let errors = refused.of("files").map(|s| s.errors.clone()).unwrap_or_default();
        let part =
            attachments::UploadPart::new(&req.form, attachments::AttachmentKind::Other, &errors);
        open.html()
            .and(part.html())
            .and(Html::trusted("<p class=\"btns mt3\">"))
            .and(Button::submit("ファイルをつける").compact().html())
            .and(Html::trusted("</p></form>"))
    } else {
        Html::default()
    };
    let status = if refused.form.is_empty() { 200 } else { 422 };
    let mut key = || req.new_key();
    let page = draw(req.shell.clone(), &mut key, &v, (files, upload), calendar.as_ref(), refused);
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("conference")?, &Refused::default())
}

/// The conferences of a stay: the only one opens at once.
pub(super) fn of_stay(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let all = req.read(move |cx| read::of_stay(cx, stay))?;
    match all.last() {
        Some(h) => Ok(Resp::go(crate::use_cases::conferences::path(h.id))),
        None => Ok(Resp::go_saying(
            format!("/transitions/{stay}"),
            "この入院の退院前カンファは、まだ用意されていません",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, sound};
    use super::*;

    fn html(v: &View, refused: &Refused) -> String {
        let mut n = 0;
        let mut key = || {
            n += 1;
            format!("key{n}")
        };
        let none = (Html::default(), Html::default());
        let t = |h| kernel::Time::constant(h, 0, 0, 0);
        let cal = kernel::BusinessCalendar::weekdays(t(8), t(17));
        draw(samples::shell(), &mut key, v, none, Some(&cal), refused).render().unwrap()
    }

    #[test]
    fn an_attendee_sees_the_difference_and_the_own_state_but_not_who_else_is_missing() {
        let page = html(&samples::changed(false), &Refused::default());
        sound(&page);
        for words in [
            "退院前カンファの決定が変わりました",
            "2日前から あなたの確認待ち",
            "11月26日（木）まで",
            "変更点を確認しました",
            "この日では困る",
            "3人のうち 1人",
            "変わらないこと 1",
            "介護ベッドの納品を 11月24日（火）までにする",
            "きょうを入れて3日です",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("田村 直子</b><div"), "nobody else's state is shown");
        assert!(!page.contains("決定を変える</a>"));
    }

    #[test]
    fn the_changer_sees_who_is_missing_and_notes_who_was_told() {
        let page = html(&samples::changed(true), &Refused::default());
        sound(&page);
        for words in
            ["伝えたことを記録する", "菊池 恵子", "決定を変える", "24日は業者が休みです", "めやす"]
        {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("変更点を確認しました"), "the changer is not asked");
    }

    #[test]
    fn empty_long_and_refused_pages_hold() {
        let page = html(&samples::bare(), &Refused::default());
        sound(&page);
        assert!(page.contains("まだ決まっていません") && page.contains("案内を送る"));
        for holder in [true, false] {
            sound(&html(&samples::long(holder), &Refused::default()));
        }
        let mut state = ui::FormState::default();
        state.put("text", samples::LONG.into());
        state.error("text", "500文字以内で入力してください");
        let page = html(&samples::changed(false), &Refused { form: "say".into(), state });
        sound(&page);
        assert!(page.contains("500文字以内で入力してください"));
    }
}
