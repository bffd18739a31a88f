//! From stored numbers to values: missing values first, then scale and offset.

use super::dataset::{Attribute, ValueType, Variable};
use sarex_geo::dispatch::{self, Kernel};

/// How the stored numbers of a variable become values (CF 1.11, sections 2.5.1 and 8.1).
///
/// A stored number is compared with the missing values **before** it is unpacked; then
/// `value = stored · scale + offset`. A variable without `_FillValue` has the default fill value of its type, as
/// netCDF libraries write it; for one-byte types there is none, because all their values are in use.
#[derive(Debug, Clone, PartialEq)]
pub struct Packing {
    /// Factor.
    pub scale: f64,
    /// Summand.
    pub offset: f64,
    /// Stored numbers that mean "missing".
    pub missing: Vec<f64>,
    /// Least and greatest valid stored number.
    pub valid_stored: (f64, f64),
    /// Least and greatest valid value after unpacking.
    pub valid_value: (f64, f64),
    /// Added to negative stored numbers: signed storage of unsigned numbers (`_Unsigned = "true"`).
    pub unsigned_wrap: f64,
}

impl Packing {
    /// The packing a variable's attributes describe.
    pub fn of(variable: &Variable) -> Self {
        let attributes = &variable.attributes;
        let scale = attributes.number("scale_factor").filter(|s| s.is_finite()).unwrap_or(1.0);
        let offset = attributes.number("add_offset").filter(|o| o.is_finite()).unwrap_or(0.0);
        let unsigned_wrap = match (attributes.lower("_Unsigned").as_str(), variable.value_type) {
            ("true", ValueType::I8) => 256.0,
            ("true", ValueType::I16) => 65_536.0,
            ("true", ValueType::I32) => 4_294_967_296.0,
            _ => 0.0,
        };
        let wrap = |v: f64| if v < 0.0 { v + unsigned_wrap } else { v };
        let mut missing: Vec<f64> = ["_FillValue", "missing_value"]
            .iter()
            .filter_map(|name| match attributes.get(name) {
                Some(Attribute::Text(_)) => attributes.number(name).map(|n| vec![n]),
                _ => attributes.numbers(name).map(<[f64]>::to_vec),
            })
            .flatten()
            .map(|v| stored_precision(variable.value_type, v))
            .map(wrap)
            .collect();
        if attributes.get("_FillValue").is_none() {
            missing.extend(default_fill(variable.value_type));
        }
        missing.retain(|v| !v.is_nan());
        missing.dedup();
        let mut packing = Packing {
            scale,
            offset,
            missing,
            valid_stored: (f64::NEG_INFINITY, f64::INFINITY),
            valid_value: (f64::NEG_INFINITY, f64::INFINITY),
            unsigned_wrap,
        };
        packing.set_valid_range(variable);
        packing
    }

    /// `valid_min`, `valid_max`, `valid_range` are in stored numbers, unless they are floating point while the
    /// stored numbers are packed integers: then their writers meant values.
    fn set_valid_range(&mut self, variable: &Variable) {
        let attributes = &variable.attributes;
        let packed = self.scale != 1.0 || self.offset != 0.0;
        let bounds = [
            ("valid_min", 0, true),
            ("valid_max", 0, false),
            ("valid_range", 0, true),
            ("valid_range", 1, false),
        ];
        for (name, index, lower) in bounds {
            let Some(&bound) = attributes.numbers(name).and_then(|v| v.get(index)) else { continue };
            if bound.is_nan() {
                continue;
            }
            let of_values = packed
                && !variable.value_type.is_float()
                && matches!(attributes.get(name), Some(Attribute::Floats(_)));
            let bound = if of_values || bound >= 0.0 { bound } else { bound + self.unsigned_wrap };
            let range = if of_values { &mut self.valid_value } else { &mut self.valid_stored };
            if lower {
                range.0 = range.0.max(bound);
            } else {
                range.1 = range.1.min(bound);
            }
        }
    }

    /// Limits the values, on top of what the file says; the rest counts as missing.
    pub fn within(mut self, least: f64, greatest: f64) -> Self {
        self.valid_value = (self.valid_value.0.max(least), self.valid_value.1.min(greatest));
        self
    }

    /// Multiplies the values, for a change of units.
    pub fn times(mut self, factor: f64) -> Self {
        self.scale *= factor;
        self.offset *= factor;
        if factor > 0.0 {
            self.valid_value = (self.valid_value.0 * factor, self.valid_value.1 * factor);
        }
        self
    }

