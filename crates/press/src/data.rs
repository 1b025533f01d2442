//! From a job to the JSON a template reads.

use office::print::{FontCoverage, Paper, PrintJob, Unprintable, printable};
use serde_json::{Map, Value, json};

use crate::{PressError, templates};

/// What a template gets.
pub(crate) struct JobData {
    /// The JSON text.
    pub(crate) json: String,
    /// SVG of each QR code, in the order of [`templates::qr_path`].
    pub(crate) codes: Vec<String>,
    /// What could not be printed as written.
    pub(crate) unprintable: Unprintable,
}

/// Makes every text printable and turns each address under a key `qr` into the path of its drawn code.
pub(crate) fn of(job: &PrintJob, fonts: &FontCoverage) -> Result<JobData, PressError> {
    let mut work = Work { fonts, found: Unprintable::default(), codes: Vec::new() };
    let qr = match &job.qr {
        Some(address) => Value::String(work.code(address)?),
        None => Value::Null,
    };
    let mut data = json!({
        "title": work.text(&job.title),
        "subject": work.text(&job.subject),
        "sender": work.text(&job.sender),
        "demo": job.demo.as_deref().map(|band| work.text(band)),
        "edition": work.text(&job.edition),
        "printed_at": work.text(&job.printed_at),
        "qr": qr,
        "landscape": job.paper == Paper::A4Landscape,
        "body": work.value(&job.body)?,
    });
    if let Some(map) = data.as_object_mut() {
        // Said on the paper itself; code points because the characters cannot be shown.
        map.insert(
            "missing".to_owned(),
            work.found.missing.iter().map(|c| code_point(*c)).collect(),
        );
        map.insert(
            "usual_form".to_owned(),
            work.found.usual_form.iter().map(char::to_string).collect(),
        );
    }
    Ok(JobData { json: data.to_string(), codes: work.codes, unprintable: work.found })
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

struct Work<'a> {
    fonts: &'a FontCoverage,
    found: Unprintable,
    codes: Vec<String>,
}

impl Work<'_> {
    fn text(&mut self, text: &str) -> String {
        printable(text, self.fonts, &mut self.found).into_owned()
    }

    fn code(&mut self, address: &str) -> Result<String, PressError> {
        self.codes.push(office::qr::svg(address, None)?);
        Ok(templates::qr_path(self.codes.len() - 1))
    }

    fn value(&mut self, value: &Value) -> Result<Value, PressError> {
        Ok(match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => {
                let mut out = Map::new();
                for (key, item) in map {
                    let item = match item {
                        Value::String(address) if key == "qr" => Value::String(self.code(address)?),
                        other => self.value(other)?,
                    };
                    out.insert(key.clone(), item);
                }
                Value::Object(out)
            }
            plain => plain.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use office::print::TemplateId;

    use super::*;

    #[test]
    fn every_text_of_the_job_is_checked_and_every_code_drawn() {
        let fonts = FontCoverage::new("abcあ〓 ".chars(), []);
        let body = json!({"rows": [["あ😀", 1, null]], "qr": "https://a/1", "inner": [{"qr": "https://a/2"}]});
        let job = PrintJob::with_template(TemplateId::LIST, body)
            .title("a漢")
            .subject("b𠮷")
            .qr(Some("https://a/0".into()))
            .build();
        let data = of(&job, &fonts).unwrap();
        assert_eq!(data.unprintable.missing, ['漢', '𠮷', '😀']);
        assert_eq!(data.codes.len(), 3);
        let json: Value = serde_json::from_str(&data.json).unwrap();
        assert_eq!(json["title"], "a〓");
        assert_eq!(json["qr"], "/qr/0.svg");
        assert_eq!(json["body"]["rows"][0], json!(["あ〓", 1, null]));
        assert_eq!(json["body"]["qr"], "/qr/1.svg");
        assert_eq!(json["body"]["inner"][0]["qr"], "/qr/2.svg");
        assert_eq!(json["missing"], json!(["U+6F22", "U+20BB7", "U+1F600"]));
    }

    #[test]
    fn an_address_too_long_for_a_code_is_refused() {
        let job =
            PrintJob::with_template(TemplateId::LIST, json!({})).qr(Some("x".repeat(5000))).build();
        assert!(matches!(of(&job, &FontCoverage::default()), Err(PressError::Qr(_))));
    }
}
