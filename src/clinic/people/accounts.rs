//! Accounts: registering, and what people see of their own.

use contract::people::{AccountPatch, AccountRowView, DoctorRegistration, Me, Registration};
use domain::{
    directory::{doctor::Doctor, faults::ProfileFault},
    insight::security::SecurityEvent,
    notices::job::{Audience, JobKind},
    people::{
        account::{Account, Role},
        faults::AccountFault,
        policy::{Actor, AsAccount, AsAdmin},
    },
    platform::{
        email,
        faults::ChoiceFault,
        ids::{AccountId, DoctorId, JobId, LocationId},
        page::{Cursor, Page, PageRequest},
        problem::{Problem, ValidationErrors},
        text,
    },
    scheduling::location::{Location, LocationText},
};
use effects::keys;
use store::{
    WriteTx,
    directory::{doctor_repo, specialty_repo},
    notices::outbox_repo::{self, NewJob},
    people::{account_repo, invitation_repo, session_repo},
    scheduling::location_repo,
};

use crate::{
    Caller, Clinic, Result,
    directory::{doctors, vocabulary},
    people::invitations,
    platform::{
        idempotency::Press,
        security::{self, About},
        throttle,
    },
    scheduling::zones,
};

/// Registers a patient. Whether the e-mail was known is not told: its owner gets a mail either way. The same key with the
/// same form registers once.
pub async fn register_patient(
    clinic: &Clinic,
    caller: &Caller,
    mut form: Registration,
    key: Option<&str>,
) -> Result<()> {
    form.email = one_form(form.email);
    let press = Press::of_stranger(clinic, &form.email, key, "registration", &form)?;
    if is_again(clinic, press.as_ref()).await? {
        return Ok(());
    }
    let form = checked(form, ValidationErrors::default())?;
    throttle::register(clinic, Some(&form.email), caller.address).await?;
    let account = made(clinic, form, Role::Patient).await?;
    let mut tx = clinic.store.write().await?;
    if let Some(press) = press
        && press.bind(&mut tx, account.id.0, account.created_at).await?.is_some()
    {
        return Ok(tx.roll_back().await?);
    }
    if !add(clinic, &mut tx, &account).await? {
        tx.roll_back().await?;
        return tell_owner(clinic, &account.email).await;
    }
    tx.commit().await?;
    security::record(SecurityEvent::Registered, About::account(account.id));
    Ok(())
}

/// Registers a doctor with an invitation code. The code is used up only if an account is made. The same key with the same
/// form registers once.
pub async fn register_doctor(
    clinic: &Clinic,
    caller: &Caller,
    mut form: DoctorRegistration,
    key: Option<&str>,
) -> Result<()> {
    let now = clinic.effects.clock.now();
    form.email = one_form(form.email);
    let press = Press::of_stranger(clinic, &form.email, key, "registration of a doctor", &form)?;
    if is_again(clinic, press.as_ref()).await? {
        return Ok(());
    }
    let mut errors = ValidationErrors::default();
    let vocabulary = vocabulary(clinic).await?;
    let specialty = vocabulary.specialty(&form.specialty).filter(|entry| entry.is_offered());
    let specialty = specialty.map(|entry| entry.id.clone());
    if specialty.is_none() {
        errors.add("specialty", ProfileFault::UnknownSpecialty);
    }
    let mut read = clinic.store.read().await?;
    let code_hash = keys::hash(&invitations::normal(&form.invitation_code));
    let invitation = invitation_repo::find_by_hash(&mut read, &code_hash).await?;
    drop(read);
    let invitation = invitation.filter(|found| found.use_up(&form.email, now).is_ok());
    if invitation.is_none() {
        // The first press may have used the code up since.
        if is_again(clinic, press.as_ref()).await? {
            return Ok(());
        }
        // One answer for unknown, used, expired and another's: a code cannot be tried out.
        errors.add("invitation_code", AccountFault::InvitationNotValid);
        throttle::register(clinic, None, caller.address).await?;
    }
    let registration = Registration {
        email: form.email,
        password: form.password,
        full_name: form.full_name,
        time_zone: form.time_zone,
    };
    let registration = checked(registration, errors)?;
    let (Some(specialty), Some(invitation)) = (specialty, invitation) else {
        return Err(Problem::field("invitation_code", AccountFault::InvitationNotValid).into());
    };
    throttle::register(clinic, Some(&registration.email), caller.address).await?;
    let account = made(clinic, registration, Role::Doctor).await?;

    let mut tx = clinic.store.write().await?;
    if let Some(press) = press
        && press.bind(&mut tx, account.id.0, now).await?.is_some()
    {
        return Ok(tx.roll_back().await?);
    }
    if !add(clinic, &mut tx, &account).await? {
        tx.roll_back().await?;
        return tell_owner(clinic, &account.email).await;
    }
    if !invitation_repo::use_up(&mut tx, invitation.id, account.id, now).await? {
        return Err(Problem::field("invitation_code", AccountFault::InvitationNotValid).into());
    }
    outbox_repo::forget_secret(&mut tx, invitation.id).await?;
    let doctor = Doctor::register(DoctorId(clinic.effects.rng.id(now)), &account);
    let first = Location {
        id: LocationId(clinic.effects.rng.id(now)),
        doctor: doctor.id,
        position: 0,
        text: LocationText::default(),
        zone: account.time_zone.clone(),
    };
    // As it is called now: hashing may have taken a while.
    let specialty = specialty_repo::find(&mut tx, &specialty).await?.ok_or(Problem::NotFound)?.specialty();
    let search = doctor.search_key(std::slice::from_ref(&specialty));
    doctor_repo::insert(&mut tx, &doctor, &search).await?;
    location_repo::insert(&mut tx, &first).await?;
    doctor_repo::set_specialties(&mut tx, doctor.id, &[specialty.id]).await?;
    tx.commit().await?;
    security::record(SecurityEvent::Registered, About::account(account.id));
    let about = About { what: Some(invitation.id.to_string()), ..About::account(account.id) };
    security::record(SecurityEvent::InvitationUsed, about);
    Ok(())
}

