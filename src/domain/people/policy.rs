//! Who may do what. A use case asks here on its first line and works on with the narrower handle it gets.

use crate::{
    platform::{
        ids::{AccountId, DoctorId},
        problem::Problem,
    },
    scheduling::lifecycle::Party,
};

/// Whoever is behind a request, as the session says; never as the request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Visitor,
    Patient(AccountId),
    Doctor(AccountId, DoctorId),
    Admin(AccountId),
}

/// Proof that the actor is a patient. Nobody can make one but [`Actor::as_patient`]; the same holds for the other proofs:
///
/// ```compile_fail,E0451
/// use domain::{people::policy::AsPatient, platform::ids::AccountId};
/// let forged = AsPatient { account: AccountId(uuid::Uuid::nil()) };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AsPatient {
    account: AccountId,
}

/// Proof that the actor is a doctor; carries the only profile it may change.
///
/// ```compile_fail,E0451
/// use domain::{people::policy::AsDoctor, platform::ids::{AccountId, DoctorId}};
/// let forged = AsDoctor { account: AccountId(uuid::Uuid::nil()), doctor: DoctorId(uuid::Uuid::nil()) };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AsDoctor {
    account: AccountId,
    doctor: DoctorId,
}

/// Proof that the actor is an admin.
///
/// ```compile_fail,E0451
/// use domain::{people::policy::AsAdmin, platform::ids::AccountId};
/// let forged = AsAdmin { account: AccountId(uuid::Uuid::nil()) };
/// ```
///
/// It is had by being one:
///
/// ```
/// use domain::{people::policy::Actor, platform::ids::AccountId};
/// let account = AccountId(uuid::Uuid::nil());
/// assert_eq!(Actor::Admin(account).as_admin().map(|admin| admin.account()), Ok(account));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AsAdmin {
    account: AccountId,
}

/// Proof that the actor is signed in, in whatever role.
///
/// ```compile_fail,E0451
/// use domain::{people::policy::{Actor, AsAccount}, platform::ids::AccountId};
/// let account = AccountId(uuid::Uuid::nil());
/// let forged = AsAccount { account, actor: Actor::Admin(account) };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AsAccount {
    account: AccountId,
    actor: Actor,
}

/// Proof of the side on which somebody stands in one appointment. Nobody can make one but [`Actor::side_of`]:
///
/// ```compile_fail,E0451
/// use domain::{people::policy::Side, platform::ids::AccountId, scheduling::lifecycle::Party};
/// let forged = Side { party: Party::Doctor, account: AccountId(uuid::Uuid::nil()) };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Side {
    party: Party,
    account: AccountId,
}

impl Side {
    pub fn party(self) -> Party {
        self.party
    }

    pub fn account(self) -> AccountId {
        self.account
    }
}

/// A right that one has by who one is, whatever is asked for: what can be refused before a request is read.
pub trait Right: Copy + Send {
    fn of(actor: Actor) -> Result<Self, Problem>;
}

/// Everybody is somebody, visitors too.
impl Right for Actor {
    fn of(actor: Actor) -> Result<Self, Problem> {
        Ok(actor)
    }
}

impl Right for AsAccount {
    fn of(actor: Actor) -> Result<Self, Problem> {
        actor.signed_in().map(|account| Self { account, actor })
    }
}

impl Right for AsPatient {
    fn of(actor: Actor) -> Result<Self, Problem> {
        actor.as_patient()
    }
}

impl Right for AsDoctor {
    fn of(actor: Actor) -> Result<Self, Problem> {
        actor.as_doctor()
    }
}

impl Right for AsAdmin {
    fn of(actor: Actor) -> Result<Self, Problem> {
        actor.as_admin()
    }
}

/// Who has the right, or may have it once they have signed in.
impl<R: Right> Right for Option<R> {
    fn of(actor: Actor) -> Result<Self, Problem> {
        match actor {
            Actor::Visitor => Ok(None),
            somebody => R::of(somebody).map(Some),
        }
    }
}

/// Who has a role is signed in.
impl From<AsPatient> for AsAccount {
    fn from(patient: AsPatient) -> Self {
        Self { account: patient.account, actor: patient.actor() }
    }
}

impl AsAccount {
    pub fn actor(self) -> Actor {
        self.actor
    }

    pub fn account(self) -> AccountId {
        self.account
    }
}

impl AsPatient {
    pub fn actor(self) -> Actor {
        Actor::Patient(self.account)
    }

    pub fn account(self) -> AccountId {
        self.account
    }
}

impl AsDoctor {
    pub fn actor(self) -> Actor {
        Actor::Doctor(self.account, self.doctor)
    }

    pub fn account(self) -> AccountId {
        self.account
    }

    pub fn doctor(self) -> DoctorId {
        self.doctor
    }
}

impl AsAdmin {
    pub fn actor(self) -> Actor {
        Actor::Admin(self.account)
    }

