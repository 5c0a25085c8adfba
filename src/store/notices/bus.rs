//! The change bus of this process.
//!
//! A transaction announces what it changes, and its commit publishes that to whoever has subscribed to it. A change
//! holds ids only; whoever gets one reads what they may see. On Postgres, [`super::relay`] takes changes to the
//! other processes and brings theirs.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    asked::Asked,
    cache_versions::{CacheVersion, CacheVersions, DirectoryVersion, Epoch},
    replay_buffer::ReplayBuffer,
};
use contract::notices::LiveNotice;
use domain::platform::ids::{AccountId, AppointmentId, DoctorId, SessionId};

/// So many changes wait for a reader; one that falls further behind is let go, and holds nobody up.
const WAITING: usize = 32;

/// What a commit changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// An appointment was made, or went on to this version.
    Appointment { id: AppointmentId, version: i64, doctor: DoctorId, patient: AccountId, times: Times },
    /// A doctor's hours, visit types or profile.
    Doctor(DoctorId),
    /// What stands on this doctor's own pages, but is not theirs: the name of a patient.
    Practice(DoctorId),
    /// An account: name, time zone, devices.
    Account(AccountId),
    /// Something that only admins see: new accounts, invitations, mail.
    Platform,
    /// What can be practised, what it is called, or the words by which it is found.
    Specialties,
    /// Changes were missed: anything may be different.
    Anything,
}

/// A change on its way to its readers, with what they found out about it: many of them ask the same, and the answer is
/// good for all of them, whether they hear of it sooner or later.
pub struct Announcement {
    pub change: Change,
    /// Has this session not ended?
    pub sessions: Asked<SessionId, bool>,
    /// Does this account, or a visitor, see the doctor of the change?
    pub viewers: Asked<Option<AccountId>, bool>,
    /// What is this account told?
    pub notices: Asked<AccountId, Option<LiveNotice>>,
}

impl Announcement {
    fn new(change: Change) -> Self {
        Self { change, sessions: Asked::default(), viewers: Asked::default(), notices: Asked::default() }
    }
}

/// What became of the times of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Times {
    Taken,
    Freed,
    /// As before: of what happens to the visit, only its own people hear.
    Same,
}

/// What a reader listens for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A doctor as others see them: profile, hours, free times.
    Times(DoctorId),
    /// What may bring any doctor into a list, or further up in it.
    Directory,
    /// The visits of a doctor.
    Practice(DoctorId),
    /// An account, and a patient's visits.
    Account(AccountId),
    /// Everything, for admins.
    Platform,
}

impl Change {
    pub(crate) fn topics(self) -> Vec<Topic> {
        match self {
            Self::Appointment { doctor, patient, times, .. } => {
                let mut topics = vec![Topic::Practice(doctor), Topic::Account(patient), Topic::Platform];
                if times != Times::Same {
                    topics.push(Topic::Times(doctor));
                }
                if times == Times::Freed {
                    topics.push(Topic::Directory);
                }
                topics
            }
            Self::Doctor(doctor) => {
                vec![Topic::Times(doctor), Topic::Directory, Topic::Practice(doctor), Topic::Platform]
            }
            Self::Practice(doctor) => vec![Topic::Practice(doctor)],
            Self::Account(account) => vec![Topic::Account(account), Topic::Platform],
            Self::Platform => vec![Topic::Platform],
            Self::Specialties => vec![Topic::Directory, Topic::Platform],
            Self::Anything => Vec::new(),
        }
    }
}

/// As it travels between processes: a word and ids.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Appointment { id, version, doctor, patient, times } => {
                let times = match times {
                    Times::Taken => "taken",
                    Times::Freed => "freed",
                    Times::Same => "same",
                };
                write!(f, "appointment {id} {version} {doctor} {patient} {times}")
            }
            Self::Doctor(doctor) => write!(f, "doctor {doctor}"),
            Self::Practice(doctor) => write!(f, "practice {doctor}"),
            Self::Account(account) => write!(f, "account {account}"),
            Self::Platform => f.write_str("platform"),
            Self::Specialties => f.write_str("specialties"),
            Self::Anything => f.write_str("anything"),
        }
    }
}

