//! Every rule proves itself by its own examples, and no name can turn a command around.

use super::*;
use crate::findings::Proof;
use crate::tools::Tool;

fn tools(files: &Files) -> Tools {
    let all = files.each::<Tool>("facts/remote-tools/").map(|(_, tool)| tool);
    Tools::new(all.collect::<Result<_, _>>().expect("tools that fit their shape"))
}

#[test]
fn every_rule_finds_its_hits_and_none_of_its_misses() {
    let files = Files::embedded();
    let seen = Seen::load(&files).expect("rules that fit their shape");
    assert_eq!(seen.unproven(&tools(&files)), Vec::<String>::new());
    for (path, rule) in files.each::<Rule>(FOLDER) {
        let id = rule.expect("it was read above").id;
        assert!(path.ends_with(&format!("/{id}.toml")), "{path} holds {id}");
    }
}

fn trace(name: &str) -> Trace {
    let proof = Proof { file: "SOFTWARE".to_owned(), line: None, record: None, raw: String::new() };
    Trace { source: "registry", fields: vec![("name", name.to_owned())], when: None, proof }
}

#[test]
fn no_name_can_turn_a_command_against_whoever_types_it() {
    let undo = "reg delete \"HKCU\\x\" /v \"{name}\"";
    let safe = filled(undo, &trace("Update Agent"));
    assert_eq!(safe.as_deref(), Some("reg delete \"HKCU\\x\" /v \"Update Agent\""));
    for name in ["a\" & format c: & \"", "%comspec%", "a|b", "a\nb", "$(x)", "`x`"] {
        assert_eq!(filled(undo, &trace(name)), None, "{name}");
    }
}
