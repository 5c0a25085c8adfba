//! Visit types.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::location_repo::LocationKey;
use crate::{
    Db, ReadTx, StoreError, WriteTx, among, both,
    db::{Priced, get, price},
    directory::doctor_repo::raise_revision,
    from_row, statements,
};
use domain::{
    platform::{
        ids::{DoctorId, LocationId, VisitTypeId},
        price::Price,
    },
    scheduling::visit_type::VisitType,
};

/// A visit type, and the location whose hours and zone are its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVisitType {
    pub visit_type: VisitType,
    pub location: LocationId,
}

from_row!(|row, currency| StoredVisitType {
    visit_type = Priced::read(row, currency)?,
    location = get(row, "location_id")?,
});
from_row!(|row, currency| VisitType {
    id,
    name,
    minutes,
    buffer_before_minutes: "buffer_before",
    buffer_after_minutes: "buffer_after",
    minimum_notice_minutes: "minimum_notice",
    booking_window_days,
    kind,
    price = price(row, currency)?,
});

statements! {
    INSERT = "INSERT INTO visit_type (id, doctor_id, location_id, name, minutes, buffer_before, buffer_after, minimum_notice,
            booking_window_days, kind, price, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    UPDATE = "UPDATE visit_type SET name = $3, minutes = $4, buffer_before = $5, buffer_after = $6,
            minimum_notice = $7, booking_window_days = $8, kind = $9, price = $10
        WHERE id = $1 AND doctor_id = $2 AND archived_at IS NULL";
    EVER_OF = "SELECT id, name, archived_at IS NULL FROM visit_type WHERE doctor_id = $1
        ORDER BY archived_at IS NOT NULL, created_at, id LIMIT $2";
    ARCHIVE = "UPDATE visit_type SET archived_at = $3 WHERE id = $1 AND doctor_id = $2 AND archived_at IS NULL";
}

pub async fn insert(
    tx: &mut WriteTx,
    (doctor, location): LocationKey,
    visit: &VisitType,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    raise_revision(tx, doctor).await?;
    both!(tx, |c| sqlx::query(INSERT)
        .bind(Db(visit.id))
        .bind(Db(doctor))
        .bind(Db(location))
        .bind(&visit.name)
        .bind(Db(visit.minutes))
        .bind(Db(visit.buffer_before_minutes))
        .bind(Db(visit.buffer_after_minutes))
        .bind(Db(visit.minimum_notice_minutes))
        .bind(Db(visit.booking_window_days))
        .bind(Db(visit.kind))
        .bind(visit.price.map(Price::minor))
        .bind(Db(now))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Its location stays. False when the doctor has no such visit type in the offer.
pub async fn update(tx: &mut WriteTx, doctor: DoctorId, visit: &VisitType) -> Result<bool, StoreError> {
    raise_revision(tx, doctor).await?;
    let changed = both!(tx, |c| sqlx::query(UPDATE)
        .bind(Db(visit.id))
        .bind(Db(doctor))
        .bind(&visit.name)
        .bind(Db(visit.minutes))
        .bind(Db(visit.buffer_before_minutes))
        .bind(Db(visit.buffer_after_minutes))
        .bind(Db(visit.minimum_notice_minutes))
        .bind(Db(visit.booking_window_days))
        .bind(Db(visit.kind))
        .bind(visit.price.map(Price::minor))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Takes it out of the offer; false when the doctor has no such visit type there.
pub async fn archive(
    tx: &mut WriteTx,
    doctor: DoctorId,
    id: VisitTypeId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    raise_revision(tx, doctor).await?;
    let changed = both!(tx, |c| sqlx::query(ARCHIVE)
        .bind(Db(id))
        .bind(Db(doctor))
        .bind(Db(now))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// What the doctor offers, then what was offered once: id, name, and whether it still is. At most so many.
pub async fn ever_of(
    tx: &mut ReadTx,
    doctor: DoctorId,
    most: i64,
) -> Result<Vec<(VisitTypeId, String, bool)>, StoreError> {
    let rows: Vec<(Db<VisitTypeId>, String, bool)> =
        both!(tx, |c| sqlx::query_as(EVER_OF).bind(Db(doctor)).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(Db(id), name, offered)| (id, name, offered)).collect())
}

/// What each of these doctors offers, oldest first.
pub async fn offered_by(
    tx: &mut ReadTx,
    doctors: &[DoctorId],
) -> Result<HashMap<DoctorId, Vec<StoredVisitType>>, StoreError> {
    let mut found: HashMap<DoctorId, Vec<StoredVisitType>> = HashMap::new();
    if doctors.is_empty() {
        return Ok(found);
    }
    let currency = tx.currency();
    let rows: Vec<(DoctorId, StoredVisitType)> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(
            "SELECT id, doctor_id, location_id, name, minutes, buffer_before, buffer_after, minimum_notice,
                booking_window_days, kind, price FROM visit_type WHERE archived_at IS NULL AND doctor_id",
        );
        among!(query, doctors).push(" ORDER BY doctor_id, created_at, id");
        let read = query.build().try_map(|row| Ok((get(&row, "doctor_id")?, Priced::read(&row, currency)?)));
        read.fetch_all(c).await
    })?;
    for (doctor, visit_type) in rows {
        found.entry(doctor).or_default().push(visit_type);
    }
    Ok(found)
}