    /// Adds to the values, for a change of units with another zero.
    pub fn plus(mut self, summand: f64) -> Self {
        self.offset += summand;
        self.valid_value = (self.valid_value.0 + summand, self.valid_value.1 + summand);
        self
    }

    /// The value of a stored number; NaN where missing.
    #[inline]
    pub fn unpack(&self, stored: f64) -> f64 {
        let stored = if stored < 0.0 { stored + self.unsigned_wrap } else { stored };
        let missing = self.missing.contains(&stored)
            || !(stored >= self.valid_stored.0 && stored <= self.valid_stored.1);
        let value = stored * self.scale + self.offset;
        if missing || !(value >= self.valid_value.0 && value <= self.valid_value.1) {
            f64::NAN
        } else {
            value
        }
    }

    /// [`Packing::unpack`] of many numbers: `widen` makes a stored one a double, `narrow` brings the value to the
    /// precision it is kept in.
    pub fn unpack_all<T: Copy, V: Copy + Default>(
        &self,
        stored: &[T],
        widen: impl Fn(T) -> f64 + Copy,
        narrow: impl Fn(f64) -> V + Copy,
    ) -> Vec<V> {
        if self.missing.len() > MOST_MISSING {
            return stored.iter().map(|s| narrow(self.unpack(widen(*s)))).collect();
        }
        let mut missing = [f64::NAN; MOST_MISSING];
        missing[..self.missing.len()].copy_from_slice(&self.missing);
        let mut out = vec![V::default(); stored.len()];
        dispatch::run(Unpack { packing: self, missing, stored, out: &mut out, widen, narrow });
        out
    }
}

/// Missing values the fast loop compares with; files have one or two.
const MOST_MISSING: usize = 4;

/// The loop of [`Packing::unpack_all`].
struct Unpack<'a, T, V, W, N> {
    packing: &'a Packing,
    /// NaN, which equals nothing, where there are fewer.
    missing: [f64; MOST_MISSING],
    stored: &'a [T],
    out: &'a mut [V],
    widen: W,
    narrow: N,
}

impl<T: Copy, V, W: Fn(T) -> f64, N: Fn(f64) -> V> Kernel for Unpack<'_, T, V, W, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let &Packing { scale, offset, valid_stored, valid_value, unsigned_wrap, .. } = self.packing;
        let [a, b, c, d] = self.missing;
        for (stored, out) in self.stored.iter().zip(self.out) {
            let stored = (self.widen)(*stored);
            let stored = if stored < 0.0 { stored + unsigned_wrap } else { stored };
            let missing = (stored == a) | (stored == b) | (stored == c) | (stored == d);
            let value = stored * scale + offset;
            let valid = (stored >= valid_stored.0)
                & (stored <= valid_stored.1)
                & (value >= valid_value.0)
                & (value <= valid_value.1);
            *out = (self.narrow)(if valid & !missing { value } else { f64::NAN });
        }
    }
}

/// A missing value given in more digits than the variable holds is compared as the variable holds it.
fn stored_precision(value_type: ValueType, value: f64) -> f64 {
    if value_type == ValueType::F32 { f64::from(value as f32) } else { value }
}

