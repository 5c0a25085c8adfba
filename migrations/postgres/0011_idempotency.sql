-- Idempotency keys of whatever can be made, not of bookings only: what a key was bound to. Swept after 30 days.
CREATE TABLE idempotency_key (
    -- An account; of somebody who registers, 16 bytes that stand for the e-mail.
    owner_id     UUID   NOT NULL,
    key          TEXT   NOT NULL,
    request_hash BYTEA  NOT NULL,
    -- The account, appointment, invitation or visit type.
    made_id      UUID   NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (owner_id, key)
);
CREATE INDEX idempotency_key_created ON idempotency_key (created_at);
DROP TABLE booking_key;
