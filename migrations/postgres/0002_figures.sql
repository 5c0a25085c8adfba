-- Sums of the visits for the admin's figures, kept in the transaction of every change. A doctor counts under the first
-- specialty. Days are days since 1970-01-01. A shard is the low bits of the doctor's id: those who book at once seldom
-- wait for the same row.

-- By the day and hour of the visit on the doctor's wall.
CREATE TABLE figure_hour (
    day          BIGINT  NOT NULL,
    specialty_id TEXT    NOT NULL,
    hour         BIGINT  NOT NULL,
    shard        BIGINT  NOT NULL,
    -- Visits that begin in this hour and were not called off.
    visits       BIGINT  NOT NULL,
    -- What they take of this hour, also those that began before.
    minutes      BIGINT  NOT NULL,
    completed    BIGINT  NOT NULL,
    no_show      BIGINT  NOT NULL,
    -- Cancelled, declined, expired or referred.
    called_off   BIGINT  NOT NULL,
    PRIMARY KEY (day, specialty_id, hour, shard)
) WITH (fillfactor = 70);

-- By the UTC day of what happened.
CREATE TABLE figure_day (
    day                  BIGINT  NOT NULL,
    specialty_id         TEXT    NOT NULL,
    shard                BIGINT  NOT NULL,
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
    PRIMARY KEY (day, specialty_id, shard)
) WITH (fillfactor = 70);
