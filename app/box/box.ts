/**
 * The box around the program: what it is, and the hands, by which a program without privileges has done what needs root.
 * Knows nothing of DICOM; each domain (network, update, power, …) brings its own verbs.
 */
export { aboutBox, type Box, requireBox } from './about.ts';
export { type AskOptions, askHands } from './ask.ts';
export { BoxError, type BoxErrorCode } from './errors.ts';
export { type HandsOptions, serveHands } from './hands.ts';
export { BOX_LIMITS, type BoxLimits } from './limits.ts';
export { type LongToolOptions, runLongTool } from './long-tool.ts';
export { hasSecondDisk, refuseSecondDisk } from './second-disk.ts';
export { runTool, type ToolOptions } from './tool.ts';
export { type AnyVerb, defineVerb, type Verb } from './verb.ts';
export { HANDS_SOCKET } from './wire.ts';
