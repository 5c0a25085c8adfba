//! In which currency the prices of this database are: minor units alone do not say it.

use crate::{ReadTx, StoreError, WriteTx, both, statements};
use domain::platform::currency::Currency;

statements! {
    FIND = "SELECT code FROM currency";
    REPLACE = "UPDATE currency SET code = $1";
    INSERT = "INSERT INTO currency (only_row, code) VALUES (1, $1) ON CONFLICT (only_row) DO NOTHING";
    HAS_PRICES = "SELECT EXISTS (SELECT 1 FROM visit_type WHERE price IS NOT NULL)
        OR EXISTS (SELECT 1 FROM appointment WHERE price IS NOT NULL)";
}

/// The currency of the prices that are there; none when nobody has said it yet.
pub async fn find(tx: &mut ReadTx) -> Result<Option<String>, StoreError> {
    both!(tx, |c| sqlx::query_scalar(FIND).fetch_optional(c).await.map_err(StoreError::from))
}

/// Says that prices are in this currency from now on. Those of another one are not converted: while there are any, it is
/// refused.
pub async fn settle(tx: &mut WriteTx, currency: Currency) -> Result<(), StoreError> {
    match find(tx).await? {
        Some(code) if code == currency.code() => Ok(()),
        Some(code) => {
            if both!(tx, |c| sqlx::query_scalar::<_, bool>(HAS_PRICES).fetch_one(c).await)? {
                return Err(StoreError::OtherCurrency(code));
            }
            Ok(both!(tx, |c| sqlx::query(REPLACE).bind(currency.code()).execute(c).await.map(drop))?)
        }
        None => Ok(both!(tx, |c| sqlx::query(INSERT).bind(currency.code()).execute(c).await.map(drop))?),
    }
}
