//! One line: TAG blocks, the sentence, its checksum, and what receivers append.

/// Longest line that is read, bytes.
const MAX_LINE: usize = 1024;

/// A line with a sentence.
#[derive(Debug, PartialEq)]
pub struct Line<'a> {
    /// Between `!` and `*`.
    pub body: &'a str,
    pub checksum_holds: bool,
    /// Station, of a TAG block or behind the checksum.
    pub source: Option<&'a str>,
    /// Time of reception, seconds since 1970.
    pub time_s: Option<f64>,
    /// Number of the group of sentences.
    pub group: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// Nothing where there is no AIS sentence.
    pub fn of(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > MAX_LINE {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?.trim();
        let (tags, rest) = match text.strip_prefix('\\') {
            Some(inside) => inside.split_once('\\').map(|(block, rest)| (Some(block), rest))?,
            None => (None, text),
        };
        let start = rest.find('!')?;
        let (body, behind) = rest[start + 1..].split_once('*')?;
        let digits = behind.get(..2).unwrap_or_default();
        let mut line =
            Line { body, checksum_holds: is_checksum(body, digits), source: None, time_s: None, group: None };
        line.appended(behind.get(2..).unwrap_or_default());
        if let Some(block) = tags {
            line.tags(block);
        }
        Some(line)
    }

    /// `,d-109,S2105,t050056.00,r003669946,1325394060`: a station and a time, as US receivers log them. Of two times the
    /// last one is that of the receiver.
    fn appended(&mut self, behind: &'a str) {
        for field in behind.split(',').map(str::trim) {
            let is_number = field.len() >= 9 && field.bytes().all(|byte| byte.is_ascii_digit());
            if is_number {
                self.time_s = seconds(field);
            } else if field.len() > 5 && field.starts_with(['r', 'b']) {
                self.source = Some(field);
            }
        }
    }

    /// A block with a wrong checksum says nothing.
    fn tags(&mut self, block: &'a str) {
        let Some((body, digits)) = block.split_once('*') else { return };
        if !is_checksum(body, digits) {
            return;
        }
        for (key, value) in body.split(',').filter_map(|field| field.split_once(':')) {
            match key {
                "c" => self.time_s = seconds(value),
                "s" => self.source = Some(value),
                // sentence-number - of - group
                "g" => self.group = value.rsplit('-').next(),
                _ => {}
            }
        }
    }
}

/// Seconds, or milliseconds with more than eleven digits.
fn seconds(text: &str) -> Option<f64> {
    let number = text.parse::<u64>().ok()? as f64;
    Some(if text.len() > 11 { number / 1000.0 } else { number })
}

fn is_checksum(body: &str, digits: &str) -> bool {
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    digits.len() == 2 && digits.is_ascii() && u8::from_str_radix(digits, 16) == Ok(sum)
}

/// The fields of an AIS sentence.
#[derive(Debug, PartialEq)]
pub struct Sentence<'a> {
    pub talker: &'a str,
    pub count: u8,
    pub number: u8,
    pub sequence: &'a str,
    pub channel: &'a str,
    pub payload: &'a [u8],
    pub fill_bits: u8,
}

impl<'a> Sentence<'a> {
    pub fn of(body: &'a str) -> Option<Self> {
        let fields: Vec<&str> = body.splitn(8, ',').collect();
        let [kind, count, number, sequence, channel, payload, fill_bits] = fields[..] else { return None };
        let talker = kind.strip_suffix("VDM").or_else(|| kind.strip_suffix("VDO"))?;
        let digit = |text: &str, most: u8| text.parse::<u8>().ok().filter(|value| *value <= most);
        let (count, number) = (digit(count, 9)?, digit(number, 9)?);
        let armoured = payload.bytes().all(|byte| matches!(byte, b'0'..=b'W' | b'`'..=b'w'));
        let fits = (1..=count).contains(&number) && armoured && !payload.is_empty();
        fits.then_some(Sentence {
            talker,
            count,
            number,
            sequence,
            channel,
            payload: payload.as_bytes(),
            fill_bits: digit(fill_bits, 5)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_blocks_and_what_is_appended() {
        let tagged =
            Line::of(b"\\s:AI0001,c:1795154400*3B\\!AIVDM,1,1,,A,16TB<H0P1h9BfB2ChD@LwbH00000,0*19\r")
                .unwrap();
        assert!(tagged.checksum_holds);
        assert_eq!((tagged.source, tagged.time_s), (Some("AI0001"), Some(1_795_154_400.0)));
        // A block whose checksum is wrong is not believed; the sentence is.
        let doubtful =
            Line::of(b"\\s:AI0001,c:1795154401*3B\\!AIVDM,1,1,,A,16TB<H0P1h9BfB2ChD@LwbH00000,0*19").unwrap();
        assert!(doubtful.checksum_holds && doubtful.time_s.is_none());
        let logged =
            Line::of(b"!AIVDM,1,1,,A,16TB<H0P1h9BfB2ChD@LwbH00000,0*19,d-109,r003669946,1795154400").unwrap();
        assert_eq!((logged.source, logged.time_s), (Some("r003669946"), Some(1_795_154_400.0)));
        for nothing in ["", "# remark", "$GPGGA,1*00", "!AIVDM", "\\s:x", "!AIVDM,1,1,,A,1,0"] {
            assert_eq!(Line::of(nothing.as_bytes()), None, "{nothing}");
        }
    }

    #[test]
    fn sentences_that_are_none() {
        for body in
            ["AIVDM,1,1,,A,1", "AIVDM,1,2,,A,1,0", "AIVDM,0,0,,A,1,0", "AIVDM,1,1,,A,x,0", "GPGGA,1,1,,A,1,0"]
        {
            assert_eq!(Sentence::of(body), None, "{body}");
        }
        assert!(Sentence::of("ABVDM,2,1,3,B,16TB,0").is_some());
    }
}
