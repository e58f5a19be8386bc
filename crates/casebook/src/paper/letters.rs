//! Letters: which there are in the font, how wide text is, where lines break, and which way they
//! run.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Face, UnicodeBuffer};
use textwrap::WordSeparator;
use unicode_bidi::{BidiInfo, Level};

use super::visible;

/// A weight of the one font: `DejaVu` Sans has the letters of Europe, and Hebrew and Arabic.
pub(super) struct Letters {
    face: Face<'static>,
    font: Font,
}

/// Letters in the order in which they are drawn, from left to right.
pub(super) struct Run {
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) text: String,
    pub(super) width_em: f32,
}

/// Below this no letter runs from right to left.
const RIGHT_TO_LEFT_FIRST: char = '\u{590}';

impl Letters {
    pub(super) fn regular() -> Self {
        Self::new(dejavu::sans::regular())
    }

    pub(super) fn bold() -> Self {
        Self::new(dejavu::sans::bold())
    }

    fn new(bytes: &'static [u8]) -> Self {
        let face = Face::from_slice(bytes, 0).expect("the built-in font is a font");
        let font = Font::new(bytes.into(), 0).expect("the built-in font is a font");
        Self { face, font }
    }

    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// A text of which every letter can be drawn: one that the font does not have is named by its
    /// number, so that nothing is lost.
    pub(super) fn drawable(&self, text: &str) -> String {
        let mut drawable = String::with_capacity(text.len());
        for letter in visible(text).chars() {
            let private = matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
            if letter == '\n' || (!private && self.face.glyph_index(letter).is_some()) {
                drawable.push(letter);
            } else {
                drawable.push_str(&format!("[U+{:04X}]", u32::from(letter)));
            }
        }
        drawable
    }

    /// How wide a text is, in sizes of the font: near enough to break lines.
    fn width_em(&self, text: &str) -> f32 {
        text.chars().map(|letter| self.advance_em(letter)).sum()
    }

    fn advance_em(&self, letter: char) -> f32 {
        let glyph = self.face.glyph_index(letter);
        let advance = glyph.and_then(|glyph| self.face.glyph_hor_advance(glyph));
        f32::from(advance.unwrap_or_default()) / self.em()
    }

    fn em(&self) -> f32 {
        let units = u16::try_from(self.face.units_per_em()).unwrap_or(1);
        f32::from(units.max(1))
    }

    /// Breaks a text into lines that are at most so wide.
    pub(super) fn wrap(&self, text: &str, width_em: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for line in text.split('\n') {
            let mut open = Open { letters: self, line: String::new(), used: 0.0, width_em };
            for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
                open.add(word.word, &mut lines);
                open.line.push_str(word.whitespace);
                open.used += self.width_em(word.whitespace);
            }
            lines.push(open.line);
        }
        lines
    }

    /// The runs of a line, from left to right.
    pub(super) fn runs(&self, line: &str, right_to_left: bool) -> Vec<Run> {
        if !right_to_left && line.chars().all(|letter| letter < RIGHT_TO_LEFT_FIRST) {
            return vec![self.run(line, Direction::LeftToRight)];
        }
        let base = if right_to_left { Level::rtl() } else { Level::ltr() };
        let bidi = BidiInfo::new(line, Some(base));
        let mut runs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, ranges) = bidi.visual_runs(paragraph, paragraph.range.clone());
            runs.extend(ranges.into_iter().map(|range| {
                let direction = match levels[range.start].is_rtl() {
                    true => Direction::RightToLeft,
                    false => Direction::LeftToRight,
                };
                self.run(&line[range], direction)
            }));
        }
        runs
    }

    fn run(&self, text: &str, direction: Direction) -> Run {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let shaped = rustybuzz::shape(&self.face, &[], buffer);
        let infos = shaped.glyph_infos();
        let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        let em = self.em();
        // Positions within a font fit into the 24 bits that a float keeps.
        #[allow(clippy::cast_precision_loss)]
        let share = |units: i32| units as f32 / em;
        let mut width_em = 0.0;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (info, position) in infos.iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            let next = starts.partition_point(|other| *other <= start);
            let end = starts.get(next).copied().unwrap_or(text.len());
            width_em += share(position.x_advance);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                share(position.x_advance),
                share(position.x_offset),
                share(position.y_offset),
                share(position.y_advance),
                start..end,
                None,
            ));
        }
        Run { glyphs, text: text.to_owned(), width_em }
    }
}

/// Whether a text runs from right to left: its first letter with a direction decides.
pub(super) fn runs_right_to_left(text: &str) -> bool {
    let strong = |letter: &char| *letter >= RIGHT_TO_LEFT_FIRST || letter.is_alphabetic();
    let Some(first) = text.chars().find(strong) else { return false };
    first >= RIGHT_TO_LEFT_FIRST
        && BidiInfo::new(text, None).paragraphs.first().is_some_and(|first| first.level.is_rtl())
}

/// A line that is being filled.
struct Open<'l> {
    letters: &'l Letters,
    line: String,
    used: f32,
    width_em: f32,
}

impl Open<'_> {
    fn add(&mut self, word: &str, lines: &mut Vec<String>) {
        let wide = self.letters.width_em(word);
        if self.used + wide > self.width_em && !self.line.is_empty() {
            self.close(lines);
        }
        if wide <= self.width_em {
            self.line.push_str(word);
            self.used += wide;
            return;
        }
        // A word that is wider than a line, such as a hash, breaks anywhere.
        for letter in word.chars() {
            let wide = self.letters.advance_em(letter);
            if self.used + wide > self.width_em {
                self.close(lines);
            }
            self.line.push(letter);
            self.used += wide;
        }
    }

    fn close(&mut self, lines: &mut Vec<String>) {
        lines.push(std::mem::take(&mut self.line));
        self.used = 0.0;
    }
}
