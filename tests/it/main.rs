//! The stories: what operators do and see, one file a noun, in one binary because linking is what costs.

mod hostile;
mod terminal_text;
