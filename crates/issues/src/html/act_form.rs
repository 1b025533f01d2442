//! Writing a 打ち合わせ, マッチング or 共有の場: one form, each level asks what belongs to it.
use app::Error;
use askama::Template;
use kernel::fiscal_year;
use slice::{Fail, Form, Req, Resp};
use ui::field::Input;
use ui::{Field, FieldError, FieldKind, Opt};

use super::parts::{self, NO_PERSON};
use crate::model::draft::{LINE, TEXT, TITLE, Typed};
use crate::model::{By, Form as Way, Funding, Level, Profession, State};
use crate::use_cases::{self, ActPage, Choices};
use crate::{ActId, permissions};

#[derive(Template)]
#[template(path = "issues/form.html")]
struct Page {
    shell: ui::Shell,
    title: String,
    lead: String,
    back: (String, String),
    form: ui::FormOpen,
    errors: Vec<FieldError>,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<(String, Vec<Field>)>,
    save: &'static str,
}

fn typed(f: &Form) -> Typed {
    let text = |name: &str| f.get(name).to_string();
    Typed {
        sort: text("sort"),
        by: text("by"),
        fy: text("fy"),
        title: text("title"),
        form: text("form"),
        state: text("state"),
        days: text("days"),
        times: text("times"),
        target: text("target"),
        tells: text("tells"),
        professions: f.all("professions").to_vec(),
        parties: f.all("parties").to_vec(),
        names: text("names"),
        people: text("people"),
        issues: f.all("issues").to_vec(),
        said: text("said"),
        what: text("what"),
        result: text("result"),
        agreed: text("agreed"),
        body: text("body"),
        funding: text("funding"),
        why: text("why"),
    }
}

/// The fields of a form, by name, so that each level takes them in its own order.
struct Fields<'a> {
    level: Level,
    t: &'a Typed,
    c: &'a Choices,
    errors: &'a [FieldError],
    today: kernel::Date,
}

