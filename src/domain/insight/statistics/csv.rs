//! The figures as tables for spreadsheets: RFC 4180, in UTF-8 with a mark that tells Excel so.

use super::{Statistics, percent};
use crate::platform::words::words;

words! {
    /// The tables there are; the word is the file's name.
    CsvTable {
        Bookings = "bookings", "Bookings per day";
        Load = "load", "Visits per week";
        Utilisation = "utilisation", "Booked of open time";
        LeadTime = "lead_time", "Lead time";
        Cancellations = "cancellations", "Cancellations";
        NoShows = "no_shows", "No-shows";
    }
}

/// A cell: a number, or text that no spreadsheet may take for a formula.
enum Cell<'a> {
    Number(i64),
    Text(&'a str),
    Empty,
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// One table. `whose` names the column that says whose figures they are, and what stands in it: ("Specialty", "All").
pub fn write(statistics: &Statistics, which: CsvTable, whose: (&str, &str)) -> String {
    let (title, name) = whose;
    let mut table = Table { text: "\u{feff}".into(), name };
    match which {
        CsvTable::Bookings => {
            table.head(&["Day (UTC)", title, "Bookings"]);
            for day in &statistics.bookings {
                table.row(&day.date.to_string(), [day.count.into()]);
            }
        }
        CsvTable::Load => {
            table.head(&["Week from", title, "Visits", "Completed", "No-shows", "Cancelled"]);
            for week in &statistics.weeks {
                let cells = [week.visits, week.completed, week.no_show, week.called_off].map(Cell::from);
                table.row(&week.from.to_string(), cells);
            }
        }
        CsvTable::Utilisation => {
            table.head(&["Weekday", title, "Hour", "Booked minutes", "Open minutes", "Booked of open, per cent"]);
            for load in &statistics.utilisation {
                let hour = format!("{:02}:00", load.hour);
                let cells =
                    [hour.as_str().into(), load.booked_minutes.into(), load.open_minutes.into(), load.percent().into()];
                table.row(load.weekday.label(), cells);
            }
        }
        CsvTable::LeadTime => {
            table.head(&["Booked", title, "Bookings", "Share, per cent"]);
            for bucket in &statistics.lead_time {
                table
                    .row(bucket.lead.label(), [bucket.count.into(), percent(bucket.count, statistics.booked()).into()]);
            }
        }
        CsvTable::Cancellations => {
            table.head(&["Week from", title, "By patients", "By doctors", "By admins"]);
            for week in &statistics.weeks {
                let by = [week.cancelled_by_patient, week.cancelled_by_doctor, week.cancelled_by_admin];
                table.row(&week.from.to_string(), by.map(Cell::from));
            }
        }
        CsvTable::NoShows => {
            table.head(&["Week from", title, "No-shows", "Completed", "Rate, per cent"]);
            for week in &statistics.weeks {
                let rate = percent(week.no_show, week.no_show + week.completed);
                table.row(&week.from.to_string(), [week.no_show.into(), week.completed.into(), rate.into()]);
            }
        }
    }
    table.text
}

/// The text so far, and what stands in the second column of every row.
struct Table<'a> {
    text: String,
    name: &'a str,
}

impl<'n> Table<'n> {
    fn head(&mut self, columns: &[&str]) {
        self.line(columns.iter().map(|column| Cell::Text(column)));
    }

    fn row<'a>(&mut self, first: &'a str, rest: impl IntoIterator<Item = Cell<'a>>)
    where
        'n: 'a,
    {
        let name: &'n str = self.name;
        self.line([Cell::Text(first), Cell::Text(name)].into_iter().chain(rest));
    }

    fn line<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) {
        for (n, cell) in cells.enumerate() {
            if n > 0 {
                self.text.push(',');
            }
            match cell {
                Cell::Number(number) => self.text.push_str(&number.to_string()),
                Cell::Text(text) => self.text.push_str(&quoted(&harmless(text))),
                Cell::Empty => {}
            }
        }
        self.text.push_str("\r\n");
    }
}

/// Text that a spreadsheet shows instead of running it: an apostrophe stands before what would begin a formula (OWASP,
/// CSV injection; the wide forms are those that Excel reads as the narrow ones).
fn harmless(text: &str) -> String {
    let formula = text
        .trim_start_matches([' ', '\u{a0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

/// RFC 4180, 2.5 to 2.7.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::statistics::{Aggregate, WeekMinutes};

    fn table(which: CsvTable, name: &str) -> String {
        let date = |text: &str| text.parse().unwrap();
        let mut aggregate = Aggregate::default();
        aggregate
            .days
            .insert(crate::insight::statistics::day_number(date("2026-11-23")), [2, 1, 1, 0, 0, 0, 0, 0, 1, 0]);
        let mut open = WeekMinutes::default();
        open[0][9] = 60;
        let statistics = Statistics::of(&aggregate, &open, date("2026-11-23"), date("2026-11-24"), None);
        write(&statistics, which, ("Doctor", name))
    }

    #[test]
    fn lines_end_as_the_standard_says_and_numbers_are_bare() {
        assert_eq!(
            table(CsvTable::Bookings, "Dr Ada"),
            "\u{feff}Day (UTC),Doctor,Bookings\r\n2026-11-23,Dr Ada,2\r\n2026-11-24,Dr Ada,0\r\n"
        );
        assert!(table(CsvTable::Utilisation, "A").ends_with("Monday,A,09:00,0,60,0\r\n"));
        assert!(table(CsvTable::Cancellations, "A").ends_with("2026-11-23,A,0,1,0\r\n"));
        assert!(table(CsvTable::NoShows, "A").ends_with("2026-11-23,A,0,0,\r\n"));
        assert!(table(CsvTable::Load, "A").contains("Week from,Doctor,Visits,Completed,No-shows,Cancelled\r\n"));
    }

    #[test]
    fn a_name_like_a_formula_stays_text() {
        for (name, cell) in [
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("  =1", "'  =1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("Lind, Ada", "\"Lind, Ada\""),
            ("O'Neill", "O'Neill"),
        ] {
            let all = table(CsvTable::Load, name);
            assert!(all.contains(&format!("2026-11-23,{cell},0,0,0,0\r\n")), "{name:?}: {all:?}");
        }
    }
}
