//! The chaos run at full length: `cargo bench -p partner-flows --bench chaos -- [DEPOSITS] [SEED]`.

#![expect(clippy::print_stdout, reason = "a report speaks to whoever runs it")]

#[path = "../../examples/support/mod.rs"]
mod support;

mod naive;
mod ours;
mod world;

#[tokio::main]
async fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let deposits = numbers.first().copied().unwrap_or(10_000);
    let seed = numbers.get(1).copied().unwrap_or(20_201_124);
    for world in world::World::both(seed, deposits) {
        println!("{}", ours::run(world).await);
        println!("{}", naive::run(world).await);
    }
}
