//! The figures of a span of dates, as they are drawn and sent.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    DayCount,
    aggregate::{Aggregate, WeekMinutes, date_of, day, day_number, hour, weekday_of},
};
use crate::platform::words::words;
use crate::{
    directory::doctor::Specialty,
    platform::{faults::DateFault, local::parse_date, problem::Problem},
    scheduling::schedule::Day,
};

words! {
    /// Spans that end today.
    Span {
        Week = "7", "Last 7 days";
        Month = "30", "Last 30 days";
        Quarter = "90", "Last 90 days";
        Year = "365", "Last 365 days";
    }
}

impl Span {
    pub fn days(self) -> u64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }
}

/// The longest span that may be asked for: two years. Days.
pub const MOST_DAYS: i64 = 731;

/// Which figures, as they are asked for in an address. What is empty is left open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatisticsQuery {
    /// `7`, `30`, `90` or `365` days up to today; 30 when nothing is said.
    #[serde(default)]
    pub span: String,
    /// The first date; it goes before the span. Without it, thirty days up to `to`.
    #[serde(default)]
    pub from: String,
    /// The last date; today when only the first is given.
    #[serde(default)]
    pub to: String,
    /// Id of a specialty.
    #[serde(default)]
    pub specialty: String,
}

impl StatisticsQuery {
    /// The dates that are meant, the last one included.
    pub fn dates(&self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
        let (from, to) = (self.from.trim(), self.to.trim());
        if from.is_empty() && to.is_empty() {
            let span = self.span.trim();
            let span = if span.is_empty() { Ok(Span::Month) } else { span.parse() };
            let span: Span = span.map_err(|fault| Problem::field("span", fault))?;
            return Ok((today - Days::new(span.days() - 1), today));
        }
        let date = |field: &str, text: &str| {
            let given = (!text.is_empty()).then(|| parse_date(text)).transpose();
            given.map_err(|fault| Problem::field(field, fault))
        };
        let (from, to) = match (date("from", from)?, date("to", to)?) {
            (Some(from), to) => (from, to.unwrap_or(today.max(from))),
            (None, to) => (to.unwrap_or(today) - Days::new(Span::Month.days() - 1), to.unwrap_or(today)),
        };
        if to < from {
            return Err(Problem::field("to", DateFault::LastBeforeFirst));
        }
        if (to - from).num_days() >= MOST_DAYS {
            return Err(Problem::field("to", DateFault::TooManyYears { most: 2 }));
        }
        Ok((from, to))
    }
}

words! {
    /// How long before the visit it was booked, in days on the doctor's wall.
    Lead {
        SameDay = "same_day", "The same day";
        TwoDays = "two_days", "1–2 days before";
        Week = "week", "3–6 days before";
        TwoWeeks = "two_weeks", "1–2 weeks before";
        FourWeeks = "four_weeks", "2–4 weeks before";
        Longer = "longer", "4 weeks or more before";
    }
}

/// Bookings by how long before the visit they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadCount {
    pub lead: Lead,
    /// How many bookings.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 4))]
    pub count: i64,
}

/// One hour of one weekday, over all its dates in the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HourLoad {
    pub weekday: Day,
    /// 9 is 09:00 to 10:00 on the doctor's wall.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 23, example = 9))]
    pub hour: u8,
    /// Minutes of visits that were not called off.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 90))]
    pub booked_minutes: i64,
    /// Minutes of the hours as they are set now.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 240))]
    pub open_minutes: i64,
}

impl HourLoad {
    /// Booked of open, in per cent; nothing where nobody is open.
    pub fn percent(&self) -> Option<i64> {
        percent(self.booked_minutes, self.open_minutes)
    }
}

/// A week, Monday to Sunday, as far as it lies in the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeekCount {
    /// Its first date in the span.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-23"))]
    pub from: NaiveDate,
    /// Visits of this week that were not called off.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 12))]
    pub visits: i64,
    /// Of these, completed ones.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 10))]
    pub completed: i64,
    /// Of these, those to which somebody did not come.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 1))]
    pub no_show: i64,
    /// Visits of this week that were called off, whenever that was.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 2))]
    pub called_off: i64,
    /// Cancellations made in this week (UTC), by whom.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 1))]
    pub cancelled_by_patient: i64,
    /// Cancelled by the doctor in this week.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 1))]
    pub cancelled_by_doctor: i64,
    /// Cancelled by an admin in this week.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 0))]
    pub cancelled_by_admin: i64,
}

impl WeekCount {
    pub fn cancelled(&self) -> i64 {
        self.cancelled_by_patient + self.cancelled_by_doctor + self.cancelled_by_admin
    }
}

