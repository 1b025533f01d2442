-- persons
-- All that a decision reads of a right stands in the index, so the row itself need not be looked up (docs/adr/0041).
CREATE INDEX people_access_about ON people_access(resident, party, party_kind, basis, kind, record, from_day, to_day);
