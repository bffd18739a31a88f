//! Numbers in GRIB2 sections, addressed as the manual counts: octet 1 is the first.

/// A section, header included.
#[derive(Debug, Clone, Copy)]
pub struct Octets<'a>(pub &'a [u8]);

impl Octets<'_> {
    fn bytes<const N: usize>(&self, octet: usize) -> Option<[u8; N]> {
        self.0.get(octet - 1..octet - 1 + N)?.try_into().ok()
    }
    /// One octet.
    pub fn u8(&self, octet: usize) -> Option<u8> {
        self.bytes::<1>(octet).map(|[b]| b)
    }
    /// Two octets.
    pub fn u16(&self, octet: usize) -> Option<u16> {
        self.bytes(octet).map(u16::from_be_bytes)
    }
    /// Four octets.
    pub fn u32(&self, octet: usize) -> Option<u32> {
        self.bytes(octet).map(u32::from_be_bytes)
    }
    /// Four octets, the first bit a sign.
    pub fn sign_magnitude_32(&self, octet: usize) -> Option<f64> {
        let raw = self.u32(octet)?;
        let magnitude = f64::from(raw & 0x7fff_ffff);
        Some(if raw >> 31 == 1 { -magnitude } else { magnitude })
    }
    /// Four octets in millionths of a degree.
    pub fn degrees(&self, octet: usize) -> Option<f64> {
        self.sign_magnitude_32(octet).map(|v| v / 1e6)
    }
    /// A scale factor (one octet, the first bit a sign) and a scaled value (four octets); 0 where missing.
    pub fn scaled(&self, octet: usize) -> Option<f64> {
        let factor = self.u8(octet)?;
        let value = self.u32(octet + 1)?;
        if factor == 255 || value == u32::MAX {
            return Some(0.0);
        }
        let mut value = self.sign_magnitude_32(octet + 1)?;
        for _ in 0..(factor & 0x7f).min(20) {
            value = if factor & 0x80 == 0 { value / 10.0 } else { value * 10.0 };
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_scales() {
        let section = [0x80, 0, 0, 5, 2, 0, 0, 4, 0, 0x81, 0, 0, 0, 7];
        let o = Octets(&section);
        assert_eq!(o.sign_magnitude_32(1), Some(-5.0));
        assert_eq!(o.scaled(5), Some(10.24));
        assert_eq!(o.scaled(10), Some(70.0));
        assert_eq!(o.u32(12), None);
    }
}
