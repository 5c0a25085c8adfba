//! Locations of doctors.

use std::collections::HashMap;

use crate::{
    Db, ReadTx, StoreError, WriteTx, among, both, db::get, directory::doctor_repo::raise_revision, from_row, plain,
    statements,
};
use domain::{
    platform::ids::{DoctorId, LocationId},
    scheduling::location::{Location, LocationText},
};

/// A location, and whose it is: what belongs to one names both.
pub type LocationKey = (DoctorId, LocationId);

from_row!(|row| Db<Location> {
    id,
    doctor: "doctor_id",
    position,
    text = LocationText {
        name: get(row, "name")?,
        address: get(row, "address")?,
        town: get(row, "town")?,
        phone: get(row, "phone")?,
        email: get(row, "email")?,
        directions: get(row, "directions")?,
    },
    zone: "time_zone",
});

macro_rules! columns {
    () => {
        "id, doctor_id, position, name, address, town, phone, email, directions, time_zone"
    };
}

/// The columns of what is written of a location, in their order. A macro, because the query's type differs by engine.
macro_rules! bind_text {
    ($query:expr, $text:expr) => {
        $query
            .bind(&$text.name)
            .bind(&$text.address)
            .bind(&$text.town)
            .bind(&$text.phone)
            .bind(&$text.email)
            .bind(&$text.directions)
    };
}
pub(crate) use bind_text;

statements! {
    INSERT = concat!("INSERT INTO location (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    UPDATE = "UPDATE location SET name = $3, address = $4, town = $5, phone = $6, email = $7, directions = $8,
            time_zone = $9 WHERE id = $1 AND doctor_id = $2";
    FIRST = concat!("SELECT ", columns!(), " FROM location WHERE doctor_id = $1 ORDER BY position LIMIT 1");
}

pub async fn insert(tx: &mut WriteTx, new: &Location) -> Result<(), StoreError> {
    raise_revision(tx, new.doctor).await?;
    both!(tx, |c| {
        let query = sqlx::query(INSERT).bind(Db(new.id)).bind(Db(new.doctor)).bind(Db(new.position));
        bind_text!(query, new.text).bind(&new.zone).execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Saves its text and its zone. Visits keep what was agreed.
pub async fn update(tx: &mut WriteTx, location: &Location) -> Result<(), StoreError> {
    raise_revision(tx, location.doctor).await?;
    both!(tx, |c| {
        let query = sqlx::query(UPDATE).bind(Db(location.id)).bind(Db(location.doctor));
        bind_text!(query, location.text).bind(&location.zone).execute(c).await.map(drop)
    })?;
    Ok(())
}

/// The first of a doctor, which the profile shows; none when there is no such doctor.
pub async fn first(tx: &mut ReadTx, doctor: DoctorId) -> Result<Option<Location>, StoreError> {
    let found: Option<Db<Location>> = both!(tx, |c| sqlx::query_as(FIRST).bind(Db(doctor)).fetch_optional(c).await)?;
    Ok(found.map(|Db(location)| location))
}

/// The locations of these doctors, each doctor's in order.
pub async fn of_doctors(tx: &mut ReadTx, doctors: &[DoctorId]) -> Result<HashMap<DoctorId, Vec<Location>>, StoreError> {
    const OF_THESE: &str = concat!("SELECT ", columns!(), " FROM location WHERE doctor_id");
    let mut found: HashMap<DoctorId, Vec<Location>> = HashMap::new();
    if doctors.is_empty() {
        return Ok(found);
    }
    let locations: Vec<Db<Location>> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(OF_THESE);
        among!(query, doctors).push(" ORDER BY doctor_id, position");
        query.build_query_as().fetch_all(c).await
    })?;
    for location in plain(locations) {
        found.entry(location.doctor).or_default().push(location);
    }
    Ok(found)
}