    pub fn account(self) -> AccountId {
        self.account
    }
}

impl Actor {
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Visitor => None,
            Self::Patient(account) | Self::Doctor(account, _) | Self::Admin(account) => Some(account),
        }
    }

    /// Anybody who is signed in.
    pub fn signed_in(self) -> Result<AccountId, Problem> {
        self.account().ok_or(Problem::Unauthenticated)
    }

    /// A doctor who is public is seen by everybody, another only by themselves; for all others there is nobody.
    pub fn may_see_doctor(self, doctor: DoctorId, is_public: bool) -> Result<(), Problem> {
        let own = matches!(self, Self::Doctor(_, own) if own == doctor);
        if own || is_public { Ok(()) } else { Err(Problem::NotFound) }
    }

    pub fn as_patient(self) -> Result<AsPatient, Problem> {
        match self {
            Self::Patient(account) => Ok(AsPatient { account }),
            other => Err(other.turned_away()),
        }
    }

    pub fn as_doctor(self) -> Result<AsDoctor, Problem> {
        match self {
            Self::Doctor(account, doctor) => Ok(AsDoctor { account, doctor }),
            other => Err(other.turned_away()),
        }
    }

    pub fn as_admin(self) -> Result<AsAdmin, Problem> {
        match self {
            Self::Admin(account) => Ok(AsAdmin { account }),
            other => Err(other.turned_away()),
        }
    }

    /// The side on which the actor stands in this appointment. Another's appointment does not exist for it.
    pub fn side_of(self, patient: AccountId, doctor: DoctorId) -> Result<Side, Problem> {
        match self {
            Self::Visitor => Err(Problem::Unauthenticated),
            Self::Patient(account) if account == patient => Ok(Side { party: Party::Patient, account }),
            Self::Doctor(account, own) if own == doctor => Ok(Side { party: Party::Doctor, account }),
            Self::Admin(account) => Ok(Side { party: Party::Admin, account }),
            Self::Patient(_) | Self::Doctor(..) => Err(Problem::NotFound),
        }
    }

    fn turned_away(self) -> Problem {
        match self {
            Self::Visitor => Problem::Unauthenticated,
            _ => Problem::Forbidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn another_persons_appointment_is_not_found() {
        let (mine, theirs) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let (own, other) = (DoctorId(Uuid::from_u128(3)), DoctorId(Uuid::from_u128(4)));
        let side = |actor: Actor| actor.side_of(mine, own).map(|side| (side.party(), side.account()));
        assert_eq!(side(Actor::Patient(mine)), Ok((Party::Patient, mine)));
        assert_eq!(side(Actor::Patient(theirs)), Err(Problem::NotFound));
        assert_eq!(side(Actor::Doctor(theirs, own)), Ok((Party::Doctor, theirs)));
        assert_eq!(side(Actor::Doctor(mine, other)), Err(Problem::NotFound));
        assert_eq!(side(Actor::Admin(theirs)), Ok((Party::Admin, theirs)));
        assert_eq!(side(Actor::Visitor), Err(Problem::Unauthenticated));
    }

    #[test]
    fn a_doctor_who_is_not_public_is_seen_by_nobody_else() {
        let (id, own, other) =
            (AccountId(Uuid::from_u128(1)), DoctorId(Uuid::from_u128(2)), DoctorId(Uuid::from_u128(3)));
        for actor in [Actor::Visitor, Actor::Patient(id), Actor::Admin(id), Actor::Doctor(id, other)] {
            assert_eq!(actor.may_see_doctor(own, true), Ok(()));
            assert_eq!(actor.may_see_doctor(own, false), Err(Problem::NotFound), "{actor:?}");
        }
        assert_eq!(Actor::Doctor(id, own).may_see_doctor(own, false), Ok(()));
    }

    #[test]
    fn roles_do_not_stand_in_for_each_other() {
        let id = AccountId(Uuid::from_u128(1));
        let doctor = Actor::Doctor(id, DoctorId(Uuid::from_u128(2)));
        assert!(matches!(Actor::Admin(id).as_doctor(), Err(Problem::Forbidden)));
        assert!(matches!(doctor.as_admin(), Err(Problem::Forbidden)));
        assert!(matches!(doctor.as_patient(), Err(Problem::Forbidden)));
        assert!(matches!(Actor::Visitor.as_patient(), Err(Problem::Unauthenticated)));
        assert!(matches!(Option::<AsPatient>::of(Actor::Visitor), Ok(None)));
        assert!(matches!(Option::<AsPatient>::of(Actor::Patient(id)), Ok(Some(_))));
        assert!(matches!(Option::<AsPatient>::of(doctor), Err(Problem::Forbidden)));
        assert!(matches!(AsAccount::of(Actor::Visitor), Err(Problem::Unauthenticated)));
        assert_eq!(AsAccount::of(doctor).map(AsAccount::actor), Ok(doctor));
    }
}
