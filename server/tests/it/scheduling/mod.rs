//! Visits: hours, free times, booking, and what becomes of a visit.

mod appointments;
mod diary;
mod diary_races;
mod limits;
mod locations;
mod practice;
mod practice_pages;
mod race;
mod steps;
mod withdrawn;
mod zones;
