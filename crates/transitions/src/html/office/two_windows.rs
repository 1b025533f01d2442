//! One person in two windows on one chapter: what the other window saved stands beside the field in which this one says
//! something else.
use forms::{Answers, Key};
use kernel::At;
use ui::{Field, Flash, FlashKind, Node, Shell};

use super::paper::Work;
use super::parts;

/// What the page says on top, with the way to what was saved.
pub(super) fn told(w: &Work, shell: &Shell, chapter: &str, at: At) -> Flash {
    let mut f = Flash::new(
        FlashKind::Bad,
        format!("このページは、べつの画面で {} に保存されています", parts::clock(at)),
    );
    f.more = Some(
        "下は、この画面で入力した内容で、まだ保存していません。ちがう欄には、べつの画面で保存した内容も出しています。この画面の内容でよければ、もう一度押してください。"
            .into(),
    );
    let href = shell.url(&format!("{}?c={chapter}", w.paper.path(w.stay.id)));
    f.link = Some(ui::Link::new("べつの画面で保存した内容を残して、開きなおす", href));
    f
}

/// Adds to each field of `nodes` what `saved` says there, where it says something else than `w`.
pub(super) fn beside(w: &Work, nodes: &mut [Node], saved: &Answers) {
    for node in nodes {
        match node {
            Node::Field(f) => note(w, f, saved),
            Node::Pair(fields) => fields.iter_mut().for_each(|f| note(w, f, saved)),
            Node::Group(g) => beside(w, &mut g.nodes, saved),
            Node::Repeat(r) => {
                for row in &mut r.rows {
                    beside(w, &mut row.nodes, saved);
                }
                let lost: Vec<String> = (r.rows.len()..saved.rows(&r.link_id).len())
                    .map(|n| row_words(w, saved, &r.link_id, n))
                    .collect();
                if !lost.is_empty() {
                    let lost = lost.join("」「");
                    let words = format!("べつの画面で保存した「{lost}」は、この画面にありません");
                    r.error =
                        Some(r.error.take().map_or(words.clone(), |e| format!("{e}。{words}")));
                }
            }
            Node::Said(_) => {}
        }
    }
}

fn row_words(w: &Work, saved: &Answers, group: &str, n: usize) -> String {
    let own = |key: &Key| key.row.as_ref().is_some_and(|(g, row)| g == group && *row == n);
    let words: Vec<String> =
        saved.iter().filter(|(k, _)| own(k)).map(|(k, _)| words(w, saved, &k)).collect();
    words.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("・")
}

fn words(w: &Work, of: &Answers, key: &Key) -> String {
    match (w.form.question(&key.link_id), of.get(key)) {
        (Some(placed), Some(a)) => forms::words::answer(placed.question, a),
        _ => String::new(),
    }
}

fn note(w: &Work, f: &mut Field, saved: &Answers) {
    let keys = saved.iter().chain(w.answers.iter()).map(|(k, _)| k);
    let Some(key) = keys.into_iter().find(|k| k.name() == f.name) else { return };
    let (here, there) = (words(w, &w.answers, &key), words(w, saved, &key));
    if f.read_only || here == there {
        return;
    }
    let there = if there.is_empty() { "（空です）" } else { &there };
    let text = format!("べつの画面で保存した内容：{there}");
    f.warning = Some(match f.warning.take() {
        Some(w) => format!("{w}。{text}"),
        None => text,
    });
}

#[cfg(test)]
mod tests {
    use forms::{Answer, Value};

    use super::super::flow_tests::Town;
    use super::super::paper::Paper;
    use super::super::{check::tests::work, samples};
    use super::*;
    use slice::{Body, Resp};
    use testkit::at;

