//! Photos of the insurance card, the medicine book and the care plan beside the chapters they are typed from: at the right
//! on wide screens, sticking on top of a phone's. A person types; nothing is read by a machine.
use app::Cx;
use askama::Template;
use people::attachments::{
    About, AttachmentKind, Kept, Listed, NewAttachment, UploadPart, attach, list_of,
};
use ui::{Button, FieldError, FormOpen, Html, Shell};

use crate::model::{Stay, StayId};
use crate::{permissions, store};

/// What attachments of a stay call it.
const ABOUT: &str = "stay";

fn about(stay: StayId) -> About {
    About { kind: ABOUT.into(), id: stay.0 }
}

/// The kinds of paper from which a chapter of 入院時情報提供書 is typed; none for the other chapters.
pub(in crate::html) fn kinds(chapter: &str) -> &'static [AttachmentKind] {
    match chapter {
        "ch_care" => &[AttachmentKind::CareInsuranceCard, AttachmentKind::InsuranceCard],
        "ch_drugs" => &[AttachmentKind::MedicineBook],
        "ch_wishes" | "ch_services" | "ch_outlook" => &[AttachmentKind::CarePlan],
        _ => &[],
    }
}

struct Picture {
    href: String,
    /// None for a PDF.
    src: Option<String>,
    label: String,
}

/// The pictures of a chapter and the form that adds one.
#[derive(Template)]
#[template(path = "admission/beside.html")]
struct Beside {
    pictures: Vec<Picture>,
    open: Option<FormOpen>,
    open_now: bool,
    summary: String,
    chapter: String,
    part: UploadPart,
    button: Button,
}

/// The attachments of a stay.
pub(in crate::html) fn load(cx: &Cx<'_>, stay: &Stay) -> app::Result<Listed> {
    list_of(cx, stay.resident, &about(stay.id))
}

/// The part of the page; nothing for chapters that are not typed from a paper.
pub(in crate::html) fn beside(
    shell: &Shell,
    key: String,
    stay: &Stay,
    chapter: &str,
    listed: &Listed,
    errors: &[FieldError],
) -> Option<Html> {
    let of = kinds(chapter);
    let first = *of.first()?;
    let pictures = listed
        .rows
        .iter()
        .filter(|a| of.contains(&a.kind) && a.withdrawn.is_none())
        .map(|a| {
            let href = shell.url(&format!("/people/{}/files/{}", stay.resident, a.id));
            let label = [a.kind.label(), a.title.as_str()].join(" ");
            Picture {
                src: a.pages.is_none().then(|| format!("{href}/content")),
                label: label.trim().to_string(),
                href,
            }
        })
        .collect();
    let words: Vec<&str> = of.iter().map(|k| k.label()).collect();
    let part = Beside {
        pictures,
        open: listed.may_write.then(|| FormOpen {
            id: "photos".into(),
            action: shell.url(&format!("/transitions/{}/sheet/photos", stay.id)),
            csrf: shell.csrf.clone(),
            key,
            multipart: true,
            ..FormOpen::default()
        }),
        open_now: !errors.is_empty(),
        summary: format!("{}の写真・PDFを付けて、見ながら入力する", words.join("・")),
        chapter: chapter.to_string(),
        part: UploadPart::new(&slice::Form::default(), first, errors),
        button: Button::submit("付ける"),
    };
    Some(Html::of(&part))
}

/// Hangs kept files on the stay.
pub(in crate::html) fn add(
    cx: &Cx<'_>,
    stay: StayId,
    kind: AttachmentKind,
    title: &str,
    files: &[Kept],
) -> app::Result<()> {
    app::authorise(cx, &permissions::SHEET)?;
    let s = store::stay(cx, stay)?;
    let new = NewAttachment {
        kind,
        title: title.to_string(),
        about: Some(about(stay)),
        files: files.to_vec(),
    };
    attach(cx, s.resident, &new).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;

    #[test]
    fn only_chapters_typed_from_a_paper_have_pictures_beside_them() {
        let form = forms::shipped().unwrap().forms.newest("admission-sheet").unwrap();
        for chapter in ["ch_care", "ch_drugs", "ch_wishes", "ch_services", "ch_outlook"] {
            assert!(form.chapter(chapter).is_some() && !kinds(chapter).is_empty(), "{chapter}");
        }
        let listed = Listed {
            person: String::new(),
            rows: Vec::new(),
            key: None,
            may_write: true,
            next: None,
            mine: None,
        };
        let stay = samples::stay();
        let part = |c: &str, errors: &[FieldError]| {
            beside(&samples::shell(), "k".into(), &stay, c, &listed, errors)
        };
        assert!(part("ch_admission", &[]).is_none());
        let care = part("ch_care", &[]).unwrap().to_string();
        assert!(
            care.contains("介護保険証・保険証の写真")
                && !care.contains("<details class=\"mt2\" open")
        );
        let bad = [FieldError { field: "files".into(), message: "読めません".into() }];
        let html = part("ch_drugs", &bad).unwrap().to_string();
        assert!(html.contains("読めません") && html.contains(" open>"));
    }
}
