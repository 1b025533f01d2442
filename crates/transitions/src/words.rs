//! The words of steps and acts as pages, lists and きょう use them.
use crate::model::progress::Next;

/// A step as a noun: 「担当決定」.
pub fn next(n: Next) -> &'static str {
    match n {
        Next::Contact => "入院の連絡",
        Next::Sheet => "入院時情報提供書",
        Next::Assign => "担当決定",
        Next::Screen => "退院支援の要否",
        Next::Planning => "退院調整開始の連絡",
        Next::Conference => "退院前カンファ",
        Next::DischargeNotice => "退院日の連絡",
        Next::Papers => "書類の受け渡し",
        Next::End => "退院の登録",
        Next::Record => "退院・退所情報記録書",
        Next::Nothing => "すること なし",
    }
}

/// The verb of the button.
pub fn verb(n: Next) -> &'static str {
    match n {
        Next::Contact => "入院の連絡をする",
        Next::Sheet => "入院時情報提供書を送る",
        Next::Assign => "担当を決める",
        Next::Screen => "要否を決める",
        Next::Planning => "連絡に進む",
        Next::Conference => "カンファを記録する",
        Next::DischargeNotice => "退院日を伝える",
        Next::Papers => "書類を渡す",
        Next::End => "退院を登録する",
        Next::Record => "記録書を書く",
        Next::Nothing => "ようすを見る",
    }
}

/// Path of the page for a step, within the region.
pub fn path(n: Next, stay: crate::model::StayId) -> String {
    let tail = match n {
        Next::Contact => "/contact",
        Next::Sheet => "/sheet",
        Next::Assign => "/assign",
        Next::Screen => "/screening",
        Next::Planning => "/planning",
        Next::Conference => "/conference",
        Next::DischargeNotice => "/discharge",
        Next::Papers => "/papers",
        Next::End => "/end",
        Next::Record => "/record",
        Next::Nothing => "",
    };
    format!("/transitions/{stay}{tail}")
}
