-- Instants are Unix milliseconds, cells are Unix seconds / 300, minutes are minutes. Ids are UUIDs. Numbers are 64 bits.

CREATE TABLE account (
    id            BLOB    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL,
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    full_name     TEXT    NOT NULL,
    time_zone     TEXT    NOT NULL,
    -- Name and e-mail in lower case.
    search        TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX account_created ON account (created_at);

-- One row for each signed-in device; signing out deletes it.
CREATE TABLE session (
    id            BLOB    NOT NULL PRIMARY KEY,
    account_id    BLOB    NOT NULL REFERENCES account (id),
    refresh_hash  BLOB    NOT NULL UNIQUE,
    -- Hash of the token before, so that its reuse is noticed.
    previous_hash BLOB,
    rotated_at    INTEGER NOT NULL,
    device_name   TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_previous ON session (previous_hash);

CREATE TABLE specialty (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE doctor (
    id               BLOB    NOT NULL PRIMARY KEY,
    account_id       BLOB    NOT NULL UNIQUE REFERENCES account (id),
    designation      TEXT    NOT NULL,
    experience_years INTEGER NOT NULL,
    about            TEXT    NOT NULL,
    address          TEXT    NOT NULL,
    directions       TEXT    NOT NULL,
    time_zone        TEXT    NOT NULL,
    -- ISO 639-1 codes, a space before, between and after: ' de en '.
    languages        TEXT    NOT NULL,
    -- Name, designation and specialties in lower case.
    search           TEXT    NOT NULL,
    created_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE doctor_specialty (
    doctor_id    BLOB    NOT NULL REFERENCES doctor (id),
    specialty_id TEXT    NOT NULL REFERENCES specialty (id),
    position     INTEGER NOT NULL,
    PRIMARY KEY (doctor_id, specialty_id)
) STRICT;
CREATE INDEX doctor_specialty_specialty ON doctor_specialty (specialty_id);

CREATE TABLE picture (
    doctor_id  BLOB NOT NULL PRIMARY KEY REFERENCES doctor (id),
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;

-- Weekly hours: wall time in the doctor's zone, 0 is Monday.
CREATE TABLE weekly_window (
    doctor_id    BLOB    NOT NULL REFERENCES doctor (id),
    weekday      INTEGER NOT NULL,
    start_minute INTEGER NOT NULL,
    end_minute   INTEGER NOT NULL,
    PRIMARY KEY (doctor_id, weekday, start_minute)
) STRICT;

-- What holds on one date instead. Windows as '540-720 780-1020'; empty when closed.
CREATE TABLE schedule_exception (
    doctor_id BLOB NOT NULL REFERENCES doctor (id),
    date      TEXT NOT NULL,
    windows   TEXT NOT NULL,
    PRIMARY KEY (doctor_id, date)
) STRICT;

CREATE TABLE visit_type (
    id                  BLOB    NOT NULL PRIMARY KEY,
    doctor_id           BLOB    NOT NULL REFERENCES doctor (id),
    name                TEXT    NOT NULL,
    minutes             INTEGER NOT NULL,
    buffer_before       INTEGER NOT NULL,
    buffer_after        INTEGER NOT NULL,
    minimum_notice      INTEGER NOT NULL,
    booking_window_days INTEGER NOT NULL,
    kind                TEXT    NOT NULL,
    -- Minor units.
    price               INTEGER,
    created_at          INTEGER NOT NULL,
    -- Taken out of the offer; visits booked with it still name it.
    archived_at         INTEGER
) STRICT;
CREATE INDEX visit_type_doctor ON visit_type (doctor_id, created_at);

CREATE TABLE invitation (
    id         BLOB    NOT NULL PRIMARY KEY,
    code_hash  BLOB    NOT NULL UNIQUE,
    email      TEXT,
    created_by BLOB    NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    used_by    BLOB REFERENCES account (id),
    revoked_at INTEGER
) STRICT;

-- Never deleted. What was agreed on (name, price, buffers) is copied here when it is booked.
CREATE TABLE appointment (
    id            BLOB    NOT NULL PRIMARY KEY,
    doctor_id     BLOB    NOT NULL REFERENCES doctor (id),
    patient_id    BLOB    NOT NULL REFERENCES account (id),
    visit_type_id BLOB    NOT NULL REFERENCES visit_type (id),
    visit_name    TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    price         INTEGER,
    start_at      INTEGER NOT NULL,
    end_at        INTEGER NOT NULL,
    buffer_before INTEGER NOT NULL,
    buffer_after  INTEGER NOT NULL,
    status        TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX appointment_doctor ON appointment (doctor_id, start_at);
CREATE INDEX appointment_patient ON appointment (patient_id, start_at);
CREATE INDEX appointment_start ON appointment (start_at);
CREATE INDEX appointment_created ON appointment (created_at);

-- The history of every appointment; only ever appended to.
CREATE TABLE appointment_event (
    appointment_id BLOB    NOT NULL REFERENCES appointment (id),
    version        INTEGER NOT NULL,
    from_status    TEXT,
    to_status      TEXT    NOT NULL,
    party          TEXT    NOT NULL,
    actor_id       BLOB REFERENCES account (id),
    at             INTEGER NOT NULL,
    reason         TEXT,
    PRIMARY KEY (appointment_id, version)
) STRICT;
CREATE INDEX appointment_event_at ON appointment_event (at, to_status);

-- One person's five minutes. This primary key is why nobody is double-booked.
CREATE TABLE claim (
    person_id      BLOB    NOT NULL REFERENCES account (id),
    cell           INTEGER NOT NULL,
    appointment_id BLOB    NOT NULL REFERENCES appointment (id),
    PRIMARY KEY (person_id, cell)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_appointment ON claim (appointment_id);

-- Idempotency keys: a key means one booking for ever.
CREATE TABLE booking_key (
    account_id     BLOB    NOT NULL REFERENCES account (id),
    key            TEXT    NOT NULL,
    request_hash   BLOB    NOT NULL,
    appointment_id BLOB    NOT NULL REFERENCES appointment (id),
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT;

-- What is still to be told. A row is written in the transaction of the change that it tells of.
CREATE TABLE outbox (
    id              BLOB    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    -- The appointment, account or invitation that it is about.
    subject_id      BLOB    NOT NULL,
    version         INTEGER NOT NULL,
    audience        TEXT    NOT NULL,
    -- An invitation's code, until the message is sent; otherwise absent.
    secret          TEXT,
    state           TEXT    NOT NULL,
    attempts        INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    -- A worker has it until then.
    lease_until     INTEGER NOT NULL,
    last_error      TEXT,
    UNIQUE (kind, subject_id, version, audience)
) STRICT;
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
CREATE INDEX outbox_created ON outbox (created_at);

INSERT INTO specialty (id, name) VALUES
    ('cardiology', 'Cardiology'),
    ('dentistry', 'Dentistry'),
    ('dermatology', 'Dermatology'),
    ('endocrinology', 'Endocrinology'),
    ('ent', 'Ear, nose and throat'),
    ('general-practice', 'General practice'),
    ('gynaecology', 'Gynaecology'),
    ('neurology', 'Neurology'),
    ('ophthalmology', 'Ophthalmology'),
    ('orthopaedics', 'Orthopaedics'),
    ('paediatrics', 'Paediatrics'),
    ('physiotherapy', 'Physiotherapy'),
    ('psychiatry', 'Psychiatry'),
    ('psychotherapy', 'Psychotherapy');
