//! Which module uses which: every path in the sources, followed through imports and re-exports to the module that it ends in.
//! What is declared in the middle of a file belongs to the file's module.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::Source;

/// The way from the library's root, such as `ui`, `plot`; the root's is empty. A program's begins with `bin` and its name.
pub type Module = Vec<String>;

/// That one module uses something of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub from: Module,
    pub to: Module,
    /// File and line.
    pub place: String,
}

/// All uses of one module by another in `sources`, in order.
pub fn uses(sources: &[Source]) -> Vec<Use> {
    let mut modules = Modules::default();
    let mut paths = Vec::new();
    for source in sources {
        let module = module(&source.path);
        let mut reader = Reader { tokens: tokens(&source.lines), at: 0, imports: BTreeMap::new(), paths: Vec::new() };
        reader.read();
        paths.extend(
            reader.paths.into_iter().map(|(line, path)| (module.clone(), path, format!("{}:{line}", source.path))),
        );
        modules.imports.insert(module, reader.imports);
    }
    let found: BTreeSet<Use> = paths
        .into_iter()
        .filter_map(|(from, path, place)| Some(Use { to: modules.resolve(&from, &path, 0)?, from, place }))
        .filter(|used| used.from != used.to)
        .collect();
    found.into_iter().collect()
}

/// Is `module` the room of that path, or in it?
pub fn within(module: &[String], room: &str) -> bool {
    room.split('/').enumerate().all(|(depth, name)| module.get(depth).is_some_and(|own| own == name))
}

/// The module of a file under `src/`.
fn module(path: &str) -> Module {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut names: Module = path.split('/').map(str::to_owned).collect();
    names.pop_if(|name| ["lib", "mod", "main"].contains(&name.as_str()));
    names
}

/// Words, double colons and single signs, each with its line.
fn tokens(lines: &[String]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut joined = false;
        for character in line.chars() {
            let word = character.is_alphanumeric() || character == '_';
            match found.last_mut() {
                Some((_, last)) if joined && word && last.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                    last.push(character);
                }
                Some((_, last)) if joined && character == ':' && last == ":" => last.push(':'),
                _ if !character.is_whitespace() => found.push((number + 1, character.to_string())),
                _ => {}
            }
            joined = !character.is_whitespace();
        }
    }
    found
}

/// What each name that a file imports stands for.
type Imports = BTreeMap<String, Vec<String>>;

struct Reader {
    tokens: Vec<(usize, String)>,
    at: usize,
    imports: Imports,
    /// The paths that the file names, each with its line.
    paths: Vec<(usize, Vec<String>)>,
}

impl Reader {
    fn read(&mut self) {
        while self.at < self.tokens.len() {
            if self.is(0, "use") && !self.is(1, "<") {
                self.at += 1;
                self.import(&[]);
            } else if self.is(1, "::") && self.is_word(0) && !(self.at > 0 && self.tokens[self.at - 1].1 == "::") {
                let line = self.tokens[self.at].0;
                let path = self.path(&[]);
                self.paths.push((line, path));
            } else {
                self.at += 1;
            }
        }
    }

    fn is(&self, ahead: usize, token: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|(_, found)| found == token)
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.tokens
            .get(self.at + ahead)
            .is_some_and(|(_, found)| found.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    }

    /// Words between double colons, after `before`.
    fn path(&mut self, before: &[String]) -> Vec<String> {
        let mut path = before.to_vec();
        while self.is_word(0) {
            path.push(self.tokens[self.at].1.clone());
            self.at += 1;
            if !self.is(0, "::") {
                break;
            }
            self.at += 1;
        }
        path
    }

    /// One tree of a `use`, whose paths begin with `before`.
    fn import(&mut self, before: &[String]) {
        let line = self.tokens.get(self.at).map_or(0, |token| token.0);
        let mut path = self.path(before);
        if self.is(0, "{") {
            self.at += 1;
            while self.at < self.tokens.len() && !self.is(0, "}") {
                self.import(&path);
                self.at += usize::from(self.is(0, ","));
            }
            self.at += 1;
            return;
        }
        if self.is(0, "*") {
            self.at += 1;
        }
        if path.len() > 1 {
            path.pop_if(|last| last == "self");
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if self.is(0, "as") {
            name = self.tokens[self.at + 1].1.clone();
            self.at += 2;
        }
        self.imports.insert(name, path.clone());
        self.paths.push((line, path));
        // An unforeseen sign must not hold the reader up.
        if ![",", "}", ";"].iter().any(|sign| self.is(0, sign)) {
            self.at += 1;
        }
    }
}

#[derive(Default)]
struct Modules {
    imports: BTreeMap<Module, Imports>,
}

impl Modules {
    /// The module that `path` ends in, as `module` names it; none for what is of another crate.
    fn resolve(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" if module.first().is_some_and(|name| name == "bin") => {
                self.follow(module[..2].to_vec(), rest, depth)
            }
            "crate" => self.follow(Vec::new(), rest, depth),
            "self" => self.follow(module.clone(), rest, depth),
            "super" => {
                let mut above = module.clone();
                above.pop()?;
                match rest.first().map(String::as_str) {
                    Some("super") => self.resolve(&above, rest, depth),
                    _ => self.follow(above, rest, depth),
                }
            }
            _ => {
                let end = self.follow(module.clone(), path, depth)?;
                let known = self.child(module, first).is_some() || self.imports.get(module)?.contains_key(first);
                known.then_some(end)
            }
        }
    }

    /// Down from `module`, through whatever it imports by that name.
    fn follow(&self, module: Module, path: &[String], depth: usize) -> Option<Module> {
        let Some((first, rest)) = path.split_first() else { return Some(module) };
        if let Some(child) = self.child(&module, first) {
            return self.follow(child, rest, depth);
        }
        match self.imports.get(&module).and_then(|imports| imports.get(first)) {
            // A name imported under itself is another crate's.
            Some(import) if depth < 16 && import.first() != Some(first) => {
                let whole: Vec<String> = import.iter().chain(rest).cloned().collect();
                Some(self.resolve(&module, &whole, depth + 1).unwrap_or(module))
            }
            _ => Some(module),
        }
    }

    fn child(&self, module: &Module, name: &str) -> Option<Module> {
        let child: Module = module.iter().map(String::as_str).chain([name]).map(str::to_owned).collect();
        self.imports.contains_key(&child).then_some(child)
    }
}