/// The figures of a span of dates: of all doctors, of one specialty, or of one doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statistics {
    /// The first date of the span.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-01"))]
    pub from: NaiveDate,
    /// Included.
    #[cfg_attr(feature = "openapi", schema(example = "2026-11-30"))]
    pub to: NaiveDate,
    /// The doctors whose first specialty this is; all doctors when absent.
    pub specialty: Option<Specialty>,
    /// Bookings made, by UTC day, zeros included.
    pub bookings: Vec<DayCount>,
    /// Monday first, by hour; hours in which nobody is open and nothing booked are left out.
    pub utilisation: Vec<HourLoad>,
    /// All six, zeros included.
    pub lead_time: Vec<LeadCount>,
    /// By date, zeros included.
    pub weeks: Vec<WeekCount>,
}

impl Statistics {
    /// Draws the figures of `from..=to` from sums that may reach further.
    pub fn of(
        aggregate: &Aggregate,
        open: &WeekMinutes,
        from: NaiveDate,
        to: NaiveDate,
        specialty: Option<Specialty>,
    ) -> Self {
        let (first, last) = (day_number(from), day_number(to));
        let mut booked = WeekMinutes::default();
        let mut lead = [0; 6];
        let mut weeks: BTreeMap<i64, WeekCount> = BTreeMap::new();
        let monday = |day: i64| day - weekday_of(day) as i64;
        for day in first..=last {
            let from = date_of(day);
            weeks.entry(monday(day)).or_insert_with(|| WeekCount::empty(from));
        }
        for ((day, at), sums) in aggregate.hours.range((first, 0)..=(last, 24)) {
            let load = booked[weekday_of(*day)].get_mut(usize::try_from(*at).unwrap_or(24));
            load.into_iter().for_each(|minutes| *minutes += sums[hour::MINUTES]);
            if let Some(week) = weeks.get_mut(&monday(*day)) {
                week.visits += sums[hour::VISITS];
                week.completed += sums[hour::COMPLETED];
                week.no_show += sums[hour::NO_SHOW];
                week.called_off += sums[hour::CALLED_OFF];
            }
        }
        for (at, sums) in aggregate.days.range(first..=last) {
            for (count, sum) in lead.iter_mut().zip(&sums[day::LEAD..]) {
                *count += sum;
            }
            if let Some(week) = weeks.get_mut(&monday(*at)) {
                week.cancelled_by_patient += sums[day::CANCELLED];
                week.cancelled_by_doctor += sums[day::CANCELLED + 1];
                week.cancelled_by_admin += sums[day::CANCELLED + 2];
            }
        }
        let bookings = (first..=last).map(|day| DayCount {
            date: date_of(day),
            count: aggregate.days.get(&day).map_or(0, |sums| sums[day::BOOKINGS]),
        });
        let mut utilisation = Vec::new();
        for (weekday, name) in Day::ALL.iter().enumerate() {
            for hour in 0..24u8 {
                let at = usize::from(hour);
                let (booked_minutes, open_minutes) = (booked[weekday][at], open[weekday][at].max(0));
                if booked_minutes > 0 || open_minutes > 0 {
                    utilisation.push(HourLoad { weekday: *name, hour, booked_minutes, open_minutes });
                }
            }
        }
        Self {
            from,
            to,
            specialty,
            bookings: bookings.collect(),
            utilisation,
            lead_time: Lead::ALL.iter().zip(lead).map(|(lead, count)| LeadCount { lead: *lead, count }).collect(),
            weeks: weeks.into_values().collect(),
        }
    }

    /// The dates in words: "1 Nov – 30 Nov 2026".
    pub fn dates(&self) -> String {
        if self.from == self.to {
            return self.to.format("%-d %b %Y").to_string();
        }
        let from = if self.from.year() == self.to.year() { "%-d %b" } else { "%-d %b %Y" };
        format!("{} – {}", self.from.format(from), self.to.format("%-d %b %Y"))
    }

    /// Is the week that holds this date cut by the ends of the span?
    pub fn cuts_week(&self, date: NaiveDate) -> bool {
        let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
        monday < self.from || monday + Days::new(6) > self.to
    }

    /// Is there nothing to draw: no bookings, visits, cancellations or open hours?
    pub fn is_empty(&self) -> bool {
        let nothing = |week: &WeekCount| week.visits == 0 && week.cancelled() == 0;
        self.utilisation.is_empty() && self.booked() == 0 && self.weeks.iter().all(nothing)
    }

    pub fn booked(&self) -> i64 {
        self.bookings.iter().map(|day| day.count).sum()
    }

