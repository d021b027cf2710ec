//! Finding names: fixtures, oracle, kernels, reasons for and against, allocation.

mod allocation;
mod diagnosis;
mod evidence;
mod fixtures;
mod kernels;
mod oracle;
mod sharing;
