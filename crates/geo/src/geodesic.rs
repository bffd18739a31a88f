//! Geodesics on WGS84.
