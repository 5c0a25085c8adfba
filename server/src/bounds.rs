//! What one client, one account and everybody together may hold of the server at once.

use std::net::IpAddr;

use clap::Args;
use domain::platform::throttle::Growth;
use ipnet::IpNet;

use crate::config::ConfigError;

/// Files that are open besides connections: the database, mail, the embedded site in development.
const OTHER_FILES: usize = 128;
/// As many connections as memory bears, where files would allow for more.
const MOST: usize = 30_000;

/// The settings. Beyond each, whoever comes next is turned away until somebody leaves.
#[derive(Args, Clone, Debug, Default)]
pub struct BoundOptions {
    /// Connections from one network (an IPv4 address, an IPv6 /64; more from a /56 and a /48); those of trusted proxies are
    /// not counted.
    #[arg(long, global = true, env = "ANTEROOM_CONNECTIONS_PER_NETWORK", default_value = "500")]
    pub connections_per_network: String,
    /// Open pages of one network that hear of changes, by the client's address.
    #[arg(long, global = true, env = "ANTEROOM_LINES_PER_NETWORK", default_value = "200")]
    pub lines_per_network: String,
    /// Open pages of one account that hear of changes.
    #[arg(long, global = true, env = "ANTEROOM_LINES_PER_ACCOUNT", default_value = "50")]
    pub lines_per_account: String,
}

/// A network that an address is of, by its length in bits.
pub type Network = (IpAddr, u8);

/// What is held to.
#[derive(Clone, Debug)]
pub struct Bounds {
    pub connections: usize,
    pub connections_per_network: usize,
    pub lines: usize,
    pub lines_per_network: usize,
    pub lines_per_account: usize,
    /// Networks that many people share may hold as many times more as they may try.
    pub shared_networks: Vec<IpNet>,
}

impl Bounds {
    /// As they are set, before anything is known of the process.
    pub fn from_options(options: &BoundOptions, shared_networks: Vec<IpNet>) -> Result<Self, ConfigError> {
        Ok(Self {
            connections: MOST,
            connections_per_network: number("ANTEROOM_CONNECTIONS_PER_NETWORK", &options.connections_per_network)?,
            lines: MOST,
            lines_per_network: number("ANTEROOM_LINES_PER_NETWORK", &options.lines_per_network)?,
            lines_per_account: number("ANTEROOM_LINES_PER_ACCOUNT", &options.lines_per_account)?,
            shared_networks,
        })
    }

    /// No more than a process can have that may open so many files.
    pub fn within(self, files: usize) -> Self {
        let connections = files.saturating_sub(OTHER_FILES.min(files / 2)).clamp(1, self.connections);
        // Lines are connections that stay: a quarter is left to pages.
        let lines = self.lines.min((connections - connections / 4).max(1));
        Self {
            connections,
            // Whatever is set: one network alone does not keep the others out.
            connections_per_network: self.connections_per_network.min((connections / 2).max(1)),
            lines,
            lines_per_network: self.lines_per_network.min((lines / 2).max(1)),
            ..self
        }
    }

    /// The networks that a connection from this address counts in, and how many each may have.
    pub fn connections_from(&self, address: IpAddr) -> impl Iterator<Item = (Network, usize)> {
        around(address, self.one(address, self.connections_per_network, self.connections), self.connections)
    }

    /// The networks that a line from this address counts in, and how many each may have.
    pub fn lines_from(&self, address: IpAddr) -> impl Iterator<Item = (Network, usize)> {
        around(address, self.one(address, self.lines_per_network, self.lines), self.lines)
    }

    /// What one network may have that this address is of. A shared one has no more than half of all either.
    fn one(&self, address: IpAddr, each: usize, all: usize) -> usize {
        let address = address.to_canonical();
        let is_shared = self.shared_networks.iter().any(|net| net.contains(&address));
        if is_shared { each.saturating_mul(Growth::SHARED as usize).min(all / 2).max(each) } else { each }
    }
}

/// One customer of IPv6 has many /64: the networks around it have a bound as well. No more than half of all.
fn around(address: IpAddr, each: usize, all: usize) -> impl Iterator<Item = (Network, usize)> {
    let most = each.max(all / 2);
    let grown = move |halves: u32| each.saturating_mul(halves as usize) / 2;
    Growth::FAILURES
        .networks(address)
        .map(move |(network, length, halves)| ((network, length), grown(halves).min(most)))
}

