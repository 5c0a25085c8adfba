//! How long somebody waits before the next attempt.
//!
//! Every attempt is a strike. So many are free; each further one doubles the wait, up to a cap, and strikes wear off
//! one by one. An attempt that comes too early is refused and is no strike: whoever waits as long as they were told
//! gets their turn, and nobody is locked out for ever.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

/// Nothing is held against anybody for longer.
pub const LONGEST: TimeDelta = TimeDelta::hours(24);

/// How long an address is remembered from which somebody signed in: strangers' failures do not make them wait there.
pub const KNOWN: TimeDelta = TimeDelta::days(90);

/// How many strikes are free and how the wait grows beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// So many strikes cost nothing.
    pub free: u32,
    /// The longest wait.
    pub cap: TimeDelta,
    /// In this time one strike wears off. At least the cap, or the cap would never be reached.
    pub wears_off: TimeDelta,
}

impl Rule {
    const fn new(free: u32, cap_seconds: i64, wears_off_seconds: i64) -> Self {
        Self { free, cap: TimeDelta::seconds(cap_seconds), wears_off: TimeDelta::seconds(wears_off_seconds) }
    }

    /// Failed sign-ins of one account from one address.
    pub const SIGN_IN_PAIR: Self = Self::new(5, 15 * 60, 15 * 60);
    /// Failed sign-ins of one account on a device where it is known.
    pub const SIGN_IN_DEVICE: Self = Self::new(5, 15 * 60, 15 * 60);
    /// Failed sign-ins from one address, whichever the account: a practice with many people may share it.
    pub const SIGN_IN_ADDRESS: Self = Self::new(20, 15 * 60, 15 * 60);
    /// Failed sign-ins of one account from wherever. The cap is low: the owner waits as well.
    pub const SIGN_IN_ACCOUNT: Self = Self::new(10, 30, 5 * 60);
    /// Registrations from one address.
    pub const REGISTER_ADDRESS: Self = Self::new(10, 15 * 60, 15 * 60);
    /// Registrations with one e-mail: each sends a message to it.
    pub const REGISTER_EMAIL: Self = Self::new(3, 15 * 60, 60 * 60);
    /// Refresh tokens from one address that are nobody's.
    pub const JUNK_TOKEN: Self = Self::new(20, 15 * 60, 15 * 60);
    /// Visits booked by one account.
    pub const BOOKING_ACCOUNT: Self = Self::new(10, 5 * 60, 10 * 60);
    /// Visits booked from one address.
    pub const BOOKING_ADDRESS: Self = Self::new(60, 5 * 60, 5 * 60);
    /// Changes of one account: name, zone, profile, hours, visit types. Each is told to every page that shows it.
    pub const CHANGE_ACCOUNT: Self = Self::new(40, 30, 30);

    /// The same for so many halves of it: as many times as much is free, and comes back in that part of the time.
    pub fn halves(self, halves: u32) -> Self {
        let halves = halves.clamp(2, 1000);
        let part = |whole: TimeDelta| TimeDelta::milliseconds(whole.num_milliseconds() * 2 / i64::from(halves));
        Self { free: self.free * halves / 2, cap: part(self.cap), wears_off: part(self.wears_off) }
    }

    /// The wait that is left before the next attempt; zero when it may come.
    pub fn wait(&self, record: Record, now: DateTime<Utc>) -> TimeDelta {
        let whole = self.wait_after(self.strikes(record, now));
        // A clock that was set back makes nobody wait longer.
        let since = (now - record.last_at).max(TimeDelta::zero());
        (whole - since).max(TimeDelta::zero())
    }

    /// Strikes that have not worn off; one that has begun to still counts.
    fn strikes(&self, record: Record, now: DateTime<Utc>) -> i64 {
        let left = (record.gone_at - now).clamp(TimeDelta::zero(), LONGEST).num_milliseconds();
        let each = self.wears_off.num_milliseconds().max(1);
        left.div_euclid(each) + i64::from(left.rem_euclid(each) > 0)
    }

    /// The whole wait after so many strikes: 1 s, 2 s, 4 s … up to the cap.
    fn wait_after(&self, strikes: i64) -> TimeDelta {
        match strikes - i64::from(self.free) {
            ..=0 => TimeDelta::zero(),
            over @ 1..=30 => TimeDelta::seconds(1 << (over - 1)).min(self.cap),
            _ => self.cap,
        }
    }
}

