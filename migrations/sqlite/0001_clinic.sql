-- Instants are Unix milliseconds, cells are Unix seconds / 300, minutes are minutes. Ids are UUIDs. Numbers are 64 bits.

CREATE TABLE account (
    id            BLOB    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL,
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    full_name     TEXT    NOT NULL,
    time_zone     TEXT    NOT NULL,
    -- What lists of people are searched by and sorted by, surname first, both folded: see domain's platform/fold.rs.
    search        TEXT    NOT NULL,
    sort_name     TEXT NOT NULL,
    -- How both were made. SQL cannot fold: at the start, rows of an earlier version are made anew, some at a time.
    fold_version  INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX account_created ON account (created_at);

-- One row for each signed-in device; signing out deletes it. Refresh tokens are sealed and name their session, so that
-- every one that was ever given out is known for what it is: see domain's people/session.rs.
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

CREATE TABLE specialty (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    -- What people call it, what they have and whom they look for, with a comma between two. Plurals and beginnings need no
    -- entry.
    words      TEXT NOT NULL,
    -- Since when it is not offered any more; whoever practises it keeps it.
    retired_at INTEGER,
    -- Raised by every change.
    version    INTEGER NOT NULL DEFAULT 1,
    -- The version whose name stands in the search keys of its doctors; that of a later one is on its way into them.
    keyed      INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE doctor (
    id               BLOB    NOT NULL PRIMARY KEY,
    account_id       BLOB    NOT NULL UNIQUE REFERENCES account (id),
    designation      TEXT    NOT NULL,
    experience_years INTEGER NOT NULL,
    about            TEXT    NOT NULL,
    -- ISO 639-1 codes, a space before, between and after: ' de en '.
    languages        TEXT    NOT NULL,
    -- Name, designation and specialties, folded; two spaces behind the name.
    search           TEXT    NOT NULL,
    -- Whether patients find the doctor: see domain's directory/listing.rs. Moved at the commit of whatever changes a doctor.
    listing          TEXT    NOT NULL DEFAULT 'draft',
    -- Raised by every change of what a booking is decided on: locations, weekly hours, exceptions, visit types. A booking
    -- that was decided on an earlier revision is not counted, and so not made.
    revision         INTEGER NOT NULL DEFAULT 0,
    created_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE doctor_specialty (
    doctor_id    BLOB    NOT NULL REFERENCES doctor (id),
    specialty_id TEXT    NOT NULL REFERENCES specialty (id),
    position     INTEGER NOT NULL,
    PRIMARY KEY (doctor_id, specialty_id)
) STRICT;
CREATE INDEX doctor_specialty_specialty ON doctor_specialty (specialty_id);

-- Where a doctor is visited. There is always one: the first, which the profile shows and edits, is at 0.
CREATE TABLE location (
    id         BLOB    NOT NULL PRIMARY KEY,
    doctor_id  BLOB    NOT NULL REFERENCES doctor (id),
    position   INTEGER NOT NULL,
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
) STRICT;

CREATE TABLE photo (
    doctor_id  BLOB NOT NULL PRIMARY KEY REFERENCES doctor (id),
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;

-- Weekly hours: wall time in the location's zone, 0 is Monday.
CREATE TABLE weekly_window (
    doctor_id    BLOB    NOT NULL,
    location_id  BLOB    NOT NULL,
    weekday      INTEGER NOT NULL,
    start_minute INTEGER NOT NULL,
    end_minute   INTEGER NOT NULL,
    PRIMARY KEY (doctor_id, location_id, weekday, start_minute),
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
) STRICT;

-- What holds on one date instead. Windows as '540-720 780-1020'; empty when closed.
CREATE TABLE schedule_exception (
    doctor_id   BLOB    NOT NULL,
    location_id BLOB    NOT NULL,
    date        TEXT    NOT NULL,
    windows     TEXT    NOT NULL,
    -- Why, in the doctor's own words.
    reason      TEXT    NOT NULL,
    PRIMARY KEY (doctor_id, location_id, date),
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
) STRICT;

CREATE TABLE visit_type (
    id                  BLOB    NOT NULL PRIMARY KEY,
    doctor_id           BLOB    NOT NULL,
    -- Whose hours and zone are its own; a visit in person takes place there.
    location_id         BLOB    NOT NULL,
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
    archived_at         INTEGER,
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
) STRICT;
CREATE INDEX visit_type_doctor ON visit_type (doctor_id, created_at);

-- What the directory is searched, filtered and sorted by: a row for each public doctor under either kind of visit ('') and
-- under each kind that can be booked. Made anew at the commit of whatever changes a doctor. Times are those of the visit
-- type that a card shows: the first, or the first of the kind.
CREATE TABLE directory_entry (
    kind         TEXT    NOT NULL,
    doctor_id    BLOB    NOT NULL REFERENCES doctor (id),
    -- As the account's and the doctor's.
    sort_name    TEXT    NOT NULL,
    search       TEXT    NOT NULL,
    languages    TEXT    NOT NULL,
    -- The first start that can be booked at any instant from valid_from until before valid_until; 9223372036854775807 when
    -- there is none. Whatever may make it another one sets the three instants to 0.
    soonest      INTEGER NOT NULL,
    valid_from   INTEGER NOT NULL,
    valid_until  INTEGER NOT NULL,
    -- The one from then until before next_until.
    next_soonest INTEGER NOT NULL,
    next_until   INTEGER NOT NULL,
    -- The doctor's cells that visits at these two times would claim, first to last and what lies between.
    first_cell   INTEGER NOT NULL,
    end_cell     INTEGER NOT NULL,
    -- By which rules of time zones.
    rules        TEXT    NOT NULL,
    PRIMARY KEY (kind, doctor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_entry_doctor ON directory_entry (doctor_id);
-- Read alone where nothing else narrows.
CREATE INDEX directory_entry_soonest ON directory_entry (kind, soonest, sort_name, doctor_id, valid_from, valid_until);
CREATE INDEX directory_entry_name ON directory_entry (kind, sort_name, doctor_id);
CREATE INDEX directory_entry_from ON directory_entry (valid_from);
CREATE INDEX directory_entry_until ON directory_entry (valid_until);

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
CREATE INDEX invitation_created ON invitation (created_at);

-- Never deleted. What was agreed on (name, price, buffers, location) is copied here when it is booked.
CREATE TABLE appointment (
    id            BLOB    NOT NULL PRIMARY KEY,
    doctor_id     BLOB    NOT NULL REFERENCES doctor (id),
    patient_id    BLOB    NOT NULL REFERENCES account (id),
    visit_type_id BLOB    NOT NULL REFERENCES visit_type (id),
    visit_name    TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    price         INTEGER,
    location_id   BLOB    NOT NULL,
    location_name       TEXT NOT NULL,
    location_address    TEXT NOT NULL,
    location_town       TEXT NOT NULL,
    location_phone      TEXT NOT NULL,
    location_email      TEXT NOT NULL,
    location_directions TEXT NOT NULL,
    location_zone       TEXT NOT NULL,
    start_at      INTEGER NOT NULL,
    end_at        INTEGER NOT NULL,
    buffer_before INTEGER NOT NULL,
    buffer_after  INTEGER NOT NULL,
    status        TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    -- The doctor's first specialty and the location's zone when it was booked: there it is counted, whatever is agreed
    -- later.
    specialty_id  TEXT    NOT NULL,
    time_zone     TEXT    NOT NULL,
    -- The version up to which the statistics hold it.
    counted       INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (location_id, doctor_id) REFERENCES location (id, doctor_id)
) STRICT;
CREATE INDEX appointment_uncounted ON appointment (id) WHERE counted < version;
CREATE INDEX appointment_doctor ON appointment (doctor_id, start_at);
CREATE INDEX appointment_patient ON appointment (patient_id, start_at);
CREATE INDEX appointment_start ON appointment (start_at);
CREATE INDEX appointment_created ON appointment (created_at);

-- The history of every appointment; only ever appended to.
CREATE TABLE appointment_event (
    appointment_id BLOB    NOT NULL REFERENCES appointment (id),
    version        INTEGER NOT NULL,
    -- What was done, and what belongs to it (JSON).
    kind           TEXT    NOT NULL,
    data           TEXT,
    from_status    TEXT,
    to_status      TEXT    NOT NULL,
    party          TEXT    NOT NULL,
    actor_id       BLOB REFERENCES account (id),
    at             INTEGER NOT NULL,
    reason         TEXT,
    PRIMARY KEY (appointment_id, version)
) STRICT;
CREATE INDEX appointment_event_at ON appointment_event (at, to_status);

-- One person's five minutes, and who holds them. This primary key is why nobody is double-booked.
CREATE TABLE claim (
    person_id   BLOB    NOT NULL REFERENCES account (id),
    cell        INTEGER NOT NULL,
    -- An appointment, or a hold, a referral, a proposal, an offer: see domain's scheduling/claim.rs. It has a table of its
    -- own by its kind, so that no foreign key can say that it is there; the scan does.
    holder_kind TEXT    NOT NULL,
    holder_id   BLOB    NOT NULL,
    PRIMARY KEY (person_id, cell)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_holder ON claim (holder_id);

-- Idempotency keys of whatever can be made: what a key was bound to. Swept after 30 days.
CREATE TABLE idempotency_key (
    -- An account; of somebody who registers, 16 bytes that stand for the e-mail.
    owner_id     BLOB    NOT NULL,
    key          TEXT    NOT NULL,
    request_hash BLOB    NOT NULL,
    -- The account, appointment, invitation or visit type.
    made_id      BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (owner_id, key)
) STRICT;
CREATE INDEX idempotency_key_created ON idempotency_key (created_at);

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
CREATE INDEX outbox_state ON outbox (state, created_at);

-- Strikes against those who try too often. A key is a keyed hash of an account or an address and of what was tried:
-- nothing in here tells whose it is.
CREATE TABLE throttle (
    key       BLOB NOT NULL PRIMARY KEY,
    -- The strike before the last, so that one can be taken back; 0 when there was none.
    before_at INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    -- When all strikes have worn off.
    gone_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX throttle_gone ON throttle (gone_at);

-- In which currency all prices are (ISO 4217). They are whole minor units, which alone do not say it.
CREATE TABLE currency (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    code TEXT NOT NULL
);

-- Sums of the visits for the admin's statistics: what of the histories they hold, `appointment.counted` says. A visit counts
-- under its specialty and on the wall of its zone. Days are days since 1970-01-01.

-- By the day and hour of the visit.
CREATE TABLE statistics_hour (
    day          INTEGER NOT NULL,
    specialty_id TEXT    NOT NULL,
    hour         INTEGER NOT NULL,
    -- Visits that begin in this hour and were not called off.
    visits       INTEGER NOT NULL,
    -- What they take of this hour, also those that began before.
    minutes      INTEGER NOT NULL,
    completed    INTEGER NOT NULL,
    no_show      INTEGER NOT NULL,
    -- Cancelled, declined, expired or referred.
    called_off   INTEGER NOT NULL,
    PRIMARY KEY (day, specialty_id, hour)
) STRICT, WITHOUT ROWID;

-- By the UTC day of what happened.
CREATE TABLE statistics_day (
    day                  INTEGER NOT NULL,
    specialty_id         TEXT    NOT NULL,
    bookings             INTEGER NOT NULL,
    -- Of these bookings, by how many days ahead: the same day, 1 to 2, 3 to 6, 7 to 13, 14 to 27, more.
    lead_0               INTEGER NOT NULL,
    lead_1               INTEGER NOT NULL,
    lead_2               INTEGER NOT NULL,
    lead_3               INTEGER NOT NULL,
    lead_4               INTEGER NOT NULL,
    lead_5               INTEGER NOT NULL,
    cancelled_by_patient INTEGER NOT NULL,
    cancelled_by_doctor  INTEGER NOT NULL,
    cancelled_by_admin   INTEGER NOT NULL,
    PRIMARY KEY (day, specialty_id)
) STRICT, WITHOUT ROWID;

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
