//! Dates on which the weekly hours do not hold.

use chrono::NaiveDate;
use clinic::scheduling::{attention, schedules};
use contract::scheduling::ExceptionView;
use domain::{
    people::policy::AsDoctor,
    platform::local,
    scheduling::schedule::{ExceptionKind, ExceptionSpec},
};
use leptos::prelude::*;

use super::hours_text;
use crate::{
    by::By,
    error::AppError,
    server::{self, Ctx, sent},
    ui::{Badge, Button, ButtonKind, Card, Choice, ChoiceGroup, Field, Form, Sign, Table, Tone, cell, path_of},
};

/// The form for a run of dates, and those that are coming.
#[component]
pub fn Exceptions(exceptions: Vec<ExceptionView>, today: NaiveDate) -> impl IntoView {
    let rows: Vec<_> = runs(exceptions).into_iter().map(row).collect();
    let list = if rows.is_empty() {
        view! { <p class="text-muted">"None: your weekly hours hold every week. Add a holiday, or a day with other hours."</p> }
            .into_any()
    } else {
        view! { <Table caption="Holidays and other exceptions" columns=vec!["Date", "Hours", "Why", "Action"] rows/> }
            .into_any()
    };
    let kinds = vec![
        Choice::new(ExceptionKind::Closed.as_str(), "Closed").hint("Nothing can be booked then."),
        Choice::new(ExceptionKind::Hours.as_str(), "Other hours").hint("Only the hours below hold then."),
    ];
    view! {
        <div class="grid items-start gap-8 lg:grid-cols-2">
            <Card class="exception-form">
                <Form action={path_of::<PutException>()} key="exception" label="A holiday or another exception">
                    <div class="flex flex-wrap gap-4">
                        <Field name="date" label="From" kind="date" min=today.to_string() short=true/>
                        <Field name="until" label="To" kind="date" min=today.to_string() short=true optional=true/>
                    </div>
                    <p class="field-hint">"For a single day leave “To” empty. Dates that are in the list already are replaced."</p>
                    <ChoiceGroup name="kind" legend="On this date" choices=kinds chosen=vec!["closed".to_owned()]/>
                    <div class="other-hours">
                        <Field name="windows" label="Other hours" optional=true quiet=true autocomplete="off"
                            hint="Like 09:00–12:00, 13:00–17:00 or 9am–5pm."/>
                    </div>
                    <Field name="reason" label="Why" optional=true autocomplete="off"
                        hint="For yourself, for example “Holiday”. Patients do not read it."/>
                    <Button kind=ButtonKind::Secondary busy="Saving…">"Save"</Button>
                </Form>
            </Card>
            <div>{list}</div>
        </div>
    }
}

/// Dates that follow each other and are the same.
#[derive(Debug, PartialEq)]
struct Run {
    from: NaiveDate,
    until: NaiveDate,
    spec: ExceptionSpec,
}

fn runs(exceptions: Vec<ExceptionView>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for ExceptionView { date, spec } in exceptions {
        match runs.last_mut() {
            Some(run) if run.until.succ_opt() == Some(date) && run.spec == spec => run.until = date,
            _ => runs.push(Run { from: date, until: date, spec }),
        }
    }
    runs
}

fn row(Run { from, until, spec }: Run) -> Vec<AnyView> {
    let dates = match from == until {
        true => local::day_with_year(from),
        false => format!("{} – {}", local::day(from), local::day_with_year(until)),
    };
    let windows = spec.windows.iter().map(|window| (window.start.as_str(), window.end.as_str()));
    let what = match spec.kind {
        ExceptionKind::Closed => view! { <Badge label="Closed" tone=Tone::Calm sign=Sign::Minus/> }.into_any(),
        ExceptionKind::Hours => view! { <span class="tabular-nums">{hours_text::line(windows)}</span> }.into_any(),
    };
    let label = format!("Remove {dates}");
    let remove = view! {
        <Form action={path_of::<DeleteException>()} key=format!("remove-{from}") class="contents">
            <input type="hidden" name="date" value=from.to_string()/>
            <input type="hidden" name="until" value=until.to_string()/>
            <Button kind=ButtonKind::Secondary busy="Removing…" label>"Remove"</Button>
        </Form>
    };
    let why = if spec.reason.is_empty() { ().into_any() } else { cell(spec.reason) };
    vec![cell(dates), what, why, cell(remove)]
}

/// Sets what holds on a date, or on all from one to another, instead of the weekly hours.
#[server(prefix = "/do", endpoint = "practice/put-exception", protocol = By<AsDoctor>)]
pub async fn put_exception(
    date: String,
    kind: String,
    #[server(default)] until: String,
    #[server(default)] windows: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (ctx, own) = sent::<PutException>()?;
    let date = server::date("date", &date)?;
    let until = if until.is_empty() { date } else { server::date("until", &until)? };
    let (spec, typed) = hours_text::exception(&kind, &windows, reason)?;
    let saved = schedules::put_exceptions(&ctx.clinic, own, date..=until, spec).await;
    ctx.answer(saved).map_err(|AppError(problem)| hours_text::as_one_field(problem, &typed))?;
    let said = if until == date { "That date is saved." } else { "Those dates are saved." };
    done(&ctx, own, said).await
}

/// Makes a date, or all from one to another, ordinary again.
#[server(prefix = "/do", endpoint = "practice/delete-exception", protocol = By<AsDoctor>)]
pub async fn delete_exception(date: String, #[server(default)] until: String) -> Result<(), AppError> {
    let (ctx, own) = sent::<DeleteException>()?;
    let date = server::date("date", &date)?;
    let until = if until.is_empty() { date } else { server::date("until", &until)? };
    ctx.answer(schedules::delete_exceptions(&ctx.clinic, own, date..=until).await)?;
    done(&ctx, own, "Your weekly hours hold then again.").await
}

/// Back to the list; or to the head of the page, where the visits are named that lie outside of the hours by now.
async fn done(ctx: &Ctx, own: AsDoctor, said: &str) -> Result<(), AppError> {
    let outside = ctx.answer(attention::of_practice(&ctx.clinic, own).await)?.outside;
    server::done(if outside.is_empty() { "/practice/hours#exceptions" } else { "/practice/hours" }, said);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_follow_each_other_and_are_the_same_are_one_row() {
        let on = |date: &str, reason: &str| ExceptionView {
            date: date.parse().unwrap(),
            spec: ExceptionSpec { kind: ExceptionKind::Closed, windows: vec![], reason: reason.to_owned() },
        };
        let all = vec![
            on("2026-12-30", "Holiday"),
            on("2026-12-31", "Holiday"),
            on("2027-01-01", "Holiday"),
            on("2027-01-02", ""),
            on("2027-01-04", ""),
        ];
        let runs: Vec<_> = runs(all).into_iter().map(|run| (run.from.to_string(), run.until.to_string())).collect();
        let expected = [("2026-12-30", "2027-01-01"), ("2027-01-02", "2027-01-02"), ("2027-01-04", "2027-01-04")];
        assert_eq!(runs, expected.map(|(from, until)| (from.to_owned(), until.to_owned())));
    }
}
