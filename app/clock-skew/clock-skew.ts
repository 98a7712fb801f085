/**
 * How far the clocks of the modalities are from ours: the time at which an image arrived against the time at which it says it was made. The
 * median of the last few, for each calling AE title.
 */

export { type ObjectTimes, objectTimeOf } from './object-time.ts';
export { CLOCK_SKEW_LIMITS, type ClockSkew, type ClockSkewLimits, createClockSkew, type Skew } from './skew.ts';
