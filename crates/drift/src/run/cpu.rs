//! One loop, compiled for several vector widths ([`sarex_geo::dispatch`] chooses).
//!
//! Slices come in as arguments, not as fields of a kernel value: the compiler then knows that they do not overlap
//! and needs no check of a dozen pairs before each loop.

/// Defines `fn name(args…)` whose body is compiled once per instruction set.
macro_rules! vectorised {
    ($(#[$doc:meta])* pub(crate) fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments, reason = "a kernel takes one slice per quantity")]
        pub(crate) fn $name($($arg: $ty),*) $(-> $ret)? {
            #[inline(always)]
            fn body($($arg: $ty),*) $(-> $ret)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2($($arg: $ty),*) $(-> $ret)? { body($($arg),*) }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
            fn avx512($($arg: $ty),*) $(-> $ret)? { body($($arg),*) }

            match sarex_geo::dispatch::level() {
                // SAFETY: `level` returns it only where the processor has the instructions.
                #[cfg(target_arch = "x86_64")]
                sarex_geo::dispatch::Level::Avx512 => unsafe { avx512($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                sarex_geo::dispatch::Level::Avx2 => unsafe { avx2($($arg),*) },
                _ => body($($arg),*),
            }
        }
    };
}
pub(crate) use vectorised;
