//! The calendar's arithmetic: what a month looks like and where a key leads.

use chrono::{Datelike, Days, Months, NaiveDate};
use contract::scheduling::{DaySlots, SlotView};
use domain::platform::local;

use super::month::MonthView;
use crate::ui::link;

/// Columns of the grid: full name and abbreviation.
pub const WEEKDAYS: [(&str, &str); 7] = [
    ("Monday", "Mon"),
    ("Tuesday", "Tue"),
    ("Wednesday", "Wed"),
    ("Thursday", "Thu"),
    ("Friday", "Fri"),
    ("Saturday", "Sat"),
    ("Sunday", "Sun"),
];

pub fn first_of(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// The last date of its month.
pub fn last_of(date: NaiveDate) -> NaiveDate {
    first_of(date) + Months::new(1) - Days::new(1)
}

/// "2026-11"
pub fn month_word(date: NaiveDate) -> String {
    format!("{}-{:02}", date.year(), date.month())
}

impl MonthView {
    /// The weeks of the month, Monday first, without those that are over. The last is completed by what is known of the
    /// next month; other days are absent.
    pub fn weeks(&self) -> Vec<[Option<NaiveDate>; 7]> {
        let end = self.days.last().map_or(self.first, |day| day.date).max(last_of(self.first));
        let mut weeks = Vec::with_capacity(6);
        let mut week = [None; 7];
        for date in self.first.iter_days().take_while(|date| *date <= end) {
            let column = date.weekday().num_days_from_monday() as usize;
            week[column] = Some(date);
            if column == 6 {
                let week = std::mem::take(&mut week);
                if date >= self.today {
                    weeks.push(week);
                }
            }
        }
        if week.iter().any(Option::is_some) {
            weeks.push(week);
        }
        weeks
    }

    /// Is it a date of the month, and not of the next?
    pub fn holds(&self, date: NaiveDate) -> bool {
        date <= last_of(self.first)
    }

    /// Free times of a date.
    pub fn slots(&self, date: NaiveDate) -> &[SlotView] {
        self.days.iter().find(|day| day.date == date).map_or(&[], |day| &day.slots)
    }

    /// The first date of the month with free times.
    pub fn first_free(&self) -> Option<NaiveDate> {
        self.of_month().find(|day| !day.slots.is_empty()).map(|day| day.date)
    }

    fn of_month(&self) -> impl Iterator<Item = &DaySlots> {
        self.days.iter().filter(|day| self.holds(day.date))
    }

    /// "43 free times in November 2026"
    pub fn sum(&self) -> String {
        let month = local::month(self.first);
        match self.of_month().map(|day| day.slots.len()).sum::<usize>() {
            0 => format!("No free times in {month}"),
            1 => format!("One free time in {month}"),
            count => format!("{count} free times in {month}"),
        }
    }

    /// "Tuesday 24 November, 6 free times"
    pub fn label(&self, date: NaiveDate) -> String {
        let times = match self.slots(date).len() {
            0 => "no free times".to_owned(),
            1 => "1 free time".to_owned(),
            count => format!("{count} free times"),
        };
        let today = if date == self.today { ", today" } else { "" };
        format!("{}{today}, {times}", local::day_in_full(date))
    }

    /// The month before, if anything of it may be booked.
    pub fn previous(&self) -> Option<NaiveDate> {
        (self.first > first_of(self.today)).then(|| self.first - Months::new(1))
    }

    /// The month after, if anything of it may be booked.
    pub fn next(&self) -> Option<NaiveDate> {
        (self.first < first_of(self.last)).then(|| self.first + Months::new(1))
    }

    /// The first day that is shown of all: of this week, as far as it lies in this month.
    fn earliest(&self) -> NaiveDate {
        let monday = self.today - Days::new(u64::from(self.today.weekday().num_days_from_monday()));
        monday.max(first_of(self.today))
    }

    /// Where a key leads from a date, by the grid pattern of the ARIA Authoring Practices; within what can be shown.
    pub fn step(&self, from: NaiveDate, key: &str) -> Option<NaiveDate> {
        let column = u64::from(from.weekday().num_days_from_monday());
        let to = match key {
            "ArrowLeft" => from - Days::new(1),
            "ArrowRight" => from + Days::new(1),
            "ArrowUp" => from - Days::new(7),
            "ArrowDown" => from + Days::new(7),
            "Home" => from - Days::new(column),
            "End" => from + Days::new(6 - column),
            "PageUp" => from - Months::new(1),
            "PageDown" => from + Months::new(1),
            _ => return None,
        };
        Some(to.clamp(self.earliest(), last_of(self.last)))
    }

    /// Where choosing a time leads, for whom this search has led here.
    pub fn book(&self, slot: &SlotView, search: &str) -> String {
        link::booking(self.doctor, self.visit_type, slot.start, search)
    }
}

#[cfg(test)]
mod tests {
    use domain::platform::ids::{DoctorId, VisitTypeId};
    use uuid::Uuid;

    use super::*;

    fn november() -> MonthView {
        let date = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        MonthView {
            doctor: DoctorId(Uuid::nil()),
            visit_type: VisitTypeId(Uuid::nil()),
            first: date(1),
            today: date(21),
            last: date(30),
            zone: "UTC".into(),
            days: vec![],
        }
    }

    #[test]
    fn weeks_start_on_monday_and_hold_every_day_once() {
        let weeks = november().weeks();
        assert_eq!(weeks.len(), 3, "the weeks before that of the 21st are over; the 30th is a Monday");
        assert_eq!(weeks[0][0], NaiveDate::from_ymd_opt(2026, 11, 16));
        assert_eq!(weeks.iter().flatten().flatten().count(), 15);
        let whole = MonthView { today: november().first, ..november() }.weeks();
        assert_eq!(whole.len(), 6, "the 1st is a Sunday");
        assert_eq!(whole[0][6], NaiveDate::from_ymd_opt(2026, 11, 1));
        assert_eq!(whole.iter().flatten().flatten().count(), 30);
    }

    #[test]
    fn the_end_of_a_month_shows_the_first_days_of_the_next() {
        let date = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let slot = SlotView { start: Default::default(), local: Default::default(), local_offset: None };
        let day = |date: NaiveDate| DaySlots { date, slots: vec![slot.clone()] };
        let days = november().first.iter_days().take(33).map(day).collect();
        let month = MonthView { days, last: date(12, 3), today: date(11, 26), ..november() };
        let weeks = month.weeks();
        assert_eq!(weeks.len(), 2);
        assert_eq!(weeks[1][..4], [Some(date(11, 30)), Some(date(12, 1)), Some(date(12, 2)), Some(date(12, 3))]);
        assert_eq!(weeks[1][4], None, "the 4th cannot be booked");
        assert_eq!(month.sum(), "30 free times in November 2026", "and they are not counted twice");
        assert_eq!(month.slots(date(12, 1)).len(), 1);
    }

    #[test]
    fn keys_follow_the_grid_pattern_and_stay_inside() {
        let month = november();
        let date = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let step = |from, key| month.step(date(from), key);
        assert_eq!(step(24, "ArrowLeft"), Some(date(23)));
        assert_eq!(step(24, "ArrowDown"), Some(date(30)), "stays in the last month that can be booked");
        assert_eq!(step(24, "Home"), Some(date(23)));
        assert_eq!(step(24, "End"), Some(date(29)));
        assert_eq!(step(24, "PageUp"), Some(date(16)), "and in the weeks that are shown");
        assert_eq!(step(5, "x"), None);
        assert_eq!((month.previous(), month.next()), (None, None));
    }
}
