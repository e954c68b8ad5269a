//! The command line, as scripts and hurried people meet it: the real program, its words and its exit codes.
mod connect;
mod files;
mod import;
mod import_bad;
mod verbs;
