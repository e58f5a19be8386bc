//! A paper as PDF: A4, with page numbers, an outline, and the tags of PDF/UA-1 by which screen
//! readers find their way. The same paper gives the same bytes.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Accessibility;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Tag, TagGroup, TagTree,
};

use super::Paper;
use super::layout::{self, Laid, Line, Look, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Role, Type};
use super::letters::Letters;
use crate::error::Unprintable;

/// The bar beside a warning, in points.
const BAR_WIDTH: f32 = 3.0;

/// A paper as PDF.
///
/// # Errors
/// [`Unprintable`] where it is too long.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, Unprintable> {
    let letters = Type { regular: Letters::regular(), bold: Letters::bold() };
    let laid = layout::lay(paper, &letters)?;
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Unprintable::Pdf(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let title = match laid.parts.first() {
        Some(Role::Title(title)) => letters.bold.drawable(title),
        _ => String::new(),
    };
    let metadata = Metadata::new().title(title).language("en".to_owned());
    document.set_metadata(metadata.creator("Hangup".to_owned()));
    let mut marks = vec![Marks::default(); laid.parts.len()];
    for (number, lines) in laid.pages.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT);
        let mut page = document.start_page_with(size.unwrap_or_default());
        let mut surface = page.surface();
        for line in lines {
            draw(&mut surface, line, &letters, &mut marks[line.part]);
        }
        let foot = format!("Page {} of {}", number + 1, laid.pages.len());
        draw_foot(&mut surface, &foot, &letters);
        surface.finish();
        page.finish();
    }
    document.set_outline(outline(&laid));
    document.set_tag_tree(tags(&laid, marks));
    document.finish().map_err(|error| Unprintable::Pdf(error.to_string()))
}

/// What is drawn of a part.
#[derive(Debug, Clone, Default)]
struct Marks {
    label: Option<Identifier>,
    lines: Vec<Identifier>,
}

fn draw(surface: &mut Surface<'_>, line: &Line, letters: &Type, marks: &mut Marks) {
    if line.bar {
        bar(surface, line);
    }
    let left = MARGIN + line.indent;
    if line.marked {
        let (mark, width, look) = layout::mark();
        marks.label = Some(surface.start_tagged(ContentTag::Other));
        let at = Point::from_xy(left - width, line.baseline);
        write(surface, letters, mark, Style { look, right_to_left: false, at });
        surface.end_tagged();
    }
    if line.text.trim().is_empty() {
        return;
    }
    marks.lines.push(surface.start_tagged(ContentTag::Other));
    let at = Point::from_xy(left, line.baseline);
    let right_to_left = line.right_to_left;
    write(surface, letters, &line.text, Style { look: line.look, right_to_left, at });
    surface.end_tagged();
}

/// How and where a line is written.
#[derive(Debug, Clone, Copy)]
struct Style {
    look: Look,
    right_to_left: bool,
    at: Point,
}

fn write(surface: &mut Surface<'_>, letters: &Type, text: &str, style: Style) {
    let size = style.look.size;
    let letters = letters.of(style.look);
    let runs = letters.runs(text, style.right_to_left);
    let width: f32 = runs.iter().map(|run| run.width_em * size).sum();
    let mut x = style.at.x;
    if style.right_to_left {
        x = (PAGE_WIDTH - MARGIN - width).max(MARGIN);
    }
    for run in runs {
        let at = Point::from_xy(x, style.at.y);
        surface.draw_glyphs(at, &run.glyphs, letters.font(), &run.text, size, false);
        x += run.width_em * size;
    }
}

fn bar(surface: &mut Surface<'_>, line: &Line) {
    let top = line.baseline - line.look.size;
    // Lines stand 1.4 sizes apart; the bar closes the gap, so that it is one bar.
    let height = line.look.size * 1.4;
    let mut path = PathBuilder::new();
    let rectangle = Rect::from_xywh(MARGIN, top, BAR_WIDTH, height);
    rectangle.into_iter().for_each(|rectangle| path.push_rect(rectangle));
    let artifact = Artifact::with_kind(ArtifactType::Layout);
    surface.start_tagged(ContentTag::Artifact(artifact));
    path.finish().into_iter().for_each(|path| surface.draw_path(&path));
    surface.end_tagged();
}

fn draw_foot(surface: &mut Surface<'_>, text: &str, letters: &Type) {
    let artifact = Artifact::with_kind(ArtifactType::Footer);
    surface.start_tagged(ContentTag::Artifact(artifact));
    let at = Point::from_xy(MARGIN, PAGE_HEIGHT - MARGIN / 2.0);
    write(surface, letters, text, Style { look: layout::foot(), right_to_left: false, at });
    surface.end_tagged();
}

fn outline(laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    let mut seen = None;
    for (number, page) in laid.pages.iter().enumerate() {
        for line in page {
            let (Role::Title(text) | Role::Heading(text)) = &laid.parts[line.part] else {
                continue;
            };
            if seen.replace(line.part) != Some(line.part) {
                let at = Point::from_xy(MARGIN, line.baseline - line.look.size);
                let place = XyzDestination::new(number, at);
                outline.push_child(OutlineNode::new(super::visible(text), place));
            }
        }
    }
    outline
}

fn tags(laid: &Laid, marks: Vec<Marks>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
    let mut list: Option<(usize, TagGroup)> = None;
    for (role, marks) in laid.parts.iter().zip(marks) {
        if let Role::Item(number) = role {
            if list.as_ref().is_some_and(|(open, _)| open != number) {
                tree.push(list.take().expect("it was just looked at").1);
            }
            let fresh = || (*number, TagGroup::new(Tag::L(ListNumbering::Disc)));
            list.get_or_insert_with(fresh).1.push(item(marks));
            continue;
        }
        if let Some((_, list)) = list.take() {
            tree.push(list);
        }
        let mut group = match role {
            Role::Title(text) => heading(NonZeroU16::MIN, text),
            Role::Heading(text) => heading(NonZeroU16::MIN.saturating_add(1), text),
            Role::Paragraph | Role::Item(_) => TagGroup::new(Tag::P),
        };
        marks.lines.into_iter().for_each(|line| group.push(line));
        tree.push(group);
    }
    if let Some((_, list)) = list {
        tree.push(list);
    }
    tree
}

fn heading(level: NonZeroU16, text: &str) -> TagGroup {
    TagGroup::new(Tag::Hn(level, Some(super::visible(text))))
}

fn item(marks: Marks) -> TagGroup {
    let mut item = TagGroup::new(Tag::LI);
    let mut label = TagGroup::new(Tag::Lbl);
    marks.label.into_iter().for_each(|mark| label.push(mark));
    item.push(label);
    let mut body = TagGroup::new(Tag::LBody);
    marks.lines.into_iter().for_each(|line| body.push(line));
    item.push(body);
    item
}
