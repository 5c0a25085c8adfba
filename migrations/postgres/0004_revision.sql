-- Raised by every change of what a booking is decided on: zone, weekly hours, exceptions, visit types. A booking that was
-- decided on an earlier revision is not counted, and so not made.
ALTER TABLE doctor ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
