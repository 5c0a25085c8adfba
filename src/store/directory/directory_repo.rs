//! Searching the public doctors.

use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::{
    doctor_repo::{columns, languages},
    entry_repo::{NEVER, kind_column},
};
use crate::{Db, ReadTx, StoreError, both, containing, db::get, from_row, one_slip, plain, statements, word_start};
use domain::{
    directory::{
        doctor::{Doctor, Specialty},
        meant::Vocabulary,
        query::{Query, Term},
        search::{DoctorSearch, Filter, MatchCounts},
    },
    platform::{ids::DoctorId, local::millis, page::PageRequest},
};

statements! {
    SPECIALTIES = "SELECT s.id, s.name, COUNT(*) FROM specialty s JOIN doctor_specialty x ON x.specialty_id = s.id
            JOIN directory_entry e ON e.doctor_id = x.doctor_id AND e.kind = ''
        WHERE s.retired_at IS NULL GROUP BY s.id, s.name ORDER BY s.name";
}

/// A doctor's place in a list, in its order: who is called as it was typed; then who is free sooner, and last those who are
/// not; then by surname.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    unnamed: bool,
    soonest: i64,
    sort_name: String,
    pub doctor: DoctorId,
}

domain::shows_only!(Place { doctor, soonest });

impl Place {
    /// Is it the place of somebody who is called as it was typed?
    pub fn is_named(&self) -> bool {
        !self.unnamed
    }

    /// The same, when the doctor is free first at that time.
    pub fn at(self, start: Option<DateTime<Utc>>) -> Self {
        Self { soonest: start.map_or(NEVER, millis), ..self }
    }
}

/// Doctors whose first free time is not the stored one.
#[derive(Default)]
pub struct Moved {
    /// But is known all the same: another one's time has come.
    pub known: Vec<Place>,
    /// And must be computed.
    pub unknown: Vec<Place>,
}

/// Doctor, key of the name, first free time, 0 for whoever is called as it was typed.
type PlaceRow = (Db<DoctorId>, String, i64, i64);

/// What slips are compared with.
pub struct Key {
    pub doctor: DoctorId,
    pub search: String,
    /// ISO 639-1 codes.
    pub languages: Vec<String>,
}

from_row!(|row| Key { doctor: "doctor_id", search, languages = languages(get(row, "languages")?) });

/// How many public doctors match.
pub async fn count(tx: &mut ReadTx, search: &DoctorSearch, query: &Query) -> Result<i64, StoreError> {
    Ok(both!(tx, |c| {
        let mut sql = QueryBuilder::new("SELECT COUNT(*) FROM directory_entry e");
        matching(&mut sql, search, query);
        sql.build_query_scalar().fetch_one(c).await
    })?)
}

/// A page of the public doctors that match, by surname.
pub async fn by_name(
    tx: &mut ReadTx,
    search: &DoctorSearch,
    query: &Query,
    page: PageRequest,
) -> Result<Vec<Doctor>, StoreError> {
    // Only the page is joined with anything.
    const DOCTORS: &str = columns!("WHERE d.id IN (SELECT e.doctor_id FROM directory_entry e");
    let found = both!(tx, |c| {
        let mut sql = QueryBuilder::new(DOCTORS);
        matching(&mut sql, search, query);
        sql.push(" ORDER BY e.sort_name, e.doctor_id LIMIT ").push_bind(Db(page.per_page));
        sql.push(" OFFSET ").push_bind(page.offset()).push(") ORDER BY a.sort_name, d.id");
        sql.build_query_as().fetch_all(c).await
    })?;
    Ok(plain(found))
}

/// The first of those who match, by surname: enough to say what they are called.
pub async fn keys(tx: &mut ReadTx, search: &DoctorSearch, query: &Query, most: i64) -> Result<Vec<Key>, StoreError> {
    Ok(both!(tx, |c| {
        let mut sql = QueryBuilder::new("SELECT e.doctor_id, e.search, e.languages FROM directory_entry e");
        matching(&mut sql, search, query);
        sql.push(" ORDER BY e.sort_name, e.doctor_id LIMIT ").push_bind(most);
        sql.build_query_as().fetch_all(c).await
    })?)
}

