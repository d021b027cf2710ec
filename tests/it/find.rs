//! Finding names: fixtures, oracle, allocation, threads.

mod allocation;
mod fixtures;
mod oracle;
