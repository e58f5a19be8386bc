//! All rules compiled together, and what they find in a turn.

use std::cmp::Reverse;
use std::ops::Range;

use crate::acts::{self, Acts, ActsFile, Cue, Cues};
use crate::error::KnowledgeError;
use crate::lexicon::{ClassFile, ClassId, Heard, Lexicon, Member};
use crate::matching::{Compiled, Found, Patterns, Ready, compile, find_near};
use crate::pattern;
use crate::rules::{Rule, Slot};
use crate::spelling::{Spelling, Words};

/// All rules, ready to listen.
#[derive(Debug)]
pub struct RuleBook {
    /// What the rules know by name.
    pub lexicon: Lexicon,
    /// The rules, by their number.
    pub rules: Vec<Rule>,
    guards: Vec<Vec<Compiled>>,
    acts: Acts,
    wide: Patterns<(Vec<ClassId>, u32)>,
    patterns: Patterns<Purpose>,
}

/// What a rule book is made of.
#[derive(Debug)]
pub struct Sources {
    /// How words are spelled.
    pub spelling: Spelling,
    /// Common words, the most frequent first, a line each.
    pub common: String,
    /// Classes with their paths.
    pub classes: Vec<(String, ClassFile)>,
    /// Speech acts.
    pub acts: ActsFile,
    /// Patterns that link statements, with their kinds and the file that they come from.
    pub marks: (String, Vec<(u16, String)>),
    /// Rules with their paths.
    pub rules: Vec<(String, Rule)>,
}

#[derive(Debug, Clone, Copy)]
enum Purpose {
    Rule(u32),
    Cue(u16),
    Mark(u16),
}

/// Words that link statements instead of making one; `story` gives them their meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The kind, as numbered by whoever filed the pattern.
    pub kind: u16,
    /// First and last byte of the turn's own text.
    pub quote: Range<usize>,
    /// The canonical name of the first class member inside.
    pub name: Option<String>,
}

/// What was found in a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Statements and what else the rules know, in the order of their words.
    pub hits: Vec<Hit>,
    /// Words that link statements.
    pub marks: Vec<Mark>,
}

/// Words of a turn that a rule fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The rule's number.
    pub rule: u32,
    /// First and last byte of the turn's own text.
    pub quote: Range<usize>,
    /// What the rule says is said; where its value is a class in braces, the words of that class.
    pub value: String,
    /// The tool, name or kind, where the rule asks for it.
    pub detail: Option<String>,
    /// The hit stands in a denial that may contradict an earlier statement.
    pub denied: bool,
}

/// A guard undoes a match that it touches or that stands within so many words of it.
const GUARD_WORDS: u32 = 6;
/// The detail that is a name, as `{name}` found it.
const NAME: &str = "name";

impl RuleBook {
    /// Compiles all rules together; what does not fit is left out and named.
    #[must_use]
    pub fn new(sources: Sources) -> (Self, Vec<KnowledgeError>) {
        let Sources { spelling, common, classes, acts, marks: (marks_path, marks), rules: files } =
            sources;
        let mut problems = Vec::new();
        let mut lexicon = Lexicon::new(spelling, &common, &classes, &mut problems);
        let mut wide = Patterns::new(0);
        for entry in std::mem::take(&mut lexicon.wide_entries) {
            let members = (entry.classes, entry.name);
            problems.extend(add(&entry.path, &entry.said, members, &mut wide, &mut lexicon).err());
        }
        let mut patterns = Patterns::new(1);
        let (mut rules, mut guards) = (Vec::new(), Vec::new());
        for (path, rule) in files {
            let number = u32::try_from(rules.len()).unwrap_or(u32::MAX);
            match add_rule(&path, &rule, number, &mut patterns, &mut lexicon) {
                Ok(compiled) => {
                    guards.push(compiled);
                    rules.push(rule);
                }
                Err(problem) => problems.push(problem),
            }
        }
        let acts = Acts::new(acts, &mut lexicon, &mut problems, |written, act, lexicon| {
            add(acts::PATH, written, Purpose::Cue(act), &mut patterns, lexicon)
        });
        for (kind, written) in &marks {
            let purpose = Purpose::Mark(*kind);
            problems.extend(add(&marks_path, written, purpose, &mut patterns, &mut lexicon).err());
        }
        problems.extend(lexicon.seal().err());
        (Self { lexicon, rules, guards, acts, wide, patterns }, problems)
    }

