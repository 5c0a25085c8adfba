//! The plots, each with its finding, its table and its file.

use chrono::{Datelike, NaiveDate};
use domain::{
    insight::statistics::{Statistics, WeekCount, csv::CsvTable, percent},
    platform::local::day_with_year,
    scheduling::schedule::Day,
};
use leptos::prelude::*;

use super::{Asked, summaries};
use crate::ui::{Bar, BarChart, BarList, Card, Chart, HeatMap, HeatRow, ListedBar, Numbers, number};

/// Longer spans are drawn by week.
const MOST_DAYS_DRAWN: usize = 45;

/// "24 Nov"
fn short(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// Stands instead of a plot that would be empty.
#[component]
fn Nothing(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <Card>
            <h3 class="text-lg font-semibold">{title}</h3>
            <p class="mt-1 text-muted">{text}</p>
        </Card>
    }
}

/// Bookings by day, or by week when the span is long.
#[component]
pub fn BookingsPlot(statistics: Statistics, asked: Asked) -> impl IntoView {
    let Some(finding) = summaries::bookings(&statistics) else {
        return view! { <Nothing title="Bookings" text="Nothing was booked in this time."/> }.into_any();
    };
    let by_week = statistics.bookings.len() > MOST_DAYS_DRAWN;
    let mut bars: Vec<Bar> = Vec::new();
    for day in &statistics.bookings {
        match bars.last_mut() {
            Some(week) if by_week && day.date.weekday().num_days_from_monday() > 0 => week.value += day.count,
            _ => bars.push(Bar {
                label: short(day.date),
                value: day.count,
                part: by_week && statistics.cuts_week(day.date),
            }),
        }
    }
    let title = if by_week { "Bookings per week" } else { "Bookings per day" };
    let rows = statistics.bookings.iter().map(|day| (day_with_year(day.date), vec![day.count.to_string()]));
    let numbers = Numbers::new(&["Day (UTC)", "Bookings"], rows.collect());
    view! {
        <Card class="chart-wide">
            <Chart title finding=finding.clone() numbers file=asked.file(CsvTable::Bookings)>
                <BarChart summary=format!("{title}. {finding}") bars/>
            </Chart>
        </Card>
    }
    .into_any()
}

/// Visits by week.
#[component]
pub fn LoadPlot(statistics: Statistics, asked: Asked) -> impl IntoView {
    let Some(finding) = summaries::load(&statistics) else {
        return view! { <Nothing title="Visits per week" text="There are no visits in this time."/> }.into_any();
    };
    let numbers = Numbers::new(
        &["Week from", "Visits", "Completed", "No-shows", "Cancelled"],
        by_week(&statistics, |week| {
            [week.visits, week.completed, week.no_show, week.called_off].map(|n| n.to_string()).to_vec()
        }),
    );
    let bars = bars(&statistics, |week| week.visits);
    view! {
        <Card class="chart-wide">
            <Chart title="Visits per week" finding=finding.clone() numbers file=asked.file(CsvTable::Load)>
                <BarChart summary=format!("Visits per week. {finding}") bars/>
            </Chart>
        </Card>
    }
    .into_any()
}

/// Booked of open time by weekday and hour.
#[component]
pub fn UtilisationPlot(statistics: Statistics, asked: Asked) -> impl IntoView {
    let Some(finding) = summaries::utilisation(&statistics) else {
        let text = "There are no hours in this time yet.";
        return view! { <Nothing title="Booked of open time" text/> }.into_any();
    };
    let hours = || statistics.utilisation.iter().map(|load| load.hour);
    let (first, last) = (hours().min().unwrap_or(0), hours().max().unwrap_or(0));
    let cells = |hour: u8| {
        let mut cells = [None; 7];
        for load in statistics.utilisation.iter().filter(|load| load.hour == hour) {
            cells[load.weekday.index()] = load.percent();
        }
        cells
    };
    let rows: Vec<_> =
        (first..=last).map(|hour| HeatRow { label: format!("{hour:02}:00"), cells: cells(hour) }).collect();
    let columns: Vec<&str> = std::iter::once("Hour").chain(Day::ALL.iter().map(|day| day.label())).collect();
    let numbers = rows.iter().map(|row| {
        let cells = row.cells.iter().map(|share| share.map_or_else(|| "closed".to_owned(), |n| format!("{n} %")));
        (row.label.clone(), cells.collect())
    });
    let numbers = Numbers::new(&columns, numbers.collect());
    let note = "Booked minutes of visits that were not cancelled, of the hours as they are set now, in each practice’s \
                local time.";
    view! {
        <Card class="chart-wide">
            <Chart title="Booked of open time" finding=finding.clone() numbers note file=asked.file(CsvTable::Utilisation)>
                <HeatMap summary=format!("Booked of open time by weekday and hour. {finding}") rows/>
            </Chart>
        </Card>
    }
    .into_any()
}

