import { serveTasks } from '../base/base.ts';
import { wasmBytes } from './codecs/wasm.ts';
import { decodeStored } from './decode.ts';
import type { PixelsTask } from './decoder.ts';
import { draw } from './draw.ts';

/** A thread that decodes and draws frames. */
serveTasks<PixelsTask>(async ({ frame, drawn, maxFrameBytes }) => {
  const decoded = await decodeStored(frame, maxFrameBytes);
  if (!drawn) return { result: decoded, transfer: [decoded.bytes.buffer] };
  const picture = await draw(decoded, drawn.by, drawn.options, maxFrameBytes);
  return { result: picture, transfer: [picture.buffer] };
}, wasmBytes);
