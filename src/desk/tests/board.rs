//! Moving about and moving cards.
