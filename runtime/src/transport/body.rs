//! Reading a reply's body: stalls noticed, size capped, gzip undone under a cap on its ratio.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::GzDecoder;
use http::header::CONTENT_ENCODING;
use reqwest::Response;
use tokio::time::{Instant, timeout};

use super::classify;
use super::limits::Limits;
use crate::error::{Error, Kind, Result};

/// No honest text compresses better than this.
const RATIO: usize = 100;

/// Below this size the ratio is not looked at.
const RATIO_FLOOR: usize = 64 * 1024;

/// Reads the body to its end. For an error status it returns what could be read, whatever happened.
pub(super) async fn read(mut response: Response, limits: &Limits) -> Result<Bytes> {
    let is_success = response.status().is_success();
    let limit = if is_success { limits.body_bytes } else { limits.error_body_bytes };
    let coding = match coding(&response) {
        Ok(coding) => coding,
        // The status says enough, and its body cannot be read.
        Err(_) if !is_success => return Ok(Bytes::new()),
        Err(error) => return Err(error),
    };
    let mut collector = Collector::new(coding, limit);
    match fill(&mut collector, &mut response, limits).await {
        Ok(()) => Ok(collector.into_bytes()),
        Err(_) if !is_success => Ok(collector.into_bytes()),
        Err(error) => Err(error),
    }
}

async fn fill(collector: &mut Collector, response: &mut Response, limits: &Limits) -> Result<()> {
    let due = limits.stall.as_secs_f64() * f64::from(limits.stall_rate);
    let mut window = Instant::now();
    let mut arrived: usize = 0;
    loop {
        let left = (window + limits.stall).saturating_duration_since(Instant::now());
        match timeout(left, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                arrived += chunk.len();
                collector.push(&chunk)?;
            }
            Ok(Ok(None)) => return collector.finish(),
            Ok(Err(error)) => return Err(classify::in_body(error)),
            Err(_) if (arrived as f64) < due => {
                let place = format!(
                    "the body stalled: less than {} bytes per second over {:?} (stall)",
                    limits.stall_rate, limits.stall
                );
                return Err(Error::new(Kind::Timeout, place));
            }
            Err(_) => {
                window = Instant::now();
                arrived = 0;
            }
        }
    }
}

/// How the body is packed.
enum Coding {
    Plain,
    Gzip,
}

fn coding(response: &Response) -> Result<Coding> {
    let mut codings = response
        .headers()
        .get_all(CONTENT_ENCODING)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or("unreadable").split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity");
    match (codings.next().as_deref(), codings.next()) {
        (None, _) => Ok(Coding::Plain),
        (Some("gzip" | "x-gzip"), None) => Ok(Coding::Gzip),
        _ => Err(Error::new(Kind::UnsupportedMedia, "its content encoding is not a single gzip")),
    }
}

/// What has been read so far. It grows with what arrives, never by what a header promises.
enum Collector {
    Plain(Capped),
    Gzip { decoder: Box<GzDecoder<Capped>>, packed: usize },
}

impl Collector {
    fn new(coding: Coding, limit: usize) -> Self {
        match coding {
            Coding::Plain => Self::Plain(Capped::new(limit)),
            Coding::Gzip => Self::Gzip { decoder: Box::new(GzDecoder::new(Capped::new(limit))), packed: 0 },
        }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<()> {
        match self {
            Self::Plain(sink) => {
                let written = sink.write_all(chunk);
                written.map_err(|_| sink.too_large())
            }
            Self::Gzip { decoder, packed } => {
                *packed += chunk.len();
                let by_ratio = packed.saturating_mul(RATIO).max(RATIO_FLOOR);
                let sink = decoder.get_mut();
                sink.allowed = sink.limit.min(by_ratio);
                let written = decoder.write_all(chunk);
                written.map_err(|error| match decoder.get_ref() {
                    sink if sink.is_over => sink.too_large(),
                    _ => Error::new(Kind::Malformed, "its gzip data is damaged").because(error),
                })
            }
        }
    }

    fn finish(&mut self) -> Result<()> {
        let Self::Gzip { decoder, .. } = self else { return Ok(()) };
        let finished = decoder.try_finish();
        finished.map_err(|error| match decoder.get_ref() {
            sink if sink.is_over => sink.too_large(),
            _ => Error::new(Kind::Truncated, "its gzip data is cut off").because(error),
        })
    }

    fn into_bytes(mut self) -> Bytes {
        let sink = match &mut self {
            Self::Plain(sink) => sink,
            Self::Gzip { decoder, .. } => decoder.get_mut(),
        };
        Bytes::from(std::mem::take(&mut sink.bytes))
    }
}

/// A buffer that takes up to its allowance and then refuses.
struct Capped {
    bytes: Vec<u8>,
    limit: usize,
    allowed: usize,
    is_over: bool,
}

impl Capped {
    fn new(limit: usize) -> Self {
        Self { bytes: Vec::new(), limit, allowed: limit, is_over: false }
    }

    fn too_large(&self) -> Error {
        let place = if self.allowed < self.limit {
            format!("its gzip data unpacks to more than {RATIO} times its size")
        } else {
            format!("its body has more than {} bytes (body_bytes)", self.limit)
        };
        Error::new(Kind::TooLarge, place)
    }
}

impl Write for Capped {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let room = self.allowed.saturating_sub(self.bytes.len());
        if room < more.len() {
            self.is_over = true;
            self.bytes.extend_from_slice(&more[..room]);
            return Err(io::Error::other("beyond the limit"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(packed: &[u8], limit: usize, step: usize) -> Result<Bytes> {
        let mut collector = Collector::new(Coding::Gzip, limit);
        for chunk in packed.chunks(step) {
            collector.push(chunk)?;
        }
        collector.finish()?;
        Ok(collector.into_bytes())
    }

    #[test]
    fn gzip_is_undone_in_any_slicing() {
        let data: Vec<u8> =
            (0..100_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let packed = gzip(&data);
        for step in [1, 7, 4096, packed.len()] {
            assert_eq!(unpack(&packed, 1 << 20, step).unwrap(), data);
        }
    }

    #[test]
    fn fault_b12_gzip_truncated_doubled_or_damaged_is_refused() {
        let packed = gzip(b"<Envelope/>");
        for cut in 0..packed.len() {
            assert!(unpack(&packed[..cut], 1024, 5).is_err(), "cut at {cut}");
        }
        let twice = [packed.clone(), packed.clone()].concat();
        assert_eq!(unpack(&twice, 1024, twice.len()).unwrap_err().kind(), Kind::Malformed);
        let mut damaged = packed.clone();
        let checksum = damaged.len() - 6;
        damaged[checksum] ^= 1;
        assert!(unpack(&damaged, 1024, 5).is_err());
    }

    #[test]
    fn a_gzip_bomb_is_stopped_by_its_ratio() {
        let packed = gzip(&vec![b'a'; 8 << 20]);
        let error = unpack(&packed, 32 << 20, 1024).unwrap_err();
        assert_eq!(error.kind(), Kind::TooLarge);
        assert!(error.to_string().contains("100 times"), "{error}");
    }

    #[test]
    fn a_body_may_reach_its_limit_and_not_pass_it() {
        let mut collector = Collector::new(Coding::Plain, 10);
        collector.push(&[0; 10]).unwrap();
        assert_eq!(collector.push(&[0]).unwrap_err().kind(), Kind::TooLarge);
        assert_eq!(collector.into_bytes().len(), 10);
    }
}
