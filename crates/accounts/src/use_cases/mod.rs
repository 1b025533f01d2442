//! What can be done with organisations and accounts.
pub mod applications;
pub mod change_calendar;
pub mod crew;
pub mod deputies;
pub mod devices;
pub mod invite;
pub mod look_up;
pub mod my_wards;
pub mod openings;
pub mod phone;
pub mod providers;
pub mod roster;
pub mod set_up;
pub mod staff;
pub mod temporary;
pub mod year;
