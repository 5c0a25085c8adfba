//! Prices are of one currency.

use super::{on_both, practice};
use domain::platform::currency::Currency;
use store::{Store, StoreError};

on_both!(another_currency_is_taken_only_while_there_are_no_prices);

async fn another_currency_is_taken_only_while_there_are_no_prices(store: Store) {
    let of = |code| store.clone().in_currency(Currency::of(code).expect("a currency"));
    for code in ["EUR", "EUR", "JPY", "KWD", "EUR"] {
        of(code).settle_currency().await.expect(code);
    }
    // Its visit type has a price.
    practice(&store).await;
    of("EUR").settle_currency().await.expect("the same as before");
    let refused = of("JPY").settle_currency().await;
    assert!(matches!(&refused, Err(StoreError::OtherCurrency(code)) if code == "EUR"), "{refused:?}");
    of("EUR").settle_currency().await.expect("it is still the one before");
}
