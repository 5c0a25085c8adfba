//! Signing in.

use clinic::people::sessions;
use domain::{
    people::{account::Role, policy::Actor},
    platform::problem::Problem,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::AlreadySignedIn;
use crate::{
    by::By,
    error::AppError,
    frame::LookAs,
    server::{self, ctx, done, end_session},
    ui::{Button, Field, Form, Notice, PageHeading, Tone, link, path_of},
    viewer::viewer,
};

/// The sign-in page: `/sign-in?next=&after=`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let next = query.get("next").unwrap_or_default();
    // The same words whoever it was: nobody learns here who has an account.
    let registered = (query.get_str("after") == Some("register")).then(|| {
        view! {
            <div class="mb-6" role="status">
                <Notice tone=Tone::Accent>
                    "If you already have an account, sign in. Else look in your mail: the next step is on its way."
                </Notice>
            </div>
        }
    });
    let register = link::query("/register", &[("next", &next)]);
    let lead = why(&next);
    let demo = viewer().demo.then(|| {
        view! {
            <section class="card mt-8" aria-labelledby="demo">
                <h2 id="demo" class="text-lg">"Demo accounts"</h2>
                <p class="mt-1 text-muted">"One press, and you see Anteroom as they do."</p>
                <div class="actions mt-3">{Role::ALL.iter().map(|role| view! { <LookAs role=*role class="btn btn-secondary"/> }).collect_view()}</div>
                <p class="mt-4 text-sm">
                    "Or sign in as "<code>"patient@demo.example"</code>", "<code>"doctor@demo.example"</code>" or "
                    <code>"admin@demo.example"</code>" with the password "<code>"anteroom-demo"</code>"."
                </p>
            </section>
        }
    });
    view! {
        <div class="narrow">
        <PageHeading title="Sign in" lead/>
        {registered}
        <AlreadySignedIn/>
        <div class="card"><Form action={path_of::<SignIn>()}>
            <input type="hidden" name="next" value=next/>
            <Field name="email" label="E-mail" kind="email" autocomplete="username"/>
            <Field name="password" label="Password" kind="password" autocomplete="current-password"/>
            <div class="actions"><Button busy="Signing in…">"Sign in"</Button></div>
        </Form></div>
        <p class="mt-6">"New here? "<a href=register>"Register as a patient"</a>" or "<a href="/register/doctor">"as an invited doctor"</a>"."</p>
        {demo}
        </div>
    }
}

/// Why one is asked, by where it leads.
fn why(next: &str) -> &'static str {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    match path.split('/').nth(1).unwrap_or_default() {
        "book" => "Please sign in to book. Then you come back to the time you chose.",
        "visits" if path == "/visits" => "Please sign in to see your visits.",
        "visits" => "Please sign in to see this visit.",
        "account" => "Please sign in to see your account.",
        "practice" => "Please sign in to see your practice.",
        "admin" => "Please sign in as an admin to see this page.",
        _ => "",
    }
}

/// Signs in on this browser, instead of whoever was signed in on it, and leads on.
#[server(prefix = "/do", endpoint = "auth/sign-in", protocol = By<Actor>)]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    let session = server::sign_in(&ctx()?, &email, &password).await?;
    done(if next.is_empty() { link::home_of(session.me.role) } else { &next }, "");
    Ok(())
}

/// Signs in as the demo's patient, doctor or admin, whose password anybody may know; only where everything is made up.
#[server(prefix = "/do", endpoint = "auth/look-as", protocol = By<Actor>)]
pub async fn look_as(role: String) -> Result<(), AppError> {
    let ctx = ctx()?;
    if !ctx.clinic.settings.demo {
        return Err(Problem::NotFound.into());
    }
    let email = match role.parse().map_err(|_| Problem::NotFound)? {
        Role::Patient => demo::PATIENT_EMAIL,
        Role::Doctor => demo::DOCTOR_EMAIL,
        Role::Admin => demo::ADMIN_EMAIL,
    };
    sign_in(email.to_owned(), demo::PASSWORD.to_owned(), String::new()).await
}

/// Signs this device out; others stay signed in.
#[server(prefix = "/do", endpoint = "auth/sign-out", protocol = By<Actor>)]
pub async fn sign_out() -> Result<(), AppError> {
    let ctx = ctx()?;
    if let Some(session) = &ctx.session {
        ctx.answer(sessions::end(&ctx.clinic, ctx.right()?, session.id).await)?;
    }
    end_session(&ctx);
    done("/", "You are signed out.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn signing_in_says_what_it_is_for() {
        assert_eq!(why("/visits?part=past"), "Please sign in to see your visits.");
        assert_eq!(why("/visits/0190/calendar.ics"), "Please sign in to see this visit.");
        assert!(why("/book?doctor=x").contains("come back"));
        assert_eq!((why(""), why("/bookshelf")), ("", ""));
    }
}