fn number(variable: &'static str, text: &str) -> Result<usize, ConfigError> {
    let wrong =
        || ConfigError { variable, problem: format!("{text:?}"), help: "It should be a whole number, 1 or more." };
    text.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)
}

/// Lets this process open as many files as it may, and says how many that are. systemd starts services with a soft limit
/// of 1,024, for programs that are older than these limits, and a hard one of 524,288.
pub fn raise_file_limit() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let limit = getrlimit(Resource::Nofile);
        let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
        let now = if raised.is_ok() { limit.maximum } else { limit.current };
        now.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX)
    }
    #[cfg(not(unix))]
    usize::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_left_for_the_database_and_connections_for_pages() {
        let options = BoundOptions {
            connections_per_network: "500".into(),
            lines_per_network: "200".into(),
            lines_per_account: "50".into(),
        };
        let set = Bounds::from_options(&options, Vec::new()).expect("numbers");
        for files in [0, 1, 3, 64, 256, 1024, 4096, 524_288, usize::MAX] {
            let bounds = set.clone().within(files);
            assert!(bounds.connections <= files.max(1) && bounds.connections <= MOST, "{files}: {bounds:?}");
            assert!(files < 1024 || files - bounds.connections >= OTHER_FILES, "{files}: {bounds:?}");
            assert!(bounds.lines <= bounds.connections && bounds.lines > 0, "{files}: {bounds:?}");
            assert!(files < 64 || bounds.lines < bounds.connections, "{files}: {bounds:?}");
            assert!(bounds.connections_per_network <= (bounds.connections / 2).max(1), "{files}: {bounds:?}");
            assert!(bounds.lines_per_network <= (bounds.lines / 2).max(1), "{files}: {bounds:?}");
        }
        assert_eq!(set.clone().within(1024).connections_per_network, 448);
        assert_eq!(set.within(524_288).connections_per_network, 500);
    }

    #[test]
    fn a_practice_with_many_screens_has_room_for_them() {
        let bounds = |connections, lines| Bounds {
            connections,
            connections_per_network: 500,
            lines,
            lines_per_network: 200,
            lines_per_account: 50,
            shared_networks: ["192.0.2.0/28", "2001:db8:1::/48"].map(|net| net.parse().expect("a network")).into(),
        };
        let of = |bounds: &Bounds, from: &str| {
            let from = from.parse().expect("an address");
            let most = |found: Option<(Network, usize)>| found.map(|(_, most)| most);
            (most(bounds.connections_from(from).next()), most(bounds.lines_from(from).next()))
        };
        for (from, connections, lines) in [
            ("192.0.2.15", 10_000, 4000),
            ("::ffff:192.0.2.1", 10_000, 4000),
            ("2001:db8:1:2::3", 10_000, 4000),
            ("192.0.2.16", 500, 200),
            ("2001:db8:2::1", 500, 200),
        ] {
            assert_eq!(of(&bounds(30_000, 22_500), from), (Some(connections), Some(lines)), "{from}");
        }
        assert_eq!(of(&bounds(3000, 2250), "192.0.2.1"), (Some(1500), Some(1125)), "the others keep half of all");
    }

    #[test]
    fn the_networks_around_an_address_grow_up_to_half_of_all() {
        let of = |each, all| {
            let address = "2001:db8:1:2ff::7".parse().expect("an address");
            around(address, each, all).map(|((network, length), most)| (format!("{network}/{length}"), most)).collect()
        };
        let expected = |bounds: [usize; 3]| -> Vec<_> {
            let networks = ["2001:db8:1:2ff::/64", "2001:db8:1:200::/56", "2001:db8:1::/48"];
            networks.map(String::from).into_iter().zip(bounds).collect()
        };
        for (each, all, bounds) in
            [(500, 30_000, [500, 750, 1000]), (448, 896, [448, 448, 448]), (1, 1, [1, 1, 1]), (3, 8, [3, 4, 4])]
        {
            let found: Vec<_> = of(each, all);
            assert_eq!(found, expected(bounds), "{each} of {all}");
        }
        let v4: Vec<_> = around("::ffff:192.0.2.7".parse().expect("an address"), 3, 100).collect();
        assert_eq!(v4, [(("192.0.2.7".parse().expect("an address"), 32), 3)]);
    }
}