impl FromStr for Change {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let words: Vec<&str> = text.split(' ').collect();
        let id = |word: &str| word.parse::<Uuid>().map_err(drop);
        match *words.as_slice() {
            ["appointment", appointment, version, doctor, patient, times] => Ok(Self::Appointment {
                id: AppointmentId(id(appointment)?),
                version: version.parse().map_err(drop)?,
                doctor: DoctorId(id(doctor)?),
                patient: AccountId(id(patient)?),
                times: match times {
                    "taken" => Times::Taken,
                    "freed" => Times::Freed,
                    "same" => Times::Same,
                    _ => return Err(()),
                },
            }),
            ["doctor", doctor] => Ok(Self::Doctor(DoctorId(id(doctor)?))),
            ["practice", doctor] => Ok(Self::Practice(DoctorId(id(doctor)?))),
            ["account", account] => Ok(Self::Account(AccountId(id(account)?))),
            ["platform"] => Ok(Self::Platform),
            ["specialties"] => Ok(Self::Specialties),
            ["anything"] => Ok(Self::Anything),
            _ => Err(()),
        }
    }
}

/// Takes every change to whoever listens for it. Cheap to clone; a publisher never waits.
#[derive(Clone, Default)]
pub struct Bus {
    hub: Arc<Mutex<Hub>>,
    /// Apart, so that nobody who asks for a version waits while a change is delivered to many.
    versions: Arc<Mutex<CacheVersions>>,
}

#[derive(Default)]
struct Hub {
    next: u64,
    /// What waits is shared: a queue has room for many from the beginning, and there may be thousands of queues.
    readers: HashMap<u64, (mpsc::Sender<Arc<Announcement>>, Vec<Topic>)>,
    by_topic: HashMap<Topic, HashSet<u64>>,
    replay: ReplayBuffer,
}

impl Hub {
    fn remove(&mut self, reader: u64) {
        let Some((_, topics)) = self.readers.remove(&reader) else { return };
        for topic in topics {
            if let Some(readers) = self.by_topic.get_mut(&topic) {
                readers.remove(&reader);
                if readers.is_empty() {
                    self.by_topic.remove(&topic);
                }
            }
        }
    }
}

impl Bus {
    fn hub(&self) -> MutexGuard<'_, Hub> {
        // Nothing in here panics half-way.
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn versions(&self) -> MutexGuard<'_, CacheVersions> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The version of a doctor's data; none while the relay is not connected, so that no copy can be trusted.
    pub fn cache_version(&self, doctor: DoctorId) -> Option<CacheVersion> {
        self.versions().of(doctor)
    }

    /// The version of what everybody sees of all doctors; none while the relay is not connected.
    pub fn directory_version(&self) -> Option<DirectoryVersion> {
        self.versions().of_all()
    }

    /// The version of what is the same for all doctors, the specialties; none while the relay is not connected.
    pub fn epoch(&self) -> Option<Epoch> {
        self.versions().epoch()
    }

    /// Whether the relay to other processes is connected.
    pub(crate) fn set_connected(&self, connected: bool) {
        self.versions().set_connected(connected);
    }

    /// Listens from now on, until the reader is dropped.
    pub fn listen(&self, topics: &[Topic]) -> Reader {
        let (sender, changes) = mpsc::channel(WAITING);
        let mut hub = self.hub();
        hub.next += 1;
        let id = hub.next;
        for topic in topics {
            hub.by_topic.entry(*topic).or_default().insert(id);
        }
        hub.readers.insert(id, (sender, topics.to_vec()));
        Reader { id, bus: self.clone(), changes }
    }

    /// Hands a change to its readers, each once; who is too far behind is let go.
    pub fn publish(&self, change: Change) {
        // First: whoever gets it asks again.
        self.versions().note(change);
        let mut hub = self.hub();
        hub.replay.note(change, Instant::now());
        let readers: HashSet<u64> = match change {
            Change::Anything => hub.readers.keys().copied().collect(),
            _ => change.topics().iter().filter_map(|topic| hub.by_topic.get(topic)).flatten().copied().collect(),
        };
        let announcement = Arc::new(Announcement::new(change));
        for reader in readers {
            let fits =
                hub.readers.get(&reader).is_some_and(|(sender, _)| sender.try_send(announcement.clone()).is_ok());
            if !fits {
                hub.remove(reader);
            }
        }
    }
}