/// Has this very press registered somebody before?
async fn is_again(clinic: &Clinic, press: Option<&Press<'_>>) -> Result<bool> {
    match press {
        Some(press) => Ok(press.made(&mut clinic.store.read().await?).await?.is_some()),
        None => Ok(false),
    }
}

/// Makes an admin; for the command line only.
pub async fn create_admin(clinic: &Clinic, email: &str, password: &str, full_name: &str) -> Result<AccountId> {
    let form = Registration {
        email: email.into(),
        password: password.into(),
        full_name: full_name.into(),
        time_zone: "UTC".into(),
    };
    let account = made(clinic, checked(form, ValidationErrors::default())?, Role::Admin).await?;
    let mut tx = clinic.store.write().await?;
    match account_repo::insert(&mut tx, &account).await {
        Err(error) if error.is_taken() => {
            return Err(Problem::field("email", AccountFault::EmailTaken).into());
        }
        other => other?,
    }
    tx.commit().await?;
    let about = About { what: Some("admin, by the command line".into()), ..About::account(account.id) };
    security::record(SecurityEvent::Registered, about);
    Ok(account.id)
}

/// The signed-in person.
pub async fn me(clinic: &Clinic, me: AsAccount) -> Result<Me> {
    let account = me.account();
    let mut tx = clinic.store.read().await?;
    Ok(session_repo::find_account(&mut tx, account).await?.ok_or(Problem::Unauthenticated)?)
}

/// Changes the signed-in person's own name and time zone. A doctor is found by the new name at once.
pub async fn change(clinic: &Clinic, me: AsAccount, patch: AccountPatch) -> Result<Me> {
    let account = me.account();
    let mut errors = ValidationErrors::default();
    let name = patch.full_name.and_then(|name| errors.keep("full_name", text::line(&name, 1, 100)));
    let zone = patch.time_zone.filter(|zone| match zones::known(zone) {
        Some(_) => true,
        None => {
            errors.add("time_zone", ChoiceFault::NotATimeZone);
            false
        }
    });
    let mut tx = clinic.store.write().await?;
    let mut known = account_repo::find(&mut tx, account).await?.ok_or(Problem::Unauthenticated)?;
    // A doctor may send the zone of the practice under another of its names.
    let is_same =
        |zone: &str| zone == known.time_zone || known.role == Role::Doctor && zones::same(zone, &known.time_zone);
    let zone = zone.filter(|zone| !is_same(zone));
    let (renames, moves) = (name.is_some(), zone.is_some());
    if let Some(zone) = zone
        && let Some(moved) = errors.keep("time_zone", known.clone().moved(zone))
    {
        known = moved;
    }
    errors.into_result()?;
    if let Some(name) = name {
        known = known.renamed(name);
    }
    if renames || moves {
        throttle::change_of(clinic, &mut tx, account).await?;
    }
    if moves {
        account_repo::set_zone(&mut tx, account, &known.time_zone).await?;
    }
    if renames {
        let doctor = match me.actor() {
            Actor::Doctor(_, doctor) => Some(doctor),
            _ => None,
        };
        if let Some(doctor) = doctor {
            doctor_repo::hold(&mut tx, doctor).await?;
        }
        account_repo::set_name(&mut tx, account, &known.full_name, &known.email).await?;
        if let Some(doctor) = doctor {
            doctors::renamed(&mut tx, doctor).await?;
        }
    }
    let me = session_repo::find_account(&mut tx, account).await?.ok_or(Problem::Unauthenticated)?;
    tx.commit().await?;
    Ok(me)
}

