//! Both partners as foreign clients meet them.

mod netspend;
mod papi3;
#[cfg(unix)]
mod program;
mod raw;
