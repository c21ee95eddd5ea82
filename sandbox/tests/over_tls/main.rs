//! Both partners as foreign clients meet them.

mod deposits;
mod faults;
mod netspend;
mod papi3;
mod raw;
mod soap;
