//! Values of the domain in columns, and entities in rows, of either engine.
//!
//! A value is bound as `Db(value)` and read as `Db<T>`; what its column holds is said by [`Stored`]. An entity is read by the
//! list of its fields in [`from_row!`], wherever it lives: sqlx's derive stands on the type, which the domain's cannot have,
//! and wants an attribute at each field that is more than a number or text.

use domain::platform::{currency::Currency, price::Price, stored::Stored};
use sqlx::{
    ColumnIndex, Database, Decode, Encode, FromRow, Row, Type,
    encode::IsNull,
    error::{BoxDynError, UnexpectedNullError},
};

/// A value, or an entity, of another crate.
#[derive(Clone, Copy)]
pub(crate) struct Db<T>(pub T);

impl<DB: Database, T: Stored> Type<DB> for Db<T>
where
    T::As<'static>: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        T::As::type_info()
    }

    fn compatible(column: &DB::TypeInfo) -> bool {
        T::As::compatible(column)
    }
}

impl<'q, DB: Database, T: Stored> Encode<'q, DB> for Db<T>
where
    for<'a> T::As<'a>: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.put().map_or(Ok(IsNull::Yes), |column| column.encode(buffer))
    }
}

impl<'r, DB: Database, T: Stored> Decode<'r, DB> for Db<T>
where
    T::As<'r>: Decode<'r, DB>,
{
    fn decode(column: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(match Option::decode(column)? {
            Some(column) => T::take(column)?,
            None => T::empty().ok_or(UnexpectedNullError)?,
        }))
    }
}

/// What stands in a column of a row.
pub(crate) fn get<'r, T, R>(row: &'r R, column: &'static str) -> Result<T, sqlx::Error>
where
    R: Row,
    T: Stored,
    Db<T>: Decode<'r, R::Database> + Type<R::Database>,
    &'static str: ColumnIndex<R>,
{
    row.try_get(column).map(|Db(value)| value)
}

/// An entity of another crate that stands in a row beside others.
pub(crate) fn part<'r, T, R: Row>(row: &'r R) -> Result<T, sqlx::Error>
where
    Db<T>: FromRow<'r, R>,
{
    Db::from_row(row).map(|Db(entity)| entity)
}

/// What was read, without the wrapper.
pub(crate) fn plain<T>(found: Vec<Db<T>>) -> Vec<T> {
    found.into_iter().map(|Db(one)| one).collect()
}

/// An entity with a price: of which currency that is, its row does not say, but the database.
pub(crate) trait Priced<R>: Sized {
    fn read(row: &R, currency: Currency) -> Result<Self, sqlx::Error>;
}

/// What stands in the column of the price.
pub(crate) fn price<'r, R>(row: &'r R, currency: Currency) -> Result<Option<Price>, sqlx::Error>
where
    R: Row,
    Db<Option<i64>>: Decode<'r, R::Database> + Type<R::Database>,
    &'static str: ColumnIndex<R>,
{
    Ok(get::<Option<i64>, R>(row, "price")?.map(|minor| Price::new(minor, currency)))
}

/// Says how an entity is read from a row: each of its fields from the column of its name, or of the name behind the colon,
/// or as stands behind the equals sign. One of another crate is read as `Db<…>`, one with a price as [`Priced`].
macro_rules! from_row {
    (|$row:ident| Db<$entity:ident> $fields:tt) => {
        $crate::db::from_row!(@for [sqlx::sqlite::SqliteRow, sqlx::postgres::PgRow] $row, $crate::Db<$entity>,
            $crate::Db($crate::db::from_row!(@read $row, $entity $fields)));
    };
    (|$row:ident| $entity:ident $fields:tt) => {
        $crate::db::from_row!(@for [sqlx::sqlite::SqliteRow, sqlx::postgres::PgRow] $row, $entity,
            $crate::db::from_row!(@read $row, $entity $fields));
    };
    (|$row:ident, $currency:ident| $entity:ident $fields:tt) => {
        $crate::db::from_row!(@for [sqlx::sqlite::SqliteRow, sqlx::postgres::PgRow] $row, $currency, $entity,
            $crate::db::from_row!(@read $row, $entity $fields));
    };
    (@for [$($engine:ty),+] $row:ident, $entity:ty, $value:expr) => {$(
        impl sqlx::FromRow<'_, $engine> for $entity {
            fn from_row($row: &$engine) -> Result<Self, sqlx::Error> {
                Ok($value)
            }
        }
    )+};
    (@for [$($engine:ty),+] $row:ident, $currency:ident, $entity:ty, $value:expr) => {$(
        impl $crate::db::Priced<$engine> for $entity {
            fn read($row: &$engine, $currency: domain::platform::currency::Currency) -> Result<Self, sqlx::Error> {
                Ok($value)
            }
        }
    )+};
    (@read $row:ident, $entity:ident { $($field:ident $(: $column:literal)? $(= $value:expr)?),* $(,)? }) => {
        $entity { $($field: $crate::db::from_row!(@field $row, $field $(: $column)? $(= $value)?),)* }
    };
    (@field $row:ident, $field:ident) => { $crate::db::get($row, stringify!($field))? };
    (@field $row:ident, $field:ident : $column:literal) => { $crate::db::get($row, $column)? };
    (@field $row:ident, $field:ident = $value:expr) => { $value };
}
pub(crate) use from_row;

#[cfg(test)]
mod tests {
    use domain::people::account::Role;
    use sqlx::{Connection, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn an_empty_column_is_nothing_where_it_may_be() {
        let mut c = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for role in [Some(Role::Doctor), None] {
            let echo = sqlx::query_scalar("SELECT $1").bind(Db(role)).fetch_one(&mut c).await;
            let Db(found): Db<Option<Role>> = echo.unwrap();
            assert_eq!(found, role);
            let as_filled: Result<Db<Role>, _> = sqlx::query_scalar("SELECT $1").bind(Db(role)).fetch_one(&mut c).await;
            assert_eq!(as_filled.ok().map(|Db(role)| role), role);
        }
    }
}
