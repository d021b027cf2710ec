//! Finding names: fixtures, oracle, kernels, reasons for and against, allocation, lists that change, other
//! spellings.

mod allocation;
mod compiled;
mod diagnosis;
mod evidence;
mod fixtures;
mod kernels;
mod live;
mod oracle;
mod sharing;
mod variant;
