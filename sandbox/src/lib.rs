//! Both partners as servers on loopback.