/// All accounts, newest first, for admins. `q` looks in name and e-mail.
pub async fn list(
    clinic: &Clinic,
    _: AsAdmin,
    q: &str,
    role: Option<Role>,
    page: PageRequest,
) -> Result<Page<AccountRowView>> {
    security::record(SecurityEvent::AdminRead, About::what("users"));
    text::line(q, 0, 100).map_err(|fault| Problem::field("q", fault))?;
    let mut tx = clinic.store.read().await?;
    let (items, total) = account_repo::list(&mut tx, q, role, page).await?;
    Ok(Page::new(items, page, total).read_on(|row: &AccountRowView| Cursor { at: row.created_at, id: row.id.0 }))
}

/// What was typed, if all of it fits.
fn checked(form: Registration, mut errors: ValidationErrors) -> Result<Registration> {
    if zones::known(&form.time_zone).is_none() {
        errors.add("time_zone", ChoiceFault::NotATimeZone);
    }
    Ok(form.checked(errors)?)
}

/// A new account; the password is hashed here, before any transaction.
async fn made(clinic: &Clinic, form: Registration, role: Role) -> Result<Account> {
    let now = clinic.effects.clock.now();
    Ok(Account {
        id: AccountId(clinic.effects.rng.id(now)),
        role,
        password_hash: clinic.effects.passwords.hash(&form.password, &clinic.effects.rng).await?,
        email: form.email,
        full_name: form.full_name,
        time_zone: form.time_zone,
        created_at: now,
    })
}

/// Adds the account and its welcome; false when the e-mail is known. An existing account is never touched.
async fn add(clinic: &Clinic, tx: &mut WriteTx, account: &Account) -> Result<bool> {
    if account_repo::find_by_email(tx, &account.email).await?.is_some() {
        return Ok(false);
    }
    match account_repo::insert(tx, account).await {
        Err(error) if error.is_taken() => return Ok(false),
        other => other?,
    }
    tell(clinic, tx, JobKind::Welcome, account.id, 1);
    Ok(true)
}

/// Tells the owner of a known e-mail that somebody tried to register with it; at most once an hour.
async fn tell_owner(clinic: &Clinic, email: &str) -> Result<()> {
    let mut tx = clinic.store.write().await?;
    if let Some(owner) = account_repo::find_by_email(&mut tx, email).await? {
        let hour = clinic.effects.clock.now().timestamp() / 3600;
        tell(clinic, &mut tx, JobKind::AlreadyRegistered, owner.id, hour);
    }
    tx.commit().await?;
    Ok(())
}

/// Writes to an account's owner; once for each kind and version.
pub(crate) fn tell(clinic: &Clinic, tx: &mut WriteTx, kind: JobKind, account: AccountId, version: i64) {
    let now = clinic.effects.clock.now();
    let id = JobId(clinic.effects.rng.id(now));
    let job = NewJob { id, kind, subject: account.0, version, audience: Audience::Owner, secret: None, run_at: now };
    outbox_repo::enqueue(tx, job, now);
}

/// An e-mail as it is stored, so that one press stays one however a browser writes the address; as typed if it is none.
fn one_form(email: String) -> String {
    email::checked(&email).unwrap_or(email)
}

/// An e-mail as it is stored, or what is wrong with it.
pub(crate) fn address(field: &str, value: &str) -> Result<String> {
    email::checked(value).map_err(|fault| Problem::field(field, fault).into())
}
