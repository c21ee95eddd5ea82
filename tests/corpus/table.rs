//! What is printed and written: counts by kind and class, and one row per document.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::verdict::{Answer, Row};

const STEPS: [&str; 4] = ["parsed", "generated", "compiled", "round_trip"];

fn answers(row: &Row) -> [Answer; 4] {
    [row.parsed, row.generated, row.compiled, row.round_trip]
}

/// Counts of `ok`, `diagnosed`, `no` for each step.
#[derive(Debug, Default, Clone)]
struct Counts {
    documents: usize,
    steps: [[usize; 3]; 4],
}

impl Counts {
    fn add(&mut self, row: &Row) {
        self.documents += 1;
        for (counts, answer) in self.steps.iter_mut().zip(answers(row)) {
            match answer {
                Answer::Ok => counts[0] += 1,
                Answer::Diagnosed => counts[1] += 1,
                Answer::No => counts[2] += 1,
                Answer::NotApplicable => {}
            }
        }
    }

    fn line(&self, name: &str) -> String {
        let mut line = format!("{name:<24}{:>6}", self.documents);
        for counts in &self.steps {
            let _ = write!(line, "{:>16}", format!("{}/{}/{}", counts[0], counts[1], counts[2]));
        }
        line + "\n"
    }
}

/// The table by class and by kind, and what took longest and most.
pub(crate) fn summary(rows: &[Row]) -> String {
    let mut classes: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for row in rows {
        let kind = row.document.kind.name();
        classes.entry((kind, &row.document.class)).or_default().add(row);
        kinds.entry(kind).or_default().add(row);
        all.add(row);
    }
    let mut text = format!("{:<24}{:>6}", "ok/diagnosed/no", "");
    for step in STEPS {
        let _ = write!(text, "{step:>16}");
    }
    text.push('\n');
    for ((kind, class), counts) in &classes {
        text.push_str(&counts.line(&format!("{kind} {class}")));
    }
    text.push('\n');
    for (kind, counts) in &kinds {
        text.push_str(&counts.line(kind));
    }
    text.push_str(&all.line("all"));
    text.push_str(&share(rows));
    let warned = rows.iter().filter(|row| row.warnings > 0).count();
    let seconds: f64 = rows.iter().map(|row| row.seconds).sum();
    let _ = writeln!(text, "\n{warned} crates compile with warnings; generating took {seconds:.0} s");
    for (what, row) in [
        ("longest", rows.iter().max_by(|one, other| one.seconds.total_cmp(&other.seconds))),
        ("largest", rows.iter().max_by_key(|row| row.peak_mb)),
    ] {
        if let Some(row) = row {
            let path = &row.document.path;
            let _ = writeln!(text, "{what}: {:.1} s, {} MB, {path}", row.seconds, row.peak_mb);
        }
    }
    text
}

/// How the documents came out that are whole and have all that they import.
fn share(rows: &[Row]) -> String {
    let resolvable: Vec<&Row> = rows.iter().filter(|row| row.is_resolvable).collect();
    let count = |answer: Answer| resolvable.iter().filter(|row| row.generated == answer).count();
    let (ok, diagnosed, no) = (count(Answer::Ok), count(Answer::Diagnosed), count(Answer::No));
    let tenths = (diagnosed * 1000).checked_div(resolvable.len()).unwrap_or_default();
    format!(
        "\nof {} documents {} are whole: {ok} generated, {diagnosed} diagnosed ({}.{} %), {no} neither\n",
        rows.len(),
        resolvable.len(),
        tenths / 10,
        tenths % 10
    )
}

/// One row per document.
pub(crate) fn tsv(rows: &[Row]) -> String {
    let mut text = format!("path\tkind\t{}\tseconds\tpeak_mb\treason\n", STEPS.join("\t"));
    for row in rows {
        let [parsed, generated, compiled, round_trip] = answers(row);
        let reason = row.reasons.join("; ").replace(['\t', '\n', '\r'], " ");
        let _ = writeln!(
            text,
            "{}\t{}\t{parsed}\t{generated}\t{compiled}\t{round_trip}\t{:.2}\t{}\t{}",
            row.document.path,
            row.document.kind.name(),
            row.seconds,
            row.peak_mb,
            reason.chars().take(600).collect::<String>()
        );
    }
    text
}
