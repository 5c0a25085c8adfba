-- Instants are Unix milliseconds, cells are Unix seconds / 300, minutes are minutes. Ids are UUIDs. Numbers are 64 bits.

CREATE TABLE account (
    id            UUID    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL,
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    full_name     TEXT    NOT NULL,
    time_zone     TEXT    NOT NULL,
    -- Name and e-mail in lower case.
    search        TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL
);
CREATE INDEX account_created ON account (created_at);

-- One row for each signed-in device; signing out deletes it.
CREATE TABLE session (
    id            UUID    NOT NULL PRIMARY KEY,
    account_id    UUID    NOT NULL REFERENCES account (id),
    refresh_hash  BYTEA   NOT NULL UNIQUE,
    -- Hash of the token before, so that its reuse is noticed.
    previous_hash BYTEA,
    rotated_at    BIGINT  NOT NULL,
    device_name   TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    last_seen_at  BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_previous ON session (previous_hash);

CREATE TABLE specialty (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE doctor (
    id               UUID    NOT NULL PRIMARY KEY,
    account_id       UUID    NOT NULL UNIQUE REFERENCES account (id),
    designation      TEXT    NOT NULL,
    experience_years BIGINT  NOT NULL,
    about            TEXT    NOT NULL,
    address          TEXT    NOT NULL,
    directions       TEXT    NOT NULL,
    time_zone        TEXT    NOT NULL,
    -- ISO 639-1 codes, a space before, between and after: ' de en '.
    languages        TEXT    NOT NULL,
    -- Name, designation and specialties in lower case.
    search           TEXT    NOT NULL,
    created_at       BIGINT  NOT NULL
);

CREATE TABLE doctor_specialty (
    doctor_id    UUID    NOT NULL REFERENCES doctor (id),
    specialty_id TEXT    NOT NULL REFERENCES specialty (id),
    position     BIGINT  NOT NULL,
    PRIMARY KEY (doctor_id, specialty_id)
);
CREATE INDEX doctor_specialty_specialty ON doctor_specialty (specialty_id);

CREATE TABLE picture (
    doctor_id  UUID    NOT NULL PRIMARY KEY REFERENCES doctor (id),
    media_type TEXT NOT NULL,
    bytes      BYTEA   NOT NULL
);

-- Weekly hours: wall time in the doctor's zone, 0 is Monday.
CREATE TABLE weekly_window (
    doctor_id    UUID    NOT NULL REFERENCES doctor (id),
    weekday      BIGINT  NOT NULL,
    start_minute BIGINT  NOT NULL,
    end_minute   BIGINT  NOT NULL,
    PRIMARY KEY (doctor_id, weekday, start_minute)
);

-- What holds on one date instead. Windows as '540-720 780-1020'; empty when closed.
CREATE TABLE schedule_exception (
    doctor_id UUID    NOT NULL REFERENCES doctor (id),
    date      TEXT NOT NULL,
    windows   TEXT NOT NULL,
    PRIMARY KEY (doctor_id, date)
);

CREATE TABLE visit_type (
    id                  UUID    NOT NULL PRIMARY KEY,
    doctor_id           UUID    NOT NULL REFERENCES doctor (id),
    name                TEXT    NOT NULL,
    minutes             BIGINT  NOT NULL,
    buffer_before       BIGINT  NOT NULL,
    buffer_after        BIGINT  NOT NULL,
    minimum_notice      BIGINT  NOT NULL,
    booking_window_days BIGINT  NOT NULL,
    kind                TEXT    NOT NULL,
    -- Minor units.
    price               BIGINT,
    created_at          BIGINT  NOT NULL,
    -- Taken out of the offer; visits booked with it still name it.
    archived_at         BIGINT
);
CREATE INDEX visit_type_doctor ON visit_type (doctor_id, created_at);

CREATE TABLE invitation (
    id         UUID    NOT NULL PRIMARY KEY,
    code_hash  BYTEA   NOT NULL UNIQUE,
    email      TEXT,
    created_by UUID    NOT NULL REFERENCES account (id),
    created_at BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    used_at    BIGINT,
    used_by    UUID    REFERENCES account (id),
    revoked_at BIGINT
);

-- Never deleted. What was agreed on (name, price, buffers) is copied here when it is booked.
CREATE TABLE appointment (
    id            UUID    NOT NULL PRIMARY KEY,
    doctor_id     UUID    NOT NULL REFERENCES doctor (id),
    patient_id    UUID    NOT NULL REFERENCES account (id),
    visit_type_id UUID    NOT NULL REFERENCES visit_type (id),
    visit_name    TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    price         BIGINT,
    start_at      BIGINT  NOT NULL,
    end_at        BIGINT  NOT NULL,
    buffer_before BIGINT  NOT NULL,
    buffer_after  BIGINT  NOT NULL,
    status        TEXT    NOT NULL,
    version       BIGINT  NOT NULL,
    created_at    BIGINT  NOT NULL
);
CREATE INDEX appointment_doctor ON appointment (doctor_id, start_at);
CREATE INDEX appointment_patient ON appointment (patient_id, start_at);
CREATE INDEX appointment_start ON appointment (start_at);
CREATE INDEX appointment_created ON appointment (created_at);

-- The history of every appointment; only ever appended to.
CREATE TABLE appointment_event (
    appointment_id UUID    NOT NULL REFERENCES appointment (id),
    version        BIGINT  NOT NULL,
    from_status    TEXT,
    to_status      TEXT    NOT NULL,
    party          TEXT    NOT NULL,
    actor_id       UUID    REFERENCES account (id),
    at             BIGINT  NOT NULL,
    reason         TEXT,
    PRIMARY KEY (appointment_id, version)
);
CREATE INDEX appointment_event_at ON appointment_event (at, to_status);

-- One person's five minutes. This primary key is why nobody is double-booked.
CREATE TABLE claim (
    person_id      UUID    NOT NULL REFERENCES account (id),
    cell           BIGINT  NOT NULL,
    appointment_id UUID    NOT NULL REFERENCES appointment (id),
    PRIMARY KEY (person_id, cell)
);
CREATE INDEX claim_appointment ON claim (appointment_id);

-- Idempotency keys: a key means one booking for ever.
CREATE TABLE booking_key (
    account_id     UUID    NOT NULL REFERENCES account (id),
    key            TEXT    NOT NULL,
    request_hash   BYTEA   NOT NULL,
    appointment_id UUID    NOT NULL REFERENCES appointment (id),
    created_at     BIGINT  NOT NULL,
    PRIMARY KEY (account_id, key)
);

-- What is still to be told. A row is written in the transaction of the change that it tells of.
CREATE TABLE outbox (
    id              UUID    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    -- The appointment, account or invitation that it is about.
    subject_id      UUID    NOT NULL,
    version         BIGINT  NOT NULL,
    audience        TEXT    NOT NULL,
    -- An invitation's code, until the message is sent; otherwise absent.
    secret          TEXT,
    state           TEXT    NOT NULL,
    attempts        BIGINT  NOT NULL,
    created_at      BIGINT  NOT NULL,
    next_attempt_at BIGINT  NOT NULL,
    -- A worker has it until then.
    lease_until     BIGINT  NOT NULL,
    last_error      TEXT,
    UNIQUE (kind, subject_id, version, audience)
);
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
