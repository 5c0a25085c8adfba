//! What belongs to the reader on a page that is changed in place: what they fill in, have opened, or are looking at.

/// A field as it is, and as the page came with it.
#[derive(Clone, Debug)]
pub enum Field {
    Check {
        checked: bool,
        at_first: bool,
    },
    /// The index of the chosen option, and of the one marked as chosen. Where none is marked, it is the first.
    Choice {
        chosen: i32,
        at_first: Option<i32>,
    },
    Text {
        value: String,
        at_first: String,
    },
}

impl Field {
    /// Has somebody changed it?
    pub fn is_touched(&self) -> bool {
        match self {
            Self::Check { checked, at_first } => checked != at_first,
            Self::Choice { chosen, at_first } => *chosen != at_first.unwrap_or(0),
            Self::Text { value, at_first } => value != at_first,
        }
    }
}

/// A form, or all of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form {
    /// The focus is in one of its fields.
    pub focused: bool,
    /// It was sent, and its answer will be the next page.
    pub on_its_way: bool,
    /// One of its fields is touched.
    pub filled_in: bool,
}

impl Form {
    /// Somebody writes in it, or it is on its way.
    pub fn is_in_use(self) -> bool {
        self.focused || self.on_its_way || self.filled_in
    }
}

/// What of a node says whether it may be changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Node {
    pub island: bool,
    /// It is marked `data-keep`.
    pub keep: bool,
    /// What of it, where it is a form.
    pub form: Form,
}

impl Node {
    /// Islands bring themselves up to date; a form in use is the reader's.
    pub fn is_kept(self) -> bool {
        self.island || self.keep || self.form.is_in_use()
    }
}

/// What an element is, as far as it concerns attributes that the reader sets by what they do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opened {
    /// `details` or `dialog`.
    pub folds: bool,
    /// The button that shows a password.
    pub reveals: bool,
    /// The password that is shown.
    pub revealed: bool,
}

/// An attribute that says what the reader did, not what the server knows.
pub fn is_readers(attribute: &str, of: Opened) -> bool {
    match attribute {
        "open" => of.folds,
        "aria-pressed" => of.reveals,
        "type" | "data-shown" => of.revealed,
        _ => false,
    }
}

/// What becomes of a page on which somebody else reads now, or nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The answer of a form is the next page.
    Wait,
    /// What somebody has written would be lost.
    Warn,
    Go,
}

/// `all`: what the page's forms are, taken together.
pub fn leave(all: Form) -> Leaving {
    match all {
        Form { on_its_way: true, .. } => Leaving::Wait,
        Form { filled_in: true, .. } => Leaving::Warn,
        Form { .. } => Leaving::Go,
    }
}

/// The code that an invitation's link carries behind the #, where no server sees it.
pub fn invitation_code(hash: &str) -> Option<&str> {
    let code = hash.strip_prefix("#code=")?;
    let is_code = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    (!code.is_empty() && code.bytes().all(is_code)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_touched_when_it_is_not_as_it_came() {
        let text = |value: &str, at_first: &str| Field::Text { value: value.into(), at_first: at_first.into() };
        let cases = [
            (Field::Check { checked: true, at_first: true }, false),
            (Field::Check { checked: false, at_first: true }, true),
            (Field::Choice { chosen: 2, at_first: Some(2) }, false),
            (Field::Choice { chosen: 0, at_first: Some(2) }, true),
            (Field::Choice { chosen: 0, at_first: None }, false),
            (Field::Choice { chosen: 1, at_first: None }, true),
            (text("", ""), false),
            (text("Ada", "Ada"), false),
            (text("", "Ada"), true),
            (text("Ada ", "Ada"), true),
        ];
        for (field, expected) in cases {
            assert_eq!(field.is_touched(), expected, "{field:?}");
        }
    }

    const FORMS: [Form; 8] = {
        let mut forms = [Form { focused: false, on_its_way: false, filled_in: false }; 8];
        let mut n = 0;
        while n < 8 {
            forms[n] = Form { focused: n & 1 > 0, on_its_way: n & 2 > 0, filled_in: n & 4 > 0 };
            n += 1;
        }
        forms
    };

    #[test]
    fn islands_what_is_marked_and_forms_in_use_are_kept() {
        assert!(!Node::default().is_kept());
        assert!(Node { island: true, ..Node::default() }.is_kept());
        assert!(Node { keep: true, ..Node::default() }.is_kept());
        for form in FORMS {
            let used = form.focused || form.on_its_way || form.filled_in;
            assert_eq!(Node { form, ..Node::default() }.is_kept(), used, "{form:?}");
        }
    }

    #[test]
    fn a_page_of_somebody_else_is_left_unless_something_would_be_lost() {
        for form in FORMS {
            let expected = match (form.on_its_way, form.filled_in) {
                (true, _) => Leaving::Wait,
                (false, true) => Leaving::Warn,
                (false, false) => Leaving::Go,
            };
            assert_eq!(leave(form), expected, "{form:?}");
        }
    }

    #[test]
    fn what_the_reader_opened_stays_open() {
        let folds = Opened { folds: true, ..Opened::default() };
        let reveals = Opened { reveals: true, ..Opened::default() };
        let revealed = Opened { revealed: true, ..Opened::default() };
        for (name, of) in [("open", folds), ("aria-pressed", reveals), ("type", revealed), ("data-shown", revealed)] {
            assert!(is_readers(name, of), "{name}");
            assert!(!is_readers(name, Opened::default()), "{name}");
        }
        for of in [folds, reveals, revealed] {
            assert!(!is_readers("class", of) && !is_readers("value", of), "{of:?}");
        }
        assert!(!is_readers("open", revealed) && !is_readers("type", folds));
    }

    #[test]
    fn an_invitations_code_is_read_from_its_link() {
        let cases = [
            ("#code=Abc-1_2", Some("Abc-1_2")),
            ("#code=", None),
            ("#code=a b", None),
            ("#code=a%20", None),
            ("#main", None),
            ("code=abc", None),
            ("", None),
        ];
        for (hash, expected) in cases {
            assert_eq!(invitation_code(hash), expected, "{hash}");
        }
    }
}
