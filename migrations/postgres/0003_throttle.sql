-- Strikes against those who try too often. A key is a keyed hash of an account or an address and of what was tried:
-- nothing in here tells whose it is.
CREATE TABLE throttle (
    key       BYTEA NOT NULL PRIMARY KEY,
    -- The strike before the last, so that one can be taken back; 0 when there was none.
    before_at BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    -- When all strikes have worn off.
    gone_at   BIGINT NOT NULL
);
CREATE INDEX throttle_gone ON throttle (gone_at);
