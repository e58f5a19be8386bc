//! What a person does with a browser: opens, looks, types, presses keys; and waits for what comes.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::Driver;

/// What has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(40);
/// So often it is looked whether it has come.
const LOOK: Duration = Duration::from_millis(40);
/// By this key the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys that write nothing, as the protocol names them.
pub const TAB: char = '\u{E004}';
pub const ENTER: char = '\u{E007}';
pub const SHIFT: char = '\u{E008}';
pub const SPACE: char = ' ';

/// A browser with one window.
pub struct Browser(Driver);

impl Browser {
    /// A browser; none where it is not installed.
    pub async fn start() -> Option<Self> {
        Self::with(&[]).await
    }

    /// The same with further switches.
    pub async fn with(switches: &[String]) -> Option<Self> {
        Driver::start(switches).await.map(Self)
    }

    async fn ask(&self, what: &str, body: Value) -> Value {
        self.0.ask("POST", what, body).await.unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Opens an address and waits until it is loaded.
    pub async fn open(&self, url: &str) {
        self.ask("/url", json!({"url": url})).await;
    }

    pub async fn reload(&self) {
        self.ask("/refresh", json!({})).await;
    }

    /// The path, question and fragment of the page that is open.
    pub async fn place(&self) -> String {
        let place = self.run("return location.pathname + location.search + location.hash", &[]);
        place.await.as_str().unwrap().to_owned()
    }

    /// What a script in the page gives.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.ask("/execute/sync", json!({"script": script, "args": arguments})).await
    }

    /// What a script gives that calls its last argument when it is done.
    pub async fn run_until_done(&self, script: &str, arguments: &[Value]) -> Value {
        self.ask("/execute/async", json!({"script": script, "args": arguments})).await
    }

    /// Waits until an expression of the page is true.
    pub async fn wait(&self, expression: &str) {
        let script = format!("return Boolean({expression})");
        let begun = Instant::now();
        loop {
            // While one page makes way for another there is nothing to look at.
            let found = self.0.ask("POST", "/execute/sync", json!({"script": script, "args": []}));
            if found.await == Ok(Value::Bool(true)) {
                return;
            }
            if begun.elapsed() > PATIENCE {
                let page = self.run("return document.body.innerText", &[]).await;
                panic!("never so: {expression}\n{}", page.as_str().unwrap_or_default());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until an element holds words.
    pub async fn wait_for(&self, css: &str, words: &str) {
        let (css, words) = (json!(css), json!(words));
        let holds = format!("document.querySelector({css})?.textContent.includes({words})");
        self.wait(&holds).await;
    }

    async fn element(&self, css: &str) -> String {
        let found = self.ask("/element", json!({"using": "css selector", "value": css})).await;
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// The words of an element as they are seen.
    pub async fn text(&self, css: &str) -> String {
        let element = self.element(css).await;
        let path = format!("/element/{element}/text");
        let text = self.0.ask("GET", &path, json!(null)).await.unwrap();
        text.as_str().unwrap().to_owned()
    }

    pub async fn click(&self, css: &str) {
        let element = self.element(css).await;
        self.ask(&format!("/element/{element}/click"), json!({})).await;
    }

    /// Writes into a field.
    pub async fn write(&self, css: &str, text: &str) {
        let element = self.element(css).await;
        self.ask(&format!("/element/{element}/value"), json!({"text": text})).await;
    }

    /// Chooses a file in a field.
    pub async fn choose(&self, css: &str, file: &Path) {
        self.write(css, &file.display().to_string()).await;
    }

    /// Gives a field a value, as lists and days need it.
    pub async fn set(&self, css: &str, value: &str) {
        let script = "document.querySelector(arguments[0]).value = arguments[1]";
        self.run(script, &[json!(css), json!(value)]).await;
    }

    /// Presses keys, one after the other, wherever the keyboard is; with the first held where it
    /// is one to hold.
    pub async fn press(&self, keys: &[char]) {
        let (held, keys) = match keys {
            [SHIFT, rest @ ..] => (Some(SHIFT), rest),
            _ => (None, keys),
        };
        let act = |what: &str, key: &char| json!({"type": what, "value": key.to_string()});
        let mut acts: Vec<Value> = held.iter().map(|key| act("keyDown", key)).collect();
        for key in keys {
            acts.extend([act("keyDown", key), act("keyUp", key)]);
        }
        acts.extend(held.iter().map(|key| act("keyUp", key)));
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": acts});
        self.ask("/actions", json!({"actions": [keyboard]})).await;
    }

    /// Types words wherever the keyboard is.
    pub async fn type_words(&self, words: &str) {
        self.press(&words.chars().collect::<Vec<char>>()).await;
    }

    /// A command of the browser's own protocol.
    pub async fn command(&self, name: &str, with: Value) -> Value {
        self.ask("/goog/cdp/execute", json!({"cmd": name, "params": with})).await
    }

    /// Shows pages at a size and in dark or light colours.
    pub async fn view(&self, (width, height): (u32, u32), colours: &str) {
        let is_mobile = width < 600;
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1,
            "mobile": is_mobile});
        self.command("Emulation.setDeviceMetricsOverride", size).await;
        let colours = json!([{"name": "prefers-color-scheme", "value": colours}]);
        self.command("Emulation.setEmulatedMedia", json!({"features": colours})).await;
    }

    /// What the browser complained about since it was last asked: scripts that failed, what the
    /// policy of a page forbade, what could not be loaded.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.ask("/se/log", json!({"type": "browser"})).await;
        let lines = log.as_array().unwrap().iter();
        let severe = lines.filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING");
        severe.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }
}