/// One listener.
pub struct Reader {
    id: u64,
    bus: Bus,
    changes: mpsc::Receiver<Arc<Announcement>>,
}

impl Reader {
    /// May anything that it listens for have changed within this time? For whoever has read before they listened.
    pub fn has_changed(&self, within: Duration) -> bool {
        let hub = self.bus.hub();
        // One that was let go has surely missed something.
        hub.readers.get(&self.id).is_none_or(|(_, topics)| hub.replay.any(topics, within, Instant::now()))
    }

    /// The next change; none when this reader fell too far behind and was let go. What still waited then is dropped, so
    /// that nothing is told after something was missed.
    pub async fn next(&mut self) -> Option<Arc<Announcement>> {
        let announcement = self.changes.recv().await?;
        self.bus.hub().readers.contains_key(&self.id).then_some(announcement)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.bus.hub().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn visit(n: u128, doctor: u128, patient: u128) -> Change {
        let (doctor, patient) = (DoctorId(id(doctor)), AccountId(id(patient)));
        Change::Appointment { id: AppointmentId(id(n)), version: 1, doctor, patient, times: Times::Taken }
    }

    async fn heard(reader: &mut Reader) -> Option<Change> {
        reader.next().await.map(|told| told.change)
    }

    #[tokio::test]
    async fn each_hears_once_of_what_it_listens_for() {
        let bus = Bus::default();
        let mut times = bus.listen(&[Topic::Times(DoctorId(id(1))), Topic::Account(AccountId(id(7)))]);
        let mut other = bus.listen(&[Topic::Times(DoctorId(id(2)))]);
        let mut admin = bus.listen(&[Topic::Platform]);
        bus.publish(visit(10, 1, 7));
        bus.publish(visit(11, 2, 8));
        assert_eq!(heard(&mut times).await, Some(visit(10, 1, 7)));
        assert_eq!(heard(&mut other).await, Some(visit(11, 2, 8)));
        assert_eq!((heard(&mut admin).await, heard(&mut admin).await), (Some(visit(10, 1, 7)), Some(visit(11, 2, 8))));
        bus.publish(Change::Anything);
        assert_eq!(
            heard(&mut times).await,
            Some(Change::Anything),
            "the second topic did not bring the first change again"
        );
    }

    #[tokio::test]
    async fn a_slow_reader_is_let_go_and_holds_nobody_up() {
        let bus = Bus::default();
        let mut slow = bus.listen(&[Topic::Platform]);
        let mut quick = bus.listen(&[Topic::Platform]);
        for n in 0..100 {
            bus.publish(visit(n, 1, 7));
            assert_eq!(heard(&mut quick).await, Some(visit(n, 1, 7)));
        }
        assert_eq!(bus.hub().readers.len(), 1);
        assert_eq!(heard(&mut slow).await, None, "what waited has a gap after it");
    }

    #[test]
    fn who_leaves_is_forgotten() {
        let bus = Bus::default();
        drop(bus.listen(&[Topic::Platform, Topic::Times(DoctorId(id(1)))]));
        let hub = bus.hub();
        assert!(hub.readers.is_empty() && hub.by_topic.is_empty());
    }

    #[test]
    fn a_change_travels_as_text() {
        let doctor = DoctorId(id(4));
        let of_one = [Change::Doctor(doctor), Change::Practice(doctor), Change::Account(AccountId(id(5)))];
        let visits = [Times::Taken, Times::Freed, Times::Same].map(|times| match visit(1, 2, 3) {
            Change::Appointment { id, version, doctor, patient, .. } => {
                Change::Appointment { id, version, doctor, patient, times }
            }
            other => other,
        });
        for change in of_one.into_iter().chain(visits).chain([Change::Platform, Change::Specialties, Change::Anything])
        {
            assert_eq!(change.to_string().parse(), Ok(change));
        }
        for junk in ["", "doctor", "doctor x", "practice", "account 1", "appointment 1 2 3", "platform x"] {
            assert_eq!(junk.parse::<Change>(), Err(()), "{junk}");
        }
    }
}
