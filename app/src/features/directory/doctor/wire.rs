//! A month of free times on its way to the browser: numbers instead of dates as text. The page is half as long, and the
//! WASM need not know how dates are read.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike};
use contract::scheduling::{DaySlots, SlotView};
use domain::platform::ids::{DoctorId, VisitTypeId};
use serde::{Deserialize, Serialize};

use super::month::MonthView;

/// Dates are days since the first of January of the year 1.
#[derive(Serialize, Deserialize)]
pub struct Month {
    doctor: DoctorId,
    visit_type: VisitTypeId,
    first: i32,
    today: i32,
    last: i32,
    zone: String,
    /// For each date from the first on, its times: Unix minutes, and minutes since midnight on the viewer's wall.
    days: Vec<Vec<(i64, i64)>>,
    /// Of the few times in an hour that comes twice, which of the two it is: Unix minutes, and "EDT".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    offsets: Vec<(i64, String)>,
}

/// A date as a number.
pub fn number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// The date of a number.
pub fn date(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number).unwrap_or_default()
}

impl From<MonthView> for Month {
    fn from(month: MonthView) -> Self {
        let offset = |slot: &SlotView| Some((slot.start.timestamp() / 60, slot.local_offset.clone()?));
        let slot = |slot: &SlotView| {
            (slot.start.timestamp() / 60, i64::from(slot.local.hour()) * 60 + i64::from(slot.local.minute()))
        };
        Self {
            doctor: month.doctor,
            visit_type: month.visit_type,
            first: number(month.first),
            today: number(month.today),
            last: number(month.last),
            zone: month.zone,
            days: month.days.iter().map(|day| day.slots.iter().map(slot).collect()).collect(),
            offsets: month.days.iter().flat_map(|day| &day.slots).filter_map(offset).collect(),
        }
    }
}

impl From<Month> for MonthView {
    fn from(month: Month) -> Self {
        let first = date(month.first);
        let day = |(n, times): (u64, Vec<(i64, i64)>)| {
            let date = first + Days::new(n);
            let midnight = date.and_time(NaiveTime::MIN);
            let slot = |(start, wall): (i64, i64)| SlotView {
                start: DateTime::from_timestamp(start * 60, 0).unwrap_or_default(),
                local: midnight + TimeDelta::minutes(wall),
                local_offset: month.offsets.iter().find(|(at, _)| *at == start).map(|(_, offset)| offset.clone()),
            };
            DaySlots { date, slots: times.into_iter().map(slot).collect() }
        };
        Self {
            doctor: month.doctor,
            visit_type: month.visit_type,
            first,
            today: date(month.today),
            last: date(month.last),
            zone: month.zone,
            days: (0..).zip(month.days).map(day).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_month_arrives_as_it_was_sent() {
        let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let slot = |day: u32, hour: u32, utc: u32| SlotView {
            start: first.with_day(day).unwrap().and_hms_opt(utc, 30, 0).unwrap().and_utc(),
            local: first.with_day(day).unwrap().and_hms_opt(hour, 30, 0).unwrap(),
            local_offset: (hour == 2).then(|| if utc == 0 { "CEST" } else { "CET" }.to_owned()),
        };
        // Summer time ends on the 25th.
        let slots = |date: NaiveDate| match date.day() {
            24 => vec![slot(24, 9, 7), slot(24, 23, 21)],
            25 => vec![slot(25, 2, 0), slot(25, 2, 1), slot(25, 9, 8)],
            _ => vec![],
        };
        let month = MonthView {
            doctor: DoctorId(Uuid::from_u128(1)),
            visit_type: VisitTypeId(Uuid::from_u128(2)),
            first,
            today: first + Days::new(20),
            last: first + Days::new(90),
            zone: "Europe/Berlin".into(),
            days: first.iter_days().take(31).map(|date| DaySlots { date, slots: slots(date) }).collect(),
        };
        assert_eq!(MonthView::from(Month::from(month.clone())), month);
    }
}
