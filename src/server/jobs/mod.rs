//! What the server does by itself, one job a file. Jobs only look and send commands by the one door; idle, they sleep.
pub mod late;