    /// A text as the rules see it, in time linear in its length.
    #[must_use]
    pub fn hear(&self, text: &str) -> Heard {
        self.hear_words(self.lexicon.spelling.words(text))
    }

    /// Words as the rules see them.
    pub(crate) fn hear_words(&self, words: Words) -> Heard {
        let mut heard = self.lexicon.hear_words(words);
        let mut members = Vec::new();
        self.wide.find(&heard, &self.lexicon, |(classes, name), found| {
            let each = classes.iter();
            members.extend(each.map(|&class| Member::new(class, *name, found.start, found.end)));
        });
        heard.add_members(members);
        heard
    }

    /// All statements that the rules find in a turn, in the order of their words.
    #[must_use]
    pub fn listen(&self, heard: &Heard) -> Findings {
        let (mut cues, mut found, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        self.patterns.find(heard, &self.lexicon, |purpose, hit| match *purpose {
            Purpose::Rule(rule) => found.push((rule, hit)),
            Purpose::Cue(act) => cues.push(Cue { act, start: hit.start, end: hit.end }),
            Purpose::Mark(kind) => marks.push(self.mark(kind, &hit, heard)),
        });
        marks.sort_by_key(|mark| (mark.quote.start, mark.quote.end, mark.kind));
        marks.dedup();
        found.sort_unstable_by_key(|(rule, hit)| (hit.start, Reverse(hit.end), *rule));
        found.dedup_by(|(rule, hit), (kept_rule, kept)| {
            rule == kept_rule && hit.start == kept.start && hit.end == kept.end
        });
        let cues = Cues::new(cues);
        let weigh = |(rule, hit): &(u32, Found)| self.weigh(*rule, hit, &cues, heard);
        Findings { hits: found.iter().filter_map(weigh).collect(), marks }
    }

    fn mark(&self, kind: u16, found: &Found, heard: &Heard) -> Mark {
        let member = found.members.first().and_then(|&index| heard.members.get(index as usize));
        let name = member.and_then(|member| self.lexicon.name(member)).map(str::to_owned);
        Mark { kind, quote: quote(found, heard), name }
    }

    /// Drops a match that a guard or a speech act undoes, and reads its value and detail.
    fn weigh(&self, number: u32, found: &Found, cues: &Cues, heard: &Heard) -> Option<Hit> {
        let rule = &self.rules[number as usize];
        let starts = found.start.saturating_sub(GUARD_WORDS)
            ..(found.end + GUARD_WORDS).min(u32::try_from(heard.words.len()).unwrap_or(u32::MAX));
        let guarded = self.guards[number as usize].iter().any(|guard| {
            find_near(guard, heard, &self.lexicon, starts.clone())
                .is_some_and(|guard| guard.end + GUARD_WORDS > found.start)
        });
        if guarded {
            return None;
        }
        let act = self.acts.around(rule, found, cues, heard, &self.lexicon);
        let denied = match act {
            None => false,
            Some(act) if self.acts.denies(act, rule.slot) => true,
            Some(_) => return None,
        };
        let quote = quote(found, heard);
        let class = rule.value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
        let (value, quote) = match class {
            Some(class) => {
                let member = self.member_in(class, found, heard)?;
                let (start, end) = (member.start, member.end);
                let words = Found { start, end, ..Found::default() };
                (self.said(member, heard), self::quote(&words, heard))
            }
            None => (rule.value.clone(), quote),
        };
        let detail = match &rule.detail {
            Some(class) if class == NAME => {
                found.name.map(|(start, end)| words_between(start as usize, end as usize, heard))
            }
            Some(class) => self.member_of(class, found, heard),
            None => rule.detail_text.clone(),
        };
        Some(Hit { rule: number, quote, value, detail, denied })
    }

    /// The canonical name of the class member inside a match, or else its words.
    fn member_of(&self, class: &str, found: &Found, heard: &Heard) -> Option<String> {
        self.member_in(class, found, heard).map(|member| self.said(member, heard))
    }

    fn member_in<'h>(&self, class: &str, found: &Found, heard: &'h Heard) -> Option<&'h Member> {
        let class = self.lexicon.class(class)?;
        (found.start..found.end).find_map(|at| {
            let mut members = heard.members_at(at as usize).map(|(_, member)| member);
            members.find(|member| member.class == class && member.end <= found.end)
        })
    }

    fn said(&self, member: &Member, heard: &Heard) -> String {
        let words = || words_between(member.start as usize, member.end as usize, heard);
        self.lexicon.name(member).map_or_else(words, str::to_owned)
    }

    /// Checks a rule against its own examples; each line names one that failed.
    #[must_use]
    pub fn prove(&self, number: usize) -> Vec<String> {
        let rule = &self.rules[number];
        let fires = |text: &String| {
            let found = self.listen(&self.hear(text));
            found.hits.iter().any(|hit| hit.rule as usize == number && !hit.denied)
        };
        let missed = rule.hit.iter().filter(|text| !fires(text));
        let missed = missed.map(|text| format!("{}: not found in: {text}", rule.name()));
        let wrong = rule.miss.iter().filter(|text| fires(text));
        missed
            .chain(wrong.map(|text| format!("{}: wrongly found in: {text}", rule.name())))
            .collect()
    }

    /// The number of a rule by its name, `slot/id`, or by its id alone.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.name() == name || rule.id == name)
    }

    /// The slot of a hit.
    #[must_use]
    pub fn slot(&self, hit: &Hit) -> Slot {
        self.rules[hit.rule as usize].slot
    }
}

