-- Why a date differs from the weekly hours, in the doctor's own words.
ALTER TABLE schedule_exception ADD COLUMN reason TEXT NOT NULL DEFAULT '';
