-- Sums of the visits for the admin's figures, kept in the transaction of every change. A doctor counts under the first
-- specialty. Days are days since 1970-01-01. A shard is the low bits of the doctor's id: those who book at once seldom
-- wait for the same row.

-- By the day and hour of the visit on the doctor's wall.
CREATE TABLE figure_hour (
    day          INTEGER NOT NULL,
    specialty_id TEXT    NOT NULL,
    hour         INTEGER NOT NULL,
    shard        INTEGER NOT NULL,
    -- Visits that begin in this hour and were not called off.
    visits       INTEGER NOT NULL,
    -- What they take of this hour, also those that began before.
    minutes      INTEGER NOT NULL,
    completed    INTEGER NOT NULL,
    no_show      INTEGER NOT NULL,
    -- Cancelled, declined, expired or referred.
    called_off   INTEGER NOT NULL,
    PRIMARY KEY (day, specialty_id, hour, shard)
) STRICT, WITHOUT ROWID;

-- By the UTC day of what happened.
CREATE TABLE figure_day (
    day                  INTEGER NOT NULL,
    specialty_id         TEXT    NOT NULL,
    shard                INTEGER NOT NULL,
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
    PRIMARY KEY (day, specialty_id, shard)
) STRICT, WITHOUT ROWID;