    fn hidden(page: &str, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        page.split(&mark).nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    fn redirect(r: Resp) -> (String, String) {
        let Body::Redirect { to, flash } = r.body else { panic!("{}", Town::html(r).1) };
        (to, flash.unwrap_or_default())
    }

    #[test]
    fn both_windows_words_stand_beside_the_field_and_a_row_that_only_one_has_is_told() {
        let w = work(Paper::Record, 0);
        let mut saved = w.answers.clone();
        let text = |t: &str| Answer::of(Value::Text(t.into()));
        saved.set(&Key::in_row("interview", 0, "interview.person"), text("及川"));
        saved.set(&Key::in_row("interview", 1, "interview.person"), text(samples::LONG));
        let chapter = w.form.chapter("ch_interview").unwrap();
        let drawn = forms::Draw {
            form: w.form,
            answers: &w.answers,
            checked: None,
            today: w.today,
            mark_missing: false,
            add_row: None,
        };
        let mut nodes = drawn.chapter(chapter);
        beside(&w, &mut nodes, &saved);
        let html: String = nodes.iter().map(Node::render).collect();
        assert!(html.contains("べつの画面で保存した内容：及川"));
        assert!(html.contains("は、この画面にありません") && !html.contains("<script>alert"));
    }

    #[test]
    fn a_page_saved_in_another_window_shows_both_and_links_to_what_was_saved() {
        let t = Town::new();
        let stay = t.admitted();
        let draft = format!("{stay}/sheet/draft");
        t.post(&t.cm, &draft, "_c=ch_wishes&_version=0&a.wish.person=begun");
        let seen = hidden(&t.page(&t.cm, &format!("{stay}/sheet?c=ch_wishes")), "_seen");
        t.post(&t.cm, &draft, &format!("_c=ch_wishes&_version=0&_seen={seen}&a.wish.person=first"));
        let late = format!("_c=ch_wishes&_version=0&_seen={seen}&_do=next&a.wish.person=second");
        let (status, page) = Town::html(t.post(&t.cm, &draft, &late));
        assert_eq!(status, 409);
        assert!(page.contains("second</textarea>"));
        assert!(page.contains("べつの画面で保存した内容：first"));
        assert!(page.contains("/sheet?c=ch_wishes\"") && !page.contains("左の一覧"));
    }

    #[test]
    fn the_same_sent_from_two_windows_is_sent_once_and_said_so() {
        let t = Town::new();
        let stay = t.admitted();
        t.post(&t.cm, &format!("{stay}/sheet/draft"), "_c=ch_wishes&_version=0&a.wish.person=home");
        let shown = hidden(&t.page(&t.cm, &format!("{stay}/sheet/check")), "_shown");
        assert_eq!(shown, hidden(&t.page(&t.cm, &format!("{stay}/sheet/check")), "_shown"));
        let send = format!("{stay}/sheet/send");
        let body = |key: &str| format!("_key={key}&_version=0&_shown={shown}&a.method=ict");
        assert_eq!(t.go(&t.cm, &send, &body("key-one-01")), stay);
        t.app.clock.set(at("2026-11-19", "10:07"));
        let (to, said) = redirect(t.post(&t.cm, &send, &body("key-two-01")));
        assert!(to.contains("/documents/"), "{to}");
        assert!(said.contains("10時0分に、もう送っています"), "{said}");
        let page = t.page(&t.cm, &stay);
        assert_eq!(page.matches("入院時情報提供書を送りました").count(), 1);
    }

    #[test]
    fn something_else_sent_from_another_window_is_said_to_be_ones_own() {
        let t = Town::new();
        let stay = t.admitted();
        let (draft, send) = (format!("{stay}/sheet/draft"), format!("{stay}/sheet/send"));
        t.post(&t.cm, &draft, "_c=ch_wishes&_version=0&a.wish.person=home");
        let check = format!("{stay}/sheet/check");
        let early = hidden(&t.page(&t.cm, &check), "_shown");
        // changed in the other window: what is sent is what was looked at
        t.post(&t.cm, &draft, "_c=ch_wishes&_version=0&a.wish.person=elsewhere");
        let old = format!("_key=key-old-01&_version=0&_shown={early}&a.method=ict");
        let (status, page) = Town::html(t.post(&t.cm, &send, &old));
        assert_eq!(status, 422);
        assert!(page.contains("べつの画面で内容を変えています") && page.contains("elsewhere"));
        let now = hidden(&page, "_shown");
        t.go(&t.cm, &send, &format!("_key=key-new-02&_version=0&_shown={now}&a.method=ict"));
        let old = format!("_key=key-old-02&_version=0&_shown={early}&a.method=ict");
        let (status, page) = Town::html(t.post(&t.cm, &send, &old));
        assert_eq!(status, 409);
        assert!(page.contains("べつの画面から、あなたが") && page.contains("/documents/"));
        assert!(!page.contains("相手だけ") && !page.contains("佐藤 花子さんが"));
        // typed on after the sending, onto the version before it: both versions, as one's own windows
        t.post(&t.cm, &draft, "_c=ch_wishes&_version=0&a.wish.person=later");
        let (status, page) = Town::html(t.post(&t.cm, &send, &old.replace("old-02", "old-03")));
        assert_eq!(status, 409);
        assert!(page.contains("べつの画面で、あなたが先に保存しています"));
        assert!(page.contains("later") && page.contains("elsewhere") && !page.contains("相手だけ"));
    }
}
