//! Both partners as foreign clients meet them.

mod deposits;
mod faults;
mod netspend;
mod papi3;
#[cfg(unix)]
mod program;
mod raw;
mod soap;
