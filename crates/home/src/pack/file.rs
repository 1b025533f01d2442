//! The file: one HTML with its sheet, its script and the sealed content inside. Its policy names the two by their hashes
//! and allows nothing else: no network, no frame, no form, no picture.
use app::{Error, Result};
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{At, Region};

use super::moment;
use super::seal::Sealed;

#[derive(Template)]
#[template(path = "home/pack_file.html")]
struct File<'a> {
    policy: String,
    sheet: ui::Html,
    script: ui::Html,
    sealed: ui::Html,
    region: &'a str,
    demo: bool,
    office: &'a str,
    made: String,
}

/// What is readable without the passphrase: nothing of any person.
pub(super) fn head(region: &Region, office: &str, at: At) -> String {
    serde_json::json!({ "at": at.text(), "region": region.slug, "office": office }).to_string()
}

fn asset(name: &str) -> Result<String> {
    ui::assets::get(name)
        .and_then(|a| String::from_utf8(a.body.to_vec()).ok())
        .ok_or_else(|| Error::Inconsistent(format!("{name} is not in the program")))
}

fn hash(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    format!("'sha256-{}'", STANDARD.encode(digest.as_ref()))
}

/// The finished file.
pub(super) fn file(region: &Region, office: &str, at: At, sealed: &Sealed) -> Result<String> {
    let (sheet, script) = (asset("pack.css")?, asset("pack.js")?);
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&sheet)
    );
    // inside a script element only `<` could end it; in JSON it may stand escaped everywhere
    let json = serde_json::to_string(sealed)
        .map_err(|e| Error::Inconsistent(format!("pack: {e}")))?
        .replace('<', "\\u003c");
    let file = File {
        policy,
        sheet: ui::Html::trusted(sheet),
        script: ui::Html::trusted(script),
        sealed: ui::Html::trusted(json),
        region: &region.name,
        demo: region.demo,
        office,
        made: moment(at),
    };
    file.render().map_err(|e| Error::Inconsistent(format!("template: {e}")))
}
