//! What the symbols of a chart of a plan mean.

use super::map::{DATUM, plain_percent};
use super::record::{ForbiddenRecord, PlanRecord};
use crate::write::picture::canvas::Canvas;
use crate::write::picture::ink::{Area, Pen};
use crate::write::picture::land::Land;
use crate::write::picture::legend::Key;
use crate::write::picture::looks::Looks;
use crate::write::picture::search::{self, CLOSED};
use crate::write::picture::sheet::{self, INK};
use crate::write::picture::symbols::{self, Shape};
use crate::write::picture::{cloud, contours};
use sarex_drift::Contour;

/// The keys of all that is drawn, in the order in which a chart is read.
pub fn all<'a>(
    record: &'a PlanRecord,
    looks: &Looks,
    contours: &'a [Contour],
    land: Option<&Land>,
) -> Vec<Key<'a>> {
    let shapes: Vec<Shape> =
        looks.parties().filter(|(_, _, own)| !own.is_empty()).map(|(_, look, _)| look.shape).collect();
    let shape = shapes.first().copied().unwrap_or(Shape::Circle);
    let mut keys = vec![
        key(["Commence search", "수색 개시", "捜索開始"], move |canvas, at| {
            symbols::commence(canvas, at, shape, INK);
        }),
        key(["End of search", "수색 종료", "捜索終了"], move |canvas, at| {
            symbols::end(canvas, at, shape, INK)
        }),
        key(["Way to the area", "이동 경로", "移動経路"], |canvas, (x, y)| {
            canvas.line((x - 18.0, y), (x + 18.0, y), search::way_pen(INK, 1.0));
        }),
    ];
    if record.datum.is_some() {
        keys.push(key(["Datum", "추정 위치", "推定位置"], |canvas, at| {
            symbols::datum(canvas, at, DATUM)
        }));
    }
    keys.extend(contours.iter().map(contour));
    keys.push(key(
        ["Possible places, mid-search", "표류 예상 위치 (수색 중간 시점)", "漂流予想位置 (捜索中間時点)"],
        |canvas, (x, y)| {
            for (dx, dy) in [(-11.0, 2.0), (-5.0, -4.0), (0.0, 3.0), (6.0, -2.0), (11.0, 4.0)] {
                canvas.disc(x + dx, y + dy, 1.9, cloud::ADRIFT);
            }
        },
    ));
    keys.extend(closed(record));
    match land {
        None => keys.push(key(["No coast was used", "해안선 미사용", "海岸線不使用"], |_, _| {})),
        Some(land) if land.known_everywhere() => {}
        Some(_) => keys.push(key(["Coast not known", "해안선 미상", "海岸線不明"], sheet::hatched)),
    }
    keys
}

fn key<'a>(words: [&str; 3], symbol: impl Fn(&mut Canvas, (f32, f32)) + 'a) -> Key<'a> {
    Key { words: words.map(str::to_owned), symbol: Box::new(symbol) }
}

/// The line of a contour on its tint.
fn contour(contour: &Contour) -> Key<'_> {
    let mass = contour.level.get();
    let percent = plain_percent(mass);
    let words = [format!("{percent} % probability"), "확률".to_owned(), "確率".to_owned()];
    let symbol = move |canvas: &mut Canvas, (x, y): (f32, f32)| {
        let (pen, tint) = contours::look(mass);
        canvas.fill_area(Area { x: x - 18.0, y: y - 7.0, w: 36.0, h: 14.0 }, tint);
        canvas.line((x - 18.0, y), (x + 18.0, y), pen);
    };
    Key { words, symbol: Box::new(symbol) }
}

/// One for those closed to each kind of craft.
fn closed(record: &PlanRecord) -> Vec<Key<'_>> {
    let groups = [
        (["Closed", "진입 금지", "立入禁止"], (true, true)),
        (["Closed to aircraft", "항공기 진입 금지", "航空機立入禁止"], (true, false)),
        (["Closed to ships", "선박 진입 금지", "船舶立入禁止"], (false, true)),
    ];
    let whom = |area: &ForbiddenRecord| (area.for_aircraft, area.for_ships);
    let used = groups.into_iter().filter(|(_, g)| record.forbidden_areas.iter().any(|a| whom(a) == *g));
    used.map(|(words, _)| {
        key(words, |canvas, (x, y)| {
            let plate = Area { x: x - 18.0, y: y - 7.0, w: 36.0, h: 14.0 };
            let ring = [
                (plate.x, plate.y),
                (plate.right(), plate.y),
                (plate.right(), plate.bottom()),
                (plate.x, plate.bottom()),
            ];
            search::closed(canvas, plate, ring.to_vec());
            canvas.stroke_area(plate, Pen::new(0.8, CLOSED.alpha(0.3)));
        })
    })
    .collect()
}
