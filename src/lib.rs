//! pult: the order desk of an online shop in one terminal.
//!
//! # The house
//!
//! | room | holds | may use |
//! |---|---|---|
//! | [`domain`] | the nouns, their rules, every command, event and refusal; pure | nothing of ours |
//! | [`setup`] | the shop files: read, check, compare, write | domain |
//! | `text` | every word shown to a person, Russian and English side by side | domain setup |
//! | [`wire`] | what crosses the socket, used by both ends | domain |
//! | [`store`] | the only SQL; one writer thread, readers, journal, search, migrations | domain |
//! | [`server`] | HTTP over a unix socket or TCP; the one command door; the feed; jobs | domain setup text wire store |
//! | [`link`] | the desk's and the command line's connection to the server | domain wire |
//! | [`import`] | foreign files into records: tables, headings, cleaning | domain text |
//! | [`desk`] | the screen as a value: `update(message)`, `draw(frame)` | domain wire text |
//! | [`terminal`] | the device: raw mode, keys, output, hang-up, clipboard | desk |
//! | [`demo`] | the shop to play with and its simulated colleagues | domain setup store wire link |
//! | [`care`] | back-up, restore, verify, doctor | domain wire store text link |
//! | [`bench`] | `pult bench`: our figures beside the floors of the same run | everything |
//! | [`cli`] | the command line | everything |
pub mod care;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod fail;
pub mod import;
pub mod link;
pub mod server;
pub mod setup;
pub mod store;
pub mod terminal;
pub(crate) mod text;
pub mod wire;
