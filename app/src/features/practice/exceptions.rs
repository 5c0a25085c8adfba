//! Dates on which the weekly hours do not hold.

use anteroom::domain::{
    local,
    schedule::{ExceptionKind, ExceptionView},
};
use chrono::NaiveDate;
use leptos::prelude::*;

use super::hours_text;
use crate::ui::{Badge, Button, ButtonKind, Card, Choice, ChoiceGroup, Field, Form, Sign, Table, Tone, cell};

/// The form for one date, and the dates that are coming.
#[component]
pub fn Exceptions(exceptions: Vec<ExceptionView>, today: NaiveDate) -> impl IntoView {
    let rows: Vec<_> = exceptions.into_iter().map(row).collect();
    let list = if rows.is_empty() {
        view! {
            <p class="text-muted">"No date differs: your weekly hours hold every week. Add a holiday or a day with other hours here."</p>
        }
        .into_any()
    } else {
        view! { <Table caption="Dates that differ" columns=vec!["Date", "What holds", "Action"] rows/> }.into_any()
    };
    let kinds = vec![
        Choice::new(ExceptionKind::Closed.as_str(), "Closed").hint("Nothing can be booked on this date."),
        Choice::new(ExceptionKind::Hours.as_str(), "Other hours").hint("Only the hours below hold on this date."),
    ];
    view! {
        <div class="grid items-start gap-8 lg:grid-cols-2">
            <Card>
                <Form action="/do/practice/put-exception" key="exception" label="A date that differs">
                    <Field name="date" label="Date" kind="date" min=today.to_string() short=true
                        hint="A date that is in the list already is replaced."/>
                    <ChoiceGroup name="kind" legend="What holds on this date" choices=kinds chosen=vec!["closed".to_owned()]/>
                    <Field name="windows" label="Other hours" optional=true autocomplete="off"
                        hint="Like 09:00–12:00, 13:00–17:00. Not needed when closed."/>
                    <Button kind=ButtonKind::Secondary busy="Saving…">"Save this date"</Button>
                </Form>
            </Card>
            <div>{list}</div>
        </div>
    }
}

fn row(exception: ExceptionView) -> Vec<AnyView> {
    let date = exception.date;
    let day = local::day_with_year(date);
    let windows = exception.spec.windows.iter().map(|window| (window.start.as_str(), window.end.as_str()));
    let what = match exception.spec.kind {
        ExceptionKind::Closed => view! { <Badge label="Closed" tone=Tone::Calm sign=Sign::Minus/> }.into_any(),
        ExceptionKind::Hours => view! { <span class="tabular-nums">{hours_text::line(windows)}</span> }.into_any(),
    };
    let label = format!("Remove {day}");
    let remove = view! {
        <Form action="/do/practice/delete-exception" key=format!("remove-{date}") class="contents">
            <input type="hidden" name="date" value=date.to_string()/>
            <Button kind=ButtonKind::Secondary busy="Removing…" label>"Remove"</Button>
        </Form>
    };
    vec![cell(day), what, cell(remove)]
}
