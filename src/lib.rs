//! pult: the order desk of an online shop in one terminal.
//!
//! # The house
//!
//! | room | holds | may use |
//! |---|---|---|
//! | [`domain`] | the nouns, their rules, every command, event and refusal; pure | nothing of ours |
//! | [`setup`] | the shop files: read, check, compare, write | domain |
//! | `text` | every word shown to a person, Russian and English side by side | domain; the findings of setup, import, store, link, wire and care |
//! | [`wire`] | what crosses the socket, used by both ends | domain |
//! | [`store`] | the only SQL; one writer thread, readers, journal, search, migrations | domain |
//! | [`server`] | HTTP over a unix socket or TCP; the one command door; the feed; jobs | domain setup text wire store |
//! | [`link`] | the desk's and the command line's connection to the server | domain wire |
//! | [`import`] | foreign files into records: tables, headings, cleaning | domain |
//! | [`typed`] | what people type, read: names, values, verbs; for the command line and the desk's own line | domain text |
//! | [`desk`] | the screen as a value: `update(message)`, `draw(frame)` | domain wire text typed |
//! | [`terminal`] | the device: raw mode, keys, output, hang-up, clipboard | desk |
//! | [`demo`] | the shop to play with and its simulated colleagues | domain setup store wire server |
//! | [`care`] | back-up, restore, verify, doctor | domain store text wire link |
//! | `bench` | `pult bench`: our figures beside the floors of the same run | everything |
//! | [`cli`] | the command line, and the loop that joins desk, terminal and link | everything |
//!
//! The same noun names one file in each room: `ls src/*/deal.rs` is the whole feature. Who may use whom is kept by a
//! test (`tests/it/layers.rs`).
//!
//! # A walk: one key press, all the way round
//!
//! Shift+→ on a card. [`terminal`] turns bytes into a [`desk::key::Key`]; the loop in `cli/desk.rs` hands it to
//! [`desk::Desk::update`]. The keymap (`assets/keymap.toml`) makes it an action, the board turns the action into a
//! [`domain::command::Command`] with an id of its own and the version the person saw; the card moves on the screen at
//! once. The loop draws one frame and posts the command.
//!
//! [`server::peer`] says who calls, [`server::command`] runs the command in the writer's transaction:
//! [`domain::operator::may`] gives the permit, [`domain::deal::Deal::relocate`] decides, the store writes the row, its
//! totals, the journal and the command's entry; many waiting commands share one commit. After it the answer goes back
//! and a frame goes to everybody who follows the feed. A refusal rolls the card back, loudly; a gate's refusal opens a
//! form with just the missing fields.
//!
//! # A walk: adding a field to the deal
//!
//! 1. `domain/deal.rs`: the field, its [`domain::deal::Set`] variant, `get` and `apply`; the compiler names the rest of
//!    the places. `domain/deal/edit.rs`: what values it takes.
//! 2. `store/deal.rs`: into the part of the row nothing is sorted by, or a column and a numbered migration.
//! 3. `text/domain.rs`: its name in both languages. History, undo, conflicts, `--set` and the interface's description
//!    have it by then.
//! 4. `desk/screen/deal.rs` shows it; `setup` if gates may ask for it.
pub mod bench;
pub mod care;
pub mod cli;
pub mod config;
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
pub mod typed;
pub mod wire;
