//! The capability matrix: what the fixtures say, as tables.

use std::collections::BTreeMap;

use super::fixture::{Fixture, Status};

const HEAD: &str = "# What the generator binds

Made of the fixtures in `tests/fixtures/constructs` by a test, which fails when this page and they differ.
*Supported*: bound whole. *Partial*: bound, and a finding or this table tells what is missing. *Diagnosed*: not bound; a
finding with a code names file and line, the rest of the document is still generated where that is possible, and
`bindery explain CODE` tells more. Each fixture is generated, compiled, and reads and writes its messages.
";

pub(super) fn matrix(fixtures: &[Fixture]) -> String {
    let mut areas: BTreeMap<&str, Vec<&Fixture>> = BTreeMap::new();
    for fixture in fixtures {
        areas.entry(&fixture.said.area).or_default().push(fixture);
    }
    let mut text = HEAD.to_owned();
    for (area, mut rows) in areas {
        rows.sort_by_key(|fixture| fixture.said.construct.to_lowercase());
        text.push_str(&format!(
            "\n## {area}\n\n| construct | | what becomes of it | codes | fixture |\n|---|---|---|---|---|\n"
        ));
        for Fixture { slug, said, .. } in rows {
            let status = match said.status {
                Status::Supported => "supported",
                Status::Partial => "partial",
                Status::Diagnosed => "diagnosed",
            };
            let codes: Vec<String> = said.codes.iter().map(|code| format!("`{code}`")).collect();
            let cell = |text: &str| text.replace('|', "\\|");
            text.push_str(&format!(
                "| {} | {status} | {} | {} | `{slug}` |\n",
                cell(&said.construct),
                cell(&said.says),
                codes.join(" ")
            ));
        }
    }
    text
}
