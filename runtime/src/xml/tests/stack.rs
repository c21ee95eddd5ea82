//! The deepest document that is read fits on a small stack, in a debug build, too.

use super::contract::*;
use super::*;

/// Reads, clones, compares, writes and drops a document on 512 KiB.
fn on_small_stack<T: Node + Clone + PartialEq + std::fmt::Debug + Send + 'static>(text: String) {
    let work = move || {
        let value: T = read(&text).unwrap();
        let clone = value.clone();
        assert!(clone == value);
        drop(clone);
        for style in [Style::Default, Style::Prefixed] {
            let again: T = read(&write_in(&value, style).unwrap()).unwrap();
            assert!(again == value);
        }
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap();
}

fn nested(open: &str, close: &str, names: usize) -> String {
    let depth = (limits::DEPTH - 1) / names;
    root(&format!("{}{}", open.repeat(depth), close.repeat(depth)))
}

#[test]
fn the_deepest_optional_fits() {
    on_small_stack::<Tree>(nested("<Left>", "</Left>", 1));
}

#[test]
fn the_deepest_list_fits() {
    on_small_stack::<Tree>(nested("<Right>", "</Right>", 1));
}

#[test]
fn the_deepest_choice_fits() {
    on_small_stack::<Tree>(nested("<Nested>", "</Nested>", 1));
}

#[test]
fn the_deepest_raw_content_fits() {
    on_small_stack::<Open>(nested("<Any>", "</Any>", 1));
    on_small_stack::<Open>(nested("<a b='1'>x", "</a>", 1));
}

#[test]
fn a_value_deeper_than_any_document_is_not_written() {
    let mut tree = Tree::leaf("x");
    for _ in 0..limits::DEPTH {
        tree = Tree { left: Some(Box::new(tree)), ..Empty::EMPTY };
    }
    let error = write_in(&tree, Style::Default).unwrap_err();
    assert_eq!(error.kind(), &Kind::Limit("depth of elements"));
}