/// What netCDF libraries write where nobody wrote (`netcdf.h`, `NC_FILL_*`).
fn default_fill(value_type: ValueType) -> Option<f64> {
    match value_type {
        ValueType::I16 => Some(-32_767.0),
        ValueType::U16 => Some(65_535.0),
        ValueType::I32 => Some(-2_147_483_647.0),
        ValueType::U32 => Some(4_294_967_295.0),
        ValueType::I64 => Some(-9_223_372_036_854_775_806.0),
        ValueType::U64 => Some(18_446_744_073_709_551_614.0),
        ValueType::F32 | ValueType::F64 => Some(9.969_209_968_386_869e36),
        ValueType::I8 | ValueType::U8 | ValueType::Text | ValueType::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::dataset::Attributes;
    use super::*;

    fn variable(value_type: ValueType, attributes: &[(&str, Attribute)]) -> Variable {
        Variable {
            name: "u".to_owned(),
            dims: vec![],
            shape: vec![],
            value_type,
            attributes: Attributes(attributes.iter().map(|(n, a)| ((*n).to_owned(), a.clone())).collect()),
        }
    }

    /// AROME-MetCoOp 2016-02-02, raw −2487 → 3.147211 m/s: a negative scale (data README).
    #[test]
    fn negative_scale_and_offset_unpack() {
        let v = variable(
            ValueType::I16,
            &[
                ("scale_factor", Attribute::Floats(vec![f64::from(-0.000_399_903_34_f32)])),
                ("add_offset", Attribute::Floats(vec![f64::from(2.152_651_3_f32)])),
            ],
        );
        assert!((Packing::of(&v).unpack(-2487.0) - 3.147_211).abs() < 1e-6);
    }

    #[test]
    fn fill_is_compared_before_unpacking() {
        let v = variable(
            ValueType::I16,
            &[
                ("scale_factor", Attribute::Floats(vec![0.5])),
                ("_FillValue", Attribute::Integers(vec![100.0])),
                ("missing_value", Attribute::Integers(vec![101.0, 102.0])),
            ],
        );
        let p = Packing::of(&v);
        assert!(p.unpack(100.0).is_nan() && p.unpack(101.0).is_nan() && p.unpack(102.0).is_nan());
        assert_eq!(p.unpack(200.0), 100.0);
        assert_eq!(p.unpack(-32_767.0), -16_383.5, "a stated fill value replaces the default one");
    }

    #[test]
    fn default_fill_values_are_missing() {
        assert!(Packing::of(&variable(ValueType::I16, &[])).unpack(-32_767.0).is_nan());
        assert!(Packing::of(&variable(ValueType::F32, &[])).unpack(f64::from(9.969_21e36_f32)).is_nan());
        assert_eq!(Packing::of(&variable(ValueType::I8, &[])).unpack(-127.0), -127.0);
        assert!(Packing::of(&variable(ValueType::F64, &[])).unpack(f64::NAN).is_nan());
    }

    /// A fill value of 1e20 written as double on a float variable matches the float nearest to it.
    #[test]
    fn fill_is_compared_in_the_stored_precision() {
        let v = variable(ValueType::F32, &[("_FillValue", Attribute::Floats(vec![1e20]))]);
        assert!(Packing::of(&v).unpack(f64::from(1e20_f32)).is_nan());
    }

    #[test]
    fn valid_range_is_of_stored_numbers_unless_floating() {
        let stored = variable(
            ValueType::I16,
            &[
                ("scale_factor", Attribute::Floats(vec![0.1])),
                ("valid_range", Attribute::Integers(vec![-20.0, 20.0])),
            ],
        );
        assert!(Packing::of(&stored).unpack(21.0).is_nan());
        assert!((Packing::of(&stored).unpack(20.0) - 2.0).abs() < 1e-12);
        let values = variable(
            ValueType::I16,
            &[("scale_factor", Attribute::Floats(vec![0.1])), ("valid_max", Attribute::Floats(vec![20.0]))],
        );
        assert!(!Packing::of(&values).unpack(200.0).is_nan());
        assert!(Packing::of(&values).unpack(201.0).is_nan());
    }

    /// Many at once and one by one: the same, for every number 16 bits can hold and however many are missing.
    #[test]
    fn many_are_unpacked_as_one_is() {
        let stored: Vec<i16> = (i16::MIN..=i16::MAX).collect();
        for missing in [vec![], vec![-7.0], vec![1.0, 2.0, 3.0, 4.0], vec![1.0, 2.0, 3.0, 4.0, 5.0]] {
            for (unsigned_wrap, valid_stored) in [(0.0, (-30_000.0, 30_000.0)), (65_536.0, (10.0, 60_000.0))]
            {
                let p = Packing {
                    scale: -0.01,
                    offset: 3.0,
                    missing: missing.clone(),
                    valid_stored,
                    valid_value: (-200.0, 100.0),
                    unsigned_wrap,
                };
                let many = p.unpack_all(&stored, f64::from, |v| v as f32);
                for (&stored, many) in stored.iter().zip(many) {
                    assert_eq!((p.unpack(f64::from(stored)) as f32).to_bits(), many.to_bits(), "{stored}");
                }
            }
        }
    }

    #[test]
    fn signed_storage_of_unsigned_numbers() {
        let v = variable(
            ValueType::I8,
            &[
                ("_Unsigned", Attribute::Text("true".to_owned())),
                ("_FillValue", Attribute::Integers(vec![-1.0])),
            ],
        );
        assert!(Packing::of(&v).unpack(-1.0).is_nan());
        assert_eq!(Packing::of(&v).unpack(-2.0), 254.0);
    }
}
