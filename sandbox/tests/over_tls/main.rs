//! Both partners as foreign clients meet them.

mod deposits;
mod faults;
mod netspend;
mod netspend_faults;
mod papi3;
#[cfg(unix)]
mod program;
mod raw;
mod secrets;
mod soap;
mod webhooks;
