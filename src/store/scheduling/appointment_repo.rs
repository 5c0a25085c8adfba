//! Appointments. Their history is in [`super::event_repo`], lists of them in [`super::visit_list_repo`].

use crate::{
    Db, ReadTx, StoreError, WriteTx, among, both,
    db::{Priced, get, price},
    from_row, statements,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

use super::{
    location_repo::bind_text,
    statuses::{gone, open},
};
use domain::{
    directory::doctor::Doctor,
    platform::{
        ids::{AccountId, AppointmentId, DoctorId},
        price::Price,
    },
    scheduling::{
        appointment::Appointment,
        location::{AgreedLocation, LocationText},
    },
};

/// What is shown of an appointment's patient, beside who it is.
#[derive(sqlx::FromRow)]
pub struct Booker {
    pub full_name: String,
    pub email: String,
    pub time_zone: String,
    /// A subquery gives one number: two counts of 32 bits.
    counted: i64,
}

impl Booker {
    /// Their other open visits that are not over.
    pub fn open(&self) -> i64 {
        self.counted & 0xffff_ffff
    }

    /// Of these, with this doctor.
    pub fn open_with_doctor(&self) -> i64 {
        self.counted >> 32
    }
}

/// No visit is as long.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// An appointment with what is shown of its doctor and patient.
#[derive(Clone)]
pub struct AppointmentDetails {
    pub appointment: Appointment,
    pub doctor_account: AccountId,
    pub doctor_name: String,
    pub doctor_email: String,
    pub designation: String,
    /// In which the doctor reads: the account's.
    pub doctor_zone: String,
    pub has_photo: bool,
    pub patient_name: String,
    pub patient_email: String,
    pub patient_zone: String,
}

domain::shows_only!(AppointmentDetails { appointment });

impl AppointmentDetails {
    /// A new appointment, as it is read once it is stored.
    pub fn new(appointment: Appointment, doctor: &Doctor, booker: Booker) -> Self {
        Self {
            appointment,
            doctor_account: doctor.account,
            doctor_name: doctor.full_name.clone(),
            doctor_email: doctor.email.clone(),
            designation: doctor.designation.clone(),
            doctor_zone: doctor.time_zone.clone(),
            has_photo: doctor.has_photo,
            patient_name: booker.full_name,
            patient_email: booker.email,
            patient_zone: booker.time_zone,
        }
    }
}

/// Whose appointments a list holds.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    Patient(AccountId),
    Doctor(DoctorId),
    Everybody,
}

from_row!(|row, currency| Appointment {
    id,
    doctor: "doctor_id",
    patient: "patient_id",
    visit_type: "visit_type_id",
    visit_name,
    kind,
    price = price(row, currency)?,
    location = AgreedLocation {
        id: get(row, "location_id")?,
        text: LocationText {
            name: get(row, "location_name")?,
            address: get(row, "location_address")?,
            town: get(row, "location_town")?,
            phone: get(row, "location_phone")?,
            email: get(row, "location_email")?,
            directions: get(row, "location_directions")?,
        },
        zone: get(row, "location_zone")?,
    },
    start: "start_at",
    end: "end_at",
    buffer_before,
    buffer_after,
    status,
    version,
    created_at,
});
from_row!(|row, currency| AppointmentDetails {
    appointment = Priced::read(row, currency)?,
    doctor_account,
    doctor_name,
    doctor_email,
    designation,
    doctor_zone,
    has_photo,
    patient_name,
    patient_email,
    patient_zone,
});

macro_rules! from {
    () => {
        " FROM appointment p JOIN doctor d ON d.id = p.doctor_id JOIN account da ON da.id = d.account_id
            JOIN account pa ON pa.id = p.patient_id "
    };
}
pub(crate) use from;
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.doctor_id, d.account_id AS doctor_account, p.patient_id, p.visit_type_id, p.visit_name,
            p.kind, p.price, p.location_id, p.location_name, p.location_address, p.location_town, p.location_phone,
            p.location_email, p.location_directions, p.location_zone, p.start_at, p.end_at, p.buffer_before, p.buffer_after,
            p.status, p.version, p.created_at, da.full_name AS doctor_name, da.email AS doctor_email, d.designation,
            da.time_zone AS doctor_zone,
            EXISTS (SELECT 1 FROM photo i WHERE i.doctor_id = d.id) AS has_photo,
            pa.full_name AS patient_name, pa.email AS patient_email, pa.time_zone AS patient_zone",
            $crate::scheduling::appointment_repo::from!(),
            $rest
        )
    };
}
pub(crate) use select;

/// The specialty that a doctor names first, or ''.
macro_rules! first_specialty {
    () => {
        "COALESCE((SELECT s.specialty_id FROM doctor_specialty s WHERE s.doctor_id = d.id ORDER BY s.position LIMIT 1), '')"
    };
}

