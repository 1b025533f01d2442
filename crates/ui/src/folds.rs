//! A fold that holds an error comes back open: nobody should have to guess where the field with the error is.

/// What marks an error in finished HTML. Typed text cannot look like it: its quotation marks are escaped.
const WRONG: [&str; 3] = ["is-error\"", "class=\"err\"", "aria-invalid=\"true\""];

/// The page with every `<details>` open in which something is wrong. Nested ones open with the inner one.
pub fn open_where_wrong(html: String) -> String {
    if !html.contains("<details") || !WRONG.iter().any(|w| html.contains(w)) {
        return html;
    }
    let marks = WRONG.iter().flat_map(|w| html.match_indices(w)).map(|(at, _)| (at, Mark::Wrong));
    let begins = html.match_indices("<details").map(|(at, _)| (at, Mark::Begin));
    let ends = html.match_indices("</details>").map(|(at, _)| (at, Mark::End));
    let mut all: Vec<(usize, Mark)> = marks.chain(begins).chain(ends).collect();
    all.sort_unstable_by_key(|(at, _)| *at);
    let (mut around, mut to_open) = (Vec::new(), std::collections::BTreeSet::new());
    for (at, mark) in all {
        match mark {
            Mark::Begin => around.push(at),
            Mark::End => {
                around.pop();
            }
            Mark::Wrong => to_open.extend(around.iter().copied()),
        }
    }
    let mut out = String::with_capacity(html.len() + 6 * to_open.len());
    let mut from = 0;
    for at in to_open {
        let end = at + "<details".len();
        let tag = html.get(end..).and_then(|t| t.split('>').next()).unwrap_or_default();
        out.push_str(html.get(from..end).unwrap_or_default());
        if !tag.split_ascii_whitespace().any(|a| a == "open" || a.starts_with("open=")) {
            out.push_str(" open");
        }
        from = end;
    }
    out.push_str(html.get(from..).unwrap_or_default());
    out
}

#[derive(Clone, Copy)]
enum Mark {
    Begin,
    End,
    Wrong,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(html: &str) -> String {
        open_where_wrong(html.into())
    }

    #[test]
    fn a_fold_with_an_error_comes_back_open_with_those_around_it_and_others_stay_closed() {
        assert_eq!(
            opened(
                "<details><p>a</p></details><details class=\"open-wide\"><details id=\"x\"><div class=\"field is-error\"></div></details></details><details></details>"
            ),
            "<details><p>a</p></details><details open class=\"open-wide\"><details open id=\"x\"><div class=\"field is-error\"></div></details></details><details></details>"
        );
    }

    #[test]
    fn what_is_open_or_right_stays_as_it_is() {
        for same in [
            "<details class=\"mt3\" open><p class=\"err\">x</p></details>",
            "<details><p>is-error class=&quot;err&quot;</p></details>",
            "<div class=\"field is-error\"></div><details></details>",
            "</details><p class=\"err\"></p><details>",
            "",
        ] {
            assert_eq!(opened(same), same);
        }
    }
}
