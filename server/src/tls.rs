//! The certificate for https, read from files and read again when they change.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{task, time};
use tokio_util::sync::CancellationToken;

use crate::config::ConfigError;

/// Whoever renews the certificate need not tell the server.
const EVERY: Duration = Duration::from_secs(60);

const CHAIN: &str = "ANTEROOM_TLS_CERT";
const KEY: &str = "ANTEROOM_TLS_KEY";

/// A chain of certificates with its key, both in PEM files.
#[derive(Clone, Debug)]
pub struct Certificate {
    chain_path: PathBuf,
    key_path: PathBuf,
    /// Both files as they were last looked at.
    seen: (Vec<u8>, Vec<u8>),
    config: RustlsConfig,
}

impl Certificate {
    /// Reads both files; the error names the variable of the one that is wrong.
    pub fn read(chain_path: PathBuf, key_path: PathBuf) -> Result<Self, ConfigError> {
        let read = |variable, path: &PathBuf| {
            let help = "Give the path of a file that the server may read.";
            fs::read(path).map_err(|error| ConfigError {
                variable,
                problem: format!("{}: {error}", path.display()),
                help,
            })
        };
        let seen = (read(CHAIN, &chain_path)?, read(KEY, &key_path)?);
        let config = RustlsConfig::from_config(parse(&seen.0, &seen.1)?);
        Ok(Self { chain_path, key_path, seen, config })
    }

    /// The file with the private key.
    pub fn key_path(&self) -> &Path {
        &self.key_path
    }

    /// What the acceptor takes each connection's certificate from.
    pub fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Reads the files again; true when new connections get another certificate. On an error they get the old one.
    pub fn look_again(&mut self) -> Result<bool, ConfigError> {
        let new = Self::read(self.chain_path.clone(), self.key_path.clone());
        match new {
            Ok(new) if new.seen == self.seen => Ok(false),
            Ok(new) => {
                self.config.reload_from_config(new.config.get_inner());
                self.seen = new.seen;
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// Looks again every minute, until the server stops.
    pub async fn watch(mut self, stop: CancellationToken) {
        let mut told = String::new();
        while stop.run_until_cancelled(time::sleep(EVERY)).await.is_some() {
            let looked = task::spawn_blocking(move || (self.look_again(), self)).await;
            let Ok((found, certificate)) = looked else { return };
            self = certificate;
            match found {
                Ok(true) => tracing::info!("the certificate was replaced"),
                Ok(false) => {}
                // Once for each kind of failure: between the two files of a renewal it is none.
                Err(error) if error.to_string() != told => {
                    tracing::error!(%error, "the new certificate is not usable; the old one stays");
                    told = error.to_string();
                    continue;
                }
                Err(_) => continue,
            }
            told.clear();
        }
    }
}

fn parse(chain: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, ConfigError> {
    let wrong = |variable, problem: String, help| ConfigError { variable, problem, help };
    let chain_help = "It should be a PEM file with the server's certificate first and those in between after it.";
    let key_help = "It should be a PEM file with the private key of the certificate in ANTEROOM_TLS_CERT.";
    let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<_, _>>()
        .map_err(|error| wrong(CHAIN, format!("it cannot be read: {error}"), chain_help))?;
    if chain.is_empty() {
        return Err(wrong(CHAIN, "there is no certificate in it".into(), chain_help));
    }
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|error| wrong(KEY, format!("it cannot be read: {error}"), key_help))?;
    // By name: two providers could be built in.
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(CHAIN, error.to_string(), chain_help))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| match error {
            rustls::Error::InvalidCertificate(error) => wrong(CHAIN, error.to_string(), chain_help),
            error => wrong(KEY, error.to_string(), key_help),
        })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
