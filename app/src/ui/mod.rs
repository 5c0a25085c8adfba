//! The design system: parts that every page is made of. They know nothing of data access; tokens stand in `style/`.

mod avatar;
mod badge;
mod button;
mod card;
mod choice;
mod error_page;
mod field;
mod figure;
mod form;
mod frame;
mod icon;
pub mod link;
mod navigation;
mod page;
mod table;
mod timeline;
mod times;

pub use avatar::Avatar;
pub use badge::{Badge, StatusBadge, Tone};
pub use button::{Button, ButtonKind, ButtonLink};
pub use card::{Card, Disclosure, EmptyState, Facts, Notice};
pub use choice::{Choice, ChoiceGroup};
pub use error_page::ErrorPage;
pub use field::{Field, Select, TextArea};
pub use figure::Figure;
pub use form::{Form, FormScope};
pub use frame::{DemoBanner, Footer, Header, Passing, SkipLink};
pub use icon::{Icon, Sign};
pub use navigation::{Breadcrumb, Pagination, Tab, Tabs};
pub use page::{PageHeading, Section, ZoneAware, ZoneNote};
pub use table::{Cell, Table, cell};
pub use timeline::Timeline;
pub use times::{TimeChips, TimeLink};
