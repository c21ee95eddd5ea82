//! An inspection as a person reads it.

use std::fmt::Write as _;

use super::{Inspection, Operation, Port, Types};

/// Everything but the findings, which are told as those of any other run.
#[must_use]
pub fn told(inspection: &Inspection) -> String {
    let mut text = String::from("documents\n");
    for document in &inspection.documents {
        line(&mut text, 1, &format!("{}  sha256 {}", document.file, document.sha256));
    }
    for service in &inspection.services {
        match service.name.as_str() {
            "" => text.push_str("\nbindings that no service mentions\n"),
            name => line(&mut text, 0, &format!("\nservice {name}")),
        }
        service.ports.iter().for_each(|port| self::port(&mut text, port));
    }
    types(&mut text, &inspection.types);
    if !inspection.evidence.is_empty() {
        text.push_str("\nevidence\n");
        for (mark, count) in &inspection.evidence {
            line(&mut text, 1, &format!("{count} {mark}"));
        }
    }
    text
}

fn line(text: &mut String, depth: usize, said: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{}{said}", "  ".repeat(depth));
}

fn port(text: &mut String, port: &Port) {
    let mut head = match &port.name {
        Some(name) => format!("port {name}, {}", port.protocol),
        None => port.protocol.clone(),
    };
    for (word, name) in [("binding", &port.binding), ("port type", &port.port_type)] {
        if let Some(name) = name {
            let _ = write!(head, ", {word} {name}");
        }
    }
    line(text, 1, &format!("{head}, {}", counted(port.operations.len(), "operation")));
    port.operations.iter().for_each(|one| operation(text, one));
}

fn operation(text: &mut String, operation: &Operation) {
    line(text, 2, &format!("{}  {}", operation.name, operation.style));
    if let Some(action) = &operation.action {
        line(text, 3, &format!("action   {action:?}"));
    }
    let parts = [
        ("request", &operation.request),
        ("reply", &operation.reply),
        ("header", &operation.headers),
        ("fault", &operation.faults),
    ];
    for (word, said) in parts {
        said.iter().for_each(|said| line(text, 3, &format!("{word:<7}  {said}")));
    }
}

fn types(text: &mut String, types: &Types) {
    let kinds: Vec<String> = types.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    let made = counted(types.list.len(), "type");
    line(text, 0, &format!("\n{made}{kinds}; {} declared by name", types.declared));
    let width = types.list.iter().map(|one| one.name.chars().count()).max().unwrap_or_default().min(60);
    for one in &types.list {
        let members = if one.members == 0 { String::new() } else { format!(" of {}", one.members) };
        let evidence = one.evidence.map(|mark| format!("  [{mark}]")).unwrap_or_default();
        line(text, 1, &format!("{:<width$}  {}{members}{evidence}", one.name, one.kind));
    }
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
