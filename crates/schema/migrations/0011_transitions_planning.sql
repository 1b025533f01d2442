-- persons
CREATE INDEX transitions_act_to ON transitions_act(to_org, kind) WHERE to_org IS NOT NULL;
