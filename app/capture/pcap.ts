import type { FileHandle } from 'node:fs/promises';

/** Of the file, and of each packet (draft-ietf-opsawg-pcap §4, §5). */
const FILE_HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;
/** Longest packet that tcpdump keeps (MAXIMUM_SNAPLEN). */
export const MAX_PACKET_BYTES = 262_144;
const CHUNK_BYTES = 2 * (PACKET_HEADER_BYTES + MAX_PACKET_BYTES);
const MAGICS = [0xa1b2c3d4, 0xa1b23c4d]; // microseconds, nanoseconds

/** Counts the packets of a file that is still written; a packet that is there in part does not count yet. */
export class PacketCount {
  #chunk: Buffer | undefined;
  #isBigEndian = false;
  #packets = 0;
  #wholeBytes = 0;

  get packets(): number {
    return this.#packets;
  }

  /** Where the last whole packet ends; 0 while not even the header of the file is there. */
  get wholeBytes(): number {
    return this.#wholeBytes;
  }

  /** Reads what has come since the last time. Stops for good where the file is no capture. */
  async look(file: FileHandle): Promise<void> {
    this.#chunk ??= Buffer.allocUnsafe(CHUNK_BYTES);
    const chunk = this.#chunk;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, this.#wholeBytes);
      const taken = this.#take(chunk.subarray(0, bytesRead));
      this.#wholeBytes += taken;
      if (taken === 0 || bytesRead < CHUNK_BYTES) return;
    }
  }

  #take(bytes: Buffer): number {
    let at = 0;
    if (this.#wholeBytes === 0) {
      if (bytes.byteLength < FILE_HEADER_BYTES) return 0;
      this.#isBigEndian = MAGICS.includes(bytes.readUInt32BE(0));
      if (!this.#isBigEndian && !MAGICS.includes(bytes.readUInt32LE(0))) return 0;
      at = FILE_HEADER_BYTES;
    }
    while (at + PACKET_HEADER_BYTES <= bytes.byteLength) {
      const captured = this.#isBigEndian ? bytes.readUInt32BE(at + 8) : bytes.readUInt32LE(at + 8);
      const end = at + PACKET_HEADER_BYTES + captured;
      if (captured > MAX_PACKET_BYTES || end > bytes.byteLength) break;
      this.#packets++;
      at = end;
    }
    return at;
  }
}
