-- base
-- A figure asks for what is not folded yet of its own name and dims: with hundreds of thousands of folded rows, only this
-- index leads there directly.
CREATE INDEX app_measure_unfolded ON app_measure(name, dims) WHERE folded = 0;
DROP INDEX app_measure_new;
-- Consultations of a part of a fiscal year are counted within the index.
CREATE INDEX desk_case_count ON desk_case(year, state, day, place);
