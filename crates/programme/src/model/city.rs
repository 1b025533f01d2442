//! The value of an indicator in another municipality, as published.
use super::num::{Num, permille};

/// One municipality of one fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    /// 「岩手県 北上市」, or the name as typed.
    pub name: String,
    /// The figure; the numerator where there is a denominator.
    pub n: Num,
    /// Denominator.
    pub d: Option<Num>,
    /// The municipality of this region.
    pub own: bool,
    /// Where it was published.
    pub source: String,
}

impl City {
    /// What is compared: a share in hundredths of a percent, or the figure.
    pub fn value(&self) -> Option<Num> {
        match self.d {
            Some(d) => permille(self.n, d).map(|p| Num(p * 10)),
            None => Some(self.n),
        }
    }
}
