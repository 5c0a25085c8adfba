-- Refresh tokens are sealed and name their session, so that every one that was ever given out is known for what it is
-- (src/domain/session.rs). Those from before name none: their sessions end here.
DROP TABLE session;

-- One row for each signed-in device; signing out deletes it.
CREATE TABLE session (
    id           UUID    NOT NULL PRIMARY KEY,
    account_id   UUID    NOT NULL REFERENCES account (id),
    device_name  TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    last_seen_at BIGINT  NOT NULL,
    expires_at   BIGINT  NOT NULL,
    -- The refresh token that was given out last, and when it was first.
    generation   BIGINT  NOT NULL,
    sibling      BIGINT  NOT NULL,
    given_at     BIGINT  NOT NULL,
    -- Which sibling of the generation before was used first, and when.
    used         BIGINT  NOT NULL,
    used_at      BIGINT  NOT NULL
);
CREATE INDEX session_account ON session (account_id);
