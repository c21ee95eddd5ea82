//! Whole documents as one element with its type.

use super::contract::*;
use super::*;
use crate::xml::Root;

static TREE: Root<Tree> = Root::new(El::new(MAIN, "Tree"), NAMES);

#[test]
fn a_document_is_read_and_written_whole() {
    let read = TREE
        .read(b"<?xml version='1.0'?><t:Tree xmlns:t='urn:main'><t:Label>x</t:Label></t:Tree>\n")
        .unwrap();
    assert_eq!(read, Tree::leaf("x"));
    let written = TREE.write(&read).unwrap();
    assert!(
        written.starts_with(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
        "{}",
        String::from_utf8_lossy(&written)
    );
    assert_eq!(TREE.read(&written).unwrap(), read);
}

#[test]
fn another_element_or_more_than_one_is_no_such_document() {
    for wrong in
        ["<Tree/>", "<Other xmlns='urn:main'/>", "<Tree xmlns='urn:main'/><Tree xmlns='urn:main'/>", ""]
    {
        assert!(TREE.read(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(TREE.read_with(b"<Tree xmlns='urn:main'><New/></Tree>", ReadOptions { strict: true }).is_err());
}
