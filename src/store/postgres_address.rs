//! The address of a Postgres, and whether it is one that we can work with.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection as _, Executor as _, PgConnection, Row as _,
    postgres::{PgConnectOptions, PgSslMode},
};
use tokio::time;
use url::{Host, Url};

use super::StoreError;

/// How long a second connection may take, where the first one was given.
const PATIENCE: Duration = Duration::from_secs(10);

/// What protects the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostgresSecurity {
    None,
    /// TLS when the server offers it, which whoever stands in between can take out.
    Opportunistic,
    /// TLS or no connection.
    Required,
}

/// Of `postgres://user:password@host:5432/database?sslmode=verify-full`; what is not in it comes from the variables of
/// Postgres (PGSSLMODE, ...).
pub struct PostgresAddress(PgConnectOptions);

impl FromStr for PostgresAddress {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let mut url = Url::parse(text).map_err(|error| sqlx::Error::Configuration(error.into()))?;
        // The library takes the brackets of IPv6 for a part of a name, which nobody can resolve. Here it takes none.
        if let Some(Host::Ipv6(address)) = url.host() {
            let others: Vec<_> = url.query_pairs().into_owned().collect();
            url.query_pairs_mut().clear().append_pair("host", &address.to_string()).extend_pairs(others);
        }
        let options = PgConnectOptions::from_str(url.as_str())?;
        // Nothing here is a float, and poolers such as PgBouncer refuse whoever asks for it.
        Ok(Self(options.extra_float_digits(None)))
    }
}

impl PostgresAddress {
    /// A name or an IP address, without brackets; none when it is a socket of this machine.
    pub fn host(&self) -> Option<&str> {
        Some(self.0.get_host()).filter(|host| self.0.get_socket().is_none() && !host.starts_with('/'))
    }

    pub fn security(&self) -> PostgresSecurity {
        match self.0.get_ssl_mode() {
            PgSslMode::Disable => PostgresSecurity::None,
            PgSslMode::Allow | PgSslMode::Prefer => PostgresSecurity::Opportunistic,
            PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => PostgresSecurity::Required,
        }
    }

    /// How to connect to it, after a look at whether it keeps what it is given and gives what we rely on: otherwise
    /// that would come out much later, and one request at a time.
    pub(super) async fn examined(self) -> Result<PgConnectOptions, StoreError> {
        // By itself: a pool would only say that it has waited, not why.
        let mut first = PgConnection::connect_with(&self.0).await?;
        let encoding = ask(&mut first, "SHOW server_encoding").await?;
        if encoding != "UTF8" {
            return Err(StoreError::Encoding(encoding));
        }
        let apart = time::timeout(PATIENCE, is_apart(&mut first, &self.0)).await;
        if !apart.map_err(|_| sqlx::Error::PoolTimedOut)?? {
            return Err(StoreError::Pooler);
        }
        first.close().await?;
        Ok(self.0)
    }
}

/// Are our connections each a session of their own? Behind a pooler that lends them for a transaction they are not:
/// prepared statements, LISTEN and waiting times would belong to whoever comes next.
async fn is_apart(first: &mut PgConnection, options: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    const WHICH: &str = "SELECT pg_backend_pid()::text";
    let mut second = PgConnection::connect_with(options).await?;
    let own = ask(first, WHICH).await?;
    // More than once: others may use the same pooler.
    for _ in 0..3 {
        second.execute(sqlx::raw_sql("BEGIN")).await?;
        if ask(&mut second, WHICH).await? == own {
            return Ok(false);
        }
        // What the first was lent may be the second's by now.
        if ask(first, WHICH).await? != own {
            return Ok(false);
        }
        second.execute(sqlx::raw_sql("ROLLBACK")).await?;
    }
    second.close().await?;
    Ok(true)
}

/// One word. Not prepared, which a pooler may not let through.
async fn ask(connection: &mut PgConnection, question: &'static str) -> Result<String, sqlx::Error> {
    connection.fetch_one(sqlx::raw_sql(question)).await?.try_get(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_address_is_known_without_its_brackets() {
        for (text, host) in [
            ("postgres://ada:p%40ss@[::1]:5432/clinic", Some("::1")),
            ("postgres://[2001:DB8:0::7]/clinic?sslmode=require", Some("2001:db8::7")),
            ("postgresql://ada@[::ffff:192.0.2.1]/clinic", Some("::ffff:192.0.2.1")),
            ("postgres://[::1]/clinic?host=db.example", Some("db.example")),
            ("postgres://127.0.0.1/clinic", Some("127.0.0.1")),
            ("postgres://db.example/clinic", Some("db.example")),
            ("postgres:///clinic?host=/run/postgresql", None),
            ("postgres://%2Frun%2Fpostgresql/clinic", None),
        ] {
            let address: PostgresAddress = text.parse().expect(text);
            assert_eq!(address.host(), host, "{text}");
            assert_eq!(address.0.get_database(), Some("clinic"), "{text}");
        }
        let address: PostgresAddress =
            "postgres://ada@[::1]:6000/clinic?sslmode=verify-full".parse().expect("an address");
        assert_eq!((address.0.get_port(), address.0.get_username()), (6000, "ada"));
        assert_eq!(address.security(), PostgresSecurity::Required);
    }

    #[test]
    fn what_is_no_address_is_refused_without_a_word_of_its_password() {
        for text in
            ["postgres://ada:secret@[::1", "postgres://ada:secret@[::1]:port/x", "postgres://a:secret@b/c?sslmode=no"]
        {
            let error = text.parse::<PostgresAddress>().err().expect(text).to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
