//! The extensions of a form definition: HL7's own where there is one, ours for the rest. An address that is not listed here is
//! refused when a definition is loaded. README.md tells what each is for.

/// Beginning of every address of ours. `.example` is reserved (RFC 2606): nobody can take it over.
pub const BASE: &str = "https://yui.example/fhir";

/// Declares the address of one of our own extensions.
macro_rules! ours {
    ($(#[$doc:meta] $name:ident = $tail:literal;)*) => {
        $(#[$doc] pub const $name: &str = concat!("https://yui.example/fhir/StructureDefinition/", $tail);)*
    };
}

ours! {
    /// Who owns the form: 国, 県, 市, 団体 (valueString, on the form).
    OWNER = "owner";
    /// Law, notice or paper the form follows (valueString, on the form).
    SOURCE = "source";
    /// Wording not yet seen on the printed form (valueBoolean).
    VERIFY = "verify";
    /// The form's own `*`: linked to the factors that make a discharge difficult (valueBoolean; a group passes it on).
    DISCHARGE_FACTOR = "discharge-factor";
    /// N, R or V: how closely the answer is kept (valueCode; a group passes it on).
    CONFIDENTIALITY = "confidentiality";
    /// `%last_sheet` = take over the same question's answer of the last record, `none` = never (valueString; passed on).
    COPY_FROM = "copy-from";
    /// The answer may be 「別紙参照」; the value names the paper (valueString).
    SEE_ATTACHMENT = "see-attachment";
    /// The word for "not known" (不明, 未確認); passed on to choices and yes/no questions; empty = not offered (valueString).
    UNKNOWN = "unknown";
    /// Not counted as 未入力 when it is left out (valueBoolean; passed on).
    OPTIONAL = "optional";
    /// Words for true and false, divided by `|` (valueString).
    YES_NO = "yes-no";
    /// One sentence of help below the label (valueString).
    HINT = "hint";
    /// A shorter label where the heading already says the rest (valueString).
    SHORT = "short";
    /// How many choices stand in a row on a wide page (valueInteger).
    COLUMNS = "columns";
    /// Height of a text box in lines (valueInteger).
    LINES = "lines";
    /// `pair` or `row`: the questions of a group stand side by side (valueCode).
    LAYOUT = "layout";
    /// The heading of a row of a repeating group, `{n}` = its number (valueString).
    ROW_LABEL = "row-label";
    /// A chapter that the region added to the national form (valueBoolean).
    LOCAL = "local";
    /// A choice with a box for words of one's own (valueBoolean, on an answerOption).
    OPTION_OPEN = "option-open";
    /// What to say when the pattern (`regex`) does not fit (valueString).
    REGEX_MESSAGE = "regex-message";
    /// In answers: where the answer came from, in words (valueString).
    ANSWER_SOURCE = "answer-source";
    /// In answers: the day the answer was true (valueDate).
    ANSWER_AS_OF = "answer-as-of";
    /// In answers: 別紙参照; the value names the paper (valueString).
    ANSWER_ATTACHED = "answer-attached";
    /// In answers: the words written beside a choice (valueString).
    ANSWER_OTHER = "answer-other";
}

/// SDC: value a question begins with.
pub const INITIAL: &str =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression";
/// SDC: value worked out from other answers.
pub const CALCULATED: &str =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression";
/// Kind of control: `drop-down`, `tel`.
pub const ITEM_CONTROL: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
/// Unit of a number.
pub const UNIT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";
/// A choice that excludes all others (なし).
pub const EXCLUSIVE: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
/// A condition over several answers.
pub const CONSTRAINT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint";
/// Least number of rows.
pub const MIN_OCCURS: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs";
/// Greatest number of rows.
pub const MAX_OCCURS: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs";
/// Least number.
pub const MIN_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
/// Greatest number.
pub const MAX_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
/// Decimal places of a number.
pub const MAX_PLACES: &str = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces";
/// Pattern of a text; the whole text must fit.
pub const REGEX: &str = "http://hl7.org/fhir/StructureDefinition/regex";
/// Place of a choice on its scale.
pub const ORDINAL: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
/// HL7's code system for an answer that is missing for a reason.
pub const ABSENT_REASON: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
