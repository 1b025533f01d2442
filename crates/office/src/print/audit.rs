//! Body of the monthly review of the audit log.
use serde::{Deserialize, Serialize};

use super::{LabelValue, Printed, TemplateId};

/// What was looked at in a month, and the checkpoint as text and code.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AuditReviewSheet {
    /// Words above.
    pub lead: String,
    /// Figures of the month.
    pub figures: Vec<LabelValue>,
    /// Verdict, what, remark.
    pub rows: Vec<Vec<String>>,
    /// The newest checkpoint, its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
    /// The same for the code: its signed text, byte for byte. The one code that is no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
}

impl Printed for AuditReviewSheet {
    const TEMPLATE: TemplateId = TemplateId::AUDIT_REVIEW;
}