    /// One number of all weeks together.
    pub fn sum(&self, of: impl Fn(&WeekCount) -> i64) -> i64 {
        self.weeks.iter().map(of).sum()
    }

    /// The bucket in which the median booking lies.
    pub fn median_lead(&self) -> Option<Lead> {
        let total = self.booked();
        let mut seen = 0;
        self.lead_time
            .iter()
            .find(|bucket| {
                seen += bucket.count;
                total > 0 && seen * 2 >= total
            })
            .map(|bucket| bucket.lead)
    }
}

impl WeekCount {
    fn empty(from: NaiveDate) -> Self {
        Self {
            from,
            visits: 0,
            completed: 0,
            no_show: 0,
            called_off: 0,
            cancelled_by_patient: 0,
            cancelled_by_doctor: 0,
            cancelled_by_admin: 0,
        }
    }
}

/// A share in per cent, rounded; nothing of nothing.
pub fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 100 + whole / 2) / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asked(span: &str, from: &str, to: &str) -> Result<(NaiveDate, NaiveDate), Problem> {
        let query = StatisticsQuery { span: span.into(), from: from.into(), to: to.into(), ..Default::default() };
        query.dates(date("2026-11-24"))
    }

    #[test]
    fn spans_end_today_and_dates_go_first() {
        assert_eq!(asked("", "", ""), Ok((date("2026-10-26"), date("2026-11-24"))));
        assert_eq!(asked("7", "", ""), Ok((date("2026-11-18"), date("2026-11-24"))));
        assert_eq!(asked("7", "2026-01-01", "2026-01-01"), Ok((date("2026-01-01"), date("2026-01-01"))));
        assert_eq!(asked("", "2026-11-01", ""), Ok((date("2026-11-01"), date("2026-11-24"))), "up to today");
        assert_eq!(asked("", "2027-11-01", ""), Ok((date("2027-11-01"), date("2027-11-01"))));
        assert_eq!(asked("", "", "2026-01-30"), Ok((date("2026-01-01"), date("2026-01-30"))), "thirty days");
        for (span, from, to, field) in [
            ("8", "", "", "span"),
            ("", "2024-01-01", "", "to"),
            ("", "", "1999-01-01", "to"),
            ("", "2026-02-30", "2026-03-01", "from"),
            ("", "2026-03-02", "2026-03-01", "to"),
            ("", "2024-01-01", "2026-01-01", "to"),
        ] {
            let refused = asked(span, from, to).unwrap_err();
            assert_eq!(refused.fields()[0].field, field, "{span} {from} {to}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_are_cut_at_the_ends() {
        let statistics = Statistics::of(
            &Aggregate::default(),
            &WeekMinutes::default(),
            date("2026-11-18"),
            date("2026-11-24"),
            None,
        );
        let weeks: Vec<_> = statistics.weeks.iter().map(|week| week.from).collect();
        assert_eq!(weeks, [date("2026-11-18"), date("2026-11-23")]);
        assert!(weeks.iter().all(|from| statistics.cuts_week(*from)));
        let whole = Statistics::of(
            &Aggregate::default(),
            &WeekMinutes::default(),
            date("2026-11-16"),
            date("2026-11-24"),
            None,
        );
        assert!(!whole.cuts_week(date("2026-11-16")) && !whole.cuts_week(date("2026-11-22")));
        assert!(whole.cuts_week(date("2026-11-24")));
        assert_eq!((statistics.bookings.len(), statistics.utilisation.len(), statistics.lead_time.len()), (7, 0, 6));
        assert_eq!((statistics.median_lead(), statistics.dates().as_str()), (None, "18 Nov – 24 Nov 2026"));
    }

    #[test]
    fn half_of_all_bookings_lie_up_to_the_median() {
        let mut aggregate = Aggregate::default();
        let today = day_number(date("2026-11-24"));
        aggregate.days.insert(today, [5, 1, 1, 1, 2, 0, 0, 3, 2, 1]);
        aggregate.days.insert(today + 1, [100; 10]);
        aggregate.hours.insert((today, 9), [4, 90, 2, 1, 6]);
        let mut open = WeekMinutes::default();
        open[1][9] = 120;
        let statistics = Statistics::of(&aggregate, &open, date("2026-11-24"), date("2026-11-24"), None);
        assert_eq!((statistics.booked(), statistics.median_lead()), (5, Some(Lead::Week)));
        let load = HourLoad { weekday: Day::Tue, hour: 9, booked_minutes: 90, open_minutes: 120 };
        assert_eq!((statistics.utilisation.as_slice(), load.percent()), (&[load][..], Some(75)));
        assert_eq!((statistics.sum(WeekCount::cancelled), statistics.sum(|week| week.no_show)), (6, 1));
    }
}
