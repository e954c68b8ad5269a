//! The stories: what operators do and see, one file a noun, in one binary because linking is what costs.

mod care;
mod deal;
mod home;
mod hostile;
mod race;
mod support;
mod terminal_text;
