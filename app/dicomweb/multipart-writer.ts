import { randomBytes } from 'node:crypto';

/** A body of multipart/related (RFC 2387, PS3.18 §8.6.1.2) as it is written: what stands between the contents of the parts. */
export interface MultipartWriter {
  readonly contentType: string;
  /** What begins the next part; of all but the first with the end of the one before. */
  partHead(headers: Readonly<Record<string, string>>): Buffer;
  readonly end: Buffer;
}

/** @param type of the parts, for the parameter `type` of the whole */
export function createMultipartWriter(type: string): MultipartWriter {
  const boundary = randomBytes(24).toString('hex'); // 192 random bits stand in no image
  let begun = false;
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    partHead(headers) {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const delimiter = `${begun ? '\r\n' : ''}--${boundary}\r\n`;
      begun = true;
      return Buffer.from(`${delimiter}${lines.join('')}\r\n`, 'latin1');
    },
    end: Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1'),
  };
}
