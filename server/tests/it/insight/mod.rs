//! Figures, and what is logged of those who get in.

mod statistics;
