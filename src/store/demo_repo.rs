//! Demo data in bulk: many rows to a statement.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Db, StoreError, WriteTx, both, directory::doctor_repo::languages_column, scheduling::location_repo::LocationKey,
};
use domain::{
    directory::doctor::Doctor,
    people::account::Account,
    platform::{
        fold,
        ids::{AccountId, AppointmentId, DoctorId},
    },
    scheduling::{
        appointment::{Appointment, Event},
        claim::HolderKind,
        location::Location,
        schedule::Window,
        visit_type::VisitType,
    },
};
use effects::Zone;

/// Rows to a statement: twenty-four columns of so many rows stay below what SQLite can bind (32,766).
const CHUNK: usize = 500;

/// Inserts all rows, [`CHUNK`] at a time. A macro, because the builder's type differs by engine.
macro_rules! insert {
    ($tx:ident, $sql:literal, $rows:expr, |$row:ident, $item:pat_param| $bind:expr) => {{
        for chunk in $rows.chunks(CHUNK) {
            both!($tx, |c| {
                let mut query = sqlx::QueryBuilder::new(concat!("INSERT INTO ", $sql, " "));
                query.push_values(chunk, |mut $row, $item| {
                    $bind;
                });
                query.build().persistent(false).execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }};
}

pub async fn accounts(tx: &mut WriteTx, rows: &[Account]) -> Result<(), StoreError> {
    insert!(
        tx,
        "account (id, role, email, password_hash, full_name, time_zone, search, sort_name, fold_version, created_at)",
        rows,
        |row, account| row
            .push_bind(Db(account.id))
            .push_bind(Db(account.role))
            .push_bind(account.email.clone())
            .push_bind(account.password_hash.clone())
            .push_bind(account.full_name.clone())
            .push_bind(account.time_zone.clone())
            .push_bind(fold::person(&account.full_name, &account.email).0)
            .push_bind(fold::surname_first(&account.full_name))
            .push_bind(fold::VERSION)
            .push_bind(Db(account.created_at))
    )
}

/// Doctors, each with the text that the directory searches in.
pub async fn doctors(tx: &mut WriteTx, rows: &[(Doctor, String)]) -> Result<(), StoreError> {
    // Their hours and visit types follow in the same transaction.
    rows.iter().for_each(|(doctor, _)| tx.relists(doctor.id));
    insert!(
        tx,
        "doctor (id, account_id, designation, experience_years, about, languages, search, created_at)",
        rows,
        |row, (doctor, search)| row
            .push_bind(Db(doctor.id))
            .push_bind(Db(doctor.account))
            .push_bind(doctor.designation.clone())
            .push_bind(Db(doctor.experience_years))
            .push_bind(doctor.about.clone())
            .push_bind(languages_column(&doctor.languages))
            .push_bind(search.clone())
            .push_bind(Db(doctor.created_at))
    )
}

/// The locations of doctors.
pub async fn locations(tx: &mut WriteTx, rows: &[Location]) -> Result<(), StoreError> {
    insert!(
        tx,
        "location (id, doctor_id, position, name, address, town, phone, email, directions, time_zone)",
        rows,
        |row, location| row
            .push_bind(Db(location.id))
            .push_bind(Db(location.doctor))
            .push_bind(Db(location.position))
            .push_bind(location.text.name.clone())
            .push_bind(location.text.address.clone())
            .push_bind(location.text.town.clone())
            .push_bind(location.text.phone.clone())
            .push_bind(location.text.email.clone())
            .push_bind(location.text.directions.clone())
            .push_bind(location.zone.clone())
    )
}

/// Specialties of doctors, with their position.
pub async fn specialties(tx: &mut WriteTx, rows: &[(DoctorId, &'static str, i64)]) -> Result<(), StoreError> {
    insert!(tx, "doctor_specialty (doctor_id, specialty_id, position)", rows, |row, (doctor, specialty, position)| row
        .push_bind(Db(*doctor))
        .push_bind(*specialty)
        .push_bind(*position))
}

/// Portraits as SVG.
pub async fn photos(tx: &mut WriteTx, rows: &[(DoctorId, String)]) -> Result<(), StoreError> {
    insert!(tx, "photo (doctor_id, media_type, bytes)", rows, |row, (doctor, svg)| row
        .push_bind(Db(*doctor))
        .push_bind("image/svg+xml")
        .push_bind(svg.clone().into_bytes()))
}

/// Weekly hours; the number is the weekday, 0 is Monday.
pub async fn windows(tx: &mut WriteTx, rows: &[(LocationKey, i64, Window)]) -> Result<(), StoreError> {
    insert!(tx, "weekly_window (doctor_id, location_id, weekday, start_minute, end_minute)", rows, |row,
                                                                                                    (
        (doctor, location),
        weekday,
        window,
    )| row
        .push_bind(Db(*doctor))
        .push_bind(Db(*location))
        .push_bind(*weekday)
        .push_bind(Db(window.start))
        .push_bind(Db(window.end)))
}

pub async fn exceptions(tx: &mut WriteTx, rows: &[(LocationKey, NaiveDate, Vec<Window>)]) -> Result<(), StoreError> {
    insert!(tx, "schedule_exception (doctor_id, location_id, date, windows, reason)", rows, |row,
                                                                                             (
        (doctor, location),
        date,
        windows,
    )| row
        .push_bind(Db(*doctor))
        .push_bind(Db(*location))
        .push_bind(Db(*date))
        .push_bind(Db(windows.clone()))
        .push_bind(""))
}

pub async fn visit_types(tx: &mut WriteTx, rows: &[(LocationKey, VisitType, DateTime<Utc>)]) -> Result<(), StoreError> {
    insert!(
        tx,
        "visit_type (id, doctor_id, location_id, name, minutes, buffer_before, buffer_after, minimum_notice, \
            booking_window_days, kind, price, created_at)",
        rows,
        |row, ((doctor, location), visit, created_at)| row
            .push_bind(Db(visit.id))
            .push_bind(Db(*doctor))
            .push_bind(Db(*location))
            .push_bind(visit.name.clone())
            .push_bind(Db(visit.minutes))
            .push_bind(Db(visit.buffer_before_minutes))
            .push_bind(Db(visit.buffer_after_minutes))
            .push_bind(Db(visit.minimum_notice_minutes))
            .push_bind(Db(visit.booking_window_days))
            .push_bind(Db(visit.kind))
            .push_bind(visit.price.map(|price| price.minor()))
            .push_bind(Db(*created_at))
    )
}

/// Each with the specialty under which it counts, and the zone of the place.
pub async fn appointments(tx: &mut WriteTx, rows: &[(Appointment, &str, Zone)]) -> Result<(), StoreError> {
    insert!(
        tx,
        "appointment (id, doctor_id, patient_id, visit_type_id, visit_name, kind, price, start_at, end_at, \
            buffer_before, buffer_after, status, version, created_at, specialty_id, time_zone, location_id, location_name, \
            location_address, location_town, location_phone, location_email, location_directions, location_zone)",
        rows,
        |row, (new, specialty, zone)| row
            .push_bind(Db(new.id))
            .push_bind(Db(new.doctor))
            .push_bind(Db(new.patient))
            .push_bind(Db(new.visit_type))
            .push_bind(new.visit_name.clone())
            .push_bind(Db(new.kind))
            .push_bind(new.price.map(|price| price.minor()))
            .push_bind(Db(new.start))
            .push_bind(Db(new.end))
            .push_bind(Db(new.buffer_before))
            .push_bind(Db(new.buffer_after))
            .push_bind(Db(new.status))
            .push_bind(new.version)
            .push_bind(Db(new.created_at))
            .push_bind((*specialty).to_owned())
            .push_bind(zone.name())
            .push_bind(Db(new.location.id))
            .push_bind(new.location.text.name.clone())
            .push_bind(new.location.text.address.clone())
            .push_bind(new.location.text.town.clone())
            .push_bind(new.location.text.phone.clone())
            .push_bind(new.location.text.email.clone())
            .push_bind(new.location.text.directions.clone())
            .push_bind(new.location.zone.clone())
    )
}

pub async fn events(tx: &mut WriteTx, rows: &[Event]) -> Result<(), StoreError> {
    insert!(
        tx,
        "appointment_event (appointment_id, version, kind, data, from_status, to_status, party, actor_id, at, reason)",
        rows,
        |row, event| row
            .push_bind(Db(event.appointment))
            .push_bind(event.version)
            .push_bind(event.what.kind())
            .push_bind(event.what.data())
            .push_bind(Db(event.from))
            .push_bind(Db(event.to))
            .push_bind(Db(event.party))
            .push_bind(Db(event.actor))
            .push_bind(Db(event.at))
            .push_bind(Db(event.reason.clone()))
    )
}

pub async fn claims(tx: &mut WriteTx, rows: &[(AccountId, i64, AppointmentId)]) -> Result<(), StoreError> {
    insert!(tx, "claim (person_id, cell, holder_kind, holder_id)", rows, |row, (person, cell, appointment)| row
        .push_bind(Db(*person))
        .push_bind(*cell)
        .push_bind(Db(HolderKind::Appointment))
        .push_bind(Db(*appointment)))
}
