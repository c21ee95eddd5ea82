//! Reading.

use super::contract::*;
use super::*;

#[test]
fn x() {
    let text = write(&Everything::least());
    println!("{text}");
    let value: Everything = read(&text).unwrap();
    println!("{value:?}");
}