/// What is kept of the strikes under one key. Nothing in it tells whose they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When the last strike was.
    pub last_at: DateTime<Utc>,
    /// When all strikes have worn off.
    pub gone_at: DateTime<Utc>,
}

impl Record {
    /// The record of one strike after this one; [`LONGEST`] bounds what gathers.
    pub fn struck(before: Option<Self>, rule: &Rule, now: DateTime<Utc>) -> Self {
        let from = before.map_or(now, |before| before.gone_at.max(now));
        Self { last_at: now, gone_at: (from + rule.wears_off).min(now + LONGEST) }
    }
}

/// Seconds to tell somebody who must wait, rounded up; none when nothing is left to wait for.
pub fn seconds(wait: TimeDelta) -> Option<u64> {
    let millis = u64::try_from(wait.num_milliseconds()).ok()?;
    (millis > 0).then(|| millis.div_ceil(1000))
}

/// How the budget grows from one customer's network to those around it, in halves. Who gets a /56 or a /48 of IPv6 has
/// as many /64 as they like; others there are many customers of one network.
#[derive(Clone, Copy, Debug)]
pub struct Growth([u32; 3]);

impl Growth {
    /// Of what only those do who try something.
    pub const FAILURES: Self = Self([2, 3, 4]);
    /// Of what everybody does.
    pub const DEEDS: Self = Self([2, 8, 32]);
    /// A network that many people share counts for so many customers.
    pub const SHARED: u32 = 20;

    /// The networks that an attempt from this address counts in, the narrowest first, each with its length in bits and the
    /// halves of the budget that it has. An IPv4 address stands for itself.
    pub fn networks(self, address: IpAddr) -> impl Iterator<Item = (IpAddr, u8, u32)> {
        let address = address.to_canonical();
        let lengths: &[u8] = if address.is_ipv4() { &[32] } else { &[64, 56, 48] };
        lengths.iter().zip(self.0).map(move |(length, halves)| (masked(address, *length), *length, halves))
    }
}

/// The part of an address that stands for one customer of a network: all of an IPv4 address, the first half of an
/// IPv6 address, of which everybody has 2^64.
pub fn network(address: IpAddr) -> IpAddr {
    masked(address.to_canonical(), 64)
}

