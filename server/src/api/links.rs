//! What may follow an answer: links of OpenAPI, from what one operation tells to what another needs.
//!
//! They are for people who read the document, for programs that are made from it, and for the tests that follow them:
//! schemathesis infers some by itself, but by those alone its sequences reach 9 or 10 operations in a role, by these 20 to 28.
//! Names of operations are those of the finished document.

use serde_json::{Map, Value, json};

/// Name and runtime expression.
type Given = &'static [(&'static str, &'static str)];

/// A link stands at every good answer of `from`.
struct Link {
    from: &'static str,
    to: &'static str,
    parameters: Given,
    /// Members of the body; the rest of it is the caller's.
    body: Given,
    about: &'static str,
}

const fn link(from: &'static str, to: &'static str, parameters: Given, body: Given, about: &'static str) -> Link {
    Link { from, to, parameters, body, about }
}

const ID: &str = "$response.body#/id";
const FIRST: &str = "$response.body#/items/0/id";
const SAME: &str = "$request.path.id";
const DATE: &str = "$request.path.date";
const REFRESH: Given = &[("refresh_token", "$response.body#/refresh_token")];
const CREDENTIALS: Given = &[("email", "$request.body#/email"), ("password", "$request.body#/password")];

const LINKS: &[Link] = &[
    link("auth_register", "auth_login", &[], CREDENTIALS, "Sign in."),
    link("auth_register", "admin_users", &[("q", "$request.body#/email")], &[], "An admin finds the account."),
    link("auth_register_doctor", "auth_login", &[], CREDENTIALS, "Sign in."),
    link("auth_login", "me_me", &[], &[], "Who signed in."),
    link("auth_login", "auth_refresh", &[], REFRESH, "Get the next pair of tokens."),
    link("auth_refresh", "auth_refresh", &[], REFRESH, "Get the next pair of tokens."),
    link("auth_refresh", "auth_logout", &[], REFRESH, "Sign out."),
    link("me_me", "me_change", &[], &[("time_zone", "$response.body#/time_zone")], "Change it."),
    link("me_me", "me_devices", &[], &[], "Where one is signed in."),
    link("me_change", "me_me", &[], &[], "Look at it."),
    link("me_devices", "me_end_session", &[("id", FIRST)], &[], "Sign the first device out."),
    link("doctors_specialties", "doctors_search", &[("specialty", FIRST)], &[], "Doctors of the first."),
    link("doctors_specialties", "admin_of_platform", &[("specialty", FIRST)], &[], "Figures of the first."),
    link("doctors_search", "doctors_profile", &[("id", FIRST)], &[], "The first in full."),
    link(
        "doctors_search",
        "doctors_slots",
        &[("id", FIRST), ("visit_type", "$response.body#/items/0/next_free/0/visit_type_id")],
        &[],
        "Free times of the first.",
    ),
    link(
        "doctors_search",
        "appointments_book",
        &[],
        &[
            ("doctor_id", FIRST),
            ("visit_type_id", "$response.body#/items/0/next_free/0/visit_type_id"),
            ("start", "$response.body#/items/0/next_free/0/start"),
        ],
        "Book the next free time of the first.",
    ),
    link(
        "doctors_profile",
        "doctors_slots",
        &[("id", ID), ("visit_type", "$response.body#/visit_types/0/id")],
        &[],
        "Free times for the first visit type.",
    ),
    link(
        "doctors_slots",
        "appointments_book",
        &[],
        &[
            ("doctor_id", SAME),
            ("visit_type_id", "$request.query.visit_type"),
            ("start", "$response.body#/days/0/slots/0/start"),
        ],
        "Book the first free time.",
    ),
    link("appointments_book", "appointments_get", &[("id", ID)], &[], "The visit with its history."),
    link("appointments_book", "appointments_cancel", &[("id", ID)], &[], "Cancel it."),
    link("appointments_list", "appointments_get", &[("id", FIRST)], &[], "The first with its history."),
    link("appointments_list", "appointments_cancel", &[("id", FIRST)], &[], "Cancel the first."),
    link("appointments_list", "appointments_complete", &[("id", FIRST)], &[], "Its doctor completes the first."),
    link("appointments_list", "appointments_no_show", &[("id", FIRST)], &[], "Nobody came to the first."),
    link("appointments_get", "appointments_cancel", &[("id", ID)], &[], "Cancel it."),
    link("appointments_get", "doctors_profile", &[("id", "$response.body#/doctor/id")], &[], "The doctor in full."),
    link("appointments_cancel", "appointments_get", &[("id", ID)], &[], "The visit with its history."),
    link("appointments_complete", "appointments_get", &[("id", ID)], &[], "The visit with its history."),
    link("appointments_no_show", "appointments_get", &[("id", ID)], &[], "The visit with its history."),
    link("practice_own_profile", "practice_patch_profile", &[], &[("about", "$response.body#/about")], "Change it."),
    link("practice_own_profile", "practice_schedule", &[], &[], "The weekly hours."),
    link("practice_own_profile", "practice_exceptions", &[], &[], "Dates that differ."),
    link("practice_own_profile", "practice_list_visit_types", &[], &[], "What is offered."),
    link("practice_own_profile", "practice_of_practice", &[], &[], "The practice in figures."),
    link("practice_patch_profile", "doctors_profile", &[("id", ID)], &[], "As patients see it."),
    link(
        "practice_schedule",
        "practice_set_schedule",
        &[],
        &[("time_zone", "$response.body#/time_zone"), ("weekly", "$response.body#/weekly")],
        "Replace them.",
    ),
    link("practice_set_schedule", "practice_schedule", &[], &[], "Look at them."),
    link(
        "practice_exceptions",
        "practice_delete_exception",
        &[("date", "$response.body#/items/0/date")],
        &[],
        "Undo the first.",
    ),
    link("practice_put_exception", "practice_delete_exception", &[("date", DATE)], &[], "Undo it."),
    link("practice_put_exception", "practice_exceptions", &[], &[], "All of them."),
    link("practice_list_visit_types", "practice_patch_visit_type", &[("id", FIRST)], &[], "Change the first."),
    link("practice_add_visit_type", "practice_patch_visit_type", &[("id", ID)], &[], "Change it."),
    link("practice_add_visit_type", "practice_remove_visit_type", &[("id", ID)], &[], "Take it out of the offer."),
    link("practice_patch_visit_type", "practice_remove_visit_type", &[("id", ID)], &[], "Take it out of the offer."),
    link("admin_issue_invitation", "admin_revoke_invitation", &[("id", ID)], &[], "Take it back."),
    link("admin_issue_invitation", "admin_mail", &[], &[], "The message that takes the code."),
    link(
        "admin_issue_invitation",
        "auth_register_doctor",
        &[],
        &[("invitation_code", "$response.body#/code")],
        "The doctor registers.",
    ),
    link("admin_list_invitations", "admin_revoke_invitation", &[("id", FIRST)], &[], "Take the first back."),
    link("admin_list_specialties", "admin_patch_specialty", &[("id", FIRST)], &[], "Change the first."),
    link("admin_add_specialty", "admin_patch_specialty", &[("id", ID)], &[], "Change it."),
    link("admin_patch_specialty", "admin_list_doctors", &[("specialty", SAME)], &[], "Who practises it."),
    link("admin_list_doctors", "doctors_profile", &[("id", FIRST)], &[], "As patients see the first."),
    link("admin_mail", "admin_retry_mail", &[("id", FIRST)], &[], "Send the first again, when it failed."),
];

/// Writes the links that go out from an operation into its good answers.
pub fn give(operation: &mut Value) {
    let Some(name) = operation["operationId"].as_str().map(str::to_owned) else { return };
    let links: Map<_, _> =
        LINKS.iter().filter(|link| link.from == name).map(|link| (link.to.to_owned(), link.written())).collect();
    if links.is_empty() {
        return;
    }
    for (_, response) in
        operation["responses"].as_object_mut().into_iter().flatten().filter(|(status, _)| status.starts_with('2'))
    {
        response["links"] = Value::Object(links.clone());
    }
}

impl Link {
    fn written(&self) -> Value {
        let given = |pairs: Given| -> Value {
            let pairs = pairs.iter().map(|(name, expression)| ((*name).to_owned(), json!(expression)));
            Value::Object(pairs.collect())
        };
        let mut link = json!({"operationId": self.to, "description": self.about});
        if !self.parameters.is_empty() {
            link["parameters"] = given(self.parameters);
        }
        if !self.body.is_empty() {
            link["requestBody"] = given(self.body);
        }
        link
    }
}