/// Normalised words.
fn words_between(start: usize, end: usize, heard: &Heard) -> String {
    (start..end).map(|at| heard.words.word(at)).collect::<Vec<_>>().join(" ")
}

/// The bytes of the turn's own text that a match covers.
fn quote(found: &Found, heard: &Heard) -> Range<usize> {
    let tokens = &heard.words.tokens[found.start as usize..found.end as usize];
    let from = tokens.iter().map(|token| token.from).min().unwrap_or(0);
    let to = tokens.iter().map(|token| token.to).max().unwrap_or(0);
    from as usize..to as usize
}

/// Files a rule's patterns and gives its guards; nothing is filed unless all of it can be read.
fn add_rule(
    path: &str,
    rule: &Rule,
    number: u32,
    patterns: &mut Patterns<Purpose>,
    lexicon: &mut Lexicon,
) -> Result<Vec<Compiled>, KnowledgeError> {
    if let Some(class) = &rule.detail
        && class != NAME
        && lexicon.class(class).is_none()
    {
        return Err(KnowledgeError::misfit(path, format!("detail `{class}` is no class")));
    }
    let mut guards = Vec::new();
    for written in &rule.unless {
        guards.push(compiled(path, written, lexicon)?);
    }
    let mut read = Vec::with_capacity(rule.patterns.len());
    for written in &rule.patterns {
        let nodes = pattern::read(written, &lexicon.spelling)
            .and_then(|nodes| Ready::new(&nodes, lexicon))
            .map_err(|message| refused(path, written, message))?;
        read.push(nodes);
    }
    for ready in read {
        patterns.add(ready, Purpose::Rule(number), lexicon);
    }
    Ok(guards)
}

/// Reads and compiles a pattern that is tried at a given place only.
pub(crate) fn compiled(
    path: &str,
    written: &str,
    lexicon: &mut Lexicon,
) -> Result<Compiled, KnowledgeError> {
    pattern::read(written, &lexicon.spelling)
        .and_then(|nodes| compile(&nodes, lexicon))
        .map_err(|message| refused(path, written, message))
}

fn add<T>(
    path: &str,
    written: &str,
    purpose: T,
    patterns: &mut Patterns<T>,
    lexicon: &mut Lexicon,
) -> Result<(), KnowledgeError> {
    let ready = pattern::read(written, &lexicon.spelling)
        .and_then(|nodes| Ready::new(&nodes, lexicon))
        .map_err(|message| refused(path, written, message))?;
    patterns.add(ready, purpose, lexicon);
    Ok(())
}

fn refused(path: &str, written: &str, message: String) -> KnowledgeError {
    KnowledgeError::Pattern { path: path.to_owned(), pattern: written.to_owned(), message }
}
