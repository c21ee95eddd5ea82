//! Nothing: this package holds tests, benchmarks and examples.
