-- base
-- The wards at which somebody of a hospital works: where their own list begins. They choose them themselves.
CREATE TABLE accounts_ward_member(account TEXT NOT NULL REFERENCES accounts_account(id), ward TEXT NOT NULL, PRIMARY KEY(account, ward));
