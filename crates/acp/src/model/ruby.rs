//! Reading aids in data: 「{漢字|かんじ}」. Only the program's own texts have them; what a person wrote is never changed.
use serde_json::{Value, json};
use ui::Html;

/// A piece of a text: what stands on the line and its reading; an empty reading = none.
pub type Piece<'a> = (&'a str, &'a str);

/// The pieces of a text. A brace without its partner stands as it is.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        let read = tail.split_once('}').and_then(|(in_it, after)| {
            in_it.split_once('|').map(|(base, reading)| (base, reading, after))
        });
        let Some((base, reading, after)) = read else { break };
        if !before.is_empty() {
            out.push((before, ""));
        }
        out.push((base, reading));
        rest = after;
    }
    if !rest.is_empty() {
        out.push((rest, ""));
    }
    out
}

/// Without readings.
pub fn plain(text: &str) -> String {
    pieces(text).iter().map(|(base, _)| *base).collect()
}

/// As `<ruby>`.
pub fn html(text: &str) -> Html {
    pieces(text).iter().fold(Html::default(), |out, (base, reading)| match reading.is_empty() {
        true => out.and(Html::text(base)),
        false => out
            .and(Html::trusted("<ruby>"))
            .and(Html::text(base))
            .and(Html::trusted("<rt>"))
            .and(Html::text(reading))
            .and(Html::trusted("</rt></ruby>")),
    })
}

/// For the booklet: `[[base, reading], …]`.
pub fn print(text: &str) -> Value {
    pieces(text).iter().map(|(base, reading)| json!([base, reading])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_stand_over_their_signs_and_nowhere_else() {
        let text = "{体|からだ}が {動|うご}く";
        assert_eq!(pieces(text), [("体", "からだ"), ("が ", ""), ("動", "うご"), ("く", "")]);
        assert_eq!(plain(text), "体が 動く");
        assert_eq!(html("<{体|からだ}").as_str(), "&lt;<ruby>体<rt>からだ</rt></ruby>");
        for broken in ["{体", "体}", "{体}", "a{b|c"] {
            assert_eq!(plain(broken), broken);
        }
    }
}