/// An IPv6 address without what stands behind so many bits.
fn masked(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => (v6 & std::net::Ipv6Addr::from(u128::MAX << (128 - u32::from(length)))).into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::local::instant;

    const RULE: Rule = Rule::new(3, 60, 60);

    fn at(seconds: i64) -> DateTime<Utc> {
        instant(1_795_420_800_000 + seconds * 1000)
    }

    #[test]
    fn the_wait_doubles_up_to_the_cap() {
        let waits: Vec<i64> = (0..=12).map(|n| RULE.wait_after(n).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(RULE.wait_after(i64::MAX), RULE.cap);
    }

    #[test]
    fn strikes_at_once_gather_and_wear_off_one_by_one() {
        let mut record = None;
        for _ in 0..5 {
            record = Some(Record::struck(record, &RULE, at(0)));
        }
        let record = record.expect("struck");
        let cases = [(0, 5, 2), (1, 5, 1), (2, 5, 0), (60, 4, 0), (61, 4, 0), (240, 1, 0), (299, 1, 0), (300, 0, 0)];
        for (second, strikes, wait) in cases {
            assert_eq!(RULE.strikes(record, at(second)), strikes, "after {second} s");
            assert_eq!(RULE.wait(record, at(second)).num_seconds(), wait, "after {second} s");
        }
        assert_eq!(RULE.wait(record, at(-3600)).num_seconds(), 60, "a clock set back: no longer than the cap");
    }

    #[test]
    fn what_is_told_is_rounded_up() {
        let told = [(-1, None), (0, None), (1, Some(1)), (1000, Some(1)), (1001, Some(2))];
        for (millis, expected) in told {
            assert_eq!(seconds(TimeDelta::milliseconds(millis)), expected, "{millis} ms");
        }
    }

    #[test]
    fn one_customer_of_a_network_is_one() {
        let cases = [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ];
        for (address, expected) in cases {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(network(address).to_string(), expected);
        }
    }

    #[test]
    fn an_address_counts_in_the_networks_around_it() {
        let networks = |address: &str| -> Vec<(String, u8, u32)> {
            let address = address.parse().expect("an address");
            let networks = Growth::FAILURES.networks(address);
            networks.map(|(network, length, halves)| (network.to_string(), length, halves)).collect()
        };
        assert_eq!(networks("192.0.2.7"), [("192.0.2.7".into(), 32, 2)]);
        assert_eq!(networks("::ffff:192.0.2.7"), [("192.0.2.7".into(), 32, 2)]);
        let expected = [("2001:db8:1:2ff::", 64, 2), ("2001:db8:1:200::", 56, 3), ("2001:db8:1::", 48, 4)]
            .map(|(a, b, c)| (a.into(), b, c));
        assert_eq!(networks("2001:db8:1:2ff:3:4:5:6"), expected);
    }

    const RULES: [Rule; 12] = [
        Rule::SIGN_IN_PAIR,
        Rule::SIGN_IN_DEVICE,
        Rule::SIGN_IN_ADDRESS,
        Rule::SIGN_IN_ACCOUNT,
        Rule::REGISTER_ADDRESS,
        Rule::REGISTER_EMAIL,
        Rule::JUNK_TOKEN,
        Rule::BOOKING_ACCOUNT,
        Rule::BOOKING_ADDRESS,
        Rule::CHANGE_ACCOUNT,
        // Of a shared network, and of many.
        Rule { free: 400, cap: TimeDelta::seconds(45), wears_off: TimeDelta::seconds(45) },
        Rule { free: 19_200, cap: TimeDelta::milliseconds(937), wears_off: TimeDelta::milliseconds(937) },
    ];

    #[test]
    fn a_budget_grows_with_the_network() {
        assert_eq!(Rule::SIGN_IN_ADDRESS.halves(2), Rule::SIGN_IN_ADDRESS);
        assert_eq!(Rule::SIGN_IN_ADDRESS.halves(3), Rule::new(30, 600, 600));
        assert_eq!(Rule::SIGN_IN_ADDRESS.halves(2 * Growth::SHARED), RULES[10]);
        assert_eq!(Rule::BOOKING_ADDRESS.halves(32 * Growth::SHARED), RULES[11]);
    }

    #[test]
    fn a_cap_is_held_against_whoever_never_stops() {
        for rule in RULES {
            assert!(rule.wears_off >= rule.cap, "{rule:?}");
            // As many strikes as fit reach the cap before the day's bound is hit.
            let most = LONGEST.num_milliseconds() / rule.wears_off.num_milliseconds();
            assert_eq!(rule.wait_after(most), rule.cap, "{rule:?}");
        }
    }

    proptest! {
        /// Somebody hammers with any pauses. The wait never exceeds the cap, refused attempts change nothing, and
        /// whoever waits as long as told is let through.
        #[test]
        fn every_wait_ends(which in 0..RULES.len(), pauses in proptest::collection::vec(0i64..200_000, 1..300)) {
            let rule = RULES[which];
            let (mut record, mut now) = (None::<Record>, at(0));
            for pause in pauses {
                now += TimeDelta::milliseconds(pause);
                let wait = record.map_or(TimeDelta::zero(), |record| rule.wait(record, now));
                prop_assert!(wait <= rule.cap);
                if let Some(told) = seconds(wait) {
                    let record = record.expect("somebody who waits was struck");
                    let later = now + TimeDelta::seconds(i64::try_from(told).expect("a small number"));
                    prop_assert_eq!(rule.wait(record, later), TimeDelta::zero());
                } else {
                    record = Some(Record::struck(record, &rule, now));
                }
                prop_assert!(record.expect("struck").gone_at <= now + LONGEST);
            }
        }

        /// Time only ever shortens a wait.
        #[test]
        fn a_wait_only_shrinks(which in 0..RULES.len(), strikes in 1u32..200, a in 0i64..90_000, b in 0i64..90_000) {
            let rule = RULES[which];
            let record = (0..strikes).fold(None, |record, _| Some(Record::struck(record, &rule, at(0)))).expect("struck");
            let (first, second) = (a.min(b), a.max(b));
            prop_assert!(rule.wait(record, at(second)) <= rule.wait(record, at(first)));
        }
    }
}
