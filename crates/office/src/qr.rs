//! QR codes, level Q (a quarter may be dirty, torn or faxed). A code on paper carries only an opaque address: never a
//! name, a number or a diagnosis.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

/// Light modules around the code that ISO/IEC 18004 asks for.
pub const QUIET_ZONE: usize = 4;

/// The modules of a code without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    size: usize,
    dark: Vec<bool>,
}

impl Matrix {
    /// Modules per side, 21 to 177.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the module in this column and row is dark; outside the code everything is light.
    #[must_use]
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.size && self.dark.get(row * self.size + column).copied().unwrap_or(false)
    }
}

/// The text is longer than a level-Q code can hold (about 1,600 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("二次元コードに入れる文字が長すぎます。")]
pub struct TooLong;

/// The matrix of a code.
///
/// # Errors
/// [`TooLong`].
pub fn matrix(text: &str) -> Result<Matrix, TooLong> {
    let code = QRBuilder::new(text).ecl(ECL::Q).build().map_err(|_| TooLong)?;
    let dark = code.data.iter().take(code.size * code.size).map(|module| module.value()).collect();
    Ok(Matrix { size: code.size, dark })
}

/// The code as SVG: one black path on white, quiet zone included, one unit per module, no fixed size. `label` is the
/// accessible name; without one the picture is hidden from readers (a text beside it must then say the same).
///
/// # Errors
/// [`TooLong`].
pub fn svg(text: &str, label: Option<&str>) -> Result<String, TooLong> {
    let matrix = matrix(text)?;
    let side = matrix.size() + 2 * QUIET_ZONE;
    let role = match label {
        Some(label) => format!("role=\"img\" aria-label=\"{}\"", escape(label)),
        None => "aria-hidden=\"true\"".to_owned(),
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" \
         {role}><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\""
    );
    for row in 0..matrix.size() {
        let mut column = 0;
        while column < matrix.size() {
            let run = (column..matrix.size()).take_while(|x| matrix.is_dark(*x, row)).count();
            if run > 0 {
                // Writing to a String cannot fail.
                let _ =
                    write!(out, "M{} {}h{run}v1h-{run}z", column + QUIET_ZONE, row + QUIET_ZONE);
            }
            column += run.max(1);
        }
    }
    out.push_str("\"/></svg>");
    Ok(out)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://yui.example/yuino/p/0123456789abcdefghjk";

    #[test]
    fn a_code_has_its_three_finder_patterns_and_none_in_the_fourth_corner() {
        let m = matrix(ADDRESS).unwrap();
        assert_eq!((m.size() - 17) % 4, 0);
        let finder = |x0: usize, y0: usize| {
            (0..7).all(|y| {
                (0..7).all(|x| {
                    let ring = x == 0 || x == 6 || y == 0 || y == 6;
                    let eye = (2..5).contains(&x) && (2..5).contains(&y);
                    m.is_dark(x0 + x, y0 + y) == (ring || eye)
                })
            })
        };
        let far = m.size() - 7;
        assert!(finder(0, 0) && finder(far, 0) && finder(0, far) && !finder(far, far));
        // Format bits 0 and 1 (row 8, columns 0 and 1) are the level XOR the mask 10101…: Q = 11 → 01.
        assert_eq!((m.is_dark(0, 8), m.is_dark(1, 8)), (false, true));
        assert!(!m.is_dark(m.size(), 0));
    }

    #[test]
    fn the_picture_draws_exactly_the_matrix_inside_its_quiet_zone() {
        let m = matrix(ADDRESS).unwrap();
        let svg = svg(ADDRESS, Some("返事の<画面>")).unwrap();
        assert!(svg.contains("aria-label=\"返事の&lt;画面&gt;\""));
        let side = m.size() + 8;
        let mut drawn = vec![false; side * side];
        let path = svg.rsplit("d=\"").next().unwrap().trim_end_matches("\"/></svg>");
        for run in path.split('M').filter(|run| !run.is_empty()) {
            let mut numbers =
                run.split([' ', 'h', 'v', '-', 'z']).filter_map(|n| n.parse::<usize>().ok());
            let (x, y, w) =
                (numbers.next().unwrap(), numbers.next().unwrap(), numbers.next().unwrap());
            drawn[y * side + x..y * side + x + w].fill(true);
        }
        for y in 0..side {
            for x in 0..side {
                let dark = x >= 4 && y >= 4 && m.is_dark(x - 4, y - 4);
                assert_eq!(drawn[y * side + x], dark, "module {x},{y}");
            }
        }
    }

    #[test]
    fn too_long_a_text_is_refused() {
        assert_eq!(svg(&"あ".repeat(1000), None), Err(TooLong));
    }
}
