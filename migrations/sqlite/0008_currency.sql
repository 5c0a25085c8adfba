-- In which currency all prices are (ISO 4217). They are whole minor units, which alone do not say it.
CREATE TABLE currency (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    code TEXT NOT NULL
);
