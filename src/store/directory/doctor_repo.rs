//! Doctors, their specialties and photos.

use std::collections::HashMap;

use crate::{
    Change, Db, ReadTx, StoreError, WriteTx, among, both, db::get, dialect, from_row, having_words, plain,
    scheduling::statuses::open, statements,
};
use contract::directory::DoctorRowView;
use domain::{
    directory::doctor::{Doctor, Specialty},
    platform::{ids::DoctorId, page::PageRequest},
};

from_row!(|row| Db<Doctor> {
    id,
    account: "account_id",
    full_name,
    email,
    designation,
    experience_years,
    about,
    time_zone,
    revision,
    languages = languages(get(row, "languages")?),
    created_at,
    has_hours,
    has_visit_type,
    has_offer,
    listing,
    has_photo,
});
from_row!(|row| Db<DoctorRowView> {
    id,
    full_name,
    email,
    specialties = Vec::new(),
    time_zone,
    is_public,
    upcoming,
    created_at,
});

/// A visit type `v` of the doctor `d` that can be offered: by video, or in person at a location whose address is known. As
/// `VisitType::has_place`. The condition goes on.
macro_rules! offer {
    () => {
        "EXISTS (SELECT 1 FROM visit_type v JOIN location l ON l.id = v.location_id
            WHERE v.doctor_id = d.id AND v.archived_at IS NULL AND (v.kind <> 'in_person' OR l.address <> '')"
    };
}

/// Whether the doctor `d` can be booked: something can be offered, and there are weekly hours at its location. By it a
/// doctor's listing is moved. With `open`, the condition goes on.
macro_rules! bookable {
    () => {
        concat!($crate::directory::doctor_repo::bookable!(open), ")")
    };
    (open) => {
        concat!(
            $crate::directory::doctor_repo::offer!(),
            " AND EXISTS (SELECT 1 FROM weekly_window w WHERE w.doctor_id = d.id AND w.location_id = v.location_id)"
        )
    };
}

/// As [`Listing::is_public`] says.
macro_rules! public {
    () => {
        "d.listing = 'listed'"
    };
}

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.account_id, a.full_name, a.email, d.designation, d.experience_years, d.about, a.time_zone,
            d.revision, d.languages, d.created_at,
            EXISTS (SELECT 1 FROM weekly_window w WHERE w.doctor_id = d.id) AS has_hours,
            EXISTS (SELECT 1 FROM visit_type v WHERE v.doctor_id = d.id AND v.archived_at IS NULL) AS has_visit_type,
            ",
            $crate::directory::doctor_repo::offer!(),
            ") AS has_offer, d.listing,
            EXISTS (SELECT 1 FROM photo p WHERE p.doctor_id = d.id) AS has_photo
            FROM doctor d JOIN account a ON a.id = d.account_id ",
            $rest
        )
    };
}
pub(crate) use {bookable, columns, offer, public};

statements! {
    INSERT = "INSERT INTO doctor (id, account_id, designation, experience_years, about, languages, search, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE = "UPDATE doctor SET designation = $2, experience_years = $3, about = $4, languages = $5, search = $6
        WHERE id = $1";
    RAISE_REVISION = "UPDATE doctor SET revision = revision + 1 WHERE id = $1";
    FIND = columns!("WHERE d.id = $1");
    ADD_SPECIALTY = "INSERT INTO doctor_specialty (doctor_id, specialty_id, position) VALUES ($1, $2, $3)";
    CLEAR_SPECIALTIES = "DELETE FROM doctor_specialty WHERE doctor_id = $1";
    PHOTO = "SELECT media_type, bytes FROM photo WHERE doctor_id = $1";
}

/// As the column holds it: a space around each, so that one can be searched for.
pub(crate) fn languages_column(languages: &[String]) -> String {
    format!(" {} ", languages.join(" "))
}

/// From the column.
pub(crate) fn languages(column: String) -> Vec<String> {
    column.split_whitespace().map(str::to_owned).collect()
}

