//! だれが何を見られるか: the matrix of rights in words, read off the same table that decides.
use askama::Template;
use kernel::Hat;
use people::authz::{Act, Basis, What, allowed};
use slice::{Fail, Req, Resp};
use ui::{Html, Shell, Table, TableRow};

#[derive(Template)]
#[template(path = "home/who_sees.html")]
struct Page {
    shell: Shell,
    persons: bool,
    table: Table,
    unseen: String,
}

/// The page; open to everybody, because residents and families ask it too.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let persons = req.app.region().persons;
    Resp::page(draw(req.titled("だれが何を見られるか"), persons).render())
}

/// By what right, as a reader of the page would say it.
fn because(b: Basis) -> &'static str {
    match b {
        Basis::Author => "その方を登録した事業所のとき",
        Basis::Addressee => "書類を受け取ったとき（その書類について）",
        Basis::HospitalConcerned => "自分の病院に入院しているあいだと、退院後30日",
        Basis::Team => "支援チームに入っているあいだ",
        Basis::Emergency => "ご本人が救急医療情報を登録していて、救急のとき",
        Basis::Own => "ご自分のこと",
        Basis::Proxy => "ご本人が「わたしの代わりに話し合ってほしい人」に選んだとき",
        Basis::Relative => "ご本人が選んだとき（選んだものだけ）",
        Basis::Register => "ご本人が、見守りの名簿を渡すことに同意したとき",
    }
}

fn kinds(hat: Hat, basis: Basis, act: Act) -> String {
    let words: Vec<&str> =
        What::ALL.into_iter().filter(|w| allowed(hat, basis, act, *w)).map(What::label).collect();
    words.join("、")
}

/// Hats that may see somebody: each with its rights in words (why, what is seen, what may be written).
fn lines(hat: Hat) -> Vec<(&'static str, String, String)> {
    let all = Basis::ALL.iter();
    all.map(|b| (because(*b), kinds(hat, *b, Act::Read), kinds(hat, *b, Act::Write)))
        .filter(|(_, read, _)| !read.is_empty())
        .collect()
}

fn draw(shell: Shell, persons: bool) -> Page {
    let mut rows = Vec::new();
    let mut unseen = Vec::new();
    for hat in Hat::ALL.into_iter().filter(|h| *h != Hat::System) {
        let rights = lines(hat);
        if rights.is_empty() {
            unseen.push(hat.label());
        }
        for (why, read, write) in rights {
            let write = if write.is_empty() { "—".into() } else { write };
            rows.push(TableRow {
                head: hat.label().into(),
                cells: vec![why.into(), Html::text(read), Html::text(write)],
            });
        }
    }
    Page {
        persons,
        table: Table {
            caption: "職種ごとに、どんなときに何を見られるか".into(),
            heads: ["だれが", "どんなときに", "見られるもの", "書けるもの"]
                .map(String::from)
                .to_vec(),
            rows,
        },
        unseen: unseen.join("、"),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    #[test]
    fn the_page_says_what_the_matrix_decides() {
        let html = draw(shell(), true).render().unwrap();
        sound(&html);
        let all: usize = Hat::ALL
            .into_iter()
            .map(|h| {
                Basis::ALL
                    .iter()
                    .filter(|b| What::ALL.iter().any(|w| allowed(h, **b, Act::Read, *w)))
                    .count()
            })
            .sum();
        assert_eq!(html.matches("data-l=\"どんなときに\"").count(), all);
        assert!(html.contains("保守の業者、連携コーディネーター、運用担当"));
    }

    #[test]
    fn a_region_without_persons_says_that_there_is_nothing_to_see() {
        let html = draw(shell(), false).render().unwrap();
        sound(&html);
        assert!(html.contains("個人情報を扱わない構成") && !html.contains("<table"));
    }
}
