//! How long and how much a call may take.

use std::time::Duration;

use crate::error::{Error, Kind};

/// More than this no call waits for; larger limits are mistakes of unit, and would overflow the clock.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Limits of time and size. Times are above zero and at most a day. The defaults fit a partner that answers in seconds and sends images of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// To connect, TLS included. 10 s.
    pub connect: Duration,
    /// From the connection to the head of the reply, sending the request included. 30 s. A call on a connection that is
    /// open already waits for this and [`connect`](Self::connect) together, since from outside the pool the two cannot be
    /// told apart: 40 s by default.
    pub first_byte: Duration,
    /// How long a body may arrive more slowly than [`stall_rate`](Self::stall_rate). 20 s.
    pub stall: Duration,
    /// The slowest rate at which a body may arrive, in bytes per second. 1 KiB/s.
    pub stall_rate: u32,
    /// The whole call, whatever it is doing. 120 s.
    pub call: Duration,
    /// The head of a reply, in bytes. 64 KiB, and never more than 100 header lines.
    pub head_bytes: usize,
    /// The body of a successful reply after decompression, in bytes. 32 MiB.
    pub body_bytes: usize,
    /// The body of an error reply after decompression, in bytes; what lies beyond is not read. 64 KiB.
    pub error_body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            stall: Duration::from_secs(20),
            stall_rate: 1024,
            call: Duration::from_secs(120),
            head_bytes: 64 * 1024,
            body_bytes: 32 * 1024 * 1024,
            error_body_bytes: 64 * 1024,
        }
    }
}

impl Limits {
    /// Every limit that no call could keep.
    pub(crate) fn mistakes(&self) -> Vec<Error> {
        let zero = [
            ("connect", self.connect.is_zero()),
            ("first_byte", self.first_byte.is_zero()),
            ("stall", self.stall.is_zero()),
            ("call", self.call.is_zero()),
            ("head_bytes", self.head_bytes == 0),
            ("body_bytes", self.body_bytes == 0),
            ("error_body_bytes", self.error_body_bytes == 0),
        ];
        let zero = zero.into_iter().filter(|(_, is_zero)| *is_zero).map(|(name, _)| {
            Error::new(Kind::Configuration, format!("the limit {name} is zero"))
                .with_remedy("Give a limit above zero, or leave the default.")
        });
        let times = [
            ("connect", self.connect),
            ("first_byte", self.first_byte),
            ("stall", self.stall),
            ("call", self.call),
        ];
        let long = times.into_iter().filter(|(_, time)| *time > LONGEST).map(|(name, _)| {
            Error::new(Kind::Configuration, format!("the limit {name} is over a day"))
                .with_remedy("Give a limit of at most a day.")
        });
        zero.chain(long).collect()
    }
}
