//! Searching the public doctors.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::doctor_repo::{self, Doctor, columns, offer, public};
use crate::{ReadTx, StoreError, both, containing, error::narrow, one_slip, statements, word_start};
use domain::{
    directory::{
        doctor::Specialty,
        query::{Query, Term},
        search::{DoctorSearch, Filter, MatchCounts},
    },
    scheduling::visit_type::VisitKind,
};

statements! {
    SPECIALTIES = concat!(
        "SELECT s.id, s.name, COUNT(*) FROM specialty s JOIN doctor_specialty x ON x.specialty_id = s.id
            JOIN doctor d ON d.id = x.doctor_id WHERE ",
        public!(),
        " GROUP BY s.id, s.name ORDER BY s.name"
    );
}

/// Every public doctor that matches, by surname. The caller sorts by free time and cuts the page: free times are computed,
/// so the database cannot order by them.
pub async fn search(tx: &mut ReadTx, search: &DoctorSearch, query: &Query) -> Result<Vec<Doctor>, StoreError> {
    const PUBLIC: &str = concat!(columns!("WHERE "), public!());
    let rows: Vec<doctor_repo::Row> = both!(tx, |c| {
        let mut sql = QueryBuilder::new(PUBLIC);
        for term in &query.terms {
            having_term(sql.push(" AND "), term);
        }
        for filter in search.filters().filter(|filter| *filter != Filter::Q) {
            fulfilling(sql.push(" AND "), search, filter);
        }
        sql.push(" ORDER BY a.sort_name, d.id");
        sql.build_query_as().fetch_all(c).await
    })?;
    rows.into_iter().map(doctor_repo::doctor).collect()
}

/// Public doctors counted by what they match of this search.
pub async fn match_counts(tx: &mut ReadTx, search: &DoctorSearch, query: &Query) -> Result<MatchCounts, StoreError> {
    let forgiving = query.forgiving();
    let forgiving = &forgiving.as_ref().unwrap_or(query).terms;
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
        sql.push(concat!(" AS BIGINT) AS matched FROM doctor d WHERE ", public!(), ") counted GROUP BY matched"));
        sql.build_query_as().fetch_all(c).await
    })?;
    Ok(MatchCounts(counted))
}

/// The specialties of public doctors by name, and of how many.
pub async fn specialties(tx: &mut ReadTx) -> Result<Vec<(Specialty, usize)>, StoreError> {
    let rows: Vec<(String, String, i64)> = both!(tx, |c| sqlx::query_as(SPECIALTIES).fetch_all(c).await)?;
    let counted = |(id, name, doctors)| Ok((Specialty { id, name }, narrow("doctors", doctors)?));
    rows.into_iter().map(counted).collect()
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
        sql.push(if n == 0 { "((d.search LIKE " } else { " AND d.search LIKE " });
        sql.push_bind(word_start(word)).push(" ESCAPE '\\'");
    }
    sql.push(")");
    let mut specialties = term.specialties().peekable();
    if specialties.peek().is_some() {
        sql.push(" OR EXISTS (SELECT 1 FROM doctor_specialty s WHERE s.doctor_id = d.id AND s.specialty_id IN (");
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
        sql.push(" OR ((d.search LIKE ").push_bind(word_start(&before)).push(" ESCAPE '\\' OR d.search || ' ' LIKE ");
        sql.push_bind(containing(&format!("{behind} "))).push(" ESCAPE '\\') AND (1 = 0");
        for pattern in one_slip(word) {
            sql.push(" OR d.search || ' ' LIKE ").push_bind(pattern).push(" ESCAPE '\\'");
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
            sql.push("EXISTS (SELECT 1 FROM doctor_specialty s WHERE s.doctor_id = d.id AND s.specialty_id = ");
            sql.push_bind(specialty.clone()).push(")");
        }
        Filter::Kind if let Some(kind) = search.kind => {
            sql.push(concat!(offer!(open), " AND v.kind = "));
            sql.push_bind(VisitKind::as_str(kind).to_owned()).push(")");
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
    sql.push("d.languages LIKE ").push_bind(containing(&format!(" {language} "))).push(" ESCAPE '\\'");
}
