//! Finding names: fixtures, oracle, allocation, threads.

mod allocation;
mod diagnosis;
mod evidence;
mod fixtures;
mod kernels;
mod oracle;
mod sharing;
