//! How long a device stays signed in, and which of its refresh tokens are good.
//!
//! The refresh tokens of a session are a family. Signing in gives the first; each that is used gives a token of the next
//! generation. A token names its session, its generation and which of its siblings it is, and is sealed with the
//! clinic's key (`effects::Keys::refresh_token`): one that was made up is junk and ends nobody's session, and every one
//! that was ever given out is known for what it is, however old.
//!
//! | the token that comes | what it means | answer |
//! |---|---|---|
//! | of the newest generation | its answer arrived | the first of the next generation |
//! | the one that the newest generation came from, within [`GRACE`] of the last answer | tabs that renew at once | the same successor |
//! | the same, later | the answer was lost; no matter how long ago | a sibling of that successor: either may be used, the first that is counts |
//! | one that was superseded within [`GRACE`]: a sibling of the one used, or what that came from | a tab that was under way | another sibling of the newest |
//! | any other | there are two holders: it was stolen | the session ends |
//!
//! A lost answer is answered with a *sibling*, because with the same successor a thief and the owner who take turns would
//! look like one client on a bad line for ever. So they hold different siblings, and whoever uses theirs second is found
//! out. A tab that was under way gets a sibling as well: a thief who sends an old token all the time must not be handed the
//! one that the owner holds. A newer generation than the newest is good as well: then the database was set back to a copy.

use chrono::{DateTime, TimeDelta, Utc};

use super::account::Role;

/// So many devices of one account are signed in at once; the one that was not seen for longest makes room.
pub const MOST_SESSIONS: i64 = 20;

/// Requests of one client that overlap come within this time of each other.
pub const GRACE: TimeDelta = TimeDelta::seconds(30);

/// How long a device stays signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Without being used.
    pub idle: TimeDelta,
    /// From signing in, however much it is used.
    pub whole: TimeDelta,
}

impl Lifetime {
    /// The more somebody may see, the sooner a forgotten device is signed out.
    pub fn of(role: Role) -> Self {
        let (idle, whole) = match role {
            Role::Patient => (TimeDelta::days(30), TimeDelta::days(180)),
            Role::Doctor => (TimeDelta::days(14), TimeDelta::days(30)),
            Role::Admin => (TimeDelta::hours(24), TimeDelta::days(7)),
        };
        Self { idle, whole }
    }

    /// When a session ends that is used now for the last time.
    pub fn end(self, created_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + self.idle).min(created_at + self.whole)
    }
}

/// Which token of its family it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub generation: u32,
    pub sibling: u32,
}

/// What is kept of the tokens of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// The last token that was given out. No token of its generation has been used.
    pub newest: Token,
    /// Which sibling of the generation before was used first.
    pub used: u32,
    /// When that was.
    pub used_at: DateTime<Utc>,
    /// When the newest was given out first.
    pub given_at: DateTime<Utc>,
}