impl Fields<'_> {
    fn field(&self, name: &str, label: &str, kind: FieldKind) -> Field {
        Field::new(name, label, kind).error_from(self.errors)
    }

    fn line(&self, name: &str, label: &str, value: &str) -> Field {
        let input = Input { value: value.into(), max: Some(TITLE), ..Input::default() };
        self.field(name, label, FieldKind::Text(input))
    }

    fn long(&self, name: &str, label: &str, value: &str, rows: u8) -> Field {
        let kind = FieldKind::LongText { value: value.into(), rows, max: Some(TEXT) };
        self.field(name, label, kind).hint(NO_PERSON)
    }

    fn sort(&self) -> Field {
        let opts = self.level.sorts().iter().map(|s| Opt::new(s.code(), s.label())).collect();
        self.field("sort", "種類", FieldKind::radio(&self.t.sort, opts)).required()
    }

    fn by(&self) -> Field {
        let opts = By::ALL
            .iter()
            .map(|b| Opt::new(b.code(), format!("{} {}", b.mark(), b.label())))
            .collect();
        self.field("by", "だれがしたか", FieldKind::radio(&self.t.by, opts)).required()
    }

    fn state(&self) -> Field {
        let opts = State::ALL
            .iter()
            .filter(|s| self.level == Level::Second || **s != State::Idea)
            .map(|s| Opt::new(s.code(), self.level.state(*s)))
            .collect();
        self.field("state", "状態", FieldKind::radio(&self.t.state, opts)).required()
    }

    fn days(&self) -> Vec<Field> {
        let input = Input { value: self.t.days.clone(), ..Input::default() };
        vec![
            self.field("days", "日にち", FieldKind::Text(input)).hint(
                "8/24 のように。何日もあるときは「5/21、8/29」。「きょう」も使えます。まだなら空けておきます",
            ),
            self.field("fy", "年度", FieldKind::select(&self.t.fy, parts::year_opts(self.today)))
                .required(),
        ]
    }

    fn form(&self) -> Field {
        let mut opts: Vec<Opt> = Way::ALL.iter().map(|f| Opt::new(f.code(), f.label())).collect();
        if self.level != Level::First {
            opts.push(Opt::new("", "なし").none());
        }
        self.field("form", "形式", FieldKind::radio(&self.t.form, opts))
    }

    fn professions(&self) -> Field {
        match self.level {
            Level::First => {
                let mut opts = vec![Opt::new("", "選んでください")];
                opts.extend(parts::profession_opts());
                let chosen = self.t.professions.first().map_or("", String::as_str);
                self.field("professions", "話した相手の職種", FieldKind::select(chosen, opts))
                    .required()
            }
            _ => {
                let label = if self.level == Level::Second {
                    "つなぐ職種"
                } else {
                    "集まった職種"
                };
                let kind = FieldKind::checks(self.t.professions.clone(), parts::profession_opts());
                self.field("professions", label, kind)
            }
        }
    }

    /// Known parties to tick: those of the chosen profession, those ticked, else all of a short list.
    fn parties(&self) -> Vec<Field> {
        let mine: Vec<Profession> =
            self.t.professions.iter().filter_map(|p| Profession::from_code(p)).collect();
        let few = self.c.parties.len() <= 24;
        let opts: Vec<Opt> = self
            .c
            .parties
            .iter()
            .filter(|p| {
                few || self.t.parties.contains(&p.id.to_string())
                    || p.profession.is_some_and(|of| mine.contains(&of))
            })
            .map(|p| Opt::new(p.id.to_string(), &p.name))
            .collect();
        let mut out = Vec::new();
        if !opts.is_empty() {
            out.push(self.field(
                "parties",
                "相手の団体・事業所",
                FieldKind::checks(self.t.parties.clone(), opts),
            ));
        }
        let label = if out.is_empty() {
            "相手の団体・事業所"
        } else {
            "ここにない団体・事業所"
        };
        let kind = FieldKind::LongText { value: self.t.names.clone(), rows: 2, max: None };
        out.push(self.field("names", label, kind).hint("1行にひとつ。例 薬剤師会"));
        out
    }

    fn people(&self) -> Field {
        let kind = FieldKind::LongText { value: self.t.people.clone(), rows: 2, max: Some(TEXT) };
        self.field("people", "話した人", kind).hint(
            "職種と所属で、1行にひとり。例 薬局の管理薬剤師。専門職だけを書き、住民・患者さんは書きません",
        )
    }

    fn issues(&self) -> Vec<Field> {
        if self.c.issues.is_empty() {
            return Vec::new();
        }
        let opts: Vec<Opt> = self
            .c
            .issues
            .iter()
            .take(crate::model::draft::MANY * 2)
            .map(|i| Opt::new(i.id.to_string(), format!("{}　{}", i.called(), i.about.title)))
            .collect();
        let kind = FieldKind::checks(self.t.issues.clone(), opts);
        vec![self.field("issues", "どの課題のためか", kind)]
    }

    fn funding(&self) -> Field {
        let mut opts = vec![Opt::new("", "まだ決めていない")];
        opts.extend(Funding::ALL.iter().map(|f| Opt::new(f.code(), f.label())));
        self.field("funding", "財源", FieldKind::select(&self.t.funding, opts))
    }

    fn why(&self) -> Field {
        self.line("why", "中止したわけ（中止のときだけ）", &self.t.why)
    }

    fn times(&self) -> Field {
        let kind = FieldKind::Integer { value: self.t.times.clone(), unit: "回".into() };
        self.field("times", "回数（日にちの数とちがうとき）", kind)
    }

    fn groups(&self) -> Vec<(String, Vec<Field>)> {
        let mut first = self.days();
        match self.level {
            Level::First => {
                first.insert(0, self.professions());
                first.push(self.form());
                first.push(self.state());
                let said = FieldKind::LongText { value: self.t.said.clone(), rows: 8, max: None };
                let said = self.field("said", "聞いたこと", said).hint(format!(
                    "1行にひとつ、{LINE}文字まで。あとで、1行を押すだけで課題になります。{NO_PERSON}"
                ));
                let mut with = self.parties();
                with.push(self.people());
                vec![
                    (String::new(), first),
                    ("聞いたこと".into(), vec![said]),
                    ("だれと".into(), with),
                    (
                        "そのほか".into(),
                        vec![
                            self.sort(),
                            self.line("title", "何の打ち合わせか", &self.t.title).hint(
                                "例 研修会の打ち合わせ。書かなければ「打ち合わせ」になります",
                            ),
                            self.long("what", "ようす・決めたこと", &self.t.what, 3),
                            self.why(),
                        ],
                    ),
                ]
            }
            Level::Second => {
                let tells = FieldKind::checks(
                    vec![self.t.tells.clone()],
                    vec![Opt::new("true", "△ ほかの地域や学会などへの発信にもなる")],
                );
                let head = vec![
                    self.line("title", "名前", &self.t.title)
                        .hint("例 医科薬科在宅医療同行訪問研修")
                        .required(),
                    self.sort(),
                    self.by(),
                    self.professions().required(),
                ];
                first.extend([self.times(), self.form(), self.state(), self.why()]);
                let mut with = self.parties();
                with.extend([self.people(), self.line("target", "対象", &self.t.target)]);
                vec![
                    (String::new(), head),
                    ("課題".into(), self.issues()),
                    ("いつ".into(), first),
                    ("だれと".into(), with),
                    (
                        "内容と結果".into(),
                        vec![
                            self.long("what", "内容（どんな場と方法で）", &self.t.what, 3),
                            self.long("result", "結果（何が変わったか）", &self.t.result, 3),
                            self.field("tells", "発信", tells),
                            self.funding(),
                        ],
                    ),
                ]
            }
            Level::Third => {
                let head = vec![
                    self.line("title", "名前", &self.t.title)
                        .hint("例 第2回 在宅医療・介護連携推進協議会")
                        .required(),
                    self.sort(),
                    self.line("body", "会議体", &self.t.body)
                        .hint("例 推進協議会。数えるときの名前です"),
                    self.professions(),
                ];
                first.extend([self.form(), self.state(), self.why()]);
                let mut with = self.parties();
                with.push(self.line("target", "対象", &self.t.target).hint("例 多職種対象"));
                vec![
                    (String::new(), head),
                    ("課題".into(), self.issues()),
                    ("いつ".into(), first),
                    ("だれと".into(), with),
                    (
                        "内容".into(),
                        vec![
                            self.long("what", "分かち合ったこと", &self.t.what, 4),
                            self.long("agreed", "合意したこと", &self.t.agreed, 4),
                            self.funding(),
                        ],
                    ),
                ]
            }
        }
    }
}