/// Adds a doctor, who has a location from the same transaction on. `search` as [`domain::platform::fold::doctor`] gives it.
pub async fn insert(tx: &mut WriteTx, doctor: &Doctor, search: &str) -> Result<(), StoreError> {
    both!(tx, |c| sqlx::query(INSERT)
        .bind(Db(doctor.id))
        .bind(Db(doctor.account))
        .bind(&doctor.designation)
        .bind(Db(doctor.experience_years))
        .bind(&doctor.about)
        .bind(languages_column(&doctor.languages))
        .bind(search)
        .bind(Db(doctor.created_at))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

pub async fn update(tx: &mut WriteTx, doctor: &Doctor, search: &str) -> Result<(), StoreError> {
    raise_revision(tx, doctor.id).await?;
    both!(tx, |c| sqlx::query(UPDATE)
        .bind(Db(doctor.id))
        .bind(&doctor.designation)
        .bind(Db(doctor.experience_years))
        .bind(&doctor.about)
        .bind(languages_column(&doctor.languages))
        .bind(search)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Waits for bookings under way and other changes of this doctor, and lets none begin until the transaction ends.
///
/// Comes first in a transaction that changes a doctor and reads before, or locks other rows.
pub async fn hold(tx: &mut WriteTx, id: DoctorId) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::HOLD_DOCTOR).bind(Db(id)).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// As [`hold`], for some doctors.
pub async fn hold_all(tx: &mut WriteTx, ids: &[DoctorId]) -> Result<(), StoreError> {
    if tx.is_postgres() && !ids.is_empty() {
        both!(tx, |c| {
            let mut query = sqlx::QueryBuilder::new(dialect::HOLD_DOCTORS.0);
            among!(query, ids).push(dialect::HOLD_DOCTORS.1);
            query.build().execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Keeps a doctor from being changed until the transaction ends, beside others who do so.
pub(crate) async fn keep(tx: &mut WriteTx, id: DoctorId) -> Result<(), StoreError> {
    if tx.is_postgres() {
        both!(tx, |c| sqlx::query(dialect::KEEP_DOCTOR).bind(Db(id)).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Before any change of what a booking with this doctor is decided on or says of the doctor, in its transaction: bookings
/// under way are waited for, and those that were decided on what was before are not made any more.
pub(crate) async fn raise_revision(tx: &mut WriteTx, id: DoctorId) -> Result<(), StoreError> {
    hold(tx, id).await?;
    both!(tx, |c| sqlx::query(RAISE_REVISION).bind(Db(id)).execute(c).await.map(drop))?;
    tx.changes(Change::Doctor(id));
    tx.relists(id);
    Ok(())
}

pub async fn set_specialties(tx: &mut WriteTx, id: DoctorId, specialties: &[String]) -> Result<(), StoreError> {
    raise_revision(tx, id).await?;
    both!(tx, |c| sqlx::query(CLEAR_SPECIALTIES).bind(Db(id)).execute(c).await.map(drop))?;
    for (position, specialty) in (0i64..).zip(specialties) {
        both!(tx, |c| sqlx::query(ADD_SPECIALTY)
            .bind(Db(id))
            .bind(specialty)
            .bind(position)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

pub async fn find(tx: &mut ReadTx, id: DoctorId) -> Result<Option<Doctor>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(FIND).bind(Db(id)).fetch_optional(c).await)?.map(|Db(doctor)| doctor))
}

/// Those of these that there are, in any order.
pub async fn find_all(tx: &mut ReadTx, ids: &[DoctorId]) -> Result<Vec<Doctor>, StoreError> {
    const THESE: &str = columns!("WHERE d.id");
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(THESE);
        among!(query, ids).build_query_as().fetch_all(c).await
    })?;
    Ok(plain(found))
}

/// The specialties of these doctors, each doctor's in its own order.
pub async fn specialties_of(
    tx: &mut ReadTx,
    doctors: &[DoctorId],
) -> Result<HashMap<DoctorId, Vec<Specialty>>, StoreError> {
    let mut found: HashMap<DoctorId, Vec<Specialty>> = HashMap::new();
    if doctors.is_empty() {
        return Ok(found);
    }
    let rows: Vec<(Db<DoctorId>, String, String)> = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(
            "SELECT x.doctor_id, s.id, s.name FROM doctor_specialty x JOIN specialty s ON s.id = x.specialty_id
            WHERE x.doctor_id",
        );
        among!(query, doctors).push(" ORDER BY x.doctor_id, x.position");
        query.build_query_as().fetch_all(c).await
    })?;
    for (Db(doctor), id, name) in rows {
        found.entry(doctor).or_default().push(Specialty { id, name });
    }
    Ok(found)
}

/// Media type and bytes.
pub async fn photo(tx: &mut ReadTx, id: DoctorId) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    Ok(both!(tx, |c| sqlx::query_as(PHOTO).bind(Db(id)).fetch_optional(c).await)?)
}

/// Which doctors a list of admins is of.
#[derive(Default)]
pub struct Which<'a> {
    pub q: &'a str,
    /// Its id; any when empty.
    pub specialty: &'a str,
    /// Those only whom patients cannot find.
    pub hidden_only: bool,
}

/// The condition of a list. A macro, because the builder's type differs by engine.
macro_rules! filter {
    ($query:ident, $which:ident) => {{
        $query.push(" FROM doctor d JOIN account a ON a.id = d.account_id WHERE 1 = 1");
        if $which.hidden_only {
            $query.push(concat!(" AND NOT (", public!(), ")"));
        }
        if !$which.specialty.is_empty() {
            $query.push(" AND d.id IN (SELECT s.doctor_id FROM doctor_specialty s WHERE s.specialty_id = ");
            $query.push_bind($which.specialty.to_owned()).push(")");
        }
        having_words!($query, $which.q, "d.search", "a.search");
    }};
}

/// These doctors by surname, and how many there are in all; specialties are left empty.
pub async fn list(
    tx: &mut ReadTx,
    which: Which<'_>,
    now: chrono::DateTime<chrono::Utc>,
    page: PageRequest,
) -> Result<(Vec<DoctorRowView>, i64), StoreError> {
    const LIST: &str = concat!(
        "SELECT d.id, a.full_name, a.email, a.time_zone, d.created_at, (",
        public!(),
        ") AS is_public,
            (SELECT COUNT(*) FROM appointment p WHERE p.doctor_id = d.id AND ",
        open!("p.status"),
        " AND p.start_at > "
    );
    let rows = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new(LIST);
        query.push_bind(Db(now)).push(") AS upcoming");
        filter!(query, which);
        query.push(" ORDER BY a.sort_name, d.id LIMIT ").push_bind(Db(page.per_page));
        query.push(" OFFSET ").push_bind(page.offset());
        query.build_query_as().fetch_all(c).await
    })?;
    let total: i64 = both!(tx, |c| {
        let mut query = sqlx::QueryBuilder::new("SELECT COUNT(*)");
        filter!(query, which);
        query.build_query_scalar().fetch_one(c).await
    })?;
    Ok((plain(rows), total))
}
