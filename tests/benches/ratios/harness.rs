//! A race: contenders take turns in short slices, and what counts is the median of the ratios within a round.
//!
//! A library of benchmarks measures one contender after the other; on a shared machine the ground moves between the
//! two, and their quotient with it. Here both stand on the same ground: a slice takes milliseconds, every round holds
//! one slice of each, and the order turns from round to round.

use std::time::{Duration, Instant};

/// How long one contender runs before the next has its turn.
const SLICE: Duration = Duration::from_millis(2);
/// How long a race may take, once it has made its least number of rounds.
const RACE: Duration = Duration::from_secs(5);
const ROUNDS: std::ops::RangeInclusive<usize> = 11..=201;

/// One way of doing the work.
pub(crate) struct Contender<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    /// `work` does the whole work once. What it returns is dropped within the measured time.
    pub(crate) fn new<T>(name: &'static str, mut work: impl FnMut() -> T + 'a) -> Self {
        Self { name, run: Box::new(move || drop(std::hint::black_box(work()))) }
    }
}

/// What a race showed: seconds for each contender, round by round.
pub(crate) struct Laps {
    contenders: Vec<(&'static str, Vec<f64>)>,
}

/// Lets the contenders take turns.
pub(crate) fn race(mut contenders: Vec<Contender<'_>>) -> Laps {
    let mut repeats: Vec<u32> = Vec::new();
    for contender in &mut contenders {
        let once = timed(contender, 1);
        repeats.push((SLICE.as_secs_f64() / once).ceil().clamp(1.0, 1e6) as u32);
    }
    let mut seconds = vec![Vec::new(); contenders.len()];
    let start = Instant::now();
    for round in 0..*ROUNDS.end() {
        if round >= *ROUNDS.start() && start.elapsed() > RACE {
            break;
        }
        for turn in 0..contenders.len() {
            let at = (turn + round) % contenders.len();
            seconds[at].push(timed(&mut contenders[at], repeats[at]));
        }
    }
    Laps { contenders: contenders.iter().map(|contender| contender.name).zip(seconds).collect() }
}

/// Seconds per run. One run before them does not count: it pays for what the one before left in caches and heap.
fn timed(contender: &mut Contender<'_>, repeats: u32) -> f64 {
    (contender.run)();
    let start = Instant::now();
    for _ in 0..repeats {
        (contender.run)();
    }
    start.elapsed().as_secs_f64() / f64::from(repeats)
}

impl Laps {
    /// Everyone who ran, but `name`.
    pub(crate) fn others(&self, name: &str) -> Vec<&'static str> {
        self.contenders.iter().map(|(other, _)| *other).filter(|other| *other != name).collect()
    }

    /// How many times as fast `name` is as `other`.
    pub(crate) fn speed(&self, name: &str, other: &str) -> Spread {
        let (fast, slow) = (self.of(name), self.of(other));
        Spread::of(fast.iter().zip(slow).map(|(fast, slow)| slow / fast).collect())
    }

    fn of(&self, name: &str) -> &[f64] {
        &self.contenders.iter().find(|(other, _)| *other == name).expect("a contender of this race").1
    }
}

/// What several measurements say, by their median unless told otherwise, and where the middle half of them lies.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
        Self { value: at(0.5), low: at(0.25), high: at(0.75) }
    }
}
