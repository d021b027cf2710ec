//! Finding names: fixtures, oracle, allocation, threads.

mod allocation;
mod fixtures;
mod kernels;
mod oracle;
