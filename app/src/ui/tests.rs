//! What the parts promise, on the rendered HTML.

use domain::platform::{
    faults::TextFault,
    problem::{FieldError, Problem},
};
use leptos::prelude::*;
use std::sync::Arc;

use super::*;
use crate::viewer::{Submitted, Viewer};

/// Renders a view as a reader of the page `/register?next=%2F` sees it.
fn html<V: IntoView + 'static>(submitted: Option<Submitted>, part: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(Arc::new(Viewer { path: "/register?next=%2F".into(), submitted, ..Viewer::default() }));
        part().into_view().to_html()
    })
}

fn refused(action: &str) -> Submitted {
    Submitted {
        on_top: false,
        action: action.into(),
        values: vec![("email".into(), "ada@".into()), ("password".into(), "secret".into())],
        outcome: Err(Problem::Invalid {
            fields: vec![FieldError { field: "email".into(), fault: TextFault::NotAnEmail.into() }],
        }),
    }
}

fn form() -> impl IntoView {
    view! {
        <Form action="/do/x">
            <Field name="email" label="E-mail" kind="email" hint="Yours." value="old@example.org"/>
            <Field name="password" label="Password" kind="password"/>
            <Button>"Go"</Button>
        </Form>
    }
}

#[test]
fn a_form_names_its_page_and_starts_with_what_is_known() {
    let html = html(None, form);
    assert!(html.contains(r#"name="page" value="/register?next=%2F""#), "{html}");
    assert!(html.contains(r#"value="old@example.org""#));
    assert!(html.contains(r#"aria-describedby="field-email-hint""#));
    assert!(!html.contains("alert"));
}

#[test]
fn a_refused_form_keeps_what_was_typed_but_never_a_password() {
    let html = html(Some(refused("/do/x")), form);
    assert!(html.contains(r##"href="#field-email""##), "the summary links to the field: {html}");
    assert!(html.contains(r#"value="ada@""#) && !html.contains("old@example.org"));
    assert!(html.contains(r#"aria-invalid="true""#));
    assert!(html.contains("field-email-error"));
    assert!(!html.contains("secret"));
}

#[test]
fn another_forms_refusal_is_not_this_ones() {
    let html = html(Some(refused("/do/y")), form);
    assert!(!html.contains("alert") && html.contains("old@example.org"));
}

#[test]
fn now_is_drawn_near_the_hours_only() {
    let day = |now| html(None, move || view! { <DayLine hours=vec![(600, 840)] visits=vec![] now=Some(now)/> });
    for (now, last, drawn) in [(540, "14:00", true), (700, "14:00", true), (895, "15:00", true), (1281, "14:00", false)]
    {
        let day = day(now);
        assert_eq!(day.contains("<circle"), drawn, "{now}");
        assert!(day.contains(last) && !day.contains("16:00"), "{now}: {day}");
    }
}