impl Family {
    /// Of somebody who has just signed in.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { newest: Token { generation: 0, sibling: 0 }, used: 0, used_at: now, given_at: now }
    }

    /// The family after one of its tokens has come, whose `newest` is the answer; none when the token was stolen.
    pub fn after(self, token: Token, now: DateTime<Utc>) -> Option<Self> {
        let Self { newest, used, used_at, given_at } = self;
        let lately = |at| now - at <= GRACE;
        // By how many generations it is behind the newest.
        match i64::from(newest.generation) - i64::from(token.generation) {
            ..=0 => Some(Self {
                newest: Token { generation: token.generation.checked_add(1)?, sibling: 0 },
                used: token.sibling,
                used_at: now,
                given_at: now,
            }),
            1 if token.sibling == used && lately(given_at) => Some(self),
            1 if token.sibling == used => self.sibling(now),
            1 | 2 if lately(used_at) => self.sibling(now),
            _ => None,
        }
    }

    /// Another token of the newest generation, for whoever may not be the one that holds the last.
    fn sibling(self, now: DateTime<Utc>) -> Option<Self> {
        let sibling = self.newest.sibling.checked_add(1)?;
        Some(Self { newest: Token { sibling, ..self.newest }, given_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::platform::local::instant;

    fn at(seconds: i64) -> DateTime<Utc> {
        instant(1_795_420_800_000 + seconds * 1000)
    }

    const fn token(generation: u32, sibling: u32) -> Token {
        Token { generation, sibling }
    }

    #[test]
    fn every_row_of_the_table() {
        // Generation 4 was used by its sibling 1 at second 0, and sibling 2 of generation 5 was given at second 1000.
        let family = Family { newest: token(5, 2), used: 1, used_at: at(0), given_at: at(1000) };
        let next = |sibling| Some((token(6, 0), sibling));
        let cases = [
            ("the newest", token(5, 2), 1001, next(2)),
            ("the newest, a year later", token(5, 2), 31_000_000, next(2)),
            ("a sibling of the newest, whose answer came late", token(5, 0), 5000, next(0)),
            ("of a database that was set back", token(9, 3), 5000, Some((token(10, 0), 3))),
            ("a tab beside another", token(4, 1), 1030, Some((token(5, 2), 1))),
            ("a lost answer", token(4, 1), 1031, Some((token(5, 3), 1))),
            ("a lost answer, a month later", token(4, 1), 2_700_000, Some((token(5, 3), 1))),
            ("a sibling of the one that was used, at once", token(4, 0), 30, Some((token(5, 3), 1))),
            ("a sibling of the one that was used", token(4, 0), 31, None),
            ("the one before, at once", token(3, 0), 30, Some((token(5, 3), 1))),
            ("the one before", token(3, 0), 31, None),
            ("an old one, at once", token(2, 0), 0, None),
            ("the first", token(0, 0), 1001, None),
        ];
        for (what, token, second, expected) in cases {
            let after = family.after(token, at(second)).map(|family| (family.newest, family.used));
            assert_eq!(after, expected, "{what}");
        }
    }

    #[test]
    fn tabs_that_overtake_each_other_stay_signed_in() {
        let first = Family::new(at(0));
        let ahead = first.after(first.newest, at(600)).expect("the first tab");
        let ahead = ahead.after(ahead.newest, at(605)).expect("the first tab again");
        let behind = ahead.after(first.newest, at(610)).expect("the tab that was under way");
        assert_ne!(behind.newest, ahead.newest);
        // Whichever answer is in the jar in the end is good, and what is under way once more is no theft.
        for (jar, other) in [(ahead.newest, behind.newest), (behind.newest, ahead.newest)] {
            let next = behind.after(jar, at(9000)).expect("what is in the jar");
            let next = next.after(other, at(9010)).expect("what was in the jar a moment ago");
            assert!(next.after(next.newest, at(20_000)).is_some());
        }
    }

    /// The thief sends the copy again and again, always within the grace of the last time, while the owner goes on.
    #[test]
    fn a_thief_who_sends_the_copy_all_the_time_is_found_out() {
        for (every, begins) in (5..=30).flat_map(|every| [1, 7, 300, 595].map(|begins| (every, begins))) {
            let mut family = Family::new(at(0));
            let (stolen, mut owners) = (family.newest, family.newest);
            let mut uses = 0;
            let ended = (begins..3600).find(|second| {
                let mut after = Some(family);
                if (second - begins) % every == 0 {
                    after = family.after(stolen, at(*second));
                    assert!(
                        after.is_none_or(|after| uses < 2 || after.newest != owners),
                        "every {every} s: {owners:?}"
                    );
                }
                if let Some(known) = after
                    && second % 600 == 0
                {
                    after = known.after(owners, at(*second));
                    owners = after.map_or(owners, |after| after.newest);
                    uses += 1;
                }
                family = after.unwrap_or(family);
                after.is_none()
            });
            assert!(ended.is_some_and(|ended| ended <= 1300), "every {every} s from {begins}: {ended:?}");
        }
    }

    #[test]
    fn a_family_does_not_outgrow_its_numbers() {
        let family = Family { newest: token(u32::MAX, u32::MAX), used: 0, used_at: at(0), given_at: at(0) };
        assert_eq!(family.after(token(u32::MAX, 0), at(1000)), None);
        assert_eq!(family.after(token(u32::MAX - 1, 0), at(1000)), None);
    }

    #[test]
    fn whoever_may_see_more_is_signed_out_sooner() {
        let [patient, doctor, admin] = [Role::Patient, Role::Doctor, Role::Admin].map(Lifetime::of);
        assert!(patient.whole > doctor.whole && doctor.whole > admin.whole);
        assert!(patient.idle >= doctor.idle && doctor.idle > admin.idle);
        for life in [patient, doctor, admin] {
            assert_eq!(life.end(at(0), at(60)), at(60) + life.idle);
            assert_eq!(life.end(at(0), at(0) + life.whole - TimeDelta::seconds(1)), at(0) + life.whole);
        }
    }

    /// What happens on the line of a client.
    #[derive(Clone, Copy, Debug)]
    enum Line {
        RequestLost,
        AnswerLost,
        /// The answer is on its way for longer than the client waits.
        AnswerLate,
        /// What was late comes, and replaces what the client got meanwhile.
        Arrives,
        Answered,
    }

    fn line() -> impl Strategy<Value = Line> {
        use Line::*;
        prop_oneof![Just(RequestLost), Just(AnswerLost), Just(AnswerLate), Just(Arrives), Just(Answered)]
    }

    proptest! {
        /// Whatever is lost or late on the line of one client, with any pauses, its session lives.
        #[test]
        fn an_honest_client_is_never_taken_for_a_thief(steps in vec((line(), 0i64..200_000), 1..200)) {
            let (mut family, mut now) = (Family::new(at(0)), at(0));
            let (mut held, mut late) = (family.newest, Vec::<Token>::new());
            for (line, pause) in steps {
                now += TimeDelta::milliseconds(pause);
                match line {
                    Line::RequestLost => continue,
                    Line::Arrives => {
                        held = late.pop().unwrap_or(held);
                        continue;
                    }
                    Line::AnswerLost | Line::AnswerLate | Line::Answered => {}
                }
                let after = family.after(held, now);
                prop_assert!(after.is_some(), "{held:?} at {now}: {family:?}");
                family = after.unwrap_or(family);
                // Once one of a generation is used, what else was given of it comes no more.
                late.retain(|late| late.generation > held.generation);
                match line {
                    Line::AnswerLate => late.push(family.newest),
                    Line::Answered => held = family.newest,
                    Line::RequestLost | Line::AnswerLost | Line::Arrives => {}
                }
            }
        }

        /// Tabs that share one jar send what is in it; answers come in any order, or not at all.
        #[test]
        fn tabs_that_renew_at_once_get_the_same(bursts in vec((vec(0i64..10_000, 1..12), 0usize..12, 0i64..9_000_000), 1..40)) {
            let (mut family, mut now) = (Family::new(at(0)), at(0));
            let mut jar = family.newest;
            for (delays, last, pause) in bursts {
                let mut answers = Vec::new();
                for delay in &delays {
                    let after = family.after(jar, now + TimeDelta::milliseconds(*delay));
                    prop_assert!(after.is_some(), "{jar:?}: {family:?}");
                    family = after.unwrap_or(family);
                    answers.push(family.newest);
                }
                prop_assert!(answers.iter().all(|answer| *answer == family.newest), "{answers:?}");
                jar = answers.get(last).copied().unwrap_or(jar);
                now += GRACE + TimeDelta::milliseconds(10_001 + pause);
            }
        }

        /// A token is copied at any time and used by both in any order, with lost answers on both sides. When each has
        /// used something that they were given after that, at the latest, the session has ended.
        #[test]
        fn a_thief_is_found_out_when_both_have_used_it(
            before in vec((any::<bool>(), 0i64..200_000), 0..10),
            turns in vec((any::<bool>(), any::<bool>(), 30_001i64..90_000_000), 4..60),
        ) {
            let (mut family, mut now) = (Family::new(at(0)), at(0));
            let mut held = family.newest;
            for (answered, pause) in before {
                now += TimeDelta::milliseconds(pause);
                family = family.after(held, now).expect("one holder");
                held = if answered { family.newest } else { held };
            }
            let stolen = held;
            let mut holds = [stolen; 2];
            let mut used_own = [false; 2];
            for (thief, answered, pause) in turns {
                now += TimeDelta::milliseconds(pause);
                let who = usize::from(thief);
                let Some(after) = family.after(holds[who], now) else {
                    return Ok(());
                };
                family = after;
                used_own[who] |= holds[who] != stolen;
                prop_assert!(used_own != [true; 2], "both go on: {holds:?}, {family:?}");
                holds[who] = if answered { family.newest } else { holds[who] };
            }
        }
    }
}
