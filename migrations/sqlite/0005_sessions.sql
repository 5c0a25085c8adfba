-- Refresh tokens are sealed and name their session, so that every one that was ever given out is known for what it is
-- (src/domain/session.rs). Those from before name none: their sessions end here.
DROP TABLE session;

-- One row for each signed-in device; signing out deletes it.
CREATE TABLE session (
    id           BLOB    NOT NULL PRIMARY KEY,
    account_id   BLOB    NOT NULL REFERENCES account (id),
    device_name  TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    -- The refresh token that was given out last, and when it was first.
    generation   INTEGER NOT NULL,
    sibling      INTEGER NOT NULL,
    given_at     INTEGER NOT NULL,
    -- Which sibling of the generation before was used first, and when.
    used         INTEGER NOT NULL,
    used_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id);
