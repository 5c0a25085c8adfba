//! What patients read about the doctor, and the form that changes it.

#![allow(clippy::too_many_arguments, reason = "a field of the form each")]

use std::sync::Arc;

use clinic::{
    directory::{self, doctors},
    scheduling::{
        attention::{self, NamedAppointment},
        visit_types,
    },
};
use contract::directory::OwnProfile;
use domain::{
    directory::{
        doctor::{DoctorEdit, LANGUAGES},
        faults::ProfileFault,
        meant::Vocabulary,
    },
    people::policy::AsDoctor,
    platform::problem::Problem,
    scheduling::visit_type::VisitType,
};
use leptos::prelude::*;

use crate::{
    by::By,
    error::AppError,
    features::scheduling::{AgreedElsewhere, SetUp, lacks_address},
    load::load,
    server::{self, ctx, sent},
    ui::{
        Avatar, Button, ButtonKind, ButtonLink, Card, Choice, ChoiceGroup, Field, Form, PageHeading, Section, Sign,
        TextArea, path_of,
    },
};

/// The doctor's own profile.
#[component]
pub fn ProfilePage() -> impl IntoView {
    load(read(), page)
}

fn page(ProfileForm { profile, types, vocabulary, elsewhere }: ProfileForm) -> impl IntoView {
    let no_address = lacks_address(&profile, &types);
    let OwnProfile { id, full_name, picture, edit, .. } = profile.clone();
    let DoctorEdit { designation, specialties: chosen, languages, experience_years, about, .. } = edit;
    let DoctorEdit { address, directions, phone, practice_email, .. } = profile.edit.clone();
    let specialties: Vec<_> = vocabulary
        .choices(&chosen)
        .map(|entry| {
            let choice = Choice::new(&entry.id, &entry.name);
            if entry.is_offered() { choice } else { choice.hint("Once left out, it cannot be chosen again.") }
        })
        .collect();
    let spoken: Vec<_> = LANGUAGES.iter().map(|(code, name)| Choice::new(*code, *name)).collect();
    let public = if profile.is_public() { "See it as patients do" } else { "See how it will look" };
    view! {
        <PageHeading title="Your profile" lead="What patients read before they choose a time.">
            <ButtonLink href=format!("/doctors/{id}") kind=ButtonKind::Secondary sign=Sign::User>{public}</ButtonLink>
        </PageHeading>
        <SetUp profile no_address/>
        <AgreedElsewhere visits=elsewhere/>
        <Form action={path_of::<SaveProfile>()} class="form-wide">
            <Section title="Who you are" id="who" class="mt-0" about="It stands on your card in the directory, and on your page.">
                <Card class="grid gap-6">
                    <div class="flex items-center gap-4">
                        <Avatar name=full_name.clone() picture large=true/>
                        <div class="min-w-0">
                            <p class="text-lg font-semibold break-words">{full_name}</p>
                            <p class="text-sm"><a class="inline-block py-1" href="/account">"Change your name in your account"</a></p>
                        </div>
                    </div>
                    <Field name="designation" label="Designation" value=designation optional=true autocomplete="organization-title"
                        hint="For example “Consultant cardiologist”."/>
                    <ChoiceGroup name="specialties[]" legend="Specialties" choices=specialties chosen many=true columns=true
                        hint="One to five." more="More specialties"/>
                    <Field name="experience_years" label="Years of experience" kind="number" min="0" max="70" short=true
                        value=experience_years.to_string()/>
                    <ChoiceGroup name="languages[]" legend="Languages you speak with patients" choices=spoken chosen=languages
                        many=true columns=true hint="One to ten." more="More languages"/>
                    <TextArea name="about" label="About you" value=about optional=true rows=8
                        hint="A few sentences: what you treat, how you work, what patients can expect."/>
                </Card>
            </Section>
            <Section title="Where you are" id="where" class="mt-4" about="For visits in person. Patients read it before they book, and in every confirmation.">
                <Card class="grid gap-6">
                    <TextArea name="address" label="Address of your practice" value=address optional=true rows=3
                        hint="It is shown with a link to a map."/>
                    <TextArea name="directions" label="Directions" value=directions optional=true rows=3
                        hint="Entrance, floor, lift, parking, bus stop."/>
                    <Field name="phone" label="Telephone of your practice" kind="tel" value=phone optional=true
                        autocomplete="work tel" hint="For patients who are late or lost. It stands on your page."/>
                    <Field name="practice_email" label="E-mail of your practice" kind="email" value=practice_email.unwrap_or_default() optional=true
                        autocomplete="off" hint="Only patients with a visit see it."/>
                </Card>
            </Section>
            <div class="section-end save-bar"><Button busy="Saving…">"Save your profile"</Button></div>
        </Form>
    }
}

/// The profile and the specialties to choose from.
struct ProfileForm {
    profile: OwnProfile,
    types: Vec<VisitType>,
    vocabulary: Arc<Vocabulary>,
    /// Visits whose patients were told another address.
    elsewhere: Vec<NamedAppointment>,
}

/// The doctor's own profile.
async fn read() -> Result<ProfileForm, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, own).await)?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, own).await)?;
    let vocabulary = ctx.answer(directory::vocabulary(&ctx.clinic).await)?;
    let elsewhere = ctx.answer(attention::of_practice(&ctx.clinic, own).await)?.elsewhere;
    Ok(ProfileForm { profile, types, vocabulary, elsewhere })
}

/// Saves the doctor's own profile.
#[server(prefix = "/do", endpoint = "practice/save-profile", protocol = By<AsDoctor>)]
pub async fn save_profile(
    #[server(default)] designation: String,
    #[server(default)] specialties: Vec<String>,
    #[server(default)] languages: Vec<String>,
    #[server(default)] experience_years: String,
    #[server(default)] about: String,
    #[server(default)] address: String,
    #[server(default)] directions: String,
    #[server(default)] phone: String,
    #[server(default)] practice_email: String,
) -> Result<(), AppError> {
    let (ctx, own) = sent::<SaveProfile>()?;
    let experience_years =
        experience_years.trim().parse().map_err(|_| Problem::field("experience_years", ProfileFault::NotYears))?;
    let edit = DoctorEdit {
        designation,
        specialties,
        languages,
        experience_years,
        about,
        address,
        directions,
        phone,
        practice_email: Some(practice_email).filter(|email| !email.trim().is_empty()),
    };
    ctx.answer(doctors::edit(&ctx.clinic, own, edit).await)?;
    server::done("/practice/profile", "Your profile is saved.");
    Ok(())
}
