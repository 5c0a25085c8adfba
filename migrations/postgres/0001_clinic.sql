-- Instants are Unix milliseconds, cells are Unix seconds / 300, minutes are minutes. Ids are UUIDs. Numbers are 64 bits.

CREATE TABLE account (
    id            UUID    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL,
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    full_name     TEXT    NOT NULL,
    time_zone     TEXT    NOT NULL,
    -- What lists of people are searched by and sorted by, surname first, both folded: see domain's platform/fold.rs. In
    -- the order of its bytes, as on SQLite.
    search        TEXT    NOT NULL,
    sort_name     TEXT COLLATE "C" NOT NULL,
    -- How both were made. SQL cannot fold: at the start, rows of an earlier version are made anew, some at a time.
    fold_version  BIGINT  NOT NULL,
    created_at    BIGINT  NOT NULL
);
CREATE INDEX account_created ON account (created_at);

-- One row for each signed-in device; signing out deletes it. Refresh tokens are sealed and name their session, so that
-- every one that was ever given out is known for what it is: see domain's people/session.rs.
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

CREATE TABLE specialty (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    -- What people call it, what they have and whom they look for, with a comma between two. Plurals and beginnings need no
    -- entry.
    words      TEXT NOT NULL,
    -- Since when it is not offered any more; whoever practises it keeps it.
    retired_at BIGINT,
    -- Raised by every change.
    version    BIGINT NOT NULL DEFAULT 1,
    -- The version whose name stands in the search keys of its doctors; that of a later one is on its way into them.
    keyed      BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE doctor (
    id               UUID    NOT NULL PRIMARY KEY,
    account_id       UUID    NOT NULL UNIQUE REFERENCES account (id),
    designation      TEXT    NOT NULL,
    experience_years BIGINT  NOT NULL,
    about            TEXT    NOT NULL,
    -- ISO 639-1 codes, a space before, between and after: ' de en '.
    languages        TEXT    NOT NULL,
    -- Name, designation and specialties, folded; two spaces behind the name.
    search           TEXT    NOT NULL,
    -- Whether patients find the doctor: see domain's directory/listing.rs. Moved at the commit of whatever changes a doctor.
    listing          TEXT    NOT NULL DEFAULT 'draft',
    -- Raised by every change of what a booking is decided on: locations, weekly hours, exceptions, visit types. A booking
    -- that was decided on an earlier revision is not counted, and so not made.
    revision         BIGINT  NOT NULL DEFAULT 0,
    created_at       BIGINT  NOT NULL
);

CREATE TABLE doctor_specialty (
    doctor_id    UUID    NOT NULL REFERENCES doctor (id),
    specialty_id TEXT    NOT NULL REFERENCES specialty (id),
    position     BIGINT  NOT NULL,
    PRIMARY KEY (doctor_id, specialty_id)
);
CREATE INDEX doctor_specialty_specialty ON doctor_specialty (specialty_id);

-- Where a doctor is visited. There is always one: the first, which the profile shows and edits, is at 0.
CREATE TABLE location (
    id         UUID    NOT NULL PRIMARY KEY,
    doctor_id  UUID    NOT NULL REFERENCES doctor (id),
    position   BIGINT  NOT NULL,
    name       TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    town       TEXT    NOT NULL,
    phone      TEXT    NOT NULL,
    email      TEXT    NOT NULL,
    directions TEXT    NOT NULL,
    time_zone  TEXT    NOT NULL,
    UNIQUE (doctor_id, position),
    -- What belongs to a location names its doctor as well, so that nobody's hours or visits are at somebody else's.
    UNIQUE (id, doctor_id)
);

CREATE TABLE photo (
    doctor_id  UUID    NOT NULL PRIMARY KEY REFERENCES doctor (id),
    media_type TEXT NOT NULL,
    bytes      BYTEA   NOT NULL
);

-- Weekly hours: wall time in the location's zone, 0 is Monday.
CREATE TABLE weekly_window (
    doctor_id    UUID    NOT NULL,
    location_id  UUID    NOT NULL,
    weekday      BIGINT  NOT NULL,
    start_minute BIGINT  NOT NULL,
    end_minute   BIGINT  NOT NULL,
    PRIMARY KEY (doctor_id, location_id, weekday, start_minute),
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
);

-- What holds on one date instead. Windows as '540-720 780-1020'; empty when closed.
CREATE TABLE schedule_exception (
    doctor_id   UUID    NOT NULL,
    location_id UUID    NOT NULL,
    date        TEXT    NOT NULL,
    windows     TEXT    NOT NULL,
    -- Why, in the doctor's own words.
    reason      TEXT    NOT NULL,
    PRIMARY KEY (doctor_id, location_id, date),
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
);

CREATE TABLE visit_type (
    id                  UUID    NOT NULL PRIMARY KEY,
    doctor_id           UUID    NOT NULL,
    -- Whose hours and zone are its own; a visit in person takes place there.
    location_id         UUID    NOT NULL,
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
    archived_at         BIGINT,
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
);
CREATE INDEX visit_type_doctor ON visit_type (doctor_id, created_at);

-- What the directory is searched, filtered and sorted by: a row for each public doctor under either kind of visit ('') and
-- under each kind that can be booked. Made anew at the commit of whatever changes a doctor. Times are those of the visit
-- type that a card shows: the first, or the first of the kind.
CREATE TABLE directory_entry (
    kind         TEXT    NOT NULL,
    doctor_id    UUID    NOT NULL REFERENCES doctor (id),
    -- As the account's and the doctor's.
    sort_name    TEXT COLLATE "C" NOT NULL,
    search       TEXT    NOT NULL,
    languages    TEXT    NOT NULL,
    -- The first start that can be booked at any instant from valid_from until before valid_until; 9223372036854775807 when
    -- there is none. Whatever may make it another one sets the three instants to 0.
    soonest      BIGINT  NOT NULL,
    valid_from   BIGINT  NOT NULL,
    valid_until  BIGINT  NOT NULL,
    -- The one from then until before next_until.
    next_soonest BIGINT  NOT NULL,
    next_until   BIGINT  NOT NULL,
    -- The doctor's cells that visits at these two times would claim, first to last and what lies between.
    first_cell   BIGINT  NOT NULL,
    end_cell     BIGINT  NOT NULL,
    -- By which rules of time zones.
    rules        TEXT    NOT NULL,
    PRIMARY KEY (kind, doctor_id)
);
CREATE INDEX directory_entry_doctor ON directory_entry (doctor_id);
-- Read alone where nothing else narrows.
CREATE INDEX directory_entry_soonest ON directory_entry (kind, soonest, sort_name, doctor_id, valid_from, valid_until);
CREATE INDEX directory_entry_name ON directory_entry (kind, sort_name, doctor_id);
CREATE INDEX directory_entry_from ON directory_entry (valid_from);
CREATE INDEX directory_entry_until ON directory_entry (valid_until);

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
CREATE INDEX invitation_created ON invitation (created_at);

-- Never deleted. What was agreed on (name, price, buffers, location) is copied here when it is booked.
CREATE TABLE appointment (
    id            UUID    NOT NULL PRIMARY KEY,
    doctor_id     UUID    NOT NULL REFERENCES doctor (id),
    patient_id    UUID    NOT NULL REFERENCES account (id),
    visit_type_id UUID    NOT NULL REFERENCES visit_type (id),
    visit_name    TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    price         BIGINT,
    location_id   UUID    NOT NULL,
    location_name       TEXT NOT NULL,
    location_address    TEXT NOT NULL,
    location_town       TEXT NOT NULL,
    location_phone      TEXT NOT NULL,
    location_email      TEXT NOT NULL,
    location_directions TEXT NOT NULL,
    location_zone       TEXT NOT NULL,
    start_at      BIGINT  NOT NULL,
    end_at        BIGINT  NOT NULL,
    buffer_before BIGINT  NOT NULL,
    buffer_after  BIGINT  NOT NULL,
    status        TEXT    NOT NULL,
    version       BIGINT  NOT NULL,
    created_at    BIGINT  NOT NULL,
    -- The doctor's first specialty and the location's zone when it was booked: there it is counted, whatever is agreed
    -- later.
    specialty_id  TEXT    NOT NULL,
    time_zone     TEXT    NOT NULL,
    -- The version up to which the statistics hold it.
    counted       BIGINT  NOT NULL DEFAULT 0,
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
);
CREATE INDEX appointment_uncounted ON appointment (id) WHERE counted < version;
CREATE INDEX appointment_doctor ON appointment (doctor_id, start_at);
CREATE INDEX appointment_patient ON appointment (patient_id, start_at);
CREATE INDEX appointment_start ON appointment (start_at);
CREATE INDEX appointment_created ON appointment (created_at);

-- The history of every appointment; only ever appended to.
CREATE TABLE appointment_event (
    appointment_id UUID    NOT NULL REFERENCES appointment (id),
    version        BIGINT  NOT NULL,
    -- What was done, and what belongs to it (JSON).
    kind           TEXT    NOT NULL,
    data           TEXT,
    from_status    TEXT,
    to_status      TEXT    NOT NULL,
    party          TEXT    NOT NULL,
    actor_id       UUID    REFERENCES account (id),
    at             BIGINT  NOT NULL,
    reason         TEXT,
    PRIMARY KEY (appointment_id, version)
);
CREATE INDEX appointment_event_at ON appointment_event (at, to_status);

-- One person's five minutes, and who holds them. This primary key is why nobody is double-booked.
CREATE TABLE claim (
    person_id   UUID    NOT NULL REFERENCES account (id),
    cell        BIGINT  NOT NULL,
    -- An appointment, or a hold, a referral, a proposal, an offer: see domain's scheduling/claim.rs. It has a table of its
    -- own by its kind, so that no foreign key can say that it is there; the scan does.
    holder_kind TEXT    NOT NULL,
    holder_id   UUID    NOT NULL,
    PRIMARY KEY (person_id, cell)
);
CREATE INDEX claim_holder ON claim (holder_id);

-- Idempotency keys of whatever can be made: what a key was bound to. Swept after 30 days.
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
CREATE INDEX outbox_state ON outbox (state, created_at);

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

-- In which currency all prices are (ISO 4217). They are whole minor units, which alone do not say it.
CREATE TABLE currency (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    code TEXT NOT NULL
);

-- Sums of the visits for the admin's statistics: what of the histories they hold, `appointment.counted` says. A visit counts
-- under its specialty and on the wall of its zone. Days are days since 1970-01-01.

-- By the day and hour of the visit.
CREATE TABLE statistics_hour (
    day          BIGINT  NOT NULL,
    specialty_id TEXT    NOT NULL,
    hour         BIGINT  NOT NULL,
    -- Visits that begin in this hour and were not called off.
    visits       BIGINT  NOT NULL,
    -- What they take of this hour, also those that began before.
    minutes      BIGINT  NOT NULL,
    completed    BIGINT  NOT NULL,
    no_show      BIGINT  NOT NULL,
    -- Cancelled, declined, expired or referred.
    called_off   BIGINT  NOT NULL,
    PRIMARY KEY (day, specialty_id, hour)
) WITH (fillfactor = 70);

-- By the UTC day of what happened.
CREATE TABLE statistics_day (
    day                  BIGINT  NOT NULL,
    specialty_id         TEXT    NOT NULL,
    bookings             BIGINT  NOT NULL,
    -- Of these bookings, by how many days ahead: the same day, 1 to 2, 3 to 6, 7 to 13, 14 to 27, more.
    lead_0               BIGINT  NOT NULL,
    lead_1               BIGINT  NOT NULL,
    lead_2               BIGINT  NOT NULL,
    lead_3               BIGINT  NOT NULL,
    lead_4               BIGINT  NOT NULL,
    lead_5               BIGINT  NOT NULL,
    cancelled_by_patient BIGINT  NOT NULL,
    cancelled_by_doctor  BIGINT  NOT NULL,
    cancelled_by_admin   BIGINT  NOT NULL,
    PRIMARY KEY (day, specialty_id)
) WITH (fillfactor = 70);

INSERT INTO specialty (id, name, words) VALUES
    ('cardiology', 'Cardiology',
        'cardiology, cardiologist, cardiac, cardiovascular, heart, palpitation, hypertension, cholesterol, chest, pressure,
        blood pressure'),
    ('dentistry', 'Dentistry',
        'dentistry, dentist, dental, tooth, teeth, toothache, gum, cavity, caries, denture, braces, orthodontist,
        orthodontics'),
    ('dermatology', 'Dermatology',
        'dermatology, dermatologist, skin, rash, eczema, acne, mole, psoriasis, wart, allergy'),
    ('endocrinology', 'Endocrinology',
        'endocrinology, endocrinologist, diabetes, diabetic, diabetologist, hormone, thyroid, blood sugar, sugar'),
    ('ent', 'Ear, nose and throat',
        'ent, ear, nose, throat, hearing, sinus, tonsil, snoring, tinnitus, allergy, otolaryngology, otolaryngologist'),
    ('general-practice', 'General practice',
        'general practice, general practitioner, general medicine, general physician, general doctor, generalist,
        family practice, family practitioner, family medicine, family physician, family doctor, primary, gp, gps, fever,
        cold, flu, cough, checkup, check up, vaccination'),
    ('gynaecology', 'Gynaecology',
        'gynaecology, gynaecologist, gynecology, gynecologist, obgyn, ob gyn, obstetrics, obstetrician, pregnancy, pregnant,
        period, contraception, menopause, women, woman'),
    ('neurology', 'Neurology',
        'neurology, neurologist, headache, migraine, nerve, epilepsy, seizure, stroke, brain'),
    ('ophthalmology', 'Ophthalmology',
        'ophthalmology, ophthalmologist, eye, vision, sight, eyesight, glasses, optician, optometrist, cataract, glaucoma'),
    ('orthopaedics', 'Orthopaedics',
        'orthopaedics, orthopaedic, orthopaedist, orthopedics, orthopedic, orthopedist, bone, joint, fracture, knee, hip,
        shoulder, ankle, spine, back, sports'),
    ('paediatrics', 'Paediatrics',
        'paediatrics, paediatric, paediatrician, pediatrics, pediatric, pediatrician, child, children, baby, infant,
        newborn, toddler, kid'),
    ('physiotherapy', 'Physiotherapy',
        'physiotherapy, physiotherapist, physio, physical therapy, physical therapist, rehabilitation, rehab, posture,
        muscle, back, sports'),
    ('psychiatry', 'Psychiatry',
        'psychiatry, psychiatrist, psychiatric, mental, mental health, medication, depression, bipolar, adhd'),
    ('psychotherapy', 'Psychotherapy',
        'psychotherapy, psychotherapist, psychology, psychologist, therapy, therapist, counselling, counseling, counsellor,
        counselor, mental, mental health, anxiety, depression, burnout, stress, panic, grief, trauma');
