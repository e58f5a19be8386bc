//! How the probability moved, as a drawing and in words.

use std::fmt::Write as _;

use evidence::judgement::Moment;
use evidence::plain::out_of_hundred;
use maud::{Markup, html};

use super::Shown;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;

/// The course of the probability, line by line.
pub(super) fn course(shown: &Shown<'_>) -> Markup {
    let moments = &shown.judgement.timeline;
    html! {
        section.sheet id="course" hidden[moments.len() < 2] aria-labelledby="course-title" {
            h2 id="course-title" { "How it went" }
            figure {
                @if moments.len() > 1 { (drawing(moments)) }
                figcaption { (in_words(moments)) }
            }
        }
    }
}

fn across(moments: &[Moment], number: usize) -> f64 {
    let last = moments.len().saturating_sub(1).max(1);
    // Calls have far fewer lines than a number of this kind can count exactly.
    #[expect(clippy::cast_precision_loss, reason = "at most 50,000 lines")]
    let share = number as f64 / last as f64;
    LEFT + share * (WIDTH - LEFT - RIGHT)
}

fn down(probability: f64) -> f64 {
    TOP + (1.0 - probability.clamp(0.0, 1.0)) * (HEIGHT - TOP - BOTTOM)
}

fn drawing(moments: &[Moment]) -> Markup {
    let mut path = String::new();
    for (number, moment) in moments.iter().enumerate() {
        let (x, y) = (across(moments, number), down(moment.probability));
        // A step stays level until the line that moved it. Writing to a string cannot fail.
        let _ = if number == 0 {
            write!(path, "M{x:.1} {y:.1}")
        } else {
            write!(path, "H{x:.1}V{y:.1}")
        };
    }
    let last = moments.len() - 1;
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(in_words(moments))
            {
            @for (share, label) in [(1.0, "100"), (0.5, "50"), (0.0, "0")] {
                line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(down(share)) y2=(down(share)) {}
                text x=(LEFT - 8.0) y=(down(share) + 5.0) text-anchor="end" { (label) }
            }
            path.course d=(path) {}
            circle.now cx=(across(moments, last)) cy=(down(moments[last].probability)) r="5" {}
            text x=(LEFT) y=(HEIGHT - 6.0) { "first line" }
            text x=(WIDTH - RIGHT) y=(HEIGHT - 6.0) text-anchor="end" { "line " (moments[last].turn
                + 1) }
        }
    }
}

/// The course in one or two sentences.
fn in_words(moments: &[Moment]) -> String {
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
        return String::new();
    };
    let share = |moment: &Moment| out_of_hundred(moment.probability);
    let steepest = moments.windows(2).max_by(|one, other| {
        let rise = |pair: &[Moment]| pair[1].probability - pair[0].probability;
        rise(one).total_cmp(&rise(other))
    });
    let jump = steepest.filter(|pair| pair[1].probability > pair[0].probability);
    let jump = jump.map_or_else(String::new, |pair| {
        format!(" It rose most at line {}: to {}.", pair[1].turn + 1, share(&pair[1]))
    });
    format!(
        "Of calls that begin like this one, {} are scams; after line {}, {}.{jump}",
        share(first),
        last.turn + 1,
        share(last)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_course_is_told_in_words() {
        let moment = |turn, probability| Moment { turn, probability, start_ms: None };
        let told = in_words(&[moment(0, 0.1), moment(1, 0.12), moment(2, 0.97)]);
        assert!(told.contains("10 in 100") && told.contains("after line 3, 97 in 100"), "{told}");
        assert!(told.contains("rose most at line 3: to 97 in 100"), "{told}");
        assert_eq!(in_words(&[]), "");
    }
}