/// How long before the visit it was booked.
#[component]
pub fn LeadTimePlot(statistics: Statistics, asked: Asked) -> impl IntoView {
    let Some(finding) = summaries::lead_time(&statistics) else {
        return view! { <Nothing title="Lead time" text="Nothing was booked in this time."/> }.into_any();
    };
    let total = statistics.booked();
    let share = |count| percent(count, total).unwrap_or(0);
    let bars = statistics.lead_time.iter().map(|bucket| ListedBar {
        label: bucket.lead.label().to_owned(),
        value: bucket.count,
        text: format!("{} ({} %)", number(bucket.count), share(bucket.count)),
    });
    let bars: Vec<_> = bars.collect();
    let rows = statistics.lead_time.iter().map(|bucket| {
        let cells = vec![bucket.count.to_string(), format!("{} %", share(bucket.count))];
        (bucket.lead.label().to_owned(), cells)
    });
    let numbers = Numbers::new(&["Booked", "Bookings", "Share"], rows.collect());
    view! {
        <Card>
            <Chart title="Lead time" finding=finding.clone() numbers file=asked.file(CsvTable::LeadTime)>
                <BarList summary=format!("How long before the visit it was booked. {finding}") bars/>
            </Chart>
        </Card>
    }
    .into_any()
}

/// Cancellations by whom, and by week.
#[component]
pub fn CancellationsPlot(statistics: Statistics, asked: Asked) -> impl IntoView {
    let Some(finding) = summaries::cancellations(&statistics) else {
        return view! { <Nothing title="Cancellations" text="Nothing was cancelled in this time."/> }.into_any();
    };
    let total = statistics.sum(WeekCount::cancelled);
    let by = [
        ("By patients", statistics.sum(|week| week.cancelled_by_patient)),
        ("By doctors", statistics.sum(|week| week.cancelled_by_doctor)),
        ("By admins", statistics.sum(|week| week.cancelled_by_admin)),
    ];
    let who: Vec<_> = by
        .into_iter()
        .map(|(label, value)| ListedBar {
            label: label.to_owned(),
            value,
            text: format!("{} ({} %)", number(value), percent(value, total).unwrap_or(0)),
        })
        .collect();
    let numbers = Numbers::new(
        &["Week from", "By patients", "By doctors", "By admins"],
        by_week(&statistics, |week| {
            let by = [week.cancelled_by_patient, week.cancelled_by_doctor, week.cancelled_by_admin];
            by.map(|n| n.to_string()).to_vec()
        }),
    );
    let bars = bars(&statistics, WeekCount::cancelled);
    view! {
        <Card>
            <Chart title="Cancellations" finding=finding.clone() numbers file=asked.file(CsvTable::Cancellations)>
                <BarList summary="Cancellations by whom" bars=who/>
                <p class="font-semibold">"Per week"</p>
                <BarChart summary=format!("Cancellations per week. {finding}") bars/>
            </Chart>
        </Card>
    }
    .into_any()
}

/// No-shows by week, and their rate.
#[component]
pub fn NoShowsPlot(statistics: Statistics, asked: Asked) -> impl IntoView {
    let Some(finding) = summaries::no_shows(&statistics) else {
        return view! { <Nothing title="No-shows" text="Nobody missed a visit in this time."/> }.into_any();
    };
    let rate = |week: &WeekCount| percent(week.no_show, week.no_show + week.completed);
    let numbers = Numbers::new(
        &["Week from", "No-shows", "Completed", "Rate"],
        by_week(&statistics, |week| {
            let rate = rate(week).map_or_else(|| "–".to_owned(), |rate| format!("{rate} %"));
            vec![week.no_show.to_string(), week.completed.to_string(), rate]
        }),
    );
    let bars = bars(&statistics, |week| week.no_show);
    let note = "By the week of the visit. The rate is of the visits that were completed or missed.";
    view! {
        <Card class="chart-wide">
            <Chart title="No-shows" finding=finding.clone() numbers note file=asked.file(CsvTable::NoShows)>
                <BarChart summary=format!("No-shows per week. {finding}") bars/>
            </Chart>
        </Card>
    }
    .into_any()
}

fn bars(statistics: &Statistics, of: impl Fn(&WeekCount) -> i64) -> Vec<Bar> {
    statistics
        .weeks
        .iter()
        .map(|week| Bar { label: short(week.from), value: of(week), part: statistics.cuts_week(week.from) })
        .collect()
}

fn by_week(statistics: &Statistics, cells: impl Fn(&WeekCount) -> Vec<String>) -> Vec<(String, Vec<String>)> {
    statistics.weeks.iter().map(|week| (day_with_year(week.from), cells(week))).collect()
}
