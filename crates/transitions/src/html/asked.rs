//! The question of a 409: the same act stands already. What stands, and one button that records it all the same; the
//! form below keeps what was typed.
use ui::{Button, Html};

/// The box; `what` says who recorded what and when.
pub(super) fn asked(what: &str, button: Button) -> Html {
    Html::trusted(
        "<section class=\"panel mb4\" role=\"alert\" aria-labelledby=\"again\"><h2 id=\"again\">もう一度記録しますか</h2><p class=\"wrap-ja\">",
    )
    .and(format!("{what}。"))
    .and(Html::trusted("</p><p class=\"small muted wrap-ja mt2\">"))
    .and("まだ何も記録していません。入力した内容は残っています。内容がちがうときは、下を直してください。")
    .and(Html::trusted("</p><p class=\"btns mt3\">"))
    .and(button.html())
    .and(Html::trusted("</p></section>"))
}
