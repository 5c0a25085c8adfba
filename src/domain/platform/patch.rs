//! JSON Merge Patch (RFC 7396).

use serde::{Deserialize, Deserializer};

/// Tells a member that is `null` from one that is left out.
pub fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
