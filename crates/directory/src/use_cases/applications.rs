//! An organisation that asks to join, held against the directory: its 事業所番号 must be there, and the centre calls back
//! at the number that stands there, never at one from the form.
use accounts::OrganisationId;
use accounts::use_cases::applications::{self, Listed};
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use crate::store::facilities::{self, Facility};
use crate::{FacilityId, permissions};

/// The facilities that the number of an application can mean: itself, and of ten digits of a 医療機関コード (prefecture,
/// table, code) the last seven.
pub fn candidates(cx: &Cx<'_>, number: &str) -> Result<Vec<Facility>> {
    authorise(cx, &permissions::IMPORT)?;
    let mut out = facilities::of_number(cx, number)?;
    if let (10, Some(short)) = (number.len(), number.get(3..)) {
        out.extend(facilities::of_number(cx, short)?);
    }
    Ok(out)
}

/// Confirms an application after a call to the facility's number. The organisation and the code of its
/// administrator's letter; the facility points to the organisation from now on.
pub fn confirm(
    cx: &Cx<'_>,
    id: Id,
    facility: FacilityId,
    random: &[u8; 12],
) -> Result<(OrganisationId, String)> {
    let asked = applications::get(cx, id)?;
    let found = candidates(cx, &asked.form.number)?.into_iter().find(|f| f.id == facility);
    let Some(f) = found else {
        return Err(Error::field("facility", "名簿の事業所を選んでください"));
    };
    if f.organisation.is_some() {
        return Err(Error::Rule(
            "この事業所は、もう参加しています。その事業所の管理者が、職員を招待できます".into(),
        ));
    }
    let Some(phone) = f.data.phone.clone().filter(|p| !p.trim().is_empty()) else {
        return Err(Error::Rule(
            "名簿に電話番号がありません。先に、公表されている番号を名簿に入れてください".into(),
        ));
    };
    let listed = Listed {
        name: f.data.name.clone(),
        kana: f.data.kana.clone(),
        corporation: f.data.corporation.clone().unwrap_or_default(),
        phone,
        fax: f.data.fax.clone().unwrap_or_default(),
    };
    let made = applications::confirm(cx, id, &listed, random)?;
    super::register::link(cx, f.id, Some(made.0))?;
    Ok(made)
}
