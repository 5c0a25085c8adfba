//! Visit types.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Db, ReadTx, StoreError, WriteTx, among, both,
    directory::doctor_repo::raise_revision,
    error::{narrow, word},
    statements,
};
use domain::{
    platform::{
        currency::Currency,
        ids::{DoctorId, VisitTypeId},
        price::Price,
    },
    scheduling::visit_type::VisitType,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    doctor_id: Uuid,
    name: String,
    minutes: i64,
    buffer_before: i64,
    buffer_after: i64,
    minimum_notice: i64,
    booking_window_days: i64,
    kind: String,
    price: Option<i64>,
}

statements! {
    INSERT = "INSERT INTO visit_type (id, doctor_id, name, minutes, buffer_before, buffer_after, minimum_notice,
            booking_window_days, kind, price, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE = "UPDATE visit_type SET name = $3, minutes = $4, buffer_before = $5, buffer_after = $6,
            minimum_notice = $7, booking_window_days = $8, kind = $9, price = $10
        WHERE id = $1 AND doctor_id = $2 AND archived_at IS NULL";
    EVER_OF = "SELECT id, name, archived_at IS NULL FROM visit_type WHERE doctor_id = $1
        ORDER BY archived_at IS NOT NULL, created_at, id LIMIT $2";
    ARCHIVE = "UPDATE visit_type SET archived_at = $3 WHERE id = $1 AND doctor_id = $2 AND archived_at IS NULL";
}

fn visit_type(row: Row, currency: Currency) -> Result<(DoctorId, VisitType), StoreError> {
    let visit_type = VisitType {
        id: VisitTypeId(row.id),
        name: row.name,
        minutes: narrow("minutes", row.minutes)?,
        buffer_before_minutes: narrow("buffer_before", row.buffer_before)?,
        buffer_after_minutes: narrow("buffer_after", row.buffer_after)?,
        minimum_notice_minutes: narrow("minimum_notice", row.minimum_notice)?,
        booking_window_days: narrow("booking_window_days", row.booking_window_days)?,
        kind: word("kind", &row.kind)?,
        price: row.price.map(|minor| Price::new(minor, currency)),
    };
    Ok((DoctorId(row.doctor_id), visit_type))
}

pub async fn insert(
    tx: &mut WriteTx,
    doctor: DoctorId,
    visit: &VisitType,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    raise_revision(tx, doctor).await?;
    both!(tx, |c| sqlx::query(INSERT)
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
        .bind(Db(now))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// False when the doctor has no such visit type in the offer.
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
    let rows: Vec<(Uuid, String, bool)> =
        both!(tx, |c| sqlx::query_as(EVER_OF).bind(Db(doctor)).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name, offered)| (VisitTypeId(id), name, offered)).collect())
}

/// What each of these doctors offers, oldest first.
pub async fn offered_by(
    tx: &mut ReadTx,
    doctors: &[DoctorId],
) -> Result<HashMap<DoctorId, Vec<VisitType>>, StoreError> {
    let mut found: HashMap<DoctorId, Vec<VisitType>> = HashMap::new();
    if doctors.is_empty() {
        return Ok(found);
    }
    let rows: Vec<Row> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(
            "SELECT id, doctor_id, name, minutes, buffer_before, buffer_after, minimum_notice, booking_window_days,
                kind, price FROM visit_type WHERE archived_at IS NULL AND doctor_id",
        );
        among!(query, doctors).push(" ORDER BY doctor_id, created_at, id");
        query.build_query_as().fetch_all(c).await
    })?;
    for row in rows {
        let (doctor, visit_type) = visit_type(row, tx.currency())?;
        found.entry(doctor).or_default().push(visit_type);
    }
    Ok(found)
}
