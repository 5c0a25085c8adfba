//! What becomes of an answer to a page that asked for itself, and of what the line says.

/// What the page's answer is.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// It says when it was rendered, and has a `<main>`.
    pub is_ours: bool,
    /// Whose page it is: the account's id, none for visitors.
    pub whose: Option<&'a str>,
    /// A success from the very address.
    pub is_here: bool,
}

/// What is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// A refusal, which is no page of ours.
    Nothing,
    /// Somebody else reads here now, or nobody.
    Leave,
    /// The page is no longer there; the next click says so.
    Stay,
    Show,
}

/// `reader`: whose page is open.
pub fn then(answer: Answer<'_>, reader: Option<&str>) -> Then {
    match answer {
        Answer { is_ours: false, .. } => Then::Nothing,
        Answer { whose, .. } if whose != reader => Then::Leave,
        Answer { is_here: false, .. } => Then::Stay,
        Answer { .. } => Then::Show,
    }
}

/// Is a notice of a visit newer than what was last told of it?
pub fn is_news(version: i64, told: Option<i64>) -> bool {
    told.is_none_or(|told| told < version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_shown_to_whom_it_belongs() {
        let cases = [
            (false, Some("a"), true, Some("a"), Then::Nothing),
            (false, None, true, Some("a"), Then::Nothing),
            (true, None, true, Some("a"), Then::Leave),
            (true, Some("b"), true, Some("a"), Then::Leave),
            (true, Some("b"), false, None, Then::Leave),
            (true, Some("a"), false, Some("a"), Then::Stay),
            (true, None, false, None, Then::Stay),
            (true, Some("a"), true, Some("a"), Then::Show),
            (true, None, true, None, Then::Show),
        ];
        for (is_ours, whose, is_here, reader, expected) in cases {
            let answer = Answer { is_ours, whose, is_here };
            assert_eq!(then(answer, reader), expected, "{answer:?} {reader:?}");
        }
    }

    #[test]
    fn a_notice_that_arrives_twice_is_told_once() {
        assert!(is_news(1, None) && is_news(3, Some(2)));
        assert!(!is_news(2, Some(2)) && !is_news(1, Some(2)));
    }
}
