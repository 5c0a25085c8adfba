//! When a page asks for itself: one question at a time, and again after a failure.

/// Failures in a row after which it waits for the line: that notices when the server is gone, and asks when it is back.
const TRIES: u32 = 5;
/// Between an answer and the question for what changed meanwhile.
const PAUSE: i32 = 250;

/// Whether a question is on its way, and what came up meanwhile.
#[derive(Debug, Default)]
pub struct Asking {
    under_way: bool,
    again: bool,
    failures: u32,
}

/// After how many milliseconds to ask once more; both, where an answer failed and something changed meanwhile.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Next {
    pub retry: Option<i32>,
    pub again: Option<i32>,
}

impl Asking {
    /// Whether to ask now. While a question is on its way, it is asked once more after the answer.
    pub fn ask(&mut self) -> bool {
        self.again = self.under_way;
        !std::mem::replace(&mut self.under_way, true)
    }

    /// The answer is there and shown, or it failed.
    pub fn end(&mut self, well: bool) -> Next {
        self.under_way = false;
        let again = std::mem::take(&mut self.again).then_some(PAUSE);
        if well {
            self.failures = 0;
            return Next { retry: None, again };
        }
        let retry = (self.failures < TRIES).then(|| 1000 << self.failures);
        self.failures += u32::from(retry.is_some());
        Next { retry, again }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_while_a_question_is_on_its_way_is_asked_for_once_more() {
        let mut asking = Asking::default();
        assert!(asking.ask());
        assert!(!asking.ask() && !asking.ask(), "one question at a time");
        assert_eq!(asking.end(true), Next { retry: None, again: Some(250) });
        assert!(asking.ask());
        assert_eq!(asking.end(true), Next::default(), "once more, not for ever");
    }

    #[test]
    fn a_failure_is_tried_again_later_each_time_and_not_for_ever() {
        let mut asking = Asking::default();
        for wait in [Some(1000), Some(2000), Some(4000), Some(8000), Some(16_000), None, None] {
            assert!(asking.ask());
            assert_eq!(asking.end(false), Next { retry: wait, again: None });
        }
        assert!(asking.ask());
        assert_eq!(asking.end(true), Next::default());
        assert!(asking.ask() && !asking.ask());
        assert_eq!(asking.end(false), Next { retry: Some(1000), again: Some(250) }, "an answer ends the count");
    }
}
