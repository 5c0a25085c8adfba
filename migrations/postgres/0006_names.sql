-- What lists of people are sorted by: the surname first, folded; see src/domain/fold.rs, which also makes `search` of both
-- account and doctor from now on. In the order of its bytes, as on SQLite.
ALTER TABLE account ADD COLUMN sort_name TEXT COLLATE "C" NOT NULL DEFAULT '';
-- How these keys were made. SQL cannot fold: at the start, rows of an earlier version are made anew, some at a time.
ALTER TABLE account ADD COLUMN fold_version BIGINT NOT NULL DEFAULT 0;
