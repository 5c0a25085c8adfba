//! Debug that shows nobody's name, address, words or secrets.

/// Implements `Debug` for a type that holds something personal or secret: it shows these fields and nothing else, since it
/// may end up in a log. `scripts/rules` finds types that derive it instead.
#[macro_export]
macro_rules! shows_only {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))*.finish_non_exhaustive()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    struct Person {
        id: u8,
        #[expect(dead_code, reason = "it is never shown")]
        email: &'static str,
    }
    shows_only!(Person { id });

    #[test]
    fn what_is_personal_is_not_printed() {
        let printed =
            format!("{:?} {:#?}", Person { id: 7, email: "ada@example.org" }, Some(Person { id: 8, email: "bob" }));
        assert!(printed.contains("id: 7") && printed.contains("id: 8"), "{printed}");
        assert!(!printed.contains("ada") && !printed.contains("bob"), "{printed}");
    }
}