/// Of those who match, whose stored time does not hold at `now`.
pub async fn moved(
    tx: &mut ReadTx,
    search: &DoctorSearch,
    query: &Query,
    now: DateTime<Utc>,
) -> Result<Moved, StoreError> {
    let now = Db(now);
    let rows: Vec<(Db<DoctorId>, String, i64, i64, bool)> = both!(tx, |c| {
        let mut sql = QueryBuilder::new("SELECT e.doctor_id, e.sort_name, e.next_soonest, ");
        named(&mut sql, query);
        sql.push(" AS unnamed, e.valid_from <= ").push_bind(now).push(" AND e.next_until > ").push_bind(now);
        sql.push(" FROM directory_entry e");
        matching(&mut sql, search, query);
        // By both indexes: no planner takes them for an OR beside the list.
        sql.push(" AND e.doctor_id IN (SELECT doctor_id FROM directory_entry WHERE valid_until <= ").push_bind(now);
        sql.push(" UNION SELECT doctor_id FROM directory_entry WHERE valid_from > ").push_bind(now);
        sql.push(") AND (e.valid_until <= ").push_bind(now).push(" OR e.valid_from > ").push_bind(now).push(")");
        sql.build_query_as().fetch_all(c).await
    })?;
    let mut moved = Moved::default();
    for (doctor, sort_name, next, unnamed, is_known) in rows {
        let places = if is_known { &mut moved.known } else { &mut moved.unknown };
        places.push(place((doctor, sort_name, next, unnamed)));
    }
    Ok(moved)
}

/// The others, in order, from this one on.
pub async fn in_place(
    tx: &mut ReadTx,
    search: &DoctorSearch,
    query: &Query,
    now: DateTime<Utc>,
    (from, most): (i64, i64),
) -> Result<Vec<Place>, StoreError> {
    let now = Db(now);
    let rows: Vec<PlaceRow> = both!(tx, |c| {
        let mut sql = QueryBuilder::new("SELECT e.doctor_id, e.sort_name, e.soonest, ");
        named(&mut sql, query);
        sql.push(" AS unnamed FROM directory_entry e");
        matching(&mut sql, search, query);
        // Nearly all: with the sign, no index is taken for it, but the one in whose order they stand.
        sql.push(" AND +e.valid_until > ").push_bind(now).push(" AND +e.valid_from <= ").push_bind(now);
        // The same for all would keep an index from being read in its order.
        sql.push(if query.words.is_empty() { " ORDER BY " } else { " ORDER BY unnamed, " });
        sql.push("e.soonest, e.sort_name, e.doctor_id LIMIT ").push_bind(most).push(" OFFSET ").push_bind(from);
        sql.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(place).collect())
}

fn place((Db(doctor), sort_name, soonest, unnamed): PlaceRow) -> Place {
    Place { unnamed: unnamed != 0, soonest, sort_name, doctor }
}

/// Public doctors counted by what they match of this search.
pub async fn match_counts(
    tx: &mut ReadTx,
    vocabulary: &Vocabulary,
    search: &DoctorSearch,
) -> Result<MatchCounts, StoreError> {
    let query = Query::of(vocabulary, &search.q);
    let forgiving = query.forgiving(vocabulary);
    let forgiving = &forgiving.as_ref().unwrap_or(&query).terms;
    let counted: Vec<(i64, i64)> = both!(tx, |c| {
        let mut sql = QueryBuilder::new("SELECT matched, COUNT(*) FROM (SELECT CAST(0");
        for filter in [Filter::Specialty, Filter::Kind, Filter::Language] {
            fulfilling(sql.push(" + CASE WHEN "), search, filter);
            sql.push(format!(" THEN {} ELSE 0 END", MatchCounts::bit(filter)));
        }
        for (at, (term, forgiven)) in query.terms.iter().zip(forgiving).enumerate().take(MatchCounts::WORDS) {
            let (exact, slip) = MatchCounts::bits_of_word(at);
            having_term(sql.push(" + CASE WHEN "), term);
            sql.push(format!(" THEN {}", exact | slip));
            if forgiven.misspelt {
                having_term(sql.push(" WHEN "), forgiven);
                sql.push(format!(" THEN {slip}"));
            }
            sql.push(" ELSE 0 END");
        }
        sql.push(" AS BIGINT) AS matched FROM directory_entry e WHERE e.kind = '') counted GROUP BY matched");
        sql.build_query_as().fetch_all(c).await
    })?;
    Ok(MatchCounts(counted))
}

/// The specialties of public doctors that are offered, by name, and of how many.
pub async fn specialties(tx: &mut ReadTx) -> Result<Vec<(Specialty, usize)>, StoreError> {
    let rows: Vec<(String, String, Db<usize>)> = both!(tx, |c| sqlx::query_as(SPECIALTIES).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name, Db(doctors))| (Specialty { id, name }, doctors)).collect())
}

