//! Pictures of the view at several sizes, as they stand on a terminal.

use evidence::judge::Circumstances;
use evidence::knowledge::Knowledge;
use hear::call::Progress;
use hear::speech::CallId;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::{Colours, Looking, Menu, Palette, Panel, draw};
use crate::listening::Listening;
use crate::listening::feed::Event;
use crate::listening::tests::{CALL, heard};

fn picture(listening: &Listening<'_>, looking: &Looking, (columns, rows): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| draw(frame, listening, looking)).unwrap();
    terminal.backend().buffer().clone()
}

/// The picture's characters, as people see them without any style.
fn text(buffer: &Buffer) -> String {
    let area = buffer.area;
    let row = |y| -> String { (0..area.width).map(|x| buffer[(x, y)].symbol()).collect() };
    (0..area.height).map(|y| format!("{}\n", row(y).trim_end())).collect()
}

/// Shows a call at one size.
fn shown(looking: &Looking, size: (u16, u16)) -> String {
    let knowledge = Knowledge::embedded().unwrap();
    let mut listening = heard(CALL, &knowledge);
    let progress = Progress {
        call: CallId::from("call"),
        heard: std::time::Duration::from_secs(83),
        backlog: std::time::Duration::from_secs(4),
        level: Some(0.1),
    };
    listening.take(Event::Progress(progress));
    text(&picture(&listening, looking, size))
}

#[test]
fn an_ordinary_terminal() {
    insta::assert_snapshot!(shown(&Looking::default(), (80, 24)));
}

#[test]
fn the_story_in_its_place() {
    let looking = Looking { panel: Panel::Story, ..Looking::default() };
    insta::assert_snapshot!(shown(&looking, (80, 24)));
}

#[test]
fn a_large_terminal() {
    insta::assert_snapshot!(shown(&Looking::default(), (130, 40)));
}

#[test]
fn a_small_terminal() {
    insta::assert_snapshot!(shown(&Looking::default(), (40, 15)));
}

#[test]
fn what_has_happened() {
    let looking = Looking { menu: Some(Menu::Happened), row: 1, ..Looking::default() };
    insta::assert_snapshot!(shown(&looking, (80, 24)));
}

#[test]
fn the_keys() {
    let looking = Looking { menu: Some(Menu::Help), ..Looking::default() };
    insta::assert_snapshot!(shown(&looking, (80, 24)));
}

#[test]
fn before_anything_is_said() {
    let knowledge = Knowledge::embedded().unwrap();
    let listening = Listening::new(&knowledge, Circumstances::default());
    let looking = Looking { title: "the microphone".to_owned(), ..Looking::default() };
    insta::assert_snapshot!(text(&picture(&listening, &looking, (80, 24))));
}

#[test]
fn the_headline_stands_at_every_size_and_nothing_panics() {
    let knowledge = Knowledge::embedded().unwrap();
    let listening = heard(CALL, &knowledge);
    let panels = [Panel::Advice, Panel::Story, Panel::Words];
    let menus = [None, Some(Menu::Who), Some(Menu::Happened), Some(Menu::Context)];
    for (columns, rows) in (0..130).step_by(9).zip((0..40).cycle()).chain([(1, 60), (300, 2)]) {
        for (panel, menu) in panels.into_iter().zip(menus.into_iter().cycle()) {
            let looking = Looking { panel, menu, scrolled: 3, row: 2, ..Looking::default() };
            let text = text(&picture(&listening, &looking, (columns, rows)));
            if columns >= 12 && (1..22).contains(&rows) {
                assert!(text.starts_with(" HANG UP NOW"), "{columns}x{rows}: {text}");
            }
        }
    }
}

#[test]
fn nothing_is_told_by_colour_alone() {
    let knowledge = Knowledge::embedded().unwrap();
    let listening = heard(CALL, &knowledge);
    let plain = Looking { panel: Panel::Story, ..Looking::default() };
    let palette = Palette::new(Colours::Shown);
    let coloured = Looking { palette, ..plain.clone() };
    let [plain, coloured] =
        [plain, coloured].map(|looking| picture(&listening, &looking, (80, 24)));
    assert_eq!(text(&plain), text(&coloured));
    let is_bare = |color: Color| color == Color::Reset;
    assert!(plain.content.iter().all(|cell| is_bare(cell.fg) && is_bare(cell.bg)));
    assert!(coloured.content.iter().any(|cell| cell.bg == Color::Red));
    let has = |modifier| plain.content.iter().any(|cell| cell.modifier.contains(modifier));
    assert!(has(Modifier::UNDERLINED) && has(Modifier::CROSSED_OUT) && has(Modifier::REVERSED));
}

#[test]
fn reading_back_shows_what_was_said_before() {
    let first = "Hello, I am calling";
    let at = |scrolled| shown(&Looking { scrolled, ..Looking::default() }, (80, 20));
    assert!(!at(0).contains(first));
    let earlier = at(100);
    assert!(earlier.contains(first) && earlier.contains("(earlier)"), "{earlier}");
}
