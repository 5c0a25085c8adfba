//! What each plot says, in one sentence. Nothing to say: the plot is left out, and the sentence says why.

use domain::{
    insight::statistics::{HourLoad, Lead, Statistics, WeekCount, percent},
    platform::local::day_with_year,
};

use crate::ui::{counted, number};

/// Bookings of the span, and the day of most.
pub fn bookings(statistics: &Statistics) -> Option<String> {
    let most = statistics.bookings.iter().max_by_key(|day| day.count).filter(|day| day.count > 0)?;
    let total = counted(statistics.booked(), "booking");
    Some(format!("{total} in {}; the most, {}, on {}.", days(statistics), number(most.count), day_with_year(most.date)))
}

/// Visits of the span, and the busiest week.
pub fn load(statistics: &Statistics) -> Option<String> {
    let most = statistics.weeks.iter().max_by_key(|week| week.visits).filter(|week| week.visits > 0)?;
    let total = counted(statistics.sum(|week| week.visits), "visit");
    Some(format!(
        "{total} in {}; the most, {}, in the week from {}.",
        days(statistics),
        number(most.visits),
        day_with_year(most.from)
    ))
}

/// The share of all open time that is booked, the busiest and the quietest hour.
pub fn utilisation(statistics: &Statistics) -> Option<String> {
    let sum = |of: fn(&HourLoad) -> i64| statistics.utilisation.iter().map(of).sum::<i64>();
    let all = percent(sum(|load| load.booked_minutes), sum(|load| load.open_minutes))?;
    let known = || statistics.utilisation.iter().filter_map(|load| load.percent().map(|share| (load, share)));
    let (busiest, most) = known().max_by_key(|(_, share)| *share)?;
    let (quietest, least) = known().min_by_key(|(_, share)| *share)?;
    if most == least {
        return Some(format!("{all} per cent of the open time is booked."));
    }
    Some(format!(
        "{all} per cent of the open time is booked: most on {} ({most} per cent), least on {} ({least} per cent).",
        hour(busiest),
        hour(quietest)
    ))
}

/// "Mondays from 09:00 to 10:00"
fn hour(load: &HourLoad) -> String {
    format!("{}s from {:02}:00 to {:02}:00", load.weekday.label(), load.hour, load.hour + 1)
}

/// The median in words.
pub fn lead_time(statistics: &Statistics) -> Option<String> {
    let median = match statistics.median_lead()? {
        Lead::SameDay => "on the day of the visit",
        Lead::TwoDays => "at most two days before",
        Lead::Week => "less than a week before",
        Lead::TwoWeeks => "less than two weeks before",
        Lead::FourWeeks => "less than four weeks before",
        Lead::Longer => return Some("Most visits are booked four weeks or more before.".to_owned()),
    };
    Some(format!("At least half of all visits are booked {median}."))
}

/// How many were cancelled, and by whom most.
pub fn cancellations(statistics: &Statistics) -> Option<String> {
    let total = statistics.sum(WeekCount::cancelled);
    let by = [
        ("patients", statistics.sum(|week| week.cancelled_by_patient)),
        ("doctors", statistics.sum(|week| week.cancelled_by_doctor)),
        ("admins", statistics.sum(|week| week.cancelled_by_admin)),
    ];
    let (who, most) = by.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0)?;
    let called_off = statistics.sum(|week| week.called_off);
    let share = percent(called_off, called_off + statistics.sum(|week| week.visits));
    let share = share.map(|share| format!(" Of the visits planned for this time, {share} per cent were cancelled."));
    let share = share.unwrap_or_default();
    Some(match (total, most == total) {
        (1, _) => format!("One visit was cancelled, by {who}.{share}"),
        (_, true) => format!("{} visits were cancelled, all by {who}.{share}", number(total)),
        _ => format!("{} visits were cancelled, {} of them by {who}.{share}", number(total), number(most)),
    })
}

/// How many were missed, and the rate.
pub fn no_shows(statistics: &Statistics) -> Option<String> {
    let (missed, kept) = (statistics.sum(|week| week.no_show), statistics.sum(|week| week.completed));
    let rate = percent(missed, missed + kept).filter(|_| missed > 0)?;
    let visits = counted(missed + kept, "visit");
    Some(match missed {
        1 => format!("Somebody did not come to one of {visits} ({rate} per cent)."),
        _ => format!("Somebody did not come to {} of {visits} ({rate} per cent).", number(missed)),
    })
}

fn days(statistics: &Statistics) -> String {
    counted((statistics.to - statistics.from).num_days() + 1, "day")
}

#[cfg(test)]
mod tests {
    use domain::insight::statistics::{Aggregate, WeekMinutes, day_number};

    use super::*;

    fn statistics(day: [i64; 10], hour: [i64; 5]) -> Statistics {
        let date = "2026-11-23".parse().unwrap();
        let (mut aggregate, mut open) = (Aggregate::default(), WeekMinutes::default());
        aggregate.days.insert(day_number(date), day);
        aggregate.hours.insert((day_number(date), 9), hour);
        (open[0][9], open[0][10]) = (60, 60);
        Statistics::of(&aggregate, &open, date, date, None)
    }

    #[test]
    fn findings_say_what_is_there() {
        let full = statistics([4, 0, 3, 1, 0, 0, 0, 2, 1, 0], [4, 45, 3, 1, 1]);
        for (found, expected) in [
            (bookings(&full), "4 bookings in 1 day; the most, 4, on Mon 23 Nov 2026."),
            (load(&full), "4 visits in 1 day; the most, 4, in the week from Mon 23 Nov 2026."),
            (
                utilisation(&full),
                "38 per cent of the open time is booked: most on Mondays from 09:00 to 10:00 (75 per cent), \
                 least on Mondays from 10:00 to 11:00 (0 per cent).",
            ),
            (lead_time(&full), "At least half of all visits are booked at most two days before."),
            (
                cancellations(&full),
                "3 visits were cancelled, 2 of them by patients. Of the visits planned for this time, \
                 20 per cent were cancelled.",
            ),
            (no_shows(&full), "Somebody did not come to one of 4 visits (25 per cent)."),
        ] {
            assert_eq!(found.as_deref(), Some(expected));
        }
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let empty = statistics([0; 10], [0; 5]);
        let all = [bookings(&empty), load(&empty), lead_time(&empty), cancellations(&empty), no_shows(&empty)];
        assert_eq!(all, [const { None }; 5]);
        assert_eq!(utilisation(&empty).as_deref(), Some("0 per cent of the open time is booked."));
    }
}
