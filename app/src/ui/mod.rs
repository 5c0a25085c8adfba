//! The design system: parts that every page is made of. They know nothing of data access; tokens stand in `style/`.

mod avatar;
mod badge;
mod bar_chart;
mod button;
mod card;
mod chart;
mod choice;
#[cfg(test)]
mod contrast;
mod count;
mod day_line;
mod error_page;
mod field;
mod figure;
mod filters;
mod form;
mod frame;
mod icon;
mod heat_map;
mod instant;
pub mod link;
mod navigation;
mod page;
mod steps;
mod table;
#[cfg(test)]
mod tests;
mod timeline;
mod times;
mod week_grid;

pub use avatar::Avatar;
pub use badge::{Badge, StatusBadge, Tone};
pub use button::{Button, ButtonKind, ButtonLink};
pub use card::{Card, Disclosure, EmptyState, Facts, Notice};
pub use bar_chart::{Bar, BarChart, BarList, ListedBar};
pub use chart::{Chart, Numbers};
pub use choice::{Choice, ChoiceGroup};
pub use count::{counted, counted_first};
pub use day_line::{DayLine, WeekPicture};
pub use error_page::ErrorPage;
pub use field::{Field, Select, TextArea};
pub use figure::Figure;
pub use filters::Filters;
pub use form::{Form, FormScope};
pub use frame::{DemoBanner, Footer, Header, Passing, SkipLink};
pub use icon::{Icon, Sign};
pub use instant::{Instant, when};
pub use navigation::{BeyondTheEnd, Breadcrumb, Pagination, Tab, Tabs};
pub use page::{PageHeading, Section, ZoneAware, ZoneNote};
pub use steps::Steps;
pub use heat_map::{HeatMap, HeatRow};
pub use table::{Cell, Table, cell};
pub use timeline::{Happening, Timeline};
pub use times::{DayChips, TimeChips, TimeLink};
pub use week_grid::{GridDay, GridEvent, WeekGrid};
