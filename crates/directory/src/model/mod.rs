//! Types and rules of the directory: pure, tested here.

pub mod abilities;
pub mod facility;
pub mod freshness;
pub mod hours;
pub mod kouhyou;
#[cfg(test)]
mod kouhyou_tests;
pub mod labels;
pub mod matching;
pub mod municipality;
pub mod normalise;
pub mod plan;
pub mod prefecture;
pub mod report;
pub mod service;
pub mod sources;
pub mod town;
pub mod window;
pub mod wrong;
