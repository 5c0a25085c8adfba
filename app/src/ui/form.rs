//! Plain forms: they work without JavaScript, keep what was typed and say what is wrong.

use domain::{platform::problem::Problem, scheduling::schedule::Day};
use leptos::{context::Provider, prelude::*};

use crate::{
    by::Declared,
    viewer::{Submitted, viewer},
};

/// The form around a field: where ids and typed values come from. Fields find it in the context.
#[derive(Clone, Debug, Default)]
pub struct FormScope {
    key: String,
    submitted: Option<Submitted>,
}

impl FormScope {
    /// The scope of the form around the caller.
    pub fn current() -> Self {
        use_context().unwrap_or_default()
    }

    /// The scope of fields that show what was sent.
    pub(super) fn of(submitted: Submitted) -> Self {
        Self { key: String::new(), submitted: Some(submitted) }
    }

    /// Id of a field; unique on the page as long as forms with the same fields have different keys.
    pub fn id(&self, name: &str) -> String {
        if self.key.is_empty() { format!("field-{name}") } else { format!("field-{}-{name}", self.key) }
    }

    /// What was typed, if this form was sent; else what stands in it from the start.
    pub fn value(&self, name: &str, initial: String) -> String {
        match &self.submitted {
            Some(submitted) => submitted.value(name).unwrap_or_default().to_owned(),
            None => initial,
        }
    }

    /// All values of a repeated field, if this form was sent; else those from the start.
    pub fn values(&self, name: &str, initial: Vec<String>) -> Vec<String> {
        match &self.submitted {
            Some(submitted) => submitted.all(name).map(str::to_owned).collect(),
            None => initial,
        }
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.submitted.as_ref()?.error(name)
    }
}

/// The address of a server function, by its type.
pub const fn path_of<F: Declared>() -> &'static str {
    F::PATH
}

/// A form that is posted to a server function. When it was refused, it stands under a summary that links to the
/// fields, and every field keeps what was typed and says what is wrong with it.
///
/// Several forms with the same action on one page need different `key`s.
#[component]
pub fn Form(
    /// [`path_of`] the server function.
    #[prop(into)]
    action: String,
    #[prop(optional, into)] key: String,
    #[prop(default = "form")] class: &'static str,
    /// It makes something, and sent twice it makes one.
    #[prop(optional)]
    makes: bool,
    /// Name for screen readers, where the page has several forms.
    #[prop(optional, into)]
    label: String,
    children: Children,
) -> impl IntoView {
    let viewer = viewer();
    let submitted = viewer
        .submitted_to(&action)
        .filter(|sent| key.is_empty() || sent.value("form_key") == Some(key.as_str()))
        .filter(|sent| sent.outcome.is_err())
        .cloned();
    let idempotency_key = makes.then(|| {
        let key = key_of(submitted.as_ref()).map_or_else(|| viewer.form_key.clone(), str::to_owned);
        view! { <input type="hidden" name="idempotency_key" value=key/> }
    });
    let scope = FormScope { key: key.clone(), submitted };
    let summary = view! { <ErrorSummary scope=scope.clone()/> };
    let label = (!label.is_empty()).then_some(label);
    let key = (!key.is_empty()).then(|| view! { <input type="hidden" name="form_key" value=key/> });
    // It is sent for whoever it was shown to: in another tab, somebody else may have signed in meanwhile.
    let reader = viewer.me.as_ref().map(|me| view! { <input type="hidden" name="reader" value=me.id.to_string()/> });
    view! {
        <form method="post" action=action class=class aria-label=label novalidate=true>
            {summary}
            <input type="hidden" name="page" value=viewer.path.clone()/>
            {reader}
            {key}
            {idempotency_key}
            <Provider value=scope>{children()}</Provider>
        </form>
    }
}

/// A refused form keeps its key: after a failure of ours, the first press may have made what it was for. Unless the key itself
/// was refused.
fn key_of(refused: Option<&Submitted>) -> Option<&str> {
    let refused = refused.filter(|sent| sent.problem() != Some(&Problem::IdempotencyMismatch))?;
    refused.value("idempotency_key").filter(|key| !key.is_empty())
}

/// What was wrong with the form, at its head, in focus.
#[component]
fn ErrorSummary(scope: FormScope) -> impl IntoView {
    let problem = scope.submitted.as_ref().and_then(|sent| sent.problem().cloned())?;
    let mut fields = problem.fields().to_vec();
    // In the order of the form, which is the order in which it was sent. Passwords are not kept; they follow the e-mail.
    let sent = scope.submitted.as_ref().map(|sent| sent.values.as_slice()).unwrap_or_default();
    fields.sort_by_key(|field| {
        let field = if field.field == "password" { "email" } else { &field.field };
        sent.iter().position(|(name, _)| name.trim_end_matches("[]") == field).unwrap_or(sent.len())
    });
    let about_visits = matches!(problem, Problem::PatientBusy | Problem::TooManyVisits { .. });
    let visits = about_visits.then(|| view! { <p><a href="/visits">"See your visits"</a></p> });
    let items = fields
        .into_iter()
        .map(|field| {
            let href = format!("#{}", scope.id(&field.field));
            view! { <li><a href=href>{format!("{}: {}", label_of(&field.field), words::fault(&field.fault))}</a></li> }
        })
        .collect_view();
    Some(view! {
        <div class="notice notice-bad" role="alert" tabindex="-1" autofocus=true>
            <div>
                <p class="font-semibold">{words::problem(&problem)}</p>
                {visits}
                <ul class="mt-1 list-disc ps-5 empty:hidden">{items}</ul>
            </div>
        </div>
    })
}

/// The label of a field: "full_name" → "Full name", unless it says more than its name.
fn label_of(field: &str) -> String {
    let label = match field {
        "email" => "E-mail",
        "minutes" => "Length in minutes",
        "buffer_before_minutes" => "Minutes kept free before",
        "buffer_after_minutes" => "Minutes kept free after",
        "minimum_notice_minutes" => "Latest booking before the start",
        "booking_window_days" => "How many days ahead",
        "kind" => "Choice",
        "windows" => "Other hours",
        "experience_years" => "Years of experience",
        "about" => "About you",
        _ => match field.parse::<Day>() {
            Ok(day) => day.label(),
            Err(_) => return spoken(field),
        },
    };
    label.to_owned()
}

/// "time_zone" → "Time zone"
pub(super) fn spoken(field: &str) -> String {
    let text = field.replace('_', " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
