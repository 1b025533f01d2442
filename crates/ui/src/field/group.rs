//! Fields together: a group under one heading, rows that repeat, and text between questions.
use askama::Template;

use super::{Field, When};
use crate::html::{Html, component, id_of};

/// One thing in a form, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A question.
    Field(Box<Field>),
    /// Two short questions side by side on wide pages.
    Pair(Vec<Field>),
    /// Questions under one heading.
    Group(Box<Group>),
    /// Rows of the same questions.
    Repeat(Box<Repeat>),
    /// Text between questions.
    Said(Said),
}

impl Node {
    /// The finished HTML.
    pub fn html(&self) -> Html {
        match self {
            Node::Field(f) => f.html(),
            Node::Pair(fields) => Html::trusted("<div class=\"pair fields\">")
                .and(crate::join(fields.iter().map(Field::html)))
                .and(Html::trusted("</div>")),
            Node::Group(g) => g.html(),
            Node::Repeat(r) => r.html(),
            Node::Said(s) => s.html(),
        }
    }

    /// The finished HTML as text.
    pub fn render(&self) -> String {
        self.html().to_string()
    }
}

impl From<Field> for Node {
    fn from(f: Field) -> Self {
        Node::Field(Box::new(f))
    }
}

impl From<Group> for Node {
    fn from(g: Group) -> Self {
        Node::Group(Box::new(g))
    }
}

impl From<Repeat> for Node {
    fn from(r: Repeat) -> Self {
        Node::Repeat(Box::new(r))
    }
}

/// Questions under one heading (a `fieldset` with its `legend`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "f/group.html")]
pub struct Group {
    /// Heading; empty draws no frame.
    pub label: String,
    /// What helps.
    pub hint: String,
    /// In order.
    pub nodes: Vec<Node>,
    /// Asked only if.
    pub when: Option<When>,
    /// Where an error of the group as a whole leads: its name, e.g. `a.group`.
    pub name: String,
    /// What is wrong with the group as a whole.
    pub error: Option<String>,
}

/// How the questions of a row stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// One under the other.
    #[default]
    Cards,
    /// Two beside each other on wide pages.
    Two,
    /// Three beside each other on wide pages.
    Three,
}

/// One row of a repeating group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in the names `a.{group}.{n}.{linkId}`; need not be gapless.
    pub n: usize,
    /// Its questions, named with `n`.
    pub nodes: Vec<Node>,
}

/// Rows of the same questions, with buttons that work without script: `_add={link_id}` and `_remove={link_id}.{n}`
/// post the whole form and ask for the page with one row more or less.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "f/repeat.html")]
pub struct Repeat {
    /// The group's linkId: value of `_add`.
    pub link_id: String,
    /// `a.{group}`: where an error of the group leads.
    pub name: String,
    /// Heading.
    pub label: String,
    /// What helps.
    pub hint: String,
    /// What a row is called: 「薬」 gives 「薬 1」 「この薬を消す」.
    pub row_label: String,
    /// Words of the adding button: 「薬を追加する」.
    pub add_label: String,
    /// Rows.
    pub rows: Vec<Row>,
    /// The questions of an empty row, named with `__n__` where the number goes (for the script).
    pub blank: Vec<Node>,
    /// How a row looks.
    pub layout: Layout,
    /// Most rows; 0 = no limit.
    pub max: usize,
    /// Asked only if.
    pub when: Option<When>,
    /// What is wrong with the group as a whole.
    pub error: Option<String>,
}

/// Text between questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "f/said.html")]
pub struct Said {
    /// The text; line ends are kept.
    pub text: String,
    /// Shown only if.
    pub when: Option<When>,
}

component!(Group, Repeat, Said);

impl Group {
    fn id(&self) -> String {
        id_of(&self.name)
    }
}

impl Repeat {
    fn id(&self) -> String {
        id_of(&self.name)
    }

    fn cells(&self) -> &'static str {
        match self.layout {
            Layout::Cards => "",
            Layout::Two => "rep-cells two",
            Layout::Three => "rep-cells three",
        }
    }

    fn full(&self) -> bool {
        self.max > 0 && self.rows.len() >= self.max
    }

    fn row_name(&self) -> &str {
        if self.row_label.is_empty() { "行" } else { &self.row_label }
    }

    fn add_words(&self) -> String {
        if self.add_label.is_empty() {
            format!("{}を追加する", self.row_name())
        } else {
            self.add_label.clone()
        }
    }
}
