//! Netspend as the sandbox plays it: one environment is one key and secret, its access tokens and its sessions.

mod answer;
mod state;
mod token;