statements! {
    /// Others are counted by the index of a patient's visits, in one walk ([`Booker::open`]): those that began long ago
    /// are not looked at.
    INSERT = concat!("INSERT INTO appointment (id, doctor_id, patient_id, visit_type_id, visit_name, kind, price, start_at,
            end_at, buffer_before, buffer_after, status, version, created_at, specialty_id, time_zone, location_id,
            location_name, location_address, location_town, location_phone, location_email, location_directions,
            location_zone)
        SELECT $1, d.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, ", first_specialty!(), ", $22, $15, $16, $17,
            $18, $19, $20, $21, $22
        FROM doctor d WHERE d.id = $2
        RETURNING (SELECT full_name FROM account a WHERE a.id = patient_id) AS full_name,
            (SELECT email FROM account a WHERE a.id = patient_id) AS email,
            (SELECT time_zone FROM account a WHERE a.id = patient_id) AS time_zone,
            (SELECT COUNT(*) + 4294967296 * COUNT(CASE WHEN o.doctor_id = $2 THEN 1 END) FROM appointment o
                WHERE o.patient_id = $3 AND o.start_at > $14 AND o.end_at > $13 AND o.id <> $1
                AND ", open!("o.status"), ") AS counted");
    /// Compare and swap: of two who decide at once, one is refused.
    SAVE = "UPDATE appointment SET status = $2, start_at = $3, end_at = $4, version = $5, location_id = $6,
            location_name = $7, location_address = $8, location_town = $9, location_phone = $10, location_email = $11,
            location_directions = $12, location_zone = $13
        WHERE id = $1 AND version = $5 - 1";
    FIND = select!("WHERE p.id = $1");
    OF_DOCTOR = concat!(
        select!("WHERE p.doctor_id = $1 AND p.start_at < $3 AND p.end_at > $2 AND NOT "),
        gone!("p.status"),
        " ORDER BY p.start_at, p.id"
    );
}

/// The columns of what was agreed of the location, in their order. A macro, because the query's type differs by engine.
macro_rules! bind_location {
    ($query:expr, $location:expr) => {{
        let AgreedLocation { id, text, zone } = $location;
        bind_text!($query.bind(Db(*id)), text).bind(zone)
    }};
}

/// Adds an appointment; who has booked it, and what they have booked besides, is read with it.
pub async fn insert(tx: &mut WriteTx, new: &Appointment) -> Result<Booker, StoreError> {
    Ok(both!(tx, |c| {
        let query = sqlx::query_as(INSERT)
            .bind(Db(new.id))
            .bind(Db(new.doctor))
            .bind(Db(new.patient))
            .bind(Db(new.visit_type))
            .bind(&new.visit_name)
            .bind(Db(new.kind))
            .bind(new.price.map(Price::minor))
            .bind(Db(new.start))
            .bind(Db(new.end))
            .bind(Db(new.buffer_before))
            .bind(Db(new.buffer_after))
            .bind(Db(new.status))
            .bind(Db(new.created_at))
            .bind(Db(new.created_at - LONGEST));
        bind_location!(query, &new.location).fetch_one(c).await
    })?)
}

/// Saves what a step has made of an appointment, if it still stands as it was before: false when it does not.
pub async fn save(tx: &mut WriteTx, after: &Appointment) -> Result<bool, StoreError> {
    let changed = both!(tx, |c| {
        let query = sqlx::query(SAVE)
            .bind(Db(after.id))
            .bind(Db(after.status))
            .bind(Db(after.start))
            .bind(Db(after.end))
            .bind(after.version);
        bind_location!(query, &after.location).execute(c).await.map(|done| done.rows_affected())
    })?;
    Ok(changed == 1)
}

pub async fn find(tx: &mut ReadTx, id: AppointmentId) -> Result<Option<AppointmentDetails>, StoreError> {
    let currency = tx.currency();
    Ok(both!(tx, |c| sqlx::query(FIND)
        .bind(Db(id))
        .try_map(|row| Priced::read(&row, currency))
        .fetch_optional(c)
        .await)?)
}

/// Those of these that there are.
pub async fn find_all(
    tx: &mut ReadTx,
    ids: &[AppointmentId],
) -> Result<HashMap<AppointmentId, AppointmentDetails>, StoreError> {
    const THESE: &str = select!("WHERE p.id");
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let currency = tx.currency();
    let found: Vec<AppointmentDetails> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(THESE);
        among!(query, ids).build().try_map(|row| Priced::read(&row, currency)).fetch_all(c).await
    })?;
    Ok(found.into_iter().map(|found| (found.appointment.id, found)).collect())
}

/// A doctor's visits that touch `from..to`, by start; cancelled, declined and the like are left out.
pub async fn of_doctor(
    tx: &mut ReadTx,
    doctor: DoctorId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<AppointmentDetails>, StoreError> {
    let currency = tx.currency();
    Ok(both!(tx, |c| sqlx::query(OF_DOCTOR)
        .bind(Db(doctor))
        .bind(Db(from))
        .bind(Db(to))
        .try_map(|row| Priced::read(&row, currency))
        .fetch_all(c)
        .await)?)
}
