import { randomBytes } from 'node:crypto';

/** A body of multipart/related (RFC 2387, PS3.18 §8.6.1.2) as it is written: what stands between the contents of the parts. */
export interface MultipartWriter {
  readonly contentType: string;
  /** What begins a part; of all but the first with the end of the one before. */
  partHead(headers: Readonly<Record<string, string>>, isFirst: boolean): Buffer;
  readonly end: Buffer;
}

/** @param type of the parts, for the parameter `type` of the whole */
export function createMultipartWriter(type: string): MultipartWriter {
  const boundary = randomBytes(24).toString('hex'); // 192 random bits stand in no image
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    partHead(headers, isFirst) {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      return Buffer.from(`${isFirst ? '' : '\r\n'}--${boundary}\r\n${lines.join('')}\r\n`, 'latin1');
    },
    end: Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1'),
  };
}