fn show(
    req: &Req,
    level: Level,
    stored: Option<&ActPage>,
    t: &Typed,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let mut c = req.read(use_cases::choices)?;
    if let Some(p) = stored {
        for i in &p.issues {
            if !c.issues.iter().any(|j| j.id == i.id) {
                c.issues.push(i.clone());
            }
        }
    }
    // what is ticked already comes first
    c.issues.sort_by_key(|i| !t.issues.contains(&i.id.to_string()));
    let today = req.app.now().date();
    let fields = Fields { level, t, c: &c, errors: &errors, today };
    let mut groups = fields.groups();
    groups.retain(|(_, f)| !f.is_empty());
    let already = stored.map_or(0, |p| p.said.iter().filter(|s| s.issue.is_some()).count());
    let page = Page {
        shell: req.titled(level.thing()),
        title: match stored {
            Some(p) => format!("「{}」を書き直す", p.act.about.name()),
            None => format!("{}を書く", level.thing()),
        },
        lead: match (level, already) {
            (Level::First, 0) => "日にち、相手、聞いたことだけで記録になります。".into(),
            (Level::First, n) => format!("聞いたことのうち{n}行は、課題になっているので残ります。"),
            _ => String::new(),
        },
        back: match stored {
            Some(p) => (p.act.about.name(), req.url(&p.act.href())),
            None => (level.thing().to_string(), req.url(level.path())),
        },
        form: ui::FormOpen {
            id: "act".into(),
            action: match stored {
                Some(p) => req.url(&format!("{}/edit", p.act.href())),
                None => req.url(&format!("{}/new", level.path())),
            },
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            version: stored.map(|p| p.act.version.to_string()).unwrap_or_default(),
            today: today.to_string(),
            ..ui::FormOpen::default()
        },
        hidden: Vec::new(),
        groups,
        save: "記録する",
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn new(req: &Req, level: Level) -> Result<Resp, Fail> {
    req.read(|cx| app::authorise(cx, &permissions::ACT))?;
    let q = &req.query;
    let today = req.app.now().date();
    let profession = Some(q.get("profession")).filter(|p| Profession::from_code(p).is_some());
    let t = Typed {
        sort: if level == Level::First { "hearing".into() } else { String::new() },
        by: "centre".into(),
        fy: fiscal_year(today).to_string(),
        state: if level == Level::First { "done".into() } else { "arranging".into() },
        days: if level == Level::First { "きょう".into() } else { String::new() },
        professions: profession.iter().map(|p| (*p).to_string()).collect(),
        parties: q.some("party").iter().map(|p| (*p).to_string()).collect(),
        issues: q.some("issue").iter().map(|i| (*i).to_string()).collect(),
        ..Typed::default()
    };
    show(req, level, None, &t, Vec::new())
}

fn stored(req: &Req, level: Level) -> Result<ActPage, Fail> {
    let id: ActId = req.id("id")?;
    let p = req.read(|cx| use_cases::act_for_change(cx, id))?;
    if p.act.about.level == level { Ok(p) } else { Err(Fail::NotFound) }
}

fn edit(req: &Req, level: Level) -> Result<Resp, Fail> {
    let p = stored(req, level)?;
    let t = Typed::of(&p.act.about, &p.said);
    show(req, level, Some(&p), &t, Vec::new())
}

fn create(req: &Req, level: Level) -> Result<Resp, Fail> {
    let t = typed(&req.form);
    let d = t.clone();
    let done = req.act(move |cx| {
        use_cases::save(cx, None, level, &d).map(|id| format!("{}/{id}", level.path()))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "記録しました")),
        Err(e) => show(req, level, None, &t, parts::field_errors(e)?),
    }
}

fn save(req: &Req, level: Level) -> Result<Resp, Fail> {
    let p = stored(req, level)?;
    let t = typed(&req.form);
    let (d, id) = (t.clone(), p.act.id);
    let version = req.form.get("_version").parse().unwrap_or(0);
    let done = req.act(move |cx| {
        use_cases::save(cx, Some((id, version)), level, &d)
            .map(|id| format!("{}/{id}", level.path()))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "書き直しました")),
        Err(Error::Stale { .. }) => {
            let say = "入力しているあいだに、ほかの人が書き直しました。べつの画面で見くらべて、もう一度記録してください";
            let errors = vec![FieldError { field: "title".into(), message: say.into() }];
            Ok(show(req, level, Some(&p), &t, errors)?.status(409))
        }
        Err(e) => show(req, level, Some(&p), &t, parts::field_errors(e)?),
    }
}

macro_rules! of_level {
    ($level:expr, $new:ident, $create:ident, $edit:ident, $save:ident) => {
        /// GET …/new
        pub(super) fn $new(req: &Req) -> Result<Resp, Fail> {
            new(req, $level)
        }
        /// POST …/new
        pub(super) fn $create(req: &Req) -> Result<Resp, Fail> {
            create(req, $level)
        }
        /// GET …/{id}/edit
        pub(super) fn $edit(req: &Req) -> Result<Resp, Fail> {
            edit(req, $level)
        }
        /// POST …/{id}/edit
        pub(super) fn $save(req: &Req) -> Result<Resp, Fail> {
            save(req, $level)
        }
    };
}
of_level!(Level::First, new_hearing, create_hearing, edit_hearing, save_hearing);
of_level!(Level::Second, new_match, create_match, edit_match, save_match);
of_level!(Level::Third, new_platform, create_platform, edit_platform, save_platform);
