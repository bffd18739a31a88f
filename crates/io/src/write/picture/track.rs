//! The way of the datum with its times.

use super::canvas::Canvas;
use super::ink::{Area, Ink, Lettering, Pen};
use super::labels::Labels;
use super::sheet::PAPER;
use super::symbols;
use sarex_drift::Datum;

/// Colour of the datum.
pub const TRACK: Ink = Ink::hex(0x9c1f6e);

/// The way of the datum; labels keep off it.
pub fn line(canvas: &mut Canvas, way: &[(f32, f32)], labels: &mut Labels) {
    canvas.stroke_lines(&[way.to_vec()], false, Pen::new(5.0, PAPER.alpha(0.8)));
    canvas.stroke_lines(&[way.to_vec()], false, Pen::new(2.2, TRACK));
    for ends in way.windows(2) {
        let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
        let steps = ((dx * dx + dy * dy).sqrt() / 6.0).clamp(1.0, 400.0) as usize;
        for k in 0..steps {
            let along = k as f32 / steps as f32;
            labels.keep_free(Area {
                x: ends[0].0 + along * dx - 1.0,
                y: ends[0].1 + along * dy - 1.0,
                w: 2.0,
                h: 2.0,
            });
        }
    }
}

/// Times along the way of the datum, the last one largest, with the symbol of the datum where it is one at the time of
/// the picture.
pub fn times(
    canvas: &mut Canvas,
    points: &[(f32, f32)],
    shown: &[Datum],
    ends_in_datum: bool,
    labels: &mut Labels,
) {
    let (Some(last), Some(&(x, y))) = (shown.last(), points.last()) else { return };
    let every = tick_hours(shown, points) * 3600.0;
    // Outputs may lie at five past every hour: whole hours are counted from there.
    let past_the_hour = last.time_s.rem_euclid(3600.0);
    let due = |d: &Datum| (d.time_s - past_the_hour).rem_euclid(every) == 0.0;
    // Too near the end, a time would only crowd it.
    let apart = |p: (f32, f32)| (p.0 - x).abs().max((p.1 - y).abs()) > 26.0;
    let marked = || shown.iter().zip(points).filter(|&(d, p)| due(d) && apart(*p));
    let spans_months = (last.time_s - shown[0].time_s).abs() > 25.0 * 86_400.0;
    let words = |time_s: f64| date_time_group(time_s, spans_months);
    for (_, &(x, y)) in marked() {
        canvas.disc(x, y, 4.2, PAPER);
        canvas.disc(x, y, 3.2, TRACK);
        labels.keep_free(Area { x: x - 3.0, y: y - 3.0, w: 6.0, h: 6.0 });
    }
    if ends_in_datum {
        symbols::datum(canvas, (x, y), TRACK);
    } else {
        canvas.disc(x, y, 5.2, PAPER);
        canvas.disc(x, y, 4.2, TRACK);
    }
    labels.keep_free(Area { x: x - 11.0, y: y - 11.0, w: 22.0, h: 22.0 });
    let look = Lettering::new(16.0, TRACK).bold().halo(PAPER.alpha(0.9));
    labels.place(canvas, (x, y), 15.0, &words(last.time_s), look);
    let look = Lettering::new(13.0, TRACK).halo(PAPER.alpha(0.85));
    for (d, &at) in marked() {
        labels.place(canvas, at, 9.0, &words(d.time_s), look);
    }
}

/// Hours between marked times, so that there are at most nine and they lie 45 pixels or more apart.
fn tick_hours(data: &[Datum], points: &[(f32, f32)]) -> f64 {
    let [first, .., last] = data else { return 1.0 };
    let span = (last.time_s - first.time_s).abs() / 3600.0;
    let length: f32 = points
        .windows(2)
        .map(|p| {
            let (dx, dy) = (p[1].0 - p[0].0, p[1].1 - p[0].1);
            (dx * dx + dy * dy).sqrt()
        })
        .sum();
    let most = f64::from(length / 45.0).clamp(1.0, 9.0);
    [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0].into_iter().find(|h| span / h <= most).unwrap_or(240.0)
}

/// Day and time as ships write them: `200100Z`, with the month where days would come twice: `200100Z NOV`.
pub(super) fn date_time_group(time_s: f64, with_month: bool) -> String {
    let format = if with_month { "%d%H%MZ %b" } else { "%d%H%MZ" };
    sarex_geo::from_unix_seconds(time_s)
        .map_or_else(String::new, |t| t.strftime(format).to_string().to_uppercase())
}
