//! Words of the acts of after discharge and handing over.
use super::Said;
use crate::model::follow_up::{FollowUp, Question, Reply};
use crate::model::handover::HandoverKind;
use crate::model::{Act, ActKind};

/// The words, when the act belongs here.
pub(super) fn said(a: &Act) -> Option<Said> {
    match a.kind {
        ActKind::FollowUp => Some(follow_up(a)),
        ActKind::HandedOver => Some(handed_over(a)),
        _ => None,
    }
}

fn follow_up(a: &Act) -> Said {
    let mark = a.detail.codes.first().map_or("", String::as_str);
    let f = FollowUp::read(a);
    let of = |want: Reply| {
        let names: Vec<&str> = Question::ALL
            .iter()
            .filter(|q| f.is_some_and(|f| f.reply(**q) == want))
            .map(|q| q.short())
            .collect();
        names.join("、")
    };
    let mut text = Vec::new();
    for r in [Reply::No, Reply::Yes, Reply::Unknown] {
        let names = of(r);
        if !names.is_empty() {
            text.push(format!("{}：{names}", r.label()));
        }
    }
    Said { title: format!("退院後{mark}日の確認"), text, column: true }
}

/// In the person's column the whole handover is one entry of its own (timeline); on the stay it stands here.
fn handed_over(a: &Act) -> Said {
    let liaison = a.detail.has(HandoverKind::Liaison.code());
    let title = if liaison {
        "病院の担当が変わりました"
    } else {
        "在宅側の担当が変わりました"
    };
    Said {
        title: title.into(),
        text: vec![format!("{} から {} へ", a.detail.note, a.to_name)],
        column: liaison,
    }
}
