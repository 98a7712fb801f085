/**
 * Packets of the network in a file that Wireshark opens, for whoever has to find out why a device and we do not understand one another: bounded in
 * time and size, one at a time, gone after a while. Started here, or by the hands of a box. Knows nothing of DICOM but that it has ports.
 */
export { type ByHandsOptions, captureByHands } from './by-hands.ts';
export { type Bounds, captureCommand } from './command.ts';
export { CaptureError, type CaptureErrorCode } from './errors.ts';
export { filterOf, type Traffic } from './filter.ts';
export { captureHere } from './here.ts';
export { CAPTURE_LIMITS, type CaptureLimits } from './limits.ts';
export { type Capture, type CaptureAsked, type CaptureFile, type CaptureOptions, type CaptureState, openCapture } from './open.ts';
export { MAX_PACKET_BYTES, PacketCount } from './pcap.ts';
export type { CaptureTool, RunningCapture, Wanted } from './tool.ts';
export { CAPTURE_ENVIRONMENT, captureVerbs } from './verbs.ts';
