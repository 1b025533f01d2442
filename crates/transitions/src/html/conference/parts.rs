//! Parts of a conference's page: decisions, differences, who has read it, who is to be told, words written back.
use kernel::{Holidays, wareki};
use ui::{
    Ack, AckList, Button, Diff, DiffRow, Field, FieldKind, FormOpen, Html, Kv, Opt, PlainRow, Rows,
    Shell, TagKind, tag,
};

use super::draw::{self, day_moment, href, moment};
use crate::model::Method;
use crate::model::conference::{Attendee, Content, Decision, Handed, Presence, Rules, State};
use crate::use_cases::conferences::read::View;
use crate::use_cases::conferences::talk::TEXT;

/// A decision as a line with its button.
pub(super) struct Line {
    pub what: Html,
    pub owner: String,
    pub until: Html,
    pub done: Html,
    pub press: Html,
}

/// Somebody who does not read here, with the form for having told them.
pub(super) struct Silent {
    pub name: String,
    pub sub: Html,
    pub open: FormOpen,
    pub fields: Vec<Field>,
    pub button: Button,
}

/// Words written back.
pub(super) struct Said {
    pub who: String,
    pub text: Html,
    pub answer: Html,
    pub form: Option<(FormOpen, Field, Button)>,
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
    /// What was typed into this form of the page, when it is the one that was refused.
    pub fn of(&self, form: &str) -> Option<&ui::FormState> {
        (self.form == form).then_some(&self.state)
    }
}

pub(super) struct Draw<'a> {
    pub shell: &'a Shell,
    pub v: &'a View,
    pub key: &'a mut dyn FnMut() -> String,
    pub refused: &'a Refused,
}

impl Draw<'_> {
    /// A form of this page that posts to `tail` below the conference.
    pub fn form(&mut self, id: &str, tail: &str) -> FormOpen {
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
    pub fn press(&mut self, tail: &str, values: &[(&str, &str)], button: Button) -> Html {
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
    pub fn long(&self, form: &str, name: &str, label: &str) -> Field {
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

    /// The name of an organisation, with 「（架空）」 where it has to stand.
    pub fn org(&self, name: &str, known: bool) -> Html {
        ui::org(name, known && self.shell.region.fictitious)
    }
}

pub(super) fn title(v: &View) -> &'static str {
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

pub(super) fn tags(v: &View) -> Html {
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

pub(super) fn until(d: &Decision, now: kernel::Date) -> Html {
    match d.until() {
        Some(day) if day < now => Html::text(format!("{}まで　", wareki::month_day(day)))
            .and(tag(TagKind::Over, "期限を過ぎています").html()),
        Some(day) => format!("{}まで", wareki::month_day(day)).into(),
        None => "—".into(),
    }
}

pub(super) fn decisions(d: &mut Draw<'_>) -> Vec<Line> {
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
        .enumerate()
        .map(|(i, x)| {
            let done = v.done.get(&x.n);
            let (n, nth) = (x.n.to_string(), i + 1);
            let press = match (closed && (v.entered.may_edit || own(x)), done.is_some()) {
                (false, _) => Html::default(),
                (true, false) => d.press(
                    "/done",
                    &[("n", &n), ("done", "1")],
                    Button::submit("済みにする").compact().about(format!("（{nth}番）")),
                ),
                (true, true) => d.press(
                    "/done",
                    &[("n", &n), ("done", "0")],
                    Button::submit("まだに戻す").text().compact().about(format!("（{nth}番）")),
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

pub(super) fn diff(v: &View, mine: &[kernel::Id]) -> Option<Diff> {
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
pub(super) fn concerns(
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

pub(super) fn ack(d: &Draw<'_>) -> Html {
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
            let lone = job.is_empty() || job == s.who.organisation_name;
            let mut sub = Html::text(if lone { String::new() } else { format!("{job}・") })
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

pub(super) fn silent(d: &mut Draw<'_>) -> Vec<Silent> {
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

pub(super) fn words(d: &mut Draw<'_>) -> Vec<Said> {
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

pub(super) fn facts(v: &View) -> Kv {
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

pub(super) fn agenda(c: &Content) -> Kv {
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

pub(super) fn wishes(c: &Content) -> Kv {
    let rows = [("ご本人", &c.wish_person), ("ご家族", &c.wish_family)]
        .into_iter()
        .filter(|(_, t)| !t.is_empty())
        .map(|(k, t)| (k.into(), draw::lines(t)))
        .collect();
    Kv { rows, tight: true, small: false }
}

pub(super) fn seats(d: &Draw<'_>) -> Rows {
    let rules = Rules::shipped().ok();
    let rows =
        d.v.content
            .attendees
            .iter()
            .map(|a| {
                let presence = presence(d.v, a);
                let kind = match presence {
                    Presence::Room | Presence::Online => TagKind::Ok,
                    _ => TagKind::Plain,
                };
                let here = d.v.seats.iter().any(|s| s.who.n == a.n && s.here);
                let job = rules.map(|r| r.label(&a.profession).to_owned()).unwrap_or_default();
                let of = d.org(&a.organisation_name, a.organisation.is_some());
                // 「ご本人」 is both the profession and whose side it is: said once
                let mut meta =
                    if job == a.organisation_name { vec![of] } else { vec![Html::text(job), of] };
                if d.v.entered.may_edit && !here {
                    meta.push("この画面では知らせられません（電話・FAX）".into());
                }
                PlainRow {
                    title: a.called().into(),
                    href: None,
                    tag: Some(tag(kind, presence.label())),
                    meta: ui::spaced(meta),
                }
            })
            .collect();
    Rows { rows, small: true }
}

pub(super) fn reply(d: &mut Draw<'_>) -> Html {
    if d.v.open.is_none() || d.v.entered.head.state != State::Invited {
        return Html::default();
    }
    let version = d.v.entered.head.asked.to_string();
    let means = d.v.content.means();
    let ways = [
        (Presence::Room, "会場で出席します"),
        (Presence::Online, "オンラインで出席します"),
        (Presence::Absent, "欠席します"),
    ];
    let mut out = Html::default();
    // only what this meeting has; the first is the likely one
    for (n, (p, label)) in ways.into_iter().filter(|(p, _)| means.offers(*p)).enumerate() {
        let b = Button::submit(label);
        let b = if n == 0 { b.primary() } else { b };
        out = out.and(d.press("/seen", &[("version", &version), ("reply", p.code())], b));
    }
    out
}

/// Is somebody there, as far as it is known: what the record says, and until it says something, what they answered to
/// the invitation of this version.
pub(super) fn presence(v: &View, a: &Attendee) -> Presence {
    let answered = || v.asks.iter().find(|k| k.n == a.n).and_then(|k| k.reply);
    match a.presence() {
        Presence::Invited => {
            answered().filter(|p| v.content.means().offers(*p)).unwrap_or(Presence::Invited)
        }
        said => said,
    }
}

pub(super) fn acts(d: &mut Draw<'_>) -> Vec<Button> {
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
