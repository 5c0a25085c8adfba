//! Enums whose values are words, and enums of what is refused.

/// Another word than one of these was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherWord(pub &'static [&'static str]);

/// Declares an enum of words: each is stored, sent and read by its word, and shown by its label.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)+];
            /// As they are stored and sent.
            pub const WORDS: &[&str] = &[$($word,)+];

            /// The word stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The word shown.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::platform::words::OtherWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = $crate::platform::words::OtherWord(Self::WORDS);
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or(known)
            }
        }

        impl $crate::platform::stored::Stored for $name {
            type As<'a> = &'a str;
            fn put(&self) -> Option<&str> {
                Some(self.as_str())
            }
            fn take(column: &str) -> Result<Self, $crate::platform::stored::Unknown> {
                column.parse().map_err(|_| $crate::platform::stored::Unknown(column.to_owned()))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

/// Declares an enum of what may be wrong: each has a code, which never changes, and its arguments. The crate `words` says it
/// to people.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident $({ $($arg:ident: $type:ty),+ })? = $code:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(tag = "code")]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant $({ $($arg: $type),+ })?,)+ }

        impl $name {
            pub const CODES: &[&str] = &[$($code,)+];

            pub fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }
        }
    };
}
pub(crate) use codes;
