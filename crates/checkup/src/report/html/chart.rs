//! Errors and warnings by day, as a drawing inside the page with the same in words.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::findings::{Day, Everyday};

/// So many bars are drawn; more days than that are put together.
const BARS_MAX: i32 = 60;
/// The drawing in its own units; it grows and shrinks with the page.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
/// Room above for the highest number, below for the dates.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 26.0;
/// The days that the table beside the drawing names.
const BUSIEST_MAX: usize = 10;

/// A bar: some days put together.
#[derive(Debug, Clone, Copy, Default)]
struct Bar {
    errors: u64,
    warnings: u64,
}

/// The drawing and its table; nothing where there are no days.
pub(super) fn chart(everyday: &Everyday) -> Markup {
    let Some((first, last)) = span(&everyday.days) else { return html! {} };
    let days = first.until(last).map_or(0, |span| span.get_days()) + 1;
    let days_a_bar = days.div_euclid(BARS_MAX) + i32::from(days.rem_euclid(BARS_MAX) > 0);
    let bars = bars(&everyday.days, first, days, days_a_bar.max(1));
    let most = bars.iter().map(|bar| bar.errors + bar.warnings).max().unwrap_or(0).max(1);
    let each = match days_a_bar {
        0 | 1 => "Each bar is one day".to_owned(),
        more => format!("Each bar is {more} days"),
    };
    html! {
        figure {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
                aria-labelledby="chart-title chart-words" {
                title id="chart-title" { "Errors and warnings by day" }
                desc id="chart-words" {
                    (each) ". From " (first) " to " (last) "; the highest bar is " (most) "."
                }
                @for (number, bar) in bars.iter().enumerate() {
                    (drawn(number, *bar, bars.len(), most))
                }
                line.axis x1="0" x2=(WIDTH) y1=(HEIGHT - BOTTOM) y2=(HEIGHT - BOTTOM) {}
                text x="4" y="18" { "highest: " (most) }
                text x="4" y=(HEIGHT - 8.0) { (first) }
                text x=(WIDTH - 4.0) y=(HEIGHT - 8.0) text-anchor="end" { (last) }
            }
            figcaption {
                (each) ", by universal time: errors below, warnings above in the lighter colour."
            }
        }
        (busiest(&everyday.days))
    }
}

fn span(days: &[Day]) -> Option<(Date, Date)> {
    let day = |day: &Day| day.day.parse::<Date>().ok();
    Some((day(days.first()?)?, day(days.last()?)?))
}

fn bars(days: &[Day], first: Date, all: i32, days_a_bar: i32) -> Vec<Bar> {
    let count = usize::try_from(all.div_euclid(days_a_bar)).unwrap_or(0) + 1;
    let mut bars = vec![Bar::default(); count];
    for day in days {
        let Ok(date) = day.day.parse::<Date>() else { continue };
        let days = first.until(date).map_or(0, |span| span.get_days());
        let place = usize::try_from(days / days_a_bar).unwrap_or(0);
        if let Some(bar) = bars.get_mut(place) {
            bar.errors += day.errors;
            bar.warnings += day.warnings;
        }
    }
    bars
}

fn drawn(number: usize, bar: Bar, bars: usize, most: u64) -> Markup {
    let room = HEIGHT - TOP - BOTTOM;
    let step = WIDTH / bars as f64;
    let high = |count: u64| tenths(room * count as f64 / most as f64);
    let (errors, warnings) = (high(bar.errors), high(bar.warnings));
    let x = tenths(step * number as f64);
    let width = tenths((step * 0.85).max(1.0));
    html! {
        @if bar.errors > 0 {
            rect.errors x=(x) y=(tenths(HEIGHT - BOTTOM - errors)) width=(width) height=(errors) {}
        }
        @if bar.warnings > 0 {
            rect.warnings x=(x) y=(tenths(HEIGHT - BOTTOM - errors - warnings)) width=(width)
                height=(warnings) {}
        }
    }
}

fn tenths(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

fn busiest(days: &[Day]) -> Markup {
    let mut busiest: Vec<&Day> = days.iter().collect();
    busiest.sort_by_key(|day| std::cmp::Reverse(day.errors + day.warnings));
    busiest.truncate(BUSIEST_MAX);
    html! {
        table {
            caption { "The busiest of " (days.len()) " days" }
            thead { tr {
                th scope="col" { "Day" }
                th.number scope="col" { "Errors" }
                th.number scope="col" { "Warnings" }
            } }
            tbody { @for day in busiest { tr {
                th scope="row" { (day.day) }
                td.number { (day.errors) }
                td.number { (day.warnings) }
            } } }
        }
    }
}