/// Conditions: an entry of the list of this kind, of whom everything that is wished and typed matches.
fn matching<DB: Database>(sql: &mut QueryBuilder<DB>, search: &DoctorSearch, query: &Query)
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    sql.push(" WHERE e.kind = ").push_bind(kind_column(search.kind).to_owned());
    for term in &query.terms {
        having_term(sql.push(" AND "), term);
    }
    for filter in search.filters().filter(|filter| !matches!(filter, Filter::Q | Filter::Kind)) {
        fulfilling(sql.push(" AND "), search, filter);
    }
}

/// 0 for whoever is called as it was typed, else 1; see [`Query::names`]. The name stands before two spaces.
fn named<DB: Database>(sql: &mut QueryBuilder<DB>, query: &Query)
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    if query.words.is_empty() {
        sql.push("CAST(1 AS BIGINT)");
        return;
    }
    sql.push("CAST(CASE WHEN 1 = 1");
    for word in &query.words {
        sql.push(" AND e.search LIKE ").push_bind(format!("{}  %", word_start(word))).push(" ESCAPE '\\'");
    }
    sql.push(" THEN 0 ELSE 1 END AS BIGINT)");
}

/// A condition: the doctor has what this word says.
fn having_term<DB: Database>(sql: &mut QueryBuilder<DB>, term: &Term)
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    if term.is_anybody() {
        sql.push("1 = 1");
        return;
    }
    for (n, word) in term.words.iter().enumerate() {
        sql.push(if n == 0 { "((e.search LIKE " } else { " AND e.search LIKE " });
        sql.push_bind(word_start(word)).push(" ESCAPE '\\'");
    }
    sql.push(")");
    let mut specialties = term.specialties().peekable();
    if specialties.peek().is_some() {
        sql.push(" OR e.doctor_id IN (SELECT s.doctor_id FROM doctor_specialty s WHERE s.specialty_id IN (");
        let mut list = sql.separated(", ");
        for specialty in specialties {
            list.push_bind(specialty.to_owned());
        }
        sql.push("))");
    }
    for language in term.languages() {
        speaking(sql.push(" OR "), language);
    }
    if let ([word], true) = (&*term.words, term.misspelt) {
        // Whatever the slip, the letters before or behind the middle are there: few are compared any further.
        let letters: Vec<char> = word.chars().collect();
        let (before, behind) = letters.split_at(letters.len() / 2);
        let before: String = before.iter().take(before.len() - 1).collect();
        let behind: String = behind.iter().skip(1).collect();
        sql.push(" OR ((e.search LIKE ").push_bind(word_start(&before)).push(" ESCAPE '\\' OR e.search || ' ' LIKE ");
        sql.push_bind(containing(&format!("{behind} "))).push(" ESCAPE '\\') AND (1 = 0");
        for pattern in one_slip(word) {
            sql.push(" OR e.search || ' ' LIKE ").push_bind(pattern).push(" ESCAPE '\\'");
        }
        sql.push("))");
    }
    sql.push(")");
}

/// A condition: the doctor is as wished. Wishes that are not set are fulfilled.
fn fulfilling<DB: Database>(sql: &mut QueryBuilder<DB>, search: &DoctorSearch, filter: Filter)
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    match filter {
        Filter::Specialty if let Some(specialty) = &search.specialty => {
            sql.push("e.doctor_id IN (SELECT s.doctor_id FROM doctor_specialty s WHERE s.specialty_id = ");
            sql.push_bind(specialty.clone()).push(")");
        }
        Filter::Kind if let Some(kind) = search.kind => {
            sql.push("EXISTS (SELECT 1 FROM directory_entry k WHERE k.doctor_id = e.doctor_id AND k.kind = ");
            sql.push_bind(kind.as_str().to_owned()).push(")");
        }
        Filter::Language if let Some(language) = &search.language => speaking(sql, language),
        _ => {
            sql.push("1 = 1");
        }
    }
}

fn speaking<DB: Database>(sql: &mut QueryBuilder<DB>, language: &str)
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    sql.push("e.languages LIKE ").push_bind(containing(&format!(" {language} "))).push(" ESCAPE '\\'");
}
