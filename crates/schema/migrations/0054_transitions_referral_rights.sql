-- persons
-- The sides of a 連絡票 about a person entered here hold rights to it like the sides of any other paper (「誰に見えるか」).
INSERT INTO people_access(id, resident, party_kind, party, basis, kind, record, from_day, to_day) SELECT r.id, s.resident, 'organisation', r.hokatsu, 'addressee', 'document', r.record, SUBSTR(r.at, 1, 10), NULL FROM transitions_referral r JOIN transitions_stay s ON s.id = r.stay;
INSERT INTO people_access(id, resident, party_kind, party, basis, kind, record, from_day, to_day) SELECT r.record, s.resident, 'organisation', r.hospital, 'author', 'document', r.record, SUBSTR(r.at, 1, 10), NULL FROM transitions_referral r JOIN transitions_stay s ON s.id = r.stay;
