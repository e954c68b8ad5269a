//! Chance from a seed.
//!
//! Our own few lines, so that no crate's new version changes a shop somebody has described in a bug report. Forbidden
//! here: floating point from a maths library, whose last bit differs between platforms.

/// Odd and without pattern: 2⁶⁴ divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of numbers. Each item of the shop has a stream of its own, so any of them can be made again by itself.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// The stream of the `number`-th thing of this kind.
    pub fn new(seed: u64, kind: &str, number: u64) -> Rng {
        let mut state = mix(seed ^ STEP);
        for byte in kind.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        Rng {
            state: mix(state ^ mix(number.wrapping_add(STEP))),
        }
    }

    pub fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// From 0 to `end`, without it. 0 where the range is empty.
    pub fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: one multiplication instead of a division, and the bias is beyond notice.
        ((u128::from(self.draw()) * u128::from(end)) >> 64) as u64
    }

    /// From `least` to `most`, both included.
    pub fn within(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).max(1) as u64) as i64
    }

    /// True so many times out of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// # Panics
    /// Where there is nothing to pick from.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// Between `least` and `most`, small values far more often than great ones: as people let others wait.
    pub fn wait(&mut self, least: i64, most: i64) -> i64 {
        let one = self.below(1 << 20) as i128;
        let two = self.below(1 << 20) as i128;
        let three = self.below(1 << 20) as i128;
        let room = i128::from(most - least);
        least + ((room * one * two * three) >> 60) as i64
    }
}

/// Weights summed up once, so that drawing is one search.
#[derive(Debug, Clone)]
pub struct Weights {
    upto: Vec<u64>,
}

impl Weights {
    pub fn new(weights: impl IntoIterator<Item = u64>) -> Weights {
        let upto = weights.into_iter().scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Weights {
            upto: upto.collect(),
        }
    }

    /// The index of one, each as often as it weighs.
    pub fn draw(&self, rng: &mut Rng) -> usize {
        let at = rng.below(self.upto.last().copied().unwrap_or(0));
        self.upto.partition_point(|upto| *upto <= at)
    }
}

/// Spreads every bit over all others (the finishing step of SplitMix64).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [u64; 4] = [
        9774050696692743177,
        4496437037912031892,
        3091250513080807246,
        17506859371397360069,
    ];

    #[test]
    fn the_same_seed_gives_the_same_numbers_for_ever() {
        let mut rng = Rng::new(7, "deal", 1);
        let got: Vec<u64> = (0..4).map(|_| rng.draw()).collect();
        assert_eq!(got, KNOWN, "every shop described by its seed has changed");
    }

    #[test]
    fn streams_differ_by_seed_kind_and_number() {
        let first = |seed, kind, number| Rng::new(seed, kind, number).draw();
        let base = first(7, "deal", 1);
        for other in [
            first(8, "deal", 1),
            first(7, "contact", 1),
            first(7, "deal", 2),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn ranges_hold_and_are_filled_evenly() {
        let mut rng = Rng::new(1, "range", 0);
        let mut seen = [0u32; 7];
        for _ in 0..70_000 {
            seen[(rng.within(-3, 3) + 3) as usize] += 1;
        }
        assert!(seen.iter().all(|n| (9_500..10_500).contains(n)), "{seen:?}");
        assert_eq!(rng.within(5, 5), 5);
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn weights_are_kept() {
        let weights = Weights::new([1, 0, 3]);
        let mut rng = Rng::new(1, "weight", 0);
        let mut seen = [0u32; 3];
        for _ in 0..40_000 {
            seen[weights.draw(&mut rng)] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((9_500..10_500).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn most_waits_are_short() {
        let mut rng = Rng::new(1, "wait", 0);
        let mut waits: Vec<i64> = (0..10_001).map(|_| rng.wait(10, 1010)).collect();
        waits.sort_unstable();
        assert!(waits[0] >= 10 && waits[10_000] <= 1010);
        assert!(waits[5_000] < 120, "{}", waits[5_000]);
        assert!(waits[9_900] > 500, "{}", waits[9_900]);
    }
}
