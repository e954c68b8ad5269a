//! The proofs of the promise that nothing acknowledged is lost: the real server is killed, starved of disk and failed
//! step by step, while clients outside it write down what they were told; afterwards a checker that trusts nothing of
//! ours reads a copy of the database beside those ledgers.
//!
//! `PULT_CRASH_CYCLES` (3 here, 50 in `.ci/run`) and `PULT_CRASH_SEED` choose how long and which way. A run that fails
//! prints its seed. What a kill can't show is a disk that forgets what it was told to keep: the kernel's memory
//! survives the process.
mod check;
mod dice;
mod full;
mod ledger;
mod load;
mod server;
#[cfg(feature = "failpoints")]
mod step;
mod storm;
